//! What is asked about an order that holds: a freeze or its renewal with its term, a release with its reason. Enter
//! goes on to the question that names the target and is answered on another key.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, Line, digit, paint, target_of};
use crate::domain::command::{AskFor, Command};
use crate::domain::ids::{Key as ItemKey, OrderId};
use crate::domain::order::{AskKind, FreezeTerm};
use crate::text::safe::SafeText;
use crate::text::words::{Bad, Say, Term, Word};
use crate::tui::actions::Action;
use crate::tui::app::confirm;
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// The form of what is asked.
#[derive(Clone, Debug)]
pub struct AskBox {
    id: OrderId,
    kind: AskKind,
    term: Option<FreezeTerm>,
    reason: TextField,
}

impl AskBox {
    /// The form for an order.
    pub fn new(id: OrderId, kind: AskKind) -> Self {
        Self {
            id,
            kind,
            term: None,
            reason: TextField::default(),
        }
    }

    fn has_term(&self) -> bool {
        matches!(self.kind, AskKind::Freeze | AskKind::Renew)
    }

    /// Whether a digit is still to choose the term.
    fn is_choosing(&self) -> bool {
        self.has_term() && self.term.is_none()
    }

    pub(super) fn field(&mut self) -> Option<&mut TextField> {
        (!self.is_choosing()).then_some(&mut self.reason)
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key) -> Fate {
        if self.is_choosing() {
            self.term = digit(key).and_then(|n| FreezeTerm::ALL.get(n - 1)).copied();
            return Fate::Stays;
        }
        match key.code() {
            KeyCode::Enter => self.enter(model),
            KeyCode::Tab if self.has_term() => {
                self.term = None;
                Fate::Stays
            }
            _ => {
                self.reason.press(key);
                Fate::Stays
            }
        }
    }

    fn enter(&self, model: &mut Model) -> Fate {
        let reason = self.reason.text().trim();
        if reason.is_empty() && self.kind == AskKind::Release {
            model.say(Say::Bad(Bad::Reason), Tone::Error);
            return Fate::Stays;
        }
        let ask = Command::OrderAsk(AskFor {
            kind: self.kind,
            term: self.term,
            reason: SafeText::line(reason),
        });
        let action = match self.kind {
            AskKind::Release => Action::ReleaseMoney,
            _ => Action::Freeze,
        };
        confirm(model, action, &ItemKey::Order(self.id), ask);
        Fate::Goes
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let terms = if self.has_term() { 3 } else { 0 };
        let title = self.kind.term(lang);
        let inside = paint::centred(model, buffer, &title, 62, terms + 4);
        let target = model.floor().order(&self.id);
        let target = target.map_or_else(String::new, |order| target_of(model, order, lang));
        paint::text(buffer, paint::row(inside, 0), theme, Tone::Danger, &target);
        if self.has_term() {
            for (n, term) in FreezeTerm::ALL.iter().enumerate() {
                let major = match term {
                    FreezeTerm::Major => Word::MajorCase.text(lang),
                    _ => "",
                };
                let line = format!("{}  {} {major}", n + 1, term.term(lang));
                let tone = match self.term {
                    Some(chosen) if chosen == *term => Tone::TitleFocus,
                    Some(_) => Tone::Dim,
                    None => Tone::Text,
                };
                let area = paint::row(inside, 1 + n as u16);
                paint::key_line(buffer, area, theme, &line, tone);
            }
        }
        let at = paint::row(inside, terms + 1);
        paint::note(model, buffer, paint::row(inside, terms + 3));
        if self.is_choosing() {
            paint::text(buffer, at, theme, Tone::Dim, Word::OutcomeHint.text(lang));
            return None;
        }
        let hint = match self.kind {
            AskKind::Release => Word::ReasonHint,
            _ => Word::ReasonFree,
        };
        let line = Line {
            label: Word::ReasonLine.text(lang),
            field: &self.reason,
            hint: hint.text(lang),
            area: at,
        };
        paint::line(buffer, theme, &line)
    }
}
