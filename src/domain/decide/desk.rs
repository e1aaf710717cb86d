//! Rules of the directory: liaison desks 驻点席 and organisations.

use super::{change, wrong_kind};
use crate::domain::command::{Command as C, Request, StaffNow};
use crate::domain::event::{Body, Change, Staffed};
use crate::domain::floor::Floor;
use crate::domain::ids::{InstitutionId, Key};
use crate::domain::org::{Actor, Desk, Org, OrgLevel, Role};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};

/// Decides commands on desks and organisations.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    _ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    match &request.command {
        C::DeskList(desk) => list_desk(floor, desk),
        C::DeskStaff(now) => staff(floor, request, now, actor),
        C::OrgList(org) => list_org(org),
        other => Err(Refusal::new(
            Code::Internal,
            format!("`{}` is no command on the directory", other.name()),
        )),
    }
}

/// Enters a desk or changes its entry. What was measured, and who sits there, stays as it is.
fn list_desk(floor: &Floor, told: &Desk) -> Result<Vec<Change>, Refusal> {
    check_names(&told.name_zh, &told.name_en)?;
    let mut desk = told.clone();
    let standing = floor.desk(&told.institution);
    desk.staffed = standing.is_some_and(|d| d.staffed);
    desk.answers = standing.map(|d| d.answers.clone()).unwrap_or_default();
    desk.query_answers = standing
        .map(|d| d.query_answers.clone())
        .unwrap_or_default();
    desk.last_answer = standing.and_then(|d| d.last_answer);
    Ok(vec![change(
        Key::Desk(desk.institution.clone()),
        Body::DeskListed(Box::new(desk)),
    )])
}

/// Away or back. That somebody sits at a desk follows from a liaison's line (the hub's seats); whoever sits there
/// may step away and come back. The commander may note that nobody does, never that somebody does.
fn staff(
    floor: &Floor,
    request: &Request,
    now: &StaffNow,
    actor: &Actor,
) -> Result<Vec<Change>, Refusal> {
    let Some(Key::Desk(id)) = &request.key else {
        return Err(wrong_kind(request.key.as_ref(), "a desk"));
    };
    if floor.desk(id).is_none() {
        return Err(Refusal::new(
            Code::NotFound,
            format!("desk {id} is not in the directory"),
        ));
    }
    let is_own = actor.institutions.contains(id);
    let by_chief = actor.is_any(&[Role::Commander]);
    if !is_own && (!by_chief || now.staffed) {
        let msg = if by_chief {
            format!("only a liaison of {id} can say that somebody sits at its desk")
        } else {
            format!("desk {id} is not your institution's")
        };
        return Err(Refusal::new(Code::Forbidden, msg));
    }
    Ok(vec![change(
        Key::Desk(id.clone()),
        Body::DeskStaffed(Staffed {
            staffed: now.staffed,
        }),
    )])
}

/// A liaison sat down at a listed desk, or the last one is gone; what is so already is not said again.
pub fn staffed(floor: &Floor, id: &InstitutionId, now: Staffed) -> Vec<Change> {
    let is_new = floor.desk(id).is_some_and(|d| d.staffed != now.staffed);
    is_new
        .then(|| change(Key::Desk(id.clone()), Body::DeskStaffed(now)))
        .into_iter()
        .collect()
}

/// Enters an organisation. Only the nation has none above it.
fn list_org(org: &Org) -> Result<Vec<Change>, Refusal> {
    check_names(&org.name_zh, &org.name_en)?;
    let code = org.code.as_str();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad(format!("code: `{code}` is not six digits")));
    }
    let is_nation = org.level == OrgLevel::Nation;
    if is_nation != org.parent.is_none() || org.parent.as_ref() == Some(&org.code) {
        return Err(bad(format!(
            "parent: {code} needs the organisation above it; only the nation has none"
        )));
    }
    Ok(vec![change(
        Key::Org(org.code.clone()),
        Body::OrgListed(org.clone()),
    )])
}

fn check_names(zh: &str, en: &str) -> Result<(), Refusal> {
    if zh.trim().is_empty() || en.trim().is_empty() {
        return Err(bad("name_zh, name_en: both names are needed".to_owned()));
    }
    Ok(())
}

fn bad(msg: String) -> Refusal {
    Refusal::new(Code::BadRequest, msg)
}

#[cfg(test)]
mod tests;
