//! What whole-flow tests share: real hub processes, a plain WebSocket client that knows only the protocol, and
//! consoles on a real pseudo-terminal.
#![allow(dead_code)] // each test file uses its part
#![allow(clippy::needless_pass_by_value)] // arguments are written in place, as `json!({..})`
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

pub mod line;
pub mod process;
pub mod screen;
pub mod seat;
pub mod wire;

use std::time::{Duration, Instant};

/// Waits until `ready` gives something; fails after `limit` with what was waited for.
pub fn wait_for<T>(what: &str, limit: Duration, mut ready: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(Instant::now() < end, "waited {limit:?} for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
