//! The wire between hub and consoles: [`frame`]s of `watchfloor.v1`, the [`digest`] that proves two floors
//! equal, and the client side: a [`link`] actor whose state can be shown, an outbox for commands, the
//! [`mirror`] that folds what arrives, the hub's [`clock`].

mod actor;
pub mod address;
pub mod backoff;
pub mod clock;
mod conn;
pub mod digest;
pub mod frame;
pub mod incoming;
pub mod intent;
pub mod link;
pub mod links;
pub mod mirror;
mod outbox;
mod outbox_file;
pub mod secret;
mod session;
pub mod state;
mod sub;
mod tell;
pub mod token;
pub mod view_id;
