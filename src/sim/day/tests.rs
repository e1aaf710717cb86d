//! Whole runs: they repeat, they meet the same truth, and the report says what floor and truth say.

use std::sync::Arc;

use super::compare::{Days, Under, compare, runs};
use super::figures::DayFigures;
use super::plan::Plan;
use super::queue::QueueOrder;
use super::report::Report;
use super::run::{Desks, Run, Setup};
use crate::domain::alert::AlertState;
use crate::domain::case::CaseState;
use crate::domain::money::Fen;
use crate::domain::policy::Policy;

/// Part of a day that is long enough for every rule to come up.
const DAYS: Days = Days {
    first: 3,
    seeds: 2,
    hours: 12,
    busy: 1.0,
};

fn setup(order: QueueOrder) -> Setup {
    let figures = DayFigures::shipped();
    Setup {
        officers: figures.officers,
        figures: Arc::new(figures),
        policy: Arc::new(Policy::shipped()),
        order,
        desks: Desks::With,
    }
}

#[test]
fn equal_seeds_and_options_print_equal_bytes() {
    let text = || serde_json::to_string(&runs(DAYS, &setup(QueueOrder::Worth))).unwrap();
    assert_eq!(text(), text());
}

#[test]
fn all_orders_meet_the_same_truth() {
    let setup = setup(QueueOrder::Worth);
    let plan = Plan::of(&setup.figures, 3, 12, 1.0);
    let compared = compare(Under::Order, DAYS, &setup);
    for arm in &compared.arms {
        let Report {
            money,
            cases,
            alerts,
            ..
        } = &arm.reports[0];
        let would_pay: Vec<Fen> = plan
            .contacts
            .iter()
            .filter(|c| c.pays_at.is_some_and(|at| at < plan.end))
            .map(|c| c.victim.amount)
            .collect();
        // Whoever is not talked out of it pays: the same people, the same sums, whatever the order.
        let sum: Fen = would_pay.iter().copied().sum();
        assert_eq!(
            money.loss.saturating_add(money.prevented),
            sum,
            "{}",
            arm.name
        );
        assert_eq!((cases.victims + cases.talked_out) as usize, would_pay.len());
        let warned = plan
            .contacts
            .iter()
            .filter(|c| c.warned_at.is_some())
            .count();
        assert_eq!((alerts.raised + alerts.auto_handled) as usize, warned);
    }
    let [worth, tier, arrival] = &compared.arms[..] else {
        panic!("three orders")
    };
    assert_ne!(worth.reports, tier.reports, "the order makes a difference");
    assert_ne!(
        tier.reports, arrival.reports,
        "the order makes a difference"
    );
}

#[test]
fn the_report_says_what_floor_and_truth_say() {
    let setup = setup(QueueOrder::Tier);
    let plan = Plan::of(&setup.figures, 4, 12, 1.0);
    let run = Run::of(&plan, &setup);
    let floor = run.house.floor.clone();
    let report = Report::of(run);
    let held: Fen = floor.orders().values().filter_map(|o| o.held).sum();
    assert_eq!(report.money.stopped, held);
    assert!(held > Fen::ZERO);
    let money = report.money;
    let parts = [
        money.still_running,
        money.held_by_banks,
        money.cashed_out,
        money.called_back,
    ];
    assert_eq!(parts.into_iter().sum::<Fen>(), money.loss);
    assert!(money.stopped <= money.held_by_banks, "{money:?}");
    // What the truth holds is not lost, whether the floor was told in time or not.
    let not_held = money.loss.less(money.held_by_banks).less(money.called_back);
    assert_eq!(money.not_stopped, not_held);
    let rest = money.not_frozen;
    let parts = [
        money.frozen,
        rest.not_filed,
        rest.under_way,
        rest.not_granted,
        rest.ended,
    ];
    assert_eq!(parts.into_iter().sum::<Fen>(), money.stopped);
    assert_eq!(report.orders.drafted as usize, floor.orders().len());
    assert_eq!(report.cases.cases as usize, floor.cases().len());
    let expired = floor
        .alerts()
        .values()
        .filter(|a| a.state == AlertState::Expired);
    assert_eq!(report.alerts.expired as usize, expired.count());
}

#[test]
fn what_was_called_back_was_not_stopped() {
    let mut figures = DayFigures::shipped();
    figures.money.delayed = 0.5;
    let setup = Setup {
        figures: Arc::new(figures),
        ..setup(QueueOrder::Tier)
    };
    let plan = Plan::of(&setup.figures, 4, 12, 1.0);
    let run = Run::of(&plan, &setup);
    let cases = run.house.floor.cases().values();
    let revoked = cases.filter(|case| case.state == CaseState::Revoked);
    let mut called_back = 0;
    for case in revoked {
        called_back += 1;
        let held = run.house.floor.orders_of(case.id).filter_map(|o| o.held);
        assert_eq!(held.sum::<Fen>(), Fen::ZERO, "{}", case.id);
    }
    assert!(called_back > 3, "{called_back}");
    let money = Report::of(run).money;
    let apart = money.stopped.saturating_add(money.called_back);
    assert!(apart <= money.loss, "{money:?}");
}

#[test]
fn the_rules_refuse_next_to_nothing() {
    for report in runs(DAYS, &setup(QueueOrder::Worth)) {
        let refused: u32 = report.refused.values().sum();
        assert!(refused < 20, "{:?}", report.refused);
    }
}

#[test]
fn a_platform_without_a_desk_answers_nobody_in_time() {
    let compared = compare(Under::Desks, DAYS, &setup(QueueOrder::Worth));
    let stopped = |n: usize| {
        compared.arms[n]
            .reports
            .iter()
            .map(|r| r.orders.held)
            .sum::<u32>()
    };
    assert!(stopped(0) > stopped(1), "{} {}", stopped(0), stopped(1));
}
