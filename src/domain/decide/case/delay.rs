//! The first question of triage: is the transfer delayed by 2 h or 24 h? Such money is still at the victim's
//! bank and can be called back 撤销; when all of it was, nothing is lost.

use super::life::in_house;
use super::{check_open, illegal, moved, refuse};
use crate::domain::case::{Case, CaseState, Delay, Transfer};
use crate::domain::command::{ToldDelay, WhichTransfer};
use crate::domain::decide::change;
use crate::domain::event::{Body, Change, DelayTold, Grew, HopEnding, Reason, TransferRevoked};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::{Hop, HopEnd, HopState};
use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::text::safe::SafeText;

/// What is written where a transfer was called back.
const REVOKED: &str = "the transfer was called back";

/// When a transfer comes in. It may be said anew; the trace learns when the money arrives.
pub fn told(floor: &Floor, case: &Held<Case>, told: &ToldDelay) -> Result<Vec<Change>, Refusal> {
    check_open(case)?;
    let transfer = numbered(case, told.transfer)?;
    check_standing(case, told.transfer, transfer)?;
    let mut after = transfer.clone();
    after.delay = Some(told.delay);
    let paid = case.transfers.iter().enumerate().map(|(n, t)| {
        let told = n == usize::from(told.transfer);
        if told { &after } else { t }
    });
    let at = paid
        .filter(|t| t.account.token == transfer.account.token && t.revoked_at.is_none())
        .filter_map(Transfer::arrives_at)
        .min();
    let mut changes = vec![change(
        Key::Case(case.id),
        Body::CaseDelay(DelayTold {
            transfer: told.transfer,
            delay: told.delay,
        }),
    )];
    changes.extend(
        hops(floor, case, transfer)
            .filter(|hop| at.is_some() && hop.at != at)
            .map(|hop| change(Key::Hop(hop.id), Body::HopGrew(Grew { amount: None, at }))),
    );
    Ok(changes)
}

/// The victim's bank called a delayed transfer back. Where the moment of the transfer is unknown nobody can
/// say that it is too late: the bank's word counts, and the transfer keeps the mark of the unknown time.
pub fn revoke(
    floor: &Floor,
    case: &Held<Case>,
    told: &WhichTransfer,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    check_open(case)?;
    let n = told.transfer;
    let transfer = numbered(case, n)?;
    check_standing(case, n, transfer)?;
    if !matches!(transfer.delay, Some(Delay::TwoHours | Delay::NextDay)) {
        return Err(illegal(
            case,
            format!("transfer {n} is not said to be delayed; say so first (case.delay)"),
        ));
    }
    if let Some(until) = transfer.revocable_until().filter(|until| *until <= ctx.now) {
        return Err(refuse(
            case,
            Code::TooLate,
            format!("transfer {n} came in at {until}; it can not be called back"),
        ));
    }
    let mut changes = vec![change(
        Key::Case(case.id),
        Body::CaseRevoked(TransferRevoked { transfer: n }),
    )];
    let others = || {
        let rest = case.transfers.iter().enumerate();
        rest.filter(move |(i, t)| *i != usize::from(n) && t.revoked_at.is_none())
    };
    if !others().any(|(_, t)| t.account.token == transfer.account.token) {
        changes.extend(account_is_free(floor, case, transfer));
    }
    if others().next().is_none() && is_whole(case) {
        let reason = SafeText::line(REVOKED);
        changes.extend(moved(case, CaseState::Revoked, Some(&reason)));
    }
    Ok(changes)
}

/// Nothing of this case arrives on the account: its drafts are given up, the trace ends there. An order that
/// has left is released by its own rules.
fn account_is_free<'a>(
    floor: &'a Floor,
    case: &'a Case,
    transfer: &'a Transfer,
) -> impl Iterator<Item = Change> + 'a {
    let drafts = floor
        .orders_on(transfer.account.token)
        .filter(|order| order.case == case.id && in_house(order))
        .map(|order| {
            let reason = SafeText::line(REVOKED);
            change(
                Key::Order(order.id),
                Body::OrderCancelled(Reason { reason }),
            )
        });
    let ended = [HopState::CashedOut, HopState::Left, HopState::DeadEnd];
    let hops = hops(floor, case, transfer)
        .filter(move |hop| !ended.contains(&hop.state))
        .map(|hop| {
            let reason = Some(SafeText::line(REVOKED));
            let how = HopEnd::DeadEnd;
            change(Key::Hop(hop.id), Body::HopEnded(HopEnding { how, reason }))
        });
    drafts.chain(hops)
}

/// Whether the transfers are the whole loss: a larger loss has other transfers that nobody named yet.
fn is_whole(case: &Case) -> bool {
    case.transfers.iter().map(|t| t.amount).sum::<Fen>() >= case.loss
}

/// The places of the case the victim paid to with this transfer.
fn hops<'a>(
    floor: &'a Floor,
    case: &'a Case,
    transfer: &'a Transfer,
) -> impl Iterator<Item = &'a Held<Hop>> {
    floor
        .hops_on(transfer.account.token)
        .filter(|hop| hop.case == case.id && hop.parent.is_none())
}

fn numbered(case: &Held<Case>, n: u16) -> Result<&Transfer, Refusal> {
    case.transfers.get(usize::from(n)).ok_or_else(|| {
        let found = case.transfers.len();
        Refusal::new(
            Code::BadRequest,
            format!(
                "transfer: {n}, but case {} has {found}, counted from 0",
                case.no
            ),
        )
    })
}

fn check_standing(case: &Held<Case>, n: u16, transfer: &Transfer) -> Result<(), Refusal> {
    match transfer.revoked_at {
        Some(at) => Err(illegal(
            case,
            format!("transfer {n} was called back at {at}"),
        )),
        None => Ok(()),
    }
}
