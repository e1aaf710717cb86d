//! What the loop is asked to do. Only the loop does I/O.

use crate::domain::ids::Key;
use crate::domain::reveal::Purpose;
use crate::feed::frame::Feed;
use crate::feed::intent::Intent;
use crate::tui::term::guard::Mouse;

/// One thing to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Have this done by the hub.
    Send(Box<Intent>),
    /// Get this feed's view anew: what we hold differs from the hub.
    Resync(Feed),
    /// Get the full number of an order or a query.
    Reveal(Key, Purpose),
    /// Ring the terminal's bell.
    Beep,
    /// Put this text on the clipboard of the terminal.
    Copy(String),
    /// Show this on the desktop.
    Notify(&'static str),
    /// Take the mouse from the terminal, or give it back.
    Mouse(Mouse),
    /// Take this one of the built-in looks.
    Theme(String),
    /// Paint everything anew.
    Redraw,
    /// Stop as Ctrl-Z does.
    Suspend,
    /// End.
    Quit,
}
