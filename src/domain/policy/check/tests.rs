use super::*;
use crate::domain::policy::{PolicyError, SHIPPED};

/// The shipped rules with `key = value` laid over them; the key goes down by dots, a number into a list.
fn laid_over(edits: &[(&str, &str)]) -> String {
    let mut rules: toml::Table = toml::from_str(SHIPPED).unwrap();
    for (key, value) in edits {
        let value: toml::Table = toml::from_str(&format!("v = {value}")).unwrap();
        let (path, last) = key.rsplit_once('/').unwrap_or(("", key));
        let mut at = &mut rules;
        for step in path.split('/').filter(|step| !step.is_empty()) {
            at = at[step].as_table_mut().unwrap();
        }
        at.insert((*last).to_owned(), value["v"].clone());
    }
    rules.to_string()
}

fn told(edits: &[(&str, &str)]) -> Vec<String> {
    match Policy::parse(&laid_over(edits)) {
        Ok(_) => Vec::new(),
        Err(PolicyError::Faults(faults)) => faults,
        Err(PolicyError::Text(error)) => vec![error.to_string()],
    }
}

#[test]
fn what_the_shipped_file_and_a_stricter_one_say_is_taken() {
    assert!(told(&[]).is_empty());
    let stricter = [
        ("order/stops_per_account", "1"),
        ("order/paper", "\"paper_first\""),
        ("order/recall_s", "0"),
        ("clock/stop_cliff", "{ due_s = 90000, critical_s = 0 }"),
        (
            "clock/freeze_cliff",
            "{ due_s = 15724800, critical_s = 13132800 }",
        ),
        ("shift/turns", "[]"),
        ("rights/order.draft", "[]"),
        ("rights/order.let_lapse", "[\"approver\"]"),
    ];
    assert_eq!(told(&stricter), Vec::<String>::new());
}

