use std::time::Duration;

use serde_json::json;

use super::client::{House, officer, producer};

#[tokio::test]
async fn a_snapshot_comes_in_pages_with_its_proof_and_events_follow_its_end() {
    let house = House::new().await;
    let mut source = house.client(&producer()).await;
    for n in 0..25 {
        source
            .raise(&format!("r{n}"), &format!("138000000{n:02}"), "P2")
            .await;
    }
    let mut client = house.client(&officer("u:1")).await;
    let snapshot = client.snapshot("a", "alerts", json!({}), 10).await;
    assert_eq!((snapshot.items.len(), snapshot.pages), (25, 3));
    assert_eq!(snapshot.subbed["why"], "new");
    assert!(
        snapshot
            .items
            .iter()
            .all(|i| i["key"].as_str().unwrap().starts_with("al:"))
    );

    let mut prev = snapshot.subbed["off"].as_u64().unwrap();
    let key = source.raise("after", "13899999999", "P1").await;
    let events = client.events(&mut prev, 1).await;
    assert_eq!(
        (&events[0]["type"], &events[0]["key"]),
        (&json!("alert.raised"), &json!(key))
    );
    assert_eq!(
        (&events[0]["by"], &events[0]["status"]),
        (&json!("p:model-7"), &json!("actual"))
    );
    let page = client.page("a", json!(null), 10).await;
    assert_eq!(page["code"], "bad_request", "no page after the end: {page}");
}

#[tokio::test]
async fn events_wait_while_the_pages_of_a_snapshot_are_pulled() {
    let house = House::new().await;
    let mut source = house.client(&producer()).await;
    for n in 0..5 {
        source
            .raise(&format!("r{n}"), &format!("1380000000{n}"), "P2")
            .await;
    }
    let mut client = house.client(&officer("u:1")).await;
    let subbed = client.sub("a", "alerts", json!({})).await;
    let first = client.page("a", json!(null), 3).await;
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    source.raise("between", "13899999999", "P0").await;
    let last = client.page("a", first["cur"].clone(), 3).await;
    assert_eq!(last["items"].as_array().unwrap().len(), 2, "pinned: {last}");
    assert_eq!(last["end"]["count"], 5);
    let mut prev = subbed["off"].as_u64().unwrap();
    let events = client.events(&mut prev, 1).await;
    assert_eq!(events[0]["data"]["tier"], "P0");
}

#[tokio::test]
async fn a_full_window_holds_the_cursor_until_the_acknowledgement() {
    let house = House::with(|c| c.limits.mark = Duration::from_secs(600)).await;
    let mut client = house.client(&officer("u:1")).await;
    let window = json!({"window": {"events": 4, "bytes": 1_000_000}});
    let snapshot = client.snapshot("a", "alerts", window, 500).await;
    let mut prev = snapshot.subbed["off"].as_u64().unwrap();
    let mut source = house.client(&producer()).await;
    for n in 0..10 {
        source
            .raise(&format!("r{n}"), &format!("1380000000{n}"), "P2")
            .await;
    }
    let first = client.events(&mut prev, 4).await;
    assert_eq!(first.len(), 4);
    let more = tokio::time::timeout(Duration::from_millis(400), client.next()).await;
    assert!(more.is_err(), "the window is full: {more:?}");
    client
        .send(&json!({"t": "ack", "sub": "a", "off": first[3]["off"]}))
        .await;
    assert_eq!(client.events(&mut prev, 4).await.len(), 4);
    client
        .send(&json!({"t": "ack", "sub": "a", "off": prev}))
        .await;
    assert_eq!(client.events(&mut prev, 2).await.len(), 2);
}

