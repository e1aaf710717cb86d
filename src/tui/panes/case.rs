//! One case: the transfer that can still be called back, the first question, both clocks against each other, where
//! the money went, and the orders that follow it.

use super::page::Page;
use super::{alert, cell, layout, orders};
use crate::domain::case::{Breach, Case, CaseClock, CaseState, Delay, Transfer};
use crate::domain::clock::Clock;
use crate::domain::figures::Money;
use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::domain::order::Order;
use crate::domain::time::Millis;
use crate::domain::trace;
use crate::domain::worth;
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::actions::{self, Action};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::overlays::last_four;
use crate::tui::theme::Tone;
use crate::tui::widgets::big;

/// A pane lower than this has no room for the big clock.
const ROOM_FOR_BIG: u16 = 14;

/// The page of the case shown.
pub fn page(model: &Model, width: u16) -> Option<Page> {
    let case = model.floor().case(&model.case_shown()?)?;
    let lang = model.lang;
    let mut page = Page::new(width);
    let state = if cell::is_pending(model, &Key::Case(case.id)) {
        (Tone::Pending, Word::Pending.text(lang).to_owned())
    } else {
        (Tone::Text, case.state.term(lang).into_owned())
    };
    page.line(vec![
        (
            Tone::Text,
            format!("{} {}  ", Word::Case.text(lang), case.no),
        ),
        state,
        (Tone::Dim, format!("  {}", case.fraud_type.term(lang))),
    ]);
    if case.state == CaseState::Revoked {
        page.text(Tone::Ok, "", Word::FullRecovery.text(lang));
    }
    call_back(model, &mut page, case, width);
    question(model, &mut page, case);
    facts(model, &mut page, case);
    clocks(model, &mut page, case);
    let (now, policy) = (model.now(), &model.policy);
    let worth = worth::of_case(model.floor(), case, now, policy);
    alert::worth_line(model, &mut page, worth);
    amounts(model, &mut page, case);
    transfers(model, &mut page, case);
    follow(model, &mut page, case);
    if model.place.focus == Pane::Case {
        alert::actions(model, &mut page);
    }
    Some(page)
}

/// How long the transfer that comes in first can still be called back: the biggest thing on the page.
fn call_back(model: &Model, page: &mut Page, case: &Case, width: u16) {
    let lang = model.lang;
    let Some(at) = actions::revocable(model, case) else {
        return;
    };
    let Some(transfer) = case.transfers.get(usize::from(at)) else {
        return;
    };
    let Some(until) = transfer.revocable_until() else {
        return;
    };
    let left = show::digits(until.since(model.now()), model.lang);
    page.line(Vec::new());
    page.text(Tone::ClockCritical, "", Word::CallBackFor.text(lang));
    if layout::inside(model, Pane::Case).height < ROOM_FOR_BIG {
        page.text(Tone::ClockCritical, "", &left);
    } else {
        let full = model.setup.theme.glyphs().full;
        for line in big::lines(&left, full, usize::from(width)) {
            page.line(vec![(Tone::ClockCritical, line)]);
        }
    }
    let said = target(model, transfer);
    page.target(Tone::Danger, &said);
    let row = actions::row(Action::CallBack);
    if actions::may(model, row) {
        let key = model.setup.keymap.chords(Action::CallBack).next();
        let key = key.map_or_else(String::new, ToString::to_string);
        let does = Word::CalledBackKey.text(lang).to_owned();
        page.line(vec![(Tone::Key, format!("{key}  ")), (Tone::Text, does)]);
    }
    page.line(Vec::new());
}

/// The first question of triage, for one transfer after the other.
fn question(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    let Some((_, at)) = actions::question(model).filter(|(id, _)| *id == case.id) else {
        return;
    };
    let Some(transfer) = case.transfers.get(usize::from(at)) else {
        return;
    };
    page.heading(Word::FirstQuestion.text(lang));
    let (n, all) = (at + 1, case.transfers.len());
    let which = if all > 1 {
        format!("{n}/{all}  {}", target(model, transfer))
    } else {
        target(model, transfer)
    };
    page.text(Tone::Text, "", &which);
    let again = match transfer.delay {
        Some(_) => Word::Correcting.text(lang),
        None => "",
    };
    page.text(Tone::CallActive, again, Word::IsDelayed.text(lang));
    if model.place.focus == Pane::Case {
        let mut choices = Vec::new();
        for (n, delay) in Delay::ALL.iter().enumerate() {
            choices.push((Tone::Key, format!("{} ", n + 1)));
            choices.push((Tone::Text, format!("{}  ", delay.term(lang))));
        }
        page.line(choices);
        if transfer.delay.is_some() {
            page.text(Tone::Dim, "", Word::CorrectingEsc.text(lang));
        }
    }
}

