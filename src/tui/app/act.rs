//! Actions on items become commands, or open the box that asks for what is missing. Every command is bound to
//! the entity and the version that stand on the screen.

use super::answer::on_desk;
use super::effect::Effect;
use super::frontier::Scope;
use super::model::Model;
use super::sending::{Sent, Stage, Then};
use super::{again, bulk, money, places};
use crate::domain::alert::Tier;
use crate::domain::command::{Command, NoArgs, StartIntervention};
use crate::domain::event::Ver;
use crate::domain::ids::{AlertId, Idem, Key};
use crate::domain::intervention::InterventionKind;
use crate::domain::money::Fen;
use crate::domain::script::{Answer, Choice};
use crate::domain::time::Span;
use crate::feed::intent::{Intent, Urgency};
use crate::text::words::{Both, Say, Why};
use crate::tui::actions::{Action, blocked, row};
use crate::tui::overlays::{
    AmountBox, BulkBox, Fate, FrontierBox, OutcomeBox, Overlay, ReasonBox, ShelveBox, StopForm,
};
use crate::tui::theme::Tone;

const GIVEN_BACK: Both = Both {
    en: "Given back to the queue.",
    zh: "已退回队列。",
};

/// A command about to be sent.
#[derive(Debug)]
pub struct Request {
    what: Both,
    command: Command,
    target: Option<(Key, Ver)>,
    then: Then,
}

/// Names a command, its target and what follows.
pub fn request(what: Both, command: Command, target: Option<(Key, Ver)>, then: Then) -> Request {
    Request {
        what,
        command,
        target,
        then,
    }
}

/// What records something that has happened may wait for the line; what has to happen now goes out now or not
/// at all.
fn urgency(command: &Command) -> Urgency {
    match command {
        Command::AlertAnswer(_)
        | Command::AlertClose(_)
        | Command::AlertEscalate(_)
        | Command::AlertShelve(_)
        | Command::AlertRelease(_)
        | Command::OrderPaper(_)
        | Command::OrderCancel(_)
        | Command::HopPaper(_)
        | Command::HopEnds(_)
        | Command::OrderStopped(_)
        | Command::OrderEmpty(_)
        | Command::OrderMismatch(_)
        | Command::OrderInForce(_)
        | Command::OrderGranted(_)
        | Command::OrderDeclined(_)
        | Command::HopAnswer(_)
        | Command::CaseFile(_)
        | Command::CaseInvestigate(_)
        | Command::CaseSolve(_)
        | Command::CaseReturn(_)
        | Command::CaseClose(_)
        | Command::CaseSuspend(_)
        | Command::CaseResume(_)
        | Command::CaseReopen(_)
        | Command::CaseNotFraud(_)
        | Command::CaseMerge(_)
        | Command::CaseTransfer(_)
        | Command::CaseDelay(_) => Urgency::Ordinary,
        _ => Urgency::TimeCritical,
    }
}

/// Sends a command and notes it until its event comes home.
pub fn send(model: &mut Model, effects: &mut Vec<Effect>, request: Request) {
    send_as(model, effects, request);
}

/// The same; answers the name its answer will come under.
pub fn send_as(model: &mut Model, effects: &mut Vec<Effect>, request: Request) -> Idem {
    let Request {
        what,
        command,
        target,
        then,
    } = request;
    let key = target.as_ref().map(|(key, _)| key.clone());
    let urgency = urgency(&command);
    let mut intent = Intent::new(command, target, urgency);
    if let Command::OrderRecall(_) | Command::OrderWithdraw(_) | Command::CaseRecallFrontier(_) =
        intent.command
    {
        // A recall that comes late is refused anyway; the hub should not try.
        intent.not_after = Some(model.now() + Span::secs(30)).filter(|_| model.now().0 > 0);
    }
    let idem = intent.idem.clone();
    model.sending.note(
        idem.clone(),
        Sent {
            what,
            key,
            stage: Stage::Sent,
            then,
        },
    );
    model.shown.old.cases = true;
    model.is_dirty = true;
    effects.push(Effect::Send(Box::new(intent)));
    idem
}

