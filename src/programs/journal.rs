//! Where the program's own log goes: a file, or standard error for programs without a screen. Never the screen.

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use color_eyre::eyre::{Context as _, Result};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

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
                .log_internal_errors(false)
                .init();
            Ok(Some(guard))
        }
        (None, Without::File) => {
            tracing_subscriber::fmt()
                .with_env_filter(filter)
                .with_ansi(std::io::stderr().is_terminal())
                .with_writer(|| Forgiving(std::io::stderr()))
                .log_internal_errors(false)
                .init();
            Ok(None)
        }
        (None, Without::Screen) => Ok(None),
    }
}
