//! The life of a case after the emergency stop: filed 立案, investigating, solved 破案, money given back, closed
//! 结案; and the ways aside: no fraud, suspended, reopened.

use super::pass::{goes_on, joined};
use super::{check_open, check_reason, expect_state, illegal, moved};
use crate::domain::case::{Case, CaseState as S};
use crate::domain::command::Why;
use crate::domain::decide::change;
use crate::domain::event::{Body, Change, LimitRaised, Reason};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{CaseId, Key};
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderState, Share};
use crate::domain::refusal::Refusal;
use crate::domain::trace;
use crate::text::safe::SafeText;

/// 立案: from here on money may be frozen. A case without an account to stop is filed as it was verified.
pub fn file(case: &Held<Case>) -> Result<Vec<Change>, Refusal> {
    expect_state(case, &[S::Verifying, S::EmergencyStop, S::Reopened])?;
    if case.filed_at.is_some() {
        return Err(illegal(
            case,
            format!("case {} is filed; go on with the investigation", case.no),
        ));
    }
    Ok(moved(case, S::Filed, None))
}

/// The investigation begins; of a reopened case, once it is filed, anew.
pub fn investigate(case: &Held<Case>) -> Result<Vec<Change>, Refusal> {
    expect_state(case, &[S::Filed, S::Reopened])?;
    if case.filed_at.is_none() {
        return Err(illegal(
            case,
            format!("case {} is not filed; file it first", case.no),
        ));
    }
    Ok(moved(case, S::Investigating, None))
}

/// 破案
pub fn solve(case: &Held<Case>, why: &Why) -> Result<Vec<Change>, Refusal> {
    expect_state(case, &[S::Investigating])?;
    check_reason(&why.reason)?;
    Ok(moved(case, S::Solved, Some(&why.reason)))
}

/// Money is given back: there must be frozen money.
pub fn give_back(floor: &Floor, case: &Held<Case>) -> Result<Vec<Change>, Refusal> {
    expect_state(case, &[S::Solved])?;
    let frozen = |o: &Order| matches!(o.state, OrderState::Frozen | OrderState::PartReturned);
    if !orders(floor, case).chain(joint(floor, case)).any(frozen) {
        return Err(illegal(
            case,
            format!(
                "no money of case {} is frozen; nothing can be given back",
                case.no
            ),
        ));
    }
    Ok(moved(case, S::Returning, None))
}

/// 结案: every order of the case, and of those that went into it, must have come to its end. A number that was
/// shut stays so, and is restored when somebody asks for it.
pub fn close(floor: &Floor, case: &Held<Case>, why: &Why) -> Result<Vec<Change>, Refusal> {
    expect_state(case, &[S::Solved, S::Returning])?;
    check_reason(&why.reason)?;
    let open: Vec<&Order> = orders(floor, case)
        .chain(joint(floor, case))
        .filter(|o| o.state.is_open() && o.state != OrderState::InForce)
        .collect();
    if let Some(first) = open.first() {
        return Err(illegal(
            case,
            format!(
                "order {} is {}; a case is closed when every order has ended ({} open)",
                first.no,
                first.state,
                open.len()
            ),
        ));
    }
    Ok(moved(case, S::Closed, Some(&why.reason)))
}

/// Nothing can be done for now. Not while an order waits in the house or for its answer.
pub fn suspend(floor: &Floor, case: &Held<Case>, why: &Why) -> Result<Vec<Change>, Refusal> {
    expect_state(
        case,
        &[
            S::Verifying,
            S::EmergencyStop,
            S::Filed,
            S::Investigating,
            S::Solved,
            S::Returning,
            S::Reopened,
        ],
    )?;
    check_reason(&why.reason)?;
    let waits = |o: &Order| in_house(o) || o.state.awaits_answer();
    if let Some(order) = orders(floor, case).find(|order| waits(order)) {
        return Err(illegal(
            case,
            format!(
                "order {} is {}; a case rests when no order waits",
                order.no, order.state
            ),
        ));
    }
    Ok(moved(case, S::Suspended, Some(&why.reason)))
}

/// It goes on where it was suspended.
pub fn resume(case: &Held<Case>) -> Result<Vec<Change>, Refusal> {
    expect_state(case, &[S::Suspended])?;
    Ok(moved(
        case,
        case.suspended_from.unwrap_or(S::Verifying),
        None,
    ))
}

