//! Rules of cases 案件.

use crate::domain::alert::Alert;
use crate::domain::command::{Convert, Request};
use crate::domain::event::Change;
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::CaseId;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};

/// Decides commands on cases.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let _ = (floor, request, actor, ctx);
    Err(Refusal::new(Code::Internal, "not decided"))
}

/// Opens the case an alert becomes: the case with both clocks and one drafted stop order for each transfer.
/// The alert's own `alert.converted` is not among the changes.
pub fn open_from_alert(
    floor: &Floor,
    alert: &Held<Alert>,
    told: &Convert,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<(CaseId, Vec<Change>), Refusal> {
    let _ = (floor, alert, told, actor, ctx);
    Err(Refusal::new(Code::Internal, "not decided"))
}
