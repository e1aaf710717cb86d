//! Figures for panes and wall, computed from the floor and a moment; nothing is stored. Exercises count
//! nothing. What is unknown is `None`, never 0; amounts of different meaning are never added up.

mod alerts;
mod desks;
mod money;
mod teams;

pub use alerts::{Funnel, Prevented, is_prevented};
pub use desks::{DeskRow, DeskState, desks};
pub use money::{Cliff, Money, MoneyClock, Pile};
pub use teams::TeamRow;

use super::floor::Floor;
use super::money::Fen;
use super::policy::Policy;
use super::time::{Millis, Span};

/// The value that `share` (0.0 to 1.0) of the values stay under or at; `None` of nothing. Reorders `values`.
pub fn quantile<T: Copy + Ord>(values: &mut [T], share: f64) -> Option<T> {
    if values.is_empty() {
        return None;
    }
    let at = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len()) - 1;
    Some(*values.select_nth_unstable(at).1)
}

/// How long something takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Spread {
    /// Of how many.
    pub of: u32,
    /// In how many of them the start is the time received, because the true one is unknown; show a mark.
    pub assumed: u32,
    /// Median.
    pub p50: Option<Span>,
    /// Nine in ten take no longer.
    pub p90: Option<Span>,
}

/// Collects times for a [`Spread`].
#[derive(Default)]
struct Times {
    took: Vec<Span>,
    assumed: u32,
}

impl Times {
    fn add(&mut self, (from, start): (Millis, super::clock::Start), until: Millis) {
        self.took.push(until.since(from).max(Span(0)));
        self.assumed += u32::from(start == super::clock::Start::Assumed);
    }

    fn spread(mut self) -> Spread {
        Spread {
            of: self.took.len() as u32,
            assumed: self.assumed,
            p50: quantile(&mut self.took, 0.5),
            p90: quantile(&mut self.took, 0.9),
        }
    }
}

/// So many of so many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// So many.
    pub hits: u32,
    /// Of so many.
    pub of: u32,
}

impl Share {
    /// 0.0 to 1.0; `None` of nothing.
    pub fn ratio(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }

    fn add(&mut self, hit: impl FnOnce() -> u32) {
        self.of += 1;
        self.hits += hit();
    }
}

/// The figures of the floor at a moment. They cover what is on the floor: everything open, and what ended
/// within the policy's `keep_ended_h`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Figures {
    /// Money that has left its owners and can probably still be stopped, fen.
    pub catchable: Fen,
    /// Live fraud calls by tier, P0 to P3.
    pub live: [u32; 4],
    /// P0 alerts that nobody holds. Must be 0.
    pub p0_unattended: u32,
    /// The money clock that has run longest with money left to catch and no stop out or in force.
    pub oldest_money_clock: Option<MoneyClock>,
    /// Money clocks past due, of the same.
    pub money_clocks_breached: u32,
    /// Report to first stop order, of the cases that have one.
    pub report_to_stop: Spread,
    /// First transfer to first stop order, of the cases whose transfer time is known.
    pub transfer_to_stop: Spread,
    /// Effective stops that came inside the golden window, of those whose transfer time is known.
    pub golden: Share,
    /// Orders that held money, of those that came to a result (a silent desk is one).
    pub stop_hits: Share,
    /// Stopped, frozen, returned: three amounts.
    pub money: Money,
    /// Kept from leaving: another thing than stopped.
    pub prevented: Prevented,
    /// From raised to dissuaded.
    pub funnel: Funnel,
    /// Alerts nobody has ever claimed and that still wait. Must be 0 at the end of a shift.
    pub untouched: u32,
    /// Alerts nobody came for in time: failures.
    pub expired: u32,
    /// Noticed to first contact by tier, P0 to P3.
    pub contact: [Spread; 4],
    /// Teams in their order, all of them.
    pub teams: Vec<TeamRow>,
    /// Desks of the directory.
    pub desks: Vec<DeskRow>,
    /// Held money that goes free soon, unless somebody acts.
    pub cliff: Cliff,
    /// Stop to freeze, of the orders that came to one.
    pub stop_to_freeze: Spread,
    /// Stops that became freezes, of those that came to their end one way or the other.
    pub frozen_of_stopped: Share,
}

impl Figures {
    /// Reckons everything; one pass over each kind of entity.
    pub fn of(floor: &Floor, now: Millis, policy: &Policy) -> Self {
        let mut figures = Self::default();
        alerts::count(&mut figures, floor);
        money::count(&mut figures, floor, now, policy);
        figures.teams = teams::teams(floor, now);
        figures.desks = desks(floor, now, policy);
        figures
    }
}

#[cfg(test)]
mod tests;
