//! What waits for an officer, and the order under test that says what comes next. Items are alerts that wait and
//! cases with orders to send or institutions to ask; all three orders choose from the same items.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::domain::alert::{Alert, Tier};
use crate::domain::case::Case;
use crate::domain::floor::Floor;
use crate::domain::hop::Hop;
use crate::domain::ids::{AlertId, CaseId, HopId};
use crate::domain::intervention::InterventionKind;
use crate::domain::masked::Token;
use crate::domain::money::Fen;
use crate::domain::order::OrderState;
use crate::domain::policy::Policy;
use crate::domain::time::Millis;
use crate::domain::trace;
use crate::domain::worth::{self, Waits};

/// Orders on one account are sent at most so often; a desk that stays silent is given up.
const MOST_TRIES: u32 = 2;

/// The order under test.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    /// Expected money saved per officer-minute, a P0 with the victim on the line before everything.
    Worth,
    /// The gravest first, then the oldest; told losses are as grave as P0.
    Tier,
    /// The oldest first.
    Arrival,
}

/// Something to be worked by one officer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Item {
    /// Call this person.
    Alert(AlertId),
    /// Ask and send what this case needs.
    Case(CaseId),
}

/// Sorts the most urgent first, among the items of one order.
type Rank = (bool, Reverse<Fen>, Tier, Millis, Item);

/// What waits.
#[derive(Default)]
pub struct Waiting {
    alerts: BTreeSet<AlertId>,
    cases: BTreeSet<CaseId>,
    /// Cases an officer works on now.
    in_hand: BTreeSet<CaseId>,
    /// How often an order on an account was sent.
    tries: HashMap<Token, u32>,
}

impl Waiting {
    /// An alert changed.
    pub fn see_alert(&mut self, floor: &Floor, id: AlertId) {
        if floor.alert(&id).is_some_and(|a| waits(a)) {
            self.alerts.insert(id);
        } else {
            self.alerts.remove(&id);
        }
    }

    /// A case changed, or an order of it.
    pub fn see_case(&mut self, floor: &Floor, id: CaseId) {
        if self.steps(floor, id).is_empty() {
            self.cases.remove(&id);
        } else {
            self.cases.insert(id);
        }
    }

    /// An order left; the number of orders sent on its account so far.
    pub fn sent(&mut self, account: Token) -> u32 {
        let tries = self.tries.entry(account).or_default();
        *tries += 1;
        *tries
    }

    /// An officer has the case in hand.
    pub fn take(&mut self, id: CaseId) {
        self.in_hand.insert(id);
    }

    /// The officer is done with the case.
    pub fn put_back(&mut self, id: CaseId) {
        self.in_hand.remove(&id);
    }

    /// The places of a case where an officer can act now: leaves of its frontier that wait for one, except those
    /// whose desk has been silent too often.
    pub fn steps(&self, floor: &Floor, id: CaseId) -> Vec<HopId> {
        let case = floor.case(&id);
        let leaves = case.map_or_else(Vec::new, |case| worth::frontier(floor, case));
        let waiting = leaves.iter().filter(|leaf| leaf.waits == Waits::Officer);
        let hops = waiting.filter_map(|leaf| leaf.hop);
        hops.filter(|id| !self.is_given_up(floor, *id)).collect()
    }

    fn is_given_up(&self, floor: &Floor, id: HopId) -> bool {
        let Some(hop) = floor.hop(&id) else {
            return true;
        };
        let silent = trace::order_of(floor, hop).is_some_and(|o| o.state == OrderState::TimedOut);
        let tries = self.tries.get(&hop.account.token).copied();
        silent && tries.unwrap_or(0) >= MOST_TRIES
    }

    /// What an officer named and the rules left as it was waits no more, until something happens in the case.
    pub fn could_not(&mut self, floor: &Floor, id: CaseId, named: &[HopId]) {
        if self.steps(floor, id).iter().any(|hop| named.contains(hop)) {
            self.cases.remove(&id);
        }
    }

    /// What comes next by the order under test.
    pub fn next(
        &self,
        floor: &Floor,
        now: Millis,
        policy: &Policy,
        order: QueueOrder,
    ) -> Option<Item> {
        let alerts = self.alerts.iter().filter_map(|id| floor.alert(id));
        let alerts = alerts.map(|alert| {
            let worth = || {
                let worth = worth::of_alert(alert, now, policy);
                (worth.live_p0, worth.per_minute)
            };
            let (item, since) = (Item::Alert(alert.id), alert.waiting_since);
            rank(order, worth, alert.tier, since, item)
        });
        let cases = self.cases.difference(&self.in_hand);
        let cases = cases.filter_map(|id| floor.case(id)).filter_map(|case| {
            let steps = self.steps(floor, case.id);
            let hops = || steps.iter().filter_map(|id| floor.hop(id));
            let since = hops().map(|hop| since(floor, hop)).min()?;
            let worth = || {
                let worth = hops().filter_map(|hop| worth::of_hop(floor, hop, now, policy));
                (false, worth.map(|w| w.per_minute).sum())
            };
            let item = Item::Case(case.id);
            Some(rank(order, worth, grade(floor, case), since, item))
        });
        alerts.chain(cases).min().map(|(.., item)| item)
    }

    /// An alert that the rules do not let anybody take.
    pub fn forget(&mut self, id: AlertId) {
        self.alerts.remove(&id);
    }
}

/// The place of an item in the order under test.
fn rank(
    order: QueueOrder,
    worth: impl Fn() -> (bool, Fen),
    tier: Tier,
    since: Millis,
    item: Item,
) -> Rank {
    let nothing = Reverse(Fen::ZERO);
    match order {
        QueueOrder::Worth => {
            let (live_p0, per_minute) = worth();
            (!live_p0, Reverse(per_minute), tier, since, item)
        }
        QueueOrder::Tier => (false, nothing, tier, since, item),
        QueueOrder::Arrival => (false, nothing, Tier::P0, since, item),
    }
}

/// Whether an officer should call: not while a field unit is on its way to the same person.
fn waits(alert: &Alert) -> bool {
    let visited = alert
        .interventions
        .iter()
        .any(|i| i.kind == InterventionKind::Visit && i.state.is_running());
    alert.state.is_waiting() && !visited
}

/// Since when a place waits for an officer: since its order was drafted, or since it was found.
fn since(floor: &Floor, hop: &Hop) -> Millis {
    trace::order_of(floor, hop).map_or(hop.found_at, |order| order.drafted_at)
}

/// A case is as grave as its alert; one that was reported is as grave as it gets.
fn grade(floor: &Floor, case: &Case) -> Tier {
    let alert = case.alert.and_then(|id| floor.alert(&id));
    alert.map_or(Tier::P0, |alert| alert.tier)
}
