//! A wall as a whole flow: what it receives holds nothing of a person, it outlives its hub, and it takes no token
//! that could bring more. Real hub, real wall on a pseudo-terminal.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::path::Path;

use serde_json::json;
use support::process::Hub;
use support::screen::Screen;
use support::wire::Wire;

fn wall(hub: &Hub, token: &Path) -> Screen {
    let token = token.to_string_lossy();
    let args = ["wall", "--turn", "3", "--lang", "en"];
    let hub = ["--url", &hub.url, "--token-file", &token];
    Screen::start(74, 20, &[args.as_slice(), &hub].concat())
}

fn raise(hub: &Hub, idem: &str) {
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "p", &[]));
    let args = json!({
        "kind": "model_victim", "tier": "P0", "score": 990, "reasons": ["said 139 0000 1234"],
        "fraud_type": "task_rebate", "channel": "call", "org": "330700",
        "victim_phone": "12000001234", "victim_name": "王小明", "at_risk": 5_200_000,
        "source": {"name": "test", "id": idem},
    });
    let said = producer.command(idem, "alert.raise", None, args);
    assert_eq!(said["t"], "done", "{said}");
}

#[test]
fn nothing_of_a_person_reaches_a_wall_and_it_outlives_its_hub() {
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(dir.path());
    let addr = hub.addr().to_owned();
    let token = hub.token_file("wall", "hall");
    raise(&hub, "one");

    let seen = |screen: &mut Wire| {
        let views = ["alerts", "cases", "floor"].map(|feed| screen.snapshot(feed, feed).2);
        format!("{views:?}")
    };
    let mut wire = Wire::hello(&hub.url, &hub.token("wall", "hall", &[]));
    let seen = seen(&mut wire);
    assert!(seen.contains("task_rebate"), "{seen}");
    for personal in ["1200000", "0001234", "王", "0000 1234", "****", "mask"] {
        assert!(!seen.contains(personal), "{personal} in {seen}");
    }

    let mut screen = wall(&hub, &token);
    screen.wait("P0 nobody holds");
    screen.wait("P0 waits: pages stand still");
    screen.press("sxaynd\u{1b}");
    hub.kill();
    screen.wait("not connected");
    let hub = Hub::start_at(dir.path(), &addr);
    screen.wait_until("a line again", |text| {
        !text.contains("not connected") && !text.contains("STALE")
    });
    screen.wait("P0 waits: pages stand still");
    drop(hub);
    screen.wait("not connected");
    screen.press("q");
    assert!(screen.ended());
}

#[test]
fn a_token_that_could_bring_more_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(dir.path());
    let token = hub.token_file("dissuader", "0412");
    let mut screen = wall(&hub, &token);
    screen.wait("this token has the role `dissuader`");
    assert!(!screen.ended());
}
