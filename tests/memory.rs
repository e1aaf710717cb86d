//! What an alert costs a client: 10 000 lives told by events and by a snapshot, read from the hub's text and folded,
//! with every allocation counted. `cargo test --test memory -- --nocapture` says the figures.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so
#![allow(clippy::print_stdout)] // the figures are what is asked for

use std::alloc::System;

use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use watchfloor::domain::ids::{AlertId, Ulid};
use watchfloor::domain::time::Millis;
use watchfloor::feed::frame::Feed;
use watchfloor::feed::incoming::{self, Incoming};
use watchfloor::feed::link::{Counters, FromLink};
use watchfloor::feed::mirror::Mirror;

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ALERTS: usize = 10_000;
const AT: &str = "2026-11-23T01:05:00.123Z";

/// An identity of its own for the `n`th.
fn id(n: usize) -> AlertId {
    AlertId(Ulid::new(Millis(1_795_400_000_000), n as u128))
}

/// An alert as it is raised. A wall gets it without masks, words and source.
fn raised(n: usize, class: &Class) -> Value {
    let token = |of: usize| format!("{:032x}", n * 4 + of);
    let mut alert = json!({
        "id": id(n), "no": n, "kind": "model_victim", "state": "new", "tier": "P2", "score": 400, "model_score": 400,
        "model": {"id": "SIM-city", "version": "1"}, "reasons": [], "fraud_type": "task_rebate", "channel": "net",
        "org": "330702", "victim": {"phone": {"token": token(1)}, "name": {"token": token(2)}, "age_band": "50-59"},
        "caller": {"token": token(3)}, "at_risk": 5_200_000, "detected_at": AT, "raised_at": AT, "waiting_since": AT,
        "hits": 1, "last_hit_at": AT, "policy": {"id": "city-default", "version": 1},
    });
    if let Class::Full = class {
        alert["victim"]["phone"]["mask"] = "138****1234".into();
        alert["victim"]["name"]["mask"] = "王**".into();
        alert["caller"]["mask"] = "170****0001".into();
        alert["reasons"] = json!(["behaves like earlier victims"]);
        alert["transcript"] = json!([{"who": "victim", "text": "they told me to transfer it"}]);
        alert["source"] = json!({"name": "sim", "id": format!("victim-{n}")});
    }
    alert
}

/// For whom an alert is written.
enum Class {
    Full,
    Bare,
}

/// How an alert went.
enum Life {
    /// Nobody has come yet.
    Waits,
    /// Claimed, called and closed.
    Closed,
}

/// What happens to an alert after it was raised.
fn steps(n: usize, life: &Life) -> Vec<(&'static str, Value)> {
    if let Life::Waits = life {
        return Vec::new();
    }
    let call = id(n + ALERTS);
    let call = |state| json!({"id": call, "state": state});
    let planned = json!({
        "id": id(n + ALERTS), "kind": "call", "state": "attempting", "by": "u:0412", "planned_at": AT, "changed_at": AT,
    });
    let answer = |question, choice| json!({"question": question, "choice": choice});
    vec![
        (
            "alert.claimed",
            json!({"owner": "u:0412", "lease_until": AT}),
        ),
        ("intervention.planned", planned),
        ("intervention.changed", call("contacted")),
        ("alert.contacted", json!({})),
        ("alert.answered", answer("bank_details", "no")),
        ("alert.answered", answer("transferred", "no")),
        ("intervention.changed", call("dissuaded")),
        (
            "alert.closed",
            json!({"outcome": "dissuaded", "reason": "", "by": "u:0412", "at": AT}),
        ),
    ]
}

/// A message of the hub with everything that happened to one alert.
fn told(n: usize, class: &Class, life: &Life) -> String {
    let all = std::iter::once(("alert.raised", raised(n, class))).chain(steps(n, life));
    let items: Vec<Value> = all
        .enumerate()
        .map(|(at, (name, data))| {
            json!({
                "off": 1, "type": name, "at": AT, "key": format!("al:{}", id(n)), "ver": at + 1, "by": "u:0412",
                "status": "actual", "data": data,
            })
        })
        .collect();
    json!({"t": "events", "sub": "alerts", "prev": 0, "items": items}).to_string()
}

fn hear(mirror: &mut Mirror, text: &str) {
    let Ok(Incoming::Events(events)) = incoming::read(text) else {
        panic!("not read: {text}");
    };
    let counters = Counters::default();
    let items = events
        .items
        .into_iter()
        .map(|item| item.delivery(&counters));
    let items = items.collect();
    mirror.apply(&FromLink::Events {
        feed: Feed::Alerts,
        items,
    });
    let unreadable = counters.unreadable.into_inner();
    assert_eq!(unreadable, 0, "{text}");
}

/// Bytes that stay for each of many alerts.
fn bytes(class: &Class, life: &Life) -> usize {
    let region = Region::new(COUNTED);
    let mut mirror = Mirror::default();
    for n in 0..ALERTS {
        hear(&mut mirror, &told(n, class, life));
    }
    let now = region.change();
    assert_eq!(mirror.floor().alerts().len(), ALERTS);
    let stays = now.bytes_allocated as isize - now.bytes_deallocated as isize;
    usize::try_from(stays).expect("a floor takes room") / ALERTS
}

/// One test, so that nothing else allocates beside it.
#[test]
fn an_alert_costs_a_client_no_more_than_declared() {
    for (what, class, life, most) in [
        ("waits, on a wall", Class::Bare, Life::Waits, 860),
        ("waits, on a console", Class::Full, Life::Waits, 1030),
        ("closed, on a wall", Class::Bare, Life::Closed, 1080),
        ("closed, on a console", Class::Full, Life::Closed, 1250),
    ] {
        let bytes = bytes(&class, &life);
        println!("{bytes:5} bytes an alert that {what}");
        assert!(
            bytes <= most,
            "{bytes} bytes an alert that {what}; {most} are declared"
        );
    }
}
