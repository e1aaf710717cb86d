//! config.toml: where the hub is and how the screen looks. Layers: default, file, environment, flag. The file
//! is read, never written. Errors name the file, the place, what was found and what is allowed.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::{ConsoleArgs, LookArgs};
use crate::tui::keys::keymap::UserKeys;

/// The whole file. Every table and key may be left out.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the hub is.
    pub hub: HubPart,
    /// How the screen looks.
    pub screen: ScreenPart,
    /// Keys by action name; each replaces the default keys of its action.
    pub keys: UserKeys,
}

/// `[hub]`
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HubPart {
    /// Address for all feeds.
    pub url: Option<String>,
    /// Address for the alerts feed.
    pub alerts_url: Option<String>,
    /// Address for the cases feed.
    pub cases_url: Option<String>,
    /// Address for the floor feed.
    pub floor_url: Option<String>,
    /// File that holds the token.
    pub token_file: Option<PathBuf>,
}

/// `[screen]`
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScreenPart {
    /// `zh-CN`, `en`, or `auto` from LANG.
    pub lang: Language,
    /// Built-in name or path.
    pub theme: String,
    /// Difference of the centre's clock from UTC, minutes.
    pub utc_offset_min: i32,
}

impl Default for ScreenPart {
    fn default() -> Self {
        Self {
            lang: Language::Auto,
            theme: "dark".to_owned(),
            utc_offset_min: 480,
        }
    }
}

/// Language of the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
pub enum Language {
    /// From LANG.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN", alias = "zh")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

/// Why the configuration can not be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can not be read.
    #[error(
        "{file}: {reason}. Name another file with --config, or leave it out to use the defaults."
    )]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// The file is not legal.
    #[error("{file}: {reason}")]
    Illegal {
        /// The file.
        file: PathBuf,
        /// Line, key, what was found and what is allowed.
        reason: String,
    },
    /// A flag or variable is not legal.
    #[error("{place}: found `{found}`, allowed is {allowed}")]
    Word {
        /// The flag or variable.
        place: &'static str,
        /// What was found.
        found: String,
        /// What is allowed.
        allowed: &'static str,
    },
}

impl Config {
    /// Reads a text; `file` is for messages.
    pub fn parse(text: &str, file: &Path) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|e| ConfigError::Illegal {
            file: file.to_owned(),
            reason: e.to_string(),
        })?;
        let offset = config.screen.utc_offset_min;
        if !(-840..=840).contains(&offset) {
            let reason =
                format!("screen.utc_offset_min: found {offset}, allowed is -840 to 840 minutes");
            return Err(ConfigError::Illegal {
                file: file.to_owned(),
                reason,
            });
        }
        Ok(config)
    }

    /// Default, then file, then flags. A file that was named must be there; the usual one may be missing.
    pub fn load(look: &LookArgs) -> Result<Self, ConfigError> {
        let mut config = match (&look.config, usual_file()) {
            (Some(file), _) => Self::read(file)?,
            (None, Some(file)) if file.is_file() => Self::read(&file)?,
            _ => Self::default(),
        };
        if let Some(word) = &look.lang {
            config.screen.lang = language(word)?;
        }
        if let Some(theme) = &look.theme {
            config.screen.theme.clone_from(theme);
        }
        Ok(config)
    }

    fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|reason| ConfigError::Unreadable {
            file: file.to_owned(),
            reason,
        })?;
        let mut config = Self::parse(&text, file)?;
        config.keys = config.keys.from_file(file);
        Ok(config)
    }

    /// Lays the console's flags over the file.
    #[must_use]
    pub fn with(mut self, args: &ConsoleArgs) -> Self {
        let hub = &mut self.hub;
        for (slot, flag) in [
            (&mut hub.url, &args.url),
            (&mut hub.alerts_url, &args.alerts_url),
            (&mut hub.cases_url, &args.cases_url),
            (&mut hub.floor_url, &args.floor_url),
        ] {
            if flag.is_some() {
                slot.clone_from(flag);
            }
        }
        if args.token_file.is_some() {
            hub.token_file.clone_from(&args.token_file);
        }
        self
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

fn language(word: &str) -> Result<Language, ConfigError> {
    match word {
        "auto" => Ok(Language::Auto),
        "zh-CN" | "zh" => Ok(Language::Chinese),
        "en" => Ok(Language::English),
        other => Err(ConfigError::Word {
            place: "--lang",
            found: other.to_owned(),
            allowed: "zh-CN, en or auto",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../config.toml.example");

    #[test]
    fn the_example_is_the_default() {
        let config = Config::parse(EXAMPLE, Path::new("config.toml.example")).unwrap();
        assert_eq!(config, Config::default());
    }

    #[test]
    fn every_commented_key_of_the_example_is_legal() {
        let is_key = |line: &str| {
            line.split_once(" = ").is_some_and(|(k, _)| {
                k.chars()
                    .all(|c| c.is_ascii_lowercase() || "_.\"-".contains(c))
            })
        };
        let mut tried = 0;
        let text: String = EXAMPLE
            .lines()
            .map(|line| match line.strip_prefix("# ").filter(|l| is_key(l)) {
                Some(key) => {
                    tried += 1;
                    format!("{key}\n")
                }
                None if is_key(line) => "\n".to_owned(),
                None => format!("{line}\n"),
            })
            .collect();
        assert!(tried >= 5, "the example shows too little");
        Config::parse(&text, Path::new("config.toml.example")).unwrap();
    }

    #[test]
    fn errors_name_file_place_and_what_is_allowed() {
        for (text, said) in [
            ("[screen]\nlang = \"fr\"", "zh-CN"),
            ("[screen]\ncolour = 1", "unknown field `colour`"),
            ("[screen]\nutc_offset_min = 9999", "-840 to 840"),
            ("[hub]\nurl = 5", "line 2"),
        ] {
            let error = Config::parse(text, Path::new("my.toml"))
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with("my.toml") && error.contains(said),
                "{error}"
            );
        }
    }

    #[test]
    fn flags_lie_over_the_file() {
        let file = Config::parse(
            "[hub]\nurl = \"ws://a\"\nalerts_url = \"ws://b\"",
            Path::new("f"),
        )
        .unwrap();
        let args = ConsoleArgs {
            url: Some("ws://c".into()),
            ..ConsoleArgs::default()
        };
        let hub = file.with(&args).hub;
        assert_eq!(
            (hub.url.as_deref(), hub.alerts_url.as_deref()),
            (Some("ws://c"), Some("ws://b"))
        );
    }
}