#[tokio::test]
async fn a_client_that_acknowledges_nothing_is_told_that_it_lags_and_then_let_go() {
    let house = House::with(|c| {
        c.limits.lagging = Duration::from_millis(500);
        c.limits.behind = Duration::from_secs(3);
    })
    .await;
    let mut client = house.client(&officer("u:1")).await;
    client
        .snapshot(
            "a",
            "alerts",
            json!({"window": {"events": 1, "bytes": 1}}),
            500,
        )
        .await;
    let mut source = house.client(&producer()).await;
    for n in 0..3 {
        source
            .raise(&format!("r{n}"), &format!("1380000000{n}"), "P2")
            .await;
    }
    let notice = client.until("notice").await;
    assert_eq!(
        (&notice["code"], &notice["sub"]),
        (&json!("lagging"), &json!("a"))
    );
    assert!(notice["behind"].as_u64().unwrap() >= 2, "{notice}");
    let (bye, code) = client.closing().await;
    assert_eq!(
        (bye["reason"].as_str(), code),
        (Some("slow_consumer"), 4408)
    );
}

#[tokio::test]
async fn events_the_filter_hides_move_the_mark() {
    let house = House::with(|c| c.limits.mark_hidden = Duration::from_millis(50)).await;
    let mut client = house.client(&officer("u:1")).await;
    let filter = json!({"filter": {"tier_min": "P0"}});
    let snapshot = client.snapshot("a", "alerts", filter, 500).await;
    let mut prev = snapshot.subbed["off"].as_u64().unwrap();
    let mut source = house.client(&producer()).await;
    for n in 0..3 {
        source
            .raise(&format!("r{n}"), &format!("1380000000{n}"), "P2")
            .await;
    }
    let mark = client.until("mark").await;
    assert_eq!((&mark["prev"], &mark["count"]), (&json!(prev), &json!(0)));
    assert_eq!(mark["digest"], "0000000000000000");
    assert!(mark["off"].as_u64().unwrap() > prev);
    prev = mark["off"].as_u64().unwrap();
    source.raise("p0", "13899999999", "P0").await;
    let events = client.events(&mut prev, 1).await;
    assert_eq!(events[0]["type"], "alert.raised");
}

#[tokio::test]
async fn an_alert_that_grows_graver_enters_the_view_whole() {
    let house = House::with(|c| c.limits.mark_hidden = Duration::from_millis(50)).await;
    let mut source = house.client(&producer()).await;
    let key = source.raise("r", "13812345678", "P2").await;
    let mut grave = house.client(&officer("u:1")).await;
    let filter = json!({"filter": {"tier_min": "P1"}});
    let snapshot = grave.snapshot("a", "alerts", filter, 500).await;
    assert!(snapshot.items.is_empty());
    source.raise("again", "13812345678", "P1").await;
    let mut prev = snapshot.subbed["off"].as_u64().unwrap();
    let events = grave.events(&mut prev, 1).await;
    assert_eq!(
        (&events[0]["type"], &events[0]["key"]),
        (&json!("view.entered"), &json!(key))
    );
    assert_eq!(events[0]["ver"], 2);
    assert_eq!(
        events[0]["data"]["tier"], "P1",
        "the whole state: {}",
        events[0]
    );
    assert_eq!(events[0]["data"]["hits"], 2);
}

#[tokio::test]
async fn each_subscription_has_a_name_a_feed_and_a_filter_that_are_known() {
    let house = House::new().await;
    let mut client = house.client(&officer("u:1")).await;
    for (name, feed, more, code) in [
        ("", "alerts", json!({}), "bad_request"),
        (&*"n".repeat(33), "alerts", json!({}), "bad_request"),
        ("a", "weather", json!({}), "bad_request"),
        ("a", "audit", json!({}), "forbidden"),
        (
            "a",
            "alerts",
            json!({"filter": {"tier_min": "P9"}}),
            "bad_request",
        ),
    ] {
        let answer = client.sub(name, feed, more).await;
        assert_eq!(
            (&answer["t"], &answer["code"]),
            (&json!("error"), &json!(code)),
            "{answer}"
        );
    }
    for n in 0..16 {
        let answer = client.sub(&format!("s{n}"), "floor", json!({})).await;
        assert_eq!(answer["t"], "subbed");
    }
    assert_eq!(
        client.sub("s0", "floor", json!({})).await["code"],
        "bad_request"
    );
    assert_eq!(
        client.sub("s16", "floor", json!({})).await["code"],
        "bad_request"
    );
    client
        .send(&json!({"t": "unsub", "id": 99, "sub": "s0"}))
        .await;
    assert_eq!(client.until("ended").await["sub"], "s0");
    assert_eq!(client.sub("s16", "floor", json!({})).await["t"], "subbed");
}

