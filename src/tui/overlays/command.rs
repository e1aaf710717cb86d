//! The command line: an action by its name, or a verb with a word behind it (`filter tier:P0`, `go case:12`). Tab
//! completes and goes on to the next, Up and Down bring back what was typed before.

mod complete;
mod verbs;

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listing::{run, why_not};
use super::{Cursor, Fate, Line, paint};
use crate::text::width::width;
use crate::text::words::{Bad, Say, Word};
use crate::tui::actions::{self, Row, TABLE, may};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::open_item;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold_text;
use crate::tui::nearest::nearest;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Edit, Strip, TextField};
use complete::{Completion, completion};
use verbs::Verb;

/// Commands remembered.
const HISTORY: usize = 50;

/// The command being typed.
#[derive(Clone, Debug, Default)]
pub struct CommandBox {
    field: TextField,
    /// How far back in the history.
    back: usize,
    /// What was being typed before the history was asked.
    draft: String,
    /// Where Tab is among what may stand here.
    tab: Option<(Completion, usize)>,
}

impl CommandBox {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.field
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        if key.code() == KeyCode::Tab {
            let is_back = key.modifiers().contains(KeyModifiers::SHIFT);
            self.complete(model, if is_back { -1 } else { 1 });
            return Fate::Stays;
        }
        self.tab = None;
        match key.code() {
            KeyCode::Enter => return self.run(model, effects),
            KeyCode::Up => self.recall(model, self.back + 1),
            KeyCode::Down => self.recall(model, self.back.saturating_sub(1)),
            _ => {
                if self.field.press(key) == Edit::Changed {
                    self.back = 0;
                }
            }
        }
        Fate::Stays
    }

    /// The rest that all candidates share; once there is none, one candidate after the other.
    fn complete(&mut self, model: &Model, by: isize) {
        if let Some((completion, at)) = &mut self.tab {
            let count = completion.words.len() as isize;
            *at = (*at as isize + by).rem_euclid(count.max(1)) as usize;
            self.field = TextField::with(&completion.line(*at));
            return;
        }
        let typed = fold_text(self.field.text());
        let completion = completion(model, typed.trim_start());
        match completion.words.len() {
            0 => {}
            1 => self.field = TextField::with(&completion.whole(model)),
            _ => {
                let shared = completion.shared();
                if shared.len() > typed.trim_start().len() {
                    self.field = TextField::with(&shared);
                } else {
                    self.field = TextField::with(&completion.line(0));
                    self.tab = Some((completion, 0));
                }
            }
        }
    }

    fn recall(&mut self, model: &Model, back: usize) {
        if self.back == 0 {
            self.field.text().clone_into(&mut self.draft);
        }
        let count = model.history.len();
        let text = match count.checked_sub(back) {
            Some(at) if back > 0 => model.history.get(at),
            Some(_) => Some(&self.draft),
            None => None,
        };
        if let Some(text) = text {
            self.field = TextField::with(text);
            self.back = back;
        }
    }

    fn run(&mut self, model: &mut Model, effects: &mut Vec<Effect>) -> Fate {
        let text = fold_text(self.field.text().trim());
        if text.is_empty() {
            return Fate::Goes;
        }
        match carry_out(model, &text, effects) {
            Ok(()) => {
                model.history.retain(|old| *old != text);
                model.history.push(text);
                if model.history.len() > HISTORY {
                    model.history.remove(0);
                }
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
        let inside = paint::along_foot(model, buffer, (Word::Command, Word::CommandKeys));
        let below = paint::row(inside, 1);
        if model.status().is_some() {
            paint::note(model, buffer, below);
        } else {
            self.paint_candidates(model, buffer, below);
        }
        let line = Line {
            label: ":",
            field: &self.field,
            hint: Word::CommandHint.text(lang),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }

    /// What may stand here, whole words only; of the one action that is named what it does, or why not now.
    fn paint_candidates(&self, model: &Model, buffer: &mut Buffer, area: Rect) {
        let theme = &model.setup.theme;
        let typed = fold_text(self.field.text().trim_start());
        if self.tab.is_none()
            && let Some((tone, about)) = about(model, &typed)
        {
            return paint::text(buffer, area, theme, tone, &about);
        }
        let (completion, at) = match self.tab.clone() {
            Some((completion, at)) => (completion, Some(at)),
            None => (completion(model, &typed), None),
        };
        let mut strip = Strip::new(buffer, area);
        // The one Tab is at is always seen.
        for (n, word) in completion.words.iter().enumerate().skip(at.unwrap_or(0)) {
            let tone = if at == Some(n) {
                Tone::Key
            } else {
                Tone::Placeholder
            };
            if width(word) + 2 > usize::from(strip.room()) {
                let more = theme.glyphs().ellipsis;
                strip.put(more, paint::raised(theme, Tone::Placeholder));
                break;
            }
            strip
                .put(word, paint::raised(theme, tone))
                .put("  ", paint::raised(theme, tone));
        }
    }
}

/// What the one action or verb does that is named, or why it can not be done now.
fn about(model: &Model, typed: &str) -> Option<(Tone, String)> {
    let lang = model.lang;
    if let Some(verb) = Verb::named(typed) {
        return Some((Tone::Placeholder, verb.about().text(lang).to_owned()));
    }
    let row = actions::named(typed).filter(|row| may(model, row))?;
    Some(match why_not(model, row, &model.contexts()) {
        Some(why) => {
            let said = format!("{}: {}", Word::NotNow.text(lang), why.text(lang));
            (Tone::ClockWarn, said)
        }
        None => (Tone::Placeholder, row.about.text(lang).to_owned()),
    })
}

/// The actions that are there for this role.
fn rows(model: &Model) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| may(model, row))
}

fn carry_out(model: &mut Model, text: &str, effects: &mut Vec<Effect>) -> Result<(), Bad> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let rest = rest.trim();
    if let Some(verb) = Verb::named(name)
        && !(rest.is_empty() && verb.is_action())
    {
        return verb.carry_out(model, rest, effects);
    }
    if let Some(row) = actions::named(text).filter(|row| may(model, row)) {
        run(model, row, effects);
        return Ok(());
    }
    if let Some(key) = verbs::item(model, text)? {
        open_item(model, &key);
        return Ok(());
    }
    let names = rows(model).map(|row| row.name);
    let verbs = Verb::ALL.into_iter().map(Verb::name);
    // What is wrong with `clam 12` is its first word.
    let found = if actions::named(name).is_some() {
        text
    } else {
        name
    };
    Err(Bad::NoAction {
        found: found.to_owned(),
        near: nearest(found, names.chain(verbs)),
    })
}
