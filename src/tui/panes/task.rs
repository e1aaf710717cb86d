//! One item of a liaison's desk with everything needed to act on it: what is wanted, by when, on which account,
//! how much at most, under which reference, and the keys that answer it.

use super::inbox::{ends, stand_words, work_words};
use super::page::Page;
use super::{alert, cell, orders};
use crate::domain::floor::Floor;
use crate::domain::hop::Hop;
use crate::domain::ids::{Key, OrderId};
use crate::domain::masked::Masked;
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderState, PaperState};
use crate::domain::time::Millis;
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::app::inbox::{self, Work};
use crate::tui::app::model::Model;
use crate::tui::theme::Tone;

/// The page of the item shown.
pub fn page(model: &Model, width: u16) -> Option<Page> {
    let key = model.task_shown()?;
    let mut page = Page::new(width);
    head(model, &mut page, &key);
    match &key {
        Key::Order(id) => order(model, &mut page, model.floor().order(id)?),
        Key::Hop(id) => hop(model, &mut page, model.floor().hop(id)?),
        _ => return None,
    }
    Some(page)
}

/// What is wanted, how far it is, and the desk clock; of an item that wants nothing more, where it stands.
fn head(model: &Model, page: &mut Page, key: &Key) {
    let (lang, floor) = (model.lang, model.floor());
    let item = inbox::of(floor, key, model.now());
    let stand = match &item {
        _ if cell::is_pending(model, key) => (Tone::Pending, Word::Pending.text(lang).to_owned()),
        Some(item) => {
            let (tone, words) = stand_words(item, lang);
            (tone, words.to_owned())
        }
        None => match key {
            Key::Order(id) => floor.order(id).map_or_else(
                || (Tone::Dim, String::new()),
                |o| (orders::state_tone(o.state), o.state.term(lang).into_owned()),
            ),
            Key::Hop(id) => floor.hop(id).map_or_else(
                || (Tone::Dim, String::new()),
                |h| (Tone::Ok, h.state.term(lang).into_owned()),
            ),
            _ => return,
        },
    };
    let what = match (&item, key) {
        (Some(item), _) => work_words(item.work, lang),
        (None, Key::Order(id)) if is_unanswered(floor, id) => Word::NotWanted.text(lang).to_owned(),
        (None, _) => Word::Answered.text(lang).to_owned(),
    };
    page.line(vec![(Tone::TitleFocus, format!("{what}  ")), stand]);
    if let (None, Key::Order(id)) = (&item, key) {
        replaced(page, floor, id, lang);
    }
    if let Some(item) = &item {
        let said = match item.work {
            Work::Stop => Word::DoStop,
            Work::Telecom(_) => Word::DoTelecom,
            Work::Ask(_) => Word::DoAsk,
            Work::Card => Word::DoCard,
            Work::Statement => Word::DoStatement,
        };
        page.text(Tone::Text, "", said.text(lang));
        if let Some(clock) = inbox::clock(floor, item, &model.policy) {
            let countdown = cell::countdown(model, &clock, model.now());
            page.clock(Word::AnswerIn.text(lang), countdown);
        }
    }
}

fn is_unanswered(floor: &Floor, id: &OrderId) -> bool {
    let order = floor.order(id);
    order.is_some_and(|order| order.state == OrderState::TimedOut)
}

/// Which order an unanswered one has given way to.
fn replaced(page: &mut Page, floor: &Floor, id: &OrderId, lang: Lang) {
    let order = floor.order(id).filter(|_| is_unanswered(floor, id));
    if let Some(newer) = order.and_then(|order| inbox::newer(floor, order)) {
        let no = newer.no;
        let said = lang.pick(
            format!("Order {no} has taken its place: answer that one."),
            format!("已由 {no} 号令代替，请答复该令。"),
        );
        page.text(Tone::ClockWarn, "", &said);
    }
}

