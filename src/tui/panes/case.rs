//! One case: both clocks against each other, where the money went, and the orders that follow it.

use super::page::Page;
use super::{alert, cell, orders};
use crate::domain::case::Case;
use crate::domain::ids::Key;
use crate::text::show;
use crate::text::words::{Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::overlays::last_four;
use crate::tui::theme::Tone;

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
    facts(model, &mut page, case);
    clocks(model, &mut page, case);
    transfers(model, &mut page, case);
    follow(model, &mut page, case);
    if model.place.focus == Pane::Case {
        alert::actions(model, &mut page);
    }
    Some(page)
}

fn facts(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    let shown = |masked: &crate::domain::masked::Masked| masked.shown().to_owned();
    let mut facts = Vec::new();
    let phone = case.victim.phone.as_ref().map(shown);
    facts.extend(phone.map(|phone| (label(Word::Phone), Tone::Text, phone)));
    let name = case.victim.name.as_ref().map(shown);
    facts.extend(name.map(|name| (label(Word::Name), Tone::Text, name)));
    facts.push((
        label(Word::Loss),
        Tone::Money,
        show::money_exact(case.loss, lang),
    ));
    facts.push((
        label(Word::ReportedAt),
        Tone::Text,
        cell::time(model, case.reported_at),
    ));
    if let Some(at) = case.first_stop_at {
        facts.push((label(Word::FirstStop), Tone::Text, cell::time(model, at)));
    }
    let owner = match &case.owner {
        Some(owner) => cell::holder(model, Some(owner)),
        None => label(Word::Free).to_owned(),
    };
    facts.push((label(Word::Owner), Tone::Text, owner));
    page.facts(facts);
}

/// The race: half an hour for the money against half a month for the paper.
fn clocks(model: &Model, page: &mut Page, case: &Case) {
    let (lang, policy) = (model.lang, &model.setup.policy);
    let at = case.clocks_at(model.now());
    let money = cell::countdown(model, &case.money_clock(policy), at);
    page.clock(Word::MoneyClock.text(lang), money);
    let duty = cell::countdown(model, &case.duty_clock(policy), at);
    page.clock(Word::DutyClock.text(lang), duty);
    page.text(Tone::Dim, "", Word::BaselineDays.text(lang));
}

fn transfers(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    page.heading(Word::Transfers.text(lang));
    for transfer in &case.transfers {
        let when = transfer.at.map_or_else(
            || Word::Unknown.text(lang).to_owned(),
            |at| cell::ago(model, at),
        );
        page.line(vec![
            (Tone::Text, format!("{}  ", transfer.institution)),
            (
                Tone::Text,
                format!("{}  ", last_four(transfer.account.shown())),
            ),
            (Tone::Money, show::money_exact(transfer.amount, lang)),
            (
                Tone::Dim,
                format!("  {}  {when}", transfer.method.term(lang)),
            ),
        ]);
    }
    if case.transfers.is_empty() {
        page.text(Tone::Dim, "", Word::Unknown.text(lang));
    }
}

fn follow(model: &Model, page: &mut Page, case: &Case) {
    let lang = model.lang;
    page.heading(Word::Orders.text(lang));
    let mut none = true;
    for order in model.floor().orders_of(case.id) {
        none = false;
        let held = order.held.map_or_else(String::new, |held| {
            format!(
                "  {} {}",
                Word::Held.text(lang),
                show::money_exact(held, lang)
            )
        });
        page.line(vec![
            (Tone::Dim, format!("{}  T{}  ", order.no, order.tier_no)),
            (Tone::Text, format!("{}  ", order.institution)),
            (Tone::Text, format!("{}  ", last_four(order.target.shown()))),
            (
                orders::state_tone(order.state),
                order.state.term(lang).into_owned(),
            ),
            (Tone::Money, held),
        ]);
    }
    if none {
        page.text(Tone::Dim, "", Word::NoOrders.text(lang));
    }
}
