//! The desk board: who is there, what waits for an answer and since when, how long answers to orders and queries
//! take. Trouble stands on top.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::figures::{DeskRow, DeskState};
use crate::domain::ids::InstitutionId;
use crate::domain::org::PaperPolicy;
use crate::domain::time::Span;
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, REST, Row};

/// The columns of the board.
pub fn columns(model: &Model) -> [Column<'static>; 9] {
    let word = |word: Word| word.text(model.lang);
    [
        Column::text(word(Word::Institution), 8, 12).worth(11),
        Column::whole(word(Word::State), 7, 8).worth(12),
        Column::number(word(Word::Waiting), 7, 7).worth(10),
        Column::number(word(Word::Oldest), 7, 8).worth(6),
        Column::number(word(Word::OrderTimes), 12, 15).worth(4),
        Column::number(word(Word::LastAnswer), 8, 8).worth(3),
        Column::number(word(Word::QueryTimes), 14, 16).worth(2),
        Column::whole(word(Word::Paper), 11, 11).worth(5),
        Column::text("", 7, REST).worth(1),
    ]
}

/// The desks.
pub fn list(model: &Model, buffer: &mut Buffer, area: Rect) {
    let columns = columns(model);
    let list = &model.lists.desks;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Desks), Word::NoDesks);
    }
    let table = cell::table(model, Pane::Desks, &columns, list);
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        let board = &model.shown.figures.desks;
        let id = list.rows().get(index);
        if let Some(desk) = id.and_then(|id| board.iter().find(|b| b.institution == *id)) {
            paint(model, desk, row);
        }
    });
}

fn paint(model: &Model, desk: &DeskRow, row: &mut Row<'_>) {
    let lang = model.lang;
    let (busy, quiet) = if desk.waiting > 0 {
        (Tone::Text, Tone::Text)
    } else {
        (Tone::Dim, Tone::Dim)
    };
    row.text(0, quiet, cell::institution(model, &desk.institution));
    let (tone, state) = state_words(desk.state);
    row.text(1, tone, state.text(lang));
    row.fmt(2, busy, format_args!("{}", desk.waiting));
    row.text(3, busy, &took(desk.oldest_wait, lang));
    row.text(4, quiet, &times(desk.p50, desk.p90, lang));
    let last = desk.last_answer.map(|at| cell::ago(model, at));
    row.text(5, Tone::Dim, last.as_deref().unwrap_or("-"));
    row.text(6, Tone::Dim, &times(desk.query_p50, desk.query_p90, lang));
    let paper = match desk.paper {
        PaperPolicy::PaperFirst => Word::PaperFirstDesk.text(lang),
        PaperPolicy::ActFirst => Word::ActFirstDesk.text(lang),
        PaperPolicy::Unknown(_) => "?",
    };
    row.text(7, Tone::Dim, paper);
    row.text(8, Tone::Dim, &desk.kind.term(lang));
}

fn state_words(state: DeskState) -> (Tone, Word) {
    match state {
        DeskState::Dark => (Tone::Error, Word::Dark),
        DeskState::Staffed => (Tone::Text, Word::Staffed),
        DeskState::Away => (Tone::Dim, Word::Away),
    }
}

/// How a desk stands that nobody may answer at, in the words of the board.
pub fn trouble(model: &Model, institution: &InstitutionId) -> Option<(Tone, Word)> {
    let mut board = model.shown.figures.desks.iter();
    let desk = board.find(|desk| desk.institution == *institution)?;
    (desk.state != DeskState::Staffed).then(|| state_words(desk.state))
}

fn took(span: Option<Span>, lang: Lang) -> String {
    span.map_or_else(|| "-".to_owned(), |span| show::age(span, lang))
}

/// Median and the time nine in ten stay under: `2 min/7 min`.
fn times(p50: Option<Span>, p90: Option<Span>, lang: Lang) -> String {
    match (p50, p90) {
        (None, None) => "-".to_owned(),
        _ => format!("{}/{}", took(p50, lang), took(p90, lang)),
    }
}
