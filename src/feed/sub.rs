//! One subscription: its position, the check that every delivery follows the one before, and the snapshot that
//! is built in the shadow. The position outlives lines; everything else is of one line.

use super::digest::Digest;
use super::frame::{
    Ask, AskPage, Cause, Ended, Feed, Filter, Mark, Mode, PageEnd, Position, Subbed, Subscribe,
    Unsubscribe, Why, Window,
};
use super::incoming::{EventsIn, PageIn};
use super::link::{Counters, Delivery, FromLink, Snapshot};
use super::tell::{Due, Outgoing};
use crate::domain::event::{Off, Ver};
use crate::domain::floor::Entity;
use crate::domain::ids::Key;
use crate::text::safe::SafeText;

/// Items asked for at once.
const PAGE: u32 = 500;
/// Repairs in a row without one good delivery before the line is given up.
const REPAIRS: u32 = 3;

/// Something that must not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// A delivery is missing, came twice or out of order; subscribing again repairs it.
    Hole,
    /// The snapshot is not what it says it is.
    Mismatch,
    /// The hub breaks the protocol; what it did.
    Misspoke(&'static str),
}

/// A subscription to one feed.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) feed: Feed,
    filter: Filter,
    window: Window,
    /// Its name on this line: the feed's word, by which the hub knows it again after a reconnect. Every repair
    /// takes a new one, so that late deliveries are told apart.
    name: SafeText,
    position: Option<Position>,
    phase: Phase,
    /// Events the hub says are not yet sent.
    behind: u64,
    repairs: u32,
    /// What was wrong, for the hub's figures.
    cause: Option<Cause>,
}

#[derive(Debug)]
enum Phase {
    /// No line.
    Off,
    /// Asked for.
    Asked { id: u64 },
    /// A snapshot comes in.
    Shadow(Box<Shadow>),
    /// Deliveries follow the position.
    Following,
    /// The hub does not let us.
    Denied,
}

/// A snapshot as far as it has come.
#[derive(Debug)]
struct Shadow {
    at: Position,
    page: u64,
    total: u64,
    items: Vec<(Key, Ver, Option<Entity>)>,
    digest: Digest,
    /// Deliveries that already follow it.
    later: Vec<Later>,
    /// Where those end.
    end: Off,
}

#[derive(Debug)]
enum Later {
    Events(Vec<Delivery>, Off),
    Mark(Digest, Off),
}

impl Subscription {
    pub(super) fn new(feed: Feed, filter: Filter, window: Window) -> Self {
        Self {
            feed,
            filter,
            window,
            name: SafeText::default(),
            position: None,
            phase: Phase::Off,
            behind: 0,
            repairs: 0,
            cause: None,
        }
    }

    /// Whether `sub` is what this subscription is called now.
    pub(super) fn is_called(&self, sub: &str) -> bool {
        !matches!(self.phase, Phase::Off | Phase::Denied) && &*self.name == sub
    }

    /// Whether the hub's answer to `id` is for this subscription's asking.
    pub(super) fn asked(&self, re: u64) -> bool {
        match &self.phase {
            Phase::Asked { id } => *id == re,
            Phase::Shadow(shadow) => shadow.page == re,
            _ => false,
        }
    }

    /// Whether nothing more is to come before the view is current.
    pub(super) fn is_settled(&self) -> bool {
        matches!(self.phase, Phase::Following | Phase::Denied)
    }

    /// Entities received and expected of a snapshot under way.
    pub(super) fn progress(&self) -> (u64, u64) {
        match &self.phase {
            Phase::Shadow(shadow) => (shadow.items.len() as u64, shadow.total),
            _ => (0, 0),
        }
    }

    /// Events the hub has not yet sent.
    pub(super) fn behind(&self) -> u64 {
        self.behind
    }

    /// The line is gone.
    pub(super) fn line_lost(&mut self) {
        self.phase = Phase::Off;
        self.behind = 0;
        self.repairs = 0;
    }

    /// Subscribes from the own position, or anew when there is none.
    pub(super) fn subscribe(&mut self, out: &mut Outgoing) {
        let id = out.id();
        self.name = match self.phase {
            Phase::Off => SafeText::line(&self.feed.word()),
            _ => SafeText::line(&format!("{}-{id}", self.feed)),
        };
        self.phase = Phase::Asked { id };
        self.behind = 0;
        out.asks.push(Ask::Sub(Subscribe {
            id,
            sub: self.name.clone(),
            feed: self.feed,
            filter: self.filter.clone(),
            from: self.position,
            window: self.window,
            cause: self.cause.take(),
        }));
    }

