//! Stop-payment order 止付令: tells an institution to hold money. Sent is not stopped, stopped is not frozen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event::Reality;
use super::ids::{CaseId, InstitutionId, OrderId, OrgCode, Sub};
use super::masked::Masked;
use super::money::Fen;
use super::policy::{PolicyRef, is_hub};
use super::reveal::Look;
use super::time::Millis;
use crate::open_enum;
use crate::text::safe::SafeText;

open_enum! {
    /// Kind of order.
    OrderKind { Stop = "stop", Freeze = "freeze", Telecom = "telecom" }
}

open_enum! {
    /// Life of an order.
    OrderState {
        Draft = "draft",
        /// Approved; with `leaves_at` set it waits in the outbox and can still be recalled.
        Reviewed = "reviewed",
        Sent = "sent",
        Acked = "acked",
        Mismatch = "mismatch",
        /// 已止付
        Stopped = "stopped",
        /// 已执行: a telecom order is in force.
        InForce = "in_force",
        /// 已转出
        Empty = "empty",
        TimedOut = "timed_out",
        FreezeRequested = "freeze_requested",
        /// 已冻结
        Frozen = "frozen",
        Lapsed = "lapsed",
        Released = "released",
        PartReturned = "part_returned",
        Returned = "returned",
        Cancelled = "cancelled",
    }
}

impl OrderState {
    /// Whether something is still to happen on it.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::Reviewed
                | Self::Sent
                | Self::Acked
                | Self::Stopped
                | Self::InForce
                | Self::FreezeRequested
                | Self::Frozen
                | Self::PartReturned
        )
    }

    /// Whether the institution has it and owes an answer.
    pub fn awaits_answer(self) -> bool {
        matches!(self, Self::Sent | Self::Acked)
    }
}

open_enum! {
    /// Which field an institution found to differ.
    MismatchField { Name = "name", Number = "number", Amount = "amount", Time = "time" }
}

open_enum! {
    /// What a carrier is told to do with a number.
    Measure {
        /// 停机
        Shut = "shut",
        /// 拦截
        Intercept = "intercept",
        /// 封堵
        Block = "block",
        /// 断线: the victim's own line, for a short time.
        CutLine = "cut_line",
    }
}

impl Measure {
    /// Whether it touches the victim, so that only the commander may approve it.
    pub fn needs_commander(self) -> bool {
        self == Self::CutLine
    }
}

open_enum! {
    /// What may be asked about an order that is in force. Each needs a second person, and the institution
    /// carries it out.
    AskKind {
        /// 二次止付: another 48 h.
        SecondStop = "second_stop",
        /// 冻结
        Freeze = "freeze",
        /// 续冻
        Renew = "renew",
        /// 解除/解冻; of a telecom order: restore 复机.
        Release = "release",
    }
}

open_enum! {
    /// How long a freeze holds.
    FreezeTerm {
        /// 6 months.
        Ordinary = "ordinary",
        /// Major case, approved at city level: 1 year.
        Major = "major",
    }
}

/// A request about money that is held, on its way to the institution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderAsk {
    /// What.
    pub kind: AskKind,
    /// For a freeze or its renewal: how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<FreezeTerm>,
    /// Who asked.
    pub by: Sub,
    /// When.
    pub at: Millis,
    /// Why, in words.
    #[serde(default)]
    pub reason: SafeText,
    /// The second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Sub>,
    /// Leaves then; until then it can be withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_at: Option<Millis>,
    /// Left when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Millis>,
    /// The institution's answer is due then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Millis>,
}

open_enum! {
    /// What happened to an order.
    StepKind {
        Drafted = "drafted",
        /// Somebody stands for the draft the hub made by rule.
        Taken = "taken",
        Reviewed = "reviewed",
        /// Let out; it leaves when the recall time has passed.
        Queued = "queued",
        Recalled = "recalled",
        Sent = "sent",
        Acked = "acked",
        Mismatch = "mismatch",
        Stopped = "stopped",
        InForce = "in_force",
        Empty = "empty",
        TimedOut = "timed_out",
        Asked = "asked",
        AskApproved = "ask_approved",
        AskWithdrawn = "ask_withdrawn",
        AskSent = "ask_sent",
        Granted = "granted",
        Declined = "declined",
        LetLapse = "let_lapse",
        Lapsed = "lapsed",
        Paper = "paper",
        Cancelled = "cancelled",
    }
}