fn order(model: &Model, page: &mut Page, order: &Order) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    let number = match order.measure {
        Some(_) => Word::PhoneNo,
        None => Word::Account,
    };
    target(model, page, number, &order.target);
    let limit = order.limit.map_or_else(
        || label(Word::WholeBalance).to_owned(),
        |limit| show::money_exact(limit, lang),
    );
    let mut facts = Vec::new();
    if order.measure.is_none() {
        facts.push((label(Word::AtMost), Tone::Money, limit));
        facts.push(money_there(model, order.money_at));
    }
    facts.extend(orders::held_fact(model, order));
    if order.is_after_money() {
        let level = format!("T{}", order.tier_no);
        facts.push((label(Word::TierNo), Tone::Text, level));
    }
    facts.push((label(Word::Order), Tone::Text, order.no.to_string()));
    facts.push(paper(model, order.paper.state));
    page.facts(facts);
    if let Some(field) = order.mismatch {
        let said = format!("{}: {}", label(Word::WhatDiffers), field.term(lang));
        page.text(Tone::ClockWarn, "", &said);
    }
    if let Some(ask) = order.ask.as_ref().filter(|ask| ask.sent_at.is_some()) {
        let term = ask
            .term
            .map_or_else(String::new, |t| t.term(lang).into_owned());
        let said = format!("{} {term}  {}", ask.kind.term(lang), ask.reason);
        page.text(Tone::Money, "", said.trim_end());
    }
    if let Some(clock) = ends(model, order).filter(|_| order.effective_at.is_some()) {
        let countdown = cell::countdown(model, &clock, model.now());
        page.clock(label(Word::EndsIn), countdown);
    }
    // The keys that answer stand in sight on the lowest screen too; what is only looked up stands below.
    alert::actions(model, page);
    reference(model, page, &order.id.to_string());
    super::order::next_accounts(model, page, order);
}

fn hop(model: &Model, page: &mut Page, hop: &Hop) {
    let lang = model.lang;
    target(model, page, Word::Account, &hop.account);
    let amount = hop.amount.map_or_else(
        || Word::AmountUnknown.text(lang).to_owned(),
        |amount: Fen| show::money_exact(amount, lang),
    );
    let label = |word: Word| word.text(lang);
    page.facts([
        (
            label(Word::What),
            Tone::Text,
            hop.kind.term(lang).into_owned(),
        ),
        (label(Word::Amount), Tone::Money, amount),
        money_there(model, hop.at),
        (label(Word::TierNo), Tone::Text, format!("T{}", hop.depth)),
        paper(model, hop.paper.unwrap_or(PaperState::Missing)),
    ]);
    if let Some(rows) = hop.rows {
        page.facts([(label(Word::StatementRows), Tone::Text, rows.to_string())]);
    }
    alert::actions(model, page);
    reference(model, page, &hop.id.to_string());
}

/// The account or number as it may be shown here.
fn target(model: &Model, page: &mut Page, what: Word, account: &Masked) {
    let label = what.text(model.lang);
    page.line(vec![
        (Tone::Dim, format!("{label} ")),
        (Tone::Danger, account.shown().to_owned()),
    ]);
}

fn reference(model: &Model, page: &mut Page, id: &str) {
    let lang = model.lang;
    let label = Word::Reference.text(lang);
    page.line(Vec::new());
    page.line(vec![
        (Tone::Dim, format!("{label} ")),
        (Tone::Text, id.to_owned()),
    ]);
    page.text(Tone::Dim, "", Word::MaskedHere.text(lang));
}

fn paper(model: &Model, state: PaperState) -> (&'static str, Tone, String) {
    let lang = model.lang;
    (
        Word::Paper.text(lang),
        Tone::Text,
        state.term(lang).into_owned(),
    )
}

/// How long the money has been there, if that is known.
fn money_there(model: &Model, at: Option<Millis>) -> (&'static str, Tone, String) {
    let (label, said) = match at {
        Some(at) => (Word::MoneyThere, cell::ago(model, at)),
        None => (
            Word::MoneyCame,
            Word::TimeUnknown.text(model.lang).to_owned(),
        ),
    };
    (label.text(model.lang), Tone::Text, said)
}
