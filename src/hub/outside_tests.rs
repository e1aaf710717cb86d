use serde_json::{Value, json};

use super::*;
use crate::domain::ids::Key;

/// Every field of an order and a hop that an institution may have. A new field is decided on here.
const ORDER: &[&str] = &[
    "id",
    "no",
    "kind",
    "measure",
    "state",
    "case",
    "org",
    "target",
    "tier_no",
    "institution",
    "limit",
    "money_at",
    "stop_count",
    "requested_by",
    "drafted_at",
    "leaves_at",
    "sent_at",
    "desk_due_at",
    "acked_at",
    "answered_at",
    "effective_at",
    "expires_at",
    "frozen_at",
    "term",
    "ended_at",
    "ask",
    "steps",
    "declined",
    "held",
    "paper",
    "mismatch",
    "next_accounts",
    "status",
    "policy",
];
const HOP: &[&str] = &[
    "id",
    "case",
    "org",
    "depth",
    "kind",
    "state",
    "account",
    "institution",
    "amount",
    "at",
    "found_at",
    "found_by",
    "asked_at",
    "asked_by",
    "due_at",
    "paper",
    "answered_at",
    "rows",
    "status",
    "policy",
];

const ID: &str = "01JD9ZK4M2000000000000000A";
const WHEN: &str = "2026-11-23T01:00:00.000Z";

fn masked() -> Value {
    json!({"mask": "6222 **** **** 1234", "token": "0".repeat(32)})
}

/// An order with every field there is.
fn whole_order() -> Value {
    let ask = json!({
        "kind": "freeze", "term": "major", "by": "u:asker", "at": WHEN, "reason": "said", "approved_by": "u:chief",
        "leaves_at": WHEN, "sent_at": WHEN, "due_at": WHEN,
    });
    let mut whole = json!({
        "id": ID, "no": 7, "kind": "stop", "measure": "shut", "state": "stopped", "case": ID, "parent": ID,
        "org": "330702", "target": masked(), "tier_no": 1, "institution": "ICBC", "limit": 100, "shares":
        [{"case": ID, "org": "330703", "amount": 5, "by": "u:other"}], "money_at": WHEN, "stop_count": 1,
        "requested_by": "u:writer", "approved_by": "u:second", "drafted_at": WHEN, "leaves_at": WHEN, "sent_at": WHEN,
        "desk_due_at": WHEN, "acked_at": WHEN, "answered_at": WHEN, "effective_at": WHEN, "expires_at": WHEN,
        "frozen_at": WHEN, "term": "ordinary", "ended_at": WHEN, "ask": ask, "declined": "no", "cliff": "far",
        "let_lapse": {"by": "u:chief", "at": WHEN, "reason": "said"}, "held": 50,
        "paper": {"state": "missing", "due_at": WHEN}, "mismatch": "name",
        "next_accounts": [{"account": masked(), "institution": "ABC", "amount": 5, "at": WHEN}],
        "status": "exercise", "policy": {"id": "p", "version": 1},
    });
    whole["steps"] = json!([
        {"what": "reviewed", "at": WHEN, "by": "u:second"},
        {"what": "paper", "at": WHEN, "by": "u:writer"},
    ]);
    whole
}

fn whole_hop() -> Value {
    json!({
        "id": ID, "case": ID, "org": "330702", "parent": ID, "depth": 1, "kind": "card_flow", "state": "requested",
        "account": masked(), "institution": "ICBC", "amount": 5, "at": WHEN, "found_at": WHEN, "found_by": "u:writer",
        "asked_at": WHEN, "asked_by": "u:asker", "due_at": WHEN, "paper": "missing", "answered_at": WHEN, "rows": 3,
        "reason": "said", "status": "exercise", "policy": {"id": "p", "version": 1},
    })
}

fn seen(key: &str, whole: &Value) -> Value {
    let key: Key = key.parse().unwrap();
    let whole = Entity::decode(&key, &whole.to_string()).unwrap().unwrap();
    let data = entity(&whole).unwrap().data().unwrap();
    serde_json::from_str(data.get()).unwrap()
}

#[test]
fn of_an_order_and_a_query_only_named_fields_go_out_and_no_officer_is_named() {
    for (key, whole, allowed) in [("or", whole_order(), ORDER), ("hp", whole_hop(), HOP)] {
        let cut = seen(&format!("{key}:{ID}"), &whole);
        for field in cut.as_object().unwrap().keys() {
            assert!(allowed.contains(&&**field), "{field} goes out");
        }
        let text = cut.to_string();
        for gone in [
            "u:writer",
            "u:second",
            "u:asker",
            "u:chief",
            "u:other",
            "approved_by",
        ] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        assert!(text.contains("u:duty"), "{text}");
        assert!(!text.contains("reviewed"), "{text}");
    }
    let mut waits = whole_order();
    waits["ask"].as_object_mut().unwrap().remove("sent_at");
    assert!(seen(&format!("or:{ID}"), &waits).get("ask").is_none());
}

#[test]
fn what_the_house_does_is_a_bare_rise_of_the_version() {
    let item = |name: &str, by: &str, data: Value| {
        json!({"off": 9, "type": name, "at": WHEN, "key": format!("or:{ID}"), "ver": 5, "by": by, "status": "actual",
               "data": data})
    };
    let out = |item: Value| -> Value {
        serde_json::from_str(&delivery(&item.to_string()).unwrap()).unwrap()
    };
    for (name, data) in [
        (
            "order.let_lapse",
            json!({"by": "u:chief", "at": WHEN, "reason": "said"}),
        ),
        (
            "order.asked",
            json!({"kind": "freeze", "by": "u:asker", "at": WHEN, "reason": "said"}),
        ),
        (
            "order.ask_approved",
            json!({"by": "u:chief", "leaves_at": WHEN}),
        ),
        ("order.cliff", json!({"step": "far"})),
        ("of.tomorrow", json!({"said": "u:chief"})),
    ] {
        let seen = out(item(name, "u:chief", data));
        assert_eq!(seen, item("view.withheld", "hub", json!({})), "{name}");
    }
    let said = out(item(
        "order.declined",
        "l:ICBC",
        json!({"reason": "closed account"}),
    ));
    assert_eq!(said["by"], "l:ICBC");
    assert_eq!(said["data"]["reason"], "closed account");
    let paper = out(item("order.paper", "u:writer", json!({})));
    assert_eq!(
        (&paper["type"], &paper["by"]),
        (&json!("order.paper"), &json!("u:duty"))
    );
}
