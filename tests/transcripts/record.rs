//! The recorder: it stands between a link and a hub, writes down what both say, and can lose a message or cut
//! the line.

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use watchfloor::feed::frame::SUBPROTOCOL;

use crate::line::{Dir, Line, is_noise};

#[derive(Default)]
pub struct Tape {
    pub lines: Vec<Line>,
    /// The next message of the hub of this kind gets lost.
    pub lose: Option<&'static str>,
}

pub struct Recorder {
    pub url: String,
    pub tape: Arc<Mutex<Tape>>,
    lines: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Recorder {
    pub async fn before(hub_url: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let tape = Arc::new(Mutex::new(Tape::default()));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (at, onto) = (Arc::clone(&lines), Arc::clone(&tape));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let line = tokio::spawn(pass_on(stream, hub_url.clone(), Arc::clone(&onto)));
                at.lock().unwrap().push(line);
            }
        });
        Self { url, tape, lines }
    }

    /// Cuts the line without a word.
    pub fn cut(&self) {
        self.lines
            .lock()
            .unwrap()
            .drain(..)
            .for_each(|line| line.abort());
    }

    /// Writes down what another client does.
    pub fn note(&self, line: Line) {
        self.tape.lock().unwrap().lines.push(line);
    }
}

async fn pass_on(stream: TcpStream, hub_url: String, tape: Arc<Mutex<Tape>>) {
    #[allow(clippy::result_large_err, clippy::unnecessary_wraps)] // the signature is tungstenite's
    let agree = |_: &Request, mut response: Response| {
        let headers = response.headers_mut();
        headers.insert("Sec-WebSocket-Protocol", SUBPROTOCOL.parse().unwrap());
        Ok::<_, ErrorResponse>(response)
    };
    let mut client = tokio_tungstenite::accept_hdr_async(stream, agree)
        .await
        .unwrap();
    let mut request = hub_url.into_client_request().unwrap();
    request
        .headers_mut()
        .insert("Sec-WebSocket-Protocol", SUBPROTOCOL.parse().unwrap());
    let (mut hub, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    loop {
        tokio::select! {
            Some(Ok(message)) = client.next() => {
                let Some(message) = heard(&tape, Dir::C, message) else { continue };
                if hub.send(message).await.is_err() {
                    return;
                }
            }
            Some(Ok(message)) = hub.next() => {
                let Some(message) = heard(&tape, Dir::S, message) else { continue };
                if client.send(message).await.is_err() {
                    return;
                }
            }
            else => return,
        }
    }
}

/// Writes a message down; `None` when it gets lost.
fn heard(tape: &Mutex<Tape>, dir: Dir, message: Message) -> Option<Message> {
    let Message::Text(text) = &message else {
        return Some(message);
    };
    let msg: Value = serde_json::from_str(text).unwrap();
    if is_noise(&msg) {
        return Some(message);
    }
    let mut line = Line::new(dir, text);
    if let Some(token) = msg["auth"]["token"].as_str() {
        line = Line::new(dir, &text.replace(token, "TOKEN"));
    }
    let mut tape = tape.lock().unwrap();
    let lost = dir == Dir::S && tape.lose.take_if(|t| msg["t"] == *t).is_some();
    line.lost = lost;
    tape.lines.push(line);
    (!lost).then_some(message)
}
