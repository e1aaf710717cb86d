//! Rules of the directory: liaison desks 驻点席 and organisations.

use super::{change, wrong_kind};
use crate::domain::command::{Command as C, Request, StaffNow};
use crate::domain::event::{Body, Change, Staffed};
use crate::domain::floor::Floor;
use crate::domain::ids::Key;
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
    desk.staffed = standing.map_or(told.staffed, |d| d.staffed);
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

/// Staffed or dark: the institution's own liaison says so, or the commander.
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
    if !actor.is_any(&[Role::Commander]) && !actor.institutions.contains(id) {
        return Err(Refusal::new(
            Code::Forbidden,
            format!("desk {id} is not your institution's"),
        ));
    }
    Ok(vec![change(
        Key::Desk(id.clone()),
        Body::DeskStaffed(Staffed {
            staffed: now.staffed,
        }),
    )])
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
