//! Rows that moved up or down as they are: found by comparing what is shown with what is wanted, so that the
//! terminal moves them itself. A new row on top of a long table then costs that row and not the whole table.

use std::hash::{Hash, Hasher};

use ratatui::buffer::Cell;
use xxhash_rust::xxh3::Xxh3;

/// Rows `top..=bottom` move, down when `by` is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) by: isize,
    gain: isize,
}

/// With fewer changed rows there is nothing to be had.
const LEAST_ROWS: usize = 4;
/// Cells that must be spared, to be worth the sequence.
const LEAST_GAIN: isize = 60;

/// The move that spares most cells, if any is worth its bytes.
pub(super) fn find(shown: &[Cell], wanted: &[Cell], width: usize) -> Option<Shift> {
    if width == 0 {
        return None;
    }
    let rows = |cells: &'_ [Cell]| cells.len() / width;
    let changed: Vec<usize> = (0..rows(wanted))
        .filter(|y| row(shown, *y, width) != row(wanted, *y, width))
        .collect();
    if changed.len() < LEAST_ROWS {
        return None;
    }
    let now: Vec<Option<u64>> = shown.chunks(width).map(words).collect();
    let then: Vec<Option<u64>> = wanted.chunks(width).map(words).collect();
    let best = candidates(&now, &then, &changed)
        .into_iter()
        .filter_map(|by| region(shown, wanted, width, by))
        .max_by_key(|shift| shift.gain)?;
    (best.gain >= LEAST_GAIN).then_some(best)
}

impl Shift {
    /// Does to the cells what the terminal does.
    pub(super) fn apply(&self, cells: &mut [Cell], width: usize, blank: &Cell) {
        let region = &mut cells[self.top * width..(self.bottom + 1) * width];
        let moved = self.by.unsigned_abs() * width;
        if self.by > 0 {
            region.rotate_right(moved);
            region[..moved].fill(blank.clone());
        } else {
            region.rotate_left(moved);
            let kept = region.len() - moved;
            region[kept..].fill(blank.clone());
        }
    }
}

fn row(cells: &[Cell], y: usize, width: usize) -> &[Cell] {
    &cells[y * width..(y + 1) * width]
}

/// A row by its words; digits are left out, since clocks go on while rows move. Nothing for a row without words.
fn words(row: &[Cell]) -> Option<u64> {
    let mut hasher = Xxh3::new();
    let mut some = false;
    for (x, cell) in row.iter().enumerate() {
        let symbol = cell.symbol();
        if symbol.chars().any(char::is_alphabetic) {
            (x, symbol).hash(&mut hasher);
            some = true;
        }
    }
    some.then(|| hasher.finish())
}

/// The two distances that most changed rows may have moved.
fn candidates(now: &[Option<u64>], then: &[Option<u64>], changed: &[usize]) -> Vec<isize> {
    let height = then.len() as isize;
    let mut votes = vec![0_u32; 2 * now.len() + 1];
    for y in changed {
        let Some(words) = then[*y] else { continue };
        for (from, _) in now.iter().enumerate().filter(|(_, w)| **w == Some(words)) {
            votes[(*y as isize - from as isize + height) as usize] += 1;
        }
    }
    let mut by: Vec<isize> = (-height..=height)
        .filter(|by| *by != 0 && votes[(by + height) as usize] > 0)
        .collect();
    by.sort_by_key(|by| (std::cmp::Reverse(votes[(by + height) as usize]), by.abs()));
    by.truncate(2);
    by
}

/// Where moving rows by so many spares most cells.
fn region(shown: &[Cell], wanted: &[Cell], width: usize, by: isize) -> Option<Shift> {
    let height = wanted.len() / width;
    let mut best: Option<Shift> = None;
    let mut open: Option<(usize, isize)> = None;
    for y in 0..height {
        let Some(from) = y.checked_add_signed(-by).filter(|from| *from < height) else {
            continue;
        };
        let stays = differing(row(shown, y, width), row(wanted, y, width));
        let moves = differing(row(shown, from, width), row(wanted, y, width));
        let (first, before) = open.filter(|(_, gain)| *gain > 0).unwrap_or((y, 0));
        let gain = before + stays - moves;
        open = Some((first, gain));
        if best.is_none_or(|best| gain > best.gain) {
            let (top, bottom) = if by > 0 {
                (first - by.unsigned_abs(), y)
            } else {
                (first, y + by.unsigned_abs())
            };
            best = Some(Shift {
                top,
                bottom,
                by,
                gain,
            });
        }
    }
    let mut best = best?;
    // The rows that come in are blank: what stood there and was right has to be printed again.
    let lines = by.unsigned_abs();
    let blank = if by > 0 {
        best.top..best.top + lines
    } else {
        best.bottom + 1 - lines..best.bottom + 1
    };
    for y in blank {
        let (shown, wanted) = (row(shown, y, width), row(wanted, y, width));
        let inked = wanted.iter().filter(|cell| cell.symbol() != " ").count() as isize;
        best.gain -= inked - differing(shown, wanted).min(inked);
    }
    Some(best)
}

fn differing(a: &[Cell], b: &[Cell]) -> isize {
    a.iter().zip(b).filter(|(a, b)| a != b).count() as isize
}
