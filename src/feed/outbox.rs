//! Unanswered commands. Each is carried out at most once however often the line breaks: it keeps its idem, an
//! answer that was lost is asked for, and only what the hub never saw is sent again. A time-out is "unknown",
//! never a failure.
//!
//! Every command gets a deadline before it first goes out, so that "not sent" is a promise: after the deadline
//! the hub itself refuses a copy that is still on its way.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::clock::TimeEstimate;
use super::frame::{Ask, AskFate, Cmd, Done, ErrorSaid, Expect, Fate, Refused, SayFate};
use super::intent::{Answer, Intent, Kept, NotSent, Outcome, Urgency};
use super::link::FromLink;
use super::outbox_file::{Line, OutboxFile};
use super::state::LinkState;
use super::tell::Outgoing;
use crate::domain::ids::{Idem, Sub};
use crate::domain::refusal::Code;
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// Most commands kept.
const MOST: usize = 256;
/// A time-critical command without a deadline of its own gets this one.
const CRITICAL_LIFE: Span = Span::secs(30);
/// Any other; well inside the 24 h for which a hub remembers an idem.
const ORDINARY_LIFE: Span = Span::hours(12);

/// The commands of one link.
#[derive(Debug)]
pub(super) struct Outbox {
    entries: VecDeque<Entry>,
    file: Option<OutboxFile>,
    /// What other officers left in the file; kept for them until it can no longer be carried out.
    others: Vec<Line>,
    /// Who we are at the hub, once it said so.
    me: Option<Sub>,
    /// Commands of an earlier run, not yet known to be ours.
    earlier: Vec<Line>,
    is_dirty: bool,
}

#[derive(Debug)]
struct Entry {
    intent: Intent,
    is_private: bool,
    /// Whether a copy ever went to the hub.
    went_out: WentOut,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum WentOut {
    Never,
    Once,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Waiting,
    Sent { id: u64, at: Instant },
    Unsettled,
    Asked { at: Instant },
}

/// What the outbox goes by at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    pub(super) now: Instant,
    pub(super) state: &'a LinkState,
    pub(super) time: TimeEstimate,
    /// How long an answer may take.
    pub(super) answer: Duration,
}

impl Moment<'_> {
    /// Whether `deadline` has passed at the hub, beyond the doubt in our clock.
    fn is_past(&self, deadline: Option<Millis>) -> bool {
        let (Some(deadline), Some(now), Some(doubt)) = (
            deadline,
            self.time.hub_now(self.now),
            self.time.uncertainty(self.now),
        ) else {
            return false;
        };
        now.since(deadline) > doubt
    }

    /// Whether a command of this urgency may go out.
    fn takes(&self, urgency: Urgency) -> bool {
        match urgency {
            Urgency::TimeCritical => self.state.is_current(),
            Urgency::Ordinary => self.state.takes_commands(),
        }
    }
}

impl Outbox {
    /// An outbox with what an earlier run left in its file.
    pub(super) fn new(file: Option<OutboxFile>, earlier: Vec<Line>) -> Self {
        Self {
            entries: VecDeque::new(),
            file,
            others: Vec::new(),
            me: None,
            earlier,
            is_dirty: false,
        }
    }

    /// Takes a command in; [`Outbox::go_on`] then sends it.
    pub(super) fn add(&mut self, intent: Intent, moment: &Moment<'_>, out: &mut Outgoing) {
        if self.entries.iter().any(|e| e.intent.idem == intent.idem) {
            return;
        }
        let hopeless = match moment.state {
            LinkState::Refused { .. } => Some(NotSent::LinkRefused),
            _ if intent.urgency == Urgency::TimeCritical && !moment.state.is_current() => {
                Some(NotSent::NotCurrent)
            }
            _ if self.entries.len() >= MOST => Some(NotSent::Full),
            _ => None,
        };
        if let Some(why) = hopeless {
            tell(out, intent.idem, Outcome::NotSent(why));
            return;
        }
        let mut entry = Entry {
            is_private: intent.is_private(),
            intent,
            went_out: WentOut::Never,
            stage: Stage::Waiting,
        };
        entry.give_deadline(moment);
        if !moment.takes(entry.intent.urgency) {
            let kept = if entry.is_private || self.file.is_none() {
                Kept::InMemory
            } else {
                Kept::OnDisk
            };
            tell(out, entry.intent.idem.clone(), Outcome::Waiting(kept));
        }
        self.is_dirty |= !entry.is_private;
        self.entries.push_back(entry);
    }

