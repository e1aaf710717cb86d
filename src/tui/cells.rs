//! How many terminal cells a character takes. The single place where the console asks, so that the
//! screen, the widgets and the text door can not disagree about a border.

use unicode_width::UnicodeWidthChar;

/// Columns one character takes: 0 for controls and combining marks, else 1 or 2.
pub(crate) fn char_width(c: char) -> u16 {
    if c.is_ascii() {
        u16::from(!c.is_ascii_control())
    } else {
        c.width().unwrap_or(0) as u16
    }
}

/// Columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| char_width(c) as usize).sum()
}

/// Whether every terminal agrees on the width of this character. Box drawing, blocks, arrows, `…`
/// and `●` take one cell or two by the terminal's configuration; emoji by its age.
pub(crate) fn is_width_certain(c: char) -> bool {
    c.is_ascii() || (c.width() == c.width_cjk() && (c as u32) < 0x1_F000)
}
