//! What becomes of money after the first minutes: a delayed transfer is called back at the victim's bank, the case
//! is filed, stopped money is frozen. None of it takes an officer from the race.

use super::due::Due;
use super::figures::minutes;
use super::run::Run;
use crate::domain::case::{CaseState, Delay};
use crate::domain::command::{AskFor, Command, NoArgs, WhichTransfer};
use crate::domain::event::Event;
use crate::domain::ids::{CaseId, Key, OrderId};
use crate::domain::order::{AskKind, OrderState};
use crate::domain::time::Span;
use crate::sim::chance::Chance;
use crate::text::safe::SafeText;

impl Run<'_> {
    /// A case was opened about a victim's loss: it will be filed, and a delayed transfer is called back first.
    pub(super) fn opened(&mut self, n: usize, events: &[Event]) {
        let case = events.iter().find_map(|event| match event.key {
            Key::Case(id) => Some(id),
            _ => None,
        });
        let Some(case) = case else { return };
        let (later, desks) = (&self.setup.figures.later, &self.setup.figures.desks);
        let files = self
            .chance("files", n)
            .lognormal(later.files_min, later.sigma);
        let calls_back = self
            .chance("call back", n)
            .lognormal(desks.resident_min, desks.sigma);
        self.after(minutes(files), Due::Files(case));
        if self.delay(n) != Delay::None {
            self.after(minutes(calls_back), Due::CallsBack(n, case));
        }
    }

    /// The answer to the first question: does the transfer come in later?
    pub(super) fn delay(&self, n: usize) -> Delay {
        match self.truth.delay(&self.contact(n).victim.name) {
            Span(0) => Delay::None,
            span if span <= Span::hours(2) => Delay::TwoHours,
            _ => Delay::NextDay,
        }
    }

    /// The victim's bank calls the transfer back, unless it has come in.
    pub(super) fn calls_back(&mut self, n: usize, case: CaseId) {
        let Some((account, _)) = self.people[n].paid else {
            return;
        };
        if self.truth.call_back(account, self.house.now) {
            let intake = self.crew.intake.clone();
            let which = WhichTransfer { transfer: 0 };
            self.give(&intake, Some(Key::Case(case)), Command::CaseRevoke(which));
        }
    }

    /// The case is filed; what it has stopped can be frozen from now on.
    pub(super) fn files(&mut self, id: CaseId) {
        let state = self.house.floor.case(&id).map(|case| case.state);
        if state != Some(CaseState::EmergencyStop) {
            return;
        }
        let commander = self.crew.commander.clone();
        self.give(
            &commander,
            Some(Key::Case(id)),
            Command::CaseFile(NoArgs {}),
        );
        let stopped: Vec<OrderId> = self
            .house
            .floor
            .orders_of(id)
            .filter(|order| order.state == OrderState::Stopped)
            .map(|order| order.id)
            .collect();
        for order in stopped {
            self.freezes(order);
        }
    }

    /// Money was stopped, or its case filed: a freeze is asked for and approved, where it will be granted.
    pub(super) fn freezes(&mut self, id: OrderId) {
        let Some(order) = self.house.floor.order(&id) else {
            return;
        };
        let filed = self
            .house
            .floor
            .case(&order.case)
            .is_some_and(|c| c.filed_at.is_some());
        let account = order.target.token.to_string();
        let granted =
            Chance::of(self.plan.seed, "freeze", &account).hits(self.setup.figures.later.frozen);
        if !filed || !granted || order.ask.is_some() || order.state != OrderState::Stopped {
            return;
        }
        let (asks, approves) = (self.crew.officers[0].clone(), self.crew.commander.clone());
        let ask = AskFor {
            kind: AskKind::Freeze,
            term: None,
            reason: SafeText::default(),
        };
        let key = Some(Key::Order(id));
        self.give(&asks, key.clone(), Command::OrderAsk(ask));
        self.give(&approves, key, Command::OrderApprove(NoArgs {}));
    }

    /// The freeze has left for the institution.
    pub(super) fn freeze_reaches_desk(&mut self, id: OrderId) {
        let Some(order) = self.house.floor.order(&id) else {
            return;
        };
        let median = self.median(&order.institution);
        let account = format!("{}/freeze", order.target.token);
        let sigma = self.setup.figures.desks.sigma;
        let takes = Chance::of(self.plan.seed, "desk", &account).lognormal(median, sigma);
        self.after(minutes(takes), Due::Grants(id));
    }

    /// The institution freezes.
    pub(super) fn grants(&mut self, id: OrderId) {
        let liaison = self.crew.liaison.clone();
        self.give(
            &liaison,
            Some(Key::Order(id)),
            Command::OrderGranted(NoArgs {}),
        );
    }
}
