//! What happened. An event touches exactly one entity and raises its version by one; the same fold
//! ([`Floor::apply`](super::floor::Floor::apply)) turns events into the floor on the hub and on every console.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::alert::{Alert, CallState, Closing, Overdue, Shelf, Source, Tier};
use super::case::{Case, CaseClock, CaseState, Delay};
use super::hop::{Hop, HopEnd, HopState};
use super::ids::{AlertId, CaseId, InterventionId, Key, OrgCode, Sub};
use super::intervention::{Intervention, InterventionState};
use super::money::Fen;
use super::order::{
    AskKind, CliffStep, LetLapse, MismatchField, NextAccount, Order, OrderAsk, PaperState, Share,
};
use super::org::{Desk, Officer, Org, SeatStatus, Shift};
use super::reveal::Purpose;
use super::script::Answer;
use super::time::{Millis, Span};
use crate::open_enum;
use crate::text::safe::SafeText;

/// Position in a hub's log; the first event is 1.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Debug,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Off(pub u64);

/// Version of an entity; the first is 1.
pub type Ver = u32;

open_enum! {
    /// Whether an event is real. Exercise and test events can never cause an external effect.
    Reality { Actual = "actual", Exercise = "exercise", Test = "test" }
}

impl Reality {
    /// Whether it is real.
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde asks by reference
    pub fn is_actual(&self) -> bool {
        *self == Self::Actual
    }
}

impl Default for Reality {
    /// What says nothing of an exercise is real.
    fn default() -> Self {
        Self::Actual
    }
}

/// What was decided, before the log gives it a place.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The entity.
    pub key: Key,
    /// What happened to it.
    pub body: Body,
}

/// An event with its place in the log.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Place.
    pub off: Off,
    /// When, by the hub's clock.
    pub at: Millis,
    /// The entity.
    pub key: Key,
    /// Its version after the event.
    pub ver: Ver,
    /// Who.
    pub by: Sub,
    /// Real, exercise or test.
    pub status: Reality,
    /// What.
    pub body: Body,
}

/// Declares the events: wire name, variant, payload.
macro_rules! events {
    ($($(#[$meta:meta])* $name:literal $var:ident($payload:ty)),+ $(,)?) => {
        /// What can happen. On the wire: `type` is the name, `data` the payload.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Body {
            $($(#[$meta])* $var($payload),)+
            /// An event this version does not know: shown as a generic row, changes only the version.
            Unknown(SafeText),
        }

        impl Body {
            /// Every name this version knows.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// Name on the wire.
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$var(_) => $name,)+
                    Self::Unknown(name) => name,
                }
            }

            /// Reads a payload; an unknown name is kept, a payload of a known name must fit.
            pub fn decode(name: &str, data: &str) -> serde_json::Result<Self> {
                Ok(match name {
                    $($name => Self::$var(serde_json::from_str(data)?),)+
                    other => Self::Unknown(SafeText::line(other)),
                })
            }

            /// Writes the payload.
            pub fn data(&self) -> serde_json::Result<Box<RawValue>> {
                match self {
                    $(Self::$var(payload) => serde_json::value::to_raw_value(payload),)+
                    Self::Unknown(_) => serde_json::value::to_raw_value(&serde_json::json!({})),
                }
            }

            /// Whether its own bytes read back as what stands here. What does not must never reach a log.
            pub fn reads_back(&self) -> bool {
                let read = self.data().and_then(|data| Self::decode(self.name(), data.get()));
                read.is_ok_and(|body| body == *self)
            }

            /// JSON Schema of every payload, for the generated specification.
            pub fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
                vec![$(($name, generator.subschema_for::<$payload>())),+]
            }
        }
    };
}

