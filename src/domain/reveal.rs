//! 查看完整号码: the full number behind a mask, shown to one person for a stated purpose. Who looked, when and why is
//! an event like any other; the number itself is in none.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::Sub;
use super::time::{Millis, Span};
use crate::open_enum;

open_enum! {
    /// What the full number is needed for.
    Purpose {
        /// 办理: to find the account in the institution's own system.
        CarryOut = "carry_out",
        /// 核对: something differs, or a customer asks.
        Check = "check",
        /// 文书: to write the legal document.
        Paper = "paper",
        /// 追踪: to follow the money in another system.
        Trace = "trace",
        /// 电话: to speak with the institution.
        Call = "call",
    }
}

impl Purpose {
    /// What an institution may need a number for.
    pub const OUTSIDE: &'static [Self] = &[Self::CarryOut, Self::Check];
    /// What an officer may need one for.
    pub const INSIDE: &'static [Self] = &[Self::Paper, Self::Trace, Self::Call];
}

/// The time within which looks are counted.
pub const COUNTED: Span = Span::hours(1);

/// Somebody looked at the full number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Look {
    /// Who.
    pub by: Sub,
    /// When.
    pub at: Millis,
    /// For what.
    pub purpose: Purpose,
}

/// Adds a look; those that count no longer stand in the log alone.
pub fn add(looks: &mut Vec<Look>, look: Look) {
    looks.retain(|old| look.at.since(old.at) < COUNTED);
    looks.push(look);
}
