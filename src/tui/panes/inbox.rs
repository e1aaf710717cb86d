//! A liaison's lists: what waits for the desk with its clocks, and what the desk holds until when. Orders, asks,
//! queries and telecom orders are told apart by their first word.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty, orders};
use crate::domain::clock::{Clock, Start};
use crate::domain::floor::Floor;
use crate::domain::ids::{InstitutionId, Key};
use crate::domain::masked::Masked;
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderState};
use crate::domain::time::Span;
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::app::inbox::{self, Stand, Waiting, Work};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::overlays::last_four;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, REST, Row};

/// What an item of the desk is about: account, amount, level, number; a query has no number.
struct About<'f> {
    account: &'f Masked,
    institution: &'f InstitutionId,
    amount: Option<Fen>,
    level: u8,
    no: Option<u32>,
}

fn about<'f>(floor: &'f Floor, key: &Key) -> Option<About<'f>> {
    match key {
        Key::Order(id) => floor.order(id).map(|order| About {
            account: &order.target,
            institution: &order.institution,
            amount: order.held.or(order.limit),
            level: order.tier_no,
            no: Some(order.no),
        }),
        Key::Hop(id) => floor.hop(id).map(|hop| About {
            account: &hop.account,
            institution: &hop.institution,
            amount: hop.amount,
            level: hop.depth,
            no: None,
        }),
        _ => None,
    }
}

/// What is wanted, as a word that begins differently for each kind.
pub fn work_words(work: Work, lang: Lang) -> String {
    let word = |word: Word| word.text(lang);
    match work {
        Work::Stop => word(Word::WorkStop).to_owned(),
        Work::Telecom(measure) => format!("{} {}", word(Word::WorkTelecom), measure.term(lang)),
        Work::Ask(kind) => format!("{} {}", word(Word::WorkAsk), kind.term(lang)),
        Work::Card => word(Word::WorkCard).to_owned(),
        Work::Statement => word(Word::WorkStatement).to_owned(),
    }
}

/// How far it is at the desk.
pub fn stand_words(item: &Waiting, lang: Lang) -> (Tone, &'static str) {
    let (tone, word) = match item.stand {
        Stand::Waits if matches!(item.work, Work::Stop | Work::Telecom(_)) => {
            (Tone::ClockWarn, Word::NotTaken)
        }
        Stand::Waits => (Tone::Text, Word::Owed),
        Stand::InHand => (Tone::Ok, Word::InHand),
        Stand::Late => (Tone::Error, Word::Late),
        Stand::PaperFirst => (Tone::Dim, Word::PaperWanted),
    };
    (tone, word.text(lang))
}

/// The columns of what waits.
pub fn columns(model: &Model, room: u16) -> [Column<'static>; 8] {
    let lang = model.lang;
    let word = |word: Word| word.text(lang);
    let institution = Column::text(word(Word::Institution), 6, REST).worth(1);
    let own = model.actor.as_ref().map_or(0, |a| a.institutions.len());
    [
        Column::whole(word(Word::Wanted), lang.pick(11, 13), 18).worth(12),
        Column::whole(word(Word::Clock), 9, 14).worth(14),
        cell::masks(word(Word::Account), room, 9).worth(10),
        Column::number(word(Word::Amount), 7, 9).worth(11),
        Column::whole(word(Word::State), lang.pick(9, 6), 12).worth(13),
        Column::number(word(Word::Number), 4, 5).worth(3),
        Column::number(word(Word::TierNo), 5, 5).worth(2),
        if own > 1 {
            institution
        } else {
            institution.gone()
        },
    ]
}

/// What waits for the desk.
pub fn list(model: &Model, buffer: &mut Buffer, area: Rect) {
    let columns = columns(model, area.width);
    let list = &model.lists.inbox;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Inbox), Word::NothingForUs);
    }
    let table = cell::table(model, Pane::Inbox, &columns, list);
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        let item = list.rows().get(index);
        let item = item.and_then(|key| inbox::of(model.seen(), key, model.now()));
        if let Some(item) = item {
            paint(model, &item, row);
            cell::changed(model, Pane::Inbox, &item.key, row);
        }
    });
}

fn paint(model: &Model, item: &Waiting, row: &mut Row<'_>) {
    let (lang, floor) = (model.lang, model.seen());
    let Some(about) = about(floor, &item.key) else {
        return;
    };
    let tone = match item.work {
        Work::Stop => Tone::Danger,
        Work::Telecom(_) => Tone::TitleFocus,
        Work::Ask(_) => Tone::Money,
        Work::Card | Work::Statement => Tone::Text,
    };
    row.text(0, tone, &work_words(item.work, lang));
    if item.stand == Stand::Waits {
        row.mark();
    }
    match inbox::clock(floor, item, &model.policy) {
        Some(clock) => row.clock(1, &cell::countdown(model, &clock, model.now())),
        None => row.text(1, Tone::Dim, &cell::ago(model, item.since)),
    }
    row.mask(2, Tone::Text, &last_four(about.account.shown()));
    match about.amount {
        Some(amount) => row.text(3, Tone::Money, &show::money(amount, lang)),
        None => row.text(3, Tone::Dim, "-"),
    }
    if cell::is_pending(model, &item.key) {
        row.text(4, Tone::Pending, Word::Pending.text(lang));
    } else {
        let (tone, words) = stand_words(item, lang);
        row.text(4, tone, words);
    }
    if let Some(no) = about.no {
        row.fmt(5, Tone::Dim, format_args!("{no}"));
    }
    if !matches!(item.work, Work::Telecom(_)) {
        row.fmt(6, Tone::Dim, format_args!("T{}", about.level));
    }
    if row.wants(7) {
        row.text(7, Tone::Dim, cell::institution(model, about.institution));
    }
}

