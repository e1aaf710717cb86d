//! Typed identities. Things that happen (alerts, cases, orders) carry a ULID; things that stand (officers,
//! desks, organisations) carry the code people know them by. A [`Key`] names any of them on the wire.

use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::time::Millis;
use crate::text::safe::SafeText;

/// Crockford base 32, the alphabet of ULIDs.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A 128-bit identity: 48 bits of UTC milliseconds, 80 bits of salt. Sorts by time. Aligned to 8 bytes, so that an
/// optional one takes 24 and not 32.
#[repr(Rust, packed(8))]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Ulid(pub u128);

impl Ulid {
    /// Builds an identity from a moment and salt; the caller brings the randomness.
    pub fn new(at: Millis, salt: u128) -> Self {
        let time = u128::from(at.0.max(0) as u64 & 0xFFFF_FFFF_FFFF);
        Self((time << 80) | (salt & ((1 << 80) - 1)))
    }

    /// The moment inside.
    pub fn at(self) -> Millis {
        Millis((self.0 >> 80) as i64)
    }
}

impl fmt::Display for Ulid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; 26];
        let mut rest = self.0;
        for slot in text.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Ulid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no identity.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{found}` is no {what}: {allowed}")]
pub struct BadId {
    /// What was expected.
    pub what: &'static str,
    /// What was found, cleaned and cut.
    pub found: SafeText,
    /// What would be accepted.
    pub allowed: &'static str,
}

impl BadId {
    fn new(what: &'static str, found: &str, allowed: &'static str) -> Self {
        Self {
            what,
            found: SafeText::line(found),
            allowed,
        }
    }
}

impl FromStr for Ulid {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || {
            BadId::new(
                "ULID",
                text,
                "26 letters and digits of Crockford base 32, as 01JD9ZK4M2...",
            )
        };
        if text.len() != 26 || text.as_bytes()[0] > b'7' {
            return Err(bad());
        }
        text.bytes()
            .try_fold(0u128, |sum, byte| {
                let digit = ALPHABET
                    .iter()
                    .position(|a| *a == byte.to_ascii_uppercase())
                    .ok_or_else(bad)?;
                Ok((sum << 5) | digit as u128)
            })
            .map(Self)
    }
}

/// Serde and JSON Schema through `Display` and `FromStr`.
macro_rules! as_text {
    ($name:ident, $pattern:literal) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Seen;
                impl serde::de::Visitor<'_> for Seen {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(stringify!($name))
                    }
                    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<$name, E> {
                        v.parse().map_err(E::custom)
                    }
                }
                d.deserialize_str(Seen)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

macro_rules! ulid_ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
        pub struct $name(pub Ulid);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.parse().map(Self)
            }
        }
        as_text!($name, "^[0-7][0-9A-HJKMNP-TV-Z]{25}$");
    )+};
}

ulid_ids! {
    /// An alert.
    AlertId,
    /// An intervention on an alert.
    InterventionId,
    /// A case.
    CaseId,
    /// A stop, freeze or telecom order.
    OrderId,
    /// A hop of a trace.
    HopId,
    /// A shift.
    ShiftId,
    /// The incarnation of a hub's log; a new one says that history may differ.
    Epoch,
}

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident: $what:literal),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
        pub struct $name(CompactString);
        impl $name {
            /// The code itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let legal = |b: u8| b.is_ascii_alphanumeric() || b"-_.:".contains(&b);
                if text.is_empty() || text.len() > 64 || !text.bytes().all(legal) {
                    return Err(BadId::new($what, text, "1 to 64 of A-Z a-z 0-9 - _ . :"));
                }
                Ok(Self(CompactString::new(text)))
            }
        }
        as_text!($name, "^[A-Za-z0-9_.:-]{1,64}$");
    )+};
}

codes! {
    /// Who acts: `u:0412` an officer, `p:model-7` a producer, `l:ICBC` a liaison, `hub` the hub itself.
    Sub: "subject",
    /// A six-digit administrative code such as `330700`; a longer code lies inside the shorter one.
    OrgCode: "organisation code",
    /// A bank, carrier or payment firm, by short code (`ICBC`).
    InstitutionId: "institution code",
    /// Idempotency: made when a key is pressed, kept across retries.
    Idem: "idempotency id",
}

impl Sub {
    /// The hub acting by rule and clock.
    pub fn hub() -> Self {
        Self(CompactString::const_new("hub"))
    }

    /// Whoever is on duty at the centre: what institutions are told instead of a name.
    pub fn duty() -> Self {
        Self(CompactString::const_new("u:duty"))
    }

    /// Whether this is one of an institution's people.
    pub fn is_liaison(&self) -> bool {
        self.0.starts_with("l:")
    }

    /// Whether both are one person. What a token is for (`u:` an officer, `l:` a liaison) does not make two of one.
    pub fn is_same_person(&self, other: &Self) -> bool {
        self.person() == other.person()
    }

    fn person(&self) -> &str {
        let kinds = ["u:", "l:", "p:", "w:"];
        let rest = kinds.iter().find_map(|kind| self.0.strip_prefix(kind));
        rest.unwrap_or(&self.0)
    }
}

impl Idem {
    /// The text of a fresh identity.
    pub fn of(id: Ulid) -> Self {
        Self(CompactString::from(id.to_string()))
    }
}

impl OrgCode {
    /// Whether `self` is `other` or lies inside it: zeros at the end of a code mean "all of it".
    pub fn is_within(&self, other: &Self) -> bool {
        let area = other.0.trim_end_matches("00");
        self.0.starts_with(area)
    }

    /// Whether it is a city or something greater: the digits of the county are zeros.
    pub fn is_city_or_above(&self) -> bool {
        self.0.ends_with("00")
    }
}

/// The name of one entity on the wire: `al:01JD..`, `of:u:0412`, `dk:ICBC`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Key {
    /// An alert with its interventions.
    Alert(AlertId),
    /// A case.
    Case(CaseId),
    /// An order.
    Order(OrderId),
    /// A hop of a trace.
    Hop(HopId),
    /// An officer's seat.
    Officer(Sub),
    /// A liaison desk.
    Desk(InstitutionId),
    /// An organisation.
    Org(OrgCode),
    /// A shift.
    Shift(ShiftId),
    /// A kind of entity this version does not know.
    Other(SafeText),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(id) => write!(f, "al:{id}"),
            Self::Case(id) => write!(f, "cs:{id}"),
            Self::Order(id) => write!(f, "or:{id}"),
            Self::Hop(id) => write!(f, "hp:{id}"),
            Self::Officer(id) => write!(f, "of:{id}"),
            Self::Desk(id) => write!(f, "dk:{id}"),
            Self::Org(id) => write!(f, "og:{id}"),
            Self::Shift(id) => write!(f, "sh:{id}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl FromStr for Key {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let Some((kind, id)) = text.split_once(':') else {
            return Err(BadId::new(
                "key",
                text,
                "a kind and an id, as al:01JD9ZK4M2...",
            ));
        };
        Ok(match kind {
            "al" => Self::Alert(id.parse()?),
            "cs" => Self::Case(id.parse()?),
            "or" => Self::Order(id.parse()?),
            "hp" => Self::Hop(id.parse()?),
            "of" => Self::Officer(id.parse()?),
            "dk" => Self::Desk(id.parse()?),
            "og" => Self::Org(id.parse()?),
            "sh" => Self::Shift(id.parse()?),
            _ => Self::Other(SafeText::line(text)),
        })
    }
}

as_text!(Key, "^[a-z]{2}:.+$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ulid_reads_back_and_keeps_its_time() {
        let id = Ulid::new(Millis(1_795_400_000_123), 0x0123_4567_89AB_CDEF_0123);
        let text = id.to_string();
        assert_eq!(text.len(), 26);
        assert_eq!(text.parse::<Ulid>().unwrap(), id);
        assert_eq!(id.at(), Millis(1_795_400_000_123));
        for bad in [
            "",
            "01JD",
            "81JD9ZK4M200000000000000000",
            "01JD9ZK4M2U000000000000000",
            "é1JD9ZK4M20000000000000000",
        ] {
            assert!(bad.parse::<Ulid>().is_err(), "{bad}");
        }
    }

    #[test]
    fn keys_read_back_and_foreign_kinds_are_kept() {
        for text in [
            "al:01JD9ZK4M20000000000000000",
            "of:u:0412",
            "dk:ICBC",
            "og:330700",
            "zz:anything",
        ] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        assert!("al:nonsense".parse::<Key>().is_err());
        assert!("no colon".parse::<Key>().is_err());
    }

    #[test]
    fn an_area_holds_what_its_code_begins() {
        let org = |c: &str| c.parse::<OrgCode>().unwrap();
        for (inner, outer, within) in [
            ("330702", "330700", true),
            ("330700", "330000", true),
            ("330700", "330700", true),
            ("330100", "330700", false),
            ("330000", "330700", false),
            ("110000", "000000", true),
        ] {
            assert_eq!(
                org(inner).is_within(&org(outer)),
                within,
                "{inner} in {outer}"
            );
        }
    }
}
