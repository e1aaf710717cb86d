//! The binary: arguments to one of the programs, and what is said when it fails.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use color_eyre::eyre::{Report, Result};

fn main() -> ExitCode {
    match start() {
        Ok(code) => code,
        Err(report) => {
            // For the operator: what failed and why, in one line. Backtraces are for panics.
            let _ = writeln!(std::io::stderr(), "watchfloor: {}", sentence(&report));
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<ExitCode> {
    color_eyre::config::HookBuilder::default()
        .display_env_section(false)
        .install()?;
    watchfloor::programs::run(watchfloor::cli::Cli::parse())
}

/// The chain of causes, each said once.
fn sentence(report: &Report) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in report.chain().map(ToString::to_string) {
        if !said.last().is_some_and(|last| last.ends_with(&cause)) {
            said.push(cause);
        }
    }
    said.join(": ")
}
