//! Accounts as a liaison tells them: `account institution amount [time]`, one a line, typed or pasted. The time is
//! `14:03` of the centre's day or minutes ago. An institution that is not in the directory is taken as written and
//! marked, since money does not keep to the directory.

use super::reason::amount;
use crate::domain::admit::account;
use crate::domain::command::ToldAccount;
use crate::domain::ids::InstitutionId;
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::time::{Millis, Span};
use crate::text::words::Bad;
use crate::tui::keys::fold::fold_text;

/// The fewest letters of an institution's code.
const CODE: usize = 2;

/// Whether the directory knows an institution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listing {
    /// It does.
    Listed,
    /// It does not; the code is taken as written.
    Unlisted,
}

/// An account as told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// The account, without blanks.
    pub account: String,
    /// Where it is kept.
    pub institution: InstitutionId,
    /// Whether the directory knows that institution.
    pub listing: Listing,
    /// How much.
    pub amount: Fen,
    /// When.
    pub at: Option<Millis>,
}

impl Told {
    /// As a command carries it.
    pub fn told(&self) -> ToldAccount {
        ToldAccount {
            account: Private::Raw(self.account.clone()),
            institution: self.institution.clone(),
            amount: self.amount,
            at: self.at,
        }
    }

    /// The account's end: `**** 1234`.
    pub fn last_four(&self) -> String {
        super::last_four(&self.account)
    }
}

/// What a line is read against.
pub struct Reader<'r> {
    /// Finds a listed institution by its code or name.
    pub listed: &'r dyn Fn(&str) -> Option<InstitutionId>,
    /// Now.
    pub now: Millis,
    /// Difference of the centre's clock from UTC.
    pub zone: Span,
}

impl Reader<'_> {
    /// Reads one line.
    pub fn line(&self, text: &str) -> Result<Told, Bad> {
        let text = fold_text(text);
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || matches!(c, '\t' | ';'))
            .filter(|word| !word.is_empty())
            .collect();
        // The account may be written in groups; the bank is the first word with a letter after it.
        let is_bank = |word: &&str| word.chars().any(char::is_alphabetic);
        let bank = words.iter().skip(1).position(is_bank).map(|at| at + 1);
        let Some(bank) = bank else {
            let missing = words.get(1).copied().unwrap_or_default();
            return Err(Bad::Institution(missing.to_owned()));
        };
        let (amount, time) = match words[bank + 1..] {
            [amount] => (amount, ""),
            [amount, time] => (amount, time),
            _ => return Err(Bad::Amount),
        };
        self.read(&words[..bank].concat(), words[bank], amount, time)
    }

    /// Reads the parts of one account.
    pub fn read(&self, account: &str, bank: &str, sum: &str, time: &str) -> Result<Told, Bad> {
        account::check(account).map_err(|_| Bad::Account)?;
        let account: String = account.split_whitespace().collect();
        let (institution, listing) = self.institution(bank.trim())?;
        Ok(Told {
            account,
            institution,
            listing,
            amount: amount(sum).ok_or(Bad::Amount)?,
            at: self.time(time.trim())?,
        })
    }

    fn institution(&self, bank: &str) -> Result<(InstitutionId, Listing), Bad> {
        if let Some(id) = (self.listed)(bank) {
            return Ok((id, Listing::Listed));
        }
        let code = bank.to_ascii_uppercase();
        let is_code = code.len() >= CODE && code.bytes().any(|b| b.is_ascii_uppercase());
        let id = code.parse().ok().filter(|_| is_code);
        id.map(|id| (id, Listing::Unlisted))
            .ok_or_else(|| Bad::Institution(bank.to_owned()))
    }

    /// Nothing, minutes ago, or a time of the day: the last one that has passed.
    fn time(&self, text: &str) -> Result<Option<Millis>, Bad> {
        let Some((hours, minutes)) = text.split_once(':') else {
            return match text {
                "" => Ok(None),
                text => text
                    .parse::<u32>()
                    .map(|m| Some(self.now - Span::mins(i64::from(m))))
                    .map_err(|_| Bad::Time),
            };
        };
        let part = |text: &str, end: i64| text.parse().ok().filter(|n| (0..end).contains(n));
        let (hours, minutes) = (
            part(hours, 24),
            part(minutes.get(..2).unwrap_or(minutes), 60),
        );
        let (Some(hours), Some(minutes)) = (hours, minutes) else {
            return Err(Bad::Time);
        };
        let local = (self.now + self.zone).0;
        let day = local - local.rem_euclid(Span::days(1).0);
        let at = Millis(day) + Span::hours(hours) + Span::mins(minutes) - self.zone;
        let passed = if at > self.now {
            at - Span::days(1)
        } else {
            at
        };
        Ok(Some(passed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Told, Bad> {
        let listed = |text: &str| {
            ["ABC", "农业银行"]
                .contains(&text)
                .then(|| "ABC".parse().unwrap())
        };
        let reader = Reader {
            listed: &listed,
            now: "2026-11-23T06:03:22Z".parse().unwrap(),
            zone: Span::hours(8),
        };
        reader.line(line)
    }

    #[test]
    fn lines_are_read_as_they_are_written() {
        for (line, account, bank, yuan, at) in [
            (
                "6228480000001234 ABC 5000",
                "6228480000001234",
                "ABC",
                500_000,
                None,
            ),
            (
                "6228 4800 0000 1234 农业银行 5,000.50",
                "6228480000001234",
                "ABC",
                500_050,
                None,
            ),
            (
                "6228480000001234\tabcd\t5000\t13:58",
                "6228480000001234",
                "ABCD",
                500_000,
                Some("2026-11-23T05:58:00Z"),
            ),
            (
                "６２２８４８００００００１２３４ ABC ５０００ 5",
                "6228480000001234",
                "ABC",
                500_000,
                Some("2026-11-23T05:58:22Z"),
            ),
            (
                "acct-77 ABC 1 23:50",
                "acct-77",
                "ABC",
                100,
                Some("2026-11-22T15:50:00Z"),
            ),
        ] {
            let told = read(line).unwrap_or_else(|bad| panic!("{line}: {bad:?}"));
            assert_eq!(told.account, account, "{line}");
            assert_eq!(told.institution.as_str(), bank, "{line}");
            assert_eq!(told.amount, Fen(yuan), "{line}");
            assert_eq!(told.at, at.map(|at| at.parse().unwrap()), "{line}");
            let listed = if bank == "ABC" {
                Listing::Listed
            } else {
                Listing::Unlisted
            };
            assert_eq!(told.listing, listed, "{line}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (line, bad) in [
            ("6228480000001234", Bad::Institution(String::new())),
            ("6228480000001234 5000", Bad::Institution("5000".into())),
            ("123 ABC 5000", Bad::Account),
            ("6228480000001234 ABC", Bad::Amount),
            ("6228480000001234 ABC much", Bad::Amount),
            ("6228480000001234 ABC 0", Bad::Amount),
            ("6228480000001234 ABC 5000 25:00", Bad::Time),
            ("6228480000001234 ABC 5000 soon", Bad::Time),
            ("6228480000001234 X 5000", Bad::Institution("X".into())),
        ] {
            assert_eq!(read(line), Err(bad), "{line}");
        }
    }
}
