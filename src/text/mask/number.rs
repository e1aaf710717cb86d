//! What a row of digits is, and how much of it is shown.

use super::Kind;

/// Province codes that begin an identity number.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

/// Shortest row of digits that is hidden in free text.
pub(super) const SHORTEST: usize = 7;
/// Longest row that can be recognised: a card, or a mobile with its country.
pub(super) const LONGEST: usize = 19;
/// From this length on a row without a better name is an order number.
const ORDER: usize = 12;

/// The kind of a row that can be recognised by its form alone.
pub(super) fn recognise(number: &str) -> Option<Kind> {
    if is_national_id(number) {
        Some(Kind::NationalId)
    } else if is_mobile(number) {
        Some(Kind::Mobile)
    } else if is_card(number) {
        Some(Kind::Card)
    } else if is_landline(number) {
        Some(Kind::Landline)
    } else {
        None
    }
}

/// The kind of any other row that is long enough to be hidden.
pub(super) fn guess(number: &str) -> Kind {
    let old_id = number.len() == 15 && is_province(number) && is_day(&number[8..12]);
    match number.len() {
        15 if old_id => Kind::NationalId,
        ORDER.. => Kind::OrderNumber,
        11 if number.starts_with('1') => Kind::Mobile,
        10 if number.starts_with("400") || number.starts_with("800") => Kind::Landline,
        7 | 8 => Kind::Landline,
        _ if number.starts_with('0') => Kind::Landline,
        _ => Kind::OrderNumber,
    }
}

fn is_mobile(number: &str) -> bool {
    let number = without_country(number);
    number.len() == 11 && number.starts_with('1') && ('3'..='9').contains(&nth(number, 1))
}

fn is_national_id(number: &str) -> bool {
    number.len() == 18
        && is_province(number)
        && matches!(number.get(6..8), Some("18" | "19" | "20"))
        && number.get(10..14).is_some_and(is_day)
}

pub(super) fn is_province(number: &str) -> bool {
    number
        .get(..2)
        .is_some_and(|code| PROVINCES.contains(&code))
}

/// Month and day of a birth date.
fn is_day(month_day: &str) -> bool {
    month_day
        .parse::<u16>()
        .is_ok_and(|day| (1..=12).contains(&(day / 100)) && (1..=31).contains(&(day % 100)))
}

fn is_card(number: &str) -> bool {
    (16..=19).contains(&number.len()) && number.starts_with("62")
        || (13..=19).contains(&number.len())
            && ('3'..='6').contains(&nth(number, 0))
            && is_luhn(number)
}

/// The check digit of bank cards.
fn is_luhn(number: &str) -> bool {
    let sum: u32 = number
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(at, digit)| {
            if at % 2 == 0 {
                digit
            } else {
                digit * 2 / 10 + digit * 2 % 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A landline with its area code, or a 400 or 800 service number.
fn is_landline(number: &str) -> bool {
    let service = number.len() == 10 && (number.starts_with("400") || number.starts_with("800"));
    service || area_code(number).is_some_and(|area| (7..=8).contains(&(number.len() - area)))
}

/// The length of the area code: 010 and 02x are three digits long, all others four.
fn area_code(number: &str) -> Option<usize> {
    match (nth(number, 0), nth(number, 1)) {
        ('0', '1' | '2') => Some(3),
        ('0', '3'..='9') => Some(4),
        _ => None,
    }
    .filter(|&area| area < number.len())
}

/// Whether a number, in ASCII digits, is a short code: the emergency and public services (110, 96110, 12345), carriers
/// (10086) and banks (95588), also behind an area code. Subscribers have seven digits or more.
pub(super) fn is_short(number: &str) -> bool {
    let number = number.strip_prefix("0086").unwrap_or(number);
    let own = number.len() - area_code(number).unwrap_or(0);
    own < SHORTEST
}

fn nth(number: &str, at: usize) -> char {
    number
        .as_bytes()
        .get(at)
        .map_or(' ', |&byte| char::from(byte))
}

/// A mobile number without 86, +86 or 0086 before it.
pub(super) fn without_country(number: &str) -> &str {
    ["0086", "86", "0"]
        .iter()
        .filter_map(|prefix| number.strip_prefix(prefix))
        .find(|rest| {
            rest.len() == 11 && rest.starts_with('1') && ('3'..='9').contains(&nth(rest, 1))
        })
        .unwrap_or(number)
}

/// A landline number as dialled inside the country.
pub(super) fn national_landline(number: &str) -> String {
    match number
        .strip_prefix("0086")
        .or_else(|| number.strip_prefix("86"))
    {
        Some(rest) if (10..=12).contains(&rest.len()) && rest.starts_with('0') => rest.to_owned(),
        Some(rest) if (10..=11).contains(&rest.len()) => format!("0{rest}"),
        _ => number.to_owned(),
    }
}

/// The mask of a normalised number.
pub(super) fn mask(kind: Kind, number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    let last = |count: usize| chars[chars.len() - count..].iter().collect::<String>();
    let first = |count: usize| chars[..count].iter().collect::<String>();
    match (kind, chars.len()) {
        (Kind::Mobile, 11) => format!("{}****{}", first(3), last(4)),
        (Kind::NationalId, 15..=18) => {
            format!("{}{}{}", first(3), "*".repeat(chars.len() - 7), last(4))
        }
        (Kind::Card, 13..) => format!("{} **** **** {}", first(4), last(4)),
        (Kind::Landline, 10) if !number.starts_with('0') => format!("{}-****{}", first(3), last(2)),
        (Kind::Landline, 9..) if area_code(number).is_some() => {
            format!("{}-****{}", first(area_code(number).unwrap_or(0)), last(2))
        }
        (_, ORDER..) => format!("****{}", last(4)),
        (_, SHORTEST..) => format!("****{}", last(2)),
        _ => "****".to_owned(),
    }
}
