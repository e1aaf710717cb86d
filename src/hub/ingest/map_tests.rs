use std::path::PathBuf;

use serde_json::json;

use super::*;
use crate::domain::alert::{FraudType, Speaker, Tier};
use crate::domain::command::{Command, RaiseAlert};
use crate::domain::masked::Private;
use crate::hub::ingest::door::parse_lines;

impl Mapping {
    /// Makes an alert of a record; the mapping must be one for alerts.
    fn apply(&self, record: &Value) -> Result<RaiseAlert, BadLine> {
        match &self.becomes {
            Becomes::Alert(map) => map.apply(record, self.source(record)?),
            Becomes::Flow(_) => panic!("a mapping for alerts"),
        }
    }
}

const MINIMAL: &str = r#"
[source]
name = "s"
id = "/id"
[alert]
kind = { const = "live_call" }
tier = { from = "/t", table = { a = "P1", b = "P2" }, default = { from = "/u", table = { c = "P0" }, default = "P3" }, missing = "P2" }
fraud_type = { const = "lottery" }
channel = { const = "call" }
org = { const = "330700" }
"#;

fn mapping(text: &str) -> Result<Mapping, BadRule> {
    Mapping::read(&text.parse().unwrap())
}

fn dialogues() -> Mapping {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/maps/dialogues.toml")).unwrap()
}

fn call() -> Value {
    json!({
        "tts_id": "tts_1", "left": ["一", "二", "三"], "right": ["甲"], "user_age": 54, "user_awareness": "低",
        "fraud_type": "彩票诈骗", "occupation": "教师", "termination_reason": "挂断", "terminator": "right",
    })
}

#[test]
fn a_slip_in_a_mapping_file_is_told_by_key_with_what_is_allowed() {
    for (was, becomes, key, allowed) in [
        ("[source]\nname = \"s\"", "[source]", "source.name", "name"),
        ("id = \"/id\"", "id = \"id\"", "source.id", "JSON pointer"),
        (
            "id = \"/id\"",
            "id = \"/id\"\nno = 1",
            "source.no",
            "name, id",
        ),
        (
            "id = \"/id\"",
            "id = { from = \"/id\", digest = 1 }",
            "source.id.digest",
            "true or false",
        ),
        ("[alert]", "[alarm]", "alarm", "alert"),
        ("\"live_call\"", "\"live\"", "alert.kind", "live_call"),
        ("\"lottery\"", "\"彩票\"", "alert.fraud_type", "lottery"),
        (
            "default = \"P3\"",
            "default = \"P9\"",
            "alert.tier",
            "P0, P1",
        ),
        (
            "missing = \"P2\"",
            "missing = \"P9\"",
            "alert.tier",
            "P0, P1",
        ),
        ("a = \"P1\"", "a = \"1\"", "alert.tier", "P0, P1"),
        ("a = \"P1\"", "a = [1]", "alert.tier.table.a", "text"),
        ("from = \"/t\", ", "", "alert.tier", "from"),
        ("from = \"/t\"", "form = \"/t\"", "alert.tier.form", "from"),
        (
            "{ const = \"call\" }",
            "{ const = \"call\", from = \"/x\" }",
            "alert.channel",
            "const alone",
        ),
        (
            "{ const = \"call\" }",
            "{ from = \"/x\", default = \"call\" }",
            "alert.channel",
            "missing",
        ),
        (
            "{ const = \"call\" }",
            "{ from = \"/x\", bands = 0 }",
            "alert.channel.bands",
            "from 1",
        ),
        ("{ const = \"call\" }", "7", "alert.channel", "const"),
        (
            "channel = { const = \"call\" }",
            "",
            "alert.channel",
            "every alert needs it",
        ),
        (
            "channel =",
            "weather = \"/w\"\nchannel =",
            "alert.weather",
            "occupation",
        ),
        (
            "channel =",
            "reasons = \"/w\"\nchannel =",
            "alert.reasons",
            "list",
        ),
        (
            "[alert]",
            "[turns]\nleft = \"/l\"\n[alert]",
            "turns.left",
            "caller",
        ),
        (
            "[alert]",
            "[turns]\ncaller = \"l\"\n[alert]",
            "turns.caller",
            "JSON pointer",
        ),
    ] {
        let text = MINIMAL.replacen(was, becomes, 1);
        assert_ne!(text, MINIMAL, "{was}");
        let bad = mapping(&text).unwrap_err();
        assert_eq!(bad.key, key, "{becomes}");
        assert!(bad.allowed.contains(allowed), "{becomes}: {}", bad.allowed);
        assert!(!bad.found.is_empty());
    }
    mapping(MINIMAL).unwrap();
}

