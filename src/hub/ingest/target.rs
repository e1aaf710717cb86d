//! The targets of a mapping: fields of an alert, each with its type. Text from a record becomes a typed value
//! here, or an answer what would have been allowed.

use std::fmt::Display;

use crate::domain::alert::{AlertKind, Call, CallState, Channel, FraudType, Model, Tier};
use crate::domain::command::RaiseAlert;
use crate::domain::ids::OrgCode;
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::time::Millis;
use crate::text::safe::SafeText;

/// Every target, in the order they are set: a call's start needs its state.
pub(super) const ALL: [&str; 19] = [
    "kind",
    "tier",
    "score",
    "fraud_type",
    "channel",
    "org",
    "victim_phone",
    "victim_name",
    "age_band",
    "occupation",
    "caller",
    "call_state",
    "call_started_at",
    "at_risk_fen",
    "at_risk_yuan",
    "transfer_at",
    "detected_at",
    "model_id",
    "model_version",
];

/// Targets every alert must have.
pub(super) const NEEDED: [&str; 5] = ["kind", "tier", "fraud_type", "channel", "org"];

/// An alert before its targets are set.
pub(super) fn blank() -> RaiseAlert {
    RaiseAlert {
        kind: AlertKind::ModelVictim,
        tier: Tier::P2,
        score: 0,
        model: None,
        reasons: Vec::new(),
        fraud_type: FraudType::Other,
        channel: Channel::Mixed,
        org: OrgCode::default(),
        victim_phone: None,
        victim_name: None,
        age_band: None,
        occupation: None,
        caller: None,
        call: None,
        at_risk: None,
        transfer_at: None,
        detected_at: None,
        flags: Vec::new(),
        transcript: Vec::new(),
        source: None,
    }
}

/// A text that does not fit a target: what would.
#[derive(Debug)]
pub(super) struct Unfit(pub(super) String);

/// A word of an open list that must be known.
macro_rules! word {
    ($list:ty, $text:expr) => {{
        let word = <$list>::of($text.trim());
        if !word.is_known() {
            return Err(one_of(<$list>::ALL));
        }
        word
    }};
}

fn one_of<T: Display>(words: &[T]) -> Unfit {
    let words: Vec<_> = words.iter().map(ToString::to_string).collect();
    Unfit(words.join(", "))
}

/// Whether a target's values are personal and must not be quoted.
pub(super) fn is_private(target: &str) -> bool {
    matches!(target, "victim_phone" | "victim_name" | "caller")
}

/// Gives `target` its value.
pub(super) fn set(alert: &mut RaiseAlert, target: &str, text: &str) -> Result<(), Unfit> {
    let safe = || Some(SafeText::line(text));
    let private = || Some(Private::Raw(text.to_owned()));
    match target {
        "kind" => alert.kind = word!(AlertKind, text),
        "tier" => alert.tier = word!(Tier, text),
        "score" => alert.score = score(text)?,
        "fraud_type" => alert.fraud_type = word!(FraudType, text),
        "channel" => alert.channel = word!(Channel, text),
        "org" => {
            alert.org = text
                .trim()
                .parse()
                .map_err(|_| Unfit("an organisation code such as 330700".to_owned()))?;
        }
        "victim_phone" => alert.victim_phone = private(),
        "victim_name" => alert.victim_name = private(),
        "age_band" => alert.age_band = safe(),
        "occupation" => alert.occupation = safe(),
        "caller" => alert.caller = private(),
        "call_state" => {
            let state = word!(CallState, text);
            alert.call = Some(Call {
                state,
                started_at: None,
            });
        }
        "call_started_at" => {
            let started_at = Some(moment(text)?);
            let call = alert.call.get_or_insert(Call {
                state: CallState::Active,
                started_at: None,
            });
            call.started_at = started_at;
        }
        "at_risk_fen" => alert.at_risk = Some(fen(text)?),
        "at_risk_yuan" => alert.at_risk = Some(yuan(text)?),
        "transfer_at" => alert.transfer_at = Some(moment(text)?),
        "detected_at" => alert.detected_at = Some(moment(text)?),
        "model_id" => model(alert).id = SafeText::line(text),
        "model_version" => model(alert).version = SafeText::line(text),
        _ => return Err(one_of(&ALL)),
    }
    Ok(())
}

