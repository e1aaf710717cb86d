//! A look at the write-ahead log before SQLite reads it. SQLite takes everything behind a damaged frame for a tail
//! that was being written and drops it without a word; what was acknowledged would be gone. But a transaction is
//! synced before the next one begins: behind a torn one there is never another. Two or more say damage.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::LogError;

/// Lengths in the file, bytes (SQLite file format, section 4.1).
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// Checksums over little-endian words; the next one is over big-endian words.
const MAGIC: u32 = 0x377F_0682;

/// Refuses a write-ahead log beside `database` that is damaged before its last transaction.
pub(super) fn check(database: &Path) -> Result<(), LogError> {
    let mut file = database.as_os_str().to_owned();
    file.push("-wal");
    let file = PathBuf::from(file);
    let found = match File::open(&file) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened.and_then(|input| damage(BufReader::new(input))),
    };
    match found {
        Ok(None) => Ok(()),
        Ok(Some(place)) => Err(LogError::Damaged {
            file,
            place,
            found: "its checksum does not fit, and later transactions follow".to_owned(),
        }),
        Err(error) => Err(LogError::Storage {
            file,
            why: error.to_string(),
        }),
    }
}

/// The running checksum of a write-ahead log.
struct Sum {
    is_big: bool,
    at: (u32, u32),
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            let (one, two) = (self.word(&pair[..4]), self.word(&pair[4..]));
            self.at.0 = self.at.0.wrapping_add(one).wrapping_add(self.at.1);
            self.at.1 = self.at.1.wrapping_add(two).wrapping_add(self.at.0);
        }
    }

    fn word(&self, bytes: &[u8]) -> u32 {
        if self.is_big {
            big(bytes, 0)
        } else {
            big(bytes, 0).swap_bytes()
        }
    }
}

/// The big-endian word at `at`.
fn big(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(std::array::from_fn(|n| bytes[at + n]))
}

/// Where the first damage is, unless it can be the tail of an interrupted write.
fn damage(mut input: impl Read) -> io::Result<Option<String>> {
    let mut header = [0; HEADER];
    if !fill(&mut input, &mut header)? || header == [0; HEADER] {
        return Ok(None); // nothing was ever committed to it
    }
    let mut sum = Sum {
        is_big: big(&header, 0) & 1 == 1,
        at: (0, 0),
    };
    sum.add(&header[..24]);
    let page = big(&header, 8) as usize;
    let is_known = big(&header, 0) & !1 == MAGIC && (512..=65536).contains(&page);
    if !is_known || sum.at != (big(&header, 24), big(&header, 28)) {
        return Ok(Some("its header".to_owned()));
    }
    let mut frame = vec![0; FRAME_HEADER + page];
    let mut torn = None;
    let mut commits_behind = 0;
    for number in 1.. {
        if !fill(&mut input, &mut frame)? {
            break;
        }
        // Frames of an earlier round, which may follow, carry another salt.
        let is_ours = frame[8..16] == header[16..24];
        sum.add(&frame[..8]);
        sum.add(&frame[FRAME_HEADER..]);
        let is_whole = is_ours && sum.at == (big(&frame, 16), big(&frame, 20));
        if !is_whole && torn.is_none() {
            torn = Some(number);
        }
        let is_commit = is_ours && big(&frame, 4) != 0;
        if torn.is_some() && is_commit {
            commits_behind += 1;
        }
    }
    let is_damaged = commits_behind > 1;
    Ok(torn
        .filter(|_| is_damaged)
        .map(|number: u64| format!("frame {number}")))
}

/// Reads a whole piece; `false` where the file ends before it.
fn fill(input: &mut impl Read, piece: &mut [u8]) -> io::Result<bool> {
    match input.read_exact(piece) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}
