//! Full numbers: decided, opened, and noted in the log before anybody sees them. The number goes to whoever asked and
//! is in no event.

use super::group::{Group, storage_unavailable};
use super::{RevealJob, Writer, calm};
use crate::domain::decide::reveal;
use crate::domain::event::Reality;
use crate::domain::masked::Token;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::feed::secret::Secret;

impl Writer {
    /// Answers after the commit; a refusal is in the hub's own log.
    pub(super) fn reveal(&mut self, job: RevealJob, group: &mut Group) {
        let shown = self.opened(&job, group);
        if let Err(refusal) = &shown {
            let (by, key, purpose) = (&job.actor.sub, &job.key, job.purpose);
            tracing::warn!(%by, %key, %purpose, code = %refusal.code, "a reveal was refused");
            self.metrics.count_refusal(refusal.code);
        }
        group.answer_reveal(job.reply, shown);
    }

    fn opened(&mut self, job: &RevealJob, group: &mut Group) -> Result<Secret, Refusal> {
        if self.broken {
            return Err(storage_unavailable());
        }
        let now = self.clock.now();
        let ctx = Ctx {
            now,
            policy: &self.policy,
            salt: 0,
        };
        let decided =
            calm(|| reveal::decide(&self.floor, &job.key, job.purpose, &job.actor, &ctx))?;
        let (token, looked) = decided?;
        let value = self.value(token, group)?;
        let by = job.actor.sub.clone();
        self.stamp(vec![looked], now, &by, Reality::Actual, group);
        Ok(value)
    }

    /// A value of the vault, also one that is committed with this very group.
    fn value(&self, token: Token, group: &Group) -> Result<Secret, Refusal> {
        let fresh = group.batch.vault.iter().find(|row| row.token == token);
        let row = match fresh {
            Some(row) => Some(row.clone()),
            None => self.log.vault_row(token).map_err(|error| {
                tracing::error!(%error, "the vault can not be read");
                storage_unavailable()
            })?,
        };
        let Some(row) = row else {
            let msg = "the vault holds no full number for it";
            return Err(Refusal::new(Code::NotFound, msg));
        };
        let opened = self.vault.open(&row).map_err(|error| {
            tracing::error!(%error, "ALARM: a value of the vault does not open");
            Refusal::new(
                Code::Internal,
                "the value does not open; it is in the hub's log",
            )
        })?;
        Ok(Secret::new(opened))
    }
}
