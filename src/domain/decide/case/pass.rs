//! Handing a case on 移送 and joining cases 串并案.
//!
//! First-receiver duty 首接止付责任制: who took the report stops the money first, whoever's case it turns out to be.
//! A case that goes into another keeps its own trail: orders and hops stay on it, each with its numbers, clocks
//! and answers, and are worked on as long as the case it went into is open ([`goes_on`]). Nothing is copied, so
//! that no amount is counted twice; [`joined`] gathers the trails where all of them matter.

use super::life::{in_house, orders};
use super::{check_open, check_reason, expect_state, illegal};
use crate::domain::case::{Case, CaseState as S, Transfer};
use crate::domain::command::{MergeCase, PassOn};
use crate::domain::decide::change;
use crate::domain::decide::draft::check_stops;
use crate::domain::event::{Body, CaseChange, Change};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::Hop;
use crate::domain::ids::{CaseId, Key};
use crate::domain::money::Fen;
use crate::domain::order::Order;
use crate::domain::org::DeskKind;
use crate::domain::policy::Policy;
use crate::domain::refusal::{Code, Refusal};

/// The open case in which the work of `case` goes on: itself, or the one it went into. None when that has
/// ended.
pub fn goes_on(floor: &Floor, case: CaseId) -> Option<&Held<Case>> {
    last(floor, floor.case(&case)?).filter(|last| last.state.is_open())
}

/// Refuses work on the trail of a case that has ended and went into no open one.
pub fn check_goes_on(floor: &Floor, case: &Held<Case>) -> Result<(), Refusal> {
    last(floor, case).map_or(Ok(()), check_open)
}

/// The case at the end of the way. A case goes only into an open one and is never reopened, so that no circle
/// can arise.
pub fn last<'a>(floor: &'a Floor, mut case: &'a Held<Case>) -> Option<&'a Held<Case>> {
    while let Some(into) = case.merged_into {
        case = floor.case(&into)?;
    }
    Some(case)
}

/// The case and every case that went into it, over any number of steps, oldest first.
pub fn joined(floor: &Floor, case: CaseId) -> Vec<CaseId> {
    let mut found = vec![case];
    let mut at = 0;
    while let Some(into) = found.get(at).copied() {
        let from = floor
            .cases()
            .values()
            .filter(|c| c.merged_into == Some(into));
        found.extend(from.map(|c| c.id));
        at += 1;
    }
    found
}

/// Another organisation takes the case over, once every account the victim paid to has its stop order.
pub fn on(
    floor: &Floor,
    case: &Held<Case>,
    told: &PassOn,
    policy: &Policy,
) -> Result<Vec<Change>, Refusal> {
    expect_state(
        case,
        &[
            S::Reported,
            S::Verifying,
            S::EmergencyStop,
            S::Filed,
            S::Investigating,
            S::Reopened,
        ],
    )?;
    check_reason(&told.reason)?;
    if told.org == case.org {
        return Err(Refusal::new(
            Code::BadRequest,
            format!("org: case {} belongs to {} already", case.no, case.org),
        ));
    }
    check_duty(floor, case, policy)?;
    let body = Body::CaseChanged(CaseChange {
        state: S::Transferred,
        reason: Some(told.reason.clone()),
        to: Some(told.org.clone()),
        into: None,
    });
    Ok(vec![change(Key::Case(case.id), body)])
}

/// 首接止付责任制: refuses while a stop order has not left.
fn check_duty(floor: &Floor, case: &Held<Case>, policy: &Policy) -> Result<(), Refusal> {
    if let Some(order) = orders(floor, case).find(|order| in_house(order)) {
        return Err(illegal(
            case,
            format!(
                "order {} on {} has not left ({}); who took the report stops the money first",
                order.no,
                order.target.shown(),
                order.state
            ),
        ));
    }
    let own = joined(floor, case.id);
    let cases = own.iter().filter_map(|id| floor.case(id));
    for paid in cases.flat_map(|case| &case.transfers) {
        if paid.revoked_at.is_none() && !is_followed(floor, &own, paid, policy) {
            return Err(illegal(
                case,
                format!(
                    "no stop order for all that went to {} at {} has left; who took the report stops the money first",
                    paid.account.shown(),
                    paid.institution
                ),
            ));
        }
    }
    Ok(())
}

/// Whether stop orders on the account have left that may hold all the victim paid there: own ones, and one of
/// another case that still runs and stops the whole balance. What the stops an account may see can not hold is no
/// duty. Of an order number at a payment firm: whether the firm was asked for the card.
fn is_followed(floor: &Floor, own: &[CaseId], paid: &Transfer, policy: &Policy) -> bool {
    let account = paid.account.token;
    let asked = |hop: &Hop| own.contains(&hop.case) && hop.asked_at.is_some();
    let at_payment_firm = floor
        .desk(&paid.institution)
        .is_some_and(|desk| desk.kind == DeskKind::Payment);
    if at_payment_firm && floor.hops_on(account).any(|hop| asked(hop)) {
        return true;
    }
    let cases = own.iter().filter_map(|id| floor.case(id));
    let transfers = cases.flat_map(|case| &case.transfers);
    let standing = transfers.filter(|t| t.account.token == account && t.revoked_at.is_none());
    let mut missing: Fen = standing.map(|t| t.amount).sum();
    let left = |o: &&Held<Order>| o.reality.is_actual() && o.sent_at.is_some();
    for order in floor.orders_on(account).filter(left) {
        let serves = own.iter().any(|case| order.serves(*case));
        match order.limit {
            None if serves || order.state.is_open() => return true,
            None => {}
            Some(_) => {
                let parts = own.iter().filter_map(|case| order.limit_for(*case));
                missing = missing.less(parts.sum());
            }
        }
    }
    missing == Fen::ZERO || check_stops(floor, account, policy).is_err()
}

/// Joined into another open case.
pub fn merge(floor: &Floor, case: &Held<Case>, told: &MergeCase) -> Result<Vec<Change>, Refusal> {
    check_open(case)?;
    if told.into == case.id {
        return Err(Refusal::new(
            Code::BadRequest,
            format!("into: case {} can not go into itself", case.no),
        ));
    }
    let into = floor.case(&told.into).ok_or_else(|| {
        Refusal::new(
            Code::NotFound,
            format!("into: there is no case {}", told.into),
        )
    })?;
    check_open(into)?;
    if into.reality != case.reality {
        return Err(illegal(
            case,
            format!(
                "case {} is {}, case {} is {}; they stay apart",
                case.no, case.reality, into.no, into.reality
            ),
        ));
    }
    let body = Body::CaseChanged(CaseChange {
        state: S::Merged,
        reason: None,
        to: None,
        into: Some(into.id),
    });
    Ok(vec![change(Key::Case(case.id), body)])
}