#[test]
fn a_mapping_file_that_can_not_be_read_is_named() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("m.toml");
    for text in [None, Some("[source"), Some("[source]\nname = 1")] {
        if let Some(text) = text {
            fs::write(&file, text).unwrap();
        }
        let error = load(&file).unwrap_err().to_string();
        assert!(error.contains("m.toml"), "{error}");
    }
}

#[test]
fn tables_defaults_and_missing_fields_do_what_they_say() {
    let mapping = mapping(MINIMAL).unwrap();
    for (record, tier) in [
        (json!({"id": 1, "t": "a"}), Some(Tier::P1)),
        (json!({"id": 1, "t": " b "}), Some(Tier::P2)),
        (json!({"id": 1, "t": "x", "u": "c"}), Some(Tier::P0)),
        (json!({"id": 1, "t": "x", "u": "y"}), Some(Tier::P3)),
        (json!({"id": 1, "t": "x"}), None),
        (json!({"id": 1, "t": ["a"]}), None),
        (json!({"id": 1, "t": {"a": 1}}), None),
        (json!({"id": 1}), Some(Tier::P2)),
        (json!({"id": 1, "t": null}), Some(Tier::P2)),
        (json!({"id": 1, "t": " "}), Some(Tier::P2)),
        (json!({"t": "a"}), None),
        (json!([1]), None),
        (json!("a"), None),
    ] {
        let got = mapping.apply(&record);
        assert_eq!(
            got.as_ref().ok().map(|alert| alert.tier),
            tier,
            "{record} {got:?}"
        );
    }
}

#[test]
fn dialogues_become_live_calls() {
    let alert = dialogues().apply(&call()).unwrap();
    assert_eq!(alert.kind.to_string(), "live_call");
    assert_eq!(
        (alert.tier, alert.fraud_type),
        (Tier::P1, FraudType::Lottery)
    );
    assert_eq!(alert.age_band.as_deref(), Some("50-59"));
    assert_eq!(alert.occupation.as_deref(), Some("教师"));
    assert_eq!(
        alert
            .reasons
            .iter()
            .map(SafeText::as_str)
            .collect::<Vec<_>>(),
        ["彩票诈骗", "挂断"]
    );
    let call = alert.call.unwrap();
    assert!(call.state.is_live() && call.started_at.is_none());
    let turns: Vec<_> = alert
        .transcript
        .iter()
        .map(|turn| match &turn.text {
            Private::Raw(text) => (turn.who, text.as_str()),
            Private::Sealed(_) => panic!("a client does not seal"),
        })
        .collect();
    let (caller, victim) = (Speaker::Caller, Speaker::Victim);
    assert_eq!(
        turns,
        [
            (caller, "一"),
            (victim, "甲"),
            (caller, "二"),
            (caller, "三")
        ]
    );
}

#[test]
fn dialogues_keep_fraud_in_sight_and_ordinary_calls_out_of_it() {
    let mapping = dialogues();
    for (fraud_type, awareness, tier, becomes) in [
        ("客服诈骗", "低", Tier::P1, FraudType::FakeService),
        ("绑架诈骗", "中", Tier::P2, FraudType::Extortion),
        ("投资诈骗", "高", Tier::P2, FraudType::FakeInvestment),
        ("银行诈骗", "低", Tier::P1, FraudType::Other),
        ("邮件诈骗", "中", Tier::P2, FraudType::Phishing),
        ("外卖服务", "低", Tier::P3, FraudType::Ordinary),
        ("从未见过", "低", Tier::P1, FraudType::Other),
        ("从未见过", "不详", Tier::P2, FraudType::Other),
    ] {
        let mut record = call();
        record["fraud_type"] = json!(fraud_type);
        record["user_awareness"] = json!(awareness);
        let alert = mapping.apply(&record).unwrap();
        assert_eq!(
            (alert.tier, alert.fraud_type),
            (tier, becomes),
            "{fraud_type} {awareness}"
        );
        let by_score = crate::domain::policy::Policy::shipped()
            .script
            .tier(alert.score);
        assert_eq!(
            by_score, tier,
            "score {} of {fraud_type} {awareness}",
            alert.score
        );
    }
}

