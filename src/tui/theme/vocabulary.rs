//! The words a theme file is written in, and the nearest one for a word that is none of them.

use ratatui::style::{Color, Modifier};

use super::tone::Tone;
use crate::tui::nearest::nearest;

/// Whether a tone has this name or begins with it.
pub(super) fn is_style_name(name: &str) -> bool {
    Tone::ALL.iter().any(|tone| {
        let rest = tone.name().strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// The names a style may have: those of the tones and what stands before their dots.
pub(super) fn style_names() -> impl Iterator<Item = &'static str> {
    let names = Tone::ALL.iter().map(|tone| tone.name());
    names
        .flat_map(|name| [Some(name), name.split_once('.').map(|(before, _)| before)])
        .flatten()
}

/// What a colour may be written as.
pub(super) const COLOURS: &str = "write \"#rrggbb\", a number from 0 to 255, \"default\" or an ANSI name such as \"red\" or \"light-red\"";

/// A colour without the help of a palette.
pub(super) fn parse_colour(text: &str) -> Option<Color> {
    if text == "default" {
        return Some(Color::Reset);
    }
    text.parse().ok()
}

/// What `mods` may hold.
pub(super) const MODIFIERS: &str =
    "write any of \"bold\", \"dim\", \"italic\", \"underline\", \"reverse\", \"blink\"";

const MODIFIER_NAMES: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
    ("blink", Modifier::SLOW_BLINK),
];

/// A modifier by name.
pub(super) fn parse_modifier(word: &str) -> Option<Modifier> {
    let named = MODIFIER_NAMES.iter().find(|(name, _)| *name == word);
    named.map(|(_, modifier)| *modifier)
}

/// The names of the modifiers.
pub(super) fn modifier_names() -> impl Iterator<Item = &'static str> {
    MODIFIER_NAMES.iter().map(|(name, _)| *name)
}

/// The end of a warning: which of the known words may have been meant; empty when none is near.
pub(super) fn hint<'k>(wrong: &str, known: impl Iterator<Item = &'k str>) -> String {
    match nearest(wrong, known).first() {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}
