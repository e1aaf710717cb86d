//! One connection of `watchfloor.v1`: hello, then subscriptions, commands, time.
//!
//! Two tasks share a connection. [`hear`] reads and never waits; this one does everything else in turn: answer
//! what is urgent, do what time demands, deliver one message of events, flush, and then wait for the next
//! reason to act. It holds cursors and windows, never a queue of events.

mod begin;
mod commands;
mod conflate;
mod hear;
mod hello;
mod line;
mod snapshot;
mod subscription;
mod window;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use self::hear::{Bad, End, Heard, LastHeard};
use self::line::Line;
use self::subscription::{Stage, Subscription};
use super::auth::Pass;
use super::limits::{IN_FLIGHT, MAX_IN, MAX_OUT, STRIKES};
use super::metrics::Counted;
use super::seats::Seated;
use super::service::Service;
use super::view::Rights;
use crate::domain::event::Off;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Millis;
use crate::feed::frame::{
    Ask, AskPage, Beat, Bye, Ended, ErrorSaid, Feed, Notice, Pong, Say, Unsubscribe, close,
};
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

    let mut hearing = Hearing { reader, last };
    let stop = match hello::welcome(&mut line, &mut heard, &mut hearing, &service).await {
        Err(stop) => stop,
        Ok(guest) => {
            let mut session = Session::new(&mut line, heard, &mut hearing, &service, guest);
            session.run().await
        }
    };
    end(&mut line, hearing, &service, stop).await;
    drop(counted);
}

/// Says goodbye, and waits a moment for the client's own close, so that the goodbye is not lost with the line.
async fn end<S>(line: &mut Line<S>, mut hearing: Hearing, service: &Service, stop: Stop)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Stop::Bye {
        code,
        reason,
        retry,
    } = stop
    else {
        hearing.reader.abort();
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
        let _ = tokio::time::timeout(Duration::from_secs(1), &mut hearing.reader).await;
    }
    hearing.reader.abort();
}

/// The reading task and what it knows.
struct Hearing {
    reader: JoinHandle<End>,
    last: LastHeard,
}

