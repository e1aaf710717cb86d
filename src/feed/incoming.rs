//! Reading what the hub says. Events and snapshot items are read straight from the text, without a tree in
//! between and without copying their data: this is the path every delivery takes.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::frame::{ENTERED, LEFT, PageEnd, Say};
use super::link::{Counters, Delivery};
use crate::domain::event::{Body, Event, Off, Reality, Ver};
use crate::domain::floor::Entity;
use crate::domain::ids::{Key, Sub};
use crate::domain::time::Millis;
use crate::text::safe::SafeText;

/// A message of the hub.
#[derive(Debug)]
pub enum Incoming<'a> {
    /// `events`
    Events(EventsIn<'a>),
    /// `page`
    Page(PageIn<'a>),
    /// Any other this version knows.
    Said(Box<Say>),
    /// One it does not know and may pass over.
    Unknown,
    /// One it does not know and must not pass over.
    Critical(SafeText),
}

/// `events`, borrowed.
#[derive(Debug, Deserialize)]
pub struct EventsIn<'a> {
    /// Subscription.
    #[serde(borrow)]
    pub sub: Cow<'a, str>,
    /// Offset of the delivery before.
    pub prev: Off,
    /// In order.
    #[serde(borrow)]
    pub items: Vec<EventIn<'a>>,
}

/// One delivery, borrowed.
#[derive(Debug, Deserialize)]
pub struct EventIn<'a> {
    /// Place in the log.
    pub off: Off,
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
    at: Millis,
    key: Key,
    ver: Ver,
    by: Sub,
    status: Reality,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// `page`, borrowed.
#[derive(Debug, Deserialize)]
pub struct PageIn<'a> {
    /// The ask's id.
    pub re: u64,
    /// Subscription.
    #[serde(borrow)]
    pub sub: Cow<'a, str>,
    /// Entities.
    #[serde(borrow)]
    pub items: Vec<ItemIn<'a>>,
    /// Ask on with this.
    pub cur: Option<SafeText>,
    /// At the end.
    #[serde(default)]
    pub end: Option<PageEnd>,
}

/// One entity of a snapshot, borrowed.
#[derive(Debug, Deserialize)]
pub struct ItemIn<'a> {
    key: Key,
    ver: Ver,
    #[serde(borrow)]
    data: &'a RawValue,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    t: Cow<'a, str>,
    #[serde(default)]
    crit: bool,
}

/// How our own hub begins `events`; any other order of fields is read too, in two passes.
const EVENTS_FIRST: &str = r#"{"t":"events","#;

/// Reads one message.
pub fn read(text: &str) -> serde_json::Result<Incoming<'_>> {
    if text.starts_with(EVENTS_FIRST) {
        return serde_json::from_str(text).map(Incoming::Events);
    }
    let kind: Kind = serde_json::from_str(text)?;
    Ok(match &*kind.t {
        "events" => Incoming::Events(serde_json::from_str(text)?),
        "page" => Incoming::Page(serde_json::from_str(text)?),
        _ => match Say::decode(text)? {
            Some(said) => Incoming::Said(Box::new(said)),
            None if kind.crit => Incoming::Critical(SafeText::line(&kind.t)),
            None => Incoming::Unknown,
        },
    })
}

impl EventIn<'_> {
    /// The delivery. A known event whose content can not be read becomes a generic one, and is counted.
    pub fn delivery(self, counters: &Counters) -> Delivery {
        match &*self.name {
            ENTERED => {
                let entity = entity(&self.key, self.data, counters);
                Delivery::Entered(self.key, self.ver, entity)
            }
            LEFT => Delivery::Left(self.key),
            name => {
                let body = Body::decode(name, self.data.get()).unwrap_or_else(|error| {
                    unreadable(&self.key, &error, counters);
                    Body::Unknown(SafeText::line(name))
                });
                Delivery::Event(Event {
                    off: self.off,
                    at: self.at,
                    key: self.key,
                    ver: self.ver,
                    by: self.by,
                    status: self.status,
                    body,
                })
            }
        }
    }
}

