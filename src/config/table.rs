//! The one table of keys. Reading, refusing, suggesting, the environment and `check` all go by it.

use super::Config;
use super::setting::{Setting, Value};
use crate::text::words::Lang;
use crate::tui::app::table::saved::Written;

/// When a changed value counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counts {
    /// At once, while the console runs.
    Live,
    /// From the next start.
    Start,
}

/// One key, or all keys of free names: `keys.*` takes `keys.claim`.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The section and the name; `*` is any name.
    pub key: &'static str,
    /// When a change counts.
    pub counts: Counts,
    /// What is allowed.
    pub allowed: fn(Lang) -> Vec<String>,
    /// The value as it would stand in the file; `None` when nothing is set, and for free names.
    pub show: fn(&Config) -> Option<String>,
    /// Sets the value of a path; `false` when the value is not allowed.
    pub(super) set: fn(&mut Config, &[String], &Value) -> bool,
}

/// A key with one value: the field of [`Config`] and its name in the file are the same words.
macro_rules! row {
    ($section:ident.$field:ident, $counts:ident) => {{
        fn allowed<T: Setting>(_: fn(&Config) -> &T, lang: Lang) -> Vec<String> {
            T::allowed(lang)
        }
        Row {
            key: concat!(stringify!($section), ".", stringify!($field)),
            counts: Counts::$counts,
            allowed: |lang| allowed(|config| &config.$section.$field, lang),
            show: |config| config.$section.$field.show(),
            set: |config, _, value| match Setting::read(value) {
                Some(read) => {
                    config.$section.$field = read;
                    true
                }
                None => false,
            },
        }
    }};
}

/// Names that anybody may choose: the map that the last name of the path goes into.
macro_rules! free {
    ($key:literal, $counts:ident, $type:ty, |$config:ident, $path:ident| $map:expr) => {
        Row {
            key: $key,
            counts: Counts::$counts,
            allowed: <$type as Setting>::allowed,
            show: |_| None,
            set: |$config, $path, value| match (<$type>::read(value), $path.last()) {
                (Some(read), Some(name)) => {
                    $map.insert(name.clone(), read);
                    true
                }
                _ => false,
            },
        }
    };
}

/// A key of a saved view, whose name anybody may choose.
macro_rules! view {
    ($key:literal, $field:ident) => {{
        fn allowed<T: Setting>(_: fn(&Written) -> &T, lang: Lang) -> Vec<String> {
            T::allowed(lang)
        }
        Row {
            key: $key,
            counts: Counts::Live,
            allowed: |lang| allowed(|view| &view.$field, lang),
            show: |_| None,
            set: |config, path, value| match (Setting::read(value), path.get(1)) {
                (Some(read), Some(name)) => {
                    config.views.entry(name.clone()).or_default().$field = read;
                    true
                }
                _ => false,
            },
        }
    }};
}

/// Every key there is, as in config.toml.example.
pub static ROWS: &[Row] = &[
    row!(hub.url, Start),
    row!(hub.alerts_url, Start),
    row!(hub.cases_url, Start),
    row!(hub.floor_url, Start),
    row!(hub.token_file, Start),
    row!(hub.detail, Start),
    row!(screen.profile, Live),
    row!(screen.lang, Live),
    row!(screen.theme, Live),
    row!(screen.depth, Live),
    row!(screen.glyphs, Live),
    row!(screen.ambiguous, Live),
    row!(screen.sync, Live),
    row!(screen.max_fps, Live),
    row!(screen.utc_offset_min, Live),
    free!("keys.*", Live, Vec<String>, |config, _path| config.keys.all),
    free!("keys.*.*", Live, Vec<String>, |config, path| config
        .keys
        .contexts
        .entry(path[1].clone())
        .or_default()),
    view!("views.*.screen", screen),
    view!("views.*.table", table),
    view!("views.*.filter", filter),
    view!("views.*.sort", sort),
    row!(wall.turn, Live),
    row!(wall.panel, Live),
    row!(wall.distance, Live),
    row!(mouse.click, Live),
    row!(notify.bell, Live),
    row!(notify.desktop, Live),
];

impl Row {
    /// The row of a path such as `screen`, `lang`.
    pub(super) fn of(path: &[String]) -> Option<&'static Self> {
        ROWS.iter()
            .find(|row| row.begins_with(path) && row.key.split('.').count() == path.len())
    }

    /// Whether the path leads to this row, or on the way to it.
    pub(super) fn begins_with(&self, path: &[String]) -> bool {
        let mut names = self.key.split('.');
        path.iter()
            .all(|name| names.next().is_some_and(|its| its == "*" || its == name))
    }

    /// Section and name.
    pub fn parts(&self) -> (&'static str, &'static str) {
        self.key.split_once('.').unwrap_or((self.key, "*"))
    }

    /// The variable of the environment that sets it; free names have none.
    pub fn variable(&self) -> Option<String> {
        if self.key.contains('*') {
            return None;
        }
        let name = match self.parts() {
            ("hub" | "screen", name) => name.to_owned(),
            (section, name) => format!("{section}_{name}"),
        };
        Some(format!("WATCHFLOOR_{}", name.to_ascii_uppercase()))
    }
}

/// Whether longer keys begin with this path.
pub(super) fn leads_on(path: &[String]) -> bool {
    let mut rows = ROWS.iter();
    rows.any(|row| row.begins_with(path) && row.key.split('.').count() > path.len())
}

/// The sections, each once.
pub fn sections() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    ROWS.iter().filter_map(move |row| {
        let (section, _) = row.parts();
        (std::mem::replace(&mut last, section) != section).then_some(section)
    })
}

/// The names of a section that are not free.
pub fn names(section: &str) -> impl Iterator<Item = &'static str> {
    let rows = ROWS.iter().map(Row::parts);
    rows.filter(move |(its_section, name)| *its_section == section && !name.contains('*'))
        .map(|(_, name)| name)
}
