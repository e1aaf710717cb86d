//! What waits for a liaison's desk, the most urgent first, and what the desk holds. Orders, asks about what is
//! held, and queries stand in one list, since one person works them one after the other.

use crate::domain::clock::{Clock, Start};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::Key;
use crate::domain::order::{AskKind, Measure, Order, OrderKind, OrderState};
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};

/// How long an item that nobody answered in time can still be answered from the list.
const LATE: Span = Span::hours(4);

/// What is wanted of the desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// Hold the money on an account.
    Stop,
    /// Do this with a number.
    Telecom(Measure),
    /// Do this with what is held.
    Ask(AskKind),
    /// Name the card behind an order number, a merchant or a wallet.
    Card,
    /// Say where the money of an account went.
    Statement,
}

/// How far an item is at the desk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stand {
    /// Nobody has taken it, or there is nothing to take: it waits for the answer.
    Waits,
    /// Taken; the answer is owed.
    InHand,
    /// Past its time; an answer is still welcome.
    Late,
    /// The desk wants the legal document first.
    PaperFirst,
}

/// An item of the desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// The order or the hop.
    pub key: Key,
    /// What is wanted.
    pub work: Work,
    /// How far it is.
    pub stand: Stand,
    /// When it reached the desk.
    pub since: Millis,
    /// When an answer is due, where a clock runs.
    pub due: Option<Millis>,
}

/// The item an order is for the desk; none where nothing is wanted now.
pub fn of_order(floor: &Floor, order: &Order, now: Millis) -> Option<Waiting> {
    let (work, stand, since, due) = match order.state {
        OrderState::Sent => (work(order), Stand::Waits, order.sent_at?, order.desk_due_at),
        OrderState::Acked => (
            work(order),
            Stand::InHand,
            order.sent_at?,
            order.desk_due_at,
        ),
        OrderState::TimedOut if is_answerable(floor, order, now) => {
            (work(order), Stand::Late, order.sent_at?, order.desk_due_at)
        }
        OrderState::Lapsed => {
            let ask = order
                .ask
                .as_ref()
                .filter(|ask| ask.kind != AskKind::Release)?;
            let lapsed = order.ended_at.filter(|at| now.since(*at) < LATE);
            (
                Work::Ask(ask.kind),
                Stand::Late,
                ask.sent_at?,
                Some(lapsed?),
            )
        }
        _ => {
            let ask = order.ask.as_ref()?;
            (Work::Ask(ask.kind), Stand::Waits, ask.sent_at?, ask.due_at)
        }
    };
    Some(Waiting {
        key: Key::Order(order.id),
        work,
        stand,
        since,
        due,
    })
}

fn work(order: &Order) -> Work {
    match (order.kind, order.measure) {
        (OrderKind::Telecom, Some(measure)) => Work::Telecom(measure),
        _ => Work::Stop,
    }
}

/// Nobody answered it, not long ago, and no newer order on the account has left.
fn is_answerable(floor: &Floor, order: &Order, now: Millis) -> bool {
    let due = order.desk_due_at.unwrap_or(order.drafted_at);
    let has_newer = newer(floor, order).is_some_and(|other| other.has_left());
    order.answered_at.is_none() && now.since(due) < LATE && !has_newer
}

/// The newest order about the same after this one, on the same account or number; one that was given up does not count.
pub fn newer<'f>(floor: &'f Floor, order: &Order) -> Option<&'f Held<Order>> {
    let token = order.target.token;
    let all = floor.orders_on(token).chain(floor.telecom_on(token));
    let same = all.filter(|other| other.no > order.no && other.measure == order.measure);
    let same = same.filter(|other| other.case == order.case);
    let standing = same.filter(|other| other.state != OrderState::Cancelled);
    standing.max_by_key(|other| other.no)
}

/// The item a hop is for the desk.
pub fn of_hop(hop: &Hop, now: Millis) -> Option<Waiting> {
    let stand = match hop.state {
        HopState::Requested => Stand::Waits,
        HopState::PaperPending => Stand::PaperFirst,
        HopState::TimedOut if hop.due_at.is_some_and(|due| now.since(due) < LATE) => Stand::Late,
        _ => return None,
    };
    let work = if hop.kind.hides_card() {
        Work::Card
    } else {
        Work::Statement
    };
    Some(Waiting {
        key: Key::Hop(hop.id),
        work,
        stand,
        since: hop.asked_at?,
        due: hop.due_at,
    })
}

/// The item of a key as it stands.
pub fn of(floor: &Floor, key: &Key, now: Millis) -> Option<Waiting> {
    match key {
        Key::Order(id) => of_order(floor, floor.order(id)?, now),
        Key::Hop(id) => of_hop(floor.hop(id)?, now),
        _ => None,
    }
}

/// Everything that waits: what can still be in time by its desk clock, then what is late, then what waits for
/// paper.
pub fn waiting(floor: &Floor, now: Millis) -> Vec<Waiting> {
    let orders = floor.orders().values();
    let orders = orders.filter_map(|order| of_order(floor, order, now));
    let hops = floor.hops().values().filter_map(|hop| of_hop(hop, now));
    let mut all: Vec<Waiting> = orders.chain(hops).collect();
    all.sort_by_cached_key(|item| {
        let due = item.due.unwrap_or(Millis(i64::MAX));
        (item.stand.max(Stand::InHand), due, item.key.clone())
    });
    all
}

/// Whether the desk holds something by an order, or has shut a number.
pub fn is_holding(order: &Order) -> bool {
    order.has_left() && (order.holds() || order.state == OrderState::InForce)
}

/// The desk clock of an item, from when it reached the desk; none while it waits for paper.
pub fn clock(floor: &Floor, item: &Waiting, policy: &Policy) -> Option<Clock> {
    let due = item.due?;
    let critical = match (&item.key, item.work) {
        (Key::Order(id), Work::Stop | Work::Telecom(_)) => {
            let order = floor.order(id)?;
            let kind = floor.desk(&order.institution).map(|desk| desk.kind);
            item.since + policy.answer_limit(kind).critical
        }
        (_, Work::Ask(AskKind::Release)) => item.since + policy.clock.release.critical,
        (_, Work::Card | Work::Statement) => item.since + policy.clock.query_answer.critical,
        _ => item.since + policy.clock.desk_answer.critical,
    };
    Some(Clock {
        started: item.since,
        start: Start::Known,
        due,
        critical,
    })
}
