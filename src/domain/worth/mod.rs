//! Worth 价值: expected money saved by acting on an item now instead of one slot later, per officer-minute that the
//! item itself takes: a call takes longer than a look at a trace.
//! Two stakes: money that may still be kept from leaving (prevent), and money that has left and may still be
//! stopped on its way (catch). The curves are policy; what a row needs to say why is in [`Why`].

mod frontier;
mod items;

use std::cmp::Reverse;

pub use frontier::{Balance, Leaf, Waits, beyond, frontier, leaf, reachable, reachable_at};
pub use items::{Item, items, of_case, of_hop, of_order};

use super::alert::{Alert, AlertState, Tier};
use super::clock::Start;
use super::floor::Floor;
use super::ids::AlertId;
use super::money::Fen;
use super::policy::{Policy, WorthPolicy};
use super::script::Question;
use super::time::{Millis, Span};

/// How far ahead [`Why::soon`] looks.
pub const SOON: Span = Span::mins(10);

/// What is at stake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stake {
    /// Nothing has left yet, as far as is known.
    Prevent,
    /// Money has left and runs from account to account.
    Catch,
}

/// Whether a sum is known or the policy's assumption stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sum {
    /// From the source, the victim or an institution.
    Known,
    /// Assumed; show it with a mark.
    Assumed,
}

/// What a row can say about its worth: "¥52 000, tier 1, 4 min old, desk 2 min: now ≈ ¥27 000, in 10 min ≈ ¥14 000".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Why {
    /// What is at stake.
    pub stake: Stake,
    /// How much.
    pub amount: Fen,
    /// Whether that is known.
    pub sum: Sum,
    /// Since when the money runs, or the victim is in danger.
    pub since: Millis,
    /// Whether that is known.
    pub start: Start,
    /// Tier of the account, for orders.
    pub tier_no: Option<u8>,
    /// How long the desk takes to stop; nothing to wait for where nothing has left.
    pub desk: Option<Span>,
    /// How long it takes to learn the card before, where only an order number is known.
    pub query: Option<Span>,
    /// Expected to be saved by acting now.
    pub now: Fen,
    /// Expected to be saved by acting in ten minutes ([`SOON`]).
    pub soon: Fen,
}

/// Worth of an item. Items sort by [`Worth::rank`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Worth {
    /// A P0 with the victim on the line: before everything else.
    pub live_p0: bool,
    /// Saved by acting now instead of one slot later, fen per officer-minute.
    pub per_minute: Fen,
    /// What it was reckoned from.
    pub why: Why,
}

impl Worth {
    /// Sorts the most urgent first: a P0 with an active call, then by worth.
    pub fn rank(&self) -> impl Ord + use<> {
        (Reverse(self.live_p0), Reverse(self.per_minute))
    }
}

/// Share of stolen money that is still on an account after `age`.
pub fn survival(age: Span, policy: &WorthPolicy) -> f64 {
    let minutes = age.as_mins().max(0.0);
    let stays: f64 = policy
        .survival
        .iter()
        .map(|part| part.share * (-minutes / part.mean_min).exp())
        .sum();
    policy.locked + (1.0 - policy.locked) * stays
}

/// The loss as far as it is known: by the source, or as the victim told it in the call script.
pub fn known_loss(alert: &Alert) -> Option<Fen> {
    let told = || alert.script.get(Question::Amount).and_then(|a| a.amount);
    alert.lost.or_else(told).filter(|sum| sum.is_positive())
}

/// Whether money has left, as far as is known.
pub fn has_left(alert: &Alert) -> bool {
    alert.lost.is_some() || alert.transfer_at.is_some() || alert.script.has_transferred()
}

/// Worth of an alert.
pub fn of_alert(alert: &Alert, now: Millis, policy: &Policy) -> Worth {
    let worth = if has_left(alert) {
        catch(alert, now, policy)
    } else {
        prevent(alert, now, policy)
    };
    Worth {
        live_p0: alert.tier == Tier::P0 && alert.in_call(),
        ..worth
    }
}

/// The victim still has the money: P(pays) x P(can be dissuaded) x amount, fading as the moment passes.
fn prevent(alert: &Alert, now: Millis, policy: &Policy) -> Worth {
    let rules = &policy.worth;
    let tier = Tier::ALL.iter().position(|t| *t == alert.tier).unwrap_or(3);
    let noticed = Start::of(alert.detected_at, alert.raised_at);
    let (since, start) = if alert.hits > 1 {
        (alert.last_hit_at, Start::Known)
    } else {
        noticed
    };
    // On the line, nothing was paid yet and it may be any minute; else the danger has run since it was noticed.
    let (age, mean) = if alert.in_call() {
        let [grave, ..] = rules.pays_within_min;
        (0.0, rules.pays_within_min[tier].min(grave))
    } else {
        let age = now.since(since).as_mins().max(0.0);
        (age, rules.pays_within_min[tier])
    };
    let chance = rules.pays[tier] * rules.dissuaded;
    let (amount, sum) = or_assumed(alert.at_risk, rules);
    let why = Why {
        stake: Stake::Prevent,
        amount,
        sum,
        since,
        start,
        tier_no: None,
        desk: None,
        query: None,
        now: Fen::ZERO,
        soon: Fen::ZERO,
    };
    weigh(why, rules, rules.minutes_per_alert, |delay| {
        chance * (-(age + delay.as_mins()) / mean).exp()
    })
}

