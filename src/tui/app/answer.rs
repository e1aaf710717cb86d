//! A liaison's keys: take the most urgent item, answer it, step away from the desk. What needs more than the key
//! opens a form; what reaches the centre is confirmed on another key.

use super::act::{request, send};
use super::alarm::Alarm;
use super::effect::Effect;
use super::inbox::{self, Stand};
use super::model::Model;
use super::moves::open_task;
use super::sending::Then;
use crate::domain::command::{Command, NoArgs, StaffNow};
use crate::domain::ids::Key;
use crate::domain::order::OrderKind;
use crate::domain::time::Span;
use crate::text::words::{Both, Say};
use crate::tui::actions::{Action, DeskAct, is_takeable, row};
use crate::tui::overlays::{AccountsForm, ChoiceBox, Confirm, HeldBox, Overlay, ReasonBox};

const TAKEN: Both = Both {
    en: "It is in your hands. The desk clock runs.",
    zh: "已接收，答复时钟在走。",
};
const AWAY: Both = Both {
    en: "The desk is away. Work still comes in and its clocks run.",
    zh: "本席已离岗。仍会收到任务，时钟继续走。",
};
const BACK: Both = Both {
    en: "The desk is staffed again.",
    zh: "本席已在岗。",
};

/// Does what a key of the desk asks for; it was looked at before whether it can be done.
pub fn on_desk(model: &mut Model, act: DeskAct, effects: &mut Vec<Effect>) {
    match act {
        DeskAct::Next => return next(model, effects),
        DeskAct::Staff => return staff(model, effects),
        _ => {}
    }
    let Some(key) = model.subject() else {
        return;
    };
    let action = Action::Desk(act);
    let overlay = match (act, &key) {
        (DeskAct::Take, _) => return take(model, &key, effects),
        (DeskAct::Held, Key::Order(id)) => HeldBox::new(model, *id).map(Overlay::HeldSum),
        (DeskAct::MovedOn | DeskAct::Answer, _) => {
            AccountsForm::new(model, &key).map(|form| Overlay::Accounts(Box::new(form)))
        }
        (DeskAct::Ended, _) => Some(Overlay::Choice(ChoiceBox::of_ends(key))),
        (DeskAct::Differs, Key::Order(id)) => {
            Some(Overlay::Choice(ChoiceBox::of_fields(model, *id)))
        }
        (DeskAct::Done, Key::Order(id)) => {
            let is_telecom = |o: &crate::domain::order::Order| {
                o.kind == OrderKind::Telecom && o.state.awaits_answer()
            };
            let done = match model.floor().order(id) {
                Some(order) if is_telecom(order) => Command::OrderInForce(NoArgs {}),
                _ => Command::OrderGranted(NoArgs {}),
            };
            Confirm::of_reply(model, action, &key, done, Vec::new()).map(Overlay::Confirm)
        }
        (DeskAct::Decline, _) => Some(Overlay::Reason(ReasonBox::new(action, key))),
        _ => None,
    };
    model.overlays.extend(overlay);
}

/// Opens the most urgent item that nobody has in hand, and takes it.
fn next(model: &mut Model, effects: &mut Vec<Effect>) {
    let (floor, now) = (model.floor(), model.now());
    let open = model.open.task.as_ref();
    let items = model.lists.inbox.rows().iter();
    let items: Vec<_> = items.filter_map(|key| inbox::of(floor, key, now)).collect();
    let fresh = |item: &&inbox::Waiting| {
        item.stand == Stand::Waits
            && Some(&item.key) != open
            && !model.sending.is_pending(&item.key)
    };
    let Some(item) = items.iter().find(fresh).or(items.first()) else {
        return;
    };
    let key = item.key.clone();
    let takes = is_takeable(item.stand, item.work) && !model.sending.is_pending(&key);
    open_task(model, &key);
    if takes {
        take(model, &key, effects);
    }
}

fn take(model: &mut Model, key: &Key, effects: &mut Vec<Effect>) {
    let Some(ver) = model.ver(key) else {
        return;
    };
    let what = row(Action::Desk(DeskAct::Take)).label;
    let target = Some((key.clone(), ver));
    let ack = Command::OrderAck(NoArgs {});
    send(
        model,
        effects,
        request(what, ack, target, Then::Tell(TAKEN)),
    );
}

/// Away, or back, for every institution the liaison answers for.
fn staff(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(staffed) = model.own_desk().map(|desk| !desk.staffed) else {
        return;
    };
    let what = row(Action::Desk(DeskAct::Staff)).label;
    let said = if staffed { BACK } else { AWAY };
    let own = model.actor.as_ref().map(|actor| actor.institutions.clone());
    for key in own.into_iter().flatten().map(Key::Desk) {
        if let Some(ver) = model.ver(&key) {
            let command = Command::DeskStaff(StaffNow { staffed });
            let now = request(what, command, Some((key, ver)), Then::Tell(said));
            send(model, effects, now);
        }
    }
}

/// How long an item past its time keeps calling.
const CALLS: Span = Span::mins(10);

/// What calls when something waits past its time.
pub fn alarm(model: &Model) -> Option<Alarm> {
    let (floor, now) = (model.floor(), model.now());
    let mut late = inbox::waiting(floor, now);
    late.retain(|item| (item.due).is_some_and(|due| due <= now && now.since(due) < CALLS));
    let key = late.first()?.key.clone();
    let say = Say::AlarmDesk { n: late.len() };
    Some(Alarm { say, key })
}
