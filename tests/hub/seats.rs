use std::time::Duration;

use serde_json::{Value, json};
use watchfloor::domain::org::Role;

use super::client::{Client, House, actor, digest, officer, producer};

/// The state of an entity as soon as it satisfies `is`.
async fn wait_for(watcher: &mut Client, key: &str, is: impl Fn(&Value) -> bool) -> Value {
    loop {
        let message = watcher.until("events").await;
        for item in message["items"].as_array().unwrap() {
            if item["key"] == key && is(item) {
                return item.clone();
            }
        }
    }
}

#[tokio::test]
async fn an_officer_is_seated_once_and_lost_with_the_last_console() {
    let house = House::new().await;
    let mut watcher = house.client(&actor("w:1", Role::Wall, &[])).await;
    watcher.snapshot("f", "floor", json!({}), 500).await;
    let first = house.client(&officer("u:9")).await;
    let seated = wait_for(&mut watcher, "of:u:9", |_| true).await;
    assert_eq!(
        (&seated["type"], &seated["ver"]),
        (&json!("officer.seated"), &json!(1))
    );
    assert_eq!(seated["data"]["status"], "on_seat");
    let second = house.client(&officer("u:9")).await;
    drop(first);
    // Nothing happens to the seat until the last one goes.
    drop(second);
    let lost = wait_for(&mut watcher, "of:u:9", |_| true).await;
    assert_eq!(
        (&lost["type"], &lost["ver"]),
        (&json!("officer.lost"), &json!(2)),
        "{lost}"
    );
    let _back = house.client(&officer("u:9")).await;
    let back = wait_for(&mut watcher, "of:u:9", |_| true).await;
    assert_eq!(
        (&back["type"], &back["ver"]),
        (&json!("officer.status"), &json!(3)),
        "{back}"
    );
}

#[tokio::test]
async fn the_work_of_a_lost_officer_is_freed() {
    let house = House::with(|c| c.policy.alert.seat_lost_s = 1).await;
    let key = house
        .client(&producer())
        .await
        .raise("r", "13812345678", "P1")
        .await;
    let mut watcher = house.client(&officer("u:1")).await;
    watcher.snapshot("a", "alerts", json!({}), 500).await;
    let mut holder = house.client(&officer("u:2")).await;
    holder
        .cmd("c", "alert.claim", Some((&key, 1)), json!({}))
        .await;
    drop(holder);
    let freed = wait_for(&mut watcher, &key, |e| e["type"] == "alert.released").await;
    assert_eq!(
        (&freed["by"], &freed["data"]["why"]),
        (&json!("hub"), &json!("seat_lost"))
    );
}

#[tokio::test]
async fn a_liaison_staffs_its_desk_while_connected() {
    let house = House::new().await;
    let mut watcher = house.client(&officer("u:1")).await;
    watcher.snapshot("f", "floor", json!({}), 500).await;
    let liaison = house
        .client(&actor("l:ICBC", Role::Liaison, &["ICBC"]))
        .await;
    let on = wait_for(&mut watcher, "dk:ICBC", |_| true).await;
    assert_eq!(on["data"]["staffed"], true, "{on}");
    let second = house
        .client(&actor("l:ICBC2", Role::Liaison, &["ICBC", "ABC"]))
        .await;
    wait_for(&mut watcher, "dk:ABC", |_| true).await;
    // One of two goes: the desk stays staffed.
    drop(liaison);
    drop(second);
    let off = wait_for(&mut watcher, "dk:ICBC", |_| true).await;
    assert_eq!(off["data"]["staffed"], false, "{off}");
    assert_eq!(off["ver"], on["ver"].as_u64().unwrap() + 1, "{off}");
}

#[tokio::test]
async fn nobody_can_say_that_an_empty_desk_is_staffed() {
    let house = House::new().await;
    for who in [
        actor("u:c", Role::Commander, &[]),
        actor("l:ABC", Role::Liaison, &["ABC"]),
    ] {
        let mut client = house.client(&who).await;
        let key = json!({"key": "dk:ICBC"});
        let refused = client
            .cmd_with("s", "desk.staff", None, json!({"staffed": true}), key)
            .await;
        assert_eq!(refused["code"], "forbidden", "{refused}");
    }
}

#[tokio::test]
async fn a_hub_that_starts_again_sits_nobody_and_staffs_nothing() {
    let house = House::new().await;
    let _officer = house.client(&officer("u:1")).await;
    let _liaison = house
        .client(&actor("l:ICBC", Role::Liaison, &["ICBC"]))
        .await;
    let house = house.again().await;
    let mut wall = house.client(&actor("w:1", Role::Wall, &[])).await;
    let floor = wall.snapshot("f", "floor", json!({}), 500).await;
    let state = |key: &str| {
        let item = floor.items.iter().find(|i| i["key"] == key).unwrap();
        item["data"].clone()
    };
    assert!(state("of:u:1")["lost_at"].is_string());
    assert_eq!(state("dk:ICBC")["staffed"], false);
}

#[tokio::test]
async fn of_many_changes_of_a_desk_the_newest_state_is_delivered() {
    let house = House::with(|c| {
        c.limits.conflate = Duration::from_millis(700);
        c.limits.mark = Duration::from_secs(2);
    })
    .await;
    let mut watcher = house.client(&officer("u:1")).await;
    watcher.snapshot("f", "floor", json!({}), 500).await;
    let mut desk = house.client(&actor("l:ABC", Role::Liaison, &["ABC"])).await;
    // From this delivery on the next one waits.
    wait_for(&mut watcher, "dk:ABC", |_| true).await;
    for n in 0..6 {
        let key = json!({"key": "dk:ABC"});
        let staffed = json!({"staffed": n % 2 == 0});
        let done = desk
            .cmd_with(&format!("s{n}"), "desk.staff", None, staffed, key)
            .await;
        assert_eq!(done["t"], "done", "{done}");
    }
    let desk = wait_for(&mut watcher, "dk:ABC", |_| true).await;
    assert_eq!(
        (&desk["type"], &desk["ver"]),
        (&json!("view.entered"), &json!(8)),
        "{desk}"
    );
    assert_eq!(desk["data"]["staffed"], false);
    // What was left out on the way counts all the same: the next mark agrees with a snapshot.
    let mark = watcher.until("mark").await;
    let mut wall = house.client(&actor("w:1", Role::Wall, &[])).await;
    let floor = wall.snapshot("f", "floor", json!({}), 500).await;
    assert_eq!(mark["digest"], digest(&floor.items).hex());
}