/// The columns of what is held.
pub fn held_columns(model: &Model, room: u16) -> [Column<'static>; 6] {
    let word = |word: Word| word.text(model.lang);
    [
        cell::masks(word(Word::Account), room, 9).worth(10),
        Column::whole(word(Word::State), model.lang.pick(9, 6), 10).worth(12),
        Column::whole(word(Word::EndsIn), 9, 14).worth(13),
        Column::number(word(Word::Held), 7, 9).worth(11),
        Column::number(word(Word::Number), 4, 5).worth(2),
        Column::text("", 6, REST).worth(1),
    ]
}

/// What the desk holds, and until when.
pub fn holding(model: &Model, buffer: &mut Buffer, area: Rect) {
    let columns = held_columns(model, area.width);
    let list = &model.lists.holding;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Holding), Word::NothingHeld);
    }
    let table = cell::table(model, Pane::Holding, &columns, list);
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        let id = list.rows().get(index);
        if let Some(order) = id.and_then(|id| model.seen().order(id)) {
            held(model, order, row);
            cell::changed(model, Pane::Holding, &Key::Order(order.id), row);
        }
    });
}

fn held(model: &Model, order: &Order, row: &mut Row<'_>) {
    let lang = model.lang;
    row.mask(0, Tone::Text, &last_four(order.target.shown()));
    match order.measure.filter(|_| order.state == OrderState::InForce) {
        Some(measure) => row.text(1, Tone::Ok, &measure.term(lang)),
        None => row.text(1, orders::state_tone(order.state), &order.state.term(lang)),
    }
    match ends(model, order) {
        Some(clock) => row.clock(2, &cell::countdown(model, &clock, model.now())),
        None => row.text(2, Tone::Dim, Word::UntilRestored.text(lang)),
    }
    if let Some(sum) = order.held {
        row.text(3, Tone::Money, &show::money(sum, lang));
    }
    row.fmt(4, Tone::Dim, format_args!("{}", order.no));
    if let Some(item) = inbox::of_order(model.seen(), order, model.now()) {
        row.text(5, Tone::Money, &work_words(item.work, lang));
    }
}

/// When what is held ends by itself.
pub fn ends(model: &Model, order: &Order) -> Option<Clock> {
    order.cliff_clock(&model.policy).or_else(|| {
        let (started, due) = (order.effective_at?, order.expires_at?);
        Some(Clock {
            started,
            start: Start::Known,
            due,
            critical: due,
        })
    })
}

/// The figures of a desk: what waits and how long, what is held, how fast the answers are, who is there.
pub fn figures(model: &Model) -> Vec<(Word, Tone, String)> {
    let lang = model.lang;
    let floor = model.seen();
    let waiting = inbox::waiting(floor, model.now());
    let owed = waiting
        .iter()
        .filter(|item| item.stand != Stand::PaperFirst);
    let oldest = owed.clone().map(|item| item.since).min();
    let held: Fen = floor
        .orders()
        .values()
        .filter(|order| order.holds())
        .filter_map(|order| order.held)
        .sum();
    let took = |span: Option<Span>| span.map_or_else(|| "-".to_owned(), |s| show::age(s, lang));
    let desk = model.own_desk();
    let staffed = desk.map(|desk| desk.staffed);
    vec![
        match staffed {
            Some(true) => (Word::State, Tone::Ok, Word::Staffed.text(lang).to_owned()),
            Some(false) => (
                Word::State,
                Tone::Error,
                Word::DeskAway.text(lang).to_owned(),
            ),
            None => (Word::State, Tone::Dim, "-".to_owned()),
        },
        (Word::Waiting, Tone::Text, owed.count().to_string()),
        (
            Word::Oldest,
            Tone::Text,
            oldest.map_or_else(|| "-".to_owned(), |at| cell::ago(model, at)),
        ),
        (Word::HeldByUs, Tone::Money, show::money(held, lang)),
        (
            Word::OrdersP50,
            Tone::Text,
            took(desk.and_then(|d| d.quantile(0.5))),
        ),
        (
            Word::QueriesP50,
            Tone::Text,
            took(desk.and_then(|d| d.query_quantile(0.5))),
        ),
    ]
}
