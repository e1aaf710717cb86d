//! One order: its target, how it went from draft to answer, what is held and until when, what paper it owes.

use super::orders::Room;
use super::page::Page;
use super::{alert, cell, orders};
use crate::domain::ids::Key;
use crate::domain::order::Order;
use crate::text::show;
use crate::text::words::{Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
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
    page.text(Tone::Text, "", &target_of(model, order, lang));
    if let Some(clock) = orders::clock_of(model, order) {
        let word = match order.expires_at.filter(|_| order.holds()) {
            Some(_) => Word::Cliff,
            None if order.sent_at.is_some() => Word::AnswerIn,
            None => Word::RecallIn,
        };
        let countdown = cell::countdown(model, &clock, model.now());
        page.clock(word.text(lang), countdown);
    }
    if let Some(debt) = order.paper_clock(&model.setup.policy) {
        let countdown = cell::countdown(model, &debt, model.now());
        page.clock(Word::Deadline.text(lang), countdown);
    }
    facts(model, &mut page, order);
    steps(model, &mut page, order);
    next_accounts(model, &mut page, order);
    if model.place.focus == Pane::Order {
        alert::actions(model, &mut page);
    }
    Some(page)
}

fn facts(model: &Model, page: &mut Page, order: &Order) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    let mut facts = vec![(label(Word::TierNo), Tone::Text, order.tier_no.to_string())];
    if let Some(held) = order.held {
        facts.push((label(Word::Held), Tone::Ok, show::money_exact(held, lang)));
    }
    if let Some(field) = order.mismatch {
        let state = order.state.term(lang);
        facts.push((
            label(Word::State),
            Tone::Error,
            format!("{state}: {}", field.term(lang)),
        ));
    }
    facts.push((
        label(Word::StopCount),
        Tone::Dim,
        order.stop_count.to_string(),
    ));
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
    page.facts(facts);
}

/// When each step was taken; that of the approval is not told.
fn steps(model: &Model, page: &mut Page, order: &Order) {
    use crate::domain::order::OrderState as S;
    let lang = model.lang;
    page.heading(Word::Steps.text(lang));
    let approved = order.approved_by.as_ref().map(|_| S::Reviewed);
    let stopped = order.effective_at.filter(|_| order.state != S::Stopped);
    let steps = [
        (Some(S::Draft), Some(order.drafted_at)),
        (approved, None),
        (order.sent_at.map(|_| S::Sent), order.sent_at),
        (order.acked_at.map(|_| S::Acked), order.acked_at),
        (stopped.map(|_| S::Stopped), stopped),
        (order.answered_at.map(|_| order.state), order.answered_at),
    ];
    for (state, at) in steps {
        let Some(state) = state else { continue };
        let time = at.map_or_else(|| "--:--:--".to_owned(), |at| cell::time(model, at));
        page.line(vec![
            (Tone::Dim, format!("{time}  ")),
            (Tone::Text, state.term(lang).into_owned()),
        ]);
    }
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