/// Sends a command on an item as it stands on the screen now; for forms, where an officer may type for a while.
/// A form stays while an earlier change of its item is still on its way.
pub fn send_on(
    model: &mut Model,
    effects: &mut Vec<Effect>,
    action: Action,
    command: Command,
    key: Key,
    then: Then,
) -> Fate {
    if let Some(plan) = bulk::plan(model, action, Some(&command)) {
        let ask = BulkBox::new(model, plan, Some(command));
        model.overlays.push(Overlay::Bulk(Box::new(ask)));
        return Fate::Goes;
    }
    let what = row(action).label;
    let Some(ver) = model.ver(&key) else {
        model.say(Say::Changed, Tone::Error);
        return Fate::Goes;
    };
    if model.sending.is_pending(&key) {
        let why = Why::OnTheWay;
        model.say(Say::Blocked { what, why }, Tone::Pending);
        return Fate::Stays;
    }
    let target = Some((key, ver));
    send(model, effects, request(what, command, target, then));
    Fate::Goes
}

/// Does an action on the item it acts on. Actions of moving about are not here.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let what = row(action).label;
    let marked = bulk::first_for_form(model, action);
    if marked.is_none() && on_marked(model, action, effects) {
        return;
    }
    if let Some(why) = blocked(model, action).filter(|_| marked.is_none()) {
        model.say(Say::Blocked { what, why }, Tone::Error);
        return;
    }
    if action == Action::Next {
        let next = Command::AlertNext(NoArgs {});
        send(model, effects, request(what, next, None, Then::OpenAlert));
        return;
    }
    if let Action::Desk(act) = action {
        return on_desk(model, act, effects);
    }
    if let Action::Recall = action {
        recall(model, effects);
        return;
    }
    // The words of a form filled in for one marked row go for all of them.
    let Some(key) = marked.or_else(|| model.subject()) else {
        return;
    };
    if action == Action::Frontier {
        if let Some(case) = model.case_of(&key) {
            let ask = FrontierBox::new(model, case, Scope::Frontier);
            model.overlays.push(Overlay::Frontier(ask));
        }
        return;
    }
    let Some(ver) = model.ver(&key) else {
        return;
    };
    match &key {
        Key::Alert(id) => on_alert(model, action, *id, ver, effects),
        Key::Case(id) => money::on_case(model, action, *id, ver, effects),
        Key::Order(id) => money::on_order(model, action, *id, ver, effects),
        Key::Hop(id) => match places::order_meant(model, action, *id) {
            Some(order) => {
                let ver = model.ver(&Key::Order(order)).unwrap_or(0);
                money::on_order(model, action, order, ver, effects);
            }
            None => places::on_hop(model, action, *id, ver, effects),
        },
        _ => {}
    }
}

/// Does an action on the marked rows of the table with the focus, where there are any and it can be done to many.
/// What only takes back needs no question: it has a few seconds.
fn on_marked(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let Some(plan) = bulk::plan(model, action, None) else {
        return false;
    };
    if action == Action::Recall && plan.count() > 0 {
        bulk::begin(model, plan, effects);
    } else {
        let ask = BulkBox::new(model, plan, None);
        model.overlays.push(Overlay::Bulk(Box::new(ask)));
    }
    true
}

