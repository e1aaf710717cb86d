//! What the orders on an account account for, case by case. One order may hold for several cases, and one case may
//! have several orders there: what came in after the first had left needs another.

use super::order_of;
use crate::domain::floor::Floor;
use crate::domain::hop::Hop;
use crate::domain::ids::OrderId;
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderState};

/// What of `sum`, the money of a hop, no order accounts for, but for some.
pub fn rest(floor: &Floor, hop: &Hop, sum: Fen, but: &[OrderId]) -> Fen {
    let orders = floor.orders_on(hop.account.token);
    let others = orders.filter(|o| !but.contains(&o.id) && o.reality == hop.reality);
    others
        .filter(|o| o.serves(hop.case))
        .fold(sum, |left, order| left.less(accounted(order, hop, sum)))
}

/// What of `sum`, the money of a hop, lies beyond what its orders were agreed on: it needs an order of its own. None
/// where the newest is a draft, which rises with the sum, where it found nothing, or is to be given anew anyway.
pub fn excess(floor: &Floor, hop: &Hop, sum: Fen) -> Option<Fen> {
    let order = order_of(floor, hop)?;
    let is_agreed = order.state == OrderState::Reviewed || order.state.awaits_answer();
    let more = rest(floor, hop, sum, &[]);
    (is_agreed || order.holds())
        .then_some(more)
        .filter(|more| more.is_positive())
}

/// What of `sum` an order accounts for: what it is to hold of the case's money, until something better is known.
fn accounted(order: &Order, hop: &Hop, sum: Fen) -> Fen {
    let asked = order.limit_for(hop.case).unwrap_or(sum).min(sum);
    match order.state {
        OrderState::TimedOut | OrderState::Mismatch | OrderState::Cancelled => Fen::ZERO,
        OrderState::Draft | OrderState::Empty => sum,
        // What it held is free again.
        OrderState::Lapsed if order.let_lapse.is_none() => {
            asked.less(order.held_for(hop.case).unwrap_or_default())
        }
        _ => asked,
    }
}
