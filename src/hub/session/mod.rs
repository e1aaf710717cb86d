//! One connection of `watchfloor.v1`: hello, then subscriptions, commands, time.
//!
//! Two tasks share a connection. [`hear`] reads and never waits; this one does everything else in turn: answer
//! what is urgent, do what time demands, deliver one message of events, flush, and then wait for the next
//! reason to act. It holds cursors and windows, never a queue of events.

mod begin;
mod commands;
mod conflate;
mod deliver;
mod hear;
mod hello;
mod line;
mod snapshot;
mod subscription;
mod talk;
mod window;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use self::hear::{End, Heard, LastHeard};
use self::line::Line;
use self::subscription::Subscription;
use super::auth::Pass;
use super::limits::{IN_FLIGHT, MAX_IN, MAX_OUT};
use super::metrics::Counted;
use super::seats::Seated;
use super::service::Service;
use super::view::Rights;
use crate::domain::event::Off;
use crate::domain::refusal::{Code, Refusal};
use crate::feed::frame::{Bye, ErrorSaid, Say, close};
use crate::text::safe::SafeText;

/// Why a session ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// The line is gone.
    Gone,
    /// The hub closes it.
    Bye {
        /// Close code.
        code: u16,
        /// A plain word.
        reason: &'static str,
        /// The client may come back after.
        retry: Option<Duration>,
    },
}

impl Stop {
    fn bye(code: u16, reason: &'static str) -> Self {
        Self::Bye {
            code,
            reason,
            retry: None,
        }
    }
}

/// Limits of the WebSocket itself: small buffers, so that thousands of idle clients cost little. A message
/// somewhat too big can still be read and is answered; a bigger one ends the connection.
pub fn websocket_config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(4 * 1024)
        .write_buffer_size(16 * 1024)
        .max_write_buffer_size(4 * MAX_OUT)
        .max_message_size(Some(4 * MAX_IN))
        .max_frame_size(Some(4 * MAX_IN))
}

/// Serves a connection to its end.
pub async fn serve<S>(socket: WebSocketStream<S>, service: Arc<Service>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let counted = Counted::new(&service.metrics.connections);
    let (sink, stream) = socket.split();
    let (to, mut heard) = hear::channel();
    let last = LastHeard::new();
    let clock = Arc::clone(&service.clock);
    let deadline = service.limits.write;
    let listening = hear::listen(stream, to, clock, last.clone(), deadline);
    let reader = tokio::spawn(listening);
    let mut line = Line::new(sink, Arc::clone(&service.metrics), deadline);

    let mut hearing = Hearing {
        reader,
        last,
        rest: None,
    };
    let stop = match hello::welcome(&mut line, &mut heard, &mut hearing, &service).await {
        Err(stop) => stop,
        Ok(guest) => {
            let mut session = Session::new(&mut line, heard, &mut hearing, &service, guest);
            session.run().await
        }
    };
    end(line, hearing, &service, stop).await;
    drop(counted);
}

/// Says goodbye, and waits a moment for the client's own close, so that the goodbye is not lost with the line.
async fn end<S>(mut line: Line<S>, mut hearing: Hearing<S>, service: &Service, stop: Stop)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Stop::Bye {
        code,
        reason,
        retry,
    } = stop
    else {
        service.metrics.count_close(1006);
        return;
    };
    service.metrics.count_close(code);
    let bye = Say::Bye(Bye {
        code,
        reason: SafeText::line(reason),
        retry_ms: retry.map(|d| d.as_millis() as u32),
    });
    if line.say(&bye).await.is_ok() {
        line.close(code, reason).await;
        let read_on = async {
            match hearing.rest.take() {
                Some(rest) => line.drain(rest).await,
                // The reader takes the close. One that has ended was heard already.
                None if !hearing.reader.is_finished() => drop((&mut hearing.reader).await),
                None => {}
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), read_on).await;
    }
}

/// The reading task and what it knows.
struct Hearing<S> {
    reader: JoinHandle<(End, SplitStream<WebSocketStream<S>>)>,
    last: LastHeard,
    /// What the reader left unread after a frame that it could not read.
    rest: Option<SplitStream<WebSocketStream<S>>>,
}

