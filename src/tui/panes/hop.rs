//! One place of the trace: what it is and how the money came there, how long the institution has been asked and
//! whose turn the paper is, the order on the account, what it is worth, and where the money went on to.

use super::page::Page;
use super::{alert, cell, desks, orders, tree};
use crate::domain::floor::Held;
use crate::domain::hop::Hop;
use crate::domain::ids::Key;
use crate::domain::order::PaperState;
use crate::domain::time::Span;
use crate::domain::trace;
use crate::domain::worth::of_hop;
use crate::text::show;
use crate::text::words::{Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::table::values::order_clock;
use crate::tui::overlays::last_four;
use crate::tui::theme::Tone;

/// The most places of the way here, or further on, that are named.
const NAMED: usize = 24;

/// The page of the place under the cursor.
pub fn page(model: &Model, width: u16) -> Option<Page> {
    let hop = model.floor().hop(&model.tree.selected()?)?;
    let mut page = Page::new(width);
    head(model, &mut page, hop);
    facts(model, &mut page, hop);
    query(model, &mut page, hop);
    order(model, &mut page, hop);
    worth(model, &mut page, hop);
    way(model, &mut page, hop);
    went_on(model, &mut page, hop);
    if model.place.focus == Pane::Hop {
        alert::actions(model, &mut page);
    }
    Some(page)
}

fn head(model: &Model, page: &mut Page, hop: &Hop) {
    let lang = model.lang;
    let state = if cell::is_pending(model, &Key::Hop(hop.id)) {
        (Tone::Pending, Word::Pending.text(lang).to_owned())
    } else {
        let state = trace::state(model.floor(), hop);
        (tree::state_tone(state), state.term(lang).into_owned())
    };
    let mut pieces = vec![(Tone::Text, format!("{}  ", hop.kind.term(lang))), state];
    if !hop.reality.is_actual() {
        pieces.push((Tone::Sim, format!("  {}", Word::Exercise.text(lang))));
    }
    page.line(pieces);
    let desk = model.floor().desk(&hop.institution);
    let name = desk.map_or(hop.institution.as_str(), |desk| {
        lang.name(&desk.name_en, &desk.name_zh)
    });
    let amount = hop.amount.map_or_else(
        || Word::AmountUnknown.text(lang).to_owned(),
        |sum| show::money_exact(sum, lang),
    );
    let target = format!("{name}  {}  {amount}", last_four(hop.account.shown()));
    page.target(Tone::Text, &target);
    if let Some(word) = tree::next_word(trace::next(model.floor(), hop)) {
        let tone = if trace::next(model.floor(), hop).is_officer() {
            Tone::ClockWarn
        } else {
            Tone::Dim
        };
        page.line(vec![
            (Tone::Dim, format!("{} ", Word::NextStep.text(lang))),
            (tone, word.text(lang).to_owned()),
        ]);
    }
}

fn facts(model: &Model, page: &mut Page, hop: &Hop) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    let came = hop.at.map_or_else(
        || label(Word::Unknown).to_owned(),
        |at| [cell::time(model, at), cell::ago(model, at)].join(show::comma(lang)),
    );
    let mut facts = vec![
        (label(Word::TierNo), Tone::Text, hop.depth.to_string()),
        (label(Word::CameIn), Tone::Text, came),
        (
            label(Word::FoundAt),
            Tone::Dim,
            cell::time(model, hop.found_at),
        ),
        (label(Word::FoundBy), Tone::Dim, finder(model, hop)),
    ];
    if let Some(rows) = hop.rows {
        facts.push((label(Word::StatementRows), Tone::Text, rows.to_string()));
    }
    page.facts(facts);
    if let Some(reason) = &hop.reason {
        page.text(Tone::Text, "", reason);
    }
}

fn finder(model: &Model, hop: &Hop) -> String {
    if crate::domain::policy::is_hub(&hop.found_by) {
        return Word::ByAnswer.text(model.lang).to_owned();
    }
    cell::holder(model, Some(&hop.found_by))
}

/// What was asked, how long the answer takes elsewhere, and whose turn the paper is.
fn query(model: &Model, page: &mut Page, hop: &Held<Hop>) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    page.heading(label(Word::Query));
    match hop.asked_at {
        Some(at) => {
            let by = cell::holder(model, hop.asked_by.as_ref());
            let mut facts = vec![(
                label(Word::AskedAt),
                Tone::Text,
                [cell::time(model, at), cell::ago(model, at)].join(show::comma(lang)),
            )];
            facts.push((label(Word::By), Tone::Dim, by));
            facts.extend(
                hop.answered_at
                    .map(|at| (label(Word::AnsweredAt), Tone::Text, cell::time(model, at))),
            );
            page.facts(facts);
        }
        None => page.text(Tone::Dim, "", label(Word::NotAsked)),
    }
    if let Some(clock) = hop.wait_clock(&model.policy) {
        page.clock(
            label(Word::AnswerIn),
            cell::countdown(model, &clock, model.now()),
        );
    }
    let (paper, tone) = match hop.paper {
        None => return desk(model, page, hop),
        Some(PaperState::Missing) => (Word::PaperYours, Tone::ClockWarn),
        Some(_) if hop.awaits_answer() => (Word::PaperTheirs, Tone::Text),
        Some(_) => (Word::PaperDone, Tone::Dim),
    };
    page.facts([(label(Word::Paper), tone, paper.text(lang).to_owned())]);
    desk(model, page, hop);
}

