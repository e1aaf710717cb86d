//! The trace of a case: its hops as a tree, and where each stands. A hop keeps only what was asked and answered
//! about it; what became of the money on its account is said by the order there, so that the two can not
//! disagree.

mod next;

pub use next::{Next, next};

use super::case::{Case, Transfer};
use super::floor::{Floor, Held};
use super::hop::{Hop, HopState};
use super::ids::CaseId;
use super::order::{Order, OrderState};
use super::time::Millis;

mod sums;

pub use sums::{excess, rest};

/// The order that follows the money of a hop: the newest stop order on its account that is, also, after money of
/// its case and was not given up.
pub fn order_of<'a>(floor: &'a Floor, hop: &Hop) -> Option<&'a Held<Order>> {
    floor
        .orders_on(hop.account.token)
        .filter(|order| order.serves(hop.case) && order.reality == hop.reality)
        .filter(|order| order.state != OrderState::Cancelled)
        .max_by_key(|order| order.no)
}

/// The hop an order stops money on. Every stop order has one.
pub fn hop_of<'a>(floor: &'a Floor, order: &Order) -> Option<&'a Held<Hop>> {
    hop_for(floor, order, order.case)
}

/// The hop, in the trace of one of its cases, that an order stops money on.
pub fn hop_for<'a>(floor: &'a Floor, order: &Order, case: CaseId) -> Option<&'a Held<Hop>> {
    floor
        .hops_on(order.target.token)
        .find(|hop| hop.case == case && hop.reality == order.reality)
}

/// Orders of other cases that are to hold money of this one too.
pub fn joint(floor: &Floor, case: CaseId) -> impl Iterator<Item = &Held<Order>> {
    let hops = floor.hops_of(case);
    let orders = hops.flat_map(|hop| {
        let on = floor.orders_on(hop.account.token);
        on.filter(|order| order.reality == hop.reality)
    });
    orders.filter(move |order| order.case != case && order.serves(case))
}

/// What a stop order of a case has come to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stopping {
    /// It left; nothing is stopped.
    Sent,
    /// Money was held.
    Held,
}

/// The stop that lets the money clock of a case stand still: the first to leave of those that held money, or that
/// wait for an answer and have time for it; and the furthest any of them came.
pub fn stop_of(floor: &Floor, case: &Case, now: Millis) -> Option<(Millis, Stopping)> {
    let orders = floor.orders_of(case.id).chain(joint(floor, case.id));
    let stops = orders.filter(|o| o.is_after_money() && o.reality == case.reality);
    let out = stops.filter_map(|order| {
        let came_to = if order.stop_count > 0 {
            Stopping::Held
        } else {
            let waits =
                order.state.awaits_answer() && order.desk_due_at.is_none_or(|due| now < due);
            waits.then_some(Stopping::Sent)?
        };
        Some((order.sent_at?, came_to))
    });
    out.reduce(|(at, one), (other, two)| (at.min(other), one.max(two)))
}

/// Whether the one transfer of a case to an account is known to have come in: money is or was held there, or went
/// on. Of several transfers nobody can tell which one it was.
pub fn has_come_in(floor: &Floor, case: &Case, transfer: &Transfer) -> bool {
    let account = transfer.account.token;
    let same = case.transfers.iter().filter(|t| t.account.token == account);
    if same.filter(|t| t.revoked_at.is_none()).count() > 1 {
        return false;
    }
    let hops = floor.hops_on(account).filter(|hop| hop.case == case.id);
    let mut hops = hops.filter(|hop| hop.reality == case.reality);
    hops.any(|hop| {
        let order = order_of(floor, hop);
        order.is_some_and(|o| o.held.is_some() || o.state == OrderState::Empty)
            || matches!(hop.state, HopState::CashedOut | HopState::Left)
            || floor.hops_under(hop.id).next().is_some()
    })
}

/// Where a hop stands: an order on its way or money that is held say so first; then how the trace ended there;
/// then that the money moved on, as an order found or as it was told; then that nobody answered the order; else the
/// hop's own word.
pub fn state(floor: &Floor, hop: &Hop) -> HopState {
    let order = order_of(floor, hop);
    match order.map(|order| order.state) {
        Some(OrderState::Sent | OrderState::Acked) => return HopState::OrderSent,
        Some(OrderState::Reviewed) if order.is_some_and(|o| o.leaves_at.is_some()) => {
            return HopState::OrderSent;
        }
        _ if order.is_some_and(|order| order.holds()) => return HopState::Hit,
        _ => {}
    }
    let is_passed_on = || !hop.kind.hides_card() && floor.hops_under(hop.id).next().is_some();
    let is_empty = order.is_some_and(|order| order.state == OrderState::Empty);
    match hop.state {
        own if own.has_ended() => own,
        _ if is_empty || is_passed_on() => HopState::Moved,
        HopState::Identified if order.is_some_and(|o| o.state == OrderState::TimedOut) => {
            HopState::TimedOut
        }
        own => own,
    }
}
