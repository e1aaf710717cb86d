//! The transcripts with the client's lines spoken by the test: a hub must answer as it did. Offsets, identities,
//! names and times are its own; everything else is as written, and every view it sends must add up.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::{Value, json};
use watchfloor::domain::ids::Key;
use watchfloor::domain::org::Actor;
use watchfloor::feed::digest::Digest;

use crate::client::{Client, House};
use crate::line::{Dir, Line, is_noise, names, read};
use crate::scenarios::{house, me};

struct Replay {
    house: House,
    me: Option<Client>,
    others: Vec<(Actor, Client)>,
    /// What the hub chose, by what stands in the transcript.
    own: HashMap<Value, Value>,
    /// Answers that came before they were looked for.
    waiting: VecDeque<Value>,
    items: VecDeque<Value>,
    /// What the client holds, and where its deliveries end; `None` behind a hole.
    view: BTreeMap<Key, u32>,
    end: Option<u64>,
}

impl Replay {
    async fn new() -> Self {
        Self {
            house: house().await,
            me: None,
            others: Vec::new(),
            own: HashMap::new(),
            waiting: VecDeque::new(),
            items: VecDeque::new(),
            view: BTreeMap::new(),
            end: None,
        }
    }

    /// A value of the transcript as the hub calls it.
    fn own(&self, said: &Value) -> Value {
        self.own.get(said).unwrap_or(said).clone()
    }

    /// A message of the transcript with the hub's own names.
    fn renamed(&self, message: &Value) -> Value {
        let mut message = message.clone();
        for pointer in ["/key", "/off", "/from/off", "/from/epoch"] {
            if let Some(value) = message.pointer_mut(pointer) {
                *value = self.own(value);
            }
        }
        message
    }

    async fn other(&mut self, line: &Line) {
        let by = line.by.clone().unwrap();
        if !self.others.iter().any(|(actor, _)| *actor == by) {
            let client = self.house.client(&by).await;
            self.others.push((by.clone(), client));
        }
        let message = self.renamed(&line.msg);
        let (_, client) = self
            .others
            .iter_mut()
            .find(|(actor, _)| *actor == by)
            .unwrap();
        client.send(&message).await;
        let id = message["id"].as_u64().unwrap();
        assert_eq!(client.answer(id).await["t"], "done");
    }

    async fn say(&mut self, line: &Line) {
        let mut message = self.renamed(&line.msg);
        if line.t() == "hello" {
            self.me = Some(Client::connect(&self.house.hub.url()).await);
            message["auth"]["token"] = self.house.token(&me()).into();
        }
        self.me.as_mut().unwrap().send(&message).await;
    }

    async fn expect(&mut self, line: &Line) {
        if line.t() != "events" {
            let said = self.answer(line).await;
            return self.compare(&line.msg, &said);
        }
        for item in line.msg["items"].as_array().unwrap() {
            while self.items.is_empty() {
                self.receive(line.lost).await;
            }
            let said = self.items.pop_front().unwrap();
            self.compare(item, &said);
        }
    }

    /// The message of the same kind, and to the same question.
    async fn answer(&mut self, line: &Line) -> Value {
        loop {
            let is_it = |m: &Value| m["t"] == line.msg["t"] && m["re"] == line.msg["re"];
            if let Some(at) = self.waiting.iter().position(is_it) {
                return self.waiting.remove(at).unwrap();
            }
            self.receive(line.lost).await;
        }
    }

    /// Receives a message and checks what can be checked of it alone.
    async fn receive(&mut self, lost: bool) {
        let message = self.me.as_mut().unwrap().next().await;
        assert!(message.get("closed").is_none(), "{message}");
        match message["t"].as_str().unwrap() {
            "subbed" => {
                self.end = message["off"].as_u64();
                if message["mode"] == "snapshot" {
                    self.view.clear();
                }
            }
            "page" => {
                message["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .for_each(|item| self.hold(item));
                self.prove(&message["end"]);
            }
            "events" => {
                let items = message["items"].as_array().unwrap();
                self.items.extend(items.iter().cloned());
                self.follow(&message);
                if lost {
                    self.end = None;
                } else if self.end.is_some() {
                    for item in items {
                        self.hold(item);
                    }
                    self.end = items.last().unwrap()["off"].as_u64();
                }
                return;
            }
            "mark" => {
                self.follow(&message);
                if self.end.is_some() {
                    self.prove(&message);
                    self.end = message["off"].as_u64();
                }
            }
            _ if is_noise(&message) => return,
            _ => {}
        }
        self.waiting.push_back(message);
    }

    fn follow(&self, message: &Value) {
        if let Some(end) = self.end {
            assert_eq!(message["prev"], end, "{message}");
        }
    }

    fn hold(&mut self, item: &Value) {
        let key = item["key"].as_str().unwrap().parse().unwrap();
        self.view.insert(key, item["ver"].as_u64().unwrap() as u32);
    }

    fn prove(&self, proof: &Value) {
        let mut digest = Digest::default();
        self.view
            .iter()
            .for_each(|(key, ver)| digest.add(key, *ver));
        assert_eq!(proof["count"], digest.count, "{proof}");
        assert_eq!(proof["digest"], digest.hex(), "{proof}");
    }

    /// Compares what must be the same, and learns what the hub calls by another name.
    fn compare(&mut self, line: &Value, said: &Value) {
        const SAME: &[&str] = &[
            "t", "re", "sub", "actor", "mode", "why", "total", "count", "dup", "idem", "ver",
            "code", "retry", "status", "resub", "type", "by",
        ];
        for field in SAME {
            assert_eq!(said.get(field), line.get(field), "`{field}` of {said}");
        }
        assert_eq!(said["cur"]["owner"], line["cur"]["owner"], "{said}");
        for field in ["key", "off", "epoch"] {
            let (Some(was), Some(is)) = (line.get(field), said.get(field)) else {
                assert_eq!(said.get(field), line.get(field), "`{field}` of {said}");
                continue;
            };
            // A mark reaches as far as the hub has looked by then; the chain was checked on arrival.
            if field == "off" && line["t"] == "mark" {
                continue;
            }
            let known = self.own.insert(was.clone(), is.clone());
            assert!(
                known.is_none_or(|known| known == *is),
                "`{field}` of {said}"
            );
        }
        let items = |message: &Value| message["items"].as_array().cloned().unwrap_or_default();
        assert_eq!(items(said).len(), items(line).len(), "{said}");
        for (was, is) in items(line).iter().zip(items(said)) {
            self.compare(was, &is);
        }
    }
}

async fn replay(name: &str) {
    let mut replay = Replay::new().await;
    for line in read(name) {
        match line.dir {
            Dir::O => replay.other(&line).await,
            Dir::C => replay.say(&line).await,
            Dir::S => replay.expect(&line).await,
        }
    }
}

#[tokio::test]
async fn the_hub_answers_as_it_did() {
    for name in names() {
        println!("{name}");
        replay(&name).await;
    }
    // The comparison itself can fail.
    let mut replay = Replay::new().await;
    let done = json!({ "t": "done", "ver": 2, "key": "al:1" });
    replay.compare(&done, &json!({ "t": "done", "ver": 2, "key": "al:7" }));
    assert_eq!(replay.own(&json!("al:1")), "al:7");
}
