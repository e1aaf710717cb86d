//! A text field of one line. Whole graphemes are moved over and deleted; what can not be seen is not
//! taken in, and line breaks of a paste become spaces.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_input::{Input, InputRequest};

use super::strip::Strip;
use crate::text::width::{width, width_char};
use crate::tui::keys::Key;
use crate::tui::theme::{Theme, Tone};

/// The most bytes a field holds.
const LIMIT: usize = 4096;

/// A text being typed, with its cursor.
#[derive(Debug, Clone, Default)]
pub struct TextField {
    input: Input,
    /// The text is a suggestion: what is typed first takes its place.
    is_suggested: bool,
}

/// What a key did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// The text is another.
    Changed,
    /// The cursor moved, or the key is one of editing and had nothing to do.
    Kept,
    /// The key means nothing here; someone else may want it.
    Ignored,
}

impl TextField {
    /// A field with text, the cursor behind it.
    pub fn with(text: &str) -> Self {
        let mut field = Self::default();
        field.paste(text);
        field
    }

    /// A field with a suggestion: the first thing typed takes its place, a key that moves the cursor keeps it.
    pub fn suggest(text: &str) -> Self {
        Self {
            is_suggested: !text.is_empty(),
            ..Self::with(text)
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.input.reset();
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) -> Edit {
        let Some(request) = request(key) else {
            return Edit::Ignored;
        };
        if let InputRequest::InsertChar(c) = request
            && !self.takes(c)
        {
            return Edit::Kept;
        }
        if std::mem::take(&mut self.is_suggested) && matches!(request, InputRequest::InsertChar(_))
        {
            self.input.reset();
        }
        match self.input.handle(request) {
            Some(change) if change.value => Edit::Changed,
            _ => Edit::Kept,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Edit {
        if std::mem::take(&mut self.is_suggested) {
            self.input.reset();
        }
        let before = self.text().len();
        for c in text.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if self.takes(c) {
                self.input.handle(InputRequest::InsertChar(c));
            }
        }
        if self.text().len() == before {
            Edit::Kept
        } else {
            Edit::Changed
        }
    }

    fn takes(&self, c: char) -> bool {
        width_char(c) > 0 && self.text().len() + c.len_utf8() <= LIMIT
    }

    /// Paints the text, or `placeholder` when it is empty, in the first row of `area`, scrolled so
    /// that the cursor is seen; a suggestion looks selected. Answers where the cursor is to be shown.
    pub fn paint(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        placeholder: &str,
    ) -> Option<Position> {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return None;
        }
        // The whole line is seen to be there for typing, not only what is typed.
        let line = Rect { height: 1, ..area };
        buffer.set_style(line, theme[Tone::Input]);
        let mut strip = Strip::new(buffer, area);
        if self.text().is_empty() {
            let ground = Style {
                bg: None,
                ..theme[Tone::Placeholder]
            };
            let style = theme[Tone::Input].patch(ground);
            strip.put_cut(placeholder, style, theme.glyphs().ellipsis);
            return Some(area.as_position());
        }
        let (before, after) = self.text().split_at(self.cursor_byte());
        let seen = tail(before, area.width as usize - 1);
        let mut style = theme[Tone::Input];
        if self.is_suggested {
            style = style.add_modifier(Modifier::REVERSED);
        }
        strip.put(seen, style).put(after, style);
        Some(Position {
            x: area.x + width(seen) as u16,
            y: area.y,
        })
    }

    fn cursor_byte(&self) -> usize {
        let mut places = self.text().char_indices();
        let place = places.nth(self.input.cursor());
        place.map_or(self.text().len(), |(byte, _)| byte)
    }
}

/// The end of a text, as much as fits in so many cells.
fn tail(text: &str, cells: usize) -> &str {
    let mut room = cells;
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        let Some(left) = room.checked_sub(width_char(c)) else {
            break;
        };
        (room, start) = (left, at);
    }
    &text[start..]
}

