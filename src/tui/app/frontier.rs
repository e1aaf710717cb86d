//! The frontier order before it is given: which places it would stop, by institution; which it would ask about
//! first; which stay as they are and why. What one key does about a place the hub's own rules say
//! ([`step`]), so that the preview and the decision agree.

use std::collections::{BTreeMap, HashMap};

use super::model::Model;
use crate::domain::command::{Command, Drafts, Leaves as Hops};
use crate::domain::decide::frontier::{MOST, Stays, Step, may_leave, step};
use crate::domain::floor::Held;
use crate::domain::hop::Hop;
use crate::domain::ids::{CaseId, HopId, InstitutionId, OrderId};
use crate::domain::money::Fen;
use crate::domain::time::Millis;
use crate::domain::trace;
use crate::domain::worth::{self, Leaf};
use crate::tui::actions::may_give;

/// The command of the second person.
const REVIEW: &str = "case.review_frontier";

/// What is ordered of one institution.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Group {
    /// Accounts.
    pub accounts: usize,
    /// What may still be on those whose sum is known, fen.
    pub sum: Fen,
    /// Accounts whose sum nobody knows.
    pub unknown: usize,
    /// What can probably still be reached, fen.
    pub reach: Fen,
    /// When the first of it came in.
    pub oldest: Option<Millis>,
}

impl Group {
    fn add(&mut self, amount: Option<Fen>, at: Option<Millis>, reach: Fen) {
        self.accounts += 1;
        self.sum = self.sum.saturating_add(amount.unwrap_or_default());
        self.unknown += usize::from(amount.is_none());
        self.reach = self.reach.saturating_add(reach);
        self.oldest = self.oldest.into_iter().chain(at).min();
    }

    fn and(mut self, other: &Self) -> Self {
        self.accounts += other.accounts;
        self.sum = self.sum.saturating_add(other.sum);
        self.unknown += other.unknown;
        self.reach = self.reach.saturating_add(other.reach);
        self.oldest = self.oldest.into_iter().chain(other.oldest).min();
        self
    }
}

/// What would be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Aim {
    /// Stop these places, and ask about those whose card nobody knows.
    Stop(Vec<HopId>),
    /// Agree to these drafts as the second person.
    Review(Vec<OrderId>),
}

/// Whether one person is enough.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaves {
    /// The orders leave after the recall time.
    AtOnce,
    /// They are drafted and wait for a second person.
    Later,
}

/// The order as it would be given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The case.
    pub case: CaseId,
    /// What would be done.
    pub aim: Aim,
    /// When the orders leave.
    pub leaves: Leaves,
    /// What would be ordered, by institution, the most reachable money first.
    pub groups: Vec<(InstitutionId, Group)>,
    /// What would be asked, by institution.
    pub ask: Vec<(InstitutionId, Group)>,
    /// What stays as it is, and why.
    pub out: BTreeMap<Stays, usize>,
}

impl Plan {
    fn new(model: &Model, case: CaseId, aim: Aim) -> Self {
        let reality = model.floor().case(&case).map(|case| case.reality);
        let alone = reality.is_some_and(|reality| may_leave(reality, &model.policy));
        Self {
            case,
            leaves: if alone { Leaves::AtOnce } else { Leaves::Later },
            aim,
            groups: Vec::new(),
            ask: Vec::new(),
            out: BTreeMap::new(),
        }
    }

    /// Nothing to be done.
    pub fn nothing(model: &Model, case: CaseId) -> Self {
        Self::new(model, case, Aim::Review(Vec::new()))
    }

    /// Everything that would be ordered.
    pub fn all(&self) -> Group {
        sum(&self.groups)
    }

    /// Everything that would be asked.
    pub fn asked(&self) -> Group {
        sum(&self.ask)
    }

    /// The command it is.
    pub fn command(&self) -> Command {
        match &self.aim {
            Aim::Stop(hops) => Command::CaseStopFrontier(Hops { hops: hops.clone() }),
            Aim::Review(orders) => Command::CaseReviewFrontier(Drafts {
                orders: orders.clone(),
            }),
        }
    }

    /// Whether the same is aimed at.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.case, &self.aim, self.leaves) == (other.case, &other.aim, other.leaves)
    }

    /// How many places or orders it is about.
    pub fn count(&self) -> usize {
        match &self.aim {
            Aim::Stop(hops) => hops.len(),
            Aim::Review(orders) => orders.len(),
        }
    }
}

