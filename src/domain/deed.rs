//! A deed of the past: who gave which command when. A simulated floor begins with some, so that what takes hours or
//! months in a real one can be seen in its first minutes; the rules decide them as they would have then.

use super::command::Command;
use super::floor::Floor;
use super::ids::Key;
use super::org::Actor;
use super::time::Millis;

/// One deed.
#[derive(Clone, PartialEq, Debug)]
pub struct Deed {
    /// When.
    pub at: Millis,
    /// Who.
    pub by: Actor,
    /// On what.
    pub on: On,
    /// What.
    pub command: Command,
}

/// What a deed acts on, by the number people know it by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// It creates something.
    Nothing,
    /// A case.
    Case(u32),
    /// An order.
    Order(u32),
}

impl On {
    /// The key on a floor; none where the number is not there, or nothing is acted on.
    pub fn key(self, floor: &Floor) -> Option<Key> {
        match self {
            Self::Nothing => None,
            Self::Case(no) => {
                let case = floor.cases().values().find(|case| case.no == no)?;
                Some(Key::Case(case.id))
            }
            Self::Order(no) => {
                let order = floor.orders().values().find(|order| order.no == no)?;
                Some(Key::Order(order.id))
            }
        }
    }
}