/// Measured answer times of the institution, to queries and to orders.
fn desk(model: &Model, page: &mut Page, hop: &Hop) {
    let lang = model.lang;
    let Some(desk) = model.floor().desk(&hop.institution) else {
        return;
    };
    let both = |p50: Option<Span>, p90: Option<Span>| match (p50, p90) {
        (Some(p50), Some(p90)) => {
            format!("p50 {}, p90 {}", show::age(p50, lang), show::age(p90, lang))
        }
        _ => Word::NotMeasured.text(lang).to_owned(),
    };
    let mut facts = vec![(
        Word::QueriesTake.text(lang),
        Tone::Text,
        both(desk.query_quantile(0.5), desk.query_quantile(0.9)),
    )];
    if !hop.kind.hides_card() {
        let orders = both(desk.quantile(0.5), desk.quantile(0.9));
        facts.push((Word::OrdersTake.text(lang), Tone::Text, orders));
    }
    if let Some((tone, state)) = desks::trouble(model, &hop.institution) {
        let now = Word::DeskNow.text(lang);
        facts.push((now, tone, state.text(lang).to_owned()));
    }
    page.facts(facts);
}

/// The order that follows the money there.
fn order(model: &Model, page: &mut Page, hop: &Hop) {
    let lang = model.lang;
    let Some(order) = trace::order_of(model.floor(), hop) else {
        return;
    };
    page.heading(Word::Order.text(lang));
    page.line(vec![
        (
            Tone::Text,
            format!("{} {}  ", order.kind.term(lang), order.no),
        ),
        (
            orders::state_tone(order.state),
            orders::state_words(model, order, orders::Room::Wide).into_owned(),
        ),
    ]);
    if let Some(clock) = order_clock(model.floor(), order, &model.policy) {
        let word = match (order.holds(), order.sent_at) {
            (true, _) => Word::Cliff,
            (false, Some(_)) => Word::AnswerIn,
            (false, None) => Word::RecallIn,
        };
        page.clock(word.text(lang), cell::countdown(model, &clock, model.now()));
    }
    page.facts(orders::held_fact(model, order));
}

fn worth(model: &Model, page: &mut Page, hop: &Held<Hop>) {
    let lang = model.lang;
    let worth = of_hop(model.floor(), hop, model.now(), &model.policy);
    if let Some(worth) = worth {
        page.heading(Word::Why.text(lang));
        page.text(Tone::Text, "", &alert::worth_words(model, &worth.why));
    }
}

/// From the victim to here.
fn way(model: &Model, page: &mut Page, hop: &Hop) {
    let floor = model.floor();
    let mut names = Vec::new();
    let mut above = hop.parent;
    while let Some(hop) = above
        .and_then(|id| floor.hop(&id))
        .filter(|_| names.len() < NAMED)
    {
        let institution = cell::institution(model, &hop.institution);
        names.push(format!("{institution} {}", last_four(hop.account.shown())));
        above = hop.parent;
    }
    if names.is_empty() {
        return;
    }
    names.reverse();
    let arrow = format!(" {} ", model.setup.theme.glyphs().arrow);
    page.heading(Word::WayHere.text(model.lang));
    page.text(Tone::Dim, "", &names.join(&arrow));
}

/// The places below, as the institution's answer brought them.
fn went_on(model: &Model, page: &mut Page, hop: &Hop) {
    let lang = model.lang;
    let floor = model.floor();
    let mut below = floor.hops_under(hop.id).peekable();
    if below.peek().is_none() {
        return;
    }
    page.heading(Word::MovedOn.text(lang));
    let mut more = 0;
    for (n, next) in below.enumerate() {
        if n >= NAMED {
            more += 1;
            continue;
        }
        let state = trace::state(floor, next);
        let sum = next
            .amount
            .map_or_else(|| "?".to_owned(), |sum| show::money(sum, lang));
        page.line(vec![
            (
                Tone::Text,
                format!("{} ", cell::institution(model, &next.institution)),
            ),
            (Tone::Text, format!("{}  ", last_four(next.account.shown()))),
            (Tone::Money, format!("{sum}  ")),
            (tree::state_tone(state), state.term(lang).into_owned()),
        ]);
    }
    if more > 0 {
        let said = lang.pick(
            format!("{more} more in the tree"),
            format!("另有 {more} 个，见树"),
        );
        page.text(Tone::Dim, "", &said);
    }
}
