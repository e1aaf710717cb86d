//! How a trace ended at a place: a digit chooses, then why in words.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, digit, paint};
use crate::domain::command::{Command, EndHop};
use crate::domain::hop::HopEnd;
use crate::domain::ids::{HopId, Key as ItemKey};
use crate::text::safe::SafeText;
use crate::text::words::{Bad, Say, Term, Word};
use crate::tui::actions::{Action, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::send_on;
use crate::tui::app::sending::Then;
use crate::tui::keys::Key;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// The question how a trace ended.
#[derive(Clone, Debug)]
pub struct EndBox {
    id: HopId,
    how: Option<HopEnd>,
    reason: TextField,
}

impl EndBox {
    /// The question for a place.
    pub fn new(id: HopId) -> Self {
        Self {
            id,
            how: None,
            reason: TextField::default(),
        }
    }

    /// The same with the way it ended known: only why is asked.
    pub fn chosen(id: HopId, how: HopEnd) -> Self {
        Self {
            how: Some(how),
            ..Self::new(id)
        }
    }

    pub(super) fn field(&mut self) -> Option<&mut TextField> {
        self.how.is_some().then_some(&mut self.reason)
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        let Some(how) = self.how else {
            self.how = digit(key).and_then(|n| HopEnd::ALL.get(n - 1)).copied();
            return Fate::Stays;
        };
        if key.code() != KeyCode::Enter {
            self.reason.press(key);
            return Fate::Stays;
        }
        let reason = self.reason.text().trim();
        if reason.is_empty() {
            model.say(Say::Bad(Bad::Reason), Tone::Error);
            return Fate::Stays;
        }
        let reason = SafeText::line(reason);
        let end = Command::HopEnds(EndHop { how, reason });
        let key = ItemKey::Hop(self.id);
        send_on(model, effects, Action::EndTrace, end, key, Then::Say)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let title = row(Action::EndTrace).label.text(lang);
        let ways = HopEnd::ALL.len() as u16;
        let inside = paint::centred(model, buffer, title, 60, ways + 3);
        for (n, how) in HopEnd::ALL.iter().enumerate() {
            let tone = match self.how {
                Some(chosen) if chosen == *how => Tone::OverlayTitle,
                Some(_) => Tone::Dim,
                None => Tone::Text,
            };
            let line = format!("{}  {}", n + 1, how.term(lang));
            paint::key_line(buffer, paint::row(inside, n as u16), theme, &line, tone);
        }
        paint::note(model, buffer, paint::row(inside, ways + 2));
        if self.how.is_none() {
            let hint = Word::OutcomeHint.text(lang);
            paint::text(buffer, paint::row(inside, ways + 1), theme, Tone::Dim, hint);
            return None;
        }
        let line = Line {
            label: Word::ReasonLine.text(lang),
            field: &self.reason,
            hint: Word::ReasonHint.text(lang),
            area: paint::row(inside, ways + 1),
        };
        paint::line(buffer, theme, &line)
    }
}
