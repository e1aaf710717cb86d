//! Why a command was not carried out, in the wire's codes and in words for the officer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::Sub;
use crate::open_enum;
use crate::text::safe::SafeText;

open_enum! {
    /// Error codes of the protocol.
    Code {
        BadRequest = "bad_request",
        UnknownCommand = "unknown_command",
        Forbidden = "forbidden",
        NotFound = "not_found",
        VersionConflict = "version_conflict",
        IdemConflict = "idem_conflict",
        IllegalTransition = "illegal_transition",
        TooLate = "too_late",
        RateLimited = "rate_limited",
        TooLarge = "too_large",
        ResetRequired = "reset_required",
        StorageUnavailable = "storage_unavailable",
        Overloaded = "overloaded",
        RevealQuota = "reveal_quota",
        ReasonRequired = "reason_required",
        SecondPersonRequired = "second_person_required",
        Internal = "internal",
    }
}

open_enum! {
    /// What to do about a refusal.
    Retry { Never = "never", Same = "same", Later = "later", AfterResync = "after_resync", AfterAuth = "after_auth" }
}

impl Code {
    /// What to do about it.
    pub fn retry(self) -> Retry {
        match self {
            Self::VersionConflict | Self::ResetRequired => Retry::AfterResync,
            Self::RateLimited | Self::StorageUnavailable | Self::Overloaded | Self::RevealQuota => {
                Retry::Later
            }
            Self::Internal => Retry::Same,
            _ => Retry::Never,
        }
    }
}

/// What the loser of a race is told: how the entity stands now.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Current {
    /// Its version.
    pub ver: u32,
    /// Its holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Sub>,
    /// Its state, in the wire's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SafeText>,
}

/// A refusal.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{code}: {msg}")]
pub struct Refusal {
    /// Code.
    pub code: Code,
    /// A plain sentence for logs and stock clients; consoles say it in their own language by code.
    pub msg: SafeText,
    /// How the entity stands, where that helps.
    pub cur: Option<Current>,
}

impl Refusal {
    /// A refusal with a sentence.
    pub fn new(code: Code, msg: impl AsRef<str>) -> Self {
        Self {
            code,
            msg: SafeText::line(msg.as_ref()),
            cur: None,
        }
    }

    /// The same, telling how the entity stands.
    #[must_use]
    pub fn with(mut self, cur: Current) -> Self {
        self.cur = Some(cur);
        self
    }
}
