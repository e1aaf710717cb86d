//! The wire between hub and consoles: [`frame`]s of `watchfloor.v1`, the [`digest`] that proves two floors
//! equal, and the client side: a [`link`] actor whose state can be shown, an [`outbox`] for commands, the
//! [`mirror`] that folds what arrives, the hub's [`clock`].

pub mod backoff;
pub mod clock;
pub mod digest;
pub mod frame;
pub mod intent;
pub mod link;
pub mod mirror;
pub mod outbox;
pub mod state;
pub mod token;
