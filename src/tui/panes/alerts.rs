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

/// Fraud calls going on now.
pub fn live(model: &Model, buffer: &mut Buffer, area: Rect) {
    let word = |word: Word| word.text(model.lang);
    let columns = [
        Column::text(word(Word::Tier), 5, 5),
        Column::number(word(Word::Call), 6, 7),
        victim(model),
        Column::text(word(Word::What), types(model.shown.alerts.live_type), 18).rank(2),
        Column::number(word(Word::Amount), 8, 9),
        Column::text(word(Word::State), 12, REST),
    ];
    if model.lists.live.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Live), Word::NoLiveCalls);
    }
    paint(
        model,
        buffer,
        area,
        &columns,
        (Pane::Live, &model.lists.live),
        |alert, row| {
            tier(model, row, alert);
            let tone = if alert.owner.is_none() {
                Tone::CallActive
            } else {
                Tone::Text
            };
            row.text(1, tone, &call_time(model, alert));
            row.text(2, Tone::Text, &cell::masked(model, who(alert, model.lang)));
            row.text(3, Tone::Text, &alert.fraud_type.term(model.lang));
            amount(model, row, 4, alert);
            state(model, row, 5, alert);
        },
    );
}

/// Open alerts by worth.
pub fn queue(model: &Model, buffer: &mut Buffer, area: Rect) {
    let word = |word: Word| word.text(model.lang);
    // Where nobody is named, the number is what people tell alerts apart by.
    let number = if model.shown.alerts.names_anybody {
        1
    } else {
        6
    };
    let columns = [
        Column::text(word(Word::Tier), 5, 5),
        Column::text(word(Word::Clock), 9, 9),
        victim(model),
        Column::text(word(Word::What), types(model.shown.alerts.queue_type), 18).rank(5),
        Column::number(word(Word::Amount), model.lang.pick(7, 8), 8),
        Column::number(word(Word::Worth), model.lang.pick(7, 8), 9).rank(4),
        Column::number(word(Word::Age), 6, 8).rank(2),
        Column::text(word(Word::State), 12, REST),
        Column::number(word(Word::Number), 4, 6).rank(number),
    ];
    if model.lists.queue.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Queue), Word::NoAlerts);
    }
    paint(
        model,
        buffer,
        area,
        &columns,
        (Pane::Queue, &model.lists.queue),
        |alert, row| {
            tier(model, row, alert);
            if let Some(clock) = alert_clock(alert, &model.setup.policy) {
                let countdown = cell::countdown(model, &clock, model.now());
                countdown.paint(&mut row.strip(1), &model.setup.theme);
            }
            row.text(2, Tone::Text, &cell::masked(model, who(alert, model.lang)));
            row.text(3, Tone::Text, &alert.fraud_type.term(model.lang));
            amount(model, row, 4, alert);
            if let Some(worth) = model.shown.worth.get(&alert.id) {
                row.text(5, Tone::Dim, &show::money(worth.per_minute, model.lang));
            }
            row.text(6, Tone::Dim, &cell::ago(model, alert.waiting_since));
            state(model, row, 7, alert);
            row.fmt(8, Tone::Dim, format_args!("{}", alert.no));
        },
    );
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
fn victim<'w>(model: &Model) -> Column<'w> {
    let cells = cell::masked_cells(model, 11);
    let column = Column::text(Word::Who.text(model.lang), cells, cells);
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

/// State and holder; while a change is on its way, that.
fn state(model: &Model, row: &mut Row<'_>, column: usize, alert: &Alert) {
    let key = Key::Alert(alert.id);
    if cell::is_pending(model, &key) {
        row.text(column, Tone::Pending, Word::Pending.text(model.lang));
        return;
    }
    let state = alert.state.term(model.lang);
    let holder = cell::holder(model, alert.owner.as_ref());
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
        row.text(column, Tone::ClockWarn, Word::Proposed.text(model.lang));
    } else {
        row.fmt(column, tone, format_args!("{state} {holder}"));
    }
    if model.has_changed(&key) {
        row.changed(column);
    }
}
