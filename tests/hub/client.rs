//! A hub of one's own and a client that knows JSON and nothing else.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use watchfloor::domain::ids::Key;
use watchfloor::domain::org::{Actor, Role};
use watchfloor::domain::time::Span;
use watchfloor::feed::digest::Digest;
use watchfloor::hub::{Hub, HubConfig, start};

/// Nothing a test waits for takes longer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A hub in a directory that goes away with it.
pub struct House {
    pub hub: Hub,
    pub dir: tempfile::TempDir,
}

impl House {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A hub whose configuration was changed.
    pub async fn with(change: impl FnOnce(&mut HubConfig)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = HubConfig::new(dir.path());
        config.limits.commands_per_min = 100_000;
        change(&mut config);
        let hub = start(config).await.unwrap();
        Self { hub, dir }
    }

    /// The hub stopped and started again on the same directory.
    pub async fn again(self) -> Self {
        let Self { hub, dir } = self;
        hub.stop().await;
        let mut config = HubConfig::new(dir.path());
        config.limits.commands_per_min = 100_000;
        let hub = start(config).await.unwrap();
        Self { hub, dir }
    }

    pub fn token(&self, actor: &Actor) -> String {
        self.hub.token(actor, Span::hours(1)).unwrap()
    }

    /// The hub's figures.
    pub fn figures(&self) -> String {
        self.hub.figures()
    }

    /// A welcomed client whose machine keeps next to nothing that it does not read.
    pub async fn client_with_small_buffer(&self, actor: &Actor) -> Client {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let stream = socket.connect(self.hub.addr).await.unwrap();
        let request = handshake(&self.hub.url());
        let stream = MaybeTlsStream::Plain(stream);
        let (ws, _) = tokio_tungstenite::client_async(request, stream)
            .await
            .unwrap();
        let mut client = Client { ws, id: 0 };
        let welcome = client.hello(&self.token(actor)).await;
        assert_eq!(welcome["t"], "welcome", "{welcome}");
        client
    }

    /// A welcomed client.
    pub async fn client(&self, actor: &Actor) -> Client {
        let mut client = Client::connect(&self.hub.url()).await;
        let welcome = client.hello(&self.token(actor)).await;
        assert_eq!(welcome["t"], "welcome", "{welcome}");
        client
    }
}

/// An actor of one role.
pub fn actor(sub: &str, role: Role, institutions: &[&str]) -> Actor {
    Actor {
        sub: sub.parse().unwrap(),
        roles: vec![role],
        org: "330700".parse().unwrap(),
        institutions: institutions.iter().map(|i| i.parse().unwrap()).collect(),
    }
}

pub fn officer(sub: &str) -> Actor {
    actor(sub, Role::Dissuader, &[])
}

pub fn producer() -> Actor {
    actor("p:model-7", Role::Producer, &[])
}

/// Arguments of an alert about `phone`.
pub fn alert(phone: &str, tier: &str) -> Value {
    json!({
        "kind": "live_call", "tier": tier, "score": 700, "reasons": ["told to buy gift cards"],
        "fraud_type": "task_rebate", "channel": "call", "org": "330702",
        "victim_phone": phone, "at_risk": 5_200_000,
        "transcript": [{"who": "caller", "text": "transfer it to the safe account"}],
    })
}

fn handshake(url: &str) -> Request {
    let mut request = url.into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", "watchfloor.v1".parse().unwrap());
    request
}

pub struct Client {
    ws: WebSocketStream<MaybeTlsStream<TcpStream>>,
    id: u64,
}

/// A snapshot as it was pulled.
pub struct Snapshot {
    pub subbed: Value,
    pub items: Vec<Value>,
    pub pages: usize,
}

impl Client {
    pub async fn connect(url: &str) -> Self {
        let (ws, _) = connect_async(handshake(url)).await.unwrap();
        Self { ws, id: 0 }
    }

    fn next_id(&mut self) -> u64 {
        self.id += 1;
        self.id
    }

