//! The mapping file: adapts a foreign format to alerts or transfers without code. TOML, target field ← rule. Words
//! of the hub (kinds, tiers, fraud types) are checked when the file is read, so a slip is told before the first line.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::BadLine;
use super::door::suspicious;
use super::flow::FlowMap;
use super::found;
use super::rule::{BadRule, Rule, pointer};
use super::sheet::Delimiter;
use super::target::{self, Unfit};
use crate::domain::alert::{Source, Speaker};
use crate::domain::command::{RaiseAlert, SpokenTurn};
use crate::domain::masked::Private;
use crate::text::safe::SafeText;

/// A mapping file that can not be used.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// The file can not be read.
    #[error("mapping file {}: {error}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the file system said.
        error: std::io::Error,
    },
    /// The file is no TOML.
    #[error("mapping file {}: {error}", .file.display())]
    NoToml {
        /// The file.
        file: PathBuf,
        /// What the parser said.
        error: Box<toml::de::Error>,
    },
    /// A key holds what it may not.
    #[error("mapping file {}: {key}: found {found}, allowed is {allowed}", .file.display())]
    Rule {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
        /// What stands there.
        found: String,
        /// What may stand there.
        allowed: String,
    },
}

/// A mapping, ready to use.
#[derive(Debug)]
pub struct Mapping {
    /// The source is a table; otherwise it is one JSON object a line.
    pub(super) sheet: Option<Delimiter>,
    origin: Origin,
    /// What a record becomes.
    pub(super) becomes: Becomes,
}

/// What a record becomes.
#[derive(Debug)]
pub(super) enum Becomes {
    /// An alert.
    Alert(AlertMap),
    /// A transfer of a transaction graph.
    Flow(FlowMap),
}

/// Where the records of a mapping come from.
#[derive(Debug)]
struct Origin {
    name: SafeText,
    id: Rule,
    /// Whether the id carries a digest of the record.
    has_digest: bool,
}

/// How a record becomes an alert.
#[derive(Debug)]
pub(super) struct AlertMap {
    alert: Vec<(&'static str, Rule)>,
    reasons: Vec<Rule>,
    turns: Vec<(Speaker, String)>,
}

/// Reads the mapping in `file`.
pub fn load(file: &Path) -> Result<Mapping, MapError> {
    let text = fs::read_to_string(file).map_err(|error| MapError::Unreadable {
        file: file.to_owned(),
        error,
    })?;
    let table: toml::Table = text.parse().map_err(|error| MapError::NoToml {
        file: file.to_owned(),
        error: Box::new(error),
    })?;
    Mapping::read(&table).map_err(|bad| MapError::Rule {
        file: file.to_owned(),
        key: bad.key,
        found: bad.found,
        allowed: bad.allowed,
    })
}

/// The sections of a mapping file.
const SECTIONS: [&str; 5] = ["source", "csv", "alert", "turns", "flow"];

impl Mapping {
    fn read(table: &toml::Table) -> Result<Self, BadRule> {
        let sections = "the sections source, csv, alert, turns, flow; one of alert and flow";
        if let Some(name) = table.keys().find(|name| !SECTIONS.contains(&name.as_str())) {
            return Err(BadRule::new(name, "an unknown section", sections));
        }
        let section = |name: &str| {
            let section = table.get(name).map(|value| {
                let refuse = || BadRule::new(name, value.type_str(), "a section");
                value.as_table().ok_or_else(refuse)
            });
            section.transpose()
        };
        let needed = |name: &str| {
            section(name)?.ok_or_else(|| BadRule::new(name, "no such section", sections))
        };
        let origin = Origin::read(needed("source")?)?;
        let becomes = match (section("flow")?, table.get("turns")) {
            (Some(_), _) if table.contains_key("alert") => {
                return Err(BadRule::new("flow", "alert and flow", sections));
            }
            (Some(_), Some(_)) => {
                return Err(BadRule::new(
                    "turns",
                    "turns of a flow",
                    "turns beside alert",
                ));
            }
            (Some(flow), None) => Becomes::Flow(FlowMap::read(flow)?),
            (None, turns) => Becomes::Alert(AlertMap::read(needed("alert")?, turns)?),
        };
        Ok(Self {
            sheet: section("csv")?.map(Delimiter::read).transpose()?,
            origin,
            becomes,
        })
    }

    /// Whether equal records have equal ids because the id is made from the record.
    pub(super) fn has_digest(&self) -> bool {
        self.origin.has_digest
    }

    /// The fields every record must have, as JSON pointers with what they are for.
    pub(super) fn needed(&self) -> Vec<&str> {
        let rules = match &self.becomes {
            Becomes::Alert(map) => map
                .alert
                .iter()
                .map(|(_, rule)| rule)
                .chain(&map.reasons)
                .collect(),
            Becomes::Flow(map) => map.rules(),
        };
        let turns = match &self.becomes {
            Becomes::Alert(map) => &*map.turns,
            Becomes::Flow(_) => &[],
        };
        let needed = std::iter::once(&self.origin.id)
            .chain(rules)
            .flat_map(Rule::needed);
        needed
            .chain(turns.iter().map(|(_, pointer)| &**pointer))
            .collect()
    }

    /// The record's place in its source.
    pub(super) fn source(&self, record: &Value) -> Result<Source, BadLine> {
        self.origin.of(record)
    }

    /// Makes an alert of a record; the mapping must be one for alerts.
    #[cfg(test)]
    fn apply(&self, record: &Value) -> Result<RaiseAlert, BadLine> {
        match &self.becomes {
            Becomes::Alert(map) => map.apply(record, self.source(record)?),
            Becomes::Flow(_) => panic!("a mapping for alerts"),
        }
    }
}

impl Origin {
    fn read(table: &toml::Table) -> Result<Self, BadRule> {
        for key in table.keys() {
            if key != "name" && key != "id" {
                return Err(BadRule::new(
                    &format!("source.{key}"),
                    "an unknown key",
                    "name, id",
                ));
            }
        }
        let name = table
            .get("name")
            .and_then(toml::Value::as_str)
            .filter(|name| !name.trim().is_empty())
            .ok_or_else(|| BadRule::new("source.name", "nothing", "the producing system's name"))?;
        let mut id = table.get("id").cloned().ok_or_else(|| {
            BadRule::new(
                "source.id",
                "nothing",
                "a rule, or { from = \"/id\", digest = true }",
            )
        })?;
        let digest = id.as_table_mut().and_then(|table| table.remove("digest"));
        let has_digest = match digest {
            None => false,
            Some(value) => value.as_bool().ok_or_else(|| {
                BadRule::new("source.id.digest", value.to_string(), "true or false")
            })?,
        };
        Ok(Self {
            name: SafeText::line(name),
            id: Rule::read("source.id", &id)?,
            has_digest,
        })
    }

    fn of(&self, record: &Value) -> Result<Source, BadLine> {
        let id = self
            .id
            .value(record)?
            .ok_or_else(|| BadLine::new("source.id: missing"))?;
        let id = if self.has_digest {
            format!("{id}.{}", digest(record))
        } else {
            id
        };
        Ok(Source {
            name: self.name.clone(),
            id: SafeText::line(&id),
        })
    }
}

impl AlertMap {
    fn read(table: &toml::Table, turns: Option<&toml::Value>) -> Result<Self, BadRule> {
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

/// 64 bits of the record's hash, in the letters a to p: an id must not read as a number. The record counts, not
/// how its line is written.
fn digest(record: &Value) -> String {
    let hash = Sha256::digest(record.to_string().as_bytes());
    hash[..8]
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(b'a' + half))
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

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
