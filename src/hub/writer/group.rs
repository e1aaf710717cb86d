//! Jobs that become durable together: what they write, and whom to answer when it is written.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::job::{Answered, Reply, Taken};
use crate::domain::ids::{Idem, Key, Sub};
use crate::domain::refusal::{Code, Refusal};
use crate::feed::secret::Secret;
use crate::hub::log::{Answer, Batch, Seen, Verdict};
use crate::hub::record::Record;
use crate::text::safe::SafeText;

/// A group of jobs on its way to one commit.
#[derive(Default)]
pub struct Group {
    /// What the commit writes.
    pub batch: Batch,
    /// What sessions deliver afterwards.
    pub records: Vec<Arc<Record>>,
    /// Entities that changed.
    pub touched: BTreeSet<Key>,
    answers: HashMap<(Sub, Idem), Answer>,
    seen: HashMap<(SafeText, SafeText), Seen>,
    waiting: Vec<Waiting>,
}

/// Somebody who waits for the commit.
enum Waiting {
    Command(Reply<Answered>, Answered),
    Record(Reply<Taken>, Taken),
    Fate(Reply<Result<Option<Verdict>, Refusal>>, Option<Verdict>),
    Reveal(Reply<Result<Secret, Refusal>>, Result<Secret, Refusal>),
}

impl Group {
    /// An answer given earlier in this group.
    pub fn answer(&self, sub: &Sub, idem: &Idem) -> Option<&Answer> {
        self.answers.get(&(sub.clone(), idem.clone()))
    }

    /// A record taken in earlier in this group.
    pub fn seen(&self, source: &SafeText, id: &SafeText) -> Option<&Seen> {
        self.seen.get(&(source.clone(), id.clone()))
    }

    /// Remembers an answer with the commit.
    pub fn remember_answer(&mut self, sub: &Sub, idem: &Idem, answer: Answer) {
        let key = (sub.clone(), idem.clone());
        self.batch
            .answers
            .push((key.0.clone(), key.1.clone(), answer.clone()));
        self.answers.insert(key, answer);
    }

    /// Remembers a record with the commit.
    pub fn remember_record(&mut self, seen: Seen) {
        self.batch.seen.push(seen.clone());
        self.seen
            .insert((seen.source.clone(), seen.id.clone()), seen);
    }

    /// Answers a command after the commit.
    pub fn answer_command(&mut self, reply: Reply<Answered>, answered: Answered) {
        self.waiting.push(Waiting::Command(reply, answered));
    }

    /// Answers a producer after the commit.
    pub fn answer_record(&mut self, reply: Reply<Taken>, taken: Taken) {
        self.waiting.push(Waiting::Record(reply, taken));
    }

    /// Tells a fate after the commit: it may be decided in this very group.
    pub fn answer_fate(
        &mut self,
        reply: Reply<Result<Option<Verdict>, Refusal>>,
        verdict: Option<Verdict>,
    ) {
        self.waiting.push(Waiting::Fate(reply, verdict));
    }

    /// Shows a full number after the commit: nobody sees one before it is in the log that they did.
    pub fn answer_reveal(
        &mut self,
        reply: Reply<Result<Secret, Refusal>>,
        shown: Result<Secret, Refusal>,
    ) {
        self.waiting.push(Waiting::Reveal(reply, shown));
    }

    /// The commit is durable: everybody gets the answer.
    pub fn settle(&mut self) {
        for waiting in self.waiting.drain(..) {
            match waiting {
                Waiting::Command(reply, answered) => reply(answered),
                Waiting::Record(reply, taken) => reply(taken),
                Waiting::Fate(reply, verdict) => reply(Ok(verdict)),
                Waiting::Reveal(reply, shown) => reply(shown),
            }
        }
    }

    /// The commit failed: nobody gets more than that, also not whoever was to be refused.
    pub fn fail(self) {
        for waiting in self.waiting {
            match waiting {
                Waiting::Command(reply, _) => reply(Answered {
                    dup: false,
                    verdict: Verdict::Refused(fate_unknown()),
                }),
                Waiting::Record(reply, _) => reply(Taken::Refused(fate_unknown())),
                Waiting::Fate(reply, _) => reply(Ok(None)),
                Waiting::Reveal(reply, _) => reply(Err(fate_unknown())),
            }
        }
    }
}

/// The hub does not take writes.
pub fn storage_unavailable() -> Refusal {
    Refusal::new(
        Code::StorageUnavailable,
        "The hub can not write its log and is read-only. This was not taken. The hub must be restarted once the disk is well again.",
    )
}

/// The commit of a command failed: it may be there when the hub is back, or not.
fn fate_unknown() -> Refusal {
    Refusal::new(
        Code::StorageUnavailable,
        "The log can not be written; whether this was kept is unknown. Ask again when the hub is back.",
    )
}
