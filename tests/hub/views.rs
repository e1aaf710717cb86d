use std::time::Duration;

use serde_json::{Value, json};
use watchfloor::domain::org::Role;

use super::client::{House, actor, officer, producer};

/// A case with stop orders at two banks, made of an alert; keys of its orders by institution.
async fn two_orders(house: &House) -> (Value, Vec<(String, String)>) {
    let key = house
        .client(&producer())
        .await
        .raise("r", "13812345678", "P1")
        .await;
    let mut desk = house.client(&officer("u:7")).await;
    desk.snapshot("c", "cases", json!({}), 500).await;
    desk.cmd("claim", "alert.claim", Some((&key, 1)), json!({}))
        .await;
    let transfers: Vec<Value> = [("6222021234561234", "ICBC"), ("6228481234569921", "ABC")]
        .iter()
        .map(|(account, bank)| {
            json!({"account": account, "institution": bank, "amount": 100_000, "method": "bank"})
        })
        .collect();
    let done = desk
        .cmd(
            "convert",
            "alert.convert",
            Some((&key, 2)),
            json!({"transfers": transfers}),
        )
        .await;
    assert_eq!(done["t"], "done", "{done}");
    let mut orders = Vec::new();
    while orders.len() < 2 {
        let events = desk.until("events").await;
        for item in events["items"].as_array().unwrap() {
            if item["type"] == "order.drafted" {
                let bank = item["data"]["institution"].as_str().unwrap().to_owned();
                orders.push((bank, item["key"].as_str().unwrap().to_owned()));
            }
        }
    }
    (done, orders)
}

#[tokio::test]
async fn a_wall_receives_no_mask_in_any_message() {
    let house = House::with(|c| c.limits.mark_hidden = Duration::from_millis(50)).await;
    house
        .client(&producer())
        .await
        .raise("before", "13811112222", "P2")
        .await;
    let mut wall = house.client(&actor("w:1", Role::Wall, &[])).await;
    let mut seen = String::new();
    let alerts = wall.snapshot("a", "alerts", json!({}), 500).await;
    let cases = wall.snapshot("c", "cases", json!({}), 500).await;
    let floor = wall.snapshot("f", "floor", json!({}), 500).await;
    for item in alerts.items.iter().chain(&cases.items).chain(&floor.items) {
        seen.push_str(&item.to_string());
    }
    two_orders(&house).await;
    let (mut has_alert, mut has_order) = (false, false);
    while !(has_alert && has_order) {
        let message = wall.next().await.to_string();
        has_alert |= message.contains("alert.claimed");
        has_order |= message.contains("order.drafted");
        seen.push_str(&message);
    }
    assert!(seen.contains("\"token\""));
    for gone in [
        "\"mask\"",
        "transcript",
        "****",
        "safe account",
        "gift cards",
        "13811112222",
        "13812345678",
        "6222021234561234",
    ] {
        assert!(!seen.contains(gone), "{gone} in {seen}");
    }
    assert_eq!(wall.sub("x", "audit", json!({})).await["code"], "forbidden");
}

/// The next event of this key in `alerts`, and its name.
async fn next_of(client: &mut super::client::Client, key: &str) -> String {
    loop {
        let events = client.until("events").await;
        let items = events["items"].as_array().unwrap();
        if let Some(item) = items.iter().find(|item| item["key"] == key) {
            return item["type"].as_str().unwrap().to_owned();
        }
    }
}

