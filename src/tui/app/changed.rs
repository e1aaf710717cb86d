//! Which cells changed a moment ago. Before a message is folded it is noted what the rows of its items say; after it
//! they are asked again, and the fields that say something else are marked for a while. Time alone marks nothing: both
//! times are asked for the same moment.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use super::inbox;
use super::model::Model;
use super::place::Pane;
use super::table::field::{Field, columns};
use super::table::filter::Row;
use super::table::values::{Against, AlertLine, CaseLine, OrderLine, WorkLine};
use crate::domain::alert::Alert;
use crate::domain::hop::Hop;
use crate::domain::ids::Key;
use crate::domain::order::Order;
use crate::feed::link::FromLink;

/// How long a changed cell stays marked.
const MARKED: Duration = Duration::from_secs(3);

/// The marked cells of each item.
#[derive(Clone, Debug, Default)]
pub struct Changed(HashMap<Key, Vec<Cell>>);

#[derive(Clone, Copy, Debug)]
struct Cell {
    table: Pane,
    /// Which column of the table, as its fields stand.
    column: usize,
    at: Instant,
}

impl Changed {
    /// The columns of an item's row that are marked.
    pub fn columns(&self, table: Pane, key: &Key, now: Instant) -> impl Iterator<Item = usize> {
        // Asked for every row that is seen: a calm floor costs nothing.
        let cells = if self.0.is_empty() {
            None
        } else {
            self.0.get(key)
        };
        let cells = cells.into_iter().flatten();
        cells
            .filter(move |cell| cell.table == table && cell.is_fresh(now))
            .map(|cell| cell.column)
    }

    /// Whether no cell is marked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes off the marks whose time is over.
    pub fn fade(&mut self, now: Instant) {
        self.0.retain(|_, cells| {
            cells.retain(|cell| cell.is_fresh(now));
            !cells.is_empty()
        });
    }

    fn mark(&mut self, key: &Key, table: Pane, column: usize, at: Instant) {
        let cells = self.0.entry(key.clone()).or_default();
        cells.retain(|cell| (cell.table, cell.column) != (table, column));
        cells.push(Cell { table, column, at });
    }
}

impl Cell {
    fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.at) < MARKED
    }
}

/// What the rows of an item say, a table each; of every field no more than tells it from another.
#[derive(Debug)]
pub struct Said {
    key: Key,
    rows: Vec<(Pane, Vec<u64>)>,
}

/// What the rows of the items say that a message is about, before it is folded.
pub fn before(model: &Model, message: &FromLink) -> Vec<Said> {
    let FromLink::Events { items, .. } = message else {
        return Vec::new();
    };
    let items = items.iter();
    items.map(|item| said(model, item.key())).collect()
}

/// Marks what the rows say otherwise now. Of a row that is new its state is marked: all of it would be a shout.
pub fn mark(model: &mut Model, before: &[Said]) {
    let at = model.moment.at;
    for old in before {
        let new = said(model, &old.key);
        for (table, cells) in &new.rows {
            let was = old.rows.iter().find(|(was, _)| was == table);
            for (column, field) in columns(*table).iter().enumerate() {
                let is_other = match was {
                    Some((_, was)) => was[column] != cells[column],
                    None => *field == Field::State,
                };
                if is_other {
                    model.changed.mark(&new.key, *table, column, at);
                }
            }
        }
    }
}

