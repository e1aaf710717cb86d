//! The reading half of a connection. It does not wait for the writing half: while the session is busy writing,
//! pings of the WebSocket are answered and a closed line is noticed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::domain::refusal::Code;
use crate::domain::time::Millis;
use crate::feed::frame::Ask;
use crate::hub::clock::HubClock;
use crate::hub::depth::depth;
use crate::hub::limits::{MAX_DEPTH, MAX_IN};

/// Messages that may wait for the session; more is a flood.
const WAITING: usize = 256;

/// A message of the client.
#[derive(Debug)]
pub enum Heard {
    /// Understood; when it came, by the hub's clock.
    Ask(Box<Ask>, Millis),
    /// Not understood.
    Bad(Bad),
}

/// A message that can not be taken.
#[derive(Debug)]
pub struct Bad {
    /// The message's id, where it could be read.
    pub re: Option<u64>,
    /// Code.
    pub code: Code,
    /// What was wrong and what is allowed.
    pub msg: String,
}

/// How the reading ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The client closed, or the line is gone.
    Gone,
    /// A frame no message can be made of; nothing after it can be read.
    BadFrame(&'static str),
    /// More messages than the session can take.
    Flood,
}

/// When the client was last heard, shared with the session.
#[derive(Clone, Debug)]
pub struct LastHeard {
    start: Instant,
    ms: Arc<AtomicU64>,
}

impl LastHeard {
    /// Now.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            ms: Arc::default(),
        }
    }

    /// The moment.
    pub fn at(&self) -> Instant {
        self.start + Duration::from_millis(self.ms.load(Ordering::Relaxed))
    }

    fn touch(&self) {
        let ms = self.start.elapsed().as_millis() as u64;
        self.ms.store(ms, Ordering::Relaxed);
    }
}

/// A channel for what is heard.
pub fn channel() -> (mpsc::Sender<Heard>, mpsc::Receiver<Heard>) {
    mpsc::channel(WAITING)
}

/// Reads until the line ends, or brings what no reading gets past; a message the session does not take within
/// `patience` is a flood. Gives back the stream with what is unread.
pub async fn listen<S: AsyncRead + AsyncWrite + Unpin>(
    mut line: SplitStream<WebSocketStream<S>>,
    to: mpsc::Sender<Heard>,
    clock: Arc<HubClock>,
    last: LastHeard,
    patience: Duration,
) -> (End, SplitStream<WebSocketStream<S>>) {
    while let Some(message) = line.next().await {
        last.touch();
        let heard = match message {
            Ok(Message::Text(text)) => understand(&text, clock.now()),
            Ok(Message::Binary(_)) => Heard::Bad(Bad {
                re: None,
                code: Code::BadRequest,
                msg: "Binary frames are not taken. Send one JSON object in a text frame."
                    .to_owned(),
            }),
            // Answered by the WebSocket itself; the close is read to its end.
            Ok(_) => continue,
            Err(error) => return (of(&error), line),
        };
        // There is room, except for a client that floods while the session can not write to it.
        if let Err(SendTimeoutError::Timeout(_)) = to.send_timeout(heard, patience).await {
            return (End::Flood, line);
        }
        // A session that has ended hears nothing more, but the close is read to its end.
    }
    (End::Gone, line)
}

/// What an error of the WebSocket means for the connection.
fn of(error: &Error) -> End {
    match error {
        Error::Capacity(_) => End::BadFrame("A message may have 65536 bytes."),
        Error::Utf8(_) => End::BadFrame("Text frames are UTF-8."),
        // A line that broke off is nobody's bad frame.
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => End::Gone,
        Error::Protocol(_) => End::BadFrame("The frame breaks RFC 6455."),
        _ => End::Gone,
    }
}

fn understand(text: &str, at: Millis) -> Heard {
    match read(text) {
        Ok(ask) => Heard::Ask(Box::new(ask), at),
        Err(bad) => Heard::Bad(bad),
    }
}

fn read(text: &str) -> Result<Ask, Bad> {
    let bad = |code, msg| Bad {
        re: id_of(text),
        code,
        msg,
    };
    if text.len() > MAX_IN {
        let found = text.len();
        return Err(Bad {
            re: None,
            code: Code::TooLarge,
            msg: format!("The message has {found} bytes; {MAX_IN} are allowed."),
        });
    }
    if depth(text) > MAX_DEPTH {
        return Err(bad(
            Code::BadRequest,
            format!("The JSON is nested deeper than {MAX_DEPTH}."),
        ));
    }
    match Ask::decode(text) {
        Ok(Some(ask)) => Ok(ask),
        Ok(None) => Err(bad(
            Code::BadRequest,
            format!(
                "This `t` is not known. Known are {}.",
                Ask::WORDS.join(", ")
            ),
        )),
        Err(error) => Err(bad(
            Code::BadRequest,
            format!("The message can not be read: {error}."),
        )),
    }
}

/// The id of a message that could not be read as a whole.
fn id_of(text: &str) -> Option<u64> {
    #[derive(Deserialize)]
    struct Id {
        id: Option<u64>,
    }
    serde_json::from_str::<Id>(text).ok()?.id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_read_is_answered_with_its_id_and_a_reason() {
        let big = format!(
            r#"{{"t":"ping","id":1,"t0":1,"pad":"{}"}}"#,
            "x".repeat(MAX_IN)
        );
        let deep = format!(
            r#"{{"t":"ping","id":1,"t0":1,"x":{}{}}}"#,
            "[".repeat(40),
            "]".repeat(40)
        );
        for (text, re, code, word) in [
            ("", None, Code::BadRequest, "EOF"),
            ("nonsense", None, Code::BadRequest, "can not be read"),
            (
                "\u{feff}{\"t\":\"ping\"}",
                None,
                Code::BadRequest,
                "can not be read",
            ),
            ("[1,2]", None, Code::BadRequest, "can not be read"),
            (r#"{"id":7}"#, Some(7), Code::BadRequest, "missing field"),
            (
                r#"{"t":"dance","id":7}"#,
                Some(7),
                Code::BadRequest,
                "not known",
            ),
            (r#"{"t":"ping","id":7}"#, Some(7), Code::BadRequest, "t0"),
            (
                r#"{"t":"ping","id":-1,"t0":1}"#,
                None,
                Code::BadRequest,
                "can not be read",
            ),
            (
                r#"{"t":"ping","id":1,"id":2,"t0":1}"#,
                None,
                Code::BadRequest,
                "duplicate",
            ),
            (
                r#"{"t":"ping","id":1,"t0":1e400}"#,
                Some(1),
                Code::BadRequest,
                "out of range",
            ),
            (
                r#"{"t":"unsub","id":1,"sub":"\ud800"}"#,
                Some(1),
                Code::BadRequest,
                "hex escape",
            ),
            (big.as_str(), None, Code::TooLarge, "65536"),
            (deep.as_str(), Some(1), Code::BadRequest, "deeper than 32"),
        ] {
            let bad = read(text).unwrap_err();
            assert_eq!((bad.re, bad.code), (re, code), "{}", bad.msg);
            assert!(bad.msg.contains(word), "{word} not in {}", bad.msg);
        }
        assert!(read(r#"{"t":"ping","id":1,"t0":1.5,"of":"tomorrow"}"#).is_ok());
    }
}