#[tokio::test]
async fn a_wall_lets_go_of_what_is_over_and_takes_it_back_when_it_opens_again() {
    let house = House::with(|c| c.limits.mark = Duration::from_millis(50)).await;
    let mut source = house.client(&producer()).await;
    let key = source.raise("one", "13812345678", "P1").await;
    source.raise("two", "13812340000", "P3").await;
    let mut wall = house.client(&actor("w:1", Role::Wall, &[])).await;
    let standing = wall.snapshot("a", "alerts", json!({}), 500).await;
    let at_first = standing.items.len();
    assert!(standing.items.iter().any(|item| item["key"] == *key));

    let mut chief = house.client(&actor("u:c", Role::Commander, &[])).await;
    let why = json!({"reason": "tested"});
    let close = json!({"outcome": "false_alarm", "reason": "tested"});
    for (ver, name, args, seen) in [
        (1, "alert.claim", json!({}), "alert.claimed"),
        (2, "alert.close", close, "view.left"),
        (3, "alert.reopen", why, "view.entered"),
    ] {
        let done = chief.cmd(name, name, Some((&key, ver)), args).await;
        assert_eq!(done["t"], "done", "{done}");
        assert_eq!(next_of(&mut wall, &key).await, seen, "{name}");
        // The proof of a snapshot is the count and digest that go on with the events.
        let mut other = house.client(&actor("w:2", Role::Wall, &[])).await;
        let now = other.snapshot("a", "alerts", json!({}), 500).await;
        assert_eq!(now.items.len(), at_first - usize::from(seen == "view.left"));
        let mark = wall.until("mark").await;
        assert_eq!(mark["count"], now.items.len(), "{name}");
        assert_eq!(mark["digest"], super::client::digest(&now.items).hex());
    }
    let mut desk = house.client(&officer("u:7")).await;
    let all = desk.snapshot("a", "alerts", json!({}), 500).await;
    assert_eq!(all.items.len(), 2);
}

/// Approves an order alone and sends it.
async fn send(house: &House, order: &str) {
    let mut author = house.client(&officer("u:7")).await;
    for (ver, name) in [(1, "order.act_first"), (2, "order.send")] {
        let idem = format!("{name}.{order}");
        let done = author.cmd(&idem, name, Some((order, ver)), json!({})).await;
        assert_eq!(done["t"], "done", "{done}");
    }
}

/// Words of an entity that are found again in any message about it: its key, mask and token.
fn traces(key: &str, data: &Value) -> Vec<String> {
    let account = if key.starts_with("hp:") {
        &data["account"]
    } else {
        &data["target"]
    };
    [
        Some(key),
        account["mask"].as_str(),
        account["token"].as_str(),
    ]
    .into_iter()
    .flatten()
    .map(str::to_owned)
    .collect()
}

