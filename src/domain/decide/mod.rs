//! Decisions: a request, who asks, and the floor make changes or a refusal. Pure: no I/O, no clock, no chance.
//!
//! [`decide`] checks what holds for every command (rights, words this version knows, target and version) and
//! hands over to the rules of the entity. [`tick()`] is the work of the clock.

pub mod alert;
mod answer;
#[cfg(test)]
pub(crate) mod bench;
pub mod case;
mod closed;
pub mod desk;
mod draft;
mod flow;
mod follow;
pub mod frontier;
mod grow;
pub mod hop;
mod intervention;
#[cfg(test)]
mod intervention_tests;
mod mint;
mod opening;
pub mod order;
#[cfg(test)]
mod property;
mod reach;
pub mod reveal;
pub mod seat;
mod shift;
mod size;
mod tick;
#[cfg(test)]
mod tick_tests;

pub use mint::Mint;
pub use tick::tick;

use super::command::{Command as C, Request, Target};
use super::event::{Body, Change};
use super::floor::{Entity, Floor};
use super::ids::Key;
use super::masked::{Masked, Private};
use super::org::Actor;
use super::policy::Ctx;
use super::refusal::{Code, Current, Refusal};
use crate::text::safe::SafeText;

/// Decides a request. All changes come into force together or not at all.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    check_rights(request, actor, ctx)?;
    closed::check(request)?;
    size::check(request)?;
    reach::check(floor, request, actor)?;
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
        | C::AlertCall(_)
        | C::InterventionStart(_)
        | C::InterventionReport(_) => alert::decide(floor, request, actor, ctx),
        C::CaseOpen(_)
        | C::CaseTake(_)
        | C::CaseNotFraud(_)
        | C::CaseFile(_)
        | C::CaseInvestigate(_)
        | C::CaseSolve(_)
        | C::CaseReturn(_)
        | C::CaseClose(_)
        | C::CaseSuspend(_)
        | C::CaseResume(_)
        | C::CaseReopen(_)
        | C::CaseTransfer(_)
        | C::CaseMerge(_)
        | C::CaseDelay(_)
        | C::CaseRevoke(_) => case::decide(floor, request, actor, ctx),
        C::CaseStopFrontier(_) | C::CaseReviewFrontier(_) | C::CaseRecallFrontier(_) => {
            frontier::decide(floor, request, actor, ctx)
        }
        C::HopAdd(_)
        | C::HopFlow(_)
        | C::HopAsk(_)
        | C::HopPaper(_)
        | C::HopAnswer(_)
        | C::HopEnds(_) => hop::decide(floor, request, actor, ctx),
        C::OrderDraft(_)
        | C::OrderTelecom(_)
        | C::OrderInForce(_)
        | C::OrderAsk(_)
        | C::OrderApprove(_)
        | C::OrderWithdraw(_)
        | C::OrderGranted(_)
        | C::OrderDeclined(_)
        | C::OrderLetLapse(_)
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
    let Some(key) = &request.key else {
        let msg = format!("`{name}` needs the key of what it acts on");
        return Err(Refusal::new(Code::BadRequest, msg));
    };
    if target == Target::KeyOnly {
        return Ok(());
    }
    let Some(expect) = request.expect else {
        let msg = format!("`{name}` needs expect.ver, the version it was decided on");
        return Err(Refusal::new(Code::BadRequest, msg));
    };
    let Some(cur) = current(floor, key) else {
        return Err(reach::absent(key));
    };
    if cur.ver == expect {
        return Ok(());
    }
    Err(overtaken(cur, &request.command))
}

/// How an entity stands, for the loser of a race.
fn current(floor: &Floor, key: &Key) -> Option<Current> {
    let (ver, entity) = floor.entity(key)?;
    let (owner, state) = match &entity {
        Entity::Alert(a) => (a.owner.clone(), Some(a.state.word())),
        Entity::Case(c) => (c.owner.clone(), Some(c.state.word())),
        Entity::Order(o) => (None, Some(o.state.word())),
        Entity::Hop(h) => (None, Some(h.state.word())),
        Entity::Officer(o) => (None, Some(o.status.word())),
        Entity::Shift(s) => (None, Some(s.state.word())),
        Entity::Desk(_) | Entity::Org(_) => (None, None),
    };
    Some(Current {
        ver,
        owner,
        state: state.map(|word| SafeText::line(&word)),
    })
}

/// Somebody was faster: says who, where that is known.
fn overtaken(cur: Current, command: &C) -> Refusal {
    let msg = match (&cur.owner, command) {
        (Some(owner), C::AlertClaim(_) | C::CaseTake(_)) => format!("already claimed by {owner}"),
        (Some(owner), _) => format!("it has changed meanwhile; {owner} holds it"),
        (None, _) => "it has changed meanwhile".to_owned(),
    };
    Refusal::new(Code::VersionConflict, msg).with(cur)
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
