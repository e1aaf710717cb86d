//! Reading events from the log's file: every row checked against the one before it. [`LogReader`] reads a log beside
//! a hub that works on it, and changes nothing.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::open::{check_kind, storage};
use super::row::{self, Fault};
use super::{LogError, wal};
use crate::domain::event::{Event, Off};

/// A log that is only read.
#[derive(Debug)]
pub struct LogReader {
    conn: Connection,
    file: PathBuf,
}

impl LogReader {
    /// Opens the log in `file`; it must be there.
    pub fn open(file: &Path) -> Result<Self, LogError> {
        wal::check(file)?;
        let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|e| storage(file, &e))?;
        check_kind(&conn, file)?;
        Ok(Self {
            conn,
            file: file.to_owned(),
        })
    }

    /// Hands over every event that stands in the log now, in order, checked against damage. An error of `each`
    /// ends it.
    pub fn replay(
        &self,
        each: &mut dyn FnMut(Event) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        replay(&self.conn, &self.file, (Off(0), 0), each)
    }
}

/// Hands over the events after `before` (offset and checksum of that row).
pub(super) fn replay(
    conn: &Connection,
    file: &Path,
    before: (Off, u64),
    each: &mut dyn FnMut(Event) -> Result<(), LogError>,
) -> Result<(), LogError> {
    let mut last = before;
    let fail = |e: rusqlite::Error| storage(file, &e);
    let mut rows = conn
        .prepare_cached(&format!(
            "SELECT {} FROM events WHERE off > ?1 ORDER BY off",
            row::COLUMNS
        ))
        .map_err(fail)?;
    let mut rows = rows.query([before.0.0 as i64]).map_err(fail)?;
    while let Some(row) = rows.next().map_err(fail)? {
        let (event, sum) = row::read(row, last).map_err(|f| fault(file, last.0, f))?;
        last = (event.off, sum);
        each(event)?;
    }
    Ok(())
}

/// What is wrong with the row after `off`.
fn fault(file: &Path, off: Off, fault: Fault) -> LogError {
    let (file, place) = (file.to_owned(), format!("event {}", off.0 + 1));
    match fault {
        Fault::Damaged(found) => LogError::Damaged { file, place, found },
        Fault::Unreadable(why) => LogError::Unreadable { file, place, why },
    }
}
