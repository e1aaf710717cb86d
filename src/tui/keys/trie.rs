//! The chords of one context as a tree: each key leads on, or ends in an action.

use super::chord::{Chord, Key};
use super::context::Context;
use super::flaws::KeymapError;
use super::keymap::Binding;

/// A node of the tree of chords: where it leads and what it means.
#[derive(Debug)]
pub(super) struct Trie<A> {
    end: Option<(A, &'static str)>,
    next: Vec<(Key, Trie<A>)>,
}

impl<A> Default for Trie<A> {
    fn default() -> Self {
        Self {
            end: None,
            next: Vec::new(),
        }
    }
}

impl<A: Copy + Eq> Trie<A> {
    /// The node these keys lead to.
    pub(super) fn follow(&self, keys: &[Key]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| {
            let step = node.next.iter().find(|(known, _)| known == key);
            step.map(|(_, node)| node)
        })
    }

    /// The action that ends here.
    pub(super) fn action(&self) -> Option<A> {
        self.end.map(|(action, _)| action)
    }

    /// What may follow: each key, and the action it ends in if it does.
    pub(super) fn following(&self) -> impl Iterator<Item = (Key, Option<A>)> {
        self.next.iter().map(|(key, node)| (*key, node.action()))
    }

    /// Every chord with its action and the action's name.
    pub(super) fn ends(&self) -> Vec<(A, &'static str, Chord)> {
        let mut ends = Vec::new();
        self.gather(&[], &mut ends);
        ends
    }

    fn gather(&self, keys: &[Key], ends: &mut Vec<(A, &'static str, Chord)>) {
        if let Some((action, name)) = self.end {
            ends.push((action, name, Chord::from_keys(keys)));
        }
        for (key, node) in &self.next {
            node.gather(&[keys, &[*key]].concat(), ends);
        }
    }

    /// Adds a chord, or says what stands in its way.
    pub(super) fn insert(
        &mut self,
        chord: &Chord,
        row: &Binding<A>,
        context: Context,
    ) -> Option<KeymapError> {
        let mut node = self;
        for (depth, key) in chord.keys().iter().enumerate() {
            if let Some((_, first)) = node.end {
                let short = Chord::from_keys(&chord.keys()[..depth]);
                return Some(shadowed((&short, first), (chord, row.name), context));
            }
            let place = node.next.iter().position(|(known, _)| known == key);
            let place = place.unwrap_or_else(|| {
                node.next.push((*key, Self::default()));
                node.next.len() - 1
            });
            node = &mut node.next[place].1;
        }
        if let Some((longer, second)) = node.any_end(chord.keys()) {
            return Some(shadowed((chord, row.name), (&longer, second), context));
        }
        match node.end {
            Some((action, first)) if action != row.action => Some(KeymapError::Conflict {
                chord: chord.to_string(),
                first,
                second: row.name,
                context: context.0,
            }),
            _ => {
                node.end = Some((row.action, row.name));
                None
            }
        }
    }

    /// Any chord below this node, and the name of its action.
    fn any_end(&self, keys: &[Key]) -> Option<(Chord, &'static str)> {
        let (key, node) = self.next.first()?;
        let keys = [keys, &[*key]].concat();
        match node.end {
            Some((_, name)) => Some((Chord::from_keys(&keys), name)),
            None => node.any_end(&keys),
        }
    }
}

fn shadowed(
    (short, short_action): (&Chord, &'static str),
    (long, long_action): (&Chord, &'static str),
    context: Context,
) -> KeymapError {
    KeymapError::Shadowed {
        short: short.to_string(),
        short_action,
        long: long.to_string(),
        long_action,
        context: context.0,
    }
}
