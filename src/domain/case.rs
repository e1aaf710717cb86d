//! Case 案件: money was transferred. Two clocks run on it: the money clock from the first transfer, the duty
//! clock from the report. Stopped, frozen and returned money are three amounts and never added together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::alert::{AlertKind, FraudType, Person};
use super::event::Reality;
use super::ids::{AlertId, CaseId, InstitutionId, OrgCode, Sub};
use super::masked::Masked;
use super::money::Fen;
use super::policy::PolicyRef;
use super::time::{Millis, Span};
use crate::open_enum;
use crate::text::safe::SafeText;

open_enum! {
    /// Life of a case.
    CaseState {
        Reported = "reported",
        Verifying = "verifying",
        /// 紧急止付
        EmergencyStop = "emergency_stop",
        /// 立案
        Filed = "filed",
        Investigating = "investigating",
        /// 破案
        Solved = "solved",
        Returning = "returning",
        /// 结案
        Closed = "closed",
        NotFraud = "not_fraud",
        /// The delayed transfer was called back: full recovery.
        Revoked = "revoked",
        Transferred = "transferred",
        Merged = "merged",
        Suspended = "suspended",
        Reopened = "reopened",
    }
}

impl CaseState {
    /// Whether work is left on it.
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Closed | Self::NotFraud | Self::Revoked | Self::Transferred | Self::Merged
        )
    }
}

open_enum! {
    /// How money left the victim.
    Method { Bank = "bank", Wechat = "wechat", Alipay = "alipay", Other = "other" }
}

open_enum! {
    /// When a transfer comes in: the first triage question. A delayed one can still be called back 撤销.
    Delay {
        /// At once; nothing to call back.
        None = "none",
        /// After 2 h.
        TwoHours = "two_hours",
        /// After 24 h.
        NextDay = "next_day",
    }
}

impl Delay {
    /// How long the money waits at the victim's bank.
    pub fn span(self) -> Span {
        match self {
            Self::TwoHours => Span::hours(2),
            Self::NextDay => Span::hours(24),
            Self::None | Self::Unknown(_) => Span(0),
        }
    }
}

open_enum! {
    /// The clocks of a case whose breach is recorded.
    CaseClock { Money = "money", Duty = "duty", Solve = "solve" }
}

/// A clock of the case that was overrun; recorded, never hidden.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Breach {
    /// Which.
    pub clock: CaseClock,
    /// When it was recorded.
    pub at: Millis,
}

/// Money that left the victim.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Transfer {
    /// The account or order number it went to.
    pub account: Masked,
    /// Where that account is kept.
    pub institution: InstitutionId,
    /// How much, fen.
    pub amount: Fen,
    /// When; unknown is shown as unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// How.
    pub method: Method,
    /// Whether it comes in later; absent while nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Delay>,
    /// When the victim's bank called it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Millis>,
}

impl Transfer {
    /// When the money comes in on the account, where its start is known.
    pub fn arrives_at(&self) -> Option<Millis> {
        Some(self.at? + self.delay.map_or(Span(0), Delay::span))
    }

    /// Until when it can be called back; none for one that is at once, of unknown time, or called back already.
    pub fn revocable_until(&self) -> Option<Millis> {
        let waits = self.delay.is_some_and(|d| d.span() > Span(0)) && self.revoked_at.is_none();
        self.arrives_at().filter(|_| waits)
    }
}

/// A case 案件.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    /// Identity.
    pub id: CaseId,
    /// Short number for people.
    pub no: u32,
    /// State.
    pub state: CaseState,
    /// The alert it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<AlertId>,
    /// Where the first word came from.
    pub kind: AlertKind,
    /// Fraud type.
    pub fraud_type: FraudType,
    /// Where.
    pub org: OrgCode,
    /// The victim.
    #[serde(default)]
    pub victim: Person,
    /// The suspect's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Masked>,
    /// What a trace that was loaded from records is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<SafeText>,
    /// Reported loss, fen.
    pub loss: Fen,
    /// Where the money went.
    pub transfers: Vec<Transfer>,
    /// Start of the money clock; unknown is shown as unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_transfer_at: Option<Millis>,
    /// Start of the duty clock.
    pub reported_at: Millis,
    /// When it was keyed in.
    pub keyed_in_at: Millis,
    /// When the first stop order left; ends the duty clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_stop_at: Option<Millis>,
    /// 立案 when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_at: Option<Millis>,
    /// 破案 when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved_at: Option<Millis>,
    /// Ended when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Millis>,
    /// The state a suspended case goes on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_from: Option<CaseState>,
    /// Suspended since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_at: Option<Millis>,
    /// How long it was suspended before: the solve clock stood still, the others never do.
    #[serde(default, skip_serializing_if = "Span::is_zero")]
    pub rested: Span,
    /// Whom it was passed on to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_to: Option<OrgCode>,
    /// The case it went into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CaseId>,
    /// Why it last changed, where somebody had to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<SafeText>,
    /// Clocks that were overrun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
    /// Who holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Sub>,
    /// Real, exercise or test; what came of an exercise never leaves the house.
    #[serde(default, rename = "status", skip_serializing_if = "Reality::is_actual")]
    pub reality: Reality,
    /// Rules it was decided under.
    pub policy: PolicyRef,
}

impl Case {
    /// Where the money clock starts, and whether that moment is known.
    pub fn money_clock_start(&self) -> (Millis, super::clock::Start) {
        super::clock::Start::of(self.first_transfer_at, self.reported_at)
    }
}
