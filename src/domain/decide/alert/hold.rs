//! Who holds an alert: claim, next, release, shelve. One owner at a time; the loser of a race learns who won.

use super::On;
use crate::domain::alert::{Shelf, Tier};
use crate::domain::command::ShelveFor;
use crate::domain::decide::reach;
use crate::domain::event::{Body, Change, Claimed, Released};
use crate::domain::floor::Floor;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Span;
use crate::domain::worth;

/// Takes a waiting alert.
pub fn claim(on: &On<'_>) -> Result<Vec<Change>, Refusal> {
    if on.alert.state.is_waiting() {
        return Ok(vec![claimed(on)]);
    }
    Err(match &on.alert.owner {
        Some(owner) if !on.alert.state.is_held() => on.illegal(&format!("{owner} ended it")),
        Some(owner) if *owner == on.actor.sub => on.illegal("it is already yours"),
        Some(owner) => on.illegal(&format!("already claimed by {owner}")),
        None => on.illegal("it does not wait for anybody"),
    })
}

fn claimed(on: &On<'_>) -> Change {
    on.change(Body::AlertClaimed(Claimed {
        owner: on.actor.sub.clone(),
        lease_until: on.lease_until(),
    }))
}

/// Takes the waiting alert that is worth most; among equals the one that waits longest.
pub fn next(floor: &Floor, actor: &Actor, ctx: &Ctx<'_>) -> Result<Vec<Change>, Refusal> {
    let alert = floor
        .alerts()
        .values()
        .filter(|alert| alert.state.is_waiting() && reach::within(actor, &alert.org))
        .min_by_key(|alert| {
            let worth = worth::of_alert(alert, ctx.now, ctx.policy);
            (worth.rank(), alert.tier, alert.waiting_since, alert.id)
        })
        .ok_or_else(|| Refusal::new(Code::NotFound, "nothing waits"))?;
    Ok(vec![claimed(&On { alert, actor, ctx })])
}

/// Gives a held alert back to the queue.
pub fn release(on: &On<'_>) -> Result<Vec<Change>, Refusal> {
    on.owned_or_commander()?;
    Ok(vec![on.change(Body::AlertReleased(Released {
        why: "officer".into(),
    }))])
}

/// Puts an open alert aside: P2 and P3 by their owner, P1 by the commander, P0 by nobody.
pub fn shelve(on: &On<'_>, told: &ShelveFor) -> Result<Vec<Change>, Refusal> {
    let alert = on.alert;
    if !alert.state.is_held() && !alert.state.is_waiting() {
        return Err(on.illegal("it can not be put aside"));
    }
    match alert.tier {
        Tier::P0 => return Err(on.illegal("a P0 is never put aside")),
        Tier::P1 if !on.is_commander() => {
            return Err(on.refuse(Code::Forbidden, "only the commander puts a P1 aside"));
        }
        Tier::P1 => {}
        Tier::P2 | Tier::P3 | Tier::Unknown(_) => on.owned()?,
    }
    on.reason(&told.reason)?;
    let most = Span::secs(on.ctx.policy.alert.shelve_most_s);
    let span = Span::mins(i64::from(told.minutes));
    if told.minutes == 0 || span > most {
        return Err(on.refuse(
            Code::BadRequest,
            &format!(
                "minutes: {} found, 1 to {} allowed",
                told.minutes,
                most.0 / Span::mins(1).0
            ),
        ));
    }
    Ok(vec![on.change(Body::AlertShelved(Shelf {
        until: on.ctx.now + span,
        reason: told.reason.clone(),
    }))])
}
