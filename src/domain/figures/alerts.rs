//! Figures of alerts: live calls, the funnel from raised to dissuaded, how fast people are reached.

use super::{Figures, Times};
use crate::domain::alert::{Alert, AlertState, Outcome, Tier};
use crate::domain::clock::Start;
use crate::domain::floor::Floor;
use crate::domain::money::Fen;
use crate::domain::worth::has_left;

/// Money kept from leaving.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Prevented {
    /// At risk in dissuaded alerts where nothing was lost, fen.
    pub sum: Fen,
    /// Such alerts.
    pub alerts: u32,
    /// Those among them whose sum nobody knows; it is not in `sum`.
    pub unknown: u32,
}

/// How far alerts for people came. Alerts that were joined into others count there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Funnel {
    /// Raised, without those handled by machine.
    pub raised: u32,
    /// Claimed by somebody. Claimed is not contacted.
    pub claimed: u32,
    /// The potential victim was reached.
    pub contacted: u32,
    /// Dissuaded.
    pub dissuaded: u32,
    /// Handled by machine alone; beside the funnel.
    pub auto_handled: u32,
}

/// Position of a tier in figures by tier.
pub fn nth(tier: Tier) -> Option<usize> {
    Tier::ALL.iter().position(|t| *t == tier)
}

/// Whether the potential victim was dissuaded before any money left.
pub fn is_prevented(alert: &Alert) -> bool {
    is_dissuaded(alert) && !has_left(alert)
}

fn is_dissuaded(alert: &Alert) -> bool {
    let closing = alert.closing.as_ref();
    alert.state == AlertState::Closed && closing.is_some_and(|c| c.outcome == Outcome::Dissuaded)
}

/// Counts all alerts.
pub fn count(figures: &mut Figures, floor: &Floor) {
    let mut contact: [Times; 4] = std::array::from_fn(|_| Times::default());
    for alert in floor.alerts().values().filter(|a| a.reality.is_actual()) {
        count_open(figures, alert);
        count_funnel(figures, alert);
        if let (Some(at), Some(n)) = (alert.contacted_at, nth(alert.tier)) {
            contact[n].add(Start::of(alert.detected_at, alert.raised_at), at);
        }
    }
    figures.contact = contact.map(Times::spread);
}

fn count_open(figures: &mut Figures, alert: &Alert) {
    if alert.in_call()
        && let Some(n) = nth(alert.tier)
    {
        figures.live[n] += 1;
    }
    if alert.tier == Tier::P0 && alert.state.is_waiting() {
        figures.p0_unattended += 1;
    }
    if alert.state.is_open() && alert.claimed_at.is_none() {
        figures.untouched += 1;
    }
    if alert.state == AlertState::Expired {
        figures.expired += 1;
    }
}

fn count_funnel(figures: &mut Figures, alert: &Alert) {
    let funnel = &mut figures.funnel;
    match alert.state {
        AlertState::Merged => return,
        AlertState::AutoHandled => {
            funnel.auto_handled += 1;
            return;
        }
        _ => {}
    }
    funnel.raised += 1;
    funnel.claimed += u32::from(alert.claimed_at.is_some());
    funnel.contacted += u32::from(alert.contacted_at.is_some());
    funnel.dissuaded += u32::from(is_dissuaded(alert));
    if is_prevented(alert) {
        let prevented = &mut figures.prevented;
        prevented.alerts += 1;
        match alert.at_risk {
            Some(sum) => prevented.sum = prevented.sum.saturating_add(sum),
            None => prevented.unknown += 1,
        }
    }
}