/// The money runs: what a stop order would still find when the desk gets to it.
fn catch(alert: &Alert, now: Millis, policy: &Policy) -> Worth {
    let money = Balance {
        amount: known_loss(alert).or(alert.at_risk.filter(|sum| sum.is_positive())),
        since: alert.money_clock_start(),
        delayed: None,
    };
    let way = Way {
        query: None,
        desk: policy.worth.desk(),
        minutes: policy.worth.minutes_per_alert,
    };
    running(&money, way, now, &policy.worth)
}

/// What lies between an officer and the money: the officer's own minutes, then the card is asked for, where it
/// must be, then the desk stops it.
#[derive(Clone, Copy)]
struct Way {
    minutes: f64,
    query: Option<Span>,
    desk: Span,
}

/// Worth of money that runs, for whoever goes after it: it is reached only after the answer times on the way.
fn running(money: &Balance, way: Way, now: Millis, rules: &WorthPolicy) -> Worth {
    let assumed = || (rules.assumed_loss(), Sum::Assumed);
    let (amount, sum) = money.amount.map_or_else(assumed, |sum| (sum, Sum::Known));
    let (since, start) = money.since;
    let why = Why {
        stake: Stake::Catch,
        amount,
        sum,
        since,
        start,
        tier_no: None,
        desk: Some(way.desk),
        query: way.query,
        now: Fen::ZERO,
        soon: Fen::ZERO,
    };
    let reached = now + way.query.unwrap_or_default() + way.desk;
    weigh(why, rules, way.minutes, |delay| {
        money.share(reached + delay, rules)
    })
}

/// A sum, or the policy's assumption.
fn or_assumed(sum: Option<Fen>, rules: &WorthPolicy) -> (Fen, Sum) {
    match sum.filter(|s| s.is_positive()) {
        Some(sum) => (sum, Sum::Known),
        None => (rules.assumed_loss(), Sum::Assumed),
    }
}

/// Fills in the values of an item that takes an officer so many minutes: `share_after` is the share of the amount
/// saved by acting after a delay.
fn weigh(why: Why, rules: &WorthPolicy, minutes: f64, share_after: impl Fn(Span) -> f64) -> Worth {
    let saved = |delay| why.amount.estimate(share_after(delay));
    let now = saved(Span(0));
    Worth {
        live_p0: false,
        per_minute: per_minute(now, saved(rules.slot()), minutes),
        why: Why {
            now,
            soon: saved(SOON),
            ..why
        },
    }
}

fn per_minute(now: Fen, later: Fen, minutes: f64) -> Fen {
    Fen(((now.0 - later.0) as f64 / minutes).round() as i64)
}

impl WorthPolicy {
    /// How long an item waits for the next officer who is free: as long as a call. Acting later means at least this
    /// much later.
    pub fn slot(&self) -> Span {
        minutes(self.minutes_per_alert)
    }

    /// How long a desk takes to stop where nothing was measured.
    pub fn desk(&self) -> Span {
        minutes(self.desk_minutes)
    }

    /// How long an institution takes to name the card behind a number where nothing was measured.
    pub fn query(&self) -> Span {
        minutes(self.query_minutes)
    }
}

fn minutes(n: f64) -> Span {
    Span((n * 60_000.0) as i64)
}

/// The open alerts that are not on the shelf, most urgent first: a P0 with an active call, then by worth;
/// among equals the graver tier, then the older alert.
pub fn queue(floor: &Floor, now: Millis, policy: &Policy) -> Vec<(AlertId, Worth)> {
    let mut rows: Vec<_> = open(floor)
        .map(|alert| (alert.tier, alert.id, of_alert(alert, now, policy)))
        .collect();
    rows.sort_unstable_by_key(|(tier, id, worth)| (worth.rank(), *tier, *id));
    rows.into_iter().map(|(_, id, worth)| (id, worth)).collect()
}

/// The most urgent of the open alerts that `pick` allows: the same as the first of the queue among them.
pub fn first(
    floor: &Floor,
    now: Millis,
    policy: &Policy,
    pick: impl Fn(&Alert) -> bool,
) -> Option<(AlertId, Worth)> {
    open(floor)
        .filter(|alert| pick(alert))
        .map(|alert| (alert.tier, alert.id, of_alert(alert, now, policy)))
        .min_by_key(|(tier, id, worth)| (worth.rank(), *tier, *id))
        .map(|(_, id, worth)| (id, worth))
}

fn open(floor: &Floor) -> impl Iterator<Item = &Alert> {
    let all = floor.alerts().values().map(|held| &*held.is);
    all.filter(|a| a.state.is_open() && a.state != AlertState::Shelved)
}

#[cfg(test)]
mod tests;
