//! Where the program's own log goes: a file, or standard error for programs without a screen. Never the screen.

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use color_eyre::eyre::{Context as _, Result};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::fault;
use crate::tui::term::guard::install_panic_hook;

/// What to do without a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Without {
    /// Write to standard error.
    File,
    /// Write nothing: the terminal belongs to the screen.
    Screen,
}

/// Starts the log of a program that owns the screen, and sees to it that a panic in any thread is logged and
/// gives the terminal back before it is printed.
pub fn start_with_screen(file: Option<&Path>) -> Result<Option<WorkerGuard>> {
    let guard = start(file, Without::Screen)?;
    install_panic_hook(|info| {
        tracing::error!(%info, "panic");
        fault::report(info, super::state_dir().as_deref())
    });
    Ok(guard)
}

/// Standard error that takes every line. One that is full or closed loses lines; the program goes on.
struct Forgiving(std::io::Stderr);

impl Write for Forgiving {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let _ = self.0.write_all(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

/// Starts the log of a program without a screen: a panic is one more line in it, since the usual way of telling
/// ends the program where standard error can not be written.
pub fn start_without_screen(file: Option<&Path>) -> Result<Option<WorkerGuard>> {
    let guard = start(file, Without::File)?;
    std::panic::set_hook(Box::new(|info| tracing::error!(%info, "panic")));
    Ok(guard)
}

/// Starts the log; it is whole on disk when the guard is dropped.
fn start(file: Option<&Path>, without: Without) -> Result<Option<WorkerGuard>> {
    let log = tracing_subscriber::registry().with(filter());
    let layer = tracing_subscriber::fmt::layer().log_internal_errors(false);
    match (file, without) {
        (Some(file), _) => {
            let opened = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(file);
            let opened = opened.wrap_err_with(|| format!("--log {}", file.display()))?;
            let (writer, guard) = tracing_appender::non_blocking(opened);
            let layer = layer.with_ansi(false).with_writer(writer);
            log.with(layer).init();
            Ok(Some(guard))
        }
        (None, Without::File) => {
            let layer = layer
                .with_ansi(std::io::stderr().is_terminal())
                .with_writer(|| Forgiving(std::io::stderr()));
            log.with(layer).init();
            Ok(None)
        }
        (None, Without::Screen) => Ok(None),
    }
}

/// What is worth a line: `WATCHFLOOR_LOG`, a level or several by target (`info,watchfloor::hub=debug`), else `info`.
fn filter() -> Targets {
    let wanted = std::env::var("WATCHFLOOR_LOG").ok();
    let wanted = wanted.and_then(|text| text.parse().ok());
    wanted.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}
