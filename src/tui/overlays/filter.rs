//! The filter line: applied when Enter is pressed; a filter that can not be is told and stays to be mended.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, paint};
use crate::text::words::{Say, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::table::field::{Field, fields};
use crate::tui::keys::Key;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// The filter being typed.
#[derive(Clone, Debug)]
pub struct FilterBox {
    table: Pane,
    field: TextField,
}

impl FilterBox {
    /// The line of a table with the filter in force; what is typed first takes its place.
    pub fn new(table: Pane, text: &str) -> Self {
        Self {
            table,
            field: TextField::suggest(text),
        }
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.field
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key) -> Fate {
        if key.code() != KeyCode::Enter {
            self.field.press(key);
            return Fate::Stays;
        }
        match model.filter(self.table, self.field.text()) {
            Ok(()) => Fate::Goes,
            Err(bad) => {
                model.say(Say::Bad(bad), Tone::Error);
                Fate::Stays
            }
        }
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let theme = &model.setup.theme;
        let inside = paint::along_foot(model, buffer, (Word::Filter, Word::FilterKeys));
        let below = paint::row(inside, 1);
        if model.status().is_some() {
            paint::note(model, buffer, below);
        } else {
            let names: Vec<&str> = fields(self.table).map(Field::name).collect();
            paint::text(buffer, below, theme, Tone::Placeholder, &names.join("  "));
        }
        let line = Line {
            label: "/",
            field: &self.field,
            hint: hint(self.table),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

/// An example for a table.
fn hint(table: Pane) -> &'static str {
    match table {
        Pane::Live | Pane::Queue => "tier:P0,P1 type:T08 age>5m amount>50k state:new \"text\"",
        Pane::Orders | Pane::Cliff => "bank:ICBC state:sent clock<5m amount>50k owner:me",
        Pane::Cases => "type:police bank:ICBC amount>50k clock<30m owner:none",
        Pane::Tree => "bank:ICBC level>2 reach>10k",
        Pane::Desks => "state:dark waiting>3 oldest>5m",
        Pane::Inbox => "work:stop clock<5m amount>50k",
        _ => "",
    }
}
