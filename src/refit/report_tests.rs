use std::path::Path;

use serde_json::json;

use super::*;
use crate::domain::event::{Body, Event, Off, Reality};
use crate::domain::ids::{Key, OrderId, Ulid};
use crate::domain::time::Millis;
use crate::hub::log::{Batch, Log as _, LogReader, Opening, SqliteLog};

const NOW: Millis = Millis(1_795_400_000_000);

/// A log under test: orders drafted and answered.
struct Written {
    log: SqliteLog,
    events: Vec<Event>,
}

impl Written {
    fn new(file: &Path) -> Self {
        let opening = Opening {
            now: NOW,
            salt: 7,
            key: [1; 8],
        };
        Self {
            log: SqliteLog::open(file, &opening).unwrap(),
            events: Vec::new(),
        }
    }

    fn push(&mut self, key: Key, at: Millis, name: &str, data: &serde_json::Value) {
        let ver = 1 + self.events.iter().filter(|e| e.key == key).count() as u32;
        self.events.push(Event {
            off: Off(self.events.len() as u64 + 1),
            at,
            key,
            ver,
            by: "l:ICBC".parse().unwrap(),
            status: Reality::Actual,
            body: Body::decode(name, &data.to_string()).unwrap(),
        });
    }

    /// An order that was answered at `NOW` about money of this age.
    fn answered(&mut self, age: Option<Span>, found: Found, more: &serde_json::Value) {
        let id = OrderId(Ulid::new(NOW, self.events.len() as u128));
        let case = Ulid::new(NOW, self.events.len() as u128 / 8).to_string();
        let mut order = json!({
            "id": id, "no": 1, "kind": "stop", "state": "sent", "case": case, "org": "330700",
            "target": { "token": "00000000000000000000000000000001" }, "tier_no": 1, "institution": "ICBC",
            "stop_count": 0, "requested_by": "u:1", "drafted_at": NOW, "paper": { "state": "attached" },
            "policy": { "id": "city-default", "version": 1 },
        });
        if let Some(age) = age {
            order["money_at"] = json!(NOW - age);
        }
        for (field, value) in more.as_object().unwrap() {
            order[field] = value.clone();
        }
        self.push(Key::Order(id), NOW - Span::days(1), "order.drafted", &order);
        match found {
            Found::There => {
                let data = json!({ "held": 100, "expires_at": NOW + Span::hours(48) });
                self.push(Key::Order(id), NOW, "order.stopped", &data);
            }
            Found::Gone => self.push(
                Key::Order(id),
                NOW,
                "order.empty",
                &json!({ "next_accounts": [] }),
            ),
        }
    }

    fn commit(&mut self) {
        let head = self.log.head().0 as usize;
        let events = self.events[head..].to_vec();
        self.log
            .commit(&Batch {
                events,
                ..Batch::default()
            })
            .unwrap();
    }
}

/// Answers at ages from half a minute on; the older, the rarer is the money there.
fn fill(log: &mut Written, count: usize) {
    for n in 0..count {
        let age = Span::secs(30 << (n % 10));
        let found = if n * 7 % 10 < 9 - n % 10 {
            Found::There
        } else {
            Found::Gone
        };
        log.answered(Some(age), found, &json!({}));
    }
}

fn read(file: &Path) -> Answers {
    Answers::read(&LogReader::open(file).unwrap(), Millis(0)).unwrap()
}

