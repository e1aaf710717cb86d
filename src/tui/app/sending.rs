//! Commands on their way: from the key press until the event comes home. Until then the row shows *pending*.

use std::collections::BTreeMap;

use super::frontier::Leaves;
use crate::domain::alert::Outcome as Closing;
use crate::domain::event::Ver;
use crate::domain::floor::Floor;
use crate::domain::ids::{AlertId, Idem, Key, OrderId};
use crate::feed::intent::Kept;
use crate::text::words::Both;

/// What to do when the hub has carried a command out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// Say that it is done.
    Say,
    /// Say this sentence.
    Tell(Both),
    /// Nothing more to say: the row shows it.
    Nothing,
    /// One of many: the run counts it.
    Bulk,
    /// It is ours: say so and open it.
    OpenAlert,
    /// It is ours: say so.
    CaseYours,
    /// Closed, or proposed to be.
    Closed(Closing),
    /// The alert became a case: its stop order goes on as confirmed.
    OrderOfAlert {
        /// The alert.
        alert: AlertId,
        /// How.
        goes: Goes,
    },
    /// An order was drafted and goes on as confirmed: the one numbered after what was known when it was asked for.
    OrderOfCase {
        /// The highest number of an order then.
        after: u32,
        /// How.
        goes: Goes,
    },
    /// A place was added: the cursor goes there.
    ShowPlace,
    /// The frontier of a case was ordered.
    Frontier {
        /// How many orders.
        orders: usize,
        /// How many questions.
        asked: usize,
        /// Whether they leave at once.
        leaves: Leaves,
    },
    /// Approved: it can be sent.
    SendOrder(OrderId),
}

/// How an order of ours goes on from its draft.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goes {
    /// A second person is asked.
    ToSecond,
    /// It leaves on its author's word alone; the paper is owed.
    Alone,
}

/// How far a command is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// On the wire, or about to be.
    Sent,
    /// Waits for the line, on disk or in memory only.
    Waiting(Kept),
    /// The answer is lost and asked for.
    Unknown,
    /// Durable at the hub; the event is not home yet.
    Done(Ver),
}

/// A command on its way.
#[derive(Clone, PartialEq, Debug)]
pub struct Sent {
    /// The action, in words.
    pub what: Both,
    /// The entity.
    pub key: Option<Key>,
    /// How far it is.
    pub stage: Stage,
    /// What to do when it is done.
    pub then: Then,
}

/// All commands on their way.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sending(BTreeMap<Idem, Sent>);

impl Sending {
    /// Notes a command.
    pub fn note(&mut self, idem: Idem, sent: Sent) {
        self.0.insert(idem, sent);
    }

    /// One of them.
    pub fn get_mut(&mut self, idem: &Idem) -> Option<&mut Sent> {
        self.0.get_mut(idem)
    }

    /// Forgets one: it was refused or never sent.
    pub fn take(&mut self, idem: &Idem) -> Option<Sent> {
        self.0.remove(idem)
    }

    /// Whether a change of this entity is on its way.
    pub fn is_pending(&self, key: &Key) -> bool {
        self.0.values().any(|sent| sent.key.as_ref() == Some(key))
    }

    /// How many have not reached the hub, as far as is known.
    pub fn unsent(&self) -> usize {
        let open = |sent: &&Sent| !matches!(sent.stage, Stage::Done(_));
        self.0.values().filter(open).count()
    }

    /// Whether something would be lost if the console ended now.
    pub fn would_lose(&self) -> bool {
        let volatile = |sent: &Sent| sent.stage == Stage::Waiting(Kept::InMemory);
        self.0.values().any(volatile)
    }

    /// Forgets those whose event has come home.
    pub fn settle(&mut self, floor: &Floor) {
        self.0.retain(|_, sent| match (&sent.key, sent.stage) {
            (Some(key), Stage::Done(ver)) => floor.ver(key).is_some_and(|home| home < ver),
            (None, Stage::Done(_)) => false,
            _ => true,
        });
    }
}
