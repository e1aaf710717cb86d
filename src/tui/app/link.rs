//! The links as the console sees them: which feeds they carry, how they stand, how old what they brought is.

use std::time::{Duration, Instant};

use crate::domain::time::{Millis, Span};
use crate::feed::clock::{Sync, TimeEstimate};
use crate::feed::frame::Feed;
use crate::feed::state::{FeedAge, LinkState};

/// One link.
#[derive(Clone, Debug)]
pub struct LinkView {
    /// The feeds it carries.
    pub feeds: Vec<Feed>,
    /// How it stands.
    pub state: LinkState,
    /// When its last bytes came.
    pub heard: FeedAge,
    /// The hub's time.
    pub time: TimeEstimate,
}

impl LinkView {
    /// A link that has not begun.
    pub fn new(feeds: Vec<Feed>) -> Self {
        Self {
            feeds,
            state: LinkState::Connecting,
            heard: FeedAge::default(),
            time: TimeEstimate::default(),
        }
    }
}

/// Whether what is shown of a feed is true now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Health {
    /// It is.
    Current,
    /// A snapshot is on its way; what is shown may be old.
    Resync,
    /// Nothing was heard for too long, or there is no line.
    Stale,
}

/// The moment everything is shown for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Moment {
    /// On this machine's monotonic clock.
    pub at: Instant,
    /// By the hub's clock; stands still at nought until the hub was heard.
    pub hub: Millis,
    /// How well the hub's clock is known.
    pub sync: Sync,
}

impl Moment {
    /// The moment `at`, by the best-known of the links' clocks.
    pub fn of(at: Instant, links: &[LinkView]) -> Self {
        let best = links
            .iter()
            .filter_map(|link| Some((link.time.uncertainty(at)?, link.time)))
            .min_by_key(|(uncertainty, _)| *uncertainty);
        match best {
            Some((_, time)) => Self {
                at,
                hub: time.hub_now(at).unwrap_or_default(),
                sync: time.sync(at),
            },
            None => Self {
                at,
                hub: Millis::default(),
                sync: Sync::Never,
            },
        }
    }
}

/// A duration as the domain writes it.
pub fn span(time: Duration) -> Span {
    Span(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}
