//! The server: one writer, one log, one floor. Nothing is answered or shown before it is durable.

pub mod auth;
pub mod dir;
pub mod ingest;
pub mod issue;
pub mod log;
pub mod vault;
