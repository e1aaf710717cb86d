//! An event as sessions deliver it: encoded once, shared by every subscriber, with the facets that tell any
//! view whether it shows, enters, leaves or stays hidden.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::project::{Forms, project};
use super::view::{Class, Facet, View};
use crate::domain::alert::Tier;
use crate::domain::event::{Event, Off, Reality, Ver};
use crate::domain::floor::Entity;
use crate::domain::ids::{Key, Sub};
use crate::domain::time::Millis;
use crate::feed::digest::Digest;
use crate::feed::frame::{ENTERED, EventItem, Feed, LEFT};

/// Who goes first on a connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rank {
    /// Alerts of the gravest tier.
    P0,
    /// Alerts of the second tier.
    P1,
    /// Other alerts, cases and orders.
    Rest,
    /// Seats, desks, organisations.
    Floor,
}

impl Rank {
    fn of(facet: &Facet) -> Self {
        match (facet.feed, facet.tier) {
            (Feed::Alerts, Some(Tier::P0)) => Self::P0,
            (Feed::Alerts, Some(Tier::P1)) => Self::P1,
            (Feed::Floor, _) => Self::Floor,
            _ => Self::Rest,
        }
    }
}

/// What an event means for a view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sight {
    /// Nothing: the entity is not in the view, before or after.
    Hidden,
    /// An event of an entity in the view.
    Seen,
    /// The entity came into the view.
    Entered,
    /// The entity went out of the view.
    Left,
}

/// An event in the tail.
#[derive(Debug)]
pub struct Record {
    /// Place in the log.
    pub off: Off,
    /// When.
    pub at: Millis,
    /// The entity.
    pub key: Key,
    /// Its version after the event.
    pub ver: Ver,
    by: Sub,
    status: Reality,
    /// Who goes first.
    pub rank: Rank,
    /// What views saw of the entity before; `None` when it was born.
    before: Option<Arc<Facet>>,
    /// And after; `None` when it left the floor.
    after: Option<Arc<Facet>>,
    seen: Forms,
    /// Only where the facet changed, so that a view may gain or lose the entity.
    edge: Option<Box<Edge>>,
}

/// What is needed where an entity crosses the edge of a view.
#[derive(Debug)]
struct Edge {
    state: Entity,
    entered: Forms,
    left: Forms,
}

impl Record {
    /// A record of an event; `before` is the facet the entity had, `state` how it stands after.
    pub fn new(event: &Event, before: Option<Facet>, state: Option<Entity>) -> Self {
        let seen = Forms::default();
        seen.get(Class::Full, || encoded(event));
        let before = before.map(Arc::new);
        let mut after = state.as_ref().map(|e| Arc::new(Facet::of(e)));
        if before == after {
            after.clone_from(&before);
        }
        let rank = after.as_deref().or(before.as_deref());
        let edge = match state {
            Some(state) if before.is_some() && before != after => Some(Box::new(Edge {
                state,
                entered: Forms::default(),
                left: Forms::default(),
            })),
            _ => None,
        };
        Self {
            off: event.off,
            at: event.at,
            key: event.key.clone(),
            ver: event.ver,
            by: event.by.clone(),
            status: event.status,
            rank: rank.map_or(Rank::Floor, Rank::of),
            before,
            after,
            seen,
            edge,
        }
    }

    /// What it means for a view.
    pub fn sight(&self, view: &View) -> Sight {
        let was = view.sees(self.before.as_deref());
        match (was, view.sees(self.after.as_deref())) {
            (false, false) => Sight::Hidden,
            (false, true) if self.before.is_some() => Sight::Entered,
            (true, false) if self.after.is_some() => Sight::Left,
            _ => Sight::Seen,
        }
    }

    /// Carries the digest of a view over this event.
    pub fn count_in(&self, view: &View, digest: &mut Digest) {
        if view.sees(self.before.as_deref()) {
            digest.take(&self.key, self.ver - 1);
        }
        if view.sees(self.after.as_deref()) {
            digest.add(&self.key, self.ver);
        }
    }

    /// Carries the digest of a view back to before this event.
    pub fn count_out(&self, view: &View, digest: &mut Digest) {
        if view.sees(self.after.as_deref()) {
            digest.take(&self.key, self.ver);
        }
        if view.sees(self.before.as_deref()) {
            digest.add(&self.key, self.ver - 1);
        }
    }

    /// The delivery as JSON, `None` for what is hidden.
    pub fn item(&self, sight: Sight, class: Class) -> Option<&str> {
        let edge = self.edge.as_ref();
        match sight {
            Sight::Hidden => None,
            // The whole was written when the record was made.
            Sight::Seen => Some(self.seen.get(class, String::new)),
            Sight::Entered => {
                edge.map(|e| e.entered.get(class, || self.whole(ENTERED, Some(&e.state))))
            }
            Sight::Left => edge.map(|e| e.left.get(Class::Full, || self.whole(LEFT, None))),
        }
    }

    /// The delivery that stands for this event and those before it: the entity whole as it stands after, or
    /// gone from the view.
    pub fn conflated(&self, state: Option<&Entity>, class: Class) -> String {
        let name = if state.is_some() { ENTERED } else { LEFT };
        project(&self.whole(name, state), class).unwrap_or_default()
    }

    fn whole(&self, name: &str, state: Option<&Entity>) -> String {
        let item = EventItem {
            off: self.off,
            name: name.to_owned(),
            at: self.at,
            key: self.key.clone(),
            ver: self.ver,
            by: self.by.clone(),
            status: self.status,
            data: state.and_then(|e| e.data().ok()).unwrap_or_else(nothing),
        };
        serde_json::to_string(&item).unwrap_or_default()
    }
}

/// An event as the wire writes it.
fn encoded(event: &Event) -> String {
    EventItem::of(event)
        .and_then(|item| serde_json::to_string(&item))
        .unwrap_or_else(|error| {
            tracing::error!(%error, off = event.off.0, "an event can not be written");
            String::new()
        })
}

/// The `data` of a delivery that says no more than its name.
fn nothing() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).unwrap_or_default()
}
