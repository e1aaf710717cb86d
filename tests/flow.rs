//! Whole flows with real processes: a real hub, real consoles on pseudo-terminals, keys in and words out.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use serde_json::json;
use support::process::Hub;
use support::screen::Screen;
use support::wire::Wire;

fn console(hub: &Hub, user: &str) -> Screen {
    let token = hub.token_file("dissuader,disposal", user);
    let token = token.to_string_lossy().into_owned();
    Screen::start(
        120,
        40,
        &["--url", &hub.url, "--token-file", &token, "--lang", "en"],
    )
}

/// One alert on a fresh floor: hub, its key, and a producer's line.
fn floor_with_one_alert(dir: &std::path::Path) -> (Hub, String) {
    let hub = Hub::start(dir);
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "p", &[]));
    let key = producer.raise("one", "P1");
    (hub, key)
}

#[test]
fn the_demo_starts_paints_and_an_officer_brings_an_alert_to_an_outcome() {
    let mut screen = Screen::start(120, 40, &["demo", "--lang", "en", "--seed", "7"]);
    screen.wait("SIM");
    screen.wait("P1");
    screen.press("n");
    screen.wait("is yours");
    screen.wait("Did you give anyone your bank-card details?");
    screen.press("1");
    screen.wait_until("the answer", |text| text.contains("details? no"));
    screen.press("o");
    screen.wait("dissuaded");
    screen.press("1");
    screen.wait_until("the outcome on the alert", |text| text.contains("closed"));
    screen.press("q");
    assert!(screen.ended());
}

#[test]
fn a_reported_loss_becomes_a_stopped_account_with_keys_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, key) = floor_with_one_alert(dir.path());
    let mut desk = Wire::hello(
        &hub.url,
        &hub.token("liaison", "ICBC", &["--institution", "ICBC"]),
    );
    desk.snapshot("orders", "cases");
    let mut screen = console(&hub, "0412");
    screen.wait("P1");
    screen.press("n");
    screen.wait("is yours");
    screen.press("s");
    screen.wait("account");
    screen.press("ICBC\t0000123456789012345\t52000\t4\r");
    screen.wait("**** 2345");
    screen.press_until("a", "send now");
    screen.press_until("y", "leaves in");
    let sent = desk.event("view.entered");
    let (order, ver) = (
        sent["key"].as_str().expect("a key"),
        sent["ver"].as_u64().expect("a version"),
    );
    let acked = desk.command("a1", "order.ack", Some((order, ver)), json!({}));
    assert_eq!(acked["t"], "done", "{acked}");
    let ver = acked["ver"].as_u64().expect("a version");
    let held = desk.command(
        "a2",
        "order.stopped",
        Some((order, ver)),
        json!({"held": 3_000_000}),
    );
    assert_eq!(held["t"], "done", "{held}");
    screen.wait("stopped");
    screen.wait_until("the held sum", |text| {
        text.contains("30 k") || text.contains("30 000")
    });
    let mut officer = Wire::hello(&hub.url, &hub.token("commander", "9", &[]));
    let (_, _, alerts) = officer.snapshot("a", "alerts");
    assert_eq!(alerts[&key].1["state"], "converted");
    let (_, _, cases) = officer.snapshot("c", "cases");
    let order = &cases[order].1;
    assert_eq!(
        (order["state"].as_str(), order["held"].as_u64()),
        (Some("stopped"), Some(3_000_000))
    );
    assert!(
        !serde_json::to_string(&cases)
            .expect("text")
            .contains("0000123456789012345"),
        "a raw account on the wire"
    );
}

#[test]
fn the_loser_of_a_race_is_told_who_won() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, key) = floor_with_one_alert(dir.path());
    let (mut one, mut two) = (console(&hub, "0001"), console(&hub, "0002"));
    one.wait("P1");
    two.wait("P1");
    one.press("n");
    one.wait("is yours");
    two.wait_until("the winner on the other screen", |text| {
        text.contains("0001")
    });
    // A command decided on the version before: as from a console that had not yet heard.
    let mut late = Wire::hello(&hub.url, &hub.token("dissuader", "0003", &[]));
    let refused = late.command("late", "alert.claim", Some((&key, 1)), json!({}));
    assert_eq!(
        (refused["t"].as_str(), refused["code"].as_str()),
        (Some("refused"), Some("version_conflict")),
        "{refused}"
    );
    assert_eq!(refused["cur"]["owner"], "u:0001");
    two.press("n");
    two.wait_until("a sentence about the empty queue", |text| {
        text.contains("Nothing waits") || text.contains("No alert")
    });
}

#[test]
fn a_killed_hub_shows_as_stale_and_the_consoles_agree_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, _) = floor_with_one_alert(dir.path());
    let addr = hub.addr().to_owned();
    let (mut one, two) = (console(&hub, "0001"), console(&hub, "0002"));
    one.wait("P1");
    two.wait("P1");
    one.press("n");
    two.wait_until("the claim on both", |text| text.contains("0001"));
    let data = hub.kill();
    for screen in [&one, &two] {
        screen.wait_until("an honest link", |text| {
            text.contains("STALE") || text.contains("no line") || text.contains("hub is down")
        });
    }
    let hub = Hub::start_at(&data, &addr);
    for screen in [&one, &two] {
        screen.wait_until("the line again", |text| {
            text.contains('●') && !text.contains("STALE") && text.contains("0001")
        });
    }
    let mut wire = Wire::hello(&hub.url, &hub.token("dissuader", "9", &[]));
    let (_, end, view) = wire.snapshot("a", "alerts");
    assert_eq!((end["count"].as_u64(), view.len()), (Some(1), 1));
}
