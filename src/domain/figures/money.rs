//! Figures of money: what can still be caught, how fast the first stop leaves, what is held and until when.

use super::{Figures, Share, Times};
use crate::domain::case::Case;
use crate::domain::clock::{Clock, Stage, Start};
use crate::domain::floor::Floor;
use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::domain::order::{Order, OrderState};
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};
use crate::domain::trace;
use crate::domain::worth::{frontier, known_loss, reachable, survival};

/// A money clock and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MoneyClock {
    /// The case, or the alert that is not one yet.
    pub key: Key,
    /// The clock; its start says whether it is known.
    pub clock: Clock,
}

/// Stopped, frozen, returned. Each yuan was stopped once: a second stop, or an order that takes up what another on
/// the account let go, holds the same money again. What was ever stopped is held by a stop now, or frozen, or it
/// lapsed, or it was released; the amounts stand for themselves and are never added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Money {
    /// Held by a stop now and not frozen yet, fen.
    pub stopped: Fen,
    /// Frozen now or returned; unknown until a freeze was recorded.
    pub frozen: Option<Fen>,
    /// Ever held by a stop, whatever became of it.
    pub ever_stopped: Fen,
    /// The stop or freeze ended by itself, and no other order holds the money now.
    pub lapsed: Fen,
    /// Released, because it was held wrongly, and not held again.
    pub released: Fen,
    /// Returned; unknown until a return was recorded.
    pub returned: Option<Fen>,
}

/// Some orders and what they hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pile {
    /// Orders.
    pub orders: u32,
    /// Held by them, fen.
    pub held: Fen,
}

/// Held money, stopped or frozen, by the time until it goes free.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cliff {
    /// In less than two hours.
    pub under_2h: Pile,
    /// In less than a day, those above among them.
    pub under_24h: Pile,
    /// In less than 30 days, those above among them.
    pub under_30d: Pile,
}

impl Money {
    /// The amounts of one case. An exercise on a real case is none of its money.
    pub fn of_case(floor: &Floor, case: &Case) -> Self {
        let orders = floor.orders_of(case.id).chain(trace::joint(floor, case.id));
        let own = orders.filter(|o| o.is_after_money() && o.reality == case.reality);
        let mut held: Vec<(&Order, Fen)> = own
            .filter_map(|order| Some((&*order.is, order.held_for(case.id)?)))
            .collect();
        held.sort_by_key(|(order, _)| order.target.token);
        let mut money = Self::default();
        for account in held.chunk_by(|(a, _), (b, _)| a.target.token == b.target.token) {
            money.count_account(account);
        }
        money
    }

    /// What the orders on one account hold, and what became of what they held.
    fn count_account(&mut self, held: &[(&Order, Fen)]) {
        let sum = |of: &[OrderState]| -> Fen {
            let with = held.iter().filter(|(order, _)| of.contains(&order.state));
            with.map(|(_, held)| *held).sum()
        };
        let ever = most_at_once(held);
        let stopped = sum(&[OrderState::Stopped, OrderState::FreezeRequested]);
        let frozen = sum(&[
            OrderState::Frozen,
            OrderState::PartReturned,
            OrderState::Returned,
        ]);
        let free = ever.less(stopped).less(frozen);
        let lapsed = sum(&[OrderState::Lapsed]).min(free);
        let released = sum(&[OrderState::Released]).min(free.less(lapsed));
        let add = |to: Option<Fen>, sum: Fen| Some(to.unwrap_or_default().saturating_add(sum));
        self.ever_stopped = self.ever_stopped.saturating_add(ever);
        self.stopped = self.stopped.saturating_add(stopped);
        self.lapsed = self.lapsed.saturating_add(lapsed);
        self.released = self.released.saturating_add(released);
        let was_frozen = |order: &Order| order.frozen_at.is_some();
        if frozen.is_positive() || held.iter().any(|(order, _)| was_frozen(order)) {
            self.frozen = add(self.frozen, frozen);
        }
        let is_returned = |order: &Order| order.state == OrderState::Returned;
        if held.iter().any(|(order, _)| is_returned(order)) {
            self.returned = add(self.returned, sum(&[OrderState::Returned]));
        }
    }

    /// The amounts of two cases.
    fn and(self, other: Self) -> Self {
        let either = |a: Option<Fen>, b: Option<Fen>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (one, none) => one.or(none),
        };
        Self {
            stopped: self.stopped.saturating_add(other.stopped),
            frozen: either(self.frozen, other.frozen),
            ever_stopped: self.ever_stopped.saturating_add(other.ever_stopped),
            lapsed: self.lapsed.saturating_add(other.lapsed),
            released: self.released.saturating_add(other.released),
            returned: either(self.returned, other.returned),
        }
    }
}

