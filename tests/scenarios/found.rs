//! What a step leaves on the floor, against what its file expects.

use std::collections::BTreeMap;

use serde_json::Value;
use watchfloor::domain::floor::{Entity, Floor};
use watchfloor::domain::trace;

use crate::words::{on_the_wire, thing};

/// The expected events came, in order; others may come between them.
pub fn events(happened: &[String], expected: &[String]) -> Result<(), String> {
    let mut rest = happened.iter();
    match expected.iter().find(|name| !rest.any(|h| h == *name)) {
        Some(name) => Err(format!("expected `{name}` to happen, found {happened:?}")),
        None => Ok(()),
    }
}

/// Everything a step expects.
pub fn all(floor: &Floor, then: &toml::Table) -> Result<(), String> {
    then.iter().try_for_each(|(name, expected)| {
        let found = match (name.as_str(), expected) {
            ("orders", toml::Value::Table(counts)) => {
                let states = floor.orders().values().map(|o| o.state.word().into_owned());
                counted(states, counts)
            }
            ("hops", toml::Value::Table(counts)) => {
                let states = floor
                    .hops()
                    .values()
                    .map(|h| trace::state(floor, h).word().into_owned());
                counted(states, counts)
            }
            (_, toml::Value::Table(fields)) => fields
                .iter()
                .try_for_each(|(field, value)| one(floor, name, field, value)),
            (_, toml::Value::String(word)) if word == "nothing" => match thing(floor, name) {
                Some(key) => Err(format!("expected nothing, found {key}")),
                None => Ok(()),
            },
            _ => Err("expected a table of fields, or \"nothing\"".to_owned()),
        };
        found.map_err(|e| format!("{name}: {e}"))
    })
}

/// How many there are in each named state; `all` is all of them.
fn counted(states: impl Iterator<Item = String>, expected: &toml::Table) -> Result<(), String> {
    let mut found: BTreeMap<String, i64> = BTreeMap::new();
    for state in states {
        *found.entry(state).or_default() += 1;
        *found.entry("all".to_owned()).or_default() += 1;
    }
    let differs = expected
        .iter()
        .any(|(state, n)| n.as_integer() != Some(found.get(state).copied().unwrap_or(0)));
    if differs {
        return Err(format!("expected {expected:?}, found {found:?}"));
    }
    Ok(())
}

/// One field of one thing.
fn one(floor: &Floor, name: &str, field: &str, expected: &toml::Value) -> Result<(), String> {
    let key = thing(floor, name).ok_or("it is not there")?;
    let (_, entity) = floor.entity(&key).ok_or("it is not there")?;
    let data = entity.data().map_err(|e| e.to_string())?;
    let mut data: Value = serde_json::from_str(data.get()).map_err(|e| e.to_string())?;
    if let Entity::Hop(hop) = &entity {
        data["state"] = trace::state(floor, hop).word().into();
    }
    let path = format!("/{}", field.replace('.', "/"));
    let found = data.pointer(&path).cloned().unwrap_or("-".into());
    let expected = on_the_wire(floor, expected);
    if found == expected {
        return Ok(());
    }
    Err(format!("{field}: expected {expected}, found {found}"))
}
