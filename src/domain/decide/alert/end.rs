//! How alerts end: closed with an outcome, merged, converted to a case. And how a closed one opens again.

use super::{On, off_the_shelf};
use crate::domain::alert::{AlertState, Closing, Outcome, Tier};
use crate::domain::command::{Close, Convert};
use crate::domain::decide::{case, change, intervention};
use crate::domain::event::{Absorbed, Body, Change, Converted, MergedInto, Reason};
use crate::domain::floor::Floor;
use crate::domain::ids::{AlertId, Key};
use crate::domain::org::Role;
use crate::domain::refusal::{Code, Refusal};
use crate::text::safe::SafeText;

/// Closes with an outcome. That a P0 was a false alarm is only proposed: a second person must agree.
pub fn close(on: &On<'_>, told: &Close) -> Result<Vec<Change>, Refusal> {
    on.owned_or_commander()?;
    if needs_reason(told.outcome) {
        on.reason(&told.reason)?;
    }
    let closing = Closing {
        outcome: told.outcome,
        reason: told.reason.clone(),
        by: on.actor.sub.clone(),
        at: on.ctx.now,
        second: None,
    };
    if on.alert.tier == Tier::P0 && told.outcome == Outcome::FalseAlarm {
        if on.alert.proposed.is_some() {
            return Err(on.illegal("its closing waits for a second person already"));
        }
        return Ok(vec![on.change(Body::AlertCloseProposed(closing))]);
    }
    Ok(closed(on, closing))
}

/// Outcomes that say nothing by themselves.
fn needs_reason(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::FalseAlarm
            | Outcome::Refused
            | Outcome::Unreachable
            | Outcome::HandedOver
            | Outcome::Duplicate
    )
}

/// Agrees to a proposed closing; nobody agrees with himself.
pub fn confirm_close(on: &On<'_>) -> Result<Vec<Change>, Refusal> {
    let Some(proposed) = on
        .alert
        .proposed
        .as_ref()
        .filter(|_| on.alert.state.is_held())
    else {
        return Err(on.illegal("no closing waits for a second person"));
    };
    if proposed.by.is_same_person(&on.actor.sub) {
        return Err(on.refuse(
            Code::SecondPersonRequired,
            "another officer must agree to this closing",
        ));
    }
    let mut closing = (**proposed).clone();
    closing.second = Some(on.actor.sub.clone());
    closing.at = on.ctx.now;
    Ok(closed(on, closing))
}

fn closed(on: &On<'_>, closing: Closing) -> Vec<Change> {
    let mut bodies = intervention::settle(on, closing.outcome);
    bodies.push(Body::AlertClosed(closing));
    on.changes(bodies)
}

/// Joins an open alert into another open one, which keeps the graver tier, all hits and every reason.
pub fn merge(on: &On<'_>, floor: &Floor, into: AlertId) -> Result<Vec<Change>, Refusal> {
    let from = on.alert;
    if !from.state.is_open() {
        return Err(on.illegal("it has ended"));
    }
    if !on.actor.is_any(&[Role::Analyst, Role::Commander]) {
        on.owned()?;
    }
    if into == from.id {
        return Err(on.refuse(Code::BadRequest, "it can not go into itself"));
    }
    let target = floor
        .alert(&into)
        .ok_or_else(|| on.refuse(Code::NotFound, "the alert to go on is not on the floor"))?;
    if !target.state.is_open() {
        let goal = On {
            alert: target,
            actor: on.actor,
            ctx: on.ctx,
        };
        return Err(goal.illegal("it has ended and takes nothing in"));
    }
    if target.reality != from.reality {
        return Err(on.refuse(
            Code::BadRequest,
            "an exercise and a real alert are never joined",
        ));
    }
    let tier = target.tier.graver(from.tier);
    let mut bodies = off_the_shelf(target, tier);
    bodies.push(Body::AlertAbsorbed(Absorbed {
        from: from.id,
        tier,
        hits: from.hits,
        reasons: from.reasons.to_vec(),
    }));
    let goes_on = bodies
        .into_iter()
        .map(|body| change(Key::Alert(into), body));
    Ok([on.change(Body::AlertMerged(MergedInto { into }))]
        .into_iter()
        .chain(goes_on)
        .collect())
}

/// Money has gone: the alert becomes a case with its stop orders drafted.
pub fn convert(on: &On<'_>, floor: &Floor, told: &Convert) -> Result<Vec<Change>, Refusal> {
    on.owned()?;
    let (id, opened) = case::open_from_alert(floor, on.alert, told, on.actor, on.ctx)?;
    let mut bodies = intervention::too_late(on);
    bodies.push(Body::AlertConverted(Converted { case: id }));
    let mut changes = on.changes(bodies);
    changes.extend(opened);
    Ok(changes)
}

/// Opens a closed or expired alert again.
pub fn reopen(on: &On<'_>, reason: &SafeText) -> Result<Vec<Change>, Refusal> {
    if !matches!(on.alert.state, AlertState::Closed | AlertState::Expired) {
        return Err(on.illegal("only a closed or expired alert is opened again"));
    }
    on.reason(reason)?;
    Ok(vec![on.change(Body::AlertReopened(Reason {
        reason: reason.clone(),
    }))])
}
