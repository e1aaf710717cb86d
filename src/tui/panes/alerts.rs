//! Lists of alerts: the fraud calls going on, and the queue by worth.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::alert::{Alert, AlertState};
use crate::domain::clock::Start;
use crate::domain::floor::Held;
use crate::domain::ids::{AlertId, Key};
use crate::domain::time::Span;
use crate::domain::worth::known_loss;
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::app::lists::List;
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::table::values::alert_clock;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Certainty, Column, REST, Row};

/// The columns of the fraud calls.
pub fn live_columns(model: &Model, room: u16) -> [Column<'static>; 7] {
    let lang = model.lang;
    let word = |word: Word| word.text(lang);
    [
        Column::whole(word(Word::Tier), lang.pick(4, 5), 5).worth(13),
        Column::number(word(Word::Call), 6, 7).worth(14),
        victim(model, room).worth(10),
        Column::text(word(Word::What), types(model.shown.alerts.live_type), 18).worth(2),
        Column::number(word(Word::Amount), 7, 9).worth(12),
        Column::whole(word(Word::State), lang.pick(9, 8), 10).worth(11),
        Column::text(word(Word::Owner), lang.pick(5, 6), REST).worth(9),
    ]
}

/// Fraud calls going on now.
pub fn live(model: &Model, buffer: &mut Buffer, area: Rect) {
    if model.lists.live.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Live), Word::NoLiveCalls);
    }
    let columns = live_columns(model, area.width);
    let list = (Pane::Live, &model.lists.live);
    paint(model, buffer, area, &columns, list, |alert, row| {
        tier(model, row, alert);
        let tone = if alert.owner.is_none() {
            Tone::CallActive
        } else {
            Tone::Text
        };
        row.text(1, tone, &call_time(model, alert));
        row.mask(2, Tone::Text, who(alert, model.lang));
        row.text(3, Tone::Text, &alert.fraud_type.term(model.lang));
        amount(model, row, 4, alert);
        state(model, row, 5, alert);
    });
}

/// The columns of the queue.
pub fn queue_columns(model: &Model, room: u16) -> [Column<'static>; 10] {
    let lang = model.lang;
    let word = |word: Word| word.text(lang);
    // Where nobody is named, the number is what people tell alerts apart by.
    let number = if model.shown.alerts.names_anybody {
        1
    } else {
        6
    };
    [
        Column::whole(word(Word::Tier), lang.pick(4, 5), 5).worth(13),
        Column::whole(word(Word::Clock), 9, 9).worth(14),
        victim(model, room).worth(10),
        Column::text(word(Word::What), types(model.shown.alerts.queue_type), 18).worth(5),
        Column::number(word(Word::Amount), 7, 8).worth(12),
        Column::number(word(Word::Worth), 7, 9).worth(4),
        Column::number(word(Word::Age), 6, 8).worth(3),
        Column::whole(word(Word::State), lang.pick(9, 8), 10).worth(11),
        Column::text(word(Word::Owner), lang.pick(5, 6), REST).worth(9),
        Column::number(word(Word::Number), 4, 6).worth(number),
    ]
}

/// Open alerts by worth.
pub fn queue(model: &Model, buffer: &mut Buffer, area: Rect) {
    if model.lists.queue.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Queue), Word::NoAlerts);
    }
    let columns = queue_columns(model, area.width);
    let list = (Pane::Queue, &model.lists.queue);
    paint(model, buffer, area, &columns, list, |alert, row| {
        tier(model, row, alert);
        if let Some(clock) = alert_clock(alert, &model.policy) {
            row.clock(1, &cell::countdown(model, &clock, model.now()));
        }
        row.mask(2, Tone::Text, who(alert, model.lang));
        row.text(3, Tone::Text, &alert.fraud_type.term(model.lang));
        amount(model, row, 4, alert);
        if let Some(worth) = model.shown.worth.get(&alert.id) {
            row.text(5, Tone::Dim, &show::money(worth.per_minute, model.lang));
        }
        row.text(6, Tone::Dim, &cell::ago(model, alert.waiting_since));
        state(model, row, 7, alert);
        row.fmt(9, Tone::Dim, format_args!("{}", alert.no));
    });
}

fn paint(
    model: &Model,
    buffer: &mut Buffer,
    area: Rect,
    columns: &[Column<'_>],
    list: (Pane, &List<AlertId>),
    mut cells: impl FnMut(&Held<Alert>, &mut Row<'_>),
) {
    cell::markable(model, buffer, area, list, columns, |id, row| {
        let alert = model.seen().alert(id)?;
        cells(alert, row);
        Some(Key::Alert(alert.id))
    });
}

/// Cells that the longest type in a list needs, within reason.
fn types(longest: u16) -> u16 {
    longest.clamp(8, 14)
}

/// The column of the victims, where any of them is known by a phone or a name.
fn victim(model: &Model, room: u16) -> Column<'static> {
    let column = cell::masks(Word::Who.text(model.lang), room, 11);
    if model.shown.alerts.names_anybody {
        column
    } else {
        column.gone()
    }
}

/// The victim as everyone may see it.
pub fn who(alert: &Alert, lang: Lang) -> &str {
    let person = &alert.victim;
    let masked = person.phone.as_ref().or(person.name.as_ref());
    masked.map_or(Word::Unknown.text(lang), |masked| masked.shown())
}

fn tier(model: &Model, row: &mut Row<'_>, alert: &Alert) {
    row.text(0, cell::tier_tone(alert.tier), &alert.tier.term(model.lang));
}

/// How long the call has gone on; of one whose start is unknown, since it was received, with a mark.
fn call_time(model: &Model, alert: &Alert) -> String {
    let known = alert.call.as_ref().and_then(|call| call.started_at);
    let (since, start) = Start::of(known, alert.raised_at);
    let gone = Span(model.now().since(since).0.max(0));
    let digits = show::digits(gone, model.lang);
    match cell::certainty(model, start) {
        Certainty::Exact => digits,
        Certainty::About => format!("{}{digits}", model.setup.theme.glyphs().about),
        Certainty::Unknown => "?".to_owned(),
    }
}

/// Money lost, else at risk.
fn amount(model: &Model, row: &mut Row<'_>, column: usize, alert: &Alert) {
    if let Some(lost) = known_loss(alert) {
        row.text(column, Tone::ClockCritical, &show::money(lost, model.lang));
    } else if let Some(risk) = alert.at_risk {
        row.text(column, Tone::Money, &show::money(risk, model.lang));
    } else {
        row.text(column, Tone::Dim, "-");
    }
}

/// State, and beside it the holder; while a change is on its way, that.
fn state(model: &Model, row: &mut Row<'_>, column: usize, alert: &Alert) {
    let key = Key::Alert(alert.id);
    if cell::is_pending(model, &key) {
        row.text(column, Tone::Pending, Word::Pending.text(model.lang));
        return;
    }
    let state = alert.state.term(model.lang);
    let tone = if model.is_me(alert.owner.as_ref()) {
        Tone::Ok
    } else if alert.state == AlertState::Shelved || alert.owner.is_some() {
        Tone::Dim
    } else {
        Tone::Text
    };
    if !alert.reality.is_actual() {
        let badge = Word::Exercise.text(model.lang);
        row.fmt(column, Tone::Sim, format_args!("{badge} {state}"));
    } else if alert.proposed.is_some() {
        row.text(column, Tone::ClockWarn, Word::ForSecond.text(model.lang));
    } else {
        row.text(column, tone, &state);
    }
    row.text(column + 1, tone, &cell::holder(model, alert.owner.as_ref()));
}
