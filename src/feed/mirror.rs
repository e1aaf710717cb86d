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
    seen: BTreeSet<Feed>,
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
        Key::Case(_) | Key::Order(_) | Key::Hop(_) => Feed::Cases,
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

    /// Whether a feed ever brought anything: before that nothing is known of it, not even that it is empty.
    pub fn has_seen(&self, feed: Feed) -> bool {
        self.seen.contains(&feed)
    }

    /// Takes a message in. The audit feed tells what was done and is not folded.
    pub fn apply(&mut self, message: &FromLink) -> Applied {
        match message {
            FromLink::Reset { feed, .. } => {
                self.resyncing.insert(*feed);
                Applied::Nothing
            }
            FromLink::Snapshot(snapshot) if snapshot.feed != Feed::Audit => {
                self.seen.insert(snapshot.feed);
                self.swap(snapshot);
                Applied::Swapped(snapshot.feed)
            }
            FromLink::Events { feed, items } if *feed != Feed::Audit => {
                self.seen.insert(*feed);
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
            Delivery::Event(event) => self.change(feed, &event.key, |floor| floor.apply(event)),
            Delivery::Entered(key, ver, entity) => self.put(feed, key, *ver, entity.as_ref()),
            Delivery::Left(key) => self.change(feed, key, |floor| floor.remove(key)),
        }
        item.key().clone()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Body, Event, Off, Reality, Staffed};
    use crate::domain::ids::Sub;
    use crate::domain::time::Millis;
    use crate::feed::frame::Position;
    use crate::text::safe::SafeText;
    use proptest::prelude::*;

    fn key(n: u8) -> Key {
        match n % 3 {
            0 => Key::Other(SafeText::line(&format!("zz:{n}"))),
            _ => Key::Desk(format!("B{n}").parse().unwrap()),
        }
    }

    fn entity(key: &Key) -> Option<Entity> {
        let Key::Desk(code) = key else { return None };
        let data = format!(
            r#"{{"institution":"{code}","kind":"bank","name_zh":"","name_en":"","staffed":false,"paper":"act_first"}}"#
        );
        Entity::decode(key, &data).unwrap()
    }

    fn staffed(key: Key, ver: Ver) -> Delivery {
        Delivery::Event(Event {
            off: Off(1),
            at: Millis(0),
            key,
            ver,
            by: Sub::hub(),
            status: Reality::Actual,
            body: Body::DeskStaffed(Staffed { staffed: true }),
        })
    }

    fn snapshot(items: &[(u8, Ver)]) -> FromLink {
        let items = items
            .iter()
            .map(|(n, ver)| (key(*n), *ver, entity(&key(*n))));
        FromLink::Snapshot(Snapshot {
            feed: Feed::Floor,
            position: Position {
                epoch: crate::domain::ids::Epoch::default(),
                off: Off(1),
                view: None,
            },
            items: items.collect(),
        })
    }

    fn events(items: Vec<Delivery>) -> FromLink {
        FromLink::Events {
            feed: Feed::Floor,
            items,
        }
    }

    /// The digest counted anew from the floor itself.
    fn counted(mirror: &Mirror) -> Digest {
        let mut digest = Digest::default();
        for (key, ver) in mirror.floor().versions() {
            digest.add(&key, ver);
        }
        digest
    }

    #[test]
    fn what_changed_is_named() {
        let mut mirror = Mirror::default();
        mirror.apply(&snapshot(&[(1, 3), (3, 9)]));
        let applied = mirror.apply(&events(vec![staffed(key(1), 4), Delivery::Left(key(3))]));
        assert_eq!(applied, Applied::Changed(vec![key(1), key(3)]));
        assert_eq!(mirror.floor().ver(&key(1)), Some(4));
        assert_eq!(mirror.floor().ver(&key(3)), None);
    }

    #[test]
    fn one_feeds_snapshot_leaves_the_others_alone() {
        let mut mirror = Mirror::default();
        mirror.apply(&snapshot(&[(1, 1), (3, 1)]));
        mirror.apply(&FromLink::Snapshot(Snapshot {
            feed: Feed::Alerts,
            position: Position {
                epoch: crate::domain::ids::Epoch::default(),
                off: Off(1),
                view: None,
            },
            items: Vec::new(),
        }));
        assert_eq!(mirror.digest(Feed::Floor).count, 2);
        assert_eq!(mirror.floor().versions().count(), 2);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Snapshot(Vec<u8>),
        Event(u8, Ver),
        Entered(u8, Ver),
        Left(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            1 => proptest::collection::vec(0u8..12, 0..12).prop_map(Step::Snapshot),
            6 => (0u8..12, 1u32..6).prop_map(|(n, ver)| Step::Event(n, ver)),
            3 => (0u8..12, 1u32..6).prop_map(|(n, ver)| Step::Entered(n, ver)),
            2 => (0u8..12).prop_map(Step::Left),
        ]
    }

    proptest! {
        /// The digest that is kept is the digest of what stands on the floor.
        #[test]
        fn the_kept_digest_is_the_floors(steps in proptest::collection::vec(step(), 0..60)) {
            let mut mirror = Mirror::default();
            for step in steps {
                let message = match step {
                    Step::Snapshot(ns) => snapshot(&ns.iter().map(|n| (*n, 1)).collect::<Vec<_>>()),
                    Step::Event(n, ver) => events(vec![staffed(key(n), ver)]),
                    Step::Entered(n, ver) => events(vec![Delivery::Entered(key(n), ver, entity(&key(n)))]),
                    Step::Left(n) => events(vec![Delivery::Left(key(n))]),
                };
                mirror.apply(&message);
                let digest = counted(&mirror);
                prop_assert_eq!(mirror.digest(Feed::Floor), digest);
                let mark = FromLink::Mark { feed: Feed::Floor, digest };
                prop_assert_eq!(mirror.apply(&mark), Applied::Agreed(Feed::Floor));
            }
        }
    }
}
