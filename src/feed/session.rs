//! The conversation with the hub, without any I/O: texts and moments go in, messages for both sides come out.
//! Everything that must survive a lost line (positions, unanswered commands, the hub's time) lives here.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};

use super::clock::HubClock;
use super::frame::{
    Ack, Ask, AskReveal, Auth, Bye, Client, Ended, ErrorSaid, Feed, Hello, Notice, Ping, Pong, Say,
    Subbed, Welcome, close,
};
use super::incoming::{self, Incoming};
use super::intent::{Intent, fresh_idem};
use super::link::{Counters, FromLink, LinkConfig, NotShown, Order, Profile, Revealed, Timing};
use super::outbox::{Moment, Outbox};
use super::secret::Secret;
use super::state::{LinkState, Lost};
use super::sub::{Fault, Subscription};
use super::tell::{Due, Outgoing};
use crate::domain::ids::Key;
use crate::domain::refusal::Retry;
use crate::domain::reveal::Purpose;
use crate::text::safe::SafeText;

/// Bytes are told of at most this often.
const BYTES_EVERY: Duration = Duration::from_millis(500);
/// A line that stood this long was a good one: the next attempt comes fast again.
const GOOD_LINE: Duration = Duration::from_secs(10);
/// Between looks when nothing is due.
const IDLE: Duration = Duration::from_secs(60);
/// Pings whose answers may still come.
const PINGS: usize = 8;
/// A hub that sends this many windows ahead does not keep to the window...
const WINDOWS: usize = 4;
/// ...unless the window is small: a conflated feed may come as a whole.
const AHEAD: usize = 65_536;

/// The conversation.
#[derive(Debug)]
pub(super) struct Session {
    client: SafeText,
    instance: SafeText,
    token: SecretString,
    profile: Profile,
    timing: Timing,
    stale_after: Duration,
    /// Deliveries that may be ahead of the caller.
    most_ahead: usize,
    subs: Vec<Subscription>,
    outbox: Outbox,
    clock: HubClock,
    state: LinkState,
    counters: Arc<Counters>,
    started: Instant,
    /// Of this line:
    hello: Option<(u64, Instant)>,
    welcomed_at: Option<Instant>,
    heard_at: Instant,
    told_bytes_at: Option<Instant>,
    ping_at: Instant,
    ticked_at: Instant,
    pings: VecDeque<(u64, Instant)>,
    bye: Option<Bye>,
    /// Full numbers asked for.
    reveals: Vec<(u64, Key)>,
    /// Lines lost in a row.
    failures: u32,
    /// What waits to go out.
    pub(super) out: Outgoing,
}

/// What the line must do after something was heard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// Go on.
    Good,
    /// This line is over.
    Over(Lost),
    /// The hub sent us away for good.
    Away {
        /// Close code.
        code: u16,
        /// What it said.
        reason: SafeText,
    },
}

impl Session {
    pub(super) fn new(
        config: LinkConfig,
        outbox: Outbox,
        counters: Arc<Counters>,
        now: Instant,
    ) -> Self {
        let subs: Vec<Subscription> = config
            .feeds
            .into_iter()
            .map(|(feed, filter)| Subscription::new(feed, filter, config.window))
            .collect();
        let state = LinkState::Disconnected {
            since: now,
            retry_at: now,
            why: Lost::NotYet,
        };
        Self {
            client: config.client,
            instance: SafeText::line(fresh_idem().as_str()),
            token: config.token,
            profile: config.profile,
            stale_after: config.timing.stale.unwrap_or(Duration::from_secs(15)),
            timing: config.timing,
            most_ahead: AHEAD.max(WINDOWS * subs.len() * config.window.events as usize),
            subs,
            outbox,
            clock: HubClock::default(),
            state,
            counters,
            started: now,
            hello: None,
            welcomed_at: None,
            heard_at: now,
            told_bytes_at: None,
            ping_at: now,
            ticked_at: now,
            pings: VecDeque::new(),
            bye: None,
            reveals: Vec::new(),
            failures: 0,
            out: Outgoing::default(),
        }
    }

    pub(super) fn timing(&self) -> &Timing {
        &self.timing
    }

    fn set(&mut self, state: LinkState) {
        if self.state != state {
            tracing::debug!(?state, "link");
            self.state = state.clone();
            self.out.tell_newest(FromLink::State(state));
        }
    }

