//! What readers may see: the durable floor and the tail of the log in memory. The writer publishes here only
//! after its commit, so nobody ever sees what a crash could take back. Sessions keep no queue, only a cursor
//! into the tail; who falls out of it takes a new snapshot.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use tokio::sync::watch;

use super::record::Record;
use super::view::View;
use crate::domain::event::{Off, Ver};
use crate::domain::floor::{Entity, Floor};
use crate::domain::ids::Key;
use crate::feed::digest::Digest;

/// The floor as it stands at an offset.
#[derive(Debug, Default)]
pub struct Standing {
    /// The floor.
    pub floor: Floor,
    /// Folded up to here.
    pub off: Off,
}

/// How an entity stands after a group; `None` when it left the floor.
pub type Outcome = (Key, Option<(Ver, Entity)>);

/// The cursor points at events that are no longer in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gone;

/// The durable floor and the newest events.
#[derive(Debug)]
pub struct Tail {
    standing: RwLock<Standing>,
    ring: RwLock<VecDeque<Arc<Record>>>,
    keep: usize,
    head: watch::Sender<Off>,
}

impl Tail {
    /// A tail that starts from a floor and the newest events before it; `keep` events stay in memory.
    pub fn new(standing: Standing, newest: VecDeque<Arc<Record>>, keep: usize) -> Self {
        let head = watch::Sender::new(standing.off);
        Self {
            standing: RwLock::new(standing),
            ring: RwLock::new(newest),
            keep,
            head,
        }
    }

    /// Shows a durable group: its events, and how the entities they touched stand now.
    pub fn publish(&self, records: Vec<Arc<Record>>, outcomes: Vec<Outcome>) {
        let Some(head) = records.last().map(|r| r.off) else {
            return;
        };
        {
            let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
            ring.extend(records);
            while ring.len() > self.keep {
                ring.pop_front();
            }
        }
        {
            let mut standing = self
                .standing
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            for (key, state) in outcomes {
                match state {
                    Some((ver, entity)) => standing.floor.put(&key, ver, Some(entity)),
                    None => standing.floor.remove(&key),
                }
            }
            standing.off = head;
        }
        self.head.send_replace(head);
    }

    /// The floor and its offset; hold it briefly.
    pub fn standing(&self) -> RwLockReadGuard<'_, Standing> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// End of the durable log.
    pub fn head(&self) -> Off {
        *self.head.borrow()
    }

    /// Wakes with every published group.
    pub fn watch(&self) -> watch::Receiver<Off> {
        self.head.subscribe()
    }

    /// At most `most` events after `after`, in order; empty at the end.
    pub fn after(&self, after: Off, most: usize) -> Result<Vec<Arc<Record>>, Gone> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let Some(first) = ring.front().map(|r| r.off) else {
            return if after == self.head() {
                Ok(Vec::new())
            } else {
                Err(Gone)
            };
        };
        let from = (after.0 + 1).checked_sub(first.0).ok_or(Gone)? as usize;
        Ok(ring
            .range(from.min(ring.len())..)
            .take(most)
            .cloned()
            .collect())
    }

    /// What a view held at an offset: counted now and carried back over the events since.
    pub fn digest_at(&self, view: &View, at: Off) -> Result<Digest, Gone> {
        let standing = self.standing();
        let mut digest = view.digest(&standing.floor);
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.front().map_or(self.head().0 + 1, |r| r.off.0);
        if at.0 + 1 < oldest {
            return Err(Gone);
        }
        ring.iter()
            .rev()
            .skip_while(|r| r.off > standing.off)
            .take_while(|r| r.off > at)
            .for_each(|r| r.count_out(view, &mut digest));
        Ok(digest)
    }
}
