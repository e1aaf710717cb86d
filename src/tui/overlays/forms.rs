//! Two steps of a case that name something else: passing it on to another organisation, joining it into another
//! case.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::pair::{At, Pair};
use super::{Cursor, Fate, Line, paint, plain_digits};
use crate::domain::command::{Command, MergeCase, PassOn};
use crate::domain::ids::{CaseId, Key as ItemKey, OrgCode};
use crate::text::words::{Bad, Say, Term, Word};
use crate::tui::actions::{Action, CaseStep, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::send_on;
use crate::tui::app::sending::Then;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// Asks whom a case is passed on to, and why.
#[derive(Clone, Debug)]
pub struct PassBox {
    id: CaseId,
    /// The code of the organisation, and the reason.
    fields: Pair,
}

impl PassBox {
    /// The form for a case.
    pub fn new(id: CaseId) -> Self {
        let fields = Pair::new("", At::First);
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
        let Some(org) = code(self.fields.first()) else {
            self.fields.refuse(model, Bad::Org);
            return Fate::Stays;
        };
        let Some(reason) = self.fields.reason(model) else {
            return Fate::Stays;
        };
        let pass = Command::CaseTransfer(PassOn { org, reason });
        let (action, key) = (Action::Case(CaseStep::PassOn), ItemKey::Case(self.id));
        send_on(model, effects, action, pass, key, Then::Say)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let title = row(Action::Case(CaseStep::PassOn)).label.text(lang);
        let inside = paint::centred(model, buffer, title, 60, 4);
        paint::note(model, buffer, paint::row(inside, 3));
        let known = code(self.fields.first())
            .and_then(|code| model.floor().org(&code).map(|held| held.is.clone()));
        if let Some(org) = known {
            let name = lang.name(&org.name_en, &org.name_zh);
            paint::text(buffer, paint::row(inside, 2), theme, Tone::Ok, name);
        }
        let hint = Word::OrgHint.text(lang);
        (self.fields).paint(model, buffer, inside, (Word::OrgCode, hint))
    }
}

/// A code of six digits.
fn code(text: &str) -> Option<OrgCode> {
    let text = text.trim();
    let is_code = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    is_code.then(|| text.parse().ok()).flatten()
}

/// Asks which case goes on.
#[derive(Clone, Debug)]
pub struct MergeBox {
    id: CaseId,
    number: TextField,
}

impl MergeBox {
    /// The form for the case that ends.
    pub fn new(id: CaseId) -> Self {
        Self {
            id,
            number: TextField::default(),
        }
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.number
    }

    fn wanted(&self, model: &Model) -> Option<CaseId> {
        let no: u32 = plain_digits(self.number.text()).trim().parse().ok()?;
        let mut cases = model.floor().cases().values().rev();
        let found = cases.find(|case| case.no == no && case.id != self.id);
        found.map(|case| case.id)
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        if key.code() != KeyCode::Enter {
            self.number.press(fold(key));
            return Fate::Stays;
        }
        let Some(into) = self.wanted(model) else {
            model.say(Say::Bad(Bad::CaseNumber), Tone::Error);
            return Fate::Stays;
        };
        let merge = Command::CaseMerge(MergeCase { into });
        let (action, key) = (Action::Case(CaseStep::Merge), ItemKey::Case(self.id));
        send_on(model, effects, action, merge, key, Then::Say)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let title = row(Action::Case(CaseStep::Merge)).label.text(lang);
        let inside = paint::centred(model, buffer, title, 56, 3);
        paint::note(model, buffer, paint::row(inside, 2));
        if let Some(case) = self.wanted(model).and_then(|id| model.floor().case(&id)) {
            let who = case.victim.phone.as_ref().or(case.victim.name.as_ref());
            let who = who.map_or(Word::Unknown.text(lang), |who| who.shown());
            let said = format!("{who}  {}", case.state.term(lang));
            paint::text(buffer, paint::row(inside, 1), theme, Tone::Ok, &said);
        }
        let line = Line {
            label: Word::CaseGoesOn.text(lang),
            field: &self.number,
            hint: "",
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}
