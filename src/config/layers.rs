//! The layers: default < profile < file < environment < flag. Each is a list of entries; a later one replaces an
//! earlier one key by key, and the last origin is remembered.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::problem::{Problem, Problems, What};
use super::profile::Profile;
use super::setting::{Setting, Value};
use super::table::{ROWS, Row};
use super::{Config, file};
use crate::cli::{ConsoleArgs, LookArgs};
use crate::text::words::Lang;
use crate::tui::actions::keymap;
use crate::tui::keys::keymap::KeymapError;
use crate::tui::theme::Theme;

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Built in.
    Default,
    /// A profile.
    Profile(Profile),
    /// A line of the file.
    File {
        /// The file.
        file: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Profile(profile) => write!(f, "profile {}", profile.name()),
            Self::File { file, line } => write!(f, "{}:{line}", file.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// One value of one layer.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Section and name.
    pub path: Vec<String>,
    pub value: Value,
    /// As written.
    pub shown: String,
    pub origin: Origin,
}

impl Entry {
    fn typed(row: &Row, text: &str, origin: Origin) -> Self {
        Self {
            path: row.key.split('.').map(str::to_owned).collect(),
            value: Value::Typed(text.to_owned()),
            shown: text.to_owned(),
            origin,
        }
    }

    fn key(&self) -> String {
        self.path.join(".")
    }
}

/// What was set where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// The value as written.
    pub shown: String,
    /// Where.
    pub origin: Origin,
}

/// The configuration and where it came from.
#[derive(Clone, PartialEq, Debug)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// Every key that is not as built in.
    pub given: BTreeMap<String, Given>,
}

impl Loaded {
    /// Where the value of a key came from.
    pub fn origin(&self, key: &str) -> Origin {
        let given = self.given.get(key);
        given.map_or(Origin::Default, |given| given.origin.clone())
    }
}

/// Where to look: kept, so that the same can be read again when the file changes.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file, if there is a place for one.
    pub file: Option<PathBuf>,
    /// Whether the file was asked for by name; else it may be missing.
    pub named: Named,
    /// The variables of the environment.
    pub variables: BTreeMap<String, String>,
    /// Flags by key.
    pub flags: Vec<(&'static str, String)>,
}

/// Whether the file was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Named {
    /// With `--config` or `WATCHFLOOR_CONFIG`: it must be there.
    Yes,
    /// It is the usual one.
    #[default]
    No,
}

impl Sources {
    /// The flags of a program that shows a screen, its environment, and the file they name.
    pub fn of(look: &LookArgs) -> Self {
        let (file, named) = match &look.config {
            Some(file) => (Some(file.clone()), Named::Yes),
            None => (usual_file(), Named::No),
        };
        Self {
            file,
            named,
            variables: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
                .filter(|(name, value)| name.starts_with("WATCHFLOOR_") && !value.is_empty())
                .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
                .collect(),
            flags: look.settings(),
        }
    }

    /// The same for a program that has a profile of its own, unless a flag asks for another.
    #[must_use]
    pub fn starting_from(mut self, profile: Profile) -> Self {
        let own = ("screen.profile", profile.name().to_owned());
        self.flags.insert(0, own);
        self
    }

