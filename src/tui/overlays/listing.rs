//! Lists of what can be run, for help and the palette: headings and rows of keys, name, what it does and, where
//! there is room, why not now; below them all there is to say about the row under the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint;
use crate::text::width::width;
use crate::text::words::{Say, Why, Word};
use crate::tui::actions::{Action, Danger, Row, blocked};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::perform;
use crate::tui::keys::{Chord, Context};
use crate::tui::panes::wrap;
use crate::tui::theme::Tone;
use crate::tui::widgets::Strip;

/// Cells of the keys and of the name; on narrow screens.
const WIDE: (u16, u16) = (11, 14);
const NARROW: (u16, u16) = (9, 13);
/// Below so many cells a row is narrow.
const SMALL: u16 = 64;
/// From so many cells on a row has room for the reason.
const ROOMY: u16 = 96;
/// The cells of the reason.
const REASON: u16 = 30;
/// Lines about the row under the cursor.
pub const ABOUT: u16 = 2;

/// A row of the list.
#[derive(Debug)]
pub enum Line {
    /// What follows belongs together.
    Heading(&'static str),
    /// Something that can be run.
    Entry(Entry),
}

/// Something that can be run.
#[derive(Debug)]
pub struct Entry {
    /// Its keys.
    pub keys: String,
    /// A word or two.
    pub what: String,
    /// Its name on the command line; empty for what has none.
    pub name: &'static str,
    /// What it does.
    pub about: String,
    /// Why it can not be run now.
    pub why: Option<String>,
    /// Whether it reaches outside.
    pub danger: Danger,
}

impl Entry {
    /// An action of the table as it stands here.
    pub fn of(model: &Model, row: &Row, contexts: &[Context]) -> Self {
        let lang = model.lang;
        Self {
            keys: keys_of(model, row, contexts),
            what: row.label.text(lang).to_owned(),
            name: row.name,
            about: row.about.text(lang).to_owned(),
            why: why_not(model, row, contexts).map(|why| why.text(lang)),
            danger: row.danger,
        }
    }
}

/// A list about to be painted.
pub struct Listing<'l> {
    /// How many lines, headings too.
    pub lines: usize,
    /// The line under the cursor.
    pub selected: usize,
    /// Cells before an entry, so that headings stand out.
    pub indent: u16,
    /// Makes the line of a number; asked only for lines that are seen.
    pub line: &'l dyn Fn(usize) -> Line,
}

impl Listing<'_> {
    /// Paints the lines that fit, and below them what there is to say about the selected one.
    pub fn paint(&self, model: &Model, buffer: &mut Buffer, area: Rect) {
        let about = ABOUT.min(area.height.saturating_sub(1));
        let height = area.height - about;
        let seen = usize::from(height);
        let last = self.lines.saturating_sub(seen);
        let start = self.selected.saturating_sub(seen / 2).min(last);
        for (n, index) in (start..self.lines).take(seen).enumerate() {
            let row = paint::row(area, n as u16);
            match (self.line)(index) {
                Line::Heading(text) => {
                    paint::text(buffer, row, &model.setup.theme, Tone::OverlayTitle, text);
                }
                Line::Entry(entry) => {
                    let indent = self.indent.min(row.width);
                    let inner = Rect {
                        x: row.x + indent,
                        width: row.width - indent,
                        ..row
                    };
                    paint_entry(model, buffer, inner, &entry);
                }
            }
            if index == self.selected {
                let row = row.intersection(buffer.area);
                buffer.set_style(row, model.setup.theme[Tone::Selected]);
            }
        }
        if self.selected < self.lines
            && let Line::Entry(entry) = (self.line)(self.selected)
        {
            let below = Rect {
                y: area.y + height,
                height: about,
                ..area
            };
            paint_about(model, buffer, below, &entry);
        }
    }
}

