//! The log in one SQLite file: WAL, `synchronous=FULL`, one transaction a batch. [`Log::commit`] returns after
//! the write-ahead log has been synced; the first error ends writing for this run of the hub.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::open::{self, Opening};
use super::row::{self, Fault};
use super::table::{parsed, put_answers, put_events, put_seen, put_vault, read_answer};
use super::{ANSWERS_KEPT, Answer, Batch, BodyHash, Log, LogError, Seen, VaultRow};
use crate::domain::event::{Event, Off};
use crate::domain::ids::{Epoch, Idem, Sub};
use crate::domain::masked::Token;
use crate::domain::time::Millis;
use crate::text::safe::SafeText;

/// A log in a SQLite file.
pub struct SqliteLog {
    conn: Connection,
    file: PathBuf,
    epoch: Epoch,
    head: Off,
    /// Checksum of the row at the head.
    sum: u64,
    /// Why nothing can be written any more.
    broken: Option<String>,
}

impl SqliteLog {
    /// Opens the log in `file`, or begins one. Answers that need not be kept any longer are forgotten.
    pub fn open(file: &Path, opening: &Opening) -> Result<Self, LogError> {
        let (conn, epoch) = open::open(file, opening)?;
        let last = conn
            .query_row(
                "SELECT off, sum FROM events ORDER BY off DESC LIMIT 1",
                [],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
            )
            .optional()
            .map_err(|e| open::storage(file, &e))?;
        let (head, sum) = last.unwrap_or((0, 0));
        let mut log = Self {
            conn,
            file: file.to_owned(),
            epoch,
            head: Off(head as u64),
            sum: sum as u64,
            broken: None,
        };
        log.forget_answers(opening.now - ANSWERS_KEPT)?;
        Ok(log)
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

    /// What is wrong with the row after `off`.
    fn fault(&self, off: Off, fault: Fault) -> LogError {
        let place = format!("event {}", off.0 + 1);
        match fault {
            Fault::Damaged(found) => LogError::Damaged {
                file: self.file.clone(),
                place,
                found,
            },
            Fault::Unreadable(why) => LogError::Unreadable {
                file: self.file.clone(),
                place,
                why,
            },
        }
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
        let mut last = (after, self.sum_at(after)?);
        let fail = |e: rusqlite::Error| self.storage(&e);
        let mut rows = self
            .conn
            .prepare_cached(&format!(
                "SELECT {} FROM events WHERE off > ?1 ORDER BY off",
                row::COLUMNS
            ))
            .map_err(fail)?;
        let mut rows = rows.query([after.0 as i64]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let (event, sum) = row::read(row, last).map_err(|f| self.fault(last.0, f))?;
            last = (event.off, sum);
            each(event)?;
        }
        Ok(())
    }

    fn answer(&self, sub: &Sub, idem: &Idem) -> Result<Option<Answer>, LogError> {
        self.conn
            .prepare_cached(
                "SELECT body, at, off, key, ver, code, msg, cur FROM answers WHERE sub = ?1 AND idem = ?2",
            )
            .and_then(|mut s| s.query_row([sub.as_str(), idem.as_str()], read_answer).optional())
            .map_err(|e| self.storage(&e))
    }

    fn seen(&self, source: &str, id: &str) -> Result<Option<Seen>, LogError> {
        self.conn
            .prepare_cached("SELECT body, key FROM seen WHERE source = ?1 AND id = ?2")
            .and_then(|mut s| {
                s.query_row([source, id], |row| {
                    Ok(Seen {
                        source: SafeText::line(source),
                        id: SafeText::line(id),
                        body: BodyHash(row.get(0)?),
                        key: parsed(row, 1)?,
                    })
                })
                .optional()
            })
            .map_err(|e| self.storage(&e))
    }

    fn vault_row(&self, token: Token) -> Result<Option<VaultRow>, LogError> {
        self.conn
            .prepare_cached("SELECT nonce, sealed, at FROM vault WHERE token = ?1")
            .and_then(|mut s| {
                s.query_row([token.0.to_be_bytes()], |row| {
                    Ok(VaultRow {
                        token,
                        nonce: row.get(0)?,
                        sealed: row.get(1)?,
                        at: Millis(row.get(2)?),
                    })
                })
                .optional()
            })
            .map_err(|e| self.storage(&e))
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
