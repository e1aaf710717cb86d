//! `watchfloor refit`: reads a hub's log, fits, prints the report. Exits with 1 where it suggests no curve.

use std::process::ExitCode;

use color_eyre::eyre::Result;

use crate::cli::RefitArgs;
use crate::domain::time::Millis;
use crate::hub::log::LogReader;
use crate::refit::answers::Answers;
use crate::refit::report::{page, report};

/// Runs the refit.
pub fn run(args: &RefitArgs) -> Result<ExitCode> {
    let policy = super::policy(args.policy.as_deref())?;
    let log = LogReader::open(&args.data.join("hub.db"))?;
    let answers = Answers::read(&log, args.since.unwrap_or(Millis(i64::MIN)))?;
    let report = report(&answers, &policy);
    let text = if args.json {
        serde_json::to_string_pretty(&report)?
    } else {
        page(&report, &policy)
    };
    super::print(&text)?;
    Ok(if report.suggestion.is_some() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
