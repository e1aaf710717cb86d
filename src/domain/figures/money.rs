//! Figures of money: what can still be caught, how fast the first stop leaves, what is held and until when.

use super::{Figures, Share, Times};
use crate::domain::case::Case;
use crate::domain::clock::{Clock, Stage, Start};
use crate::domain::floor::Floor;
use crate::domain::ids::{CaseId, Key};
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

/// Stopped, frozen, returned. Different amounts: they are never added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Money {
    /// Held by a stop now and not frozen yet, fen.
    pub stopped: Fen,
    /// Frozen now; unknown until a freeze was recorded.
    pub frozen: Option<Fen>,
    /// Ever stopped; what became of it is said by the others.
    pub ever_stopped: Fen,
    /// The stop or freeze ended by itself and the money is free again.
    pub lapsed: Fen,
    /// Released, because it was held wrongly.
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
    /// The amounts of one case.
    pub fn of_case(floor: &Floor, case: CaseId) -> Self {
        let mut figures = Figures::default();
        let orders = floor.orders_of(case).chain(trace::joint(floor, case));
        for order in orders.filter(|o| o.is_after_money()) {
            let held = order.held_for(case).unwrap_or_default();
            count_order(&mut figures, (order, held), order.drafted_at);
        }
        figures.money
    }
}

/// Counts all cases and orders, and alerts that tell of a loss.
pub fn count(figures: &mut Figures, floor: &Floor, now: Millis, policy: &Policy) {
    let mut from_report = Times::default();
    let mut from_transfer = Times::default();
    for case in floor.cases().values().filter(|c| c.reality.is_actual()) {
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
        count_order(figures, (order, order.held.unwrap_or_default()), now);
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

fn count_order(figures: &mut Figures, (order, held): (&Order, Fen), now: Millis) {
    let add = |sum: Option<Fen>| Some(sum.unwrap_or_default().saturating_add(held));
    let money = &mut figures.money;
    if order.stop_count > 0 {
        figures.stop_hits.add(|| 1);
        money.ever_stopped = money.ever_stopped.saturating_add(held);
    }
    match order.state {
        OrderState::Empty | OrderState::Mismatch | OrderState::TimedOut
            if order.stop_count == 0 =>
        {
            figures.stop_hits.add(|| 0);
        }
        OrderState::Stopped | OrderState::FreezeRequested => {
            money.stopped = money.stopped.saturating_add(held);
        }
        OrderState::Lapsed => money.lapsed = money.lapsed.saturating_add(held),
        OrderState::Released => money.released = money.released.saturating_add(held),
        OrderState::Frozen | OrderState::PartReturned => money.frozen = add(money.frozen),
        OrderState::Returned => {
            money.frozen = add(money.frozen);
            money.returned = add(money.returned);
        }
        _ => {}
    }
    if order.holds() {
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
