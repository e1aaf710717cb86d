//! Which columns of a table fit, and how wide. As room shrinks the least important column leaves
//! first and those that are key never; where a wide one has left, narrower ones come back that fit.
//! A column that may leave is shown with its whole title or not at all. As room grows the important
//! ones get their ideal width first.

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
    /// It is never narrower, unless key columns alone have no room.
    pub least: u16,
    /// It is never wider; [`REST`] takes what is left over.
    pub ideal: u16,
    /// Text left, numbers right.
    pub align: Align,
    /// When it leaves.
    pub keep: Keep,
}

/// To which side a column's cells keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text. What does not fit is cut.
    Left,
    /// Numbers. What does not fit is not shown at all, since half a number is another number.
    Right,
}

/// How important a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// There is nothing to show in it.
    Gone,
    /// The columns with the smallest number leave first.
    Rank(u8),
    /// Never leaves.
    Key,
}

impl<'t> Column<'t> {
    /// A column of text that never leaves.
    pub const fn text(title: &'t str, least: u16, ideal: u16) -> Self {
        Self {
            title,
            least,
            ideal,
            align: Align::Left,
            keep: Keep::Key,
        }
    }

    /// A column of numbers that never leaves.
    pub const fn number(title: &'t str, least: u16, ideal: u16) -> Self {
        Self {
            align: Align::Right,
            ..Self::text(title, least, ideal)
        }
    }

    /// Has nothing to show.
    #[must_use]
    pub const fn gone(mut self) -> Self {
        self.keep = Keep::Gone;
        self
    }

    /// The cells it needs to be shown at all; none where it has nothing to show.
    fn needs(&self) -> Option<u16> {
        match self.keep {
            Keep::Gone => None,
            Keep::Key => Some(self.least.max(1)),
            Keep::Rank(_) => Some(self.least.max(width(self.title) as u16).max(1)),
        }
    }

    /// May leave; the smallest rank first.
    #[must_use]
    pub const fn rank(mut self, rank: u8) -> Self {
        self.keep = Keep::Rank(rank);
        self
    }
}

/// Where one column stands: cells from the left edge, and cells wide. Hidden columns are 0 wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) x: u16,
    pub(super) width: u16,
}

/// Places columns in `room` cells; one answer for every column, in their order.
pub(super) fn place(columns: &[Column<'_>], room: u16) -> Vec<Place> {
    let mut widths: Vec<Option<u16>> = columns.iter().map(Column::needs).collect();
    while taken(&widths) > room {
        let Some(least) = least_important(columns, &widths) else {
            break;
        };
        widths[least] = None;
    }
    come_back(columns, &mut widths, room);
    squeeze(&mut widths, room);
    let left = room.saturating_sub(taken(&widths));
    grow(columns, &mut widths, left);
    positions(&widths, room)
}

fn taken(widths: &[Option<u16>]) -> u16 {
    let shown = widths.iter().flatten();
    let (count, cells) = shown.fold((0u16, 0u16), |(count, cells), width| {
        (count + 1, cells.saturating_add(*width))
    });
    cells.saturating_add(GAP * count.saturating_sub(1))
}

/// The shown column to leave next: the smallest rank, of equals the rightmost.
fn least_important(columns: &[Column<'_>], widths: &[Option<u16>]) -> Option<usize> {
    (0..columns.len())
        .rev()
        .filter(|at| widths[*at].is_some() && columns[*at].keep != Keep::Key)
        .min_by_key(|at| columns[*at].keep)
}

/// Columns that left for one that was too wide itself, the most important first.
fn come_back(columns: &[Column<'_>], widths: &mut [Option<u16>], room: u16) {
    for at in by_importance(columns) {
        if let (None, Some(needs)) = (widths[at], columns[at].needs())
            && taken(widths) + GAP + needs <= room
        {
            widths[at] = Some(needs);
        }
    }
}

fn by_importance(columns: &[Column<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(columns[*at].keep));
    order
}

/// Takes cells from the widest until key columns fit, down to one cell each.
fn squeeze(widths: &mut [Option<u16>], room: u16) {
    while taken(widths) > room {
        match widths.iter_mut().flatten().max() {
            Some(width) if *width > 1 => *width -= 1,
            _ => return,
        }
    }
}

/// Gives what is left over to the important columns first, and the rest to those that take the rest.
fn grow(columns: &[Column<'_>], widths: &mut [Option<u16>], mut left: u16) {
    let order = by_importance(columns);
    for bounded in order.iter().filter(|at| columns[**at].ideal != REST) {
        if let Some(width) = &mut widths[*bounded] {
            let more = columns[*bounded].ideal.saturating_sub(*width).min(left);
            *width += more;
            left -= more;
        }
    }
    for greedy in order.iter().filter(|at| columns[**at].ideal == REST) {
        if let Some(width) = &mut widths[*greedy] {
            *width += std::mem::take(&mut left);
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
        Column::text("tier", 2, 2),
        Column::number("clock", 5, 8),
        Column::text("who", 11, 13),
        Column::text("model", 6, 20).rank(1),
        Column::text("type", 8, REST).rank(3),
        Column::number("amount", 6, 10),
        Column::text("owner", 4, 8).rank(2),
    ];

    fn shown(room: u16) -> Vec<&'static str> {
        let places = place(COLUMNS, room);
        let shown = COLUMNS
            .iter()
            .zip(places)
            .filter(|(_, place)| place.width > 0);
        shown.map(|(column, _)| column.title).collect()
    }

    #[test]
    fn the_least_important_leaves_first_and_the_key_ones_never() {
        let key = vec!["tier", "clock", "who", "amount"];
        for (room, expected) in [
            (
                100,
                vec!["tier", "clock", "who", "model", "type", "amount", "owner"],
            ),
            (
                49,
                vec!["tier", "clock", "who", "model", "type", "amount", "owner"],
            ),
            (48, vec!["tier", "clock", "who", "type", "amount", "owner"]),
            (40, vec!["tier", "clock", "who", "type", "amount"]),
            // The type would not fit; the owner does.
            (35, vec!["tier", "clock", "who", "amount", "owner"]),
            (31, key.clone()),
            (27, key.clone()),
            (10, key),
        ] {
            assert_eq!(shown(room), expected, "in {room}");
        }
    }

    #[test]
    fn what_is_left_over_goes_to_the_one_that_takes_the_rest() {
        let places = place(COLUMNS, 120);
        let widths: Vec<_> = places.iter().map(|place| place.width).collect();
        assert_eq!(widths, [2, 8, 13, 20, 120 - 6 - 61, 10, 8]);
    }

    proptest! {
        #[test]
        fn columns_never_overlap_nor_leave_the_table(
            room in 0u16..300,
            specs in prop::collection::vec((0u16..30, 0u16..60, prop::option::of(0u8..4)), 0..9),
        ) {
            let columns: Vec<_> = specs.iter().map(|(least, ideal, rank)| {
                let column = Column::text("", *least, *ideal);
                rank.map_or(column, |rank| column.rank(rank))
            }).collect();
            let mut free = 0;
            for place in place(&columns, room).iter().filter(|place| place.width > 0) {
                prop_assert!(place.x >= free);
                free = place.x + place.width + GAP;
                prop_assert!(place.x + place.width <= room);
            }
        }
    }
}
