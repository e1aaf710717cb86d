//! `watchfloor sim`: reckons days of the centre and prints what came of them.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use color_eyre::eyre::{Context as _, Result, bail};

use crate::cli::SimArgs;
use crate::sim::day::compare::{Days, Under, compare, runs};
use crate::sim::day::figures::DayFigures;
use crate::sim::day::queue::QueueOrder;
use crate::sim::day::run::{Desks, Setup};
use crate::sim::day::show;

/// Seeds of a comparison where nobody says how many.
const PAIRED_SEEDS: u64 = 30;

/// What one run may bring, in ordinary days; people of a day stay in memory.
const MOST_DAYS: f64 = 60.0;

/// Reckons what was asked for.
pub fn run(args: &SimArgs) -> Result<ExitCode> {
    check(args)?;
    let figures = figures(args.figures.as_deref())?;
    let setup = Setup {
        policy: Arc::new(super::policy(args.policy.as_deref())?),
        officers: args.officers.map_or(figures.officers, usize::from),
        figures: Arc::new(figures),
        order: args.order.unwrap_or(QueueOrder::Worth),
        desks: args.desks.unwrap_or(Desks::With),
    };
    let mut days = Days {
        first: args.seed,
        seeds: args.seeds.unwrap_or(1),
        hours: args.hours,
        busy: args.busy,
    };
    let page = if let Some(under) = args.compare {
        days.seeds = args.seeds.unwrap_or(PAIRED_SEEDS);
        let comparison = compare(under, days, &setup);
        if args.json {
            serde_json::to_string_pretty(&comparison)?
        } else {
            show::comparison(&comparison)
        }
    } else {
        let reports = runs(days, &setup);
        match reports.as_slice() {
            [one] if args.json => serde_json::to_string_pretty(one)?,
            all if args.json => serde_json::to_string_pretty(all)?,
            all => all.iter().map(|r| show::report(r, days)).collect(),
        }
    };
    super::print(&page)?;
    Ok(ExitCode::SUCCESS)
}

/// A comparison runs all orders, or both desks; naming one beside it is a slip.
fn check(args: &SimArgs) -> Result<()> {
    match args.compare {
        Some(Under::Order) if args.order.is_some() => {
            bail!("--compare order runs all three orders; leave --order out")
        }
        Some(Under::Desks) if args.desks.is_some() => {
            bail!("--compare desks runs with and without them; leave --desks out")
        }
        _ if args.hours as f64 / 24.0 * args.busy > MOST_DAYS => {
            bail!(
                "--hours {} --busy {}: that is as much as more than {MOST_DAYS} ordinary days in one run; \
                 take fewer hours or a smaller factor, and more --seeds",
                args.hours,
                args.busy
            )
        }
        Some(_) if args.seeds == Some(1) => {
            bail!("--seeds 1: a comparison needs at least 2 seeds")
        }
        _ => Ok(()),
    }
}

/// The figures of a file, or the shipped ones.
fn figures(file: Option<&Path>) -> Result<DayFigures> {
    let Some(file) = file else {
        return Ok(DayFigures::shipped());
    };
    let text =
        std::fs::read_to_string(file).wrap_err_with(|| format!("--figures {}", file.display()))?;
    DayFigures::parse(&text).wrap_err_with(|| format!("{}", file.display()))
}
