//! Which columns of a table fit, and how wide. Every column has its worth: as room shrinks the one of the least worth
//! leaves first; where a wide one has left, narrower ones come back that fit. A clock, an amount, a state or a mask
//! stands whole or not at all; only text is cut, and that never below its least width. As room grows, text that would
//! be cut gets what it needs first, then the columns of the most worth their ideal width.

use crate::text::width::width;

/// An ideal width that takes all that is left over.
pub const REST: u16 = u16::MAX;

/// Empty cells between two columns.
pub(super) const GAP: u16 = 1;

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column<'t> {
    /// What stands above it.
    pub title: &'t str,
    /// It is never narrower, unless it is the last that is left.
    pub least: u16,
    /// It is never wider, unless what never is cut needs more; [`REST`] takes what is left over.
    pub ideal: u16,
    /// Text left, numbers right.
    pub align: Align,
    /// What happens to a cell that has no room.
    pub cells: Cells,
    /// When it leaves.
    pub keep: Keep,
}

/// To which side a column's cells keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers. What does not fit is not shown at all, since half a number is another number.
    Right,
}

/// What happens to a cell that has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Its end is cut.
    Text,
    /// The column is as wide as its longest cell in sight, or not there.
    Whole,
}

/// How important a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// There is nothing to show in it.
    Gone,
    /// Its worth: the columns with the smallest leave first.
    Worth(u8),
}

impl<'t> Column<'t> {
    /// A column of text, which may be cut down to its least width.
    pub const fn text(title: &'t str, least: u16, ideal: u16) -> Self {
        Self {
            title,
            least,
            ideal,
            align: Align::Left,
            cells: Cells::Text,
            keep: Keep::Worth(u8::MAX),
        }
    }

    /// A column of clocks, states or masks: never cut.
    pub const fn whole(title: &'t str, least: u16, ideal: u16) -> Self {
        Self {
            cells: Cells::Whole,
            ..Self::text(title, least, ideal)
        }
    }

    /// A column of numbers: never cut.
    pub const fn number(title: &'t str, least: u16, ideal: u16) -> Self {
        Self {
            align: Align::Right,
            ..Self::whole(title, least, ideal)
        }
    }

    /// Has nothing to show.
    #[must_use]
    pub const fn gone(mut self) -> Self {
        self.keep = Keep::Gone;
        self
    }

    /// The cells it needs to be shown at all, its longest cell being so long; none where it has nothing to show.
    fn needs(&self, longest: u16) -> Option<u16> {
        match (self.keep, self.cells) {
            (Keep::Gone, _) => None,
            (_, Cells::Whole) => Some(longest),
            (_, Cells::Text) => Some(0),
        }
        .map(|cells| cells.max(self.least).max(width(self.title) as u16).max(1))
    }

    /// What it is worth: the smallest leaves first.
    #[must_use]
    pub const fn worth(mut self, worth: u8) -> Self {
        self.keep = Keep::Worth(worth);
        self
    }
}

/// Where one column stands: cells from the left edge, and cells wide. Hidden columns are 0 wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) x: u16,
    pub(super) width: u16,
}

/// Places columns in `room` cells, the longest cell of each being as long as `longest` says, as far as it says; one
/// answer for every column, in their order.
pub(super) fn place(columns: &[Column<'_>], longest: &[u16], room: u16) -> Vec<Place> {
    let longest = |at: usize| longest.get(at).copied().unwrap_or(0);
    let needs: Vec<Option<u16>> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| column.needs(longest(at)))
        .collect();
    let mut widths = needs.clone();
    while taken(&widths) > room {
        let Some(least) = least_worth(columns, &widths) else {
            break;
        };
        widths[least] = None;
    }
    come_back(columns, &needs, &mut widths, room);
    let mut left = room.saturating_sub(taken(&widths));
    let order = by_worth(columns);
    let ideal = |at: usize| columns[at].ideal;
    grow(&order, &mut widths, &mut left, |at| {
        longest(at).min(ideal(at))
    });
    grow(&order, &mut widths, &mut left, |at| match ideal(at) {
        REST => 0,
        ideal => ideal,
    });
    grow(&order, &mut widths, &mut left, ideal);
    positions(&widths, room)
}

fn taken(widths: &[Option<u16>]) -> u16 {
    let shown = widths.iter().flatten();
    let (count, cells) = shown.fold((0u16, 0u16), |(count, cells), width| {
        (count + 1, cells.saturating_add(*width))
    });
    cells.saturating_add(GAP * count.saturating_sub(1))
}

