//! The outbox on disk: one JSON object a line, mode 0600, replaced as a whole and synced before anything in it
//! goes to the hub. One file an address of a hub, held by one console at a time. No personal data: a command
//! that carries a raw value, or a number typed into a reason, is never written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::intent::{Intent, Urgency};
use crate::domain::command::Command;
use crate::domain::event::{Reality, Ver};
use crate::domain::ids::{Idem, Key, Sub};
use crate::domain::time::Millis;

/// A command as it stands in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    idem: Idem,
    /// The officer, as the hub knows them; absent while it has never said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<Sub>,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expect: Option<Ver>,
    args: Box<RawValue>,
    status: Reality,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) not_after: Option<Millis>,
    urgency: Urgency,
}

impl Line {
    /// The line of an intent; `None` when its arguments can not be written.
    pub(super) fn of(intent: &Intent, by: Option<Sub>) -> Option<Self> {
        Some(Self {
            idem: intent.idem.clone(),
            by,
            name: intent.command.name().to_owned(),
            key: intent.key.clone(),
            expect: intent.expect,
            args: intent.command.args().ok()?,
            status: intent.status,
            not_after: intent.not_after,
            urgency: intent.urgency,
        })
    }

    /// The intent; `None` for a command this version does not know.
    pub(super) fn into_intent(self) -> Option<Intent> {
        let command = Command::decode(&self.name, self.args.get())
            .inspect_err(|error| tracing::warn!(%error, "a command in the outbox can not be read"))
            .ok()?;
        Some(Intent {
            idem: self.idem,
            command,
            key: self.key,
            expect: self.expect,
            status: self.status,
            not_after: self.not_after,
            urgency: self.urgency,
        })
    }
}

/// The file of one hub's address, locked for this console.
#[derive(Debug)]
pub(super) struct OutboxFile {
    path: PathBuf,
    /// Held while the console lives; another console on the same file keeps its commands in memory.
    _lock: File,
}

impl OutboxFile {
    /// Opens the file of `url` in `dir`, and reads what an earlier run left there.
    pub(super) fn open(dir: &Path, url: &str) -> io::Result<(Self, Vec<Line>)> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(|e| at(dir, &e))?;
        let name = format!("outbox-{:016x}", xxhash_rust::xxh3::xxh3_64(url.as_bytes()));
        let lock_path = dir.join(format!("{name}.lock"));
        let lock = private()
            .truncate(false)
            .open(&lock_path)
            .map_err(|e| at(&lock_path, &e))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = format!("{}: another console uses it", lock_path.display());
                return Err(io::Error::new(io::ErrorKind::WouldBlock, text));
            }
            Err(TryLockError::Error(error)) => return Err(at(&lock_path, &error)),
        }
        let path = dir.join(format!("{name}.jsonl"));
        let lines = read(&path)?;
        Ok((Self { path, _lock: lock }, lines))
    }

    /// Replaces the file; on return it is on the disk.
    pub(super) async fn write(&self, lines: Vec<Line>) -> io::Result<()> {
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || replace(&path, &lines).map_err(|e| at(&path, &e)))
            .await
            .map_err(io::Error::other)?
    }
}

fn read(path: &Path) -> io::Result<Vec<Line>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(path, &error)),
    };
    let lines = text.lines().enumerate().filter_map(|(n, line)| {
        serde_json::from_str(line)
            .inspect_err(|_| tracing::warn!(path = %path.display(), line = n + 1, "no command"))
            .ok()
    });
    Ok(lines.collect())
}

fn replace(path: &Path, lines: &[Line]) -> io::Result<()> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line)?;
        text.push(b'\n');
    }
    let new = path.with_extension("new");
    let mut file = private().truncate(true).open(&new)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    if let Some(dir) = path.parent() {
        File::open(dir)?.sync_all()?;
    }
    Ok(())
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).mode(0o600);
    options
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::domain::command::NoArgs;

    fn line(idem: &str) -> Line {
        let key = "al:01JD9ZK4M20000000000000000".parse().unwrap();
        let mut intent = Intent::new(
            Command::AlertClaim(NoArgs {}),
            Some((key, 3)),
            Urgency::TimeCritical,
        );
        intent.idem = idem.parse().unwrap();
        Line::of(&intent, Some("u:0412".parse().unwrap())).unwrap()
    }

    #[tokio::test]
    async fn what_was_written_is_there_after_a_restart_and_nobody_else_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let (file, earlier) = OutboxFile::open(dir.path(), "ws://a/").unwrap();
        assert!(earlier.is_empty());
        file.write(vec![line("A"), line("B")]).await.unwrap();
        let mode = fs::metadata(&file.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        drop(file);
        let (_file, earlier) = OutboxFile::open(dir.path(), "ws://a/").unwrap();
        let idems: Vec<String> = earlier.iter().map(|l| l.idem.to_string()).collect();
        assert_eq!(idems, ["A", "B"]);
        let intent = earlier[0].clone().into_intent().unwrap();
        assert_eq!(
            (intent.expect, intent.urgency),
            (Some(3), Urgency::TimeCritical)
        );
        let (_, of_another_hub) = OutboxFile::open(dir.path(), "ws://b/").unwrap();
        assert!(of_another_hub.is_empty());
    }

    #[test]
    fn a_second_console_does_not_get_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let _first = OutboxFile::open(dir.path(), "ws://a/").unwrap();
        let error = OutboxFile::open(dir.path(), "ws://a/").unwrap_err();
        assert!(error.to_string().contains("another console"), "{error}");
    }

    #[test]
    fn a_torn_line_does_not_take_the_others_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let (file, _) = OutboxFile::open(dir.path(), "ws://a/").unwrap();
        let good = serde_json::to_string(&line("A")).unwrap();
        fs::write(&file.path, format!("{good}\n{}\n{good}", &good[..20])).unwrap();
        assert_eq!(read(&file.path).unwrap().len(), 2);
    }
}
