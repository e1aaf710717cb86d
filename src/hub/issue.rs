//! `watchfloor hub token`: issues a token for a person or program. Works while a hub runs in the same directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rand::Rng;

use super::auth;
use super::dir::{DataDir, DirError, write_new};
use crate::cli::TokenArgs;
use crate::domain::ids::{BadId, InstitutionId, Sub};
use crate::domain::org::{Actor, Role};
use crate::domain::time::{Millis, Span};

/// The longest life of a token.
const LONGEST: Span = Span::days(31);

/// Why no token was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// A word of the command line.
    #[error("--{option}: found `{found}`, allowed is {allowed}")]
    Argument {
        /// Option.
        option: &'static str,
        /// What stood there.
        found: String,
        /// What may stand there.
        allowed: String,
    },
    /// The directory.
    #[error(transparent)]
    Dir(#[from] DirError),
    /// The file to write.
    #[error("{}: {error}", .file.display())]
    Out {
        /// The file.
        file: PathBuf,
        /// What the file system said.
        error: io::Error,
    },
    /// The token could not be written as JSON.
    #[error(transparent)]
    Encode(#[from] serde_json::Error),
}

/// Issues a token at `now`. Returns what to print: the token, or where it was written.
pub fn token_command(args: &TokenArgs, now: Millis) -> Result<String, IssueError> {
    let actor = actor(args)?;
    let ttl = time_to_live(&args.ttl)?;
    let data = DataDir::open(&args.data)?;
    let token = auth::issue(&data.key, &actor, now, ttl)?;
    let Some(file) = &args.out else {
        return Ok(token);
    };
    replace(file, format!("{token}\n").as_bytes()).map_err(|error| IssueError::Out {
        file: file.clone(),
        error,
    })?;
    let until = now + ttl;
    Ok(format!(
        "token for {} written to {}, good until {until}",
        actor.sub,
        file.display()
    ))
}

fn argument(option: &'static str, found: &str, allowed: impl Into<String>) -> IssueError {
    IssueError::Argument {
        option,
        found: found.to_owned(),
        allowed: allowed.into(),
    }
}

/// A list with commas; at least one entry.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

fn actor(args: &TokenArgs) -> Result<Actor, IssueError> {
    let roles = list(&args.role)
        .map(|word| {
            let role = Role::of(word);
            let words: Vec<_> = Role::ALL.iter().map(|r| r.word()).collect();
            role.is_known()
                .then_some(role)
                .ok_or_else(|| argument("role", word, words.join(", ")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    if !Role::go_together(&roles) {
        let allowed = "liaison, producer or wall alone, or any roles of officers together";
        return Err(argument("role", &args.role, allowed));
    }
    let institutions = args.institution.as_deref().map_or_else(
        || Ok(Vec::new()),
        |text| {
            list(text)
                .map(str::parse::<InstitutionId>)
                .collect::<Result<_, BadId>>()
                .map_err(|e| argument("institution", text, e.allowed))
        },
    )?;
    if roles.contains(&Role::Liaison) && institutions.is_empty() {
        let allowed = "the codes of the institutions the liaison answers for, such as ICBC";
        return Err(argument("institution", "", allowed));
    }
    Ok(Actor {
        sub: subject(&roles, &args.user)?,
        org: args
            .org
            .parse()
            .map_err(|e: BadId| argument("org", &args.org, e.allowed))?,
        roles,
        institutions,
    })
}

/// `u:` for officers, `p:` for producers, `l:` for liaisons, `w:` for walls; an id with a colon says it itself.
fn subject(roles: &[Role], user: &str) -> Result<Sub, IssueError> {
    let prefix = match roles.first() {
        Some(role) if !user.contains(':') => role.prefix(),
        _ => "",
    };
    let allowed = |e: BadId| argument("user", user, e.allowed);
    if user.is_empty() {
        return Err(argument("user", user, "a number or name, such as 0412"));
    }
    format!("{prefix}{user}").parse().map_err(allowed)
}

/// A number and one of s, m, h, d.
fn time_to_live(text: &str) -> Result<Span, IssueError> {
    let bad = || {
        argument(
            "ttl",
            text,
            "a number with s, m, h or d, at most 31d: 30m, 12h, 7d",
        )
    };
    let unit = text.chars().last().ok_or_else(bad)?;
    let one = match unit {
        's' => Span::secs(1),
        'm' => Span::mins(1),
        'h' => Span::hours(1),
        'd' => Span::days(1),
        _ => return Err(bad()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| bad())?;
    let ttl = Span(one.0 * i64::from(count));
    if ttl < Span::secs(1) || ttl > LONGEST {
        return Err(bad());
    }
    Ok(ttl)
}

/// Puts a file that only its owner may read in the place of `file`, whole or not at all.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = file.with_extension(format!("{:016x}", rand::rng().random::<u64>()));
    write_new(&draft, bytes)
        .and_then(|()| fs::rename(&draft, file))
        .inspect_err(|_| {
            let _ = fs::remove_file(&draft);
        })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const NOW: Millis = Millis(1_795_400_000_000);

    fn args(data: &Path, role: &str, user: &str) -> TokenArgs {
        TokenArgs {
            data: data.join("hub"),
            role: role.to_owned(),
            user: user.to_owned(),
            org: "330700".to_owned(),
            institution: None,
            ttl: "12h".to_owned(),
            out: None,
        }
    }

    #[test]
    fn subjects_tell_officers_producers_liaisons_and_walls_apart() {
        let home = tempfile::tempdir().unwrap();
        for (role, user, sub) in [
            ("dissuader", "0412", "u:0412"),
            ("commander,dissuader", "0001", "u:0001"),
            ("auditor", "9", "u:9"),
            ("producer", "model-7", "p:model-7"),
            ("wall", "hall", "w:hall"),
            ("liaison", "ICBC", "l:ICBC"),
            ("dissuader", "x:7", "x:7"),
        ] {
            let mut args = args(home.path(), role, user);
            args.institution = Some("ICBC,ABC".to_owned());
            let token = token_command(&args, NOW).unwrap();
            let key = DataDir::open(&args.data).unwrap().key.public();
            let pass = auth::verify(&key, &token, NOW).unwrap();
            assert_eq!(pass.actor.sub.as_str(), sub);
            assert_eq!(pass.actor.institutions.len(), 2);
            assert_eq!(pass.until, NOW + Span::hours(12));
        }
    }

    type Change = fn(&mut TokenArgs);

    #[test]
    fn bad_words_are_named_with_what_is_allowed() {
        let home = tempfile::tempdir().unwrap();
        let cases: [(Change, &str, &str); 10] = [
            (|a| a.role = "boss".to_owned(), "--role", "dissuader"),
            (|a| a.role = String::new(), "--role", "commander"),
            (
                |a| a.role = "liaison,disposal".to_owned(),
                "--role",
                "liaison, producer or wall alone",
            ),
            (|a| a.role = "liaison".to_owned(), "--institution", "ICBC"),
            (|a| a.user = String::new(), "--user", "0412"),
            (|a| a.user = "张三".to_owned(), "--user", "A-Z"),
            (|a| a.org = String::new(), "--org", "A-Z"),
            (|a| a.ttl = "12".to_owned(), "--ttl", "12h"),
            (|a| a.ttl = "32d".to_owned(), "--ttl", "31d"),
            (|a| a.ttl = "十分".to_owned(), "--ttl", "30m"),
        ];
        for (change, option, allowed) in cases {
            let mut args = args(home.path(), "dissuader", "1");
            change(&mut args);
            let text = token_command(&args, NOW).unwrap_err().to_string();
            assert!(text.contains(option) && text.contains(allowed), "{text}");
        }
    }

    #[test]
    fn a_token_file_is_its_owners_alone_and_issued_beside_a_running_hub() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("t.token");
        fs::write(&file, "an old one").unwrap();
        let args = TokenArgs {
            out: Some(file.clone()),
            ..args(home.path(), "dissuader", "0412")
        };
        let data = DataDir::open(&args.data).unwrap();
        let _lock = data.lock().unwrap();
        let said = token_command(&args, NOW).unwrap();
        assert!(said.contains("u:0412") && !said.contains("wf1."), "{said}");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let token = fs::read_to_string(&file).unwrap();
        auth::verify(&data.key.public(), token.trim(), NOW).unwrap();
        assert_eq!(
            fs::read_dir(home.path()).unwrap().count(),
            2,
            "no draft is left"
        );
    }
}
