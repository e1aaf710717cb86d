//! Decisions: a request, who asks, and the floor make changes or a refusal. Pure: no I/O, no clock, no chance.
//!
//! [`decide`] checks what holds for every command (rights, words this version knows, target and version) and
//! hands over to the rules of the entity. [`tick`] is the work of the clock.

pub mod alert;
mod answer;
pub mod case;
mod closed;
pub mod desk;
mod draft;
mod intervention;
mod mint;
mod opening;
pub mod order;
pub mod seat;
mod tick;

pub use mint::Mint;
pub use tick::tick;

use super::command::{Command as C, Request, Target};
use super::event::{Body, Change};
use super::floor::Floor;
use super::ids::Key;
use super::masked::{Masked, Private};
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
    check_rights(request, actor, ctx)?;
    closed::check(request)?;
    check_target(floor, request)?;
    match &request.command {
        C::AlertRaise(_)
        | C::AlertClaim(_)
        | C::AlertNext(_)
        | C::AlertRelease(_)
        | C::AlertEscalate(_)
        | C::AlertClose(_)
        | C::AlertConfirmClose(_)
        | C::AlertShelve(_)
        | C::AlertMerge(_)
        | C::AlertConvert(_)
        | C::AlertReopen(_)
        | C::AlertAnswer(_)
        | C::AlertCall(_) => alert::decide(floor, request, actor, ctx),
        C::InterventionStart(_) | C::InterventionReport(_) => {
            intervention::decide(floor, request, actor, ctx)
        }
        C::CaseOpen(_) | C::CaseTake(_) | C::CaseNotFraud(_) => {
            case::decide(floor, request, actor, ctx)
        }
        C::OrderDraft(_)
        | C::OrderReview(_)
        | C::OrderActFirst(_)
        | C::OrderSend(_)
        | C::OrderRecall(_)
        | C::OrderCancel(_)
        | C::OrderAck(_)
        | C::OrderStopped(_)
        | C::OrderEmpty(_)
        | C::OrderMismatch(_)
        | C::OrderPaper(_) => order::decide(floor, request, actor, ctx),
        C::SeatStatus(_) => seat::decide(floor, request, actor, ctx),
        C::DeskList(_) | C::DeskStaff(_) | C::OrgList(_) => {
            desk::decide(floor, request, actor, ctx)
        }
    }
}

/// The policy says which roles may give a command.
fn check_rights(request: &Request, actor: &Actor, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    let name = request.command.name();
    if actor.is_any(ctx.policy.may(name)) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Forbidden,
        format!("your role may not give `{name}`"),
    ))
}

/// A command that acts on a standing entity names it, and the version it was decided on.
fn check_target(floor: &Floor, request: &Request) -> Result<(), Refusal> {
    let name = request.command.name();
    let target = request.command.target();
    if target == Target::None {
        return Ok(());
    }
    if request.key.is_none() {
        return Err(Refusal::new(
            Code::BadRequest,
            format!("`{name}` needs a key"),
        ));
    }
    if target == Target::KeyOnly {
        return Ok(());
    }
    if request.expect.is_none() {
        return Err(Refusal::new(
            Code::BadRequest,
            format!("`{name}` needs expect.ver"),
        ));
    }
    let _ = floor;
    Ok(())
}

/// A change of one entity.
fn change(key: Key, body: Body) -> Change {
    Change { key, body }
}

/// The sealed value. A raw one past the hub's door is a fault of the hub, never of the sender.
fn sealed(value: &Private) -> Result<Masked, Refusal> {
    value.sealed().cloned().ok_or_else(|| {
        Refusal::new(
            Code::Internal,
            "a personal value was not sealed at the door",
        )
    })
}

/// The key is of another kind than the command acts on.
fn wrong_kind(key: Option<&Key>, wanted: &str) -> Refusal {
    let found = key.map_or_else(|| "nothing".to_owned(), ToString::to_string);
    Refusal::new(
        Code::BadRequest,
        format!("`{found}` is not {wanted}, which this command acts on"),
    )
}
