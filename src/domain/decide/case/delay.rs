//! The first question of triage: is the transfer delayed by 2 h or 24 h? Such money is still at the victim's
//! bank and can be called back 撤销; when all of it was, nothing is lost.

use super::life::{give_all_up, give_up};
use super::pass::{check_goes_on, goes_on, joined};
use super::{illegal, moved, refuse};
use crate::domain::case::{Case, CaseState, Delay, Transfer};
use crate::domain::command::{ToldDelay, WhichTransfer};
use crate::domain::decide::change;
use crate::domain::event::{Body, Change, DelayTold, Grew, HopEnding, TransferRevoked};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::{Hop, HopEnd, HopState};
use crate::domain::ids::{CaseId, Key};
use crate::domain::money::Fen;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Span;
use crate::domain::trace;
use crate::text::safe::SafeText;

/// What is written where a transfer was called back.
const REVOKED: &str = "转账已撤回 the transfer was called back";

/// When a transfer comes in. It may be said anew; the trace learns when the money arrives.
pub fn told(floor: &Floor, case: &Held<Case>, told: &ToldDelay) -> Result<Vec<Change>, Refusal> {
    check_goes_on(floor, case)?;
    let transfer = numbered(case, told.transfer)?;
    check_standing(case, told.transfer, transfer)?;
    if told.delay.span() > Span(0) && trace::has_come_in(floor, case, transfer) {
        let (n, bank) = (told.transfer, &transfer.institution);
        let msg = format!("transfer {n} has come in, as the answer of {bank} shows");
        return Err(illegal(case, msg));
    }
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
    check_goes_on(floor, case)?;
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
    let this = (case.id, n);
    if !standing(case, this).any(|t| t.account.token == transfer.account.token) {
        changes.extend(account_is_free(floor, case, transfer));
    }
    if let Some(last) = goes_on(floor, case.id).filter(|last| is_all_back(floor, last, this)) {
        let reason = SafeText::line(REVOKED);
        changes.retain(|change| !matches!(change.key, Key::Order(_)));
        changes.extend(give_all_up(floor, last, &reason));
        changes.extend(moved(last, CaseState::Revoked, Some(&reason)));
    }
    Ok(changes)
}

/// The transfers of a case that stand once `this` one (case, transfer) was called back.
fn standing(case: &Case, this: (CaseId, u16)) -> impl Iterator<Item = &Transfer> {
    let transfers = (0..).zip(&case.transfers);
    transfers
        .filter(move |(n, t)| (case.id, *n) != this && t.revoked_at.is_none())
        .map(|(_, t)| t)
}

/// Whether nothing of the case, and of those that went into it, is lost once `this` transfer was called back. A
/// loss larger than the transfers has others that nobody named yet.
fn is_all_back(floor: &Floor, case: &Case, this: (CaseId, u16)) -> bool {
    let whole = |c: &Case| c.transfers.iter().map(|t| t.amount).sum::<Fen>() >= c.loss;
    let cases = joined(floor, case.id);
    let mut cases = cases.iter().filter_map(|id| floor.case(id));
    cases.all(|case| standing(case, this).next().is_none() && whole(case))
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
        .filter(|order| order.serves(case.id))
        .flat_map(|order| give_up(floor, order, &[case.id], &SafeText::line(REVOKED)));
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
