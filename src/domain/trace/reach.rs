//! What can still be reached at a hop: what came in there, by its survival since then, as long as nobody knows what
//! became of it.

use super::{order_of, state};
use crate::domain::floor::Floor;
use crate::domain::hop::{Hop, HopState};
use crate::domain::money::Fen;
use crate::domain::order::OrderState;
use crate::domain::policy::Policy;
use crate::domain::time::Millis;
use crate::domain::worth::survival;

/// Money that can probably still be reached at a hop, fen; a sum that is unknown counts nothing.
pub fn reachable(floor: &Floor, hop: &Hop, now: Millis, policy: &Policy) -> Fen {
    let order = order_of(floor, hop);
    let (sum, since) = match (state(floor, hop), order) {
        // What a lapsed stop held is free again since then.
        (_, Some(order)) if order.state == OrderState::Lapsed => (order.held, order.expires_at),
        (state, _) if is_told(state) => return Fen::ZERO,
        _ => (hop.amount, hop.at),
    };
    let since = since.unwrap_or(hop.found_at);
    sum.map_or(Fen::ZERO, |sum| {
        sum.estimate(survival(now.since(since), &policy.worth))
    })
}

/// Whether it is known what became of the money.
fn is_told(state: HopState) -> bool {
    matches!(
        state,
        HopState::Resolved
            | HopState::CashedOut
            | HopState::Left
            | HopState::DeadEnd
            | HopState::Hit
            | HopState::Moved
    )
}
