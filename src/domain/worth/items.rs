//! Everything an officer can work on, in one order: alerts, and the leaves of every case. A case whose trace has
//! several leaves waiting stands for all of them, since one key sends them together; a single one stands for
//! itself. So nothing counts twice.

use super::frontier::{Leaf, Waits, frontier, leaves};
use super::{Sum, Way, Why, Worth, of_alert, open, running};
use crate::domain::alert::Tier;
use crate::domain::case::Case;
use crate::domain::floor::Floor;
use crate::domain::hop::Hop;
use crate::domain::ids::{AlertId, CaseId, HopId, OrderId};
use crate::domain::order::Order;
use crate::domain::policy::Policy;
use crate::domain::time::Millis;
use crate::domain::trace;

/// Something an officer can work on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Item {
    /// An open alert that is not on the shelf.
    Alert(AlertId),
    /// A case with several leaves that wait, or with a loss whose account nobody knows.
    Case(CaseId),
    /// The one order a case waits for: to be drafted anew, reviewed or sent.
    Order(OrderId),
    /// The one place a case waits for that has no order: to be asked about, or to be drafted.
    Hop(HopId),
}

/// Everything that waits for an officer, most urgent first: a P0 with an active call, then by worth; among
/// equals the graver tier, alerts before cases, the older item. Exercises come after all that is real.
pub fn items(floor: &Floor, now: Millis, policy: &Policy) -> Vec<(Item, Worth)> {
    let alerts = open(floor).map(|alert| {
        let worth = of_alert(alert, now, policy);
        (alert.reality, alert.tier, Item::Alert(alert.id), worth)
    });
    let cases = floor.cases().values().filter_map(|case| {
        let (item, worth) = of_trace(floor, case, now, policy)?;
        Some((case.reality, Tier::P0, item, worth))
    });
    let mut rows: Vec<_> = alerts.chain(cases).collect();
    rows.sort_by_cached_key(|(reality, tier, item, worth)| {
        (!reality.is_actual(), worth.rank(), *tier, *item)
    });
    let rows = rows.into_iter();
    rows.map(|(_, _, item, worth)| (item, worth)).collect()
}

/// What a case waits for, and its worth.
fn of_trace(floor: &Floor, case: &Case, now: Millis, policy: &Policy) -> Option<(Item, Worth)> {
    let waiting = waiting(floor, case);
    let whole = sum(floor, case, &waiting, now, policy)?;
    let [leaf] = &waiting[..] else {
        return Some((Item::Case(case.id), whole));
    };
    // An order that is another case's stands for the money of that one.
    let own = |id: &OrderId| floor.order(id).is_some_and(|order| order.case == case.id);
    let item = match (leaf.order.filter(own), leaf.hop) {
        (Some(order), _) => Item::Order(order),
        _ if leaf.order.is_some() => return Some((Item::Case(case.id), whole)),
        (None, Some(hop)) => Item::Hop(hop),
        (None, None) => return Some((Item::Case(case.id), whole)),
    };
    Some((item, of_leaf(floor, leaf, now, policy)))
}

/// Worth of an order that an officer can still move on; `None` where there is nothing to win or the
/// institution has it.
pub fn of_order(floor: &Floor, order: &Order, now: Millis, policy: &Policy) -> Option<Worth> {
    let hop = trace::hop_of(floor, order)?;
    let leaf = waiting_at(floor, hop).find(|leaf| leaf.order == Some(order.id))?;
    Some(of_leaf(floor, &leaf, now, policy))
}

/// Worth of acting on a place: asking for the card behind it, or ordering the stop; `None` where there is
/// nothing to win or an institution must answer first.
pub fn of_hop(floor: &Floor, hop: &Hop, now: Millis, policy: &Policy) -> Option<Worth> {
    let leaf = waiting_at(floor, hop).next()?;
    Some(of_leaf(floor, &leaf, now, policy))
}

fn waiting_at(floor: &Floor, hop: &Hop) -> impl Iterator<Item = Leaf> + use<> {
    let case = floor.case(&hop.case);
    let all = case.map(|case| leaves(floor, case, hop));
    let all = all.into_iter().flatten();
    all.filter(|leaf| leaf.waits == Waits::Officer)
}

/// Worth of a case: of all its leaves that wait for an officer; `None` where none does.
pub fn of_case(floor: &Floor, case: &Case, now: Millis, policy: &Policy) -> Option<Worth> {
    sum(floor, case, &waiting(floor, case), now, policy)
}

fn waiting(floor: &Floor, case: &Case) -> Vec<Leaf> {
    let mut leaves = frontier(floor, case);
    leaves.retain(|leaf| leaf.waits == Waits::Officer);
    leaves
}

fn sum(floor: &Floor, case: &Case, leaves: &[Leaf], now: Millis, policy: &Policy) -> Option<Worth> {
    let parts = leaves.iter().map(|leaf| of_leaf(floor, leaf, now, policy));
    let (since, start) = case.money_clock_start();
    let whole = parts.reduce(and)?;
    let why = Why {
        since,
        start,
        tier_no: None,
        ..whole.why
    };
    Some(Worth { why, ..whole })
}

/// Both together, moved with one key.
fn and(one: Worth, other: Worth) -> Worth {
    let (a, b) = (one.why, other.why);
    Worth {
        per_minute: one.per_minute.saturating_add(other.per_minute),
        why: Why {
            amount: a.amount.saturating_add(b.amount),
            sum: if b.sum == Sum::Assumed { b.sum } else { a.sum },
            desk: a.desk.max(b.desk),
            query: a.query.max(b.query),
            now: a.now.saturating_add(b.now),
            soon: a.soon.saturating_add(b.soon),
            ..a
        },
        ..one
    }
}

/// Worth of one leaf, with the answer times measured at its desk. Which bank the card behind a number is of
/// nobody knows before.
fn of_leaf(floor: &Floor, leaf: &Leaf, now: Millis, policy: &Policy) -> Worth {
    let desk = leaf.institution.as_ref().and_then(|id| floor.desk(id));
    let rules = &policy.worth;
    let way = if leaf.hides_card {
        let measured = desk.and_then(|desk| desk.query_quantile(0.5));
        Way {
            minutes: rules.minutes_per_trace,
            query: Some(measured.unwrap_or_else(|| rules.query())),
            desk: rules.desk(),
        }
    } else {
        let measured = desk.and_then(|desk| desk.quantile(0.5));
        Way {
            minutes: rules.minutes_per_trace,
            query: None,
            desk: measured.unwrap_or_else(|| rules.desk()),
        }
    };
    let mut worth = running(&leaf.money, way, now, rules);
    worth.why.tier_no = Some(leaf.tier_no);
    worth
}

#[cfg(test)]
mod tests;
