//! Moments and spans. Inside they are UTC milliseconds; on the wire RFC 3339 with milliseconds. The domain
//! never asks what time it is: the hub says so with every decision.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Millis(pub i64);

/// A length of time in milliseconds.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Debug,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// Seconds.
    pub const fn secs(n: i64) -> Self {
        Self(n * 1000)
    }
    /// Minutes.
    pub const fn mins(n: i64) -> Self {
        Self(n * 60_000)
    }
    /// Hours.
    pub const fn hours(n: i64) -> Self {
        Self(n * 3_600_000)
    }
    /// Days of 24 hours.
    pub const fn days(n: i64) -> Self {
        Self(n * 86_400_000)
    }
    /// Whether it is none at all.
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde asks by reference
    pub fn is_zero(&self) -> bool {
        self.0 == 0
    }
    /// As minutes, for survival curves.
    pub fn as_mins(self) -> f64 {
        self.0 as f64 / 60_000.0
    }
}

impl Millis {
    /// How long after `earlier`; negative when before it.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Add<Span> for Millis {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Millis {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::<Utc>::from_timestamp_millis(self.0) {
            Some(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => f.write_str("?"),
        }
    }
}

/// A text that is no moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a time: write RFC 3339 such as 2026-11-23T01:05:00.123Z")]
pub struct BadTime;

impl FromStr for Millis {
    type Err = BadTime;
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| BadTime)?;
        Ok(Self(at.timestamp_millis()))
    }
}

impl Serialize for Millis {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Seen;
        impl serde::de::Visitor<'_> for Seen {
            type Value = Millis;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time in RFC 3339 such as 2026-11-23T01:05:00.123Z")
            }
            fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<Millis, E> {
                v.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Seen)
    }
}

impl JsonSchema for Millis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time", "description": "UTC, RFC 3339 with milliseconds" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_back_to_the_millisecond() {
        let text = "2026-11-23T01:05:00.123Z";
        let at: Millis = text.parse().unwrap();
        assert_eq!(at.to_string(), text);
        assert_eq!(
            "2026-11-23T09:05:00.123+08:00".parse::<Millis>().unwrap(),
            at
        );
        assert!("yesterday".parse::<Millis>().is_err());
        assert_eq!((at + Span::mins(30)).since(at), Span::mins(30));
    }
}
