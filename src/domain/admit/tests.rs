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
