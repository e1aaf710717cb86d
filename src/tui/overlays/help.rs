//! Help: every action the role has, with its keys, from the one table. Typing filters, Enter runs.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, paint};
use crate::text::words::{Lang, Word};
use crate::tui::actions::{Danger, Row, TABLE, blocked, may};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::perform;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold_text;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, Edit, REST, Table, TextField};

/// The list of actions.
#[derive(Clone, Debug, Default)]
pub struct HelpBox {
    field: TextField,
    at: usize,
}

impl HelpBox {
    /// The whole list.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.field
    }

    fn rows(&self, model: &Model) -> Vec<&'static Row> {
        let wanted = fold_text(self.field.text().trim()).to_lowercase();
        let all = TABLE.iter().filter(|row| may(model, row));
        all.filter(|row| matches(model, row, &wanted)).collect()
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        let last = self.rows(model).len().saturating_sub(1);
        match key.code() {
            KeyCode::Up => self.at = self.at.saturating_sub(1),
            KeyCode::Down => self.at = (self.at + 1).min(last),
            KeyCode::PageUp => self.at = self.at.saturating_sub(10),
            KeyCode::PageDown => self.at = (self.at + 10).min(last),
            KeyCode::Enter => {
                if let Some(row) = self.rows(model).get(self.at) {
                    perform(model, row.action, effects);
                }
                return Fate::Goes;
            }
            _ => {
                if self.field.press(key) == Edit::Changed {
                    self.at = 0;
                }
            }
        }
        Fate::Stays
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let rows = self.rows(model);
        let lines = (rows.len() as u16 + 3).max(6);
        let inside = paint::centred(model, buffer, Word::Help.text(lang), 96, lines);
        let columns = [
            Column::text("", 9, 14),
            Column::text("", 8, 12),
            Column::text("", 30, REST).rank(1),
        ];
        let mut list = inside;
        list.y += list.height.min(1);
        list.height = list.height.saturating_sub(1);
        let table = Table::new(&columns, rows.len()).selected(Some(self.at));
        table.paint(buffer, list, theme, |index, line| {
            let row = rows[index];
            let why = blocked(model, row.action);
            let tone = match (&why, row.danger) {
                (Some(_), _) => Tone::Dim,
                (None, Danger::Outside) => Tone::Danger,
                (None, Danger::None) => Tone::Text,
            };
            line.text(0, Tone::Key, &keys_of(model, row));
            line.text(1, tone, row.label.text(lang));
            match why {
                Some(why) => line.text(2, Tone::Dim, &why.text(lang)),
                None => line.text(2, tone, row.about.text(lang)),
            }
        });
        let line = Line {
            label: "?",
            field: &self.field,
            hint: Word::HelpHint.text(lang),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

/// The keys of an action, the preferred one first.
pub fn keys_of(model: &Model, row: &Row) -> String {
    let chords = model.setup.keymap.chords(row.action);
    let keys: Vec<String> = chords.map(ToString::to_string).collect();
    keys.join(" ")
}

fn matches(model: &Model, row: &Row, wanted: &str) -> bool {
    let words = [row.label, row.about];
    row.name.contains(wanted)
        || keys_of(model, row) == wanted
        || words.iter().any(|both| {
            both.text(Lang::En).to_lowercase().contains(wanted)
                || both.text(Lang::Zh).contains(wanted)
        })
}
