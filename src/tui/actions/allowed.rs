//! Why an action can not be done here and now. The hub decides again by the same rules; this spares the officer
//! the round trip and says why beforehand.

use super::{Action, Row, answers, rehearse, row};
use crate::domain::alert::{Alert, AlertState, Tier};
use crate::domain::case::{Case, Delay, Transfer};
use crate::domain::command::{Command, EndHop, Leaves, NoArgs, ToldDelay, WhichTransfer};
use crate::domain::decide::reveal;
use crate::domain::floor::Held;
use crate::domain::hop::{Hop, HopEnd};
use crate::domain::ids::{CaseId, Key};
use crate::domain::order::{AskKind, Order, OrderState, PaperState};
use crate::domain::org::Role;
use crate::domain::refusal::Code;
use crate::domain::script::Question;
use crate::domain::trace;
use crate::text::safe::SafeText;
use crate::text::words::Why;
use crate::tui::app::again;
use crate::tui::app::model::Model;
use crate::tui::app::order_meant;
use crate::tui::app::place::Screen;

/// Whether the officer's role has the action at all. Read-only roles do not have the dangerous ones.
pub fn may(model: &Model, row: &Row) -> bool {
    match row.action {
        Action::Desk(_) if !model.is_liaison() => return false,
        Action::Reveal => return may_reveal(model),
        Action::Screen(Screen::Floor) => {}
        Action::Screen(screen) if !model.has_screen(screen) => return false,
        _ => {}
    }
    row.commands.is_empty() || row.commands.iter().any(|command| may_give(model, command))
}

/// Whether the role may see full numbers of anything.
fn may_reveal(model: &Model) -> bool {
    let may = |role: &Role| *role == Role::Liaison || role.has_seat();
    let actor = model.actor.as_ref();
    actor.is_some_and(|actor| actor.roles.iter().any(may))
}

/// Why the full number of the selected item can not be seen.
fn no_reveal(model: &Model) -> Option<Why> {
    let Some(actor) = &model.actor else {
        return Some(Why::NotConnected);
    };
    if !may_reveal(model) {
        return Some(Why::Role);
    }
    let Some(key) = model.subject() else {
        return Some(Why::NothingSelected);
    };
    if !matches!(key, Key::Order(_) | Key::Hop(_)) {
        return Some(Why::OnlyNumbers);
    }
    let refusal = reveal::check(model.floor(), &key, actor).err()?;
    Some(match refusal.code {
        Code::Forbidden => Why::NotOurs,
        Code::IllegalTransition => Why::Ended,
        _ => Why::NothingSelected,
    })
}

/// Whether the officer's role may give a command.
pub fn may_give(model: &Model, command: &str) -> bool {
    let allowed = model.policy.may(command);
    model
        .actor
        .as_ref()
        .is_some_and(|actor| actor.is_any(allowed))
}

/// Why an action can not be done on the item it would act on; `None` when it can.
pub fn blocked(model: &Model, action: Action) -> Option<Why> {
    if action == Action::Reveal {
        return no_reveal(model);
    }
    let row = row(action);
    if row.commands.is_empty() {
        return None;
    }
    if model.actor.is_none() {
        return Some(Why::NotConnected);
    }
    if !may(model, row) {
        return Some(Why::Role);
    }
    match action {
        Action::Desk(act) => return answers::blocked(model, act),
        Action::Next => return None,
        Action::Recall if crate::tui::app::leaving(model).is_some() => return None,
        _ => {}
    }
    let Some(key) = model.subject() else {
        return Some(Why::NothingSelected);
    };
    blocked_on(model, action, &key)
}

/// Why an action can not be done on a named item.
pub fn blocked_on(model: &Model, action: Action, key: &Key) -> Option<Why> {
    if model.sending.is_pending(key) && !opens_form(action) {
        return Some(Why::OnTheWay);
    }
    if action == Action::Frontier {
        return on_frontier(model, key);
    }
    let floor = model.floor();
    let gone = Some(Why::NothingSelected);
    match key {
        Key::Alert(id) => floor.alert(id).map_or(gone, |a| on_alert(model, action, a)),
        Key::Case(id) => floor.case(id).map_or(gone, |c| on_case(model, action, c)),
        Key::Order(id) => floor.order(id).map_or(gone, |o| on_order(model, action, o)),
        Key::Hop(id) => floor.hop(id).map_or(gone, |h| on_hop(model, action, h)),
        _ => Some(wrong_kind(action)),
    }
}

