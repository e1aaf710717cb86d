//! The frontier of a case: the places where its money may still be. A leaf is an order that has not found
//! its answer, or a transfer that no order follows yet.

use super::{Sum, Why, Worth, running, survival};
use crate::domain::case::{Case, Transfer};
use crate::domain::clock::Start;
use crate::domain::floor::Floor;
use crate::domain::hop::Hop;
use crate::domain::ids::{InstitutionId, OrderId};
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderState};
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};
use crate::domain::trace::{Next, next};

/// Who must act on a leaf next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waits {
    /// An officer: to draft, review or send.
    Officer,
    /// The institution: the order is with it or on its way.
    Desk,
}

/// A place that may still hold money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// The order that follows the money there; none yet for a transfer without one.
    pub order: Option<OrderId>,
    /// Where it is kept; unknown for a loss without an account.
    pub institution: Option<InstitutionId>,
    /// 1 = first-tier account.
    pub tier_no: u8,
    /// How much arrived; unknown where nobody said.
    pub amount: Option<Fen>,
    /// Since when it is there, and whether that is known.
    pub since: (Millis, Start),
    /// Who must act next.
    pub waits: Waits,
}

/// The leaves of an open case.
pub fn frontier(floor: &Floor, case: &Case) -> Vec<Leaf> {
    if !case.state.is_open() {
        return Vec::new();
    }
    let after_money = || floor.orders_of(case.id).filter(|o| o.is_after_money());
    let mut leaves: Vec<Leaf> = after_money()
        .filter_map(|order| leaf(floor, case, order))
        .collect();
    leaves.extend(case.transfers.iter().filter_map(|t| untold(floor, case, t)));
    if case.transfers.is_empty() && after_money().next().is_none() {
        leaves.push(Leaf {
            order: None,
            institution: None,
            tier_no: 1,
            amount: Some(case.loss),
            since: case.money_clock_start(),
            waits: Waits::Officer,
        });
    }
    leaves
}

/// The leaf of an order: while it seeks its answer, and after a silent desk or a lapsed stop until a newer
/// order follows the same account.
fn leaf(floor: &Floor, case: &Case, order: &Order) -> Option<Leaf> {
    let waits = match order.state {
        OrderState::Draft => Waits::Officer,
        OrderState::Reviewed if order.leaves_at.is_none() => Waits::Officer,
        OrderState::Reviewed | OrderState::Sent | OrderState::Acked => Waits::Desk,
        // Money that a named person let go is not chased again.
        OrderState::Lapsed if order.let_lapse.is_some() => return None,
        OrderState::TimedOut | OrderState::Lapsed if !is_followed(floor, order) => Waits::Officer,
        _ => return None,
    };
    let (amount, arrived) = match order.state {
        // What a lapsed stop held is free again since then.
        OrderState::Lapsed => (order.held, order.expires_at),
        _ => (asked_for(case, order), order.money_at),
    };
    Some(Leaf {
        order: Some(order.id),
        institution: Some(order.institution.clone()),
        tier_no: order.tier_no,
        amount,
        since: Start::of(arrived, order.drafted_at),
        waits,
    })
}

fn is_followed(floor: &Floor, order: &Order) -> bool {
    floor
        .orders_on(order.target.token)
        .any(|other| other.no > order.no && other.reality == order.reality)
}

/// What an order is after: its limit, else what the case says went to that account.
fn asked_for(case: &Case, order: &Order) -> Option<Fen> {
    order.limit.or_else(|| {
        let to_it = |t: &&Transfer| t.account.token == order.target.token;
        let sum: Fen = case.transfers.iter().filter(to_it).map(|t| t.amount).sum();
        sum.is_positive().then_some(sum)
    })
}

