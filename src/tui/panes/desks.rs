//! The desk board: who is there, what waits for an answer, how long answers take.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::time::Span;
use crate::text::show;
use crate::text::words::{Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, REST, Table};

/// The desks.
pub fn list(model: &Model, buffer: &mut Buffer, area: Rect) {
    let lang = model.lang;
    let word = |word: Word| word.text(lang);
    let columns = [
        Column::text(word(Word::Institution), 8, 16),
        Column::text(word(Word::State), 7, 8),
        Column::number(word(Word::Waiting), 7, 7),
        Column::number(word(Word::P50), 6, 8),
        Column::number(word(Word::P90), 6, 8).rank(3),
        Column::number(word(Word::LastAnswer), 11, 11).rank(2),
        Column::text("", 7, REST).rank(1),
    ];
    let list = &model.lists.desks;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Word::NoDesks);
    }
    let took = |span: Option<Span>| span.map_or_else(|| "-".to_owned(), |s| show::age(s, lang));
    let table = Table::new(&columns, list.rows().len())
        .selected(cell::cursor(model, Pane::Desks, list))
        .offset(list.offset());
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        let Some(id) = list.rows().get(index) else {
            return;
        };
        let figures = model.shown.figures.desks.iter();
        let (Some(desk), Some(board)) = (
            model.floor().desk(id),
            figures.clone().find(|b| b.institution == *id),
        ) else {
            return;
        };
        row.text(0, Tone::Text, cell::institution(model, id));
        if desk.staffed {
            row.text(1, Tone::Dim, word(Word::Staffed));
        } else {
            row.text(1, Tone::Error, word(Word::Dark));
        }
        let tone = if board.waiting > 0 {
            Tone::Text
        } else {
            Tone::Dim
        };
        row.fmt(2, tone, format_args!("{}", board.waiting));
        row.text(3, Tone::Text, &took(board.p50));
        row.text(4, Tone::Dim, &took(board.p90));
        let last = board.last_answer.map(|at| cell::ago(model, at));
        row.text(5, Tone::Dim, last.as_deref().unwrap_or("-"));
        row.text(6, Tone::Dim, &desk.kind.term(lang));
    });
}
