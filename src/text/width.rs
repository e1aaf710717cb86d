//! Display widths in terminal columns, for text that is already safe. Everything that lines up on screen is
//! cut and padded here, by grapheme, so that no wide cell and no accented letter is ever split. Characters whose
//! width terminals disagree on count as one column; for terminals that make them two, none of them is printed
//! ([`super::agreed`]).

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::safe::is_plain;

/// The columns one character takes by itself; 0 for marks and controls.
pub fn width_char(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The columns `text` takes.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    if text.chars().all(is_plain) {
        return text.chars().map(width_char).sum();
    }
    text.graphemes(true).map(width_cluster).sum()
}

fn width_cluster(cluster: &str) -> usize {
    if cluster.contains(char::is_control) {
        return 0;
    }
    cluster.width()
}

/// `text` within `cols` columns; where something had to go, `ellipsis` says so. Never cuts through a wide
/// cell or a grapheme, so the result may be a column narrower. Without room for the ellipsis it is left out.
pub fn cut<'a>(text: &'a str, cols: usize, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= cols {
        return Cow::Borrowed(text);
    }
    let sign = width(ellipsis);
    let (room, ellipsis) = if sign <= cols {
        (cols - sign, ellipsis)
    } else {
        (cols, "")
    };
    let mut used = 0;
    let mut end = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += width_cluster(cluster);
        if used > room {
            break;
        }
        end = at + cluster.len();
    }
    Cow::Owned([&text[..end], ellipsis].concat())
}

/// `text` followed by spaces up to `cols` columns; longer text stays whole.
pub fn pad_right(text: &str, cols: usize) -> String {
    let spaces = cols.saturating_sub(width(text));
    [text, &" ".repeat(spaces)].concat()
}

/// Spaces up to `cols` columns, then `text`, for numbers; longer text stays whole.
pub fn pad_left(text: &str, cols: usize) -> String {
    let spaces = cols.saturating_sub(width(text));
    [&" ".repeat(spaces), text].concat()
}

/// A whole number with `separator` between its thousands: `1,234,567`.
pub fn group_digits(value: i64, separator: &str) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::from(if value < 0 { "-" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn widths_are_counted_in_columns() {
        let cases = [
            ("", 0),
            ("abc", 3),
            ("反诈值守台", 10),
            ("极 P0", 5),
            ("e\u{301}", 1),
            ("“一”", 4),
            ("█░ ●…", 5),
            ("한", 2),
            ("😀", 2),
            ("a\u{7}b", 2),
        ];
        for (text, expected) in cases {
            assert_eq!(width(text), expected, "{text}");
        }
        assert_eq!((width_char('值'), width_char('\u{301}')), (2, 0));
    }

    #[test]
    fn text_is_cut_between_graphemes() {
        let cases = [
            ("abc", 3, "…", "abc"),
            ("abcd", 3, "…", "ab…"),
            ("反诈中心", 8, "…", "反诈中心"),
            ("反诈中心", 7, "…", "反诈中…"),
            ("反诈中心", 6, "…", "反诈…"),
            ("反诈", 1, "…", "…"),
            ("反诈", 1, "..", ""),
            ("反诈", 0, "…", ""),
            ("e\u{301}e\u{301}e\u{301}", 2, "~", "e\u{301}~"),
        ];
        for (text, cols, ellipsis, expected) in cases {
            assert_eq!(cut(text, cols, ellipsis), expected, "{text} {cols}");
        }
    }

    #[test]
    fn padding_fills_columns() {
        assert_eq!(pad_right("工行", 6), "工行  ");
        assert_eq!(pad_left("52", 4), "  52");
        assert_eq!(pad_left("工行", 3), "工行");
    }

    #[test]
    fn thousands_are_grouped() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-1_234_567, "-1,234,567"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ];
        for (value, expected) in cases {
            assert_eq!(group_digits(value, ","), expected);
        }
        assert_eq!(group_digits(52_000, " "), "52 000");
    }

    proptest! {
        #[test]
        fn a_cut_fits_and_is_a_beginning(text in "\\PC{0,30}", cols in 0_usize..20) {
            let shown = cut(&text, cols, "");
            prop_assert!(width(&shown) <= cols);
            prop_assert!(text.starts_with(&*shown));
        }
    }
}
