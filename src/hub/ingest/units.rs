//! Units of a transaction graph: what its amounts count and how it writes times. Public graphs differ in both, so
//! the mapping file says it (`[flow.units]`).

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use super::rule::BadRule;
use super::target::{Unfit, fen};
use crate::domain::money::Fen;
use crate::domain::time::{Millis, Span};

/// Times before 1970 or after 2100 are a slip in the unit.
const LATEST: Millis = Millis(4_102_444_800_000);
const KEY: &str = "flow.units";
/// How a time is written where it is no number.
const RFC3339: &str = "a time such as 2026-11-23T01:05:00Z";

/// How amounts and times of a source are read.
#[derive(Debug, Default)]
pub(super) struct Units {
    amount: Amount,
    decimals: Decimals,
    time: Time,
}

#[derive(Clone, Copy, Debug, Default)]
enum Amount {
    #[default]
    Yuan,
    Fen,
}

/// What becomes of parts of a fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Decimals {
    /// The row is bad.
    #[default]
    Exact,
    /// To the nearest fen.
    Round,
}

#[derive(Debug, Default)]
enum Time {
    #[default]
    Rfc3339,
    UnixSeconds,
    UnixMillis,
    /// Steps of some length since some moment.
    Steps {
        start: Millis,
        step: Span,
    },
    /// A pattern of strftime, and how far its zone is before UTC where the text names none.
    Pattern {
        pattern: String,
        offset: Span,
    },
}

impl Units {
    /// Reads `[flow.units]`.
    pub(super) fn read(table: &toml::Table) -> Result<Self, BadRule> {
        let keys = [
            "amount",
            "decimals",
            "time",
            "start",
            "step_s",
            "utc_offset_min",
        ];
        if let Some(key) = table.keys().find(|key| !keys.contains(&key.as_str())) {
            let key = format!("{KEY}.{key}");
            return Err(BadRule::new(&key, "an unknown key", keys.join(", ")));
        }
        Ok(Self {
            amount: match word(table, "amount", "yuan", "yuan, fen")? {
                "yuan" => Amount::Yuan,
                "fen" => Amount::Fen,
                other => return Err(bad("amount", other, "yuan, fen")),
            },
            decimals: match word(table, "decimals", "exact", "exact, round")? {
                "exact" => Decimals::Exact,
                "round" => Decimals::Round,
                other => return Err(bad("decimals", other, "exact, round")),
            },
            time: Time::read(table)?,
        })
    }

    /// An amount.
    pub(super) fn amount(&self, text: &str) -> Result<Fen, Unfit> {
        let (places, example) = match self.amount {
            Amount::Yuan => (2, "an amount in yuan above 0, such as 5200 or 5200.50"),
            Amount::Fen => (0, "a whole number of fen above 0"),
        };
        let unfit = || match self.decimals {
            Decimals::Exact => Unfit(format!(
                "{example}; flow.units.decimals = \"round\" takes more decimals"
            )),
            Decimals::Round => Unfit(example.to_owned()),
        };
        let text = text.trim();
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_number = !whole.is_empty()
            && [whole, part]
                .iter()
                .all(|p| p.bytes().all(|b| b.is_ascii_digit()));
        let (kept, rest) = part.split_at(part.len().min(places));
        if !is_number || self.decimals == Decimals::Exact && rest.bytes().any(|b| b != b'0') {
            return Err(unfit());
        }
        let cut: i64 = format!("{whole}{kept:0<places$}")
            .parse()
            .map_err(|_| unfit())?;
        let up = i64::from(rest.bytes().next().is_some_and(|b| b >= b'5'));
        fen(&cut.saturating_add(up).to_string()).map_err(|_| unfit())
    }

