//! Theme files as they are written: TOML with `inherits`, `[palette]` and `[styles]`. What is wrong
//! in one is left out and told, file and key by name; the rest of the file counts.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
use toml::{Table, Value};

use super::BUILT_IN;
use super::tone::Tone;
use crate::tui::nearest::nearest;

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
    pub(super) warnings: Vec<Warning>,
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
        match text_of(name) {
            Ok(text) => Some((name.to_owned(), text)),
            Err(what) => {
                self.warn(name, "", what);
                self.open_parent(name, DEFAULT.to_owned())
            }
        }
    }

    fn open_parent(&mut self, child: &str, parent: String) -> Option<(String, String)> {
        match text_of(&parent) {
            Ok(text) => Some((parent, text)),
            Err(what) => {
                self.warn(child, "inherits", format!("`{parent}`: {what}"));
                self.open_parent(child, DEFAULT.to_owned())
            }
        }
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
                (key, _) => self.warn(
                    name,
                    key,
                    "not understood; a theme has `inherits = \"dark\"`, [palette] and [styles]",
                ),
            }
        }
        inherits
    }

    fn add_palette(&mut self, file: &str, palette: Table) {
        for (name, value) in palette {
            match value.as_str().and_then(parse_colour) {
                Some(colour) => {
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
                let known = nearest(&name, Tone::ALL.iter().map(|tone| tone.name()));
                let hint = known
                    .first()
                    .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
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
            match word.as_str().and_then(parse_modifier) {
                Some(modifier) => all |= modifier,
                None => self.warn(file, place, format!("{word} is not known; {MODIFIERS}")),
            }
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
            let colour = self
                .palette
                .get(word)
                .copied()
                .or_else(|| parse_colour(word));
            match (side, colour) {
                ("fg", Some(colour)) => style.fg = Some(colour),
                (_, Some(colour)) => style.bg = Some(colour),
                (_, None) => wrong.push(Warning {
                    file: written.file.clone(),
                    key: format!("styles.{found}.{side}"),
                    what: format!("`{word}` is neither in the palette nor a colour; {COLOURS}"),
                }),
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

/// The text of a theme by name or path.
pub(super) fn text_of(name: &str) -> Result<String, String> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
        return Ok((*text).to_owned());
    }
    if !is_path(name) {
        let known: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "there is no such theme; there are {}, or write the path of a .toml file",
            known.join(", ")
        ));
    }
    std::fs::read_to_string(name).map_err(|error| format!("can not be read: {error}"))
}

fn is_path(name: &str) -> bool {
    name.contains('/') || Path::new(name).extension().is_some_and(|end| end == "toml")
}

/// A parent is a built-in theme or stands beside its child.
fn parent_of(child: &str, parent: &str) -> String {
    if !is_path(parent) || Path::new(parent).is_absolute() {
        return parent.to_owned();
    }
    Path::new(child)
        .with_file_name(parent)
        .to_string_lossy()
        .into_owned()
}

/// Whether a tone has this name or begins with it.
fn is_style_name(name: &str) -> bool {
    Tone::ALL.iter().any(|tone| {
        let rest = tone.name().strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

const COLOURS: &str = "write \"#rrggbb\", a number from 0 to 255, \"default\" or an ANSI name such as \"red\" or \"light-red\"";

fn parse_colour(text: &str) -> Option<Color> {
    if text == "default" {
        return Some(Color::Reset);
    }
    text.parse().ok()
}

const MODIFIERS: &str =
    "write any of \"bold\", \"dim\", \"italic\", \"underline\", \"reverse\", \"blink\"";

fn parse_modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reverse" => Modifier::REVERSED,
        "blink" => Modifier::SLOW_BLINK,
        _ => return None,
    })
}