fn model(alert: &mut RaiseAlert) -> &mut Model {
    alert.model.get_or_insert_with(|| Model {
        id: SafeText::default(),
        version: SafeText::default(),
    })
}

fn score(text: &str) -> Result<u16, Unfit> {
    let score = text.trim().parse().ok().filter(|score| *score <= 1000);
    score.ok_or_else(|| Unfit("a whole number 0 to 1000".to_owned()))
}

/// RFC 3339, or whole milliseconds since 1970.
fn moment(text: &str) -> Result<Millis, Unfit> {
    let text = text.trim();
    let millis = text.parse().map(Millis).ok();
    millis.or_else(|| text.parse().ok()).ok_or_else(|| {
        Unfit("a time such as 2026-11-23T01:05:00Z, or milliseconds since 1970".to_owned())
    })
}

pub(super) fn fen(text: &str) -> Result<Fen, Unfit> {
    let fen = text
        .trim()
        .parse()
        .ok()
        .map(Fen)
        .filter(|fen| fen.is_positive());
    fen.ok_or_else(|| Unfit("a whole number of fen above 0".to_owned()))
}

/// Yuan with at most two decimals, exactly.
fn yuan(text: &str) -> Result<Fen, Unfit> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_exact = !whole.is_empty() && part.len() <= 2;
    let digits = format!("{whole}{part:0<2}");
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    let amount = (is_exact && all_digits)
        .then(|| fen(&digits).ok())
        .flatten();
    amount.ok_or_else(|| Unfit("an amount in yuan above 0, such as 5200 or 5200.50".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_typed_values_or_say_what_is_allowed() {
        for (target, text, fits) in [
            ("kind", "live_call", true),
            ("kind", "phone", false),
            ("tier", "P0", true),
            ("tier", "p0", false),
            ("score", "1000", true),
            ("score", "1001", false),
            ("score", "-1", false),
            ("org", "330700", true),
            ("org", "金华", false),
            ("call_state", "active", true),
            ("call_state", "gone", false),
            ("detected_at", "2026-11-23T09:05:00+08:00", true),
            ("detected_at", "1795400000000", true),
            ("detected_at", "yesterday", false),
            ("at_risk_fen", "1", true),
            ("at_risk_fen", "0", false),
            ("at_risk_fen", "9007199254740992", false),
            ("at_risk_yuan", "5200.5", true),
            ("at_risk_yuan", "5200.505", false),
            ("at_risk_yuan", "-5", false),
            ("at_risk_yuan", "1e4", false),
            ("at_risk_yuan", ".5", false),
            ("weather", "rain", false),
        ] {
            let got = set(&mut blank(), target, text);
            assert_eq!(got.is_ok(), fits, "{target} {text}");
            assert!(fits || !got.unwrap_err().0.is_empty());
        }
        let mut alert = blank();
        set(&mut alert, "at_risk_yuan", "5200.5").unwrap();
        assert_eq!(alert.at_risk, Some(Fen(520_050)));
    }

    #[test]
    fn every_listed_target_can_be_set() {
        for target in ALL {
            let text = match target {
                "kind" => "live_call",
                "tier" => "P1",
                "fraud_type" => "other",
                "channel" => "call",
                "call_state" => "active",
                _ => "330700",
            };
            let text = if target == "score" { "7" } else { text };
            let mut alert = blank();
            set(&mut alert, target, text).unwrap_or_else(|e| panic!("{target}: {e:?}"));
        }
        assert!(NEEDED.iter().all(|needed| ALL.contains(needed)));
    }
}
