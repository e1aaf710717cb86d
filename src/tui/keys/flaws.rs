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
