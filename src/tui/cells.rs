//! Characters in terminal cells: how a text falls into glyphs, and how many each takes.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::safe::is_plain;
use crate::text::width::{width, width_char};

/// The glyphs of a text and the cells each takes, 1 or 2; what takes none is left out. Plain text,
/// which is nearly all there is, is spared the search for graphemes.
pub(crate) fn glyphs(text: &str) -> impl Iterator<Item = (&str, u16)> {
    let plain = text.chars().all(is_plain);
    let mut rest = text;
    let next = move || {
        let first = if plain {
            rest.chars().next().map(char::len_utf8)
        } else {
            rest.graphemes(true).next().map(str::len)
        };
        let (glyph, tail) = rest.split_at(first?);
        rest = tail;
        Some((glyph, glyph_width(glyph)))
    };
    std::iter::from_fn(next).filter(|(_, cells)| *cells > 0)
}

/// The cells one glyph takes: 0, 1 or 2.
pub(crate) fn glyph_width(glyph: &str) -> u16 {
    let mut chars = glyph.chars();
    match (chars.next(), chars.next()) {
        (Some(' '..='~'), None) => 1,
        (Some(only), None) if !only.is_control() => width_char(only) as u16,
        _ => width(glyph).min(2) as u16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_are_whole_and_take_one_cell_or_two() {
        for (text, expected) in [
            ("a骗", vec![("a", 1), ("骗", 2)]),
            ("e\u{301}x", vec![("e\u{301}", 1), ("x", 1)]),
            ("a\u{7}b", vec![("a", 1), ("b", 1)]),
            ("", vec![]),
        ] {
            assert_eq!(glyphs(text).collect::<Vec<_>>(), expected);
        }
    }
}
