//! One key for the whole frontier: a stop order for every leaf that may still hold money, in one decision.

use crate::domain::command::Request;
use crate::domain::event::Change;
use crate::domain::floor::Floor;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};

/// Decides them.
pub fn decide(
    _floor: &Floor,
    request: &Request,
    _actor: &Actor,
    _ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    Err(Refusal::new(
        Code::Internal,
        format!("`{}` has no rules yet", request.command.name()),
    ))
}
