//! What may be asked of the floor. A command names one entity (except those that create or let the hub
//! choose), and carries the version it was decided on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::alert::{
    AlertKind, Call, CallState, Channel, FraudType, Model, Outcome, Source, Speaker, Tier,
};
use super::case::{Delay, Method};
use super::event::{Reality, Ver};
use super::hop::{HopEnd, HopKind};
use super::ids::{AlertId, CaseId, HopId, InstitutionId, InterventionId, Key, OrderId, OrgCode};
use super::intervention::{InterventionKind, InterventionState};
use super::masked::{Private, Seal};
use super::money::Fen;
use super::order::{AskKind, FreezeTerm, Measure, MismatchField};
use super::org::{Desk, Org, SeatStatus};
use super::refusal::{Code, Refusal};
use super::script::Answer;
use super::time::Millis;
use crate::text::mask::Kind;
use crate::text::safe::SafeText;

/// The most accounts one command may name: transfers of a report, accounts of an answer.
pub const MOST_ACCOUNTS: usize = 64;

/// A command with its target.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// The entity it acts on; absent where the command creates one or the hub chooses.
    pub key: Option<Key>,
    /// The version it was decided on; mandatory for every change of a standing entity.
    pub expect: Option<Ver>,
    /// Real, exercise or test.
    pub status: Reality,
    /// What.
    pub command: Command,
}

/// What a command needs beside its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Neither key nor version: it creates an entity, or the hub chooses.
    None,
    /// A key, and the version decided on.
    Entity,
    /// A key; versions do not matter (idempotent facts such as a seat's status).
    KeyOnly,
}

/// Declares the commands: wire name, variant, arguments, target.
macro_rules! commands {
    ($($(#[$meta:meta])* $name:literal $var:ident($args:ty) $target:ident),+ $(,)?) => {
        /// Everything that can be asked.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Command { $($(#[$meta])* $var($args),)+ }

        impl Command {
            /// Every name, in order.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// What each needs beside its arguments, by name.
            pub const TARGETS: &'static [(&'static str, Target)] = &[$(($name, Target::$target)),+];

            /// Name on the wire.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$var(_) => $name,)+ }
            }

            /// What it needs beside its arguments.
            pub fn target(&self) -> Target {
                match self { $(Self::$var(_) => Target::$target,)+ }
            }

            /// Reads the arguments of a named command. Unknown names and ill-fitting arguments are refused.
            pub fn decode(name: &str, args: &str) -> Result<Self, Refusal> {
                let bad = |e: serde_json::Error| Refusal::new(Code::BadRequest, format!("{name}: {e}"));
                match name {
                    $($name => serde_json::from_str(args).map(Self::$var).map_err(bad),)+
                    other => Err(Refusal::new(Code::UnknownCommand, format!("`{}` is no command", SafeText::line(other)))),
                }
            }

            /// Writes the arguments.
            pub fn args(&self) -> serde_json::Result<Box<serde_json::value::RawValue>> {
                match self { $(Self::$var(args) => serde_json::value::to_raw_value(args),)+ }
            }

            /// JSON Schema of every command's arguments.
            pub fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
                vec![$(($name, generator.subschema_for::<$args>())),+]
            }
        }
    };
}

