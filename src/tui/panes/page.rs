//! A page of text for items: headings, facts that flow side by side, wrapped paragraphs, clocks. Lines break
//! between words and between Chinese characters, never inside a wide cell.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::width::width;
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::{Countdown, Strip};

/// One line.
#[derive(Clone, Debug)]
enum Line {
    Pieces(Vec<(Tone, String)>),
    Clock(String, Countdown<'static>),
}

/// A page about to be painted.
#[derive(Clone, Debug)]
pub struct Page {
    width: usize,
    lines: Vec<Line>,
    /// Lines that stay in sight wherever it is scrolled to.
    pinned: Range<usize>,
}

/// The empty cells between two facts in a line.
const BETWEEN: usize = 2;

impl Page {
    /// An empty page so many cells wide.
    pub fn new(width: u16) -> Self {
        Self {
            width: width as usize,
            lines: Vec::new(),
            pinned: 0..0,
        }
    }

    /// How many lines it has.
    pub fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX)
    }

    /// A line of pieces, cut at the width.
    pub fn line(&mut self, pieces: Vec<(Tone, String)>) {
        self.lines.push(Line::Pieces(pieces));
    }

    /// A heading with an empty line before it.
    pub fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.line(Vec::new());
        }
        self.line(vec![(Tone::TitleFocus, text.to_owned())]);
    }

    /// Text over as many lines as it takes, with a hanging indent after `first`.
    pub fn text(&mut self, tone: Tone, first: &str, text: &str) {
        let indent = width(first).min(self.width / 2);
        for (n, part) in wrap(text, self.width.saturating_sub(indent).max(1)).enumerate() {
            let before = if n == 0 {
                first.to_owned()
            } else {
                " ".repeat(indent)
            };
            self.line(vec![(Tone::Dim, before), (tone, part.to_owned())]);
        }
    }

    /// Label and value pairs, as many in a line as fit.
    pub fn facts(&mut self, facts: impl IntoIterator<Item = (&'static str, Tone, String)>) {
        let mut pieces: Vec<(Tone, String)> = Vec::new();
        let mut used = 0;
        for (label, tone, value) in facts {
            let cells = width(label) + 1 + width(&value);
            if used > 0 && used + BETWEEN + cells > self.width {
                self.line(std::mem::take(&mut pieces));
                used = 0;
            }
            if used > 0 {
                pieces.push((Tone::Dim, " ".repeat(BETWEEN)));
                used += BETWEEN;
            }
            pieces.push((Tone::Dim, format!("{label} ")));
            pieces.push((tone, value));
            used += cells;
        }
        if !pieces.is_empty() {
            self.line(pieces);
        }
    }

    /// Pieces beside each other, as many in a line as fit; none is cut that fits a line by itself.
    pub fn flow(&mut self, pieces: impl IntoIterator<Item = (Tone, String)>) {
        let mut line: Vec<(Tone, String)> = Vec::new();
        let mut used = 0;
        for (tone, text) in pieces.into_iter().filter(|(_, text)| !text.is_empty()) {
            let cells = width(&text);
            if used > 0 && used + BETWEEN + cells > self.width {
                self.line(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push((Tone::Dim, " ".repeat(BETWEEN)));
                used += BETWEEN;
            }
            line.push((tone, text));
            used += cells;
        }
        if !line.is_empty() {
            self.line(line);
        }
    }

    /// A target as it is named in a line, its parts kept whole: `ICBC  **** 1234  ¥52 000.00`.
    pub fn target(&mut self, tone: Tone, target: &str) {
        self.flow(target.split("  ").map(|part| (tone, part.to_owned())));
    }

    /// A question and its answer, which stands below it where there is no room behind it.
    pub fn answered(&mut self, question: &str, tone: Tone, answer: &str) {
        if width(question) + 1 + width(answer) <= self.width {
            return self.line(vec![
                (Tone::Dim, format!("{question} ")),
                (tone, answer.to_owned()),
            ]);
        }
        self.text(Tone::Dim, "", question);
        self.text(tone, "  ", answer);
    }

    /// A clock with its label.
    pub fn clock(&mut self, label: &str, countdown: Countdown<'static>) {
        self.lines.push(Line::Clock(label.to_owned(), countdown));
    }

    /// Clocks under each other, their bars in one column.
    pub fn clocks(&mut self, clocks: &[(&str, Countdown<'static>)]) {
        let widest = clocks.iter().map(|(label, _)| width(label)).max();
        for (label, countdown) in clocks {
            let short = widest.unwrap_or(0) - width(label);
            self.clock(&format!("{label}{}", " ".repeat(short)), *countdown);
        }
    }

    /// Keeps the lines from this one to the last in sight, whatever is above them.
    pub fn pin(&mut self, from: u16) {
        self.pinned = usize::from(from)..self.lines.len();
    }

    /// The furthest it can be scrolled in so many lines.
    pub fn most(&self, lines: u16) -> u16 {
        let over = self.height().saturating_sub(lines);
        if over == 0 {
            return 0;
        }
        over + self.kept(over, lines)
    }

    /// How many lines are not seen below, scrolled so far.
    pub fn below(&self, lines: u16, scroll: u16) -> u16 {
        let seen = lines - self.kept(scroll, lines);
        self.height().saturating_sub(seen).saturating_sub(scroll)
    }

    /// The lines at the end of so many that the pinned ones take; none where they are in sight anyway.
    fn kept(&self, scroll: u16, lines: u16) -> u16 {
        let seen = usize::from(scroll)..usize::from(scroll) + usize::from(lines);
        let is_in_sight = self.pinned.start >= seen.start && self.pinned.end <= seen.end;
        if is_in_sight {
            0
        } else {
            u16::try_from(self.pinned.len()).map_or(lines, |pinned| pinned.min(lines))
        }
    }

    /// Paints from line `scroll` on.
    pub fn paint(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, scroll: u16) {
        let scroll = scroll.min(self.most(area.height));
        let kept = self.kept(scroll, area.height);
        let text = usize::from(area.height - kept);
        let lines = self.lines.iter().skip(scroll.into()).take(text);
        for (row, line) in area.rows().zip(lines) {
            paint_line(line, buffer, row, theme);
        }
        let pinned = &self.lines[self.pinned.clone()];
        let pinned = &pinned[pinned.len() - usize::from(kept).min(pinned.len())..];
        for (row, line) in area.rows().skip(text).zip(pinned) {
            paint_line(line, buffer, row, theme);
        }
    }
}

fn paint_line(line: &Line, buffer: &mut Buffer, row: Rect, theme: &Theme) {
    let mut strip = Strip::new(buffer, row);
    match line {
        Line::Pieces(pieces) => {
            for (tone, text) in pieces {
                strip.put_cut(text, theme[*tone], theme.glyphs().ellipsis);
            }
        }
        Line::Clock(label, countdown) => {
            strip
                .put(label, theme[Tone::Dim])
                .put(" ", theme[Tone::Dim]);
            countdown.paint(&mut strip, theme);
        }
    }
}

/// Breaks a text into lines of so many cells.
pub fn wrap(text: &str, cells: usize) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_end();
    let mut first = true;
    std::iter::from_fn(move || {
        if rest.is_empty() && !first {
            return None;
        }
        first = false;
        let (line, tail) = rest.split_at(break_at(rest, cells));
        rest = tail.trim_start_matches(' ');
        Some(line.trim_end())
    })
}

/// Where the first line of a text ends: after the last word or wide glyph that fits whole.
fn break_at(text: &str, cells: usize) -> usize {
    let mut used = 0;
    let mut possible = None;
    for (at, glyph) in text.grapheme_indices(true) {
        let wide = width(glyph);
        let may_begin = wide == 2 && !is_closing(glyph);
        if may_begin || (glyph == " " && !is_inside_figure(&text[..at], &text[at + 1..])) {
            possible = Some(at);
        }
        used += wide;
        if used > cells {
            // Nothing fits: one glyph goes out anyway, the strip cuts it.
            let one = at.max(if at == 0 { glyph.len() } else { 0 });
            return possible.filter(|at| *at > 0).unwrap_or(one);
        }
        let rest = &text[at + glyph.len()..];
        if wide == 2 && !is_closing(rest) {
            possible = Some(at + glyph.len());
        }
    }
    text.len()
}

/// Whether a text begins with a mark that never begins a line.
fn is_closing(text: &str) -> bool {
    text.starts_with([
        '，', '。', '、', '；', '：', '？', '！', '）', '》', '”', '’', '】',
    ])
}

/// Whether a space stands inside a figure: before its unit, or between thousands, as in `¥5 921.00`.
fn is_inside_figure(before: &str, after: &str) -> bool {
    let group = after.bytes().take_while(u8::is_ascii_digit).count() == 3;
    is_about(before)
        || is_before_unit(after)
        || (group && before.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether a text ends with the sign of what is not exact, which stays with its figure: `≈ ¥14.5 k`.
fn is_about(text: &str) -> bool {
    text.ends_with(['≈', '~'])
}

/// Whether a text begins with a unit of one letter, which stays with its number: `¥14.5 k`.
fn is_before_unit(rest: &str) -> bool {
    let mut chars = rest.chars();
    let unit = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    unit && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pinned_stays_in_sight() {
        use crate::tui::term::caps::{Depth, GlyphSet};
        let mut page = Page::new(9);
        for n in 0..10 {
            if n == 5 {
                page.line(vec![(Tone::Text, "ask".to_owned())]);
                page.line(vec![(Tone::Text, "answer".to_owned())]);
                page.pin(5);
            }
            page.line(vec![(Tone::Text, n.to_string())]);
        }
        let (theme, _) = Theme::load("dark", Depth::True, GlyphSet::Unicode);
        let painted = |lines: u16, scroll: u16| -> String {
            let area = Rect::new(0, 0, 9, lines);
            let mut buffer = Buffer::empty(area);
            page.paint(&mut buffer, area, &theme, scroll);
            let rows = buffer.content.chunks(9);
            let rows = rows.map(|row| {
                let row: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
                row.trim().to_owned()
            });
            rows.collect::<Vec<_>>().join(" ")
        };
        for (lines, scroll, expected, below) in [
            (12, 0, "0 1 2 3 4 ask answer 5 6 7 8 9", 0),
            (8, 0, "0 1 2 3 4 ask answer 5", 4),
            (5, 0, "0 1 2 ask answer", 9),
            (5, 3, "3 4 ask answer 5", 4),
            (5, 9, "7 8 9 ask answer", 0),
            (2, 0, "ask answer", 12),
            (1, 0, "answer", 12),
        ] {
            assert_eq!(painted(lines, scroll), expected, "{lines} {scroll}");
            assert_eq!(page.below(lines, scroll), below, "{lines} {scroll}");
        }
        assert_eq!((page.most(12), page.most(5)), (0, 9));
    }

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        for (text, cells, lines) in [
            ("the money has gone", 9, vec!["the money", "has gone"]),
            ("转到安全账户", 4, vec!["转到", "安全", "账户"]),
            ("转到ABC账户", 5, vec!["转到", "ABC账", "户"]),
            ("unbreakable", 4, vec!["unbr", "eaka", "ble"]),
            ("诈", 1, vec!["诈"]),
            ("请核查资金。", 10, vec!["请核查资", "金。"]),
            ("", 5, vec![""]),
            ("a", 0, vec!["a"]),
            ("in 10 min ¥14.5 k", 16, vec!["in 10 min", "¥14.5 k"]),
            ("now ≈ ¥922", 6, vec!["now", "≈ ¥922"]),
            ("**** 4187  ¥5 921.00", 14, vec!["**** 4187", "¥5 921.00"]),
        ] {
            assert_eq!(
                wrap(text, cells).collect::<Vec<_>>(),
                lines,
                "{text} {cells}"
            );
        }
    }
}
