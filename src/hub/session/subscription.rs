//! One subscription: a view, a cursor into the tail, the chain of deliveries, the window, and the digest of
//! what the client must hold by now.

use std::time::{Duration, Instant};

use super::conflate;
use super::snapshot::Snapshot;
use super::window::Window;
use crate::domain::event::Off;
use crate::domain::time::Millis;
use crate::feed::digest::Digest;
use crate::feed::frame::{Feed, Mark};
use crate::hub::limits::Limits;
use crate::hub::metrics::Counted;
use crate::hub::record::Rank;
use crate::hub::tail::{Gone, Tail};
use crate::hub::view::View;
use crate::text::safe::SafeText;

/// Events looked at in one go.
const LOOK: usize = 512;

/// Where a subscription stands.
#[derive(Debug)]
pub enum Stage {
    /// The client pulls the pages of a snapshot; events wait.
    Paging(Box<Snapshot>),
    /// Events flow.
    Live,
}

/// A subscription.
#[derive(Debug)]
pub struct Subscription {
    /// Its name, the client's choice.
    pub name: SafeText,
    /// What it shows.
    pub view: View,
    /// Snapshot or events.
    pub stage: Stage,
    /// What is on its way.
    pub window: Window,
    /// Everything up to here was looked at.
    cursor: Off,
    /// The delivery before the next one.
    delivered: Off,
    digest: Digest,
    ready: Option<Batch>,
    /// Nothing older than this makes the subscription late.
    since: Millis,
    marked: Instant,
    events_since_mark: u32,
    mark_wanted: bool,
    conflate_at: Instant,
    noticed: Option<Instant>,
    _counted: Counted,
}

/// Deliveries ready to go out as one message.
#[derive(Debug)]
pub struct Batch {
    /// The message.
    pub text: String,
    /// The gravest inside.
    pub rank: Rank,
    /// When the first of them happened.
    pub oldest: Millis,
    /// Events.
    pub events: u32,
    /// More was waiting than fits.
    pub is_full: bool,
    last: Off,
}

impl Subscription {
    /// A subscription that goes on from `at`, where its view holds what `digest` says.
    pub fn new(
        name: SafeText,
        view: View,
        stage: Stage,
        window: Window,
        (at, digest): (Off, Digest),
        now: Millis,
        counted: Counted,
    ) -> Self {
        Self {
            name,
            view,
            mark_wanted: matches!(stage, Stage::Live),
            stage,
            window,
            cursor: at,
            delivered: at,
            digest,
            ready: None,
            since: now,
            marked: Instant::now(),
            events_since_mark: 0,
            conflate_at: Instant::now(),
            noticed: None,
            _counted: counted,
        }
    }

    /// The snapshot is with the client; from now on events flow.
    pub fn go_live(&mut self, now: Millis) {
        self.stage = Stage::Live;
        self.since = now;
        self.marked = Instant::now();
    }

    /// Whether only the newest state of an entity is delivered.
    fn is_conflated(&self) -> bool {
        self.view.feed == Feed::Floor
    }

    /// Looks ahead until a message is ready, the window is full or there is no more. Its rank, if one is ready.
    pub fn look(&mut self, tail: &Tail, budget: usize, now: Instant) -> Result<Option<Rank>, Gone> {
        if matches!(self.stage, Stage::Live) && self.ready.is_none() && self.cursor < tail.head() {
            if !self.is_conflated() {
                self.collect(tail, budget)?;
            } else if now >= self.conflate_at {
                self.collect_newest(tail)?;
            }
        }
        Ok(self.ready.as_ref().map(|b| b.rank))
    }

    fn collect(&mut self, tail: &Tail, budget: usize) -> Result<(), Gone> {
        let Some(room) = self.window.room() else {
            return Ok(());
        };
        let budget = budget.min(room.bytes as usize);
        let mut batch = Batch::new(&self.name, self.delivered);
        for record in tail.after(self.cursor, LOOK)? {
            let sight = record.sight(&self.view);
            if let Some(item) = record.item(sight, self.view.rights.class) {
                if batch.events == room.events || batch.is_beyond(item, budget) {
                    batch.is_full = true;
                    break;
                }
                batch.push(item, record.rank, record.at, record.off);
            }
            record.count_in(&self.view, &mut self.digest);
            self.cursor = record.off;
        }
        self.ready = batch.closed();
        Ok(())
    }

