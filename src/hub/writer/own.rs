//! What the hub does by itself: who came, what it noticed, what is due.

use super::group::Group;
use super::{Writer, calm, reads_back};
use crate::domain::command::{Command, Request, SeatNow};
use crate::domain::decide::{seat, tick};
use crate::domain::event::{Change, Reality};
use crate::domain::org::{Actor, SeatStatus};
use crate::domain::policy::Ctx;
use crate::domain::time::{Millis, Span};
use crate::hub::log::ANSWERS_KEPT;

impl Writer {
    /// An officer is here: back on the seat as it was, or newly on it.
    pub(super) fn came(&mut self, actor: &Actor, group: &mut Group) {
        let is_same = self.floor.officer(&actor.sub).is_some_and(|o| {
            o.status != SeatStatus::Off && o.roles == actor.roles && o.org == actor.org
        });
        if is_same {
            let facts = seat::back(&self.floor, &actor.sub);
            return self.facts(facts, self.clock.now(), group);
        }
        let status = SeatStatus::OnSeat;
        let request = Request {
            key: None,
            expect: None,
            status: Reality::Actual,
            command: Command::SeatStatus(SeatNow { status }),
        };
        if let Err(refusal) = self.carry_out(actor, request, self.clock.now(), group) {
            tracing::warn!(%refusal, sub = %actor.sub, "the seat was not taken");
        }
    }

    /// What the hub itself noticed becomes true as it stands.
    pub(super) fn facts(&mut self, mut facts: Vec<Change>, at: Millis, group: &mut Group) {
        if !self.broken {
            facts.retain(reads_back);
            let by = self.hub.sub.clone();
            self.stamp(facts, at, &by, Reality::Actual, group);
        }
    }

    pub(super) fn tick(&mut self, group: &mut Group) {
        if self.broken {
            return;
        }
        let (now, step) = self.clock.now_and_step();
        if let Some(step) = step {
            self.metrics.clock_steps.inc();
            tracing::warn!(by_ms = step.0, "the wall clock stepped; hub time goes on");
        }
        self.tick_at(now, group);
        if now.since(self.forgot) > Span::hours(1) {
            self.forgot = now;
            if let Err(error) = self.log.forget_answers(now - ANSWERS_KEPT) {
                tracing::warn!(%error, "old answers could not be forgotten");
            }
        }
    }

    /// What is due at a moment.
    pub(super) fn tick_at(&mut self, now: Millis, group: &mut Group) {
        let ctx = Ctx {
            now,
            policy: &self.policy,
            salt: rand::random(),
        };
        match calm(|| tick(&self.floor, &ctx)) {
            Ok(changes) => self.facts(changes, now, group),
            Err(refusal) => tracing::error!(%refusal, "the clock's work failed"),
        }
    }
}
