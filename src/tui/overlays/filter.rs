//! The filter line: applied when Enter is pressed; a filter that can not be is told and stays to be mended.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, paint};
use crate::text::words::{Say, Word};
use crate::tui::app::filter::Filter;
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold_text;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// The filter being typed.
#[derive(Clone, Debug)]
pub struct FilterBox {
    field: TextField,
}

impl FilterBox {
    /// The line with the filter in force.
    pub fn new(text: &str) -> Self {
        Self {
            field: TextField::with(text),
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
        match Filter::parse(&fold_text(self.field.text())) {
            Ok(filter) => {
                model.filter = filter;
                model.shown.is_old = true;
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
        let inside = paint::along_foot(model, buffer, Word::Filter.text(lang), 2);
        paint::note(model, buffer, paint::row(inside, 1));
        let line = Line {
            label: "/",
            field: &self.field,
            hint: Word::FilterHint.text(lang),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}
