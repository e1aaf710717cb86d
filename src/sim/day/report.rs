//! What came of a run. Loss, prevented, called back and not stopped are of the truth, everything else is read off
//! the floor as the wall would show it. Loss, stopped, frozen, called back and prevented are different things; only
//! `saved` adds three of them up, to compare orders that stop more with orders that let less be lost.

use std::collections::BTreeMap;

use serde::Serialize;

use super::queue::QueueOrder;
use super::run::{Desks, Run};
use super::truth::{Number, Totals};
use crate::domain::alert::Outcome;
use crate::domain::figures::{Figures, Spread};
use crate::domain::money::Fen;
use crate::domain::order::OrderState;
use crate::domain::time::Span;

/// What came of a run. Amounts are fen, times seconds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// Always true: none of this happened.
    pub sim: bool,
    /// Seed.
    pub seed: u64,
    /// The order under test.
    pub order: QueueOrder,
    /// Desks of payment platforms.
    pub desks: Desks,
    /// Officers.
    pub officers: usize,
    /// Money.
    pub money: MoneyReport,
    /// First transfer to first stop order sent.
    pub transfer_to_first_stop: Took,
    /// Report to first stop order sent.
    pub report_to_first_stop: Took,
    /// Orders.
    pub orders: OrdersReport,
    /// Alerts.
    pub alerts: AlertsReport,
    /// Victims and cases.
    pub cases: CasesReport,
    /// Share of the officers' time that was spent working, thousandths.
    pub busy_permille: u32,
    /// Of the time worked: asking for cards and sending orders, thousandths. The rest is calls.
    pub on_orders_permille: u32,
    /// Commands the rules refused, by command and code.
    pub refused: BTreeMap<String, u32>,
    /// What each victim lost and what of it was stopped, by the victim's place in the plan; for comparisons.
    #[serde(skip)]
    pub losses: BTreeMap<usize, Loss>,
}

/// A victim's loss.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Loss {
    /// Paid.
    pub paid: Fen,
    /// Stopped of it.
    pub stopped: Fen,
}

/// Amounts that mean different things.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct MoneyReport {
    /// Paid by victims.
    pub loss: Fen,
    /// Ever stopped, as the floor knows.
    pub stopped: Fen,
    /// Of the stopped: frozen.
    pub frozen: Fen,
    /// Of the stopped: why the rest is not frozen at the end.
    pub not_frozen: NotFrozen,
    /// Delayed transfers called back.
    pub called_back: Fen,
    /// Not paid by victims who were talked out of it and would have paid by now.
    pub prevented: Fen,
    /// Stopped, called back and prevented together: kept from the fraudsters, one way or another.
    pub saved: Fen,
    /// Of the loss, in truth: neither held nor called back.
    pub not_stopped: Fen,
    /// Of the loss, in truth: still on accounts.
    pub still_running: Fen,
    /// Of the loss, in truth: held by banks. More than stopped by what the floor was told too late.
    pub held_by_banks: Fen,
    /// Of the loss, in truth: taken out.
    pub cashed_out: Fen,
}

/// Stopped money that is not frozen when the run ends, by what it lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct NotFrozen {
    /// Its case is not filed yet: until then nobody can ask for a freeze.
    pub not_filed: Fen,
    /// Asked for; the institution has not answered yet.
    pub under_way: Fen,
    /// Its case is filed, and the freeze is not granted (the published 9 %).
    pub not_granted: Fen,
    /// The stop ended first: it lapsed or was released.
    pub ended: Fen,
}

/// How long something took.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Took {
    /// Of how many.
    pub of: u32,
    /// Median, seconds.
    pub p50_s: Option<i64>,
    /// Nine in ten, seconds.
    pub p90_s: Option<i64>,
}

/// Orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[allow(missing_docs)] // the words of the order's life
pub struct OrdersReport {
    pub drafted: u32,
    pub sent: u32,
    pub held: u32,
    /// Of the held: their case is filed, so that a freeze could be asked for.
    pub held_and_filed: u32,
    pub frozen: u32,
    pub empty: u32,
    pub mismatch: u32,
    /// The floor gave up waiting.
    pub timed_out: u32,
    /// Answered after that all the same.
    pub late: u32,
}

/// Alerts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[allow(missing_docs)] // the words of the alert's life
pub struct AlertsReport {
    pub raised: u32,
    pub auto_handled: u32,
    pub contacted: u32,
    pub dissuaded: u32,
    pub expired: u32,
    /// Never claimed, and still waiting at the end.
    pub untouched: u32,
}

/// Victims and cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct CasesReport {
    /// Victims who paid.
    pub victims: u32,
    /// Victims who would have paid by now and were talked out of it.
    pub talked_out: u32,
    /// Losses reported at 110.
    pub reports: u32,
    /// Cases, also those found by calls and visits.
    pub cases: u32,
    /// Cases filed.
    pub filed: u32,
}

