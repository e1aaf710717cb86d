//! Alert 预警: somebody is probably being cheated. With its interventions and call script it is one entity,
//! so that who holds it, what was tried and what came of it can not disagree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event::Reality;
use super::ids::{AlertId, CaseId, OrgCode, Sub};
use super::intervention::Intervention;
use super::masked::Masked;
use super::money::Fen;
use super::policy::PolicyRef;
use super::script::Script;
use super::time::Millis;
use crate::open_enum;
use crate::text::safe::SafeText;

open_enum! {
    /// Where an alert comes from.
    AlertKind {
        /// A model found a potential victim.
        ModelVictim = "model_victim",
        /// A fraud call is going on.
        LiveCall = "live_call",
        /// A bank or payment firm warns of a transfer.
        FundWarning = "fund_warning",
        /// A bank branch warns.
        Branch = "branch",
        /// The anti-fraud line 96110.
        Hotline = "hotline_96110",
        /// A report to 110.
        Report = "report_110",
    }
}

open_enum! {
    /// Risk tier; P0 极高危 is the gravest and sorts first.
    Tier { P0 = "P0", P1 = "P1", P2 = "P2", P3 = "P3" }
}

impl Tier {
    /// The graver of two tiers; a word we do not know is graver than none, less than any we know.
    #[must_use]
    pub fn graver(self, other: Self) -> Self {
        self.min(other)
    }
}

open_enum! {
    /// The twelve types of the published statistics, and what stands outside them.
    FraudType {
        /// 刷单返利
        TaskRebate = "task_rebate",
        /// 冒充电商物流客服
        FakeService = "fake_ecommerce_service",
        /// 虚假网络投资理财
        FakeInvestment = "fake_investment",
        /// 贷款、代办信用卡
        LoanCard = "loan_credit_card",
        /// 虚假征信
        FakeCredit = "fake_credit_record",
        /// 虚假购物、服务
        FakeShopping = "fake_shopping",
        /// 冒充公检法及政府机关
        FakePolice = "impersonating_police",
        /// 冒充领导、熟人
        FakeBoss = "impersonating_boss",
        /// 网络游戏产品虚假交易
        GameTrade = "game_item_trade",
        /// 网络婚恋、交友
        Romance = "romance",
        /// 网黑
        NetBlack = "network_black",
        /// 冒充军警购物
        FakeMilitary = "impersonating_military",
        /// 绑架、勒索
        Extortion = "kidnap_extortion",
        /// 中奖
        Lottery = "lottery",
        /// 钓鱼链接、邮件
        Phishing = "phishing",
        /// 身份冒用
        IdentityTheft = "identity_theft",
        /// Nothing about the contact points to fraud.
        Ordinary = "ordinary",
        /// Fraud of another or an unknown type.
        Other = "other",
    }
}

open_enum! {
    /// How the contact was made.
    Channel { Net = "net", Call = "call", Sms = "sms", Mixed = "mixed" }
}

open_enum! {
    /// State of a live call.
    CallState { Ringing = "ringing", Active = "active", Cut = "cut", Ended = "ended" }
}

impl CallState {
    /// Whether the victim is on the line.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Ringing | Self::Active)
    }
}

open_enum! {
    /// Life of an alert.
    AlertState {
        /// 新预警
        New = "new",
        /// 自动处置
        AutoHandled = "auto_handled",
        /// 已签收
        Claimed = "claimed",
        /// 处置中
        Working = "working",
        /// 已升级
        Escalated = "escalated",
        /// 已关闭
        Closed = "closed",
        /// 搁置
        Shelved = "shelved",
        /// 已合并
        Merged = "merged",
        /// 转案件
        Converted = "converted",
        /// Nobody came in time: a failure, not a result.
        Expired = "expired",
        /// 重新打开
        Reopened = "reopened",
    }
}

impl AlertState {
    /// Waiting for somebody to claim it.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::New | Self::Reopened)
    }

    /// In somebody's hands.
    pub fn is_held(self) -> bool {
        matches!(self, Self::Claimed | Self::Working | Self::Escalated)
    }

    /// Still to be brought to an outcome.
    pub fn is_open(self) -> bool {
        self.is_waiting() || self.is_held() || self == Self::Shelved
    }
}

open_enum! {
    /// How an alert ended.
    Outcome {
        /// 劝阻成功
        Dissuaded = "dissuaded",
        /// 误报
        FalseAlarm = "false_alarm",
        /// 已被骗
        AlreadyLost = "already_lost",
        /// 不听劝阻
        Refused = "refused",
        /// 失联
        Unreachable = "unreachable",
        /// 移交
        HandedOver = "handed_over",
        /// Duplicate of another alert.
        Duplicate = "duplicate",
        /// 已宣教
        InfoOnly = "info_only",
    }
}