fn on_alert(model: &mut Model, action: Action, id: AlertId, ver: Ver, effects: &mut Vec<Effect>) {
    let what = row(action).label;
    let key = Key::Alert(id);
    let target = Some((key.clone(), ver));
    let simple = |command, then| request(what, command, target.clone(), then);
    match action {
        Action::Claim => {
            let claim = Command::AlertClaim(NoArgs {});
            send(model, effects, simple(claim, Then::OpenAlert));
        }
        Action::Release | Action::Unclaim => {
            let release = Command::AlertRelease(NoArgs {});
            send(model, effects, simple(release, Then::Tell(GIVEN_BACK)));
        }
        Action::Answer(digit) => answer(model, digit, id, effects),
        Action::Correct => model.again = again::before(model, &key),
        Action::Amount => model.overlays.push(Overlay::Amount(AmountBox::new(id, ""))),
        Action::Outcome => {
            let is_p0 = model.floor().alert(&id).is_some_and(|a| a.tier == Tier::P0);
            model
                .overlays
                .push(Overlay::Outcome(OutcomeBox::new(id, is_p0)));
        }
        Action::Escalate => {
            let ask = ReasonBox::new(Action::Escalate, key);
            model.overlays.push(Overlay::Reason(ask));
        }
        Action::Shelve => model.overlays.push(Overlay::Shelve(ShelveBox::new(id))),
        Action::Visit | Action::CutLine => {
            let kind = match action {
                Action::Visit => InterventionKind::Visit,
                _ => InterventionKind::CutLine,
            };
            let start = Command::InterventionStart(StartIntervention { kind });
            money::confirm(model, action, &key, start);
        }
        Action::Approve => {
            let agree = Command::AlertConfirmClose(NoArgs {});
            money::confirm(model, action, &key, agree);
        }
        Action::Stop => {
            if let Some(form) = StopForm::on_alert(model, id) {
                model.overlays.push(Overlay::Stop(Box::new(form)));
            }
        }
        _ => {}
    }
}

/// Answers the open question by digit. A digit at the amount begins to type it.
fn answer(model: &mut Model, digit: u8, id: AlertId, effects: &mut Vec<Effect>) {
    let alert = model.floor().alert(&id);
    let Some(question) = alert.and_then(|alert| again::script_question(model, alert)) else {
        return;
    };
    let choices = question.choices();
    if choices.is_empty() {
        let typed = digit.to_string();
        model
            .overlays
            .push(Overlay::Amount(AmountBox::new(id, &typed)));
        return;
    }
    let what = row(Action::Answer(1)).label;
    let Some(choice) = choices.get(usize::from(digit).wrapping_sub(1)) else {
        let why = Why::NoSuchAnswer;
        model.say(Say::Blocked { what, why }, Tone::Error);
        return;
    };
    let answer = Answer {
        question,
        choice: *choice,
        amount: None,
    };
    // A digit is no form: nothing stays open.
    let _ = send_answer(model, id, answer, effects);
}

/// Sends the amount the victim told.
pub fn answer_amount(
    model: &mut Model,
    id: AlertId,
    amount: Fen,
    effects: &mut Vec<Effect>,
) -> Fate {
    let answer = Answer {
        question: crate::domain::script::Question::Amount,
        choice: Choice::Sum,
        amount: Some(amount),
    };
    send_answer(model, id, answer, effects)
}

fn send_answer(model: &mut Model, id: AlertId, answer: Answer, effects: &mut Vec<Effect>) -> Fate {
    let (action, command) = (Action::Answer(1), Command::AlertAnswer(answer));
    let fate = send_on(
        model,
        effects,
        action,
        command,
        Key::Alert(id),
        Then::Nothing,
    );
    if fate == Fate::Goes {
        model.again = None;
    }
    fate
}

/// Takes back what has not left; else gives back the alert that was only just claimed.
fn recall(model: &mut Model, effects: &mut Vec<Effect>) {
    if money::recall(model, effects) {
        return;
    }
    if let Some(key @ Key::Alert(_)) = model.subject()
        && let Some(ver) = model.ver(&key)
    {
        let what = row(Action::Unclaim).label;
        let back = Command::AlertRelease(NoArgs {});
        send(
            model,
            effects,
            request(what, back, Some((key, ver)), Then::Tell(GIVEN_BACK)),
        );
    }
}
