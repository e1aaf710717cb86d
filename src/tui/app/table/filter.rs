//! The filter of a table: `tier:P0 type:T08 bank:ICBC age>5m amount>50k state:new "text"`. All words must hold; of
//! several values after a colon, set apart by commas, one must. Each table knows its own fields; text is looked for
//! in everything a row says.

use std::cmp::Ordering;

use super::field::{Field, Holds, fields, named, terms};
use crate::domain::ids::Sub;
use crate::domain::money::Fen;
use crate::domain::time::Span;
use crate::text::show;
use crate::text::words::Bad;
use crate::tui::app::place::Pane;
use crate::tui::keys::fold::{fold_char, fold_text};

/// What a row says of a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Value<'r> {
    /// Nothing; sorts last.
    None,
    /// Fen, milliseconds, a count, or the place of a word among [`terms`].
    Number(i64),
    /// Words.
    Text(&'r str),
    /// A person, or nobody.
    Person(Option<&'r Sub>),
}

/// A row of a table, as filter and sorting see it.
pub trait Row {
    /// What it says of a field of its table.
    fn value(&self, field: Field) -> Value<'_>;
    /// Whether an institution it has to do with is meant: by the beginning of its code or a part of its name.
    fn bank(&self, _part: &str) -> bool {
        false
    }
    /// Whether anything it says holds a text.
    fn says(&self, part: &str) -> bool;
}

/// What a table shows; empty shows everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    text: String,
    words: Vec<Word>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Word {
    /// One of these.
    Is(Field, Vec<i64>),
    /// Beyond a number.
    Beyond(Field, Ordering, i64),
    /// Holds one of these.
    Holds(Field, Vec<String>),
    /// An institution.
    Bank(Vec<String>),
    /// One of these people.
    Person(Field, Vec<Whom>),
    /// Anything the row says.
    Text(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Whom {
    Nobody,
    Somebody(String),
}

impl Filter {
    /// No filter.
    pub const NONE: Self = Self {
        text: String::new(),
        words: Vec::new(),
    };

    /// Reads a filter as typed for a table; `me` is who is meant by `owner:me`.
    ///
    /// # Errors
    /// The first word that can not be, with what can.
    pub fn parse(table: Pane, text: &str, me: Option<&Sub>) -> Result<Self, Bad> {
        let text = fold_text(text.trim());
        let words = pieces(&text).map(|piece| word(table, piece, me));
        let words = words.collect::<Result<_, _>>()?;
        Ok(Self { text, words })
    }

    /// As typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it shows everything.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a row is shown.
    pub fn takes(&self, row: &impl Row) -> bool {
        self.words.iter().all(|word| match word {
            Word::Is(field, any) => {
                matches!(row.value(*field), Value::Number(n) if any.contains(&n))
            }
            Word::Beyond(field, side, than) => {
                matches!(row.value(*field), Value::Number(n) if n.cmp(than) == *side)
            }
            Word::Holds(field, any) => {
                matches!(row.value(*field), Value::Text(text) if any.iter().any(|p| holds(text, p)))
            }
            Word::Bank(any) => any.iter().any(|part| row.bank(part)),
            Word::Person(field, any) => match row.value(*field) {
                Value::Person(sub) => any.iter().any(|whom| whom.is(sub)),
                _ => false,
            },
            Word::Text(part) => row.says(part),
        })
    }
}

impl Whom {
    fn read(text: &str, me: Option<&Sub>) -> Self {
        match (text, me) {
            ("none" | "-" | "无", _) => Self::Nobody,
            ("me" | "我", Some(me)) => Self::Somebody(me.as_str().to_owned()),
            _ => Self::Somebody(text.to_owned()),
        }
    }

    fn is(&self, sub: Option<&Sub>) -> bool {
        match (self, sub) {
            (Self::Nobody, None) => true,
            (Self::Somebody(name), Some(sub)) => {
                sub.as_str() == name || show::sub(sub).eq_ignore_ascii_case(name)
            }
            _ => false,
        }
    }
}

/// Splits at spaces outside of quotes; quoted text keeps its opening quote.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match rest.strip_prefix('"') {
            Some(quoted) => quoted.find('"').map_or(rest.len(), |at| 1 + at),
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (piece, tail) = rest.split_at(end);
        rest = tail.strip_prefix('"').unwrap_or(tail).trim_start();
        Some(piece)
    })
}

