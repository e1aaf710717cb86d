//! The programs: each puts rooms of the house together and runs them. What may be printed is printed here.

mod check;
mod console;
mod demo;
mod fault;
mod journal;
mod manual;
mod refit;
mod sim;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::Utc;
use color_eyre::eyre::{Context as _, Result, ensure};

use crate::cli::{Cli, HubAction, HubArgs, Program, SpecArgs};
use crate::domain::policy::Policy;
use crate::domain::time::Millis;
use crate::hub::directory::Directory;
use crate::hub::{self, HubConfig, Limits};
use crate::text::safe::SafeText;

/// Runs what was asked for.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.program {
        None => console::run(&cli.console),
        Some(Program::Demo(args)) => demo::run(&args),
        Some(Program::Wall(args)) => console::run_wall(&args),
        Some(Program::Hub(HubArgs {
            action: Some(HubAction::Token(args)),
            ..
        })) => {
            let said = hub::issue::token_command(&args, now())?;
            print(&said)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Program::Hub(args)) => serve(args),
        Some(Program::Ingest(args)) => {
            let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
            let code = runtime()?.block_on(hub::ingest::client::ingest_command(
                &args, &mut out, &mut err,
            ));
            Ok(ExitCode::from(code))
        }
        Some(Program::Sim(args)) => sim::run(&args),
        Some(Program::Refit(args)) => refit::run(&args),
        Some(Program::Check(args)) => check::run(&args),
        Some(Program::Spec(args)) => spec(&args),
        Some(Program::Completions(args)) => manual::completions(&args),
        Some(Program::Man(args)) => manual::man(&args),
    }
}

/// Where the program keeps what it must not lose: unanswered commands, reports of its own faults.
fn state_dir() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    Some(state.or_else(home)?.join("watchfloor"))
}

/// Now by this machine's clock: only for what begins here (tokens, demo data); screens use the hub's time.
fn now() -> Millis {
    Millis(Utc::now().timestamp_millis())
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}

/// One thread carries the links of a console, whose own thread paints: nothing wakes but what has something to do.
fn runtime_of_links() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("links")
        .enable_all()
        .build()?)
}

fn print(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{}", line.trim_end())?;
    Ok(())
}

fn warn(line: &str) -> Result<()> {
    writeln!(std::io::stderr(), "{}", line.trim_end())?;
    Ok(())
}

/// The rules of a file, or the shipped ones.
fn policy(file: Option<&Path>) -> Result<Policy> {
    let Some(file) = file else {
        return Ok(Policy::shipped());
    };
    let text =
        std::fs::read_to_string(file).wrap_err_with(|| format!("--policy {}", file.display()))?;
    let policy = Policy::parse(&text).wrap_err_with(|| format!("{}", file.display()))?;
    let (from, now) = (policy.effective_from, now());
    ensure!(
        from <= now,
        "{}: effective_from: found {from}, allowed is a moment that has come; it is {now}",
        file.display()
    );
    Ok(policy)
}

fn serve(args: HubArgs) -> Result<ExitCode> {
    let _journal = journal::start_without_screen(args.log.as_deref())?;
    let policy = policy(args.policy.as_deref())?;
    let config = HubConfig {
        data: args.data.unwrap_or_default(),
        listen: args.listen,
        name: SafeText::line(&args.name),
        org: args.org.parse().wrap_err("--org")?,
        sim: false,
        policy,
        limits: Limits {
            commands_per_min: args.rate,
            ..Limits::default()
        },
        directory: args.directory.as_deref().map(Directory::read).transpose()?,
        past: Vec::new(),
    };
    runtime()?.block_on(hub::run(config, &mut std::io::stdout()))?;
    Ok(ExitCode::SUCCESS)
}

fn spec(args: &SpecArgs) -> Result<ExitCode> {
    match &args.out {
        None => print(&crate::spec::text()?)?,
        Some(dir) => {
            crate::spec::write(dir).wrap_err_with(|| format!("--out {}", dir.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
