//! Moments and spans. Inside they are UTC milliseconds; on the wire RFC 3339 with milliseconds. The domain
//! never asks what time it is: the hub says so with every decision.

use std::fmt;
use std::ops::{Add, RangeInclusive, Sub};
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The first moment that may be told, 1970-01-01T00:00:00Z, and the last, 9999-12-31T23:59:59.999Z.
const TOLD: RangeInclusive<Millis> = Millis(0)..=Millis(253_402_300_799_999);
/// What stands for a moment no calendar reaches.
const BEYOND: &str = "?";

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
        Self(n.saturating_mul(1000))
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
        Span(self.0.saturating_sub(earlier.0))
    }

    /// A moment as this or an earlier version of the hub wrote it into its log. Nobody may tell such a one any more
    /// ([`FromStr`]), but a log that holds one must open.
    fn as_written(text: &str) -> Option<Self> {
        if text == BEYOND {
            return Some(Self(i64::MAX));
        }
        let at: DateTime<Utc> = text.parse().ok()?;
        Some(Self(at.timestamp_millis()))
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
            None => f.write_str(BEYOND),
        }
    }
}

/// A text that is no moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a time: write RFC 3339, years 1970 to 9999, such as 2026-11-23T01:05:00.123Z")]
pub struct BadTime;

impl FromStr for Millis {
    type Err = BadTime;
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| BadTime)?;
        let at = Self(at.timestamp_millis());
        TOLD.contains(&at).then_some(at).ok_or(BadTime)
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
                let told: Result<Millis, BadTime> = v.parse();
                told.or_else(|bad| Millis::as_written(v).ok_or(bad))
                    .map_err(E::custom)
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_years_people_tell_are_moments() {
        for text in [
            "0000-01-01T00:00:00+23:59",
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59.999-23:59",
            "?",
        ] {
            assert_eq!(text.parse::<Millis>(), Err(BadTime), "{text}");
        }
        for text in ["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"] {
            assert_eq!(text.parse::<Millis>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_an_earlier_hub_wrote_still_reads() {
        for (text, at) in [
            ("-0001-12-31T00:01:00.000Z", Millis(-62_167_305_540_000)),
            ("0000-01-01T00:00:00.000Z", Millis(-62_167_219_200_000)),
            ("1969-12-31T23:59:59.999Z", Millis(-1)),
            ("+12345-01-01T00:00:00.000Z", Millis(327_403_382_400_000)),
            ("?", Millis(i64::MAX)),
        ] {
            let json = format!("{text:?}");
            let read: Millis = serde_json::from_str(&json).unwrap();
            assert_eq!(read, at, "{text}");
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    proptest! {
        #[test]
        fn every_moment_that_parses_reads_back(
            (year, month, day) in (0..10_000u32, 1..13u8, 1..29u8),
            (hour, minute, off_h, off_m) in (0..24u8, 0..60u8, 0..24u8, 0..60u8),
            sign in prop::sample::select(vec!['+', '-']),
        ) {
            let text = format!(
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:59.999{sign}{off_h:02}:{off_m:02}"
            );
            if let Ok(at) = text.parse::<Millis>() {
                prop_assert_eq!(at.to_string().parse::<Millis>(), Ok(at), "{}", text);
            }
        }

        /// Whatever rules and clocks reckon: what is written is read, by any version that comes.
        #[test]
        fn every_moment_a_calendar_reaches_reads_back(at in -8_000_000_000_000_000..8_000_000_000_000_000i64) {
            let json = serde_json::to_string(&Millis(at)).unwrap();
            prop_assert_eq!(serde_json::from_str::<Millis>(&json).unwrap(), Millis(at), "{}", json);
        }
    }

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
