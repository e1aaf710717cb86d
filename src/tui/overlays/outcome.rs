//! How an alert ended: a digit chooses, some outcomes need a reason in words. A P0 that was a false alarm waits
//! for a second person.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, digit, paint};
use crate::domain::alert::Outcome;
use crate::domain::command::{Close, Command};
use crate::domain::ids::{AlertId, Key as ItemKey};
use crate::text::safe::SafeText;
use crate::text::words::say::Bad;
use crate::text::words::{Say, Term, Word};
use crate::tui::actions::Action;
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::send_on;
use crate::tui::app::sending::Then;
use crate::tui::keys::Key;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// The question how an alert ended.
#[derive(Clone, Debug)]
pub struct OutcomeBox {
    id: AlertId,
    is_p0: bool,
    chosen: Option<Outcome>,
    reason: TextField,
}

/// Outcomes that say nothing by themselves.
fn needs_reason(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::FalseAlarm
            | Outcome::Refused
            | Outcome::Unreachable
            | Outcome::HandedOver
            | Outcome::Duplicate
    )
}

impl OutcomeBox {
    /// The question for an alert.
    pub fn new(id: AlertId, is_p0: bool) -> Self {
        Self {
            id,
            is_p0,
            chosen: None,
            reason: TextField::default(),
        }
    }

    pub(super) fn field(&mut self) -> Option<&mut TextField> {
        self.chosen.is_some().then_some(&mut self.reason)
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        match self.chosen {
            None => {
                let Some(outcome) = digit(key).and_then(|n| Outcome::ALL.get(n - 1)) else {
                    return Fate::Stays;
                };
                if needs_reason(*outcome) {
                    self.chosen = Some(*outcome);
                    return Fate::Stays;
                }
                self.close(model, *outcome, effects)
            }
            Some(outcome) if key.code() == KeyCode::Enter => {
                if self.reason.text().trim().is_empty() {
                    model.say(Say::Bad(Bad::Reason), Tone::Error);
                    return Fate::Stays;
                }
                self.close(model, outcome, effects)
            }
            Some(_) => {
                self.reason.press(key);
                Fate::Stays
            }
        }
    }

    fn close(&self, model: &mut Model, outcome: Outcome, effects: &mut Vec<Effect>) -> Fate {
        let close = Command::AlertClose(Close {
            outcome,
            reason: SafeText::line(self.reason.text().trim()),
        });
        let then = Then::Closed(outcome);
        send_on(
            model,
            effects,
            Action::Outcome,
            close,
            ItemKey::Alert(self.id),
            then,
        )
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let count = Outcome::ALL.len() as u16;
        let inside = paint::centred(model, buffer, Word::Outcome.text(lang), 52, count + 4);
        for (n, outcome) in Outcome::ALL.iter().enumerate() {
            let line = format!("{}  {}", n + 1, outcome.term(lang));
            let tone = match self.chosen {
                Some(chosen) if chosen == *outcome => Tone::TitleFocus,
                Some(_) => Tone::Dim,
                None => Tone::Text,
            };
            paint::key_line(buffer, paint::row(inside, n as u16), theme, &line, tone);
        }
        if self.is_p0 {
            let said = Word::SecondNeeded.text(lang);
            let area = paint::row(inside, count);
            paint::text(buffer, area, theme, Tone::ClockWarn, said);
        }
        let last = paint::row(inside, count + 2);
        paint::note(model, buffer, paint::row(inside, count + 3));
        if self.chosen.is_none() {
            paint::text(buffer, last, theme, Tone::Dim, Word::OutcomeHint.text(lang));
            return None;
        }
        let line = Line {
            label: Word::ReasonLine.text(lang),
            field: &self.reason,
            hint: Word::ReasonHint.text(lang),
            area: last,
        };
        paint::line(buffer, theme, &line)
    }
}