    /// The hub knows us: what an earlier run of ours left is taken up again, unsettled.
    pub(super) fn welcomed(&mut self, me: &Sub, moment: &Moment<'_>, out: &mut Outgoing) {
        self.is_dirty |= self.me.as_ref() != Some(me);
        self.me = Some(me.clone());
        let (mine, others): (Vec<Line>, Vec<Line>) = std::mem::take(&mut self.earlier)
            .into_iter()
            .partition(|l| l.by.as_ref() == Some(me));
        self.others.extend(others);
        // Nobody can carry these out any more, and a line without an owner never went out.
        self.others
            .retain(|line| line.by.is_some() && !moment.is_past(line.not_after));
        let restored: Vec<Intent> = mine.into_iter().filter_map(Line::into_intent).collect();
        if restored.is_empty() {
            return;
        }
        self.entries
            .extend(restored.iter().cloned().map(|intent| Entry {
                intent,
                is_private: false,
                went_out: WentOut::Once,
                stage: Stage::Unsettled,
            }));
        out.tell(FromLink::Restored(restored));
    }

    /// Sends, asks and gives up what is due now.
    pub(super) fn go_on(&mut self, moment: &Moment<'_>, out: &mut Outgoing) {
        let mut settled = Vec::new();
        for entry in &mut self.entries {
            self.is_dirty |= entry.give_deadline(moment);
            if let Some(outcome) = entry.go_on(moment, out) {
                settled.push((entry.intent.idem.clone(), outcome));
            }
        }
        for (idem, outcome) in settled {
            self.settle(&idem, outcome, out);
        }
    }

    /// The line is gone: every answer under way is lost.
    pub(super) fn line_lost(&mut self, out: &mut Outgoing) {
        for entry in &mut self.entries {
            match entry.stage {
                Stage::Sent { .. } => entry.lose(out),
                Stage::Asked { .. } => entry.stage = Stage::Unsettled,
                Stage::Waiting | Stage::Unsettled => {}
            }
        }
    }

    /// The hub sent us away for good: what never went out never will.
    pub(super) fn link_refused(&mut self, out: &mut Outgoing) {
        let never: Vec<Idem> = self
            .entries
            .iter()
            .filter(|e| e.went_out == WentOut::Never)
            .map(|e| e.intent.idem.clone())
            .collect();
        for idem in never {
            self.settle(&idem, Outcome::NotSent(NotSent::LinkRefused), out);
        }
    }

    /// The hub carried a command out.
    pub(super) fn done(&mut self, done: Done, out: &mut Outgoing) {
        let outcome = Outcome::Done {
            off: Some(done.off),
            ver: Some(done.ver),
            key: done.key,
        };
        self.settle(&done.idem, outcome, out);
    }

    /// The hub refused a command.
    pub(super) fn refused(&mut self, said: Refused, out: &mut Outgoing) {
        let outcome = Outcome::Refused {
            code: said.code,
            retry: said.retry,
            cur: said.cur,
            msg: said.msg,
        };
        self.settle(&said.idem, outcome, out);
    }

    /// The hub could not take a message; whether it was one of ours.
    pub(super) fn error(&mut self, said: &ErrorSaid, out: &mut Outgoing) {
        let hit = self
            .entries
            .iter()
            .find(|e| matches!(e.stage, Stage::Sent { id, .. } if said.re == Some(id)));
        let Some(idem) = hit.map(|e| e.intent.idem.clone()) else {
            return;
        };
        let outcome = Outcome::Refused {
            code: said.code,
            retry: said.retry,
            cur: None,
            msg: said.msg.clone(),
        };
        self.settle(&idem, outcome, out);
    }

    /// The hub says what became of a command. What it never saw goes out again, while it may.
    pub(super) fn fate(&mut self, fate: SayFate, moment: &Moment<'_>, out: &mut Outgoing) {
        let Some(entry) = self.entries.iter_mut().find(|e| e.intent.idem == fate.idem) else {
            return;
        };
        let outcome = match fate.status {
            Fate::Committed => Outcome::Done {
                off: fate.off,
                ver: fate.ver,
                key: fate.key,
            },
            Fate::Refused => {
                let code = fate.code.unwrap_or(Code::Internal);
                Outcome::Refused {
                    code,
                    retry: code.retry(),
                    cur: None,
                    msg: SafeText::default(),
                }
            }
            // Asked after the deadline: no copy can take effect any more.
            _ if moment.is_past(entry.intent.not_after) => Outcome::NotSent(NotSent::TooLate),
            _ => {
                entry.stage = Stage::Waiting;
                return;
            }
        };
        self.settle(&fate.idem, outcome, out);
    }

