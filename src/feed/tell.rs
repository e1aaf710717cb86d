//! What waits to be handed to the caller, and what waits to be written to the hub. Deliveries are never thrown
//! away; of what only tells how things stand now, the newest is enough.

use std::collections::VecDeque;

use super::frame::{Ask, Feed};
use super::link::{Delivery, FromLink};
use crate::domain::event::Off;
use crate::text::safe::SafeText;

/// Deliveries joined into one batch at most.
const BATCH: usize = 4096;

/// An acknowledgement that is due once the caller has the message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Due {
    pub(super) feed: Feed,
    pub(super) sub: SafeText,
    pub(super) off: Off,
}

/// Messages on their way out of the link, in both directions.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    told: VecDeque<(FromLink, Option<Due>)>,
    /// Deliveries inside `told`.
    ahead: usize,
    /// For the hub.
    pub(super) asks: Vec<Ask>,
    last_id: u64,
}

impl Outgoing {
    /// A message id not used before.
    pub(super) fn id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Says something to the caller.
    pub(super) fn tell(&mut self, message: FromLink) {
        self.told.push_back((message, None));
    }

    /// Says how something stands now; an older word on it that still waits is dropped.
    pub(super) fn tell_newest(&mut self, message: FromLink) {
        let kind = std::mem::discriminant(&message);
        self.told
            .retain(|(old, _)| std::mem::discriminant(old) != kind);
        self.tell(message);
    }

    /// Hands over something the hub wants acknowledged.
    pub(super) fn hand(&mut self, message: FromLink, due: Due) {
        self.told.push_back((message, Some(due)));
    }

    /// Hands over deliveries, joined with the batch before where that is of the same feed.
    pub(super) fn deliver(&mut self, feed: Feed, mut items: Vec<Delivery>, due: Due) {
        self.ahead += items.len();
        if let Some((
            FromLink::Events {
                feed: last,
                items: batch,
            },
            old,
        )) = self.told.back_mut()
            && *last == feed
            && batch.len() + items.len() <= BATCH
        {
            batch.append(&mut items);
            *old = Some(due);
        } else {
            self.hand(FromLink::Events { feed, items }, due);
        }
    }

    /// The next message for the caller, with the acknowledgement it makes due.
    pub(super) fn take(&mut self) -> Option<(FromLink, Option<Due>)> {
        let next = self.told.pop_front()?;
        if let FromLink::Events { items, .. } = &next.0 {
            self.ahead -= items.len();
        }
        Some(next)
    }

    /// Deliveries the caller has not taken.
    pub(super) fn ahead(&self) -> usize {
        self.ahead
    }

    /// Whether the caller has everything.
    pub(super) fn is_handed_over(&self) -> bool {
        self.told.is_empty()
    }
}
