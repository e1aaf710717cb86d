//! What is wrong with the configuration, for the operator: where, which key, what was found, what is allowed.

use std::fmt;
use std::path::PathBuf;

use super::layers::{Origin, language_of_environment};
use super::table;
use crate::text::words::Lang;
use crate::tui::nearest::nearest;

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where.
    pub at: Origin,
    /// Which key; empty when it is the file as a whole.
    pub key: String,
    /// What.
    pub what: What,
}

/// What can be wrong.
#[derive(Clone, Debug)]
pub enum What {
    /// The file can not be read; the system's words.
    Unreadable(String),
    /// The line is no TOML; the parser's words.
    NoToml(String),
    /// A value stands where a section should.
    NoSection,
    /// There is no such key or section.
    Unknown {
        /// Names like it.
        near: Vec<&'static str>,
        /// All names there.
        known: Vec<&'static str>,
    },
    /// The value can not be.
    NotAllowed {
        /// As written.
        found: String,
        /// What can be.
        allowed: fn(Lang) -> Vec<String>,
    },
    /// There is no such theme.
    Theme {
        /// As written.
        name: String,
        /// What there is.
        what: String,
    },
    /// Keys that can not be.
    Keys(String),
}

impl What {
    /// A path that leads nowhere: an unknown name, or an unknown section.
    pub(super) fn unknown(path: &[String]) -> Self {
        let section = path.first().map_or("", String::as_str);
        let mut known: Vec<_> = table::names(section).collect();
        let mut wrong = path.get(1).map_or("", String::as_str);
        if known.is_empty() {
            known = table::sections().collect();
            wrong = section;
        }
        Self::Unknown {
            near: nearest(wrong, known.iter().copied()),
            known,
        }
    }
}

impl Problem {
    /// In one line.
    pub fn text(&self, lang: Lang) -> String {
        self.told(&self.at, lang)
    }

    /// The same for a line of the screen: the file without its directory.
    pub fn brief(&self, lang: Lang) -> String {
        let mut at = self.at.clone();
        if let Origin::File { file, .. } = &mut at {
            *file = PathBuf::from(file.file_name().unwrap_or(file.as_os_str()));
        }
        self.told(&at, lang)
    }

    fn told(&self, at: &Origin, lang: Lang) -> String {
        let what = self.what.text(lang);
        let at = match at {
            Origin::File { file, line: 0 } => file.display().to_string(),
            at => at.to_string(),
        };
        match (&*self.key, lang) {
            ("", Lang::En) => format!("{at}: {what}"),
            ("", Lang::Zh) => format!("{at}：{what}"),
            (key, Lang::En) => format!("{at}: {key}: {what}"),
            (key, Lang::Zh) => format!("{at}：{key}：{what}"),
        }
    }
}

impl What {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unreadable(why) => lang.pick(
                format!("can not be read: {why}. Name another file with --config, or leave it out to use the defaults."),
                format!("无法读取：{why}。请用 --config 指定其他文件，或省略以使用默认值。"),
            ),
            Self::NoToml(why) => lang.pick(
                format!("this line is no TOML: {why}"),
                format!("本行不是合法的 TOML：{why}"),
            ),
            Self::NoSection => lang.pick(
                "is not inside a section; the sections are [hub], [screen] and so on, see config.toml.example".to_owned(),
                "不在任何小节内；小节如 [hub]、[screen]，见 config.toml.example".to_owned(),
            ),
            Self::Unknown { near, known } => {
                let there = lang.pick("there is no such key", "没有这个键");
                match near.first() {
                    Some(near) => lang.pick(
                        format!("{there}; did you mean `{near}`?"),
                        format!("{there}，是否为 `{near}`？"),
                    ),
                    None => lang.pick(
                        format!("{there}; there are {}", known.join(", ")),
                        format!("{there}；可用：{}", known.join("、")),
                    ),
                }
            }
            Self::NotAllowed { found, allowed } => {
                let allowed = one_of(&allowed(lang), lang);
                lang.pick(
                    format!("found {found}, allowed is {allowed}"),
                    format!("值为 {found}，允许：{allowed}"),
                )
            }
            Self::Theme { name, what } => lang.pick(
                format!("found \"{name}\"; {what}"),
                format!("值为 \"{name}\"；{what}"),
            ),
            Self::Keys(what) => what.clone(),
        }
    }
}

/// Alternatives as a sentence has them.
fn one_of(all: &[String], lang: Lang) -> String {
    match all {
        [first @ .., last] if !first.is_empty() => lang.pick(
            format!("{} or {last}", first.join(", ")),
            format!("{} 或 {last}", first.join("、")),
        ),
        _ => all.concat(),
    }
}

/// Everything that is wrong, at least one.
#[derive(Clone, Debug, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// In the order of lines.
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| match problem.at {
            Origin::File { line, .. } => line,
            _ => usize::MAX,
        });
        Self(problems)
    }
}

/// In the language of the environment: the configured one is not known here.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lang = language_of_environment();
        let lines: Vec<_> = self.0.iter().map(|problem| problem.text(lang)).collect();
        f.write_str(&lines.join("\n"))
    }
}
