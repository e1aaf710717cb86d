//! Two fields of which the second is a reason: what is asked differs, how it is typed does not. Tab goes from one to
//! the other.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cursor, Line, paint};
use crate::text::safe::SafeText;
use crate::text::words::{Bad, Say, Word};
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// The field that takes what is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// The first one.
    First,
    /// The reason.
    Reason,
}

/// The two fields.
#[derive(Clone, Debug)]
pub struct Pair {
    first: TextField,
    reason: TextField,
    at: At,
}

impl Pair {
    /// The fields, with what the first one holds to begin with.
    pub fn new(first: &str, at: At) -> Self {
        Self {
            first: TextField::with(first),
            reason: TextField::default(),
            at,
        }
    }

    /// The field that takes what is typed.
    pub fn field(&mut self) -> &mut TextField {
        match self.at {
            At::First => &mut self.first,
            At::Reason => &mut self.reason,
        }
    }

    /// The text of the first field.
    pub fn first(&self) -> &str {
        self.first.text()
    }

    /// Takes any key but Enter. The first field holds numbers: their full-width forms are folded.
    pub fn press(&mut self, key: Key) {
        match (key.code(), self.at) {
            (KeyCode::Tab | KeyCode::Up | KeyCode::Down, At::First) => self.at = At::Reason,
            (KeyCode::Tab | KeyCode::Up | KeyCode::Down, At::Reason) => self.at = At::First,
            (_, At::First) => {
                self.first.press(fold(key));
            }
            (_, At::Reason) => {
                self.reason.press(key);
            }
        }
    }

    /// Says what is wrong with the first field and goes there.
    pub fn refuse(&mut self, model: &mut Model, bad: Bad) {
        model.say(Say::Bad(bad), Tone::Error);
        self.at = At::First;
    }

    /// The reason typed; without one it is the next to be filled in.
    pub fn reason(&mut self, model: &mut Model) -> Option<SafeText> {
        let text = self.reason.text().trim();
        if !text.is_empty() {
            return Some(SafeText::line(text));
        }
        let tone = match self.at {
            At::First => Tone::Text,
            At::Reason => Tone::Error,
        };
        model.say(Say::Bad(Bad::Reason), tone);
        self.at = At::Reason;
        None
    }

    /// Paints the fields in the first two lines, label and hint of the first as given.
    pub fn paint(
        &self,
        model: &Model,
        buffer: &mut Buffer,
        inside: Rect,
        (label, hint): (Word, &str),
    ) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let first = Line {
            label: label.text(lang),
            field: &self.first,
            hint,
            area: paint::row(inside, 0),
        };
        let reason = Line {
            label: Word::ReasonLine.text(lang),
            field: &self.reason,
            hint: Word::ReasonHint.text(lang),
            area: paint::row(inside, 1),
        };
        let in_first = paint::line(buffer, theme, &first);
        let in_reason = paint::line(buffer, theme, &reason);
        match self.at {
            At::First => in_first,
            At::Reason => in_reason,
        }
    }
}
