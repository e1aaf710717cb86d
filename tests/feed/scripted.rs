//! A hub that says what the test tells it to, and the means to wait for what the client says and tells.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use watchfloor::domain::ids::Key;
use watchfloor::feed::backoff::Backoff;
use watchfloor::feed::digest::Digest;
use watchfloor::feed::frame::Feed;
use watchfloor::feed::link::{FromLink, LinkConfig, LinkHandle};
use watchfloor::feed::state::LinkState;

pub const EPOCH: &str = "01JD9ZK4M20000000000000000";
/// What its subscriptions show.
pub const VIEW: &str = "00abcdef00000007";
const LIMIT: Duration = Duration::from_secs(10);

/// Waits for something that must come.
pub async fn soon<T>(what: &str, wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, wait)
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

pub struct Hub {
    listener: TcpListener,
}

impl Hub {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener }
    }

    /// A link to this hub that follows the floor and comes back at once.
    pub fn config(&self) -> LinkConfig {
        let url = format!("ws://{}", self.listener.local_addr().unwrap());
        let mut config = LinkConfig::new(url, SecretString::from("a token"), &[Feed::Floor]);
        config.timing.backoff = Backoff {
            first: Duration::from_millis(1),
            most: Duration::from_millis(5),
        };
        config
    }

    /// The next client.
    pub async fn accept(&self) -> Side {
        let (stream, _) = soon("a client", self.listener.accept()).await.unwrap();
        #[allow(clippy::result_large_err, clippy::unnecessary_wraps)]
        // the signature is tungstenite's
        let agree = |request: &Request, mut response: Response| {
            let wanted = request.headers()["Sec-WebSocket-Protocol"].clone();
            response
                .headers_mut()
                .insert("Sec-WebSocket-Protocol", wanted);
            Ok::<_, ErrorResponse>(response)
        };
        let socket = tokio_tungstenite::accept_hdr_async(stream, agree)
            .await
            .unwrap();
        Side { socket }
    }

    /// The next client, welcomed; with what it subscribes.
    pub async fn welcome(&self) -> (Side, Value) {
        let mut side = self.accept().await;
        side.let_in().await;
        let sub = side.expect("sub").await;
        (side, sub)
    }

    /// The next client, with a whole view of one desk at offset 10; and the name of its subscription.
    pub async fn serve_one_desk(&self) -> (Side, Value) {
        let (mut side, sub) = self.welcome().await;
        let name = side.snapshot(&sub, "new", 10, &[("ICBC", 1)]).await;
        (side, name)
    }

    /// Whether a client waits at the door right now.
    pub fn has_caller(&self) -> bool {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        self.listener.poll_accept(&mut cx).is_ready()
    }
}

/// The hub's side of one line.
pub struct Side {
    socket: WebSocketStream<TcpStream>,
}

impl Side {
    /// The client's next message of this kind; others on the way are passed over.
    pub async fn expect(&mut self, t: &str) -> Value {
        soon(t, async {
            loop {
                let message = self
                    .socket
                    .next()
                    .await
                    .expect("the client left")
                    .expect("a line");
                if let Message::Text(text) = message {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    if value["t"] == t {
                        return value;
                    }
                }
            }
        })
        .await
    }

    /// Waits until the client has closed.
    pub async fn expect_end(&mut self) {
        soon("the end", async {
            while let Some(Ok(_)) = self.socket.next().await {}
        })
        .await;
    }

