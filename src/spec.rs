//! The specification of `watchfloor.v1`, generated from the types that speak it: AsyncAPI 3.1 with JSON Schema
//! draft-07, in one JSON document. What a schema can not say (the order of things, the digest, what to do about
//! a close) is in `spec/README.md`.

use std::io;
use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::domain::alert::Alert;
use crate::domain::case::Case;
use crate::domain::command::{Command, Target};
use crate::domain::event::Body;
use crate::domain::hop::Hop;
use crate::domain::order::Order;
use crate::domain::org::{Desk, Officer, Org, Shift};
use crate::domain::refusal::Code;
use crate::feed::frame::{self, Ask, ENTERED, LEFT, Say, close};

/// Name of the document inside `spec/`.
pub const FILE: &str = "watchfloor.v1.asyncapi.json";

const DRAFT: &str = "application/schema+json;version=draft-07";

/// The document, ending in a line break.
pub fn text() -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&document())? + "\n")
}

/// Writes the document into `dir`, which is made if need be.
pub fn write(dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    std::fs::write(dir.join(FILE), text()?)
}

/// The document.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let asks = messages("client", Ask::schemas(&mut generator));
    let says = messages("hub", Say::schemas(&mut generator));
    let entities = entities(&mut generator);
    let events = Body::schemas(&mut generator);
    let commands = Command::schemas(&mut generator);
    let mut schemas = generator.take_definitions(true);
    let mut deliveries = by_name("type", &events);
    deliveries.extend(by_kind(&entities, &json!({ "type": { "const": ENTERED } })));
    tell_apart(&mut schemas, "EventItem", "data", deliveries);
    tell_apart(&mut schemas, "Cmd", "args", by_name("name", &commands));
    tell_apart(&mut schemas, "Item", "data", by_kind(&entities, &json!({})));

    let references = |messages: &Map<String, Value>| -> Vec<Value> {
        let names = messages.keys();
        names
            .map(|name| json!({ "$ref": format!("#/channels/feed/messages/{name}") }))
            .collect()
    };
    let operations = json!({
        "ask": {
            "action": "receive",
            "summary": "What a client may say.",
            "channel": { "$ref": "#/channels/feed" },
            "messages": references(&asks),
        },
        "say": {
            "action": "send",
            "summary": "What a hub may say.",
            "channel": { "$ref": "#/channels/feed" },
            "messages": references(&says),
        },
    });
    let messages: Map<String, Value> = asks.into_iter().chain(says).collect();
    let on_channel: Map<String, Value> = messages
        .keys()
        .map(|name| {
            (
                name.clone(),
                json!({ "$ref": format!("#/components/messages/{name}") }),
            )
        })
        .collect();
    json!({
        "asyncapi": "3.1.0",
        "info": {
            "title": "Watchfloor feed",
            "version": "1",
            "description": "Live alerts, cases and orders of an anti-telecom-fraud centre, and the commands on them. \
                One JSON object a text frame; `t` names the kind. Unknown fields are ignored, and so is an unknown \
                `t` from the hub unless it says `\"crit\": true`. The rules beside the shapes are in README.md.",
            "license": { "name": "Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "servers": {
            "hub": {
                "host": "127.0.0.1:7300",
                "protocol": "ws",
                "description": format!("A hub on this machine. The subprotocol is `{}`.", frame::SUBPROTOCOL),
            },
        },
        "channels": { "feed": { "address": frame::PATH, "messages": on_channel } },
        "operations": operations,
        "components": { "messages": messages, "schemas": schemas },
        "x-commands": commands_table(&commands),
        "x-events": events.iter().map(|(name, _)| *name).chain([ENTERED, LEFT]).collect::<Vec<_>>(),
        "x-error-codes": error_codes(),
        "x-close-codes": close_codes(),
    })
}

