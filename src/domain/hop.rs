//! Trace hop 追踪节点: one place the stolen money went to: an account, a wallet, or an order number that the
//! platform must first resolve to a card 落卡. Hops make the tree of a case. What became of the money there is
//! not kept twice: an order on the same account says it ([`trace`](super::trace)).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event::Reality;
use super::ids::{CaseId, HopId, InstitutionId, OrgCode, Sub};
use super::masked::Masked;
use super::money::Fen;
use super::order::PaperState;
use super::policy::PolicyRef;
use super::reveal::Look;
use super::time::Millis;
use crate::open_enum;
use crate::text::safe::SafeText;

open_enum! {
    /// What must be found out at a hop.
    HopKind {
        /// 订单反查: the card behind an order number of a payment firm.
        OrderToCard = "order_to_card",
        /// 卡流水: where the money of a bank account went.
        CardFlow = "card_flow",
        /// The card behind a merchant.
        MerchantToCard = "merchant_to_card",
        /// The card behind a wallet.
        WalletToCard = "wallet_to_card",
        /// Virtual currency.
        Crypto = "crypto",
    }
}

impl HopKind {
    /// Whether nothing can be stopped there before the platform has named a card.
    pub fn hides_card(self) -> bool {
        !matches!(self, Self::CardFlow)
    }
}

open_enum! {
    /// Where a hop stands. A hop keeps the words up to `dead_end`; the last three follow from the order on its
    /// account.
    HopState {
        /// Known by its number only.
        Identified = "identified",
        /// The institution was asked.
        Requested = "requested",
        /// The institution wants the legal document first.
        PaperPending = "paper_pending",
        /// Answered without a card or an account.
        Answered = "answered",
        /// 已落卡: the account is known.
        Resolved = "resolved",
        /// The institution did not answer in time; it still may.
        TimedOut = "timed_out",
        /// Taken out in cash.
        CashedOut = "cashed_out",
        /// Gone abroad or into virtual currency.
        Left = "left",
        /// Nothing more to follow.
        DeadEnd = "dead_end",
        /// An order is on its way to the institution, or with it.
        OrderSent = "order_sent",
        /// Money is held.
        Hit = "hit",
        /// The money moved on.
        Moved = "moved",
    }
}

impl HopState {
    /// Whether the trace ends there.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::CashedOut | Self::Left | Self::DeadEnd)
    }
}

open_enum! {
    /// How a trace ends.
    HopEnd { CashedOut = "cashed_out", Left = "left", DeadEnd = "dead_end" }
}

impl HopEnd {
    /// The state it leads to.
    pub fn state(self) -> HopState {
        match self {
            Self::CashedOut => HopState::CashedOut,
            Self::Left => HopState::Left,
            Self::DeadEnd | Self::Unknown(_) => HopState::DeadEnd,
        }
    }
}

/// A place the money went to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Hop {
    /// Identity.
    pub id: HopId,
    /// The case it is traced for.
    pub case: CaseId,
    /// Organisation of the case.
    pub org: OrgCode,
    /// Where the money came from; none for what the victim paid to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<HopId>,
    /// Tier of the account: 1 is paid by the victim. A card behind an order number is of the tier of that number.
    pub depth: u8,
    /// What must be found out.
    pub kind: HopKind,
    /// Where it stands, as far as the hop itself says; see [`trace::state`](super::trace::state).
    pub state: HopState,
    /// The account or order number.
    pub account: Masked,
    /// Where it is kept.
    pub institution: InstitutionId,
    /// How much came in, fen; unknown is shown as unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Fen>,
    /// When the first of it came in; unknown is shown as unknown. Of a delayed transfer: when it comes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// When it was found.
    pub found_at: Millis,
    /// Who found it; the hub, where an answer told.
    pub found_by: Sub,
    /// When the institution was last asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Millis>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<Sub>,
    /// An answer is due then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Millis>,
    /// The legal document of the request; absent while nothing was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperState>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Millis>,
    /// Rows of the statement 流水 the institution sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
    /// Why the trace ended, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<SafeText>,
    /// Real, exercise or test.
    #[serde(default, rename = "status", skip_serializing_if = "Reality::is_actual")]
    pub reality: Reality,
    /// Who saw the full number within the last hour; the rest stands in the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revealed: Vec<Look>,
    /// Rules it was decided under.
    pub policy: PolicyRef,
}

impl Hop {
    /// Whether the institution was asked, and so knows of it.
    pub fn has_left(&self) -> bool {
        self.asked_at.is_some()
    }

    /// Whether the institution owes an answer.
    pub fn awaits_answer(&self) -> bool {
        self.state == HopState::Requested
    }
}
