//! Who works here and with whom: organisations, officers on their seats, institutions with their desks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::{InstitutionId, OrgCode, ShiftId, Sub};
use super::time::{Millis, Span};
use crate::open_enum;
use crate::text::safe::SafeText;

open_enum! {
    /// Level of an organisation.
    OrgLevel { Nation = "nation", Province = "province", City = "city", County = "county", Station = "station" }
}

open_enum! {
    /// Teams of a centre.
    Team {
        /// 接警
        Intake = "intake",
        /// 处置
        Disposal = "disposal",
        /// 预警劝阻
        Dissuasion = "dissuasion",
        /// 研判
        Analysis = "analysis",
        /// 打击
        Strike = "strike",
        /// 金融防控
        Finance = "finance",
        /// 电信防控
        Telecom = "telecom",
        /// 宣防
        Outreach = "outreach",
    }
}

open_enum! {
    /// What a person or program may be here.
    Role {
        /// Takes reports: raises alerts, opens cases.
        CallTaker = "call_taker",
        /// Works alerts and talks to potential victims.
        Dissuader = "dissuader",
        /// Works cases and orders.
        Disposal = "disposal",
        /// Works traces, drafts orders.
        Analyst = "analyst",
        /// Visits.
        FieldOfficer = "field_officer",
        /// 值班长
        Commander = "commander",
        /// County chief level; approves freezes.
        Approver = "approver",
        /// A bank's, carrier's or payment firm's desk; sees only its institution's orders.
        Liaison = "liaison",
        /// Keeps the high-risk registry.
        PoolManager = "pool_manager",
        /// Returns money.
        ReturnOfficer = "return_officer",
        /// Reads everything that was done; changes nothing.
        Auditor = "auditor",
        /// A wall monitor: no personal data, no commands.
        Wall = "wall",
        /// Feeds alerts in.
        Producer = "producer",
        /// Runs the hub; never sees personal data.
        Admin = "admin",
    }
}

impl Role {
    /// Whether the role sits at a desk of the centre and can hold work.
    pub fn has_seat(self) -> bool {
        self.team().is_some()
    }

    /// What the subject of a token of this role begins with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Producer => "p:",
            Self::Liaison => "l:",
            Self::Wall => "w:",
            _ => "u:",
        }
    }

    /// Whether one token may be all of this. Officers may be several things at once; a liaison, a producer or a wall
    /// is nothing else, so that nobody answers an order of their own.
    pub fn go_together(roles: &[Self]) -> bool {
        roles.iter().all(|role| role.prefix() == roles[0].prefix())
    }

    /// The team a role works in.
    pub fn team(self) -> Option<Team> {
        Some(match self {
            Self::CallTaker => Team::Intake,
            Self::Dissuader | Self::Commander => Team::Dissuasion,
            Self::Disposal => Team::Disposal,
            Self::Analyst => Team::Analysis,
            Self::FieldOfficer => Team::Strike,
            Self::Approver => Team::Finance,
            _ => return None,
        })
    }
}

/// Who gives a command, as the hub verified it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The subject, such as `u:0412`.
    pub sub: Sub,
    /// What it may be here.
    pub roles: Vec<Role>,
    /// Its organisation.
    pub org: OrgCode,
    /// For liaisons: the institutions it answers for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub institutions: Vec<InstitutionId>,
}

impl Actor {
    /// The hub acting by rule and clock.
    pub fn hub(org: OrgCode) -> Self {
        Self {
            sub: Sub::hub(),
            roles: vec![Role::Commander],
            org,
            institutions: Vec::new(),
        }
    }

    /// Whether the actor holds any of the roles.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|r| roles.contains(r))
    }

    /// Whether this is the hub itself.
    pub fn is_hub(&self) -> bool {
        self.sub.as_str() == "hub"
    }
}

open_enum! {
    /// Where an officer is.
    SeatStatus { OnSeat = "on_seat", Busy = "busy", Away = "away", Break = "break", Field = "field", Off = "off" }
}

/// An officer and the seat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Officer {
    /// Subject of the token.
    pub id: Sub,
    /// Team by role.
    pub team: Team,
    /// Roles.
    pub roles: Vec<Role>,
    /// Organisation.
    pub org: OrgCode,
    /// Where the officer is.
    pub status: SeatStatus,
    /// Since when.
    pub since: Millis,
    /// When the last console of this officer lost its line; work is freed 60 s later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_at: Option<Millis>,
}

/// An organisation in the tree nation, province, city, county, station.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Org {
    /// Six digits.
    pub code: OrgCode,
    /// Level.
    pub level: OrgLevel,
    /// The organisation above; none for the nation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OrgCode>,
    /// Chinese name.
    pub name_zh: SafeText,
    /// English name.
    pub name_en: SafeText,
}

open_enum! {
    /// State of a shift.
    ShiftState { Planned = "planned", Active = "active", HandingOver = "handing_over", Closed = "closed" }
}

/// A shift of the centre.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Shift {
    /// Identity.
    pub id: ShiftId,
    /// State.
    pub state: ShiftState,
    /// Name, such as 日班.
    pub name_zh: SafeText,
    /// Name in English.
    pub name_en: SafeText,
    /// When it began.
    pub started_at: Millis,
    /// Who is on it.
    pub members: Vec<Sub>,
    /// What the next shift must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<SafeText>,
}

open_enum! {
    /// Kind of institution.
    DeskKind { Bank = "bank", Carrier = "carrier", Payment = "payment" }
}

open_enum! {
    /// Whether an institution acts on the police's word or wants the paper first.
    PaperPolicy { ActFirst = "act_first", PaperFirst = "paper_first" }
}

/// An institution's liaison desk 驻点席.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Desk {
    /// The institution.
    pub institution: InstitutionId,
    /// Bank, carrier or payment firm.
    pub kind: DeskKind,
    /// Chinese name.
    pub name_zh: SafeText,
    /// English name.
    pub name_en: SafeText,
    /// Somebody sits there now.
    pub staffed: bool,
    /// Paper policy.
    pub paper: PaperPolicy,
    /// The last answers, send to answer, newest last; at most [`Desk::REMEMBERED`].
    #[serde(default)]
    pub answers: Vec<Span>,
    /// The last answers to queries (order numbers 订单反查, statements 资金流查询), request to answer, newest last; at
    /// most [`Desk::REMEMBERED`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query_answers: Vec<Span>,
    /// Of a carrier: the beginnings of its numbers, such as 139.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<SafeText>,
    /// When the desk last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_answer: Option<Millis>,
}

impl Desk {
    /// How many answer times are kept for the medians.
    pub const REMEMBERED: usize = 32;

    /// The answer time to orders that `share` (0.0 to 1.0) of the remembered answers stay under.
    pub fn quantile(&self, share: f64) -> Option<Span> {
        super::figures::quantile(&mut self.answers.clone(), share)
    }

    /// The same for queries.
    pub fn query_quantile(&self, share: f64) -> Option<Span> {
        super::figures::quantile(&mut self.query_answers.clone(), share)
    }
}