impl Hearing {
    /// Why nothing more is heard.
    async fn end(&mut self) -> Result<(), (Stop, Option<&'static str>)> {
        Err(match (&mut self.reader).await {
            Ok(End::BadFrame(why)) => (Stop::bye(close::BAD_FRAME, "bad_frame"), Some(why)),
            Ok(End::Flood) => (
                Stop::bye(close::TOO_MANY_REQUESTS, "too_many_requests"),
                None,
            ),
            Ok(End::Gone) => (Stop::Gone, None),
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
    instance: SafeText,
    seated: Seated,
}

/// A welcomed connection.
struct Session<'a, S> {
    line: &'a mut Line<S>,
    heard: mpsc::Receiver<Heard>,
    hearing: &'a mut Hearing,
    service: Arc<Service>,
    /// Boxed: the channel keeps room for some, and most connections wait for none.
    answers: mpsc::UnboundedReceiver<Box<Say>>,
    /// Kept for the closures that answer commands.
    answer: mpsc::UnboundedSender<Box<Say>>,
    in_flight: usize,
    pass: Pass,
    instance: SafeText,
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

/// How often lateness is looked at.
const LATE_EVERY: Duration = Duration::from_secs(1);

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    fn new(
        line: &'a mut Line<S>,
        heard: mpsc::Receiver<Heard>,
        hearing: &'a mut Hearing,
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
            instance: guest.instance,
            subs: Vec::new(),
            strikes: 0,
            head: service.tail.watch(),
            drain: service.drain.clone(),
            beat_at: now + service.limits.beat,
            batch_at: now,
            late_at: now + LATE_EVERY,
            _seated: guest.seated,
        }
    }

    async fn run(&mut self) -> Stop {
        loop {
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

    async fn hear(&mut self, heard: Heard) -> Result<(), Stop> {
        match heard {
            Heard::Bad(bad) => self.strike(bad).await,
            Heard::Ask(ask, at) => match *ask {
                Ask::Hello(hello) => {
                    let refusal = Refusal::new(Code::BadRequest, "You have said hello already.");
                    self.error(Some(hello.id), &refusal).await
                }
                Ask::Sub(wish) => {
                    let re = wish.id;
                    match self.begin(wish) {
                        Ok(subbed) => self.line.say(&Say::Subbed(subbed)).await,
                        Err(refusal) => self.error(Some(re), &refusal).await,
                    }
                }
                Ask::Unsub(end) => self.unsubscribe(end).await,
                Ask::Page(ask) => self.page(ask).await,
                Ask::Ack(ack) => {
                    // One for a subscription that just ended is no fault.
                    if let Some(sub) = self.subs.iter_mut().find(|s| s.name == ack.sub) {
                        sub.window.acked(ack.off);
                    }
                    Ok(())
                }
                Ask::Cmd(cmd) => self.command(cmd).await,
                Ask::Fate(ask) => self.fate(ask).await,
                Ask::Ping(ping) => {
                    let pong = Pong {
                        re: ping.id,
                        t0: ping.t0,
                        t1: at,
                        t2: self.service.clock.now(),
                    };
                    self.line.say(&Say::Pong(pong)).await
                }
            },
        }
    }

    /// A message that can not be taken: said, counted, and the end when it goes on.
    async fn strike(&mut self, bad: Bad) -> Result<(), Stop> {
        self.error(bad.re, &Refusal::new(bad.code, bad.msg)).await?;
        self.strikes += 1;
        if self.strikes > STRIKES {
            return Err(Stop::bye(close::BAD_REQUEST, "bad_request"));
        }
        Ok(())
    }

    async fn error(&mut self, re: Option<u64>, refusal: &Refusal) -> Result<(), Stop> {
        self.service.metrics.count_error(refusal.code);
        self.line.say(&error_said(re, refusal)).await
    }

    async fn unsubscribe(&mut self, end: Unsubscribe) -> Result<(), Stop> {
        let Some(at) = self.subs.iter().position(|s| s.name == end.sub) else {
            let msg = format!("There is no subscription `{}`.", end.sub);
            return self
                .error(Some(end.id), &Refusal::new(Code::NotFound, msg))
                .await;
        };
        self.subs.remove(at);
        let ended = Ended {
            sub: end.sub,
            code: Code::of("unsubscribed"),
            why: None,
            resub: false,
        };
        self.line.say(&Say::Ended(ended)).await
    }

    async fn page(&mut self, ask: AskPage) -> Result<(), Stop> {
        let bytes = (self.line.budget() * 4).min(MAX_OUT);
        let now = self.service.clock.now();
        let name = (ask.id, ask.sub.clone());
        let Some(sub) = self.subs.iter_mut().find(|s| s.name == ask.sub) else {
            let msg = format!("There is no subscription `{}`.", ask.sub);
            return self
                .error(Some(ask.id), &Refusal::new(Code::NotFound, msg))
                .await;
        };
        let page = match &mut sub.stage {
            Stage::Live => None,
            Stage::Paging(snapshot) => {
                let class = sub.view.rights.class;
                snapshot
                    .page(name, ask.cur.as_deref(), ask.limit, bytes, class)
                    .ok()
            }
        };
        let Some(page) = page else {
            let msg = "There is no such page. Ask for the first with `cur` null, then with the `cur` of the last.";
            return self
                .error(Some(ask.id), &Refusal::new(Code::BadRequest, msg))
                .await;
        };
        if page.end.is_some() {
            sub.go_live(now);
        }
        self.line.say(&Say::Page(page)).await
    }
}

/// Delivery and time.
impl<S: AsyncRead + AsyncWrite + Unpin> Session<'_, S> {
    /// Sends the gravest message of events that is ready. Whether there is more to send at once.
    async fn deliver(&mut self) -> Result<bool, Stop> {
        let now = Instant::now();
        if now < self.batch_at {
            return Ok(false);
        }
        let budget = self.line.budget();
        let (mut gravest, mut ready) = (None, 0);
        for at in 0..self.subs.len() {
            match self.subs[at].look(&self.service.tail, budget, now) {
                Ok(Some(rank)) => {
                    ready += 1;
                    if gravest.is_none_or(|(least, _)| rank < least) {
                        gravest = Some((rank, at));
                    }
                }
                Ok(None) => {}
                Err(_) => return self.reset(at).await.map(|()| true),
            }
        }
        let Some(batch) = gravest.and_then(|(_, at)| self.subs[at].take(&self.service.limits, now))
        else {
            return Ok(self.subs.iter().any(|s| s.is_looking(&self.service.tail)));
        };
        self.service
            .metrics
            .deliveries
            .inc_by(u64::from(batch.events));
        let age = self.service.clock.now().since(batch.oldest).0;
        self.service.metrics.saw_age(age.max(0) as u64);
        let goes_on = batch.is_full || ready > 1;
        if !goes_on {
            self.batch_at = now + self.batch;
        }
        self.line.text(batch.text).await?;
        Ok(goes_on)
    }

    /// The cursor fell out of the tail: the client takes a new snapshot.
    async fn reset(&mut self, at: usize) -> Result<(), Stop> {
        let sub = self.subs.remove(at);
        let ended = Ended {
            sub: sub.name,
            code: Code::ResetRequired,
            why: Some(crate::feed::frame::Why::TooFar),
            resub: true,
        };
        self.line.say(&Say::Ended(ended)).await
    }

    /// Beats, marks, and the ends that time brings.
    async fn keep_time(&mut self) -> Result<(), Stop> {
        let now = Instant::now();
        let hub_now = self.service.clock.now();
        if hub_now >= self.pass.until {
            return Err(Stop::bye(close::TOKEN_EXPIRED, "token_expired"));
        }
        if now >= self.hearing.last.at() + self.service.limits.silent {
            return Err(Stop::bye(close::HEARTBEAT_LOST, "heartbeat_lost"));
        }
        if now >= self.beat_at {
            self.beat_at = now + self.service.limits.beat;
            self.beat(hub_now).await?;
        }
        for at in 0..self.subs.len() {
            if let Some(mark) = self.subs[at].mark(&self.service.limits, now) {
                self.line.say(&Say::Mark(mark)).await?;
            }
        }
        if now >= self.late_at {
            self.late_at = now + LATE_EVERY;
            self.look_for_lateness(hub_now, now).await?;
        }
        Ok(())
    }

    async fn beat(&mut self, now: Millis) -> Result<(), Stop> {
        let head = self.service.tail.head();
        let feeds = Feed::ALL.iter().filter(|f| self.rights.may_read(**f));
        let heads = feeds.map(|f| (f.word().into_owned(), head)).collect();
        self.line.say(&Say::Beat(Beat { now, heads })).await?;
        self.line.ping().await
    }

    async fn look_for_lateness(&mut self, hub_now: Millis, now: Instant) -> Result<(), Stop> {
        let limits = &self.service.limits;
        for sub in &mut self.subs {
            if let Stage::Paging(snapshot) = &sub.stage
                && now > snapshot.asked + limits.behind
            {
                return Err(Stop::bye(close::SLOW_CONSUMER, "slow_consumer"));
            }
            let Some((behind, age)) = sub.behind(&self.service.tail, hub_now) else {
                continue;
            };
            let age = Duration::from_millis(age.max(0) as u64);
            if age > limits.behind {
                return Err(Stop::bye(close::SLOW_CONSUMER, "slow_consumer"));
            }
            if age > limits.lagging && sub.may_notice(now, limits.lagging) {
                self.service.metrics.lagging.inc();
                let notice = Notice {
                    code: SafeText::line("lagging"),
                    sub: Some(sub.name.clone()),
                    behind,
                    age_ms: age.as_millis() as u64,
                };
                self.line.say(&Say::Notice(notice)).await?;
            }
        }
        Ok(())
    }

    /// When there is something to do even if nothing happens.
    fn due(&self) -> Instant {
        let limits = &self.service.limits;
        let tail = &self.service.tail;
        let now = Instant::now();
        let silent = self.hearing.last.at() + limits.silent;
        let token = self.pass.until.since(self.service.clock.now()).0.max(0) as u64;
        // A far end is looked at again: hub time may step ahead.
        let token = now + Duration::from_millis(token).min(Duration::from_secs(60));
        let mut due = self.beat_at.min(silent).min(token);
        for sub in &self.subs {
            due = sub.due(tail, limits).map_or(due, |at| due.min(at));
            if sub.is_behind(tail) {
                due = due.min(self.late_at);
            }
        }
        if !self.subs.is_empty() && now < self.batch_at {
            due = due.min(self.batch_at);
        }
        due
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
