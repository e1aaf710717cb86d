//! Rules of orders 止付令, from the draft to the moment one leaves. [`telecom`] drafts what goes to carriers,
//! [`ask`] is about orders in force, what the institution answers is in `answer`, what time brings is in `tick`.

pub mod ask;
pub mod telecom;
mod tick;

pub use tick::tick;

use super::case::{check_goes_on, check_open, check_reason, goes_on, named as named_case};
use super::draft::{Drafting, Wanted};
use super::opening::{check_amount, check_moment};
use super::{Mint, answer, change, sealed, wrong_kind};
use crate::domain::case::Case;
use crate::domain::command::{Command as C, DraftOrder, Request, Why};
use crate::domain::event::{Body, Change, Nothing, Queued, Reality, Reason, Reviewed};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::Key;
use crate::domain::order::{Measure, Order, OrderState, PaperState};
use crate::domain::org::{Actor, PaperPolicy, Role};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Current, Refusal};
use crate::domain::time::Span;
use crate::text::safe::SafeText;

/// Decides commands on orders.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    match &request.command {
        C::OrderDraft(told) => return draft(floor, request, told, actor, ctx),
        C::OrderTelecom(told) => return telecom::draft(floor, request, told, actor, ctx),
        _ => {}
    }
    let order = named(floor, request)?;
    let body = match &request.command {
        C::OrderActFirst(_) => {
            let bodies = act_first(order, actor, ctx)?.into_iter();
            return Ok(bodies.map(|b| change(Key::Order(order.id), b)).collect());
        }
        C::OrderReview(_) if order.is_nobodys() => take_on(order)?,
        C::OrderReview(_) => review(order, actor)?,
        C::OrderSend(_) => send(floor, order, request.status, ctx)?,
        C::OrderRecall(_) => recall(order, ctx)?,
        C::OrderCancel(why) => cancel(order, why, actor, ctx)?,
        C::OrderPaper(_) => paper(order)?,
        C::OrderAsk(_) | C::OrderApprove(_) | C::OrderWithdraw(_) | C::OrderLetLapse(_) => {
            ask::decide(floor, order, request, actor, ctx)?
        }
        _ => return answer::decide(floor, order, request, actor, ctx),
    };
    Ok(vec![change(Key::Order(order.id), body)])
}

/// The order a request names.
fn named<'a>(floor: &'a Floor, request: &Request) -> Result<&'a Held<Order>, Refusal> {
    let Some(Key::Order(id)) = &request.key else {
        return Err(wrong_kind(request.key.as_ref(), "an order"));
    };
    floor
        .order(id)
        .ok_or_else(|| Refusal::new(Code::NotFound, format!("there is no order {id}")))
}

/// A refusal that says how the order stands.
pub fn refuse(order: &Held<Order>, code: Code, msg: impl AsRef<str>) -> Refusal {
    Refusal::new(code, msg).with(Current {
        ver: order.ver,
        owner: None,
        state: Some(SafeText::line(&order.state.word())),
    })
}

/// Refuses an order that is in none of the states.
pub fn expect_state(order: &Held<Order>, allowed: &[OrderState]) -> Result<(), Refusal> {
    if allowed.contains(&order.state) {
        return Ok(());
    }
    let words: Vec<_> = allowed.iter().map(|s| s.word()).collect();
    Err(refuse(
        order,
        Code::IllegalTransition,
        format!(
            "order {} is {}, not {}",
            order.no,
            order.state,
            words.join(" or ")
        ),
    ))
}

/// A stop order by hand.
fn draft(
    floor: &Floor,
    request: &Request,
    told: &DraftOrder,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let case = named_case(floor, request)?;
    check_open(case)?;
    if let Some(limit) = told.limit {
        check_amount("limit", limit)?;
    }
    if let Some(at) = told.money_at {
        check_moment("money_at", at, ctx)?;
    }
    let want = Wanted {
        parent: None,
        account: sealed(&told.account)?,
        institution: told.institution.clone(),
        limit: told.limit,
        money_at: told.money_at,
        author: actor.sub.clone(),
        differed: None,
    };
    let reality = reality_of(case, request);
    let mut drafting = Drafting::new(floor, ctx, Mint::new(ctx), case, reality);
    drafting.draft(want)?;
    Ok(drafting.changes())
}

/// A draft on an exercise's case is an exercise, and so is an exercise's draft on a real case.
pub fn reality_of(case: &Case, request: &Request) -> Reality {
    match case.reality {
        Reality::Actual => request.status,
        other => other,
    }
}

/// The victim's own line is cut only by the commander.
fn check_measure(order: &Held<Order>, actor: &Actor) -> Result<(), Refusal> {
    if !order.measure.is_some_and(Measure::needs_commander) || actor.is_any(&[Role::Commander]) {
        return Ok(());
    }
    Err(refuse(
        order,
        Code::Forbidden,
        format!(
            "order {} cuts the victim's line; the commander approves it",
            order.no
        ),
    ))
}

/// The first person on a draft the hub made by rule: it is theirs now, and wants a second one like any other.
pub fn take_on(order: &Held<Order>) -> Result<Body, Refusal> {
    expect_state(order, &[OrderState::Draft])?;
    Ok(Body::OrderTaken(Nothing {}))
}