fn said(model: &Model, key: &Key) -> Said {
    let floor = model.floor();
    let against = Against {
        floor,
        policy: &model.policy,
        now: model.now(),
    };
    let mut rows = Vec::new();
    match key {
        Key::Alert(id) => {
            if let Some(alert) = floor.alert(id) {
                let line = AlertLine {
                    alert,
                    worth: None,
                    against,
                };
                for table in [Pane::Live, Pane::Queue] {
                    rows.push((table, row(table, &line, alert_stands(alert))));
                }
            }
        }
        Key::Case(id) => {
            if let Some(case) = floor.case(id) {
                let line = CaseLine { case, against };
                rows.push((Pane::Cases, row(Pane::Cases, &line, 0)));
            }
        }
        Key::Order(id) => {
            if let Some(order) = floor.order(id) {
                for table in [Pane::Orders, Pane::Cliff, Pane::Holding] {
                    let line = OrderLine {
                        order,
                        table,
                        against,
                    };
                    rows.push((table, row(table, &line, order_stands(order))));
                }
            }
        }
        Key::Hop(id) => rows.extend(floor.hop(id).map(|hop| (Pane::Tree, place(hop)))),
        _ => {}
    }
    if let Some(item) = inbox::of(floor, key, against.now) {
        let line = WorkLine {
            item: &item,
            against,
        };
        rows.push((Pane::Inbox, row(Pane::Inbox, &line, 0)));
    }
    Said {
        key: key.clone(),
        rows,
    }
}

/// What a row says of its columns. `stands` is what the cell of the state tells beside the state.
fn row(table: Pane, line: &impl Row, stands: u64) -> Vec<u64> {
    let fields = columns(table).iter();
    let value = |field: &Field| match field {
        Field::State => hash((line.value(*field), stands)),
        _ => hash(line.value(*field)),
    };
    fields.map(value).collect()
}

/// The row of a place. What is summed up of the places below it is not its own.
fn place(hop: &Hop) -> Vec<u64> {
    let fields = columns(Pane::Tree).iter();
    let value = |field: &Field| match field {
        Field::Amount => hash(hop.amount),
        Field::State | Field::Next => hash(hop.state.word()),
        _ => 0,
    };
    fields.map(value).collect()
}

fn alert_stands(alert: &Alert) -> u64 {
    u64::from(alert.proposed.is_some())
}

fn order_stands(order: &Order) -> u64 {
    let ask = order.ask.as_ref();
    let asked = ask.map(|ask| {
        let kind = hash(ask.kind.word());
        (kind, ask.sent_at.is_some(), ask.approved_by.is_some())
    });
    let lapses = order.let_lapse.is_some();
    let declined = order.declined.is_some();
    hash((asked, lapses, declined, order.leaves_at.is_some()))
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::domain::alert::{FraudType, Tier};
    use crate::domain::ids::Key;
    use crate::text::words::Lang;
    use crate::tui::app::place::Pane;
    use crate::tui::app::table::field::{Field, columns};
    use crate::tui::testing::{Bench, raise};

    fn marked(bench: &Bench, key: &Key) -> Vec<&'static str> {
        let model = &bench.model;
        let marked = model.changed.columns(Pane::Queue, key, model.moment.at);
        let mut names: Vec<_> = marked
            .map(|column| columns(Pane::Queue)[column].name())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn what_changed_is_marked_and_nothing_else_and_not_for_long() {
        let mut bench = Bench::new(Lang::En, (120, 40));
        bench.raise(raise(1, Tier::P2, FraudType::TaskRebate, 9_000));
        bench.raise(raise(2, Tier::P2, FraudType::TaskRebate, 8_000));
        let key = |no| {
            let alerts = bench.model.floor().alerts();
            alerts
                .values()
                .find(|a| a.no == no)
                .map(|a| Key::Alert(a.id))
                .unwrap()
        };
        let (first, second) = (key(1), key(2));
        assert_eq!(marked(&bench, &first), [Field::State.name()], "it is new");

        bench.pass(Duration::from_secs(4));
        assert_eq!(marked(&bench, &first), [""; 0], "its time is over");

        bench.keys("n");
        bench.settle();
        assert_eq!(marked(&bench, &first), ["owner", "state"]);
        assert_eq!(marked(&bench, &second), [""; 0]);
        bench.pass(Duration::from_secs(4));
        assert_eq!(marked(&bench, &first), [""; 0]);
    }
}
