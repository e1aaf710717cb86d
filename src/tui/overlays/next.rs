//! What may follow on a case or an order: every step with its key; what can not be says why, and its key says it
//! again.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout as Split};

use super::{Cursor, Fate, paint};
use crate::domain::ids::Key as ItemKey;
use crate::text::words::{Say, Word};
use crate::tui::actions::{Action, Danger, Row, TABLE, blocked_on, may};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::perform;
use crate::tui::keys::fold::fold;
use crate::tui::keys::{Context, Key};
use crate::tui::theme::Tone;

/// Key, label, what it does or why it can not be.
const COLUMNS: [Constraint; 3] = [
    Constraint::Length(3),
    Constraint::Length(14),
    Constraint::Fill(1),
];

/// The list of steps.
#[derive(Clone, Debug)]
pub struct NextBox {
    key: ItemKey,
}

impl NextBox {
    /// The steps of an item.
    pub fn new(key: ItemKey) -> Self {
        Self { key }
    }

    /// The rows of the table that may follow, as far as the role has them.
    fn rows(&self, model: &Model) -> Vec<&'static Row> {
        let belongs = |row: &&Row| match self.key {
            ItemKey::Case(_) => row.contexts.contains(&Context::NEXT),
            _ => row.contexts.contains(&Context::ORDER) || is_of_orders(row.action),
        };
        let rows = TABLE.iter().filter(belongs);
        rows.filter(|row| row.action != Action::WhatNext && may(model, row))
            .collect()
    }

    pub(super) fn press(&self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        let rows = self.rows(model);
        let setup = std::sync::Arc::clone(&model.setup);
        let is_key = |row: &&&Row| {
            let mut chords = setup.keymap.chords(row.action);
            chords.any(|chord| chord.keys() == [fold(key)])
        };
        let Some(row) = rows.iter().find(is_key) else {
            return Fate::Stays;
        };
        if let Some(why) = blocked_on(model, row.action, &self.key) {
            let what = row.label;
            model.say(Say::Blocked { what, why }, Tone::Error);
            return Fate::Stays;
        }
        if model.subject().as_ref() != Some(&self.key) {
            model.say(Say::Changed, Tone::Error);
            return Fate::Goes;
        }
        perform(model, row.action, effects);
        Fate::Goes
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let rows = self.rows(model);
        let lines = rows.len() as u16 + 2;
        let inside = paint::centred(model, buffer, Word::WhatNext.text(lang), 74, lines);
        for (n, row) in rows.iter().enumerate() {
            let why = blocked_on(model, row.action, &self.key);
            let tone = match (&why, row.danger) {
                (Some(_), _) => Tone::Dim,
                (None, Danger::Outside) => Tone::Danger,
                (None, Danger::None) => Tone::Text,
            };
            let chord = model.setup.keymap.chords(row.action).next();
            let chord = chord.map_or_else(String::new, ToString::to_string);
            let said = why.map_or_else(|| row.about.text(lang).to_owned(), |why| why.text(lang));
            let line = paint::row(inside, n as u16);
            let [key, label, about] = Split::horizontal(COLUMNS).areas(line);
            paint::text(buffer, key, theme, Tone::Key, &chord);
            paint::text(buffer, label, theme, tone, row.label.text(lang));
            paint::text(buffer, about, theme, tone, &said);
        }
        let note = paint::row(inside, lines - 1);
        paint::note(model, buffer, note);
        None
    }
}

/// Keys of orders that other items have too.
fn is_of_orders(action: Action) -> bool {
    matches!(
        action,
        Action::Stop | Action::Approve | Action::Cancel | Action::Paper
    )
}
