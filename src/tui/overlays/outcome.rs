//! How an alert ended: a digit chooses, some outcomes need a reason in words. A P0 that was a false alarm waits
//! for a second person. While money may still be stopped the stop form comes first: only `y` says that nothing
//! is known, and then a reason must.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, Overlay, StopForm, digit, letter, paint};
use crate::domain::alert::{Alert, Outcome};
use crate::domain::command::{Close, Command};
use crate::domain::ids::{AlertId, Key as ItemKey};
use crate::domain::worth::known_loss;
use crate::text::safe::SafeText;
use crate::text::words::Bad;
use crate::text::words::{Say, Term, Word};
use crate::tui::actions::{Action, blocked, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::send_on;
use crate::tui::app::sending::Then;
use crate::tui::keys::Key;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// How far the question is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// A digit chooses.
    Choose,
    /// Chosen, but money may still be stopped: the form, or `y`.
    Money(Outcome),
    /// Chosen, and why is being typed.
    Reason(Outcome),
}

/// The question how an alert ended.
#[derive(Clone, Debug)]
pub struct OutcomeBox {
    id: AlertId,
    is_p0: bool,
    step: Step,
    reason: TextField,
}

/// Outcomes that say nothing by themselves.
fn needs_reason(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::FalseAlarm
            | Outcome::AlreadyLost
            | Outcome::Refused
            | Outcome::Unreachable
            | Outcome::HandedOver
            | Outcome::Duplicate
    )
}

/// Whether money has gone, as far as anybody said, and no case looks for it yet.
pub fn may_be_stopped(alert: &Alert, outcome: Outcome) -> bool {
    let has_gone = outcome == Outcome::AlreadyLost
        || alert.script.has_transferred()
        || alert.transfer_at.is_some()
        || known_loss(alert).is_some();
    has_gone && alert.case.is_none()
}

impl OutcomeBox {
    /// The question for an alert.
    pub fn new(id: AlertId, is_p0: bool) -> Self {
        Self {
            id,
            is_p0,
            step: Step::Choose,
            reason: TextField::default(),
        }
    }

    pub(super) fn field(&mut self) -> Option<&mut TextField> {
        matches!(self.step, Step::Reason(_)).then_some(&mut self.reason)
    }

    /// The keys of the step, in one line.
    pub(super) fn keys(&self) -> Word {
        match self.step {
            Step::Choose => Word::DigitKeys,
            Step::Money(_) => Word::MoneyKeys,
            Step::Reason(_) => Word::EnterKeys,
        }
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        match self.step {
            Step::Choose => match digit(key).and_then(|n| Outcome::ALL.get(n - 1)) {
                Some(outcome) => self.choose(model, *outcome, effects),
                None => Fate::Stays,
            },
            Step::Money(outcome) => self.on_money(model, key, outcome),
            Step::Reason(outcome) if key.code() == KeyCode::Enter => {
                if self.reason.text().trim().is_empty() {
                    model.say(Say::Bad(Bad::Reason), Tone::Error);
                    return Fate::Stays;
                }
                self.close(model, outcome, effects)
            }
            Step::Reason(_) => {
                self.reason.press(key);
                Fate::Stays
            }
        }
    }

    fn choose(&mut self, model: &mut Model, outcome: Outcome, effects: &mut Vec<Effect>) -> Fate {
        let alert = model.floor().alert(&self.id);
        if alert.is_some_and(|alert| may_be_stopped(alert, outcome)) {
            self.step = Step::Money(outcome);
        } else if needs_reason(outcome) {
            self.step = Step::Reason(outcome);
        } else {
            return self.close(model, outcome, effects);
        }
        Fate::Stays
    }

    /// Enter or `s` to the stop form, `y` on to the reason.
    fn on_money(&mut self, model: &mut Model, key: Key, outcome: Outcome) -> Fate {
        match letter(key) {
            Some('y') => self.step = Step::Reason(outcome),
            letter if letter == Some('s') || key.code() == KeyCode::Enter => {
                if let Some(why) = blocked(model, Action::Stop) {
                    let what = row(Action::Stop).label;
                    model.say(Say::Blocked { what, why }, Tone::Error);
                } else if let Some(form) = StopForm::on_alert(model, self.id) {
                    model.overlays.push(Overlay::Stop(Box::new(form)));
                    return Fate::Goes;
                }
            }
            _ => {}
        }
        Fate::Stays
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
        let inside = paint::centred(model, buffer, Word::Outcome.text(lang), 60, count + 5);
        let chosen = match self.step {
            Step::Choose => None,
            Step::Money(outcome) | Step::Reason(outcome) => Some(outcome),
        };
        for (n, outcome) in Outcome::ALL.iter().enumerate() {
            let line = format!("{}  {}", n + 1, outcome.term(lang));
            let tone = match chosen {
                Some(chosen) if chosen == *outcome => Tone::TitleFocus,
                Some(_) => Tone::Dim,
                None => Tone::Text,
            };
            paint::key_line(buffer, paint::row(inside, n as u16), theme, &line, tone);
        }
        let said = match self.step {
            Step::Money(_) => Some((Tone::Danger, Word::MoneyMayBeStopped)),
            _ if self.is_p0 => Some((Tone::ClockWarn, Word::SecondNeeded)),
            _ => None,
        };
        if let Some((tone, word)) = said {
            let area = paint::row(inside, count);
            paint::text(buffer, area, theme, tone, word.text(lang));
        }
        let last = paint::row(inside, count + 2);
        paint::note(model, buffer, paint::row(inside, count + 4));
        match self.step {
            Step::Choose => {
                paint::text(buffer, last, theme, Tone::Dim, Word::OutcomeHint.text(lang));
                return None;
            }
            Step::Money(_) => {
                paint::key_line(buffer, last, theme, Word::MoneyWhere.text(lang), Tone::Text);
                let below = paint::row(inside, count + 3);
                paint::key_line(
                    buffer,
                    below,
                    theme,
                    Word::MoneyNowhere.text(lang),
                    Tone::Text,
                );
                return None;
            }
            Step::Reason(_) => {}
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
