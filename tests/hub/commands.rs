use serde_json::json;
use watchfloor::domain::org::Role;

use super::client::{House, actor, alert, officer, producer};

#[tokio::test]
async fn of_two_who_claim_one_alert_the_second_learns_who_won() {
    let house = House::new().await;
    let key = house
        .client(&producer())
        .await
        .raise("r1", "13812345678", "P1")
        .await;
    let mut first = house.client(&officer("u:0399")).await;
    let mut second = house.client(&officer("u:0412")).await;
    let target = Some((key.as_str(), 1));
    let done = first.cmd("a", "alert.claim", target, json!({})).await;
    assert_eq!(
        (&done["t"], &done["ver"]),
        (&json!("done"), &json!(2)),
        "{done}"
    );
    let refused = second.cmd("b", "alert.claim", target, json!({})).await;
    assert_eq!(refused["t"], "refused");
    assert_eq!(refused["code"], "version_conflict");
    assert_eq!(refused["retry"], "after_resync");
    assert_eq!(refused["cur"]["owner"], "u:0399");
    assert_eq!(refused["cur"]["ver"], 2);
}

#[tokio::test]
async fn fifty_race_for_one_alert_and_exactly_one_wins() {
    let house = House::new().await;
    let key = house
        .client(&producer())
        .await
        .raise("r1", "13812345678", "P0")
        .await;
    let mut racers = Vec::new();
    for n in 0..50 {
        let mut client = house.client(&officer(&format!("u:{n}"))).await;
        let key = key.clone();
        racers.push(tokio::spawn(async move {
            let answer = client
                .cmd("go", "alert.claim", Some((&key, 1)), json!({}))
                .await;
            (n, answer)
        }));
    }
    let (mut won, mut named) = (Vec::new(), Vec::new());
    for racer in racers {
        let (n, answer) = racer.await.unwrap();
        if answer["t"] == "done" {
            won.push(format!("u:{n}"));
        } else {
            named.push(answer["cur"]["owner"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(won.len(), 1);
    assert_eq!(named.len(), 49);
    assert!(named.iter().all(|n| *n == won[0]), "{won:?} {named:?}");
}

#[tokio::test]
async fn the_same_command_again_gets_the_same_answer_also_after_a_restart() {
    let house = House::new().await;
    let mut client = house.client(&producer()).await;
    let first = client
        .cmd("one", "alert.raise", None, alert("13812345678", "P1"))
        .await;
    assert_eq!(first["dup"], false);
    let again = client
        .cmd("one", "alert.raise", None, alert("13812345678", "P1"))
        .await;
    assert_eq!(again["dup"], true);
    for field in ["off", "key", "ver"] {
        assert_eq!(first[field], again[field], "{field}");
    }
    let other = client
        .cmd("one", "alert.raise", None, alert("13899999999", "P1"))
        .await;
    assert_eq!(
        (&other["t"], &other["code"]),
        (&json!("refused"), &json!("idem_conflict"))
    );
    // The id belongs to who made it.
    let mut stranger = house.client(&actor("p:other", Role::Producer, &[])).await;
    let theirs = stranger
        .cmd("one", "alert.raise", None, alert("13877777777", "P1"))
        .await;
    assert_eq!(
        (&theirs["t"], &theirs["dup"]),
        (&json!("done"), &json!(false))
    );

    let house = house.again().await;
    let mut client = house.client(&producer()).await;
    let again = client
        .cmd("one", "alert.raise", None, alert("13812345678", "P1"))
        .await;
    assert_eq!(again["dup"], true, "{again}");
    assert_eq!(again["off"], first["off"]);
}

#[tokio::test]
async fn the_same_command_twice_in_one_breath_is_carried_out_once() {
    let house = House::new().await;
    let mut client = house.client(&producer()).await;
    let mut ids = Vec::new();
    for _ in 0..20 {
        let args = alert("13812345678", "P1");
        ids.push(
            client
                .start_cmd("one", "alert.raise", None, args, json!({}))
                .await,
        );
    }
    let mut offs = Vec::new();
    for id in ids {
        let answer = client.answer(id).await;
        assert_eq!(answer["t"], "done", "{answer}");
        offs.push(answer["off"].clone());
    }
    offs.dedup();
    assert_eq!(offs.len(), 1);
}

#[tokio::test]
async fn the_fate_of_a_command_can_be_asked() {
    let house = House::new().await;
    let mut client = house.client(&producer()).await;
    assert_eq!(client.fate("never").await["status"], "unknown");
    let done = client
        .cmd("one", "alert.raise", None, alert("13812345678", "P1"))
        .await;
    let fate = client.fate("one").await;
    assert_eq!(fate["status"], "committed");
    assert_eq!((&fate["off"], &fate["key"]), (&done["off"], &done["key"]));
    let mut officer = house.client(&officer("u:1")).await;
    let target = Some((done["key"].as_str().unwrap(), 9));
    officer.cmd("two", "alert.claim", target, json!({})).await;
    let fate = officer.fate("two").await;
    assert_eq!(
        (&fate["status"], &fate["code"]),
        (&json!("refused"), &json!("version_conflict"))
    );
    assert_eq!(
        officer.fate("one").await["status"],
        "unknown",
        "of somebody else"
    );
}

#[tokio::test]
async fn late_foreign_forbidden_and_misshapen_commands_are_refused_with_their_code() {
    let house = House::new().await;
    let key = house
        .client(&producer())
        .await
        .raise("r1", "13812345678", "P1")
        .await;
    let mut client = house.client(&officer("u:1")).await;
    let mut wall = house.client(&actor("w:1", Role::Wall, &[])).await;
    let late = json!({"not_after": "2020-01-01T00:00:00.000Z"});
    let target = Some((key.as_str(), 1));
    let answer = client
        .cmd_with("1", "alert.claim", target, json!({}), late)
        .await;
    assert_eq!(answer["code"], "too_late");
    assert_eq!(client.fate("1").await["code"], "too_late");
    for (idem, name, target, args, code) in [
        ("2", "alert.dance", None, json!({}), "unknown_command"),
        (
            "3",
            "alert.escalate",
            target,
            json!({"tier": 7}),
            "bad_request",
        ),
        ("4", "alert.claim", None, json!({}), "bad_request"),
        (
            "5",
            "org.list",
            None,
            json!({"code":"330799","level":"county","parent":"330700","name_zh":"x","name_en":"x"}),
            "forbidden",
        ),
    ] {
        let answer = client.cmd(idem, name, target, args).await;
        assert_eq!(answer["code"], code, "{answer}");
        assert_eq!(
            client.fate(idem).await["status"],
            "unknown",
            "{code} may be tried again"
        );
    }
    let answer = wall.cmd("1", "alert.claim", target, json!({})).await;
    assert_eq!(answer["code"], "forbidden");
}

#[tokio::test]
async fn a_user_gives_so_many_commands_a_minute() {
    let house = House::with(|c| c.limits.commands_per_min = 3).await;
    let mut client = house.client(&producer()).await;
    for n in 0..3 {
        client
            .raise(&format!("i{n}"), &format!("1381234567{n}"), "P1")
            .await;
    }
    let refused = client
        .cmd("i4", "alert.raise", None, alert("13812345679", "P1"))
        .await;
    assert_eq!(
        (&refused["code"], &refused["retry"]),
        (&json!("rate_limited"), &json!("later"))
    );
}

#[tokio::test]
async fn personal_values_are_sealed_before_anything_is_said() {
    let house = House::new().await;
    let mut client = house.client(&officer("u:1")).await;
    client.snapshot("a", "alerts", json!({}), 500).await;
    house
        .client(&producer())
        .await
        .raise("r", "13812345678", "P1")
        .await;
    let events = client.until("events").await;
    let text = events.to_string();
    assert!(!text.contains("13812345678"), "{text}");
    assert!(text.contains("\"mask\""), "{text}");
    let mut disk = Vec::new();
    for entry in std::fs::read_dir(house.dir.path()).unwrap() {
        disk.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let raw = b"13812345678";
    assert!(
        !disk.windows(raw.len()).any(|w| w == raw),
        "a raw number is on the disk"
    );
}

#[tokio::test]
async fn a_thousand_commands_in_one_breath_are_all_answered() {
    let house = House::new().await;
    let mut client = house.client(&producer()).await;
    let mut ids = Vec::new();
    for n in 0..1000 {
        let args = alert(&format!("139{n:08}"), "P2");
        ids.push(
            client
                .start_cmd(&format!("i{n}"), "alert.raise", None, args, json!({}))
                .await,
        );
    }
    let mut answered = std::collections::BTreeSet::new();
    while answered.len() < ids.len() {
        let answer = client.next().await;
        assert_eq!(answer["t"], "done", "{answer}");
        assert!(
            answered.insert(answer["re"].as_u64().unwrap()),
            "twice: {answer}"
        );
    }
}

#[tokio::test]
async fn a_moment_before_all_clocks_is_refused_and_the_hub_starts_again() {
    let house = House::new().await;
    let mut client = house.client(&actor("u:1", Role::Disposal, &[])).await;
    for (n, at) in ["0000-01-01T00:00:00+23:59", "1969-12-31T23:59:59.999Z"]
        .into_iter()
        .enumerate()
    {
        let args = json!({"kind": "report_110", "fraud_type": "task_rebate", "org": "330700",
            "transfers": [{"account": "6222000011112222", "institution": "ICBC", "amount": 100,
                "method": "bank", "at": at}]});
        let refused = client.cmd(&format!("i{n}"), "case.open", None, args).await;
        assert_eq!(refused["code"], "bad_request", "{refused}");
        let msg = refused["msg"].as_str().unwrap();
        assert!(
            msg.contains("transfers[0].at") && msg.contains("1970"),
            "{msg}"
        );
    }
    drop(client);
    house.again().await;
}

#[tokio::test]
async fn nothing_goes_to_an_institution_or_an_organisation_that_is_not_there() {
    let house = House::new().await;
    let mut client = house.client(&actor("u:1", Role::Disposal, &[])).await;
    let report = |bank: &str| {
        json!({"kind": "report_110", "fraud_type": "task_rebate", "org": "330700",
            "transfers": [{"account": "6222000011112222", "institution": bank, "amount": 100,
                "method": "bank"}]})
    };
    let done = client.cmd("good", "case.open", None, report("ICBC")).await;
    let case = done["key"].as_str().unwrap().to_owned();
    let on = Some((case.as_str(), 1));
    let hop = |kind: &str| json!({"kind": kind, "account": "62220001", "institution": "BINANSE"});
    let pass = |org: &str| json!({"org": org, "reason": "theirs"});
    let telecom = json!({"measure": "shut", "number": "13900001234", "institution": "CNCC"});
    let draft = json!({"account": "62220001", "institution": "NOSUCHBANK"});
    for (n, (name, target, args, says)) in [
        (
            "case.open",
            None,
            report("ICBD"),
            "transfers[0].institution: `ICBD` is not in the directory; near it are ICBC",
        ),
        ("case.open", None, report("icbc"), "near it are ICBC"),
        (
            "order.draft",
            on,
            draft,
            "institution: `NOSUCHBANK` is not in the directory",
        ),
        ("order.telecom", on, telecom, "near it are CMCC"),
        ("hop.add", on, hop("card_flow"), "institution: `BINANSE`"),
        (
            "case.transfer",
            on,
            pass("999999"),
            "org: `999999` is not in the directory",
        ),
        ("case.transfer", on, pass("330701"), "near it are 330700"),
        // These are refused, too, but not for where they go.
        ("case.transfer", on, pass("330702"), "has not left"),
        ("case.transfer", on, pass("440300"), "has not left"),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = client.cmd(&format!("i{n}"), name, target, args).await;
        assert_eq!(refused["t"], "refused", "{name} {refused}");
        let msg = refused["msg"].as_str().unwrap();
        assert!(msg.contains(says), "{name}: {msg}");
    }
    let coin = client.cmd("coin", "hop.add", on, hop("crypto")).await;
    assert_eq!(
        coin["t"], "done",
        "money does not keep to the directory: {coin}"
    );
}