fn request(key: Key) -> Option<InputRequest> {
    const NONE: KeyModifiers = KeyModifiers::NONE;
    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    Some(match (key.code(), key.modifiers()) {
        (KeyCode::Char(c), NONE) => InputRequest::InsertChar(c),
        (KeyCode::Backspace, NONE) | (KeyCode::Char('h'), CTRL) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, NONE) | (KeyCode::Char('d'), CTRL) => InputRequest::DeleteNextChar,
        (KeyCode::Left, NONE) | (KeyCode::Char('b'), CTRL) => InputRequest::GoToPrevChar,
        (KeyCode::Right, NONE) | (KeyCode::Char('f'), CTRL) => InputRequest::GoToNextChar,
        (KeyCode::Left, CTRL) => InputRequest::GoToPrevWord,
        (KeyCode::Right, CTRL) => InputRequest::GoToNextWord,
        (KeyCode::Home, NONE) | (KeyCode::Char('a'), CTRL) => InputRequest::GoToStart,
        (KeyCode::End, NONE) | (KeyCode::Char('e'), CTRL) => InputRequest::GoToEnd,
        (KeyCode::Char('w') | KeyCode::Backspace, CTRL) => InputRequest::DeletePrevWord,
        (KeyCode::Char('u'), CTRL) => InputRequest::DeleteFromStart,
        (KeyCode::Char('k'), CTRL) => InputRequest::DeleteTillEnd,
        (KeyCode::Char('y'), CTRL) => InputRequest::Yank,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::term::caps::{Depth, GlyphSet};

    fn type_keys(field: &mut TextField, keys: &str) {
        for key in keys.split_whitespace() {
            field.press(key.parse().unwrap());
        }
    }

    #[test]
    fn what_is_typed_first_takes_the_place_of_a_suggestion() {
        for (keys, expected) in [
            ("5 2", "52"),
            ("right 5", "1215835"),
            ("backspace", "12158"),
            ("", "121583"),
        ] {
            let mut field = TextField::suggest("121583");
            type_keys(&mut field, keys);
            assert_eq!(field.text(), expected, "{keys}");
        }
        let mut field = TextField::suggest("121583");
        field.paste("7");
        assert_eq!(field.text(), "7");
    }

    #[test]
    fn keys_edit_the_text() {
        for (keys, expected) in [
            ("t i e r : P 0", "tier:P0"),
            ("骗 子 backspace", "骗"),
            ("a b left left x", "xab"),
            ("a b home delete", "b"),
            ("a space b ctrl-w", "a "),
            ("a b c left ctrl-u", "c"),
            ("a b c left ctrl-k", "ab"),
            ("： ？", "：？"),
        ] {
            let mut field = TextField::default();
            type_keys(&mut field, keys);
            assert_eq!(field.text(), expected, "{keys}");
        }
    }

    #[test]
    fn keys_that_edit_nothing_are_left_to_others() {
        let mut field = TextField::with("a");
        for key in ["esc", "enter", "tab", "up", "ctrl-p", "f1"] {
            assert_eq!(field.press(key.parse().unwrap()), Edit::Ignored, "{key}");
        }
        assert_eq!(field.press("left".parse().unwrap()), Edit::Kept);
        assert_eq!(field.press("b".parse().unwrap()), Edit::Changed);
    }

    #[test]
    fn a_paste_brings_no_invisible_characters_and_no_more_than_fits() {
        let mut field = TextField::default();
        field.paste("a\nb\u{1b}[31m\u{202e}\u{200b}c\u{2028}d");
        assert_eq!(field.text(), "a b[31mc d");
        field.paste(&"x".repeat(5000));
        assert_eq!(field.text().len(), LIMIT);
    }

    #[test]
    fn where_something_can_be_typed_is_seen_in_every_theme_and_depth() {
        let depths = [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::Mono];
        for name in Theme::built_in() {
            for depth in depths {
                let (theme, _) = Theme::load(name, depth, GlyphSet::Unicode);
                for field in [
                    TextField::default(),
                    TextField::with("52"),
                    TextField::suggest("52"),
                ] {
                    let area = Rect::new(0, 0, 8, 2);
                    let mut buffer = Buffer::empty(area);
                    field.paint(&mut buffer, area, &theme, "yuan");
                    let is_lined = |x, y| buffer[(x, y)].modifier.contains(Modifier::UNDERLINED);
                    let text = field.text();
                    assert!((0..8).all(|x| is_lined(x, 0)), "{name}, {depth:?}, {text}");
                    assert!((0..8).all(|x| !is_lined(x, 1)), "{name}: one line");
                }
            }
        }
    }

    #[test]
    fn the_cursor_is_always_seen() {
        let (theme, _) = Theme::load("dark", Depth::True, GlyphSet::Unicode);
        for (text, keys, expected, column) in [
            ("", "", "fil…  ", 0),
            ("abc", "", "abc   ", 3),
            ("abcdefgh", "", "defgh ", 5),
            ("预警队列", "", "队列  ", 4),
            ("预警队列", "home", "预警队", 0),
            ("abcdefgh", "left left left left", "abcdef", 4),
        ] {
            let mut field = TextField::with(text);
            type_keys(&mut field, keys);
            let area = Rect::new(0, 0, 6, 1);
            let mut buffer = Buffer::empty(area);
            let placeholder = if text.is_empty() { "filter" } else { "" };
            let area = if text.is_empty() {
                Rect::new(0, 0, 4, 1)
            } else {
                area
            };
            let cursor = field.paint(&mut buffer, area, &theme, placeholder);
            let cells = buffer.content.iter().map(ratatui::buffer::Cell::symbol);
            assert_eq!(cells.collect::<String>(), expected, "{text}");
            assert_eq!(cursor, Some(Position { x: column, y: 0 }), "{text}");
        }
    }
}
