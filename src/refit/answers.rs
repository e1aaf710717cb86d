//! What institutions found when they looked: the money was still there, or had moved on, and how long it had been on
//! the account. Read from a hub's log; a hub may go on working on it.

use super::calls::Calls;
use crate::domain::event::{Body, Event, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::{CaseId, Key};
use crate::domain::order::{Order, OrderKind};
use crate::domain::time::{Millis, Span};
use crate::hub::log::{LogError, LogReader};

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// Money was held.
    There,
    /// It had moved on.
    Gone,
}

/// One answer of an institution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// The case of the order: answers of one case hang together.
    pub case: CaseId,
    /// From the arrival of the money to the answer.
    pub age: Span,
    /// What was found.
    pub found: Found,
}

/// The answers of a log, and how many say nothing about the curve.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// Those that count.
    pub looks: Vec<Look>,
    /// Nobody knows when the money came in.
    pub without_arrival: u64,
    /// The money had not come in yet, as a delayed transfer.
    pub too_early: u64,
    /// Exercises and tests.
    pub exercises: u64,
    /// What calls found.
    pub calls: Calls,
}

impl Answers {
    /// Reads every answer from `since` on.
    pub fn read(log: &LogReader, since: Millis) -> Result<Self, LogError> {
        let mut answers = Self::default();
        let mut floor = Floor::default();
        log.replay(&mut |event| {
            if event.at >= since {
                answers.take(&floor, &event);
                answers.calls.take(&floor, &event);
            }
            floor.apply(&event);
            Ok(())
        })?;
        Ok(answers)
    }

    /// Takes an event, the floor standing as before it.
    fn take(&mut self, floor: &Floor, event: &Event) {
        let found = match event.body {
            Body::OrderStopped(_) => Found::There,
            Body::OrderEmpty(_) => Found::Gone,
            _ => return,
        };
        let Key::Order(id) = &event.key else { return };
        let stop = floor
            .order(id)
            .filter(|order| order.kind == OrderKind::Stop);
        let Some(order) = stop else { return };
        if is_exercise(order, event.status) {
            self.exercises += 1;
            return;
        }
        match order.money_at.map(|arrival| event.at.since(arrival)) {
            None => self.without_arrival += 1,
            Some(age) if age < Span(0) => self.too_early += 1,
            Some(age) => self.looks.push(Look {
                case: order.case,
                age,
                found,
            }),
        }
    }

    /// How many found the money there.
    pub fn there(&self) -> usize {
        let is_there = |look: &&Look| look.found == Found::There;
        self.looks.iter().filter(is_there).count()
    }
}

fn is_exercise(order: &Order, status: Reality) -> bool {
    !order.reality.is_actual() || !status.is_actual()
}
