//! The map from keys to actions, made from the shipped keys and the user's own over them. Every context has a tree
//! of chords; contexts are asked innermost first. There are no time-outs: a chord that has begun waits for its next
//! key, and Esc or a key that leads nowhere gives it up.

use std::collections::BTreeMap;

use super::chord::{Chord, Key};
use super::fold::fold;
use super::shadow;
use super::trie::Trie;
use crate::tui::nearest::nearest;

pub use super::context::Context;
pub use super::flaws::KeymapError;
pub use super::written::UserKeys;

/// One row of the table of actions, as far as keys go.
#[derive(Debug, Clone, Copy)]
pub struct Binding<A: 'static> {
    /// The action.
    pub action: A,
    /// Its name in the configuration.
    pub name: &'static str,
    /// Where it can be done.
    pub contexts: &'static [Context],
}

/// What a key led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press<A> {
    /// An action.
    Action(A),
    /// A chord has begun or goes on.
    Pending,
    /// A chord that had begun is given up; the key is used up by that.
    Cancelled,
    /// Nothing.
    Unbound,
}

/// The keys of a chord that has begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pending(Vec<Key>);

impl Pending {
    /// The keys so far, for the footer; empty when no chord has begun.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }
}

/// Keys to actions.
#[derive(Debug)]
pub struct Keymap<A> {
    tries: BTreeMap<Context, Trie<A>>,
    chords: Vec<(A, Chord)>,
}

impl<A: Copy + Eq> Keymap<A> {
    /// The shipped keys with the user's over them: what the user says of an action replaces what was shipped for it,
    /// for one context or for all.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first.
    pub fn build(
        table: &[Binding<A>],
        shipped: &UserKeys,
        user: &UserKeys,
    ) -> Result<Self, Vec<KeymapError>> {
        let (usual, _) = Self::assembled(table, shipped, &UserKeys::default());
        let (map, flaws) = Self::assembled(table, shipped, user);
        let mut errors = misplaced(table, user);
        let meets = |flaw: &KeymapError| {
            matches!(
                flaw,
                KeymapError::Conflict { .. } | KeymapError::Shadowed { .. }
            )
        };
        let is_settled = !flaws.iter().any(meets);
        errors.extend(flaws);
        if is_settled {
            errors.extend(shadow::flaws(&map, &usual));
        }
        // A wrong key of an action that works in several contexts is one fault.
        let mut seen = Vec::new();
        for error in errors {
            if !seen.contains(&error) {
                seen.push(error);
            }
        }
        if seen.is_empty() { Ok(map) } else { Err(seen) }
    }

    /// The map of all chords that have a place, and what is wrong with the others.
    fn assembled(
        table: &[Binding<A>],
        shipped: &UserKeys,
        user: &UserKeys,
    ) -> (Self, Vec<KeymapError>) {
        let mut errors = Vec::new();
        let mut map = Self {
            tries: BTreeMap::new(),
            chords: Vec::new(),
        };
        for row in table {
            let own = Context::ALL.into_iter().filter(|context| {
                !row.contexts.contains(context)
                    && context.takes(row.contexts)
                    && user
                        .contexts
                        .get(context.0)
                        .is_some_and(|own| own.contains_key(row.name))
            });
            for context in row.contexts.iter().copied().chain(own) {
                for text in wanted(row.name, context, shipped, user) {
                    errors.extend(map.bind(row, context, text));
                }
            }
        }
        (map, errors)
    }

    /// The chords of one context with their actions and the names of those.
    pub fn bound(&self, context: Context) -> Vec<(A, &'static str, Chord)> {
        self.tries.get(&context).map(Trie::ends).unwrap_or_default()
    }

    fn bind(&mut self, row: &Binding<A>, context: Context, text: &str) -> Option<KeymapError> {
        let chord = match text.parse::<Chord>() {
            Ok(chord) => chord,
            Err(error) => {
                return Some(KeymapError::BadChord {
                    action: row.name.to_owned(),
                    error,
                });
            }
        };
        if let Some(flaw) = shadow::unfit(&chord, row.name, context) {
            return Some(flaw);
        }
        let trie = self.tries.entry(context).or_default();
        if let Some(flaw) = trie.insert(&chord, row, context) {
            return Some(flaw);
        }
        let bound = (row.action, chord);
        if !self.chords.contains(&bound) {
            self.chords.push(bound);
        }
        None
    }

