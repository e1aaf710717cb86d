//! What can be wrong with keys, said so that the person who wrote them can mend it: which name, which key, which
//! context, and what would be right.

use super::chord::ChordError;
use super::written::UserKeys;

/// One thing wrong with the keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// An action that does not exist.
    #[error("keys: there is no action `{name}`{}", did_you_mean(.nearest, "? in the console lists the actions"))]
    UnknownAction {
        /// As written.
        name: String,
        /// Known names like it.
        nearest: Vec<&'static str>,
    },
    /// A context that does not exist.
    #[error("keys: there is no context `{name}`{}; allowed are {allowed}", did_you_mean(.nearest, ""))]
    UnknownContext {
        /// As written.
        name: String,
        /// Known names like it.
        nearest: Vec<&'static str>,
        /// All of them.
        allowed: String,
    },
    /// An action where it does not work.
    #[error("keys.{context}: `{action}` does not work there; it works in {allowed}")]
    NotThere {
        /// The action.
        action: &'static str,
        /// The context it was written for.
        context: &'static str,
        /// Where it works.
        allowed: String,
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
        "keys: `{chord}` means both `{first}` and `{second}` in context {context}; give one of them another key"
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
        "keys: `{long}` (`{long_action}`) begins with `{short}` (`{short_action}`) in context {context}; give one of them another key"
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
    /// An action takes the key of another one where both work.
    #[error("{}", hides(.chord, (.action, .context), .below, (.other, .around)))]
    Hides {
        /// The key that is asked first.
        chord: String,
        /// Its action.
        action: &'static str,
        /// Where.
        context: &'static str,
        /// The key it takes, or begins, or that begins it.
        below: String,
        /// The action of that one.
        other: &'static str,
        /// Where that one works.
        around: &'static str,
    },
    /// A key that boxes need for themselves.
    #[error(
        "keys.box: `{chord}` (`{action}`) is a key of the boxes themselves; give `{action}` another key below [keys.box], such as one with alt-"
    )]
    OfBoxes {
        /// The action.
        action: &'static str,
        /// The key.
        chord: String,
    },
    /// Several keys where one is looked up by itself.
    #[error("keys.{context}: `{chord}` (`{action}`) is several keys; only single keys work there")]
    OneKey {
        /// The action.
        action: &'static str,
        /// The keys.
        chord: String,
        /// Where.
        context: &'static str,
    },
    /// The key that confirms would also ask.
    #[error(
        "keys: `{action}` reaches outside and can not be on `{chord}`: `y` is the key that confirms it"
    )]
    Confirms {
        /// The action.
        action: &'static str,
        /// The key.
        chord: String,
    },
    /// Nobody could leave any more, or find out how.
    #[error("keys: `{action}` needs at least one key")]
    NoKey {
        /// The action.
        action: &'static str,
    },
}

fn hides(
    chord: &str,
    (action, context): (&str, &str),
    below: &str,
    (other, around): (&str, &str),
) -> String {
    let what = if chord == below {
        format!("`{chord}` means `{action}` in context {context} and `{other}` in context {around}")
    } else {
        let (long, short) = if chord.len() > below.len() {
            ((chord, action, context), (below, other, around))
        } else {
            ((below, other, around), (chord, action, context))
        };
        format!(
            "`{}` (`{}` in context {}) begins with `{}` (`{}` in context {})",
            long.0, long.1, long.2, short.0, short.1, short.2
        )
    };
    format!("keys: {what}, which hold at the same time; give one of them another key")
}

fn did_you_mean(nearest: &[&'static str], otherwise: &str) -> String {
    match (nearest, otherwise) {
        ([], "") => String::new(),
        ([], otherwise) => format!("; {otherwise}"),
        (nearest, _) => format!("; did you mean `{}`?", nearest.join("`, `")),
    }
}

impl UserKeys {
    /// The errors as lines for people, each with the file it is about.
    pub fn complaints(&self, errors: &[KeymapError]) -> Vec<String> {
        let file = self.file.as_ref();
        let place = file.map_or_else(String::new, |file| format!("{}: ", file.display()));
        let lines = errors.iter().map(|error| format!("{place}{error}"));
        lines.collect()
    }
}
