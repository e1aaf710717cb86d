//! A table that paints only the rows that are seen: the caller is asked for the cells of a row when
//! it is painted, and never for the others, so its cost does not depend on how many there are.

use std::fmt::{self, Write};
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::columns::{Align, Column, Place, place};
use super::strip::Strip;
use crate::text::width::width;
use crate::tui::theme::{Theme, Tone};

/// The cells before the first column, for the mark.
const GUTTER: u16 = 1;

/// A table about to be painted.
#[derive(Debug, Clone, Copy)]
pub struct Table<'t> {
    columns: &'t [Column<'t>],
    rows: usize,
    selected: Option<usize>,
    offset: usize,
    sorted: Option<(usize, Order)>,
}

/// Which way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// What was painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Painted {
    /// The rows that are seen. Hand the start back as the next offset, so that the table stays put.
    pub rows: Range<usize>,
    /// The columns that are seen, by their index, with the cells each has.
    pub columns: Vec<(usize, u16)>,
}

impl<'t> Table<'t> {
    /// A table of so many rows.
    pub const fn new(columns: &'t [Column<'t>], rows: usize) -> Self {
        Self {
            columns,
            rows,
            selected: None,
            offset: 0,
            sorted: None,
        }
    }

    /// The row the cursor is on. It is always seen.
    #[must_use]
    pub const fn selected(mut self, row: Option<usize>) -> Self {
        self.selected = row;
        self
    }

    /// The first row to be seen, unless the selected one or the end of the table demand another.
    #[must_use]
    pub const fn offset(mut self, row: usize) -> Self {
        self.offset = row;
        self
    }

    /// Shows by which column it is sorted; the caller does the sorting.
    #[must_use]
    pub const fn sorted(mut self, column: usize, order: Order) -> Self {
        self.sorted = Some((column, order));
        self
    }

    /// Paints titles and rows; `cells` writes the cells of the row with the given index.
    pub fn paint(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        mut cells: impl FnMut(usize, &mut Row<'_>),
    ) -> Painted {
        let area = area.intersection(buffer.area);
        let places = place(self.columns, area.width.saturating_sub(GUTTER));
        let heading = area.height.min(1);
        let rows = self.window((area.height - heading) as usize);
        if heading > 0 {
            self.paint_titles(buffer, area, theme, &places);
        }
        let mut scratch = String::new();
        for (line, index) in rows.clone().enumerate() {
            let y = area.y + heading + line as u16;
            let mut row = Row {
                buffer,
                area: Rect::new(area.x, y, area.width, 1),
                columns: self.columns,
                places: &places,
                theme,
                scratch: &mut scratch,
            };
            cells(index, &mut row);
            if self.selected == Some(index) {
                let area = row.area;
                buffer.set_style(area, theme[Tone::Selected]);
            }
        }
        let shown = places.iter().enumerate();
        Painted {
            rows,
            columns: shown
                .filter(|(_, place)| place.width > 0)
                .map(|(column, place)| (column, place.width))
                .collect(),
        }
    }

    /// The rows that are seen in so many lines.
    fn window(&self, lines: usize) -> Range<usize> {
        let mut start = self.offset.min(self.rows.saturating_sub(lines));
        if let Some(selected) = self.selected.filter(|row| *row < self.rows) {
            start = start
                .min(selected)
                .max((selected + 1).saturating_sub(lines));
        }
        start..self.rows.min(start + lines)
    }

    fn paint_titles(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, places: &[Place]) {
        let style = theme[Tone::Header];
        for (index, (column, place)) in self.columns.iter().zip(places).enumerate() {
            let sign = match self.sorted {
                Some((sorted, Order::Ascending)) if sorted == index => theme.glyphs().up,
                Some((sorted, Order::Descending)) if sorted == index => theme.glyphs().down,
                _ => "",
            };
            let mut strip = strip_at(buffer, area, *place);
            strip.right(sign, style);
            let spare = (strip.room() as usize).saturating_sub(width(column.title));
            if column.align == Align::Right {
                strip.skip(spare as u16);
            }
            strip.put_cut(column.title, style, theme.glyphs().ellipsis);
        }
    }
}

fn strip_at(buffer: &mut Buffer, row: Rect, place: Place) -> Strip<'_> {
    let x = row.x + GUTTER + place.x;
    Strip::new(buffer, Rect::new(x, row.y, place.width, row.height.min(1)))
}

/// One row while it is painted. Cells of hidden columns are not written, nor even formatted.
#[derive(Debug)]
pub struct Row<'r> {
    buffer: &'r mut Buffer,
    area: Rect,
    columns: &'r [Column<'r>],
    places: &'r [Place],
    theme: &'r Theme,
    scratch: &'r mut String,
}

impl Row<'_> {
    /// Whether a column is seen.
    pub fn shows(&self, column: usize) -> bool {
        self.places.get(column).is_some_and(|place| place.width > 0)
    }

    /// Writes a cell.
    pub fn text(&mut self, column: usize, tone: Tone, text: &str) {
        let style = self.theme[tone];
        self.write(column, style, text);
    }

    /// Writes a cell from format arguments: `row.fmt(3, Tone::Money, format_args!("{amount}"))`.
    pub fn fmt(&mut self, column: usize, tone: Tone, text: fmt::Arguments<'_>) {
        if !self.shows(column) {
            return;
        }
        let mut scratch = std::mem::take(self.scratch);
        scratch.clear();
        // Writing to a String can not fail.
        let _ = scratch.write_fmt(text);
        self.text(column, tone, &scratch);
        *self.scratch = scratch;
    }

    /// The cells of a column, to be written freely; without room when the column is hidden.
    pub fn strip(&mut self, column: usize) -> Strip<'_> {
        let place = self.places.get(column).copied().unwrap_or_default();
        strip_at(self.buffer, self.area, place)
    }

    /// Shows the mark before the row.
    pub fn mark(&mut self) {
        let gutter = Rect {
            width: GUTTER.min(self.area.width),
            ..self.area
        };
        let style = self.theme[Tone::Key];
        Strip::new(self.buffer, gutter).put(self.theme.glyphs().mark, style);
    }

    /// Gives a written cell the look of one that has just changed.
    pub fn changed(&mut self, column: usize) {
        let style = self.theme[Tone::Changed];
        self.strip(column).fill(style);
    }

    fn write(&mut self, column: usize, style: Style, text: &str) {
        if !self.shows(column) {
            return;
        }
        let ellipsis = self.theme.glyphs().ellipsis;
        match self.columns[column].align {
            Align::Left => {
                self.strip(column).put_cut(text, style, ellipsis);
            }
            Align::Right => {
                let mut strip = self.strip(column);
                let fits = width(text) <= strip.room() as usize;
                strip.right(if fits { text } else { ellipsis }, style);
            }
        }
    }
}

#[cfg(test)]
mod tests;
