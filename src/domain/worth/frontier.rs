//! The frontier of a case: the places where its money may still be. A leaf is a hop that nothing is known below
//! and that may still hold money: nobody has ordered there yet, an order seeks its answer, a desk stayed silent, a
//! stop lapsed, an order number has no card yet; and what lies there beyond what its orders may hold. Where money is known to have gone on, what remains is a leaf only
//! while an order seeks it. What was called back, held or taken out is none.

use super::survival;
use crate::domain::case::{Case, Transfer};
use crate::domain::clock::Start;
use crate::domain::decide::case::goes_on;
use crate::domain::floor::Floor;
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::{HopId, InstitutionId, OrderId};
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderState};
use crate::domain::policy::{Policy, WorthPolicy};
use crate::domain::time::{Millis, Span};
use crate::domain::trace;

/// Who must act on a leaf next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waits {
    /// An officer: to ask for a card or hand in its paper, to draft, review or send an order.
    Officer,
    /// The institution: the order or request is with it or on its way.
    Desk,
}

/// Money on an account, and since when it may be leaving.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Balance {
    /// How much; unknown where nobody said.
    pub amount: Option<Fen>,
    /// When it came in, or comes in; and whether that is known.
    pub since: (Millis, Start),
    /// How much of the amount is delayed and comes in only then.
    pub delayed: Option<(Fen, Millis)>,
}

impl Balance {
    /// The same, no more than a sum.
    #[must_use]
    fn at_most(self, sum: Fen) -> Self {
        Self {
            amount: Some(self.amount.map_or(sum, |amount| amount.min(sum))),
            delayed: self.delayed.map(|(later, at)| (later.min(sum), at)),
            ..self
        }
    }

    /// Share of the amount that is still there at a moment, 0.0 to 1.0.
    pub fn share(&self, at: Millis, rules: &WorthPolicy) -> f64 {
        let stays = survival(at.since(self.since.0), rules);
        match (self.delayed, self.amount) {
            (Some((later, arrives)), Some(all)) if all.is_positive() => {
                let part = later.0 as f64 / all.0 as f64;
                part * survival(at.since(arrives), rules) + (1.0 - part) * stays
            }
            _ => stays,
        }
    }
}

/// A place that may still hold money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// The place; none for a loss without an account.
    pub hop: Option<HopId>,
    /// The order that follows the money there, if any does.
    pub order: Option<OrderId>,
    /// Where it is kept; unknown for a loss without an account.
    pub institution: Option<InstitutionId>,
    /// 1 = first-tier account.
    pub tier_no: u8,
    /// What is there.
    pub money: Balance,
    /// Whether a card must be asked for before anything can be stopped.
    pub hides_card: bool,
    /// Who must act next.
    pub waits: Waits,
}

/// The leaves of a case, while work on it goes on; in the order of their finding. An exercise on a real case is
/// none of its money.
pub fn frontier(floor: &Floor, case: &Case) -> Vec<Leaf> {
    if goes_on(floor, case.id).is_none() {
        return Vec::new();
    }
    let hops = floor.hops_of(case.id);
    let own = hops.filter(|hop| hop.reality == case.reality);
    let mut leaves: Vec<Leaf> = own.flat_map(|hop| leaves(floor, case, hop)).collect();
    if case.transfers.is_empty() && floor.count_hops(case.id) == 0 {
        leaves.push(Leaf {
            hop: None,
            order: None,
            institution: None,
            tier_no: 1,
            money: Balance {
                amount: Some(case.loss),
                since: case.money_clock_start(),
                delayed: None,
            },
            hides_card: false,
            waits: Waits::Officer,
        });
    }
    within_loss(floor, case, &mut leaves);
    leaves
}