/// Forms may be filled in while a change is still on its way; they look again when they are sent.
fn opens_form(action: Action) -> bool {
    matches!(
        action,
        Action::Outcome
            | Action::Escalate
            | Action::Shelve
            | Action::Stop
            | Action::Cancel
            | Action::Amount
            | Action::EndTrace
            | Action::AddPlace
            | Action::Freeze
            | Action::ReleaseMoney
            | Action::LetLapse
            | Action::Telecom
            | Action::WhatNext
    )
}

/// What an action acts on, for items of another kind.
fn wrong_kind(action: Action) -> Why {
    match action {
        Action::Ask | Action::EndTrace | Action::AddPlace => Why::OnlyPlaces,
        Action::Cancel
        | Action::Paper
        | Action::Freeze
        | Action::ReleaseMoney
        | Action::LetLapse => Why::OnlyOrders,
        Action::CallBack | Action::Telecom | Action::Case(_) => Why::OnlyCases,
        Action::WhatNext => Why::OnlyMoney,
        Action::Stop | Action::Approve => Why::OnlyItems,
        Action::Recall => Why::NothingToRecall,
        _ => Why::OnlyAlerts,
    }
}

fn on_alert(model: &Model, action: Action, alert: &Held<Alert>) -> Option<Why> {
    let is_mine = model.is_me(alert.owner.as_ref());
    let held_by_other = || alert.owner.clone().map(Why::HeldBy);
    match action {
        Action::Cancel
        | Action::Paper
        | Action::Freeze
        | Action::ReleaseMoney
        | Action::LetLapse
        | Action::CallBack
        | Action::Telecom
        | Action::WhatNext
        | Action::Ask
        | Action::EndTrace
        | Action::AddPlace
        | Action::Case(_) => return Some(wrong_kind(action)),
        Action::Approve => return no_closing_to_confirm(model, alert),
        _ if !alert.state.is_open() => return Some(Why::Ended),
        Action::Claim if alert.state.is_waiting() => return None,
        Action::Claim if is_mine && alert.state.is_held() => return Some(Why::AlreadyYours),
        Action::Claim if alert.state == AlertState::Shelved => return Some(Why::Shelved),
        Action::Claim => return held_by_other(),
        Action::Shelve if alert.tier == Tier::P0 => return Some(Why::NeverP0),
        Action::Shelve if alert.tier == Tier::P1 && !is_commander(model) => {
            return Some(Why::Role);
        }
        Action::Recall | Action::Unclaim if !is_mine || alert.state != AlertState::Claimed => {
            return Some(Why::NothingToRecall);
        }
        Action::CutLine if !is_commander(model) => return Some(Why::Role),
        _ => {}
    }
    let by_commander = matches!(
        action,
        Action::Release | Action::Outcome | Action::Shelve | Action::CutLine
    ) && is_commander(model);
    if !alert.state.is_held() && !by_commander {
        return Some(Why::ClaimFirst);
    }
    if !is_mine && !by_commander {
        return held_by_other();
    }
    let question = || again::script_question(model, alert);
    match action {
        Action::Outcome if alert.proposed.is_some() => Some(Why::SecondPersonAsked),
        Action::Escalate if alert.state == AlertState::Claimed => Some(Why::AttemptFirst),
        Action::Answer(_) if question().is_none() => Some(Why::NoQuestion),
        Action::Amount if question() != Some(Question::Amount) => Some(Why::NoQuestion),
        Action::Correct => no_answer(model, &Key::Alert(alert.id)),
        _ => None,
    }
}

/// Nothing was answered that could be answered anew.
fn no_answer(model: &Model, key: &Key) -> Option<Why> {
    (again::before(model, key).is_none()).then_some(Why::NothingAnswered)
}

fn no_closing_to_confirm(model: &Model, alert: &Alert) -> Option<Why> {
    let Some(proposed) = &alert.proposed else {
        return Some(Why::NothingToApprove);
    };
    if model.is_me(Some(&proposed.by)) {
        return Some(Why::OwnWork);
    }
    (!may_give(model, "alert.confirm_close")).then_some(Why::Role)
}

fn is_commander(model: &Model) -> bool {
    let roles = &[Role::Commander];
    model
        .actor
        .as_ref()
        .is_some_and(|actor| actor.is_any(roles))
}

