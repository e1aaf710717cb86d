//! The state of a link as an enum that can be rendered: it drives what the link does and what the header says.
//! There is no `connected: bool` anywhere.

use std::time::{Duration, Instant};

use super::frame::close;
use crate::text::safe::SafeText;

/// How a link to a hub stands.
#[derive(Clone, PartialEq, Debug)]
pub enum LinkState {
    /// No line. Another attempt follows by itself.
    Disconnected {
        /// Since when.
        since: Instant,
        /// The next attempt.
        retry_at: Instant,
        /// What ended the last line.
        why: Lost,
    },
    /// Opening the line.
    Connecting,
    /// The line stands; the hub checks who we are.
    Authenticating,
    /// Snapshots are coming in; what was shown before stays, dimmed.
    Syncing {
        /// Entities received.
        got: u64,
        /// Entities expected, as far as the hub has said.
        total: u64,
    },
    /// Everything shown is as the hub knows it.
    Live,
    /// The line is good, but deliveries are behind.
    Lagging {
        /// Events not yet received.
        behind: u64,
    },
    /// Nothing was heard for too long: what is shown may be old.
    Stale {
        /// When the last bytes came.
        since: Instant,
    },
    /// The hub sent us away for good; somebody has to do something. No further attempt.
    Refused {
        /// Close code, 4500 to 4999, see [`close`].
        code: u16,
        /// What the hub said.
        reason: SafeText,
    },
}

impl LinkState {
    /// Whether a command whose moment passes may go out now.
    pub fn is_current(&self) -> bool {
        matches!(self, Self::Live | Self::Lagging { .. })
    }

    /// Whether the hub does not let us in with the token we have.
    pub fn needs_token(&self) -> bool {
        match self {
            Self::Refused { .. } => true,
            Self::Disconnected { why, .. } => why.needs_token(),
            _ => false,
        }
    }

    /// Whether a command that can wait may go out now.
    pub fn takes_commands(&self) -> bool {
        self.is_current() || matches!(self, Self::Syncing { .. })
    }
}

/// Why there is no line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lost {
    /// It was never tried.
    NotYet,
    /// Nobody answered at the address; the system's words.
    Unreachable(SafeText),
    /// Somebody answered, but no feed is there; what came instead.
    NoFeed(SafeText),
    /// Nothing was heard within the limit.
    Silent,
    /// The line broke; the system's words.
    Broken(SafeText),
    /// The hub closed it, and we may come back.
    Closed {
        /// Close code, see [`close`].
        code: u16,
        /// What the hub said.
        reason: SafeText,
    },
    /// The hub said something that can not be; what.
    Misspoke(SafeText),
    /// We were told to close.
    Asked,
}

impl Lost {
    /// Whether the hub ended the line because the token ran out: a new one is needed.
    pub fn needs_token(&self) -> bool {
        matches!(self, Self::Closed { code, .. } if *code == close::TOKEN_EXPIRED)
    }
}

/// How old what is shown is: when the last bytes came, on the monotonic clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FeedAge(Option<Instant>);

impl FeedAge {
    /// Bytes came.
    pub fn note(&mut self, at: Instant) {
        self.0 = Some(self.0.map_or(at, |last| last.max(at)));
    }

    /// Age at `now`; `None` when nothing ever came.
    pub fn age(self, now: Instant) -> Option<Duration> {
        self.0.map(|last| now.saturating_duration_since(last))
    }
}
