//! Theme files as they are written: TOML with `inherits`, `[palette]` and `[styles]`. What is wrong
//! in one is left out and told, file and key by name; the rest of the file counts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use ratatui::style::{Color, Modifier, Style};
use toml::{Table, Value};

use super::file::{is_path, parent_of, text_of};
use super::tone::Tone;
use super::vocabulary::{
    COLOURS, MODIFIERS, hint, is_style_name, modifier_names, parse_colour, parse_modifier,
    style_names,
};

/// Something in a theme that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The file, or the name of a built-in theme.
    pub file: String,
    /// The key inside it, such as `styles.alert.p0.fg`; empty when it is the file as a whole.
    pub key: String,
    /// What was found and what is allowed.
    pub what: String,
}

impl Warning {
    /// Whether nothing of its file could be used.
    pub fn is_of_file(&self) -> bool {
        self.key.is_empty()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key.as_str() {
            "" => write!(f, "{}: {}", self.file, self.what),
            key => write!(f, "{}: {key}: {}", self.file, self.what),
        }
    }
}

/// The theme that stands in for one that can not be read.
const DEFAULT: &str = "dark";

/// One step of inheritance more is a loop or a jest.
const DEEPEST: usize = 8;

/// Everything a theme and those it inherits from say; the first word on a name counts.
#[derive(Debug, Default)]
pub(super) struct Source {
    palette: BTreeMap<String, Color>,
    styles: BTreeMap<String, Written>,
    /// Names of the palette that stand in a file of the user's, with the file, until a style uses them.
    unused: BTreeMap<String, String>,
    files: BTreeSet<PathBuf>,
    warnings: Vec<Warning>,
}

/// A style as written: colours still by name, and the file they stand in.
#[derive(Debug)]
struct Written {
    file: String,
    fg: Option<String>,
    bg: Option<String>,
    modifiers: Modifier,
}

impl Source {
    /// Reads a theme by built-in name or by path, and those it inherits from.
    pub(super) fn read(name: &str) -> Self {
        let mut source = Self::default();
        let mut next = source.begin(name);
        for _ in 0..DEEPEST {
            let Some((name, text)) = next else {
                return source;
            };
            let parent = source.add(&name, &text);
            next = parent.and_then(|parent| source.open_parent(&name, parent));
        }
        source.warn(
            name,
            "inherits",
            "the chain of themes is too long or goes in a circle",
        );
        source
    }

    fn begin(&mut self, name: &str) -> Option<(String, String)> {
        self.note_file(name);
        match text_of(name) {
            Ok(text) => Some((name.to_owned(), text)),
            Err(what) => {
                self.warn(name, "", what);
                self.open_parent(name, DEFAULT.to_owned())
            }
        }
    }

    fn note_file(&mut self, name: &str) {
        if is_path(name) {
            self.files.insert(PathBuf::from(name));
        }
    }

    fn open_parent(&mut self, child: &str, parent: String) -> Option<(String, String)> {
        self.note_file(&parent);
        match text_of(&parent) {
            Ok(text) => Some((parent, text)),
            Err(what) => {
                self.warn(child, "inherits", format!("`{parent}`: {what}"));
                self.open_parent(child, DEFAULT.to_owned())
            }
        }
    }

    /// The files that were read, or would have been if they could be.
    pub(super) fn into_files(self) -> impl Iterator<Item = PathBuf> {
        self.files.into_iter()
    }

    /// What was left out, once every style has been asked for.
    pub(super) fn finish(mut self) -> Vec<Warning> {
        for (name, file) in std::mem::take(&mut self.unused) {
            let hint = hint(
                &name,
                self.palette
                    .keys()
                    .map(String::as_str)
                    .filter(|known| *known != name),
            );
            self.warn(
                &file,
                &format!("palette.{name}"),
                format!("no style uses this name{hint}"),
            );
        }
        self.warnings
    }

