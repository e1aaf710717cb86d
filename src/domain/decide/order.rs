//! Rules of stop orders 止付令.

use crate::domain::command::Request;
use crate::domain::event::Change;
use crate::domain::floor::Floor;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};

/// Decides commands on orders.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let _ = (floor, request, actor, ctx);
    Err(Refusal::new(Code::Internal, "not decided"))
}

/// The clock's work on orders: reviewed orders leave, silent desks time out, stops lapse.
pub fn tick(floor: &Floor, actor: &Actor, ctx: &Ctx<'_>) -> Vec<Change> {
    let _ = (floor, actor, ctx);
    Vec::new()
}