/// Bank, last digits and amount of a transfer.
fn target(model: &Model, transfer: &Transfer) -> String {
    let bank = cell::institution(model, &transfer.institution);
    let last = last_four(transfer.account.shown());
    format!(
        "{bank}  {last}  {}",
        show::money_exact(transfer.amount, model.lang)
    )
}

fn facts(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    let mut facts = Vec::new();
    let mut add = |word: Word, value: Option<String>| {
        facts.extend(value.map(|value| (label(word), Tone::Text, value)));
    };
    let shown = |masked: &crate::domain::masked::Masked| masked.shown().to_owned();
    let time = |at: Millis| show::moment_seconds(at, model.now(), model.setup.zone);
    add(Word::Phone, case.victim.phone.as_ref().map(shown));
    add(Word::Name, case.victim.name.as_ref().map(shown));
    add(Word::Caller, case.caller.as_ref().map(shown));
    add(Word::ReportedAt, Some(time(case.reported_at)));
    add(Word::FirstStop, case.first_stop_at.map(time));
    let orders = model.floor().orders_of(case.id);
    let orders = orders.chain(trace::joint(model.floor(), case.id));
    let held = orders.filter(|order| order.is_after_money());
    let first = held.filter_map(|order| order.effective_at).min();
    add(Word::FirstHeld, first.map(time));
    add(Word::FiledAt, case.filed_at.map(time));
    add(Word::SolvedAt, case.solved_at.map(time));
    add(Word::ClosedAt, case.closed_at.map(time));
    let owner = match &case.owner {
        Some(owner) => cell::holder(model, Some(owner)),
        None => label(Word::Free).to_owned(),
    };
    add(Word::Owner, Some(owner));
    add(
        Word::PassedTo,
        case.passed_to.as_ref().map(|org| {
            let known = model.floor().org(org);
            known.map_or_else(
                || org.to_string(),
                |org| lang.name(&org.name_en, &org.name_zh).to_owned(),
            )
        }),
    );
    let into = case.merged_into.and_then(|id| model.floor().case(&id));
    add(Word::MergedInto, into.map(|case| case.no.to_string()));
    let places = model.floor().hops_of(case.id).count();
    add(
        Word::Places,
        (places > 0).then(|| show::count(places, lang)),
    );
    // That all of it was called back is said above.
    let reason = case
        .reason
        .as_ref()
        .filter(|_| case.state != CaseState::Revoked);
    add(Word::Why, reason.map(ToString::to_string));
    page.facts(facts);
}

/// The race: half an hour for the money against half a month for the paper.
fn clocks(model: &Model, page: &mut Page, case: &Case) {
    let (lang, policy) = (model.lang, &model.policy);
    let money = cell::money_clock(model, case);
    let duty = cell::duty_clock(model, case);
    let mut clocks = vec![
        (Word::MoneyClock.text(lang), money),
        (Word::DutyClock.text(lang), duty),
    ];
    let solve = case.solve_clock(policy);
    clocks.extend(solve.map(|solve| {
        let at = case.solve_clock_at(model.now());
        let countdown = cell::countdown(model, &solve, at);
        (Word::SolveClock.text(lang), countdown)
    }));
    page.clocks(&clocks);
    if solve.is_none() {
        page.text(Tone::Dim, "", Word::BaselineDays.text(lang));
    }
    for breach in &case.breaches {
        breached(model, page, case, breach);
    }
}

/// A breach stays where it is seen, with the overrun as it stands or stood still.
fn breached(model: &Model, page: &mut Page, case: &Case, breach: &Breach) {
    let (lang, policy, now) = (model.lang, &model.policy, model.now());
    let (clock, at): (Option<Clock>, Millis) = match breach.clock {
        CaseClock::Money => {
            let at = case.money_clock_at(model.floor(), now);
            (Some(case.money_clock(policy)), at)
        }
        CaseClock::Duty => (Some(case.duty_clock(policy)), case.duty_clock_at(now)),
        CaseClock::Solve => (case.solve_clock(policy), case.solve_clock_at(now)),
        CaseClock::Unknown(_) => (None, now),
    };
    let over = clock
        .map(|clock| at.since(clock.due))
        .filter(|over| over.0 > 0);
    let over = over.map_or_else(String::new, |over| format!(" {}", show::age(over, lang)));
    let (name, word) = (breach.clock.term(lang), Word::Breached.text(lang));
    let noted = show::moment_seconds(breach.at, now, model.setup.zone);
    // The clock itself shouts already, as long as it runs.
    page.flow([
        (Tone::Text, name.into_owned()),
        (Tone::Error, format!("{word}{over}")),
        (Tone::Dim, format!("{} {noted}", Word::NotedAt.text(lang))),
    ]);
}

