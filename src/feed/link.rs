//! The client's side of the feed as an actor: it keeps a line to one hub, checks that nothing is missing, and
//! hands over what arrives in batches. The caller folds it (see [`Mirror`](super::mirror::Mirror)) and sends
//! [`Order`]s back. The channel to the caller is bounded: a caller that is slow makes the hub wait, by the
//! protocol's own window, and loses nothing.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::mpsc;

use super::actor::Actor;
use super::address::Address;
use super::backoff::Backoff;
use super::clock::TimeEstimate;
use super::digest::Digest;
use super::frame::{Feed, Filter, Position, Welcome, Why, Window};
use super::intent::{Answer, Intent};
use super::outbox::Outbox;
use super::outbox_file::OutboxFile;
use super::secret::Secret;
use super::session::Session;
use super::state::LinkState;
use crate::domain::event::{Event, Ver};
use crate::domain::floor::Entity;
use crate::domain::ids::Key;
use crate::domain::refusal::Code;
use crate::domain::reveal::Purpose;
use crate::text::safe::SafeText;

/// Everything a link needs to know.
#[derive(Clone, Debug)]
pub struct LinkConfig {
    /// The hub's address: `ws://HOST:PORT`, with or without `/v1/feed`.
    pub url: String,
    /// Token of `watchfloor hub token`.
    pub token: SecretString,
    /// Name of the program, for the hub's log.
    pub client: SafeText,
    /// What to follow; empty for a link that only sends commands.
    pub feeds: Vec<(Feed, Filter)>,
    /// Directory of the outbox files; `None` keeps unanswered commands in memory only.
    pub outbox: Option<PathBuf>,
    /// How much the hub may send ahead, per feed.
    pub window: Window,
    /// How much of each event to get.
    pub profile: Profile,
    /// Time limits.
    pub timing: Timing,
}

impl LinkConfig {
    /// A link that follows `feeds` whole, with the usual limits and no outbox file.
    pub fn new(url: impl Into<String>, token: SecretString, feeds: &[Feed]) -> Self {
        Self {
            url: url.into(),
            token,
            client: SafeText::line(env!("CARGO_PKG_NAME")),
            feeds: feeds.iter().map(|f| (*f, Filter::default())).collect(),
            outbox: None,
            window: Window::default(),
            profile: Profile::Full,
            timing: Timing::default(),
        }
    }
}

/// How much of each event to get.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    /// Everything.
    #[default]
    Full,
    /// Fewer fields at a lower rate, for thin lines.
    Lite,
}

impl Profile {
    /// The word of the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Lite => "lite",
        }
    }
}

/// Time limits of a link.
#[derive(Clone, Debug)]
pub struct Timing {
    /// To connect, and again to be welcomed.
    pub hello: Duration,
    /// Between pings.
    pub ping: Duration,
    /// Shown as stale after this long without bytes; `None`: as the hub's welcome says.
    pub stale: Option<Duration>,
    /// Given up after this long without bytes.
    pub give_up: Duration,
    /// A command is asked after when its answer takes longer.
    pub answer: Duration,
    /// Waiting between attempts.
    pub backoff: Backoff,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(5),
            ping: Duration::from_secs(5),
            stale: None,
            give_up: Duration::from_secs(25),
            answer: Duration::from_secs(5),
            backoff: Backoff::default(),
        }
    }
}

/// What a link tells its caller, in order.
#[derive(Clone, Debug)]
pub enum FromLink {
    /// The link stands differently now.
    State(LinkState),
    /// The hub let us in.
    Welcome(Box<Welcome>),
    /// A snapshot of this feed is on its way; what is shown stays until it is whole.
    Reset {
        /// Which.
        feed: Feed,
        /// Why the hub could not simply go on.
        why: Why,
    },
    /// A whole snapshot: count and digest were checked.
    Snapshot(Snapshot),
    /// What happened, in order, nothing missing.
    Events {
        /// On which feed.
        feed: Feed,
        /// What.
        items: Vec<Delivery>,
    },
    /// What the hub believes we hold now.
    Mark {
        /// Of which feed.
        feed: Feed,
        /// Count and digest of the entities in view.
        digest: Digest,
    },
    /// The hub does not let us follow this feed.
    Denied {
        /// Which.
        feed: Feed,
        /// Why.
        code: Code,
        /// The hub's sentence.
        msg: SafeText,
    },
    /// How a command stands.
    Answer(Answer),
    /// Commands an earlier run of this console left unanswered; their answers follow.
    Restored(Vec<Intent>),
    /// A full number that was asked for, or why there is none.
    Revealed(Revealed),
    /// The hub's time.
    Time(TimeEstimate),
    /// Bytes came; said at most twice a second.
    Bytes(Instant),
    /// The outbox file can not be used; commands are kept in memory only. The system's words.
    OutboxInMemory(SafeText),
}

/// The answer to [`Order::Reveal`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revealed {
    /// The order or hop.
    pub key: Key,
    /// The number and how long it may be shown.
    pub shown: Result<(Secret, Duration), NotShown>,
}

