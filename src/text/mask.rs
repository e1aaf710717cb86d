//! Masks of personal data: what everyone may see of a phone number, an identity number, an account. A mask
//! is made from the raw value by its kind; [`normalise`] gives the form equality tokens are computed over,
//! so that one number written in two ways is one number. Masks still go through `SafeText` to be shown.

mod digits;
mod find;
mod number;
mod rows;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::safe::is_unseen;
pub use find::{Found, mask_free_text};

/// What a personal value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Mobile number: `138****1234`.
    Mobile,
    /// Landline or service number: `0579-****12`.
    Landline,
    /// National identity number: `330***********123X`.
    NationalId,
    /// Bank card or account: `6222 **** **** 1234`.
    Card,
    /// Name of a person: `张**`.
    Name,
    /// Address, shown to the district: `浙江省金华市婺城区***`.
    Address,
    /// Handle of a chat or mail account: `ab***z`.
    Handle,
    /// Order number of a payment firm: `****1234`.
    OrderNumber,
    /// Text with anything inside: numbers are masked where they stand.
    FreeText,
}

/// The mask of `raw`. A value that is masked already, or too short to keep its ends, shows no more of itself.
pub fn mask(kind: Kind, raw: &str) -> String {
    match kind {
        Kind::FreeText => mask_free_text(raw).0,
        Kind::Name => normal_text(raw)
            .chars()
            .next()
            .map_or_else(String::new, |first| format!("{first}**")),
        Kind::Address => mask_address(&normal_text(raw)),
        Kind::Handle => mask_handle(&normal_text(raw)),
        Kind::Mobile | Kind::Landline => mask_number(phone_kind(kind, raw), raw),
        Kind::NationalId | Kind::Card | Kind::OrderNumber => mask_number(kind, raw),
    }
}

/// Which phone it is: a field for mobiles may hold a landline and the other way round.
fn phone_kind(kind: Kind, raw: &str) -> Kind {
    number::recognise(&digits::only(raw))
        .filter(|found| matches!(found, Kind::Mobile | Kind::Landline))
        .unwrap_or(kind)
}

fn mask_number(kind: Kind, raw: &str) -> String {
    already_masked(raw).unwrap_or_else(|| number::mask(kind, &normalise(kind, raw)))
}

/// What the number of an account is read as. Letters are part of an order number, a wallet or an address on a
/// chain; a card has none.
pub fn account_kind(raw: &str) -> Kind {
    let letters = normalise(Kind::OrderNumber, raw);
    if letters.bytes().any(|b| b.is_ascii_alphabetic()) {
        Kind::OrderNumber
    } else {
        Kind::Card
    }
}

/// Whether a code of a place or a person begins with that of a province.
pub fn is_province(code: &str) -> bool {
    number::is_province(code)
}

/// Whether a telephone number is that of a service and not of a subscriber.
pub fn is_service_number(raw: &str) -> bool {
    number::is_short(&digits::only(raw))
}

