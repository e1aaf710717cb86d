//! One order: its target, how it went from draft to answer, what is held and until when, what is asked about it, what
//! paper it owes. Of a telecom order the number, what is done to it and until when.

use super::orders::Room;
use super::page::Page;
use super::{alert, cell, cliff, orders};
use crate::domain::clock::Clock;
use crate::domain::floor::Held;
use crate::domain::ids::Key;
use crate::domain::order::{Order, OrderAsk, OrderState, Step, StepKind};
use crate::domain::policy::is_hub;
use crate::domain::worth;
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::table::values::recall_clock;
use crate::tui::overlays::{last_four, target_of};
use crate::tui::theme::Tone;

/// The page of the order shown.
pub fn page(model: &Model, width: u16) -> Option<Page> {
    let order = model.floor().order(&model.order_shown()?)?;
    let lang = model.lang;
    let mut page = Page::new(width);
    let state = if cell::is_pending(model, &Key::Order(order.id)) {
        (Tone::Pending, Word::Pending.text(lang).to_owned())
    } else {
        (
            orders::state_tone(order.state),
            orders::state_words(model, order, Room::Wide).into_owned(),
        )
    };
    let name = format!("{} {}  ", order.kind.term(lang), order.no);
    page.line(vec![(Tone::Text, name), state]);
    let tone = if order.is_after_money() {
        Tone::Text
    } else {
        Tone::Telecom
    };
    page.target(tone, &target_of(model, order, lang));
    said(model, &mut page, order);
    clocks(model, &mut page, order);
    asked(model, &mut page, order);
    let (now, policy) = (model.now(), &model.policy);
    let worth = worth::of_order(model.floor(), order, now, policy);
    alert::worth_line(model, &mut page, worth);
    facts(model, &mut page, order);
    steps(model, &mut page, order);
    next_accounts(model, &mut page, order);
    if model.place.focus == Pane::Order {
        alert::actions(model, &mut page);
    }
    Some(page)
}

/// What a state that may mislead means.
fn said(model: &Model, page: &mut Page, order: &Order) {
    let lang = model.lang;
    match (order.state, order.mismatch) {
        (OrderState::Mismatch, Some(field)) => {
            let field = field.term(lang);
            let said = lang.pick(
                format!("The {field} differs: nothing was stopped. A new draft marks it."),
                format!("{field}不符：未止付。已起草新令并标出该项。"),
            );
            page.text(Tone::Error, "", &said);
        }
        (OrderState::Draft | OrderState::Reviewed, Some(field)) => {
            let field = field.term(lang);
            let said = lang.pick(
                format!("The institution found the {field} to differ: check it first."),
                format!("机构反馈{field}不符，请先核对。"),
            );
            page.text(Tone::ClockWarn, "", &said);
        }
        (OrderState::TimedOut, _) => {
            page.text(Tone::Error, "", Word::AnswerMayCome.text(lang));
        }
        (OrderState::Lapsed, _) if order.let_lapse.is_none() && order.is_after_money() => {
            page.text(Tone::Error, "", Word::LapsedUndecided.text(lang));
        }
        _ => {}
    }
}

/// Every clock that runs on it.
fn clocks(model: &Model, page: &mut Page, order: &Order) {
    let (lang, policy) = (model.lang, &model.policy);
    let mut clocks = Vec::new();
    let mut add = |word: Word, clock: Option<Clock>| {
        clocks.extend(clock.map(|clock| {
            let countdown = cell::countdown(model, &clock, model.now());
            (word.text(lang), countdown)
        }));
    };
    let kind = model.floor().desk(&order.institution).map(|desk| desk.kind);
    add(Word::RecallIn, recall_clock(order, &model.policy));
    add(Word::AnswerIn, order.desk_clock(kind, policy));
    add(Word::Cliff, order.cliff_clock(policy));
    add(Word::InForceFor, order.measure_clock());
    add(Word::FreezeWithin, order.freeze_clock(policy));
    add(Word::ReleaseWithin, order.release_clock(policy));
    let release = order.release_clock(policy).is_some();
    add(
        Word::AskAnswerIn,
        order.ask_clock(kind, policy).filter(|_| !release),
    );
    add(Word::Deadline, order.paper_clock(policy));
    page.clocks(&clocks);
}

