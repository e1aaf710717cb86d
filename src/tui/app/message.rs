//! What can happen to the console.

use std::time::Instant;

use crate::feed::link::FromLink;
use crate::tui::term::TermEvent;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// At the terminal.
    Term(TermEvent),
    /// On the link with this number.
    Link(usize, FromLink),
    /// Time has passed; said before every frame.
    Now(Instant),
}
