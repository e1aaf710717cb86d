//! Paired runs: every arm meets the same seeds, so the same arrivals, victims, launderers and desk answers; only
//! what is under test differs. Seeds are spread over the machine's cores; the result does not depend on how.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::interval::Difference;
use super::plan::Plan;
use super::queue::QueueOrder;
use super::report::Report;
use super::run::{Desks, Run, Setup};
use crate::domain::money::Fen;

/// What is under test.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Under {
    /// Worth order against tier order and arrival order.
    Order,
    /// Payment platforms with a desk in the centre against without.
    Desks,
}

/// The days to reckon.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Days {
    /// First seed.
    pub first: u64,
    /// How many seeds, counted up from the first.
    pub seeds: u64,
    /// Hours each.
    pub hours: i64,
    /// How many times an ordinary day.
    pub busy: f64,
}

/// One way of working, over all seeds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Arm {
    /// What it is called.
    pub name: &'static str,
    /// What came of it, seed by seed.
    pub reports: Vec<Report>,
}

/// The first arm against another.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Against {
    /// The other arm.
    pub other: &'static str,
    /// Difference of each amount, first minus other, fen.
    pub loss: Option<Difference>,
    /// See [`MoneyReport`](super::report::MoneyReport).
    pub stopped: Option<Difference>,
    /// Of what victims lost in both arms alike: stopped. Leaves out that an arm that prevents more has less to
    /// stop.
    pub stopped_of_same_losses: Option<Difference>,
    /// See there.
    pub frozen: Option<Difference>,
    /// See there.
    pub called_back: Option<Difference>,
    /// See there.
    pub prevented: Option<Difference>,
    /// See there.
    pub not_stopped: Option<Difference>,
    /// Stopped, prevented and called back together: what did not go to the fraudsters, as a yuan is a yuan.
    pub saved: Option<Difference>,
}

/// A comparison.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Comparison {
    /// Always true: none of this happened.
    pub sim: bool,
    /// What is under test.
    pub under: Under,
    /// The days.
    pub days: Days,
    /// Officers.
    pub officers: usize,
    /// How the interval is reckoned.
    pub method: &'static str,
    /// The first arm against each other one.
    pub first_against: Vec<Against>,
    /// The arms.
    pub arms: Vec<Arm>,
}

/// Reckons the same days in every arm.
pub fn compare(under: Under, days: Days, setup: &Setup) -> Comparison {
    let setups = arms(under, setup);
    let reports = reckon(days, &setups);
    let arms: Vec<Arm> = setups
        .iter()
        .enumerate()
        .map(|(n, (name, _))| Arm {
            name,
            reports: reports.iter().map(|of_seed| of_seed[n].clone()).collect(),
        })
        .collect();
    Comparison {
        sim: true,
        under,
        days,
        officers: setup.officers,
        method: "mean of the paired differences, 95 % interval by Student's t over the seeds",
        first_against: arms[1..].iter().map(|arm| against(&arms[0], arm)).collect(),
        arms,
    }
}

/// Reckons days one way.
pub fn runs(days: Days, setup: &Setup) -> Vec<Report> {
    let setups = [("", setup.clone())];
    reckon(days, &setups).into_iter().flatten().collect()
}

fn arms(under: Under, setup: &Setup) -> Vec<(&'static str, Setup)> {
    let order = |order| Setup {
        order,
        ..setup.clone()
    };
    let desks = |desks| Setup {
        desks,
        ..setup.clone()
    };
    match under {
        Under::Order => vec![
            ("worth", order(QueueOrder::Worth)),
            ("tier", order(QueueOrder::Tier)),
            ("arrival", order(QueueOrder::Arrival)),
        ],
        Under::Desks => vec![
            ("with", desks(Desks::With)),
            ("without", desks(Desks::Without)),
        ],
    }
}

/// All setups of each seed, by seed.
fn reckon(days: Days, setups: &[(&'static str, Setup)]) -> Vec<Vec<Report>> {
    let done: Mutex<Vec<(usize, Vec<Report>)>> = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n as u64 >= days.seeds {
                        return;
                    }
                    let reports = of_seed(days.first + n as u64, days, setups);
                    done.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((n, reports));
                }
            });
        }
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, reports)| reports).collect()
}

fn of_seed(seed: u64, days: Days, setups: &[(&'static str, Setup)]) -> Vec<Report> {
    let Some((_, first)) = setups.first() else {
        return Vec::new();
    };
    let plan = Plan::of(&first.figures, seed, days.hours, days.busy);
    setups
        .iter()
        .map(|(_, setup)| Report::of(Run::of(&plan, setup)))
        .collect()
}

fn against(first: &Arm, other: &Arm) -> Against {
    let of = |amount: fn(&Report) -> Fen| {
        let pairs: Vec<(Fen, Fen)> = first
            .reports
            .iter()
            .zip(&other.reports)
            .map(|(a, b)| (amount(a), amount(b)))
            .collect();
        Difference::of(&pairs)
    };
    Against {
        other: other.name,
        loss: of(|r| r.money.loss),
        stopped: of(|r| r.money.stopped),
        stopped_of_same_losses: Difference::of(&same_losses(first, other)),
        frozen: of(|r| r.money.frozen),
        called_back: of(|r| r.money.called_back),
        prevented: of(|r| r.money.prevented),
        not_stopped: of(|r| r.money.not_stopped),
        saved: of(|r| r.money.saved),
    }
}

/// What was stopped, seed by seed, of the losses of those victims who paid in both arms.
fn same_losses(first: &Arm, other: &Arm) -> Vec<(Fen, Fen)> {
    let pairs = first.reports.iter().zip(&other.reports);
    pairs
        .map(|(a, b)| {
            let both = a.losses.iter().filter_map(|(victim, loss)| {
                let other = b.losses.get(victim)?;
                Some((loss.stopped, other.stopped))
            });
            let (ours, theirs): (Vec<Fen>, Vec<Fen>) = both.unzip();
            (ours.into_iter().sum(), theirs.into_iter().sum())
        })
        .collect()
}
