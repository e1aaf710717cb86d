//! Where a client's token comes from: a file of its owner's, or the environment. Never the command line or an
//! address, which other users and logs can see.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use secrecy::{ExposeSecret as _, SecretString};

use crate::domain::ids::Sub;
use crate::domain::org::Role;
use crate::domain::time::Millis;

/// The variable that may hold a token.
pub const VARIABLE: &str = "WATCHFLOOR_TOKEN";

/// A token, and what its owner should know about the file.
#[derive(Debug)]
pub struct ReadToken {
    /// The token.
    pub token: SecretString,
    /// A sentence to show, where others may read the file.
    pub warning: Option<String>,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum NoToken {
    /// Neither file nor variable.
    #[error(
        "no token: give --token-file FILE, or set {VARIABLE}. A hub's owner makes one with `watchfloor hub token`."
    )]
    Missing,
    /// The file can not be read.
    #[error("token file {}: {error}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the file system said.
        error: io::Error,
    },
    /// The file or variable holds something else.
    #[error("{place} holds no token: a token begins with `wf1.` and stands alone on one line")]
    NotOne {
        /// File or variable.
        place: String,
    },
}

/// The token of `file`; without a file the one in [`VARIABLE`].
pub fn read(file: Option<&Path>) -> Result<ReadToken, NoToken> {
    let Some(file) = file else {
        let text = std::env::var(VARIABLE).map_err(|_| NoToken::Missing)?;
        return Ok(ReadToken {
            token: one(&text, || VARIABLE.to_owned())?,
            warning: None,
        });
    };
    read_file(file)
}

/// The token of a file; its warning says when others may read it.
pub fn read_file(file: &Path) -> Result<ReadToken, NoToken> {
    let fail = |error| NoToken::Unreadable {
        file: file.to_owned(),
        error,
    };
    let text = fs::read_to_string(file).map_err(fail)?;
    let mode = mode(file).map_err(fail)?;
    Ok(ReadToken {
        token: one(&text, || file.display().to_string())?,
        warning: (mode & 0o077 != 0).then(|| {
            format!(
                "token file {}: others may read it (mode {mode:03o}). Run: chmod 600 {}",
                file.display(),
                file.display()
            )
        }),
    })
}

/// What a token says of itself, for its owner; only the hub can tell whether it is true.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct TokenWords {
    /// Who.
    pub sub: Sub,
    /// As what.
    pub roles: Vec<Role>,
    /// Good until then, seconds since 1970.
    exp: i64,
}

impl TokenWords {
    /// Reads them; `None` for a token of another form.
    pub fn of(token: &SecretString) -> Option<Self> {
        let payload = token.expose_secret().split('.').nth(1)?;
        serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()
    }

    /// Good until then, not longer.
    pub fn until(&self) -> Millis {
        Millis(self.exp.saturating_mul(1000))
    }
}

#[cfg(unix)]
fn mode(file: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(file)?.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> io::Result<u32> {
    Ok(0)
}

fn one(text: &str, place: impl FnOnce() -> String) -> Result<SecretString, NoToken> {
    let token = text.trim();
    let is_one = token.starts_with("wf1.") && token.bytes().all(|b| b.is_ascii_graphic());
    if is_one {
        Ok(SecretString::from(token))
    } else {
        Err(NoToken::NotOne { place: place() })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_file_gives_its_token_and_a_warning_when_others_may_read_it() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("t");
        for (mode, warns) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
            fs::write(&file, "wf1.abc.def\n").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let read = read_file(&file).unwrap();
            assert_eq!(read.token.expose_secret(), "wf1.abc.def");
            assert_eq!(read.warning.is_some(), warns, "{mode:o}");
            assert!(
                !format!("{read:?}").contains("abc"),
                "a token is never printed"
            );
            fs::remove_file(&file).unwrap();
        }
    }

    #[test]
    fn what_is_no_token_is_refused_by_the_name_of_its_file() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("t");
        for text in [
            "",
            "\n",
            "secret",
            "wf1.a b",
            "wf1.a\nwf1.b",
            "wf1.\u{202E}",
        ] {
            fs::write(&file, text).unwrap();
            let error = read_file(&file).unwrap_err().to_string();
            assert!(error.contains(&*file.to_string_lossy()), "{error}");
        }
        assert!(matches!(
            read_file(&home.path().join("none")),
            Err(NoToken::Unreadable { .. })
        ));
    }
}
