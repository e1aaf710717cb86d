//! Rules of cases 案件: who holds one, and when it turns out to be none. Opening one is in `opening`.

use super::{change, opening, wrong_kind};
use crate::domain::case::{Case, CaseState};
use crate::domain::command::{Command as C, Request, Why};
use crate::domain::event::{Body, CaseChange, Change, Reason, Taken};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::Key;
use crate::domain::order::OrderState;
use crate::domain::org::{Actor, Role, SeatStatus};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Current, Refusal};
use crate::text::safe::SafeText;

pub use super::opening::from_alert as open_from_alert;

/// Decides commands on cases.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    match &request.command {
        C::CaseOpen(told) => opening::from_report(floor, told, request.status, actor, ctx),
        C::CaseTake(_) => take(floor, named(floor, request)?, actor),
        C::CaseNotFraud(why) => not_fraud(floor, named(floor, request)?, why, actor),
        other => Err(Refusal::new(
            Code::Internal,
            format!("`{}` is no command on cases", other.name()),
        )),
    }
}

/// The case a request names.
pub fn named<'a>(floor: &'a Floor, request: &Request) -> Result<&'a Held<Case>, Refusal> {
    let Some(Key::Case(id)) = &request.key else {
        return Err(wrong_kind(request.key.as_ref(), "a case"));
    };
    floor
        .case(id)
        .ok_or_else(|| Refusal::new(Code::NotFound, format!("there is no case {id}")))
}

/// The case as it stands, for those who came too late.
pub fn illegal(case: &Held<Case>, msg: impl AsRef<str>) -> Refusal {
    Refusal::new(Code::IllegalTransition, msg).with(Current {
        ver: case.ver,
        owner: case.owner.clone(),
        state: Some(SafeText::line(&case.state.word())),
    })
}

/// Refuses work on a case that has ended.
pub fn check_open(case: &Held<Case>) -> Result<(), Refusal> {
    if case.state.is_open() {
        return Ok(());
    }
    Err(illegal(
        case,
        format!("case {} has ended ({})", case.no, case.state),
    ))
}

/// An open case goes to who takes it: when nobody holds it, when the holder is gone, or by the commander.
fn take(floor: &Floor, case: &Held<Case>, actor: &Actor) -> Result<Vec<Change>, Refusal> {
    check_open(case)?;
    if let Some(owner) = &case.owner {
        if *owner == actor.sub {
            return Err(illegal(case, format!("case {} is yours already", case.no)));
        }
        let gone = floor
            .officer(owner)
            .is_some_and(|o| o.status == SeatStatus::Off || o.lost_at.is_some());
        if !gone && !actor.is_any(&[Role::Commander]) {
            return Err(illegal(case, format!("case {} is with {owner}", case.no)));
        }
    }
    let key = Key::Case(case.id);
    let mut changes = vec![change(
        key.clone(),
        Body::CaseTaken(Taken {
            owner: actor.sub.clone(),
        }),
    )];
    if case.state == CaseState::Reported {
        changes.push(to_state(key, CaseState::Verifying, None));
    }
    Ok(changes)
}

/// No fraud after all: drafts go with the case; an order that has left must come to its end first.
fn not_fraud(
    floor: &Floor,
    case: &Held<Case>,
    why: &Why,
    actor: &Actor,
) -> Result<Vec<Change>, Refusal> {
    let early = [
        CaseState::Reported,
        CaseState::Verifying,
        CaseState::EmergencyStop,
    ];
    if !early.contains(&case.state) {
        return Err(illegal(
            case,
            format!("case {} is {}, too far to be no fraud", case.no, case.state),
        ));
    }
    check_reason(&why.reason)?;
    if case.owner.as_ref().is_some_and(|o| *o != actor.sub) && !actor.is_any(&[Role::Commander]) {
        return Err(Refusal::new(
            Code::Forbidden,
            format!(
                "case {} is with another; its holder or the commander decides",
                case.no
            ),
        ));
    }
    let mut changes = Vec::new();
    for order in floor.orders_of(case.id).filter(|o| o.state.is_open()) {
        if !matches!(order.state, OrderState::Draft | OrderState::Reviewed) {
            return Err(illegal(
                case,
                format!("order {} of case {} is {}", order.no, case.no, order.state),
            ));
        }
        let reason = why.reason.clone();
        changes.push(change(
            Key::Order(order.id),
            Body::OrderCancelled(Reason { reason }),
        ));
    }
    let reason = Some(why.reason.clone());
    changes.push(to_state(Key::Case(case.id), CaseState::NotFraud, reason));
    Ok(changes)
}

/// Refuses an empty reason.
pub fn check_reason(reason: &SafeText) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Code::ReasonRequired, "say why in words"));
    }
    Ok(())
}

/// The case goes on to another state.
pub fn to_state(key: Key, state: CaseState, reason: Option<SafeText>) -> Change {
    change(
        key,
        Body::CaseChanged(CaseChange {
            state,
            reason,
            to: None,
            into: None,
        }),
    )
}

#[cfg(test)]
mod tests;