impl ItemIn<'_> {
    /// Key, version and state; the state is `None` when this version can not read it.
    pub fn entity(self, counters: &Counters) -> (Key, Ver, Option<Entity>) {
        let entity = entity(&self.key, self.data, counters);
        (self.key, self.ver, entity)
    }
}

fn entity(key: &Key, data: &RawValue, counters: &Counters) -> Option<Entity> {
    let entity = Entity::decode(key, data.get()).unwrap_or_else(|error| {
        unreadable(key, &error, counters);
        None
    })?;
    if entity.key() == *key {
        return Some(entity);
    }
    tracing::warn!(%key, inside = %entity.key(), "an entity came under another's key");
    Counters::count(&counters.unreadable);
    None
}

fn unreadable(key: &Key, error: &serde_json::Error, counters: &Counters) {
    // The error of serde_json names the place and the kind of mistake, never the data.
    tracing::warn!(%key, line = error.line(), column = error.column(), "content can not be read");
    Counters::count(&counters.unreadable);
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"off":7,"type":"desk.staffed","at":"2026-11-23T01:05:00.123Z","key":"dk:ICBC","ver":2,"by":"l:ICBC","status":"actual","data":{"staffed":true}}"#;

    fn deliveries(text: &str) -> (Vec<Delivery>, u64) {
        let counters = Counters::default();
        let Incoming::Events(events) = read(text).unwrap() else {
            panic!("no events in {text}");
        };
        let items = events
            .items
            .into_iter()
            .map(|i| i.delivery(&counters))
            .collect();
        let unreadable = counters
            .unreadable
            .load(std::sync::atomic::Ordering::Relaxed);
        (items, unreadable)
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let first = format!(r#"{{"t":"events","sub":"a","prev":6,"items":[{EVENT}]}}"#);
        let last =
            format!(r#"{{"sub":"a","items":[{EVENT}], "prev":6, "t":"events","new":[{{}}]}}"#);
        assert_eq!(deliveries(&first), deliveries(&last));
    }

    #[test]
    fn foreign_and_broken_content_never_stops_the_rest() {
        let strange = EVENT.replace("desk.staffed", "desk.painted");
        let broken = EVENT.replace("true", "\"yes\"");
        let text =
            format!(r#"{{"t":"events","sub":"a","prev":6,"items":[{strange},{broken},{EVENT}]}}"#);
        let (items, unreadable) = deliveries(&text);
        let names: Vec<&str> = items
            .iter()
            .map(|item| match item {
                Delivery::Event(event) => match &event.body {
                    Body::Unknown(name) => name,
                    _ => "known",
                },
                _ => "no event",
            })
            .collect();
        assert_eq!(names, ["desk.painted", "desk.staffed", "known"]);
        assert_eq!(unreadable, 1);
    }

    #[test]
    fn what_is_unknown_is_passed_over_unless_critical() {
        assert!(matches!(
            read(r#"{"t":"party"}"#).unwrap(),
            Incoming::Unknown
        ));
        assert!(matches!(
            read(r#"{"t":"party","crit":true}"#).unwrap(),
            Incoming::Critical(t) if &*t == "party"
        ));
        assert!(read(r#"{"t":"beat"}"#).is_err());
        assert!(read("[]").is_err());
    }

    #[test]
    fn views_enter_and_leave() {
        let left = EVENT.replace("desk.staffed", LEFT);
        let wrong = EVENT.replace("desk.staffed", ENTERED);
        let text = format!(r#"{{"t":"events","sub":"a","prev":6,"items":[{left},{wrong}]}}"#);
        let (items, unreadable) = deliveries(&text);
        let desk: Key = "dk:ICBC".parse().unwrap();
        assert_eq!(
            items,
            [
                Delivery::Left(desk.clone()),
                Delivery::Entered(desk, 2, None)
            ]
        );
        assert_eq!(unreadable, 1, "an entity without its fields");
    }
}