/// The model that raised an alert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Model {
    /// Name.
    pub id: SafeText,
    /// Version.
    pub version: SafeText,
}

/// What is known of a potential victim.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Person {
    /// Phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Masked>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Masked>,
    /// Age band, such as `50-59`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_band: Option<SafeText>,
    /// Occupation in the source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupation: Option<SafeText>,
}

/// A fraud call as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Call {
    /// State.
    pub state: CallState,
    /// When it began; unknown is shown as unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Millis>,
}

open_enum! {
    /// Who speaks in a transcript.
    Speaker { Caller = "caller", Victim = "victim" }
}

/// One turn of a recorded dialogue; numbers inside are masked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Turn {
    /// Who speaks.
    pub who: Speaker,
    /// What was said, personal numbers masked.
    pub text: SafeText,
}

/// Where a record came from; equal pairs are the same record.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The producing system.
    pub name: SafeText,
    /// Its own id of the record.
    pub id: SafeText,
}

/// How and by whom an alert was closed, or is proposed to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Closing {
    /// Outcome.
    pub outcome: Outcome,
    /// Reason in words.
    pub reason: SafeText,
    /// By whom.
    pub by: Sub,
    /// When.
    pub at: Millis,
    /// The second person, where one was needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Sub>,
}

/// An alert put aside for a while.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Shelf {
    /// Comes back by itself then.
    pub until: Millis,
    /// Why.
    pub reason: SafeText,
}

open_enum! {
    /// How loudly an unclaimed alert has called.
    Overdue { Bell = "bell", Commander = "commander", Floor = "floor" }
}

/// An alert 预警 with everything that was done about it. A floor holds many thousands: lists are as long as what is
/// in them, and what few alerts have stands apart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Alert {
    /// Identity.
    pub id: AlertId,
    /// Short number for people, counted by the hub.
    pub no: u32,
    /// Where it comes from.
    pub kind: AlertKind,
    /// State.
    pub state: AlertState,
    /// Tier; only goes up by itself.
    pub tier: Tier,
    /// Score 0 to 1000: the source's, and the points of the call script on top.
    pub score: u16,
    /// Highest score of the source alone; corrected answers start from it again.
    pub model_score: u16,
    /// The model, if a model raised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// Why the model or person thinks so; never shortened by a merge.
    pub reasons: Box<[SafeText]>,
    /// Fraud type.
    pub fraud_type: FraudType,
    /// Channel.
    pub channel: Channel,
    /// Where the potential victim lives.
    pub org: OrgCode,
    /// The potential victim.
    #[serde(default)]
    pub victim: Person,
    /// The suspected caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Masked>,
    /// The call, for live calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// Money that may be lost, fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_risk: Option<Fen>,
    /// Money already transferred, fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Fen>,
    /// When money first left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_at: Option<Millis>,
    /// When the source noticed; unknown is shown as unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detected_at: Option<Millis>,
    /// When the hub took it in.
    pub raised_at: Millis,
    /// When it last began to wait for an owner: raised, given back, returned from the shelf or reopened.
    pub waiting_since: Millis,
    /// How often the same victim was flagged within the window.
    pub hits: u32,
    /// When the last hit came.
    pub last_hit_at: Millis,
    /// Who holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Sub>,
    /// When the holder loses it without progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_until: Option<Millis>,
    /// First claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<Millis>,
    /// First contact with the potential victim. Claimed is not contacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted_at: Option<Millis>,
    /// How loudly it has called for an owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Overdue>,
    /// What was done.
    #[serde(default)]
    pub interventions: Box<[Intervention]>,
    /// Answers of the call script.
    #[serde(default)]
    pub script: Script,
    /// The case it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The alert it went into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<AlertId>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Box<Closing>>,
    /// When it ended: handled by rule, closed, expired, merged or converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// A closing that waits for a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Box<Closing>>,
    /// Put aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shelf: Option<Box<Shelf>>,
    /// What the text door found, such as `suspicious:bidi`.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub flags: Box<[SafeText]>,
    /// The recorded dialogue.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub transcript: Box<[Turn]>,
    /// Where the record came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Source>>,
    /// Real, exercise or test; what came of an exercise never leaves the house.
    #[serde(default, rename = "status", skip_serializing_if = "Reality::is_actual")]
    pub reality: Reality,
    /// Rules it was decided under.
    pub policy: PolicyRef,
}

impl Alert {
    /// Whether the victim is on the line with the caller now.
    pub fn in_call(&self) -> bool {
        self.state.is_open() && self.call.as_ref().is_some_and(|c| c.state.is_live())
    }

    /// Where the money clock starts, and whether that moment is known or only the time it was received.
    pub fn money_clock_start(&self) -> (Millis, super::clock::Start) {
        super::clock::Start::of(self.transfer_at, self.raised_at)
    }
}
