//! The data directory: one hub at a time, readable by its owner alone. Holds `hub.db` (log and vault),
//! `hub.head` (what the log last held),
//! `vault.key` (locks the vault), `hub.key` (signs tokens) and `lock`.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rand::Rng;
use zeroize::Zeroizing;

use super::auth::HubKey;
use super::log::{LogError, Opening, SqliteLog};
use super::vault::Vault;
use crate::domain::time::Millis;

/// Length of both keys, bytes.
const KEY: usize = 32;

/// A hub's data directory with its keys.
pub struct DataDir {
    path: PathBuf,
    /// Keys of the vault.
    pub vault: Vault,
    /// Key that signs tokens.
    pub key: HubKey,
}

/// The right to write in a directory; ends with the process, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    /// A hub worked here before.
    was_used: bool,
}

/// Why a data directory can not be used.
#[derive(Debug, thiserror::Error)]
pub enum DirError {
    /// Another hub works there.
    #[error("{}: another hub{holder} works in this directory. Stop it first, or give another --data.", .path.display())]
    Busy {
        /// The directory.
        path: PathBuf,
        /// Its process, where known.
        holder: String,
    },
    /// A key file is not what it should be.
    #[error("{}: {found} bytes, a key has {KEY}. Restore the file from a backup.", .file.display())]
    BadKey {
        /// The file.
        file: PathBuf,
        /// Its length.
        found: usize,
    },
    /// A key file others can read is no secret.
    #[error("{}: others may read this key (mode {mode:03o}, allowed is 600). Run: chmod 600 {}", .file.display(), .file.display())]
    OpenKey {
        /// The file.
        file: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The log is there and its key is not.
    #[error("{}: missing, though hub.db beside it was locked with it. Put vault.key back; without it the vault can not be read.", .file.display())]
    NoKey {
        /// The file.
        file: PathBuf,
    },
    /// The log in it can not be opened.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The file system said no.
    #[error("{}: {error}", .path.display())]
    Io {
        /// File or directory.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> DirError + '_ {
    move |error| DirError::Io {
        path: path.to_owned(),
        error,
    }
}

impl DataDir {
    /// Opens the directory, creating it and its keys where they are missing. Does not lock it: tokens can be
    /// issued while a hub works.
    pub fn open(path: &Path) -> Result<Self, DirError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(at(path))?;
        let vault_file = path.join("vault.key");
        let has_log = fs::metadata(path.join("hub.db")).is_ok_and(|m| m.len() > 0);
        if has_log && !vault_file.exists() {
            return Err(DirError::NoKey { file: vault_file });
        }
        Ok(Self {
            path: path.to_owned(),
            vault: Vault::new(&*key_file(&vault_file)?),
            key: HubKey::new(&*key_file(&path.join("hub.key"))?),
        })
    }

    /// Takes the directory for this process.
    pub fn lock(&self) -> Result<Lock, DirError> {
        let path = self.path.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(at(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                let pid = pid.trim();
                let is_pid = !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit());
                return Err(DirError::Busy {
                    path: self.path.clone(),
                    holder: if is_pid {
                        format!(" (process {pid})")
                    } else {
                        String::new()
                    },
                });
            }
            Err(TryLockError::Error(error)) => return Err(DirError::Io { path, error }),
        }
        let was_used = file.metadata().map_err(at(&path))?.len() > 0;
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(at(&path))?;
        Ok(Lock {
            _file: file,
            was_used,
        })
    }

    /// Opens the log; only who holds the lock may.
    pub fn log(&self, lock: &Lock, now: Millis) -> Result<SqliteLog, DirError> {
        let file = self.path.join("hub.db");
        let has_log = fs::metadata(&file).is_ok_and(|m| m.len() > 0);
        let is_noted = fs::metadata(self.path.join("hub.head")).is_ok_and(|m| m.len() > 0);
        if lock.was_used && !has_log && !is_noted {
            tracing::error!(
                "ALARM: {}: missing or empty, though a hub worked in this directory before. It begins anew, and \
                 nobody knows how many records are gone. Stop it and restore the directory from a backup if there \
                 were any.",
                file.display()
            );
        }
        // SQLite gives its side files the mode of the main file.
        OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&file)
            .map_err(at(&file))?;
        let opening = Opening {
            now,
            salt: rand::rng().random(),
            key: self.vault.fingerprint(),
        };
        let log = SqliteLog::open(&file, &opening)?;
        if let Some(loss) = log.loss() {
            tracing::error!("ALARM: {loss}");
        }
        Ok(log)
    }
}

