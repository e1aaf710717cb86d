//! What is to be done when something comes home: a new order goes on to the second person or out, an order is sent
//! once it is approved. Looked at after every batch, by how the floor stands and not by single events,
//! so that a resync in between loses nothing.

use super::act::{self, request};
use super::effect::Effect;
use super::model::Model;
use super::moves::open_order;
use super::sending::{Goes, Then};
use crate::domain::command::{Command, NoArgs};
use crate::domain::ids::{AlertId, CaseId, Key, OrderId};
use crate::domain::order::OrderState;
use crate::text::words::Say;
use crate::tui::actions::{Action, may_give, row};
use crate::tui::theme::Tone;

/// Something that is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Follow {
    /// The stop order of an alert that becomes a case.
    OrderOfAlert {
        /// The alert.
        alert: AlertId,
        /// How it goes on.
        goes: Goes,
    },
    /// An order of ours on a case, with a higher number than this.
    OrderOfCase {
        /// The case.
        case: CaseId,
        /// The highest number of an order before.
        after: u32,
        /// How it goes on.
        goes: Goes,
    },
    /// An approval; then the order is sent.
    Approval(OrderId),
}

/// Does what has become possible.
pub fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    for follow in std::mem::take(&mut model.follows) {
        let done = match follow {
            Follow::OrderOfAlert { alert, goes } => of_alert(model, alert, goes, effects),
            Follow::OrderOfCase { case, after, goes } => {
                hand_over(model, case, after, goes, effects).is_some()
            }
            Follow::Approval(id) => send_approved(model, id, effects),
        };
        if !done {
            model.follows.push(follow);
        }
    }
}

fn of_alert(model: &mut Model, id: AlertId, goes: Goes, effects: &mut Vec<Effect>) -> bool {
    let floor = model.floor();
    let Some(alert) = floor.alert(&id) else {
        return true;
    };
    let Some(case) = alert.case.and_then(|case| floor.case(&case)) else {
        return false;
    };
    let (case, case_no) = (case.id, case.no);
    let Some(no) = hand_over(model, case, 0, goes, effects) else {
        return false;
    };
    if goes == Goes::ToSecond {
        model.say(Say::Converted { case: case_no, no }, Tone::Ok);
    }
    true
}

/// Hands our first order on a case after a number over to the second person, or acts first, as it was confirmed;
/// money comes before numbers. Answers its number once it is there.
fn hand_over(
    model: &mut Model,
    case: CaseId,
    after: u32,
    goes: Goes,
    effects: &mut Vec<Effect>,
) -> Option<u32> {
    let order = model
        .floor()
        .orders_of(case)
        .filter(|order| order.no > after && model.is_me(Some(&order.requested_by)))
        .filter(|order| order.is_in_house())
        .min_by_key(|order| (!order.is_after_money(), order.no))?;
    let (id, no, ver, state) = (order.id, order.no, order.ver, order.state);
    // What follows is seen on the order itself; Esc leads back.
    open_order(model, id);
    model.is_dirty = true;
    if goes == Goes::ToSecond || state != OrderState::Draft {
        model.say(Say::AskedSecond { no }, Tone::Ok);
        model.follows.push(Follow::Approval(id));
        return Some(no);
    }
    let first = Command::OrderActFirst(NoArgs {});
    let (label, target) = (row(Action::Stop).label, Some((Key::Order(id), ver)));
    act::send(
        model,
        effects,
        request(label, first, target, Then::SendOrder(id)),
    );
    Some(no)
}

/// Sends an approved order; it can be taken back until it leaves. Who may draft but not send leaves that to the others.
fn send_approved(model: &mut Model, id: OrderId, effects: &mut Vec<Effect>) -> bool {
    let Some(order) = model.mirror.floor().order(&id) else {
        return true;
    };
    match order.state {
        OrderState::Draft => return false,
        OrderState::Reviewed if order.leaves_at.is_none() && may_give(model, "order.send") => {}
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
