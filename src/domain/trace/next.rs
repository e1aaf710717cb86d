//! What must happen next at a hop, and who must do it: the officer asks, hands in paper, drafts, agrees, sends;
//! the institution answers.

use super::order_of;
use crate::domain::floor::Floor;
use crate::domain::hop::{Hop, HopState};
use crate::domain::order::{Order, OrderState};

/// The next step at a hop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// An officer asks the institution.
    Ask,
    /// An officer hands in the legal document.
    Paper,
    /// An officer drafts a stop order.
    Draft,
    /// A second person agrees to the draft.
    Review,
    /// An officer sends the approved order.
    Send,
    /// The institution answers.
    Answer,
    /// Nothing is left to do here.
    Nothing,
}

impl Next {
    /// Whether an officer must act.
    pub fn is_officer(self) -> bool {
        !matches!(self, Self::Answer | Self::Nothing)
    }
}

/// The next step at a hop.
pub fn next(floor: &Floor, hop: &Hop) -> Next {
    let order = order_of(floor, hop);
    match hop.state {
        HopState::CashedOut | HopState::Left | HopState::DeadEnd => Next::Nothing,
        _ => order.map_or_else(|| of_query(floor, hop), |order| of_order(floor, hop, order)),
    }
}

/// Nothing was ordered there yet: a card must be known first.
fn of_query(floor: &Floor, hop: &Hop) -> Next {
    match hop.state {
        HopState::Requested => Next::Answer,
        HopState::PaperPending => Next::Paper,
        _ if floor.hops_under(hop.id).next().is_some() => Next::Nothing,
        _ if hop.kind.hides_card() => Next::Ask,
        _ => Next::Draft,
    }
}

fn of_order(floor: &Floor, hop: &Hop, order: &Order) -> Next {
    match order.state {
        OrderState::Draft => Next::Review,
        OrderState::Reviewed if order.leaves_at.is_none() => Next::Send,
        OrderState::Reviewed | OrderState::Sent | OrderState::Acked => Next::Answer,
        // Where it went on to, the bank's statement says.
        OrderState::Empty => match hop.state {
            HopState::Answered | HopState::Resolved => Next::Nothing,
            _ if floor.hops_under(hop.id).next().is_some() => Next::Nothing,
            HopState::Requested => Next::Answer,
            HopState::PaperPending => Next::Paper,
            _ => Next::Ask,
        },
        OrderState::TimedOut | OrderState::Mismatch | OrderState::Lapsed => Next::Draft,
        _ => Next::Nothing,
    }
}
