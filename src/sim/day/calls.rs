//! An officer at work on one alert: rings, talks, and closes it; sends a field unit where that is worth it; turns
//! a loss into a case and sends its orders at once.

use super::due::{Due, Step};
use super::figures::minutes;
use super::run::Run;
use crate::domain::alert::{Outcome, Tier};
use crate::domain::command::{Command, NoArgs, ReportIntervention, StartIntervention};
use crate::domain::ids::{AlertId, Key};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::money::Fen;
use crate::domain::script::{Answer, Choice, Question};
use crate::sim::centre::grade;

impl Run<'_> {
    /// The officer claims the alert and rings.
    pub(super) fn take_alert(&mut self, officer: usize, id: AlertId) {
        let actor = self.crew.officers[officer].clone();
        let key = Some(Key::Alert(id));
        let claimed = self.give(&actor, key.clone(), Command::AlertClaim(NoArgs {}));
        let (Some(_), Some(n)) = (claimed, self.who.get(&id).copied()) else {
            self.waiting.forget(id);
            self.free(officer);
            return;
        };
        let call = StartIntervention {
            kind: InterventionKind::Call,
        };
        self.give(&actor, key, Command::InterventionStart(call));
        self.work(officer, self.setup.figures.minutes.ring, Step::Rang(n));
    }

    /// The next step of an officer.
    pub(super) fn step(&mut self, officer: usize, step: Step) {
        match step {
            Step::Rang(n) => self.rang(officer, n),
            Step::NoAnswer(n) => {
                self.no_answer(officer, n);
                self.free(officer);
            }
            Step::Talked(n) => {
                self.talked(officer, n);
                self.free(officer);
            }
            Step::Told(n) => self.heard_of_loss(officer, n),
            Step::Send(case) => {
                self.send_all(officer, case);
                self.waiting.put_back(case);
                self.free(officer);
            }
        }
    }

    /// Somebody answers the phone, or nobody does.
    fn rang(&mut self, officer: usize, n: usize) {
        let times = &self.setup.figures.minutes;
        let victim = &self.contact(n).victim;
        if !victim.reachable {
            self.work(officer, times.no_answer, Step::NoAnswer(n));
            return;
        }
        self.report_call(officer, n, InterventionState::Contacted);
        if self.people[n].paid.is_some() && !self.people[n].has_told {
            self.people[n].has_told = true;
            self.work(officer, times.tell, Step::Told(n));
            return;
        }
        // From here on the victim has been warned by a person, and pays or not.
        self.people[n].is_dissuaded |= victim.listens && self.people[n].paid.is_none();
        let mins = self
            .chance("talk", n)
            .lognormal(times.talk, times.talk_sigma);
        self.work(officer, mins.min(times.talk_most), Step::Talked(n));
    }

    /// A grave alert gets a visit; another is left.
    fn no_answer(&mut self, officer: usize, n: usize) {
        self.report_call(officer, n, InterventionState::NoAnswer);
        let Some(id) = self.people[n].alert else {
            return;
        };
        let actor = self.crew.officers[officer].clone();
        if self.contact(n).victim.tier > Tier::P1 {
            self.close(&actor, id, Outcome::Unreachable);
            return;
        }
        let visit = StartIntervention {
            kind: InterventionKind::Visit,
        };
        let sent = self.give(
            &actor,
            Some(Key::Alert(id)),
            Command::InterventionStart(visit),
        );
        if sent.is_some() {
            self.send_unit(n);
        }
    }

    fn send_unit(&mut self, n: usize) {
        let rules = &self.setup.figures.visit;
        let median = rules.minutes[grade(self.contact(n).victim.tier)];
        let mins = self.chance("drive", n).lognormal(median, rules.sigma);
        self.after(minutes(mins), Due::Visit(n));
    }

    /// The call ends: with the outcome, or with a unit on its way to those who do not listen.
    fn talked(&mut self, officer: usize, n: usize) {
        let Some(id) = self.people[n].alert else {
            return;
        };
        let actor = self.crew.officers[officer].clone();
        let would_pay = self.contact(n).pays_at.is_some();
        if self.people[n].paid.is_some() && self.people[n].has_told {
            self.close(&actor, id, Outcome::AlreadyLost);
        } else if !would_pay {
            self.close(&actor, id, Outcome::InfoOnly);
        } else if self.people[n].is_dissuaded {
            self.close(&actor, id, Outcome::Dissuaded);
        } else {
            self.report_call(officer, n, InterventionState::Refused);
            self.send_unit(n);
        }
    }

    /// The victim has paid: the answers of the script, the case, and its orders.
    fn heard_of_loss(&mut self, officer: usize, n: usize) {
        let (Some(id), Some((account, _))) = (self.people[n].alert, self.people[n].paid) else {
            self.free(officer);
            return;
        };
        let actor = self.crew.officers[officer].clone();
        let choice = match &self.truth.account(account).platform {
            Some(_) => Choice::Alipay,
            None => Choice::Bank,
        };
        let amount = self.truth.account(account).amount;
        for (question, choice, amount) in [
            (Question::Transferred, choice, None::<Fen>),
            (Question::Amount, Choice::Sum, Some(amount)),
        ] {
            let answer = Answer {
                question,
                choice,
                amount,
            };
            self.give(&actor, Some(Key::Alert(id)), Command::AlertAnswer(answer));
        }
        self.convert(&actor, id, n);
        let case = self.house.floor.alert(&id).and_then(|alert| alert.case);
        match case {
            Some(case) => self.take_case(officer, case),
            None => self.free(officer),
        }
    }

    /// How the officer's call went on.
    fn report_call(&mut self, officer: usize, n: usize, state: InterventionState) {
        let Some(alert) = self.people[n]
            .alert
            .and_then(|id| self.house.floor.alert(&id))
        else {
            return;
        };
        let call = alert
            .interventions
            .iter()
            .rfind(|i| i.kind == InterventionKind::Call && i.state.is_running());
        let Some(report) = call.map(|call| ReportIntervention { id: call.id, state }) else {
            return;
        };
        let key = Some(Key::Alert(alert.id));
        let actor = self.crew.officers[officer].clone();
        self.give(&actor, key, Command::InterventionReport(report));
    }
}
