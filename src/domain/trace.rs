//! The trace of a case: its hops as a tree, and where each stands. A hop keeps only what was asked and answered
//! about it; what became of the money on its account is said by the order there, so that the two can not
//! disagree.

mod next;

pub use next::{Next, next};

use super::floor::{Floor, Held};
use super::hop::{Hop, HopState};
use super::order::{Order, OrderState};

/// The order that follows the money of a hop: the newest of its case on its account.
pub fn order_of<'a>(floor: &'a Floor, hop: &Hop) -> Option<&'a Held<Order>> {
    floor
        .orders_on(hop.account.token)
        .filter(|order| order.case == hop.case && order.reality == hop.reality)
        .last()
}

/// Where a hop stands: by the order on its account, else by its own word.
pub fn state(floor: &Floor, hop: &Hop) -> HopState {
    let by_order = order_of(floor, hop).and_then(|order| match order.state {
        OrderState::Reviewed if order.leaves_at.is_some() => Some(HopState::OrderSent),
        OrderState::Sent | OrderState::Acked => Some(HopState::OrderSent),
        OrderState::Empty => Some(HopState::Moved),
        _ if order.holds() => Some(HopState::Hit),
        _ => None,
    });
    match hop.state {
        HopState::CashedOut | HopState::Left | HopState::DeadEnd => hop.state,
        own => by_order.unwrap_or(own),
    }
}
