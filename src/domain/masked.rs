//! Personal data inside the domain is only ever a mask and a token. A command may still carry the raw value;
//! the hub's door seals it before anything is decided, and `decide` refuses what is not sealed.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::mask::{Kind, account_kind};
use crate::text::safe::SafeText;

/// Keyed hash of a normalised value: equal numbers have equal tokens, and nothing else can be read from it.
/// Aligned to 8 bytes, so that a mask beside it leaves no gap.
#[repr(Rust, packed(8))]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Token(pub u128);

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", { self.0 })
    }
}

impl FromStr for Token {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

impl Serialize for Token {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Token {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Token".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}

/// A personal value as everyone may see it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Masked {
    /// What may be shown, such as `138****1234`; absent for roles that may not see even that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask: Option<SafeText>,
    /// Links equal values without showing them.
    pub token: Token,
}

impl Masked {
    /// The mask, or a plain sign that there is one.
    pub fn shown(&self) -> &str {
        self.mask.as_deref().unwrap_or("***")
    }
}

/// A personal value in a command: raw as typed, or sealed by the hub.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Private {
    /// Already sealed.
    Sealed(Masked),
    /// As typed or received; never leaves the door of the hub.
    Raw(String),
}

impl fmt::Debug for Private {
    /// Raw values never reach a log or a panic.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sealed(masked) => fmt::Debug::fmt(masked, f),
            Self::Raw(_) => f.write_str("Raw(***)"),
        }
    }
}

/// What the hub's door uses to take raw values out of a command.
pub trait Seal {
    /// Stores the raw value and returns its mask and token.
    fn seal(&mut self, kind: Kind, raw: &str) -> Masked;
}

impl Private {
    /// Replaces a raw value by its seal.
    pub fn seal(&mut self, kind: Kind, door: &mut dyn Seal) {
        if let Self::Raw(raw) = self {
            *self = Self::Sealed(door.seal(kind, raw));
        }
    }

    /// The same for an account, an order number, a wallet or an address.
    pub fn seal_account(&mut self, door: &mut dyn Seal) {
        if let Self::Raw(raw) = self {
            *self = Self::Sealed(door.seal(account_kind(raw), raw));
        }
    }

    /// The sealed value; `None` for a raw one.
    pub fn sealed(&self) -> Option<&Masked> {
        match self {
            Self::Sealed(masked) => Some(masked),
            Self::Raw(_) => None,
        }
    }
}
