//! What a bank's liaison gets on the wire: what has left the centre for the bank, and nothing the house keeps.

use std::time::Duration;

use serde_json::{Value, json};
use watchfloor::domain::org::Role;

use super::client::{Client, House, actor};

/// Words of the house that no institution may read.
const OURS: [&str; 9] = [
    "u:writer",
    "u:second",
    "u:asker",
    "u:chief",
    "their own clerk is suspected",
    "let it go quietly",
    "taken back again",
    "approved_by",
    "let_lapse",
];
pub const ACCOUNT: &str = "6222021234561234";

/// An order on its way through the house; `ver` is what stands.
pub struct Going<'a> {
    house: &'a House,
    pub order: String,
    pub ver: u64,
}

impl Going<'_> {
    /// Reviewed by another person and sent; it has left when this returns.
    pub async fn leave(&mut self) {
        for name in ["order.review", "order.send"] {
            self.on("u:second", Role::Commander, name, json!({})).await;
        }
        self.ver += 1;
        for n in 0..100 {
            let mut chief = self
                .house
                .client(&actor("u:second", Role::Commander, &[]))
                .await;
            let cases = chief.snapshot("c", "cases", json!({}), 500).await;
            if cases.items.iter().any(|i| i["data"]["state"] == "sent") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(n)).await;
        }
        panic!("the order has not left");
    }

    /// Somebody does something to the order.
    pub async fn on(&mut self, who: &str, role: Role, name: &str, args: Value) {
        let institutions: &[&str] = if role == Role::Liaison {
            &["ICBC"]
        } else {
            &[]
        };
        let mut client = self.house.client(&actor(who, role, institutions)).await;
        let idem = format!("{name}.{}", self.ver);
        let target = Some((&*self.order, self.ver));
        let done = client.cmd(&idem, name, target, args).await;
        assert_eq!(done["t"], "done", "{name}: {done}");
        self.ver = done["ver"].as_u64().unwrap();
    }
}

/// A case with an order at a bank, drafted by one person and agreed to by another.
pub async fn order(house: &House) -> Going<'_> {
    let mut writer = house.client(&actor("u:writer", Role::Disposal, &[])).await;
    let open = json!({
        "kind": "report_110", "fraud_type": "other", "org": "330702", "victim_phone": "13912345678",
        "transfers": [{"account": ACCOUNT, "institution": "ICBC", "amount": 100_000, "method": "bank"}],
    });
    let done = writer.cmd("open", "case.open", None, open).await;
    assert_eq!(done["t"], "done", "{done}");
    // An answer may come before readers see what it says.
    let mut tries = 0..100;
    let draft = loop {
        let n = tries.next().expect("a draft is made of the report");
        let mut reader = house.client(&actor("u:writer", Role::Disposal, &[])).await;
        let cases = reader.snapshot("c", "cases", json!({}), 500).await;
        let is = |i: &&Value| i["key"].as_str().unwrap().starts_with("or:");
        match cases.items.iter().find(is) {
            Some(draft) => break draft.clone(),
            None => tokio::time::sleep(Duration::from_millis(n)).await,
        }
    };
    Going {
        house,
        order: draft["key"].as_str().unwrap().to_owned(),
        ver: draft["ver"].as_u64().unwrap(),
    }
}

/// Reads until the view's mark holds the order at this version; everything that came, as text.
async fn heard(client: &mut Client, order: &str, ver: u64, into: &mut String) -> Vec<Value> {
    let mut items = Vec::new();
    loop {
        let message = client.until("events").await;
        into.push_str(&message.to_string());
        for item in message["items"].as_array().unwrap() {
            if item["key"] == order {
                items.push(item.clone());
            }
            if item["key"] == order && item["ver"] == ver {
                return items;
            }
        }
    }
}

fn types(items: &[Value]) -> Vec<&str> {
    items.iter().map(|i| i["type"].as_str().unwrap()).collect()
}

fn assert_nothing_of_ours(seen: &str) {
    for word in OURS {
        assert!(!seen.contains(word), "{word} in {seen}");
    }
}