    /// A time.
    pub(super) fn moment(&self, text: &str) -> Result<Millis, Unfit> {
        let text = text.trim();
        let at = match &self.time {
            Time::Rfc3339 => text.parse().ok(),
            Time::UnixSeconds => number(text)
                .map(|n| Millis((n * 1000.0).round() as i64))
                .or_else(|| text.parse().ok()),
            Time::UnixMillis => number(text)
                .map(|n| Millis(n.round() as i64))
                .or_else(|| text.parse().ok()),
            Time::Steps { start, step } => {
                number(text).map(|n| *start + Span((n * step.0 as f64).round() as i64))
            }
            Time::Pattern { pattern, offset } => by_pattern(text, pattern).map(|at| match at {
                Read::WithZone(at) => at,
                Read::Local(at) => at - *offset,
            }),
        };
        at.filter(|at| (Millis(0)..LATEST).contains(at))
            .ok_or_else(|| self.time.unfit())
    }
}

impl Time {
    fn read(table: &toml::Table) -> Result<Self, BadRule> {
        let allowed = "rfc3339, unix_s, unix_ms, step, or a pattern such as %Y/%m/%d %H:%M";
        let whole = |key: &str| {
            let value = table.get(key);
            let number = value.map(|value| {
                value
                    .as_integer()
                    .ok_or_else(|| bad(key, &value.to_string(), "a whole number"))
            });
            number.transpose()
        };
        let time = match word(table, "time", "rfc3339", allowed)? {
            "rfc3339" => Self::Rfc3339,
            "unix_s" => Self::UnixSeconds,
            "unix_ms" => Self::UnixMillis,
            "step" => {
                let start = word(
                    table,
                    "start",
                    "",
                    "the time of step 0, such as 2026-11-20T00:00:00+08:00",
                )?;
                let start = start.parse().map_err(|_| {
                    bad(
                        "start",
                        start,
                        "the time of step 0, such as \"2026-11-20T00:00:00+08:00\"",
                    )
                })?;
                let seconds = whole("step_s")?.filter(|s| *s > 0);
                let seconds = seconds.ok_or_else(|| {
                    bad("step_s", "nothing", "the seconds of a step, such as 3600")
                })?;
                Self::Steps {
                    start,
                    step: Span::secs(seconds),
                }
            }
            pattern
                if pattern.contains('%')
                    && StrftimeItems::new(pattern).all(|item| item != Item::Error) =>
            {
                let offset = Span::mins(whole("utc_offset_min")?.unwrap_or(0));
                Self::Pattern {
                    pattern: pattern.to_owned(),
                    offset,
                }
            }
            other => return Err(bad("time", other, allowed)),
        };
        Ok(time)
    }

    fn unfit(&self) -> Unfit {
        let allowed = match self {
            Self::Rfc3339 => RFC3339.to_owned(),
            Self::UnixSeconds => format!("seconds since 1970, before 2100, or {RFC3339}"),
            Self::UnixMillis => format!("milliseconds since 1970, before 2100, or {RFC3339}"),
            Self::Steps { .. } => "a number of steps, not before 1970 or after 2100".to_owned(),
            Self::Pattern { pattern, .. } => format!("a time of the form {pattern}"),
        };
        Unfit(format!("{allowed} (flow.units.time)"))
    }
}

/// A time as a text gave it.
enum Read {
    WithZone(Millis),
    Local(Millis),
}

fn by_pattern(text: &str, pattern: &str) -> Option<Read> {
    if let Ok(at) = DateTime::parse_from_str(text, pattern) {
        return Some(Read::WithZone(Millis(at.timestamp_millis())));
    }
    let day = || NaiveDate::parse_from_str(text, pattern).map(|day| day.and_time(NaiveTime::MIN));
    let at = NaiveDateTime::parse_from_str(text, pattern)
        .or_else(|_| day())
        .ok()?;
    Some(Read::Local(Millis(at.and_utc().timestamp_millis())))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|n: &f64| n.is_finite())
}

fn word<'a>(
    table: &'a toml::Table,
    key: &str,
    absent: &'static str,
    allowed: &str,
) -> Result<&'a str, BadRule> {
    match table.get(key) {
        None => Ok(absent),
        Some(value) => value
            .as_str()
            .ok_or_else(|| bad(key, value.type_str(), allowed)),
    }
}

