//! One reckoned run: the agenda goes from moment to moment, people and institutions act on the real floor, and
//! officers who are free take what the order under test says. The clock's work (`decide::tick`) runs every
//! [`PULSE`] and at the very moment an order leaves the outbox; between two pulses nothing that steers the crew
//! becomes due.

use std::collections::HashMap;
use std::sync::Arc;

use super::agenda::Agenda;
use super::crew::Crew;
use super::due::{Due, Step};
use super::figures::{DayFigures, minutes};
use super::house::House;
use super::plan::{Contact, Plan, START};
use super::queue::{Item, QueueOrder, Waiting};
use super::truth::{AccountNo, Truth};
use crate::domain::command::Command;
use crate::domain::event::{AskApproved, Body, Event, Queued};
use crate::domain::ids::{AlertId, HopId, Key, OrderId};
use crate::domain::masked::Token;
use crate::domain::money::Fen;
use crate::domain::org::Actor;
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};
use crate::sim::chance::Chance;

/// How often the clock's work runs.
const PULSE: Span = Span::secs(30);

/// Whether payment platforms have a resident desk in the centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Desks {
    /// They answer in minutes.
    With,
    /// They answer in about 15 days.
    Without,
}

/// What a run is made of, beside its plan.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Figures of the day.
    pub figures: Arc<DayFigures>,
    /// Rules of the centre.
    pub policy: Arc<Policy>,
    /// Officers on the seats.
    pub officers: usize,
    /// The order under test.
    pub order: QueueOrder,
    /// Desks of payment platforms.
    pub desks: Desks,
}

/// How a person stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Standing {
    /// The alert about them.
    pub alert: Option<AlertId>,
    /// Where their money went first, and when.
    pub paid: Option<(AccountNo, Millis)>,
    /// They were talked out of paying.
    pub is_dissuaded: bool,
    /// The centre knows of the loss.
    pub has_told: bool,
}

/// What the floor does not count.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// P3 warnings handled by machine; they leave the floor at once.
    pub auto_handled: u32,
    /// Money of victims who would have paid by now and were talked out of it.
    pub prevented: Fen,
    /// Such victims.
    pub dissuaded: u32,
    /// Victims who paid.
    pub victims: u32,
    /// Reports at 110.
    pub reports: u32,
    /// Answers that came after the floor had given up waiting.
    pub late: u32,
    /// Officer time spent.
    pub worked: Span,
    /// Of it: asking for cards and sending orders.
    pub on_orders: Span,
}

/// A run under way.
pub struct Run<'a> {
    pub(super) plan: &'a Plan,
    pub(super) setup: &'a Setup,
    pub(super) house: House<'a>,
    pub(super) truth: Truth<'a>,
    pub(super) waiting: Waiting,
    pub(super) crew: Crew,
    pub(super) people: Vec<Standing>,
    pub(super) who: HashMap<AlertId, usize>,
    /// When the institution of an account comes to the first order on it.
    pub(super) carried_out: HashMap<Token, Millis>,
    pub(super) tally: Tally,
    agenda: Agenda<Due>,
}

impl<'a> Run<'a> {
    /// Reckons a plan to its end.
    pub fn of(plan: &'a Plan, setup: &'a Setup) -> Self {
        let mut run = Self {
            plan,
            setup,
            house: House::new(&setup.policy, START),
            truth: Truth::new(plan.seed, &setup.figures),
            waiting: Waiting::default(),
            crew: Crew::new(setup.officers, &setup.figures.desks),
            people: vec![Standing::default(); plan.contacts.len()],
            who: HashMap::new(),
            carried_out: HashMap::new(),
            tally: Tally::default(),
            agenda: Agenda::default(),
        };
        run.open();
        while let Some((at, due)) = run.agenda.next_before(plan.end) {
            run.house.now = at;
            run.happens(due);
            run.assign();
        }
        run.house.now = plan.end;
        run
    }

    fn open(&mut self) {
        for (who, command) in self.crew.opening(&self.setup.figures.desks) {
            self.give(&who, None, command);
        }
        self.agenda.note(START, Due::Pulse);
        for (n, contact) in self.plan.contacts.iter().enumerate() {
            for (at, due) in [
                (contact.warned_at, Due::Warning(n)),
                (contact.call_ends, Due::CallEnds(n)),
                (contact.pays_at, Due::Pays(n)),
            ] {
                if let Some(at) = at {
                    self.agenda.note(at, due);
                }
            }
        }
    }

