//! Intervention 劝阻: one attempt to reach a potential victim. Several may run side by side; the first that
//! succeeds cancels the others.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::{InterventionId, Sub};
use super::time::Millis;
use crate::open_enum;

open_enum! {
    /// Kinds, roughly from the cheapest to the dearest.
    InterventionKind {
        /// 短信
        Sms = "sms",
        /// 智能外呼
        RobotCall = "robot_call",
        /// 人工电话 (96110)
        Call = "call",
        /// 家属联系
        Family = "family",
        /// 断线
        CutLine = "cut_line",
        /// 临时保护
        ProtectAccount = "protect_account",
        /// 见面劝阻
        Visit = "visit",
        /// 三方通话
        ThreeWay = "three_way",
    }
}

impl InterventionKind {
    /// Whether it reaches the potential victim in person: only then is contact contact.
    pub fn reaches_victim(self) -> bool {
        !self.is_victim_side() && self != Self::Family
    }

    /// Whether the officer who starts it does it at once, without sending anybody.
    pub fn is_own_call(self) -> bool {
        matches!(self, Self::Call | Self::Family | Self::ThreeWay)
    }

    /// Measures against the victim's own line or account: the commander decides, and they always expire. They stay
    /// interventions while there is no case; of a case the line is cut by an order to the carrier.
    pub fn is_victim_side(self) -> bool {
        matches!(self, Self::CutLine | Self::ProtectAccount)
    }
}

open_enum! {
    /// Life of an intervention.
    InterventionState {
        Planned = "planned",
        Dispatched = "dispatched",
        Accepted = "accepted",
        Attempting = "attempting",
        Contacted = "contacted",
        NoAnswer = "no_answer",
        LineBusy = "line_busy",
        WrongPerson = "wrong_person",
        NotFound = "not_found",
        /// 劝阻成功
        Dissuaded = "dissuaded",
        /// 不听劝阻
        Refused = "refused",
        /// 已转账
        AlreadyTransferred = "already_transferred",
        /// 回访
        FollowUp = "follow_up",
        Done = "done",
        /// Fell for it again; reopens the alert.
        Relapsed = "relapsed",
        Cancelled = "cancelled",
    }
}

impl InterventionState {
    /// Whether the attempt is still running.
    pub fn is_running(self) -> bool {
        matches!(
            self,
            Self::Planned | Self::Dispatched | Self::Accepted | Self::Attempting | Self::Contacted
        )
    }

    /// Whether it reached nobody and another way must be tried.
    pub fn is_miss(self) -> bool {
        matches!(
            self,
            Self::NoAnswer | Self::LineBusy | Self::WrongPerson | Self::NotFound
        )
    }

    /// Whether `next` may follow. The first success cancels whatever else runs, also what has made contact.
    pub fn allows(self, next: Self) -> bool {
        use InterventionState as S;
        match self {
            S::Planned => matches!(next, S::Dispatched | S::Attempting | S::Cancelled),
            S::Dispatched => matches!(next, S::Accepted | S::Attempting | S::Cancelled),
            S::Accepted => matches!(next, S::Attempting | S::Cancelled),
            S::Attempting => next == S::Contacted || next.is_miss() || next == S::Cancelled,
            S::Contacted => matches!(
                next,
                S::Dissuaded | S::Refused | S::AlreadyTransferred | S::Cancelled
            ),
            S::Dissuaded => matches!(next, S::FollowUp | S::Done),
            S::FollowUp => matches!(next, S::Done | S::Relapsed),
            _ => false,
        }
    }
}

/// One attempt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Intervention {
    /// Identity.
    pub id: InterventionId,
    /// Kind.
    pub kind: InterventionKind,
    /// State.
    pub state: InterventionState,
    /// Who does it.
    pub by: Sub,
    /// Planned when.
    pub planned_at: Millis,
    /// Last change.
    pub changed_at: Millis,
    /// For victim-side measures and dispatches: ends by itself then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
}