    /// Ends this subscription and subscribes again from the own position.
    pub(super) fn repair(&mut self, out: &mut Outgoing) -> Result<(), Fault> {
        self.repairs += 1;
        if self.repairs > REPAIRS {
            return Err(Fault::Misspoke("repairs do not help"));
        }
        self.cause.get_or_insert(Cause::Hole);
        let id = out.id();
        out.asks.push(Ask::Unsub(Unsubscribe {
            id,
            sub: self.name.clone(),
        }));
        self.subscribe(out);
        Ok(())
    }

    /// The view is wrong: a snapshot, unless one is already coming.
    pub(super) fn resync(&mut self, out: &mut Outgoing) {
        if matches!(self.phase, Phase::Following) {
            self.position = None;
            self.cause = Some(Cause::Digest);
            let id = out.id();
            out.asks.push(Ask::Unsub(Unsubscribe {
                id,
                sub: self.name.clone(),
            }));
            self.subscribe(out);
        }
    }

    /// The hub refused the subscription.
    pub(super) fn denied(&mut self) {
        self.phase = Phase::Denied;
        self.behind = 0;
    }

    /// The hub ended the subscription and wants us to ask again.
    pub(super) fn ended(&mut self, ended: &Ended, out: &mut Outgoing) -> Result<(), Fault> {
        tracing::info!(feed = %self.feed, code = %ended.code, "the hub ended the subscription");
        self.repairs += 1;
        if self.repairs > REPAIRS {
            return Err(Fault::Misspoke("it ends every subscription"));
        }
        self.subscribe(out);
        Ok(())
    }

    /// The subscription stands.
    pub(super) fn subbed(&mut self, said: &Subbed, out: &mut Outgoing) -> Result<(), Fault> {
        let at = Position {
            epoch: said.epoch,
            off: said.off,
            view: Some(said.view),
        };
        match said.mode {
            Mode::Resume if self.position == Some(at) => self.phase = Phase::Following,
            Mode::Resume => return Err(Fault::Misspoke("it resumes from another position")),
            Mode::Snapshot => {
                let why = said.why.unwrap_or(Why::New);
                tracing::info!(feed = %self.feed, %why, "snapshot");
                out.tell(FromLink::Reset {
                    feed: self.feed,
                    why,
                });
                let mut shadow = Box::new(Shadow {
                    at,
                    page: 0,
                    total: said.total.unwrap_or(0),
                    items: Vec::new(),
                    digest: Digest::default(),
                    later: Vec::new(),
                    end: at.off,
                });
                shadow.page = self.ask_page(None, out);
                self.phase = Phase::Shadow(shadow);
            }
            Mode::Unknown(_) => return Err(Fault::Misspoke("a subscription of an unknown mode")),
        }
        Ok(())
    }

    fn ask_page(&self, cur: Option<SafeText>, out: &mut Outgoing) -> u64 {
        let id = out.id();
        out.asks.push(Ask::Page(AskPage {
            id,
            sub: self.name.clone(),
            cur,
            limit: Some(PAGE),
        }));
        id
    }

    /// A page of the snapshot; the last one brings the proof, and the whole is handed over.
    pub(super) fn page(
        &mut self,
        page: PageIn<'_>,
        counters: &Counters,
        out: &mut Outgoing,
    ) -> Result<(), Fault> {
        let Phase::Shadow(shadow) = &mut self.phase else {
            return Ok(());
        };
        if shadow.page != page.re {
            return Ok(());
        }
        shadow.items.reserve(page.items.len());
        for item in page.items {
            let item = item.entity(counters);
            shadow.digest.add(&item.0, item.1);
            shadow.items.push(item);
        }
        match (page.cur, page.end) {
            (_, Some(end)) => self.finish(&end, out),
            (Some(cur), None) => {
                let id = self.ask_page(Some(cur), out);
                if let Phase::Shadow(shadow) = &mut self.phase {
                    shadow.page = id;
                }
                Ok(())
            }
            (None, None) => Err(Fault::Misspoke("a snapshot without an end")),
        }
    }