/// A transfer of a case that has no order on that account itself: still a leaf while nobody has found out
/// what became of the money there.
fn untold(floor: &Floor, case: &Case, transfer: &Transfer) -> Option<Leaf> {
    let told = floor
        .orders_on(transfer.account.token)
        .any(|order| order.case == case.id || order.holds() || order.state == OrderState::Empty);
    if told {
        return None;
    }
    let at_desk = floor
        .orders_on(transfer.account.token)
        .any(|order| order.state.awaits_answer());
    Some(Leaf {
        order: None,
        institution: Some(transfer.institution.clone()),
        tier_no: 1,
        amount: Some(transfer.amount),
        since: Start::of(transfer.at, case.reported_at),
        waits: if at_desk { Waits::Desk } else { Waits::Officer },
    })
}

/// Money that can probably still be reached: each sum by its survival since it arrived. Leaves without a
/// known sum count nothing.
pub fn reachable<'a>(
    leaves: impl IntoIterator<Item = &'a Leaf>,
    now: Millis,
    policy: &Policy,
) -> Fen {
    leaves
        .into_iter()
        .filter_map(|leaf| {
            let age = now.since(leaf.since.0);
            Some(leaf.amount?.estimate(survival(age, &policy.worth)))
        })
        .sum()
}

/// Worth of an order that an officer can still move on; `None` where there is nothing to win or the
/// institution has it.
pub fn of_order(floor: &Floor, order: &Order, now: Millis, policy: &Policy) -> Option<Worth> {
    let case = floor.case(&order.case)?;
    let leaf = leaf(floor, case, order).filter(|l| l.waits == Waits::Officer)?;
    Some(of_leaf(floor, &leaf, now, policy))
}

/// Worth of a case: of all its leaves that wait for an officer; `None` where none does.
pub fn of_case(floor: &Floor, case: &Case, now: Millis, policy: &Policy) -> Option<Worth> {
    let mut parts = frontier(floor, case)
        .into_iter()
        .filter(|leaf| leaf.waits == Waits::Officer)
        .map(|leaf| of_leaf(floor, &leaf, now, policy));
    let first = parts.next()?;
    let (since, start) = case.money_clock_start();
    let mut whole = parts.fold(first, |sum, part| Worth {
        per_minute: sum.per_minute.saturating_add(part.per_minute),
        why: Why {
            amount: sum.why.amount.saturating_add(part.why.amount),
            sum: if part.why.sum == Sum::Assumed {
                Sum::Assumed
            } else {
                sum.why.sum
            },
            desk: sum.why.desk.max(part.why.desk),
            now: sum.why.now.saturating_add(part.why.now),
            soon: sum.why.soon.saturating_add(part.why.soon),
            ..sum.why
        },
        ..sum
    });
    whole.why.since = since;
    whole.why.start = start;
    whole.why.tier_no = None;
    Some(whole)
}

/// Worth of asking whose card is behind a number: the answer must come before anything can be stopped there.
/// `None` where there is nothing to ask.
pub fn of_query(floor: &Floor, hop: &Hop, now: Millis, policy: &Policy) -> Option<Worth> {
    if !hop.kind.hides_card() || next(floor, hop) != Next::Ask {
        return None;
    }
    let desk = policy.worth.desk();
    let answers = floor.desk(&hop.institution)?.query_quantile(0.5);
    let found = Span(answers.unwrap_or(desk).0 + desk.0);
    let since = Start::of(hop.at, hop.found_at);
    let mut worth = running(hop.amount, since, found, now, &policy.worth);
    worth.why.tier_no = Some(hop.depth);
    Some(worth)
}

/// Worth of one leaf, with the answer time measured at its desk.
fn of_leaf(floor: &Floor, leaf: &Leaf, now: Millis, policy: &Policy) -> Worth {
    let desk = leaf
        .institution
        .as_ref()
        .and_then(|id| floor.desk(id)?.quantile(0.5))
        .unwrap_or_else(|| policy.worth.desk());
    let mut worth = running(leaf.amount, leaf.since, desk, now, &policy.worth);
    worth.why.tier_no = Some(leaf.tier_no);
    worth
}