fn on_case(model: &Model, action: Action, case: &Held<Case>) -> Option<Why> {
    match action {
        Action::Claim | Action::Stop | Action::AddPlace if !case.state.is_open() => {
            Some(Why::Ended)
        }
        Action::Claim if !may_give(model, "case.take") => Some(Why::Role),
        Action::Claim if model.is_me(case.owner.as_ref()) => Some(Why::AlreadyYours),
        Action::Stop if !may_give(model, "order.draft") => Some(Why::Role),
        Action::Claim | Action::Stop | Action::AddPlace | Action::WhatNext => None,
        Action::Telecom => (!case.state.is_open()).then_some(Why::Ended),
        Action::Correct => no_answer(model, &Key::Case(case.id)),
        Action::Answer(_) => open_question(model, case)
            .is_none()
            .then_some(Why::NoQuestion),
        Action::CallBack => match revocable(model, case) {
            Some(transfer) => {
                let back = Command::CaseRevoke(WhichTransfer { transfer });
                rehearse::on_case(model, case, back)
            }
            None => Some(Why::NothingToCallBack),
        },
        Action::Case(step) => rehearse::on_case(model, case, rehearse::step(step, case)),
        _ => Some(wrong_kind(action)),
    }
}

/// The transfer nobody has asked about yet: does it come in later? The first question of a case, as long as the
/// answer can still change anything.
pub fn question(model: &Model) -> Option<(CaseId, u16)> {
    let case = model.floor().case(&model.case_shown()?)?;
    Some((case.id, open_question(model, case)?))
}

fn open_question(model: &Model, case: &Held<Case>) -> Option<u16> {
    if let Some(transfer) = again::delay_question(model, case) {
        return Some(transfer);
    }
    let transfers = case.transfers.iter().enumerate();
    // What left longer ago has come in, however it was sent; all of it left before the report.
    let longest = Delay::NextDay.span();
    let is_late = |t: &Transfer| t.at.unwrap_or(case.reported_at) + longest <= model.now();
    let has_come_in = |t: &Transfer| is_late(t) || trace::has_come_in(model.floor(), case, t);
    let unasked =
        transfers.filter(|(_, t)| t.delay.is_none() && t.revoked_at.is_none() && !has_come_in(t));
    let transfer = unasked.map(|(n, _)| n as u16).next()?;
    takes_delay(model, case, transfer, Delay::NextDay).then_some(transfer)
}

/// Whether the answer about a transfer was given and can be given anew.
pub fn is_retold(model: &Model, case: &Case, n: u16, transfer: &Transfer) -> bool {
    (transfer.delay).is_some_and(|_| takes_delay(model, case, n, Delay::None))
}

/// Whether the hub takes an answer about a transfer.
fn takes_delay(model: &Model, case: &Case, transfer: u16, delay: Delay) -> bool {
    let told = Command::CaseDelay(ToldDelay { transfer, delay });
    rehearse::refusal(model, &Key::Case(case.id), told).is_none()
}

/// The delayed transfer of an open case that comes in first, of those that can still be called back.
pub fn revocable(model: &Model, case: &Case) -> Option<u16> {
    let transfers = case.transfers.iter().enumerate();
    let transfers = transfers.filter(|_| case.state.is_open());
    let waiting = transfers.filter_map(|(n, t)| Some((t.revocable_until()?, n as u16)));
    let waiting = waiting.filter(|(until, _)| *until > model.now());
    waiting.min().map(|(_, n)| n)
}