    pub async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.ws.send(Message::text(text)).await.unwrap();
    }

    pub async fn send_raw(&mut self, message: Message) {
        self.ws.send(message).await.unwrap();
    }

    /// Bytes as they are, past the WebSocket.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        use tokio::io::AsyncWriteExt;
        self.ws.get_mut().write_all(bytes).await.unwrap();
    }

    /// The next message, or `{"closed": code}`. Beats pass by.
    pub async fn next(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.ws.next()).await;
            match message.expect("the hub is silent") {
                Some(Ok(Message::Text(text))) => {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    if value["t"] != "beat" {
                        return value;
                    }
                }
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(1005, |f| u16::from(f.code));
                    return json!({ "closed": code });
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return json!({ "closed": 1006 }),
            }
        }
    }

    /// The next message of this kind; others pass by.
    pub async fn until(&mut self, word: &str) -> Value {
        loop {
            let message = self.next().await;
            if message["t"] == word {
                return message;
            }
            assert!(
                message.get("closed").is_none(),
                "waiting for {word}: {message}"
            );
        }
    }

    /// The goodbye and the close code; whatever came before passes by.
    pub async fn closing(&mut self) -> (Value, u16) {
        let mut bye = Value::Null;
        loop {
            let message = self.next().await;
            if message["t"] == "bye" {
                bye = message;
            } else if let Some(code) = message["closed"].as_u64() {
                return (bye, code as u16);
            }
        }
    }

    pub async fn hello(&mut self, token: &str) -> Value {
        let id = self.next_id();
        self.send(&json!({
            "t": "hello", "id": id,
            "client": {"name": "test", "ver": "0", "inst": "one"},
            "auth": {"token": token},
        }))
        .await;
        self.next().await
    }

    /// Subscribes and returns the answer.
    pub async fn sub(&mut self, name: &str, feed: &str, more: Value) -> Value {
        let id = self.next_id();
        let mut message = json!({"t": "sub", "id": id, "sub": name, "feed": feed});
        let fields = message.as_object_mut().unwrap();
        fields.extend(more.as_object().cloned().unwrap_or_default());
        self.send(&message).await;
        loop {
            let answer = self.next().await;
            if answer["re"] == id {
                return answer;
            }
        }
    }

    pub async fn page(&mut self, name: &str, cur: Value, limit: u64) -> Value {
        let id = self.next_id();
        self.send(&json!({"t": "page", "id": id, "sub": name, "cur": cur, "limit": limit}))
            .await;
        loop {
            let answer = self.next().await;
            if answer["re"] == id {
                return answer;
            }
        }
    }

    /// Subscribes with a snapshot, pulls it and checks its proof.
    pub async fn snapshot(&mut self, name: &str, feed: &str, more: Value, limit: u64) -> Snapshot {
        let subbed = self.sub(name, feed, more).await;
        assert_eq!(subbed["mode"], "snapshot", "{subbed}");
        let (mut items, mut cur, mut pages) = (Vec::new(), Value::Null, 0);
        loop {
            let page = self.page(name, cur, limit).await;
            assert_eq!(page["t"], "page", "{page}");
            pages += 1;
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            if let Some(end) = page["end"].as_object() {
                let digest = digest(&items);
                assert_eq!(end["count"], digest.count);
                assert_eq!(end["digest"], digest.hex());
                assert_eq!(subbed["total"], digest.count);
                assert!(page["cur"].is_null());
                return Snapshot {
                    subbed,
                    items,
                    pages,
                };
            }
            cur = page["cur"].clone();
        }
    }

    /// Gives a command and returns the answer.
    pub async fn cmd(
        &mut self,
        idem: &str,
        name: &str,
        target: Option<(&str, u64)>,
        args: Value,
    ) -> Value {
        self.cmd_with(idem, name, target, args, json!({})).await
    }

    pub async fn cmd_with(
        &mut self,
        idem: &str,
        name: &str,
        target: Option<(&str, u64)>,
        args: Value,
        more: Value,
    ) -> Value {
        let id = self.start_cmd(idem, name, target, args, more).await;
        self.answer(id).await
    }

    /// Sends a command without waiting.
    pub async fn start_cmd(
        &mut self,
        idem: &str,
        name: &str,
        target: Option<(&str, u64)>,
        args: Value,
        more: Value,
    ) -> u64 {
        let id = self.next_id();
        let mut message = json!({"t": "cmd", "id": id, "idem": idem, "name": name, "args": args});
        let fields = message.as_object_mut().unwrap();
        if let Some((key, ver)) = target {
            fields.insert("key".into(), json!(key));
            fields.insert("expect".into(), json!({ "ver": ver }));
        }
        fields.extend(more.as_object().cloned().unwrap_or_default());
        self.send(&message).await;
        id
    }

    /// The answer to a message.
    pub async fn answer(&mut self, id: u64) -> Value {
        loop {
            let answer = self.next().await;
            if answer["re"] == id {
                return answer;
            }
            assert!(answer.get("closed").is_none(), "{answer}");
        }
    }

    /// Raises an alert; its key.
    pub async fn raise(&mut self, idem: &str, phone: &str, tier: &str) -> String {
        let done = self
            .cmd(idem, "alert.raise", None, alert(phone, tier))
            .await;
        assert_eq!(done["t"], "done", "{done}");
        done["key"].as_str().unwrap().to_owned()
    }

    pub async fn fate(&mut self, idem: &str) -> Value {
        let id = self.next_id();
        self.send(&json!({"t": "ask", "id": id, "idem": idem}))
            .await;
        self.answer(id).await
    }

    /// Reads deliveries until `count` events came; checks the chain from `prev`.
    pub async fn events(&mut self, prev: &mut u64, count: usize) -> Vec<Value> {
        let mut events = Vec::new();
        while events.len() < count {
            let message = self.next().await;
            assert!(message.get("closed").is_none(), "{message}");
            if message["t"] == "events" || message["t"] == "mark" {
                assert_eq!(message["prev"], *prev, "{message}");
            }
            if message["t"] == "mark" {
                *prev = message["off"].as_u64().unwrap();
            }
            for item in message["items"].as_array().into_iter().flatten() {
                let off = item["off"].as_u64().unwrap();
                assert!(off > *prev);
                *prev = off;
                events.push(item.clone());
            }
        }
        events
    }
}

/// The digest of snapshot items.
pub fn digest(items: &[Value]) -> Digest {
    let mut digest = Digest::default();
    for item in items {
        let key: Key = item["key"].as_str().unwrap().parse().unwrap();
        digest.add(&key, item["ver"].as_u64().unwrap() as u32);
    }
    digest
}