/// The messages of one side: `t` and the payload.
fn messages(side: &str, frames: Vec<(&'static str, Schema)>) -> Map<String, Value> {
    let message = |(word, payload): (&str, Schema)| {
        let schema = json!({
            "allOf": [
                { "type": "object", "properties": { "t": { "const": word } }, "required": ["t"] },
                payload,
            ],
        });
        let message = json!({
            "name": word,
            "payload": { "schemaFormat": DRAFT, "schema": schema },
        });
        (format!("{side}.{word}"), message)
    };
    frames.into_iter().map(message).collect()
}

/// The entities by the kind their key begins with.
fn entities(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)> {
    fn one<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
    vec![
        ("al", one::<Alert>(generator)),
        ("cs", one::<Case>(generator)),
        ("or", one::<Order>(generator)),
        ("hp", one::<Hop>(generator)),
        ("of", one::<Officer>(generator)),
        ("dk", one::<Desk>(generator)),
        ("og", one::<Org>(generator)),
        ("sh", one::<Shift>(generator)),
    ]
}

/// A condition on some fields, and the shape of the payload that follows from it.
type When = (Value, Schema);

/// Known words of a field, each with its shape.
fn by_name(field: &str, shapes: &[(&'static str, Schema)]) -> Vec<When> {
    let cases = shapes.iter();
    cases
        .map(|(name, shape)| (json!({ field: { "const": name } }), shape.clone()))
        .collect()
}

/// Known kinds of keys, each with the shape of its entity; `also` must hold too.
fn by_kind(shapes: &[(&'static str, Schema)], also: &Value) -> Vec<When> {
    let case = |(kind, shape): &(&str, Schema)| {
        let mut condition = also.clone();
        condition["key"] = json!({ "pattern": format!("^{kind}:") });
        (condition, shape.clone())
    };
    shapes.iter().map(case).collect()
}

/// Says which shape the open `payload` of a schema has in each case. What is not known stays open.
fn tell_apart(schemas: &mut Map<String, Value>, name: &str, payload: &str, cases: Vec<When>) {
    let Some(schema) = schemas.get_mut(name).and_then(Value::as_object_mut) else {
        return;
    };
    let case = |(condition, shape)| {
        json!({
            "if": { "properties": condition },
            "then": { "properties": { payload: shape } },
        })
    };
    schema.insert("allOf".to_owned(), cases.into_iter().map(case).collect());
}

fn commands_table(commands: &[(&'static str, Schema)]) -> Value {
    let needs = |target: Target| match target {
        Target::None => "neither key nor version",
        Target::Entity => "key and expect.ver",
        Target::KeyOnly => "key",
    };
    let rows = Command::TARGETS
        .iter()
        .zip(commands)
        .map(|((name, target), (_, args))| {
            (
                (*name).to_owned(),
                json!({ "needs": needs(*target), "args": args }),
            )
        });
    Value::Object(rows.collect())
}

fn error_codes() -> Value {
    let rows = Code::ALL
        .iter()
        .map(|code| (code.word().into_owned(), json!(code.retry().word())));
    Value::Object(rows.collect())
}

fn close_codes() -> Value {
    let rows = close::CODES.iter().map(|(code, word)| {
        let and_then = if close::may_return(*code) {
            "reconnect"
        } else {
            "stop"
        };
        (code.to_string(), json!({ "word": word, "then": and_then }))
    });
    Value::Object(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The document that lies in `spec/`.
    const WRITTEN: &str = include_str!("../spec/watchfloor.v1.asyncapi.json");

    #[test]
    fn the_written_document_is_the_generated_one() {
        assert!(
            text().unwrap() == WRITTEN,
            "spec/{FILE} is old: run `cargo run -- spec --out spec` and look at the difference"
        );
    }

    #[test]
    fn every_message_event_and_command_is_in_it() {
        let written: Value = serde_json::from_str(WRITTEN).unwrap();
        let messages = written["components"]["messages"].as_object().unwrap();
        for (side, words) in [("client", Ask::WORDS), ("hub", Say::WORDS)] {
            for word in words {
                assert!(
                    messages.contains_key(&format!("{side}.{word}")),
                    "{side}.{word}"
                );
            }
        }
        for name in Body::NAMES.iter().chain(Command::NAMES) {
            assert!(WRITTEN.contains(&format!("\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let written: Value = serde_json::from_str(WRITTEN).unwrap();
        let mut found = 0;
        let mut waiting = vec![&written];
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(fields) => {
                    if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                        found += 1;
                        let pointer = target.trim_start_matches('#');
                        assert!(written.pointer(pointer).is_some(), "{target}");
                    }
                    waiting.extend(fields.values());
                }
                Value::Array(items) => waiting.extend(items),
                _ => {}
            }
        }
        assert!(found > 100, "{found} references");
    }

    #[test]
    fn the_readme_names_every_code_and_its_consequence() {
        let readme = include_str!("../spec/README.md");
        for code in Code::ALL {
            assert!(readme.contains(&format!("| `{code}` |")), "{code}");
        }
        for (code, word) in close::CODES {
            let then = if close::may_return(*code) {
                "reconnect"
            } else {
                "stop"
            };
            let row = format!("| {code} | `{word}` | {then}");
            assert!(readme.contains(&row), "{row}");
        }
        for why in frame::Why::ALL {
            assert!(readme.contains(&format!("`{why}`")), "{why}");
        }
    }
}
