//! From the source to what is sent: lines or rows are read, adapted by the mapping, and handed on one by one.
//! Transfers are gathered first, because they go out by time ([`sequence`]).

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;

use super::door::json_reason;
use super::flow::{FlowLine, FlowMap};
use super::lines::Lines;
use super::map::{Becomes, Mapping};
use super::sequence::{moved, sequence};
use super::sheet::{Row, Sheet};
use super::{BadLine, MOST_LINE};
use crate::domain::command::Flow;
use crate::text::safe::SafeText;

/// The most transfers of one run; they are held in memory to be put in order.
const MOST_FLOWS: usize = 1_000_000;

pub(super) type Input = Box<dyn BufRead + Send>;

/// The source and, for a file, its length.
pub(super) fn open(file: &Path) -> Result<(Input, Option<u64>), String> {
    if file == Path::new("-") {
        return Ok((Box::new(BufReader::new(io::stdin())), None));
    }
    let fail = |e: io::Error| format!("{}: {e}", file.display());
    let input = File::open(file).map_err(fail)?;
    let about = input.metadata().map_err(fail)?;
    if about.is_dir() {
        return Err(format!(
            "{}: a directory, allowed is a file or -",
            file.display()
        ));
    }
    let length = about.is_file().then_some(about.len());
    Ok((Box::new(BufReader::new(input)), length))
}

/// A record of the source: its line, its size, and what to send.
pub(super) struct Record {
    /// Number of its line.
    pub(super) number: u32,
    /// Bytes of the source.
    pub(super) bytes: u64,
    /// The line for the hub.
    pub(super) body: Result<String, BadLine>,
}

/// Reads the source to its end, or until nobody wants more. Returns what the operator should know of it.
pub(super) fn read_records(
    input: Input,
    mapping: Option<&Mapping>,
    send: &mpsc::Sender<Record>,
) -> Result<Option<String>, String> {
    let Some(mapping) = mapping else {
        let mut lines =
            Lines::new(input).map(|line| line.map(|(number, body)| plain(number, body)));
        return pass_on(&mut lines, send).map(|()| None);
    };
    let mut rows = rows(input, mapping)?;
    match &mapping.becomes {
        Becomes::Flow(map) => in_sequence(&mut rows, mapping, map, send),
        Becomes::Alert(map) => {
            let alert = |record: &Value| {
                map.apply(record, mapping.source(record)?)
                    .and_then(|a| line(&a))
            };
            let mut records = rows.map(|row| {
                row.map(|row| Record {
                    number: row.number,
                    bytes: row.bytes,
                    body: row.record.and_then(|record| alert(&record)),
                })
            });
            pass_on(&mut records, send).map(|()| None)
        }
    }
}

type Rows = Box<dyn Iterator<Item = io::Result<Row>>>;

/// The rows of a table, or the lines of JSON.
fn rows(input: Input, mapping: &Mapping) -> Result<Rows, String> {
    let Some(delimiter) = mapping.sheet else {
        return Ok(Box::new(
            Lines::new(input).map(|line| line.map(|(number, text)| json(number, text))),
        ));
    };
    let sheet = Sheet::open(input, delimiter)?;
    sheet.check(mapping.needed())?;
    Ok(Box::new(sheet))
}

fn json(number: u32, text: Result<String, BadLine>) -> Row {
    let bytes = size(&text);
    let parse = |text: String| serde_json::from_str(&text).map_err(|e| json_reason(&e));
    Row {
        number,
        bytes,
        record: text.and_then(parse),
    }
}

fn plain(number: u32, body: Result<String, BadLine>) -> Record {
    Record {
        number,
        bytes: size(&body),
        body,
    }
}

fn size(text: &Result<String, BadLine>) -> u64 {
    text.as_ref().map_or(MOST_LINE, String::len) as u64 + 1
}

fn pass_on(
    records: &mut dyn Iterator<Item = io::Result<Record>>,
    send: &mpsc::Sender<Record>,
) -> Result<(), String> {
    for record in records {
        if send
            .blocking_send(record.map_err(|e| e.to_string())?)
            .is_err()
        {
            break;
        }
    }
    Ok(())
}

/// Gathers transfers and hands them on by time. What is bad goes first.
fn in_sequence(
    rows: &mut dyn Iterator<Item = io::Result<Row>>,
    mapping: &Mapping,
    map: &FlowMap,
    send: &mpsc::Sender<Record>,
) -> Result<Option<String>, String> {
    let mut flows: Vec<Flow> = Vec::new();
    let mut places: Vec<(u32, u64)> = Vec::new();
    let mut equals = Equals::default();
    for row in rows {
        let Row {
            number,
            bytes,
            record,
        } = row.map_err(|e| e.to_string())?;
        match record.and_then(|record| map.apply(&record, mapping.source(&record)?)) {
            Ok(mut flow) => {
                if mapping.has_digest() {
                    equals.tell_apart(&mut flow);
                }
                flows.push(flow);
                places.push((number, bytes));
            }
            Err(bad) => {
                let body = Err(bad);
                if send
                    .blocking_send(Record {
                        number,
                        bytes,
                        body,
                    })
                    .is_err()
                {
                    return Ok(None);
                }
            }
        }
        if flows.len() > MOST_FLOWS {
            return Err(format!(
                "more than {MOST_FLOWS} transfers; cut the file by time and send the parts in order"
            ));
        }
    }
    let order = sequence(&flows);
    for &at in &order {
        let (number, bytes) = places[at];
        let body = line(&FlowLine::new(&flows[at]));
        if send
            .blocking_send(Record {
                number,
                bytes,
                body,
            })
            .is_err()
        {
            return Ok(None);
        }
    }
    let (count, moved) = (order.len(), moved(&order));
    Ok((moved > 0).then(|| {
        format!("{count} transfers were sent in order of time; {moved} stood elsewhere in the file")
    }))
}

/// Equal rows of one file are different transfers: the second of them gets an id of its own, the same one in every
/// run.
#[derive(Default)]
struct Equals(HashMap<SafeText, u32>);

impl Equals {
    fn tell_apart(&mut self, flow: &mut Flow) {
        if let Some(source) = &mut flow.source {
            let count = self.0.entry(source.id.clone()).or_default();
            *count += 1;
            if *count > 1 {
                source.id = SafeText::line(&format!("{}.{count}", source.id));
            }
        }
    }
}

/// The line for the hub.
fn line(record: &impl Serialize) -> Result<String, BadLine> {
    let line = serde_json::to_string(record).map_err(|e| json_reason(&e))?;
    if line.len() > MOST_LINE {
        let length = line.len();
        return Err(BadLine::new(format!(
            "{length} bytes once mapped, allowed are {MOST_LINE}"
        )));
    }
    Ok(line)
}
