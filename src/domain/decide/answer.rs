//! What institutions answer to orders: acknowledged, stopped 已止付, moved on 已转出, in force, a field differs.
//! Only the desk of the institution may say so. A late answer still counts, unless a newer order has left.
//! Answers also measure the desk.

use super::case::goes_on;
use super::change;
use super::draft::{Drafting, Wanted, WantedMeasure, check_stops};
use super::opening::{check_amount, check_moment};
use super::order::{ask, expect_state, refuse, telecom};
use super::sealed;
use crate::domain::case::Case;
use crate::domain::command::{Command as C, Differs, Held as HeldSum, MovedOn, Request};
use crate::domain::event::{
    Body, Change, DeskAnswer, DeskWork, Emptied, InForce, Mismatch, Nothing, Reason, Stopped,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{InstitutionId, Key, OrderId, Sub};
use crate::domain::money::Fen;
use crate::domain::order::{MismatchField, NextAccount, Order, OrderState};
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

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
    if let C::OrderGranted(_) | C::OrderDeclined(_) = &request.command {
        return ask::answered(floor, order, &request.command, ctx);
    }
    expect_state(order, &[OrderState::Acked, OrderState::TimedOut])?;
    check_fits(order, &request.command)?;
    let given_up = overtaken(floor, order, ctx)?;
    let ending: Vec<OrderId> = given_up.iter().map(|o| o.id).chain([order.id]).collect();
    let (body, drafts) = match &request.command {
        C::OrderStopped(sum) => (stopped(floor, order, sum, ctx)?, Vec::new()),
        C::OrderEmpty(moved) => empty(floor, order, ending, moved, ctx)?,
        C::OrderMismatch(differs) => mismatch(floor, order, ending, differs, ctx),
        C::OrderInForce(_) => (in_force(order, ctx), Vec::new()),
        other => {
            return Err(Refusal::new(
                Code::Internal,
                format!("`{}` is no command on orders", other.name()),
            ));
        }
    };
    let cancelled = Body::OrderCancelled(Reason {
        reason: SafeText::line(&format!("order {} was answered late", order.no)),
    });
    let gone = given_up.iter();
    let mut changes: Vec<Change> = gone
        .map(|o| change(Key::Order(o.id), cancelled.clone()))
        .collect();
    changes.push(change(key, body));
    changes.extend(drafts);
    let work = (DeskWork::Order, order.sent_at);
    changes.extend(measured(floor, &order.institution, work, ctx));
    Ok(changes)
}

/// Orders after money find money; telecom orders are put in force.
fn check_fits(order: &Held<Order>, command: &C) -> Result<(), Refusal> {
    let money = order.is_after_money();
    let msg = match command {
        C::OrderInForce(_) if money => "is after money: say what is held, or where it went",
        C::OrderStopped(_) | C::OrderEmpty(_) if !money => "is a telecom order: it holds no money",
        C::OrderMismatch(d) if !money && d.field != MismatchField::Number => {
            "is a telecom order: only its number can differ"
        }
        _ => return Ok(()),
    };
    Err(refuse(
        order,
        Code::BadRequest,
        format!("order {} {msg}", order.no),
    ))
}

/// The newer orders on the same target that a late answer makes needless. Once one of them has left, the
/// answer must be about that one.
fn overtaken<'a>(
    floor: &'a Floor,
    order: &Held<Order>,
    ctx: &Ctx<'_>,
) -> Result<Vec<&'a Held<Order>>, Refusal> {
    if order.state != OrderState::TimedOut {
        return Ok(Vec::new());
    }
    let token = order.target.token;
    let newer: Vec<_> = floor
        .orders_on(token)
        .chain(floor.telecom_on(token))
        .filter(|o| o.measure == order.measure && o.reality == order.reality && o.no > order.no)
        .collect();
    let leaving = |o: &Order| o.sent_at.or(o.leaves_at).is_some_and(|at| at <= ctx.now);
    if let Some(other) = newer.iter().find(|o| leaving(o)) {
        return Err(refuse(
            order,
            Code::TooLate,
            format!(
                "order {} timed out and order {} followed it; answer that one",
                order.no, other.no
            ),
        ));
    }
    Ok(newer.into_iter().filter(|o| o.state.is_open()).collect())
}

/// The carrier has done it; some measures end by themselves.
fn in_force(order: &Order, ctx: &Ctx<'_>) -> Body {
    let holds_for = telecom::holds_for(order.measure, ctx.policy);
    Body::OrderInForce(InForce {
        expires_at: holds_for.map(|span| ctx.now + span),
    })
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
    ending: Vec<OrderId>,
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
    let drafts = follow(floor, order, ending, &next_accounts, ctx);
    Ok((Body::OrderEmpty(Emptied { next_accounts }), drafts))
}

/// Drafts an order for each account the money went to; accounts that have one already need no second.
fn follow(
    floor: &Floor,
    order: &Order,
    ending: Vec<OrderId>,
    next: &[NextAccount],
    ctx: &Ctx<'_>,
) -> Vec<Change> {
    let Some((case, author)) = followed(floor, order) else {
        return Vec::new();
    };
    let mut drafting = Drafting::after(floor, ctx, ending);
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
fn mismatch(
    floor: &Floor,
    order: &Order,
    ending: Vec<OrderId>,
    differs: &Differs,
    ctx: &Ctx<'_>,
) -> (Body, Vec<Change>) {
    let body = Body::OrderMismatch(Mismatch {
        field: differs.field,
    });
    let Some((case, author)) = followed(floor, order) else {
        return (body, Vec::new());
    };
    let mut drafting = Drafting::after(floor, ctx, ending);
    let (parent, differed) = (Some(order.id), Some(differs.field));
    let (target, institution) = (order.target.clone(), order.institution.clone());
    let _ = if let Some(measure) = order.measure {
        let want = WantedMeasure {
            parent,
            number: target,
            measure,
            institution,
            author,
            differed,
        };
        drafting.telecom(case, order.reality, want)
    } else {
        let want = Wanted {
            parent,
            account: target,
            institution,
            tier_no: order.tier_no,
            limit: order.limit,
            money_at: order.money_at,
            author,
            differed,
        };
        drafting.draft(case, order.reality, want)
    };
    (body, drafting.changes().collect())
}

/// The case whose trail the order is on, while work on it goes on, and whose draft a next order is: the case
/// holder's; of a case nobody holds, the hub's.
fn followed<'a>(floor: &'a Floor, order: &Order) -> Option<(&'a Held<Case>, Sub)> {
    let owner = goes_on(floor, order.case)?.owner.clone();
    Some((floor.case(&order.case)?, owner.unwrap_or_else(Sub::hub)))
}

/// Send to answer, where the directory knows the desk.
pub fn measured(
    floor: &Floor,
    institution: &InstitutionId,
    (of, sent): (DeskWork, Option<Millis>),
    ctx: &Ctx<'_>,
) -> Option<Change> {
    let desk = floor.desk(institution)?;
    let took = ctx.now.since(sent?).max(Span(0));
    Some(change(
        Key::Desk(desk.institution.clone()),
        Body::DeskAnswered(DeskAnswer { took, of }),
    ))
}
