//! What institutions answer to orders: acknowledged, stopped 已止付, moved on 已转出, in force, a field differs.
//! Only the desk of the institution may say so. A late answer still counts, unless a newer order has left.
//! Answers also measure the desk.

use super::Mint;
use super::case::goes_on;
use super::change;
use super::draft::{Drafting, Wanted, WantedMeasure, check_stops};
use super::follow;
use super::opening::check_amount;
use super::order::{ask, expect_state, refuse, telecom};
use crate::domain::command::{Command as C, Differs, Held as HeldSum, Request};
use crate::domain::event::{
    Body, Change, DeskAnswer, DeskWork, InForce, Mismatch, Nothing, Reason, Stopped,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{CaseId, InstitutionId, Key, OrderId, Sub};
use crate::domain::order::{MismatchField, Order, OrderState, Share};
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
    check_answerer(order, actor)?;
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
        C::OrderEmpty(moved) => follow::empty(floor, order, &ending, moved, ctx)?,
        C::OrderMismatch(differs) => mismatch(floor, order, ending, differs, ctx),
        C::OrderInForce(_) => (in_force(order, ctx), Vec::new()),
        other => {
            return Err(Refusal::new(
                Code::Internal,
                format!("`{}` is no command on orders", other.name()),
            ));
        }
    };
    let mut changes: Vec<Change> = late(order, &given_up).collect();
    changes.push(change(key, body));
    changes.extend(drafts);
    let work = (DeskWork::Order, order.sent_at);
    changes.extend(measured(floor, &order.institution, work, ctx));
    Ok(changes)
}

/// What an order brought about is not said by who wanted it.
fn check_answerer(order: &Held<Order>, actor: &Actor) -> Result<(), Refusal> {
    if !order.is_decided_by(&actor.sub) {
        return Ok(());
    }
    Err(refuse(
        order,
        Code::SecondPersonRequired,
        format!(
            "you drafted or approved what order {} asks for; another person at {} answers it",
            order.no, order.institution
        ),
    ))
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

/// The newer orders that a late answer makes needless are given up.
pub fn late<'a>(order: &Order, needless: &'a [&Held<Order>]) -> impl Iterator<Item = Change> + 'a {
    let no = order.no;
    let reason = SafeText::line(&format!("{no} 号令迟到答复 order {no} was answered late"));
    let cancelled = Body::OrderCancelled(Reason { reason });
    needless
        .iter()
        .map(move |o| change(Key::Order(o.id), cancelled.clone()))
}

/// The newer orders on the same target that a late answer makes needless. Once one of them has left, the
/// answer must be about that one.
pub fn overtaken<'a>(
    floor: &'a Floor,
    order: &Held<Order>,
    ctx: &Ctx<'_>,
) -> Result<Vec<&'a Held<Order>>, Refusal> {
    if !matches!(order.state, OrderState::TimedOut | OrderState::Lapsed) {
        return Ok(Vec::new());
    }
    let token = order.target.token;
    let newer: Vec<_> = floor
        .orders_on(token)
        .chain(floor.telecom_on(token))
        .filter(|o| o.measure == order.measure && o.reality == order.reality && o.no > order.no)
        // An order of another case alone goes after other money.
        .filter(|o| order.measure.is_some() || o.serves(order.case))
        .collect();
    let leaving = |o: &Order| o.sent_at.or(o.leaves_at).is_some_and(|at| at <= ctx.now);
    if let Some(other) = newer.iter().find(|o| leaving(o)) {
        return Err(refuse(
            order,
            Code::TooLate,
            format!(
                "order {} is {} and order {} followed it; answer that one",
                order.no, order.state, other.no
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

/// Nothing was stopped; a new draft marks the field that differed. It is for those cases alone that go on.
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
    let Some(case) = floor.case(&order.case) else {
        return (body, Vec::new());
    };
    let drafting = Drafting::new(floor, ctx, Mint::new(ctx), case, order.reality);
    let mut drafting = drafting.after(ending);
    let open = |id: &CaseId| goes_on(floor, *id).is_some();
    let cases: Vec<CaseId> = order.cases().filter(open).collect();
    if cases.is_empty() {
        return (body, Vec::new());
    }
    let parts = || cases.iter().filter_map(|&id| order.limit_for(id)).sum();
    let shares = order.shares.iter().filter(|s| cases.contains(&s.case));
    let shares: Vec<Share> = shares.cloned().collect();
    let author = Sub::hub();
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
        drafting.telecom(want)
    } else {
        let want = Wanted {
            parent,
            account: target,
            institution,
            limit: order.limit.map(|_| parts()),
            money_at: order.money_at,
            author,
            differed,
        };
        let drafted = drafting.draft(want);
        drafting.hold_for(shares);
        drafted
    };
    (body, drafting.changes())
}

/// Sent, or asked, to answer, where the directory knows the desk.
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
