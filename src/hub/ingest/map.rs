//! The mapping file: adapts a foreign format to alerts or transfers without code. TOML, target field ← rule. Words
//! of the hub (kinds, tiers, fraud types) are checked when the file is read, so a slip is told before the first line.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::BadLine;
use super::alert::AlertMap;
use super::flow::FlowMap;
use super::rule::{BadRule, Rule};
use super::sheet::Delimiter;
use crate::domain::alert::Source;
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
        let (rules, turns) = match &self.becomes {
            Becomes::Alert(map) => (map.rules(), Some(map.turns())),
            Becomes::Flow(map) => (map.rules(), None),
        };
        let rules = std::iter::once(&self.origin.id).chain(rules);
        let needed = rules.flat_map(Rule::needed);
        needed.chain(turns.into_iter().flatten()).collect()
    }

    /// The record's place in its source.
    pub(super) fn source(&self, record: &Value) -> Result<Source, BadLine> {
        self.origin.of(record)
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

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
