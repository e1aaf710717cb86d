//! One line to a hub: dialling with limits, a reader, and a writer in a task of its own, so that reading never
//! waits for a peer that does not read.

use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::address::Address;
use super::frame::SUBPROTOCOL;
use super::state::Lost;
use crate::text::safe::SafeText;

/// Largest message taken from a hub, bytes.
const MAX_MESSAGE: usize = 8 << 20;
/// A write that takes longer ends the line.
const WRITE_LIMIT: Duration = Duration::from_secs(5);
/// Data the peer does not acknowledge ends the line after this.
const USER_TIMEOUT: Duration = Duration::from_secs(15);

/// A line.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) reader: SplitStream<WebSocketStream<TcpStream>>,
    to_writer: mpsc::UnboundedSender<Message>,
    writer: JoinHandle<()>,
}

impl Wire {
    /// Writes a message soon; a line that can not be written to shows in the reader.
    pub(super) fn write(&self, message: Message) {
        let _ = self.to_writer.send(message);
    }

    /// Whether writing has failed.
    pub(super) fn is_broken(&self) -> bool {
        self.to_writer.is_closed()
    }

    /// Writes what is queued, then closes.
    pub(super) async fn close(mut self) {
        self.write(Message::Close(None));
        let _ = tokio::time::timeout(WRITE_LIMIT, &mut self.writer).await;
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.writer.abort();
    }
}

/// Opens a line; `limit` is for the whole of it.
pub(super) async fn dial(address: Address, limit: Duration) -> Result<Wire, Lost> {
    tokio::time::timeout(limit, open(&address))
        .await
        .unwrap_or(Err(Lost::Silent))
}

async fn open(address: &Address) -> Result<Wire, Lost> {
    let unreachable = |e: std::io::Error| Lost::Unreachable(SafeText::line(&e.to_string()));
    let stream = TcpStream::connect(address.endpoint())
        .await
        .map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    #[cfg(target_os = "linux")]
    SockRef::from(&stream)
        .set_tcp_user_timeout(Some(USER_TIMEOUT))
        .map_err(unreachable)?;
    let mut request = address
        .feed_url()
        .into_client_request()
        .map_err(|e| no_feed(&e))?;
    let headers = request.headers_mut();
    headers.insert(
        "Sec-WebSocket-Protocol",
        HeaderValue::from_static(SUBPROTOCOL),
    );
    let mut config = WebSocketConfig::default();
    config.max_message_size = Some(MAX_MESSAGE);
    config.max_frame_size = Some(MAX_MESSAGE);
    let (socket, _) = tokio_tungstenite::client_async_with_config(request, stream, Some(config))
        .await
        .map_err(|e| no_feed(&e))?;
    let (sink, reader) = socket.split();
    let (to_writer, queued) = mpsc::unbounded_channel();
    Ok(Wire {
        reader,
        to_writer,
        writer: tokio::spawn(write(sink, queued)),
    })
}

fn no_feed(error: &Error) -> Lost {
    let text = match error {
        Error::Http(response) => format!("HTTP {}", response.status()),
        Error::Io(error) => return Lost::Broken(SafeText::line(&error.to_string())),
        other => other.to_string(),
    };
    Lost::NoFeed(SafeText::line(&text))
}

/// Writes what is queued, many messages with one flush, until the close is written, or a write fails or takes
/// too long.
async fn write(
    mut sink: SplitSink<WebSocketStream<TcpStream>, Message>,
    mut queued: mpsc::UnboundedReceiver<Message>,
) {
    let mut batch = Vec::new();
    while queued.recv_many(&mut batch, 64).await > 0 {
        let is_closing = matches!(batch.last(), Some(Message::Close(_)));
        let writing = async {
            for message in batch.drain(..) {
                sink.feed(message).await?;
            }
            sink.flush().await
        };
        match tokio::time::timeout(WRITE_LIMIT, writing).await {
            Ok(Ok(())) if !is_closing => {}
            _ => return,
        }
    }
}
