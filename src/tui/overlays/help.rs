//! Help: every action the role has under its heading, with its keys, from the one table. Typing filters, Enter runs;
//! what can not be done now stands there and says why.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::listing::{ABOUT, Entry, Line as ListLine, Listing, run};
use super::{Cursor, Fate, Line, paint};
use crate::text::words::{Lang, Say, Word};
use crate::tui::actions::{Action, Group, Row, TABLE, may};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold_text;
use crate::tui::panes::fault;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Edit, TextField};

/// The cells of the box.
const WIDE: u16 = 112;
/// Rows a page key moves.
const PAGE: usize = 10;

/// The list of actions.
#[derive(Clone, Debug, Default)]
pub struct HelpBox {
    field: TextField,
    at: usize,
}

/// A line of the list before it is written out.
#[derive(Clone, Copy)]
enum Item {
    Heading(Group),
    Row(&'static Row),
}

impl HelpBox {
    /// The whole list.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.field
    }

    /// The actions that match what is typed, heading by heading.
    fn rows(&self, model: &Model) -> Vec<&'static Row> {
        let wanted = fold_text(self.field.text().trim()).to_lowercase();
        let groups = Group::ALL.into_iter();
        groups
            .flat_map(|group| TABLE.iter().filter(move |row| row.group == group))
            // The digits of the script are one row.
            .filter(|row| !matches!(row.action, Action::Answer(2..)))
            .filter(|row| may(model, row) && matches(model, row, &wanted))
            .collect()
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        let rows = self.rows(model);
        let last = rows.len().saturating_sub(1);
        match key.code() {
            KeyCode::Up => self.at = self.at.saturating_sub(1),
            KeyCode::Down => self.at = (self.at + 1).min(last),
            KeyCode::PageUp => self.at = self.at.saturating_sub(PAGE),
            KeyCode::PageDown => self.at = (self.at + PAGE).min(last),
            KeyCode::Enter => {
                match rows.get(self.at) {
                    // An answer is the victim's: nobody gives one by running a row.
                    Some(row) if matches!(row.action, Action::Answer(_)) => {
                        model.say(Say::AnswerByDigit, Tone::Text);
                    }
                    Some(row) => run(model, row, effects),
                    None => {}
                }
                return Fate::Goes;
            }
            _ => {
                if self.field.press(key) == Edit::Changed {
                    self.at = 0;
                }
            }
        }
        Fate::Stays
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let rows = self.rows(model);
        let (items, selected) = with_headings(&rows, self.at);
        let contexts = model.contexts();
        let fault = fault(model);
        let above = 1 + u16::from(fault.is_some());
        let lines = (items.len() as u16 + ABOUT + above).max(8);
        let inside = paint::centred(model, buffer, Word::Help.text(lang), WIDE, lines);
        if let Some(said) = fault {
            let said = format!("{}: {said}", Word::LineSays.text(lang));
            paint::text(buffer, paint::row(inside, 1), theme, Tone::LinkDown, &said);
        }
        let mut list = inside;
        list.y += list.height.min(above);
        list.height = list.height.saturating_sub(above);
        let line = |index: usize| match items[index] {
            Item::Heading(group) => ListLine::Heading(group.word().text(lang)),
            Item::Row(row) => ListLine::Entry(Entry::of(model, row, &contexts)),
        };
        if rows.is_empty() {
            let nothing = Word::PaletteNothing.text(lang);
            paint::text(buffer, paint::row(list, 0), theme, Tone::Dim, nothing);
        }
        let listing = Listing {
            lines: items.len(),
            selected,
            indent: 2,
            line: &line,
        };
        listing.paint(model, buffer, list);
        let line = Line {
            label: "?",
            field: &self.field,
            hint: Word::HelpHint.text(lang),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

/// The rows with their headings, and the line the cursor is on.
fn with_headings(rows: &[&'static Row], at: usize) -> (Vec<Item>, usize) {
    let mut items = Vec::with_capacity(rows.len() + Group::ALL.len());
    let mut selected = 0;
    let mut last = None;
    for (n, row) in rows.iter().enumerate() {
        if last != Some(row.group) {
            items.push(Item::Heading(row.group));
            last = Some(row.group);
        }
        if n == at {
            selected = items.len();
        }
        items.push(Item::Row(row));
    }
    (items, selected)
}

fn matches(model: &Model, row: &Row, wanted: &str) -> bool {
    let words = [row.label.en, row.label.zh, row.about.en, row.about.zh];
    let heading = row.group.word();
    let headings = [heading.text(Lang::En), heading.text(Lang::Zh)];
    let mut chords = model.setup.keymap.chords(row.action);
    row.name.contains(wanted)
        || words
            .iter()
            .any(|text| text.to_lowercase().contains(wanted))
        || headings.iter().any(|text| text.contains(wanted))
        || chords.any(|chord| chord.to_string().to_lowercase() == wanted)
}
