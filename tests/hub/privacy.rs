//! No personal number stands open on the disk or in a feed, whichever command it came in with.

use serde_json::{Value, json};
use watchfloor::domain::org::Role;

use super::client::{Client, House, actor, alert, producer};

const PHONE: &str = "13987654321";
const ACCOUNT: &str = "6222020000001234567";

/// Gives a command on the entity as it stands and returns its new version.
async fn on(client: &mut Client, key: &str, ver: &mut u64, name: &str, args: Value) {
    let idem = format!("{name}.{key}.{ver}");
    let done = client.cmd(&idem, name, Some((key, *ver)), args).await;
    assert_eq!(done["t"], "done", "{name}: {done}");
    *ver = done["ver"].as_u64().unwrap();
}

fn told(phone: &str) -> Value {
    let mut args = alert(phone, "P1");
    let words = format!("call {PHONE} 回拨");
    args["reasons"] = json!([words]);
    args["occupation"] = json!(words);
    args["model"] = json!({"id": words, "version": PHONE});
    args["caller"] = json!(PHONE);
    args["victim_name"] = json!("张三");
    args["age_band"] = json!("50-59");
    args["transcript"] = json!([{"who": "caller", "text": words}]);
    args
}

#[tokio::test]
async fn no_number_in_any_text_of_any_command_stands_open() {
    let house = House::new().await;
    let mut source = house.client(&producer()).await;
    let mut chief = house.client(&actor("u:c", Role::Commander, &[])).await;
    let mut live = house.client(&actor("u:2", Role::Dissuader, &[])).await;
    let mut seen = String::new();
    for (name, feed) in [("a", "alerts"), ("c", "cases"), ("f", "floor")] {
        live.snapshot(name, feed, json!({}), 500).await;
    }
    let why = json!({"reason": format!("called {PHONE}, account {ACCOUNT}")});
    let with = |mut more: Value| {
        more["reason"] = why["reason"].clone();
        more
    };

    let mut keys = Vec::new();
    for (idem, phone) in [("one", PHONE), ("two", "13912340000")] {
        let done = source.cmd(idem, "alert.raise", None, told(phone)).await;
        assert_eq!(done["t"], "done", "{done}");
        keys.push(done["key"].as_str().unwrap().to_owned());
    }
    let (first, mut ver) = (keys[0].clone(), 1);
    on(&mut chief, &first, &mut ver, "alert.claim", json!({})).await;
    let call = json!({"kind": "call"});
    on(&mut chief, &first, &mut ver, "intervention.start", call).await;
    on(&mut chief, &first, &mut ver, "alert.escalate", why.clone()).await;
    let second = keys[1].clone();
    ver = 1;
    on(&mut chief, &second, &mut ver, "alert.claim", json!({})).await;
    let shelve = with(json!({"minutes": 5}));
    on(&mut chief, &second, &mut ver, "alert.shelve", shelve).await;
    let done = source
        .cmd("three", "alert.raise", None, told("13912341111"))
        .await;
    let third = done["key"].as_str().unwrap().to_owned();
    ver = 1;
    on(&mut chief, &third, &mut ver, "alert.claim", json!({})).await;
    let close = with(json!({"outcome": "false_alarm"}));
    on(&mut chief, &third, &mut ver, "alert.close", close).await;
    on(&mut chief, &third, &mut ver, "alert.reopen", why.clone()).await;

    let open = json!({
        "kind": "report_110", "fraud_type": "other", "org": "330702", "victim_phone": PHONE, "victim_name": "张三",
        "transfers": [{"account": ACCOUNT, "institution": "ICBC", "amount": 100_000, "method": "bank"}],
    });
    let done = chief.cmd("open", "case.open", None, open).await;
    assert_eq!(done["t"], "done", "{done}");
    let case = done["key"].as_str().unwrap().to_owned();
    let mut late = house.client(&actor("a:1", Role::Auditor, &[])).await;
    let all = late.snapshot("x", "audit", json!({}), 500).await;
    let item = |prefix: &str| {
        let found = all
            .items
            .iter()
            .find(|i| i["key"].as_str().unwrap().starts_with(prefix));
        let found = found.unwrap();
        (
            found["key"].as_str().unwrap().to_owned(),
            found["ver"].as_u64().unwrap(),
        )
    };
    let (order, mut order_ver) = item("or:");
    on(
        &mut chief,
        &order,
        &mut order_ver,
        "order.cancel",
        why.clone(),
    )
    .await;
    let all = late.snapshot("y", "audit", json!({}), 500).await;
    let held = all.items.iter().find(|i| i["key"] == *case).unwrap();
    ver = held["ver"].as_u64().unwrap();
    on(&mut chief, &case, &mut ver, "case.not_fraud", why.clone()).await;
    let name = format!("desk {PHONE}");
    for (command, args) in [
        (
            "desk.list",
            json!({"institution": "NEWBANK", "kind": "bank", "name_zh": name, "name_en": name, "staffed": true, "paper": "act_first"}),
        ),
        (
            "org.list",
            json!({"code": "330799", "level": "county", "parent": "330700", "name_zh": name, "name_en": name}),
        ),
    ] {
        let done = chief.cmd(command, command, None, args).await;
        assert_eq!(done["t"], "done", "{done}");
    }

    while !seen.contains("330799") {
        seen.push_str(&live.next().await.to_string());
    }
    for item in late.snapshot("z", "audit", json!({}), 500).await.items {
        seen.push_str(&item.to_string());
    }
    assert!(
        seen.contains("alert.reopened") && seen.contains("回拨"),
        "{seen}"
    );
    for raw in [PHONE, ACCOUNT] {
        assert!(!seen.contains(raw), "{raw} in {seen}");
    }
    for entry in std::fs::read_dir(house.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for raw in [PHONE, ACCOUNT] {
            let is_open = bytes.windows(raw.len()).any(|w| w == raw.as_bytes());
            assert!(!is_open, "{raw} in {}", path.display());
        }
    }
}

#[tokio::test]
async fn a_seal_made_by_a_client_is_refused() {
    let house = House::new().await;
    let mut source = house.client(&producer()).await;
    let forged = json!({"mask": PHONE, "token": "0".repeat(32)});
    for field in ["victim_phone", "victim_name", "caller"] {
        let mut args = alert("13812345678", "P1");
        args[field] = forged.clone();
        let refused = source.cmd(field, "alert.raise", None, args).await;
        assert_eq!(refused["code"], "bad_request", "{refused}");
        assert!(refused["msg"].as_str().unwrap().starts_with(field));
    }
    let mut chief = house.client(&actor("u:c", Role::Commander, &[])).await;
    let draft = json!({"account": forged, "institution": "ICBC"});
    let key = "ca:01JD9ZK4M2000000000000000A";
    let refused = chief.cmd("d", "order.draft", Some((key, 1)), draft).await;
    assert_eq!(refused["code"], "bad_request", "{refused}");
    assert!(
        refused["msg"]
            .as_str()
            .unwrap()
            .contains("only the hub seals")
    );
}
