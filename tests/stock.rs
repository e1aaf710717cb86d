//! A stock client, Python's `websockets`, follows the floor by the specification alone. Skipped, saying so,
//! where Python or the package is absent.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use support::process::Hub;
use support::wire::Wire;

#[test]
fn a_stock_client_reads_the_snapshot_and_live_events() {
    let has_package = Command::new("python3")
        .args(["-c", "import websockets.sync.client"])
        .stderr(Stdio::null())
        .status();
    if !has_package.is_ok_and(|status| status.success()) {
        eprintln!("skipped: python3 with the package `websockets` is not here");
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(dir.path());
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "p", &[]));
    let first = producer.raise("first", "P1");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stock_client.py");
    let mut client = Command::new("python3")
        .args([script, &hub.url, &hub.token("dissuader", "7", &[])])
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let mut lines = BufReader::new(client.stdout.take().expect("piped")).lines();
    let mut line = || lines.next().expect("a line").expect("text");
    // One entity in its first version: the sum of the digest has one term.
    let digest = xxhash_rust::xxh3::xxh3_64(format!("{first}\u{0}1").as_bytes());
    assert_eq!(line(), format!("snapshot 1 {digest:016x}"));
    let second = producer.raise("second", "P1");
    assert_ne!(first, second);
    assert_eq!(line(), format!("event alert.raised {second}"));
    assert!(client.wait().expect("it ends").success());
}