/// The shown column to leave next: the smallest worth, of equals the rightmost; the last one stays.
fn least_worth(columns: &[Column<'_>], widths: &[Option<u16>]) -> Option<usize> {
    let shown = (0..columns.len()).rev().filter(|at| widths[*at].is_some());
    let left = shown.clone().count();
    shown
        .min_by_key(|at| columns[*at].keep)
        .filter(|_| left > 1)
}

/// Columns that left for one that was too wide itself, those of the most worth first.
fn come_back(columns: &[Column<'_>], needs: &[Option<u16>], widths: &mut [Option<u16>], room: u16) {
    for at in by_worth(columns) {
        if let (None, Some(needs)) = (widths[at], needs[at])
            && taken(widths) + GAP + needs <= room
        {
            widths[at] = Some(needs);
        }
    }
}

fn by_worth(columns: &[Column<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(columns[*at].keep));
    order
}

/// Gives the columns what is left over, in this order, each up to the width it is to have.
fn grow(order: &[usize], widths: &mut [Option<u16>], left: &mut u16, to: impl Fn(usize) -> u16) {
    for at in order {
        if let Some(width) = &mut widths[*at] {
            let more = to(*at).saturating_sub(*width).min(*left);
            *width += more;
            *left -= more;
        }
    }
}

fn positions(widths: &[Option<u16>], room: u16) -> Vec<Place> {
    let mut x = 0;
    widths
        .iter()
        .map(|width| match width {
            Some(width) if x < room => {
                let place = Place {
                    x,
                    width: (*width).min(room - x),
                };
                x = x.saturating_add(*width).saturating_add(GAP);
                place
            }
            _ => Place::default(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: &[Column<'static>] = &[
        Column::text("tier", 4, 4).worth(8),
        Column::number("clock", 5, 8).worth(9),
        Column::whole("who", 11, 13).worth(6),
        Column::text("model", 6, 20).worth(1),
        Column::text("type", 8, REST).worth(3),
        Column::number("amount", 6, 10).worth(7),
        Column::text("owner", 5, 8).worth(2),
    ];

    fn shown(room: u16) -> Vec<&'static str> {
        let places = place(COLUMNS, &[], room);
        let shown = COLUMNS
            .iter()
            .zip(places)
            .filter(|(_, place)| place.width > 0);
        shown.map(|(column, _)| column.title).collect()
    }

    #[test]
    fn the_least_worth_leaves_first_and_the_most_stays() {
        let key = vec!["tier", "clock", "who", "amount"];
        for (room, expected) in [
            (
                100,
                vec!["tier", "clock", "who", "model", "type", "amount", "owner"],
            ),
            (
                51,
                vec!["tier", "clock", "who", "model", "type", "amount", "owner"],
            ),
            (50, vec!["tier", "clock", "who", "type", "amount", "owner"]),
            (40, vec!["tier", "clock", "who", "type", "amount"]),
            // The type would not fit; the owner does.
            (36, vec!["tier", "clock", "who", "amount", "owner"]),
            (29, key),
            (28, vec!["tier", "clock", "type", "amount"]),
            (17, vec!["tier", "clock", "amount"]),
            (16, vec!["tier", "clock", "owner"]),
            (5, vec!["clock"]),
            (2, vec!["clock"]),
        ] {
            assert_eq!(shown(room), expected, "in {room}");
        }
    }

    #[test]
    fn what_is_never_cut_gets_what_its_longest_cell_needs() {
        let longest = [0, 12, 0, 0, 30, 0, 0];
        let widths = |room| -> Vec<u16> {
            let places = place(COLUMNS, &longest, room);
            places.iter().map(|place| place.width).collect()
        };
        assert_eq!(widths(58), [4, 12, 11, 6, 8, 6, 5]);
        assert_eq!(widths(57), [4, 12, 11, 0, 14, 6, 5]);
        assert_eq!(widths(20), [4, 12, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn what_is_left_over_goes_to_the_one_that_takes_the_rest() {
        let places = place(COLUMNS, &[], 120);
        let widths: Vec<_> = places.iter().map(|place| place.width).collect();
        assert_eq!(widths, [4, 8, 13, 20, 120 - 6 - 63, 10, 8]);
    }

    #[test]
    fn text_that_would_be_cut_goes_before_spare_cells() {
        // What is never cut would take its ideal width, though none of its cells needs it.
        let longest = [2, 5, 11, 12, 14, 6, 5];
        let widths = |room| -> Vec<u16> {
            let places = place(COLUMNS, &longest, room);
            places.iter().map(|place| place.width).collect()
        };
        assert_eq!(widths(51 + 3), [4, 5, 11, 6, 11, 6, 5]);
        assert_eq!(widths(51 + 12), [4, 5, 11, 12, 14, 6, 5]);
        assert_eq!(widths(51 + 14), [4, 7, 11, 12, 14, 6, 5]);
    }

    proptest! {
        #[test]
        fn columns_never_overlap_nor_leave_the_table(
            room in 0u16..300,
            specs in prop::collection::vec((0u16..30, 0u16..60, prop::option::of(0u8..4)), 0..9),
        ) {
            let columns: Vec<_> = specs.iter().map(|(least, ideal, rank)| {
                let column = Column::text("", *least, *ideal);
                rank.map_or(column, |worth| column.worth(worth))
            }).collect();
            let mut free = 0;
            for place in place(&columns, &[], room).iter().filter(|place| place.width > 0) {
                prop_assert!(place.x >= free);
                free = place.x + place.width + GAP;
                prop_assert!(place.x + place.width <= room);
            }
        }
    }
}
