//! One row: which of its cells have to be printed, which blanks are cheaper erased, and where printing what
//! stands there already is cheaper than moving over it.

use std::ops::Range;

use ratatui::buffer::Cell;
use ratatui::layout::Position;

use super::caps::Erase;
use super::encode::{Encoder, is_certain, is_plain_blank};
use super::screen::TAIL;
use crate::tui::cells::glyph_width;

/// What a cell is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Lines between panes.
    Frame,
    /// Everything else.
    Text,
}

impl Ink {
    fn of(cell: &Cell) -> Self {
        match cell.symbol().chars().next() {
            Some('\u{2500}'..='\u{257f}') => Self::Frame,
            _ => Self::Text,
        }
    }
}

/// Shorter runs of blanks cost less than erasing them and moving on.
const WORTH_ERASING: usize = 9;
/// The same at the end of a row, where nothing is left to move to.
const WORTH_CUTTING: usize = 4;

/// One row as it is shown and as it is wanted.
pub(super) struct Row<'b> {
    pub(super) y: u16,
    pub(super) shown: &'b [Cell],
    pub(super) wanted: &'b [Cell],
    pub(super) erase: Erase,
}

impl Row<'_> {
    /// Prints what changed in some columns.
    pub(super) fn encode(&self, encoder: &mut Encoder, columns: Range<usize>, ink: Ink) {
        let mut x = columns.start;
        while x < columns.end {
            let cell = &self.wanted[x];
            if !self.is_changed(x) || Ink::of(cell) != ink {
                x += 1;
                continue;
            }
            let at = Position {
                x: x as u16,
                y: self.y,
            };
            if self.is_still(encoder.column(self.y), x) {
                encoder.bridge(at, self.wanted);
            }
            let (run, all) = self.blanks(x);
            if self.erase == Erase::Coloured && all == self.wanted.len() && run >= WORTH_CUTTING {
                encoder.erase_rest(at, cell);
                x = all;
            } else if self.erase == Erase::Coloured && run >= WORTH_ERASING {
                encoder.erase(at, cell, run as u16);
                x += run;
            } else {
                let times = self.repeats(x, columns.end);
                encoder.run(at, cell, times as u16);
                x += times;
            }
        }
    }

    /// Whether a glyph has to be printed at `x`: it, or its second cell, is not there yet.
    fn is_changed(&self, x: usize) -> bool {
        let (shown, wanted) = (self.shown, self.wanted);
        let tail_changed = is_tail(wanted, x + 1) && wanted[x + 1] != shown[x + 1];
        !is_tail(wanted, x) && (wanted[x] != shown[x] || tail_changed)
    }

    /// Whether nothing changes between two columns.
    fn is_still(&self, from: Option<usize>, to: usize) -> bool {
        from.is_some_and(|from| from < to && self.shown[from..to] == self.wanted[from..to])
    }

    /// Blanks of one look from `x` on: how many up to the last that changed, and where they all end.
    fn blanks(&self, x: usize) -> (usize, usize) {
        let first = &self.wanted[x];
        if !is_plain_blank(first) {
            return (0, x);
        }
        let all = self.wanted[x..].iter().take_while(|cell| *cell == first);
        let end = x + all.count();
        let last = (x..end).rev().find(|x| self.is_changed(*x));
        let run = last.map_or(0, |last| last + 1 - x);
        // tmux takes the colour from a cell that was erased as the first half of a wide glyph, once the second half is
        // printed over: such a cell is printed, not erased.
        let halves = usize::from(is_tail(self.shown, x + run));
        (run.saturating_sub(halves), end)
    }

    /// How often the glyph at `x` stands side by side, where that spares placing it anew each time.
    fn repeats(&self, x: usize, end: usize) -> usize {
        let cell = &self.wanted[x];
        if is_certain(cell.symbol()) || glyph_width(cell.symbol()) != 1 {
            return 1;
        }
        let same = (x..end).take_while(|x| self.wanted[*x] == *cell && self.is_changed(*x));
        same.count().max(1)
    }
}

fn is_tail(row: &[Cell], x: usize) -> bool {
    row.get(x).is_some_and(|cell| cell.symbol() == TAIL)
}
