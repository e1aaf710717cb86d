//! A telecom order on a case: what the carrier is to do, with which number. Without a number it is the one the
//! case knows; without a carrier the one the number begins with. The order is drafted once it is
//! confirmed.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::buffer::Buffer;

use super::banks::institution;
use super::{Confirm, Cursor, Fate, Line, NewOrder, Overlay, Target, digit, paint};
use crate::domain::command::{Command, TelecomOrder};
use crate::domain::decide::order::telecom::carrier_of_mask;
use crate::domain::ids::{CaseId, Key as ItemKey};
use crate::domain::masked::{Masked, Private};
use crate::domain::order::Measure;
use crate::text::mask::{Kind, mask};
use crate::text::words::{Bad, Lang, Say, Term, Word};
use crate::tui::actions::Action;
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// The fewest digits of a number.
const SHORTEST: usize = 5;

const NUMBER: usize = 0;
const CARRIER: usize = 1;

/// The form being filled in.
#[derive(Clone, Debug)]
pub struct TelecomBox {
    id: CaseId,
    measure: Option<Measure>,
    fields: [TextField; 2],
    at: usize,
}

impl TelecomBox {
    /// The form for a case.
    pub fn new(id: CaseId) -> Self {
        Self {
            id,
            measure: None,
            fields: Default::default(),
            at: NUMBER,
        }
    }

    pub(super) fn field(&mut self) -> Option<&mut TextField> {
        self.measure.is_some().then_some(&mut self.fields[self.at])
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key) -> Fate {
        let Some(measure) = self.measure else {
            self.choose(key);
            return Fate::Stays;
        };
        let back = key.modifiers().contains(KeyModifiers::SHIFT);
        match key.code() {
            KeyCode::Enter => return self.enter(model, measure),
            KeyCode::Tab | KeyCode::Up | KeyCode::Down if back || self.at == CARRIER => {
                self.at = NUMBER;
            }
            KeyCode::Tab | KeyCode::Up | KeyCode::Down => self.at = CARRIER,
            _ => {
                self.fields[self.at].press(fold(key));
            }
        }
        Fate::Stays
    }

    fn choose(&mut self, key: Key) {
        let Some(measure) = digit(key).and_then(|n| Measure::ALL.get(n - 1)) else {
            return;
        };
        self.measure = Some(*measure);
    }

