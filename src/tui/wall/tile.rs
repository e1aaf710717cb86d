//! One figure of the wall: a title, digits as large as there is room for, a word on them, and how old they are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::Span;
use crate::feed::frame::Feed;
use crate::text::show;
use crate::text::width::width;
use crate::text::words::Word;
use crate::tui::app::link::{Health, span};
use crate::tui::app::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widgets::big::{self, Dot};
use crate::tui::widgets::{Attention, Frame, Strip};

/// A figure older than this is not to be acted on.
const STALE: Span = Span::secs(15);

/// One tile.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What it counts.
    pub title: Word,
    /// How much.
    pub figure: Figure,
    /// A word below it; may be empty.
    pub note: String,
    /// How the figure looks.
    pub tone: Tone,
    /// The feed it comes from.
    pub feed: Feed,
}

/// A figure in its parts: `¥` `1.24` `M`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Figure {
    lead: String,
    digits: String,
    unit: String,
}

impl Figure {
    /// From a text as screens show it; unknown figures are `-`.
    pub fn of(text: &str) -> Self {
        let is_digit = |c: char| c.is_ascii_digit() || c == '-' || c == '?';
        let start = text.find(is_digit).unwrap_or(0);
        let is_tail = |c: char| c.is_alphabetic() || c == '%';
        let end = text.find(is_tail).unwrap_or(text.len()).max(start);
        Self {
            lead: text[..start].to_owned(),
            digits: text[start..end].trim().to_owned(),
            unit: text[end..].to_owned(),
        }
    }

    /// The largest dot with which it fits; `None`: only as plain text.
    pub fn dot(&self, wide: u16, high: u16) -> Option<Dot> {
        let wide = wide.checked_sub(beside(&self.lead) + beside(&self.unit))?;
        big::is_known(&self.digits)
            .then(|| Dot::largest(&self.digits, wide, high))
            .flatten()
    }
}

impl Tile {
    /// Paints the tile; `dot` is the same for all tiles of a page.
    pub fn paint(&self, model: &Model, buffer: &mut Buffer, area: Rect, dot: Option<Dot>) {
        let theme = &model.setup.theme;
        let title = self.title.text(model.lang);
        let inside = Frame::new(title, Attention::Aside).paint(buffer, area, theme);
        let (age, is_stale) = age(model, self.feed);
        let last = inside.height.saturating_sub(1);
        let foot = Rect {
            y: inside.y + last,
            height: inside.height.min(1),
            ..inside
        };
        let tone = if is_stale { Tone::LinkStale } else { Tone::Dim };
        let mut strip = Strip::new(buffer, foot);
        strip.right(&age, theme[tone]).right(" ", theme[Tone::Dim]);
        if width(&self.note) <= usize::from(strip.room()) {
            strip.put(&self.note, theme[Tone::Dim]);
        }
        let tone = if is_stale { Tone::Dim } else { self.tone };
        let body = Rect {
            height: last,
            ..inside
        };
        let fits = |dot: &Dot| self.figure.dot(body.width, body.height) >= Some(*dot);
        if let Some(dot) = dot.filter(fits) {
            self.blocks(model, buffer, body, dot, tone);
        } else {
            let Figure { lead, digits, unit } = &self.figure;
            let mut strip = Strip::new(buffer, body);
            strip.put_cut(&format!("{lead}{digits} {unit}"), theme[tone], "");
        }
    }

    /// The digits in the middle, their unit at the foot of the last one.
    fn blocks(&self, model: &Model, buffer: &mut Buffer, area: Rect, dot: Dot, tone: Tone) {
        let style = model.setup.theme[tone];
        let Figure { lead, digits, unit } = &self.figure;
        let taken = beside(lead) + dot.cells(digits) + beside(unit);
        let spare = area.width.saturating_sub(taken) / 2;
        let top = area.height.saturating_sub(dot.lines()) / 2;
        let area = Rect {
            x: area.x + spare,
            y: area.y + top,
            width: area.width.saturating_sub(spare),
            height: dot.lines(),
        };
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        let figure = Rect {
            x: area.x + beside(lead),
            width: area.width.saturating_sub(beside(lead)),
            ..area
        };
        let painted = dot.paint(digits, buffer, figure, style);
        let mut strip = Strip::new(buffer, foot);
        strip.put(lead, style);
        let end = figure.x + painted + 1;
        let after = Rect {
            x: end,
            width: area.right().saturating_sub(end),
            ..foot
        };
        Strip::new(buffer, after).put(unit, style);
    }
}

/// Cells that a word beside the digits takes, with the blank between.
fn beside(text: &str) -> u16 {
    match width(text) {
        0 => 0,
        cells => cells as u16 + 1,
    }
}

/// How old a feed's figures are, and whether they are too old.
fn age(model: &Model, feed: Feed) -> (String, bool) {
    let link = model.links.iter().find(|link| link.feeds.contains(&feed));
    let heard = link
        .and_then(|link| link.heard.age(model.moment.at))
        .map(span);
    let is_stale = model.health(feed) == Health::Stale || heard.is_none_or(|age| age > STALE);
    let age = heard.map_or_else(String::new, |age| show::age(age, model.lang));
    if is_stale {
        let word = Word::Stale.text(model.lang);
        return (format!("{word} {age}").trim_end().to_owned(), true);
    }
    (age, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_falls_into_its_parts() {
        for (text, lead, digits, unit) in [
            ("¥1.24 M", "¥", "1.24", "M"),
            ("¥1240万", "¥", "1240", "万"),
            ("¥8 200", "¥", "8 200", ""),
            ("+02:10", "+", "02:10", ""),
            ("93 %", "", "93", "%"),
            ("67 min", "", "67", "min"),
            ("-", "", "-", ""),
            ("?", "", "?", ""),
        ] {
            let figure = Figure::of(text);
            assert_eq!(
                (&*figure.lead, &*figure.digits, &*figure.unit),
                (lead, digits, unit)
            );
        }
    }
}