    fn with_outbox(
        &mut self,
        now: Instant,
        act: impl FnOnce(&mut Outbox, &Moment<'_>, &mut Outgoing),
    ) {
        let moment = Moment {
            now,
            state: &self.state,
            time: self.clock.estimate(),
            answer: self.timing.answer,
        };
        act(&mut self.outbox, &moment, &mut self.out);
    }

    /// Writes the outbox file if it changed; to be called before anything is written to the hub.
    pub(super) async fn save(&mut self) {
        self.outbox.save(&mut self.out).await;
    }

    // --- orders -------------------------------------------------------------------------------------------

    /// Does what the caller wants; `Close` is the actor's own.
    pub(super) fn order(&mut self, order: Order, now: Instant) {
        match order {
            Order::Send(intent) => self.send(*intent, now),
            Order::Resync(feed) => {
                Counters::count(&self.counters.mismatches);
                tracing::warn!(%feed, "the view differs from the hub's");
                if let Some(sub) = self.subs.iter_mut().find(|s| s.feed == feed) {
                    sub.resync(&mut self.out);
                }
                self.look(now);
            }
            Order::Reveal(key, purpose) => self.reveal(key, purpose),
            Order::Token(token) => self.token = token,
            Order::Close => {}
        }
    }

    fn send(&mut self, intent: Intent, now: Instant) {
        self.with_outbox(now, |outbox, moment, out| {
            outbox.add(intent, moment, out);
            outbox.go_on(moment, out);
        });
    }

    fn reveal(&mut self, key: Key, purpose: Purpose) {
        if self.welcomed_at.is_none() || matches!(self.state, LinkState::Stale { .. }) {
            return self.shown(key, Err(NotShown::NoLine));
        }
        let id = self.out.id();
        self.reveals.push((id, key.clone()));
        self.out
            .asks
            .push(Ask::Reveal(AskReveal { id, key, purpose }));
    }

    fn shown(&mut self, key: Key, shown: Result<(Secret, Duration), NotShown>) {
        self.out.tell(FromLink::Revealed(Revealed { key, shown }));
    }

    /// The hub answers a reveal; one nobody asked for is dropped.
    fn revealed(&mut self, re: u64, shown: Result<(Secret, Duration), NotShown>) {
        if let Some(at) = self.reveals.iter().position(|(id, _)| *id == re) {
            let (_, key) = self.reveals.swap_remove(at);
            self.shown(key, shown);
        }
    }

    /// The caller has a message: the hub may send more.
    pub(super) fn acknowledge(&mut self, due: Due) {
        let is_current = self
            .subs
            .iter()
            .any(|s| s.feed == due.feed && s.is_called(&due.sub));
        if !is_current {
            return;
        }
        let ack = Ack {
            sub: due.sub,
            off: due.off,
        };
        // One acknowledgement stands for all before it.
        match self.out.asks.last_mut() {
            Some(Ask::Ack(last)) if last.sub == ack.sub => *last = ack,
            _ => self.out.asks.push(Ask::Ack(ack)),
        }
    }

    // --- the line -----------------------------------------------------------------------------------------

    /// A line is being opened.
    pub(super) fn dialling(&mut self) {
        self.set(LinkState::Connecting);
    }

    /// The line stands: say who we are.
    pub(super) fn opened(&mut self, now: Instant) {
        let id = self.out.id();
        self.hello = Some((id, now));
        self.heard_at = now;
        self.set(LinkState::Authenticating);
        self.out.asks.push(Ask::Hello(Hello {
            id,
            client: Client {
                name: self.client.clone(),
                ver: SafeText::line(env!("CARGO_PKG_VERSION")),
                inst: self.instance.clone(),
            },
            auth: Auth {
                token: self.token.expose_secret().to_owned(),
            },
            profile: SafeText::line(self.profile.word()),
        }));
    }

    /// The line is gone. Returns when to try again; `None`: never.
    pub(super) fn lost(&mut self, verdict: Verdict, now: Instant, chance: f64) -> Option<Instant> {
        self.out.asks.clear();
        self.subs.iter_mut().for_each(Subscription::line_lost);
        self.outbox.line_lost(&mut self.out);
        for (_, key) in std::mem::take(&mut self.reveals) {
            self.shown(key, Err(NotShown::NoLine));
        }
        self.hello = None;
        self.pings.clear();
        let was_good = self
            .welcomed_at
            .take()
            .is_some_and(|at| now.duration_since(at) >= GOOD_LINE);
        let bye = self.bye.take();
        match verdict {
            Verdict::Away { code, reason } => {
                tracing::error!(code, %reason, "the hub sent us away");
                self.set(LinkState::Refused { code, reason });
                self.outbox.link_refused(&mut self.out);
                None
            }
            Verdict::Over(why) => {
                tracing::info!(?why, "line lost");
                Counters::count(&self.counters.lost);
                self.failures = if was_good { 0 } else { self.failures };
                let wait = self.timing.backoff.wait(self.failures, chance);
                self.failures = self.failures.saturating_add(1);
                let asked = bye.and_then(|b| b.retry_ms).unwrap_or(0);
                let retry_at = now + wait + Duration::from_millis(asked.into());
                self.set(LinkState::Disconnected {
                    since: now,
                    retry_at,
                    why,
                });
                Some(retry_at)
            }
            Verdict::Good => Some(now),
        }
    }

    /// What a close of the hub means, with the goodbye before it.
    pub(super) fn closed(&mut self, frame: Option<(u16, SafeText)>) -> Verdict {
        let bye = self.bye.as_ref().map(|b| (b.code, b.reason.clone()));
        let Some((code, reason)) = frame.filter(|(code, _)| *code >= 4000).or(bye) else {
            return Verdict::Over(Lost::Closed {
                code: 1000,
                reason: SafeText::default(),
            });
        };
        if close::may_return(code) {
            Verdict::Over(Lost::Closed { code, reason })
        } else {
            Verdict::Away { code, reason }
        }
    }

    /// The line broke; a goodbye before it says more than the system does.
    pub(super) fn broken(&mut self, error: &str) -> Verdict {
        if self.bye.is_some() {
            return self.closed(None);
        }
        Verdict::Over(Lost::Broken(SafeText::line(error)))
    }

    /// Something came, whatever it is.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard_at = now;
        let is_due = self
            .told_bytes_at
            .is_none_or(|at| now.duration_since(at) >= BYTES_EVERY);
        if is_due {
            self.told_bytes_at = Some(now);
            self.out.tell_newest(FromLink::Bytes(now));
        }
        if matches!(self.state, LinkState::Stale { .. }) {
            self.look(now);
        }
    }

