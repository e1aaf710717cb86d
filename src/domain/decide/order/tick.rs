//! What time brings to orders: they leave, are not answered, end by themselves, and before that call out from
//! the cliff.

use super::super::case::{goes_on, in_house};
use super::super::change;
use crate::domain::event::{AskSent, Body, Change, CliffNear, Nothing, Reason, Sent};
use crate::domain::floor::Floor;
use crate::domain::ids::{CaseId, Key};
use crate::domain::order::{AskKind, CliffStep, Order, OrderAsk, OrderState, PaperState};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::time::{Millis, Span};

/// Everything that is due on orders. The first stop order of a case that leaves ends the case's duty clock.
pub fn tick(floor: &Floor, ctx: &Ctx<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut first_stops: Vec<CaseId> = Vec::new();
    for order in floor.orders().values() {
        let bodies = due(floor, order, ctx);
        let left = bodies.iter().any(|b| matches!(b, Body::OrderSent(_)));
        changes.extend(bodies.into_iter().map(|b| change(Key::Order(order.id), b)));
        for case in order.cases().filter(|_| left) {
            if is_first_stop(floor, order, case) && !first_stops.contains(&case) {
                first_stops.push(case);
                changes.push(change(Key::Case(case), Body::CaseFirstStop(Nothing {})));
            }
        }
    }
    changes
}

/// Whether no stop order of the case has left before.
fn is_first_stop(floor: &Floor, order: &Order, case: CaseId) -> bool {
    let case = floor.case(&case);
    order.is_after_money() && case.is_some_and(|c| c.first_stop_at.is_none())
}

/// What time has brought about for one order.
fn due(floor: &Floor, order: &Order, ctx: &Ctx<'_>) -> Vec<Body> {
    let mut bodies = Vec::new();
    if is_abandoned(floor, order) {
        bodies.push(Body::OrderCancelled(Reason {
            reason: ENDED.into(),
        }));
    } else if order.is_in_force() && has_passed(order.expires_at, ctx) {
        bodies.push(Body::OrderLapsed(Nothing {}));
    } else {
        bodies.extend(leaves(floor, order, ctx));
        bodies.extend(asked(floor, order, ctx));
        bodies.extend(cliff(order, ctx));
    }
    if paper_is_late(order, ctx) {
        bodies.push(Body::OrderPaperLate(Nothing {}));
    }
    bodies
}

/// What is written where an order was given up because its case had ended.
const ENDED: &str = "案件已终结 the case has ended";

/// Whether it has not left and no case it is for goes on: it leaves no more, and stands in nobody's way.
fn is_abandoned(floor: &Floor, order: &Order) -> bool {
    let ended = |case: CaseId| floor.case(&case).is_some() && goes_on(floor, case).is_none();
    in_house(order) && order.cases().all(ended)
}

fn has_passed(at: Option<Millis>, ctx: &Ctx<'_>) -> bool {
    at.is_some_and(|at| at <= ctx.now)
}

/// Out of the outbox, or out of time at the institution. What is only an exercise stays in the house.
fn leaves(floor: &Floor, order: &Order, ctx: &Ctx<'_>) -> Option<Body> {
    let is_leaving = order.state == OrderState::Reviewed && order.reality.is_actual();
    if is_leaving && has_passed(order.leaves_at, ctx) {
        return Some(Body::OrderSent(Sent {
            desk_due_at: ctx.now + answer_within(floor, order, ctx.policy),
        }));
    }
    let is_silent = order.state.awaits_answer() && has_passed(order.desk_due_at, ctx);
    is_silent.then_some(Body::OrderTimedOut(Nothing {}))
}

/// What was asked and approved leaves.
fn asked(floor: &Floor, order: &Order, ctx: &Ctx<'_>) -> Option<Body> {
    let ask = order.ask.as_ref().filter(|_| order.reality.is_actual())?;
    has_passed(ask.leaves_at, ctx).then(|| {
        Body::OrderAskSent(AskSent {
            due_at: ask_due(floor, order, ask, ctx),
            ask: Some(Box::new(ask.clone())),
        })
    })
}

/// A release has its own clock, from the moment it was asked for; the rest is due like any answer.
fn ask_due(floor: &Floor, order: &Order, ask: &OrderAsk, ctx: &Ctx<'_>) -> Millis {
    match ask.kind {
        AskKind::Release => ask.at + ctx.policy.clock.release.due,
        _ => ctx.now + answer_within(floor, order, ctx.policy),
    }
}

fn answer_within(floor: &Floor, order: &Order, policy: &Policy) -> Span {
    let kind = floor.desk(&order.institution).map(|desk| desk.kind);
    policy.answer_limit(kind).due
}

/// The step of the cliff that was reached, once. Steps that passed unseen while the hub was down ring only as
/// the gravest of them; money a named person lets go rings no more.
fn cliff(order: &Order, ctx: &Ctx<'_>) -> Option<Body> {
    if !order.holds() || order.let_lapse.is_some() {
        return None;
    }
    let step = nearness(
        order.expires_at?.since(ctx.now),
        order.cliff_alarms(ctx.policy),
    )?;
    (Some(step) > order.cliff).then_some(Body::OrderCliff(CliffNear { step }))
}

/// The gravest step that the time left has come under.
fn nearness(left: Span, [far, near, last]: [i64; 3]) -> Option<CliffStep> {
    match left {
        l if l <= Span::secs(last) => Some(CliffStep::Last),
        l if l <= Span::secs(near) => Some(CliffStep::Near),
        l if l <= Span::secs(far) => Some(CliffStep::Far),
        _ => None,
    }
}

fn paper_is_late(order: &Order, ctx: &Ctx<'_>) -> bool {
    order.paper.state == PaperState::Missing
        && order.state != OrderState::Cancelled
        && has_passed(order.paper.due_at, ctx)
}
