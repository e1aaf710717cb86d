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