    /// Looks a key up in `contexts`, innermost first. The first context that knows the keys so far
    /// decides.
    pub fn press(&self, pending: &mut Pending, contexts: &[Context], key: Key) -> Press<A> {
        let had_begun = !pending.0.is_empty();
        pending.0.push(fold(key));
        let press = match self.found(contexts, &pending.0) {
            Some(node) => match node.action() {
                Some(action) => Press::Action(action),
                None => return Press::Pending,
            },
            None if had_begun => Press::Cancelled,
            None => Press::Unbound,
        };
        pending.0.clear();
        press
    }

    fn found(&self, contexts: &[Context], keys: &[Key]) -> Option<&Trie<A>> {
        let mut tries = contexts.iter().filter_map(|c| self.tries.get(c));
        tries.find_map(|trie| trie.follow(keys))
    }

    /// The chords of an action wherever it works, the preferred one first.
    pub fn chords(&self, action: A) -> impl Iterator<Item = &Chord> {
        self.chords
            .iter()
            .filter(move |(bound, _)| *bound == action)
            .map(|(_, chord)| chord)
    }

    /// The chord that leads to an action here: an inner context may have given its keys to another one.
    pub fn chord_here(&self, action: A, contexts: &[Context]) -> Option<&Chord> {
        self.chords(action).find(|chord| {
            let node = self.found(contexts, chord.keys());
            node.and_then(Trie::action) == Some(action)
        })
    }

    /// Every chord that is bound, each once.
    pub fn all_chords(&self) -> Vec<&Chord> {
        let mut all: Vec<&Chord> = Vec::new();
        for (_, chord) in &self.chords {
            if !all.contains(&chord) {
                all.push(chord);
            }
        }
        all
    }

    /// What may follow the keys so far, for a hint: each key and the action it ends in, if it does.
    pub fn continuations(&self, pending: &Pending, contexts: &[Context]) -> Vec<(Key, Option<A>)> {
        let mut found: Vec<(Key, Option<A>)> = Vec::new();
        let tries = contexts.iter().filter_map(|c| self.tries.get(c));
        for node in tries.filter_map(|trie| trie.follow(&pending.0)) {
            for (key, action) in node.following() {
                if found.iter().all(|(known, _)| *known != key) {
                    found.push((key, action));
                }
            }
        }
        found
    }
}

/// The keys of an action in a context: those for this context alone go first, the user's before the shipped ones. A
/// chord of several keys that is meant for everywhere is left out where only single keys work.
fn wanted<'k>(
    name: &str,
    context: Context,
    shipped: &'k UserKeys,
    user: &'k UserKeys,
) -> impl Iterator<Item = &'k String> {
    let own = [user, shipped].map(|keys| keys.for_context(name, context.0));
    let is_own = own.iter().any(Option::is_some);
    let all = [user, shipped].map(|keys| keys.everywhere(name));
    let found = own.into_iter().chain(all).flatten().next();
    let fits = move |text: &&String| is_own || !context.takes_one_key() || !text.contains(' ');
    found.unwrap_or_default().iter().filter(fits)
}

/// Names nobody knows, and actions where they do not work.
fn misplaced<A>(table: &[Binding<A>], user: &UserKeys) -> Vec<KeymapError> {
    let mut errors = Vec::new();
    for name in user.contexts.keys() {
        if Context::named(name).is_none() {
            let all = Context::ALL.map(|context| context.0);
            errors.push(KeymapError::UnknownContext {
                name: name.clone(),
                nearest: nearest(name, all.into_iter()),
                allowed: all.join(", "),
            });
        }
    }
    for (name, context) in user.named() {
        let Some(row) = table.iter().find(|row| row.name == name) else {
            errors.push(KeymapError::UnknownAction {
                name: name.to_owned(),
                nearest: nearest(name, table.iter().map(|row| row.name)),
            });
            continue;
        };
        if let Some(context) = context.and_then(Context::named)
            && !context.takes(row.contexts)
        {
            let works: Vec<&str> = row.contexts.iter().map(|context| context.0).collect();
            errors.push(KeymapError::NotThere {
                action: row.name,
                context: context.0,
                allowed: works.join(", "),
            });
        }
    }
    errors
}

#[cfg(test)]
mod tests;
