//! The filter of lists: `tier:P0 type:police state:new bank:ICBC owner:0412 age>5m "text"`. All words must hold.
//! A word that does not apply to a kind of item (a tier to an order) hides that kind's items only if it names
//! something they have; text is looked for in everything that is painted of an item.

use crate::domain::alert::{Alert, FraudType, Tier};
use crate::domain::case::Case;
use crate::domain::ids::Sub;
use crate::domain::order::Order;
use crate::domain::time::{Millis, Span};
use crate::text::show;
use crate::text::words::Bad;
use crate::text::words::{Lang, Term};
use crate::tui::keys::fold::fold_text;

/// What lists show; empty shows everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// As typed.
    pub text: String,
    words: Vec<Word>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Word {
    Tier(Tier),
    Type(String),
    State(String),
    Bank(String),
    Owner(String),
    Older(Span),
    Younger(Span),
    Text(String),
}

impl Filter {
    /// Reads a filter as typed.
    pub fn parse(text: &str) -> Result<Self, Bad> {
        let words = pieces(text).map(word).collect::<Result<_, _>>()?;
        Ok(Self {
            text: text.trim().to_owned(),
            words,
        })
    }

    /// Whether it shows everything.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether an alert is shown.
    pub fn takes_alert(&self, alert: &Alert, now: Millis) -> bool {
        self.words.iter().all(|word| match word {
            Word::Tier(tier) => alert.tier == *tier,
            Word::Type(name) => is_type(alert.fraud_type, name),
            Word::State(name) => is_term(alert.state, &alert.state.word(), name),
            Word::Bank(_) => false,
            Word::Owner(name) => is_sub(alert.owner.as_ref(), name),
            Word::Older(age) => now.since(alert.waiting_since) > *age,
            Word::Younger(age) => now.since(alert.waiting_since) < *age,
            Word::Text(text) => alert_says(alert, text),
        })
    }

    /// Whether a case is shown.
    pub fn takes_case(&self, case: &Case, now: Millis) -> bool {
        self.words.iter().all(|word| match word {
            Word::Tier(_) => false,
            Word::Type(name) => is_type(case.fraud_type, name),
            Word::State(name) => is_term(case.state, &case.state.word(), name),
            Word::Bank(bank) => case
                .transfers
                .iter()
                .any(|t| begins(t.institution.as_str(), bank)),
            Word::Owner(name) => is_sub(case.owner.as_ref(), name),
            Word::Older(age) => now.since(case.reported_at) > *age,
            Word::Younger(age) => now.since(case.reported_at) < *age,
            Word::Text(text) => {
                let phone = case.victim.phone.as_ref().map_or("", |p| p.shown());
                case.no.to_string() == *text || holds(phone, text)
            }
        })
    }

    /// Whether an order is shown.
    pub fn takes_order(&self, order: &Order, now: Millis) -> bool {
        self.words.iter().all(|word| match word {
            Word::Tier(_) | Word::Type(_) => false,
            Word::State(name) => is_term(order.state, &order.state.word(), name),
            Word::Bank(bank) => begins(order.institution.as_str(), bank),
            Word::Owner(name) => is_sub(Some(&order.requested_by), name),
            Word::Older(age) => now.since(order.drafted_at) > *age,
            Word::Younger(age) => now.since(order.drafted_at) < *age,
            Word::Text(text) => order.no.to_string() == *text || holds(order.target.shown(), text),
        })
    }
}

fn alert_says(alert: &Alert, text: &str) -> bool {
    let masks = [&alert.victim.phone, &alert.victim.name, &alert.caller];
    alert.no.to_string() == text
        || masks.into_iter().flatten().any(|m| holds(m.shown(), text))
        || is_type(alert.fraud_type, text)
        || alert.reasons.iter().any(|reason| holds(reason, text))
        || alert
            .victim
            .occupation
            .as_ref()
            .is_some_and(|o| holds(o, text))
        || alert.transcript.iter().any(|turn| holds(&turn.text, text))
}

/// Splits at spaces outside of quotes; quoted text keeps its opening quote.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match rest.strip_prefix(['"', '“', '”']) {
            Some(quoted) => {
                let start = rest.len() - quoted.len();
                quoted
                    .find(['"', '“', '”'])
                    .map_or(rest.len(), |at| start + at)
            }
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (piece, tail) = rest.split_at(end);
        rest = tail.trim_start_matches(['"', '“', '”']).trim_start();
        Some(piece)
    })
}