/// What may still be there, what is held and what was called back is no more than the loss. An account somebody only
/// named, not as one of the victim's transfers, holds part of it: its sum counts as far as the loss has room. Who
/// knows of more raises the loss. A loaded trace has no loss of its own.
fn within_loss(floor: &Floor, case: &Case, leaves: &mut [Leaf]) {
    if case.name.is_some() || !case.loss.is_positive() {
        return;
    }
    let back = case.transfers.iter().filter(|t| t.revoked_at.is_some());
    let orders = floor.orders_of(case.id).chain(trace::joint(floor, case.id));
    let held = orders.filter(|o| o.holds() && o.reality == case.reality);
    let held: Fen = held.filter_map(|o| o.held_for(case.id)).sum();
    let back: Fen = back.map(|t| t.amount).sum();
    let there: Fen = leaves.iter().filter_map(|leaf| leaf.money.amount).sum();
    let mut over = there.less(case.loss.less(held).less(back));
    let named = |hop: &Hop| {
        let account = hop.account.token;
        hop.parent.is_none() && !case.transfers.iter().any(|t| t.account.token == account)
    };
    for leaf in leaves.iter_mut().rev() {
        let hop = leaf.hop.and_then(|id| floor.hop(&id));
        if let Some(sum) = leaf
            .money
            .amount
            .filter(|_| hop.is_some_and(|hop| named(hop)))
        {
            leaf.money = leaf.money.at_most(sum.less(over));
            over = over.less(sum);
        }
    }
}

/// The leaf of a hop that an officer would act on: what lies beyond its orders, or else what its newest order is
/// about.
pub fn leaf(floor: &Floor, case: &Case, hop: &Hop) -> Option<Leaf> {
    beyond(floor, case, hop).or_else(|| followed(floor, case, hop))
}

/// The leaves a hop is, if it may still hold money: none, one, or, where its orders may not hold all, two.
pub fn leaves(floor: &Floor, case: &Case, hop: &Hop) -> impl Iterator<Item = Leaf> + use<> {
    let both = [followed(floor, case, hop), beyond(floor, case, hop)];
    both.into_iter().flatten()
}

/// Money at a hop beyond what its orders were agreed on. Nobody goes after it yet.
pub fn beyond(floor: &Floor, case: &Case, hop: &Hop) -> Option<Leaf> {
    let money = still_there(floor, case, hop).filter(|_| !hop.state.has_ended())?;
    let more = trace::excess(floor, hop, money.amount?)?;
    Some(at(hop, None, money.at_most(more), Waits::Officer))
}

/// Money at a hop that an order is after, or that nobody has ordered about.
fn followed(floor: &Floor, case: &Case, hop: &Hop) -> Option<Leaf> {
    let Some(order) = trace::order_of(floor, hop) else {
        let waits = unordered(floor, hop)?;
        return Some(at(hop, None, still_there(floor, case, hop)?, waits));
    };
    let limit = order.limit_for(hop.case);
    let (waits, money) = match order.state {
        OrderState::Draft => (Waits::Officer, sought(floor, case, hop, order)?),
        OrderState::Reviewed | OrderState::Sent | OrderState::Acked => {
            let money = sought(floor, case, hop, order)?;
            let waits = if order.is_in_house() {
                Waits::Officer
            } else {
                Waits::Desk
            };
            (waits, limit.map_or(money, |limit| money.at_most(limit)))
        }
        // Money that a named person let go is not chased again.
        OrderState::Lapsed if order.let_lapse.is_some() => return None,
        // What a lapsed stop held is free again since then.
        OrderState::Lapsed if !hop.state.has_ended() => (Waits::Officer, freed(order, hop)),
        OrderState::TimedOut | OrderState::Mismatch if is_end(floor, hop) => {
            (Waits::Officer, sought(floor, case, hop, order)?)
        }
        _ => return None,
    };
    let amount = money.amount.or(limit);
    Some(at(hop, Some(order.id), Balance { amount, ..money }, waits))
}

fn at(hop: &Hop, order: Option<OrderId>, money: Balance, waits: Waits) -> Leaf {
    Leaf {
        hop: Some(hop.id),
        order,
        institution: Some(hop.institution.clone()),
        tier_no: hop.depth,
        money,
        hides_card: hop.kind.hides_card(),
        waits,
    }
}

/// Whether an order has not found its answer.
fn seeks(order: &Order) -> bool {
    matches!(order.state, OrderState::Draft | OrderState::Reviewed) || order.state.awaits_answer()
}

/// Whether nothing is known below a hop, and its trace has not ended.
fn is_end(floor: &Floor, hop: &Hop) -> bool {
    !hop.state.has_ended() && floor.hops_under(hop.id).next().is_none()
}

