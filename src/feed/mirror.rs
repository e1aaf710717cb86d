//! The client's floor: what the link hands over, folded with the hub's own fold. Each feed's part is swapped
//! whole by a snapshot, changed by events, and compared with the hub's digest at every mark.

use std::collections::{BTreeMap, BTreeSet};

use super::digest::Digest;
use super::frame::Feed;
use super::link::{Delivery, FromLink, Snapshot};
use crate::domain::event::Ver;
use crate::domain::floor::{Entity, Floor};
use crate::domain::ids::Key;

/// The floor as this client knows it.
#[derive(Clone, Debug, Default)]
pub struct Mirror {
    floor: Floor,
    digests: BTreeMap<Feed, Digest>,
    /// Entities of kinds this version does not know, by the feed they came with.
    strange: BTreeMap<Key, Feed>,
    resyncing: BTreeSet<Feed>,
}

/// What a message did to the floor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Applied {
    /// Nothing; the message is about something else.
    Nothing,
    /// These entities changed, in order; one may be named twice.
    Changed(Vec<Key>),
    /// This feed's part is new as a whole.
    Swapped(Feed),
    /// The hub agrees with what we hold.
    Agreed(Feed),
    /// The hub does not agree: send [`Order::Resync`](super::link::Order::Resync).
    Mismatch(Feed),
}

/// The feed that carries an entity; `None` for a kind this version does not know.
pub fn feed_of(key: &Key) -> Option<Feed> {
    Some(match key {
        Key::Alert(_) => Feed::Alerts,
        Key::Case(_) | Key::Order(_) => Feed::Cases,
        Key::Officer(_) | Key::Desk(_) | Key::Org(_) | Key::Shift(_) => Feed::Floor,
        Key::Other(_) => return None,
    })
}

impl Mirror {
    /// The floor.
    pub fn floor(&self) -> &Floor {
        &self.floor
    }

    /// Count and digest of what is held of a feed.
    pub fn digest(&self, feed: Feed) -> Digest {
        self.digests.get(&feed).copied().unwrap_or_default()
    }

    /// Whether a snapshot of this feed is on its way: what is shown of it may be old.
    pub fn is_resyncing(&self, feed: Feed) -> bool {
        self.resyncing.contains(&feed)
    }

    /// Takes a message in. The audit feed tells what was done and is not folded.
    pub fn apply(&mut self, message: &FromLink) -> Applied {
        match message {
            FromLink::Reset { feed, .. } => {
                self.resyncing.insert(*feed);
                Applied::Nothing
            }
            FromLink::Snapshot(snapshot) if snapshot.feed != Feed::Audit => {
                self.swap(snapshot);
                Applied::Swapped(snapshot.feed)
            }
            FromLink::Events { feed, items } if *feed != Feed::Audit => {
                Applied::Changed(items.iter().map(|item| self.deliver(*feed, item)).collect())
            }
            FromLink::Mark { feed, digest } if *feed != Feed::Audit => {
                if self.digest(*feed) == *digest {
                    Applied::Agreed(*feed)
                } else {
                    Applied::Mismatch(*feed)
                }
            }
            _ => Applied::Nothing,
        }
    }

    fn swap(&mut self, snapshot: &Snapshot) {
        let feed = snapshot.feed;
        let new: BTreeSet<&Key> = snapshot.items.iter().map(|(key, ..)| key).collect();
        let gone: Vec<Key> = self
            .floor
            .versions()
            .map(|(key, _)| key)
            .filter(|key| self.carrier(key) == Some(feed) && !new.contains(key))
            .collect();
        for key in &gone {
            self.change(feed, key, |floor| floor.remove(key));
        }
        for (key, ver, entity) in &snapshot.items {
            self.put(feed, key, *ver, entity.as_ref());
        }
        self.resyncing.remove(&feed);
    }

    fn deliver(&mut self, feed: Feed, item: &Delivery) -> Key {
        match item {
            Delivery::Event(event) => {
                self.change(feed, &event.key, |floor| floor.apply(event));
                event.key.clone()
            }
            Delivery::Entered(key, ver, entity) => {
                self.put(feed, key, *ver, entity.as_ref());
                key.clone()
            }
            Delivery::Left(key) => {
                self.change(feed, key, |floor| floor.remove(key));
                key.clone()
            }
        }
    }

    fn put(&mut self, feed: Feed, key: &Key, ver: Ver, entity: Option<&Entity>) {
        self.change(feed, key, |floor| floor.put(key, ver, entity.cloned()));
    }

    /// Changes one entity and keeps the feed's digest by what really changed on the floor.
    fn change(&mut self, feed: Feed, key: &Key, change: impl FnOnce(&mut Floor)) {
        let before = self.floor.ver(key);
        change(&mut self.floor);
        let after = self.floor.ver(key);
        if before == after {
            return;
        }
        let digest = self.digests.entry(feed).or_default();
        if let Some(ver) = before {
            digest.take(key, ver);
        }
        if let Some(ver) = after {
            digest.add(key, ver);
        }
        if let Key::Other(_) = key {
            match after {
                Some(_) => self.strange.insert(key.clone(), feed),
                None => self.strange.remove(key),
            };
        }
    }

    fn carrier(&self, key: &Key) -> Option<Feed> {
        feed_of(key).or_else(|| self.strange.get(key).copied())
    }
}
