//! Rules of seats: who sits down, steps away, signs off, and what becomes of the work when a line is lost.

use super::{change, wrong_kind};
use crate::domain::command::{Command as C, Request};
use crate::domain::event::{Body, Change, Nothing, Released, StatusChange};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, Sub};
use crate::domain::org::{Actor, Officer, Role, SeatStatus};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::text::safe::SafeText;

/// Decides commands on seats.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let C::SeatStatus(now) = &request.command else {
        return Err(Refusal::new(Code::Internal, "not a command on a seat"));
    };
    let whose = match &request.key {
        None => actor.sub.clone(),
        Some(Key::Officer(sub)) => sub.clone(),
        other => return Err(wrong_kind(other.as_ref(), "an officer's seat")),
    };
    if whose == actor.sub {
        own(floor, now.status, actor, ctx)
    } else {
        others(floor, &whose, now.status, actor)
    }
}

/// One's own seat; the first word, and new roles, enter the officer whole.
fn own(
    floor: &Floor,
    status: SeatStatus,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let known = floor
        .officer(&actor.sub)
        .filter(|officer| officer.roles == actor.roles && officer.org == actor.org);
    if known.is_some() {
        return Ok(set(floor, &actor.sub, status));
    }
    if status == SeatStatus::Off {
        return Err(Refusal::new(
            Code::IllegalTransition,
            "you are not on a seat, so you can not leave it",
        ));
    }
    let team = actor.roles.iter().find_map(|role| role.team());
    let team = team.ok_or_else(|| Refusal::new(Code::Forbidden, "your role has no seat here"))?;
    let officer = Officer {
        id: actor.sub.clone(),
        team,
        roles: actor.roles.clone(),
        org: actor.org.clone(),
        status,
        since: ctx.now,
        lost_at: None,
    };
    Ok(vec![change(
        Key::Officer(actor.sub.clone()),
        Body::OfficerSeated(officer),
    )])
}

/// Another officer's seat: the commander's word only.
fn others(
    floor: &Floor,
    whose: &Sub,
    status: SeatStatus,
    actor: &Actor,
) -> Result<Vec<Change>, Refusal> {
    if !actor.is_any(&[Role::Commander]) {
        return Err(Refusal::new(
            Code::Forbidden,
            format!("this is the seat of {whose}; only the commander may change it"),
        ));
    }
    if floor.officer(whose).is_none() {
        return Err(Refusal::new(
            Code::NotFound,
            format!("{whose} has no seat here"),
        ));
    }
    Ok(set(floor, whose, status))
}

fn set(floor: &Floor, whose: &Sub, status: SeatStatus) -> Vec<Change> {
    let mut changes = Vec::new();
    if status == SeatStatus::Off {
        changes.extend(freed(floor, whose, "sign_off"));
    }
    changes.push(change(
        Key::Officer(whose.clone()),
        Body::OfficerStatus(StatusChange { status }),
    ));
    changes
}

/// Everything the officer holds goes back to the queue.
pub(super) fn freed(floor: &Floor, whose: &Sub, why: &str) -> Vec<Change> {
    floor
        .alerts()
        .values()
        .filter(|alert| alert.state.is_held() && alert.owner.as_ref() == Some(whose))
        .map(|alert| {
            let why = SafeText::line(why);
            change(Key::Alert(alert.id), Body::AlertReleased(Released { why }))
        })
        .collect()
}

/// The last console of an officer lost its line. The hub says so; work is freed when the officer stays away.
pub fn lost(floor: &Floor, whose: &Sub) -> Vec<Change> {
    let seated = floor
        .officer(whose)
        .is_some_and(|o| o.status != SeatStatus::Off && o.lost_at.is_none());
    seated
        .then(|| change(Key::Officer(whose.clone()), Body::OfficerLost(Nothing {})))
        .into_iter()
        .collect()
}

/// A console of an officer whose line was lost is back: the seat is as it was before.
pub fn back(floor: &Floor, whose: &Sub) -> Vec<Change> {
    floor
        .officer(whose)
        .filter(|o| o.lost_at.is_some())
        .map(|o| {
            change(
                Key::Officer(whose.clone()),
                Body::OfficerStatus(StatusChange { status: o.status }),
            )
        })
        .into_iter()
        .collect()
}
