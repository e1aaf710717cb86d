//! Actions on cases and orders: what the keys of the money race send, or which box they open. Whatever reaches an
//! institution is confirmed on another key first.

use super::act::{request, send, send_on};
use super::effect::Effect;
use super::follow::Follow;
use super::model::Model;
use super::sending::Then;
use super::{again, places};
use crate::domain::case::Delay;
use crate::domain::command::{AskFor, Command, Drafts, NoArgs, ToldDelay, WhichTransfer};
use crate::domain::event::Ver;
use crate::domain::floor::Held;
use crate::domain::ids::{CaseId, Key, OrderId};
use crate::domain::order::{AskKind, Order, OrderState};
use crate::domain::time::Span;
use crate::text::safe::SafeText;
use crate::text::words::{Both, Say, Why};
use crate::tui::actions::{Action, CaseStep, freeze_kind, question, rehearse, revocable, row};
use crate::tui::overlays::{
    AskBox, Confirm, MergeBox, NextBox, Overlay, PassBox, ReasonBox, StopForm, TelecomBox,
};
use crate::tui::theme::Tone;

const TAKEN_BACK: Both = Both {
    en: "Taken back.",
    zh: "已撤回。",
};

/// Does an action on a case.
pub fn on_case(model: &mut Model, action: Action, id: CaseId, ver: Ver, effects: &mut Vec<Effect>) {
    let key = Key::Case(id);
    match action {
        Action::Claim => {
            let take = Command::CaseTake(NoArgs {});
            let what = row(action).label;
            let request = request(what, take, Some((key, ver)), Then::CaseYours);
            send(model, effects, request);
        }
        Action::AddPlace => places::add(model, id, None),
        Action::Stop => {
            let form = StopForm::on_case(model, id);
            model.overlays.push(Overlay::Stop(Box::new(form)));
        }
        Action::Telecom => {
            let form = TelecomBox::new(id);
            model.overlays.push(Overlay::Telecom(Box::new(form)));
        }
        Action::WhatNext => model.overlays.push(Overlay::Next(NextBox::new(key))),
        Action::CallBack => {
            let case = model.floor().case(&id);
            let Some(transfer) = case.and_then(|case| revocable(model, case)) else {
                return;
            };
            let back = Command::CaseRevoke(WhichTransfer { transfer });
            confirm(model, action, &key, back);
        }
        Action::Answer(digit) => answer(model, digit, effects),
        Action::Correct => model.again = again::before(model, &key),
        Action::Case(step) => take_step(model, step, id, effects),
        _ => {}
    }
}

/// A step that needs no words is sent; the others ask for them.
fn take_step(model: &mut Model, step: CaseStep, id: CaseId, effects: &mut Vec<Effect>) {
    let (action, key) = (Action::Case(step), Key::Case(id));
    let Some(case) = model.floor().case(&id) else {
        return;
    };
    let command = rehearse::step(step, case);
    let overlay = match step {
        CaseStep::PassOn => Overlay::Pass(Box::new(PassBox::new(id))),
        CaseStep::Merge => Overlay::Merge(MergeBox::new(id)),
        CaseStep::Solve
        | CaseStep::Close
        | CaseStep::Suspend
        | CaseStep::Reopen
        | CaseStep::NotFraud => Overlay::Reason(ReasonBox::new(action, key)),
        CaseStep::File | CaseStep::Investigate | CaseStep::Return | CaseStep::Resume => {
            // Nothing stays open: the list of steps has gone already.
            let _ = send_on(model, effects, action, command, key, Then::Say);
            return;
        }
    };
    model.overlays.push(overlay);
}

/// Answers by digit when the transfer comes in.
fn answer(model: &mut Model, digit: u8, effects: &mut Vec<Effect>) {
    let what = row(Action::Answer(1)).label;
    let Some((id, transfer)) = question(model) else {
        return;
    };
    let Some(delay) = Delay::ALL.get(usize::from(digit).wrapping_sub(1)) else {
        let why = Why::NoSuchAnswer;
        model.say(Say::Blocked { what, why }, Tone::Error);
        return;
    };
    let told = Command::CaseDelay(ToldDelay {
        transfer,
        delay: *delay,
    });
    let (action, key) = (Action::Answer(1), Key::Case(id));
    model.again = None;
    if delay.span() > Span(0) {
        // It changes what the money is thought to do: not by one key.
        return confirm(model, action, &key, told);
    }
    let _ = send_on(model, effects, action, told, key, Then::Nothing);
}