    /// A text of the hub.
    pub(super) fn text(&mut self, text: &str, now: Instant) -> Verdict {
        let incoming = match incoming::read(text) {
            Ok(incoming) => incoming,
            Err(error) => {
                tracing::warn!(
                    line = error.line(),
                    column = error.column(),
                    "unreadable message"
                );
                return misspoke("a message that can not be read");
            }
        };
        match incoming {
            Incoming::Events(events) => {
                self.delivered(&events.sub.clone(), now, |sub, counters, out| {
                    sub.events(events, counters, out)
                })
            }
            Incoming::Page(page) => self.delivered(&page.sub.clone(), now, |sub, counters, out| {
                sub.page(page, counters, out)
            }),
            Incoming::Said(said) => self.said(*said, now),
            Incoming::Unknown => Verdict::Good,
            Incoming::Critical(t) => Verdict::Away {
                code: close::VERSION_UNSUPPORTED,
                reason: SafeText::line(&format!("this version does not understand `{t}`")),
            },
        }
    }

    fn delivered(
        &mut self,
        name: &str,
        now: Instant,
        act: impl FnOnce(&mut Subscription, &Counters, &mut Outgoing) -> Result<(), Fault>,
    ) -> Verdict {
        let Some(sub) = self.subs.iter_mut().find(|s| s.is_called(name)) else {
            return Verdict::Good;
        };
        let counters = &self.counters;
        let outcome = act(sub, counters, &mut self.out).or_else(|fault| match fault {
            Fault::Hole => {
                Counters::count(&counters.holes);
                sub.repair(&mut self.out)
            }
            Fault::Mismatch => {
                Counters::count(&counters.mismatches);
                sub.repair(&mut self.out)
            }
            Fault::Misspoke(_) => Err(fault),
        });
        if let Err(fault) = outcome {
            return misspoke(match fault {
                Fault::Misspoke(what) => what,
                Fault::Hole | Fault::Mismatch => "repairs do not help",
            });
        }
        if self.out.ahead() > self.most_ahead {
            return misspoke("more than the window allows");
        }
        self.look(now);
        Verdict::Good
    }