fn word(piece: &str) -> Result<Word, Bad> {
    if let Some(text) = piece.strip_prefix(['"', '“', '”']) {
        return Ok(Word::Text(text.to_lowercase()));
    }
    let piece = piece
        .replace('：', ":")
        .replace('＞', ">")
        .replace('＜', "<");
    if let Some((field, value)) = piece.split_once(':') {
        let found = value.to_lowercase();
        return match field {
            "tier" => tier(value).map(Word::Tier).ok_or(Bad::FilterValue {
                field: "tier",
                found,
            }),
            "type" if FraudType::ALL.iter().any(|t| is_type(*t, &found)) => Ok(Word::Type(found)),
            "type" => Err(Bad::FilterValue {
                field: "type",
                found,
            }),
            "state" => Ok(Word::State(found)),
            "bank" => Ok(Word::Bank(found)),
            "owner" => Ok(Word::Owner(found)),
            _ => Err(Bad::FilterWord(piece)),
        };
    }
    let bad = || Bad::FilterValue {
        field: "age",
        found: piece.clone(),
    };
    if let Some(value) = piece.strip_prefix("age>") {
        return age(value).map(Word::Older).ok_or_else(bad);
    }
    if let Some(value) = piece.strip_prefix("age<") {
        return age(value).map(Word::Younger).ok_or_else(bad);
    }
    Ok(Word::Text(piece.to_lowercase()))
}

fn tier(text: &str) -> Option<Tier> {
    Some(match text {
        "P0" | "p0" | "极" => Tier::P0,
        "P1" | "p1" | "高" => Tier::P1,
        "P2" | "p2" | "中" => Tier::P2,
        "P3" | "p3" | "低" => Tier::P3,
        _ => return None,
    })
}

/// `30s`, `5m`, `2h`, `1d`; a bare number is minutes.
fn age(text: &str) -> Option<Span> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let n: i64 = digits.parse().ok().filter(|n| *n < 1_000_000)?;
    Some(match &text[digits.len()..] {
        "s" | "秒" => Span::secs(n),
        "" | "m" | "min" | "分" => Span::mins(n),
        "h" | "时" => Span::hours(n),
        "d" | "天" => Span::days(n),
        _ => return None,
    })
}

fn holds(text: &str, part: &str) -> bool {
    fold_text(text).to_lowercase().contains(part)
}

fn begins(code: &str, part: &str) -> bool {
    code.to_lowercase().starts_with(part)
}

fn is_type(fraud: FraudType, name: &str) -> bool {
    is_term(fraud, &fraud.word(), name)
}

/// Whether a word of the domain is meant: by the wire's word or by either name on screen, any part of it.
fn is_term(term: impl Term, wire: &str, name: &str) -> bool {
    holds(wire, name) || holds(&term.term(Lang::En), name) || holds(&term.term(Lang::Zh), name)
}

fn is_sub(sub: Option<&Sub>, name: &str) -> bool {
    match sub {
        Some(sub) => show::sub(sub).eq_ignore_ascii_case(name) || sub.as_str() == name,
        None => matches!(name, "none" | "-" | "无"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_word_by_word() {
        let words = |text| Filter::parse(text).unwrap().words;
        assert_eq!(words("  "), []);
        assert_eq!(
            words("tier:P0 age>5m \"two words\" 138****"),
            [
                Word::Tier(Tier::P0),
                Word::Older(Span::mins(5)),
                Word::Text("two words".into()),
                Word::Text("138****".into()),
            ]
        );
        assert_eq!(
            words("tier：极 age＞2h"),
            [Word::Tier(Tier::P0), Word::Older(Span::hours(2))]
        );
        assert_eq!(words("\"open"), [Word::Text("open".into())]);
        assert_eq!(words("type:police"), [Word::Type("police".into())]);
        assert_eq!(words("type:公检法"), [Word::Type("公检法".into())]);
    }

    #[test]
    fn what_can_not_be_is_named() {
        for (text, bad) in [
            (
                "tier:P9",
                Bad::FilterValue {
                    field: "tier",
                    found: "p9".into(),
                },
            ),
            (
                "type:zzz",
                Bad::FilterValue {
                    field: "type",
                    found: "zzz".into(),
                },
            ),
            (
                "age>soon",
                Bad::FilterValue {
                    field: "age",
                    found: "age>soon".into(),
                },
            ),
            ("colour:red", Bad::FilterWord("colour:red".into())),
        ] {
            assert_eq!(Filter::parse(text), Err(bad), "{text}");
        }
    }
}
