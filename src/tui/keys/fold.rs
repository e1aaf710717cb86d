//! A Chinese input method left on sends full-width letters and Chinese punctuation. The key that was
//! meant is the ASCII one, so keys are folded before they are looked up; typed text is not.

use super::Key;

/// The key that was meant.
pub fn fold(key: Key) -> Key {
    key.with_char(fold_char)
}

/// Text as it would have been typed without the input method, for comparing.
pub fn fold_text(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// The character that was meant.
pub fn fold_char(c: char) -> char {
    match c {
        // Full-width forms stand in the order of ASCII.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFF01 + 0x21).unwrap_or(c),
        '\u{3000}' => ' ',
        // The key that gives 、 is / on most layouts.
        '、' => '/',
        '。' => '.',
        '《' => '<',
        '》' => '>',
        '【' => '[',
        '】' => ']',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '￥' => '$',
        '·' => '`',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_and_chinese_punctuation_become_ascii() {
        for (sent, meant) in [
            ('ｎ', 'n'),
            ('Ｇ', 'G'),
            ('１', '1'),
            ('：', ':'),
            ('？', '?'),
            ('、', '/'),
            ('。', '.'),
            ('／', '/'),
            ('＊', '*'),
            ('！', '!'),
            ('～', '~'),
            ('\u{3000}', ' '),
            ('n', 'n'),
            ('骗', '骗'),
        ] {
            assert_eq!(fold(Key::from(sent)), Key::from(meant), "{sent}");
        }
        assert_eq!(fold(Key::ESC), Key::ESC);
    }
}
