//! What institutions answer to stop orders: acknowledged, stopped 已止付, moved on 已转出, a field differs. Only
//! the desk of the institution may say so. Answers also measure the desk.

use super::case::goes_on;
use super::change;
use super::draft::{Drafting, Wanted, check_stops};
use super::opening::{check_amount, check_moment};
use super::order::expect_state;
use super::sealed;
use crate::domain::case::Case;
use crate::domain::command::{Command as C, Differs, Held as HeldSum, MovedOn, Request};
use crate::domain::event::{
    Body, Change, DeskAnswer, DeskWork, Emptied, Mismatch, Nothing, Stopped,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{Key, Sub};
use crate::domain::money::Fen;
use crate::domain::order::{NextAccount, Order, OrderState};
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Span;

/// Decides the answers of an institution.
pub fn decide(
    floor: &Floor,
    order: &Held<Order>,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    if !actor.institutions.contains(&order.institution) {
        return Err(Refusal::new(
            Code::Forbidden,
            format!("order {} is not for your institution", order.no),
        ));
    }
    let key = Key::Order(order.id);
    if let C::OrderAck(_) = &request.command {
        expect_state(order, &[OrderState::Sent])?;
        return Ok(vec![change(key, Body::OrderAcked(Nothing {}))]);
    }
    expect_state(order, &[OrderState::Acked])?;
    let (body, drafts) = match &request.command {
        C::OrderStopped(sum) => (stopped(floor, order, sum, ctx)?, Vec::new()),
        C::OrderEmpty(moved) => empty(floor, order, moved, ctx)?,
        C::OrderMismatch(differs) => mismatch(floor, order, differs, ctx),
        other => {
            return Err(Refusal::new(
                Code::Internal,
                format!("`{}` is no command on orders", other.name()),
            ));
        }
    };
    let mut changes = vec![change(key, body)];
    changes.extend(drafts);
    changes.extend(measured(floor, order, ctx));
    Ok(changes)
}

/// Money is held, until the cliff. Never a stop too many on one account, never more than was asked for.
fn stopped(floor: &Floor, order: &Order, sum: &HeldSum, ctx: &Ctx<'_>) -> Result<Body, Refusal> {
    check_amount("held", sum.held)?;
    if let Some(limit) = order.limit.filter(|limit| sum.held > *limit) {
        return Err(Refusal::new(
            Code::BadRequest,
            format!(
                "held: {} is more than the {limit} the order asks for",
                sum.held
            ),
        ));
    }
    check_stops(floor, order.target.token, ctx.policy)?;
    Ok(Body::OrderStopped(Stopped {
        held: sum.held,
        expires_at: ctx.now + ctx.policy.clock.stop_cliff.due,
    }))
}

/// 延伸止付: the money is followed; every account it went to gets a draft one tier on.
fn empty(
    floor: &Floor,
    order: &Order,
    moved: &MovedOn,
    ctx: &Ctx<'_>,
) -> Result<(Body, Vec<Change>), Refusal> {
    let mut next_accounts: Vec<NextAccount> = Vec::with_capacity(moved.next_accounts.len());
    for (n, told) in moved.next_accounts.iter().enumerate() {
        check_amount(&format!("next_accounts[{n}].amount"), told.amount)?;
        if let Some(at) = told.at {
            check_moment(&format!("next_accounts[{n}].at"), at, ctx)?;
        }
        next_accounts.push(NextAccount {
            account: sealed(&told.account)?,
            institution: told.institution.clone(),
            amount: told.amount,
            at: told.at,
        });
    }
    let drafts = follow(floor, order, &next_accounts, ctx);
    Ok((Body::OrderEmpty(Emptied { next_accounts }), drafts))
}

/// Drafts an order for each account the money went to; accounts that have one already need no second.
fn follow(floor: &Floor, order: &Order, next: &[NextAccount], ctx: &Ctx<'_>) -> Vec<Change> {
    let Some((case, author)) = followed(floor, order) else {
        return Vec::new();
    };
    let mut drafting = Drafting::after(floor, ctx, order.id);
    for (n, to) in next.iter().enumerate() {
        let same = |other: &&NextAccount| other.account.token == to.account.token;
        if to.account.token == order.target.token || next[..n].iter().any(|o| same(&o)) {
            continue;
        }
        let all = || next.iter().filter(same);
        let want = Wanted {
            parent: Some(order.id),
            account: to.account.clone(),
            institution: to.institution.clone(),
            tier_no: order.tier_no.saturating_add(1),
            limit: Some(all().map(|o| o.amount).sum::<Fen>()),
            money_at: all().filter_map(|o| o.at).min(),
            author: author.clone(),
            differed: None,
        };
        let _ = drafting.draft(case, order.reality, want);
    }
    drafting.changes().collect()
}

/// Nothing was stopped; a new draft marks the field that differed.
fn mismatch(floor: &Floor, order: &Order, differs: &Differs, ctx: &Ctx<'_>) -> (Body, Vec<Change>) {
    let body = Body::OrderMismatch(Mismatch {
        field: differs.field,
    });
    let Some((case, author)) = followed(floor, order) else {
        return (body, Vec::new());
    };
    let mut drafting = Drafting::after(floor, ctx, order.id);
    let want = Wanted {
        parent: Some(order.id),
        account: order.target.clone(),
        institution: order.institution.clone(),
        tier_no: order.tier_no,
        limit: order.limit,
        money_at: order.money_at,
        author,
        differed: Some(differs.field),
    };
    let _ = drafting.draft(case, order.reality, want);
    (body, drafting.changes().collect())
}

/// The case whose trail the order is on, while work on it goes on, and whose draft a next order is: the case
/// holder's; of a case nobody holds, the hub's.
fn followed<'a>(floor: &'a Floor, order: &Order) -> Option<(&'a Held<Case>, Sub)> {
    let owner = goes_on(floor, order.case)?.owner.clone();
    Some((floor.case(&order.case)?, owner.unwrap_or_else(Sub::hub)))
}

/// Send to answer, where the directory knows the desk.
fn measured(floor: &Floor, order: &Order, ctx: &Ctx<'_>) -> Option<Change> {
    let desk = floor.desk(&order.institution)?;
    let took = ctx.now.since(order.sent_at?).max(Span(0));
    Some(change(
        Key::Desk(desk.institution.clone()),
        Body::DeskAnswered(DeskAnswer {
            took,
            of: DeskWork::Order,
        }),
    ))
}