/// An ended case is opened again. One that went into another goes on there.
pub fn reopen(floor: &Floor, case: &Held<Case>, why: &Why) -> Result<Vec<Change>, Refusal> {
    if let Some(into) = case.merged_into.and_then(|id| floor.case(&id)) {
        return Err(illegal(
            case,
            format!("case {} went into case {}; go on there", case.no, into.no),
        ));
    }
    expect_state(case, &[S::Closed, S::NotFraud, S::Revoked, S::Transferred])?;
    check_reason(&why.reason)?;
    Ok(moved(case, S::Reopened, Some(&why.reason)))
}

/// No fraud after all: drafts go with the case; an order that has left must come to its end first.
pub fn not_fraud(floor: &Floor, case: &Held<Case>, why: &Why) -> Result<Vec<Change>, Refusal> {
    check_open(case)?;
    let early = matches!(
        case.state,
        S::Reported | S::Verifying | S::EmergencyStop | S::Reopened
    );
    if !early || case.filed_at.is_some() {
        return Err(illegal(
            case,
            format!("case {} is {}, too far to be no fraud", case.no, case.state),
        ));
    }
    check_reason(&why.reason)?;
    if let Some(order) = orders(floor, case).find(|o| o.state.is_open() && !in_house(o)) {
        return Err(illegal(
            case,
            format!("order {} of case {} is {}", order.no, case.no, order.state),
        ));
    }
    let mut changes = give_all_up(floor, case, &why.reason);
    changes.extend(moved(case, S::NotFraud, Some(&why.reason)));
    Ok(changes)
}

/// What becomes of an order when these cases have no money there: in the house it is given up. A draft that holds for
/// another case too holds so much less; what was agreed on stays as agreed.
pub fn give_up(floor: &Floor, order: &Order, own: &[CaseId], reason: &SafeText) -> Vec<Change> {
    if !in_house(order) || !order.cases().any(|case| own.contains(&case)) {
        return Vec::new();
    }
    let is_left = |case: CaseId| !own.contains(&case) && goes_on(floor, case).is_some();
    if !order.cases().any(is_left) {
        let reason = reason.clone();
        let body = Body::OrderCancelled(Reason { reason });
        return vec![change(Key::Order(order.id), body)];
    }
    let limit = order.limit.filter(|_| order.state == OrderState::Draft);
    limit.map_or_else(Vec::new, |limit| without(order, own, limit))
}

/// A draft without what it was to hold of these cases: their shares, and where it is one of theirs the rest.
fn without(order: &Order, own: &[CaseId], mut limit: Fen) -> Vec<Change> {
    let mut bodies = Vec::new();
    if own.contains(&order.case) {
        limit = order.shares.iter().map(|share| share.amount).sum();
        bodies.push(Body::OrderLimit(LimitRaised { limit, share: None }));
    }
    for share in order.shares.iter().filter(|s| own.contains(&s.case)) {
        limit = limit.less(share.amount);
        let share = Some(Share {
            amount: Fen::ZERO,
            ..share.clone()
        });
        bodies.push(Body::OrderLimit(LimitRaised { limit, share }));
    }
    let changes = bodies.into_iter().map(|b| change(Key::Order(order.id), b));
    changes.collect()
}

/// What a case, with those that went into it, gives up when it ends: all that has not left, each order once.
pub fn give_all_up(floor: &Floor, case: &Case, reason: &SafeText) -> Vec<Change> {
    let own = joined(floor, case.id);
    let mut given_up: Vec<&Order> = orders(floor, case).chain(joint(floor, case)).collect();
    given_up.sort_by_key(|order| order.no);
    given_up.dedup_by_key(|order| order.no);
    let changes = given_up.into_iter();
    changes
        .flat_map(|order| give_up(floor, order, &own, reason))
        .collect()
}

/// Orders of other cases that are to hold money of the case, or of one that went into it.
fn joint<'a>(floor: &'a Floor, case: &Case) -> impl Iterator<Item = &'a Order> {
    let own = joined(floor, case.id);
    let orders = own
        .clone()
        .into_iter()
        .flat_map(|id| trace::joint(floor, id));
    orders
        .filter(move |order| !own.contains(&order.case))
        .map(|held| &*held.is)
}

/// Whether it has not left: it can still be given up.
pub fn in_house(order: &Order) -> bool {
    matches!(order.state, OrderState::Draft | OrderState::Reviewed)
}

/// Orders of the case and of every case that went into it, by number.
pub fn orders<'a>(floor: &'a Floor, case: &Case) -> impl Iterator<Item = &'a Order> {
    let cases = joined(floor, case.id);
    let trails = cases.into_iter().flat_map(|id| floor.orders_of(id));
    let mut orders: Vec<&Order> = trails.map(|held| &*held.is).collect();
    orders.sort_by_key(|order| order.no);
    orders.into_iter()
}
