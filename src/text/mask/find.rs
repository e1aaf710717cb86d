//! Hides numbers inside free text, however they are written: with spaces, dashes, invisible characters,
//! full-width or Chinese digits (一三八零零…, also 三十七零一…). Rows of seven digits and more are hidden; what
//! reads as a date, a decimal, a range or a list of amounts stays legible.

use std::fmt;
use std::ops::Range;

use super::rows::{Gap, Group, rows};
use super::{Kind, normalise, number};
use crate::text::width::group_digits;

/// A number that was hidden.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is, or most likely is.
    pub kind: Kind,
    /// Where it stands in the raw text, in bytes.
    pub range: Range<usize>,
    /// Its form for equality tokens; personal data.
    pub normalised: String,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({:?} at {:?})", self.kind, self.range)
    }
}

/// Masks every number in `raw` where it stands and leaves the rest legible; tells what was found. A fixed
/// point: masked text has nothing left to mask. Best given raw text, but looks through the tokens of cleaned
/// text too.
pub fn mask_free_text(raw: &str) -> (String, Vec<Found>) {
    let first = edits(raw);
    let mut text = apply(raw, &first);
    let found = first.into_iter().filter_map(|edit| edit.found).collect();
    loop {
        let mut again = edits(&text);
        if again.is_empty() {
            return (text, found);
        }
        // The clear ends of two masks, or of one and a short number beside it, make a long row again.
        for edit in again.iter_mut().filter(|edit| edit.found.is_some()) {
            let clear = text[edit.range.clone()].chars();
            edit.shown = clear
                .map(|c| if c.is_whitespace() { c } else { '*' })
                .collect();
        }
        text = apply(&text, &again);
    }
}

/// A place in the text and what is shown there instead.
struct Edit {
    range: Range<usize>,
    shown: String,
    found: Option<Found>,
}

impl Edit {
    fn hide(kind: Kind, digits: &str, range: Range<usize>) -> Self {
        let normalised = normalise(kind, digits);
        let shown = number::mask(kind, &normalised);
        Self {
            range: range.clone(),
            shown,
            found: Some(Found {
                kind,
                range,
                normalised,
            }),
        }
    }
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        out.push_str(&text[from..edit.range.start]);
        out.push_str(&edit.shown);
        from = edit.range.end;
    }
    out.push_str(&text[from..]);
    out
}

fn edits(text: &str) -> Vec<Edit> {
    rows(text)
        .iter()
        .flat_map(|row| row_edits(text, row))
        .collect()
}

/// Takes recognised numbers and dates out of a row; what stands between them is judged by its length.
fn row_edits(text: &str, row: &[Group]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    let mut unnamed = 0;
    while at < row.len() {
        let (edit, length) = match longest_number(&row[at..]) {
            Some((kind, number, length)) => (Some((kind, number)), length),
            None if is_date(&row[at..]) => (None, DATE),
            None => {
                at += 1;
                continue;
            }
        };
        edits.extend(unnamed_edits(text, &row[unnamed..at]));
        if let Some((kind, number)) = edit {
            let last = &row[at + length - 1];
            let end = if number.ends_with('X') {
                last.x_end
            } else {
                None
            }
            .unwrap_or(last.range.end);
            edits.push(Edit::hide(kind, &number, row[at].range.start..end));
        }
        at += length;
        unnamed = at;
    }
    edits.extend(unnamed_edits(text, &row[unnamed..]));
    edits
}

/// The longest recognised number at the beginning of `row`, and the groups it takes.
fn longest_number(row: &[Group]) -> Option<(Kind, String, usize)> {
    let mut digits = String::new();
    let mut best = None;
    for (at, group) in row.iter().enumerate() {
        digits.push_str(&group.digits);
        if digits.len() > number::LONGEST {
            break;
        }
        if digits.len() == 17 && group.x_end.is_some() {
            let with_x = format!("{digits}X");
            if number::recognise(&with_x) == Some(Kind::NationalId) {
                return Some((Kind::NationalId, with_x, at + 1));
            }
        }
        if let Some(kind) = number::recognise(&digits).filter(|&kind| may_be_one(kind, &row[..=at]))
        {
            best = Some((kind, digits.clone(), at + 1));
        }
    }
    best
}

