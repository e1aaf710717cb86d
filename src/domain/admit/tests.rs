use serde_json::{Value, json};

use super::*;

/// Admits a command whose arguments are `base` with one field set; the message of a refusal.
fn admitted(name: &str, base: &Value, field: &str, value: &Value) -> Result<Value, String> {
    let mut args = base.clone();
    args[field] = value.clone();
    let mut command = Command::decode(name, &args.to_string()).unwrap();
    command.admit().map_err(|refusal| {
        assert_eq!(refusal.code, Code::BadRequest);
        refusal.msg.to_string()
    })?;
    let once = command.clone();
    command.admit().unwrap();
    assert_eq!(command, once, "admitted twice it stays as it is");
    Ok(serde_json::from_str(once.args().unwrap().get()).unwrap())
}

fn alert() -> Value {
    json!({"kind": "live_call", "tier": "P1", "fraud_type": "lottery", "channel": "call", "org": "330700"})
}

#[test]
fn fields_with_a_closed_form_are_refused_by_name_where_they_differ() {
    let id = |id: &str| json!({"name": "m", "id": id});
    for (field, value, fits) in [
        ("age_band", json!("50-59"), true),
        ("age_band", json!("80+"), true),
        ("age_band", json!("unknown"), true),
        ("age_band", json!("13812345678"), false),
        ("age_band", json!("1381-2345"), false),
        ("age_band", json!("-"), false),
        (
            "flags",
            json!(["suspicious:bidi", "suspicious:escape"]),
            true,
        ),
        ("flags", json!(["suspicious:13812345678"]), false),
        ("flags", json!(["vip"]), false),
        ("org", json!("13812345678"), false),
        ("source", id("tts_fraud_00746.abcdefghijklmnop"), true),
        ("source", id("tts_fraud_00746#9f86d081884c7d65"), true),
        ("source", id("550e8400-e29b-41d4-a716-446655440000"), true),
        ("source", id("01JD9ZK4M2000000000000000A"), true),
        ("source", id("13812345678"), false),
        ("source", id("tel.138-1234-5678"), false),
        ("source", id("a13812345678bcde"), false),
        ("source", id("330702198001011234"), false),
        ("source", json!({"name": "13812345678", "id": "1"}), false),
    ] {
        match admitted("alert.raise", &alert(), field, &value) {
            Ok(_) => assert!(fits, "{field} {value}"),
            Err(msg) => {
                assert!(!fits && msg.starts_with(field), "{field} {value}: {msg}");
                assert!(!msg.contains("13812345678"), "{msg}");
            }
        }
    }
}

#[test]
fn a_value_that_names_nobody_is_not_known() {
    for (field, value, is_kept) in [
        ("caller", "unknown", false),
        ("caller", "未知", false),
        ("caller", "***", false),
        ("caller", "", false),
        ("caller", "110", true),
        ("victim_phone", "withheld", false),
        ("victim_phone", "138-1234-5678", true),
        ("victim_name", "\u{200B} ", false),
        ("victim_name", "张三", true),
    ] {
        let args = admitted("alert.raise", &alert(), field, &json!(value)).unwrap();
        assert_eq!(args.get(field).is_some(), is_kept, "{field} {value}");
    }
}

#[test]
fn an_account_has_four_to_sixty_four_letters_or_digits() {
    let draft = json!({"institution": "ICBC"});
    for (account, fits) in [
        ("6222 0000 1111 2222", true),
        ("６２２２", true),
        ("order-A1", true),
        ("wx_abcd", true),
        ("", false),
        ("\u{7}\u{200B}", false),
        ("未知", false),
        ("123", false),
        (&"1".repeat(64), true),
        (&"1".repeat(65), false),
    ] {
        let got = admitted("order.draft", &draft, "account", &json!(account));
        assert_eq!(got.is_ok(), fits, "{account:?} {got:?}");
        assert!(got.err().is_none_or(|msg| msg.starts_with("account: ")));
    }
}

#[test]
fn what_is_written_around_an_account_is_refused_by_its_field_and_never_repeated() {
    let report = json!({"kind": "report_110", "fraud_type": "lottery", "org": "330700"});
    for account in [
        "6222000011112222 icbc",
        "No.6222000011112222",
        "CN6222000011112222",
        "6222 **** **** 2222",
        "6222000011112222 张三",
    ] {
        let told =
            json!([{"account": account, "institution": "ICBC", "amount": 1, "method": "bank"}]);
        let msg = admitted("case.open", &report, "transfers", &told).unwrap_err();
        assert!(msg.starts_with("transfers.account: found "), "{msg}");
        assert!(!msg.contains("2222") && !msg.contains("张三"), "{msg}");
    }
}

#[test]
fn only_subscribers_numbers_are_shut() {
    let order = json!({"measure": "shut"});
    for (number, fits) in [
        ("110", false),
        ("96110", false),
        ("9 6 1 1 0", false),
        ("10086", false),
        ("95588", false),
        ("0579-96110", false),
        ("0086 110", false),
        ("010-110", false),
        ("13900001234", true),
        ("+86 139 0000 1234", true),
        ("0579-82345678", true),
        ("82345678", true),
        ("4001234567", true),
        ("950131234567", true),
    ] {
        let got = admitted("order.telecom", &order, "number", &json!(number));
        assert_eq!(got.is_ok(), fits, "{number} {got:?}");
        assert!(got.err().is_none_or(|msg| msg.starts_with("number: ")));
    }
}

#[test]
fn an_idempotency_id_is_no_number_of_a_person() {
    for (idem, fits) in [
        ("13812345678", false),
        ("138-1234-5678", false),
        ("6222000011112222", false),
        ("6222:0000:1111:2222", false),
        ("330702198001011234", false),
        ("33070219800101123X", false),
        ("01JD9ZK4M2000000000000000A", true),
        ("550e8400-e29b-41d4-a716-446655440000", true),
        ("1", true),
        ("retry-13", true),
        ("seat7:1795400000000", true),
    ] {
        let found = check_idem(&idem.parse().unwrap());
        assert_eq!(found.is_ok(), fits, "{idem} {found:?}");
    }
}
