//! What the transcripts show, played by a real link on a real hub.

use std::time::Duration;

use serde_json::{Value, json};
use watchfloor::domain::command::{Command, NoArgs, Why};
use watchfloor::domain::ids::Key;
use watchfloor::domain::org::Actor;
use watchfloor::feed::backoff::Backoff;
use watchfloor::feed::frame::Feed;
use watchfloor::feed::intent::{Intent, Urgency};
use watchfloor::feed::link::{FromLink, Link, LinkConfig, LinkHandle, Order};
use watchfloor::feed::mirror::{Applied, Mirror};

use crate::client::{Client, House, alert, officer, producer};
use crate::line::{Dir, Line, write};
use crate::record::Recorder;

/// A hub that proves its view after every delivery.
pub async fn house() -> House {
    House::with(|config| config.limits.mark_events = 1).await
}

/// The officer whose side the transcripts show.
pub fn me() -> Actor {
    officer("u:0412")
}

/// A link that comes back at once.
pub fn config(url: &str, token: &str) -> LinkConfig {
    let mut config = LinkConfig::new(url, token.into(), &[Feed::Alerts]);
    config.timing.backoff = Backoff {
        first: Duration::from_millis(1),
        most: Duration::from_millis(5),
    };
    config
}

struct Stage {
    house: House,
    recorder: Recorder,
    /// Comes in with the first snapshot.
    link: Option<LinkHandle>,
    mirror: Mirror,
    others: Vec<(Actor, Client)>,
    idems: u32,
}

impl Stage {
    async fn new() -> Self {
        let house = house().await;
        let recorder = Recorder::before(house.hub.url()).await;
        Self {
            house,
            recorder,
            link: None,
            mirror: Mirror::default(),
            others: Vec::new(),
            idems: 0,
        }
    }

    /// Another client does something; the key of what it concerns.
    async fn other(
        &mut self,
        by: Actor,
        name: &str,
        target: Option<(&str, u64)>,
        args: Value,
    ) -> String {
        self.idems += 1;
        let idem = format!("other-{}", self.idems);
        let mut msg =
            json!({ "t": "cmd", "id": self.idems, "idem": idem, "name": name, "args": args });
        if let Some((key, ver)) = target {
            msg["key"] = key.into();
            msg["expect"] = json!({ "ver": ver });
        }
        let mut line = Line::new(Dir::O, &msg.to_string());
        line.by = Some(by.clone());
        self.recorder.note(line);
        if !self.others.iter().any(|(actor, _)| *actor == by) {
            let client = self.house.client(&by).await;
            self.others.push((by.clone(), client));
        }
        let (_, client) = self
            .others
            .iter_mut()
            .find(|(actor, _)| *actor == by)
            .unwrap();
        let done = client.cmd(&idem, name, target, args).await;
        assert_eq!(done["t"], "done", "{done}");
        done["key"]
            .as_str()
            .or(target.map(|(key, _)| key))
            .unwrap()
            .to_owned()
    }

    async fn raise(&mut self, phone: &str, tier: &str) -> String {
        self.other(producer(), "alert.raise", None, alert(phone, tier))
            .await
    }

    /// Folds what the link tells until `is` holds.
    async fn until(&mut self, what: &str, mut is: impl FnMut(&FromLink, &Applied) -> bool) {
        let link = self.link.as_mut().unwrap();
        let wait = async {
            loop {
                let message = link.events.recv().await.unwrap();
                let applied = self.mirror.apply(&message);
                assert!(!matches!(applied, Applied::Mismatch(_)));
                if is(&message, &applied) {
                    return;
                }
            }
        };
        let limit = Duration::from_secs(10);
        tokio::time::timeout(limit, wait)
            .await
            .unwrap_or_else(|_| panic!("waited in vain for {what}"));
    }

    async fn snapshot(&mut self) {
        let config = config(&self.recorder.url, &self.house.token(&me()));
        self.link = Some(Link::spawn(config).unwrap());
        self.until("the snapshot", |_, applied| {
            *applied == Applied::Swapped(Feed::Alerts)
        })
        .await;
    }

    async fn agreed(&mut self) {
        self.until("a mark", |_, applied| {
            *applied == Applied::Agreed(Feed::Alerts)
        })
        .await;
    }

    fn send(&self, command: Command, key: &str, ver: u32) {
        let target = (key.parse::<Key>().unwrap(), ver);
        let mut intent = Intent::new(command, Some(target), Urgency::Ordinary);
        intent.not_after = Some("2099-01-01T00:00:00.000Z".parse().unwrap());
        self.link
            .as_ref()
            .unwrap()
            .send(Order::Send(Box::new(intent)));
    }

    async fn answered(&mut self) {
        self.until(
            "an answer",
            |message, _| matches!(message, FromLink::Answer(a) if a.outcome.is_final()),
        )
        .await;
    }

    async fn end(mut self, name: &str) {
        // The last acknowledgement is on its way.
        let off = self.house.hub.head().0;
        let is_acknowledged = |line: &Line| line.t() == "ack" && line.msg["off"] == off;
        for _ in 0..200 {
            if self
                .recorder
                .tape
                .lock()
                .unwrap()
                .lines
                .iter()
                .any(is_acknowledged)
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut link = self.link.take().unwrap();
        link.send(Order::Close);
        while link.events.recv().await.is_some() {}
        write(name, &self.recorder.tape.lock().unwrap().lines);
    }
}

fn claim() -> Command {
    Command::AlertClaim(NoArgs {})
}

#[tokio::test]
#[ignore = "writes spec/transcripts anew"]
async fn record() {
    std::fs::create_dir_all(crate::line::dir()).unwrap();

    let mut stage = Stage::new().await;
    stage.raise("12012345678", "P1").await;
    stage.raise("12012345679", "P2").await;
    stage.snapshot().await;
    stage.raise("12012345670", "P0").await;
    stage.agreed().await;
    stage.end("snapshot.jsonl").await;

    let mut stage = Stage::new().await;
    stage.snapshot().await;
    stage.raise("12012345678", "P1").await;
    stage.agreed().await;
    stage.recorder.cut();
    stage.raise("12012345679", "P2").await;
    stage.agreed().await;
    stage.end("resume.jsonl").await;

    let mut stage = Stage::new().await;
    let key = stage.raise("12012345678", "P1").await;
    stage.snapshot().await;
    stage
        .other(officer("u:0399"), "alert.claim", Some((&key, 1)), json!({}))
        .await;
    stage.send(claim(), &key, 1);
    stage.answered().await;
    stage.end("claim-race.jsonl").await;

    let mut stage = Stage::new().await;
    let key = stage.raise("12012345678", "P1").await;
    stage.snapshot().await;
    let reason = Why {
        reason: "appeal".into(),
    };
    stage.send(Command::AlertReopen(reason), &key, 1);
    stage.answered().await;
    stage.send(claim(), "al:01JD9ZK4M20000000000000000", 1);
    stage.answered().await;
    stage.end("refusal.jsonl").await;

    let mut stage = Stage::new().await;
    stage.snapshot().await;
    stage.recorder.tape.lock().unwrap().lose = Some("events");
    stage.raise("12012345678", "P1").await;
    stage.agreed().await;
    stage.end("gap.jsonl").await;

    let mut stage = Stage::new().await;
    let key = stage.raise("12012345678", "P1").await;
    stage.snapshot().await;
    stage.recorder.tape.lock().unwrap().lose = Some("done");
    stage.send(claim(), &key, 1);
    stage.agreed().await;
    stage.recorder.cut();
    stage.answered().await;
    stage.end("lost-answer.jsonl").await;
}