fn paint_entry(model: &Model, buffer: &mut Buffer, row: Rect, entry: &Entry) {
    let theme = &model.setup.theme;
    let (keys, what) = if row.width < SMALL { NARROW } else { WIDE };
    let tone = match (&entry.why, entry.danger) {
        (Some(_), _) => Tone::Dim,
        (None, Danger::Outside) => Tone::Danger,
        (None, Danger::None) => Tone::Text,
    };
    let ellipsis = theme.glyphs().ellipsis;
    let style = |tone| paint::raised(theme, tone);
    let mut strip = Strip::new(buffer, row);
    if let Some(why) = entry.why.as_ref().filter(|_| row.width >= ROOMY) {
        let reason = Rect {
            x: row.right() - REASON,
            width: REASON,
            ..row
        };
        Strip::new(buffer, reason).put_cut(why, style(Tone::Dim), ellipsis);
        strip = Strip::new(
            buffer,
            Rect {
                width: row.width - REASON - 1,
                ..row
            },
        );
    }
    strip
        .column(keys)
        .put_cut(&entry.keys, style(Tone::Key), ellipsis);
    strip.skip(1);
    strip
        .column(what)
        .put_cut(&entry.what, style(tone), ellipsis);
    strip.skip(1);
    // Whole words only.
    let room = usize::from(strip.room());
    let about = match wrap(&entry.about, room).next() {
        Some(line) if line.len() < entry.about.len() => {
            let line = wrap(&entry.about, room.saturating_sub(width(ellipsis))).next();
            format!("{}{ellipsis}", line.unwrap_or_default().trim_end())
        }
        line => line.unwrap_or_default().to_owned(),
    };
    // Only the name is in the look of danger: a list of warnings would warn of nothing.
    let tone = if tone == Tone::Danger {
        Tone::Text
    } else {
        tone
    };
    strip.put_cut(&about, style(tone), ellipsis);
}

/// All there is to say: what it does, in the last line why not now, and at its end the name for the command line.
fn paint_about(model: &Model, buffer: &mut Buffer, area: Rect, entry: &Entry) {
    let theme = &model.setup.theme;
    let lines = area.height.saturating_sub(1);
    let about = wrap(&entry.about, usize::from(area.width));
    for (n, line) in about.take(usize::from(lines)).enumerate() {
        let row = paint::row(area, n as u16);
        paint::text(buffer, row, theme, Tone::Dim, line);
    }
    let ellipsis = theme.glyphs().ellipsis;
    let mut last = Strip::new(buffer, paint::row(area, lines));
    if !entry.name.is_empty() {
        let name = format!(" :{}", entry.name);
        last.right(&name, paint::raised(theme, Tone::Dim));
    }
    if let Some(why) = &entry.why {
        let said = format!("{}: {why}", Word::NotNow.text(model.lang));
        last.put_cut(&said, paint::raised(theme, Tone::ClockWarn), ellipsis);
    }
}

/// Why an action can not be done now: its item does not allow it, or it has no meaning in this pane.
pub fn why_not(model: &Model, row: &Row, contexts: &[Context]) -> Option<Why> {
    let is_here = row
        .contexts
        .iter()
        .any(|context| contexts.contains(context));
    match blocked(model, row.action) {
        None if row.commands.is_empty() && !is_here => Some(Why::NotHere),
        why => why,
    }
}

/// Runs a row that was chosen in a list, or says why it can not be.
pub fn run(model: &mut Model, row: &Row, effects: &mut Vec<Effect>) {
    if let Some(why) = why_not(model, row, &model.contexts()) {
        let what = row.label;
        return model.say(Say::Blocked { what, why }, Tone::Error);
    }
    perform(model, row.action, effects);
}

/// The keys of an action: those that lead to it here first, at most two; the digits of the answers as one; steps of a
/// case behind the key of their list.
fn keys_of(model: &Model, row: &Row, contexts: &[Context]) -> String {
    let keymap = &model.setup.keymap;
    let first = |action| keymap.chords(action).next();
    if row.action == Action::Answer(1)
        && let (Some(first), Some(last)) = (first(Action::Answer(1)), first(Action::Answer(5)))
    {
        return format!("{first}-{last}");
    }
    let before = match (row.contexts, first(Action::WhatNext)) {
        ([Context::NEXT], Some(chord)) => format!("{chord} "),
        _ => String::new(),
    };
    let here = keymap.chord_here(row.action, contexts);
    let others = keymap
        .chords(row.action)
        .filter(|chord| Some(*chord) != here);
    let keys: Vec<String> = here
        .into_iter()
        .chain(others)
        .take(2)
        .map(Chord::to_string)
        .collect();
    format!("{before}{}", keys.join(" "))
}
