//! What is to be done when something comes home: the confirmation of a converted alert's orders, the sending of
//! an order once it is approved. Looked at after every batch, by how the floor stands and not by single events,
//! so that a resync in between loses nothing.

use super::act::{self, request};
use super::effect::Effect;
use super::model::Model;
use super::sending::Then;
use crate::domain::command::{Command, NoArgs};
use crate::domain::ids::{AlertId, CaseId, Key, OrderId};
use crate::domain::order::OrderState;
use crate::text::words::Say;
use crate::tui::actions::{Action, row};
use crate::tui::overlays::{Confirm, Overlay};
use crate::tui::theme::Tone;

/// Something that is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Follow {
    /// The case of a converted alert with its drafts.
    OrdersOfAlert(AlertId),
    /// A draft of ours on a case, with a higher number than this.
    DraftOn {
        /// The case.
        case: CaseId,
        /// The highest number of an order before.
        after: u32,
    },
    /// An approval; then the order is sent.
    Approval(OrderId),
}

/// Does what has become possible.
pub fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    for follow in std::mem::take(&mut model.follows) {
        let done = match follow {
            Follow::OrdersOfAlert(id) => orders_of_alert(model, id),
            Follow::DraftOn { case, after } => confirm_draft(model, case, after),
            Follow::Approval(id) => send_approved(model, id, effects),
        };
        if !done {
            model.follows.push(follow);
        }
    }
}

fn orders_of_alert(model: &mut Model, id: AlertId) -> bool {
    let floor = model.mirror.floor();
    let Some(alert) = floor.alert(&id) else {
        return true;
    };
    let Some(case) = alert.case.and_then(|case| floor.case(&case)) else {
        return false;
    };
    let (case, no) = (case.id, case.no);
    if !confirm_draft(model, case, 0) {
        return false;
    }
    model.say(Say::Converted { case: no }, Tone::Ok);
    true
}

/// Opens the confirmation of our first draft on a case after a number; money comes before numbers.
fn confirm_draft(model: &mut Model, case: CaseId, after: u32) -> bool {
    let floor = model.mirror.floor();
    let mine = floor
        .orders_of(case)
        .filter(|order| order.no > after && model.is_me(Some(&order.requested_by)))
        .filter(|order| order.state == OrderState::Draft)
        .min_by_key(|order| (!order.is_after_money(), order.no));
    let Some(confirm) = mine.and_then(|order| Confirm::of_order(model, order.id)) else {
        return false;
    };
    model.overlays.push(Overlay::Confirm(confirm));
    model.is_dirty = true;
    true
}

/// Sends an approved order; it can be taken back until it leaves.
fn send_approved(model: &mut Model, id: OrderId, effects: &mut Vec<Effect>) -> bool {
    let Some(order) = model.mirror.floor().order(&id) else {
        return true;
    };
    match order.state {
        OrderState::Draft => return false,
        OrderState::Reviewed if order.leaves_at.is_none() => {}
        _ => return true,
    }
    let target = Some((Key::Order(id), order.ver));
    let command = Command::OrderSend(NoArgs {});
    let label = row(Action::Stop).label;
    act::send(
        model,
        effects,
        request(label, command, target, Then::Nothing),
    );
    true
}