/// Who must act at a hop that no order is after. What an order of another case found on the account tells the fate
/// of this money too: nothing, all there was, or less than it was to hold. Money beyond what it was to hold may be
/// there still.
fn unordered(floor: &Floor, hop: &Hop) -> Option<Waits> {
    if !is_end(floor, hop) {
        return None;
    }
    let mut waits = match hop.state {
        HopState::Requested if hop.kind.hides_card() => Waits::Desk,
        _ => Waits::Officer,
    };
    let others = floor.orders_on(hop.account.token);
    for other in others.filter(|o| o.case != hop.case && o.reality == hop.reality) {
        let before = |answered: Millis| hop.at.is_none_or(|at| at <= answered);
        let found_less = other.state == OrderState::Empty
            || other
                .limit
                .is_some_and(|most| other.held.is_some_and(|held| held < most));
        let holds_all = other.holds() && other.limit.is_none();
        if holds_all || found_less && other.answered_at.is_none_or(before) {
            return None;
        }
        if seeks(other) && !other.is_in_house() && other.limit.is_none() {
            waits = Waits::Desk;
        }
    }
    Some(waits)
}

fn freed(order: &Order, hop: &Hop) -> Balance {
    Balance {
        amount: order.held_for(hop.case),
        since: Start::of(order.expires_at, order.drafted_at),
        delayed: None,
    }
}

/// What is still there, less what the orders before this one account for.
fn sought(floor: &Floor, case: &Case, hop: &Hop, order: &Order) -> Option<Balance> {
    let money = still_there(floor, case, hop)?;
    let Some(sum) = money.amount else {
        return Some(money);
    };
    let rest = trace::rest(floor, hop, sum, &[order.id]);
    rest.is_positive().then(|| money.at_most(rest))
}

/// What came in at a hop and did not, as far as is known, go on; none when nothing is left.
fn still_there(floor: &Floor, case: &Case, hop: &Hop) -> Option<Balance> {
    let mut money = paid_in(case, hop)?;
    let mut below = floor.hops_under(hop.id).peekable();
    if below.peek().is_some() {
        let gone: Fen = below.filter_map(|next| next.amount).sum();
        let left = money.amount?.less(gone);
        if !left.is_positive() {
            return None;
        }
        money = money.at_most(left);
    }
    Some(money)
}

/// What came in: at first-tier accounts less what was called back, with what is still on its way apart; none
/// when all of it was called back.
fn paid_in(case: &Case, hop: &Hop) -> Option<Balance> {
    let plain = |found| Balance {
        amount: hop.amount,
        since: Start::of(hop.at, found),
        delayed: None,
    };
    if hop.parent.is_some() {
        return Some(plain(hop.found_at));
    }
    let paid = || {
        case.transfers
            .iter()
            .filter(|t| t.account.token == hop.account.token)
    };
    if !paid().any(|t| t.delay.is_some_and(|d| d.span() > Span(0)) || t.revoked_at.is_some()) {
        return Some(plain(case.reported_at));
    }
    let called_back: Fen = paid()
        .filter(|t| t.revoked_at.is_some())
        .map(|t| t.amount)
        .sum();
    let amount = hop.amount.map(|all| Fen(all.0 - called_back.0));
    if amount.is_some_and(|left| left <= Fen::ZERO) {
        return None;
    }
    let standing = || paid().filter(|t| t.revoked_at.is_none());
    let later = || standing().filter(|t| t.revocable_until().is_some());
    let sum: Fen = later().map(|t| t.amount).sum();
    let arrives = later().filter_map(Transfer::arrives_at).min();
    let at_once = standing().filter(|t| t.revocable_until().is_none());
    let first = at_once.filter_map(Transfer::arrives_at).min();
    Some(match arrives {
        Some(at) if amount.is_none_or(|all| all <= sum) => Balance {
            amount,
            since: (at, Start::Known),
            delayed: None,
        },
        _ => Balance {
            amount,
            since: Start::of(first, case.reported_at),
            delayed: arrives.map(|at| (sum, at)),
        },
    })
}

/// Money that can probably still be reached: each sum by its survival since it came in. Leaves without a known
/// sum count nothing.
pub fn reachable<'a>(
    leaves: impl IntoIterator<Item = &'a Leaf>,
    now: Millis,
    policy: &Policy,
) -> Fen {
    let each = leaves.into_iter().filter_map(|leaf| {
        let share = leaf.money.share(now, &policy.worth);
        Some(leaf.money.amount?.estimate(share))
    });
    each.sum()
}

/// The same at one place.
pub fn reachable_at(floor: &Floor, hop: &Hop, now: Millis, policy: &Policy) -> Fen {
    let case = floor.case(&hop.case);
    let leaves: Vec<Leaf> = case.map_or_else(Vec::new, |case| leaves(floor, case, hop).collect());
    reachable(&leaves, now, policy)
}
