//! What will happen when. Moments come out in order; what was noted first comes first among equals, so that a
//! run repeats to the last event.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::domain::time::Millis;

/// Due things by their moment.
pub struct Agenda<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    noted: u64,
}

struct Entry<T> {
    at: Millis,
    no: u64,
    what: T,
}

impl<T> Entry<T> {
    fn place(&self) -> (Millis, u64) {
        (self.at, self.no)
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self {
            heap: BinaryHeap::new(),
            noted: 0,
        }
    }
}

impl<T> Agenda<T> {
    /// Notes what is due then.
    pub fn note(&mut self, at: Millis, what: T) {
        self.noted += 1;
        let no = self.noted;
        self.heap.push(Reverse(Entry { at, no, what }));
    }

    /// The next thing due before `end`.
    pub fn next_before(&mut self, end: Millis) -> Option<(Millis, T)> {
        if self.heap.peek()?.0.at >= end {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| (entry.at, entry.what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_come_in_order_and_equals_as_they_were_noted() {
        let mut agenda = Agenda::default();
        for (at, what) in [(5, 'c'), (1, 'a'), (5, 'd'), (3, 'b'), (9, 'z')] {
            agenda.note(Millis(at), what);
        }
        let all: String = std::iter::from_fn(|| agenda.next_before(Millis(9)))
            .map(|(_, what)| what)
            .collect();
        assert_eq!(all, "abcd");
    }
}