#[test]
fn every_fault_is_told_with_its_key_what_was_found_and_what_is_allowed() {
    let rows = [
        ("id", "\" \"", "id: found ` `, allowed is a name"),
        ("version", "0", "version: found `0`, allowed is 1 to"),
        (
            "clock/stop_cliff",
            "{ due_s = 9000000000000000, critical_s = 0 }",
            "clock.stop_cliff.due_s: found `9000000000000000`, allowed is 1 to 63244800",
        ),
        (
            "clock/money",
            "{ due_s = -5, critical_s = 0 }",
            "clock.money.due_s: found `-5`",
        ),
        (
            "clock/duty",
            "{ due_s = 60, critical_s = 61 }",
            "clock.duty.critical_s: found `61`, allowed is 0 to 60",
        ),
        (
            "clock/freeze_cliff",
            "{ due_months = 0, critical_before_s = 0 }",
            "clock.freeze_cliff.due_months: found `0`, allowed is 1 to 24",
        ),
        (
            "clock/major_cliff",
            "{ due_months = 1, critical_before_s = 2592000 }",
            "clock.major_cliff, critical before the end, s: found `2592000`",
        ),
        ("alert/lease_s", "0", "alert.lease_s: found `0`"),
        (
            "alert/lease_golden_s",
            "601",
            "alert.lease_golden_s: found `601`, allowed is 10 to 600",
        ),
        (
            "alert/ladder_s",
            "[60, 30, 120]",
            "alert.ladder_s: found `[60, 30, 120]`",
        ),
        ("order/recall_s", "-100", "order.recall_s: found `-100`"),
        (
            "order/stops_per_account",
            "9",
            "order.stops_per_account: found `9`, allowed is 1 to 2",
        ),
        (
            "order/stops_per_account",
            "0",
            "order.stops_per_account: found `0`",
        ),
        (
            "order/paper",
            "\"paper_frist\"",
            "order.paper: found `paper_frist`, allowed is act_first, paper_first",
        ),
        (
            "order/stop_alarms_s",
            "[1800, 7200, 21600]",
            "order.stop_alarms_s: found `[1800, 7200, 21600]`",
        ),
        (
            "order/stop_alarms_s",
            "[172800, 7200, 1800]",
            "less than 172800",
        ),
        ("order/cut_line_s", "-1", "order.cut_line_s: found `-1`"),
        ("trace/most_hops", "0", "trace.most_hops: found `0`"),
        ("shift/zone_h", "99", "shift.zone_h: found `99`"),
        (
            "shift/turns",
            "[{ from_h = 99, name_zh = \"日班\", name_en = \"day\" }]",
            "shift.turns[0].from_h: found `99`, allowed is 0 to 23",
        ),
        (
            "shift/turns",
            "[{ from_h = 8, name_zh = \"a\", name_en = \"a\" }, { from_h = 8, name_zh = \"b\", name_en = \"b\" }]",
            "shift.turns: found `[8, 8]`",
        ),
        (
            "script/tier_from",
            "[300, 650, 850]",
            "script.tier_from: found `[300, 650, 850]`",
        ),
        (
            "script/points/bank_detials",
            "{ yes = 1 }",
            "script.points: found `bank_detials`, allowed is bank_details,",
        ),
        (
            "script/points/still_on_line",
            "{ bank = 1 }",
            "script.points.still_on_line: found `bank`, allowed is no, yes, unsure",
        ),
        ("worth/locked", "nan", "worth.locked: found `NaN`"),
        ("worth/locked", "1.5", "worth.locked: found `1.5`"),
        (
            "worth/minutes_per_alert",
            "0.0",
            "worth.minutes_per_alert: found `0`",
        ),
        (
            "worth/assumed_loss_yuan",
            "9000000000000000000",
            "worth.assumed_loss_yuan: found",
        ),
        (
            "worth/survival",
            "[{ share = 85.0, mean_min = 5.0 }]",
            "worth.survival[0].share: found `85`",
        ),
        (
            "worth/survival",
            "[{ share = 1.0, mean_min = 0.0 }]",
            "worth.survival[0].mean_min: found `0`",
        ),
        (
            "worth/survival",
            "[{ share = 0.5, mean_min = 5.0 }]",
            "worth.survival: found `shares of 0.5 together`",
        ),
        (
            "rights/order.let_lapze",
            "[]",
            "rights: found `order.let_lapze`, allowed is the name of a command",
        ),
        (
            "rights/order.let_lapse",
            "[\"comander\"]",
            "rights.\"order.let_lapse\": found `comander`, allowed is call_taker,",
        ),
        (
            "rights/order.let_lapse",
            "[\"wall\"]",
            "rights.\"order.let_lapse\": found `wall`",
        ),
        (
            "rights/order.review",
            "[\"liaison\"]",
            "rights.\"order.review\": found `liaison`",
        ),
        (
            "rights/order.stopped",
            "[\"disposal\"]",
            "rights.\"order.stopped\": found `disposal`, allowed is liaison",
        ),
        (
            "rights/case.open",
            "[\"producer\", \"admin\"]",
            "rights.\"case.open\": found `producer`",
        ),
    ];
    for (key, value, expected) in rows {
        let told = told(&[(key, value)]);
        assert!(
            told.iter().any(|fault| fault.contains(expected)),
            "{key} = {value}: {told:#?}"
        );
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let told = told(&[
        ("order/recall_s", "-1"),
        ("worth/locked", "nan"),
        ("rights/order.let_lapse", "[\"wall\"]"),
    ]);
    assert_eq!(told.len(), 3, "{told:#?}");
}

#[test]
fn more_seconds_than_can_be_counted_are_no_limit() {
    let told = told(&[(
        "clock/stop_cliff",
        "{ due_s = 9000000000000000000, critical_s = 0 }",
    )]);
    assert!(
        told[0].contains("due_s: found 9000000000000000000"),
        "{told:?}"
    );
}
