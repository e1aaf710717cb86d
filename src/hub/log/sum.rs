//! Rows with a checksum of their own: answers, seen records, vault. The last column is the checksum over the
//! table's name and all columns before it, keys included, so that a changed row is found and named.

use std::path::Path;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, params_from_iter};
use xxhash_rust::xxh3::Xxh3;

use super::LogError;
use super::open::storage;

/// A table whose rows carry checksums.
pub(super) struct Table {
    /// Its name.
    name: &'static str,
    /// Its columns, those of the key first, the checksum last.
    columns: &'static str,
    /// How many columns make the key.
    keys: usize,
    /// What becomes of a row whose key is known.
    again: &'static str,
}

/// Answers to commands.
pub(super) const ANSWERS: Table = Table {
    name: "answers",
    columns: "sub, idem, body, at, off, key, ver, code, msg, cur, sum",
    keys: 2,
    again: "ABORT",
};
/// Records of producers.
pub(super) const SEEN: Table = Table {
    name: "seen",
    columns: "source, id, body, key, sum",
    keys: 2,
    again: "ABORT",
};
/// Sealed values.
pub(super) const VAULT: Table = Table {
    name: "vault",
    columns: "token, nonce, sealed, at, sum",
    keys: 1,
    again: "IGNORE",
};

impl Table {
    /// Statement that puts a row.
    pub(super) fn insert(&self) -> String {
        let (name, columns) = (self.name, self.columns);
        let places = places(columns.split(", ").count());
        format!(
            "INSERT OR {} INTO {name} ({columns}) VALUES ({places})",
            self.again
        )
    }

    /// Statement that finds the row of a key.
    pub(super) fn find(&self) -> String {
        let keys: Vec<_> = self.columns.split(", ").take(self.keys).collect();
        format!(
            "{} WHERE ({}) = ({})",
            self.select(),
            keys.join(", "),
            places(self.keys)
        )
    }

    /// Statement that reads whole rows.
    pub(super) fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns, self.name)
    }

    /// Values to put, all columns but the checksum, as parameters with it.
    pub(super) fn row(&self, mut values: Vec<Value>) -> impl rusqlite::Params + use<> {
        let sum = self.sum(values.iter().map(ValueRef::from));
        values.push(Value::Integer(sum as i64));
        params_from_iter(values)
    }

    /// Refuses a row that is not as it was written.
    pub(super) fn check(&self, file: &Path, row: &Row<'_>) -> Result<(), LogError> {
        let count = row.as_ref().column_count();
        let values = (0..count)
            .map(|at| row.get_ref(at))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| storage(file, &e))?;
        let (sum, values) = values.split_last().unwrap_or((&ValueRef::Null, &[]));
        if *sum == ValueRef::Integer(self.sum(values.iter().copied()) as i64) {
            return Ok(());
        }
        let key: Vec<_> = values.iter().take(self.keys).map(|v| shown(*v)).collect();
        Err(LogError::Damaged {
            file: file.to_owned(),
            place: format!("table {}, row `{}`", self.name, key.join(" ")),
            found: "the checksum does not fit".to_owned(),
        })
    }

    fn sum<'a>(&self, values: impl Iterator<Item = ValueRef<'a>>) -> u64 {
        let mut hash = Xxh3::new();
        hash.update(self.name.as_bytes());
        for value in values {
            let (kind, bytes): (u8, &[u8]) = match &value {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(n) => (1, &n.to_le_bytes()),
                ValueRef::Real(n) => (2, &n.to_le_bytes()),
                ValueRef::Text(text) => (3, text),
                ValueRef::Blob(blob) => (4, blob),
            };
            hash.update(&[kind]);
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        hash.digest()
    }
}

fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// A key as an operator finds it again.
fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(blob) => blob
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
        other => format!("{other:?}"),
    }
}
