//! How alerts come in. The same victim within the window is one alert, hit again: its count goes up, its tier
//! can only get graver. A P3 is handled by a message at once and never waits for a person.

use super::off_the_shelf;
use crate::domain::alert::{Alert, AlertState, Person, Tier, Turn};
use crate::domain::command::RaiseAlert;
use crate::domain::decide::opening::check_moment;
use crate::domain::decide::{Mint, change, sealed};
use crate::domain::event::{Body, CallChange, Change, Hit, Reality, Reason};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{AlertId, InterventionId, Key, Sub};
use crate::domain::intervention::{Intervention, InterventionKind, InterventionState};
use crate::domain::masked::{Masked, Private};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::script::{SCORE_MOST, Script};
use crate::domain::time::Span;
use crate::text::safe::SafeText;

/// Money that left longer ago is a slip of the source, such as seconds told as milliseconds.
const OLDEST_TRANSFER: Span = Span::days(366);

/// Takes an alert in: a new one, or a hit on the standing one.
pub fn raise(
    floor: &Floor,
    told: &RaiseAlert,
    reality: Reality,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    check_amounts(told)?;
    check_moments(told, ctx)?;
    let mut mint = Mint::new(ctx);
    let alert = whole(floor, told, AlertId(mint.ulid()), reality, ctx)?;
    let since = ctx.now - Span::hours(ctx.policy.alert.dedup_h);
    let standing = alert
        .victim
        .phone
        .as_ref()
        .and_then(|phone| floor.standing_alert(phone.token, since))
        .filter(|standing| standing.reality == reality);
    if let Some(standing) = standing {
        return Ok(hit(standing, told));
    }
    let key = Key::Alert(alert.id);
    let auto = alert.state == AlertState::AutoHandled;
    let mut changes = vec![change(key.clone(), Body::AlertRaised(Box::new(alert)))];
    if auto {
        let sms = message(InterventionId(mint.ulid()), ctx);
        changes.push(change(key, Body::InterventionPlanned(sms)));
    }
    Ok(changes)
}

fn check_amounts(told: &RaiseAlert) -> Result<(), Refusal> {
    if told.score > SCORE_MOST {
        return Err(Refusal::new(
            Code::BadRequest,
            format!("score: {} found, 0 to {SCORE_MOST} allowed", told.score),
        ));
    }
    match told.at_risk {
        Some(at_risk) if !at_risk.is_positive() => Err(Refusal::new(
            Code::BadRequest,
            format!(
                "at_risk: {} found, more than 0 fen allowed; leave it out where unknown",
                at_risk.0
            ),
        )),
        _ => Ok(()),
    }
}

/// Nothing happened in the future, and clocks run from a transfer.
fn check_moments(told: &RaiseAlert, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    let call = told.call.as_ref().and_then(|call| call.started_at);
    for (field, at) in [
        ("transfer_at", told.transfer_at),
        ("detected_at", told.detected_at),
        ("call.started_at", call),
    ] {
        if let Some(at) = at {
            check_moment(field, at, ctx)?;
        }
    }
    match told.transfer_at {
        Some(at) if at < ctx.now - OLDEST_TRANSFER => Err(Refusal::new(
            Code::BadRequest,
            format!(
                "transfer_at: {at} lies more than {} days back; leave it out where it is not known",
                OLDEST_TRANSFER.0 / Span::days(1).0
            ),
        )),
        _ => Ok(()),
    }
}

