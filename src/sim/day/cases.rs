//! An officer at work on one case: one look at its frontier, one key for everything that can be done there.

use super::due::Step;
use super::run::Run;
use crate::domain::command::{Command, Leaves};
use crate::domain::ids::{CaseId, Key};

impl Run<'_> {
    /// The officer looks through the orders of a case, with one confirmation for all.
    pub(super) fn take_case(&mut self, officer: usize, id: CaseId) {
        self.waiting.take(id);
        let times = &self.setup.figures.minutes;
        let steps = self.waiting.steps(&self.house.floor, id).len();
        let mins = times.stop + times.stop_next * steps.saturating_sub(1) as f64;
        self.work(officer, mins, Step::Send(id));
    }

    /// One confirmation for all: platforms are asked for their cards, orders drafted, approved and sent.
    pub(super) fn send_all(&mut self, officer: usize, case: CaseId) {
        let actor = self.crew.officers[officer].clone();
        let hops = self.waiting.steps(&self.house.floor, case);
        if hops.is_empty() {
            return;
        }
        let leaves = Command::CaseStopFrontier(Leaves { hops: hops.clone() });
        self.give(&actor, Some(Key::Case(case)), leaves);
        self.waiting.could_not(&self.house.floor, case, &hops);
    }
}
