//! Whose case it is: who may take one, and who may decide about one that somebody holds.

use super::{check_open, illegal, moved, refuse};
use crate::domain::case::{Case, CaseState};
use crate::domain::command::Command;
use crate::domain::decide::change;
use crate::domain::event::{Body, Change, Taken};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::Key;
use crate::domain::org::{Actor, Role, SeatStatus};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};

/// An open case goes to who takes it: when nobody holds it, when the holder is gone, or by the commander.
pub fn take(floor: &Floor, case: &Held<Case>, actor: &Actor) -> Result<Vec<Change>, Refusal> {
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
    let mut changes = vec![change(
        Key::Case(case.id),
        Body::CaseTaken(Taken {
            owner: actor.sub.clone(),
        }),
    )];
    if case.state == CaseState::Reported {
        changes.extend(moved(case, CaseState::Verifying, None));
    }
    Ok(changes)
}

/// The holder decides, and the commander. Roles that hold no cases (analysts, return officers) act on any,
/// and a holder who may not give the command stands in nobody's way.
pub fn check(
    floor: &Floor,
    case: &Held<Case>,
    command: &Command,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<(), Refusal> {
    let Some(owner) = case.owner.as_ref().filter(|owner| **owner != actor.sub) else {
        return Ok(());
    };
    let holds_cases = actor.is_any(ctx.policy.may("case.take"));
    let may = ctx.policy.may(command.name());
    let holder_may = floor
        .officer(owner)
        .is_none_or(|o| o.roles.iter().any(|role| may.contains(role)));
    if actor.is_any(&[Role::Commander]) || !holds_cases || !holder_may {
        return Ok(());
    }
    let no = case.no;
    Err(refuse(
        case,
        Code::Forbidden,
        format!("case {no} is with {owner}; its holder or the commander decides"),
    ))
}
