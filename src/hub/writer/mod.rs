//! The single writer: one thread that decides, makes durable, answers and publishes, in that order.
//!
//! It drains what waits into a [`Group`], decides each job against its own floor that already holds the jobs
//! before it, writes the group as one commit, and only then lets anybody know. When a commit fails its floor
//! goes back to the durable one and the hub is read-only until it is started again.

mod group;
mod job;
mod own;
mod past;
mod reveal;
mod take_in;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc;

pub use group::storage_unavailable;
pub use job::{Answered, CommandJob, FateJob, Job, RecordJob, RevealJob, Taken};

use self::group::Group;
use super::clock::HubClock;
use super::listed;
use super::log::{Answer, BodyHash, Log, Verdict};
use super::metrics::Metrics;
use super::record::Record;
use super::tail::Tail;
use super::vault::Vault;
use super::view::Facet;
use crate::domain::command::Request;
use crate::domain::decide::{decide, desk, seat};
use crate::domain::event::{Change, Event, Off, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::{Idem, Key, Sub};
use crate::domain::org::Actor;
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Millis;

/// Jobs in one commit at most.
const GROUP: usize = 512;

/// The writer and all it owns.
pub struct Writer {
    /// Storage.
    pub log: Box<dyn Log>,
    /// Door for personal values.
    pub vault: Vault,
    /// Rules in force.
    pub policy: Policy,
    /// The floor with everything decided so far, durable or not.
    pub floor: Floor,
    /// What readers may see.
    pub tail: Arc<Tail>,
    /// Time.
    pub clock: Arc<HubClock>,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// The hub as an actor.
    pub hub: Actor,
    /// End of the log.
    pub head: Off,
    /// Answers were last forgotten then.
    pub forgot: Millis,
    /// A commit failed.
    pub broken: bool,
}

impl Writer {
    /// Works until told to stop or nobody can ask any more.
    pub fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(first) = jobs.blocking_recv() {
            crate::drill::pass("writer");
            let mut group = Group::default();
            let mut going = self.take(first, &mut group);
            let mut taken = 1;
            while going && taken < GROUP {
                let Ok(job) = jobs.try_recv() else { break };
                going = self.take(job, &mut group);
                taken += 1;
            }
            self.commit(group);
            if !going {
                break;
            }
        }
    }

    /// Writes facts before anybody is served, such as the directory of a new hub.
    pub fn seed(&mut self, facts: Vec<Change>) {
        self.seed_at(facts, self.clock.now());
    }

    /// The same at a time of the past.
    pub fn seed_at(&mut self, facts: Vec<Change>, at: Millis) {
        let mut group = Group::default();
        self.facts(facts, at, &mut group);
        self.commit(group);
    }

    /// Takes one job into the group; `false` when it is the last one.
    fn take(&mut self, job: Job, group: &mut Group) -> bool {
        match job {
            Job::Command(job) => self.command(*job, group),
            Job::Record(job) => self.record(*job, group),
            Job::Fate(job) => self.fate(job, group),
            Job::Reveal(job) => self.reveal(job, group),
            Job::Came(actor) => self.came(&actor, group),
            Job::Left(sub) => {
                let facts = seat::lost(&self.floor, &sub);
                self.facts(facts, self.clock.now(), group);
            }
            Job::Staffed(desk, now) => {
                let facts = desk::staffed(&self.floor, &desk, now);
                self.facts(facts, self.clock.now(), group);
            }
            Job::Tick => self.tick(group),
            Job::Stop => return false,
        }
        true
    }

    fn command(&mut self, job: CommandJob, group: &mut Group) {
        let answered = match &job.idem {
            None => self.fresh(&job.actor, job.request, job.not_after, group),
            Some(idem) => {
                let body = self.body_hash(&job.request);
                let before = self.answered_before(&job.actor.sub, idem, body, group);
                before.unwrap_or_else(|| {
                    let answered = self.fresh(&job.actor, job.request, job.not_after, group);
                    self.remember(&job.actor.sub, idem, body, &answered.verdict, group);
                    answered
                })
            }
        };
        match &answered.verdict {
            Verdict::Committed { .. } => drop(self.metrics.done.inc()),
            Verdict::Refused(refusal) => self.metrics.count_refusal(refusal.code),
        }
        group.answer_command(job.reply, answered);
    }

    /// Keeps an answer for the same command sent again.
    fn remember(
        &self,
        sub: &Sub,
        idem: &Idem,
        body: BodyHash,
        verdict: &Verdict,
        group: &mut Group,
    ) {
        if is_kept(verdict) {
            let answer = Answer {
                body,
                at: self.clock.now(),
                verdict: verdict.clone(),
            };
            group.remember_answer(sub, idem, answer);
        }
    }

    /// The answer this command was given before, or a refusal where the id was used for another one.
    fn answered_before(
        &self,
        sub: &Sub,
        idem: &Idem,
        body: BodyHash,
        group: &Group,
    ) -> Option<Answered> {
        let before = match group.answer(sub, idem) {
            Some(answer) => answer.clone(),
            None => match self.log.answer(sub, idem) {
                Ok(answer) => answer?,
                Err(error) => {
                    tracing::error!(%error, "can not look up an answer");
                    return Some(refused(storage_unavailable()));
                }
            },
        };
        if before.body == body {
            return Some(Answered {
                dup: true,
                verdict: before.verdict,
            });
        }
        Some(refused(Refusal::new(
            Code::IdemConflict,
            "This idempotency id was used for another command. Make a new one.",
        )))
    }

    /// Decides a command for the first time.
    fn fresh(
        &mut self,
        actor: &Actor,
        request: Request,
        not_after: Option<Millis>,
        group: &mut Group,
    ) -> Answered {
        let now = self.clock.now();
        let done = match not_after.filter(|limit| now > *limit) {
            Some(limit) if !self.broken => Err(Refusal::new(
                Code::TooLate,
                format!("It was to be done by {limit}; the hub's clock says {now}."),
            )),
            _ => self.carry_out(actor, request, now, group),
        };
        match done {
            Ok(verdict) => Answered {
                dup: false,
                verdict,
            },
            Err(refusal) => refused(refusal),
        }
    }

    fn carry_out(
        &mut self,
        actor: &Actor,
        mut request: Request,
        now: Millis,
        group: &mut Group,
    ) -> Result<Verdict, Refusal> {
        if self.broken {
            return Err(storage_unavailable());
        }
        request.command.admit()?;
        listed::check(&self.floor, &request.command)?;
        let mut door = self.vault.door(now);
        request.command.seal(&mut door);
        let rows = door.into_rows();
        let ctx = Ctx {
            now,
            policy: &self.policy,
            salt: rand::random(),
        };
        let changes = calm(|| decide(&self.floor, &request, actor, &ctx))??;
        if !changes.iter().all(reads_back) {
            return Err(Refusal::new(
                Code::Internal,
                "The hub could not read this again from its log. It was not taken.",
            ));
        }
        group.batch.vault.extend(rows);
        let named = named(&request, &changes, |key| self.floor.ver(key).is_none());
        self.stamp(changes, now, &actor.sub, request.status, group);
        Ok(Verdict::Committed {
            off: self.head,
            ver: named.as_ref().and_then(|key| self.floor.ver(key)),
            key: named,
        })
    }

    fn fate(&mut self, job: FateJob, group: &mut Group) {
        let known = match group.answer(&job.sub, &job.idem) {
            Some(answer) => Ok(Some(answer.verdict.clone())),
            None => self
                .log
                .answer(&job.sub, &job.idem)
                .map(|found| found.map(|answer| answer.verdict)),
        };
        match known {
            Ok(verdict) => group.answer_fate(job.reply, verdict),
            Err(error) => {
                tracing::error!(%error, "can not look up an answer");
                (job.reply)(Err(storage_unavailable()));
            }
        }
    }

    /// Gives changes their place, time and version, and folds them into the floor.
    fn stamp(
        &mut self,
        changes: Vec<Change>,
        at: Millis,
        by: &Sub,
        status: Reality,
        group: &mut Group,
    ) {
        for change in changes {
            self.head = Off(self.head.0 + 1);
            let event = Event {
                off: self.head,
                at,
                ver: self.floor.ver(&change.key).unwrap_or(0) + 1,
                key: change.key,
                by: by.clone(),
                status,
                body: change.body,
            };
            let record = fold(&mut self.floor, &event);
            group.records.push(Arc::new(record));
            group.touched.insert(event.key.clone());
            group.batch.events.push(event);
        }
    }

    /// Makes the group durable, then answers, then publishes; or fails it as a whole.
    fn commit(&mut self, mut group: Group) {
        if !group.batch.is_empty() {
            let started = Instant::now();
            if let Err(error) = self.log.commit(&group.batch) {
                self.give_up(&error);
                group.fail();
                return;
            }
            self.metrics.commits.inc();
            self.metrics.events.inc_by(group.batch.events.len() as u64);
            self.metrics.head.set(self.head.0 as i64);
            self.metrics
                .commit_seconds
                .observe(started.elapsed().as_secs_f64());
        }
        group.settle();
        let outcomes = std::mem::take(&mut group.touched)
            .into_iter()
            .map(|key| {
                let state = self.floor.entity(&key);
                (key, state)
            })
            .collect();
        self.tail.publish(group.records, outcomes);
    }

    /// Nobody knows how much of the group reached the disk: back to what is surely durable, and read only.
    fn give_up(&mut self, error: &super::log::LogError) {
        tracing::error!(%error, "ALARM: a commit failed; the hub is read-only until it is started again");
        self.broken = true;
        self.metrics.storage_writable.set(0);
        let standing = self.tail.standing();
        self.floor = standing.floor.clone();
        self.head = standing.off;
    }

    /// Hash of everything that makes a command what it is; neither when it was sent nor how often.
    fn body_hash(&self, request: &Request) -> BodyHash {
        let key = request.key.as_ref().map(ToString::to_string);
        let args = request.command.args().unwrap_or_default();
        self.vault.body_hash(&[
            request.command.name().as_bytes(),
            key.unwrap_or_default().as_bytes(),
            &request.expect.unwrap_or(0).to_be_bytes(),
            request.status.word().as_bytes(),
            args.get().as_bytes(),
        ])
    }
}

