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

/// The columns of the cases.
pub fn columns(model: &Model, room: u16) -> [Column<'static>; 9] {
    let word = |word: Word| word.text(model.lang);
    // With the word of a clock that stands.
    let clock = model.lang.pick(11, 12);
    [
        Column::number(word(Word::Number), 4, 5).worth(10),
        Column::whole(word(Word::MoneyDue), 9, clock).worth(15),
        Column::whole(word(Word::DutyDue), 9, clock).worth(11),
        cell::masks(word(Word::Who), room, 11).worth(12),
        Column::number(word(Word::Loss), 7, 10).worth(14),
        Column::whole(word(Word::State), model.lang.pick(14, 10), 17).worth(13),
        Column::text(word(Word::What), 8, 18).worth(1),
        Column::text(word(Word::Owner), model.lang.pick(5, 6), REST).worth(3),
        Column::whole(word(Word::SolveClock), 8, 8).worth(2),
    ]
}

/// The cases.
pub fn list(model: &Model, buffer: &mut Buffer, area: Rect) {
    let list = &model.lists.cases;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Cases), Word::NoCases);
    }
    let rows = (Pane::Cases, list);
    let columns = columns(model, area.width);
    cell::markable(model, buffer, area, rows, &columns, |id, row| {
        let case = model.seen().case(id)?;
        paint(model, case, row);
        Some(Key::Case(case.id))
    });
}

fn paint(model: &Model, case: &Case, row: &mut Row<'_>) {
    let lang = model.lang;
    row.fmt(0, Tone::Dim, format_args!("{}", case.no));
    row.clock(1, &cell::money_clock(model, case));
    row.clock(2, &cell::duty_clock(model, case));
    let who = case.victim.phone.as_ref().or(case.victim.name.as_ref());
    let who = who.map_or(Word::Unknown.text(lang), |masked| masked.shown());
    row.mask(3, Tone::Text, who);
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
    }
    row.text(6, Tone::Text, &case.fraud_type.term(lang));
    row.text(7, Tone::Dim, &cell::holder(model, case.owner.as_ref()));
    if let Some(solve) = case.solve_clock(&model.policy) {
        let at = case.solve_clock_at(model.now());
        row.clock(8, &cell::countdown(model, &solve, at));
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
