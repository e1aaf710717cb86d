//! Alerts of a foreign record: how it becomes an `alert.raise` command, by the sections `[alert]` and `[turns]` of a
//! mapping file.

use serde_json::Value;

use super::door::suspicious;
use super::rule::{BadRule, Rule, pointer};
use super::target::{self, Unfit};
use super::{BadLine, found};
use crate::domain::alert::{Source, Speaker};
use crate::domain::command::{RaiseAlert, SpokenTurn};
use crate::domain::masked::Private;
use crate::text::safe::SafeText;

/// How a record becomes an alert.
#[derive(Debug)]
pub(super) struct AlertMap {
    alert: Vec<(&'static str, Rule)>,
    reasons: Vec<Rule>,
    turns: Vec<(Speaker, String)>,
}

impl AlertMap {
    pub(super) fn read(table: &toml::Table, turns: Option<&toml::Value>) -> Result<Self, BadRule> {
        let (alert, reasons) = read_alert(table)?;
        let turns = turns.map_or_else(|| Ok(Vec::new()), read_turns)?;
        Ok(Self {
            alert,
            reasons,
            turns,
        })
    }

    /// Makes an alert of a record.
    pub(super) fn apply(&self, record: &Value, source: Source) -> Result<RaiseAlert, BadLine> {
        if !record.is_object() {
            return Err(BadLine::new("no JSON object"));
        }
        let mut alert = RaiseAlert {
            flags: suspicious(record).flags().map(SafeText::line).collect(),
            transcript: self.transcript(record)?,
            source: Some(source),
            ..target::blank()
        };
        for (target, rule) in &self.alert {
            if let Some(text) = rule.value(record)? {
                set(&mut alert, target, &text)?;
            }
        }
        for rule in &self.reasons {
            alert
                .reasons
                .extend(rule.value(record)?.map(|text| SafeText::line(&text)));
        }
        Ok(alert)
    }

    /// The rules of its targets and reasons.
    pub(super) fn rules(&self) -> Vec<&Rule> {
        let targets = self.alert.iter().map(|(_, rule)| rule);
        targets.chain(&self.reasons).collect()
    }

    /// Where the speakers' turns stand, as JSON pointers.
    pub(super) fn turns(&self) -> impl Iterator<Item = &str> {
        self.turns.iter().map(|(_, pointer)| &**pointer)
    }

    /// The turns of all speakers, one of each in order; who has more goes on alone.
    fn transcript(&self, record: &Value) -> Result<Vec<SpokenTurn>, BadLine> {
        let spoken = self
            .turns
            .iter()
            .map(|(who, pointer)| Ok((*who, texts(record, pointer)?)))
            .collect::<Result<Vec<_>, BadLine>>()?;
        let rounds = spoken
            .iter()
            .map(|(_, texts)| texts.len())
            .max()
            .unwrap_or(0);
        if rounds == 0 && !self.turns.is_empty() {
            return Err(BadLine::new("no turns: nobody says anything"));
        }
        let mut turns = Vec::new();
        for round in 0..rounds {
            for (who, texts) in &spoken {
                turns.extend(
                    texts
                        .get(round)
                        .filter(|t| !t.trim().is_empty())
                        .map(|text| SpokenTurn {
                            who: *who,
                            text: Private::Raw((*text).to_owned()),
                        }),
                );
            }
        }
        Ok(turns)
    }
}

/// The list of texts at `pointer`.
fn texts<'a>(record: &'a Value, pointer: &str) -> Result<Vec<&'a str>, BadLine> {
    let refuse =
        |found: &str| BadLine::new(format!("{pointer}: {found}, allowed is a list of texts"));
    let list = match record.pointer(pointer) {
        None | Some(Value::Null) => return Err(refuse("missing")),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(refuse("no list")),
    };
    list.iter()
        .map(|turn| {
            turn.as_str()
                .ok_or_else(|| refuse("an entry that is no text"))
        })
        .collect()
}

type Targets = Vec<(&'static str, Rule)>;

fn read_alert(table: &toml::Table) -> Result<(Targets, Vec<Rule>), BadRule> {
    let mut rules = Vec::new();
    let mut reasons = Vec::new();
    for (name, value) in table {
        let key = format!("alert.{name}");
        if name == "reasons" {
            let list = value
                .as_array()
                .ok_or_else(|| BadRule::new(&key, value.type_str(), "a list of rules"))?;
            for (at, value) in list.iter().enumerate() {
                reasons.push(Rule::read(&format!("{key}[{at}]"), value)?);
            }
            continue;
        }
        let target = target::ALL.iter().find(|t| *t == name).ok_or_else(|| {
            let allowed = format!("{}, reasons", target::ALL.join(", "));
            BadRule::new(&key, "an unknown target", allowed)
        })?;
        let rule = Rule::read(&key, value)?;
        for fixed in rule.fixed() {
            target::set(&mut target::blank(), target, fixed)
                .map_err(|Unfit(allowed)| BadRule::new(&key, format!("`{fixed}`"), allowed))?;
        }
        rules.push((*target, rule));
    }
    for needed in target::NEEDED {
        if !table.contains_key(needed) {
            return Err(BadRule::new(
                &format!("alert.{needed}"),
                "nothing",
                "a rule: every alert needs it",
            ));
        }
    }
    rules.sort_by_key(|(target, _)| target::ALL.iter().position(|t| t == target));
    Ok((rules, reasons))
}

fn read_turns(value: &toml::Value) -> Result<Vec<(Speaker, String)>, BadRule> {
    let allowed = "{ caller = \"/field\", victim = \"/field\" }";
    let table = value
        .as_table()
        .ok_or_else(|| BadRule::new("turns", value.type_str(), allowed))?;
    let mut turns = table
        .iter()
        .map(|(name, at)| {
            let key = format!("turns.{name}");
            let who = Speaker::of(name);
            let text = at.as_str().filter(|_| who.is_known());
            let text = text.ok_or_else(|| BadRule::new(&key, at.to_string(), allowed))?;
            Ok((who, pointer(&key, text)?))
        })
        .collect::<Result<Vec<_>, BadRule>>()?;
    turns.sort(); // the caller speaks first
    Ok(turns)
}

/// Gives a target its value; the reason quotes what was found unless it is personal.
fn set(alert: &mut RaiseAlert, target: &str, text: &str) -> Result<(), BadLine> {
    target::set(alert, target, text).map_err(|Unfit(allowed)| {
        let found = if target::is_private(target) {
            "***".to_owned()
        } else {
            found(text)
        };
        BadLine::new(format!("{target}: `{found}`, allowed is {allowed}"))
    })
}
