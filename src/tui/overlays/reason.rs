//! Short questions: a reason in words, how long an alert is put aside, the amount the script asks for.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::pair::{At, Pair};
use super::{Cursor, Fate, Line, paint, plain_digits};
use crate::domain::command::{Command, Escalate, ShelveFor, Why};
use crate::domain::ids::{AlertId, Key as ItemKey};
use crate::domain::money::Fen;
use crate::text::safe::SafeText;
use crate::text::words::Bad;
use crate::text::words::{Say, Word};
use crate::tui::actions::{Action, CaseStep, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::sending::Then;
use crate::tui::app::{answer_amount, confirm, send_on};
use crate::tui::keys::Key;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// Asks for a reason.
#[derive(Clone, Debug)]
pub struct ReasonBox {
    action: Action,
    key: ItemKey,
    reason: TextField,
}

impl ReasonBox {
    /// The reason of an action on an item.
    pub fn new(action: Action, key: ItemKey) -> Self {
        Self {
            action,
            key,
            reason: TextField::default(),
        }
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.reason
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        if key.code() != KeyCode::Enter {
            self.reason.press(key);
            return Fate::Stays;
        }
        let reason = self.reason.text().trim();
        if reason.is_empty() {
            model.say(Say::Bad(Bad::Reason), Tone::Error);
            return Fate::Stays;
        }
        let why = Why {
            reason: SafeText::line(reason),
        };
        let command = match self.action {
            Action::Cancel => Command::OrderCancel(why),
            Action::Desk(_) => Command::OrderDeclined(why),
            Action::LetLapse => {
                // A sum goes free: that is confirmed on another key.
                let lapse = Command::OrderLetLapse(why);
                confirm(model, self.action, &self.key, lapse);
                return Fate::Goes;
            }
            Action::Case(CaseStep::Solve) => Command::CaseSolve(why),
            Action::Case(CaseStep::Close) => Command::CaseClose(why),
            Action::Case(CaseStep::Suspend) => Command::CaseSuspend(why),
            Action::Case(CaseStep::Reopen) => Command::CaseReopen(why),
            Action::Case(CaseStep::NotFraud) => Command::CaseNotFraud(why),
            _ => Command::AlertEscalate(Escalate {
                tier: None,
                reason: why.reason,
            }),
        };
        send_on(
            model,
            effects,
            self.action,
            command,
            self.key.clone(),
            Then::Say,
        )
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let title = row(self.action).label.text(lang);
        let inside = paint::centred(model, buffer, title, 60, 2);
        paint::note(model, buffer, paint::row(inside, 1));
        let line = Line {
            label: Word::ReasonLine.text(lang),
            field: &self.reason,
            hint: Word::ReasonHint.text(lang),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

/// Asks how long an alert is put aside, and why.
#[derive(Clone, Debug)]
pub struct ShelveBox {
    id: AlertId,
    /// Minutes, and the reason.
    fields: Pair,
}

impl ShelveBox {
    /// The question for an alert: half an hour unless said otherwise.
    pub fn new(id: AlertId) -> Self {
        let fields = Pair::new("30", At::Reason);
        Self { id, fields }
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        self.fields.field()
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        if key.code() != KeyCode::Enter {
            self.fields.press(key);
            return Fate::Stays;
        }
        let Ok(minutes) = plain_digits(self.fields.first()).parse() else {
            self.fields.refuse(model, Bad::Minutes);
            return Fate::Stays;
        };
        let Some(reason) = self.fields.reason(model) else {
            return Fate::Stays;
        };
        let command = Command::AlertShelve(ShelveFor { minutes, reason });
        let key = ItemKey::Alert(self.id);
        send_on(model, effects, Action::Shelve, command, key, Then::Say)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let title = Word::Shelve.text(model.lang);
        let inside = paint::centred(model, buffer, title, 60, 3);
        paint::note(model, buffer, paint::row(inside, 2));
        (self.fields).paint(model, buffer, inside, (Word::Minutes, ""))
    }
}

/// Asks for the amount of the call script.
#[derive(Clone, Debug)]
pub struct AmountBox {
    id: AlertId,
    yuan: TextField,
}

/// An amount in yuan as typed: `52000`, `52,000.50`, also in full-width digits; more than nothing.
pub fn amount(text: &str) -> Option<Fen> {
    let plain = plain_digits(text);
    let (yuan, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    if rest.len() > 2 || !plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let fen: i64 = format!("{rest:0<2}").parse().ok()?;
    let sum = Fen(yuan.checked_mul(100)?.checked_add(fen)?);
    sum.is_positive().then_some(sum)
}

impl AmountBox {
    /// The question, with what was typed already.
    pub fn new(id: AlertId, typed: &str) -> Self {
        Self {
            id,
            yuan: TextField::with(typed),
        }
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.yuan
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        if key.code() != KeyCode::Enter {
            self.yuan.press(key);
            return Fate::Stays;
        }
        let Some(sum) = amount(self.yuan.text()) else {
            model.say(Say::Bad(Bad::Amount), Tone::Error);
            return Fate::Stays;
        };
        answer_amount(model, self.id, sum, effects)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let inside = paint::centred(model, buffer, Word::Amount.text(lang), 44, 2);
        paint::note(model, buffer, paint::row(inside, 1));
        let line = Line {
            label: Word::AmountYuan.text(lang),
            field: &self.yuan,
            hint: Word::TypeAmount.text(lang),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_fen() {
        for (text, sum) in [
            ("52000", Some(Fen::yuan(52_000))),
            ("52,000.5", Some(Fen(5_200_050))),
            ("５２０００。０５", Some(Fen(5_200_005))),
            ("0.01", Some(Fen(1))),
            ("0", None),
            ("", None),
            (".5", None),
            ("1.234", None),
            ("-5", None),
            ("5k", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(amount(text), sum, "{text}");
        }
    }
}
