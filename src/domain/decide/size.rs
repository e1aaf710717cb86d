//! One command names only so many accounts: each becomes an order and a place of the trace in the same decision,
//! and a decision must stay small enough to be logged and shown at once.

use crate::domain::command::{Command as C, MOST_ACCOUNTS, Request};
use crate::domain::refusal::{Code, Refusal};

/// Refuses a command that names more accounts than one may.
pub fn check(request: &Request) -> Result<(), Refusal> {
    let (field, found) = match &request.command {
        C::AlertConvert(a) => ("transfers", a.transfers.len()),
        C::CaseOpen(a) => ("transfers", a.transfers.len()),
        C::OrderEmpty(a) => ("next_accounts", a.next_accounts.len()),
        C::HopAnswer(a) => ("outputs", a.outputs.len()),
        _ => return Ok(()),
    };
    if found <= MOST_ACCOUNTS {
        return Ok(());
    }
    Err(Refusal::new(
        Code::TooLarge,
        format!(
            "{field}: {found} accounts found, at most {MOST_ACCOUNTS} in one command; add the others as hops or orders"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decide::bench::{Bench, commander, report, transfer};
    use crate::domain::money::Fen;

    #[test]
    fn a_command_names_so_many_accounts_and_no_more() {
        for (count, expected) in [(64, None), (65, Some(Code::TooLarge))] {
            let mut bench = Bench::new();
            let told = (0..count).map(|n| transfer(0xC0 + n, Fen::yuan(1), None));
            let found = bench.give(&commander(), None, report(told.collect()));
            let refusal = found.err();
            assert_eq!(refusal.as_ref().map(|r| r.code), expected, "{count}");
            let says = |r: &Refusal| r.msg.contains("transfers: 65 accounts found, at most 64");
            assert!(refusal.as_ref().is_none_or(says), "{refusal:?}");
        }
    }
}
