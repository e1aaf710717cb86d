//! What panes are made of. Every widget paints into a rectangle of a ratatui buffer, takes its looks
//! and glyphs from the [`Theme`](super::theme::Theme), never paints outside its rectangle, and works
//! at every size down to nothing.

mod bars;
pub mod big;
mod columns;
mod countdown;
mod frame;
mod input;
mod strip;
pub mod table;

pub use bars::{Bar, Bars};
pub use columns::{Align, Cells, Column, Keep, REST};
pub use countdown::{Certainty, Countdown};
pub use frame::{Attention, Frame, blank};
pub use input::{Edit, TextField};
pub use strip::Strip;
pub use table::{MASK, Order, Painted, Row, Table};
