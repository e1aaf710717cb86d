//! A table that paints only the rows that are seen: the caller is asked for the cells of a row when it is measured and
//! when it is painted, and never for the others, so its cost does not depend on how many there are.

use std::fmt::{self, Write};
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::columns::{Align, Cells, Column, Keep, Place, place};
use super::countdown::Countdown;
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
    selected: Option<(usize, Tone)>,
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

    /// The row the cursor is on, while the keys go to the table. It is always seen.
    #[must_use]
    pub fn selected(mut self, row: Option<usize>) -> Self {
        self.selected = row.map(|row| (row, Tone::Selected));
        self
    }

    /// The row that is shown beside the table, while the keys go there. It is always seen.
    #[must_use]
    pub fn shown_beside(mut self, row: Option<usize>) -> Self {
        self.selected = row.map(|row| (row, Tone::SelectedAside));
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
        let heading = area.height.min(1);
        let rows = self.window((area.height - heading) as usize);
        let mut scratch = String::new();
        let mut longest = vec![0; self.columns.len()];
        for index in rows.clone() {
            cells(
                index,
                &mut Row {
                    pass: Pass::Measure(&mut longest),
                    columns: self.columns,
                    theme,
                    scratch: &mut scratch,
                },
            );
        }
        let places = place(self.columns, &longest, area.width.saturating_sub(GUTTER));
        if heading > 0 {
            self.paint_titles(buffer, area, theme, &places);
        }
        for (line, index) in rows.clone().enumerate() {
            let y = area.y + heading + line as u16;
            let area = Rect::new(area.x, y, area.width, 1);
            let pass = Pass::Paint(buffer, area, &places);
            cells(
                index,
                &mut Row {
                    pass,
                    columns: self.columns,
                    theme,
                    scratch: &mut scratch,
                },
            );
            match self.selected {
                Some((row, tone)) if row == index => select(buffer, area, theme, tone),
                _ => {}
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
        if let Some((selected, _)) = self.selected.filter(|(row, _)| *row < self.rows) {
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

/// Gives a painted row the look of the one the cursor is on. One that is shown beside its table has a sign as well:
/// where colours are few its look is that of the others.
fn select(buffer: &mut Buffer, row: Rect, theme: &Theme, tone: Tone) {
    if tone == Tone::SelectedAside && row.width > 0 && buffer[row.as_position()].symbol() == " " {
        Strip::new(buffer, row).put(theme.glyphs().beside, theme[Tone::Key]);
    }
    buffer.set_style(row, theme[tone]);
}

fn strip_at(buffer: &mut Buffer, row: Rect, place: Place) -> Strip<'_> {
    let x = row.x + GUTTER + place.x;
    Strip::new(buffer, Rect::new(x, row.y, place.width, row.height.min(1)))
}

/// What is done with the cells of a row.
#[derive(Debug)]
enum Pass<'r> {
    /// The longest of each column is found.
    Measure(&'r mut [u16]),
    /// They are painted, in one line, where the columns stand.
    Paint(&'r mut Buffer, Rect, &'r [Place]),
}

/// One row while it is measured or painted. Cells of hidden columns are not written, nor even formatted.
#[derive(Debug)]
pub struct Row<'r> {
    pass: Pass<'r>,
    columns: &'r [Column<'r>],
    theme: &'r Theme,
    scratch: &'r mut String,
}

impl Row<'_> {
    /// Whether a cell of a column is wanted: to be painted, or to be measured.
    pub fn wants(&self, column: usize) -> bool {
        match &self.pass {
            Pass::Measure(_) => self
                .columns
                .get(column)
                .is_some_and(|column| column.keep != Keep::Gone),
            Pass::Paint(_, _, places) => places.get(column).is_some_and(|place| place.width > 0),
        }
    }

    /// Writes a cell.
    pub fn text(&mut self, column: usize, tone: Tone, text: &str) {
        if !self.wants(column) {
            return;
        }
        let (style, ellipsis) = (self.theme[tone], self.theme.glyphs().ellipsis);
        let Column {
            align,
            cells,
            title,
            ..
        } = self.columns[column];
        match &mut self.pass {
            Pass::Measure(longest) => measure(longest, column, width(text)),
            Pass::Paint(buffer, area, places) => {
                let mut strip = strip_at(buffer, *area, places[column]);
                let fits = width(text) <= strip.room() as usize;
                if cells == Cells::Whole && !fits {
                    cut(title, text);
                }
                match align {
                    Align::Left => strip.put_cut(text, style, ellipsis),
                    Align::Right => strip.right(if fits { text } else { ellipsis }, style),
                };
            }
        }
    }

    /// Writes a cell from format arguments: `row.fmt(3, Tone::Money, format_args!("{amount}"))`.
    pub fn fmt(&mut self, column: usize, tone: Tone, text: fmt::Arguments<'_>) {
        if !self.wants(column) {
            return;
        }
        let mut scratch = std::mem::take(self.scratch);
        scratch.clear();
        // Writing to a String can not fail.
        let _ = scratch.write_fmt(text);
        self.text(column, tone, &scratch);
        *self.scratch = scratch;
    }

    /// Writes a masked number or a name: the number whole where there is room, else its last four digits as `*0050`.
    pub fn mask(&mut self, column: usize, tone: Tone, text: &str) {
        let last = text.len().checked_sub(4).and_then(|at| text.get(at..));
        let last = last.filter(|last| last.bytes().all(|b| b.is_ascii_digit()));
        match (&mut self.pass, last) {
            (Pass::Measure(longest), Some(_)) => measure(longest, column, MASK as usize),
            (Pass::Paint(_, _, places), Some(last))
                if places
                    .get(column)
                    .is_some_and(|place| (place.width as usize) < width(text)) =>
            {
                self.fmt(column, tone, format_args!("*{last}"));
            }
            _ => self.text(column, tone, text),
        }
    }

    /// Writes a clock: its digits at least, its bar or word where there is room.
    pub fn clock(&mut self, column: usize, clock: &Countdown<'_>) {
        if !self.wants(column) {
            return;
        }
        let (theme, title) = (self.theme, self.columns[column].title);
        match &mut self.pass {
            Pass::Measure(longest) => measure(longest, column, clock.digits(theme)),
            Pass::Paint(..) => {
                self.draw(column, |strip| {
                    if clock.digits(theme) > strip.room() as usize {
                        cut(title, "");
                    }
                    clock.paint(strip, theme);
                });
            }
        }
    }

    /// Writes a cell of text freely; a cell that is hidden has no room.
    pub fn draw(&mut self, column: usize, draw: impl FnOnce(&mut Strip<'_>)) {
        if let Pass::Paint(buffer, area, places) = &mut self.pass {
            let place = places.get(column).copied().unwrap_or_default();
            draw(&mut strip_at(buffer, *area, place));
        }
    }

    /// Shows the mark before the row.
    pub fn mark(&mut self) {
        if let Pass::Paint(buffer, area, _) = &mut self.pass {
            let gutter = Rect {
                width: GUTTER.min(area.width),
                ..*area
            };
            Strip::new(buffer, gutter).put(self.theme.glyphs().mark, self.theme[Tone::Key]);
        }
    }

    /// Gives a written cell the look of one that has just changed.
    pub fn changed(&mut self, column: usize) {
        let style = self.theme[Tone::Changed];
        self.draw(column, |strip| {
            strip.fill(style);
        });
    }
}

fn measure(longest: &mut [u16], column: usize, cells: usize) {
    if let Some(longest) = longest.get_mut(column) {
        *longest = (*longest).max(u16::try_from(cells).unwrap_or(u16::MAX));
    }
}

/// A cell was cut that must stand whole: a table so narrow that not even one column has room. Tests find it.
fn cut(title: &str, text: &str) {
    #[cfg(test)]
    tests::CUT.with_borrow_mut(|cut| cut.push(format!("{title}: {text}")));
    #[cfg(not(test))]
    let _ = (title, text);
}

/// The cells of the last four digits of a mask.
pub const MASK: u16 = 5;

#[cfg(test)]
pub mod tests;