    fn said(&mut self, said: Say, now: Instant) -> Verdict {
        match said {
            Say::Welcome(welcome) => self.welcome(welcome, now),
            Say::Subbed(subbed) => return self.subbed(&subbed, now),
            Say::Mark(mark) => {
                return self.delivered(&mark.sub, now, |sub, _, out| sub.mark(&mark, out));
            }
            Say::Done(done) => self.with_outbox(now, |outbox, _, out| outbox.done(done, out)),
            Say::Refused(said) => self.with_outbox(now, |outbox, _, out| outbox.refused(said, out)),
            Say::Fate(fate) => self.with_outbox(now, |outbox, moment, out| {
                outbox.fate(fate, moment, out);
                outbox.go_on(moment, out);
            }),
            Say::Revealed(said) => {
                let time = Duration::from_millis(said.show_ms.into());
                self.revealed(said.re, Ok((said.value, time)));
            }
            Say::Pong(pong) => self.pong(&pong, now),
            Say::Beat(beat) => {
                for (feed, head) in beat.heads {
                    let feed = Feed::of(&feed);
                    self.subs
                        .iter_mut()
                        .filter(|s| s.feed == feed)
                        .for_each(|s| s.head(head));
                }
                self.look(now);
            }
            Say::Notice(notice) => self.notice(&notice, now),
            Say::Error(error) => return self.error(&error, now),
            Say::Ended(ended) => return self.ended(&ended, now),
            Say::Bye(bye) => self.bye = Some(bye),
            // Read on the borrowed path.
            Say::Page(_) | Say::Events(_) => {}
        }
        Verdict::Good
    }

    fn welcome(&mut self, welcome: Welcome, now: Instant) {
        let Some((_, at)) = self.hello.take_if(|(id, _)| *id == welcome.re) else {
            return;
        };
        self.welcomed_at = Some(now);
        self.ping_at = now;
        let stale = Duration::from_millis(welcome.stale_ms.max(1000).into());
        self.stale_after = self.timing.stale.unwrap_or(stale);
        let time = self.clock.exchange(at, welcome.now, welcome.now, now);
        tracing::info!(hub = %welcome.hub, conn = %welcome.conn, "welcome");
        let me = welcome.actor.sub.clone();
        self.out.tell_newest(FromLink::Time(time));
        self.out.tell(FromLink::Welcome(Box::new(welcome)));
        for sub in &mut self.subs {
            sub.subscribe(&mut self.out);
        }
        self.with_outbox(now, |outbox, moment, out| outbox.welcomed(&me, moment, out));
        self.look(now);
    }

    fn subbed(&mut self, subbed: &Subbed, now: Instant) -> Verdict {
        self.delivered(&subbed.sub, now, |sub, _, out| {
            if sub.asked(subbed.re) {
                sub.subbed(subbed, out)
            } else {
                Ok(())
            }
        })
    }

    fn ended(&mut self, ended: &Ended, now: Instant) -> Verdict {
        if ended.resub {
            return self.delivered(&ended.sub, now, |sub, _, out| sub.ended(ended, out));
        }
        if let Some(sub) = self.subs.iter_mut().find(|s| s.is_called(&ended.sub)) {
            sub.denied();
            self.out.tell(FromLink::Denied {
                feed: sub.feed,
                code: ended.code,
                msg: SafeText::default(),
            });
            self.look(now);
        }
        Verdict::Good
    }

    /// A message of ours was not taken: a subscription, a command, or nothing that matters.
    fn error(&mut self, error: &ErrorSaid, now: Instant) -> Verdict {
        tracing::warn!(code = %error.code, msg = %error.msg, "the hub did not take a message");
        self.with_outbox(now, |outbox, _, out| outbox.error(error, out));
        if let Some(re) = error.re {
            self.revealed(re, Err(NotShown::Refused(error.code)));
        }
        let Some(sub) = error
            .re
            .and_then(|re| self.subs.iter_mut().find(|s| s.asked(re)))
        else {
            return Verdict::Good;
        };
        match error.retry {
            Retry::Never | Retry::AfterAuth => {
                sub.denied();
                self.out.tell(FromLink::Denied {
                    feed: sub.feed,
                    code: error.code,
                    msg: error.msg.clone(),
                });
                self.look(now);
                Verdict::Good
            }
            // The backoff of the line spaces the attempts.
            _ => Verdict::Over(Lost::Closed {
                code: close::OVERLOADED,
                reason: error.msg.clone(),
            }),
        }
    }