/// Folds an event and makes its record.
pub fn fold(floor: &mut Floor, event: &Event) -> Record {
    let before = floor.entity(&event.key).map(|(_, e)| Facet::of(&e));
    floor.apply(event);
    Record::new(event, before, floor.entity(&event.key).map(|(_, e)| e))
}

/// The entity an answer names: the one the command creates, else the one it acts on or the hub chose.
fn named(request: &Request, changes: &[Change], is_new: impl Fn(&Key) -> bool) -> Option<Key> {
    let created = changes.iter().map(|c| &c.key).find(|key| is_new(key));
    created
        .or(request.key.as_ref())
        .or(changes.first().map(|c| &c.key))
        .cloned()
}

fn refused(refusal: Refusal) -> Answered {
    Answered {
        dup: false,
        verdict: Verdict::Refused(refusal),
    }
}

/// Whether the same command gets this very answer again: everything that was decided on the floor. What was
/// refused before that (form, rights, storage) may be tried again.
fn is_kept(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Committed { .. } => true,
        Verdict::Refused(refusal) => !matches!(
            refusal.code,
            Code::BadRequest
                | Code::UnknownCommand
                | Code::Forbidden
                | Code::IdemConflict
                | Code::RateLimited
                | Code::StorageUnavailable
                | Code::Overloaded
                | Code::Internal
        ),
    }
}

/// Whether a change reads back from its bytes. For one that does not the next start would refuse the whole log.
fn reads_back(change: &Change) -> bool {
    let does = change.body.reads_back();
    if !does {
        let (key, name) = (&change.key, change.body.name());
        tracing::error!(%key, name, "ALARM: a change does not read back; it is not taken");
    }
    does
}

/// Runs a decision; a fault in it is a refusal and never the end of the hub.
fn calm<T>(rule: impl FnOnce() -> T) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(rule)).map_err(|_| {
        tracing::error!("a rule failed; the command is refused");
        Refusal::new(
            Code::Internal,
            "The hub could not decide this. It is in the hub's log.",
        )
    })
}
