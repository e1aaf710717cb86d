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
    match order_of(floor, hop) {
        Some(order) if !hop.state.has_ended() || order.state.is_open() => {
            of_order(floor, hop, order)
        }
        _ if hop.state.has_ended() => Next::Nothing,
        _ => of_query(floor, hop),
    }
}

/// Nothing was ordered there yet: a card must be known first. At an account no statement is waited for.
fn of_query(floor: &Floor, hop: &Hop) -> Next {
    let is_end = floor.hops_under(hop.id).next().is_none();
    match hop.state {
        _ if is_end && !hop.kind.hides_card() => Next::Draft,
        HopState::Requested => Next::Answer,
        HopState::PaperPending => Next::Paper,
        _ if is_end => Next::Ask,
        _ => Next::Nothing,
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