    fn notice(&mut self, notice: &Notice, now: Instant) {
        if &*notice.code != "lagging" {
            return;
        }
        for sub in &mut self.subs {
            if notice.sub.as_ref().is_none_or(|name| sub.is_called(name)) {
                sub.lags(notice.behind);
            }
        }
        self.look(now);
    }

    fn pong(&mut self, pong: &Pong, now: Instant) {
        let Some(at) = self.pings.iter().position(|(id, _)| *id == pong.re) else {
            return;
        };
        if let Some((_, sent)) = self.pings.remove(at) {
            let time = self.clock.exchange(sent, pong.t1, pong.t2, now);
            self.out.tell_newest(FromLink::Time(time));
        }
    }

    /// Draws the state from the subscriptions, and lets waiting commands go where it allows.
    fn look(&mut self, now: Instant) {
        if self.welcomed_at.is_none() || now.duration_since(self.heard_at) >= self.stale_after {
            return;
        }
        let behind = self.subs.iter().map(Subscription::behind).sum();
        let state = if !self.subs.iter().all(Subscription::is_settled) {
            let (got, total) = self
                .subs
                .iter()
                .map(Subscription::progress)
                .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            LinkState::Syncing { got, total }
        } else if behind > 0 {
            LinkState::Lagging { behind }
        } else {
            LinkState::Live
        };
        let is_new = self.state != state;
        self.set(state);
        if is_new {
            self.with_outbox(now, Outbox::go_on);
        }
    }

    // --- time ---------------------------------------------------------------------------------------------

    /// When [`Session::tick`] wants to be called next.
    pub(super) fn wake_at(&self) -> Instant {
        let line = match (&self.state, self.hello) {
            (
                LinkState::Disconnected { .. } | LinkState::Connecting | LinkState::Refused { .. },
                _,
            ) => None,
            (_, Some((_, at))) => Some(at + self.timing.hello),
            (LinkState::Stale { .. }, None) => Some(self.heard_at + self.timing.give_up),
            _ => Some(self.heard_at + self.stale_after.min(self.timing.give_up)),
        };
        let ping = line
            .filter(|_| self.hello.is_none())
            .map(|at| at.min(self.ping_at));
        let commands = (!self.outbox.is_empty()).then(|| self.ticked_at + self.command_check());
        [line, ping, commands]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or_else(|| Instant::now() + IDLE)
    }

    /// Between looks at the commands' deadlines.
    fn command_check(&self) -> Duration {
        (self.timing.answer / 2).min(Duration::from_secs(1))
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, now: Instant) -> Verdict {
        self.ticked_at = now;
        self.with_outbox(now, Outbox::go_on);
        let silent = now.duration_since(self.heard_at);
        match self.state {
            LinkState::Disconnected { .. } | LinkState::Connecting | LinkState::Refused { .. } => {}
            _ if self
                .hello
                .is_some_and(|(_, at)| now.duration_since(at) >= self.timing.hello) =>
            {
                return Verdict::Over(Lost::Silent);
            }
            _ if silent >= self.timing.give_up => return Verdict::Over(Lost::Silent),
            LinkState::Authenticating => {}
            _ => {
                if silent >= self.stale_after {
                    self.set(LinkState::Stale {
                        since: self.heard_at,
                    });
                }
                if now >= self.ping_at {
                    self.ping(now);
                }
            }
        }
        Verdict::Good
    }

    fn ping(&mut self, now: Instant) {
        self.ping_at = now + self.timing.ping;
        let id = self.out.id();
        if self.pings.len() == PINGS {
            self.pings.pop_front();
        }
        self.pings.push_back((id, now));
        let t0 = now.duration_since(self.started).as_secs_f64();
        self.out.asks.push(Ask::Ping(Ping { id, t0 }));
    }
}

fn misspoke(what: &str) -> Verdict {
    Verdict::Over(Lost::Misspoke(SafeText::line(what)))
}
