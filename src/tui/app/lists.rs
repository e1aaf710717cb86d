//! The rows of a list pane: identities in order, the selected one by identity, and what part is seen. New rows
//! never move the cursor off its item.

use std::ops::Range;

/// A list with a selection.
#[derive(Clone, Debug)]
pub struct List<I> {
    rows: Vec<I>,
    selected: Option<I>,
    /// Where the selection stands in `rows`.
    at: usize,
    offset: usize,
    filtered_out: usize,
    /// Whether the officer put the selection where it is.
    is_chosen: bool,
    /// An item that was opened before its row came: the selection goes to it then.
    awaited: Option<I>,
}

impl<I> Default for List<I> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            selected: None,
            at: 0,
            offset: 0,
            filtered_out: 0,
            is_chosen: false,
            awaited: None,
        }
    }
}

impl<I: Clone + PartialEq> List<I> {
    /// The rows in order.
    pub fn rows(&self) -> &[I] {
        &self.rows
    }

    /// The selected item.
    pub fn selected(&self) -> Option<&I> {
        self.selected.as_ref()
    }

    /// Index of the selected row, for painting.
    pub fn at(&self) -> Option<usize> {
        self.selected.as_ref().map(|_| self.at)
    }

    /// First row seen, for painting.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// How many rows the filter keeps away.
    pub fn filtered_out(&self) -> usize {
        self.filtered_out
    }

    /// Takes new rows, and how many a filter keeps away. The selection stays on its item; when that is gone it goes to the row in its place. A list
    /// that was scrolled keeps the selection on its line, one that stood at its top stays at the top.
    pub fn replace(&mut self, (rows, filtered_out): (Vec<I>, usize)) {
        self.rows = rows;
        self.filtered_out = filtered_out;
        let before = self.at;
        if let Some(id) = self.awaited.take()
            && self.select(&id).is_some()
        {
            return;
        }
        let found = self
            .selected
            .as_ref()
            .and_then(|id| self.rows.iter().position(|row| row == id));
        self.put(found.unwrap_or(before));
        if self.offset > 0 {
            self.offset = (self.offset + self.at).saturating_sub(before);
        }
    }

    /// Selects an item; one whose row has not come yet is selected when it comes,
    /// unless the officer has gone on.
    pub fn select(&mut self, id: &I) -> Option<usize> {
        let Some(at) = self.rows.iter().position(|row| row == id) else {
            self.awaited = Some(id.clone());
            return None;
        };
        self.awaited = None;
        self.is_chosen = true;
        self.put(at);
        Some(at)
    }

    /// Moves the selection; it stops at the ends.
    pub fn step(&mut self, by: isize) {
        self.awaited = None;
        self.is_chosen = true;
        self.put(self.at.saturating_add_signed(by));
    }

    /// Keeps the selection in sight of a window so many lines high.
    pub fn settle(&mut self, lines: usize) {
        self.offset = self.window(lines).start;
    }

    /// The rows seen in so many lines.
    pub fn window(&self, lines: usize) -> Range<usize> {
        let lines = lines.max(1);
        let most = self.rows.len().saturating_sub(lines);
        let start = self
            .offset
            .min(most)
            .min(self.at)
            .max((self.at + 1).saturating_sub(lines));
        start..self.rows.len().min(start + lines)
    }

    fn put(&mut self, at: usize) {
        self.at = at.min(self.rows.len().saturating_sub(1));
        self.selected = self.rows.get(self.at).cloned();
    }
}

/// A list of whatever rows: what the keys that move about and the painter need.
pub trait AnyList {
    /// How many rows are shown.
    fn shown(&self) -> usize;
    /// How many rows a filter keeps away.
    fn out(&self) -> usize;
    /// First row seen.
    fn first(&self) -> usize;
    /// Moves the selection; it stops at the ends.
    fn go(&mut self, by: isize);
    /// Selects a row by its place.
    fn go_to(&mut self, at: usize);
    /// Selects the first row, unless the officer has chosen another: arrivals may have pushed the selection down.
    fn to_top(&mut self);
    /// Gives up a selection that nobody chose; the next rows begin with the first.
    fn forget(&mut self);
    /// Keeps the selection in sight of a window so many lines high.
    fn fit(&mut self, lines: usize);
}

