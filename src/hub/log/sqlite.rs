//! The log in one SQLite file: WAL, `synchronous=FULL`, one transaction a batch. [`Log::commit`] returns after
//! the write-ahead log has been synced; the first error ends writing for this run of the hub.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, TransactionBehavior};

use super::hint::{Head, HeadFile, Loss};
use super::open::{self, Opened, Opening};
use super::reader::replay;
use super::sum::{ANSWERS, SEEN, Table, VAULT};
use super::table::{
    put_answers, put_events, put_seen, put_vault, read_answer, read_seen, read_vault,
};
use super::{ANSWERS_KEPT, Answer, Batch, Log, LogError, Seen, VaultRow};
use crate::domain::event::{Event, Off};
use crate::domain::ids::{Epoch, Idem, Sub};
use crate::domain::masked::Token;
use crate::domain::time::Millis;

/// A log in a SQLite file.
pub struct SqliteLog {
    conn: Connection,
    file: PathBuf,
    epoch: Epoch,
    head: Off,
    /// Checksum of the row at the head.
    sum: u64,
    /// Where the end is noted.
    note: HeadFile,
    /// What was found gone when it was opened.
    loss: Option<Loss>,
    /// Why nothing can be written any more.
    broken: Option<String>,
}

impl SqliteLog {
    /// Opens the log in `file`, or begins one. Answers that need not be kept any longer are forgotten. A log that
    /// holds less than it did gets a new epoch, see [`Self::loss`].
    pub fn open(file: &Path, opening: &Opening) -> Result<Self, LogError> {
        let Opened {
            conn,
            mut epoch,
            is_new,
        } = open::open(file, opening)?;
        let last = conn
            .query_row(
                "SELECT off, sum FROM events ORDER BY off DESC LIMIT 1",
                [],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
            )
            .optional()
            .map_err(|e| open::storage(file, &e))?;
        let (head, sum) = last.unwrap_or((0, 0));
        let off = Off(head as u64);
        let (mut note, held) = HeadFile::open(file).map_err(|e| LogError::Storage {
            file: file.with_extension("head"),
            why: e.to_string(),
        })?;
        let loss = Loss::between(file, held, Head { epoch, off });
        if loss.is_some() && !is_new {
            epoch = open::renew(&conn, opening).map_err(|e| open::storage(file, &e))?;
        }
        note.write(Head { epoch, off });
        let mut log = Self {
            conn,
            file: file.to_owned(),
            epoch,
            head: off,
            sum: sum as u64,
            note,
            loss,
            broken: None,
        };
        log.forget_answers(opening.now - ANSWERS_KEPT)?;
        Ok(log)
    }

    /// What the log held and holds no more, by the file `hub.head` beside it.
    pub fn loss(&self) -> Option<&Loss> {
        self.loss.as_ref()
    }

    /// Reads the row of a checked table that has this key.
    fn checked<T>(
        &self,
        table: &Table,
        key: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, LogError> {
        let fail = |e: rusqlite::Error| self.storage(&e);
        let mut statement = self.conn.prepare_cached(&table.find()).map_err(fail)?;
        let mut rows = statement.query(key).map_err(fail)?;
        let Some(row) = rows.next().map_err(fail)? else {
            return Ok(None);
        };
        table.check(&self.file, row)?;
        read(row).map(Some).map_err(fail)
    }

    fn storage(&self, error: &rusqlite::Error) -> LogError {
        open::storage(&self.file, error)
    }

    /// Runs a write; its failure is final.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Box<dyn std::error::Error>>,
    ) -> Result<T, LogError> {
        if let Some(why) = &self.broken {
            return Err(LogError::Broken(why.clone()));
        }
        let done = (|| {
            let tx = self
                .conn
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&tx)?;
            tx.commit()?;
            Ok::<_, Box<dyn std::error::Error>>(done)
        })();
        done.map_err(|e| {
            let why = format!("{}: {e}", self.file.display());
            self.broken = Some(why.clone());
            LogError::Broken(why)
        })
    }

    /// Checksum of the row at `off`; 0 before the first.
    fn sum_at(&self, off: Off) -> Result<u64, LogError> {
        if off == Off(0) {
            return Ok(0);
        }
        self.conn
            .prepare_cached("SELECT sum FROM events WHERE off = ?1")
            .and_then(|mut s| s.query_row([off.0 as i64], |row| row.get::<_, i64>(0)))
            .map(|sum| sum as u64)
            .map_err(|e| self.storage(&e))
    }
}

impl Log for SqliteLog {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn head(&self) -> Off {
        self.head
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), LogError> {
        if batch.is_empty() {
            return Ok(());
        }
        let before = (self.head, self.sum);
        let (head, sum) = self.write(|tx| {
            let last = put_events(tx, &batch.events, before)?;
            put_answers(tx, &batch.answers)?;
            put_seen(tx, &batch.seen)?;
            put_vault(tx, &batch.vault)?;
            Ok(last)
        })?;
        (self.head, self.sum) = (head, sum);
        self.note.write(Head {
            epoch: self.epoch,
            off: head,
        });
        Ok(())
    }

    fn replay(
        &self,
        after: Off,
        each: &mut dyn FnMut(Event) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        if after >= self.head {
            return Ok(());
        }
        replay(&self.conn, &self.file, (after, self.sum_at(after)?), each)
    }

    fn answer(&self, sub: &Sub, idem: &Idem) -> Result<Option<Answer>, LogError> {
        self.checked(&ANSWERS, [sub.as_str(), idem.as_str()], read_answer)
    }

    fn seen(&self, source: &str, id: &str) -> Result<Option<Seen>, LogError> {
        self.checked(&SEEN, [source, id], read_seen)
    }

    fn vault_row(&self, token: Token) -> Result<Option<VaultRow>, LogError> {
        self.checked(&VAULT, [token.0.to_be_bytes()], |row| {
            read_vault(token, row)
        })
    }

    fn forget_answers(&mut self, before: Millis) -> Result<(), LogError> {
        self.write(|tx| {
            tx.execute("DELETE FROM answers WHERE at < ?1", [before.0])?;
            Ok(())
        })
    }
}

#[cfg(test)]
#[path = "sqlite_tests.rs"]
mod tests;
