//! A table with a header line (CSV) as records: one JSON object a row, the columns its fields. Delimiter `,`, `;` or
//! tab; quoted fields; UTF-8 with or without a byte-order mark; lines of Unix or DOS. A row that does not fit is an answer
//! of its own, and the next one is read.

use std::io::{self, BufRead, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder};
use serde_json::{Map, Value};

use super::rule::BadRule;
use super::{BadLine, MOST_LINE};

/// What stands between the fields of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Delimiter {
    /// What the header line has most of.
    Guess,
    /// This byte.
    Is(u8),
}

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

impl Delimiter {
    /// Reads `[csv]`.
    pub(super) fn read(table: &toml::Table) -> Result<Self, BadRule> {
        let (key, allowed) = (
            "csv.delimiter",
            "\",\", \";\" or \"tab\"; absent: by the header line",
        );
        if let Some(other) = table.keys().find(|key| *key != "delimiter") {
            return Err(BadRule::new(
                &format!("csv.{other}"),
                "an unknown key",
                "delimiter",
            ));
        }
        match table.get("delimiter").map(|value| (value, value.as_str())) {
            None => Ok(Self::Guess),
            Some((_, Some(","))) => Ok(Self::Is(b',')),
            Some((_, Some(";"))) => Ok(Self::Is(b';')),
            Some((_, Some("tab" | "\t"))) => Ok(Self::Is(b'\t')),
            Some((other, _)) => Err(BadRule::new(key, other.to_string(), allowed)),
        }
    }

    fn of(self, header: &[u8]) -> u8 {
        match self {
            Self::Is(byte) => byte,
            Self::Guess => DELIMITERS
                .into_iter()
                .rev()
                .max_by_key(|d| header.split(|byte| byte == d).count())
                .unwrap_or(b','),
        }
    }
}

/// The most columns named in a reason.
const MOST_TOLD: usize = 20;

/// A row of a table.
pub(super) struct Row {
    /// Number of its first line in the file, from 1; the header is line 1.
    pub(super) number: u32,
    /// Bytes of the source.
    pub(super) bytes: u64,
    /// Its fields by column.
    pub(super) record: Result<Value, BadLine>,
}

/// A table, its header read.
pub(super) struct Sheet<R: BufRead> {
    rows: csv::Reader<Whole<R>>,
    columns: Vec<String>,
}

/// The whole table: its first line, the rest, and a line end where the last row has none.
type Whole<R> = io::Chain<io::Chain<Cursor<Vec<u8>>, UnixLines<R>>, &'static [u8]>;

/// A source without carriage returns, so that lines are counted one way.
struct UnixLines<R>(R);

impl<R: BufRead> Read for UnixLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let from = self.0.fill_buf()?;
            let taken = from.len().min(out.len());
            let kept = from[..taken].iter().filter(|byte| **byte != b'\r');
            let count = out
                .iter_mut()
                .zip(kept)
                .map(|(to, byte)| *to = *byte)
                .count();
            self.0.consume(taken);
            if count > 0 || taken == 0 {
                return Ok(count);
            }
        }
    }
}

impl<R: BufRead> Sheet<R> {
    /// Reads the header line. An error is a sentence for the operator.
    pub(super) fn open(mut from: R, delimiter: Delimiter) -> Result<Self, String> {
        let mut header = Vec::new();
        let limit = MOST_LINE as u64;
        from.by_ref()
            .take(limit)
            .read_until(b'\n', &mut header)
            .map_err(|e| e.to_string())?;
        header.retain(|byte| *byte != b'\r');
        let delimiter = delimiter.of(&header);
        let mut rows = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(Cursor::new(header).chain(UnixLines(from)).chain(&b"\n"[..]));
        let header = rows.byte_headers().map_err(|e| e.to_string())?;
        let names = header.iter().map(|name| {
            let text = std::str::from_utf8(name);
            text.map(|text| text.trim().to_owned())
                .map_err(|_| NOT_UTF8.to_owned())
        });
        let columns = unlike(
            names
                .collect::<Result<_, _>>()
                .map_err(|e| format!("line 1: {e}"))?,
        );
        if columns.is_empty() {
            return Err(
                "line 1: nothing, allowed is a header line with the names of the columns"
                    .to_owned(),
            );
        }
        Ok(Self { rows, columns })
    }

    /// Says which column is missing of those that JSON pointers name.
    pub(super) fn check<'a>(
        &self,
        pointers: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), String> {
        let empty: Map<_, _> = self
            .columns
            .iter()
            .map(|name| (name.clone(), Value::Null))
            .collect();
        let empty = Value::Object(empty);
        match pointers
            .into_iter()
            .find(|pointer| empty.pointer(pointer).is_none())
        {
            None => Ok(()),
            Some(pointer) => {
                let column = pointer.trim_start_matches('/');
                let columns = self.columns[..self.columns.len().min(MOST_TOLD)].join("`, `");
                Err(format!(
                    "line 1: no column `{column}`, which the mapping file names; the columns are `{columns}`"
                ))
            }
        }
    }

    fn record(&self, row: &ByteRecord) -> Result<Value, BadLine> {
        let (found, allowed) = (row.len(), self.columns.len());
        if row.as_slice().len() > MOST_LINE {
            let length = row.as_slice().len();
            return Err(BadLine::new(format!(
                "{length} bytes in a row, allowed are {MOST_LINE}; is a quotation mark left open?"
            )));
        }
        if found != allowed {
            return Err(BadLine::new(format!(
                "{found} fields, the header names {allowed} columns"
            )));
        }
        let fields = self
            .columns
            .iter()
            .zip(row)
            .map(|(column, field)| match std::str::from_utf8(field) {
                Ok(text) => Ok((column.clone(), Value::from(text))),
                Err(_) => Err(BadLine::new(format!("/{column}: {NOT_UTF8}"))),
            });
        Ok(Value::Object(fields.collect::<Result<_, _>>()?))
    }
}

const NOT_UTF8: &str = "not UTF-8; save the file as UTF-8";

/// Gives every column a name of its own: the second `Account` is `Account.1`, as spreadsheet programs call it.
fn unlike(names: Vec<String>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for name in names {
        let mut column = name.clone();
        let mut copies = 0;
        while columns.contains(&column) {
            copies += 1;
            column = format!("{name}.{copies}");
        }
        columns.push(column);
    }
    columns
}

impl<R: BufRead> Iterator for Sheet<R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = ByteRecord::new();
        match self.rows.read_byte_record(&mut row) {
            Ok(false) => None,
            Ok(true) => {
                let begin = row.position().map_or(0, csv::Position::byte);
                let end = self.rows.position();
                // The reader says where it stood before blank lines: its line after the row tells more.
                let lines = row.as_slice().split(|byte| *byte == b'\n').count() as u64;
                Some(Ok(Row {
                    number: end.line().saturating_sub(lines) as u32,
                    bytes: end.byte() - begin,
                    record: self.record(&row),
                }))
            }
            Err(error) => Some(Err(io::Error::other(error))),
        }
    }
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
