//! The clock's work: what becomes true because time passed. The hub runs it every second and logs the changes
//! like any other.

use super::{case, change, hop, intervention, order, seat, shift};
use crate::domain::alert::{Alert, AlertState, Overdue, Tier};
use crate::domain::event::{Body, Change, Nothing, OverdueAt, Released, StatusChange};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, Sub};
use crate::domain::intervention::InterventionState;
use crate::domain::org::SeatStatus;
use crate::domain::policy::Ctx;
use crate::domain::time::{Millis, Span};

/// Everything that is due by `ctx.now`.
pub fn tick(floor: &Floor, ctx: &Ctx<'_>) -> Vec<Change> {
    let gone = gone(floor, ctx);
    let mut changes = Vec::new();
    for sub in &gone {
        changes.extend(seat::freed(floor, sub, "seat_lost"));
        changes.push(change(
            Key::Officer((*sub).clone()),
            Body::OfficerStatus(StatusChange {
                status: SeatStatus::Off,
            }),
        ));
    }
    for alert in floor.alerts().values() {
        let freed = alert.owner.as_ref().is_some_and(|o| gone.contains(&o));
        let due = of_alert(alert, ctx).filter(|_| !(freed && alert.state.is_held()));
        let bodies = expired_measures(alert, ctx).chain(due);
        changes.extend(bodies.map(|body| change(Key::Alert(alert.id), body)));
    }
    changes.extend(order::tick(floor, ctx));
    changes.extend(case::tick(floor, ctx));
    changes.extend(hop::tick(floor, ctx));
    changes.extend(shift::tick(floor, ctx));
    changes
}

/// Officers whose line has been lost for too long.
fn gone<'a>(floor: &'a Floor, ctx: &Ctx<'_>) -> Vec<&'a Sub> {
    let patience = Span::secs(ctx.policy.alert.seat_lost_s);
    floor
        .officers()
        .values()
        .filter(|o| o.status != SeatStatus::Off)
        .filter(|o| o.lost_at.is_some_and(|at| ctx.now.since(at) >= patience))
        .map(|o| &o.id)
        .collect()
}

/// What is due on an alert; its state allows one thing at a time.
fn of_alert(alert: &Alert, ctx: &Ctx<'_>) -> Option<Body> {
    match alert.state {
        AlertState::New | AlertState::Reopened => waiting(alert, ctx),
        AlertState::Claimed | AlertState::Working | AlertState::Escalated => alert
            .lease_until
            .is_some_and(|until| ctx.now >= until)
            .then(|| {
                Body::AlertReleased(Released {
                    why: "lease".into(),
                })
            }),
        AlertState::Shelved => alert
            .shelf
            .as_ref()
            .is_none_or(|shelf| ctx.now >= shelf.until)
            .then_some(Body::AlertReturned(Nothing {})),
        AlertState::AutoHandled
        | AlertState::Closed
        | AlertState::Merged
        | AlertState::Converted
        | AlertState::Expired => archived(alert, ctx),
        AlertState::Unknown(_) => None,
    }
}

/// A waiting P0 or P1 calls louder and louder; a new P2 that nobody came for expires.
fn waiting(alert: &Alert, ctx: &Ctx<'_>) -> Option<Body> {
    let waited = ctx.now.since(alert.waiting_since);
    match alert.tier {
        Tier::P0 | Tier::P1 => {
            let step = loudness(waited, ctx.policy.alert.ladder_s)?;
            (Some(step) > alert.overdue).then_some(Body::AlertOverdue(OverdueAt { step }))
        }
        Tier::P2 => {
            let late = waited >= ctx.policy.clock.p2_contact.due;
            (late && alert.state == AlertState::New).then_some(Body::AlertExpired(Nothing {}))
        }
        Tier::P3 | Tier::Unknown(_) => None,
    }
}

/// The step of the ladder a wait has reached.
fn loudness(waited: Span, [bell, commander, floor]: [i64; 3]) -> Option<Overdue> {
    match waited {
        w if w >= Span::secs(floor) => Some(Overdue::Floor),
        w if w >= Span::secs(commander) => Some(Overdue::Commander),
        w if w >= Span::secs(bell) => Some(Overdue::Bell),
        _ => None,
    }
}

/// Measures that end by themselves.
fn expired_measures<'a>(alert: &'a Alert, ctx: &Ctx<'_>) -> impl Iterator<Item = Body> + 'a {
    let now = ctx.now;
    alert
        .interventions
        .iter()
        .filter(move |i| i.state.is_running() && i.expires_at.is_some_and(|at| now >= at))
        .map(|i| intervention::changed(i.id, InterventionState::Cancelled))
}

/// An ended alert that nothing happened to for long leaves the floor.
fn archived(alert: &Alert, ctx: &Ctx<'_>) -> Option<Body> {
    let keep = Span::hours(ctx.policy.alert.keep_ended_h);
    (ctx.now.since(last_touched(alert)) >= keep).then_some(Body::AlertArchived(Nothing {}))
}

/// The last moment anything is known to have happened to it since it ended.
fn last_touched(alert: &Alert) -> Millis {
    let interventions = alert.interventions.iter().map(|i| i.changed_at);
    let known = alert.ended_at.into_iter().chain(interventions);
    known.fold(alert.last_hit_at, Ord::max)
}