    fn finish(&mut self, end: &PageEnd, out: &mut Outgoing) -> Result<(), Fault> {
        let Phase::Shadow(shadow) = std::mem::replace(&mut self.phase, Phase::Following) else {
            return Ok(());
        };
        if shadow.digest.count != end.count || shadow.digest.hex() != *end.digest {
            self.position = None;
            self.cause = Some(Cause::Digest);
            return Err(Fault::Mismatch);
        }
        self.repairs = 0;
        self.position = Some(shadow.at);
        let snapshot = Snapshot {
            feed: self.feed,
            position: shadow.at,
            items: shadow.items,
        };
        out.hand(FromLink::Snapshot(snapshot), self.due(shadow.at.off));
        for later in shadow.later {
            match later {
                Later::Events(items, off) => self.hand_events(items, off, out),
                Later::Mark(digest, off) => self.hand_mark(digest, off, out),
            }
        }
        Ok(())
    }

    /// Events: they must follow the delivery before.
    pub(super) fn events(
        &mut self,
        events: EventsIn<'_>,
        counters: &Counters,
        out: &mut Outgoing,
    ) -> Result<(), Fault> {
        let Some(mut off) = self.follows(events.prev)? else {
            return Ok(());
        };
        let mut items = Vec::with_capacity(events.items.len());
        for item in events.items {
            if item.off < off {
                return Err(Fault::Hole);
            }
            off = item.off;
            items.push(item.delivery(counters));
        }
        if let Phase::Shadow(shadow) = &mut self.phase {
            shadow.end = off;
            shadow.later.push(Later::Events(items, off));
        } else {
            self.behind = self.behind.saturating_sub(items.len() as u64);
            self.hand_events(items, off, out);
        }
        Ok(())
    }

    /// A mark: it must follow too, and moves the position.
    pub(super) fn mark(&mut self, mark: &Mark, out: &mut Outgoing) -> Result<(), Fault> {
        let Some(end) = self.follows(mark.prev)? else {
            return Ok(());
        };
        if mark.off < end {
            return Err(Fault::Hole);
        }
        let sum = u64::from_str_radix(&mark.digest, 16)
            .map_err(|_| Fault::Misspoke("a digest that is no number"))?;
        let digest = Digest {
            count: mark.count,
            sum,
        };
        if let Phase::Shadow(shadow) = &mut self.phase {
            shadow.end = mark.off;
            shadow.later.push(Later::Mark(digest, mark.off));
        } else {
            self.hand_mark(digest, mark.off, out);
        }
        Ok(())
    }

    /// Where the deliveries end, when `prev` says that this one follows; `None` when none is expected.
    fn follows(&self, prev: Off) -> Result<Option<Off>, Fault> {
        let end = match (&self.phase, self.position) {
            (Phase::Shadow(shadow), _) => shadow.end,
            (Phase::Following, Some(position)) => position.off,
            _ => return Ok(None),
        };
        if prev == end {
            Ok(Some(end))
        } else {
            tracing::warn!(feed = %self.feed, own = end.0, prev = prev.0, "a delivery is missing");
            Err(Fault::Hole)
        }
    }

    fn hand_events(&mut self, items: Vec<Delivery>, off: Off, out: &mut Outgoing) {
        self.advance(off);
        out.deliver(self.feed, items, self.due(off));
    }

    fn hand_mark(&mut self, digest: Digest, off: Off, out: &mut Outgoing) {
        self.advance(off);
        let mark = FromLink::Mark {
            feed: self.feed,
            digest,
        };
        out.hand(mark, self.due(off));
    }

    fn advance(&mut self, off: Off) {
        self.repairs = 0;
        if let Some(position) = &mut self.position {
            position.off = off;
        }
    }

    fn due(&self, off: Off) -> Due {
        Due {
            feed: self.feed,
            sub: self.name.clone(),
            off,
        }
    }

    /// The hub says how far behind it is.
    pub(super) fn lags(&mut self, behind: u64) {
        self.behind = behind;
    }

    /// The hub says where its log ends.
    pub(super) fn head(&mut self, head: Off) {
        if self.position.is_some_and(|p| p.off >= head) {
            self.behind = 0;
        }
    }
}
