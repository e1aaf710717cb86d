//! `watchfloor completions` and `watchfloor man`: made from the command line's own description, so that they can
//! not differ from it.

use std::io::Write as _;
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap_complete::Shell;
use color_eyre::eyre::{Context as _, Result};

use crate::cli::{Cli, CompletionsArgs, ManArgs, ShellName};

/// Prints what a shell needs.
pub fn completions(args: &CompletionsArgs) -> Result<ExitCode> {
    let shell = match args.shell {
        ShellName::Bash => Shell::Bash,
        ShellName::Zsh => Shell::Zsh,
        ShellName::Fish => Shell::Fish,
    };
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "watchfloor", &mut text);
    std::io::stdout().write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the manual page, or writes all of them.
pub fn man(args: &ManArgs) -> Result<ExitCode> {
    let Some(dir) = &args.out else {
        let mut text = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut text)?;
        std::io::stdout().write_all(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    let place = || format!("--out {}", dir.display());
    std::fs::create_dir_all(dir).wrap_err_with(place)?;
    clap_mangen::generate_to(Cli::command(), dir).wrap_err_with(place)?;
    Ok(ExitCode::SUCCESS)
}