events! {
    /// A new alert, whole.
    "alert.raised" AlertRaised(Box<Alert>),
    /// The same victim was flagged again: count up, tier may rise.
    "alert.hit" AlertHit(Hit),
    /// Somebody took it.
    "alert.claimed" AlertClaimed(Claimed),
    /// It went back to the queue.
    "alert.released" AlertReleased(Released),
    /// First attempt made.
    "alert.working" AlertWorking(Nothing),
    /// The holder made progress: the lease runs anew.
    "alert.progressed" AlertProgressed(Lease),
    /// Tier and score went up.
    "alert.escalated" AlertEscalated(Escalated),
    /// Answers changed the score.
    "alert.rescored" AlertRescored(Rescored),
    /// It calls louder for an owner.
    "alert.overdue" AlertOverdue(OverdueAt),
    /// An answer of the call script.
    "alert.answered" AlertAnswered(Answer),
    /// The victim was reached for the first time.
    "alert.contacted" AlertContacted(Nothing),
    /// The call changed state.
    "alert.call" AlertCall(CallChange),
    /// A closing waits for a second person.
    "alert.close_proposed" AlertCloseProposed(Closing),
    /// Closed with an outcome.
    "alert.closed" AlertClosed(Closing),
    /// Put aside for a while.
    "alert.shelved" AlertShelved(Shelf),
    /// Back from the shelf.
    "alert.returned" AlertReturned(Nothing),
    /// Went into another alert.
    "alert.merged" AlertMerged(MergedInto),
    /// Took another alert in.
    "alert.absorbed" AlertAbsorbed(Absorbed),
    /// Became a case.
    "alert.converted" AlertConverted(Converted),
    /// Nobody came in time.
    "alert.expired" AlertExpired(Nothing),
    /// Opened again.
    "alert.reopened" AlertReopened(Reason),
    /// Left the floor; it stays in the log.
    "alert.archived" AlertArchived(Nothing),
    /// An intervention was planned.
    "intervention.planned" InterventionPlanned(Intervention),
    /// An intervention went on.
    "intervention.changed" InterventionChanged(InterventionChange),
    /// A new case, whole.
    "case.opened" CaseOpened(Box<Case>),
    /// The case went on.
    "case.changed" CaseChanged(CaseChange),
    /// Somebody holds it now.
    "case.taken" CaseTaken(Taken),
    /// More was lost than was known.
    "case.loss" CaseLoss(LossTold),
    /// The first stop order of the case left.
    "case.first_stop" CaseFirstStop(Nothing),
    /// A clock of the case was overrun.
    "case.breached" CaseBreached(Breached),
    /// Whether a transfer comes in later.
    "case.delay" CaseDelay(DelayTold),
    /// A delayed transfer was called back.
    "case.revoked" CaseRevoked(TransferRevoked),
    /// A new hop, whole.
    "hop.found" HopFound(Box<Hop>),
    /// More money came in there.
    "hop.grew" HopGrew(Grew),
    /// The institution was asked.
    "hop.asked" HopAsked(HopAsked),
    /// The paper came: the request goes on.
    "hop.paper" HopPaper(HopDue),
    /// The institution answered.
    "hop.answered" HopAnswered(HopAnswer),
    /// No answer in time.
    "hop.timed_out" HopTimedOut(Nothing),
    /// The trace ended there.
    "hop.ended" HopEnded(HopEnding),
    /// Somebody saw its full number.
    "hop.revealed" HopRevealed(Looked),
    /// A new order, whole.
    "order.drafted" OrderDrafted(Box<Order>),
    /// More came in on the account of a draft, for its own case or another: it may hold more. Or a case ended, and
    /// it is to hold less.
    "order.limit" OrderLimit(LimitRaised),
    /// A draft the hub made by rule is somebody's now: as its author, who is not its second person.
    "order.taken" OrderTaken(Nothing),
    /// Approved by a second person, or by the author under act-first with a paper debt.
    "order.reviewed" OrderReviewed(Reviewed),
    /// Waits in the outbox; can be recalled until then.
    "order.queued" OrderQueued(Queued),
    /// Taken back before it left.
    "order.recalled" OrderRecalled(Nothing),
    /// Given up before it left.
    "order.cancelled" OrderCancelled(Reason),
    /// Left for the institution.
    "order.sent" OrderSent(Sent),
    /// The institution has it.
    "order.acked" OrderAcked(Nothing),
    /// A field differed; nothing was stopped.
    "order.mismatch" OrderMismatch(Mismatch),
    /// Money is held.
    "order.stopped" OrderStopped(Stopped),
    /// The money had moved on.
    "order.empty" OrderEmpty(Emptied),
    /// No answer in time.
    "order.timed_out" OrderTimedOut(Nothing),
    /// A telecom order is in force.
    "order.in_force" OrderInForce(InForce),
    /// A second stop, a freeze, its renewal or the release was asked for.
    "order.asked" OrderAsked(OrderAsk),
    /// A second person agreed; it leaves then.
    "order.ask_approved" OrderAskApproved(AskApproved),
    /// What was asked left for the institution.
    "order.ask_sent" OrderAskSent(AskSent),
    /// What was asked was taken back.
    "order.ask_withdrawn" OrderAskWithdrawn(Nothing),
    /// The institution did what was asked.
    "order.granted" OrderGranted(Granted),
    /// The institution declined.
    "order.declined" OrderDeclined(Reason),
    /// The cliff comes near.
    "order.cliff" OrderCliff(CliffNear),
    /// A named person lets it lapse.
    "order.let_lapse" OrderLetLapse(LetLapse),
    /// The stop ended by itself.
    "order.lapsed" OrderLapsed(Nothing),
    /// The paper came.
    "order.paper" OrderPaper(Nothing),
    /// The paper of an act-first order did not come in time.
    "order.paper_late" OrderPaperLate(Nothing),
    /// Somebody saw the full number of an order.
    "order.revealed" OrderRevealed(Looked),
    /// An officer sat down.
    "officer.seated" OfficerSeated(Officer),
    /// An officer's status changed.
    "officer.status" OfficerStatus(StatusChange),
    /// The last console of an officer lost its line.
    "officer.lost" OfficerLost(Nothing),
    /// A desk was entered in the directory.
    "desk.listed" DeskListed(Box<Desk>),
    /// A desk is staffed or dark.
    "desk.staffed" DeskStaffed(Staffed),
    /// A desk answered.
    "desk.answered" DeskAnswered(DeskAnswer),
    /// An organisation was entered.
    "org.listed" OrgListed(Org),
    /// A shift began.
    "shift.started" ShiftStarted(Shift),
    /// A shift ended.
    "shift.closed" ShiftClosed(Nothing),
}

