//! The writing half of a connection: messages go into the WebSocket's buffer and are flushed explicitly, each
//! step within the write deadline.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use futures_util::stream::{SplitSink, SplitStream};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::Stop;
use crate::feed::frame::{Say, close};
use crate::hub::limits::BATCH_BYTES;
use crate::hub::metrics::Metrics;

/// A message at least this big may go out on the thinnest line.
const LEAST: usize = 4 * 1024;
/// A flush that takes longer says that the line is thin.
const THIN: Duration = Duration::from_millis(500);

/// The way to the client.
pub struct Line<S> {
    sink: SplitSink<WebSocketStream<S>, Message>,
    metrics: Arc<Metrics>,
    deadline: Duration,
    budget: usize,
    dirty: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    /// A line whose writes take no longer than `deadline`.
    pub fn new(
        sink: SplitSink<WebSocketStream<S>, Message>,
        metrics: Arc<Metrics>,
        deadline: Duration,
    ) -> Self {
        Self {
            sink,
            metrics,
            deadline,
            budget: BATCH_BYTES,
            dirty: false,
        }
    }

    /// Bytes a message should have at most, by what the line has shown to carry.
    pub fn budget(&self) -> usize {
        self.budget
    }

    /// Writes a message; it leaves with the next flush.
    pub async fn say(&mut self, say: &Say) -> Result<(), Stop> {
        match say.encode() {
            Ok(text) => self.text(text).await,
            Err(error) => {
                tracing::error!(%error, word = say.word(), "a message can not be written");
                Err(Stop::bye(close::SERVER_ERROR, "server_error"))
            }
        }
    }

    /// Writes an encoded message.
    pub async fn text(&mut self, text: String) -> Result<(), Stop> {
        self.metrics.sent_bytes.inc_by(text.len() as u64);
        self.feed(Message::text(text)).await
    }

    /// Asks the client's WebSocket for a sign of life.
    pub async fn ping(&mut self) -> Result<(), Stop> {
        self.feed(Message::Ping(Bytes::new())).await
    }

    async fn feed(&mut self, message: Message) -> Result<(), Stop> {
        self.dirty = true;
        within(self.deadline, self.sink.feed(message)).await
    }

    /// Sends what was written.
    pub async fn flush(&mut self) -> Result<(), Stop> {
        if !std::mem::take(&mut self.dirty) {
            return Ok(());
        }
        let started = Instant::now();
        within(self.deadline, self.sink.flush()).await?;
        self.budget = if started.elapsed() > THIN {
            (self.budget / 2).max(LEAST)
        } else {
            (self.budget * 2).min(BATCH_BYTES)
        };
        Ok(())
    }

    /// Closes with a code; whatever goes wrong now does not matter.
    pub async fn close(&mut self, code: u16, reason: &str) {
        let frame = CloseFrame {
            code: code.into(),
            reason: reason.into(),
        };
        let last = Duration::from_secs(1);
        let _ = timeout(last, self.sink.send(Message::Close(Some(frame)))).await;
    }

    /// Reads on, past anything that makes sense, until the client hangs up: with bytes unread the goodbye
    /// would be lost with the line.
    pub async fn drain(self, rest: SplitStream<WebSocketStream<S>>) {
        let Ok(mut whole) = self.sink.reunite(rest) else {
            return;
        };
        let raw = whole.get_mut();
        let _ = raw.shutdown().await;
        let mut unread = [0; 4096];
        while raw.read(&mut unread).await.is_ok_and(|read| read > 0) {}
    }
}

async fn within<E>(
    deadline: Duration,
    write: impl Future<Output = Result<(), E>>,
) -> Result<(), Stop> {
    match timeout(deadline, write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Stop::Gone),
        Err(_) => Err(Stop::bye(close::SLOW_CONSUMER, "slow_consumer")),
    }
}