fn sum(groups: &[(InstitutionId, Group)]) -> Group {
    let groups = groups.iter();
    groups.fold(Group::default(), |all, (_, group)| all.and(group))
}

/// Which places are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The whole frontier of the case.
    Frontier,
    /// One place.
    Place(HopId),
}

/// Groups by institution while places are gone through.
#[derive(Default)]
struct Groups(HashMap<InstitutionId, Group>);

impl Groups {
    /// What may still be there counts, not what came in.
    fn add(&mut self, hop: &Hop, leaf: Option<&Leaf>, reach: Fen) {
        let group = self.0.entry(hop.institution.clone()).or_default();
        let amount = leaf.and_then(|leaf| leaf.money.amount);
        group.add(amount, hop.at, reach);
    }

    fn sorted(self) -> Vec<(InstitutionId, Group)> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_by(|(a, x), (b, y)| (y.reach, y.sum, a).cmp(&(x.reach, x.sum, b)));
        all
    }
}

/// What stopping would do now.
pub fn stopping(model: &Model, case: CaseId, scope: Scope) -> Plan {
    let (mut groups, mut ask) = (Groups::default(), Groups::default());
    let mut hops = Vec::new();
    let mut plan = Plan::new(model, case, Aim::Stop(Vec::new()));
    for (hop, leaf, step) in steps(model, case, scope) {
        let reach = leaf.as_ref().map_or(Fen::ZERO, |leaf| model.reach_of(leaf));
        match step {
            _ if hops.len() == MOST => break,
            Ok(Step::Ask) => ask.add(hop, leaf.as_ref(), reach),
            Ok(_) => groups.add(hop, leaf.as_ref(), reach),
            Err(why) => {
                count(&mut plan.out, why);
                continue;
            }
        }
        hops.push(hop.id);
    }
    Plan {
        aim: Aim::Stop(hops),
        groups: groups.sorted(),
        ask: ask.sorted(),
        ..plan
    }
}

/// What agreeing as the second person would do now: to the drafts of others that can not leave without.
pub fn reviewing(model: &Model, case: CaseId) -> Plan {
    let mut groups = Groups::default();
    let (mut waiting, mut orders) = (Vec::new(), Vec::new());
    let mut plan = Plan::new(model, case, Aim::Review(Vec::new()));
    plan.leaves = Leaves::AtOnce;
    for (hop, leaf, step) in steps(model, case, Scope::Frontier) {
        let order = trace::order_of(model.floor(), hop);
        match (step, order) {
            (Err(Stays::Second), Some(order)) if !model.is_me(Some(&order.requested_by)) => {
                let reach = leaf.as_ref().map_or(Fen::ZERO, |leaf| model.reach_of(leaf));
                waiting.push((hop, leaf, reach, order.id));
            }
            (Err(Stays::Second), _) => count(&mut plan.out, Stays::Second),
            _ => {}
        }
    }
    let most = if may_give(model, REVIEW) { MOST } else { 0 };
    for (hop, leaf, reach, order) in waiting.into_iter().take(most) {
        groups.add(hop, leaf.as_ref(), reach);
        orders.push(order);
    }
    Plan {
        aim: Aim::Review(orders),
        groups: groups.sorted(),
        ..plan
    }
}

/// What has no money any more is no leaf and is not told.
fn count(out: &mut BTreeMap<Stays, usize>, why: Stays) {
    if !matches!(why, Stays::Spent | Stays::Absent) {
        *out.entry(why).or_default() += 1;
    }
}

/// Every place that is looked at, with what one key would do about it.
fn steps(
    model: &Model,
    case: CaseId,
    scope: Scope,
) -> impl Iterator<Item = (&Held<Hop>, Option<Leaf>, Result<Step, Stays>)> {
    let floor = model.floor();
    let policy = &model.policy;
    let case = floor.case(&case);
    let hops = case.into_iter().flat_map(move |case| {
        let hops = floor.hops_of(case.id).filter(move |hop| match scope {
            Scope::Frontier => true,
            Scope::Place(id) => hop.id == id,
        });
        hops.map(move |hop| (case, hop))
    });
    hops.map(move |(case, hop)| {
        let step = step(floor, case, hop, case.reality, policy);
        (hop, worth::leaf(floor, case, hop), step)
    })
}
