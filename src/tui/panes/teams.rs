//! What each team has to do, and who is on duty.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::org::SeatStatus;
use crate::text::show;
use crate::text::words::{Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, REST};

/// The columns of the teams.
pub fn team_columns(model: &Model) -> [Column<'static>; 6] {
    let word = |word: Word| word.text(model.lang);
    [
        Column::text(word(Word::Team), model.lang.pick(10, 8), 14).worth(10),
        Column::number(word(Word::Waiting), 7, 8).worth(9),
        Column::number(word(Word::InHand), 7, 8).worth(7),
        Column::number(word(Word::Oldest), 6, 9).worth(8),
        Column::number(word(Word::Staff), 5, 8).worth(1),
        Column::text("", 1, REST).worth(0),
    ]
}

/// Teams with what waits for them.
pub fn teams(model: &Model, buffer: &mut Buffer, area: Rect) {
    let lang = model.lang;
    let columns = team_columns(model);
    let list = &model.lists.teams;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Teams), Word::NoTeams);
    }
    let table = cell::table(model, Pane::Teams, &columns, list);
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        let Some(team) = list.rows().get(index) else {
            return;
        };
        let Some(work) = model.shown.figures.teams.iter().find(|t| t.team == *team) else {
            return;
        };
        row.text(0, Tone::Text, &team.term(lang));
        let tone = if work.waiting > 0 {
            Tone::Text
        } else {
            Tone::Dim
        };
        row.fmt(1, tone, format_args!("{}", work.waiting));
        row.fmt(2, Tone::Dim, format_args!("{}", work.held));
        let oldest = work.oldest_wait.map(|span| show::age(span, lang));
        row.text(3, tone, oldest.as_deref().unwrap_or("-"));
        row.fmt(4, Tone::Dim, format_args!("{}", work.on_seat + work.busy));
    });
}

/// The columns of the officers.
pub fn officer_columns(model: &Model) -> [Column<'static>; 5] {
    let word = |word: Word| word.text(model.lang);
    [
        Column::text(word(Word::Officers), 6, 10).worth(9),
        Column::text(word(Word::Team), model.lang.pick(10, 8), 12).worth(7),
        Column::whole(word(Word::State), 7, 10).worth(10),
        Column::number(word(Word::Since), 6, 8).worth(8),
        Column::text("", 1, REST).worth(0),
    ]
}

/// Officers on duty.
pub fn officers(model: &Model, buffer: &mut Buffer, area: Rect) {
    let lang = model.lang;
    let columns = officer_columns(model);
    let list = &model.lists.officers;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Officers), Word::NoTeams);
    }
    let table = cell::table(model, Pane::Officers, &columns, list);
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        let id = list.rows().get(index);
        let Some(officer) = id.and_then(|id| model.seen().officer(id)) else {
            return;
        };
        row.text(0, Tone::Text, &cell::holder(model, Some(&officer.id)));
        row.text(1, Tone::Dim, &officer.team.term(lang));
        let (tone, state) = match (officer.lost_at, officer.status) {
            (Some(_), _) => (Tone::Error, Word::NotConnected.text(lang).into()),
            (None, SeatStatus::OnSeat | SeatStatus::Busy) => {
                (Tone::Text, officer.status.term(lang))
            }
            (None, status) => (Tone::Dim, status.term(lang)),
        };
        row.text(2, tone, &state);
        row.text(3, Tone::Dim, &cell::ago(model, officer.since));
    });
}