    fn enter(&mut self, model: &mut Model, measure: Measure) -> Fate {
        let number: String = self.fields[NUMBER].text().split_whitespace().collect();
        let is_known = known(model, self.id, measure).is_some();
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits < SHORTEST && !(number.is_empty() && is_known) {
            model.say(Say::Bad(Bad::Phone), Tone::Error);
            self.at = NUMBER;
            return Fate::Stays;
        }
        let code = self.fields[CARRIER].text().trim().to_owned();
        let carrier = institution(model, &code);
        if carrier.is_none() && !code.is_empty() {
            model.say(Say::Bad(Bad::Institution(code)), Tone::Error);
            self.at = CARRIER;
            return Fate::Stays;
        }
        let shown = number_shown(model, self.id, measure, &number);
        let to = carrier.clone();
        let Some(institution) = to.or_else(|| carrier_of_mask(model.floor(), &shown)) else {
            model.say(Say::Bad(Bad::Carrier), Tone::Error);
            self.at = CARRIER;
            return Fate::Stays;
        };
        let command = Command::OrderTelecom(TelecomOrder {
            number: (!number.is_empty()).then_some(Private::Raw(number)),
            measure,
            institution: carrier,
        });
        let target = Target {
            institution,
            shown,
            sum: None,
            measure: Some(measure),
            money_at: None,
        };
        let (action, key) = (Action::Telecom, ItemKey::Case(self.id));
        let new = NewOrder {
            action,
            key,
            command,
            target,
        };
        let confirm = Confirm::of_new(model, new);
        model.overlays.extend(confirm.map(Overlay::Confirm));
        Fate::Stays
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let count = Measure::ALL.len() as u16;
        let inside = paint::centred(model, buffer, Word::TelecomForm.text(lang), 74, count + 5);
        for (n, measure) in Measure::ALL.iter().enumerate() {
            let mut line = format!(
                "{}  {}: {}",
                n + 1,
                measure.term(lang),
                about(*measure, lang)
            );
            line.push_str(&until(model, *measure));
            if measure.needs_commander() {
                line.push_str("  ");
                line.push_str(Word::CommanderOnly.text(lang));
            }
            let tone = match self.measure {
                Some(chosen) if chosen == *measure => Tone::TitleFocus,
                None => Tone::Text,
                Some(_) => Tone::Dim,
            };
            paint::key_line(buffer, paint::row(inside, n as u16), theme, &line, tone);
        }
        paint::note(model, buffer, paint::row(inside, count + 4));
        let Some(measure) = self.measure else {
            let area = paint::row(inside, count + 1);
            paint::text(buffer, area, theme, Tone::Dim, Word::OutcomeHint.text(lang));
            return None;
        };
        let number = number_hint(known(model, self.id, measure), lang);
        let lines = [
            (Word::PhoneNo, number.as_str()),
            (Word::Carrier, Word::CarrierHint.text(lang)),
        ];
        let mut cursor = None;
        for (n, (label, hint)) in lines.iter().enumerate() {
            let line = Line {
                label: label.text(lang),
                field: &self.fields[n],
                hint,
                area: paint::row(inside, count + 1 + n as u16),
            };
            let shown = paint::line(buffer, theme, &line);
            if n == self.at {
                cursor = shown;
            }
        }
        cursor
    }
}

fn about(measure: Measure, lang: Lang) -> &'static str {
    let (en, zh) = match measure {
        Measure::Shut => ("the number is put out of service", "号码停止服务"),
        Measure::Intercept => ("its calls and messages are stopped", "拦截其来电和短信"),
        Measure::Block => ("nobody can be reached from it", "封堵，无法呼出"),
        Measure::CutLine => ("the victim's own line", "受害人本人线路"),
        Measure::Unknown(_) => ("", ""),
    };
    lang.pick(en, zh)
}

/// `, 24 h`; what has no end of its own lasts until it is restored.
fn until(model: &Model, measure: Measure) -> String {
    let policy = &model.policy.order;
    let lang = model.lang;
    let seconds = match measure {
        Measure::CutLine => policy.cut_line_s,
        Measure::Intercept => policy.intercept_s,
        _ => return lang.pick(", until restored", "，直至恢复").to_owned(),
    };
    let hours = seconds / 3600;
    lang.pick(format!(", {hours} h"), format!("，{hours} 小时"))
}

/// The number of the case that stands in for an empty field: the victim's for a line to cut, else the suspect's.
fn known(model: &Model, id: CaseId, measure: Measure) -> Option<&Masked> {
    let case = model.floor().case(&id)?;
    match measure {
        Measure::CutLine => case.victim.phone.as_ref(),
        _ => case.caller.as_ref(),
    }
}

/// The number typed, or the one of the case, as it will be shown: the hub knows the carrier by what it begins with.
fn number_shown(model: &Model, id: CaseId, measure: Measure, number: &str) -> String {
    if number.is_empty() {
        known(model, id, measure).map_or_else(String::new, |known| known.shown().to_owned())
    } else {
        mask(Kind::Mobile, number)
    }
}

/// What an empty field of the number means.
fn number_hint(number: Option<&Masked>, lang: Lang) -> String {
    match number {
        Some(number) => {
            let shown = number.shown();
            lang.pick(format!("empty: {shown}"), format!("留空为 {shown}"))
        }
        None => lang
            .pick("the number, the case knows none", "请输入号码，案件中没有")
            .to_owned(),
    }
}
