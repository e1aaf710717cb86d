//! How long a freeze 冻结 holds. The law counts months of the calendar: frozen on 23 November it ends on 23 May, and
//! what is frozen on the last day of August ends on the last day of February. A number of days is right for some
//! days of the year and late for the others, so a term of months is reckoned in the calendar of the centre.

use chrono::{DateTime, Months, Utc};
use serde::Deserialize;

use super::{Limit, LimitText};
use crate::domain::time::{Millis, Span};

/// A term and how long before its end it turns critical.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "TermText")]
pub struct Term {
    /// How long.
    pub length: Length,
    /// Critical so long before the end.
    pub critical_before: Span,
}

/// How long a term is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// Months of the calendar.
    Months(u32),
    /// A span.
    Span(Span),
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a term is { due_months, critical_before_s } or { due_s, critical_s }"
)]
enum TermText {
    Months(MonthsText),
    Seconds(LimitText),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MonthsText {
    due_months: u32,
    critical_before_s: i64,
}

impl TryFrom<TermText> for Term {
    type Error = String;
    fn try_from(text: TermText) -> Result<Self, String> {
        Ok(match text {
            TermText::Months(text) => Self {
                length: Length::Months(text.due_months),
                critical_before: Span::secs(text.critical_before_s),
            },
            TermText::Seconds(text) => {
                let limit = Limit::try_from(text)?;
                Self {
                    length: Length::Span(limit.due),
                    critical_before: Span(limit.due.0.saturating_sub(limit.critical.0)),
                }
            }
        })
    }
}

impl Term {
    /// The end of a term that begins at `from`, by the calendar of a zone so far before UTC. A month without the day
    /// ends it on its last one.
    pub fn end(self, from: Millis, zone: Span) -> Millis {
        match self.length {
            Length::Span(span) => from + span,
            Length::Months(months) => months_on(from + zone, months)
                .map_or(from + Span::days(28 * i64::from(months)), |at| at - zone),
        }
    }

    /// The least time it may be.
    pub fn shortest(self) -> Span {
        match self.length {
            Length::Span(span) => span,
            Length::Months(months) => Span::days(28 * i64::from(months)),
        }
    }
}

fn months_on(local: Millis, months: u32) -> Option<Millis> {
    let at: DateTime<Utc> = DateTime::from_timestamp_millis(local.0)?;
    let end = at.checked_add_months(Months::new(months))?;
    Some(Millis(end.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_ends_on_its_day_of_the_calendar() {
        let zone = Span::hours(8);
        for (months, from, end) in [
            (6, "2026-11-23T11:05:00+08:00", "2027-05-23T11:05:00+08:00"),
            (6, "2026-05-23T11:05:00+08:00", "2026-11-23T11:05:00+08:00"),
            (6, "2026-08-31T12:00:00+08:00", "2027-02-28T12:00:00+08:00"),
            (6, "2027-08-31T12:00:00+08:00", "2028-02-29T12:00:00+08:00"),
            (12, "2028-02-29T12:00:00+08:00", "2029-02-28T12:00:00+08:00"),
            // The last of a month here, the day before in UTC.
            (6, "2026-08-31T07:59:00+08:00", "2027-02-28T07:59:00+08:00"),
            (1, "2026-01-31T00:30:00+08:00", "2026-02-28T00:30:00+08:00"),
        ] {
            let term = Term {
                length: Length::Months(months),
                critical_before: Span::days(30),
            };
            let (from, end): (Millis, Millis) = (from.parse().unwrap(), end.parse().unwrap());
            assert_eq!(term.end(from, zone), end, "{months} months from {from}");
            assert!(end.since(from) >= term.shortest());
        }
    }

    #[test]
    fn a_term_is_written_in_months_or_in_seconds() {
        for (text, length, before) in [
            (
                "t = { due_months = 6, critical_before_s = 60 }",
                Length::Months(6),
                60,
            ),
            (
                "t = { due_s = 100, critical_s = 30 }",
                Length::Span(Span::secs(100)),
                70,
            ),
        ] {
            let table: std::collections::BTreeMap<String, Term> = toml::from_str(text).unwrap();
            let critical_before = Span::secs(before);
            let expected = Term {
                length,
                critical_before,
            };
            assert_eq!(table["t"], expected, "{text}");
        }
        let wrong = "t = { due_months = 6, critical_s = 60 }";
        let error = toml::from_str::<std::collections::BTreeMap<String, Term>>(wrong);
        assert!(error.unwrap_err().to_string().contains("due_months"));
    }
}
