//! What every table of the console can do: it is filtered and sorted by its [`field`]s. Both happen when rows or
//! the wish change, never when a frame is painted.

pub mod field;
pub mod filter;
pub mod saved;
pub mod values;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::place::Pane;
use crate::text::words::Bad;
use crate::tui::widgets::Order;
use field::{Field, columns, named};
use filter::{Filter, Row, Value};

/// By which column a table is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sort {
    /// The column.
    pub field: Field,
    /// Which way.
    pub order: Order,
}

impl Sort {
    /// Reads `amount` or `-amount`, the largest first.
    ///
    /// # Errors
    /// The table has no such column.
    pub fn parse(table: Pane, text: &str) -> Result<Self, Bad> {
        let text = text.trim();
        let (name, order) = match text.strip_prefix('-') {
            Some(name) => (name, Order::Descending),
            None => (text, Order::Ascending),
        };
        let field = named(table, name).filter(|field| columns(table).contains(field));
        let field = field.ok_or_else(|| Bad::SortColumn {
            found: name.to_owned(),
            allowed: columns(table).iter().map(|field| field.name()).collect(),
        })?;
        Ok(Self { field, order })
    }
}

/// What the officer wants to see of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// Which rows.
    pub filter: Filter,
    /// In which order; none is the order of the table itself.
    pub sort: Option<Sort>,
}

impl View {
    /// Everything in the order of the table itself.
    pub const ALL: Self = Self {
        filter: Filter::NONE,
        sort: None,
    };
}

/// The views of all tables.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Views(BTreeMap<Pane, View>);

impl Views {
    /// The view of a table.
    pub fn of(&self, table: Pane) -> &View {
        static ALL: View = View::ALL;
        self.0.get(&table).unwrap_or(&ALL)
    }

    /// The view of a table, to be changed.
    pub fn of_mut(&mut self, table: Pane) -> &mut View {
        self.0.entry(table).or_insert(View::ALL)
    }
}

impl View {
    /// Sorts by the next or the previous column; beyond the last the table has its own order again.
    pub fn turn(&mut self, table: Pane, by: isize) {
        let columns = columns(table);
        let here = self.sort.and_then(|sort| at(columns, sort.field));
        let places = columns.len() as isize + 1;
        let next = here.map_or(0, |at| at as isize + 1) + by;
        self.sort = match next.rem_euclid(places) {
            0 => None,
            at => Some(Sort {
                field: columns[at as usize - 1],
                order: Order::Ascending,
            }),
        };
    }

    /// Turns the order round.
    pub fn reverse(&mut self) {
        if let Some(sort) = &mut self.sort {
            sort.order = match sort.order {
                Order::Ascending => Order::Descending,
                Order::Descending => Order::Ascending,
            };
        }
    }
}

/// The sorted column of a table, as it is painted.
pub fn sorted(table: Pane, view: &View) -> Option<(usize, Order)> {
    let sort = view.sort?;
    Some((at(columns(table), sort.field)?, sort.order))
}

fn at(columns: &[Field], field: Field) -> Option<usize> {
    columns.iter().position(|column| *column == field)
}

/// The rows a view takes out of rows in the table's own order, in the order it wants, and how many it leaves out.
/// Rows that say the same keep the table's order; those that say nothing stand last.
pub fn arrange<R: Row>(rows: Vec<R>, view: &View) -> (Vec<R>, usize) {
    let all = rows.len();
    let mut rows = rows;
    if !view.filter.is_empty() {
        rows.retain(|row| view.filter.takes(row));
    }
    let out = all - rows.len();
    let Some(sort) = view.sort else {
        return (rows, out);
    };
    let mut keys: Vec<(SortKey, usize)> = rows
        .iter()
        .enumerate()
        .map(|(n, row)| (SortKey::of(row.value(sort.field), sort.order), n))
        .collect();
    keys.sort_unstable();
    let places: Vec<usize> = keys.into_iter().map(|(_, n)| n).collect();
    let mut rows: Vec<Option<R>> = rows.into_iter().map(Some).collect();
    let rows = places.into_iter().filter_map(|n| rows[n].take());
    (rows.collect(), out)
}

/// What a row is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey<'r> {
    Up(Value<'r>),
    Down(Reverse<Value<'r>>),
    Last,
}

impl<'r> SortKey<'r> {
    fn of(value: Value<'r>, order: Order) -> Self {
        match (value, order) {
            (Value::None | Value::Text("") | Value::Person(None), _) => Self::Last,
            (value, Order::Ascending) => Self::Up(value),
            (value, Order::Descending) => Self::Down(Reverse(value)),
        }
    }
}

#[cfg(test)]
mod tests;
