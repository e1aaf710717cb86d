//! Keys as a person writes them, in `[keys]` of config.toml and in `default.toml`: `claim = ["c"]` wherever the
//! action works, `[keys.list]` with `claim = ["C"]` for one context alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

/// Action name to chords. An empty list takes the keys away.
type Chords = BTreeMap<String, Vec<String>>;

/// The keys of one file, not looked at yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserKeys {
    /// For all contexts an action works in.
    pub all: Chords,
    /// For one context, by its name.
    pub contexts: BTreeMap<String, Chords>,
    /// Where they were read from, for messages.
    pub file: Option<PathBuf>,
}

/// What may stand below `[keys]`.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a list of keys such as `[\"n\", \"ctrl-n\"]`, or a table of a context such as `[keys.list]`"
)]
enum Entry {
    Keys(Vec<String>),
    Context(Chords),
}

impl<'de> Deserialize<'de> for UserKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut keys = Self::default();
        for (name, entry) in BTreeMap::<String, Entry>::deserialize(deserializer)? {
            match entry {
                Entry::Keys(chords) => {
                    keys.all.insert(name, chords);
                }
                Entry::Context(chords) => {
                    keys.contexts.insert(name, chords);
                }
            }
        }
        Ok(keys)
    }
}

impl UserKeys {
    /// Remembers the file they were read from.
    #[must_use]
    pub fn from_file(mut self, file: &Path) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    /// What is said of an action for one context alone.
    pub(super) fn for_context(&self, name: &str, context: &str) -> Option<&[String]> {
        let own = self.contexts.get(context)?;
        own.get(name).map(Vec::as_slice)
    }

    /// What is said of an action for all contexts it works in.
    pub(super) fn everywhere(&self, name: &str) -> Option<&[String]> {
        self.all.get(name).map(Vec::as_slice)
    }

    /// Every action that is named, with the context it is named for.
    pub(super) fn named(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let all = self.all.keys().map(|name| (name.as_str(), None));
        let own = self.contexts.iter().flat_map(|(context, chords)| {
            let names = chords.keys();
            names.map(|name| (name.as_str(), Some(context.as_str())))
        });
        all.chain(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct File {
        keys: UserKeys,
    }

    #[test]
    fn lists_and_contexts_are_told_apart() {
        let text = "[keys]\nclaim = [\"c\"]\nstop = [\"s\"]\n[keys.list]\nclaim = [\"C\"]";
        let keys = toml::from_str::<File>(text).unwrap().keys;
        for (name, context, chord) in [
            ("claim", "item", Some("c")),
            ("claim", "list", Some("C")),
            ("stop", "list", Some("s")),
            ("open", "list", None),
        ] {
            let own = keys.for_context(name, context);
            let found = own.or_else(|| keys.everywhere(name));
            let found = found.and_then(|chords| chords.first());
            assert_eq!(found.map(String::as_str), chord, "{name} in {context}");
        }
    }

    #[test]
    fn what_is_neither_is_refused_with_its_line() {
        for wrong in ["claim = 5", "claim = \"c\"", "claim = [1]"] {
            let error = toml::from_str::<File>(&format!("[keys]\n{wrong}")).unwrap_err();
            let error = error.to_string();
            assert!(
                error.contains("line 2") && error.contains("list of keys"),
                "{error}"
            );
        }
    }
}
