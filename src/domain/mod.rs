//! What is true on the floor. Pure: no I/O, no clock, no chance, nothing of the layers above.
//!
//! A [`command`] goes through [`decide`] and becomes [`event`]s; [`floor`] folds events into entities. Rules
//! are data in [`policy`].

pub mod admit;
pub mod alert;
pub mod case;
pub mod clock;
pub mod command;
pub mod decide;
pub mod deed;
pub mod event;
pub mod figures;
pub mod floor;
pub mod hop;
pub mod ids;
pub mod intervention;
pub mod masked;
pub mod money;
pub mod open;
pub mod order;
pub mod org;
pub mod policy;
pub mod refusal;
pub mod reveal;
pub mod script;
pub mod time;
pub mod trace;
pub mod worth;
