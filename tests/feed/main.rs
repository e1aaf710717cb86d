//! The client's side of the feed against a scripted hub on a real socket.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that can not go on stops

mod commands;
mod lines;
mod scripted;
mod views;