#[test]
fn only_answers_that_tell_an_age_count() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hub.db");
    let mut log = Written::new(&file);
    fill(&mut log, 400);
    log.commit();
    let policy = Policy::shipped();
    let before = read(&file);
    assert_eq!(before.looks.len(), 400);
    // Everything else: no time, an exercise, a carrier's order, a transfer that comes in later.
    for _ in 0..200 {
        log.answered(None, Found::Gone, &json!({}));
    }
    log.answered(
        Some(Span::mins(1)),
        Found::There,
        &json!({ "status": "exercise" }),
    );
    log.answered(
        Some(Span::mins(1)),
        Found::There,
        &json!({ "kind": "telecom", "measure": "shut" }),
    );
    log.answered(Some(Span::mins(-90)), Found::There, &json!({}));
    log.commit();
    let after = read(&file);
    assert_eq!(
        (after.without_arrival, after.exercises, after.too_early),
        (200, 1, 1)
    );
    assert_eq!(before.looks, after.looks);
    let suggested = |answers| report(answers, &policy).suggestion;
    assert_eq!(suggested(&before), suggested(&after));
    assert!(suggested(&before).is_some());
    // Answers before a day do not count from it on.
    let later = Answers::read(&LogReader::open(&file).unwrap(), NOW + Span(1)).unwrap();
    assert_eq!(later, Answers::default());
}

#[test]
fn a_log_is_read_beside_its_hub_and_left_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hub.db");
    let mut log = Written::new(&file);
    fill(&mut log, 10);
    log.commit();
    assert_eq!(read(&file).looks.len(), 10);
    fill(&mut log, 10);
    log.commit();
    assert_eq!(
        read(&file).looks.len(),
        20,
        "what was written meanwhile is seen"
    );
    let epoch = log.log.epoch();
    drop(log);
    assert_eq!(read(&file).looks.len(), 20, "and without a hub");
    assert_eq!(
        Written::new(&file).log.epoch(),
        epoch,
        "the hub finds it as it was"
    );
    let missing = LogReader::open(&dir.path().join("none/hub.db"));
    assert!(missing.unwrap_err().to_string().contains("none/hub.db"));
    assert!(!dir.path().join("none").exists());
}

#[test]
fn too_few_answers_suggest_nothing_and_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hub.db");
    let mut log = Written::new(&file);
    fill(&mut log, FEWEST - 1);
    log.commit();
    let policy = Policy::shipped();
    let few = report(&read(&file), &policy);
    let page = page(&few, &policy);
    assert_eq!(few.suggestion, None);
    assert!(
        page.contains("No curve is suggested: found 199 answers"),
        "{page}"
    );
    assert!(!page.contains("[worth]"), "{page}");
    for (all, there, is_enough) in [
        (FEWEST, FEWEST_EACH, true),
        (FEWEST, FEWEST - FEWEST_EACH, true),
        (FEWEST - 1, FEWEST_EACH, false),
        (FEWEST * 9, FEWEST_EACH - 1, false),
        (FEWEST, FEWEST - FEWEST_EACH + 1, false),
        (0, 0, false),
    ] {
        assert_eq!(too_few(all, there).is_none(), is_enough, "{there} of {all}");
    }
}

#[test]
fn the_fragment_makes_a_policy_that_a_hub_takes() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hub.db");
    let mut log = Written::new(&file);
    fill(&mut log, 400);
    log.commit();
    let policy = Policy::shipped();
    let report = report(&read(&file), &policy);
    let page = page(&report, &policy);
    let (_, fragment) = page.split_once("version 1):\n").unwrap();
    let (version, worth) = fragment.split_once("[worth]").unwrap();
    let shipped = include_str!("../domain/policy.toml");
    let (head, rest) = shipped.split_once("[worth]").unwrap();
    let (_, rights) = rest.split_once("[rights]").unwrap();
    let text = format!(
        "{}[worth]{worth}\n[rights]{rights}",
        head.replace("version = 1", version.trim())
    );
    let new = Policy::parse(&text).unwrap_or_else(|e| panic!("{e}\n{page}"));
    let suggestion = report.suggestion.unwrap();
    assert_eq!((new.version, suggestion.version), (2, 2));
    assert!((new.worth.locked - suggestion.locked).abs() < 1e-12);
    assert_eq!(new.worth.survival.len(), suggestion.survival.len());
    let rest = |policy: &Policy| WorthPolicy {
        locked: 0.0,
        survival: Vec::new(),
        ..policy.worth.clone()
    };
    assert_eq!(rest(&new), rest(&policy), "the other rules stay");
}
