//! The frontier order before it is given: which places it would stop, by institution; which need an answer first;
//! which are left out and why. Whether a place can be stopped, and whether by one person, the hub's own rules say:
//! each is rehearsed on the console's floor.

use std::collections::{BTreeMap, HashMap};

use super::model::Model;
use crate::domain::command::{Command, Drafts, Leaves};
use crate::domain::event::{Body, Change};
use crate::domain::floor::Held;
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::{CaseId, HopId, InstitutionId, Key, OrderId};
use crate::domain::money::Fen;
use crate::domain::order::OrderState;
use crate::domain::time::Millis;
use crate::domain::trace::{self, Next};
use crate::tui::actions::rehearse;

/// The most places, or drafts, one command names.
const MOST: usize = 512;

/// What is ordered of one institution.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Group {
    /// Accounts.
    pub accounts: usize,
    /// What came in on those whose sum is known, fen.
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

/// Why a place is not among those that are stopped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Out {
    /// An order is with the institution or on its way.
    Ordered,
    /// Money is held there.
    Held,
    /// The trace ended there.
    Ended,
    /// The rules do not allow another stop.
    Refused,
    /// More than one order may name.
    TooMany,
}

/// What would be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Aim {
    /// Stop these places.
    Stop {
        /// The places.
        hops: Vec<HopId>,
        /// How many of the orders do not leave before a second person agrees.
        wait: usize,
    },
    /// Agree to these drafts as the second person.
    Review(Vec<OrderId>),
}

/// The order as it would be given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The case.
    pub case: CaseId,
    /// What would be done.
    pub aim: Aim,
    /// By institution, the most reachable money first.
    pub groups: Vec<(InstitutionId, Group)>,
    /// What must be asked first, by institution.
    pub ask: Vec<(InstitutionId, Group)>,
    /// What is left out.
    pub out: BTreeMap<Out, usize>,
}

impl Plan {
    /// Everything that would be ordered.
    pub fn all(&self) -> Group {
        let groups = self.groups.iter();
        groups.fold(Group::default(), |all, (_, group)| all.and(group))
    }

    /// The command it is.
    pub fn command(&self) -> Command {
        match &self.aim {
            Aim::Stop { hops, .. } => stop(hops.clone()),
            Aim::Review(orders) => review(orders.clone()),
        }
    }

    /// Whether the same is aimed at.
    pub fn is_same(&self, other: &Self) -> bool {
        self.case == other.case && self.aim == other.aim
    }

    /// Nothing to be done.
    pub fn nothing(case: CaseId) -> Self {
        Self {
            case,
            aim: Aim::Review(Vec::new()),
            groups: Vec::new(),
            ask: Vec::new(),
            out: BTreeMap::new(),
        }
    }

    /// How many orders it is about.
    pub fn count(&self) -> usize {
        match &self.aim {
            Aim::Stop { hops, .. } => hops.len(),
            Aim::Review(orders) => orders.len(),
        }
    }
}

fn stop(hops: Vec<HopId>) -> Command {
    Command::CaseStopFrontier(Leaves { hops })
}

fn review(orders: Vec<OrderId>) -> Command {
    Command::CaseReviewFrontier(Drafts { orders })
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
    fn add(&mut self, hop: &Hop, reach: Fen) {
        let group = self.0.entry(hop.institution.clone()).or_default();
        group.add(hop.amount, hop.at, reach);
    }

    fn sorted(self) -> Vec<(InstitutionId, Group)> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_by(|(a, x), (b, y)| (y.reach, y.sum, a).cmp(&(x.reach, x.sum, b)));
        all
    }
}

/// What stopping would do now.
pub fn stopping(model: &Model, case: CaseId, scope: Scope) -> Plan {
    let floor = model.floor();
    let (mut groups, mut ask) = (Groups::default(), Groups::default());
    let mut out = BTreeMap::new();
    let mut hops = Vec::new();
    let mut wait = 0;
    for hop in floor.hops_of(case).filter(|hop| is_in(scope, hop)) {
        let mut leave_out = |why| *out.entry(why).or_default() += 1;
        match look(model, hop) {
            Seen::Stops(_) if hops.len() == MOST => leave_out(Out::TooMany),
            Seen::Stops(waits) => {
                wait += usize::from(waits == Waits::Second);
                hops.push(hop.id);
                groups.add(hop, model.reach_of(hop));
            }
            Seen::AskFirst => ask.add(hop, model.reach_of(hop)),
            Seen::Out(why) => leave_out(why),
            Seen::NoLeaf => {}
        }
    }
    Plan {
        case,
        aim: Aim::Stop { hops, wait },
        groups: groups.sorted(),
        ask: ask.sorted(),
        out,
    }
}

/// What an order that is given waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Waits {
    /// It leaves after the recall time.
    Nothing,
    /// A second person.
    Second,
}

/// What a place is to the frontier.
enum Seen {
    /// It can be stopped.
    Stops(Waits),
    /// Its card must be known first.
    AskFirst,
    /// It is left out.
    Out(Out),
    /// Its money is known to be elsewhere.
    NoLeaf,
}

fn look(model: &Model, hop: &Held<Hop>) -> Seen {
    let floor = model.floor();
    match trace::next(floor, hop) {
        Next::Draft | Next::Review | Next::Send => {
            let key = Key::Case(hop.case);
            match rehearsed(model, &key, stop(vec![hop.id])) {
                Some(changes) => Seen::Stops(waits(&changes)),
                None => Seen::Out(Out::Refused),
            }
        }
        Next::Ask | Next::Paper | Next::Answer if hop.kind.hides_card() => Seen::AskFirst,
        _ => left_out(trace::state(floor, hop)).map_or(Seen::NoLeaf, Seen::Out),
    }
}

fn waits(changes: &[Change]) -> Waits {
    let leaves = |change: &Change| matches!(change.body, Body::OrderQueued(_));
    if changes.iter().any(leaves) {
        Waits::Nothing
    } else {
        Waits::Second
    }
}

/// What the hub would make of it; nothing where nobody is signed in.
fn rehearsed(model: &Model, key: &Key, command: Command) -> Option<Vec<Change>> {
    rehearse::changes(model, model.actor.as_ref()?, key, command).ok()
}

fn is_in(scope: Scope, hop: &Held<Hop>) -> bool {
    match scope {
        Scope::Frontier => true,
        Scope::Place(id) => hop.id == id,
    }
}

/// What has moved on is no leaf any more and is not counted.
fn left_out(state: HopState) -> Option<Out> {
    Some(match state {
        HopState::OrderSent => Out::Ordered,
        HopState::Hit => Out::Held,
        HopState::CashedOut | HopState::Left | HopState::DeadEnd => Out::Ended,
        _ => return None,
    })
}

/// What agreeing as the second person would do now.
pub fn reviewing(model: &Model, case: CaseId) -> Plan {
    let floor = model.floor();
    let key = Key::Case(case);
    let mut groups = Groups::default();
    let mut out = BTreeMap::new();
    let mut orders = Vec::new();
    for order in floor.orders_of(case) {
        if order.state != OrderState::Draft || orders.len() == MOST {
            continue;
        }
        let Some(hop) = trace::hop_of(floor, order) else {
            continue;
        };
        match rehearsed(model, &key, review(vec![order.id])) {
            Some(_) => {
                orders.push(order.id);
                groups.add(hop, model.reach_of(hop));
            }
            None => *out.entry(Out::Refused).or_default() += 1,
        }
    }
    Plan {
        case,
        aim: Aim::Review(orders),
        groups: groups.sorted(),
        ask: Vec::new(),
        out,
    }
}
