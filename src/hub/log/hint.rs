//! What the log last held, kept in a small file beside it. A write-ahead log that was removed, cut or zeroed looks to
//! SQLite like one that never was; the hub would serve less under the same epoch and give out offsets twice. This
//! file says what was committed. It is a hint, not synced: it outlives the process, and an older one does no harm.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use crate::domain::event::Off;
use crate::domain::ids::{Epoch, Ulid};

/// First bytes of the file.
const MAGIC: [u8; 8] = *b"WFHEAD01";
/// Magic, epoch, offset, checksum.
const LENGTH: usize = 8 + 16 + 8 + 8;

/// Epoch and last committed offset of a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Head {
    /// Incarnation of the log.
    pub(super) epoch: Epoch,
    /// Its last event.
    pub(super) off: Off,
}

impl Head {
    fn bytes(self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..24].copy_from_slice(&self.epoch.0.0.to_be_bytes());
        bytes[24..32].copy_from_slice(&self.off.0.to_be_bytes());
        let sum = xxh3_64(&bytes[..32]);
        bytes[32..].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    /// `None` for anything but a whole head: it tells nothing.
    fn of(bytes: &[u8; LENGTH]) -> Option<Self> {
        let part = |at: usize| -> [u8; 8] { std::array::from_fn(|n| bytes[at + n]) };
        let head = Self {
            epoch: Epoch(Ulid(u128::from_be_bytes(std::array::from_fn(|n| {
                bytes[8 + n]
            })))),
            off: Off(u64::from_be_bytes(part(24))),
        };
        (head.bytes() == *bytes).then_some(head)
    }
}

/// The file `hub.head`.
pub(super) struct HeadFile {
    path: PathBuf,
    /// Absent once it could not be written.
    file: Option<File>,
}

impl HeadFile {
    /// Opens the file beside `log` and reads what it says.
    pub(super) fn open(log: &Path) -> io::Result<(Self, Option<Head>)> {
        let path = log.with_extension("head");
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)?;
        let mut bytes = [0; LENGTH];
        let said = match file.read_exact_at(&mut bytes, 0) {
            Ok(()) => Head::of(&bytes),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(e) => return Err(e),
        };
        let file = Some(file);
        Ok((Self { path, file }, said))
    }

    /// Notes what was committed. A note that can not be written is given up: the log itself is whole.
    pub(super) fn write(&mut self, head: Head) {
        let Some(file) = &self.file else { return };
        if let Err(error) = file.write_all_at(&head.bytes(), 0) {
            tracing::warn!(file = %self.path.display(), %error, "the end of the log can not be noted");
            self.file = None;
        }
    }
}

/// What is gone from a log, found when it was opened. The log has a new epoch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// The log.
    pub(super) file: PathBuf,
    /// What it held.
    pub(super) held: Head,
    /// What it holds.
    pub(super) holds: Head,
}

impl Loss {
    /// Compares what a log holds with what it held.
    pub(super) fn between(file: &Path, held: Option<Head>, holds: Head) -> Option<Self> {
        let held = held.filter(|held| held.epoch != holds.epoch || held.off > holds.off)?;
        Some(Self {
            file: file.to_owned(),
            held,
            holds,
        })
    }

    /// Records that are gone for certain: offsets the log no longer reaches.
    pub fn records(&self) -> u64 {
        self.held.off.0.saturating_sub(self.holds.off.0)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} records are gone: it held {} (epoch {}) and holds {}. It goes on under a new epoch, and every \
             client starts with a snapshot. What was acknowledged in them must be done again, or the whole directory \
             restored from a backup.",
            self.file.display(),
            self.records(),
            self.held.off.0,
            self.held.epoch,
            self.holds.off.0,
        )
    }
}
