//! What an officer wants done, and what became of it. An intent gets its [`Idem`] when the key is pressed and
//! keeps it through every retry, so that it is carried out at most once.

use serde::{Deserialize, Serialize};

use crate::domain::command::Command;
use crate::domain::event::{Off, Reality, Ver};
use crate::domain::ids::{Idem, Key, Ulid};
use crate::domain::masked::{Masked, Seal};
use crate::domain::refusal::{Code, Current, Retry};
use crate::domain::time::Millis;
use crate::text::mask::Kind;
use crate::text::safe::SafeText;

/// Whether a command may wait for the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Goes out in a current view or not at all: claims, stop orders, calls.
    TimeCritical,
    /// Waits in the outbox, visibly not sent.
    Ordinary,
}

/// A command on its way.
#[derive(Clone, PartialEq, Debug)]
pub struct Intent {
    /// Made when the key was pressed.
    pub idem: Idem,
    /// What.
    pub command: Command,
    /// On which entity; absent where the command creates one or the hub chooses.
    pub key: Option<Key>,
    /// The version decided on.
    pub expect: Option<Ver>,
    /// Real, exercise or test.
    pub status: Reality,
    /// Refused by the hub after this.
    pub not_after: Option<Millis>,
    /// Whether it may wait.
    pub urgency: Urgency,
}

impl Intent {
    /// An intent with a fresh idem: real, without a deadline.
    pub fn new(command: Command, target: Option<(Key, Ver)>, urgency: Urgency) -> Self {
        let (key, expect) = target.unzip();
        Self {
            idem: fresh_idem(),
            command,
            key,
            expect,
            status: Reality::Actual,
            not_after: None,
            urgency,
        }
    }

    /// Whether a raw personal value is inside, in a field of its own or typed into a text; such an intent never
    /// touches the disk. The text itself is left as typed: the hub masks it, and knows a command sent again by what
    /// it was sent first.
    pub fn is_private(&self) -> bool {
        let mut admitted = self.command.clone();
        // Refused or not: what the hub's door would change holds a number.
        let _ = admitted.admit();
        if admitted != self.command {
            return true;
        }
        let mut probe = Probe { seen: 0 };
        admitted.seal(&mut probe);
        probe.seen > 0
    }
}

/// A door that only counts what would be sealed.
struct Probe {
    seen: u32,
}

impl Seal for Probe {
    fn seal(&mut self, _: Kind, _: &str) -> Masked {
        self.seen += 1;
        Masked {
            mask: None,
            token: crate::domain::masked::Token::default(),
        }
    }
}

/// A new idempotency id. The wall clock only orders ids roughly; 80 bits of chance keep them apart.
pub fn fresh_idem() -> Idem {
    let now = Millis(chrono::Utc::now().timestamp_millis());
    Idem::of(Ulid::new(now, rand::random()))
}

/// What is known about a command.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// Which.
    pub idem: Idem,
    /// What.
    pub outcome: Outcome,
}

/// How a command stands. All but `Waiting`, `Sent` and `Unknown` are final.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// Not sent yet: waits for the line.
    Waiting(Kept),
    /// On the wire.
    Sent,
    /// The answer is lost; the link asks for it. Never shown as a failure.
    Unknown,
    /// Durable at the hub.
    Done {
        /// Where its last event stands.
        off: Option<Off>,
        /// Version of the entity after it.
        ver: Option<Ver>,
        /// The entity, where the hub chose or created it.
        key: Option<Key>,
    },
    /// Refused by the hub.
    Refused {
        /// Code.
        code: Code,
        /// What to do.
        retry: Retry,
        /// How the entity stands, where the hub said so.
        cur: Option<Current>,
        /// The hub's sentence; empty where only the fate is known.
        msg: SafeText,
    },
    /// Never carried out, and it will not be.
    NotSent(NotSent),
}

impl Outcome {
    /// Whether nothing more follows.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Waiting(_) | Self::Sent | Self::Unknown)
    }
}

/// Where a waiting command is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// In the outbox file: survives a restart of the console.
    OnDisk,
    /// In memory only: it holds personal data, or there is no outbox file.
    InMemory,
}

/// Why a command was not carried out without the hub refusing it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotSent {
    /// Time-critical, and the view is not current.
    NotCurrent,
    /// Its deadline passed before it could go out.
    TooLate,
    /// The hub sent us away for good.
    LinkRefused,
    /// The outbox holds as much as it may.
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::Outcome;
    use crate::domain::command::{Close, DraftOrder, NoArgs};
    use crate::domain::masked::{Private, Token};

    #[test]
    fn only_raw_personal_values_make_an_intent_private() {
        let draft = |account| {
            let args = DraftOrder {
                account,
                institution: "ICBC".parse().unwrap(),
                limit: None,
                money_at: None,
            };
            Intent::new(Command::OrderDraft(args), None, Urgency::TimeCritical).is_private()
        };
        assert!(draft(Private::Raw("6222000011112222".into())));
        let sealed = Masked {
            mask: None,
            token: Token(7),
        };
        assert!(!draft(Private::Sealed(sealed)));
        assert!(!Intent::new(Command::AlertNext(NoArgs {}), None, Urgency::Ordinary).is_private());
    }

    #[test]
    fn a_number_typed_into_a_text_makes_an_intent_private() {
        let close = |reason: &str| {
            let args = Close {
                outcome: Outcome::Dissuaded,
                reason: reason.into(),
            };
            Intent::new(Command::AlertClose(args), None, Urgency::Ordinary).is_private()
        };
        for (reason, is_private) in [
            ("", false),
            ("她已挂断，3 天后回访", false),
            ("call back at 13812341234", true),
            ("改打一三八一二三四一二三四", true),
            ("卡 6222 0000 1111 2222", true),
        ] {
            assert_eq!(close(reason), is_private, "{reason}");
        }
    }

    #[test]
    fn fresh_ids_differ() {
        assert_ne!(fresh_idem(), fresh_idem());
    }
}
