//! The people who report a loss to 110.

use std::collections::HashSet;

use super::super::chance::Chance;
use super::super::crowd::{Mind, Wish};
use super::super::history::is_earlier;
use super::super::victim::Victim;
use super::{World, told};
use crate::domain::alert::{Alert, AlertKind, AlertState, FraudType, Outcome, Person};
use crate::domain::command::{Command, OpenCase};
use crate::domain::floor::Floor;
use crate::domain::ids::{AlertId, OrgCode};
use crate::domain::masked::Private;
use crate::domain::time::{Millis, Span};

/// Losses reported when a shift begins on a floor without any, but for those of an earlier time.
const EARLIER: u64 = 4;

/// People who report their loss: some before the shift, then those whom nobody reached in time.
pub struct Reporters {
    world: World,
    /// Alerts whose people have reported, or never will.
    decided: HashSet<AlertId>,
    has_begun: bool,
}

impl Reporters {
    /// Nobody has reported yet.
    pub fn new(world: World) -> Self {
        Self {
            world,
            decided: HashSet::new(),
            has_begun: false,
        }
    }

    /// Losses of the minutes before the shift.
    fn earlier(&self, now: Millis) -> impl Iterator<Item = Wish> {
        (0..EARLIER).map(move |n| {
            let name = format!("r-{n}");
            let victim = Victim::of(&self.world.centre, self.world.seed, &name);
            let ago = 2.0 + 12.0 * Chance::of(self.world.seed, "earlier", &name).share();
            let org = victim.org.parse().unwrap_or_default();
            report(
                &victim,
                victim.fraud_type,
                org,
                Some(now - Span((ago * 60_000.0) as i64)),
            )
        })
    }
}

impl Mind for Reporters {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        if !std::mem::replace(&mut self.has_begun, true)
            && floor.cases().values().all(|case| is_earlier(case))
        {
            return self.earlier(now).collect();
        }
        let mut wishes = Vec::new();
        for alert in floor.alerts().values().filter(|a| is_given_up(a)) {
            if self.decided.contains(&alert.id) {
                continue;
            }
            let victim = self.world.victim(alert);
            let Some(after) = victim.pays_after else {
                self.decided.insert(alert.id);
                continue;
            };
            let notices = self
                .world
                .delay("report", &alert.id.to_string(), 60.0, 900.0);
            if now < alert.raised_at + after + notices {
                continue;
            }
            self.decided.insert(alert.id);
            if !has_case(floor, alert) {
                let paid_at = Some(alert.raised_at + after);
                wishes.push(report(
                    &victim,
                    alert.fraud_type,
                    alert.org.clone(),
                    paid_at,
                ));
            }
        }
        wishes
    }
}

/// A report of a loss to 110.
fn report(victim: &Victim, fraud_type: FraudType, org: OrgCode, paid_at: Option<Millis>) -> Wish {
    let open = OpenCase {
        kind: AlertKind::Report,
        fraud_type,
        org,
        victim_phone: Some(Private::Raw(victim.phone.clone())),
        victim_name: Some(Private::Raw(victim.person.clone())),
        caller: Some(Private::Raw(victim.caller.clone())),
        reported_at: None,
        loss: Some(victim.amount),
        transfers: vec![told(victim, paid_at)],
    };
    Wish {
        command: Command::CaseOpen(Box::new(open)),
        target: None,
    }
}

/// Whether this victim's loss was reported before, in an earlier run on the same floor.
fn has_case(floor: &Floor, alert: &Alert) -> bool {
    let token = |person: &Person| person.phone.as_ref().map(|p| p.token);
    let wanted = token(&alert.victim);
    wanted.is_some() && floor.cases().values().any(|c| token(&c.victim) == wanted)
}

/// Nobody talked this person out of it.
fn is_given_up(alert: &Alert) -> bool {
    let closed = alert.closing.as_ref().map(|c| c.outcome);
    matches!(alert.state, AlertState::Expired | AlertState::AutoHandled)
        || matches!(closed, Some(Outcome::Unreachable | Outcome::Refused))
}