/// Amounts, each for itself: what was ever stopped holds what stops hold now and what was frozen since.
fn amounts(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    let money = Money::of_case(model.floor(), case);
    let sum =
        |sum: Option<Fen>| sum.map_or_else(|| "-".to_owned(), |sum| show::money_exact(sum, lang));
    page.heading(Word::Amounts.text(lang));
    page.facts([
        (Word::Loss.text(lang), Tone::Money, sum(Some(case.loss))),
        (
            Word::EverStopped.text(lang),
            Tone::Money,
            sum(Some(money.ever_stopped)),
        ),
        (
            Word::Stopped.text(lang),
            Tone::Money,
            sum(Some(money.stopped)),
        ),
        (Word::Frozen.text(lang), Tone::Money, sum(money.frozen)),
        (Word::Returned.text(lang), Tone::Money, sum(money.returned)),
    ]);
}

fn transfers(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    page.heading(Word::Transfers.text(lang));
    for transfer in &case.transfers {
        let when = transfer.at.map_or_else(
            || Word::Unknown.text(lang).to_owned(),
            |at| {
                let age = cell::ago(model, at);
                lang.pick(format!("{age} ago"), format!("{age}前"))
            },
        );
        let (tone, delay) = delay(transfer, lang);
        page.flow([
            (Tone::Text, target(model, transfer)),
            (tone, delay),
            (Tone::Dim, when),
            (Tone::Dim, transfer.method.term(lang).into_owned()),
        ]);
    }
    if case.transfers.is_empty() {
        page.text(Tone::Dim, "", Word::Unknown.text(lang));
    }
}

/// When a transfer comes in, or that it was called back.
fn delay(transfer: &Transfer, lang: Lang) -> (Tone, String) {
    match (transfer.revoked_at, transfer.delay) {
        (Some(_), _) => (Tone::Ok, Word::CalledBack.text(lang).to_owned()),
        (None, Some(delay)) => (Tone::Dim, delay.term(lang).into_owned()),
        (None, None) => (Tone::Dim, String::new()),
    }
}

/// The orders: after the money, then those to carriers.
fn follow(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    let all = || {
        let own = model.floor().orders_of(case.id);
        own.chain(trace::joint(model.floor(), case.id))
    };
    page.heading(Word::OrdersOut.text(lang));
    if all().next().is_none() {
        page.text(Tone::Dim, "", Word::NoOrders.text(lang));
    }
    for order in all().filter(|order| order.is_after_money()) {
        let (word, tone) = if order.holds() {
            (Word::Held, Tone::Money)
        } else {
            (Word::WasHeld, Tone::Dim)
        };
        let held = order.held_for(case.id).map_or_else(String::new, |held| {
            let held = show::money_exact(held, lang);
            format!("{} {held}", word.text(lang))
        });
        let tier = (Tone::Dim, format!("T{}", order.tier_no));
        page.flow(line(model, order, tier).into_iter().chain([(tone, held)]));
    }
    for order in all().filter(|order| !order.is_after_money()) {
        let measure = order.measure.map(|measure| measure.term(lang));
        let measure = measure.as_deref().unwrap_or("?").to_owned();
        page.flow(line(model, order, (Tone::Telecom, measure)));
    }
}

/// Number, tier or measure, institution, last digits and state of an order.
fn line(model: &Model, order: &Order, what: (Tone, String)) -> [(Tone, String); 5] {
    [
        (Tone::Dim, order.no.to_string()),
        what,
        (
            Tone::Text,
            cell::institution(model, &order.institution).to_owned(),
        ),
        (Tone::Text, last_four(order.target.shown())),
        (
            orders::state_tone(order.state),
            orders::state_words(model, order, orders::Room::Narrow).into_owned(),
        ),
    ]
}
