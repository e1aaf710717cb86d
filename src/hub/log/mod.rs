//! The hub's record: events in one total order, and what must become true in the same instant as them:
//! answers to commands, ids taken in at the ingest door, rows of the vault.
//!
//! Storage hides behind [`Log`]. A batch is durable when [`Log::commit`] returns; a commit that fails makes the
//! log read-only until the hub starts again, because nobody knows how much of it reached the disk.

mod hint;
mod open;
mod reader;
mod row;
mod sqlite;
mod sum;
mod table;
mod wal;

pub use hint::Loss;
pub use open::Opening;
pub use reader::LogReader;
pub use sqlite::SqliteLog;

use std::fmt;
use std::path::PathBuf;

use crate::domain::event::{Event, Off, Ver};
use crate::domain::ids::{Epoch, Idem, Key, Sub};
use crate::domain::masked::Token;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// How long an answer is kept at least, so that a command sent again gets the same answer.
pub const ANSWERS_KEPT: Span = Span::hours(48);

/// Storage of a hub. One writer owns it; positions are offsets, the first event is 1.
pub trait Log: Send {
    /// The incarnation of this log.
    fn epoch(&self) -> Epoch;

    /// Offset of the last event; 0 for an empty log.
    fn head(&self) -> Off;

    /// Writes a batch as one transaction; durable when it returns. After an error the log is read-only.
    fn commit(&mut self, batch: &Batch) -> Result<(), LogError>;

    /// Hands over every event after `after`, in order, checked against damage. An error of `each` ends it.
    fn replay(
        &self,
        after: Off,
        each: &mut dyn FnMut(Event) -> Result<(), LogError>,
    ) -> Result<(), LogError>;

    /// The answer a command of this subject was given.
    fn answer(&self, sub: &Sub, idem: &Idem) -> Result<Option<Answer>, LogError>;

    /// What a producer's record became.
    fn seen(&self, source: &str, id: &str) -> Result<Option<Seen>, LogError>;

    /// A sealed value of the vault.
    fn vault_row(&self, token: Token) -> Result<Option<VaultRow>, LogError>;

    /// Forgets answers given before `before`; call it now and then with now minus [`ANSWERS_KEPT`].
    fn forget_answers(&mut self, before: Millis) -> Result<(), LogError>;
}

/// What becomes true together.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Events, their offsets continuing the log's head one by one.
    pub events: Vec<Event>,
    /// Answers given, each for a new (subject, idempotency id).
    pub answers: Vec<(Sub, Idem, Answer)>,
    /// Records of producers taken in, each for a new (source, id).
    pub seen: Vec<Seen>,
    /// Sealed values; a token that is known already is left as it is.
    pub vault: Vec<VaultRow>,
}

impl Batch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.answers.is_empty()
            && self.seen.is_empty()
            && self.vault.is_empty()
    }
}

/// Keyed hash of a command's or record's body, made by the vault. Equal bodies have equal hashes; a hash
/// without the key tells nothing of a short personal number inside.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BodyHash(pub [u8; 16]);

impl fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// The answer to a command, kept so that the same command gets the same answer again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Hash of what was asked.
    pub body: BodyHash,
    /// When it was answered.
    pub at: Millis,
    /// How.
    pub verdict: Verdict,
}

/// How a command ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is in the log.
    Committed {
        /// Offset of its last event.
        off: Off,
        /// Entity it changed, created or chose.
        key: Option<Key>,
        /// Version of that entity.
        ver: Option<Ver>,
    },
    /// It was refused and changed nothing.
    Refused(Refusal),
}

/// A producer's record that was taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// The producing system.
    pub source: SafeText,
    /// Its own id of the record.
    pub id: SafeText,
    /// Hash of the record: the same id with another body is a conflict.
    pub body: BodyHash,
    /// The entity it became or was counted on.
    pub key: Key,
}

/// A personal value, encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct VaultRow {
    /// Its token in events.
    pub token: Token,
    /// Number used once.
    pub nonce: [u8; 24],
    /// Ciphertext with tag; the token is bound to it.
    pub sealed: Vec<u8>,
    /// When it was first seen.
    pub at: Millis,
}

impl fmt::Debug for VaultRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultRow({})", self.token)
    }
}

/// Why the log can not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file belongs to something else.
    #[error(
        "{}: not a Watchfloor log (application id {found:#x}). Give another --data directory, or move the file away.",
        .file.display()
    )]
    Foreign {
        /// The file.
        file: PathBuf,
        /// Its application id.
        found: i64,
    },
    /// The file was written by a newer version.
    #[error(
        "{}: written by a newer Watchfloor (schema {found}, this one knows up to {known}). Start the newer version.",
        .file.display()
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema this version knows.
        known: i64,
    },
    /// The file was written by an earlier version.
    #[error(
        "{}: written by an earlier Watchfloor (schema {found}, this one reads {known}). Start the version that wrote it, or give another --data directory.",
        .file.display()
    )]
    Older {
        /// The file.
        file: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema this version reads.
        known: i64,
    },
    /// The file is damaged.
    #[error("{}: damaged at {place}: {found}. Restore the directory from a backup.", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Which row or table.
        place: String,
        /// What was found there.
        found: String,
    },
    /// A row is whole, but this version can not read it.
    #[error(
        "{}: {place} can not be read: {why}. Start the version that wrote it, or restore the directory from a backup.",
        .file.display()
    )]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Which row.
        place: String,
        /// Why.
        why: String,
    },
    /// The key file does not belong to this log.
    #[error(
        "{}: the vault inside was locked with another key than vault.key beside it. Put the right vault.key back.",
        .file.display()
    )]
    OtherKey {
        /// The file.
        file: PathBuf,
    },
    /// A write failed; the log takes no more until the hub starts again.
    #[error("the log takes no more writes until the hub starts again: {0}")]
    Broken(String),
    /// The storage engine failed to open or read.
    #[error("{}: {why}", .file.display())]
    Storage {
        /// The file.
        file: PathBuf,
        /// What it said.
        why: String,
    },
    /// Whoever replays can not go on.
    #[error("{0}")]
    Stopped(String),
}