    fn happens(&mut self, due: Due) {
        match due {
            Due::Warning(n) => self.warns(n),
            Due::CallEnds(n) => self.call_ends(n),
            Due::Pays(n) => self.pays(n),
            Due::Notices(n) => self.notices(n),
            Due::KeyedIn(n) => self.keyed_in(n),
            Due::Visit(n) => self.visit(n),
            Due::Step(officer, step) => self.step(officer, step),
            Due::Answer(order, tries) => self.answer(order, tries),
            Due::Files(case) => self.files(case),
            Due::CallsBack(n, case) => self.calls_back(n, case),
            Due::Grants(order) => self.grants(order),
            Due::Resolves(hop) => self.resolves(hop),
            Due::Tick => self.tick(),
            Due::Pulse => {
                self.tick();
                self.after(PULSE, Due::Pulse);
            }
        }
    }

    fn tick(&mut self) {
        let events = self.house.tick();
        self.heed(&events);
    }

    /// Gives a command and heeds what it brings about; `None` if the rules refuse it.
    pub(super) fn give(
        &mut self,
        who: &Actor,
        key: Option<Key>,
        command: Command,
    ) -> Option<Vec<Event>> {
        let events = self.house.give(who, key, command)?;
        self.heed(&events);
        Some(events)
    }

    /// What follows from events: what waits, which orders reach their desks, which money goes free.
    fn heed(&mut self, events: &[Event]) {
        for event in events {
            match &event.key {
                Key::Alert(id) => self.waiting.see_alert(&self.house.floor, *id),
                Key::Case(id) => self.waiting.see_case(&self.house.floor, *id),
                Key::Order(id) => self.heed_order(*id, &event.body),
                Key::Hop(id) => self.heed_hop(*id, &event.body),
                _ => {}
            }
        }
    }

    fn heed_order(&mut self, id: OrderId, body: &Body) {
        match body {
            Body::OrderQueued(Queued { leaves_at })
            | Body::OrderAskApproved(AskApproved { leaves_at, .. }) => {
                self.agenda.note(*leaves_at, Due::Tick);
            }
            Body::OrderSent(_) => self.reaches_desk(id),
            Body::OrderAskSent(_) => self.freeze_reaches_desk(id),
            Body::OrderStopped(_) => self.freezes(id),
            Body::OrderLapsed(_) => self.goes_free(id),
            _ => {}
        }
        if let Some(order) = self.house.floor.order(&id) {
            self.waiting.see_case(&self.house.floor, order.case);
        }
    }

    fn heed_hop(&mut self, id: HopId, body: &Body) {
        if let Body::HopAsked(_) = body {
            self.query_reaches_desk(id);
        }
        if let Some(hop) = self.house.floor.hop(&id) {
            self.waiting.see_case(&self.house.floor, hop.case);
        }
    }

    /// Officers who are free take what comes next.
    fn assign(&mut self) {
        while let Some(officer) = self.crew.idle.pop() {
            let (floor, now) = (&self.house.floor, self.house.now);
            let next = self
                .waiting
                .next(floor, now, &self.setup.policy, self.setup.order);
            match next {
                Some(Item::Alert(id)) => self.take_alert(officer, id),
                Some(Item::Case(id)) => self.take_case(officer, id),
                None => {
                    self.crew.idle.push(officer);
                    return;
                }
            }
        }
    }

    /// Notes what is due after a while.
    pub(super) fn after(&mut self, span: Span, due: Due) {
        self.agenda.note(self.house.now + span, due);
    }

    /// Notes what is due at a moment.
    pub(super) fn at(&mut self, at: Millis, due: Due) {
        self.agenda.note(at, due);
    }

    /// An officer works for so many minutes and then comes to a step.
    pub(super) fn work(&mut self, officer: usize, mins: f64, step: Step) {
        let span = minutes(mins);
        self.tally.worked = Span(self.tally.worked.0 + span.0);
        if let Step::Send(_) = step {
            self.tally.on_orders = Span(self.tally.on_orders.0 + span.0);
        }
        self.after(span, Due::Step(officer, step));
    }

    /// The officer is free again.
    pub(super) fn free(&mut self, officer: usize) {
        self.crew.idle.push(officer);
    }

    /// A person.
    pub(super) fn contact(&self, n: usize) -> &'a Contact {
        &self.plan.contacts[n]
    }

    /// A stream of chance about a person.
    pub(super) fn chance(&self, topic: &str, n: usize) -> Chance {
        Chance::of(self.plan.seed, topic, &self.plan.contacts[n].victim.name)
    }
}