#[tokio::test]
async fn the_floor_starts_with_the_directory() {
    let house = House::new().await;
    let mut client = house.client(&officer("u:1")).await;
    let floor = client.snapshot("f", "floor", json!({}), 500).await;
    let has = |key: &str| floor.items.iter().any(|i| i["key"] == key);
    for key in [
        "dk:ICBC",
        "dk:HSBC",
        "dk:CMCC",
        "dk:ALIPAY",
        "og:330700",
        "og:330782",
    ] {
        assert!(has(key), "{key}");
    }
}

#[tokio::test]
async fn a_flood_reaches_every_subscriber_in_order_and_agrees_with_the_mark() {
    let house = House::with(|c| c.limits.mark = Duration::from_millis(300)).await;
    let mut client = house.client(&officer("u:1")).await;
    let snapshot = client
        .snapshot(
            "a",
            "alerts",
            json!({"window": {"events": 5000, "bytes": 16_000_000}}),
            500,
        )
        .await;
    let mut source = house.client(&producer()).await;
    let mut ids = Vec::new();
    for n in 0..200 {
        let args = super::client::alert(&format!("139{n:08}"), "P2");
        ids.push(
            source
                .start_cmd(&format!("r{n}"), "alert.raise", None, args, json!({}))
                .await,
        );
    }
    let mut prev = snapshot.subbed["off"].as_u64().unwrap();
    let events = client.events(&mut prev, 200).await;
    let items: Vec<_> = events
        .iter()
        .map(|e| json!({"key": e["key"], "ver": e["ver"]}))
        .collect();
    let mark = client.until("mark").await;
    let digest = super::client::digest(&items);
    assert_eq!(
        (&mark["prev"], &mark["count"]),
        (&json!(prev), &json!(200)),
        "{mark}"
    );
    assert_eq!(mark["digest"], digest.hex());
}

#[tokio::test]
async fn a_client_that_never_reads_is_let_go_and_costs_no_memory() {
    let house = House::with(|c| c.limits.write = Duration::from_millis(500)).await;
    let mut deaf = house.client_with_small_buffer(&officer("u:1")).await;
    let window = json!({"window": {"events": 65_536, "bytes": 16_777_216}});
    deaf.snapshot("a", "alerts", window, 500).await;
    let mut source = house.client(&producer()).await;
    let mut args = super::client::alert("13800000000", "P2");
    let word = "转账到安全账户".repeat(80);
    args["transcript"] = (0..20)
        .map(|_| json!({"who": "caller", "text": word}))
        .collect();
    for n in 0..120 {
        args["victim_phone"] = json!(format!("139{n:08}"));
        let done = source
            .cmd(&format!("r{n}"), "alert.raise", None, args.clone())
            .await;
        assert_eq!(done["t"], "done", "{done}");
    }
    let told = tokio::time::timeout(super::client::PATIENCE, async {
        while !house.figures().contains("closes_total{close=\"4408\"} 1") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    told.await
        .expect("the client that does not read is still served");
    // Whoever reads is served on.
    let mut other = house.client(&officer("u:2")).await;
    assert_eq!(
        other
            .snapshot("a", "alerts", json!({}), 500)
            .await
            .items
            .len(),
        120
    );
}

#[tokio::test]
async fn a_thin_line_gets_no_transcripts() {
    let house = House::new().await;
    house
        .client(&producer())
        .await
        .raise("r", "13812345678", "P2")
        .await;
    let mut client = super::client::Client::connect(&house.hub.url()).await;
    client
        .send(&json!({
            "t": "hello", "id": 1, "client": {"name": "test", "ver": "0"}, "profile": "lite",
            "auth": {"token": house.token(&officer("u:1"))},
        }))
        .await;
    assert_eq!(client.next().await["t"], "welcome");
    let alerts = client.snapshot("a", "alerts", json!({}), 500).await;
    let text = alerts.items[0].to_string();
    assert!(
        text.contains("\"mask\"") && !text.contains("transcript"),
        "{text}"
    );
}
