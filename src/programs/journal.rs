//! Where the program's own log goes: a file, or standard error for programs without a screen. Never the screen.

use std::io::IsTerminal as _;
use std::path::Path;

use color_eyre::eyre::{Context as _, Result};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use crate::tui::term::guard::install_panic_hook;

/// What to do without a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Without {
    /// Write to standard error.
    File,
    /// Write nothing: the terminal belongs to the screen.
    Screen,
}

/// Starts the log of a program that owns the screen, and sees to it that a panic in any thread is logged and
/// gives the terminal back before it is printed.
pub fn start_with_screen(file: Option<&Path>) -> Result<Option<WorkerGuard>> {
    let guard = start(file, Without::Screen)?;
    install_panic_hook(|info| tracing::error!(%info, "panic"));
    Ok(guard)
}

/// Starts the log; it is whole on disk when the guard is dropped.
pub fn start(file: Option<&Path>, without: Without) -> Result<Option<WorkerGuard>> {
    let filter =
        EnvFilter::try_from_env("WATCHFLOOR_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    match (file, without) {
        (Some(file), _) => {
            let opened = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(file);
            let opened = opened.wrap_err_with(|| format!("--log {}", file.display()))?;
            let (writer, guard) = tracing_appender::non_blocking(opened);
            tracing_subscriber::fmt()
                .with_env_filter(filter)
                .with_ansi(false)
                .with_writer(writer)
                .init();
            Ok(Some(guard))
        }
        (None, Without::File) => {
            tracing_subscriber::fmt()
                .with_env_filter(filter)
                .with_ansi(std::io::stderr().is_terminal())
                .with_writer(std::io::stderr)
                .init();
            Ok(None)
        }
        (None, Without::Screen) => Ok(None),
    }
}