/// The most that the orders on one account held at one moment: a bank holds no yuan twice at a time.
fn most_at_once(held: &[(&Order, Fen)]) -> Fen {
    let since = |order: &Order| order.effective_at.unwrap_or(order.drafted_at);
    let at = |moment| -> Fen {
        let then = held.iter().filter(|(order, _)| {
            since(order) <= moment && order.ended_at.is_none_or(|end| moment < end)
        });
        then.map(|(_, held)| *held).sum()
    };
    let most = held.iter().map(|(order, _)| at(since(order))).max();
    most.unwrap_or_default()
}

/// Counts all cases and orders, and alerts that tell of a loss.
pub fn count(figures: &mut Figures, floor: &Floor, now: Millis, policy: &Policy) {
    let mut from_report = Times::default();
    let mut from_transfer = Times::default();
    for case in floor.cases().values().filter(|c| c.reality.is_actual()) {
        figures.money = figures.money.and(Money::of_case(floor, case));
        // A trace that was loaded from records has no victim whose money runs now.
        if case.name.is_some() {
            continue;
        }
        let leaves = frontier(floor, case);
        let reach = reachable(&leaves, now, policy);
        figures.catchable = figures.catchable.saturating_add(reach);
        if let Some(stop) = case.first_stop_at {
            from_report.add((case.reported_at, Start::Known), stop);
            if let Some(at) = case.first_transfer_at {
                from_transfer.add((at, Start::Known), stop);
            }
        }
        // A clock nobody can stop any more, because nothing is left to catch, is recorded and no alarm.
        let runs = case.state.is_open() && !leaves.is_empty();
        if runs && trace::stop_of(floor, case, now).is_none() {
            clock(figures, Key::Case(case.id), case.money_clock(policy), now);
        }
    }
    figures.report_to_stop = from_report.spread();
    figures.transfer_to_stop = from_transfer.spread();
    count_losses(figures, floor, now, policy);
    let real = floor.orders().values().filter(|o| o.reality.is_actual());
    let mut to_freeze = Times::default();
    for order in real.filter(|o| o.is_after_money()) {
        count_order(figures, order, now);
        count_freeze(figures, &mut to_freeze, order);
        if order.stop_count > 0
            && let Some(case) = floor.case(&order.case)
        {
            golden(&mut figures.golden, case, order, policy);
        }
    }
    figures.stop_to_freeze = to_freeze.spread();
}

/// A stop comes to a freeze, or to nothing.
fn count_freeze(figures: &mut Figures, times: &mut Times, order: &Order) {
    if let (Some(stopped), Some(frozen)) = (order.effective_at, order.frozen_at) {
        times.add((stopped, Start::Known), frozen);
        figures.frozen_of_stopped.add(|| 1);
    } else if matches!(order.state, OrderState::Lapsed | OrderState::Released) {
        figures.frozen_of_stopped.add(|| 0);
    }
}

/// Alerts that tell of a loss and are no case yet: their money runs too.
fn count_losses(figures: &mut Figures, floor: &Floor, now: Millis, policy: &Policy) {
    for alert in floor.alerts().values().filter(|a| a.reality.is_actual()) {
        let Some(running) = alert.money_clock(policy) else {
            continue;
        };
        if let Some(sum) = known_loss(alert).or(alert.at_risk) {
            let left = survival(now.since(running.started), &policy.worth);
            figures.catchable = figures.catchable.saturating_add(sum.estimate(left));
        }
        clock(figures, Key::Alert(alert.id), running, now);
    }
}

fn clock(figures: &mut Figures, key: Key, clock: Clock, now: Millis) {
    if clock.stage(now) == Stage::Breached {
        figures.money_clocks_breached += 1;
    }
    let oldest = &mut figures.oldest_money_clock;
    if oldest
        .as_ref()
        .is_none_or(|o| clock.started < o.clock.started)
    {
        *oldest = Some(MoneyClock { key, clock });
    }
}

fn golden(share: &mut Share, case: &Case, order: &Order, policy: &Policy) {
    if let (Some(from), Some(at)) = (case.first_transfer_at, order.effective_at) {
        share.add(|| u32::from(at.since(from) < policy.clock.money.due));
    }
}

/// Whether an order held money, of those that came to a result; and how soon what it holds goes free.
fn count_order(figures: &mut Figures, order: &Order, now: Millis) {
    let found_none = matches!(
        order.state,
        OrderState::Empty | OrderState::Mismatch | OrderState::TimedOut
    );
    if order.stop_count > 0 || found_none {
        figures.stop_hits.add(|| u32::from(order.stop_count > 0));
    }
    if order.holds() {
        let held = order.held.unwrap_or_default();
        count_cliff(&mut figures.cliff, order, held, now);
    }
}

fn count_cliff(cliff: &mut Cliff, order: &Order, held: Fen, now: Millis) {
    let Some(left) = order.expires_at.map(|at| at.since(now)) else {
        return;
    };
    for (pile, within) in [
        (&mut cliff.under_2h, Span::hours(2)),
        (&mut cliff.under_24h, Span::hours(24)),
        (&mut cliff.under_30d, Span::hours(30 * 24)),
    ] {
        if left < within {
            pile.orders += 1;
            pile.held = pile.held.saturating_add(held);
        }
    }
}
