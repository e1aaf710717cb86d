//! Rules of interventions 劝阻.

use crate::domain::command::Request;
use crate::domain::event::Change;
use crate::domain::floor::Floor;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};

/// Decides commands on interventions.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let _ = (floor, request, actor, ctx);
    Err(Refusal::new(Code::Internal, "not decided"))
}
