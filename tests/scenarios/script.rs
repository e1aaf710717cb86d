//! A file as it is written.

use std::path::Path;

use serde::Deserialize;

/// One file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The row in words.
    pub row: String,
    /// The file it goes on from.
    pub after: Option<String>,
    /// Laid over the shipped rules.
    pub policy: Option<toml::Table>,
    /// What happens.
    pub step: Vec<Step>,
}

/// One step.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When; absent: at once.
    pub at: Option<String>,
    /// Who.
    pub by: Option<String>,
    /// Which command.
    pub give: Option<String>,
    /// On what.
    pub on: Option<String>,
    /// In earnest, or not.
    pub status: Option<String>,
    /// With what.
    #[serde(default)]
    pub args: toml::Table,
    /// The step once for each.
    #[serde(default)]
    each: Vec<String>,
    /// The code of the refusal that must come.
    pub refused: Option<String>,
    /// Words of the refusal.
    pub says: Option<String>,
    /// Events that must come.
    #[serde(default)]
    pub happens: Vec<String>,
    /// What must stand after it.
    #[serde(default)]
    pub then: toml::Table,
}

impl Script {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let script: Self = toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        if script.row.trim().is_empty() {
            return Err(format!("{}: row says nothing", path.display()));
        }
        Ok(script)
    }
}

impl Step {
    /// The step as it is played: once, or once for each.
    pub fn each(&self) -> Vec<Self> {
        if self.each.is_empty() {
            return vec![self.clone()];
        }
        self.each.iter().map(|one| self.with(one)).collect()
    }

    fn with(&self, one: &str) -> Self {
        Self {
            on: self.on.as_ref().map(|on| on.replace("{}", one)),
            args: filled(&self.args, one),
            then: filled(&self.then, one),
            ..self.clone()
        }
    }

    /// The step in a few words.
    pub fn told(&self) -> String {
        let words = [&self.at, &self.by, &self.give, &self.on];
        let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
        words.join(" ")
    }
}

fn filled(table: &toml::Table, one: &str) -> toml::Table {
    let all = table.iter();
    all.map(|(name, value)| (name.replace("{}", one), fill(value, one)))
        .collect()
}

fn fill(value: &toml::Value, one: &str) -> toml::Value {
    match value {
        toml::Value::String(text) => text.replace("{}", one).into(),
        toml::Value::Array(all) => all.iter().map(|v| fill(v, one)).collect::<Vec<_>>().into(),
        toml::Value::Table(table) => filled(table, one).into(),
        other => other.clone(),
    }
}
