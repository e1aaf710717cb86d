//! What people do of themselves: the model warns, victims pay, notice and report, field units reach them. The
//! centre learns of it only through commands.

use super::due::Due;
use super::figures::minutes;
use super::run::Run;
use crate::domain::alert::{AlertKind, Call, CallState, Channel, Model, Outcome, Source, Tier};
use crate::domain::case::Method;
use crate::domain::command::{
    CallNow, Close, Command, Convert, NoArgs, OpenCase, RaiseAlert, ReportIntervention,
    ToldTransfer,
};
use crate::domain::event::Event;
use crate::domain::ids::{AlertId, InterventionId, Key};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::masked::{Masked, Private, Token};
use crate::domain::org::Actor;
use crate::domain::time::Span;
use crate::sim::centre::grade;
use crate::text::safe::SafeText;

impl Run<'_> {
    /// The model warns. What is handled by machine leaves the floor at once: nobody asks for it again.
    pub(super) fn warns(&mut self, n: usize) {
        let told = self.warning(n);
        let model = self.crew.model.clone();
        let raised = self.give(&model, None, Command::AlertRaise(Box::new(told)));
        let Some(Key::Alert(id)) = raised.as_deref().and_then(first_key) else {
            return;
        };
        if self.contact(n).victim.tier == Tier::P3 {
            self.tally.auto_handled += 1;
            self.house.floor.remove(&Key::Alert(id));
            return;
        }
        self.people[n].alert = Some(id);
        self.who.insert(id, n);
    }

    fn warning(&self, n: usize) -> RaiseAlert {
        let contact = self.contact(n);
        let victim = &contact.victim;
        RaiseAlert {
            kind: victim.kind,
            tier: victim.tier,
            score: [900, 700, 400, 100][grade(victim.tier)],
            model: Some(Model {
                id: SafeText::line("SIM-city"),
                version: SafeText::line("1"),
            }),
            reasons: Vec::new(),
            fraud_type: victim.fraud_type,
            channel: if victim.in_call {
                Channel::Call
            } else {
                Channel::Net
            },
            org: victim.org.parse().unwrap_or_default(),
            victim_phone: Some(sealed(super::truth::token("phone", &victim.name))),
            victim_name: None,
            age_band: None,
            occupation: None,
            caller: None,
            call: victim.in_call.then_some(Call {
                state: CallState::Active,
                started_at: Some(self.house.now - Span::mins(2)),
            }),
            at_risk: contact.told_risk,
            transfer_at: None,
            detected_at: Some(self.house.now),
            flags: Vec::new(),
            transcript: Vec::new(),
            source: Some(Source {
                name: SafeText::line("SIM"),
                id: SafeText::line(&victim.name),
            }),
        }
    }

    /// The victim hangs up; nobody need be told of the call of an alert that has ended.
    pub(super) fn call_ends(&mut self, n: usize) {
        let Some(id) = self.people[n].alert else {
            return;
        };
        if self.house.floor.alert(&id).is_some_and(|a| a.in_call()) {
            let model = self.crew.model.clone();
            let ended = CallNow {
                state: CallState::Ended,
            };
            self.give(&model, Some(Key::Alert(id)), Command::AlertCall(ended));
        }
    }

    /// The victim pays, or does not any more.
    pub(super) fn pays(&mut self, n: usize) {
        let contact = self.contact(n);
        let amount = contact.victim.amount;
        if self.people[n].is_dissuaded {
            self.tally.dissuaded += 1;
            self.tally.prevented = self.tally.prevented.saturating_add(amount);
            return;
        }
        let now = self.house.now;
        let account = self.truth.pay(n, &contact.victim.name, amount, now);
        self.people[n].paid = Some((account, now));
        self.tally.victims += 1;
        self.after(contact.notices, Due::Notices(n));
    }

    /// The victim calls 110, unless an officer has heard of it.
    pub(super) fn notices(&mut self, n: usize) {
        if self.people[n].has_told {
            return;
        }
        self.people[n].has_told = true;
        self.tally.reports += 1;
        self.after(minutes(self.setup.figures.minutes.key_in), Due::KeyedIn(n));
    }

    /// 110 has written the report down: a case with its drafts.
    pub(super) fn keyed_in(&mut self, n: usize) {
        let victim = &self.contact(n).victim;
        let open = OpenCase {
            kind: AlertKind::Report,
            fraud_type: victim.fraud_type,
            org: victim.org.parse().unwrap_or_default(),
            victim_phone: Some(sealed(super::truth::token("phone", &victim.name))),
            victim_name: None,
            caller: None,
            reported_at: Some(self.house.now - minutes(self.setup.figures.minutes.key_in)),
            loss: Some(victim.amount),
            transfers: self.told(n),
        };
        let intake = self.crew.intake.clone();
        if let Some(events) = self.give(&intake, None, Command::CaseOpen(Box::new(open))) {
            self.opened(n, &events);
        }
    }

    /// Where the victim's money went, as the victim's own record says.
    pub(super) fn told(&self, n: usize) -> Vec<ToldTransfer> {
        let Some((account, at)) = self.people[n].paid else {
            return Vec::new();
        };
        let (number, institution) = self.truth.record(account);
        let method = match self.truth.account(account).platform.as_ref() {
            None => Method::Bank,
            Some(platform) if platform.as_str() == "WECHAT" => Method::Wechat,
            Some(_) => Method::Alipay,
        };
        vec![ToldTransfer {
            account: sealed(number),
            institution: institution.clone(),
            amount: self.truth.account(account).amount,
            at: Some(at),
            method,
            delay: Some(self.delay(n)),
        }]
    }

    /// A field unit comes to the victim's door.
    pub(super) fn visit(&mut self, n: usize) {
        let Some(id) = self.people[n].alert else {
            return;
        };
        let Some((unit, actor)) = self.visited(id) else {
            return;
        };
        let rules = &self.setup.figures.visit;
        let mut chance = self.chance("visit", n);
        let (found, persuades) = (chance.hits(rules.finds), chance.hits(rules.succeeds));
        let key = Some(Key::Alert(id));
        let field = self.crew.field.clone();
        let says = |run: &mut Self, state| {
            let report = Command::InterventionReport(ReportIntervention { id: unit, state });
            run.give(&field, key.clone(), report);
        };
        says(self, InterventionState::Attempting);
        if !found {
            says(self, InterventionState::NotFound);
            self.close(&actor, id, Outcome::Unreachable);
            return;
        }
        says(self, InterventionState::Contacted);
        if self.people[n].paid.is_some() {
            self.loss_at_the_door(&actor, id, n);
        } else if persuades {
            self.people[n].is_dissuaded = true;
            says(self, InterventionState::Dissuaded);
            self.close(&actor, id, Outcome::Dissuaded);
        } else {
            says(self, InterventionState::Refused);
            self.close(&actor, id, Outcome::Refused);
        }
    }

    /// The running visit of an alert, and who may end the alert: its holder, else the commander who takes it.
    fn visited(&mut self, id: AlertId) -> Option<(InterventionId, Actor)> {
        let alert = self.house.floor.alert(&id)?;
        let unit = alert
            .interventions
            .iter()
            .find(|i| i.kind == InterventionKind::Visit && i.state.is_running())?
            .id;
        let holder = alert.owner.clone().filter(|_| alert.state.is_held());
        let holder = holder.and_then(|sub| self.crew.officers.iter().find(|o| o.sub == sub));
        if let Some(officer) = holder {
            return Some((unit, officer.clone()));
        }
        let commander = self.crew.commander.clone();
        let claim = Command::AlertClaim(NoArgs {});
        self.give(&commander, Some(Key::Alert(id)), claim)?;
        Some((unit, commander))
    }

    /// The unit comes too late: the loss becomes a case, unless it is one.
    fn loss_at_the_door(&mut self, actor: &Actor, id: AlertId, n: usize) {
        if self.people[n].has_told {
            self.close(actor, id, Outcome::AlreadyLost);
            return;
        }
        self.people[n].has_told = true;
        self.convert(actor, id, n);
    }

    /// The alert becomes a case with its drafts.
    pub(super) fn convert(&mut self, actor: &Actor, id: AlertId, n: usize) {
        let convert = Convert {
            loss: Some(self.contact(n).victim.amount),
            transfers: self.told(n),
        };
        let key = Some(Key::Alert(id));
        if let Some(events) = self.give(actor, key, Command::AlertConvert(convert)) {
            self.opened(n, &events);
        }
    }

    /// Ends an alert.
    pub(super) fn close(&mut self, actor: &Actor, id: AlertId, outcome: Outcome) {
        let close = Close {
            outcome,
            reason: SafeText::line("SIM"),
        };
        self.give(actor, Some(Key::Alert(id)), Command::AlertClose(close));
    }
}

/// A personal value as the hub's door would seal it.
pub(super) fn sealed(token: Token) -> Private {
    Private::Sealed(Masked { mask: None, token })
}

/// The entity the first event is about.
pub(super) fn first_key(events: &[Event]) -> Option<Key> {
    events.first().map(|event| event.key.clone())
}