#[tokio::test]
async fn a_liaison_receives_only_what_has_left_the_centre() {
    let house = House::with(|c| {
        c.policy.order.recall_s = 0;
        c.limits.tick = Duration::from_millis(50);
    })
    .await;
    let bank = actor("l:ICBC", Role::Liaison, &["ICBC"]);
    let mut live = house.client(&bank).await;
    let begun = live.snapshot("c", "cases", json!({}), 500).await;
    assert!(begun.items.is_empty());
    let mut seen = String::new();

    let mut going = order(&house).await;
    going
        .on("u:second", Role::Commander, "order.review", json!({}))
        .await;
    going
        .on("u:second", Role::Commander, "order.send", json!({}))
        .await;
    let sent = going.ver + 1;
    let entered = heard(&mut live, &going.order, sent, &mut seen).await;
    assert_eq!(types(&entered), ["view.entered"]);
    assert_eq!(entered[0]["data"]["requested_by"], "u:duty");
    assert_eq!(entered[0]["data"]["target"]["mask"], "6222 **** **** 1234");
    going.ver = sent;
    for (name, args) in [
        ("order.ack", json!({})),
        ("order.stopped", json!({"held": 60_000})),
    ] {
        going.on("l:ICBC", Role::Liaison, name, args).await;
    }
    let middle = heard(&mut live, &going.order, going.ver, &mut seen).await;
    assert_eq!(types(&middle), ["order.acked", "order.stopped"]);
    let (resume_from, view) = (house.hub.head().0, begun.subbed["view"].clone());

    // In the house: an ask that is taken back, a second one, and a sum that may go free.
    let ask = json!({"kind": "second_stop", "reason": "their own clerk is suspected"});
    going.on("u:asker", Role::Disposal, "order.ask", ask).await;
    going
        .on("u:asker", Role::Disposal, "order.withdraw", json!({}))
        .await;
    let why = json!({"reason": "let it go quietly"});
    going
        .on("u:chief", Role::Approver, "order.let_lapse", why)
        .await;
    let ask = json!({"kind": "release", "reason": "the payer was found"});
    going.on("u:asker", Role::Disposal, "order.ask", ask).await;
    let withheld = heard(&mut live, &going.order, going.ver, &mut seen).await;
    assert_eq!(types(&withheld), ["view.withheld"; 4]);
    for item in &withheld {
        assert_eq!((&item["data"], &item["by"]), (&json!({}), &json!("hub")));
    }
    assert!(!seen.contains("the payer was found"), "{seen}");
    let mut between = house.client(&bank).await;
    let pinned = between.snapshot("c", "cases", json!({}), 500).await;
    assert_eq!(pinned.items[0]["ver"], going.ver);
    assert!(
        pinned.items[0]["data"].get("ask").is_none(),
        "{:?}",
        pinned.items
    );
    seen.push_str(&json!(pinned.items).to_string());

    // It is agreed to and leaves: now the bank has it whole, from whoever is on duty.
    going
        .on("u:chief", Role::Approver, "order.approve", json!({}))
        .await;
    let left = going.ver + 1;
    let asked = heard(&mut live, &going.order, left, &mut seen).await;
    assert_eq!(types(&asked), ["view.withheld", "order.ask_sent"]);
    let ask = &asked[1]["data"]["ask"];
    assert_eq!(
        (&ask["kind"], &ask["by"]),
        (&json!("release"), &json!("u:duty"))
    );
    assert_eq!(ask["reason"], "the payer was found");
    going.ver = left;

    // The same after a lost line, and for who comes later.
    let mut back = house.client(&bank).await;
    let from = json!({"from": {"epoch": begun.subbed["epoch"], "off": resume_from, "view": view}});
    let resumed = back.sub("c", "cases", from).await;
    assert_eq!(resumed["mode"], "resume", "{resumed}");
    let missed = heard(&mut back, &going.order, left, &mut seen).await;
    assert_eq!(
        types(&missed),
        [["view.withheld"; 5].as_slice(), &["order.ask_sent"]].concat()
    );
    let mut late = house.client(&bank).await;
    let whole = late.snapshot("c", "cases", json!({}), 500).await;
    assert_eq!(whole.items[0]["data"]["ask"]["kind"], "release");
    seen.push_str(&json!(whole.items).to_string());
    assert_nothing_of_ours(&seen);

    // What the house keeps does not keep the bank from answering.
    going
        .on("l:ICBC", Role::Liaison, "order.granted", json!({}))
        .await;
    assert!(!seen.contains(ACCOUNT), "{seen}");
}