/// One step of an order's way: what, when, by whom.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What.
    pub what: StepKind,
    /// Of what is asked about money that is held: what that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<AskKind>,
    /// Of a freeze or its renewal: for how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<FreezeTerm>,
    /// When.
    pub at: Millis,
    /// By whom; `hub` of what time brought.
    pub by: Sub,
}

impl Step {
    /// Whether the order stands otherwise since.
    fn moves(&self) -> bool {
        use StepKind as S;
        match self.what {
            S::Taken
            | S::Queued
            | S::Recalled
            | S::Asked
            | S::AskApproved
            | S::AskWithdrawn
            | S::LetLapse
            | S::Paper => false,
            S::AskSent | S::Declined => self.ask == Some(AskKind::Freeze),
            _ => true,
        }
    }

    /// Whether the institution knows of it: it reached it, or came from it, or its time ended there.
    pub fn is_known_outside(&self) -> bool {
        use StepKind as S;
        matches!(
            self.what,
            S::Sent
                | S::Acked
                | S::Mismatch
                | S::Stopped
                | S::InForce
                | S::Empty
                | S::TimedOut
                | S::AskSent
                | S::Granted
                | S::Declined
                | S::Lapsed
                | S::Paper
        )
    }
}

open_enum! {
    /// How near the cliff is: of a stop 6 h, 2 h, 30 min; of a freeze 30, 7, 1 d. Later is graver.
    CliffStep { Far = "far", Near = "near", Last = "last" }
}

/// A named person decided that a held sum may go free.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LetLapse {
    /// Who.
    pub by: Sub,
    /// When.
    pub at: Millis,
    /// Why.
    pub reason: SafeText,
}

open_enum! {
    /// State of the legal document 法律文书.
    PaperState { Missing = "missing", Attached = "attached", Late = "late" }
}

/// The paper behind an order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Paper {
    /// State.
    pub state: PaperState,
    /// For act-first orders: due then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Millis>,
}

/// Where an institution says the money went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NextAccount {
    /// The account.
    pub account: Masked,
    /// Where it is kept.
    pub institution: InstitutionId,
    /// How much, fen.
    pub amount: Fen,
    /// When; unknown is shown as unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
}

/// What an order is to hold for another case, whose money lies on the same account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// The case.
    pub case: CaseId,
    /// Its organisation, which sees the order too.
    pub org: OrgCode,
    /// How much, fen; part of the limit of the order.
    pub amount: Fen,
    /// Who wanted it: like the author, none who may be the second person.
    pub by: Sub,
}

/// An order to an institution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// Identity; also the reference number towards the institution.
    pub id: OrderId,
    /// Short number for people.
    pub no: u32,
    /// Kind.
    pub kind: OrderKind,
    /// Of a telecom order: what to do with the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// State.
    pub state: OrderState,
    /// The case it serves.
    pub case: CaseId,
    /// The order whose answer led here, for extended stops 延伸止付.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OrderId>,
    /// Organisation of the case.
    pub org: OrgCode,
    /// The account; of a telecom order the number.
    pub target: Masked,
    /// 1 = first-tier account; 0 of a telecom order.
    pub tier_no: u8,
    /// The institution that must act.
    pub institution: InstitutionId,
    /// The most to hold, fen; absent means the whole balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Fen>,
    /// What of the limit is for other cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Share>,
    /// When the money arrived on the account; unknown is shown as unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money_at: Option<Millis>,
    /// How many stops this order has made effective; two an account at most.
    pub stop_count: u8,
    /// Who drafted it; `hub` of a draft made by rule that nobody has taken on.
    pub requested_by: Sub,
    /// The second person; the author for act-first orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Sub>,
    /// Drafted when.
    pub drafted_at: Millis,
    /// Leaves the outbox then; until then it can be recalled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_at: Option<Millis>,
    /// Left when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Millis>,
    /// Times out then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk_due_at: Option<Millis>,
    /// Acknowledged when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acked_at: Option<Millis>,
    /// Answered when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Millis>,
    /// Effective since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<Millis>,
    /// Ends by itself then: the cliff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
    /// Frozen since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_at: Option<Millis>,
    /// How long the freeze holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<FreezeTerm>,
    /// Released, or lapsed, when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// What is being asked about it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<OrderAsk>,
    /// Its way so far, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Why the institution declined what was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<SafeText>,
    /// The last cliff alarm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cliff: Option<CliffStep>,
    /// Who decided that it may lapse; without, a lapse was nobody's decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub let_lapse: Option<LetLapse>,
    /// Held, fen; unknown until the institution says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Fen>,
    /// Paper.
    pub paper: Paper,
    /// The field that differed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mismatch: Option<MismatchField>,
    /// Where the money went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next_accounts: Vec<NextAccount>,
    /// Real, exercise or test; what came of an exercise never leaves the house.
    #[serde(default, rename = "status", skip_serializing_if = "Reality::is_actual")]
    pub reality: Reality,
    /// Who saw the full number within the last hour; the rest stands in the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revealed: Vec<Look>,
    /// Rules it was decided under.
    pub policy: PolicyRef,
}