/// Whether groups with commas between them can be one number: amounts in a list could be read as one too.
fn may_be_one(kind: Kind, groups: &[Group]) -> bool {
    let loose = groups
        .iter()
        .skip(1)
        .any(|group| group.gap == Some(Gap::Loose));
    let reads_on = || {
        let first = groups[0].digits.len();
        first <= 3
            || first >= number::SHORTEST
            || groups.iter().any(|group| group.digits.starts_with('0'))
    };
    !loose || (kind != Kind::Landline && reads_on())
}

/// The groups of a date.
const DATE: usize = 3;

/// Year, month and day, or day, month and year, at the beginning of `row`.
fn is_date(row: &[Group]) -> bool {
    let [a, b, c, ..] = row else { return false };
    let within = |group: &Group, most: u8| {
        group.digits.len() <= 2
            && group
                .digits
                .parse::<u8>()
                .is_ok_and(|part| (1..=most).contains(&part))
    };
    let tight = b.gap == Some(Gap::Tight) && c.gap == Some(Gap::Tight);
    tight && within(b, 12) && ((is_year(a) && within(c, 31)) || (within(a, 31) && is_year(c)))
}

fn is_year(group: &Group) -> bool {
    group.digits.len() == 4 && (group.digits.starts_with("19") || group.digits.starts_with("20"))
}

/// Hides what is long enough among groups that are no recognised number.
fn unnamed_edits(text: &str, groups: &[Group]) -> Vec<Edit> {
    let is_list = groups.iter().all(|group| group.digits.len() <= 3);
    groups
        .chunk_by(|a, b| b.gap == Some(Gap::Tight) || (a.han && b.han && !is_list))
        .filter_map(|piece| {
            let digits: String = piece.iter().map(|group| group.digits.as_str()).collect();
            let (first, last) = (piece.first()?, piece.last()?);
            if digits.len() < number::SHORTEST || is_harmless(text, piece) {
                return None;
            }
            if is_amount(text, piece) {
                let shown = group_digits(first.digits.parse().ok()?, ",");
                return Some(Edit {
                    range: first.range.clone(),
                    shown,
                    found: None,
                });
            }
            Some(Edit::hide(
                number::guess(&digits),
                &digits,
                first.range.start..last.range.end,
            ))
        })
        .collect()
}

/// A decimal, a range of amounts or of years: two short numbers that only stand close.
fn is_harmless(text: &str, piece: &[Group]) -> bool {
    let [a, b] = piece else { return false };
    let short =
        |group: &Group| group.digits.len() < number::SHORTEST && !group.digits.starts_with('0');
    let is_range = short(a) && short(b) && next_seen(text, b).is_some_and(is_unit);
    (a.digits.len() < number::SHORTEST && is_decimal(text, a, b))
        || (is_year(a) && is_year(b))
        || is_range
}

fn is_decimal(text: &str, whole: &Group, part: &Group) -> bool {
    matches!(&text[whole.range.end..part.range.start], "." | "．") && part.digits.len() <= 2
}

/// A long amount of money, which is shown with its thousands apart.
fn is_amount(text: &str, piece: &[Group]) -> bool {
    let (whole, last) = match piece {
        [whole] => (whole, whole),
        [whole, part] if is_decimal(text, whole, part) => (whole, part),
        _ => return false,
    };
    let long =
        (number::SHORTEST..=10).contains(&whole.digits.len()) && !whole.digits.starts_with('0');
    let marked = text[..whole.range.start]
        .trim_end()
        .ends_with(['¥', '￥', '$']);
    long && !whole.han
        && (marked || next_seen(text, last).is_some_and(|c| matches!(c, '元' | '块' | '圆')))
}

fn next_seen(text: &str, group: &Group) -> Option<char> {
    text[group.range.end..].chars().find(|c| !c.is_whitespace())
}

/// What amounts are counted in.
fn is_unit(c: char) -> bool {
    "元块圆万千百亿%％人天日年月度米公斤克分个件次岁小".contains(c)
}