open_enum! {
    /// What a desk answered.
    DeskWork {
        /// An order.
        Order = "order",
        /// A query: an order number, a statement.
        Query = "query",
        /// What was asked about an order in force. It shows that somebody is there, and says nothing of how fast
        /// stops are answered.
        Ask = "ask",
    }
}

impl DeskWork {
    /// Whether it was an order.
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde asks by reference
    pub fn is_order(&self) -> bool {
        *self == Self::Order
    }
}

impl Default for DeskWork {
    /// What says nothing of a query is an order.
    fn default() -> Self {
        Self::Order
    }
}

macro_rules! payloads {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? }),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* }
    )+};
}

payloads! {
    /// No more to say than the name.
    Nothing {},
    /// See `alert.hit`.
    Hit {
        /// Graver or equal tier.
        tier: Tier,
        /// Highest score seen.
        score: u16,
        /// Reasons not said before.
        reasons: Vec<SafeText>,
        /// More money at risk, fen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_risk: Option<Fen>,
        /// Where the hit came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// See `alert.claimed`.
    Claimed {
        /// The holder.
        owner: Sub,
        /// Lost then without progress.
        lease_until: Millis,
    },
    /// See `alert.released`.
    Released {
        /// Why, such as `lease`, `seat_lost`, `sign_off`, `officer`.
        why: SafeText,
    },
    /// See `alert.progressed`.
    Lease {
        /// Lost then without progress.
        until: Millis,
    },
    /// See `alert.escalated`.
    Escalated {
        /// New tier, graver or equal.
        tier: Tier,
        /// Why.
        reason: SafeText,
    },
    /// See `alert.rescored`.
    Rescored {
        /// New score.
        score: u16,
        /// New tier, graver or equal.
        tier: Tier,
    },
    /// See `alert.overdue`.
    OverdueAt {
        /// How loudly.
        step: Overdue,
    },
    /// See `alert.call`.
    CallChange {
        /// New state.
        state: CallState,
    },
    /// See `alert.merged`.
    MergedInto {
        /// The alert that goes on.
        into: AlertId,
    },
    /// See `alert.absorbed`.
    Absorbed {
        /// The alert that ended.
        from: AlertId,
        /// Graver of both tiers.
        tier: Tier,
        /// Hits of the other, added.
        hits: u32,
        /// Reasons of the other, all kept.
        reasons: Vec<SafeText>,
    },
    /// See `alert.converted`.
    Converted {
        /// The case.
        case: CaseId,
    },
    /// A reason in words.
    Reason {
        /// Why.
        reason: SafeText,
    },
    /// See `intervention.changed`.
    InterventionChange {
        /// Which.
        id: InterventionId,
        /// New state.
        state: InterventionState,
    },
    /// See `case.changed`.
    CaseChange {
        /// New state.
        state: CaseState,
        /// Why, where somebody had to say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<SafeText>,
        /// Whom it was passed on to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<OrgCode>,
        /// The case it went into.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<CaseId>,
    },
    /// See `case.loss`.
    LossTold {
        /// The loss in all, fen.
        loss: Fen,
    },
    /// See `case.breached`.
    Breached {
        /// Which clock.
        clock: CaseClock,
    },
    /// See `case.delay`.
    DelayTold {
        /// Which transfer, counted from 0.
        transfer: u16,
        /// When it comes in.
        delay: Delay,
    },
    /// See `case.revoked`.
    TransferRevoked {
        /// Which transfer, counted from 0.
        transfer: u16,
    },
    /// See `hop.grew`.
    Grew {
        /// What came in in all, fen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Fen>,
        /// When the first of it came in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Millis>,
    },
    /// See `hop.asked`.
    HopAsked {
        /// Who asked.
        by: Sub,
        /// Whether the institution wants the paper first.
        paper: PaperState,
        /// An answer is due then; absent while the paper is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_at: Option<Millis>,
    },
    /// See `hop.paper`.
    HopDue {
        /// An answer is due then.
        due_at: Millis,
    },
    /// See `hop.answered`.
    HopAnswer {
        /// Answered or resolved.
        state: HopState,
        /// Rows of the statement.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rows: Option<u32>,
    },
    /// See `hop.ended`.
    HopEnding {
        /// How.
        how: HopEnd,
        /// Why, where somebody had to say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<SafeText>,
    },
    /// See `order.revealed`.
    Looked {
        /// For what.
        purpose: Purpose,
    },
    /// See `order.in_force`.
    InForce {
        /// Ends by itself then; absent: until it is restored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Millis>,
    },
    /// See `order.ask_approved`.
    AskApproved {
        /// Who agreed.
        by: Sub,
        /// Leaves then.
        leaves_at: Millis,
    },
    /// See `order.ask_sent`.
    AskSent {
        /// An answer is due then.
        due_at: Millis,
        /// What left, whole: the institution hears of it here for the first time. Absent in logs of old.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ask: Option<Box<OrderAsk>>,
    },
    /// See `order.granted`.
    Granted {
        /// What was done.
        kind: AskKind,
        /// Ends by itself then; absent after a release.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Millis>,
    },
    /// See `order.cliff`.
    CliffNear {
        /// How near.
        step: CliffStep,
    },
    /// See `case.taken`.
    Taken {
        /// The holder.
        owner: Sub,
    },
    /// See `order.reviewed`.
    Reviewed {
        /// Who approved.
        by: Sub,
        /// For act-first: the paper is due then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper_due_at: Option<Millis>,
    },
    /// See `order.limit`.
    LimitRaised {
        /// The most to hold, fen.
        limit: Fen,
        /// What of it is for another case from now on; nothing ends the share.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share: Option<Share>,
    },
    /// See `order.queued`.
    Queued {
        /// Leaves then.
        leaves_at: Millis,
    },
    /// See `order.sent`.
    Sent {
        /// An answer is due then.
        desk_due_at: Millis,
    },
    /// See `order.mismatch`.
    Mismatch {
        /// The field that differed.
        field: MismatchField,
    },
    /// See `order.stopped`.
    Stopped {
        /// Held, fen, more than nothing.
        held: Fen,
        /// Ends by itself then.
        expires_at: Millis,
    },
    /// See `order.empty`.
    Emptied {
        /// Where the money went, as far as the institution says.
        next_accounts: Vec<NextAccount>,
    },
    /// See `officer.status`.
    StatusChange {
        /// New status.
        status: SeatStatus,
    },
    /// See `desk.staffed`.
    Staffed {
        /// Somebody sits there.
        staffed: bool,
    },
    /// See `desk.answered`.
    DeskAnswer {
        /// Send to answer.
        took: Span,
        /// An order or a query.
        #[serde(default, skip_serializing_if = "DeskWork::is_order")]
        of: DeskWork,
    },
}