impl<S> Drop for Hearing<S> {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl<S> Hearing<S> {
    /// Why nothing more is heard. Asked once, when the channel of what is heard has ended.
    async fn end(&mut self) -> Result<(), (Stop, Option<&'static str>)> {
        Err(match (&mut self.reader).await {
            Ok((End::BadFrame(why), rest)) => {
                self.rest = Some(rest);
                (Stop::bye(close::BAD_FRAME, "bad_frame"), Some(why))
            }
            Ok((End::Flood, rest)) => {
                self.rest = Some(rest);
                let stop = Stop::bye(close::TOO_MANY_REQUESTS, "too_many_requests");
                (stop, None)
            }
            Ok((End::Gone, _)) => (Stop::Gone, None),
            Err(_) => (Stop::bye(close::SERVER_ERROR, "server_error"), None),
        })
    }
}

/// Who came in.
struct Guest {
    pass: Pass,
    rights: Rights,
    /// Deliveries are this far apart.
    batch: Duration,
    seated: Seated,
}

/// A welcomed connection.
struct Session<'a, S> {
    line: &'a mut Line<S>,
    heard: mpsc::Receiver<Heard>,
    hearing: &'a mut Hearing<S>,
    service: Arc<Service>,
    /// Boxed: the channel keeps room for some, and most connections wait for none.
    answers: mpsc::UnboundedReceiver<Box<Say>>,
    /// Kept for the closures that answer commands.
    answer: mpsc::UnboundedSender<Box<Say>>,
    in_flight: usize,
    pass: Pass,
    rights: Rights,
    batch: Duration,
    subs: Vec<Subscription>,
    strikes: u32,
    head: watch::Receiver<Off>,
    drain: watch::Receiver<bool>,
    beat_at: Instant,
    batch_at: Instant,
    late_at: Instant,
    _seated: Seated,
}

/// Messages heard in one turn; then it is time for events again.
const AT_ONCE: usize = 64;

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    fn new(
        line: &'a mut Line<S>,
        heard: mpsc::Receiver<Heard>,
        hearing: &'a mut Hearing<S>,
        service: &Arc<Service>,
        guest: Guest,
    ) -> Self {
        let (answer, answers) = mpsc::unbounded_channel();
        let now = Instant::now();
        Self {
            line,
            heard,
            hearing,
            service: Arc::clone(service),
            answers,
            answer,
            in_flight: 0,
            rights: guest.rights,
            batch: guest.batch,
            pass: guest.pass,
            subs: Vec::new(),
            strikes: 0,
            head: service.tail.watch(),
            drain: service.drain.clone(),
            beat_at: now + service.limits.beat,
            batch_at: now,
            late_at: now + deliver::LATE_EVERY,
            _seated: guest.seated,
        }
    }

    async fn run(&mut self) -> Stop {
        loop {
            crate::drill::pass("session");
            if let Err(stop) = self.turn().await {
                return stop;
            }
        }
    }

    /// Everything there is to do now, then the wait for more.
    async fn turn(&mut self) -> Result<(), Stop> {
        self.head.borrow_and_update();
        while let Ok(say) = self.answers.try_recv() {
            self.in_flight = self.in_flight.saturating_sub(1);
            self.line.say(&say).await?;
        }
        for _ in 0..AT_ONCE {
            if !self.is_open() {
                break;
            }
            let Ok(heard) = self.heard.try_recv() else {
                break;
            };
            self.hear(heard).await?;
        }
        self.keep_time().await?;
        let goes_on = self.deliver().await?;
        self.line.flush().await?;
        if *self.drain.borrow() && self.in_flight == 0 {
            return Err(drained());
        }
        let due = if goes_on { Instant::now() } else { self.due() };
        // Between two messages of events nothing wakes it but what is urgent.
        let follows = !self.subs.is_empty() && Instant::now() >= self.batch_at;
        tokio::select! {
            biased;
            heard = self.heard.recv(), if self.is_open() => match heard {
                Some(heard) => self.hear(heard).await?,
                None => self.deaf().await?,
            },
            Some(say) = self.answers.recv() => {
                self.in_flight = self.in_flight.saturating_sub(1);
                self.line.say(&say).await?;
            }
            Ok(()) = self.drain.changed() => {}
            Ok(()) = self.head.changed(), if follows => {}
            () = tokio::time::sleep_until(due.into()) => {}
        }
        Ok(())
    }

    /// Whether more may be asked before answers come.
    fn is_open(&self) -> bool {
        self.in_flight < IN_FLIGHT
    }

    /// The reader has ended.
    async fn deaf(&mut self) -> Result<(), Stop> {
        let Err((stop, why)) = self.hearing.end().await else {
            return Ok(());
        };
        if let Some(why) = why {
            let refusal = Refusal::new(Code::BadRequest, why);
            self.error(None, &refusal).await?;
        }
        Err(stop)
    }
}

fn drained() -> Stop {
    let spread = rand::random_range(500..5000);
    Stop::Bye {
        code: close::DRAIN,
        reason: "drain",
        retry: Some(Duration::from_millis(spread)),
    }
}

fn error_said(re: Option<u64>, refusal: &Refusal) -> Say {
    Say::Error(ErrorSaid {
        re,
        code: refusal.code,
        retry: refusal.code.retry(),
        msg: refusal.msg.clone(),
    })
}