/// The alert as it would stand if it is new.
fn whole(
    floor: &Floor,
    told: &RaiseAlert,
    id: AlertId,
    reality: Reality,
    ctx: &Ctx<'_>,
) -> Result<Alert, Refusal> {
    let state = if told.tier == Tier::P3 {
        AlertState::AutoHandled
    } else {
        AlertState::New
    };
    Ok(Alert {
        id,
        no: floor.numbers().alert + 1,
        kind: told.kind,
        state,
        tier: told.tier,
        score: told.score,
        model_score: told.score,
        model: told.model.clone(),
        reasons: unsaid(&told.reasons, &[]).into(),
        fraud_type: told.fraud_type,
        channel: told.channel,
        org: told.org.clone(),
        victim: Person {
            phone: sealed_if(told.victim_phone.as_ref())?,
            name: sealed_if(told.victim_name.as_ref())?,
            age_band: told.age_band.clone(),
            occupation: told.occupation.clone(),
        },
        caller: sealed_if(told.caller.as_ref())?,
        call: told.call.clone(),
        at_risk: told.at_risk,
        lost: None,
        transfer_at: told.transfer_at,
        detected_at: told.detected_at,
        raised_at: ctx.now,
        waiting_since: ctx.now,
        hits: 1,
        last_hit_at: ctx.now,
        owner: None,
        lease_until: None,
        claimed_at: None,
        contacted_at: None,
        overdue: None,
        interventions: Box::default(),
        script: Script::default(),
        case: None,
        merged_into: None,
        closing: None,
        ended_at: (state == AlertState::AutoHandled).then_some(ctx.now),
        proposed: None,
        shelf: None,
        flags: told.flags.clone().into(),
        transcript: turns(told)?,
        source: told.source.clone().map(Box::new),
        policy: ctx.policy.reference(),
        reality,
    })
}

fn sealed_if(value: Option<&Private>) -> Result<Option<Masked>, Refusal> {
    value.map(sealed).transpose()
}

fn turns(told: &RaiseAlert) -> Result<Box<[Turn]>, Refusal> {
    told.transcript
        .iter()
        .map(|turn| {
            Ok(Turn {
                who: turn.who,
                text: sealed(&turn.text)?.mask.unwrap_or_default(),
            })
        })
        .collect()
}

/// The reasons not among `said`, each once.
fn unsaid(reasons: &[SafeText], said: &[SafeText]) -> Vec<SafeText> {
    let mut new: Vec<SafeText> = Vec::new();
    for reason in reasons {
        if !reason.is_empty() && !said.contains(reason) && !new.contains(reason) {
            new.push(reason.clone());
        }
    }
    new
}

/// The message a P3 gets instead of a person.
fn message(id: InterventionId, ctx: &Ctx<'_>) -> Intervention {
    Intervention {
        id,
        kind: InterventionKind::Sms,
        state: InterventionState::Dispatched,
        by: Sub::hub(),
        planned_at: ctx.now,
        changed_at: ctx.now,
        expires_at: None,
    }
}

/// The same victim again: nothing is lowered, and what had ended or was put aside comes back to people.
fn hit(standing: &Held<Alert>, told: &RaiseAlert) -> Vec<Change> {
    let tier = standing.tier.graver(told.tier);
    let mut bodies = off_the_shelf(standing, tier);
    bodies.push(Body::AlertHit(Hit {
        tier,
        score: standing.model_score.max(told.score),
        reasons: unsaid(&told.reasons, &standing.reasons),
        at_risk: told.at_risk,
        source: told.source.clone(),
    }));
    bodies.extend(call_of_hit(standing, told));
    match standing.state {
        AlertState::Closed | AlertState::Expired => bodies.push(reopened("flagged again")),
        AlertState::AutoHandled if tier != Tier::P3 => bodies.push(reopened("flagged graver")),
        _ => {}
    }
    let key = Key::Alert(standing.id);
    bodies
        .into_iter()
        .map(|body| change(key.clone(), body))
        .collect()
}

fn reopened(why: &str) -> Body {
    Body::AlertReopened(Reason { reason: why.into() })
}

/// A call the standing alert did not know of yet.
fn call_of_hit(standing: &Alert, told: &RaiseAlert) -> Option<Body> {
    let state = told.call.as_ref()?.state;
    let known = standing.call.as_ref().map(|call| call.state);
    (known != Some(state)).then_some(Body::AlertCall(CallChange { state }))
}
