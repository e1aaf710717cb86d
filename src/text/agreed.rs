//! Characters whose width all terminals agree on, and one of them for each of the others. Box drawing, `…`, `“` and
//! `●` take one cell or two by the terminal's configuration, emoji by its age. Chinese text stays as it is.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::UnicodeEmoji;
use unicode_width::UnicodeWidthChar;

/// Whether every terminal gives `c` as many cells as Unicode does.
pub fn is_agreed(c: char) -> bool {
    let is_ideographic = matches!(c, '\u{3000}'..='\u{3247}' | '\u{3250}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF60}');
    // Greek, Cyrillic, accented letters and accents: the crate calls them narrow, CJK fonts and terminals wide.
    let is_foreign = matches!(
        c,
        '\u{A8}'..='\u{4FF}' | 'ⁿ' | 'ℓ' | '\u{2126}' | '\u{212B}'
    );
    c.is_ascii()
        || is_ideographic
        || c.width() == Some(0)
        || (c.width() == c.width_cjk() && !is_foreign && !c.is_emoji_char())
}

/// One ASCII character in place of one on whose width terminals disagree.
pub fn stand_in(c: char) -> char {
    match c {
        '…' | '⋯' | '·' | '•' | '‧' => '.',
        '“' | '”' | '„' | '‟' => '"',
        '‘' | '’' | '′' => '\'',
        '‐'..='―' | '─' | '━' | '═' => '-',
        '│' | '┃' | '║' => '|',
        '\u{2500}'..='\u{257F}' => '+',
        '\u{2580}'..='\u{259F}' | '■' => '#',
        '×' => 'x',
        '÷' => '/',
        '→' => '>',
        '←' => '<',
        '↑' => '^',
        '↓' => 'v',
        '○' | '●' | '◆' | '◇' | '★' | '☆' | '※' => '*',
        _ => folded(c),
    }
}

/// The only letter or digit of ASCII in the compatible form (`é`, `①`, `℃`), else a question mark.
fn folded(c: char) -> char {
    let mut ascii = std::iter::once(c)
        .nfkd()
        .filter(char::is_ascii_alphanumeric);
    match (ascii.next(), ascii.next()) {
        (Some(only), None) => only,
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_doubtful_has_a_stand_in() {
        for (text, shown) in [
            ("反诈中心 P0 12:40", "反诈中心 P0 12:40"),
            ("“止付”…", "\"止付\"."),
            ("阿卜杜拉·买买提", "阿卜杜拉.买买提"),
            ("一 → 二 ● █", "一 > 二 * #"),
            ("José ① 😀 ❤ ≠ Ⅲ ℃ Ж", "Jose 1 ? ? ? ? C ?"),
            ("┌─┐×2", "+-+x2"),
            ("¥52 000 ‹RLO›␛", "¥52 000 ‹RLO›␛"),
        ] {
            let agreed = |c| if is_agreed(c) { c } else { stand_in(c) };
            assert_eq!(text.chars().map(agreed).collect::<String>(), shown);
        }
        assert!(('\u{A0}'..='\u{1FFFF}').all(|c| stand_in(c).is_ascii_graphic()));
    }
}
