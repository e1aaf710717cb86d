//! The clock's work: what becomes true because time passed. The hub runs it every second and logs the changes
//! like any other.

use super::order;
use crate::domain::event::Change;
use crate::domain::floor::Floor;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;

/// Everything that is due by `ctx.now`.
pub fn tick(floor: &Floor, actor: &Actor, ctx: &Ctx<'_>) -> Vec<Change> {
    let _ = actor;
    order::tick(floor, ctx)
}
