//! What the rows of each table say of their fields.

mod floor;
mod items;

pub use floor::{DeskLine, OfficerLine, TeamLine, WorkLine};
pub use items::{AlertLine, CaseLine, OrderLine, alert_clock, is_term, order_clock, recall_clock};

use super::filter::{Value, begins, holds};
use crate::domain::floor::Floor;
use crate::domain::ids::InstitutionId;
use crate::domain::money::Fen;
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};

/// What rows are read against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// The floor as shown.
    pub floor: &'a Floor,
    /// Rules: clocks.
    pub policy: &'a Policy,
    /// The moment it is shown for.
    pub now: Millis,
}

impl Against<'_> {
    fn since(&self, at: Option<Millis>) -> Value<'static> {
        span(at.map(|at| self.now.since(at)))
    }

    fn until(&self, at: Option<Millis>) -> Value<'static> {
        span(at.map(|at| at.since(self.now)))
    }

    /// Whether an institution is meant: by its code or by either name.
    fn is_bank(&self, id: &InstitutionId, part: &str) -> bool {
        let named = |desk: &crate::domain::org::Desk| {
            holds(&desk.name_zh, part) || holds(&desk.name_en, part)
        };
        begins(id.as_str().chars(), part) || self.floor.desk(id).is_some_and(|desk| named(desk))
    }
}

/// The place of a word among those its field can hold; a foreign word stands behind them.
pub fn rank<T: PartialEq>(all: &[T], word: &T) -> Value<'static> {
    let at = all.iter().position(|known| known == word);
    Value::Number(at.unwrap_or(all.len()) as i64)
}

/// A length of time.
pub fn span(span: Option<Span>) -> Value<'static> {
    span.map_or(Value::None, |span| Value::Number(span.0))
}

/// A sum.
pub fn fen(sum: Option<Fen>) -> Value<'static> {
    sum.map_or(Value::None, |sum| Value::Number(sum.0))
}

fn count(n: u32) -> Value<'static> {
    Value::Number(i64::from(n))
}