/// What is asked about it, by whom and how far that is; what was declined; who lets it lapse.
fn asked(model: &Model, page: &mut Page, order: &Order) {
    let lang = model.lang;
    if let Some(ask) = &order.ask {
        page.heading(Word::Asked.text(lang));
        let term = ask.term.map(|term| term.term(lang));
        let (tone, stage) = cliff::stage(ask);
        page.line(vec![
            (Tone::Text, format!("{} ", ask.kind.term(lang))),
            (
                Tone::Text,
                term.map_or_else(String::new, |term| format!("{term}  ")),
            ),
            (tone, stage.text(lang).to_owned()),
        ]);
        page.facts(hands(model, ask));
        if !ask.reason.is_empty() {
            page.text(
                Tone::Text,
                Word::AskReason.text(lang),
                &format!(" {}", ask.reason),
            );
        }
    }
    if let Some(why) = &order.declined {
        let label = format!("{} ", Word::Declined.text(lang));
        page.text(Tone::Error, &label, why);
    }
    if let Some(lapse) = &order.let_lapse {
        let by = cell::holder(model, Some(&lapse.by));
        let at = show::moment_seconds(lapse.at, model.now(), model.setup.zone);
        let said = lang.pick(
            format!("{by} let it lapse at {at}: {}", lapse.reason),
            format!("{by} 于 {at} 决定任其到期：{}", lapse.reason),
        );
        page.text(Tone::ClockWarn, "", &said);
    }
}

/// Who asked, who agreed, and when.
fn hands(model: &Model, ask: &OrderAsk) -> Vec<(&'static str, Tone, String)> {
    let lang = model.lang;
    let time = |at| show::moment_seconds(at, model.now(), model.setup.zone);
    let by = format!("{} {}", cell::holder(model, Some(&ask.by)), time(ask.at));
    let mut facts = vec![(Word::AskedBy.text(lang), Tone::Text, by)];
    if let Some(second) = &ask.approved_by {
        let second = cell::holder(model, Some(second));
        facts.push((Word::ApprovedBy.text(lang), Tone::Text, second));
    }
    if let Some(sent) = ask.sent_at {
        facts.push((Word::AskSent.text(lang), Tone::Text, time(sent)));
    }
    facts
}

fn facts(model: &Model, page: &mut Page, order: &Held<Order>) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    let mut facts = Vec::new();
    facts.extend(orders::held_fact(model, order));
    if let Some(ends) = order.expires_at.filter(|_| order.is_in_force()) {
        let at = show::moment(ends, model.now(), model.setup.zone);
        facts.push((label(Word::FreeAt), Tone::Text, at));
    }
    if let (Some(term), Some(_)) = (order.term, order.frozen_at) {
        facts.push((
            label(Word::Frozen),
            Tone::Text,
            term.term(lang).into_owned(),
        ));
    }
    if order.is_after_money() {
        facts.push((label(Word::TierNo), Tone::Text, order.tier_no.to_string()));
        let stops = order.stop_count.to_string();
        facts.push((label(Word::StopCount), Tone::Dim, stops));
    }
    facts.push((
        label(Word::Paper),
        Tone::Text,
        order.paper.state.term(lang).into_owned(),
    ));
    let author = cell::holder(model, Some(&order.requested_by));
    facts.push((label(Word::RequestedBy), Tone::Text, author));
    if let Some(second) = &order.approved_by {
        let second = cell::holder(model, Some(second));
        facts.push((label(Word::ApprovedBy), Tone::Text, second));
    }
    let case = model
        .floor()
        .case(&order.case)
        .map(|case| case.no.to_string());
    facts.extend(case.map(|no| (label(Word::Case), Tone::Dim, no)));
    for share in &order.shares {
        let case = model.floor().case(&share.case);
        let no = case.map_or_else(|| "?".to_owned(), |case| case.no.to_string());
        let part = format!("{no}  {}", show::money_exact(share.amount, lang));
        facts.push((label(Word::AlsoForCase), Tone::Text, part));
    }
    page.facts(facts);
}

/// Its way so far: when each step was taken, and by whom; what time brought is nobody's.
fn steps(model: &Model, page: &mut Page, order: &Order) {
    page.heading(Word::Steps.text(model.lang));
    for step in &order.steps {
        let time = show::moment_seconds(step.at, model.now(), model.setup.zone);
        let by = Some(&step.by).filter(|by| !is_hub(by) || step.what == StepKind::Drafted);
        page.flow([
            (Tone::Dim, time),
            (Tone::Text, step_words(step, model.lang)),
            (Tone::Dim, cell::holder(model, by)),
        ]);
    }
}

/// `freeze asked`, `申请冻结 1年`: of what is asked about held money the thing asked stands in front.
fn step_words(step: &Step, lang: Lang) -> String {
    let what = step.what.term(lang);
    let Some(ask) = step.ask else {
        return what.into_owned();
    };
    let term = step.term.map(|term| format!(" {}", term.term(lang)));
    let ask = ask.term(lang);
    let said = lang.pick(format!("{ask} {what}"), format!("{ask}：{what}"));
    said + &term.unwrap_or_default()
}

/// Where the institution says the money went.
pub fn next_accounts(model: &Model, page: &mut Page, order: &Order) {
    if order.next_accounts.is_empty() {
        return;
    }
    let lang = model.lang;
    page.heading(Word::MovedOn.text(lang));
    for next in &order.next_accounts {
        page.line(vec![
            (Tone::Text, format!("{}  ", next.institution)),
            (Tone::Text, format!("{}  ", last_four(next.account.shown()))),
            (Tone::Money, show::money_exact(next.amount, lang)),
        ]);
    }
}
