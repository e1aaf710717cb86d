//! Rules of interventions 劝阻, the children of an alert. They may run side by side: the first success cancels
//! the others, a refusal sends a visit, misses make the alert graver.

use super::Mint;
use super::alert::{On, off_the_shelf, one_graver};
use crate::domain::alert::Outcome;
use crate::domain::command::ReportIntervention;
use crate::domain::event::{
    Body, Change, Escalated, InterventionChange, Nothing, Reason, Rescored,
};
use crate::domain::ids::InterventionId;
use crate::domain::intervention::{Intervention, InterventionKind as Kind, InterventionState as S};
use crate::domain::org::Role;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::script::Script;
use crate::domain::time::Span;

/// Measures against the victim's own line or account end by themselves after this time.
const VICTIM_SIDE: Span = Span::hours(2);

/// Plans an intervention and sets it going.
pub fn start(on: &On<'_>, kind: Kind) -> Result<Vec<Change>, Refusal> {
    check_start(on, kind)?;
    let planned = planned(on, InterventionId(Mint::new(on.ctx).ulid()), kind);
    let mut bodies = vec![Body::InterventionPlanned(planned)];
    bodies.extend(on.progress());
    Ok(on.changes(bodies))
}

fn check_start(on: &On<'_>, kind: Kind) -> Result<(), Refusal> {
    if kind.is_victim_side() {
        if !on.is_commander() {
            return Err(on.refuse(
                Code::Forbidden,
                &format!("only the commander may order `{kind}`"),
            ));
        }
        if !on.alert.state.is_open() {
            return Err(on.illegal("it has ended"));
        }
    } else {
        on.owned()?;
    }
    match running(on).find(|i| i.kind == kind) {
        Some(_) => Err(on.illegal(&format!("`{kind}` is running already"))),
        None => Ok(()),
    }
}

/// A new intervention: what the officer does himself begins at once, the rest is dispatched.
fn planned(on: &On<'_>, id: InterventionId, kind: Kind) -> Intervention {
    let now = on.ctx.now;
    Intervention {
        id,
        kind,
        state: if kind.is_own_call() {
            S::Attempting
        } else {
            S::Dispatched
        },
        by: on.actor.sub.clone(),
        planned_at: now,
        changed_at: now,
        expires_at: kind.is_victim_side().then(|| now + VICTIM_SIDE),
    }
}

/// Takes word of how an intervention went on. Those of ended alerts go on too: follow-ups, and visits that
/// were under way.
pub fn report(on: &On<'_>, told: &ReportIntervention) -> Result<Vec<Change>, Refusal> {
    let one = on
        .alert
        .interventions
        .iter()
        .find(|i| i.id == told.id)
        .ok_or_else(|| on.refuse(Code::NotFound, "it has no such intervention"))?;
    check_reporter(on, one)?;
    if !one.state.allows(told.state) {
        return Err(on.refuse(
            Code::IllegalTransition,
            &format!(
                "`{}` does not go from {} to {}",
                one.kind, one.state, told.state
            ),
        ));
    }
    let mut bodies = vec![changed(one.id, told.state)];
    bodies.extend(on.progress());
    bodies.extend(consequences(on, one, told.state));
    Ok(on.changes(bodies))
}

fn check_reporter(on: &On<'_>, one: &Intervention) -> Result<(), Refusal> {
    let sub = &on.actor.sub;
    let visits = one.kind == Kind::Visit && on.actor.is_any(&[Role::FieldOfficer]);
    if *sub == one.by || on.alert.owner.as_ref() == Some(sub) || on.is_commander() || visits {
        return Ok(());
    }
    let holder = on.alert.owner.as_ref().unwrap_or(&one.by);
    Err(on.refuse(Code::Forbidden, &format!("this is with {holder}")))
}

/// What else becomes true when an intervention reaches a state.
fn consequences(on: &On<'_>, one: &Intervention, to: S) -> Vec<Body> {
    match to {
        S::Contacted => contacted(on, one.kind).into_iter().collect(),
        S::Dissuaded => running(on)
            .filter(|other| other.id != one.id)
            .map(|other| changed(other.id, S::Cancelled))
            .collect(),
        S::Refused => refused(on, one),
        S::Relapsed => relapsed(on).into_iter().collect(),
        miss if miss.is_miss() => missed(on),
        _ => Vec::new(),
    }
}

fn contacted(on: &On<'_>, kind: Kind) -> Option<Body> {
    (kind.reaches_victim() && on.alert.contacted_at.is_none())
        .then_some(Body::AlertContacted(Nothing {}))
}

/// Not dissuaded: somebody goes there, and the alert is graver.
fn refused(on: &On<'_>, one: &Intervention) -> Vec<Body> {
    if !on.alert.state.is_open() {
        return Vec::new();
    }
    let mut bodies = Vec::new();
    if !running(on).any(|i| i.kind == Kind::Visit && i.id != one.id) {
        let id = InterventionId(Mint::new(on.ctx).ulid());
        bodies.push(Body::InterventionPlanned(planned(on, id, Kind::Visit)));
    }
    bodies.extend(graver(on, "refused"));
    bodies
}

