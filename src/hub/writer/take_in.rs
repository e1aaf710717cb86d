//! Records of producers: each (source, id) becomes true once.

use super::Writer;
use super::group::{Group, storage_unavailable};
use super::job::{RecordJob, Taken};
use crate::domain::refusal::{Code, Refusal};
use crate::hub::log::{Seen, Verdict};

impl Writer {
    pub(super) fn record(&mut self, job: RecordJob, group: &mut Group) {
        let taken = self.take_in(&job, group);
        match &taken {
            Taken::New(_) => drop(self.metrics.taken_in.inc()),
            Taken::Known(_) => drop(self.metrics.duplicates.inc()),
            Taken::Refused(_) => drop(self.metrics.bad_records.inc()),
        }
        group.answer_record(job.reply, taken);
    }

    fn take_in(&mut self, job: &RecordJob, group: &mut Group) -> Taken {
        let body = self.body_hash(&job.request);
        let before = match group.seen(&job.source, &job.id) {
            Some(seen) => Some(seen.clone()),
            None => match self.log.seen(&job.source, &job.id) {
                Ok(seen) => seen,
                Err(error) => {
                    tracing::error!(%error, "can not look up a record");
                    return Taken::Refused(storage_unavailable());
                }
            },
        };
        match before {
            Some(seen) if seen.body == body => return Taken::Known(seen),
            Some(_) => {
                return Taken::Refused(Refusal::new(
                    Code::IdemConflict,
                    "A record of this source and id was taken in before with other content.",
                ));
            }
            None => {}
        }
        match self.carry_out(&job.actor, job.request.clone(), self.clock.now(), group) {
            Ok(Verdict::Committed { key: Some(key), .. }) => {
                group.remember_record(Seen {
                    source: job.source.clone(),
                    id: job.id.clone(),
                    body,
                    key: key.clone(),
                });
                Taken::New(key)
            }
            Ok(_) => Taken::Refused(Refusal::new(Code::Internal, "The record changed nothing.")),
            Err(refusal) => Taken::Refused(refusal),
        }
    }
}
