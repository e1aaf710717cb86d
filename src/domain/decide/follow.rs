//! 延伸止付: an order found no money, and its desk says where that went. It is followed on in the trace of every
//! case the order was after, each case its part. The cases take their turn on the floor as the one before leaves it,
//! so that an account gets one draft that holds for all of them.

use std::borrow::Cow;

use super::Mint;
use super::draft::Drafting;
use super::hop::{self, told_accounts};
use crate::domain::command::MovedOn;
use crate::domain::event::{Body, Change, Emptied, Event, Off, Reality};
use crate::domain::floor::Floor;
use crate::domain::hop::HopEnd;
use crate::domain::ids::{CaseId, OrderId, Sub};
use crate::domain::order::{NextAccount, Order};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::trace;

/// What an order after money that is gone leads to. `ending` are the orders that end with the answer.
pub fn empty(
    floor: &Floor,
    order: &Order,
    ending: &[OrderId],
    moved: &MovedOn,
    ctx: &Ctx<'_>,
) -> Result<(Body, Vec<Change>), Refusal> {
    let next_accounts = told_accounts("next_accounts", &moved.next_accounts, ctx)?;
    check_elsewhere(order, &next_accounts)?;
    let changes = follow(floor, order, ending, (&next_accounts, moved.ended), ctx);
    Ok((Body::OrderEmpty(Emptied { next_accounts }), changes))
}

/// Money that is gone from an account did not go to that account.
fn check_elsewhere(order: &Order, next: &[NextAccount]) -> Result<(), Refusal> {
    let same = |told: &NextAccount| told.account.token == order.target.token;
    let Some(n) = next.iter().position(same) else {
        return Ok(());
    };
    let msg = format!(
        "next_accounts[{n}].account: this is the account of order {} itself; write the account the money went on to, \
         or say what is held if it is still there",
        order.no
    );
    Err(Refusal::new(Code::BadRequest, msg))
}

/// Follows the money on from the order's hop in every trace. What finds no room there stands in the answer itself.
fn follow(
    floor: &Floor,
    order: &Order,
    ending: &[OrderId],
    (next, ended): (&[NextAccount], Option<HopEnd>),
    ctx: &Ctx<'_>,
) -> Vec<Change> {
    let mut floor = Cow::Borrowed(floor);
    let mut made = 0;
    let mut all = Vec::new();
    let own = std::iter::once(order.case);
    for id in own.chain(order.shares.iter().map(|share| share.case)) {
        let (Some(case), Some(hop)) = (floor.case(&id), trace::hop_for(&floor, order, id)) else {
            continue;
        };
        let mint = Mint::after(ctx, made);
        let drafting = Drafting::new(&floor, ctx, mint, case, order.reality);
        let mut drafting = drafting.after(ending.to_vec());
        let _ = drafting.follow(hop, &parts(order, next, id), Some(order.id));
        made = drafting.made();
        let mut changes = drafting.changes();
        changes.extend(ended.map(|how| hop::ended(hop, how)));
        if !order.shares.is_empty() {
            apply(floor.to_mut(), &changes, ctx);
        }
        all.extend(changes);
    }
    all
}

/// What of the money that went on is of one case.
fn parts(order: &Order, next: &[NextAccount], case: CaseId) -> Vec<NextAccount> {
    let part = |told: &NextAccount| NextAccount {
        amount: order.part_of(told.amount, case),
        ..told.clone()
    };
    let parts = next.iter().map(part);
    parts.filter(|told| told.amount.is_positive()).collect()
}

/// Leaves a floor as it is once these changes have come into force.
fn apply(floor: &mut Floor, changes: &[Change], ctx: &Ctx<'_>) {
    for Change { key, body } in changes {
        floor.apply(&Event {
            off: Off(0),
            at: ctx.now,
            key: key.clone(),
            ver: floor.ver(key).unwrap_or(0) + 1,
            by: Sub::hub(),
            status: Reality::Actual,
            body: body.clone(),
        });
    }
}