    pub async fn say(&mut self, message: Value) {
        self.socket
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    pub async fn let_in(&mut self) {
        let hello = self.expect("hello").await;
        self.say(json!({
            "t": "welcome", "re": hello["id"], "conn": "c-1", "hub": "test",
            "actor": { "sub": "u:0412", "roles": ["dissuader"], "org": "330700" },
            "limits": { "max_in": 65536, "max_out": 262_144 },
            "beat_ms": 10000, "stale_ms": 15000, "now": "2026-11-23T01:05:00.123Z",
        }))
        .await;
    }

    pub async fn subbed(
        &mut self,
        sub: &Value,
        mode: &str,
        why: Option<&str>,
        off: u64,
        total: usize,
    ) {
        let mut said = json!({
            "t": "subbed", "re": sub["id"], "sub": sub["sub"], "mode": mode,
            "epoch": EPOCH, "off": off, "view": VIEW, "head": off, "total": total,
        });
        if let Some(why) = why {
            said["why"] = why.into();
        }
        self.say(said).await;
    }

    /// A whole snapshot in one page; returns the subscription's name.
    pub async fn snapshot(
        &mut self,
        sub: &Value,
        why: &str,
        off: u64,
        desks: &[(&str, u32)],
    ) -> Value {
        self.subbed(sub, "snapshot", Some(why), off, desks.len())
            .await;
        let page = self.expect("page").await;
        assert_eq!(page["cur"], Value::Null);
        self.page(&page, desks, None, Some(digest(desks))).await;
        sub["sub"].clone()
    }

    pub async fn page(
        &mut self,
        ask: &Value,
        desks: &[(&str, u32)],
        cur: Option<&str>,
        end: Option<Digest>,
    ) {
        let items: Vec<Value> = desks
            .iter()
            .map(|(code, ver)| json!({ "key": format!("dk:{code}"), "ver": ver, "data": desk(code) }))
            .collect();
        let end = end.map(|d| json!({ "count": d.count, "digest": d.hex() }));
        self.say(json!({ "t": "page", "re": ask["id"], "sub": ask["sub"], "items": items, "cur": cur, "end": end }))
            .await;
    }

    /// The desk is staffed: one event.
    pub async fn staffed(&mut self, sub: &Value, prev: u64, off: u64, code: &str, ver: u32) {
        self.say(json!({ "t": "events", "sub": sub, "prev": prev, "items": [{
            "off": off, "type": "desk.staffed", "at": "2026-11-23T01:05:01.000Z", "key": format!("dk:{code}"),
            "ver": ver, "by": "l:ICBC", "status": "actual", "data": { "staffed": true },
        }]}))
        .await;
    }

    pub async fn mark(&mut self, sub: &Value, prev: u64, off: u64, desks: &[(&str, u32)]) {
        let d = digest(desks);
        self.say(json!({ "t": "mark", "sub": sub, "prev": prev, "off": off, "count": d.count, "digest": d.hex() }))
            .await;
    }

    pub async fn close(mut self, code: u16, reason: &str) {
        let frame = CloseFrame {
            code: code.into(),
            reason: reason.to_owned().into(),
        };
        self.socket.close(Some(frame)).await.unwrap();
        self.expect_end().await;
    }
}

pub fn key(code: &str) -> Key {
    format!("dk:{code}").parse().unwrap()
}

pub fn digest(desks: &[(&str, u32)]) -> Digest {
    let mut digest = Digest::default();
    for (code, ver) in desks {
        digest.add(&key(code), *ver);
    }
    digest
}

fn desk(code: &str) -> Value {
    json!({ "institution": code, "kind": "bank", "name_zh": "银行", "name_en": "Bank", "staffed": false, "paper": "act_first" })
}

/// What the link tells, until `pick` finds what it wants.
pub async fn told<T>(
    link: &mut LinkHandle,
    what: &str,
    mut pick: impl FnMut(FromLink) -> Option<T>,
) -> T {
    soon(what, async {
        loop {
            let message = link.events.recv().await.expect("the link ended");
            if let Some(found) = pick(message) {
                return found;
            }
        }
    })
    .await
}

/// Waits for a state.
pub async fn state(
    link: &mut LinkHandle,
    what: &str,
    is: impl Fn(&LinkState) -> bool,
) -> LinkState {
    told(link, what, |message| match message {
        FromLink::State(state) if is(&state) => Some(state),
        _ => None,
    })
    .await
}

pub async fn live(link: &mut LinkHandle) {
    state(link, "live", |s| *s == LinkState::Live).await;
}
