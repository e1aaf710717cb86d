//! Words of the wire that may grow. An enum made by [`open_enum!`](crate::open_enum) knows its own words and keeps any other
//! as [`Word`], so a console of today shows what a hub of tomorrow says. Decisions stay closed: `decide`
//! refuses a command that holds an unknown word.

use std::sync::{OnceLock, RwLock};

/// How many different foreign words are kept apart; later ones all read as `?`.
const KEPT: usize = 1024;

/// A foreign word, interned so that open enums stay small and `Copy`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Word(u16);

fn kept() -> &'static RwLock<Vec<Box<str>>> {
    static WORDS: OnceLock<RwLock<Vec<Box<str>>>> = OnceLock::new();
    WORDS.get_or_init(|| RwLock::new(vec!["?".into()]))
}

impl Word {
    /// Keeps `text` (cut to 64 bytes on a character boundary) and returns its number.
    pub fn new(text: &str) -> Self {
        let mut end = text.len().min(64);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        let mut words = kept()
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(at) = words.iter().position(|w| &**w == text) {
            return Self(at as u16);
        }
        if words.len() >= KEPT {
            return Self(0);
        }
        words.push(text.into());
        Self((words.len() - 1) as u16)
    }

    /// The word as it came.
    pub fn text(self) -> String {
        let words = kept()
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        words
            .get(usize::from(self.0))
            .map_or_else(|| "?".to_owned(), std::string::ToString::to_string)
    }
}

/// Declares a closed list of words with an open end: `Display`, `FromStr`, serde and JSON Schema all use the
/// word itself.
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $var:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum $name {
            $($(#[$vmeta])* #[doc = concat!("`", $word, "` on the wire.")] $var,)+
            /// A word this version does not know.
            Unknown($crate::domain::open::Word),
        }

        impl $name {
            /// Every word this version knows, in order.
            #[allow(dead_code)] // not every list is walked
            pub const ALL: &'static [Self] = &[$(Self::$var),+];

            /// The word on the wire.
            pub fn word(self) -> std::borrow::Cow<'static, str> {
                match self {
                    $(Self::$var => std::borrow::Cow::Borrowed($word),)+
                    Self::Unknown(word) => std::borrow::Cow::Owned(word.text()),
                }
            }

            /// The value of a word; a foreign word is kept as it is.
            pub fn of(word: &str) -> Self {
                match word {
                    $($word => Self::$var,)+
                    other => Self::Unknown($crate::domain::open::Word::new(other)),
                }
            }

            /// Whether this version knows the word.
            pub fn is_known(self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.word())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Seen;
                impl serde::de::Visitor<'_> for Seen {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("a word such as ", $("`", $word, "` ",)+))
                    }
                    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<$name, E> {
                        Ok($name::of(v))
                    }
                }
                d.deserialize_str(Seen)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": "Open list: a client must accept words it does not know.",
                    "examples": [$($word),+],
                })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    crate::open_enum! {
        /// Two words.
        Pair { One = "one", Two = "two" }
    }

    #[test]
    fn known_and_foreign_words_survive_a_round_trip() {
        for word in ["one", "two", "three 三"] {
            let json = format!("\"{word}\"");
            let value: Pair = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(value.is_known(), word.len() == 3);
        }
        assert_eq!(Pair::of("three 三"), Pair::of("three 三"));
        assert_ne!(Pair::of("three 三"), Pair::of("four"));
    }
}
