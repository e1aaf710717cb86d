//! One row of cells that is written from both ends: pieces from the left, notes from the right, and
//! what is left between them is the room there is. Cells are counted, not characters, and no wide
//! glyph is ever cut in half, neither one of the text nor one that stood there before.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::width::width;
use crate::tui::cells::glyphs;
use crate::tui::term::screen::TAIL;

/// A row of cells being written.
#[derive(Debug)]
pub struct Strip<'b> {
    buffer: &'b mut Buffer,
    y: u16,
    x: u16,
    end: u16,
}

impl<'b> Strip<'b> {
    /// The first row of `area`, as far as it lies inside the buffer.
    pub fn new(buffer: &'b mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buffer.area);
        let end = if area.is_empty() {
            area.x
        } else {
            area.right()
        };
        Self {
            buffer,
            y: area.y,
            x: area.x,
            end,
        }
    }

    /// How many cells are still free.
    pub fn room(&self) -> u16 {
        self.end - self.x
    }

    /// Writes as much of `text` as there is room for.
    pub fn put(&mut self, text: &str, style: Style) -> &mut Self {
        for (glyph, cells) in glyphs(text) {
            if cells > self.room() {
                self.end = self.end.min(self.x);
                break;
            }
            self.cell(glyph, cells, style);
        }
        self
    }

    /// Writes `text` whole, or its beginning and `ellipsis`.
    pub fn put_cut(&mut self, text: &str, style: Style, ellipsis: &str) -> &mut Self {
        if width(text) <= self.room() as usize {
            return self.put(text, style);
        }
        let mut left = self.room().saturating_sub(width(ellipsis) as u16);
        for (glyph, cells) in glyphs(text) {
            if cells > left {
                break;
            }
            left -= cells;
            self.cell(glyph, cells, style);
        }
        self.put(ellipsis, style)
    }

    /// Leaves cells as they are.
    pub fn skip(&mut self, cells: u16) -> &mut Self {
        self.x += cells.min(self.room());
        self
    }

    /// Writes `text` at the right end, whole or not at all, and takes that room away.
    pub fn right(&mut self, text: &str, style: Style) -> &mut Self {
        let cells = width(text);
        if cells <= self.room() as usize {
            let start = self.end - cells as u16;
            let (x, end) = (std::mem::replace(&mut self.x, start), start);
            self.put(text, style);
            (self.x, self.end) = (x, end);
        }
        self
    }

    /// Gives away the next cells as a strip of their own.
    pub fn column(&mut self, cells: u16) -> Strip<'_> {
        let start = self.x;
        self.skip(cells);
        Strip {
            buffer: self.buffer,
            y: self.y,
            x: start,
            end: self.x,
        }
    }

    /// Gives everything still free this look.
    pub fn fill(&mut self, style: Style) -> &mut Self {
        let rest = Rect::new(self.x, self.y, self.room(), 1);
        self.buffer.set_style(rest, style);
        self
    }

    /// Empties everything still free: blanks of this look, nothing kept of what stood there.
    pub fn clear(&mut self, style: Style) -> &mut Self {
        if self.room() == 0 {
            return self;
        }
        self.mend_left();
        for x in self.x..self.end {
            let cell = &mut self.buffer[(x, self.y)];
            cell.reset();
            cell.set_style(style);
        }
        self.x = self.end;
        self.mend_right();
        self
    }

    fn cell(&mut self, glyph: &str, cells: u16, style: Style) {
        self.mend_left();
        self.buffer[(self.x, self.y)]
            .set_symbol(glyph)
            .set_style(style);
        self.x += 1;
        if cells == 2 {
            self.buffer[(self.x, self.y)]
                .set_symbol(TAIL)
                .set_style(style);
            self.x += 1;
        }
        self.mend_right();
    }

    /// Before the second half of a wide glyph is painted over: the first half goes blank.
    fn mend_left(&mut self) {
        if self.x > self.buffer.area.x && self.buffer[(self.x, self.y)].symbol() == TAIL {
            self.buffer[(self.x - 1, self.y)].set_symbol(" ");
        }
    }

    /// After the first half of a wide glyph was painted over: the second half goes blank.
    fn mend_right(&mut self) {
        if self.x < self.buffer.area.right() && self.buffer[(self.x, self.y)].symbol() == TAIL {
            self.buffer[(self.x, self.y)].set_symbol(" ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(width: u16, write: impl FnOnce(&mut Strip<'_>)) -> String {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        write(&mut Strip::new(&mut buffer, area));
        buffer
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect()
    }

    const PLAIN: Style = Style::new();

    #[test]
    fn text_is_cut_between_glyphs() {
        for (width, text, expected) in [
            (8, "预警队列", "预警队列"),
            (7, "预警队列", "预警队…"),
            (6, "预警队列", "预警… "),
            (2, "预警队列", "… "),
            (1, "预警队列", "…"),
            (5, "queue", "queue"),
            (4, "queue", "que…"),
            (3, "é\u{301}xyz", "é\u{301}x…"),
            (0, "queue", ""),
        ] {
            let found = written(width, |strip| {
                strip.put_cut(text, PLAIN, "…");
            });
            assert_eq!(found, expected, "{text} in {width}");
        }
    }

    #[test]
    fn the_right_side_takes_room_from_the_left() {
        let found = written(10, |strip| {
            strip.right("12 s", PLAIN).put_cut("正在通话", PLAIN, "…");
            assert_eq!(strip.room(), 1);
        });
        assert_eq!(found, "正在… 12 s");
        let no_room = written(3, |strip| {
            strip.right("12 s", PLAIN).put("正", PLAIN);
        });
        assert_eq!(no_room, "正 ");
    }

    #[test]
    fn painting_over_half_a_wide_glyph_blanks_the_other_half() {
        let found = written(6, |strip| {
            strip.put("骗骗骗", PLAIN);
            let area = Rect::new(1, 0, 2, 1);
            Strip::new(strip.buffer, area).put("ab", PLAIN);
        });
        assert_eq!(found, " ab 骗");
    }

    #[test]
    fn a_column_keeps_to_its_cells() {
        let found = written(8, |strip| {
            strip.column(3).put("骗骗", PLAIN);
            strip.put("|", PLAIN);
        });
        assert_eq!(found, "骗 |    ");
    }
}
