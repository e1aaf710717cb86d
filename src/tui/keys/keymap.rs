//! The map from keys to actions, made from one table of bindings and the user's own keys. Every
//! context has a trie of chords; contexts are asked innermost first. There are no time-outs: a chord
//! that has begun waits for its next key, and Esc or a key that leads nowhere gives it up.

use std::collections::BTreeMap;

use super::chord::{Chord, ChordError, Key};
use super::fold::fold;
use crate::tui::nearest::nearest;

/// Where a key is pressed. The names are what messages and the key reference show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Context(pub &'static str);

impl Context {
    /// Everywhere, asked last.
    pub const GLOBAL: Self = Self("global");
    /// A list has the focus.
    pub const LIST: Self = Self("list");
    /// The tree of a trace.
    pub const TREE: Self = Self("tree");
    /// A place of a trace, in the tree or by itself.
    pub const PLACE: Self = Self("place");
    /// One item is open.
    pub const ITEM: Self = Self("item");
    /// The call script is being answered.
    pub const SCRIPT: Self = Self("script");
    /// The screen of a liaison's desk.
    pub const DESK: Self = Self("desk");
    /// Orders, or one of them, have the focus.
    pub const ORDER: Self = Self("order");
    /// Cases, or one of them, have the focus.
    pub const CASE: Self = Self("case");
    /// The list of what may follow on a case is open.
    pub const NEXT: Self = Self("next");
    /// A help, palette or confirm overlay is open.
    pub const OVERLAY: Self = Self("overlay");
}

/// One row of the table of actions, as far as keys go.
#[derive(Debug, Clone, Copy)]
pub struct Binding<A: 'static> {
    /// The action.
    pub action: A,
    /// Its name in the configuration.
    pub name: &'static str,
    /// Where it can be done.
    pub contexts: &'static [Context],
    /// Its keys unless the user says otherwise, in the user's own notation.
    pub keys: &'static [&'static str],
}

/// The user's keys: action name to chords. They replace the defaults of that action; an empty list
/// takes its keys away.
pub type UserKeys = BTreeMap<String, Vec<String>>;

/// One thing wrong with the keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// An action that does not exist.
    #[error("keys: there is no action `{name}`{}", did_you_mean(.nearest))]
    UnknownAction {
        /// As written.
        name: String,
        /// Known names like it.
        nearest: Vec<&'static str>,
    },
    /// A key that does not exist.
    #[error("keys: `{action}`: {error}")]
    BadChord {
        /// The action it was meant for.
        action: String,
        /// What is wrong.
        error: ChordError,
    },
    /// Two actions on one key.
    #[error(
        "keys: `{chord}` means both `{first}` and `{second}` ({context}); give one of them another key"
    )]
    Conflict {
        /// The key.
        chord: String,
        /// The action that had it.
        first: &'static str,
        /// The action that wants it too.
        second: &'static str,
        /// Where.
        context: &'static str,
    },
    /// One chord begins with another, which would have to wait for ever.
    #[error(
        "keys: `{long}` (`{long_action}`) begins with `{short}` (`{short_action}`) ({context}); give one of them another key"
    )]
    Shadowed {
        /// The shorter chord.
        short: String,
        /// Its action.
        short_action: &'static str,
        /// The longer chord.
        long: String,
        /// Its action.
        long_action: &'static str,
        /// Where.
        context: &'static str,
    },
}

fn did_you_mean(nearest: &[&'static str]) -> String {
    if nearest.is_empty() {
        "; ? in the console lists the actions".to_owned()
    } else {
        format!("; did you mean `{}`?", nearest.join("`, `"))
    }
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
    /// The table's defaults with the user's keys over them.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first.
    pub fn build(table: &[Binding<A>], user: &UserKeys) -> Result<Self, Vec<KeymapError>> {
        let mut errors = unknown_actions(table, user);
        let mut map = Self {
            tries: BTreeMap::new(),
            chords: Vec::new(),
        };
        for row in table {
            for text in wanted_keys(row, user) {
                match text.parse::<Chord>() {
                    Ok(chord) => map.bind(row, chord, &mut errors),
                    Err(error) => errors.push(KeymapError::BadChord {
                        action: row.name.to_owned(),
                        error,
                    }),
                }
            }
        }
        if errors.is_empty() {
            Ok(map)
        } else {
            Err(errors)
        }
    }

    fn bind(&mut self, row: &Binding<A>, chord: Chord, errors: &mut Vec<KeymapError>) {
        for context in row.contexts {
            let trie = self.tries.entry(*context).or_default();
            errors.extend(trie.insert(&chord, row, *context));
        }
        self.chords.push((row.action, chord));
    }

    /// Looks a key up in `contexts`, innermost first. The first context that knows the keys so far
    /// decides.
    pub fn press(&self, pending: &mut Pending, contexts: &[Context], key: Key) -> Press<A> {
        let had_begun = !pending.0.is_empty();
        pending.0.push(fold(key));
        let found = contexts
            .iter()
            .filter_map(|context| self.tries.get(context))
            .find_map(|trie| trie.follow(&pending.0));
        let press = match found.map(|node| node.end) {
            Some(None) => return Press::Pending,
            Some(Some((action, _))) => Press::Action(action),
            None if had_begun => Press::Cancelled,
            None => Press::Unbound,
        };
        pending.0.clear();
        press
    }

    /// The chords of an action, the preferred one first.
    pub fn chords(&self, action: A) -> impl Iterator<Item = &Chord> {
        self.chords
            .iter()
            .filter(move |(bound, _)| *bound == action)
            .map(|(_, chord)| chord)
    }

    /// What may follow the keys so far, for a hint: each key and the action it ends in, if it does.
    pub fn continuations(&self, pending: &Pending, contexts: &[Context]) -> Vec<(Key, Option<A>)> {
        let node = contexts
            .iter()
            .filter_map(|context| self.tries.get(context))
            .find_map(|trie| trie.follow(&pending.0));
        node.map_or_else(Vec::new, |node| {
            let next = node.next.iter();
            next.map(|(key, node)| (*key, node.end.map(|(action, _)| action)))
                .collect()
        })
    }
}

fn wanted_keys<'k, A>(row: &Binding<A>, user: &'k UserKeys) -> Vec<&'k str> {
    match user.get(row.name) {
        Some(keys) => keys.iter().map(String::as_str).collect(),
        None => row.keys.to_vec(),
    }
}

fn unknown_actions<A>(table: &[Binding<A>], user: &UserKeys) -> Vec<KeymapError> {
    let known = |name: &str| table.iter().any(|row| row.name == name);
    user.keys()
        .filter(|name| !known(name))
        .map(|name| KeymapError::UnknownAction {
            name: name.clone(),
            nearest: nearest(name, table.iter().map(|row| row.name)),
        })
        .collect()
}

/// A node of the tree of chords: where it leads and what it means.
#[derive(Debug)]
struct Trie<A> {
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
    fn follow(&self, keys: &[Key]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| {
            let step = node.next.iter().find(|(known, _)| known == key);
            step.map(|(_, node)| node)
        })
    }

    /// Adds a chord, or says what stands in its way.
    fn insert(&mut self, chord: &Chord, row: &Binding<A>, context: Context) -> Option<KeymapError> {
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

#[cfg(test)]
mod tests;
