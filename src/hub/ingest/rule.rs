//! One rule of a mapping file: where in a record a value stands and what it becomes. Values travel as text;
//! the target they are for gives them their type.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{BadLine, found};

/// What a mapping file may not hold: the key, what was found, what is allowed.
#[derive(Debug)]
pub(super) struct BadRule {
    pub(super) key: String,
    pub(super) found: String,
    pub(super) allowed: String,
}

impl BadRule {
    pub(super) fn new(key: &str, found: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            found: found.into(),
            allowed: allowed.into(),
        }
    }
}

/// Where a value comes from.
#[derive(Debug)]
pub(super) enum Rule {
    /// Always the same.
    Const(String),
    /// From the record.
    From(Box<From>),
}

/// A value of the record.
#[derive(Debug)]
pub(super) struct From {
    /// JSON pointer.
    pointer: String,
    /// Words that become other words; empty: the value as it stands.
    table: BTreeMap<String, String>,
    /// For words outside the table.
    default: Option<Rule>,
    /// For a field that is missing, null or empty.
    missing: Missing,
    /// A number becomes the band of this width it lies in: 54 in tens is `50-59`.
    bands: Option<u32>,
    /// Stands before the value.
    prefix: String,
    /// Zeros between prefix and value make the whole so long.
    width: usize,
}

#[derive(Debug)]
enum Missing {
    /// The line is bad.
    Refuse,
    /// The target is left out.
    LeaveOut,
    /// Another value.
    Use(Rule),
}

const ALLOWED: &str = "a JSON pointer (\"/field\"), { from = \"/field\", table = {..}, default = .., missing = .., \
     optional = true, bands = 10, prefix = \"..\", width = 16 }, or { const = \"..\" }";

/// The widest a value is filled up to.
const WIDEST: usize = 64;

/// Checks a JSON pointer of RFC 6901.
pub(super) fn pointer(key: &str, text: &str) -> Result<String, BadRule> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(BadRule::new(
            key,
            format!("`{text}`"),
            "a JSON pointer such as \"/field\"",
        ))
    }
}

/// A plain value of a mapping file as text.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Rule {
    /// Reads the rule at `key` of a mapping file; a plain text is a pointer.
    pub(super) fn read(key: &str, value: &toml::Value) -> Result<Self, BadRule> {
        match value {
            toml::Value::String(text) => Ok(Self::From(Box::new(From::at(pointer(key, text)?)))),
            toml::Value::Table(table) => Self::read_table(key, table),
            other => Err(BadRule::new(key, other.type_str(), ALLOWED)),
        }
    }

    fn read_table(key: &str, table: &toml::Table) -> Result<Self, BadRule> {
        if let Some(value) = table.get("const") {
            if table.len() > 1 {
                return Err(BadRule::new(key, "const with other keys", "const alone"));
            }
            return plain(value).map(Self::Const).ok_or_else(|| {
                BadRule::new(
                    &format!("{key}.const"),
                    value.type_str(),
                    "a text or whole number",
                )
            });
        }
        let mut from = None;
        let mut rule = From::at(String::new());
        for (name, value) in table {
            let at = format!("{key}.{name}");
            let refuse = |allowed: &str| BadRule::new(&at, value.to_string(), allowed);
            match name.as_str() {
                "from" => {
                    let text = value.as_str().ok_or_else(|| refuse("a JSON pointer"))?;
                    from = Some(pointer(&at, text)?);
                }
                "table" => rule.table = words(&at, value)?,
                "default" => rule.default = Some(Self::fallback(&at, value)?),
                "missing" => rule.missing = Missing::Use(Self::fallback(&at, value)?),
                "optional" => match value.as_bool() {
                    Some(true) => rule.missing = Missing::LeaveOut,
                    Some(false) => {}
                    None => return Err(refuse("true or false")),
                },
                "bands" => {
                    let width = value.as_integer().and_then(|w| u32::try_from(w).ok());
                    rule.bands = Some(
                        width
                            .filter(|w| *w > 0)
                            .ok_or_else(|| refuse("a whole number from 1"))?,
                    );
                }
                "prefix" => rule.prefix = plain(value).ok_or_else(|| refuse("a text"))?,
                "width" => {
                    let width = value.as_integer().and_then(|w| usize::try_from(w).ok());
                    rule.width = width
                        .filter(|w| (1..=WIDEST).contains(w))
                        .ok_or_else(|| refuse("a whole number 1 to 64"))?;
                }
                _ => return Err(BadRule::new(&at, "an unknown key", ALLOWED)),
            }
        }
        rule.pointer =
            from.ok_or_else(|| BadRule::new(key, "no `from` and no `const`", ALLOWED))?;
        if rule.default.is_some() && rule.table.is_empty() {
            let allowed = "default beside a table (it is for words outside it); for a missing field write missing";
            return Err(BadRule::new(key, "default without table", allowed));
        }
        Ok(Self::From(Box::new(rule)))
    }

    /// `default` and `missing`: a plain text is the value itself, a table is a rule.
    fn fallback(key: &str, value: &toml::Value) -> Result<Self, BadRule> {
        match plain(value) {
            Some(text) => Ok(Self::Const(text)),
            None => Self::read(key, value),
        }
    }

    /// Every value the rule can give by itself, for checks when the file is read.
    pub(super) fn fixed(&self) -> Vec<&str> {
        match self {
            Self::Const(text) => vec![text],
            Self::From(from) => {
                let missing = match &from.missing {
                    Missing::Use(rule) => Some(rule),
                    _ => None,
                };
                let rules = from.default.iter().chain(missing).flat_map(Self::fixed);
                from.table
                    .values()
                    .map(String::as_str)
                    .chain(rules)
                    .collect()
            }
        }
    }

    /// Where the value stands, for reasons; nothing for one that is always the same.
    pub(super) fn place(&self) -> &str {
        match self {
            Self::Const(_) => "",
            Self::From(from) => &from.pointer,
        }
    }

    /// The fields a record must have for this rule.
    pub(super) fn needed(&self) -> Vec<&str> {
        match self {
            Self::Const(_) => Vec::new(),
            Self::From(from) => {
                let own = matches!(from.missing, Missing::Refuse).then_some(&*from.pointer);
                let default = from.default.iter().flat_map(Self::needed);
                own.into_iter().chain(default).collect()
            }
        }
    }

    /// The value for a record; `None` where the target is left out.
    pub(super) fn value(&self, record: &Value) -> Result<Option<String>, BadLine> {
        match self {
            Self::Const(text) => Ok(Some(text.clone())),
            Self::From(from) => from.value(record),
        }
    }
}

