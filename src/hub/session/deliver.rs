//! Delivery and time: which events go out next, and what is due even if nothing happens.

use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite};

use super::subscription::Stage;
use super::{Session, Stop};
use crate::domain::refusal::Code;
use crate::domain::time::Millis;
use crate::feed::frame::{Beat, Ended, Feed, Notice, Say, Why, close};
use crate::text::safe::SafeText;

/// How often lateness is looked at.
pub(super) const LATE_EVERY: Duration = Duration::from_secs(1);

impl<S: AsyncRead + AsyncWrite + Unpin> Session<'_, S> {
    /// Sends the gravest message of events that is ready. Whether there is more to send at once.
    pub(super) async fn deliver(&mut self) -> Result<bool, Stop> {
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
            why: Some(Why::TooFar),
            resub: true,
        };
        self.line.say(&Say::Ended(ended)).await
    }

    /// Beats, marks, and the ends that time brings.
    pub(super) async fn keep_time(&mut self) -> Result<(), Stop> {
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
    pub(super) fn due(&self) -> Instant {
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
