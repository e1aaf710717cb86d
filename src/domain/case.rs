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
use super::time::Millis;
use crate::open_enum;

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