impl From {
    /// The value at `pointer` as it stands.
    fn at(pointer: String) -> Self {
        Self {
            pointer,
            table: BTreeMap::new(),
            default: None,
            missing: Missing::Refuse,
            bands: None,
            prefix: String::new(),
            width: 0,
        }
    }

    /// The value with its prefix, filled up with zeros in between.
    fn filled(&self, text: String) -> String {
        if self.prefix.is_empty() && self.width == 0 {
            return text;
        }
        let (prefix, text) = (&self.prefix, text.trim());
        let length = prefix.chars().count() + text.chars().count();
        let zeros = "0".repeat(self.width.saturating_sub(length));
        format!("{prefix}{zeros}{text}")
    }

    fn value(&self, record: &Value) -> Result<Option<String>, BadLine> {
        let pointer = &self.pointer;
        let text = match record.pointer(pointer) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()).filter(|t| !t.trim().is_empty()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Bool(is)) => Some(is.to_string()),
            Some(Value::Array(_)) => {
                return Err(BadLine::new(format!(
                    "{pointer}: a list, allowed is a text or number"
                )));
            }
            Some(Value::Object(_)) => {
                return Err(BadLine::new(format!(
                    "{pointer}: an object, allowed is a text or number"
                )));
            }
        };
        let Some(text) = text else {
            return match &self.missing {
                Missing::Refuse => Err(BadLine::new(format!("{pointer}: missing"))),
                Missing::LeaveOut => Ok(None),
                Missing::Use(rule) => rule.value(record),
            };
        };
        if let Some(width) = self.bands {
            return self.band(&text, width).map(Some);
        }
        if self.table.is_empty() {
            return Ok(Some(self.filled(text)));
        }
        match (self.table.get(text.trim()), &self.default) {
            (Some(word), _) => Ok(Some(self.filled(word.clone()))),
            (None, Some(rule)) => rule.value(record),
            (None, None) => {
                let allowed: Vec<_> = self.table.keys().map(String::as_str).collect();
                let found = found(&text);
                Err(BadLine::new(format!(
                    "{pointer}: `{found}`, allowed are {}",
                    allowed.join(", ")
                )))
            }
        }
    }

    fn band(&self, text: &str, width: u32) -> Result<String, BadLine> {
        let number = text.trim().parse::<u32>().ok().filter(|n| *n <= 150);
        let number = number.ok_or_else(|| {
            let pointer = &self.pointer;
            BadLine::new(format!(
                "{pointer}: `{}`, allowed is a whole number 0 to 150",
                found(text)
            ))
        })?;
        let low = number / width * width;
        Ok(format!("{low}-{}", low + width - 1))
    }
}

/// A value table.
fn words(key: &str, value: &toml::Value) -> Result<BTreeMap<String, String>, BadRule> {
    let allowed = "a table of words: { \"found\" = \"becomes\" }";
    let table = value
        .as_table()
        .filter(|t| !t.is_empty())
        .ok_or_else(|| BadRule::new(key, value.type_str(), allowed))?;
    table
        .iter()
        .map(|(word, becomes)| {
            let becomes = plain(becomes).ok_or_else(|| {
                BadRule::new(&format!("{key}.{word}"), becomes.type_str(), "a text")
            })?;
            Ok((word.clone(), becomes))
        })
        .collect()
}
