//! What a desk answers with one choice or one sum: how much is held, which field differs, how the trace ended. The
//! choice leads to a confirmation on another key, which names the item.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::reason::amount;
use super::{Confirm, Cursor, Fate, Line, Overlay, digit, paint};
use crate::domain::command::{Command, Differs, Held, HopTold, MovedOn};
use crate::domain::hop::HopEnd;
use crate::domain::ids::{Key as ItemKey, OrderId};
use crate::domain::money::Fen;
use crate::domain::order::MismatchField;
use crate::text::show;
use crate::text::words::{Bad, Lang, Say, Term, Word};
use crate::tui::actions::{Action, DeskAct};
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// Asks for the sum that is held.
#[derive(Clone, Debug)]
pub struct HeldBox {
    id: OrderId,
    limit: Option<Fen>,
    yuan: TextField,
}

impl HeldBox {
    /// The question for an order; what it asks for is suggested.
    pub fn new(model: &Model, id: OrderId) -> Option<Self> {
        let limit = model.floor().order(&id)?.limit;
        let suggested = limit.map_or_else(String::new, super::yuan);
        Some(Self {
            id,
            limit,
            yuan: TextField::suggest(&suggested),
        })
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.yuan
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key) -> Fate {
        if key.code() != KeyCode::Enter {
            self.yuan.press(fold(key));
            return Fate::Stays;
        }
        let held = match amount(self.yuan.text()) {
            Some(held) if self.limit.is_none_or(|limit| held <= limit) => held,
            Some(_) => return bad(model, Bad::OverLimit(self.limit.unwrap_or_default())),
            None => return bad(model, Bad::Amount),
        };
        let said = show::money_exact(held, model.lang);
        let said = format!("{} {said}", Word::HoldsNow.text(model.lang));
        let stopped = Command::OrderStopped(Held { held });
        confirm(
            model,
            DeskAct::Held,
            &ItemKey::Order(self.id),
            stopped,
            said,
        )
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let inside = paint::centred(model, buffer, Word::HeldSum.text(lang), 56, 4);
        let most = match self.limit {
            Some(limit) => format!(
                "{} {}",
                Word::AtMost.text(lang),
                show::money_exact(limit, lang)
            ),
            None => Word::WholeBalance.text(lang).to_owned(),
        };
        paint::text(buffer, paint::row(inside, 1), theme, Tone::Dim, &most);
        paint::note(model, buffer, paint::row(inside, 2));
        let hint = Word::ReplyKeys.text(lang);
        paint::text(buffer, paint::row(inside, 3), theme, Tone::Dim, hint);
        let line = Line {
            label: Word::AmountYuan.text(lang),
            field: &self.yuan,
            hint: "",
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

fn bad(model: &mut Model, bad: Bad) -> Fate {
    model.say(Say::Bad(bad), Tone::Error);
    Fate::Stays
}

/// The question on top of the form: Esc leads back to it.
fn confirm(model: &mut Model, act: DeskAct, key: &ItemKey, command: Command, said: String) -> Fate {
    let asked = Confirm::of_reply(model, Action::Desk(act), key, command, vec![said]);
    match asked {
        Some(asked) => model.overlays.push(Overlay::Confirm(asked)),
        None => model.say(Say::Changed, Tone::Error),
    }
    Fate::Stays
}

/// What a digit chooses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Choice {
    Field(MismatchField),
    End(HopEnd),
}

impl Choice {
    fn text(self, lang: Lang) -> String {
        match self {
            Self::Field(field) => field.term(lang).into_owned(),
            Self::End(end) => end.term(lang).into_owned(),
        }
    }
}

/// Asks for one of a few.
#[derive(Clone, Debug)]
pub struct ChoiceBox {
    key: ItemKey,
    title: Word,
    act: DeskAct,
    choices: Vec<Choice>,
}

impl ChoiceBox {
    /// How the trace ended at an order or a query.
    pub fn of_ends(key: ItemKey) -> Self {
        Self {
            key,
            title: Word::HowEnded,
            act: DeskAct::Ended,
            choices: HopEnd::ALL.iter().map(|end| Choice::End(*end)).collect(),
        }
    }

    /// Which field of an order differs; of a telecom order only the number can.
    pub fn of_fields(model: &Model, id: OrderId) -> Self {
        let has_measure = model
            .floor()
            .order(&id)
            .is_some_and(|o| o.measure.is_some());
        let fields: &[MismatchField] = if has_measure {
            &[MismatchField::Number]
        } else {
            MismatchField::ALL
        };
        Self {
            key: ItemKey::Order(id),
            title: Word::WhatDiffers,
            act: DeskAct::Differs,
            choices: fields.iter().copied().map(Choice::Field).collect(),
        }
    }

    pub(super) fn press(&self, model: &mut Model, key: Key) -> Fate {
        let chosen = digit(key).and_then(|n| self.choices.get(n - 1)).copied();
        let Some(chosen) = chosen else {
            return Fate::Stays;
        };
        let command = match (chosen, &self.key) {
            (Choice::Field(field), _) => Command::OrderMismatch(Differs { field }),
            (Choice::End(how), ItemKey::Hop(_)) => Command::HopAnswer(HopTold {
                rows: None,
                outputs: Vec::new(),
                ended: Some(how),
            }),
            (Choice::End(how), _) => Command::OrderEmpty(MovedOn {
                next_accounts: Vec::new(),
                ended: Some(how),
            }),
        };
        let said = chosen.text(model.lang);
        let said = format!("{}: {said}", self.title.text(model.lang));
        confirm(model, self.act, &self.key, command, said)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let count = self.choices.len() as u16;
        let title = self.title.text(lang);
        let inside = paint::centred(model, buffer, title, 48, count + 3);
        for (n, choice) in self.choices.iter().enumerate() {
            let line = format!("{}  {}", n + 1, choice.text(lang));
            let area = paint::row(inside, n as u16);
            paint::key_line(buffer, area, theme, &line, Tone::Text);
        }
        paint::note(model, buffer, paint::row(inside, count + 1));
        let hint = Word::OutcomeHint.text(lang);
        paint::text(
            buffer,
            paint::row(inside, count + 2),
            theme,
            Tone::Dim,
            hint,
        );
        None
    }
}
