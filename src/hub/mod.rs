//! The server: one writer, one log, one floor. Nothing is answered or shown before it is durable.
//!
//! A [`session`] is a client's connection: it asks the [`writer`] and reads from the [`tail`]. [`view`] says what
//! a role may see of it; [`http`] is the door they come in by.

pub mod auth;
pub mod clock;
mod depth;
pub mod dir;
pub mod directory;
mod http;
pub mod ingest;
pub mod issue;
mod limits;
mod listed;
pub mod log;
mod metrics;
mod outside;
mod project;
mod record;
mod seats;
mod service;
mod session;
mod start;
mod tail;
pub mod vault;
mod view;
mod writer;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

pub use self::limits::Limits;
pub use self::start::start;

use self::auth::HubKey;
use self::dir::DirError;
use self::directory::{Directory, DirectoryError};
use self::log::LogError;
use self::service::Service;
use self::writer::Job;
use crate::domain::deed::Deed;
use crate::domain::event::Off;
use crate::domain::ids::{Epoch, InstitutionId, OrgCode};
use crate::domain::org::Actor;
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};
use crate::feed::frame;
use crate::text::safe::SafeText;

/// Goodbyes take no longer.
const GOODBYE: Duration = Duration::from_secs(5);
/// The last commit takes no longer.
const LAST_COMMIT: Duration = Duration::from_secs(30);

/// What a hub is started with.
#[derive(Clone, Debug)]
pub struct HubConfig {
    /// Directory of log, vault and keys.
    pub data: PathBuf,
    /// Where to listen; a loopback address. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// Name shown on screens.
    pub name: SafeText,
    /// The centre's organisation.
    pub org: OrgCode,
    /// Every figure here is simulated.
    pub sim: bool,
    /// Rules to decide by.
    pub policy: Policy,
    /// Limits.
    pub limits: Limits,
    /// Organisations and institutions to enter; without, the shipped ones into an empty log.
    pub directory: Option<Directory>,
    /// What a simulated floor has behind it when it begins, oldest first.
    pub past: Vec<Deed>,
}

impl HubConfig {
    /// A hub of Jinhua on any free port with the shipped rules and limits.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            name: SafeText::line("jinhua-1"),
            org: "330700".parse().unwrap_or_default(),
            sim: false,
            policy: Policy::shipped(),
            limits: Limits::default(),
            directory: None,
            past: Vec::new(),
        }
    }
}

/// Why a hub can not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// Plain text leaves the machine.
    #[error(
        "--listen {listen}: the feed is plain text, so only loopback addresses are allowed, such as 127.0.0.1:7300. Put a TLS proxy or ssh in front for other machines."
    )]
    NotLoopback {
        /// As asked.
        listen: SocketAddr,
    },
    /// The address is taken or not ours.
    #[error("--listen {listen}: {error}")]
    Listen {
        /// As asked.
        listen: SocketAddr,
        /// What the system said.
        error: std::io::Error,
    },
    /// The data directory.
    #[error(transparent)]
    Dir(#[from] DirError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The directory.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// A token could not be written.
    #[error("the token can not be written: {0}")]
    Token(#[from] serde_json::Error),
    /// Output or signals.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The writer ended by itself.
    #[error("the writer ended; what was acknowledged is in the log. Start the hub again.")]
    WriterEnded,
}

/// A hub that serves.
pub struct Hub {
    /// Where.
    pub addr: SocketAddr,
    service: Arc<Service>,
    key: HubKey,
    jobs: mpsc::Sender<Job>,
    drain: watch::Sender<bool>,
    writer_ended: oneshot::Receiver<()>,
}

impl Hub {
    /// Address of its feed.
    pub fn url(&self) -> String {
        format!("ws://{}{}", self.addr, frame::PATH)
    }

    /// Incarnation of its log.
    pub fn epoch(&self) -> Epoch {
        self.service.epoch
    }

    /// End of its log.
    pub fn head(&self) -> Off {
        self.service.tail.head()
    }

    /// Its time.
    pub fn now(&self) -> Millis {
        self.service.clock.now()
    }

    /// The institutions whose desks stand in its directory.
    pub fn institutions(&self) -> Vec<InstitutionId> {
        self.service
            .tail
            .standing()
            .floor
            .desks()
            .keys()
            .cloned()
            .collect()
    }

    /// Its figures as Prometheus text, as `GET /metrics` gives them.
    pub fn figures(&self) -> String {
        self.service.metrics.text().unwrap_or_default()
    }

    /// A token of this hub.
    pub fn token(&self, actor: &Actor, ttl: Span) -> Result<String, HubError> {
        Ok(auth::issue(&self.key, actor, self.now(), ttl)?)
    }

    /// Says goodbye to everybody, makes the last group durable and ends.
    pub async fn stop(self) {
        self.service.seats.close();
        let _ = self.drain.send(true);
        if timeout(GOODBYE, self.service.present.empty())
            .await
            .is_err()
        {
            tracing::warn!("some connections did not say goodbye in time");
        }
        let _ = self.jobs.send(Job::Stop).await;
        if timeout(LAST_COMMIT, self.writer_ended).await.is_err() {
            tracing::error!("the writer did not end in time");
        }
    }
}

/// Runs a hub until the system asks it to end. Writes one line to `out` when it serves.
pub async fn run(config: HubConfig, out: &mut (impl Write + Send)) -> Result<(), HubError> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    let mut hub = start(config).await?;
    writeln!(out, "listening on {}", hub.url())?;
    out.flush()?;
    tracing::info!(addr = %hub.addr, epoch = %hub.epoch(), head = hub.head().0, "the hub serves");
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
        _ = &mut hub.writer_ended => return Err(HubError::WriterEnded),
    }
    tracing::info!("the hub goes down");
    hub.stop().await;
    Ok(())
}
