//! Bytes of a source become lines of text: sized, numbered, UTF-8, not nested too deep. What is none of that is
//! an answer of its own and never stops the reading.

use std::io::{self, BufRead, Read};

use super::{BadLine, MOST_LINE};
use crate::hub::depth::depth;

/// The deepest nesting of a record.
const MOST_DEPTH: usize = 32;

/// The lines of a source with their numbers. Blank lines and a byte-order mark are passed over; a line that is
/// too long or no text is an answer of its own, and the next one is read.
pub(super) struct Lines<R> {
    from: R,
    number: u32,
}

impl<R: BufRead> Lines<R> {
    /// Lines of `from`.
    pub(super) fn new(from: R) -> Self {
        Self { from, number: 0 }
    }

    /// The bytes of the next line, without its end; `None` at the end of the source.
    fn bytes(&mut self) -> io::Result<Option<Result<Vec<u8>, BadLine>>> {
        let mut bytes = Vec::new();
        let limit = MOST_LINE as u64 + 2; // a line's end may be two bytes
        if self
            .from
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut bytes)?
            == 0
        {
            return Ok(None);
        }
        self.number += 1;
        let is_ended = bytes.ends_with(b"\n");
        while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            bytes.pop();
        }
        if bytes.len() > MOST_LINE {
            if !is_ended {
                self.from.skip_until(b'\n')?;
            }
            return Ok(Some(Err(too_long())));
        }
        Ok(Some(Ok(bytes)))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<(u32, Result<String, BadLine>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = match self.bytes() {
                Err(error) => return Some(Err(error)),
                Ok(None) => return None,
                Ok(Some(Err(reason))) => return Some(Ok((self.number, Err(reason)))),
                Ok(Some(Ok(line))) => line,
            };
            if self.number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                line.drain(..3);
            }
            if !line.iter().all(u8::is_ascii_whitespace) {
                let text = checked(&line).map(str::to_owned);
                return Some(Ok((self.number, text)));
            }
        }
    }
}

/// Checks size, encoding and depth; returns the text.
pub(super) fn checked(bytes: &[u8]) -> Result<&str, BadLine> {
    if bytes.len() > MOST_LINE {
        return Err(too_long());
    }
    let text = utf8(bytes)?;
    if depth(text) > MOST_DEPTH {
        return Err(BadLine::new(format!(
            "nested deeper than {MOST_DEPTH} levels"
        )));
    }
    Ok(text)
}

fn too_long() -> BadLine {
    BadLine::new(format!("longer than {MOST_LINE} bytes"))
}

pub(super) fn utf8(bytes: &[u8]) -> Result<&str, BadLine> {
    std::str::from_utf8(bytes)
        .map_err(|e| BadLine::new(format!("not UTF-8 at byte {}", e.valid_up_to() + 1)))
}
