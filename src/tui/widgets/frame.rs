//! The frame of a pane: a border, the title, and at the right what says how many and how old. Inside
//! it one column of padding at either side.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::{Block, Borders, Widget};

use super::strip::Strip;
use crate::text::width::width;
use crate::tui::theme::{Theme, Tone};

/// Whether the keys go to a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// They do: its title has the accent.
    Focus,
    /// They do not.
    Aside,
    /// It lies over the others and has the keys.
    Overlay,
}

/// A pane's frame about to be painted.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'f> {
    title: &'f str,
    note: &'f str,
    attention: Attention,
}

impl<'f> Frame<'f> {
    /// A frame with a title.
    pub const fn new(title: &'f str, attention: Attention) -> Self {
        Self {
            title,
            note: "",
            attention,
        }
    }

    /// What stands at the right of the title: count and age. It goes first when room is short.
    #[must_use]
    pub const fn note(mut self, note: &'f str) -> Self {
        self.note = note;
        self
    }

    /// Paints the frame and answers the rectangle inside it.
    pub fn paint(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Rect {
        let area = area.intersection(buffer.area);
        let (border, title) = match self.attention {
            Attention::Focus => (Tone::BorderFocus, Tone::TitleFocus),
            Attention::Aside => (Tone::Border, Tone::Title),
            Attention::Overlay => (Tone::BorderFocus, Tone::OverlayTitle),
        };
        let mut lines = theme[border];
        if self.attention == Attention::Overlay {
            blank(buffer, area, theme, Tone::Overlay);
            lines = theme[Tone::Overlay].patch(lines);
        }
        Block::new()
            .borders(Borders::ALL)
            .border_set(theme.glyphs().border)
            .border_style(lines)
            .render(area, buffer);
        self.paint_title(buffer, area, theme, title);
        area.inner(Margin::new(2, 1))
    }

    fn paint_title(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, tone: Tone) {
        let top = Rect {
            x: area.x.saturating_add(1),
            width: area.width.saturating_sub(2),
            height: area.height.min(1),
            ..area
        };
        let mut strip = Strip::new(buffer, top);
        let (title, dim) = (theme[tone], theme[Tone::Dim]);
        let both = width(self.title) + width(self.note) + 6;
        if !self.note.is_empty() && both <= strip.room() as usize {
            strip.right(" ", dim).right(self.note, dim).right(" ", dim);
        }
        if !self.title.is_empty() && strip.room() > 2 {
            let cells = (width(self.title) + 2).min(strip.room() as usize);
            let mut strip = strip.column(cells as u16);
            strip.right(" ", title).put(" ", title);
            strip.put_cut(self.title, title, theme.glyphs().ellipsis);
        }
    }
}

/// Empties a rectangle for what lies over everything else, and gives it a look. A wide glyph that
/// stood half outside goes whole.
pub fn blank(buffer: &mut Buffer, area: Rect, theme: &Theme, tone: Tone) {
    let style = theme[Tone::Text].patch(theme[tone]);
    for row in area.intersection(buffer.area).rows() {
        Strip::new(buffer, row).clear(style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::term::caps::{Depth, GlyphSet};
    use proptest::prelude::*;
    use ratatui::style::{Modifier, Style};

    fn theme() -> Theme {
        Theme::load("dark", Depth::True, GlyphSet::Unicode).0
    }

    fn top(width: u16, title: &str, note: &str) -> String {
        let area = Rect::new(0, 0, width, 3);
        let mut buffer = Buffer::empty(area);
        let frame = Frame::new(title, Attention::Focus).note(note);
        let inside = frame.paint(&mut buffer, area, &theme());
        assert_eq!(inside, Rect::new(2, 1, width - 4, 1));
        let row = buffer.content[..width as usize].iter();
        row.map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn the_note_goes_before_the_title_is_cut() {
        for (width, expected) in [
            (28, "┌ 预警队列 ───── 128 · 2 s ┐"),
            (23, "┌ 预警队列 ───────────┐"),
            (12, "┌ 预警队列 ┐"),
            (9, "┌ 预警… ┐"),
        ] {
            let found = top(width, "预警队列", "128 · 2 s");
            assert_eq!(found, expected, "in {width}");
        }
    }

    #[test]
    fn what_lay_under_an_overlay_is_gone() {
        let area = Rect::new(0, 0, 12, 3);
        let mut buffer = Buffer::empty(area);
        let loud = Style::new().add_modifier(Modifier::REVERSED);
        for row in area.rows() {
            Strip::new(&mut buffer, row).put("骗骗骗骗骗骗", loud);
        }
        Frame::new("", Attention::Overlay).paint(&mut buffer, Rect::new(3, 0, 6, 3), &theme());
        let rows = buffer.content.chunks(12);
        let rows: Vec<String> = rows
            .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect())
            .collect();
        assert_eq!(rows, ["骗 ┌────┐ 骗", "骗 │    │ 骗", "骗 └────┘ 骗"]);
        assert_eq!(buffer[(5, 1)].modifier, Modifier::empty());
    }

    proptest! {
        #[test]
        fn the_border_is_whole_at_every_size(
            width in 0u16..60,
            height in 0u16..8,
            title in "[a-z骗预警 ]{0,30}",
            note in "[0-9 s条]{0,12}",
        ) {
            let area = Rect::new(0, 0, width, height);
            let mut buffer = Buffer::empty(area);
            let inside = Frame::new(&title, Attention::Aside).note(&note).paint(&mut buffer, area, &theme());
            prop_assert!(inside.is_empty() || area.intersection(inside) == inside);
            if width >= 2 && height >= 2 {
                prop_assert_eq!(buffer[(0, 0)].symbol(), "┌");
                prop_assert_eq!(buffer[(width - 1, 0)].symbol(), "┐");
                for y in 1..height - 1 {
                    prop_assert_eq!(buffer[(width - 1, y)].symbol(), "│");
                }
            }
        }
    }
}
