//! The binary: arguments to one of the programs, and the error report when it fails.

use std::process::ExitCode;

use clap::Parser as _;
use color_eyre::eyre::Result;

fn main() -> Result<ExitCode> {
    color_eyre::config::HookBuilder::default()
        .display_env_section(false)
        .install()?;
    watchfloor::programs::run(watchfloor::cli::Cli::parse())
}
