//! Opening the log's file: whose it is, how new it is, whether it is whole. What does not fit refuses to start
//! and says where; nothing is repaired behind the operator's back.

use std::cmp::Ordering;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior};

use super::sum::{ANSWERS, SEEN, Table, VAULT};
use super::{LogError, wal};
use crate::domain::ids::{Epoch, Ulid};
use crate::domain::time::Millis;

/// `WFLR`: marks the file as a Watchfloor log.
const APPLICATION: i64 = 0x5746_4C52;
/// Layout of the tables.
const SCHEMA: i64 = 2;

const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE events (
  off INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, ver INTEGER NOT NULL, by TEXT NOT NULL,
  status TEXT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, sum INTEGER NOT NULL
) STRICT;
CREATE TABLE answers (
  sub TEXT NOT NULL, idem TEXT NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL,
  off INTEGER, key TEXT, ver INTEGER, code TEXT, msg TEXT, cur TEXT, sum INTEGER NOT NULL,
  PRIMARY KEY (sub, idem)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at);
CREATE TABLE seen (
  source TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, key TEXT NOT NULL, sum INTEGER NOT NULL,
  PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE vault (
  token BLOB PRIMARY KEY, nonce BLOB NOT NULL, sealed BLOB NOT NULL, at INTEGER NOT NULL, sum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What the log must know to open or begin.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// Now.
    pub now: Millis,
    /// Randomness for a new epoch.
    pub salt: u128,
    /// Fingerprint of the vault's key; a log is bound to one key.
    pub key: [u8; 8],
}

/// A readable error of the storage engine about `file`.
pub(super) fn storage(file: &Path, error: &rusqlite::Error) -> LogError {
    let file = file.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => LogError::Damaged {
            file,
            place: "a page".to_owned(),
            found: error.to_string(),
        },
        _ => LogError::Storage {
            file,
            why: error.to_string(),
        },
    }
}

/// A log that has been opened.
pub(super) struct Opened {
    /// Its file.
    pub(super) conn: Connection,
    /// Its incarnation.
    pub(super) epoch: Epoch,
    /// It began just now.
    pub(super) is_new: bool,
}

/// Opens or begins the log in `file`.
pub(super) fn open(file: &Path, opening: &Opening) -> Result<Opened, LogError> {
    wal::check(file)?;
    let fail = |e: rusqlite::Error| storage(file, &e);
    let mut conn = Connection::open(file).map_err(fail)?;
    let tables: i64 = conn
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(fail)?;
    let application = number(&conn, file, "application_id")?;
    let is_new = tables == 0 && application == 0;
    if !is_new {
        check_kind(&conn, file)?;
    }
    conn.pragma_update(None, "journal_mode", "WAL")
        .and_then(|()| conn.pragma_update(None, "synchronous", "FULL"))
        .and_then(|()| conn.pragma_update(None, "trusted_schema", false))
        .map_err(fail)?;
    if is_new {
        begin(&mut conn, opening).map_err(fail)?;
    }
    check(&conn, file)?;
    let epoch = identity(&conn, file, opening)?;
    for table in [ANSWERS, SEEN, VAULT] {
        check_rows(&conn, file, &table)?;
    }
    Ok(Opened {
        conn,
        epoch,
        is_new,
    })
}

/// Refuses a file of something else, and a log of another version.
pub(super) fn check_kind(conn: &Connection, file: &Path) -> Result<(), LogError> {
    let found = number(conn, file, "application_id")?;
    if found != APPLICATION {
        let file = file.to_owned();
        return Err(LogError::Foreign { file, found });
    }
    let (found, known) = (number(conn, file, "user_version")?, SCHEMA);
    let file = file.to_owned();
    match found.cmp(&known) {
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(LogError::Newer { file, found, known }),
        Ordering::Less => Err(LogError::Older { file, found, known }),
    }
}

fn number(conn: &Connection, file: &Path, pragma: &str) -> Result<i64, LogError> {
    conn.pragma_query_value(None, pragma, |row| row.get(0))
        .map_err(|e| storage(file, &e))
}

/// Creates the tables and the epoch in one transaction: a crash in between leaves an empty file.
fn begin(conn: &mut Connection, opening: &Opening) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(TABLES)?;
    let epoch = Epoch(Ulid::new(opening.now, opening.salt));
    let mut put = tx.prepare("INSERT INTO meta VALUES (?1, ?2)")?;
    put.execute(("epoch", epoch.to_string()))?;
    put.execute(("vault", fingerprint(opening)))?;
    drop(put);
    tx.pragma_update(None, "application_id", APPLICATION)?;
    tx.pragma_update(None, "user_version", SCHEMA)?;
    tx.commit()
}

fn fingerprint(opening: &Opening) -> String {
    format!("{:016x}", u64::from_be_bytes(opening.key))
}

/// Gives the log a new epoch: what follows is another history than the one its readers know.
pub(super) fn renew(conn: &Connection, opening: &Opening) -> rusqlite::Result<Epoch> {
    let epoch = Epoch(Ulid::new(opening.now, opening.salt));
    conn.execute(
        "UPDATE meta SET value = ?1 WHERE name = 'epoch'",
        [epoch.to_string()],
    )?;
    Ok(epoch)
}

/// Reads every row of a table; a changed one would be taken for one that never was.
fn check_rows(conn: &Connection, file: &Path, table: &Table) -> Result<(), LogError> {
    let fail = |e: rusqlite::Error| storage(file, &e);
    let mut rows = conn.prepare(&table.select()).map_err(fail)?;
    let mut rows = rows.query([]).map_err(fail)?;
    while let Some(row) = rows.next().map_err(fail)? {
        table.check(file, row)?;
    }
    Ok(())
}

/// Walks the file's structure. Events are checked row by row when the log is replayed.
fn check(conn: &Connection, file: &Path) -> Result<(), LogError> {
    let found: String = conn
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|e| storage(file, &e))?;
    if found == "ok" {
        return Ok(());
    }
    Err(LogError::Damaged {
        file: file.to_owned(),
        place: "its structure".to_owned(),
        found,
    })
}

/// Reads the epoch and compares the vault's key.
fn identity(conn: &Connection, file: &Path, opening: &Opening) -> Result<Epoch, LogError> {
    let meta = |name: &str| -> Result<String, LogError> {
        conn.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .optional()
        .map_err(|e| storage(file, &e))
        .map(Option::unwrap_or_default)
    };
    if meta("vault")? != fingerprint(opening) {
        return Err(LogError::OtherKey {
            file: file.to_owned(),
        });
    }
    let epoch = meta("epoch")?;
    epoch.parse().map_err(|_| LogError::Damaged {
        file: file.to_owned(),
        place: "table meta, row `epoch`".to_owned(),
        found: format!("`{epoch}`"),
    })
}
