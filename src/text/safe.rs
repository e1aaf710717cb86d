//! The one door for foreign text. What came from outside becomes a [`SafeText`] once, when it enters, and
//! only that reaches a widget, a log, a title, an export or a notification. Cleaning is a fixed point and
//! nothing vanishes silently: whatever is taken out leaves a visible token such as `‹RLO›` or `␛`.

mod classify;
mod clean;
mod defang;

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

pub(crate) use classify::{is_plain, is_unseen};
pub use defang::defang;

/// One line of text that is harmless to show: no controls, no bidirectional or invisible characters, at
/// most two combining marks a base, every grapheme one or two columns wide, within [`Limits::LINE`].
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SafeText(CompactString);

/// How much of a field is kept; the rest is cut visibly with `…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// UTF-8 bytes, at most 4096.
    pub bytes: usize,
    /// Grapheme clusters, at most 512.
    pub graphemes: usize,
}

impl Limits {
    /// The limits of every field, and the widest there are: larger ones are clamped to these.
    pub const LINE: Self = Self {
        bytes: 4096,
        graphemes: 512,
    };

    fn clamped(self) -> Self {
        Self {
            bytes: self.bytes.min(Self::LINE.bytes),
            graphemes: self.graphemes.min(Self::LINE.graphemes),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::LINE
    }
}

/// Which signs of an attack a text carried. They are evidence, so they are counted and not only removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent findings, each a flag of its own"
)]
pub struct Suspicious {
    /// Characters that reorder what is read.
    pub bidi: bool,
    /// Characters that can not be seen (an emoji's own presentation selector is not counted).
    pub invisible: bool,
    /// Terminal controls: C0 other than tab and line ends, DEL, C1.
    pub escape: bool,
    /// More than two combining marks on one base.
    pub combining: bool,
}

impl Suspicious {
    /// Whether anything was found.
    pub fn any(self) -> bool {
        self != Self::default()
    }

    /// What both found.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            bidi: self.bidi || other.bidi,
            invisible: self.invisible || other.invisible,
            escape: self.escape || other.escape,
            combining: self.combining || other.combining,
        }
    }

    /// Whether `text` is one of the alert flags.
    pub fn is_flag(text: &str) -> bool {
        let all = Self {
            bidi: true,
            invisible: true,
            escape: true,
            combining: true,
        };
        all.flags().any(|flag| flag == text)
    }

    /// The alert flags, such as `suspicious:bidi`, in a fixed order.
    pub fn flags(self) -> impl Iterator<Item = &'static str> {
        [
            (self.bidi, "suspicious:bidi"),
            (self.invisible, "suspicious:invisible"),
            (self.escape, "suspicious:escape"),
            (self.combining, "suspicious:combining"),
        ]
        .into_iter()
        .filter_map(|(found, flag)| found.then_some(flag))
    }
}

/// What came through the door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The text that may be shown.
    pub text: SafeText,
    /// What was found in it on the way.
    pub suspicious: Suspicious,
}

impl SafeText {
    /// Cleans one single-line field; line ends of every kind become `⏎`.
    pub fn line(raw: &str) -> Self {
        clean::clean(raw, Limits::LINE).text
    }

    /// Cleans within `limits` and tells what was suspicious about it.
    pub fn clean(raw: &str, limits: Limits) -> Cleaned {
        clean::clean(raw, limits.clamped())
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for SafeText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for SafeText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SafeText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for SafeText {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for SafeText {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<&str> for SafeText {
    fn from(raw: &str) -> Self {
        Self::line(raw)
    }
}

impl Serialize for SafeText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for SafeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Door)
    }
}

/// Cleans while decoding, so that a foreign string never exists as a value of its own.
struct Door;

impl Visitor<'_> for Door {
    type Value = SafeText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, raw: &str) -> Result<SafeText, E> {
        Ok(SafeText::line(raw))
    }
}

impl schemars::JsonSchema for SafeText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SafeText".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// Text as it came from outside. It can be stored or cleaned but not shown: there is no `Display`, and
/// `Debug` tells only its length.
#[derive(Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// Takes text from outside as it is.
    pub fn new(raw: String) -> Self {
        Self(raw)
    }

    /// Cleans it as a single-line field.
    pub fn clean(&self) -> Cleaned {
        SafeText::clean(&self.0, Limits::LINE)
    }

    /// The bytes as they came: for the vault, the masks and equality tokens, never for a screen or a log.
    pub fn raw(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Untrusted({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests;
