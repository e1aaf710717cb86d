//! Rules are data: limits, ladders, points and curves with an id and a version. Every entity keeps the
//! version it was decided under; a new file changes nothing that was decided before. What a file may say stands in
//! [`check`].

pub mod check;
pub mod term;

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::term::Term;
use super::alert::Tier;
use super::ids::Sub;
use super::money::Fen;
use super::order::FreezeTerm;
use super::org::{DeskKind, PaperPolicy, Role};
use super::script::{Choice, Question};
use super::time::{Millis, Span};
use crate::text::safe::SafeText;

/// The version an entity was decided under.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct PolicyRef {
    /// Name.
    pub id: SafeText,
    /// Version, counted up.
    pub version: u32,
}

/// A clock's limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "LimitText")]
pub struct Limit {
    /// Due after.
    pub due: Span,
    /// Critical after.
    pub critical: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitText {
    due_s: i64,
    critical_s: i64,
}

impl TryFrom<LimitText> for Limit {
    type Error = String;
    fn try_from(text: LimitText) -> Result<Self, String> {
        let span = |key, secs: i64| match secs.checked_mul(1000) {
            Some(ms) => Ok(Span(ms)),
            None => Err(format!(
                "{key}: found {secs}, more seconds than can be counted"
            )),
        };
        Ok(Self {
            due: span("due_s", text.due_s)?,
            critical: span("critical_s", text.critical_s)?,
        })
    }
}

/// The clocks of the floor.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockLimits {
    /// 黄金止付: from the first transfer.
    pub money: Limit,
    /// 录入止付: from the report.
    pub duty: Limit,
    /// P0: alert to claim.
    pub p0_claim: Limit,
    /// P0: alert to contact.
    pub p0_contact: Limit,
    /// P1: alert to contact.
    pub p1_contact: Limit,
    /// P2: alert to contact; past it an unclaimed alert expires.
    pub p2_contact: Limit,
    /// Order sent to answer, banks and carriers.
    pub desk_answer: Limit,
    /// Order sent to answer, payment firms.
    pub payment_answer: Limit,
    /// Life of a stop.
    pub stop_cliff: Limit,
    /// Life of a freeze.
    pub freeze_cliff: Term,
    /// Life of a freeze in a major case.
    pub major_cliff: Term,
    /// Stop to freeze.
    pub stop_to_freeze: Limit,
    /// Asked to released, for what was held wrongly.
    pub release: Limit,
    /// Case filed to solved.
    pub solve: Limit,
    /// Query to answer.
    pub query_answer: Limit,
    /// Paper of an act-first order.
    pub paper_debt: Limit,
}

/// Rules of the alert's life.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertPolicy {
    /// Same victim within this time raises the count of the standing alert.
    pub dedup_h: i64,
    /// A holder without progress loses the alert.
    pub lease_s: i64,
    /// The same inside the golden window.
    pub lease_golden_s: i64,
    /// A holder whose seat is lost loses it after.
    pub seat_lost_s: i64,
    /// Unclaimed P0 and P1: bell, commander, whole floor after.
    pub ladder_s: [i64; 3],
    /// The longest time on the shelf.
    pub shelve_most_s: i64,
    /// Misses (no answer, busy...) until the hub escalates.
    pub misses_to_escalate: u32,
    /// Ended alerts leave the floor after; they stay in the log.
    pub keep_ended_h: i64,
}

/// Rules of orders.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderPolicy {
    /// A sent order can be recalled for this long.
    pub recall_s: i64,
    /// Stops an account may see; never more than [`check::MOST_STOPS`].
    pub stops_per_account: u8,
    /// Whether one person may send, paper later.
    pub paper: PaperPolicy,
    /// Alarms before a stop ends, first to last.
    pub stop_alarms_s: [i64; 3],
    /// Alarms before a freeze ends, first to last.
    pub freeze_alarms_s: [i64; 3],
    /// How long a cut line stays cut.
    pub cut_line_s: i64,
    /// How long an interception holds.
    pub intercept_s: i64,
    /// A desk with work waiting that says nothing for so long is dark.
    pub desk_dark_s: i64,
}

