//! The terminal: entering and leaving it ([`guard`]), what it can do ([`caps`]), what comes from it
//! ([`input`], [`signals`]) and how frames get onto it ([`screen`] makes the bytes, [`out`] writes
//! them on a thread of its own, so that a terminal that stops reading never stops the console).

pub mod caps;
pub mod flow;
pub mod guard;
pub mod input;
pub mod osc;
pub mod out;
pub mod screen;
pub mod signals;

#[cfg(test)]
mod budget_tests;
mod encode;
#[cfg(test)]
mod mux_tests;
#[cfg(test)]
mod pty_tests;
mod row;
mod scroll;

use ratatui::layout::Size;

use crate::tui::keys::Key;

/// One thing that happened at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermEvent {
    /// A key went down. Releases and auto-repeats reported as such are left out.
    Key(Key),
    /// Text was pasted, at most [`input::PASTE_LIMIT`] bytes; the rest is dropped.
    Paste(String),
    /// The mouse, only when it was switched on in [`guard::Mouse`].
    Mouse(crossterm::event::MouseEvent),
    /// The terminal window came to the front or went away.
    Focus(Focus),
    /// Something came that is no key: an answer of the terminal, see [`flow`].
    Answered,
    /// The terminal has a new size.
    Resize(Size),
    /// Someone asked for a stop (SIGTSTP): call [`guard::Guard::suspend`].
    Suspend,
    /// The process was stopped and goes on (SIGCONT): call [`guard::Guard::resume`] and redraw.
    Continued,
    /// The console has to end now.
    Ended(Ending),
}

/// Whether the terminal window has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// It has.
    Gained,
    /// It has not.
    Lost,
}

/// Why the console has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The terminal was closed or the line dropped (SIGHUP, or the device hung up).
    Hangup,
    /// SIGTERM.
    Terminated,
    /// SIGINT from outside; Ctrl-C typed at the console arrives as a key.
    Interrupted,
}

/// The terminal's size in cells. A terminal that does not know its size counts as 80x24.
pub fn size() -> Size {
    const UNKNOWN: Size = Size {
        width: 80,
        height: 24,
    };
    match rustix::termios::tcgetwinsize(rustix::stdio::stdout()) {
        Ok(found) if found.ws_col > 0 && found.ws_row > 0 => Size {
            width: found.ws_col,
            height: found.ws_row,
        },
        _ => UNKNOWN,
    }
}