impl Report {
    /// Reads a run off at its end.
    pub fn of(mut run: Run<'_>) -> Self {
        let now = run.house.now;
        let totals = run.truth.totals(now);
        let figures = Figures::of(&run.house.floor, now, &run.setup.policy);
        let worked = run.tally.worked.0 as f64;
        let on_orders = run.tally.on_orders.0 as f64;
        let present = now.since(super::plan::START).0 as f64 * run.setup.officers as f64;
        Self {
            sim: true,
            seed: run.plan.seed,
            order: run.setup.order,
            desks: run.setup.desks,
            officers: run.setup.officers,
            money: money(&run, totals, &figures),
            transfer_to_first_stop: figures.transfer_to_stop.into(),
            report_to_first_stop: figures.report_to_stop.into(),
            orders: orders(&run),
            alerts: alerts(&run, &figures),
            cases: cases(&run),
            busy_permille: (worked / present.max(1.0) * 1000.0) as u32,
            on_orders_permille: (on_orders / worked.max(1.0) * 1000.0) as u32,
            losses: losses(&run),
            refused: run.house.refused,
        }
    }
}

fn money(run: &Run<'_>, totals: Totals, figures: &Figures) -> MoneyReport {
    let stopped = figures.money.ever_stopped;
    MoneyReport {
        not_stopped: totals.lies.saturating_add(totals.cashed_out),
        saved: [stopped, totals.called_back, run.tally.prevented]
            .into_iter()
            .sum(),
        loss: totals.paid,
        stopped,
        frozen: figures.money.frozen.unwrap_or_default(),
        not_frozen: not_frozen(run),
        called_back: totals.called_back,
        prevented: run.tally.prevented,
        still_running: totals.lies,
        held_by_banks: totals.held,
        cashed_out: totals.cashed_out,
    }
}

/// Money that was stopped and is not frozen, by the reason.
fn not_frozen(run: &Run<'_>) -> NotFrozen {
    let mut reasons = NotFrozen::default();
    for order in run.house.floor.orders().values() {
        let Some(held) = order.held.filter(|_| order.frozen_at.is_none()) else {
            continue;
        };
        let case = run.house.floor.case(&order.case);
        let reason = match order.state {
            OrderState::Lapsed | OrderState::Released => &mut reasons.ended,
            _ if case.is_none_or(|case| case.filed_at.is_none()) => &mut reasons.not_filed,
            _ if order.ask.is_some() => &mut reasons.under_way,
            _ => &mut reasons.not_granted,
        };
        *reason = reason.saturating_add(held);
    }
    reasons
}

/// The loss of every victim who paid, with what was stopped of it.
fn losses(run: &Run<'_>) -> BTreeMap<usize, Loss> {
    let paid = run.people.iter().enumerate().filter_map(|(n, person)| {
        let (account, _) = person.paid?;
        let paid = run.truth.account(account).amount;
        Some((
            n,
            Loss {
                paid,
                stopped: Fen::ZERO,
            },
        ))
    });
    let mut losses: BTreeMap<usize, Loss> = paid.collect();
    for order in run.house.floor.orders().values() {
        let Some(Number::Card(no)) = run.truth.number(order.target.token) else {
            continue;
        };
        if let (Some(held), Some(loss)) =
            (order.held, losses.get_mut(&run.truth.account(no).victim))
        {
            loss.stopped = loss.stopped.saturating_add(held);
        }
    }
    losses
}

fn orders(run: &Run<'_>) -> OrdersReport {
    let mut report = OrdersReport {
        late: run.tally.late,
        ..OrdersReport::default()
    };
    for order in run.house.floor.orders().values() {
        report.drafted += 1;
        report.sent += u32::from(order.sent_at.is_some());
        report.held += u32::from(order.stop_count > 0);
        let case = run.house.floor.case(&order.case);
        let is_filed = case.is_some_and(|case| case.filed_at.is_some());
        report.held_and_filed += u32::from(order.stop_count > 0 && is_filed);
        report.frozen += u32::from(order.frozen_at.is_some());
        match order.state {
            OrderState::Empty => report.empty += 1,
            OrderState::Mismatch => report.mismatch += 1,
            OrderState::TimedOut => report.timed_out += 1,
            _ => {}
        }
    }
    report
}

fn alerts(run: &Run<'_>, figures: &Figures) -> AlertsReport {
    let dissuaded = run.house.floor.alerts().values().filter(|a| {
        let closing = a.closing.as_ref();
        closing.is_some_and(|c| c.outcome == Outcome::Dissuaded)
    });
    AlertsReport {
        raised: figures.funnel.raised,
        auto_handled: run.tally.auto_handled,
        contacted: figures.funnel.contacted,
        dissuaded: dissuaded.count() as u32,
        expired: figures.expired,
        untouched: figures.untouched,
    }
}

fn cases(run: &Run<'_>) -> CasesReport {
    let cases = run.house.floor.cases();
    CasesReport {
        victims: run.tally.victims,
        talked_out: run.tally.dissuaded,
        reports: run.tally.reports,
        cases: cases.len() as u32,
        filed: cases.values().filter(|c| c.filed_at.is_some()).count() as u32,
    }
}

impl From<Spread> for Took {
    fn from(spread: Spread) -> Self {
        let secs = |span: Option<Span>| span.map(|s| s.0 / 1000);
        Self {
            of: spread.of,
            p50_s: secs(spread.p50),
            p90_s: secs(spread.p90),
        }
    }
}
