//! Digits as people write and say them: ASCII, full-width, circled, other scripts', and the Chinese ones with
//! the telephone's 幺, 洞, 拐, 勾.

use unicode_normalization::UnicodeNormalization;

/// The zeros of scripts in use that are not folded to ASCII by compatibility.
const ZEROS: [char; 12] = [
    '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{E50}', '\u{ED0}', '\u{F20}',
    '\u{1040}', '\u{17E0}', '\u{1810}', '\u{19D0}',
];

/// All digits of `raw` in ASCII; everything else is dropped.
pub(super) fn only(raw: &str) -> String {
    raw.chars()
        .flat_map(|c| han(c).into_iter().chain(written(c)))
        .collect()
}

/// The ASCII digit a Chinese numeral stands for.
pub(super) fn han(c: char) -> Option<char> {
    Some(match c {
        '〇' | '零' | '○' | '◯' | '洞' => '0',
        '一' | '幺' | '壹' | '弌' => '1',
        '二' | '两' | '贰' | '貳' | '弍' | '兩' => '2',
        '三' | '叁' | '參' | '叄' | '弎' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' | '陸' => '6',
        '七' | '柒' | '拐' => '7',
        '八' | '捌' => '8',
        '九' | '玖' | '勾' => '9',
        _ => return None,
    })
}

/// The ASCII digits a numeral of another kind stands for: `８`, `⑬` (two), `⒈`, `❶`, `٣`.
pub(super) fn written(c: char) -> impl Iterator<Item = char> {
    let digits = match c {
        '0'..='9' => [Some(c), None],
        _ if c.is_ascii() => [None; 2],
        _ => match dingbat(c).or_else(|| of_script(c)) {
            Some(digit) => [Some(digit), None],
            None => folded(c),
        },
    };
    digits.into_iter().flatten()
}

/// Compatibility forms that hold digits and the brackets or dots around them, and nothing else.
fn folded(c: char) -> [Option<char>; 2] {
    let mut digits = [None; 2];
    let mut count = 0;
    for part in std::iter::once(c).nfkc() {
        match part {
            '0'..='9' if count < 2 => {
                digits[count] = Some(part);
                count += 1;
            }
            '(' | ')' | '.' | ',' => {}
            _ => return [None; 2],
        }
    }
    digits
}

fn dingbat(c: char) -> Option<char> {
    let one = match c {
        '\u{2776}'..='\u{277E}' => '\u{2776}',
        '\u{2780}'..='\u{2788}' => '\u{2780}',
        '\u{278A}'..='\u{2792}' => '\u{278A}',
        '\u{24F5}'..='\u{24FD}' => '\u{24F5}',
        '\u{24FF}' => return Some('0'),
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(one) + 1, 10)
}

fn of_script(c: char) -> Option<char> {
    let zero = ZEROS.iter().rev().find(|&&zero| zero <= c)?;
    char::from_digit(u32::from(c) - u32::from(*zero), 10)
}

/// The check character of an identity number, and what is typed for it.
pub(super) fn is_x(c: char) -> bool {
    matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×' | 'Х' | 'х')
}
