//! The transcripts with the hub's lines spoken by the test: the link must say what it said, hold what the hub
//! proves, and settle its commands.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use watchfloor::domain::command::Command;
use watchfloor::feed::frame::SUBPROTOCOL;
use watchfloor::feed::intent::{Intent, Urgency};
use watchfloor::feed::link::{FromLink, Link, LinkHandle, Order};
use watchfloor::feed::mirror::{Applied, Mirror};

use crate::client::PATIENCE;
use crate::line::{Dir, Line, is_noise, names, read};
use crate::scenarios::config;

struct Replay {
    listener: TcpListener,
    socket: Option<WebSocketStream<TcpStream>>,
    /// What the link chose, by what stands in the transcript.
    ids: HashMap<u64, u64>,
    subs: HashMap<String, Value>,
    acked: u64,
}

async fn soon<T>(what: &str, wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, wait)
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

impl Replay {
    async fn accept(&mut self) {
        self.socket = None;
        let (stream, _) = soon("the link", self.listener.accept()).await.unwrap();
        #[allow(clippy::result_large_err, clippy::unnecessary_wraps)]
        // the signature is tungstenite's
        let agree = |_: &Request, mut response: Response| {
            let headers = response.headers_mut();
            headers.insert("Sec-WebSocket-Protocol", SUBPROTOCOL.parse().unwrap());
            Ok::<_, ErrorResponse>(response)
        };
        self.socket = Some(
            tokio_tungstenite::accept_hdr_async(stream, agree)
                .await
                .unwrap(),
        );
    }

    /// What the link says next. Pings pass by, and so do acknowledgements unless one is waited for.
    async fn next(&mut self, line: &Line) -> Value {
        let socket = self.socket.as_mut().unwrap();
        loop {
            let message = soon(line.t(), socket.next()).await.unwrap().unwrap();
            let Message::Text(text) = message else {
                continue;
            };
            let said: Value = serde_json::from_str(&text).unwrap();
            if said["t"] == "ack" && line.t() != "ack" {
                self.acked = said["off"].as_u64().unwrap();
                continue;
            }
            if is_noise(&said) {
                continue;
            }
            assert_eq!(said["t"], line.t(), "{said}");
            return said;
        }
    }

    async fn hear(&mut self, line: &Line) {
        if line.t() == "hello" {
            self.accept().await;
        }
        if line.t() == "ack" {
            // One acknowledgement may stand for several.
            let off = line.msg["off"].as_u64().unwrap();
            while self.acked < off {
                self.acked = self.next(line).await["off"].as_u64().unwrap();
            }
            return;
        }
        let said = self.next(line).await;
        self.ids.insert(
            line.msg["id"].as_u64().unwrap(),
            said["id"].as_u64().unwrap(),
        );
        if line.t() == "sub" {
            let name = line.msg["sub"].as_str().unwrap();
            self.subs.insert(name.to_owned(), said["sub"].clone());
        }
        assert_eq!(self.known(&said), self.known(&line.msg));
    }

    /// A message without what differs from run to run; names are as the link chose them.
    fn known(&self, message: &Value) -> Value {
        let mut message = self.renamed(message);
        let fields = message.as_object_mut().unwrap();
        for field in ["id", "client", "auth"] {
            fields.remove(field);
        }
        message
    }

    fn renamed(&self, message: &Value) -> Value {
        let mut message = message.clone();
        if let Some(id) = message["re"].as_u64().and_then(|re| self.ids.get(&re)) {
            message["re"] = (*id).into();
        }
        if let Some(name) = message["sub"].as_str().and_then(|name| self.subs.get(name)) {
            message["sub"] = name.clone();
        }
        message
    }

    async fn say(&mut self, line: &Line) {
        let text = self.renamed(&line.msg).to_string();
        self.socket
            .as_mut()
            .unwrap()
            .send(Message::text(text))
            .await
            .unwrap();
    }
}

/// The intent that makes the link say this command.
fn intent(cmd: &Value) -> Intent {
    let name = cmd["name"].as_str().unwrap();
    let mut intent = Intent::new(
        Command::decode(name, &cmd["args"].to_string()).unwrap(),
        None,
        Urgency::Ordinary,
    );
    intent.idem = cmd["idem"].as_str().unwrap().parse().unwrap();
    intent.key = Some(cmd["key"].as_str().unwrap().parse().unwrap());
    intent.expect = cmd["expect"]["ver"].as_u64().map(|ver| ver as u32);
    intent.not_after = Some(cmd["not_after"].as_str().unwrap().parse().unwrap());
    intent
}

/// Folds until so many proofs held and so many commands were settled.
async fn fold(link: &mut LinkHandle, mut proofs: usize, mut settled: usize) {
    let mut mirror = Mirror::default();
    while proofs > 0 || settled > 0 {
        let message = soon("what the transcript proves", link.events.recv())
            .await
            .unwrap();
        match mirror.apply(&message) {
            Applied::Agreed(_) => proofs = proofs.saturating_sub(1),
            Applied::Mismatch(feed) => panic!("the view of {feed} is wrong"),
            _ => {}
        }
        if let FromLink::Answer(answer) = &message
            && answer.outcome.is_final()
        {
            settled -= 1;
        }
    }
}

/// How many marks of the transcript are not behind a hole, and thus prove something.
fn proofs(lines: &[Line]) -> usize {
    let (mut count, mut whole) = (0, true);
    for line in lines.iter().filter(|line| line.dir == Dir::S) {
        match line.t() {
            "events" if line.lost => whole = false,
            "subbed" => whole = true,
            "mark" if whole => count += 1,
            _ => {}
        }
    }
    count
}

async fn replay(name: &str) {
    let lines = read(name);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let mut config = config(&url, "a token");
    config.timing.hello = Duration::from_secs(60);
    let mut link = Link::spawn(config).unwrap();
    let mut replay = Replay {
        listener,
        socket: None,
        ids: HashMap::new(),
        subs: HashMap::new(),
        acked: 0,
    };
    let commands = lines
        .iter()
        .filter(|l| l.t() == "cmd" && l.dir == Dir::C)
        .count();
    let orders = link.orders.clone();
    let script = async {
        for line in &lines {
            match line.dir {
                Dir::C => {
                    if line.t() == "cmd" {
                        orders.send(Order::Send(Box::new(intent(&line.msg))));
                    }
                    replay.hear(line).await;
                }
                Dir::S if !line.lost => replay.say(line).await,
                Dir::S | Dir::O => {}
            }
        }
    };
    tokio::join!(script, fold(&mut link, proofs(&lines), commands));
}

#[tokio::test]
async fn the_link_says_what_it_said() {
    let names = names();
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        println!("{name}");
        replay(&name).await;
    }
}
