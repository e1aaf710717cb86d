//! What the loop is asked to do. Only the loop does I/O.

use crate::feed::frame::Feed;
use crate::feed::intent::Intent;

/// One thing to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Have this done by the hub.
    Send(Box<Intent>),
    /// Get this feed's view anew: what we hold differs from the hub.
    Resync(Feed),
    /// Ring the terminal's bell.
    Beep,
    /// Take this one of the built-in looks.
    Theme(String),
    /// Paint everything anew.
    Redraw,
    /// Stop as Ctrl-Z does.
    Suspend,
    /// End.
    Quit,
}
