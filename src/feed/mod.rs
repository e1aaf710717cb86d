//! The wire between hub and consoles: [`frame`]s of `watchfloor.v1`, the [`digest`] that proves two floors
//! equal, and the client link.

pub mod digest;
pub mod frame;