#[test]
fn incomplete_dialogues_are_bad_only_where_it_matters() {
    let mapping = dialogues();
    for (field, value, reason) in [
        ("tts_id", Value::Null, Some("/tts_id: missing")),
        ("left", Value::Null, Some("/left: missing")),
        ("right", json!("hello"), Some("/right: no list")),
        ("right", json!(["a", 1]), Some("no text")),
        ("right", json!([]), None),
        ("fraud_type", Value::Null, Some("/fraud_type: missing")),
        ("fraud_type", json!(["a"]), Some("/fraud_type: a list")),
        ("user_age", Value::Null, None),
        ("user_age", json!("54"), None),
        ("user_age", json!("五十"), Some("0 to 150")),
        ("user_age", json!(-1), Some("0 to 150")),
        ("occupation", json!(""), None),
        ("termination_reason", Value::Null, None),
        ("terminator", Value::Null, None),
        ("surprise", json!({"a": 1}), None),
    ] {
        let mut record = call();
        record[field] = value.clone();
        let got = mapping
            .apply(&record)
            .map(|_| ())
            .map_err(|bad| bad.to_string());
        match (reason, got) {
            (None, Ok(())) => {}
            (Some(part), Err(said)) => assert!(said.contains(part), "{field} {value}: {said}"),
            (_, got) => panic!("{field} {value}: {got:?}"),
        }
    }
    let silent =
        json!({"tts_id": "1", "left": [], "right": [], "fraud_type": "x", "user_awareness": "低"});
    assert!(
        mapping
            .apply(&silent)
            .unwrap_err()
            .to_string()
            .contains("no turns")
    );
}

#[test]
fn one_id_for_two_dialogues_makes_two_records_and_the_same_dialogue_one() {
    let mapping = dialogues();
    let id = |record: &Value| mapping.apply(record).unwrap().source.unwrap().id;
    let one = call();
    let mut other = call();
    other["left"][0] = json!("另");
    let same: Value = serde_json::from_str(&format!(
        " {} ",
        serde_json::to_string_pretty(&one).unwrap()
    ))
    .unwrap();
    assert_eq!(id(&one), id(&same));
    assert_ne!(id(&one), id(&other));
    assert!(id(&one).starts_with("tts_1."));
}

/// The recorded calls, where this machine has them.
fn recorded() -> Option<PathBuf> {
    let given = std::env::var_os("WATCHFLOOR_DATA").map(PathBuf::from);
    let dir =
        given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/calls"));
    dir.is_dir().then_some(dir)
}

#[test]
fn every_recorded_call_comes_through_the_door_once() {
    let Some(dir) = recorded() else {
        eprintln!("skipped: no recorded calls here; set WATCHFLOOR_DATA to their directory");
        return;
    };
    let mapping = dialogues();
    let mut ids = std::collections::HashSet::new();
    let mut count = 0;
    for file in fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()) {
        if file.extension().is_none_or(|e| e != "jsonl") {
            continue;
        }
        for line in fs::read_to_string(&file).unwrap().lines() {
            count += 1;
            let place = format!("{} {count}", file.display());
            let alert = mapping.apply(&serde_json::from_str(line).unwrap());
            let sent =
                serde_json::to_string(&alert.unwrap_or_else(|e| panic!("{place}: {e}"))).unwrap();
            let taken = parse_lines("application/x-ndjson", sent.as_bytes()).unwrap();
            let record = taken[0].record.as_ref();
            let record = record.unwrap_or_else(|e| panic!("{place}: {e}"));
            let Command::AlertRaise(alert) = &record.command else {
                panic!("{place}")
            };
            assert!(
                alert.fraud_type.is_known() && !alert.transcript.is_empty(),
                "{place}"
            );
            ids.insert(alert.source.clone().unwrap().id);
        }
    }
    assert!(count > 0, "the directory holds calls");
    assert_eq!(ids.len(), count, "every dialogue is a record of its own");
}

