//! Entering and leaving the terminal. What is changed is given back exactly once: when the guard is
//! dropped, on demand, or in a panic, where the order is: log, restore, then print.
//! Restoring never waits long: a terminal that does not read is left after half a second.

use std::io::{self, IsTerminal, Write};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::queue;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::termios::QueueSelector;

use super::out;

/// True while the terminal is ours: raw, on the alternate screen.
static HELD: AtomicBool = AtomicBool::new(false);

/// How long restoring waits for a frame that is being written, in all.
const PATIENCE: Duration = Duration::from_millis(500);
/// After this much of [`PATIENCE`] the output still queued in the terminal is thrown away.
const POLITE: Duration = Duration::from_millis(150);

/// Whether mouse events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mouse {
    /// The terminal keeps the mouse, so that text can be selected.
    #[default]
    Off,
    /// Clicks and the wheel come as [`super::TermEvent::Mouse`].
    On,
}

/// Clicks and the wheel with their cells; what the mouse does between them is nobody's business.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// The terminal while it is ours. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard {
    mouse: Mouse,
}

impl Guard {
    /// Raw mode, alternate screen, cursor hidden, bracketed paste, focus reports.
    ///
    /// # Errors
    /// When input or output is no terminal, or the terminal refuses raw mode.
    pub fn enter(mouse: Mouse) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other(
                "standard output is not a terminal; the console needs one (try `ssh -t`)",
            ));
        }
        let guard = Self { mouse };
        guard.take()?;
        Ok(guard)
    }

    /// Gives the terminal back and stops the process as Ctrl-Z does. Returns when it goes on; then
    /// [`super::TermEvent::Continued`] follows, and with it [`Self::resume`].
    pub fn suspend(&self) -> io::Result<()> {
        restore();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
    }

    /// Takes the terminal again after a stop, ours or one from outside, during which the shell may
    /// have changed its modes. The next frame must be a full one.
    pub fn resume(&self) -> io::Result<()> {
        restore();
        self.take()
    }

    /// Takes the mouse, or leaves it to the terminal; answers what has to be written for that.
    pub fn turn(&mut self, mouse: Mouse) -> Vec<u8> {
        self.mouse = mouse;
        match mouse {
            Mouse::On => MOUSE_ON,
            Mouse::Off => MOUSE_OFF,
        }
        .to_vec()
    }

    fn take(&self) -> io::Result<()> {
        enable_raw_mode()?;
        HELD.store(true, Ordering::SeqCst);
        write_now(&entering(self.mouse)?)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether the terminal is ours. Frames are written only while it is.
pub fn is_held() -> bool {
    HELD.load(Ordering::SeqCst)
}

/// Gives the terminal back if it is ours; otherwise does nothing. Failures are ignored: there is
/// nobody left to tell.
pub fn restore() {
    if !HELD.swap(false, Ordering::SeqCst) {
        return;
    }
    settle_output();
    if let Ok(bytes) = leaving() {
        let _ = write_now(&bytes);
    }
    let _ = disable_raw_mode();
}

/// In a panic of any thread: `report` it, restore the terminal, then print what the report says for people, and end.
/// The main thread unwinds; a panic of another ends the program here, since a console without one of its threads is
/// none. Of threads that fall together the second waits, or it would end the program while the first restores.
pub fn install_panic_hook(report: impl Fn(&PanicHookInfo<'_>) -> String + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |info| {
        let _alone = FALLING.lock().unwrap_or_else(PoisonError::into_inner);
        let said = report(info);
        restore();
        let _ = writeln!(io::stderr(), "{said}");
        if std::thread::current().name() != Some(MAIN) {
            std::process::exit(PANICKED);
        }
    }));
}

/// Held by the thread whose fault is being told.
static FALLING: Mutex<()> = Mutex::new(());
/// The main thread's name.
const MAIN: &str = "main";
/// The exit code of a panic, as Rust has it.
const PANICKED: i32 = 101;

fn entering(mouse: Mouse) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(
        bytes,
        EnterAlternateScreen,
        Hide,
        EnableBracketedPaste,
        EnableFocusChange
    )?;
    if mouse == Mouse::On {
        bytes.extend(MOUSE_ON);
    }
    Ok(bytes)
}

fn leaving() -> io::Result<Vec<u8>> {
    // CAN ends a sequence that was cut off; then the synchronized update, if one was open.
    let mut bytes = b"\x18\x1b[?2026l\x1b[0m".to_vec();
    bytes.extend(MOUSE_OFF);
    queue!(
        bytes,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    )?;
    Ok(bytes)
}

/// Waits until no frame is being written; a terminal that does not take it loses it.
fn settle_output() {
    let start = Instant::now();
    while out::is_writing() && start.elapsed() < PATIENCE {
        if start.elapsed() > POLITE {
            let _ = rustix::termios::tcflush(rustix::stdio::stdout(), QueueSelector::OFlush);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Writes straight to the terminal, unless it does not take anything for a while.
fn write_now(bytes: &[u8]) -> io::Result<()> {
    let stdout = rustix::stdio::stdout();
    let patience = Timespec {
        tv_sec: 0,
        tv_nsec: 200_000_000,
    };
    let ready = rustix::event::poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], Some(&patience))?;
    if ready == 0 {
        return Err(io::ErrorKind::TimedOut.into());
    }
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaving_undoes_everything_entering_does() {
        let on = String::from_utf8(entering(Mouse::On).unwrap()).unwrap();
        let off = String::from_utf8(leaving().unwrap()).unwrap();
        for part in on.split("\x1b[?").filter(|part| !part.is_empty()) {
            let (mode, set) = part.split_at(part.len() - 1);
            let undone = if set == "h" { "l" } else { "h" };
            assert!(
                off.contains(&format!("\x1b[?{mode}{undone}")),
                "mode {mode}{set} stays"
            );
        }
    }

    #[test]
    fn restoring_what_was_never_taken_does_nothing() {
        assert!(!is_held());
        restore();
        assert!(!is_held());
    }
}