fn bad(key: &str, found: &str, allowed: &str) -> BadRule {
    let found = if found.is_empty() { "nothing" } else { found };
    BadRule::new(&format!("{KEY}.{key}"), found, allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Result<Units, BadRule> {
        Units::read(&text.parse().unwrap())
    }

    #[test]
    fn amounts_are_exact_to_the_fen_or_rounded_where_the_map_says_so() {
        for (map, text, fen) in [
            ("", "5200.50", Some(520_050)),
            ("", "5200", Some(520_000)),
            ("", "5200.500", Some(520_050)),
            ("", "5200.505", None),
            ("", "0", None),
            ("", "-5", None),
            ("", "1e5", None),
            ("", "5,200", None),
            ("", "", None),
            ("", ".5", None),
            ("", "99999999999999999999", None),
            ("decimals = \"round\"", "5200.505", Some(520_051)),
            ("decimals = \"round\"", "5200.5049999", Some(520_050)),
            ("decimals = \"round\"", "0.004", None),
            ("decimals = \"round\"", "0.995", Some(100)),
            ("amount = \"fen\"", "520050", Some(520_050)),
            ("amount = \"fen\"", "520050.5", None),
            (
                "amount = \"fen\"\ndecimals = \"round\"",
                "520050.5",
                Some(520_051),
            ),
        ] {
            let got = units(map).unwrap().amount(text);
            assert_eq!(got.map(|fen| fen.0).ok(), fen, "{map} {text}");
        }
    }

    #[test]
    fn times_are_read_in_the_unit_of_the_map() {
        let steps = "time = \"step\"\nstart = \"2026-11-20T00:00:00+08:00\"\nstep_s = 3600";
        let local = "time = \"%Y/%m/%d %H:%M\"\nutc_offset_min = 480";
        for (map, text, expected) in [
            (
                "",
                "2026-11-23T09:05:00+08:00",
                Some("2026-11-23T01:05:00.000Z"),
            ),
            ("", "1795396800", None),
            (
                "time = \"unix_s\"",
                "1795396800",
                Some("2026-11-23T01:20:00.000Z"),
            ),
            (
                "time = \"unix_s\"",
                "1795396800.5",
                Some("2026-11-23T01:20:00.500Z"),
            ),
            ("time = \"unix_s\"", "1795396800000", None),
            (
                "time = \"unix_s\"",
                "2026-11-23T09:05:00+08:00",
                Some("2026-11-23T01:05:00.000Z"),
            ),
            ("time = \"unix_s\"", "yesterday", None),
            (
                "time = \"unix_ms\"",
                "1795396800000",
                Some("2026-11-23T01:20:00.000Z"),
            ),
            (steps, "0", Some("2026-11-19T16:00:00.000Z")),
            (steps, "25.0", Some("2026-11-20T17:00:00.000Z")),
            (steps, "NaN", None),
            (local, "2026/11/23 09:05", Some("2026-11-23T01:05:00.000Z")),
            (local, "23.11.2026", None),
            (
                "time = \"%d.%m.%Y\"",
                "23.11.2026",
                Some("2026-11-23T00:00:00.000Z"),
            ),
            (
                "time = \"%Y-%m-%d %H:%M:%S %z\"",
                "2026-11-23 09:05:00 +0800",
                Some("2026-11-23T01:05:00.000Z"),
            ),
        ] {
            let got = units(map).unwrap().moment(text);
            assert_eq!(
                got.map(|at| at.to_string()).ok().as_deref(),
                expected,
                "{map} {text}"
            );
        }
    }

    #[test]
    fn a_slip_in_the_units_is_told_by_key() {
        for (map, key) in [
            ("amount = \"dollar\"", "flow.units.amount"),
            ("decimals = 2", "flow.units.decimals"),
            ("time = \"seconds\"", "flow.units.time"),
            ("time = \"%Q\"", "flow.units.time"),
            ("time = \"step\"", "flow.units.start"),
            (
                "time = \"step\"\nstart = \"2026-11-20T00:00:00Z\"",
                "flow.units.step_s",
            ),
            ("currency = \"CNY\"", "flow.units.currency"),
        ] {
            assert_eq!(units(map).err().unwrap().key, key, "{map}");
        }
    }
}
