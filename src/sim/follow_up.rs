//! What follows an emergency stop in the simulated centre: platforms are asked for cards, cases are filed, what is
//! stopped is frozen with a second person's word. A case that a person holds is that person's to work.

use std::collections::HashSet;

use super::chance::Chance;
use super::crowd::{Mind, Wish};
use super::institutions::hop_wish;
use super::minds::{World, is_own, order_wish};
use crate::domain::case::{Case, CaseState};
use crate::domain::command::{AskFor, Command, NoArgs, WhichTransfer};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::{Key, Sub};
use crate::domain::order::{AskKind, Order, OrderState};
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// Files cases, asks platforms, asks for freezes.
pub struct Investigator {
    /// World.
    pub world: World,
    /// The simulated staff.
    pub colleagues: HashSet<Sub>,
}

impl Mind for Investigator {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        let free = |case: &Case| {
            let by_us = |owner: &Sub| self.colleagues.contains(owner);
            case.owner.as_ref().is_none_or(by_us)
        };
        let cases = floor.cases().values().filter(|c| free(c));
        let mut wishes: Vec<Wish> = cases
            .filter_map(|c| Some(case_wish(c, self.on_case(floor, c, now)?)))
            .collect();
        let mine = |id| floor.case(id).is_some_and(|c| c.state.is_open() && free(c));
        let hops = floor.hops().values().filter(|h| mine(&h.case));
        wishes.extend(hops.filter_map(|h| Some(hop_wish(h, self.on_hop(h, now)?))));
        let held = floor.orders().values().filter(|o| mine(&o.case));
        wishes.extend(held.filter_map(|o| Some(order_wish(o, self.on_order(floor, o, now)?))));
        wishes
    }
}

impl Investigator {
    /// The first question is whether the money can be called back; then the case is filed.
    fn on_case(&self, floor: &Floor, case: &Case, now: Millis) -> Option<Command> {
        let name = case.id.to_string();
        let early = [
            CaseState::Reported,
            CaseState::Verifying,
            CaseState::EmergencyStop,
        ];
        if !early.contains(&case.state) {
            return None;
        }
        let waits =
            |t: &crate::domain::case::Transfer| t.revocable_until().is_some_and(|u| now < u);
        if let Some(n) = case.transfers.iter().position(waits) {
            let reached = Chance::of(self.world.seed, "call back", &name).hits(0.6);
            let ripe = now >= case.keyed_in_at + self.world.delay("call back", &name, 60.0, 240.0);
            return (reached && ripe)
                .then_some(Command::CaseRevoke(WhichTransfer { transfer: n as u16 }));
        }
        let stopped = floor
            .orders_of(case.id)
            .any(|o| o.state == OrderState::Stopped);
        let ripe = now >= case.keyed_in_at + self.world.delay("file", &name, 240.0, 900.0);
        (case.state == CaseState::EmergencyStop && stopped && ripe)
            .then_some(Command::CaseFile(NoArgs {}))
    }

    fn on_hop(&self, hop: &Hop, now: Millis) -> Option<Command> {
        let name = hop.id.to_string();
        match hop.state {
            HopState::Identified if hop.kind.hides_card() => {
                let ripe = now >= hop.found_at + self.world.delay("query", &name, 30.0, 90.0);
                ripe.then_some(Command::HopAsk(NoArgs {}))
            }
            HopState::PaperPending => {
                let asked = hop.asked_at?;
                let ripe = now >= asked + self.world.delay("paper", &name, 60.0, 300.0);
                ripe.then_some(Command::HopPaper(NoArgs {}))
            }
            _ => None,
        }
    }

    /// A freeze, once the case is filed; asked again some time after the bank declined.
    fn on_order(&self, floor: &Floor, order: &Order, now: Millis) -> Option<Command> {
        let filed = floor.case(&order.case)?.filed_at?;
        let name = format!("{}/{}", order.id, order.declined.is_some());
        let ripe =
            now >= filed.max(order.effective_at?) + self.world.delay("freeze", &name, 60.0, 600.0);
        let wanted =
            order.state == OrderState::Stopped && order.ask.is_none() && order.declined.is_none();
        (wanted && ripe && is_own(&self.colleagues, order)).then(|| {
            Command::OrderAsk(AskFor {
                kind: AskKind::Freeze,
                term: None,
                reason: SafeText::default(),
            })
        })
    }
}

fn case_wish(case: &Held<Case>, command: Command) -> Wish {
    Wish {
        command,
        target: Some((Key::Case(case.id), case.ver)),
    }
}

/// The approver at county chief level: agrees to what others ask about held money.
pub struct Approver {
    /// World.
    pub world: World,
    /// Own subject.
    pub me: Sub,
    /// Colleagues, whose wishes are looked at by the simulated clock; a person's in real time.
    pub colleagues: HashSet<Sub>,
}

impl Mind for Approver {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        let ripe = |o: &Order| {
            let Some(ask) = o
                .ask
                .as_ref()
                .filter(|a| a.approved_by.is_none() && a.by != self.me)
            else {
                return false;
            };
            let after = if self.colleagues.contains(&ask.by) {
                self.world.delay("approve", &o.id.to_string(), 30.0, 120.0)
            } else {
                Span::secs(10)
            };
            now >= ask.at + after
        };
        let asked = floor.orders().values().filter(|o| ripe(o));
        asked
            .map(|o| order_wish(o, Command::OrderApprove(NoArgs {})))
            .collect()
    }
}
