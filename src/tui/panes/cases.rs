//! Cases with the clocks that run on each: the money's from the transfer, the duty's from the report, that of
//! solving it from the day it was filed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::case::Case;
use crate::domain::ids::Key;
use crate::text::show;
use crate::text::words::{Term, Word};
use crate::tui::actions;
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, REST, Row};

/// The cases.
pub fn list(model: &Model, buffer: &mut Buffer, area: Rect) {
    let word = |word: Word| word.text(model.lang);
    let who = cell::masked_cells(model, 11);
    let columns = [
        Column::number(word(Word::Number), 4, 5),
        Column::text(word(Word::MoneyDue), 9, 11),
        Column::text(word(Word::DutyDue), 9, 11),
        Column::text(word(Word::Who), who, who),
        Column::number(word(Word::Loss), 8, 10),
        Column::text(word(Word::State), model.lang.pick(15, 10), 17).rank(5),
        Column::text(word(Word::What), 8, 18).rank(1),
        Column::text(word(Word::Owner), model.lang.pick(5, 6), REST).rank(3),
        Column::text(word(Word::SolveClock), 8, 8).rank(2),
    ];
    let list = &model.lists.cases;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Cases), Word::NoCases);
    }
    let rows = (Pane::Cases, list);
    cell::markable(model, buffer, area, rows, &columns, |id, row| {
        let case = model.seen().case(id)?;
        paint(model, case, row);
        Some(Key::Case(case.id))
    });
}

fn paint(model: &Model, case: &Case, row: &mut Row<'_>) {
    let lang = model.lang;
    let theme = &model.setup.theme;
    row.fmt(0, Tone::Dim, format_args!("{}", case.no));
    cell::money_clock(model, case).paint(&mut row.strip(1), theme);
    cell::duty_clock(model, case).paint(&mut row.strip(2), theme);
    let who = case.victim.phone.as_ref().or(case.victim.name.as_ref());
    let who = who.map_or(Word::Unknown.text(lang), |masked| masked.shown());
    row.text(3, Tone::Text, &cell::masked(model, who));
    row.text(4, Tone::Money, &show::money(case.loss, lang));
    let key = Key::Case(case.id);
    if cell::is_pending(model, &key) {
        row.text(5, Tone::Pending, Word::Pending.text(lang));
    } else if let Some(left) = call_back_left(model, case) {
        let word = Word::CallBackShort.text(lang);
        row.fmt(5, Tone::ClockCritical, format_args!("{word} {left}"));
    } else if !case.reality.is_actual() {
        let (badge, state) = (Word::Exercise.text(lang), case.state.term(lang));
        row.fmt(5, Tone::Sim, format_args!("{badge} {state}"));
    } else {
        row.text(5, Tone::Text, &case.state.term(lang));
        if model.has_changed(&key) {
            row.changed(5);
        }
    }
    row.text(6, Tone::Text, &case.fraud_type.term(lang));
    row.text(7, Tone::Dim, &cell::holder(model, case.owner.as_ref()));
    if let Some(solve) = case.solve_clock(&model.setup.policy) {
        let at = case.solve_clock_at(model.now());
        cell::countdown(model, &solve, at).paint(&mut row.strip(8), theme);
    }
}

/// How long a delayed transfer can still be called back.
fn call_back_left(model: &Model, case: &Case) -> Option<String> {
    let transfer = actions::revocable(model, case)?;
    let until = case
        .transfers
        .get(usize::from(transfer))?
        .revocable_until()?;
    Some(show::digits(until.since(model.now()), model.lang))
}
