//! The command line: names of actions with completion and history, `filter WORDS`, `sort -COLUMN`, and a number to open an item
//! by (`alert 412`, `case 17`, `order 9`).

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, paint};
use crate::text::words::Bad;
use crate::text::words::{Say, Word};
use crate::tui::actions::{self, Row, TABLE, may};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::table::field::table_of;
use crate::tui::app::{open_numbered, perform};
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold_text;
use crate::tui::nearest::nearest;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Edit, TextField};

/// Commands remembered.
const HISTORY: usize = 50;

/// The command being typed.
#[derive(Clone, Debug, Default)]
pub struct CommandBox {
    field: TextField,
    /// How far back in the history.
    back: usize,
}

impl CommandBox {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.field
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        match key.code() {
            KeyCode::Enter => return self.run(model, effects),
            KeyCode::Tab => {
                let first = candidates(model, &fold_text(self.field.text())).next();
                if let Some(row) = first {
                    self.field = TextField::with(row.name);
                }
            }
            KeyCode::Up => self.recall(model, self.back + 1),
            KeyCode::Down => self.recall(model, self.back.saturating_sub(1)),
            _ => {
                if self.field.press(key) == Edit::Changed {
                    self.back = 0;
                }
            }
        }
        Fate::Stays
    }

    fn recall(&mut self, model: &Model, back: usize) {
        let count = model.history.len();
        if back == 0 {
            self.field.clear();
        } else if let Some(text) = count.checked_sub(back).and_then(|at| model.history.get(at)) {
            self.field = TextField::with(text);
        } else {
            return;
        }
        self.back = back;
    }

    fn run(&mut self, model: &mut Model, effects: &mut Vec<Effect>) -> Fate {
        let text = fold_text(self.field.text().trim());
        if text.is_empty() {
            return Fate::Goes;
        }
        match carry_out(model, &text, effects) {
            Ok(()) => {
                model.history.retain(|old| *old != text);
                model.history.push(text);
                if model.history.len() > HISTORY {
                    model.history.remove(0);
                }
                Fate::Goes
            }
            Err(bad) => {
                model.say(Say::Bad(bad), Tone::Error);
                Fate::Stays
            }
        }
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let inside = paint::along_foot(model, buffer, Word::Command.text(lang), 2);
        if model.status().is_some() {
            paint::note(model, buffer, paint::row(inside, 1));
        } else {
            let names: Vec<&str> = candidates(model, &fold_text(self.field.text()))
                .map(|row| row.name)
                .collect();
            let area = paint::row(inside, 1);
            paint::text(buffer, area, theme, Tone::Placeholder, &names.join("  "));
        }
        let line = Line {
            label: ":",
            field: &self.field,
            hint: "",
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

/// The actions whose name begins as typed.
fn candidates<'m>(model: &'m Model, typed: &'m str) -> impl Iterator<Item = &'static Row> + 'm {
    let typed = typed.trim();
    TABLE
        .iter()
        .filter(move |row| may(model, row) && row.name.starts_with(typed))
}

fn carry_out(model: &mut Model, text: &str, effects: &mut Vec<Effect>) -> Result<(), Bad> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    if let ("filter" | "sort", false) = (name, rest.is_empty()) {
        let table = table_of(model.place.focus).ok_or(Bad::NoTable)?;
        return match name {
            "filter" => model.filter(table, rest),
            _ => model.sort(table, rest),
        };
    }
    if open_numbered(model, name, rest.trim()) {
        return Ok(());
    }
    match actions::named(text) {
        Some(row) => {
            perform(model, row.action, effects);
            Ok(())
        }
        None => Err(Bad::NoAction {
            found: text.to_owned(),
            near: nearest(text, TABLE.iter().map(|row| row.name)),
        }),
    }
}
