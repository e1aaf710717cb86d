//! A personal value on its way to the one screen that asked for it. It is never printed, and wiped when it is dropped.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::text::safe::SafeText;

/// A raw personal value.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(with = "String")]
pub struct Secret(#[serde(serialize_with = "plain")] Zeroizing<String>);

impl Secret {
    /// Keeps a value.
    pub fn new(raw: Zeroizing<String>) -> Self {
        Self(raw)
    }

    /// The value, to be shown and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

fn plain<S: serde::Serializer>(raw: &Zeroizing<String>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(raw)
}

impl<'de> Deserialize<'de> for Secret {
    /// What came is foreign text like any other.
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = Cow::<'de, str>::deserialize(from)?;
        Ok(Self(Zeroizing::new(SafeText::line(&raw).to_string())))
    }
}
