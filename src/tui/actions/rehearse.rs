//! Whether the hub would carry a command out: its own rules, asked on the console's floor before anything is sent.
//! So the console has no rules of its own.

use crate::domain::command::{Command, Request};
use crate::domain::decide::decide;
use crate::domain::event::{Change, Reality};
use crate::domain::ids::Key;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::Refusal;
use crate::tui::app::model::Model;

/// The refusal the hub would answer; `None` when it would carry the command out.
pub fn refusal(model: &Model, key: &Key, command: Command) -> Option<Refusal> {
    let actor = model.actor.as_ref()?;
    changes(model, actor, key, command).err()
}

/// What the hub would make of a command.
///
/// # Errors
/// The refusal it would answer.
pub fn changes(
    model: &Model,
    actor: &Actor,
    key: &Key,
    command: Command,
) -> Result<Vec<Change>, Refusal> {
    let request = Request {
        key: Some(key.clone()),
        expect: model.ver(key),
        status: Reality::Actual,
        command,
    };
    let ctx = Ctx {
        now: model.now(),
        policy: &model.setup.policy,
        salt: 0,
    };
    decide(model.floor(), &request, actor, &ctx)
}