fn word(table: Pane, piece: &str, me: Option<&Sub>) -> Result<Word, Bad> {
    if let Some(text) = piece.strip_prefix('"') {
        return Ok(Word::Text(text.to_lowercase()));
    }
    let Some(at) = piece.find([':', '>', '<']) else {
        return Ok(Word::Text(piece.to_lowercase()));
    };
    let (name, rest) = piece.split_at(at);
    let (sign, value) = rest.split_at(1);
    let field = named(table, &name.to_lowercase()).ok_or_else(|| Bad::FilterField {
        found: name.to_owned(),
        allowed: fields(table).map(Field::name).collect(),
    })?;
    let values = || value.to_lowercase();
    let each = |values: &str| values.split(',').map(str::to_owned).collect::<Vec<_>>();
    match (field.holds(), sign) {
        (Holds::Term, ":") => among(table, field, &values()),
        (Holds::Text, ":") => Ok(Word::Holds(field, each(&values()))),
        (Holds::Bank, ":") => Ok(Word::Bank(each(&values()))),
        (Holds::Person, ":") => {
            let whom = value.split(',').map(|name| Whom::read(name, me));
            Ok(Word::Person(field, whom.collect()))
        }
        (Holds::Count, ":") => {
            let numbers = value.split(',').map(|n| number(field, n));
            Ok(Word::Is(field, numbers.collect::<Result<_, _>>()?))
        }
        (Holds::Term, side) => {
            // Beyond a word, as the words sort: `tier<P2` is what is graver.
            let Word::Is(_, ranks) = among(table, field, &values())? else {
                return Err(bad(field, piece));
            };
            let rank = ranks.first().copied().unwrap_or_default();
            Ok(Word::Beyond(field, ordering(side), rank))
        }
        (Holds::Money | Holds::Span | Holds::Count, ">" | "<") => {
            let than = number(field, value)?;
            Ok(Word::Beyond(field, ordering(sign), than))
        }
        _ => Err(bad(field, piece)),
    }
}

fn ordering(sign: &str) -> Ordering {
    if sign == ">" {
        Ordering::Greater
    } else {
        Ordering::Less
    }
}

/// The places of the words that are meant: one that is named whole, else all that hold a part.
fn among(table: Pane, field: Field, values: &str) -> Result<Word, Bad> {
    let terms = terms(table, field);
    let mut ranks = Vec::new();
    for part in values.split(',') {
        let find = |is: &dyn Fn(&str) -> bool| -> Vec<i64> {
            let named = terms.iter().enumerate();
            let named = named.filter(|(_, names)| names.iter().any(|name| is(name)));
            named.map(|(n, _)| n as i64).collect()
        };
        let whole = find(&|name| !name.is_empty() && name.to_lowercase() == part);
        let found = if whole.is_empty() && !part.is_empty() {
            find(&|name| holds(name, part))
        } else {
            whole
        };
        if found.is_empty() {
            return Err(Bad::FilterValue {
                field: field.name(),
                found: part.to_owned(),
                allowed: terms.iter().map(|names| names[0].clone()).collect(),
            });
        }
        ranks.extend(found);
    }
    Ok(Word::Is(field, ranks))
}

/// A number of a field: fen, milliseconds or a count.
fn number(field: Field, text: &str) -> Result<i64, Bad> {
    let found = match field.holds() {
        Holds::Money => money(text).map(|fen| fen.0),
        Holds::Span => age(text).map(|span| span.0),
        _ => text.parse().ok(),
    };
    found.ok_or_else(|| bad(field, text))
}

/// What is wrong with a value, and how one is written.
fn bad(field: Field, found: &str) -> Bad {
    let name = field.name();
    let examples: &[&str] = match field.holds() {
        Holds::Term | Holds::Text => &[":…"],
        Holds::Bank => &[":ICBC"],
        Holds::Person => &[":0412", ":me", ":none"],
        Holds::Money => &[">50k", "<1.5m", ">5万"],
        Holds::Span => &[">5m", "<2h", ">30s", ">1d"],
        Holds::Count => &[":3", ">3", "<3"],
    };
    let allowed = examples.iter().map(|e| format!("{name}{e}").into());
    Bad::FilterValue {
        field: name,
        found: found.to_owned(),
        allowed: allowed.collect(),
    }
}

/// A sum in yuan: `50000`, `50k`, `1.5m`, `5w`, `5万`.
fn money(text: &str) -> Option<Fen> {
    let text = text.trim_start_matches(['$', '¥']).to_lowercase();
    let figures = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let factor = match &text[figures.len()..] {
        "" => 1.0,
        "k" => 1e3,
        "w" | "万" => 1e4,
        "m" => 1e6,
        "亿" => 1e8,
        _ => return None,
    };
    let yuan: f64 = figures.parse().ok()?;
    let fen = yuan * factor * 100.0;
    (0.0..1e17).contains(&fen).then(|| Fen(fen.round() as i64))
}

/// `30s`, `5m`, `2h`, `1d`; a bare number is minutes.
fn age(text: &str) -> Option<Span> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let n: i64 = digits.parse().ok().filter(|n| *n < 1_000_000)?;
    Some(match &text[digits.len()..] {
        "s" | "秒" => Span::secs(n),
        "" | "m" | "min" | "分" => Span::mins(n),
        "h" | "时" => Span::hours(n),
        "d" | "天" => Span::days(n),
        _ => return None,
    })
}

/// Whether a text holds a part that is folded and small already; makes no copy.
pub fn holds(text: &str, part: &str) -> bool {
    let mut rest = text.chars();
    loop {
        if begins(rest.clone(), part) {
            return true;
        }
        if rest.next().is_none() {
            return false;
        }
    }
}

/// Whether characters begin with a part that is folded and small already.
pub fn begins(text: impl Iterator<Item = char>, part: &str) -> bool {
    let mut text = text.map(|c| fold_char(c).to_ascii_lowercase());
    part.chars().all(|c| text.next() == Some(c))
}

#[cfg(test)]
mod tests;