/// How often somebody may see full numbers.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RevealPolicy {
    /// An officer, within an hour; never more than [`check::MOST_REVEALS`].
    pub officer_per_hour: u32,
    /// A liaison, within an hour.
    pub liaison_per_hour: u32,
    /// A number stands on the screen for so long.
    pub shown_s: u32,
}

impl Default for RevealPolicy {
    fn default() -> Self {
        Self {
            officer_per_hour: 10,
            liaison_per_hour: 60,
            shown_s: 30,
        }
    }
}

/// How far a trace may grow.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TracePolicy {
    /// Tiers.
    pub most_depth: u8,
    /// Hops of one case.
    pub most_hops: usize,
}

/// When the shifts of a centre begin.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftPolicy {
    /// The centre's zone, hours before UTC.
    pub zone_h: i64,
    /// The turns of a day.
    pub turns: Vec<Turn>,
}

/// One turn of the day.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Begins at this hour of the centre's day.
    pub from_h: i64,
    /// Chinese name.
    pub name_zh: SafeText,
    /// English name.
    pub name_en: SafeText,
}

/// Points the call script adds and the scores that make a tier.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptPolicy {
    /// Points by question, then by choice.
    pub points: BTreeMap<String, BTreeMap<String, u16>>,
    /// Score from which an alert is P0, P1, P2.
    pub tier_from: [u16; 3],
}

impl ScriptPolicy {
    /// Points of one answer; none where the policy names none.
    pub fn points(&self, question: Question, choice: Choice) -> u16 {
        self.points
            .get(&*question.word())
            .and_then(|by| by.get(&*choice.word()))
            .copied()
            .unwrap_or(0)
    }

    /// The tier a score makes.
    pub fn tier(&self, score: u16) -> Tier {
        let [p0, p1, p2] = self.tier_from;
        match score {
            s if s >= p0 => Tier::P0,
            s if s >= p1 => Tier::P1,
            s if s >= p2 => Tier::P2,
            _ => Tier::P3,
        }
    }
}

/// One part of the survival curve of stolen money: `share` of it leaves with mean time `mean_min`.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurvivalPart {
    /// Share of what is not locked; the parts sum to 1.
    pub share: f64,
    /// Mean minutes on the account.
    pub mean_min: f64,
}

/// What the worth of an item is reckoned with.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorthPolicy {
    /// Mixture of exponentials.
    pub survival: Vec<SurvivalPart>,
    /// Share that the bank itself locks and that never leaves.
    pub locked: f64,
    /// Chance that a contacted victim can be dissuaded.
    pub dissuaded: f64,
    /// Chance by tier that a victim not called pays, P0 to P3.
    pub pays: [f64; 4],
    /// Mean minutes until such a victim pays, P0 to P3.
    pub pays_within_min: [f64; 4],
    /// Sum assumed where the amount at risk is unknown, yuan.
    pub assumed_loss_yuan: i64,
    /// Officer-minutes one alert takes: a call.
    pub minutes_per_alert: f64,
    /// Officer-minutes a look at a trace takes: one confirmation for everything it waits for.
    pub minutes_per_trace: f64,
    /// Minutes a desk takes to stop where nothing was measured.
    pub desk_minutes: f64,
    /// Minutes an institution takes to name the card behind a number where nothing was measured.
    pub query_minutes: f64,
}

impl WorthPolicy {
    /// Assumed loss.
    pub fn assumed_loss(&self) -> Fen {
        Fen::yuan(self.assumed_loss_yuan)
    }
}

