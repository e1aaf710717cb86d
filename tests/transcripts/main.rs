//! The golden transcripts of `spec/transcripts`, replayed by both sides: a link hears what the hub said, a hub
//! hears what the client said, and each must answer as it did.
//!
//! They were written by [`record`]: a link, a hub, and a recorder on the line between them. After a change of
//! the protocol: `cargo test --test transcripts -- --ignored record`.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that can not go on stops

#[path = "../hub/client.rs"]
#[allow(dead_code)] // this file uses its part
mod client;
mod client_side;
mod hub_side;
mod line;
mod record;
mod scenarios;