const GRAPH: &str = r#"
[source]
name = "g"
id = { const = "row", digest = true }
[csv]
[flow]
name = { const = "sample" }
org = { const = "330700" }
from = { from = "/from", prefix = "9900", width = 16 }
to = { from = "/to", prefix = "9900", width = 16 }
from_institution = { const = "ICBC" }
to_institution = { from = "/bank", table = { a = "ABC" }, default = "CCB", missing = "CCB" }
amount = "/amount"
at = { from = "/time", optional = true }
[flow.units]
time = "unix_s"
"#;

/// The transfer a mapping makes of a record.
fn flow(map: &str, record: &Value) -> Result<crate::domain::command::Flow, BadLine> {
    let mapping = mapping(map).unwrap();
    let Becomes::Flow(map) = &mapping.becomes else {
        panic!("{map}")
    };
    map.apply(record, mapping.source(record).unwrap())
}

#[test]
fn a_row_of_a_graph_becomes_a_transfer() {
    let row =
        json!({ "from": " 7 ", "to": "C123", "bank": "a", "amount": "12.5", "time": "1795396800" });
    let got = flow(GRAPH, &row).unwrap();
    let raw = |account: &Private| match account {
        Private::Raw(raw) => raw.clone(),
        Private::Sealed(_) => String::new(),
    };
    assert_eq!(raw(&got.from), "9900000000000007");
    assert_eq!(raw(&got.to), "990000000000C123");
    assert_eq!((got.amount.0, got.to_institution.as_str()), (1250, "ABC"));
    assert_eq!(got.at.unwrap().to_string(), "2026-11-23T01:20:00.000Z");
    assert!(got.source.unwrap().id.starts_with("row."));

    let row = json!({ "from": "7", "to": "8", "amount": "1", "time": "" });
    let got = flow(GRAPH, &row).unwrap();
    assert_eq!((got.at, got.to_institution.as_str()), (None, "CCB"));
}

#[test]
fn a_field_of_a_graph_that_does_not_fit_is_told_by_column() {
    let short = GRAPH.replace(", prefix = \"9900\", width = 16", "");
    let good =
        json!({ "from": "1234", "to": "5678", "bank": "a", "amount": "1", "time": "1795396800" });
    for (map, column, text, expected) in [
        (
            GRAPH,
            "amount",
            "much",
            "/amount (amount): `much`, allowed is an amount in yuan",
        ),
        (GRAPH, "amount", "", "/amount: missing"),
        (GRAPH, "time", "1795396800000", "/time (at): "),
        (GRAPH, "from", "", "/from: missing"),
        (
            &short,
            "from",
            "12",
            "/from (from): 2 letters and digits found, 4 to 64 allowed",
        ),
    ] {
        let mut row = good.clone();
        row[column] = text.into();
        let error = flow(map, &row).unwrap_err().to_string();
        assert!(error.contains(expected), "{column}: {error}");
    }
}

#[test]
fn a_slip_in_a_graphs_mapping_is_told_by_key() {
    for (was, becomes, key) in [
        ("amount = \"/amount\"", "", "flow.amount"),
        ("amount = \"/amount\"", "amount = \"amount\"", "flow.amount"),
        ("amount = \"/amount\"", "sum = \"/amount\"", "flow.sum"),
        ("\"ICBC\"", "\"工行\"", "flow.from_institution"),
        ("\"unix_s\"", "\"seconds\"", "flow.units.time"),
        ("[csv]", "[csv]\ndelimiter = \"|\"", "csv.delimiter"),
        ("[csv]", "[turns]\ncaller = \"/c\"\n[csv]", "turns"),
        ("[csv]", "[alert]\n[csv]", "flow"),
        ("width = 16", "width = 100", "flow.from.width"),
    ] {
        let map = GRAPH.replacen(was, becomes, 1);
        assert_ne!(map, GRAPH);
        assert_eq!(mapping(&map).unwrap_err().key, key, "{becomes}");
    }
}