fn on_order(model: &Model, action: Action, order: &Held<Order>) -> Option<Why> {
    let is_mine = model.is_me(Some(&order.requested_by));
    let stands = Some(Why::OrderIs(order.state));
    let is_leaving = order.leaves_at.is_some();
    match action {
        Action::Stop => match order.state {
            // Handing over our own asks the hub nothing; any other is taken on, or agreed to.
            OrderState::Draft if is_mine => None,
            OrderState::Draft => rehearse::on_order(model, order, Command::OrderReview(NoArgs {})),
            OrderState::Reviewed if !is_leaving => {
                (!may_give(model, "order.send")).then_some(Why::Role)
            }
            OrderState::Stopped => {
                rehearse::on_order(model, order, rehearse::ask(AskKind::SecondStop))
            }
            _ => stands,
        },
        Action::Freeze => rehearse::on_order(model, order, rehearse::ask(freeze_kind(order))),
        Action::ReleaseMoney => rehearse::on_order(model, order, rehearse::ask(AskKind::Release)),
        Action::LetLapse if order.let_lapse.is_some() => Some(Why::LapseDecided),
        Action::LetLapse => rehearse::on_order(model, order, rehearse::let_lapse()),
        Action::Approve => match order.state {
            OrderState::Draft if is_mine => Some(Why::OwnWork),
            OrderState::Draft => rehearse::on_order(model, order, Command::OrderReview(NoArgs {})),
            _ => match &order.ask {
                Some(ask) if ask.approved_by.is_some() => stands,
                Some(_) => rehearse::on_order(model, order, Command::OrderApprove(NoArgs {})),
                None => Some(Why::NothingToApprove),
            },
        },
        Action::Recall if order.ask.is_some() => {
            rehearse::on_order(model, order, Command::OrderWithdraw(NoArgs {}))
        }
        Action::Cancel => match order.state {
            OrderState::Draft | OrderState::Reviewed if is_leaving => stands,
            OrderState::Draft | OrderState::Reviewed => None,
            _ => stands,
        },
        Action::Paper if order.state == OrderState::Cancelled => stands,
        Action::Paper if order.paper.state == PaperState::Attached => Some(Why::PaperThere),
        Action::Paper | Action::WhatNext => None,
        _ => Some(wrong_kind(action)),
    }
}

/// On a place of a trace: what is done to money there is done to the order on its account; the rest the hub's own
/// rules decide.
fn on_hop(model: &Model, action: Action, hop: &Held<Hop>) -> Option<Why> {
    if let Some(order) = order_meant(model, action, hop.id)
        && let Some(order) = model.floor().order(&order)
    {
        return on_order(model, action, order);
    }
    let command = match action {
        Action::Ask => Command::HopAsk(NoArgs {}),
        Action::Paper => Command::HopPaper(NoArgs {}),
        Action::EndTrace => Command::HopEnds(EndHop {
            how: HopEnd::DeadEnd,
            reason: SafeText::line("-"),
        }),
        Action::AddPlace => {
            let case = model.floor().case(&hop.case);
            return (!case.is_some_and(|case| case.state.is_open())).then_some(Why::Ended);
        }
        Action::Stop => Command::CaseStopFrontier(Leaves { hops: vec![hop.id] }),
        Action::Approve | Action::Cancel => return Some(Why::OnlyOrders),
        _ => return Some(wrong_kind(action)),
    };
    let key = match action {
        Action::Stop => Key::Case(hop.case),
        _ => Key::Hop(hop.id),
    };
    let refusal = rehearse::refusal(model, &key, command)?;
    let open = trace::order_of(model.floor(), hop).filter(|order| order.state.is_open());
    Some(match (refusal.code, action, open) {
        (Code::Forbidden, ..) => Why::Role,
        (_, Action::Stop, _) if hop.kind.hides_card() => Why::NoCardYet,
        (_, Action::EndTrace, Some(order)) => Why::OrderOpen(order.no),
        (_, Action::Paper, _) => Why::PaperThere,
        _ => Why::PlaceIs(trace::state(model.floor(), hop)),
    })
}

/// The frontier of a case: of the one at hand, whatever of it is selected.
fn on_frontier(model: &Model, key: &Key) -> Option<Why> {
    let case = model.case_of(key).and_then(|id| model.floor().case(&id));
    match case {
        None => Some(Why::OnlyMoney),
        Some(case) if !case.state.is_open() => Some(Why::Ended),
        Some(_) => None,
    }
}
/// A stop is frozen, a freeze renewed.
pub fn freeze_kind(order: &Order) -> AskKind {
    if order.state == OrderState::Frozen {
        AskKind::Renew
    } else {
        AskKind::Freeze
    }
}

/// Whether an action has to do with the kind of item that is selected at all.
pub fn is_about(why: Option<&Why>) -> bool {
    !matches!(
        why,
        Some(
            Why::OnlyAlerts
                | Why::OnlyOrders
                | Why::OnlyItems
                | Why::OnlyCases
                | Why::OnlyPlaces
                | Why::OnlyMoney
                | Why::OnlyNumbers
                | Why::NothingToRecall
        )
    )
}
