//! The door of the hub for records: bytes become typed commands once, here, or a reason why not. Takes lines of
//! JSON (NDJSON) and CloudEvents, single or in batches. A record is an alert; one with `"command": "hop.flow"` is a
//! transfer of a transaction graph.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::lines::{Lines, checked, utf8};
use super::{BadLine, found};
use crate::domain::alert::Source;
use crate::domain::command::{Command, Flow, RaiseAlert};
use crate::text::mask::mask_free_text;
use crate::text::safe::{Limits, SafeText, Suspicious};

/// The longest id and source name, bytes.
const MOST_ID: usize = 200;

/// One record of a request.
#[derive(Debug)]
pub struct Line {
    /// Its number in the request, from 1; blank lines count.
    pub number: u32,
    /// What it says; or why it says nothing.
    pub record: Result<Record, BadLine>,
}

/// What a record says.
#[derive(Debug)]
pub struct Record {
    /// Where it comes from; its command says the same.
    pub source: Source,
    /// What it asks for.
    pub command: Command,
}

/// Commands that records may be, `alert.raise` where they do not say.
pub const COMMANDS: [&str; 2] = ["alert.raise", "hop.flow"];

/// A content type the door does not take.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "content type `{0}`: allowed are application/x-ndjson, application/cloudevents+json and application/cloudevents-batch+json"
)]
pub struct OtherType(SafeText);

/// Reads the records of a request body.
pub fn parse_lines(content_type: &str, body: &[u8]) -> Result<Vec<Line>, OtherType> {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    Ok(match essence.to_ascii_lowercase().as_str() {
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/json"
        | "text/plain" => parse_ndjson(body),
        "application/cloudevents+json" => vec![line(1, checked(body).and_then(cloud_event))],
        "application/cloudevents-batch+json" => parse_batch(body),
        _ => return Err(OtherType(SafeText::line(essence))),
    })
}

fn line(number: u32, command: Result<Command, BadLine>) -> Line {
    Line {
        number,
        record: command.and_then(admit),
    }
}

fn parse_ndjson(body: &[u8]) -> Vec<Line> {
    Lines::new(body)
        .filter_map(Result::ok) // reading memory does not fail
        .map(|(number, text)| line(number, text.and_then(|text| record(&text))))
        .collect()
}

/// A record in the hub's own shape.
fn record(text: &str) -> Result<Command, BadLine> {
    let value: Value = serde_json::from_str(text).map_err(|e| json_reason(&e))?;
    match value.get("command").map(|word| (word, word.as_str())) {
        None | Some((_, Some("alert.raise"))) => {
            let mut alert: RaiseAlert = serde_json::from_str(text).map_err(|e| json_reason(&e))?;
            alert
                .flags
                .extend(suspicious(&value).flags().map(SafeText::line));
            Ok(Command::AlertRaise(Box::new(alert)))
        }
        Some((_, Some("hop.flow"))) => {
            let flow: Flow = serde_json::from_str(text).map_err(|e| json_reason(&e))?;
            Ok(Command::HopFlow(Box::new(flow)))
        }
        Some((other, _)) => {
            let (found, allowed) = (found(&other.to_string()), COMMANDS.join(", "));
            Err(BadLine::new(format!(
                "command: {found}, allowed are {allowed}"
            )))
        }
    }
}

fn parse_batch(body: &[u8]) -> Vec<Line> {
    let events: Result<Vec<&RawValue>, BadLine> =
        utf8(body).and_then(|text| serde_json::from_str(text).map_err(|e| json_reason(&e)));
    match events {
        Err(reason) => vec![line(1, Err(reason))],
        Ok(events) => (1..)
            .zip(events)
            .map(|(number, event)| {
                line(
                    number,
                    checked(event.get().as_bytes()).and_then(cloud_event),
                )
            })
            .collect(),
    }
}

/// The envelope of CloudEvents 1.0, as far as it matters here.
#[derive(Deserialize)]
struct CloudEvent<'a> {
    specversion: String,
    source: SafeText,
    id: SafeText,
    #[serde(borrow)]
    data: &'a RawValue,
}

fn cloud_event(text: &str) -> Result<Command, BadLine> {
    let event: CloudEvent = serde_json::from_str(text).map_err(|e| json_reason(&e))?;
    if event.specversion != "1.0" {
        return Err(BadLine::new("specversion: only 1.0 is known"));
    }
    let mut command = record(event.data.get())?;
    let source = Some(Source {
        name: event.source,
        id: event.id,
    });
    match &mut command {
        Command::AlertRaise(alert) => alert.source = source,
        Command::HopFlow(flow) => flow.source = source,
        _ => {}
    }
    Ok(command)
}

/// What a record must have beside a command, whichever way it came; its texts and values are admitted with the
/// command it becomes.
fn admit(mut command: Command) -> Result<Record, BadLine> {
    let source = match &mut command {
        Command::AlertRaise(alert) => {
            alert.flags.sort();
            alert.flags.dedup();
            alert.source.clone()
        }
        Command::HopFlow(flow) => flow.source.clone(),
        _ => None,
    };
    let Some(source) = source else {
        return Err(BadLine::new(
            "source: missing; every record names its source and its own id there",
        ));
    };
    for (field, text) in [("source.name", &source.name), ("source.id", &source.id)] {
        if text.trim().is_empty() || text.len() > MOST_ID {
            let length = text.len();
            return Err(BadLine::new(format!(
                "{field}: {length} bytes long, allowed are 1 to {MOST_ID}"
            )));
        }
    }
    Ok(Record { source, command })
}

/// The parser's sentence without the value it may quote; the line is told elsewhere, the place in it here.
pub(super) fn json_reason(error: &serde_json::Error) -> BadLine {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or_default();
    let said = match (said.find("string \""), said.rfind("\", expected")) {
        (Some(from), Some(to)) if from < to => {
            format!("{}a text{}", &said[..from], &said[to + 1..])
        }
        _ => mask_free_text(said).0,
    };
    BadLine::new(format!("{said} (byte {})", error.column()))
}

/// What is suspicious in any text of a record.
pub(super) fn suspicious(value: &Value) -> Suspicious {
    match value {
        Value::String(text) => SafeText::clean(text, Limits::LINE).suspicious,
        Value::Array(items) => items
            .iter()
            .map(suspicious)
            .fold(Suspicious::default(), Suspicious::or),
        Value::Object(fields) => fields
            .values()
            .map(suspicious)
            .fold(Suspicious::default(), Suspicious::or),
        _ => Suspicious::default(),
    }
}

#[cfg(test)]
#[path = "door_tests.rs"]
mod tests;