#[tokio::test]
async fn a_liaison_hears_of_its_own_orders_once_they_have_left_and_of_nothing_else() {
    let house = House::with(|c| {
        c.policy.order.recall_s = 0;
        c.limits.mark = Duration::from_millis(200);
        c.limits.mark_hidden = Duration::from_millis(50);
    })
    .await;
    let mut seen = String::new();
    let mut live = house
        .client(&actor("l:ICBC", Role::Liaison, &["ICBC"]))
        .await;
    for feed in ["alerts", "audit"] {
        let refused = live.sub(feed, feed, json!({})).await;
        assert_eq!(refused["code"], "forbidden", "{feed}");
    }
    let before = live.snapshot("c", "cases", json!({}), 500).await;
    assert!(before.items.is_empty());
    let desk = live.snapshot("f", "floor", json!({}), 500).await;
    assert_eq!(desk.items.len(), 1);
    assert_eq!(desk.items[0]["key"], "dk:ICBC");

    let (_, orders) = two_orders(&house).await;
    let order = |bank: &str| orders.iter().find(|(of, _)| of == bank).unwrap().1.clone();
    let mut chief = house.client(&actor("u:c", Role::Commander, &[])).await;
    let all = chief.snapshot("c", "cases", json!({}), 500).await;
    // A draft is nobody's business outside, nor can it be touched by guessing its name.
    for key in [order("ICBC"), order("ABC")] {
        let refused = live
            .cmd(&key, "order.ack", Some((&key, 1)), json!({}))
            .await;
        assert_eq!(refused["code"], "not_found", "{refused}");
    }
    send(&house, &order("ABC")).await;
    send(&house, &order("ICBC")).await;
    let hop = |bank: &str| {
        let is = |i: &&Value| {
            i["key"].as_str().unwrap().starts_with("hp:") && i["data"]["institution"] == bank
        };
        let found = all.items.iter().find(is).unwrap();
        let ver = found["ver"].as_u64().unwrap();
        (found["key"].as_str().unwrap().to_owned(), ver)
    };
    for bank in ["ABC", "ICBC"] {
        let (key, ver) = hop(bank);
        let asked = chief.cmd(&key, "hop.ask", Some((&key, ver)), json!({}));
        assert_eq!(asked.await["t"], "done");
    }
    let (query, _) = hop("ICBC");
    let mut count = None;
    while count != Some(2) {
        let message = live.next().await;
        assert!(message.get("closed").is_none(), "{message}");
        if message["t"] == "mark" && message["sub"] == "c" {
            count = message["count"].as_u64();
        }
        for item in message["items"].as_array().into_iter().flatten() {
            let key = item["key"].as_str().unwrap();
            let state = match key {
                "dk:ICBC" => continue,
                key if key == order("ICBC") => "sent",
                key if key == query => "requested",
                _ => panic!("not for ICBC: {item}"),
            };
            assert_eq!(item["type"], "view.entered", "{item}");
            assert_eq!(item["data"]["state"], state, "{item}");
        }
        seen.push_str(&message.to_string());
    }
    let own = order("ICBC");
    for item in &all.items {
        let key = item["key"].as_str().unwrap();
        // The case of its order is a bare name to a desk.
        if key == own || key == query || key.starts_with("cs:") {
            continue;
        }
        for trace in traces(key, &item["data"]) {
            assert!(!seen.contains(&trace), "{trace} in {seen}");
        }
    }
    let case = all.items.iter().find(|i| i["data"]["victim"].is_object());
    let victim = case.unwrap()["data"]["victim"]["phone"]["token"].clone();
    assert!(!seen.contains(victim.as_str().unwrap()), "{seen}");

    let mut late = house
        .client(&actor("l:ICBC2", Role::Liaison, &["ICBC"]))
        .await;
    let cases = late.snapshot("c", "cases", json!({}), 500).await;
    assert_eq!(cases.subbed["total"], 2);
    let keys: Vec<_> = cases.items.iter().map(|i| i["key"].as_str()).collect();
    assert_eq!(keys, [Some(&*own), Some(&*query)]);
    let floor = late.snapshot("f", "floor", json!({}), 500).await;
    assert_eq!(floor.items.len(), 1);
}

#[tokio::test]
async fn a_producer_reads_nothing_and_an_auditor_everything() {
    let house = House::new().await;
    let mut source = house.client(&producer()).await;
    for feed in ["alerts", "cases", "floor", "audit"] {
        assert_eq!(
            source.sub("a", feed, json!({})).await["code"],
            "forbidden",
            "{feed}"
        );
    }
    source.raise("r", "13812345678", "P2").await;
    let mut auditor = house.client(&actor("a:1", Role::Auditor, &[])).await;
    let all = auditor.snapshot("x", "audit", json!({}), 500).await;
    for kind in ["al:", "dk:", "og:"] {
        assert!(
            all.items
                .iter()
                .any(|i| i["key"].as_str().unwrap().starts_with(kind)),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_county_sees_its_own_alerts() {
    let house = House::new().await;
    house
        .client(&producer())
        .await
        .raise("r", "13812345678", "P2")
        .await; // 330702
    for (org, count) in [("330702", 1), ("330782", 0), ("330700", 1), ("330000", 1)] {
        let mut who = officer("u:1");
        who.org = org.parse().unwrap();
        let mut client = house.client(&who).await;
        let snapshot = client.snapshot("a", "alerts", json!({}), 500).await;
        assert_eq!(snapshot.items.len(), count, "{org}");
    }
}
