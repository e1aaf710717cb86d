//! The bare projection: what walls and administrators receive. Masks, transcripts and everything people or
//! foreign systems wrote in their own words is taken out before the text is encoded, so that such a connection
//! can not carry a personal value, whatever its console does.

use serde_json::Value;

/// Taken out wherever they stand.
const REMOVED: &[&str] = &["mask", "transcript", "occupation", "source", "handover"];
/// Emptied: the shape must stay readable.
const EMPTIED: &[&str] = &["reason", "reasons"];

/// The bare form of an entity's or event's JSON.
pub fn bare(text: &str) -> serde_json::Result<String> {
    let mut value: Value = serde_json::from_str(text)?;
    strip(&mut value);
    serde_json::to_string(&value)
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !REMOVED.contains(&name.as_str()));
            for (name, value) in fields {
                if EMPTIED.contains(&name.as_str()) {
                    empty(value);
                } else {
                    strip(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}

fn empty(value: &mut Value) {
    *value = match value {
        Value::Array(_) => Value::Array(Vec::new()),
        Value::String(_) => Value::String(String::new()),
        _ => Value::Null,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_words_and_transcripts_go_and_tokens_and_figures_stay() {
        let full = r#"{"type":"alert.raised","data":{
            "victim":{"phone":{"mask":"138****1234","token":"0f"},"age_band":"50-59","occupation":"teacher"},
            "caller":{"mask":"170****0001","token":"1e"},
            "reasons":["said 138 1234 5678"],"closing":{"outcome":"dissuaded","reason":"called 张三"},
            "transcript":[{"who":"caller","text":"hello"}],"source":{"name":"m","id":"13812345678"},
            "at_risk":5200000,"tier":"P0"}}"#;
        let seen = bare(full).unwrap();
        for gone in ["138", "170", "teacher", "张三", "hello", "mask", "source"] {
            assert!(!seen.contains(gone), "{gone} in {seen}");
        }
        for kept in [
            r#""token":"0f""#,
            "50-59",
            "5200000",
            r#""reasons":[]"#,
            r#""reason":"""#,
        ] {
            assert!(seen.contains(kept), "{kept} not in {seen}");
        }
    }
}