/// A second person agrees to what a first one wants.
pub fn review(order: &Held<Order>, actor: &Actor) -> Result<Body, Refusal> {
    expect_state(order, &[OrderState::Draft])?;
    check_measure(order, actor)?;
    if order.is_wanted_by(&actor.sub) {
        return Err(refuse(
            order,
            Code::SecondPersonRequired,
            format!("order {} is your own; another person reviews it", order.no),
        ));
    }
    Ok(Body::OrderReviewed(Reviewed {
        by: actor.sub.clone(),
        paper_due_at: None,
    }))
}

/// 先行止付、后补手续: the author alone, with a paper debt. A draft made by rule gets its author so.
pub fn act_first(order: &Held<Order>, actor: &Actor, ctx: &Ctx<'_>) -> Result<Vec<Body>, Refusal> {
    expect_state(order, &[OrderState::Draft])?;
    if ctx.policy.order.paper != PaperPolicy::ActFirst {
        return Err(refuse(
            order,
            Code::SecondPersonRequired,
            "the rules of this centre want a second person for every order",
        ));
    }
    let taken = order.is_nobodys().then(|| take_on(order)).transpose()?;
    if taken.is_none() && !order.is_wanted_by(&actor.sub) {
        return Err(refuse(
            order,
            Code::Forbidden,
            format!("order {} is not your draft; review it instead", order.no),
        ));
    }
    check_measure(order, actor)?;
    Ok(taken.into_iter().chain([alone(actor, ctx)]).collect())
}

/// Approved by its author alone: the paper is owed.
pub fn alone(author: &Actor, ctx: &Ctx<'_>) -> Body {
    Body::OrderReviewed(Reviewed {
        by: author.sub.clone(),
        paper_due_at: Some(ctx.now + ctx.policy.clock.paper_debt.due),
    })
}

/// It leaves when the recall time has passed.
pub fn queued(ctx: &Ctx<'_>) -> Body {
    Body::OrderQueued(Queued {
        leaves_at: ctx.now + Span::secs(ctx.policy.order.recall_s),
    })
}

/// Into the outbox. What is only an exercise never goes there.
fn send(
    floor: &Floor,
    order: &Held<Order>,
    status: Reality,
    ctx: &Ctx<'_>,
) -> Result<Body, Refusal> {
    expect_state(order, &[OrderState::Reviewed])?;
    if order.leaves_at.is_some() {
        return Err(refuse(
            order,
            Code::IllegalTransition,
            format!("order {} is already on its way out", order.no),
        ));
    }
    if !status.is_actual() || !order.reality.is_actual() {
        return Err(refuse(
            order,
            Code::Forbidden,
            "an exercise never leaves the house; the order is not sent",
        ));
    }
    let works = order.cases().any(|case| goes_on(floor, case).is_some());
    if let Some(case) = floor.case(&order.case).filter(|_| !works) {
        check_goes_on(floor, case)?;
    }
    Ok(queued(ctx))
}

/// Refuses an order that has left, or is leaving.
fn check_in_house(order: &Held<Order>, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    let leaving = order.leaves_at.is_some_and(|at| at <= ctx.now);
    if !leaving && order.sent_at.is_none() {
        return Ok(());
    }
    Err(refuse(
        order,
        Code::TooLate,
        format!("order {} has left", order.no),
    ))
}

/// Back from the outbox; it stays reviewed.
pub fn recall(order: &Held<Order>, ctx: &Ctx<'_>) -> Result<Body, Refusal> {
    check_in_house(order, ctx)?;
    if order.leaves_at.is_none() {
        return Err(refuse(
            order,
            Code::IllegalTransition,
            format!("order {} was not sent", order.no),
        ));
    }
    Ok(Body::OrderRecalled(Nothing {}))
}

/// Given up by its author or the commander; a draft the hub made by rule, by whoever may.
fn cancel(order: &Held<Order>, why: &Why, actor: &Actor, ctx: &Ctx<'_>) -> Result<Body, Refusal> {
    check_in_house(order, ctx)?;
    expect_state(order, &[OrderState::Draft, OrderState::Reviewed])?;
    check_reason(&why.reason)?;
    let by_author = order.requested_by.is_same_person(&actor.sub);
    if !by_author && !order.is_nobodys() && !actor.is_any(&[Role::Commander]) {
        return Err(refuse(
            order,
            Code::Forbidden,
            format!(
                "order {} is with {}, who alone may cancel it, or the commander",
                order.no, order.requested_by
            ),
        ));
    }
    Ok(Body::OrderCancelled(Reason {
        reason: why.reason.clone(),
    }))
}

/// The paper was handed in.
fn paper(order: &Held<Order>) -> Result<Body, Refusal> {
    if order.paper.state == PaperState::Attached || order.state == OrderState::Cancelled {
        return Err(refuse(
            order,
            Code::IllegalTransition,
            format!("order {} owes no paper", order.no),
        ));
    }
    Ok(Body::OrderPaper(Nothing {}))
}

#[cfg(test)]
mod tests;