/// Enough misses make the alert graver, once for every so many.
fn missed(on: &On<'_>) -> Vec<Body> {
    let each = on.ctx.policy.alert.misses_to_escalate.max(1) as usize;
    let interventions = on.alert.interventions.iter();
    let missed = 1 + interventions.filter(|i| i.state.is_miss()).count();
    if on.alert.state.is_open() && missed.is_multiple_of(each) {
        graver(on, "reached nobody again and again")
    } else {
        Vec::new()
    }
}

/// One step graver: escalated in its holder's hands, only re-scored while nobody holds it.
fn graver(on: &On<'_>, why: &str) -> Vec<Body> {
    let tier = one_graver(on.alert.tier);
    if on.alert.state.is_held() {
        let reason = why.into();
        return vec![Body::AlertEscalated(Escalated { tier, reason })];
    }
    let mut bodies = off_the_shelf(on.alert, tier);
    let score = on.alert.score;
    bodies.push(Body::AlertRescored(Rescored { score, tier }));
    bodies
}

fn relapsed(on: &On<'_>) -> Option<Body> {
    (!on.alert.state.is_open()).then(|| {
        Body::AlertReopened(Reason {
            reason: "relapsed".into(),
        })
    })
}

/// The call the script is spoken in, brought to contact: one under way, the one that is being spoken, or a
/// new one. Returns it while it can still turn out to be too late, and what must happen to it. Where an answer takes
/// back that it was too late, the talk goes on as a new call.
pub fn call_of_script(
    on: &On<'_>,
    new: InterventionId,
    script: &Script,
) -> (Option<InterventionId>, Vec<Body>) {
    let last = on
        .alert
        .interventions
        .iter()
        .rfind(|i| i.kind == Kind::Call);
    match last {
        Some(call) if call.state.is_running() => {
            let path = to_contact(call.state);
            let bodies = path.iter().map(|to| changed(call.id, *to)).collect();
            (Some(call.id), bodies)
        }
        Some(call) if call.state == S::Refused => (None, vec![]),
        Some(call) if call.state == S::AlreadyTransferred && script.has_transferred() => {
            (None, vec![])
        }
        _ => {
            let call = Intervention {
                state: S::Contacted,
                ..planned(on, new, Kind::Call)
            };
            (Some(new), vec![Body::InterventionPlanned(call)])
        }
    }
}

/// The states between a running one and contact, contact included.
fn to_contact(from: S) -> &'static [S] {
    match from {
        S::Planned | S::Dispatched | S::Accepted => &[S::Attempting, S::Contacted],
        S::Attempting => &[S::Contacted],
        _ => &[],
    }
}

/// What closing an alert does to its running interventions: the one that made contact takes the outcome, the
/// others are cancelled.
pub fn settle(on: &On<'_>, outcome: Outcome) -> Vec<Body> {
    let end = end_of(outcome);
    let taker = end.and_then(|_| taker(on, outcome));
    let mut bodies = Vec::new();
    for one in running(on) {
        match end {
            Some(end) if taker == Some(one.id) => {
                let path = to_contact(one.state);
                bodies.extend(path.iter().map(|to| changed(one.id, *to)));
                bodies.extend(contacted(on, one.kind).filter(|_| !path.is_empty()));
                bodies.push(changed(one.id, end));
            }
            _ => bodies.push(changed(one.id, S::Cancelled)),
        }
    }
    bodies
}

fn end_of(outcome: Outcome) -> Option<S> {
    match outcome {
        Outcome::Dissuaded => Some(S::Dissuaded),
        Outcome::Refused => Some(S::Refused),
        Outcome::AlreadyLost => Some(S::AlreadyTransferred),
        _ => None,
    }
}

/// The running intervention that takes the outcome: the last that made contact; a dissuasion must have come
/// from someone, so there the last that can reach the victim will do.
fn taker(on: &On<'_>, outcome: Outcome) -> Option<InterventionId> {
    let reached = running(on).rfind(|i| i.state == S::Contacted);
    let tried = || running(on).rfind(|i| i.kind.reaches_victim());
    let one = reached.or_else(|| (outcome == Outcome::Dissuaded).then(tried).flatten());
    one.map(|i| i.id)
}

/// Money has gone: what made contact came too late. Other ways to reach the victim go on.
pub fn too_late(on: &On<'_>) -> Vec<Body> {
    running(on)
        .filter(|i| i.state == S::Contacted)
        .map(|i| changed(i.id, S::AlreadyTransferred))
        .collect()
}

/// An intervention went on.
pub fn changed(id: InterventionId, state: S) -> Body {
    Body::InterventionChanged(InterventionChange { id, state })
}

fn running<'a>(on: &'a On<'_>) -> impl DoubleEndedIterator<Item = &'a Intervention> {
    on.alert
        .interventions
        .iter()
        .filter(|i| i.state.is_running())
}
