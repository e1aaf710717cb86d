//! What can happen to the console.

use std::time::Instant;

use crate::feed::link::FromLink;
use crate::tui::term::TermEvent;
use crate::tui::theme::Reread;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// At the terminal.
    Term(TermEvent),
    /// On the link with this number.
    Link(usize, FromLink),
    /// A file of the theme was written.
    Theme(Box<Reread>),
    /// Time has passed; said before every frame.
    Now(Instant),
}
