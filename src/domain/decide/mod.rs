//! Decisions: a request, who asks, and the floor make changes or a refusal. Pure: no I/O, no clock, no chance.

use super::command::Request;
use super::event::Change;
use super::floor::Floor;
use super::org::Actor;
use super::policy::Ctx;
use super::refusal::{Code, Refusal};

/// Decides a request. All changes come into force together or not at all.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let _ = (floor, request, actor, ctx);
    Err(Refusal::new(Code::Internal, "not decided"))
}
