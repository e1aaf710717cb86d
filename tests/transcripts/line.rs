//! A transcript: one JSON object a line. `dir` says who speaks: `C` the client, `S` the hub, `O` another client,
//! whose own line is not shown. A line of the hub that is `lost` was sent and did not arrive. Each `hello` begins
//! a new connection.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use watchfloor::domain::org::Actor;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Dir {
    C,
    S,
    O,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub dir: Dir,
    /// Who the other client is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
    /// As it was written on the wire.
    #[serde(rename = "msg")]
    text: Box<RawValue>,
    #[serde(skip)]
    pub msg: Value,
}

impl Line {
    pub fn new(dir: Dir, text: &str) -> Self {
        Self {
            dir,
            by: None,
            lost: false,
            text: RawValue::from_string(text.to_owned()).unwrap(),
            msg: serde_json::from_str(text).unwrap(),
        }
    }

    /// The kind of message.
    pub fn t(&self) -> &str {
        self.msg["t"].as_str().unwrap()
    }
}

/// What comes by the clock and not by what was said; transcripts leave it out.
pub fn is_noise(message: &Value) -> bool {
    matches!(message["t"].as_str(), Some("ping" | "pong" | "beat"))
}

pub fn dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("spec/transcripts")
}

pub fn read(name: &str) -> Vec<Line> {
    let text = std::fs::read_to_string(dir().join(name)).unwrap();
    let lines = text.lines().map(|line| {
        let mut line: Line = serde_json::from_str(line).unwrap();
        line.msg = serde_json::from_str(line.text.get()).unwrap();
        line
    });
    lines.collect()
}

pub fn write(name: &str, lines: &[Line]) {
    let mut text = String::new();
    for line in lines {
        writeln!(text, "{}", serde_json::to_string(line).unwrap()).unwrap();
    }
    std::fs::write(dir().join(name), text).unwrap();
}

/// Every transcript.
pub fn names() -> Vec<String> {
    let files = std::fs::read_dir(dir()).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
