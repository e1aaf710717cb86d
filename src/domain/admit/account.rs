//! How the number of an account may be written. Two orders on one account are counted by its number, so one account
//! has one spelling but for blanks and hyphens: a card or account is digits, an order number, a wallet or an address
//! is one word of letters and digits. What a person wrote around the number (a bank, a name, 三 in one) is refused
//! here, where it can still be mended, and not read as part of it.

use unicode_normalization::UnicodeNormalization;

use crate::text::mask::{Kind, normalise};
use crate::text::safe::is_unseen;

/// Letters and digits of an account, at least and at most.
pub const LENGTH: std::ops::RangeInclusive<usize> = 4..=64;

/// Why a text is no account; never says the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoAccount {
    /// Too few letters and digits, or too many.
    #[error("{0} letters and digits found, {least} to {most} allowed", least = LENGTH.start(), most = LENGTH.end())]
    Length(usize),
    /// Something that stands in no account.
    #[error(
        "found a sign other than letters A-Z, digits, blanks and hyphens; write the whole number, unmasked, and nothing else"
    )]
    Sign,
    /// Two words.
    #[error(
        "found letters and a blank; allowed are digits with blanks or hyphens between them, or one word of letters and digits"
    )]
    Words,
    /// A card number with something written to it.
    #[error("found a card number with letters before or after it; write its digits alone")]
    Dressed,
}

/// Checks how an account is written.
pub fn check(raw: &str) -> Result<(), NoAccount> {
    let text: String = (raw.trim().nfkc())
        .filter(|&c| c.is_whitespace() || !is_unseen(c))
        .collect();
    let text = text.trim();
    let is_hyphen = |c: char| matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let has_letters = text.bytes().any(|b| b.is_ascii_alphabetic());
    let number = normalise(Kind::OrderNumber, text);
    if !LENGTH.contains(&number.len()) && !text.contains('*') {
        return Err(NoAccount::Length(number.len()));
    }
    if !(text.chars()).all(|c| c.is_ascii_alphanumeric() || c == ' ' || is_hyphen(c)) {
        return Err(NoAccount::Sign);
    }
    if has_letters && text.contains(' ') {
        return Err(NoAccount::Words);
    }
    let core = number.trim_matches(|c: char| c.is_ascii_alphabetic());
    if has_letters && is_union_pay(core) {
        return Err(NoAccount::Dressed);
    }
    Ok(())
}

/// A card of a bank here. Order numbers begin with a letter or a date.
fn is_union_pay(number: &str) -> bool {
    (16..=19).contains(&number.len())
        && number.starts_with("62")
        && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_digits_or_one_word() {
        use NoAccount as No;
        let longest = "1".repeat(64);
        for (raw, expected) in [
            ("6222000011112222", Ok(())),
            ("6222 0000 1111 2222", Ok(())),
            ("6222-0000-1111-2222", Ok(())),
            ("6222\u{2014}0000\u{3000}1111\u{200B}2222", Ok(())),
            ("６２２２００００１１１１２２２２", Ok(())),
            (" 6222000011112222 ", Ok(())),
            ("order-A1", Ok(())),
            ("wx_abcd", Ok(())),
            ("TX20261123622200001111", Ok(())),
            ("0x52908400098527886E0F7030069857D2E4169EE7", Ok(())),
            ("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", Ok(())),
            ("DE89370400440532013000", Ok(())),
            (longest.as_str(), Ok(())),
            ("", Err(No::Length(0))),
            ("123", Err(No::Length(3))),
            ("未知", Err(No::Length(0))),
            ("6222000011112222 icbc", Err(No::Words)),
            ("ICBC 6222000011112222", Err(No::Words)),
            ("No.6222000011112222", Err(No::Sign)),
            ("CN6222000011112222", Err(No::Dressed)),
            ("6222000011112222x", Err(No::Dressed)),
            ("icbc-6222-0000-1111-2222", Err(No::Dressed)),
            ("P4500123412341234", Ok(())),
            ("6222 **** **** 2222", Err(No::Sign)),
            ("6222************", Err(No::Sign)),
            ("****", Err(No::Sign)),
            ("6222000011112222 张三", Err(No::Sign)),
            ("张三6222000011112222", Err(No::Sign)),
            ("六二二二零零零零", Err(No::Sign)),
            ("6222000011112222\n6222000011113333", Err(No::Sign)),
            ("62220000/11112222", Err(No::Sign)),
        ] {
            assert_eq!(check(raw), expected, "{raw}");
        }
    }
}
