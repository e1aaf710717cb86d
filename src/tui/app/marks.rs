//! Marked rows. Marks are by identity, so they stay with their item when rows move; what acts on them acts on those
//! that the table with the focus shows.

use std::collections::BTreeSet;

use super::model::Model;
use super::place::Pane;
use crate::domain::ids::Key;
use crate::text::words::Say;
use crate::tui::theme::Tone;

/// The marked items.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Marks(BTreeSet<Key>);

impl Marks {
    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an item is marked.
    pub fn holds(&self, key: &Key) -> bool {
        // Painted for every row that is seen: an empty set costs nothing.
        !self.0.is_empty() && self.0.contains(key)
    }

    /// Takes the mark off an item.
    pub fn drop(&mut self, key: &Key) {
        self.0.remove(key);
    }

    /// Takes all marks off.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// Whether the rows of a table can be marked.
fn can_mark(table: Pane) -> bool {
    use Pane as P;
    matches!(table, P::Live | P::Queue | P::Cases | P::Orders | P::Cliff)
}

/// What a table shows, from top to bottom.
fn rows(model: &Model, table: Pane) -> Vec<Key> {
    let lists = &model.lists;
    let alerts = |ids: &[_]| ids.iter().copied().map(Key::Alert).collect();
    let orders = |ids: &[_]| ids.iter().copied().map(Key::Order).collect();
    match table {
        Pane::Live => alerts(lists.live.rows()),
        Pane::Queue => alerts(lists.queue.rows()),
        Pane::Orders => orders(lists.orders.rows()),
        Pane::Cliff => orders(lists.cliff.rows()),
        Pane::Cases => lists.cases.rows().iter().copied().map(Key::Case).collect(),
        _ => Vec::new(),
    }
}

/// The marked rows of the table with the focus, from top to bottom.
pub fn here(model: &Model) -> Vec<Key> {
    if model.marks.is_empty() {
        return Vec::new();
    }
    let mut keys = rows(model, model.place.focus);
    keys.retain(|key| model.marks.holds(key));
    keys
}

/// Marks the selected row, or takes its mark off; the cursor goes on.
pub fn toggle(model: &mut Model) {
    let table = model.place.focus;
    let Some(key) = model.subject().filter(|_| can_mark(table)) else {
        return model.say(Say::NothingToMark, Tone::Error);
    };
    if !model.marks.0.remove(&key) {
        model.marks.0.insert(key);
    }
    if let Some(list) = model.list_mut(table) {
        list.go(1);
    }
}

/// Marks every row of the table; where all are marked takes the marks off.
pub fn all(model: &mut Model) {
    let table = model.place.focus;
    if !can_mark(table) {
        return model.say(Say::NothingToMark, Tone::Error);
    }
    let keys = rows(model, table);
    if keys.iter().all(|key| model.marks.holds(key)) {
        for key in &keys {
            model.marks.drop(key);
        }
    } else {
        model.marks.0.extend(keys);
    }
    let n = here(model).len();
    model.say(Say::Marked { n }, Tone::Text);
}
