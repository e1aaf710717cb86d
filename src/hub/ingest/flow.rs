//! Transfers of a transaction graph: how a record becomes a `hop.flow` command, by the section `[flow]` of a
//! mapping file.

use serde::Serialize;
use serde_json::Value;

use super::rule::{BadRule, Rule};
use super::target::Unfit;
use super::units::Units;
use super::{BadLine, found};
use crate::domain::admit::account::{NoAccount, check};
use crate::domain::alert::Source;
use crate::domain::command::Flow;
use crate::domain::masked::Private;
use crate::text::safe::SafeText;

/// How a record becomes a transfer.
#[derive(Debug)]
pub(super) struct FlowMap {
    name: Rule,
    org: Rule,
    from: Rule,
    from_institution: Rule,
    to: Rule,
    to_institution: Rule,
    amount: Rule,
    at: Option<Rule>,
    units: Units,
}

const KEYS: &str = "name, org, from, from_institution, to, to_institution, amount, at, units";

/// A transfer as the hub's door takes it.
#[derive(Debug, Serialize)]
pub(super) struct FlowLine<'a> {
    command: &'static str,
    #[serde(flatten)]
    flow: &'a Flow,
}

impl<'a> FlowLine<'a> {
    pub(super) fn new(flow: &'a Flow) -> Self {
        Self {
            command: "hop.flow",
            flow,
        }
    }
}

impl FlowMap {
    /// Reads `[flow]`.
    pub(super) fn read(table: &toml::Table) -> Result<Self, BadRule> {
        let known: Vec<_> = KEYS.split(", ").collect();
        if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(BadRule::new(
                &format!("flow.{key}"),
                "an unknown target",
                KEYS,
            ));
        }
        let optional = |name: &str| {
            let rule = table
                .get(name)
                .map(|value| Rule::read(&format!("flow.{name}"), value));
            rule.transpose()
        };
        let needed = |name: &str| {
            let nothing = || {
                BadRule::new(
                    &format!("flow.{name}"),
                    "nothing",
                    "a rule: every transfer needs it",
                )
            };
            optional(name)?.ok_or_else(nothing)
        };
        let units = match table.get("units") {
            None => Units::default(),
            Some(toml::Value::Table(units)) => Units::read(units)?,
            Some(other) => return Err(BadRule::new("flow.units", other.type_str(), "a section")),
        };
        let map = Self {
            name: needed("name")?,
            org: needed("org")?,
            from: needed("from")?,
            from_institution: needed("from_institution")?,
            to: needed("to")?,
            to_institution: needed("to_institution")?,
            amount: needed("amount")?,
            at: optional("at")?,
            units,
        };
        map.check_words()?;
        Ok(map)
    }

    /// Words that stand in the mapping file itself.
    fn check_words(&self) -> Result<(), BadRule> {
        let codes = [
            ("org", &self.org),
            ("from_institution", &self.from_institution),
            ("to_institution", &self.to_institution),
        ];
        for (name, rule) in codes {
            for word in rule.fixed() {
                code::<crate::domain::ids::InstitutionId>(word).map_err(|Unfit(allowed)| {
                    BadRule::new(&format!("flow.{name}"), format!("`{word}`"), allowed)
                })?;
            }
        }
        Ok(())
    }

    /// Every rule, for the fields they need.
    pub(super) fn rules(&self) -> Vec<&Rule> {
        let mut rules = vec![
            &self.name,
            &self.org,
            &self.from,
            &self.from_institution,
            &self.to,
            &self.to_institution,
            &self.amount,
        ];
        rules.extend(&self.at);
        rules
    }

    /// Makes a transfer of a record.
    pub(super) fn apply(&self, record: &Value, source: Source) -> Result<Flow, BadLine> {
        let name = text("name", &self.name, record)?;
        let at = match &self.at {
            None => None,
            Some(rule) => rule
                .value(record)?
                .map(|text| typed("at", rule, &text, |text| self.units.moment(text)))
                .transpose()?,
        };
        Ok(Flow {
            name: SafeText::line(&name),
            org: of("org", &self.org, record, code)?,
            from: account("from", &self.from, record)?,
            from_institution: of("from_institution", &self.from_institution, record, code)?,
            to: account("to", &self.to, record)?,
            to_institution: of("to_institution", &self.to_institution, record, code)?,
            amount: of("amount", &self.amount, record, |text| {
                self.units.amount(text)
            })?,
            at,
            source: Some(source),
        })
    }
}

fn text(target: &str, rule: &Rule, record: &Value) -> Result<String, BadLine> {
    let missing = || BadLine::new(format!("{}: missing", place(target, rule)));
    rule.value(record)?.ok_or_else(missing)
}

/// The value of a target in its type.
fn of<T>(
    target: &str,
    rule: &Rule,
    record: &Value,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<T, BadLine> {
    typed(target, rule, &text(target, rule, record)?, read)
}

fn typed<T>(
    target: &str,
    rule: &Rule,
    text: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<T, BadLine> {
    read(text).map_err(|Unfit(allowed)| {
        let (place, found) = (place(target, rule), found(text));
        BadLine::new(format!("{place}: `{found}`, allowed is {allowed}"))
    })
}

/// The account's number is personal: a reason does not tell it.
fn account(target: &str, rule: &Rule, record: &Value) -> Result<Private, BadLine> {
    let raw = text(target, rule, record)?;
    check(&raw).map_err(|why| {
        let place = place(target, rule);
        let hint = match why {
            NoAccount::Length(_) => "; short ids get a prefix and a width in the mapping file",
            _ => "",
        };
        BadLine::new(format!("{place}: {why}{hint}"))
    })?;
    Ok(Private::Raw(raw))
}

fn code<T: std::str::FromStr>(text: &str) -> Result<T, Unfit> {
    let allowed = || Unfit("a code of 1 to 64 of A-Z a-z 0-9 - _ . :".to_owned());
    text.trim().parse().map_err(|_| allowed())
}

/// Where in the record, and for which target.
fn place(target: &str, rule: &Rule) -> String {
    match rule.place() {
        "" => target.to_owned(),
        place => format!("{place} ({target})"),
    }
}