/// Why there is no full number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotShown {
    /// The hub refuses.
    Refused(Code),
    /// There is no line to ask on, or it broke before the answer.
    NoLine,
}

/// Everything in view of one feed at one position.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Which feed.
    pub feed: Feed,
    /// Where events go on from.
    pub position: Position,
    /// The entities; `None` for a kind this version does not know.
    pub items: Vec<(Key, Ver, Option<Entity>)>,
}

/// One thing that happened to a view.
#[derive(Clone, PartialEq, Debug)]
pub enum Delivery {
    /// An event of the domain.
    Event(Event),
    /// An entity came into view, whole; `None` for a kind this version does not know.
    Entered(Key, Ver, Option<Entity>),
    /// An entity went out of view.
    Left(Key),
}

impl Delivery {
    /// The entity it is about.
    pub fn key(&self) -> &Key {
        match self {
            Self::Event(event) => &event.key,
            Self::Entered(key, ..) | Self::Left(key) => key,
        }
    }
}

/// What a caller tells its link.
#[derive(Clone, Debug)]
pub enum Order {
    /// Have this done.
    Send(Box<Intent>),
    /// This feed's view is wrong: get a snapshot.
    Resync(Feed),
    /// Get the full number of an order or a query. Asked now or not at all: it never waits for a line.
    Reveal(Key, Purpose),
    /// Use this token from the next connection on; a link that was sent away for good tries again with it.
    Token(SecretString),
    /// End. Unanswered commands stay in the outbox file.
    Close,
}

/// What went wrong on a link and was repaired. `mismatches` must stay 0.
#[derive(Debug, Default)]
pub struct Counters {
    /// Deliveries that did not follow the one before.
    pub holes: AtomicU64,
    /// Views whose digest differed from the hub's.
    pub mismatches: AtomicU64,
    /// Lines lost.
    pub lost: AtomicU64,
    /// Known events or entities whose content could not be read; shown as generic rows.
    pub unreadable: AtomicU64,
}

impl Counters {
    /// Counts one.
    pub fn count(which: &AtomicU64) {
        which.fetch_add(1, Ordering::Relaxed);
    }
}

/// Sends orders to a link; cheap to clone.
#[derive(Clone, Debug)]
pub struct LinkSender(mpsc::UnboundedSender<Order>);

impl LinkSender {
    /// Sends an order; one that comes after the end is dropped.
    pub fn send(&self, order: Order) {
        let _ = self.0.send(order);
    }
}

/// The caller's end of a link. Dropping `events`, or every sender of orders, ends the link.
#[derive(Debug)]
pub struct LinkHandle {
    /// What the link tells, in order.
    pub events: mpsc::Receiver<FromLink>,
    /// The way back.
    pub orders: LinkSender,
    /// The feeds it follows.
    pub feeds: Vec<Feed>,
    /// What went wrong so far.
    pub counters: Arc<Counters>,
}

impl LinkHandle {
    /// Sends an order.
    pub fn send(&self, order: Order) {
        self.orders.send(order);
    }
}

/// Why a link can not even start.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LinkError {
    /// The address can not be used.
    #[error(
        "the address `{url}` can not be used: {why}; write ws://127.0.0.1:7300, the path may follow"
    )]
    Url {
        /// As given.
        url: SafeText,
        /// What is wrong.
        why: &'static str,
    },
}

/// Messages that may wait for a slow caller.
const WAITING: usize = 64;

/// A link.
#[derive(Debug)]
pub struct Link;

impl Link {
    /// Starts a link on the running tokio runtime. It connects, and keeps coming back, by itself.
    pub fn spawn(config: LinkConfig) -> Result<LinkHandle, LinkError> {
        let address = Address::parse(&config.url)?;
        let feeds = config.feeds.iter().map(|(feed, _)| *feed).collect();
        let (to_caller, events) = mpsc::channel(WAITING);
        let (orders, from_caller) = mpsc::unbounded_channel();
        let counters = Arc::new(Counters::default());
        let mut trouble = None;
        let (file, earlier) = match &config.outbox {
            None => (None, Vec::new()),
            Some(dir) => match OutboxFile::open(dir, &address.feed_url()) {
                Ok((file, earlier)) => (Some(file), earlier),
                Err(error) => {
                    tracing::warn!(%error, "no outbox file; commands are kept in memory only");
                    trouble = Some(SafeText::line(&error.to_string()));
                    (None, Vec::new())
                }
            },
        };
        let outbox = Outbox::new(file, earlier);
        let mut session = Session::new(config, outbox, Arc::clone(&counters), Instant::now());
        if let Some(why) = trouble {
            session.out.tell(FromLink::OutboxInMemory(why));
        }
        let actor = Actor {
            session,
            address,
            orders: from_caller,
        };
        tokio::spawn(actor.run(to_caller));
        Ok(LinkHandle {
            events,
            orders: LinkSender(orders),
            feeds,
            counters,
        })
    }
}