    /// The same with flags of the program's own, by key.
    #[must_use]
    pub fn with_flags(mut self, flags: Vec<(&'static str, String)>) -> Self {
        self.flags.extend(flags);
        self
    }

    /// The same with the console's own flags.
    pub fn of_console(args: &ConsoleArgs) -> Self {
        Self::of(&args.look).with_flags(args.settings())
    }

    /// Lays everything over the defaults.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of layers and lines.
    pub fn load(&self) -> Result<Loaded, Problems> {
        let (mut entries, mut problems) = self.read_file();
        entries.extend(self.typed());
        let profile = entries
            .iter()
            .rev()
            .filter(|entry| entry.key() == "screen.profile")
            .find_map(|entry| Profile::read(&entry.value))
            .unwrap_or_default();
        let mut loaded = Loaded {
            config: Config::default(),
            given: BTreeMap::new(),
        };
        for entry in profile.entries().into_iter().chain(entries) {
            problems.extend(loaded.lay(entry));
        }
        problems.extend(loaded.disagreements());
        if problems.is_empty() {
            Ok(loaded)
        } else {
            Err(Problems::new(problems))
        }
    }

    fn read_file(&self) -> (Vec<Entry>, Vec<Problem>) {
        let Some(path) = &self.file else {
            return (Vec::new(), Vec::new());
        };
        match std::fs::read_to_string(path) {
            Ok(text) => file::read(&text, file::lines_of(path)),
            Err(error)
                if self.named == Named::No && error.kind() == std::io::ErrorKind::NotFound =>
            {
                (Vec::new(), Vec::new())
            }
            Err(error) => (Vec::new(), vec![unreadable(path, &error)]),
        }
    }

    /// The entries of the environment and of the flags.
    fn typed(&self) -> impl Iterator<Item = Entry> {
        let variables = ROWS.iter().filter_map(|row| {
            let name = row.variable()?;
            let value = self.variables.get(&name)?;
            Some(Entry::typed(row, value, Origin::Variable(name)))
        });
        let flags = self.flags.iter().filter_map(|(key, value)| {
            let row = ROWS.iter().find(|row| row.key == *key)?;
            let flag = format!("--{}", row.parts().1.replace('_', "-"));
            Some(Entry::typed(row, value, Origin::Flag(flag)))
        });
        variables.chain(flags)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem {
        at: Origin::File {
            file: path.to_owned(),
            line: 0,
        },
        key: String::new(),
        what: What::Unreadable(error.to_string()),
    }
}

impl Loaded {
    /// Lays one entry over what is there, or says why it can not be.
    fn lay(&mut self, entry: Entry) -> Option<Problem> {
        let key = entry.key();
        let what = match Row::of(&entry.path) {
            None => What::unknown(&entry.path),
            Some(row) if (row.set)(&mut self.config, &entry.path, &entry.value) => {
                let Entry { shown, origin, .. } = entry;
                self.given.insert(key, Given { shown, origin });
                return None;
            }
            Some(row) => What::NotAllowed {
                found: entry.shown,
                allowed: row.allowed,
            },
        };
        Some(Problem {
            at: entry.origin,
            key,
            what,
        })
    }

    /// What is legal value by value and still can not be: keys in conflict, a theme that is not there.
    fn disagreements(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Err(what) = Theme::find(&self.config.screen.theme) {
            problems.push(Problem {
                at: self.origin("screen.theme"),
                key: "screen.theme".to_owned(),
                what: What::Theme {
                    name: self.config.screen.theme.clone(),
                    what,
                },
            });
        }
        if let Err(errors) = keymap(&self.config.keys) {
            problems.extend(errors.iter().map(|error| self.key_problem(error)));
        }
        problems
    }

    /// A conflict of keys, at the first line that gave one of its actions a key.
    fn key_problem(&self, error: &KeymapError) -> Problem {
        let names: [&str; 2] = match error {
            KeymapError::UnknownAction { name, .. } | KeymapError::UnknownContext { name, .. } => {
                [name, ""]
            }
            KeymapError::NotThere {
                action, context, ..
            }
            | KeymapError::OneKey {
                action, context, ..
            } => [action, context],
            KeymapError::BadChord { action, .. } => [action, ""],
            KeymapError::Confirms { action, .. } | KeymapError::NoKey { action } => [action, ""],
            KeymapError::Conflict { first, second, .. } => [second, first],
            KeymapError::Hides { action, other, .. } => [action, other],
            KeymapError::OfBoxes { action, .. } => [action, "box"],
            KeymapError::Shadowed {
                short_action,
                long_action,
                ..
            } => [long_action, short_action],
        };
        let keys = self
            .given
            .iter()
            .filter(|(key, _)| key.starts_with("keys."));
        let found = names.iter().find_map(|name| {
            keys.clone()
                .find(|(key, _)| key.split('.').any(|part| part == *name))
        });
        let text = error.to_string();
        Problem {
            at: found.map_or(Origin::Default, |(_, given)| given.origin.clone()),
            key: found.map_or_else(|| "keys".to_owned(), |(key, _)| key.clone()),
            what: What::Keys(text.trim_start_matches("keys: ").to_owned()),
        }
    }
}

/// Where the file usually is.
fn usual_file() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".config"));
    let base = std::env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(home)?;
    Some(base.join("watchfloor").join("config.toml"))
}

/// The language the environment asks for.
pub fn language_of_environment() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    set.and_then(|value| Lang::of(&value)).unwrap_or(Lang::En)
}
