//! Projections of an entity's or event's JSON, made before it is encoded for a connection.
//!
//! Bare is what walls and administrators receive: victims, callers, masks, transcripts and everything people or foreign
//! systems wrote in their own words is taken out, so that such a connection can not carry a personal value, whatever its
//! console does. Lite is for thin lines: what only fills the item view is left out. Outside is for institutions, see
//! [`outside`].

use std::sync::OnceLock;

use serde_json::Value;
use serde_json::value::RawValue;

use super::outside;
use super::view::Class;
use crate::domain::floor::Entity;
use crate::text::safe::Suspicious;

/// What is taken out wherever it stands, and what is emptied so that the shape stays readable.
struct Cut {
    removed: &'static [&'static str],
    emptied: &'static [&'static str],
    /// Of lists of this name only the hub's own words stay.
    own: &'static [&'static str],
}

const LITE: Cut = Cut {
    removed: &["transcript", "source"],
    emptied: &[],
    own: &[],
};

const BARE: Cut = Cut {
    removed: &[
        "mask",
        "victim",
        "caller",
        "transcript",
        "source",
        "handover",
    ],
    emptied: &["reason", "reasons"],
    own: &["flags"],
};

/// The JSON of a delivery as a class may see it.
pub fn project(full: &str, class: Class) -> serde_json::Result<String> {
    match class {
        Class::Full => Ok(full.to_owned()),
        Class::Lite => cut(full, &LITE),
        Class::Bare => cut(full, &BARE),
        Class::Outside => outside::delivery(full),
    }
}

/// The JSON of an entity as a class may see it; `None` for what is not for the class at all.
pub fn project_entity(entity: &Entity, class: Class) -> serde_json::Result<Option<Box<RawValue>>> {
    let lists = match class {
        Class::Full => return entity.data().map(Some),
        Class::Outside => return outside::entity(entity).map(|e| e.data()).transpose(),
        Class::Lite => LITE,
        Class::Bare => BARE,
    };
    let seen = cut(entity.data()?.get(), &lists)?;
    RawValue::from_string(seen).map(Some)
}

fn cut(full: &str, cut: &Cut) -> serde_json::Result<String> {
    let mut value: Value = serde_json::from_str(full)?;
    cut.apply(&mut value);
    serde_json::to_string(&value)
}

/// One text in the form of each class, encoded when somebody first needs it and shared from then on.
#[derive(Debug, Default)]
pub struct Forms {
    full: OnceLock<Box<str>>,
    lite: OnceLock<Box<str>>,
    bare: OnceLock<Box<str>>,
    outside: OnceLock<Box<str>>,
}

impl Forms {
    /// The form of a class; `full` writes the whole.
    pub fn get(&self, class: Class, full: impl FnOnce() -> String) -> &str {
        let whole = self.full.get_or_init(|| full().into());
        let form = match class {
            Class::Full => return whole,
            Class::Lite => &self.lite,
            Class::Bare => &self.bare,
            Class::Outside => &self.outside,
        };
        form.get_or_init(|| project(whole, class).unwrap_or_default().into())
    }
}

impl Cut {
    fn apply(&self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| !self.removed.contains(&name.as_str()));
                for (name, value) in fields {
                    if self.emptied.contains(&name.as_str()) {
                        empty(value);
                    } else if self.own.contains(&name.as_str()) {
                        keep_own(value);
                    } else {
                        self.apply(value);
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.apply(value)),
            _ => {}
        }
    }
}

/// Keeps the flags the hub itself gives.
fn keep_own(value: &mut Value) {
    match value {
        Value::Array(flags) => flags.retain(|flag| flag.as_str().is_some_and(Suspicious::is_flag)),
        other => empty(other),
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
    fn people_words_and_transcripts_go_and_figures_stay() {
        let full = r#"{"type":"alert.raised","data":{
            "victim":{"phone":{"mask":"138****1234","token":"0f"},"age_band":"50-59","occupation":"teacher"},
            "caller":{"mask":"170****0001","token":"1e"},
            "reasons":["said 138 1234 5678"],"closing":{"outcome":"dissuaded","reason":"called 张三"},
            "transcript":[{"who":"caller","text":"hello"}],"source":{"name":"m","id":"13812345678"},
            "flags":["suspicious:bidi","tel 139"],
            "target":{"account":{"mask":"**** 2393","token":"2f"}},
            "at_risk":5200000,"tier":"P0"}}"#;
        let seen = project(full, Class::Bare).unwrap();
        for gone in [
            "138", "139", "170", "teacher", "张三", "hello", "mask", "source", "50-59", "0f", "1e",
        ] {
            assert!(!seen.contains(gone), "{gone} in {seen}");
        }
        for kept in [
            // Equal accounts are told apart, or a sum would count twice.
            r#""token":"2f""#,
            "5200000",
            "suspicious:bidi",
            r#""reasons":[]"#,
            r#""reason":"""#,
        ] {
            assert!(seen.contains(kept), "{kept} not in {seen}");
        }
        let lite = project(full, Class::Lite).unwrap();
        assert!(
            !lite.contains("hello") && lite.contains("138****1234"),
            "{lite}"
        );
    }
}