/// The form of `raw` under which equal values are equal: NFKC, without separators and invisible characters,
/// numbers in ASCII digits without the country's prefix. Never shown.
pub fn normalise(kind: Kind, raw: &str) -> String {
    match kind {
        Kind::Mobile => number::without_country(&digits::only(raw)).to_owned(),
        Kind::Landline => number::national_landline(&digits::only(raw)),
        Kind::Card => digits::only(raw),
        Kind::NationalId => {
            let ends_with_x = visible(raw).trim_end().ends_with(digits::is_x);
            digits::only(raw) + if ends_with_x { "X" } else { "" }
        }
        Kind::OrderNumber => {
            let text = visible(raw).to_uppercase();
            text.chars()
                .map(|c| digits::han(c).unwrap_or(c))
                .filter(char::is_ascii_alphanumeric)
                .collect()
        }
        Kind::Name => fold(raw, |c| !matches!(c, '·' | '•' | '・' | '‧' | '.')),
        Kind::Handle => fold(raw, |_| true),
        Kind::Address => fold(raw, char::is_alphanumeric),
        Kind::FreeText => visible(raw)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// NFKC without what can not be seen; marks stay with their letters.
fn visible(raw: &str) -> String {
    raw.nfkc()
        .filter(|&c| is_combining_mark(c) || !is_unseen(c))
        .nfkc()
        .collect()
}

/// [`visible`] without any white space.
fn normal_text(raw: &str) -> String {
    visible(raw)
        .split_whitespace()
        .collect::<String>()
        .nfkc()
        .collect()
}

/// [`normal_text`] in lower case, of the characters to `keep`.
fn fold(raw: &str, keep: fn(char) -> bool) -> String {
    normal_text(raw)
        .to_lowercase()
        .chars()
        .filter(|&c| keep(c))
        .nfkc()
        .collect()
}

/// Most characters a mask of a number leaves in clear, and most of them in a row.
const CLEAR: usize = 8;
const CLEAR_ROW: usize = 4;

/// Institutions send some numbers masked; such a number is shown as it came, where enough of it is hidden.
fn already_masked(raw: &str) -> Option<String> {
    let text = visible(raw);
    let clear = |part: &str| part.chars().filter(char::is_ascii_alphanumeric).count();
    let is_mask = text.contains("**")
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '-' | ' '))
        && clear(&text) <= CLEAR
        && text.split('*').all(|part| clear(part) <= CLEAR_ROW);
    is_mask.then_some(text)
}

/// Suffixes of a district, and the words that only look like one.
const DISTRICTS: [char; 4] = ['区', '县', '旗', '市'];
const NOT_DISTRICTS: [&str; 10] = [
    "小区", "社区", "园区", "校区", "厂区", "景区", "库区", "片区", "新区", "街区",
];
/// A district's name is rarely longer than this.
const DISTRICT_CHARS: usize = 8;

fn mask_address(address: &str) -> String {
    let shown = district_end(address).map_or("", |end| &address[..end]);
    if address.is_empty() {
        String::new()
    } else {
        format!("{shown}***")
    }
}

/// Where the district ends, or the city or province where no district is named.
fn district_end(address: &str) -> Option<usize> {
    let mut end = None;
    let mut levels = 0;
    let mut since = 0;
    for (at, c) in address.char_indices() {
        since += 1;
        if !('\u{4E00}'..='\u{9FFF}').contains(&c)
            || matches!(c, '路' | '街' | '道' | '巷' | '弄' | '村' | '镇' | '乡')
        {
            break;
        }
        let after = at + c.len_utf8();
        let is_region = c == '省'
            || address[..after].ends_with("自治区")
            || address[..after].ends_with("自治州");
        let is_district = DISTRICTS.contains(&c)
            && since > 1
            && !NOT_DISTRICTS
                .iter()
                .any(|no| address[..after].ends_with(no));
        if is_region || is_district {
            end = Some(after);
            levels += 1;
            since = 0;
            if matches!(c, '县' | '旗') || (c == '区' && !is_region) || levels == 3 {
                break;
            }
        } else if since > DISTRICT_CHARS {
            break;
        }
    }
    end
}

/// The first two and the last character; of a mail address the part before the `@`.
fn mask_handle(handle: &str) -> String {
    let (local, domain) = match handle.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() => (local, Some(domain)),
        _ => (handle, None),
    };
    let chars: Vec<char> = local.chars().collect();
    let mut out = match chars.as_slice() {
        [] => return String::new(),
        [_] | ['*', ..] => "***".to_owned(),
        [first, second, .., last] if chars.len() > 4 => format!("{first}{second}***{last}"),
        [first, ..] => format!("{first}***"),
    };
    if let Some(domain) = domain {
        out.push('@');
        out.push_str(domain);
    }
    out
}

#[cfg(test)]
mod tests;
