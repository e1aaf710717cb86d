//! Ingest: how other systems feed the hub. A line in, an answer a line out; a bad line is told with its number
//! and reason and the rest goes on. [`door`] is the hub's side of `POST /v1/ingest`; [`client`] is
//! `watchfloor ingest`, which adapts foreign records, lines of JSON or rows of a table, with a mapping file ([`map`])
//! before it sends them.

mod alert;
pub mod client;
pub mod door;
mod flow;
mod lines;
pub mod map;
mod post;
mod read;
mod rule;
mod sequence;
mod sheet;
mod target;
mod units;

use serde::{Deserialize, Serialize};

use crate::domain::ids::Key;
use crate::open_enum;
use crate::text::mask::mask_free_text;
use crate::text::safe::{Limits, SafeText};

/// Path of the door.
pub const PATH: &str = "/v1/ingest";
/// The longest line or record, bytes.
pub const MOST_LINE: usize = 64 * 1024;
/// The longest request body, bytes.
pub const MOST_BODY: usize = 4 * 1024 * 1024;

open_enum! {
    /// What became of a line.
    Status {
        /// It is in the log.
        Accepted = "accepted",
        /// The same record was taken in before; nothing changed.
        Duplicate = "duplicate",
        /// Its id was taken in before with other content; nothing changed.
        Conflict = "conflict",
        /// It could not be understood; nothing changed.
        Bad = "bad",
    }
}

/// The answer to one line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LineAnswer {
    /// Number of the line in the request, from 1.
    pub line: u32,
    /// What became of it.
    pub status: Status,
    /// The entity it became or was counted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Why it was not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<SafeText>,
}

/// How many lines ended how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Taken in.
    pub accepted: u64,
    /// Known already.
    pub duplicates: u64,
    /// Known with other content.
    pub conflicts: u64,
    /// Not understood.
    pub bad: u64,
}

impl Tally {
    /// Counts one line.
    pub fn count(&mut self, status: Status) {
        *match status {
            Status::Accepted => &mut self.accepted,
            Status::Duplicate => &mut self.duplicates,
            Status::Conflict => &mut self.conflicts,
            Status::Bad | Status::Unknown(_) => &mut self.bad,
        } += 1;
    }

    /// Whether every line is in the log.
    pub fn is_whole(self) -> bool {
        self.conflicts == 0 && self.bad == 0
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            accepted,
            duplicates,
            conflicts,
            bad,
        } = self;
        write!(
            f,
            "accepted {accepted}, duplicates {duplicates}, conflicts {conflicts}, bad {bad}"
        )
    }
}

/// The last line of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Closing {
    summary: Tally,
}

/// The body of the answer to a request: one JSON object a line, the last one `{"summary":{..}}`.
pub fn write_answers(answers: &[LineAnswer]) -> serde_json::Result<String> {
    let mut body = String::new();
    let mut summary = Tally::default();
    for answer in answers {
        summary.count(answer.status);
        body.push_str(&serde_json::to_string(answer)?);
        body.push('\n');
    }
    body.push_str(&serde_json::to_string(&Closing { summary })?);
    body.push('\n');
    Ok(body)
}

/// Reads such a body. An answer cut short is an error: its batch is sent again.
fn read_answers(body: &str) -> Result<Vec<LineAnswer>, serde_json::Error> {
    let lines: Vec<&str> = body.lines().collect();
    let Some((last, answers)) = lines.split_last() else {
        return serde_json::from_str("");
    };
    serde_json::from_str::<Closing>(last)?;
    answers
        .iter()
        .map(|line| serde_json::from_str(line))
        .collect()
}

/// Why a line was not understood: what was found, what is allowed. Never holds a personal value.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadLine(pub SafeText);

impl BadLine {
    fn new(reason: impl AsRef<str>) -> Self {
        Self(SafeText::line(reason.as_ref()))
    }
}

/// A short, masked piece of what was found, for a reason.
fn found(text: &str) -> String {
    let limits = Limits {
        bytes: 160,
        graphemes: 40,
    };
    SafeText::clean(&mask_free_text(text).0, limits)
        .text
        .to_string()
}
