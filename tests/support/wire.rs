//! A plain client of `watchfloor.v1`, written from the specification alone: JSON in, JSON out.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Message, WebSocket, client};

/// One connection.
pub struct Wire {
    socket: WebSocket<TcpStream>,
    next_id: u64,
    /// What came while something else was waited for.
    pub aside: Vec<Value>,
}

/// Entities of a snapshot: key to version and state.
pub type View = BTreeMap<String, (u64, Value)>;

impl Wire {
    /// Connects, without a word.
    pub fn open(url: &str) -> Self {
        let addr = url
            .trim_start_matches("ws://")
            .split('/')
            .next()
            .expect("an address");
        let stream = TcpStream::connect(addr).expect("the hub listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a socket");
        let mut request = url.into_client_request().expect("a URL");
        request.headers_mut().insert(
            "sec-websocket-protocol",
            "watchfloor.v1".parse().expect("a header"),
        );
        let (socket, _) = client(request, stream).expect("the upgrade");
        Self {
            socket,
            next_id: 1,
            aside: Vec::new(),
        }
    }

    /// Connects and is welcomed.
    pub fn hello(url: &str, token: &str) -> Self {
        let mut wire = Self::open(url);
        let said = wire.ask(json!({"t": "hello", "client": {"name": "test", "ver": "1", "inst": ""}, "auth": {"token": token}}));
        assert_eq!(said["t"], "welcome", "{said}");
        wire
    }

    /// Says something.
    pub fn say(&mut self, message: &Value) {
        self.socket
            .send(Message::text(message.to_string()))
            .expect("the line stands");
    }

    /// Says something with an id and waits for the answer to it.
    pub fn ask(&mut self, mut message: Value) -> Value {
        let id = self.next_id;
        self.next_id += 1;
        message["id"] = json!(id);
        self.say(&message);
        loop {
            let said = self.hear().expect("an answer");
            if said["re"] == json!(id) {
                return said;
            }
            self.aside.push(said);
        }
    }

    /// The next message; `None` when the line is gone.
    pub fn hear(&mut self) -> Option<Value> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("JSON")),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Subscribes and pulls the whole snapshot: offset, count, digest and entities.
    pub fn snapshot(&mut self, sub: &str, feed: &str) -> (u64, Value, View) {
        let subbed = self.ask(json!({"t": "sub", "sub": sub, "feed": feed}));
        assert_eq!(subbed["mode"], "snapshot", "{subbed}");
        let mut view = View::new();
        let mut cur = Value::Null;
        loop {
            let page = self.ask(json!({"t": "page", "sub": sub, "cur": cur, "limit": 500}));
            assert_eq!(page["t"], "page", "{page}");
            for item in page["items"].as_array().expect("items") {
                let key = item["key"].as_str().expect("a key").to_owned();
                view.insert(
                    key,
                    (
                        item["ver"].as_u64().expect("a version"),
                        item["data"].clone(),
                    ),
                );
            }
            if !page["end"].is_null() {
                return (
                    subbed["off"].as_u64().expect("an offset"),
                    page["end"].clone(),
                    view,
                );
            }
            cur = page["cur"].clone();
        }
    }

    /// Waits for an event of this name on any subscription.
    pub fn event(&mut self, name: &str) -> Value {
        let mut waiting: Vec<Value> = std::mem::take(&mut self.aside);
        let end = std::time::Instant::now() + Duration::from_secs(20);
        loop {
            assert!(std::time::Instant::now() < end, "no {name} came");
            for said in waiting.drain(..).filter(|said| said["t"] == "events") {
                let items = said["items"].as_array().expect("items");
                if let Some(item) = items.iter().find(|item| item["type"] == name) {
                    return item.clone();
                }
            }
            waiting.push(self.hear().expect("the line stands"));
        }
    }

    /// Gives a command.
    pub fn command(
        &mut self,
        idem: &str,
        name: &str,
        target: Option<(&str, u64)>,
        args: Value,
    ) -> Value {
        let mut message = json!({"t": "cmd", "idem": idem, "name": name, "args": args});
        if let Some((key, ver)) = target {
            message["key"] = json!(key);
            message["expect"] = json!({"ver": ver});
        }
        self.ask(message)
    }

    /// Raises an alert and returns its key.
    pub fn raise(&mut self, idem: &str, tier: &str) -> String {
        let args = json!({"kind": "model_victim", "tier": tier, "score": 700, "reasons": ["test"],
            "fraud_type": "task_rebate", "channel": "net", "org": "330700",
            "victim_phone": format!("1200000{:04}", idem.len() * 7 + idem.bytes().map(usize::from).sum::<usize>() % 9000),
            "source": {"name": "test", "id": idem}});
        let said = self.command(idem, "alert.raise", None, args);
        assert_eq!(said["t"], "done", "{said}");
        said["key"]
            .as_str()
            .expect("the key of what was created")
            .to_owned()
    }
}