commands! {
    /// Raises an alert (producers, call takers).
    "alert.raise" AlertRaise(Box<RaiseAlert>) None,
    /// Takes the named alert.
    "alert.claim" AlertClaim(NoArgs) Entity,
    /// Takes the alert of the highest worth that waits; the answer names it.
    "alert.next" AlertNext(NoArgs) None,
    /// Gives it back.
    "alert.release" AlertRelease(NoArgs) Entity,
    /// Calls it graver.
    "alert.escalate" AlertEscalate(Escalate) Entity,
    /// Ends it with an outcome; a P0 false alarm then waits for a second person.
    "alert.close" AlertClose(Close) Entity,
    /// A second person agrees to a proposed closing.
    "alert.confirm_close" AlertConfirmClose(NoArgs) Entity,
    /// Puts it aside.
    "alert.shelve" AlertShelve(ShelveFor) Entity,
    /// Joins it into another.
    "alert.merge" AlertMerge(MergeInto) Entity,
    /// Money has gone: opens the case with its stop orders.
    "alert.convert" AlertConvert(Convert) Entity,
    /// Opens it again.
    "alert.reopen" AlertReopen(Why) Entity,
    /// Answers a question of the call script.
    "alert.answer" AlertAnswer(Answer) Entity,
    /// The call changed state.
    "alert.call" AlertCall(CallNow) Entity,
    /// Plans an intervention and dispatches it.
    "intervention.start" InterventionStart(StartIntervention) Entity,
    /// Says how an intervention went on.
    "intervention.report" InterventionReport(ReportIntervention) Entity,
    /// Opens a case from a report without an alert.
    "case.open" CaseOpen(Box<OpenCase>) None,
    /// Takes the case.
    "case.take" CaseTake(NoArgs) Entity,
    /// It was no fraud.
    "case.not_fraud" CaseNotFraud(Why) Entity,
    /// Case filed 立案: from here on money may be frozen.
    "case.file" CaseFile(NoArgs) Entity,
    /// The investigation has begun.
    "case.investigate" CaseInvestigate(NoArgs) Entity,
    /// 破案
    "case.solve" CaseSolve(Why) Entity,
    /// Money is being given back.
    "case.return" CaseReturn(NoArgs) Entity,
    /// 结案; every order must have come to its end.
    "case.close" CaseClose(Why) Entity,
    /// Nothing can be done for now.
    "case.suspend" CaseSuspend(Why) Entity,
    /// It goes on where it was suspended.
    "case.resume" CaseResume(NoArgs) Entity,
    /// Opens it again.
    "case.reopen" CaseReopen(Why) Entity,
    /// Passes it on to another organisation, once the own stop orders have left 首接止付责任制.
    "case.transfer" CaseTransfer(PassOn) Entity,
    /// Joins it into another case.
    "case.merge" CaseMerge(MergeCase) Entity,
    /// The answer to the first question: does a transfer come in later?
    "case.delay" CaseDelay(ToldDelay) Entity,
    /// The victim's bank called a delayed transfer back.
    "case.revoke" CaseRevoke(WhichTransfer) Entity,
    /// Drafts, approves and sends a stop order for each named leaf of the trace, as far as the policy lets one
    /// person; else only drafts.
    "case.stop_frontier" CaseStopFrontier(Leaves) Entity,
    /// The second person approves and sends the named drafts of the case.
    "case.review_frontier" CaseReviewFrontier(Drafts) Entity,
    /// Takes back the named orders of the case that have not left yet, all together.
    "case.recall_frontier" CaseRecallFrontier(Drafts) Entity,
    /// Adds a place the money went to.
    "hop.add" HopAdd(AddHop) Entity,
    /// A transfer of a trace that is loaded from records; joins its case, or opens one.
    "hop.flow" HopFlow(Box<Flow>) None,
    /// Asks the institution: whose card is it, where did the money go?
    "hop.ask" HopAsk(NoArgs) Entity,
    /// The legal document of the request was handed in.
    "hop.paper" HopPaper(NoArgs) Entity,
    /// The institution answers.
    "hop.answer" HopAnswer(HopTold) Entity,
    /// The trace ends here.
    "hop.end" HopEnds(EndHop) Entity,
    /// Drafts a stop order on the case.
    "order.draft" OrderDraft(DraftOrder) Entity,
    /// Drafts a telecom order on the case.
    "order.telecom" OrderTelecom(TelecomOrder) Entity,
    /// Approves a draft as the second person.
    "order.review" OrderReview(NoArgs) Entity,
    /// Approves one's own draft under act-first; the paper is due in 24 h.
    "order.act_first" OrderActFirst(NoArgs) Entity,
    /// Puts a reviewed order into the outbox; it leaves after the recall time.
    "order.send" OrderSend(NoArgs) Entity,
    /// Takes it back before it leaves.
    "order.recall" OrderRecall(NoArgs) Entity,
    /// Gives up an order that was not sent.
    "order.cancel" OrderCancel(Why) Entity,
    /// The institution has it.
    "order.ack" OrderAck(NoArgs) Entity,
    /// Money is held.
    "order.stopped" OrderStopped(Held) Entity,
    /// The money has moved on.
    "order.empty" OrderEmpty(MovedOn) Entity,
    /// A field differs.
    "order.mismatch" OrderMismatch(Differs) Entity,
    /// A telecom order is in force.
    "order.in_force" OrderInForce(NoArgs) Entity,
    /// Asks for a second stop, a freeze, its renewal, or the release.
    "order.ask" OrderAsk(AskFor) Entity,
    /// The second person agrees; it leaves after the recall time.
    "order.approve" OrderApprove(NoArgs) Entity,
    /// Takes back what was asked, before it leaves.
    "order.withdraw" OrderWithdraw(NoArgs) Entity,
    /// The institution has done what was asked.
    "order.granted" OrderGranted(NoArgs) Entity,
    /// The institution does not do what was asked.
    "order.declined" OrderDeclined(Why) Entity,
    /// A named person lets a held sum go free when its time ends.
    "order.let_lapse" OrderLetLapse(Why) Entity,
    /// The paper was handed in.
    "order.paper" OrderPaper(NoArgs) Entity,
    /// Sits down, gets up, steps away; without a key it is one's own seat.
    "seat.status" SeatStatus(SeatNow) None,
    /// Enters a desk in the directory, or changes its names.
    "desk.list" DeskList(Box<Desk>) None,
    /// The desk is staffed or dark.
    "desk.staff" DeskStaff(StaffNow) KeyOnly,
    /// Enters an organisation.
    "org.list" OrgList(Org) None,
}

