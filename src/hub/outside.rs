//! What an institution outside receives: of its orders and queries what has left the centre for it, and nothing
//! else. What the house thinks, asks itself and decides meanwhile stays in, and so do the names of its people: to an
//! institution an order comes from whoever is on duty.
//!
//! An event that stays in is still a delivery, since it raises the version that the institution's next answer is
//! bound to; it says no more than that.

use std::sync::Arc;

use serde_json::value::RawValue;

use crate::domain::event::{AskSent, Body, HopAsked, HopEnding, Nothing};
use crate::domain::floor::Entity;
use crate::domain::hop::Hop;
use crate::domain::ids::Sub;
use crate::domain::order::{Order, OrderAsk, Step};
use crate::domain::policy::is_hub;
use crate::feed::frame::{ENTERED, EventItem, LEFT, WITHHELD};

/// A delivery as an institution may have it.
pub fn delivery(full: &str) -> serde_json::Result<String> {
    let mut item: EventItem = serde_json::from_str(full)?;
    match &*item.name {
        LEFT => {}
        ENTERED => {
            let whole = Entity::decode(&item.key, item.data.get())?;
            item.data = match whole.as_ref().and_then(entity) {
                Some(cut) => cut.data()?,
                None => nothing()?,
            };
        }
        name => {
            if let Some(body) = body(&Body::decode(name, item.data.get())?) {
                item.data = body.data()?;
            } else {
                WITHHELD.clone_into(&mut item.name);
                item.by = Sub::hub();
                item.data = nothing()?;
            }
        }
    }
    item.by = unnamed(&item.by);
    serde_json::to_string(&item)
}

/// An entity as an institution may have it; `None` for what it has nothing to do with.
pub fn entity(whole: &Entity) -> Option<Entity> {
    Some(match whole {
        Entity::Order(whole) => Entity::Order(Arc::new(order(whole))),
        Entity::Hop(whole) => Entity::Hop(Arc::new(hop(whole))),
        Entity::Desk(desk) => Entity::Desk(Arc::clone(desk)),
        _ => return None,
    })
}

fn order(whole: &Order) -> Order {
    let sent = whole.ask.as_ref().filter(|ask| ask.sent_at.is_some());
    Order {
        parent: None,
        shares: Vec::new(),
        requested_by: unnamed(&whole.requested_by),
        approved_by: None,
        ask: sent.map(ask),
        cliff: None,
        let_lapse: None,
        revealed: Vec::new(),
        steps: steps(whole),
        ..whole.clone()
    }
}

fn steps(whole: &Order) -> Vec<Step> {
    let known = whole.steps.iter().filter(|step| step.is_known_outside());
    let unnamed = known.map(|step| Step {
        by: unnamed(&step.by),
        ..step.clone()
    });
    unnamed.collect()
}

fn ask(whole: &OrderAsk) -> OrderAsk {
    OrderAsk {
        by: unnamed(&whole.by),
        approved_by: None,
        ..whole.clone()
    }
}

fn hop(whole: &Hop) -> Hop {
    Hop {
        parent: None,
        found_by: unnamed(&whole.found_by),
        asked_by: whole.asked_by.as_ref().map(unnamed),
        reason: None,
        revealed: Vec::new(),
        ..whole.clone()
    }
}

/// What an institution may know of an event; `None` for what stays in the house.
fn body(whole: &Body) -> Option<Body> {
    Some(match whole {
        Body::OrderAskSent(sent) => Body::OrderAskSent(AskSent {
            due_at: sent.due_at,
            ask: sent.ask.as_deref().map(|whole| Box::new(ask(whole))),
        }),
        Body::HopAsked(asked) => Body::HopAsked(HopAsked {
            by: unnamed(&asked.by),
            ..asked.clone()
        }),
        Body::HopEnded(ended) => Body::HopEnded(HopEnding {
            how: ended.how,
            reason: None,
        }),
        // What went out, what the institution itself said, and what time did to both.
        Body::OrderSent(_)
        | Body::OrderAcked(_)
        | Body::OrderMismatch(_)
        | Body::OrderStopped(_)
        | Body::OrderEmpty(_)
        | Body::OrderTimedOut(_)
        | Body::OrderInForce(_)
        | Body::OrderGranted(_)
        | Body::OrderDeclined(_)
        | Body::OrderLapsed(_)
        | Body::OrderPaper(_)
        | Body::OrderPaperLate(_)
        | Body::HopGrew(_)
        | Body::HopPaper(_)
        | Body::HopAnswered(_)
        | Body::HopTimedOut(_)
        | Body::DeskListed(_)
        | Body::DeskStaffed(_)
        | Body::DeskAnswered(_) => whole.clone(),
        _ => return None,
    })
}

/// An officer is whoever is on duty; the hub and the institution's own people keep their names.
fn unnamed(who: &Sub) -> Sub {
    if who.is_liaison() || is_hub(who) {
        who.clone()
    } else {
        Sub::duty()
    }
}

fn nothing() -> serde_json::Result<Box<RawValue>> {
    serde_json::value::to_raw_value(&Nothing {})
}

#[cfg(test)]
#[path = "outside_tests.rs"]
mod tests;
