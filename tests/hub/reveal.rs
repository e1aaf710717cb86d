//! Full numbers: to whom, how often, and to nobody else.

use std::time::Duration;

use serde_json::{Value, json};
use watchfloor::domain::org::Role;

use super::client::{Client, House, actor};
use super::outside::{ACCOUNT, order};

async fn reveal(client: &mut Client, key: &str, purpose: &str) -> Value {
    let id = 9000;
    client
        .send(&json!({"t": "reveal", "id": id, "key": key, "purpose": purpose}))
        .await;
    client.answer(id).await
}

async fn house() -> House {
    House::with(|c| {
        c.policy.order.recall_s = 0;
        c.limits.tick = Duration::from_millis(50);
        c.limits.mark_hidden = Duration::from_millis(50);
    })
    .await
}

#[tokio::test]
async fn a_liaison_sees_the_number_of_an_order_that_is_with_its_institution() {
    let house = house().await;
    let mut going = order(&house).await;
    let bank = actor("l:ICBC", Role::Liaison, &["ICBC"]);
    let mut desk = house.client(&bank).await;
    let other = actor("l:ABC", Role::Liaison, &["ABC"]);
    let mut other = house.client(&other).await;

    let early = reveal(&mut desk, &going.order, "carry_out").await;
    assert_eq!(early["code"], "not_found", "a draft is not there: {early}");
    going.leave().await;
    let shown = reveal(&mut desk, &going.order, "carry_out").await;
    assert_eq!(
        (&shown["t"], &shown["value"], &shown["show_ms"]),
        (&json!("revealed"), &json!(ACCOUNT), &json!(30_000)),
        "{shown}"
    );
    going.ver += 1;
    let refused = reveal(&mut other, &going.order, "carry_out").await;
    assert_eq!(refused["code"], "not_found", "{refused}");
    for purpose in ["paper", "curious"] {
        let refused = reveal(&mut desk, &going.order, purpose).await;
        assert_eq!(refused["code"], "bad_request", "{purpose}: {refused}");
    }
    for (name, args) in [
        ("order.ack", json!({})),
        (
            "order.empty",
            json!({"next_accounts": [], "ended": "cashed_out"}),
        ),
    ] {
        going.on("l:ICBC", Role::Liaison, name, args).await;
    }
    let ended = reveal(&mut desk, &going.order, "carry_out").await;
    assert_eq!(ended["code"], "illegal_transition", "{ended}");
    assert!(ended["msg"].as_str().unwrap().contains("ended"), "{ended}");
}

#[tokio::test]
async fn an_officer_sees_ten_numbers_an_hour_of_their_own_items() {
    let house = house().await;
    let mut going = order(&house).await;
    for (who, role, code) in [
        ("u:stranger", Role::Disposal, "forbidden"),
        ("w:hall", Role::Wall, "forbidden"),
        ("a:1", Role::Auditor, "forbidden"),
        ("u:admin", Role::Admin, "forbidden"),
        ("p:model", Role::Producer, "forbidden"),
    ] {
        let mut client = house.client(&actor(who, role, &[])).await;
        let refused = reveal(&mut client, &going.order, "paper").await;
        assert_eq!(refused["code"], code, "{who}: {refused}");
    }
    let writer = actor("u:writer", Role::Disposal, &[]);
    let mut here = house.client(&writer).await;
    let mut there = house.client(&writer).await;
    for n in 0..10 {
        let client = if n % 2 == 0 { &mut here } else { &mut there };
        let shown = reveal(client, &going.order, "paper").await;
        assert_eq!(shown["value"], ACCOUNT, "{n}: {shown}");
        going.ver += 1;
    }
    let key = going.order;
    let house = house.again().await;
    let mut here = house.client(&writer).await;
    let eleventh = reveal(&mut here, &key, "paper").await;
    assert_eq!(
        eleventh["code"], "reveal_quota",
        "a restart forgets nothing: {eleventh}"
    );
    assert_eq!(eleventh["retry"], "later");
}

#[tokio::test]
async fn the_number_goes_to_the_connection_that_asked_and_stands_nowhere_else() {
    let house = house().await;
    let mut going = order(&house).await;
    going.leave().await;
    let bank = actor("l:ICBC", Role::Liaison, &["ICBC"]);
    let mut desk = house.client(&bank).await;
    let watchers = [
        bank.clone(),
        actor("u:writer", Role::Disposal, &[]),
        actor("w:hall", Role::Wall, &[]),
        actor("a:1", Role::Auditor, &[]),
    ];
    let mut clients = Vec::new();
    for who in &watchers {
        let mut client = house.client(who).await;
        let feed = if who.is_any(&[Role::Auditor]) {
            "audit"
        } else {
            "cases"
        };
        client.snapshot("x", feed, json!({}), 500).await;
        clients.push(client);
    }
    let shown = reveal(&mut desk, &going.order, "carry_out").await;
    assert_eq!(shown["value"], ACCOUNT, "{shown}");
    let mut seen = Vec::new();
    for client in &mut clients {
        let message = client.until("events").await.to_string();
        assert!(!message.contains(ACCOUNT), "{message}");
        seen.push(message);
    }
    assert!(seen[0].contains("view.withheld"), "{}", seen[0]);
    for told in &seen[1..] {
        assert!(
            told.contains("order.revealed") && told.contains("l:ICBC"),
            "{told}"
        );
        assert!(told.contains("carry_out"), "{told}");
    }
    for client in &mut clients {
        let id = 9001;
        client
            .send(&json!({"t": "ping", "id": id, "t0": 1.0}))
            .await;
        loop {
            let message = client.next().await;
            assert!(!message.to_string().contains(ACCOUNT), "{message}");
            if message["re"] == id {
                break;
            }
        }
    }
    for entry in std::fs::read_dir(house.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let is_open = bytes
            .windows(ACCOUNT.len())
            .any(|w| w == ACCOUNT.as_bytes());
        assert!(!is_open, "the number stands in {}", path.display());
    }
}

#[tokio::test]
async fn a_busy_desk_has_sixty_looks_an_hour() {
    let house = House::with(|c| {
        c.policy.order.recall_s = 0;
        c.policy.reveal.liaison_per_hour = 3;
        c.limits.tick = Duration::from_millis(50);
    })
    .await;
    assert_eq!(
        watchfloor::domain::policy::Policy::shipped()
            .reveal
            .liaison_per_hour,
        60
    );
    let mut going = order(&house).await;
    going.leave().await;
    let mut desk = house
        .client(&actor("l:ICBC", Role::Liaison, &["ICBC"]))
        .await;
    for _ in 0..3 {
        assert_eq!(
            reveal(&mut desk, &going.order, "check").await["value"],
            ACCOUNT
        );
    }
    let refused = reveal(&mut desk, &going.order, "check").await;
    assert_eq!(refused["code"], "reveal_quota", "{refused}");
    // A colleague at the same desk has looks of their own.
    let mut colleague = house
        .client(&actor("l:ICBC2", Role::Liaison, &["ICBC"]))
        .await;
    assert_eq!(
        reveal(&mut colleague, &going.order, "check").await["value"],
        ACCOUNT
    );
}
