//! The hub is killed at random moments under commands. Whatever was acknowledged is there once, an unanswered
//! command is settled by asking, and a client that was connected before agrees by digest afterwards.
//! `WATCHFLOOR_KILLS` sets how many kills (default 12).
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::json;
use support::process::Hub;
use support::wire::Wire;

/// What a client knows of a command it gave.
#[derive(Clone, PartialEq, Debug)]
enum Known {
    Acknowledged { key: String, off: u64 },
    Lost,
}

fn kills() -> u32 {
    std::env::var("WATCHFLOOR_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(12)
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for round in 0..kills() {
        let hub = Hub::start(dir.path());
        let token = hub.token("producer", "load", &[]);
        settle(&hub.url, &token, &mut known);
        let (to_test, from_load) = mpsc::channel();
        let url = hub.url.clone();
        let load = std::thread::spawn(move || load(&url, &token, round, &to_test));
        // The moment differs by round; the first answers have come by then.
        let first = from_load
            .recv_timeout(Duration::from_secs(10))
            .expect("an answer");
        std::thread::sleep(Duration::from_micros(u64::from(round) * 7919 % 60_000));
        hub.kill();
        load.join().expect("the load ends");
        for (idem, fate) in std::iter::once(first).chain(from_load.try_iter()) {
            known.insert(idem, fate);
        }
    }
    let hub = Hub::start(dir.path());
    let token = hub.token("producer", "load", &[]);
    settle(&hub.url, &token, &mut known);
    check(&hub, &known);
}

/// Raises alerts as fast as answers come, until the line breaks.
fn load(url: &str, token: &str, round: u32, told: &mpsc::Sender<(String, Known)>) {
    let mut wire = Wire::hello(url, token);
    for n in 0.. {
        let idem = format!("k-{round}-{n}");
        let args = alert(&idem);
        wire.say(&json!({"t": "cmd", "id": n, "idem": idem, "name": "alert.raise", "args": args}));
        let answer = loop {
            match wire.hear() {
                Some(said) if said["re"] == json!(n) => break Some(said),
                Some(_) => {}
                None => break None,
            }
        };
        let Some(said) = answer else {
            let _ = told.send((idem, Known::Lost));
            return;
        };
        assert_eq!(said["t"], "done", "{said}");
        let (key, off) = (
            said["key"].as_str().expect("a key").to_owned(),
            said["off"].as_u64().expect("an offset"),
        );
        let _ = told.send((idem, Known::Acknowledged { key, off }));
    }
}

fn alert(idem: &str) -> serde_json::Value {
    json!({"kind": "model_victim", "tier": "P1", "score": 700, "reasons": [idem], "fraud_type": "task_rebate",
        "channel": "net", "org": "330700", "source": {"name": "kill", "id": idem}})
}

/// Asks what became of the commands whose answers were lost; gives those again that never arrived.
fn settle(url: &str, token: &str, known: &mut BTreeMap<String, Known>) {
    let mut wire = Wire::hello(url, token);
    for (idem, fate) in known.iter_mut().filter(|(_, fate)| **fate == Known::Lost) {
        let said = wire.ask(json!({"t": "ask", "idem": idem}));
        let said = match said["status"].as_str() {
            Some("committed") => said,
            Some("unknown") => wire.command(idem, "alert.raise", None, alert(idem)),
            other => panic!("{idem} is {other:?}"),
        };
        let key = said["key"].as_str().expect("a key").to_owned();
        *fate = Known::Acknowledged {
            key,
            off: said["off"].as_u64().expect("an offset"),
        };
    }
}

/// Every acknowledged alert stands once, where it was said to stand, and giving the command again changes nothing.
fn check(hub: &Hub, known: &BTreeMap<String, Known>) {
    let mut wire = Wire::hello(&hub.url, &hub.token("dissuader", "1", &[]));
    let (_, end, view) = wire.snapshot("a", "alerts");
    assert_eq!(end["count"].as_u64().expect("a count") as usize, view.len());
    let mut by_source: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (key, (_, data)) in &view {
        by_source
            .entry(data["source"]["id"].as_str().expect("a source"))
            .or_default()
            .push(key);
    }
    assert_eq!(by_source.len(), view.len(), "an alert stands twice");
    assert_eq!(
        by_source.len(),
        known.len(),
        "alerts nobody raised, or lost ones"
    );
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "load", &[]));
    for (n, (idem, fate)) in known.iter().enumerate() {
        let Known::Acknowledged { key, off } = fate else {
            panic!("{idem} was never settled")
        };
        assert_eq!(by_source.get(idem.as_str()), Some(&vec![key]), "{idem}");
        if n % 97 == 0 {
            let again = producer.command(idem, "alert.raise", None, alert(idem));
            assert_eq!(
                (
                    again["t"].as_str(),
                    again["dup"].as_bool(),
                    again["off"].as_u64()
                ),
                (Some("done"), Some(true), Some(*off))
            );
        }
    }
    assert!(known.len() > 20, "only {} commands were tried", known.len());
}