    fn collect_newest(&mut self, tail: &Tail) -> Result<(), Gone> {
        if self.window.room().is_none() {
            return Ok(());
        }
        let newest = conflate::newest(tail, &self.view, self.cursor, &mut self.digest)?;
        self.cursor = newest.upto;
        let mut batch = Batch::new(&self.name, self.delivered);
        for (record, item) in &newest.items {
            batch.push(item, record.rank, record.at, record.off);
        }
        self.ready = batch.closed();
        Ok(())
    }

    /// The message that is ready; from here on it counts as delivered.
    pub fn take(&mut self, limits: &Limits, now: Instant) -> Option<Batch> {
        let batch = self.ready.take()?;
        self.window
            .sent(batch.last, batch.events, batch.text.len() as u32);
        self.delivered = batch.last;
        self.events_since_mark += batch.events;
        self.conflate_at = now + limits.conflate;
        Some(batch)
    }

    /// The mark that is due.
    pub fn mark(&mut self, limits: &Limits, now: Instant) -> Option<Mark> {
        if self.ready.is_some() || self.mark_due(limits).is_none_or(|due| due > now) {
            return None;
        }
        let mark = Mark {
            sub: self.name.clone(),
            prev: self.delivered,
            off: self.cursor,
            count: self.digest.count,
            digest: SafeText::line(&self.digest.hex()),
        };
        self.delivered = self.cursor;
        self.marked = now;
        self.events_since_mark = 0;
        self.mark_wanted = false;
        Some(mark)
    }

    fn mark_due(&self, limits: &Limits) -> Option<Instant> {
        if !matches!(self.stage, Stage::Live) {
            return None;
        }
        let after = if self.mark_wanted || self.events_since_mark >= limits.mark_events {
            Duration::ZERO
        } else if self.delivered < self.cursor {
            limits.mark_hidden
        } else {
            limits.mark
        };
        Some(self.marked + after)
    }

    /// When the subscription has something to do by itself.
    pub fn due(&self, tail: &Tail, limits: &Limits) -> Option<Instant> {
        let mark = self.mark_due(limits);
        let waits = self.is_conflated() && self.cursor < tail.head();
        let conflated = (waits && self.window.room().is_some()).then_some(self.conflate_at);
        mark.into_iter().chain(conflated).min()
    }

    /// Whether events wait for this subscription and its window.
    pub fn is_behind(&self, tail: &Tail) -> bool {
        matches!(self.stage, Stage::Live) && (self.ready.is_some() || self.cursor < tail.head())
    }

    /// Whether it can go on now: something is ready, or there is more to look at.
    pub fn is_looking(&self, tail: &Tail) -> bool {
        self.ready.is_some()
            || (self.is_behind(tail) && !self.is_conflated() && self.window.room().is_some())
    }

    /// Whether it is time to say (again) that the subscription is late.
    pub fn may_notice(&mut self, now: Instant, every: Duration) -> bool {
        let may = self.noticed.is_none_or(|last| now >= last + every);
        if may {
            self.noticed = Some(now);
        }
        may
    }

    /// Events not looked at, and how late the first of them is.
    pub fn behind(&self, tail: &Tail, now: Millis) -> Option<(u64, i64)> {
        if !matches!(self.stage, Stage::Live) {
            return None;
        }
        let events = tail.head().0.saturating_sub(self.cursor.0);
        let first = tail.after(self.cursor, 1).ok()?;
        let at = first.first()?.at.max(self.since);
        Some((events, now.since(at).0))
    }
}

impl Batch {
    fn new(sub: &SafeText, prev: Off) -> Self {
        let sub = serde_json::to_string(sub).unwrap_or_default();
        Self {
            text: format!(r#"{{"t":"events","sub":{sub},"prev":{},"items":["#, prev.0),
            rank: Rank::Floor,
            oldest: Millis::default(),
            events: 0,
            is_full: false,
            last: prev,
        }
    }

    fn is_beyond(&self, item: &str, budget: usize) -> bool {
        self.events > 0 && self.text.len() + item.len() > budget
    }

    fn push(&mut self, item: &str, rank: Rank, at: Millis, off: Off) {
        if self.events == 0 {
            self.oldest = at;
        } else {
            self.text.push(',');
        }
        self.text.push_str(item);
        self.rank = self.rank.min(rank);
        self.events += 1;
        self.last = off;
    }

    fn closed(mut self) -> Option<Self> {
        self.text.push_str("]}");
        (self.events > 0).then_some(self)
    }
}
