//! How an item stood when a question about it was asked, as far as the answer depends on it; and in a word what has
//! changed since.

use crate::domain::alert::AlertState;
use crate::domain::case::CaseState;
use crate::domain::event::Ver;
use crate::domain::ids::{Key as ItemKey, Sub};
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderAsk, OrderState};
use crate::domain::time::Millis;
use crate::text::words::Turned;
use crate::tui::app::model::Model;

/// How an item stood.
#[derive(Clone, PartialEq, Debug)]
pub enum Stood {
    /// An order.
    Order(Box<OrderStood>),
    /// An alert: its state and who holds it.
    Alert(AlertState, Option<Sub>),
    /// A case.
    Case(CaseState),
    /// Anything else, by its version.
    Other(Option<Ver>),
}

/// How an order stood.
#[derive(Clone, PartialEq, Debug)]
pub struct OrderStood {
    state: OrderState,
    wanted_by: Sub,
    agreed: Option<Sub>,
    limit: Option<Fen>,
    leaves_at: Option<Millis>,
    ask: Option<OrderAsk>,
}

impl Stood {
    /// How it stands now.
    pub fn now(model: &Model, key: &ItemKey) -> Self {
        let floor = model.floor();
        let stood = match key {
            ItemKey::Order(id) => floor.order(id).map(|order| Self::order(order)),
            ItemKey::Alert(id) => (floor.alert(id)).map(|a| Self::Alert(a.state, a.owner.clone())),
            ItemKey::Case(id) => floor.case(id).map(|case| Self::Case(case.state)),
            _ => None,
        };
        stood.unwrap_or_else(|| Self::Other(model.ver(key)))
    }

    fn order(order: &Order) -> Self {
        Self::Order(Box::new(OrderStood {
            state: order.state,
            wanted_by: order.requested_by.clone(),
            agreed: order.approved_by.clone(),
            limit: order.limit,
            leaves_at: order.leaves_at,
            ask: order.ask.clone(),
        }))
    }

    /// What changed on the way to `now`; none where the answer does not depend on it.
    pub fn turned(&self, now: &Self) -> Option<Turned> {
        if self == now {
            return None;
        }
        Some(match (self, now) {
            (Self::Order(was), Self::Order(is)) => was.turned(is),
            _ => Turned::Else,
        })
    }
}

impl OrderStood {
    fn turned(&self, is: &Self) -> Turned {
        let has_come_to = |state| self.state != state && is.state == state;
        if has_come_to(OrderState::Reviewed) {
            return match &is.agreed {
                Some(by) if *by == is.wanted_by => Turned::Alone(by.clone()),
                Some(by) => Turned::Agreed(by.clone()),
                None => Turned::Is(is.state),
            };
        }
        if self.state != is.state {
            return Turned::Is(is.state);
        }
        if self.wanted_by != is.wanted_by {
            return Turned::Taken(is.wanted_by.clone());
        }
        match (self.leaves_at, is.leaves_at) {
            (None, Some(_)) => Turned::Leaves,
            (Some(_), None) => Turned::TakenBack,
            _ if self.limit != is.limit => Turned::Limit(is.limit),
            _ => Turned::Else,
        }
    }
}
