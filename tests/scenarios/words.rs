//! The words of a file: moments, amounts, people, names of things.

use serde_json::Value;
use watchfloor::domain::floor::Floor;
pub use watchfloor::domain::ids::Key;
use watchfloor::domain::ids::{HopId, OrderId};
use watchfloor::domain::masked::{Masked, Seal, Token};
use watchfloor::domain::money::Fen;
use watchfloor::domain::org::{Actor, Role};
use watchfloor::domain::time::{Millis, Span};
use watchfloor::text::mask::{Kind, mask, normalise};
use watchfloor::text::safe::SafeText;

/// Where every file begins.
pub const START: Millis = Millis(1_795_395_900_000);

/// The hub's door in miniature: equal values have equal tokens.
pub struct Door;

impl Seal for Door {
    fn seal(&mut self, kind: Kind, raw: &str) -> Masked {
        Masked {
            mask: Some(SafeText::line(&mask(kind, raw))),
            token: token(raw),
        }
    }
}

pub fn token(raw: &str) -> Token {
    let normal = normalise(Kind::OrderNumber, raw);
    Token(xxhash_rust::xxh3::xxh3_128(normal.as_bytes()))
}

/// `disposal,analyst 0412`
pub fn actor(text: &str) -> Result<Actor, String> {
    let (roles, user) = text.split_once(' ').unwrap_or((text, "1"));
    let word = |role: &str| serde_json::from_value::<Role>(role.into());
    let roles: Vec<Role> = roles
        .split(',')
        .map(|role| word(role).ok().filter(|r| r.is_known()))
        .collect::<Option<_>>()
        .ok_or_else(|| format!("by: `{text}` names no role"))?;
    let institutions = match roles[0] {
        Role::Liaison => vec![user.parse().map_err(|e| format!("by: {e}"))?],
        _ => Vec::new(),
    };
    let sub = format!("{}{user}", roles[0].prefix());
    Ok(Actor {
        sub: sub.parse().map_err(|e| format!("by: {e}"))?,
        roles,
        org: "330700".parse().map_err(|e| format!("by: {e}"))?,
        institutions,
    })
}

/// `+48h3m`, `-5m`: how far from the beginning.
pub fn span(text: &str) -> Option<Span> {
    let (sign, mut rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let mut sum = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let amount: i64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        sum += amount
            * match unit {
                'd' => 86_400_000,
                'h' => 3_600_000,
                'm' => 60_000,
                's' => 1_000,
                _ => return None,
            };
        rest = &rest[digits + 1..];
    }
    (sum > 0 || text == "+0m").then_some(Span(sign * sum))
}

/// `¥52000` or `¥0.01`, whole fen.
fn amount(text: &str) -> Option<Fen> {
    let (yuan, fen) = match text.strip_prefix('¥')?.split_once('.') {
        Some((yuan, fen)) if fen.len() == 2 => (yuan, fen.parse().ok()?),
        Some(_) => return None,
        None => (text.strip_prefix('¥')?, 0),
    };
    Some(Fen(yuan.parse::<i64>().ok()? * 100 + fen))
}

/// The thing a name stands for.
pub fn thing(floor: &Floor, name: &str) -> Option<Key> {
    let (kind, rest) = name.split_once(' ')?;
    let no: Option<u32> = rest.parse().ok();
    match kind {
        "alert" => floor
            .alerts()
            .values()
            .find(|a| Some(a.no) == no)
            .map(|a| Key::Alert(a.id)),
        "case" => floor
            .cases()
            .values()
            .find(|c| Some(c.no) == no)
            .map(|c| Key::Case(c.id)),
        "order" => order(floor, rest, no).map(Key::Order),
        "hop" => hop(floor, rest).map(Key::Hop),
        "desk" => floor
            .desk(&rest.parse().ok()?)
            .map(|d| Key::Desk(d.institution.clone())),
        _ => None,
    }
}

fn order(floor: &Floor, rest: &str, no: Option<u32>) -> Option<OrderId> {
    match rest.strip_prefix("on ") {
        Some(account) => floor
            .orders_on(token(account))
            .max_by_key(|o| o.no)
            .map(|o| o.id),
        None => floor
            .orders()
            .values()
            .find(|o| Some(o.no) == no)
            .map(|o| o.id),
    }
}

fn hop(floor: &Floor, account: &str) -> Option<HopId> {
    floor.hops_on(token(account)).last().map(|hop| hop.id)
}

/// What a value of a file is on the wire.
pub fn on_the_wire(floor: &Floor, value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => said(floor, text),
        toml::Value::Array(all) => all.iter().map(|v| on_the_wire(floor, v)).collect(),
        toml::Value::Table(all) => all
            .iter()
            .map(|(name, v)| (name.clone(), field(floor, name, v)))
            .collect(),
        toml::Value::Integer(n) => (*n).into(),
        toml::Value::Boolean(b) => (*b).into(),
        other => other.to_string().into(),
    }
}

/// An account is one word on the wire, a file writes two.
fn field(floor: &Floor, name: &str, value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) if ["account", "from", "to"].contains(&name) => {
            text.replace(' ', "-").into()
        }
        _ => on_the_wire(floor, value),
    }
}

fn said(floor: &Floor, text: &str) -> Value {
    if let Some(span) = span(text) {
        return (START + span).to_string().into();
    }
    if let Some(amount) = amount(text) {
        return amount.0.into();
    }
    let key = thing(floor, text).map(|key| key.to_string());
    match key.as_deref().and_then(|key| key.split_once(':')) {
        Some((_, id)) => id.into(),
        None => text.into(),
    }
}
