//! The name of a view: what a subscription shows, in 16 hex digits. The hub says it, the client gives it back with
//! its position, and any later run of the hub can tell from it whether the position is one of the same view.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a subscription shows: feed and filter in the first 8 hex digits, rights in the last 8.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct ViewId {
    /// Hash of feed and filter.
    pub filter: u32,
    /// Hash of the rights.
    pub rights: u32,
}

impl fmt::Display for ViewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}{:08x}", self.filter, self.rights)
    }
}

impl FromStr for ViewId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let both = u64::from_str_radix(text, 16)?;
        Ok(Self {
            filter: (both >> 32) as u32,
            rights: both as u32,
        })
    }
}

impl From<ViewId> for String {
    fn from(id: ViewId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for ViewId {
    type Error = ParseIntError;

    fn try_from(text: String) -> Result<Self, ParseIntError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_as_it_was_written() {
        let id = ViewId {
            filter: 0x00ab_cdef,
            rights: 7,
        };
        assert_eq!(id.to_string(), "00abcdef00000007");
        let text = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<ViewId>(&text).unwrap(), id);
        assert!(serde_json::from_str::<ViewId>("\"my view\"").is_err());
    }
}