macro_rules! arguments {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? }),+ $(,)?) => {$(
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
        $(#[$meta])*
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* }
    )+};
}

arguments! {
    /// No arguments.
    NoArgs {},
    /// A reason in words.
    #[schemars(rename = "ReasonGiven")]
    Why {
        /// Why; must not be empty.
        reason: SafeText,
    },
    /// One turn of a dialogue as received.
    SpokenTurn {
        /// Who speaks.
        who: Speaker,
        /// What was said; sealed, and masked inside.
        text: Private,
    },
    /// See `alert.raise`.
    RaiseAlert {
        /// Where it comes from.
        kind: AlertKind,
        /// Tier as the source sees it.
        tier: Tier,
        /// Score 0 to 1000.
        #[serde(default)]
        score: u16,
        /// The model.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        model: Option<Model>,
        /// Why.
        #[serde(default)]
        reasons: Vec<SafeText>,
        /// Fraud type.
        fraud_type: FraudType,
        /// Channel.
        channel: Channel,
        /// Where.
        org: OrgCode,
        /// Victim's phone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        victim_phone: Option<Private>,
        /// Victim's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        victim_name: Option<Private>,
        /// Age band.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        age_band: Option<SafeText>,
        /// Occupation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        occupation: Option<SafeText>,
        /// Suspected caller.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caller: Option<Private>,
        /// The call.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<Call>,
        /// Money at risk, fen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_risk: Option<Fen>,
        /// When money first left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transfer_at: Option<Millis>,
        /// When the source noticed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detected_at: Option<Millis>,
        /// Flags of the text door.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        flags: Vec<SafeText>,
        /// The dialogue.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        transcript: Vec<SpokenTurn>,
        /// Where the record came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// See `alert.escalate`.
    Escalate {
        /// Graver tier; absent means one step up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tier: Option<Tier>,
        /// Why.
        reason: SafeText,
    },
    /// See `alert.close`.
    Close {
        /// Outcome.
        outcome: Outcome,
        /// Reason in words.
        #[serde(default)]
        reason: SafeText,
    },
    /// See `alert.shelve`.
    ShelveFor {
        /// Minutes, within the policy.
        minutes: u32,
        /// Why.
        reason: SafeText,
    },
    /// See `alert.merge`.
    MergeInto {
        /// The alert that goes on.
        into: AlertId,
    },
    /// Money that left, as told.
    ToldTransfer {
        /// Account or order number.
        account: Private,
        /// Institution.
        institution: InstitutionId,
        /// Amount, fen.
        amount: Fen,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Millis>,
        /// How.
        method: Method,
        /// Whether it comes in later; absent while nobody asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delay: Option<Delay>,
    },
    /// See `alert.convert`.
    Convert {
        /// Loss, fen; absent: the sum of the transfers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        loss: Option<Fen>,
        /// Where the money went, at most 64; each becomes a drafted stop order.
        transfers: Vec<ToldTransfer>,
    },
    /// See `alert.call`.
    CallNow {
        /// New state.
        state: CallState,
    },
    /// See `intervention.start`.
    StartIntervention {
        /// Kind.
        kind: InterventionKind,
    },
    /// See `intervention.report`.
    ReportIntervention {
        /// Which.
        id: InterventionId,
        /// New state.
        state: InterventionState,
    },
    /// See `case.open`.
    OpenCase {
        /// Where the word came from.
        kind: AlertKind,
        /// Fraud type.
        fraud_type: FraudType,
        /// Where.
        org: OrgCode,
        /// Victim's phone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        victim_phone: Option<Private>,
        /// Victim's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        victim_name: Option<Private>,
        /// Suspect's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caller: Option<Private>,
        /// When it was reported; absent: now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reported_at: Option<Millis>,
        /// Loss, fen; absent: the sum of the transfers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        loss: Option<Fen>,
        /// Where the money went, at most 64.
        transfers: Vec<ToldTransfer>,
    },
    /// See `order.draft`.
    DraftOrder {
        /// Account.
        account: Private,
        /// Institution.
        institution: InstitutionId,
        /// The most to hold, fen; absent: the whole balance.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Fen>,
        /// When the money arrived there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        money_at: Option<Millis>,
    },
    /// See `order.stopped`.
    Held {
        /// Held, fen, more than nothing.
        held: Fen,
    },
    /// An account named by an institution.
    ToldAccount {
        /// Account.
        account: Private,
        /// Institution.
        institution: InstitutionId,
        /// Amount, fen.
        amount: Fen,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Millis>,
    },
    /// See `order.empty`.
    MovedOn {
        /// Where to, as far as known, at most 64.
        #[serde(default)]
        next_accounts: Vec<ToldAccount>,
        /// How the trace ended there, where the institution says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended: Option<HopEnd>,
    },
    /// See `case.transfer`.
    PassOn {
        /// To whom.
        org: OrgCode,
        /// Why.
        reason: SafeText,
    },
    /// See `case.merge`.
    MergeCase {
        /// The case that goes on.
        into: CaseId,
    },
    /// See `case.delay`.
    ToldDelay {
        /// Which transfer of the case, counted from 0.
        transfer: u16,
        /// When it comes in.
        delay: Delay,
    },
    /// See `case.revoke`.
    WhichTransfer {
        /// Which transfer of the case, counted from 0.
        transfer: u16,
    },
    /// See `case.stop_frontier`.
    Leaves {
        /// The leaves, 1 to 512.
        hops: Vec<HopId>,
    },
    /// See `case.review_frontier` and `case.recall_frontier`.
    Drafts {
        /// The orders, 1 to 512.
        orders: Vec<OrderId>,
    },
    /// See `hop.add`.
    AddHop {
        /// Where the money came from; absent: from the victim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<HopId>,
        /// What must be found out there.
        kind: HopKind,
        /// Account or order number.
        account: Private,
        /// Institution.
        institution: InstitutionId,
        /// Amount, fen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Fen>,
        /// When it came in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Millis>,
    },
    /// See `hop.flow`.
    Flow {
        /// What the trace is called; transfers of one name make one tree.
        name: SafeText,
        /// Where.
        org: OrgCode,
        /// From this account.
        from: Private,
        /// Where that one is kept.
        from_institution: InstitutionId,
        /// To this account.
        to: Private,
        /// Where that one is kept.
        to_institution: InstitutionId,
        /// Amount, fen.
        amount: Fen,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Millis>,
        /// Where the record came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// See `hop.answer`.
    HopTold {
        /// Rows of the statement.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rows: Option<u32>,
        /// The card behind the number, or where the money went, at most 64.
        #[serde(default)]
        outputs: Vec<ToldAccount>,
        /// How the trace ended there, where the institution says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended: Option<HopEnd>,
    },
    /// See `hop.end`.
    EndHop {
        /// How.
        how: HopEnd,
        /// Why.
        reason: SafeText,
    },
    /// See `order.telecom`.
    TelecomOrder {
        /// The number; absent: the suspect's number of the case, to cut a line the victim's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<Private>,
        /// What to do with it.
        measure: Measure,
        /// The carrier; absent: by the beginning of the number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        institution: Option<InstitutionId>,
    },
    /// See `order.ask`.
    AskFor {
        /// What.
        kind: AskKind,
        /// For a freeze or its renewal; absent: ordinary.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term: Option<FreezeTerm>,
        /// Why; needed for a release.
        #[serde(default)]
        reason: SafeText,
    },
    /// See `order.mismatch`.
    Differs {
        /// The field.
        field: MismatchField,
    },
    /// See `seat.status`.
    SeatNow {
        /// New status.
        status: SeatStatus,
    },
    /// See `desk.staff`.
    StaffNow {
        /// Somebody sits there.
        staffed: bool,
    },
}

impl Command {
    /// Hands every raw personal value to the hub's door. After this no raw value is left in the command.
    pub fn seal(&mut self, door: &mut dyn Seal) {
        let mut each = |value: &mut Option<Private>, kind| {
            if let Some(value) = value {
                value.seal(kind, door);
            }
        };
        match self {
            Self::AlertRaise(a) => {
                each(&mut a.victim_phone, Kind::Mobile);
                each(&mut a.victim_name, Kind::Name);
                each(&mut a.caller, Kind::Mobile);
                for turn in &mut a.transcript {
                    turn.text.seal(Kind::FreeText, door);
                }
            }
            Self::HopAdd(a) => a.account.seal_account(door),
            Self::HopFlow(a) => {
                a.from.seal_account(door);
                a.to.seal_account(door);
            }
            Self::HopAnswer(a) => a
                .outputs
                .iter_mut()
                .for_each(|t| t.account.seal_account(door)),
            Self::OrderTelecom(a) => each(&mut a.number, Kind::Mobile),
            Self::AlertConvert(a) => a
                .transfers
                .iter_mut()
                .for_each(|t| t.account.seal_account(door)),
            Self::CaseOpen(a) => {
                each(&mut a.victim_phone, Kind::Mobile);
                each(&mut a.victim_name, Kind::Name);
                each(&mut a.caller, Kind::Mobile);
                a.transfers
                    .iter_mut()
                    .for_each(|t| t.account.seal_account(door));
            }
            Self::OrderDraft(a) => a.account.seal_account(door),
            Self::OrderEmpty(a) => a
                .next_accounts
                .iter_mut()
                .for_each(|t| t.account.seal_account(door)),
            _ => {}
        }
    }
}
