//! One key, and chords (one key or several in a row), as text and back: `n`, `ctrl-p`, `g g`, `?`,
//! `esc`, `pageup`, `shift-tab`. The same parser reads the default keys and the user's.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key with its modifiers. A character carries Shift in itself: `G`, never `shift-g`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Keys pressed one after the other; at least one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Chord(Vec<Key>);

/// A text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    /// Nothing at all.
    #[error("the key is empty; write for example `n`, `ctrl-p` or `g g`")]
    Empty,
    /// A name nobody knows.
    #[error("`{0}` is no key; write one character or one of {names}", names = known_names())]
    Unknown(String),
    /// Shift with a character.
    #[error("`{0}`: write the shifted character itself, for example `G` instead of `shift-g`")]
    ShiftedCharacter(String),
}

const NAMES: [(&str, KeyCode); 17] = [
    ("esc", KeyCode::Esc),
    ("enter", KeyCode::Enter),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("space", KeyCode::Char(' ')),
    ("minus", KeyCode::Char('-')),
    ("plus", KeyCode::Char('+')),
];

const MODIFIERS: [(&str, KeyModifiers); 3] = [
    ("ctrl", KeyModifiers::CONTROL),
    ("alt", KeyModifiers::ALT),
    ("shift", KeyModifiers::SHIFT),
];

fn known_names() -> String {
    let names: Vec<_> = NAMES.iter().map(|(name, _)| *name).collect();
    format!("{}, f1 to f12", names.join(", "))
}

impl Key {
    /// The key Escape.
    pub const ESC: Self = Self {
        code: KeyCode::Esc,
        modifiers: KeyModifiers::NONE,
    };

    /// A key in the one form that equal keys share.
    pub fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let mut modifiers =
            modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(c) => {
                modifiers -= KeyModifiers::SHIFT;
                // Terminals report Ctrl-P and Ctrl-Shift-P alike.
                let lower = modifiers.contains(KeyModifiers::CONTROL);
                KeyCode::Char(if lower { c.to_ascii_lowercase() } else { c })
            }
            other => other,
        };
        Self { code, modifiers }
    }

    /// The character this key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    /// The key without its modifiers.
    pub fn code(self) -> KeyCode {
        self.code
    }

    /// Ctrl, Alt and Shift.
    pub fn modifiers(self) -> KeyModifiers {
        self.modifiers
    }

    /// The same key with another character, if it is one.
    pub(super) fn with_char(self, replace: impl FnOnce(char) -> char) -> Self {
        match self.code {
            KeyCode::Char(c) => Self::new(KeyCode::Char(replace(c)), self.modifiers),
            _ => self,
        }
    }
}

impl From<char> for Key {
    fn from(c: char) -> Self {
        Self::new(KeyCode::Char(c), KeyModifiers::NONE)
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        Self::new(event.code, event.modifiers)
    }
}

impl FromStr for Key {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        while let Some((modifier, tail)) = leading_modifier(rest) {
            modifiers |= modifier;
            rest = tail;
        }
        let code = parse_code(rest).ok_or_else(|| ChordError::Unknown(text.to_owned()))?;
        if matches!(code, KeyCode::Char(_)) && modifiers.contains(KeyModifiers::SHIFT) {
            return Err(ChordError::ShiftedCharacter(text.to_owned()));
        }
        Ok(Self::new(code, modifiers))
    }
}

fn leading_modifier(text: &str) -> Option<(KeyModifiers, &str)> {
    let (word, rest) = text.split_once('-')?;
    let (_, modifier) = MODIFIERS
        .iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    Some((*modifier, rest))
}

fn parse_code(text: &str) -> Option<KeyCode> {
    let mut chars = text.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        let shown = !only.is_control() && !only.is_whitespace();
        return shown.then_some(KeyCode::Char(only));
    }
    let word = text.to_ascii_lowercase();
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == word) {
        return Some(*code);
    }
    let number: u8 = word.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, modifier) in MODIFIERS {
            if self.modifiers.contains(modifier) {
                write!(f, "{name}-")?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "f{number}"),
            code => match NAMES.iter().find(|(_, known)| *known == code) {
                Some((name, _)) => f.write_str(name),
                None => f.write_str("?"),
            },
        }
    }
}

impl Chord {
    /// The keys, in order.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    pub(super) fn from_keys(keys: &[Key]) -> Self {
        Self(keys.to_vec())
    }
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let keys: Result<Vec<_>, _> = text.split_whitespace().map(Key::from_str).collect();
        match keys? {
            keys if keys.is_empty() => Err(ChordError::Empty),
            keys => Ok(Self(keys)),
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, key) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_chords_agree_both_ways() {
        for text in [
            "n",
            "G",
            "g g",
            "?",
            ":",
            "/",
            "*",
            "-",
            "ctrl-p",
            "ctrl-l",
            "alt-x",
            "ctrl-alt-a",
            "esc",
            "enter",
            "shift-tab",
            "pageup",
            "f1",
            "f12",
            "space",
            "g space",
            "ctrl--",
            "1",
        ] {
            let chord: Chord = text.parse().unwrap();
            assert_eq!(chord.to_string(), text);
        }
    }

    #[test]
    fn spellings_of_one_key_are_equal() {
        for (one, other) in [
            ("CTRL-P", "ctrl-p"),
            ("PageUp", "pageup"),
            ("  g   g ", "g g"),
            ("ctrl-minus", "ctrl--"),
        ] {
            assert_eq!(one.parse::<Chord>(), other.parse::<Chord>());
        }
        let backtab = Key::new(KeyCode::BackTab, KeyModifiers::NONE);
        assert_eq!("shift-tab".parse(), Ok(backtab));
        let shifted = Key::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!("G".parse(), Ok(shifted));
    }

    #[test]
    fn what_is_no_key_is_refused_with_a_reason() {
        for (text, part) in [
            ("", "empty"),
            ("   ", "empty"),
            ("hyper-x", "`hyper-x` is no key"),
            ("escape", "pageup"),
            ("f13", "`f13` is no key"),
            ("ctrl-", "`ctrl-` is no key"),
            ("shift-g", "write the shifted character itself"),
        ] {
            let error = text.parse::<Chord>().unwrap_err().to_string();
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }
}