/// Reads a key, or makes one.
fn key_file(file: &Path) -> Result<Zeroizing<[u8; KEY]>, DirError> {
    if !file.exists() {
        make_key(file).map_err(at(file))?;
    }
    let mode = fs::metadata(file).map_err(at(file))?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(DirError::OpenKey {
            file: file.to_owned(),
            mode,
        });
    }
    let bytes = Zeroizing::new(fs::read(file).map_err(at(file))?);
    let key = <[u8; KEY]>::try_from(bytes.as_slice()).map_err(|_| DirError::BadKey {
        file: file.to_owned(),
        found: bytes.len(),
    })?;
    Ok(Zeroizing::new(key))
}

/// Writes a new key whole or not at all. Whoever else makes one at the same time: the first one counts.
fn make_key(file: &Path) -> io::Result<()> {
    let key: Zeroizing<[u8; KEY]> = Zeroizing::new(rand::rng().random());
    let draft = file.with_extension(format!("{:016x}", rand::rng().random::<u64>()));
    let made = write_new(&draft, &*key).and_then(|()| match fs::hard_link(&draft, file) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    fs::remove_file(&draft)?;
    made?;
    // The name must be as durable as the key: what the vault locks with it is.
    file.parent()
        .map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

/// Writes a new file that only its owner may read, durably.
pub(super) fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    out.write_all(bytes)?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::log::Log;

    const NOW: Millis = Millis(1_795_400_000_000);

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_directory_is_the_owners_alone_and_keeps_its_keys() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b");
        let data = DataDir::open(&path).unwrap();
        let lock = data.lock().unwrap();
        let log = data.log(&lock, NOW).unwrap();
        for (name, expected) in [
            ("", 0o700),
            ("vault.key", 0o600),
            ("hub.key", 0o600),
            ("lock", 0o600),
            ("hub.db", 0o600),
            ("hub.db-wal", 0o600),
            ("hub.head", 0o600),
        ] {
            assert_eq!(mode(&path.join(name)), expected, "{name}");
        }
        let again = DataDir::open(&path).unwrap();
        assert_eq!(again.vault.fingerprint(), data.vault.fingerprint());
        assert_eq!(again.key.public(), data.key.public());
        let epoch = log.epoch();
        drop((log, lock));
        let lock = again.lock().unwrap();
        assert_eq!(again.log(&lock, NOW).unwrap().epoch(), epoch);
        assert!(
            fs::read_dir(&path).unwrap().all(|f| {
                let name = f.unwrap().file_name().into_string().unwrap();
                ["vault.key", "hub.key", "hub.head", "lock"].contains(&&*name)
                    || name.starts_with("hub.db")
            }),
            "no drafts are left"
        );
    }

    #[test]
    fn a_second_hub_is_refused_while_the_first_works() {
        let home = tempfile::tempdir().unwrap();
        let first = DataDir::open(home.path()).unwrap();
        let second = DataDir::open(home.path()).unwrap();
        let lock = first.lock().unwrap();
        let error = second.lock().unwrap_err().to_string();
        let pid = std::process::id().to_string();
        assert!(
            error.contains("another hub") && error.contains(&pid),
            "{error}"
        );
        drop(lock);
        second.lock().unwrap();
    }

    #[test]
    fn keys_that_are_open_cut_or_missing_are_refused_by_name() {
        type Damage = fn(&Path);
        let damages: [(&str, Damage); 3] = [
            ("chmod 600", |dir| {
                fs::set_permissions(dir.join("hub.key"), fs::Permissions::from_mode(0o644))
                    .unwrap();
            }),
            ("5 bytes", |dir| {
                fs::write(dir.join("vault.key"), "short").unwrap();
            }),
            ("vault.key: missing", |dir| {
                fs::remove_file(dir.join("vault.key")).unwrap();
            }),
        ];
        for (expected, damage) in damages {
            let home = tempfile::tempdir().unwrap();
            let data = DataDir::open(home.path()).unwrap();
            let lock = data.lock().unwrap();
            drop(data.log(&lock, NOW).unwrap());
            damage(home.path());
            let error = DataDir::open(home.path()).err().unwrap().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_log_opens_only_with_its_own_key() {
        let home = tempfile::tempdir().unwrap();
        let data = DataDir::open(home.path()).unwrap();
        drop(data.log(&data.lock().unwrap(), NOW).unwrap());
        fs::remove_file(home.path().join("vault.key")).unwrap();
        write_new(&home.path().join("vault.key"), &[5; KEY]).unwrap();
        let other = DataDir::open(home.path()).unwrap();
        let error = other.log(&other.lock().unwrap(), NOW).err().unwrap();
        assert!(
            matches!(error, DirError::Log(LogError::OtherKey { .. })),
            "{error}"
        );
    }
}
