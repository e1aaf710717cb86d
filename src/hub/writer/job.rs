//! What may be asked of the writer, and how it answers.

use crate::domain::command::Request;
use crate::domain::event::Staffed;
use crate::domain::ids::{Idem, InstitutionId, Key, Sub};
use crate::domain::org::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::reveal::Purpose;
use crate::domain::time::Millis;
use crate::feed::secret::Secret;
use crate::hub::log::{Seen, Verdict};
use crate::text::safe::SafeText;

/// Called once with the answer, after it is durable, on the writer's thread: it must not wait.
pub type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// One thing for the writer to do.
pub enum Job {
    /// A command of a client.
    Command(Box<CommandJob>),
    /// A record of a producer.
    Record(Box<RecordJob>),
    /// What became of a command?
    Fate(FateJob),
    /// Somebody needs a full number.
    Reveal(RevealJob),
    /// The first console of this officer came.
    Came(Actor),
    /// The last console of this officer is gone.
    Left(Sub),
    /// A liaison of the institution sat down, or its last one is gone.
    Staffed(InstitutionId, Staffed),
    /// Time has passed.
    Tick,
    /// Finish what came before, then end.
    Stop,
}

/// A command of a client.
pub struct CommandJob {
    /// Who gives it.
    pub actor: Actor,
    /// Made when the key was pressed; the hub's own commands have none and are not remembered.
    pub idem: Option<Idem>,
    /// What is asked, personal values still raw.
    pub request: Request,
    /// Refused as too late after this.
    pub not_after: Option<Millis>,
    /// Where the answer goes.
    pub reply: Reply<Answered>,
}

/// The answer to a command.
#[derive(Clone, PartialEq, Debug)]
pub struct Answered {
    /// The same answer was given before.
    pub dup: bool,
    /// The answer.
    pub verdict: Verdict,
}

/// A record of a producer.
pub struct RecordJob {
    /// The producer.
    pub actor: Actor,
    /// The producing system.
    pub source: SafeText,
    /// Its own id of the record.
    pub id: SafeText,
    /// The command it became.
    pub request: Request,
    /// Where the answer goes.
    pub reply: Reply<Taken>,
}

/// What became of a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Taken {
    /// It is in the log.
    New(Key),
    /// It was taken in before.
    Known(Seen),
    /// It was not taken in.
    Refused(Refusal),
}

/// A question for the fate of a command.
pub struct FateJob {
    /// Who gave the command.
    pub sub: Sub,
    /// Which.
    pub idem: Idem,
    /// `None`: the hub never saw it. An error: the hub can not tell now.
    pub reply: Reply<Result<Option<Verdict>, Refusal>>,
}

/// A question for a full number.
pub struct RevealJob {
    /// Who asks.
    pub actor: Actor,
    /// The order or hop.
    pub key: Key,
    /// What it is needed for.
    pub purpose: Purpose,
    /// The number, for the connection that asked and nobody else.
    pub reply: Reply<Result<Secret, Refusal>>,
}
