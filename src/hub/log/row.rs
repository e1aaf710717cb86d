//! An event as a row of the log. Every row carries a checksum over itself and the row before it, so a changed,
//! missing or swapped row is found when the log is read and named by its offset.

use rusqlite::Row;
use serde_json::value::RawValue;
use xxhash_rust::xxh3::Xxh3;

use crate::domain::event::{Body, Event, Off, Reality};
use crate::domain::time::Millis;

/// Columns of a row, in the order [`read`] takes them.
pub(super) const COLUMNS: &str = "off, at, key, ver, by, status, name, data, sum";

/// An event, taken apart for writing.
pub(super) struct Written {
    /// Name of the entity.
    pub(super) key: String,
    /// Payload.
    pub(super) data: Box<RawValue>,
    /// Status in the wire's word.
    pub(super) status: String,
    /// Checksum, chained to the row before.
    pub(super) sum: u64,
}

impl Written {
    /// Takes `event` apart; `before` is the checksum of the row before it.
    pub(super) fn new(event: &Event, before: u64) -> serde_json::Result<Self> {
        let key = event.key.to_string();
        let data = event.body.data()?;
        let status = event.status.word().into_owned();
        let sum = Fields {
            off: event.off.0,
            at: event.at.0,
            ver: event.ver,
            texts: [
                &key,
                event.by.as_str(),
                &status,
                event.body.name(),
                data.get(),
            ],
        }
        .sum(before);
        Ok(Self {
            key,
            data,
            status,
            sum,
        })
    }
}

/// What a checksum covers.
struct Fields<'a> {
    off: u64,
    at: i64,
    ver: u32,
    texts: [&'a str; 5],
}

impl Fields<'_> {
    fn sum(&self, before: u64) -> u64 {
        let mut hash = Xxh3::new();
        hash.update(&before.to_le_bytes());
        hash.update(&self.off.to_le_bytes());
        hash.update(&self.at.to_le_bytes());
        hash.update(&self.ver.to_le_bytes());
        for text in self.texts {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        hash.digest()
    }
}

/// What is wrong with a row.
pub(super) enum Fault {
    /// Its bytes are not those that were written.
    Damaged(String),
    /// It is whole, but this version can not read it.
    Unreadable(String),
}

/// Reads a row that must stand right after `before` (offset and checksum). Returns the event and its checksum.
pub(super) fn read(row: &Row<'_>, before: (Off, u64)) -> Result<(Event, u64), Fault> {
    let fault = |e: rusqlite::Error| Fault::Damaged(e.to_string());
    let off = row.get::<_, i64>(0).map_err(fault)? as u64;
    if off != before.0.0 + 1 {
        return Err(Fault::Damaged(format!("the next row has offset {off}")));
    }
    let text = |at: usize| -> Result<&str, Fault> {
        row.get_ref(at)
            .map_err(fault)?
            .as_str()
            .map_err(|e| Fault::Damaged(e.to_string()))
    };
    let fields = Fields {
        off,
        at: row.get(1).map_err(fault)?,
        ver: row.get(3).map_err(fault)?,
        texts: [text(2)?, text(4)?, text(5)?, text(6)?, text(7)?],
    };
    let sum = row.get::<_, i64>(8).map_err(fault)? as u64;
    if fields.sum(before.1) != sum {
        return Err(Fault::Damaged("the checksum does not fit".to_owned()));
    }
    let [key, by, status, name, data] = fields.texts;
    let unreadable = |why: String| Fault::Unreadable(format!("{name}: {why}"));
    let body = Body::decode(name, data).map_err(|e| unreadable(e.to_string()))?;
    if let Body::Unknown(_) = body {
        return Err(unreadable("no event this version knows".to_owned()));
    }
    let event = Event {
        off: Off(off),
        at: Millis(fields.at),
        key: key.parse().map_err(|e| unreadable(format!("{e}")))?,
        ver: fields.ver,
        by: by.parse().map_err(|e| unreadable(format!("{e}")))?,
        status: Reality::of(status),
        body,
    };
    Ok((event, sum))
}