impl Order {
    /// Whether somebody must still do something for it to leave.
    pub fn is_in_house(&self) -> bool {
        matches!(self.state, OrderState::Draft | OrderState::Reviewed) && self.leaves_at.is_none()
    }

    /// Whether the hub made it by rule and nobody stands for it yet: then no second person can agree to it.
    pub fn is_nobodys(&self) -> bool {
        is_hub(&self.requested_by)
    }

    /// Whether somebody drafted it or agreed to it, or asked for what is asked now or agreed to that.
    pub fn is_decided_by(&self, who: &Sub) -> bool {
        let ask = self.ask.as_ref();
        let agreed = [
            self.approved_by.as_ref(),
            ask.map(|ask| &ask.by),
            ask.and_then(|ask| ask.approved_by.as_ref()),
        ];
        let mut agreed = agreed.into_iter().flatten();
        self.is_wanted_by(who) || agreed.any(|by| by.is_same_person(who))
    }

    /// Whether the institution knows of it.
    pub fn has_left(&self) -> bool {
        self.sent_at.is_some()
    }

    /// Whether it holds money now, stopped or frozen.
    pub fn holds(&self) -> bool {
        matches!(
            self.state,
            OrderState::Stopped
                | OrderState::FreezeRequested
                | OrderState::Frozen
                | OrderState::PartReturned
        )
    }

    /// What it holds now, fen; nothing once the money is free again.
    pub fn holding(&self) -> Option<Fen> {
        self.held.filter(|_| self.holds())
    }

    /// Since when it stands as it does.
    pub fn since(&self) -> Millis {
        let mut steps = self.steps.iter().rev();
        let moved = steps.find(|step| step.moves());
        moved.map_or(self.drafted_at, |step| step.at)
    }

    /// The cases whose money it is after: those it holds for too, then its own.
    pub fn cases(&self) -> impl Iterator<Item = CaseId> {
        let shares = self.shares.iter().map(|share| share.case);
        shares.chain([self.case])
    }

    /// Whether it is after money of a case: of its own, or of one it holds for too.
    pub fn serves(&self, case: CaseId) -> bool {
        self.cases().any(|served| served == case)
    }

    /// Whether somebody drafted it, or had it hold for another case too: they are not its second person.
    pub fn is_wanted_by(&self, who: &Sub) -> bool {
        let shares = self.shares.iter().map(|share| &share.by);
        let mut all = shares.chain([&self.requested_by]);
        all.any(|by| by.is_same_person(who))
    }

    /// The most it is to hold of a case's money; absent: all there is.
    pub fn limit_for(&self, case: CaseId) -> Option<Fen> {
        Some(self.part_of(self.limit?, case))
    }

    /// What it holds or held of a case's money; of a joint order each case has as much of it as it has of the limit.
    pub fn held_for(&self, case: CaseId) -> Option<Fen> {
        Some(self.part_of(self.held?, case))
    }

    /// What of a sum goes to a case: to each share its part of the limit, the rest to the own case.
    pub fn part_of(&self, sum: Fen, case: CaseId) -> Fen {
        let whole = self.limit.unwrap_or(sum).0.max(1);
        let part = |share: &Share| {
            let part = i128::from(sum.0) * i128::from(share.amount.0) / i128::from(whole);
            Fen(i64::try_from(part).unwrap_or(sum.0))
        };
        let shared =
            |of: &dyn Fn(&&Share) -> bool| -> Fen { self.shares.iter().filter(of).map(part).sum() };
        if self.case == case {
            Fen(sum.0 - shared(&|_| true).0)
        } else {
            shared(&|share| share.case == case)
        }
    }

    /// Whether it is after money; a telecom order is not.
    pub fn is_after_money(&self) -> bool {
        self.kind != OrderKind::Telecom
    }

    /// Whether what it brought about is in force now: money is held, or a number is shut.
    pub fn is_in_force(&self) -> bool {
        self.holds() || self.state == OrderState::InForce
    }

    /// Whether the institution has what was asked and owes an answer.
    pub fn awaits_ask(&self) -> bool {
        self.ask.as_ref().is_some_and(|ask| ask.sent_at.is_some())
    }
}
