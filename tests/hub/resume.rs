use serde_json::{Value, json};

use super::client::{House, digest, officer, producer};

async fn raise(house: &House, from: u32, count: u32) {
    let mut source = house.client(&producer()).await;
    for n in from..from + count {
        source
            .raise(&format!("r{n}"), &format!("139{n:08}"), "P2")
            .await;
    }
}

fn at(epoch: &Value, off: u64, view: &Value) -> Value {
    json!({"from": {"epoch": epoch, "off": off, "view": view}})
}

/// The name of an officer's view of all alerts.
async fn all_alerts(house: &House) -> Value {
    let mut client = house.client(&officer("u:1")).await;
    client.sub("a", "alerts", json!({})).await["view"].clone()
}

#[tokio::test]
async fn who_comes_back_gets_what_was_missed_and_a_mark_that_proves_it() {
    let house = House::new().await;
    raise(&house, 0, 3).await;
    let mut client = house.client(&officer("u:1")).await;
    let snapshot = client.snapshot("a", "alerts", json!({}), 500).await;
    let (epoch, off) = (
        snapshot.subbed["epoch"].clone(),
        snapshot.subbed["off"].as_u64().unwrap(),
    );
    drop(client);
    raise(&house, 3, 4).await;

    let house = house.again().await;
    let mut client = house.client(&officer("u:1")).await;
    let subbed = client
        .sub("a", "alerts", at(&epoch, off, &snapshot.subbed["view"]))
        .await;
    assert_eq!(
        (&subbed["mode"], &subbed["off"]),
        (&json!("resume"), &json!(off)),
        "{subbed}"
    );
    assert!(subbed.get("why").is_none());
    let mut prev = off;
    let events = client.events(&mut prev, 4).await;
    let mut items = snapshot.items.clone();
    items.extend(
        events
            .iter()
            .map(|e| json!({"key": e["key"], "ver": e["ver"]})),
    );
    let mark = client.until("mark").await;
    assert_eq!(mark["digest"], digest(&items).hex(), "{mark}");
    assert_eq!(mark["count"], 7);
}

#[tokio::test]
async fn what_can_not_be_resumed_is_reset_with_its_reason() {
    let house = House::with(|c| c.limits.resume_most = 5).await;
    raise(&house, 0, 10).await;
    let epoch = json!(house.hub.epoch());
    let view = all_alerts(&house).await;
    let head = house.hub.head().0;
    for (from, why) in [
        (
            at(&json!("01JD9ZK4M20000000000000000"), head, &view),
            "epoch_changed",
        ),
        (at(&epoch, head + 1000, &view), "ahead_of_head"),
        (at(&epoch, head - 6, &view), "too_far"),
    ] {
        let mut client = house.client(&officer("u:1")).await;
        let subbed = client.sub("a", "alerts", from).await;
        assert_eq!(
            (&subbed["mode"], &subbed["why"]),
            (&json!("snapshot"), &json!(why)),
            "{subbed}"
        );
    }
    let mut client = house.client(&officer("u:1")).await;
    let subbed = client
        .sub("a", "alerts", at(&epoch, house.hub.head().0 - 2, &view))
        .await;
    assert_eq!(subbed["mode"], "resume");
}

#[tokio::test]
async fn a_position_that_is_no_longer_in_memory_is_compacted() {
    let house = House::with(|c| c.limits.keep = 4).await;
    raise(&house, 0, 10).await;
    let epoch = json!(house.hub.epoch());
    let view = all_alerts(&house).await;
    let mut client = house.client(&officer("u:1")).await;
    let subbed = client.sub("a", "alerts", at(&epoch, 5, &view)).await;
    assert_eq!(subbed["why"], "compacted");
}

#[tokio::test]
async fn another_filter_or_other_rights_are_another_view_before_and_after_a_restart() {
    let mut house = House::new().await;
    let epoch = json!(house.hub.epoch());
    let who = officer("u:1");
    let mut moved = who.clone();
    moved.org = "330782".parse().unwrap();
    let all = all_alerts(&house).await;
    for _ in 0..2 {
        for (actor, filter, view, why) in [
            (&who, json!({}), &all, Value::Null),
            (
                &who,
                json!({"tier_min": "P1"}),
                &all,
                json!("filter_changed"),
            ),
            (
                &who,
                json!({"org": ["330702"]}),
                &all,
                json!("filter_changed"),
            ),
            (&moved, json!({}), &all, json!("rights_changed")),
            (&who, json!({}), &Value::Null, json!("filter_changed")),
        ] {
            let mut wish = at(&epoch, house.hub.head().0, view);
            wish["filter"] = filter;
            let mut client = house.client(actor).await;
            let subbed = client.sub("a", "alerts", wish.clone()).await;
            assert_eq!(subbed["why"], why, "{wish} {subbed}");
        }
        house = house.again().await;
    }
}

#[tokio::test]
async fn a_restart_keeps_epoch_offsets_and_versions() {
    let house = House::new().await;
    raise(&house, 0, 5).await;
    let mut client = house.client(&officer("u:1")).await;
    let before = client.snapshot("a", "alerts", json!({}), 500).await;
    drop(client);
    let house = house.again().await;
    let mut client = house.client(&officer("u:1")).await;
    let after = client.snapshot("a", "alerts", json!({}), 500).await;
    assert_eq!(before.subbed["epoch"], after.subbed["epoch"]);
    assert_eq!(before.items, after.items);
}

#[tokio::test]
async fn a_client_that_subscribes_anew_says_what_was_wrong_and_the_hub_counts_it() {
    let house = House::new().await;
    let mut client = house.client(&officer("u:1")).await;
    for (n, cause) in ["digest", "hole", "of_tomorrow"].iter().enumerate() {
        let answer = client
            .sub(&format!("s{n}"), "alerts", json!({"cause": cause}))
            .await;
        assert_eq!(answer["t"], "subbed", "{answer}");
    }
    let figures = house.figures();
    for line in ["digest_mismatches_total 1", "holes_total 1"] {
        assert!(figures.contains(line), "{line} in {figures}");
    }
}
