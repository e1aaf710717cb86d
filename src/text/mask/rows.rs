//! Reads the rows of digits in a text: groups of digits with nothing seen between them, and what joins the
//! groups. Nothing is decided here.

use std::ops::Range;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::{digits, is_unseen};
use crate::text::safe::is_plain;

/// What stands between two groups of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Spaces, dashes, dots, brackets: often inside one number.
    Tight,
    /// Commas, colons, ends of sentences: mostly between two numbers.
    Loose,
}

/// Digits with nothing seen between them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The digits in ASCII.
    pub digits: String,
    /// Where they stand in the text, in bytes.
    pub range: Range<usize>,
    /// Whether all of them are Chinese numerals.
    pub han: bool,
    /// What stands before it in its row; nothing before the first.
    pub gap: Option<Gap>,
    /// The end of the `X` that follows.
    pub x_end: Option<usize>,
}

/// At most this many separators stand between two groups of a row.
const GAP_CHARS: usize = 3;
/// The longest token of cleaned text that is looked through, in bytes.
const TOKEN_BYTES: usize = 24;

/// The rows of `text` in order.
pub(super) fn rows(text: &str) -> Vec<Vec<Group>> {
    let symbols = symbols(text);
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut gap = None;
    let mut at = 0;
    while at < symbols.len() {
        if !begins_group(&symbols[at..]) {
            at += 1;
            continue;
        }
        let (group, length) = read_group(&symbols[at..], gap);
        row.push(group);
        at += length;
        gap = read_gap(&symbols[at..]);
        let separators = gap_length(&symbols[at..]);
        if gap.is_some() && begins_group(&symbols[at + separators..]) {
            at += separators;
        } else {
            gap = None;
            rows.push(std::mem::take(&mut row));
        }
    }
    rows
}

/// One character as far as numbers are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Digit(char),
    Han(char),
    /// 十, 百 or 千, as in 三十七零一: said inside numbers that are otherwise read out digit by digit.
    Unit(char),
    Gap(Gap),
    X,
    Other,
}

type Symbol = (Sign, Range<usize>);

/// Everything that is seen in `text`.
fn symbols(text: &str) -> Vec<Symbol> {
    let mut out = Vec::new();
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to || (!is_plain(c) && is_unseen(c)) || matches!(c, '␀'..='␡') {
            continue;
        }
        if let Some(length) = token_length(&text[at..]) {
            skip_to = at + length;
            continue;
        }
        let range = at..at + c.len_utf8();
        if let Some(digit) = digits::han(c) {
            out.push((Sign::Han(digit), range));
        } else if is_ideograph(c) || digits::written(c).next().is_none() {
            out.push((sign(c), range));
        } else {
            out.extend(digits::written(c).map(|digit| (Sign::Digit(digit), range.clone())));
        }
    }
    out
}

fn sign(c: char) -> Sign {
    match c {
        '十' | '拾' | '百' | '佰' | '千' | '仟' => Sign::Unit(c),
        ',' | '，' | '、' | ';' | '；' | ':' | '：' | '。' | '!' | '！' | '?' | '？' | '…' => {
            Sign::Gap(Gap::Loose)
        }
        '.' | '．' | '·' | '•' | '・' | '/' | '／' | '\\' | '|' | '+' | '＋' | '=' | '~' | '～'
        | '\'' | '"' | '<' | '>' | '⏎' | '␉' => Sign::Gap(Gap::Tight),
        _ if is_ideograph(c) => Sign::Other,
        _ if digits::is_x(c) => Sign::X,
        _ if c.is_whitespace() => Sign::Gap(Gap::Tight),
        _ => by_category(c),
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn by_category(c: char) -> Sign {
    use GeneralCategory as Category;
    match c.general_category() {
        Category::DashPunctuation
        | Category::ConnectorPunctuation
        | Category::OpenPunctuation
        | Category::ClosePunctuation
        | Category::InitialPunctuation
        | Category::FinalPunctuation
        | Category::PrivateUse
        | Category::Unassigned => Sign::Gap(Gap::Tight),
        _ if c == '\u{FFFD}' || c == '\u{2212}' => Sign::Gap(Gap::Tight),
        _ => Sign::Other,
    }
}

/// The length of a token the door left in cleaned text, such as `‹ZWSP›`; 0 bytes are seen of it in a number.
fn token_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('‹')?;
    let end = inside.find('›').filter(|&end| end <= TOKEN_BYTES)?;
    let is_token = inside[..end]
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '+' | '|'));
    is_token.then_some('‹'.len_utf8() + end + '›'.len_utf8())
}

fn begins_group(symbols: &[Symbol]) -> bool {
    matches!(
        symbols,
        [(Sign::Digit(_) | Sign::Han(_), _), ..]
            | [(Sign::Unit('十' | '拾'), _), (Sign::Han(_), _), ..]
    )
}

/// The group that begins here and the number of symbols it takes.
fn read_group(symbols: &[Symbol], gap: Option<Gap>) -> (Group, usize) {
    let mut group = Group {
        digits: String::new(),
        range: symbols[0].1.clone(),
        han: true,
        gap,
        x_end: None,
    };
    let mut length = 0;
    while let Some((sign, range)) = symbols.get(length) {
        let next_is_han = matches!(symbols.get(length + 1), Some((Sign::Han(_), _)));
        match sign {
            Sign::Digit(digit) => {
                group.han = false;
                group.digits.push(*digit);
            }
            Sign::Han(digit) => group.digits.push(*digit),
            // 十三八 is 138, and so is 一百三十八.
            Sign::Unit('十' | '拾') if length == 0 => group.digits.push('1'),
            Sign::Unit(_) if next_is_han && is_han(symbols.get(length.wrapping_sub(1))) => {}
            _ => break,
        }
        group.range.end = range.end;
        length += 1;
    }
    group.x_end = match &symbols[length..] {
        [(Sign::X, x), ..] | [(Sign::Gap(Gap::Tight), _), (Sign::X, x), ..] => Some(x.end),
        _ => None,
    };
    (group, length)
}

fn is_han(symbol: Option<&Symbol>) -> bool {
    matches!(symbol, Some((Sign::Han(_), _)))
}

fn gap_length(symbols: &[Symbol]) -> usize {
    symbols
        .iter()
        .take_while(|(sign, _)| matches!(sign, Sign::Gap(_)))
        .count()
}

/// What the separators that begin here amount to; nothing where there are none or too many.
fn read_gap(symbols: &[Symbol]) -> Option<Gap> {
    let length = gap_length(symbols);
    let gaps = symbols[..length].iter().filter_map(|(sign, _)| {
        if let Sign::Gap(gap) = sign {
            Some(*gap)
        } else {
            None
        }
    });
    if length <= GAP_CHARS {
        gaps.max()
    } else {
        None
    }
}