/// Everything the hub decides by.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name.
    pub id: SafeText,
    /// Version.
    pub version: u32,
    /// In force from.
    pub effective_from: Millis,
    /// Clocks.
    pub clock: ClockLimits,
    /// Alerts.
    pub alert: AlertPolicy,
    /// Orders.
    pub order: OrderPolicy,
    /// Full numbers; a file of old says nothing of them.
    #[serde(default)]
    pub reveal: RevealPolicy,
    /// Traces.
    pub trace: TracePolicy,
    /// Shifts.
    pub shift: ShiftPolicy,
    /// Script.
    pub script: ScriptPolicy,
    /// Worth.
    pub worth: WorthPolicy,
    /// Which roles may give which command, by command name.
    pub rights: BTreeMap<String, Vec<Role>>,
    /// The text it was read from, for those who must reckon alike; none for the shipped rules, which every
    /// console of this version has.
    #[serde(skip)]
    pub text: Option<Arc<str>>,
}

/// The rules this version ships.
const SHIPPED: &str = include_str!("policy.toml");

/// Why a policy is not taken.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum PolicyError {
    /// It is not written as a policy; says where.
    #[error(transparent)]
    Text(#[from] toml::de::Error),
    /// It says what no rule may, a sentence each.
    #[error("{}", .0.join("\n"))]
    Faults(Vec<String>),
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// What is wrong with it, everything at once.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut policy: Self = toml::from_str(text)?;
        let faults = check::faults(&policy);
        if !faults.is_empty() {
            return Err(PolicyError::Faults(faults));
        }
        policy.text = (text != SHIPPED).then(|| text.into());
        Ok(policy)
    }

    /// The rules this version ships; a test parses them.
    #[allow(clippy::missing_panics_doc)]
    pub fn shipped() -> Self {
        #[allow(clippy::expect_used)] // the text is part of the program and a test reads it
        Self::parse(SHIPPED).expect("the shipped policy is legal")
    }

    /// How entities remember it.
    pub fn reference(&self) -> PolicyRef {
        PolicyRef {
            id: self.id.clone(),
            version: self.version,
        }
    }

    /// When a freeze that begins at `from` ends.
    pub fn freeze_ends(&self, term: Option<FreezeTerm>, from: Millis) -> Millis {
        self.freeze_term(term)
            .end(from, Span::hours(self.shift.zone_h))
    }

    /// How long a freeze holds.
    pub fn freeze_term(&self, term: Option<FreezeTerm>) -> Term {
        match term {
            Some(FreezeTerm::Major) => self.clock.major_cliff,
            _ => self.clock.freeze_cliff,
        }
    }

    /// Roles that may give a command.
    pub fn may(&self, command: &str) -> &[Role] {
        self.rights.get(command).map_or(&[], Vec::as_slice)
    }

    /// How long an institution may take to answer; of one not in the directory, as long as a bank.
    pub fn answer_limit(&self, kind: Option<DeskKind>) -> Limit {
        match kind {
            Some(DeskKind::Payment) => self.clock.payment_answer,
            _ => self.clock.desk_answer,
        }
    }

    /// The lease a holder gets at a moment: shorter while the golden window is open.
    pub fn lease(&self, transfer_at: Option<Millis>, now: Millis) -> Span {
        let golden = transfer_at.is_some_and(|at| now.since(at) < self.clock.money.due);
        Span::secs(if golden {
            self.alert.lease_golden_s
        } else {
            self.alert.lease_s
        })
    }
}

/// What a decision may know beside the floor: the time, the rules, and salt for new identities.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    /// Now, by the hub's clock.
    pub now: Millis,
    /// Rules in force.
    pub policy: &'a Policy,
    /// Salt for new identities; unique to the command.
    pub salt: u128,
}

/// Who a command of the hub itself comes from.
pub fn is_hub(by: &Sub) -> bool {
    by.as_str() == "hub"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_policy_parses_and_its_survival_sums_to_one() {
        let policy = Policy::parse(SHIPPED).unwrap();
        let sum: f64 = policy.worth.survival.iter().map(|p| p.share).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert!(policy.clock.money.critical < policy.clock.money.due);
        assert_eq!(policy.script.tier(policy.script.tier_from[0]), Tier::P0);
    }

    #[test]
    fn every_command_is_somebodys() {
        let policy = Policy::shipped();
        for name in crate::domain::command::Command::NAMES {
            assert!(!policy.may(name).is_empty(), "nobody may give `{name}`");
        }
    }
}
