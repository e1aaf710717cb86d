//! Rules of alerts 预警: how they come in, who holds them, what is said, how they end. Each rule is one row of
//! the table of states; what no row allows is refused with how the alert stands.

mod end;
mod hold;
mod raise;
mod talk;
#[cfg(test)]
mod tests;

use super::{change, intervention, wrong_kind};
use crate::domain::alert::{Alert, AlertState, Tier};
use crate::domain::command::{Command as C, Request};
use crate::domain::event::{Body, Change, Lease, Nothing};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::Key;
use crate::domain::org::{Actor, Role};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Current, Refusal};
use crate::domain::time::Millis;
use crate::text::safe::SafeText;

/// Decides commands on alerts and their interventions.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    match &request.command {
        C::AlertRaise(args) => return raise::raise(floor, args, request.status, ctx),
        C::AlertNext(_) => return hold::next(floor, actor, ctx),
        _ => {}
    }
    let on = On::target(floor, request, actor, ctx)?;
    match &request.command {
        C::AlertClaim(_) => hold::claim(&on),
        C::AlertRelease(_) => hold::release(&on),
        C::AlertShelve(args) => hold::shelve(&on, args),
        C::AlertEscalate(args) => talk::escalate(&on, args),
        C::AlertAnswer(answer) => talk::answer(&on, *answer),
        C::AlertCall(args) => talk::call(&on, args.state),
        C::AlertClose(args) => end::close(&on, args),
        C::AlertConfirmClose(_) => end::confirm_close(&on),
        C::AlertMerge(args) => end::merge(&on, floor, args.into),
        C::AlertConvert(args) => end::convert(&on, floor, args),
        C::AlertReopen(args) => end::reopen(&on, &args.reason),
        C::InterventionStart(args) => intervention::start(&on, args.kind),
        C::InterventionReport(args) => intervention::report(&on, args),
        other => Err(Refusal::new(
            Code::Internal,
            format!("`{}` is not decided here", other.name()),
        )),
    }
}

/// A command on one standing alert: the alert, who asks, and the rules.
pub struct On<'a> {
    /// The alert.
    pub alert: &'a Held<Alert>,
    /// Who asks.
    pub actor: &'a Actor,
    /// Time and rules.
    pub ctx: &'a Ctx<'a>,
}

impl<'a> On<'a> {
    fn target(
        floor: &'a Floor,
        request: &Request,
        actor: &'a Actor,
        ctx: &'a Ctx<'a>,
    ) -> Result<Self, Refusal> {
        let Some(Key::Alert(id)) = &request.key else {
            return Err(wrong_kind(request.key.as_ref(), "an alert"));
        };
        let alert = floor
            .alert(id)
            .ok_or_else(|| Refusal::new(Code::NotFound, "that alert is not on the floor"))?;
        Ok(Self { alert, actor, ctx })
    }

    /// A change of this alert.
    pub fn change(&self, body: Body) -> Change {
        change(Key::Alert(self.alert.id), body)
    }

    /// Several, in order.
    pub fn changes(&self, bodies: Vec<Body>) -> Vec<Change> {
        bodies.into_iter().map(|body| self.change(body)).collect()
    }

    /// A refusal that tells how the alert stands.
    pub fn refuse(&self, code: Code, why: &str) -> Refusal {
        let alert = self.alert;
        Refusal::new(code, format!("alert {}: {why}", alert.no)).with(Current {
            ver: alert.ver,
            owner: alert.owner.clone(),
            state: Some(SafeText::line(&alert.state.word())),
        })
    }

    /// No row of the table leads from this state there.
    pub fn illegal(&self, what: &str) -> Refusal {
        let why = match &self.alert.owner {
            Some(owner) if self.alert.state.is_held() => {
                format!("it is {} by {owner}: {what}", self.alert.state)
            }
            _ => format!("it is {}: {what}", self.alert.state),
        };
        self.refuse(Code::IllegalTransition, &why)
    }

    /// Only the officer who holds it may go on.
    pub fn owned(&self) -> Result<(), Refusal> {
        self.held()?;
        match &self.alert.owner {
            Some(owner) if *owner == self.actor.sub => Ok(()),
            Some(owner) => Err(self.refuse(Code::Forbidden, &format!("it is held by {owner}"))),
            None => Err(self.illegal("claim it first")),
        }
    }

    /// The officer who holds it, or the commander in any officer's stead.
    pub fn owned_or_commander(&self) -> Result<(), Refusal> {
        if self.is_commander() {
            self.held()
        } else {
            self.owned()
        }
    }

    fn held(&self) -> Result<(), Refusal> {
        if self.alert.state.is_held() {
            return Ok(());
        }
        Err(self.illegal(if self.alert.state.is_waiting() {
            "nobody holds it, claim it first"
        } else {
            "nobody works it"
        }))
    }

    /// Whether the commander asks.
    pub fn is_commander(&self) -> bool {
        self.actor.is_any(&[Role::Commander])
    }

    /// A reason in words, not only spaces.
    pub fn reason(&self, reason: &SafeText) -> Result<(), Refusal> {
        if reason.trim().is_empty() {
            return Err(self.refuse(Code::ReasonRequired, "say why"));
        }
        Ok(())
    }

    /// The end of a lease that starts now.
    pub fn lease_until(&self) -> Millis {
        self.ctx.now + self.ctx.policy.lease(self.alert.transfer_at, self.ctx.now)
    }

    /// What progress by anyone does to a held alert: the first attempt makes it worked, and the lease runs
    /// anew.
    pub fn progress(&self) -> Vec<Body> {
        let lease = Body::AlertProgressed(Lease {
            until: self.lease_until(),
        });
        match self.alert.state {
            AlertState::Claimed => {
                vec![Body::AlertWorking(Nothing {}), lease]
            }
            AlertState::Working | AlertState::Escalated => vec![lease],
            _ => Vec::new(),
        }
    }
}

/// One step graver; P0 stays.
pub fn one_graver(tier: Tier) -> Tier {
    match tier {
        Tier::P3 => Tier::P2,
        Tier::P2 => Tier::P1,
        Tier::P0 | Tier::P1 | Tier::Unknown(_) => Tier::P0,
    }
}

/// A P0 is never put aside: what becomes one comes back first.
pub fn off_the_shelf(alert: &Alert, tier: Tier) -> Vec<Body> {
    if alert.state == AlertState::Shelved && tier == Tier::P0 {
        vec![Body::AlertReturned(Nothing {})]
    } else {
        Vec::new()
    }
}
