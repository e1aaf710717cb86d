//! The hub over real sockets and a real log, spoken to by a raw WebSocket client.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that can not go on fails

mod client;
mod commands;
mod directory;
mod feeds;
mod frames;
mod handshake;
mod http;
mod outside;
mod privacy;
mod resume;
mod reveal;
mod seats;
mod views;
