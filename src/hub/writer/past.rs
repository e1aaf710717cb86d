//! The past of a simulated floor: deeds decided by the same rules at their own time, before anybody is served.

use super::Writer;
use super::group::Group;
use crate::domain::command::Request;
use crate::domain::deed::Deed;
use crate::domain::event::Reality;

impl Writer {
    /// Plays deeds, oldest first, in one commit. One that the rules refuse is left out and told in the log file.
    pub fn play(&mut self, deeds: &[Deed]) {
        let mut group = Group::default();
        for deed in deeds {
            self.tick_at(deed.at, &mut group);
            let key = deed.on.key(&self.floor);
            let request = Request {
                expect: key.as_ref().and_then(|key| self.floor.ver(key)),
                key,
                status: Reality::Actual,
                command: deed.command.clone(),
            };
            if let Err(refusal) = self.carry_out(&deed.by, request, deed.at, &mut group) {
                let what = deed.command.name();
                tracing::warn!(%refusal, what, at = %deed.at, "a deed of the past was refused");
            }
        }
        self.commit(group);
    }
}
