//! The hub's own log goes to a standard error that can not be written. Lines are lost, the hub is not.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::process::Stdio;

use serde_json::json;
use support::process::Hub;
use support::wire::Wire;

fn full() -> Stdio {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("/dev/full");
    full.into()
}

fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[test]
fn a_hub_whose_log_can_not_be_written_goes_on() {
    for (name, stderr) in [("full", full()), ("closed", closed())] {
        let dir = tempfile::tempdir().expect("a directory");
        let hub = Hub::start_telling(dir.path(), "127.0.0.1:0", stderr);
        let token = hub.token("producer", "load", &[]);
        for _ in 0..3 {
            // A refused token is a line of the log.
            let mut stranger = Wire::open(&hub.url);
            stranger.say(&json!({
                "t": "hello", "id": 1, "auth": {"token": "nonsense"},
                "client": {"name": "test", "ver": "0", "inst": "one"},
            }));
            while stranger.hear().is_some() {}
            let mut wire = Wire::hello(&hub.url, &token);
            let pong = wire.ask(json!({"t": "ping", "t0": 1}));
            assert_eq!(pong["t"], "pong", "{name}: {pong}");
        }
    }
}
