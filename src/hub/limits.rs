//! How much a client may ask, and how long the hub waits. The figures are those of the protocol; tests and
//! simulations give others.

use std::time::Duration;

/// Largest message taken from a client, bytes.
pub const MAX_IN: usize = 64 * 1024;
/// Largest page sent, bytes.
pub const MAX_OUT: usize = 256 * 1024;
/// Deepest JSON taken from a client.
pub const MAX_DEPTH: usize = 32;
/// Subscriptions of a connection.
pub const MAX_SUBS: usize = 16;
/// Entities in a page.
pub const PAGE_ITEMS: usize = 500;
/// Bytes of events in a message.
pub const BATCH_BYTES: usize = 64 * 1024;
/// Messages that can not be taken, until the connection is closed.
pub const STRIKES: u32 = 5;
/// Commands of a connection that wait for their answer; more are not read until some are answered.
pub const IN_FLIGHT: usize = 256;

/// Limits of a hub.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Commands a user may give in a minute, over all connections.
    pub commands_per_min: u32,
    /// Connections in all.
    pub connections: usize,
    /// Connections of one user.
    pub per_user: usize,
    /// Events kept in memory for those who come back.
    pub keep: usize,
    /// Events a client may have missed and still resume.
    pub resume_most: u64,
    /// A new connection says hello within.
    pub hello: Duration,
    /// A client is heard within.
    pub silent: Duration,
    /// A write takes no longer.
    pub write: Duration,
    /// Delivery is late after; the client is told.
    pub lagging: Duration,
    /// Delivery is given up after.
    pub behind: Duration,
    /// The hub is heard every.
    pub beat: Duration,
    /// A subscription is marked every,
    pub mark: Duration,
    /// and after so many events,
    pub mark_events: u32,
    /// and so soon after events its filter hides.
    pub mark_hidden: Duration,
    /// Deliveries of a connection are this far apart, unless there is a full message of them.
    pub batch: Duration,
    /// The same for a client on a thin line.
    pub lite_batch: Duration,
    /// Conflated deliveries are this far apart.
    pub conflate: Duration,
    /// The hub looks at its own clocks every.
    pub tick: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            commands_per_min: 120,
            connections: 1024,
            per_user: 64,
            keep: 65_536,
            resume_most: 50_000,
            hello: Duration::from_secs(5),
            silent: Duration::from_secs(30),
            write: Duration::from_secs(5),
            lagging: Duration::from_secs(10),
            behind: Duration::from_secs(60),
            beat: Duration::from_secs(10),
            mark: Duration::from_secs(30),
            mark_events: 1000,
            mark_hidden: Duration::from_secs(2),
            batch: Duration::from_millis(10),
            lite_batch: Duration::from_millis(500),
            conflate: Duration::from_millis(250),
            tick: Duration::from_millis(250),
        }
    }
}