    /// Adds what one file says; answers what it inherits from.
    fn add(&mut self, name: &str, text: &str) -> Option<String> {
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let line = text[..start].matches('\n').count() + 1;
                let what = format!("line {line} is no TOML: {}", error.message());
                self.warn(name, "", what);
                return Some(DEFAULT.to_owned());
            }
        };
        let mut inherits = None;
        for (key, value) in table {
            match (key.as_str(), value) {
                ("inherits", Value::String(parent)) => inherits = Some(parent_of(name, &parent)),
                ("palette", Value::Table(palette)) => self.add_palette(name, palette),
                ("styles", Value::Table(styles)) => self.add_styles(name, "", styles),
                (key, _) => {
                    let hint = hint(key, ["inherits", "palette", "styles"].into_iter());
                    let what =
                        "not understood; a theme has `inherits = \"dark\"`, [palette] and [styles]";
                    self.warn(name, key, format!("{what}{hint}"));
                }
            }
        }
        inherits
    }

    fn add_palette(&mut self, file: &str, palette: Table) {
        for (name, value) in palette {
            match value.as_str().and_then(parse_colour) {
                Some(colour) => {
                    if is_path(file) && !self.palette.contains_key(&name) {
                        self.unused.insert(name.clone(), file.to_owned());
                    }
                    self.palette.entry(name).or_insert(colour);
                }
                None => self.warn(
                    file,
                    &format!("palette.{name}"),
                    format!("{value} is no colour; {COLOURS}"),
                ),
            }
        }
    }

    /// Adds styles; a dotted name may be written quoted or as tables inside each other.
    fn add_styles(&mut self, file: &str, prefix: &str, styles: Table) {
        for (name, value) in styles {
            let name = format!("{prefix}{name}");
            if !is_style_name(&name) {
                let hint = hint(&name, style_names());
                self.warn(
                    file,
                    &format!("styles.{name}"),
                    format!("there is no such style{hint}"),
                );
                continue;
            }
            match value {
                Value::String(fg) => self.add_style(file, name, Some(fg), None, Modifier::empty()),
                Value::Table(table) => self.add_style_table(file, name, table),
                other => self.warn(
                    file,
                    &format!("styles.{name}"),
                    format!("{other} is no style; write {{ fg = \"red\", bg = \"base\", mods = [\"bold\"] }}"),
                ),
            }
        }
    }

    fn add_style_table(&mut self, file: &str, name: String, table: Table) {
        let (mut fg, mut bg, mut modifiers) = (None, None, Modifier::empty());
        let mut nested = Table::new();
        let mut has_own = table.is_empty();
        for (key, value) in table {
            let place = format!("styles.{name}.{key}");
            has_own |= matches!(key.as_str(), "fg" | "bg" | "mods");
            match (key.as_str(), value) {
                ("fg", Value::String(colour)) => fg = Some(colour),
                ("bg", Value::String(colour)) => bg = Some(colour),
                ("mods", Value::Array(list)) => modifiers = self.modifiers(file, &place, &list),
                ("fg" | "bg", other) => {
                    self.warn(file, &place, format!("{other} is no colour; {COLOURS}"));
                }
                ("mods", other) => {
                    self.warn(file, &place, format!("{other} is no list; {MODIFIERS}"));
                }
                (_, value) => {
                    nested.insert(key, value);
                }
            }
        }
        self.add_styles(file, &format!("{name}."), nested);
        if has_own {
            self.add_style(file, name, fg, bg, modifiers);
        }
    }

    fn add_style(
        &mut self,
        file: &str,
        name: String,
        fg: Option<String>,
        bg: Option<String>,
        modifiers: Modifier,
    ) {
        self.styles.entry(name).or_insert(Written {
            file: file.to_owned(),
            fg,
            bg,
            modifiers,
        });
    }

    fn modifiers(&mut self, file: &str, place: &str, list: &[Value]) -> Modifier {
        let mut all = Modifier::empty();
        for word in list {
            if let Some(modifier) = word.as_str().and_then(parse_modifier) {
                all |= modifier;
                continue;
            }
            let near = word.as_str().map(|word| hint(word, modifier_names()));
            let hint = near.unwrap_or_default();
            self.warn(
                file,
                place,
                format!("{word} is not known; {MODIFIERS}{hint}"),
            );
        }
        all
    }

    /// The style of a tone: its own, or that of the name with the last part taken off, or `text`.
    pub(super) fn style(&mut self, tone: Tone) -> Style {
        let mut name = tone.name();
        let (found, written) = loop {
            if let Some(written) = self.styles.get(name) {
                break (name, written);
            }
            name = match name.rsplit_once('.') {
                Some((parent, _)) => parent,
                None if name == "text" => return Style::new(),
                None => "text",
            };
        };
        let mut style = Style::new().add_modifier(written.modifiers);
        let mut wrong = Vec::new();
        for (side, colour) in [("fg", &written.fg), ("bg", &written.bg)] {
            let Some(word) = colour else { continue };
            self.unused.remove(word);
            let colour = self
                .palette
                .get(word)
                .copied()
                .or_else(|| parse_colour(word));
            match (side, colour) {
                ("fg", Some(colour)) => style.fg = Some(colour),
                (_, Some(colour)) => style.bg = Some(colour),
                (_, None) => {
                    let hint = hint(word, self.palette.keys().map(String::as_str));
                    wrong.push(Warning {
                        file: written.file.clone(),
                        key: format!("styles.{found}.{side}"),
                        what: format!(
                            "`{word}` is neither in the palette nor a colour; {COLOURS}{hint}"
                        ),
                    });
                }
            }
        }
        wrong.retain(|warning| !self.warnings.contains(warning));
        self.warnings.extend(wrong);
        style
    }

    fn warn(&mut self, file: &str, key: &str, what: impl Into<String>) {
        self.warnings.push(Warning {
            file: file.to_owned(),
            key: key.to_owned(),
            what: what.into(),
        });
    }
}