/// Does an action on an order.
pub fn on_order(
    model: &mut Model,
    action: Action,
    id: OrderId,
    ver: Ver,
    effects: &mut Vec<Effect>,
) {
    let key = Key::Order(id);
    let Some(order) = model.floor().order(&id) else {
        return;
    };
    let (state, has_ask) = (order.state, order.ask.is_some());
    match action {
        Action::Stop if state == OrderState::Stopped => {
            confirm(model, action, &key, asking(AskKind::SecondStop));
        }
        Action::Approve if has_ask => {
            confirm(model, action, &key, Command::OrderApprove(NoArgs {}));
        }
        Action::Stop | Action::Approve => {
            if let Some(confirm) = Confirm::of_order(model, id) {
                model.overlays.push(Overlay::Confirm(confirm));
            }
        }
        Action::Freeze => {
            let ask = AskBox::new(id, freeze_kind(order));
            model.overlays.push(Overlay::Ask(ask));
        }
        Action::ReleaseMoney => {
            let ask = AskBox::new(id, AskKind::Release);
            model.overlays.push(Overlay::Ask(ask));
        }
        Action::Cancel | Action::LetLapse => {
            model
                .overlays
                .push(Overlay::Reason(ReasonBox::new(action, key)));
        }
        Action::WhatNext => model.overlays.push(Overlay::Next(NextBox::new(key))),
        Action::Paper => {
            let paper = Command::OrderPaper(NoArgs {});
            let request = request(row(action).label, paper, Some((key, ver)), Then::Say);
            send(model, effects, request);
        }
        _ => {}
    }
}

/// What is asked about an order without a term or a reason.
fn asking(kind: AskKind) -> Command {
    Command::OrderAsk(AskFor {
        kind,
        term: None,
        reason: SafeText::default(),
    })
}

/// Opens the question before a command that reaches outside.
pub fn confirm(model: &mut Model, action: Action, key: &Key, command: Command) {
    if let Some(confirm) = Confirm::of_item(model, action, key, command) {
        model.overlays.push(Overlay::Confirm(confirm));
    }
}

/// Something of ours that leaves in a moment and can still be taken back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaving {
    /// The order.
    pub id: OrderId,
    /// Time left.
    pub left: Span,
    /// What was asked about it; none where the order itself leaves.
    pub ask: Option<AskKind>,
}

/// What of ours leaves next.
pub fn leaving(model: &Model) -> Option<Leaving> {
    let orders = model.mirror.floor().orders().values();
    orders
        .filter_map(|order| {
            let (leaves_at, ours, ask) = match &order.ask {
                Some(ask) => (
                    ask.leaves_at?,
                    model.is_me(Some(&ask.by)) || model.is_me(ask.approved_by.as_ref()),
                    Some(ask.kind),
                ),
                None if order.state == OrderState::Reviewed => {
                    let approved = model.is_me(order.approved_by.as_ref());
                    let ours = model.is_me(Some(&order.requested_by)) || approved;
                    (order.leaves_at?, ours, None)
                }
                None => return None,
            };
            let left = leaves_at.since(model.now());
            (ours && left.0 > 0).then_some(Leaving {
                id: order.id,
                left,
                ask,
            })
        })
        .min_by_key(|leaving| leaving.left)
}

/// The orders that leave together with one of ours: one key sent a whole frontier, one key takes it back.
pub fn together(model: &Model, with: OrderId) -> impl Iterator<Item = &Held<Order>> {
    let floor = model.mirror.floor();
    let first = floor.order(&with);
    let ours = |order: &Order| {
        model.is_me(Some(&order.requested_by)) || model.is_me(order.approved_by.as_ref())
    };
    let orders = first.into_iter().flat_map(|o| floor.orders_of(o.case));
    orders.filter(move |order| {
        let same = first.is_some_and(|o| o.leaves_at.is_some() && o.leaves_at == order.leaves_at);
        same && order.state == OrderState::Reviewed && ours(order)
    })
}

/// Takes back what leaves in a moment; else what was asked about the selected order and waits for approval. What
/// somebody else asked is confirmed first. Whether there was anything.
pub fn recall(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let (id, command, is_ours) = match (leaving(model), model.subject()) {
        (Some(Leaving { id, ask: None, .. }), _) => (id, Command::OrderRecall(NoArgs {}), true),
        (Some(Leaving { id, .. }), _) => (id, Command::OrderWithdraw(NoArgs {}), true),
        (None, Some(Key::Order(id))) => {
            let ask = model
                .floor()
                .order(&id)
                .and_then(|order| order.ask.as_ref());
            let is_ours = ask.is_some_and(|ask| model.is_me(Some(&ask.by)));
            (id, Command::OrderWithdraw(NoArgs {}), is_ours)
        }
        _ => return false,
    };
    if !is_ours {
        confirm(model, Action::Recall, &Key::Order(id), command);
        return true;
    }
    let orders: Vec<OrderId> = match command {
        Command::OrderRecall(_) => together(model, id).map(|order| order.id).collect(),
        _ => vec![id],
    };
    let floor = model.mirror.floor();
    let Some(order) = floor.order(&id) else {
        return true;
    };
    let case = floor.case(&order.case).filter(|_| orders.len() > 1);
    let (target, command) = match case {
        // One command for all: there may be more than a minute allows.
        Some(case) => {
            let orders = orders.clone();
            let all = Command::CaseRecallFrontier(Drafts { orders });
            ((Key::Case(case.id), case.ver), all)
        }
        None => ((Key::Order(id), order.ver), command),
    };
    (model.follows).retain(|f| !matches!(f, Follow::Approval(id) if orders.contains(id)));
    let (what, then) = (row(Action::Recall).label, Then::Tell(TAKEN_BACK));
    send(model, effects, request(what, command, Some(target), then));
    true
}