    fn settle(&mut self, idem: &Idem, outcome: Outcome, out: &mut Outgoing) {
        let Some(at) = self.entries.iter().position(|e| e.intent.idem == *idem) else {
            return;
        };
        if let Some(entry) = self.entries.remove(at) {
            self.is_dirty |= !entry.is_private;
            tell(out, entry.intent.idem, outcome);
        }
    }

    /// Writes the file when something changed, and before anything is sent.
    pub(super) async fn save(&mut self, out: &mut Outgoing) {
        if !std::mem::take(&mut self.is_dirty) {
            return;
        }
        let Some(file) = &self.file else { return };
        let own = self.entries.iter().filter(|e| !e.is_private);
        let lines: Vec<Line> = own
            .filter_map(|e| Line::of(&e.intent, self.me.clone()))
            .chain(self.others.iter().cloned())
            .chain(self.earlier.iter().cloned())
            .collect();
        if let Err(error) = file.write(lines).await {
            tracing::error!(%error, "the outbox can not be written; commands are kept in memory only");
            out.tell(FromLink::OutboxInMemory(SafeText::line(&error.to_string())));
            self.file = None;
        }
    }

    /// Whether something waits for time to pass.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Entry {
    /// Sets the deadline once the hub's time is known, before the first copy goes out.
    fn give_deadline(&mut self, moment: &Moment<'_>) -> bool {
        if self.intent.not_after.is_some() || self.went_out == WentOut::Once {
            return false;
        }
        let life = match self.intent.urgency {
            Urgency::TimeCritical => CRITICAL_LIFE,
            Urgency::Ordinary => ORDINARY_LIFE,
        };
        self.intent.not_after = moment.time.hub_now(moment.now).map(|now| now + life);
        self.intent.not_after.is_some()
    }

    fn go_on(&mut self, moment: &Moment<'_>, out: &mut Outgoing) -> Option<Outcome> {
        let is_past = moment.is_past(self.intent.not_after);
        match self.stage {
            Stage::Waiting if is_past && self.went_out == WentOut::Never => {
                return Some(Outcome::NotSent(NotSent::TooLate));
            }
            // A copy went out before: only the hub knows, and now its answer will be final.
            Stage::Waiting if is_past => self.stage = Stage::Unsettled,
            Stage::Waiting if moment.takes(self.intent.urgency) => self.send(moment.now, out),
            Stage::Sent { at, .. } if moment.now.duration_since(at) >= moment.answer => {
                self.lose(out);
            }
            Stage::Asked { at } if moment.now.duration_since(at) >= moment.answer => {
                self.stage = Stage::Unsettled;
            }
            _ => {}
        }
        if self.stage == Stage::Unsettled && moment.state.takes_commands() {
            self.stage = Stage::Asked { at: moment.now };
            let id = out.id();
            out.asks.push(Ask::Fate(AskFate {
                id,
                idem: self.intent.idem.clone(),
            }));
        }
        None
    }

    fn send(&mut self, now: Instant, out: &mut Outgoing) {
        let Ok(args) = self.intent.command.args() else {
            return;
        };
        let id = out.id();
        self.stage = Stage::Sent { id, at: now };
        self.went_out = WentOut::Once;
        out.asks.push(Ask::Cmd(Cmd {
            id,
            idem: self.intent.idem.clone(),
            name: self.intent.command.name().to_owned(),
            key: self.intent.key.clone(),
            expect: self.intent.expect.map(|ver| Expect { ver }),
            args,
            status: self.intent.status,
            not_after: self.intent.not_after,
        }));
        tell(out, self.intent.idem.clone(), Outcome::Sent);
    }

    fn lose(&mut self, out: &mut Outgoing) {
        self.stage = Stage::Unsettled;
        tell(out, self.intent.idem.clone(), Outcome::Unknown);
    }
}

fn tell(out: &mut Outgoing, idem: Idem, outcome: Outcome) {
    out.tell(FromLink::Answer(Answer { idem, outcome }));
}
