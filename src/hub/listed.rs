//! Institutions and organisations a command sends something to must be there: an order to a bank nobody knows waits
//! for an answer that never comes. What institutions tell of money that went on is not looked at here; money does not
//! keep to the directory, and its trace must not be lost for a missing entry.

use crate::domain::command::{Command as C, ToldTransfer};
use crate::domain::floor::Floor;
use crate::domain::hop::HopKind;
use crate::domain::ids::{InstitutionId, OrgCode};
use crate::domain::org::OrgLevel;
use crate::domain::refusal::{Code, Refusal};
use crate::text::mask::is_province;
use crate::text::nearest::nearest;

/// Refuses a command that goes to an institution the directory does not list, or to no organisation.
pub fn check(floor: &Floor, command: &C) -> Result<(), Refusal> {
    match command {
        C::CaseOpen(told) => transfers(floor, &told.transfers),
        C::AlertConvert(told) => transfers(floor, &told.transfers),
        C::OrderDraft(told) => institution(floor, "institution", &told.institution),
        C::HopAdd(told) if told.kind != HopKind::Crypto => {
            institution(floor, "institution", &told.institution)
        }
        C::OrderTelecom(told) => told
            .institution
            .as_ref()
            .map_or(Ok(()), |carrier| institution(floor, "institution", carrier)),
        C::CaseTransfer(told) => org(floor, &told.org),
        _ => Ok(()),
    }
}

fn transfers(floor: &Floor, told: &[ToldTransfer]) -> Result<(), Refusal> {
    told.iter().enumerate().try_for_each(|(n, transfer)| {
        let field = format!("transfers[{n}].institution");
        institution(floor, &field, &transfer.institution)
    })
}

fn institution(floor: &Floor, field: &str, named: &InstitutionId) -> Result<(), Refusal> {
    if floor.desk(named).is_some() {
        return Ok(());
    }
    let known = floor.desks().keys().map(InstitutionId::as_str);
    let near = nearest(&named.as_str().to_ascii_uppercase(), known);
    Err(unlisted(field, named.as_str(), &near, "desk.list"))
}

/// A listed organisation, or one of another place: a code of a province there is, outside the cities that are listed
/// with all that is in them.
fn org(floor: &Floor, named: &OrgCode) -> Result<(), Refusal> {
    let mut orgs = floor.orgs().values();
    let code = named.as_str();
    let is_code = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    let is_ours = orgs.any(|org| matches!(org.level, OrgLevel::City) && named.is_within(&org.code));
    let is_listed = floor.orgs().keys().any(|org| org == named);
    if is_listed || is_code && !is_ours && is_province(code) {
        return Ok(());
    }
    let near = nearest(code, floor.orgs().keys().map(OrgCode::as_str));
    Err(unlisted("org", code, &near, "org.list"))
}

fn unlisted(field: &str, found: &str, near: &[&str], list: &str) -> Refusal {
    let next = match near {
        [] => format!("enter it first (`{list}`)"),
        near => format!("near it are {}", near.join(", ")),
    };
    Refusal::new(
        Code::BadRequest,
        format!("{field}: `{found}` is not in the directory; {next}"),
    )
}
