//! The console without its terminal: the [`model`] of what is known and where the officer is, the [`message`]s
//! that change it, [`update`](update::update) which answers with [`effect`]s. Nothing here does I/O; the loop in
//! `run` does, and the panes paint the model.

pub mod again;
pub mod bulk;
pub mod changed;
pub mod dark;
pub mod effect;
pub mod follow;
pub mod frontier;
pub mod hand;
pub mod inbox;
pub mod link;
pub mod lists;
pub mod marks;
pub mod message;
pub mod model;
pub mod place;
pub mod refresh;
pub mod sending;
pub mod table;
pub mod told;
pub mod tree;
pub mod update;

mod act;
mod alarm;
mod answer;
mod money;
mod mouse;
mod moves;
mod places;
mod reveal;
mod rows;
#[cfg(test)]
mod tests;

pub use act::{answer_amount, request, send, send_on};
pub use effect::Effect;
pub use message::Msg;
pub use model::Model;
pub use money::{Leaving, confirm, leaving, together};
pub use moves::{above, enter, open_item, open_order, speak};
pub use places::order_meant;
pub use update::{perform, prepare, update};