impl<I: Clone + PartialEq> AnyList for List<I> {
    fn shown(&self) -> usize {
        self.rows.len()
    }

    fn out(&self) -> usize {
        self.filtered_out
    }

    fn first(&self) -> usize {
        self.offset
    }

    fn go(&mut self, by: isize) {
        self.step(by);
    }

    fn go_to(&mut self, at: usize) {
        self.awaited = None;
        self.is_chosen = true;
        self.put(at);
    }

    fn to_top(&mut self) {
        if !self.is_chosen {
            self.offset = 0;
            self.put(0);
        }
    }

    fn forget(&mut self) {
        if !self.is_chosen {
            (self.selected, self.at, self.offset) = (None, 0, 0);
        }
    }

    fn fit(&mut self, lines: usize) {
        self.settle(lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[u8]) -> List<u8> {
        let mut list = List::default();
        list.replace((rows.to_vec(), 0));
        list
    }

    #[test]
    fn arrivals_never_move_the_cursor_off_its_item() {
        let mut list = list(&[1, 2, 3]);
        list.step(1);
        list.replace((vec![9, 8, 1, 2, 3], 0));
        assert_eq!((list.selected(), list.at()), (Some(&2), Some(3)));
        assert_eq!(list.offset(), 0, "a list at its top stays at its top");
    }

    #[test]
    fn a_scrolled_list_keeps_the_selection_on_its_line() {
        let mut list = list(&[1, 2, 3, 4, 5, 6]);
        list.step(4);
        list.settle(2);
        let line = list.at().unwrap() - list.offset();
        list.replace((vec![9, 8, 1, 2, 3, 4, 5, 6], 0));
        list.settle(2);
        assert_eq!(list.selected(), Some(&5));
        assert_eq!(list.at().unwrap() - list.offset(), line);
    }

    #[test]
    fn a_list_nobody_touched_is_opened_at_its_top() {
        let mut list = list(&[1, 2]);
        list.replace((vec![9, 8, 1, 2], 0));
        list.to_top();
        assert_eq!(list.selected(), Some(&9));
        list.step(1);
        list.replace((vec![7, 9, 8, 1, 2], 0));
        list.to_top();
        assert_eq!(list.selected(), Some(&8), "what was chosen stays");
    }

    #[test]
    fn an_item_opened_before_its_row_came_is_selected_with_it() {
        let mut list = list(&[1, 2, 3]);
        assert_eq!(list.select(&9), None);
        list.replace((vec![1, 2, 9, 3], 0));
        assert_eq!((list.selected(), list.at()), (Some(&9), Some(2)));
        // Who has gone on is not called back.
        list.select(&8);
        list.replace((vec![1, 2, 9, 3], 0));
        list.step(-1);
        list.replace((vec![8, 1, 2, 9, 3], 0));
        assert_eq!(list.selected(), Some(&2));
    }

    #[test]
    fn a_vanished_item_hands_the_cursor_to_its_neighbour() {
        let mut list = list(&[1, 2, 3]);
        list.step(1);
        list.replace((vec![1, 3], 0));
        assert_eq!(list.selected(), Some(&3));
        list.replace((vec![1], 0));
        assert_eq!(list.selected(), Some(&1));
        list.replace((vec![], 4));
        assert_eq!(
            (list.selected(), list.at(), list.filtered_out()),
            (None, None, 4)
        );
        list.replace((vec![7], 0));
        assert_eq!(list.selected(), Some(&7));
    }

    #[test]
    fn steps_stop_at_the_ends_and_stay_in_sight() {
        let mut list = list(&[1, 2, 3, 4]);
        list.step(-3);
        assert_eq!(list.selected(), Some(&1));
        list.step(100);
        assert_eq!(list.selected(), Some(&4));
        assert_eq!(list.window(2), 2..4);
        assert_eq!(list.window(0), 3..4);
        assert_eq!(list.select(&2), Some(1));
        assert_eq!(list.select(&9), None);
    }
}
