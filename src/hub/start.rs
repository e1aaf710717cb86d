//! How a hub comes up: directory, log, replay, writer, door. And how it goes down: nobody new, goodbye to all,
//! the last group made durable.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use super::auth::HubKey;
use super::clock::HubClock;
use super::dir::{DataDir, Lock};
use super::directory::Directory;
use super::log::{Log, LogError};
use super::metrics::Metrics;
use super::seats::{Seats, empty_room};
use super::service::{Present, Rates, Service};
use super::tail::{Standing, Tail};
use super::writer::{Job, Writer, fold};
use super::{Hub, HubConfig, HubError, http, ingest};
use crate::domain::event::Off;
use crate::domain::floor::Floor;
use crate::domain::org::Actor;
use crate::domain::time::Millis;

/// Jobs that may wait for the writer; more is refused as overloaded.
const JOBS: usize = 4096;

/// Starts a hub; it serves when this returns.
pub async fn start(config: HubConfig) -> Result<Hub, HubError> {
    if !config.listen.ip().is_loopback() {
        return Err(HubError::NotLoopback {
            listen: config.listen,
        });
    }
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| HubError::Listen {
            listen: config.listen,
            error,
        })?;
    let addr = listener.local_addr().map_err(|error| HubError::Listen {
        listen: config.listen,
        error,
    })?;
    let prepared = tokio::task::spawn_blocking(move || prepare(config)).await;
    let prepared = prepared.map_err(|_| HubError::WriterEnded)??;
    Ok(serve(prepared, listener, addr))
}

/// A hub that has read its log and serves nobody yet.
struct Prepared {
    config: HubConfig,
    key: HubKey,
    lock: Lock,
    writer: Writer,
    epoch: crate::domain::ids::Epoch,
}

/// Opens the directory, replays the log, and writes what a start must note.
fn prepare(config: HubConfig) -> Result<Prepared, HubError> {
    let data = DataDir::open(&config.data)?;
    let lock = data.lock()?;
    let log = data.log(&lock, HubClock::new(Millis(0)).now())?;
    let epoch = log.epoch();
    let metrics = Arc::new(Metrics::default());
    let (standing, newest, last) = replay(&log, config.limits.keep)?;
    let clock = Arc::new(HubClock::new(last));
    let head = standing.off;
    metrics.head.set(head.0 as i64);
    let mut writer = Writer {
        log: Box::new(log),
        vault: data.vault,
        policy: config.policy.clone(),
        floor: standing.floor.clone(),
        tail: Arc::new(Tail::new(standing, newest, config.limits.keep)),
        forgot: clock.now(),
        clock,
        metrics,
        hub: Actor::hub(config.org.clone()),
        head,
        broken: false,
    };
    // Only a simulated floor has a past that nobody lived, and only while nothing else happened on it.
    let past = match config.past.as_slice() {
        past if config.sim && writer.head == Off(0) => past,
        _ => &[],
    };
    let began = past.first().map_or(writer.clock.now(), |deed| deed.at);
    list(&mut writer, config.directory.as_ref(), began)?;
    writer.play(past);
    writer.seed(empty_room(&writer.floor));
    Ok(Prepared {
        config,
        key: data.key,
        lock,
        writer,
        epoch,
    })
}

/// Enters what the directory lists and the log does not say yet.
fn list(writer: &mut Writer, given: Option<&Directory>, at: Millis) -> Result<(), HubError> {
    let Some(directory) = given else {
        if writer.head == Off(0) {
            writer.seed_at(Directory::shipped()?.changes(&writer.floor), at);
        }
        return Ok(());
    };
    let changes = directory.changes(&writer.floor);
    if !changes.is_empty() {
        tracing::info!(entries = changes.len(), "the directory is entered");
        writer.seed_at(changes, at);
    }
    for id in directory.unlisted(&writer.floor) {
        tracing::warn!(%id, "not in the directory file; its entry stays as it is");
    }
    Ok(())
}

/// Folds the log into a floor; the newest `keep` events stay as records. Also the time of the last event.
fn replay(
    log: &impl Log,
    keep: usize,
) -> Result<(Standing, VecDeque<Arc<super::record::Record>>, Millis), LogError> {
    let mut floor = Floor::default();
    let mut newest = VecDeque::new();
    let mut last = Millis(0);
    let kept_after = log.head().0.saturating_sub(keep as u64);
    log.replay(Off(0), &mut |event| {
        last = last.max(event.at);
        if event.off.0 > kept_after {
            newest.push_back(Arc::new(fold(&mut floor, &event)));
        } else {
            floor.apply(&event);
        }
        Ok(())
    })?;
    let standing = Standing {
        floor,
        off: log.head(),
    };
    Ok((standing, newest, last))
}

fn serve(prepared: Prepared, listener: TcpListener, addr: std::net::SocketAddr) -> Hub {
    let Prepared {
        config,
        key,
        lock,
        writer,
        epoch,
    } = prepared;
    let (jobs, queue) = mpsc::channel(JOBS);
    let (drain, draining) = watch::channel(false);
    let service = Arc::new(Service {
        name: config.name,
        sim: config.sim,
        policy: config.policy.text.clone(),
        epoch,
        tail: Arc::clone(&writer.tail),
        clock: Arc::clone(&writer.clock),
        metrics: Arc::clone(&writer.metrics),
        key: key.public(),
        seats: Arc::new(Seats::new(&jobs)),
        producers: ingest::door::COMMANDS
            .iter()
            .flat_map(|name| config.policy.may(name))
            .copied()
            .collect(),
        limits: config.limits,
        show_ms: config.policy.reveal.shown_s.saturating_mul(1000),
        drain: draining,
        rates: Rates::default(),
        present: Present::default(),
        conns: AtomicU64::new(1),
        jobs: jobs.clone(),
    });
    let (ended, writer_ended) = oneshot::channel::<()>();
    let thread = std::thread::Builder::new().name("writer".to_owned());
    let spawned = thread.spawn(move || {
        writer.run(queue);
        drop((lock, ended));
    });
    if let Err(error) = spawned {
        // The writer is gone with its queue: `writer_ended` says so to whoever waits.
        tracing::error!(%error, "the writer could not be started");
    }
    tokio::spawn(tick(jobs.clone(), service.limits.tick));
    tokio::spawn(http::listen(listener, Arc::clone(&service)));
    Hub {
        addr,
        service,
        key,
        jobs,
        drain,
        writer_ended,
    }
}

/// Tells the writer that time passes. A writer that is busy hears it later.
async fn tick(jobs: mpsc::Sender<Job>, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(mpsc::error::TrySendError::Closed(_)) = jobs.try_send(Job::Tick) {
            return;
        }
    }
}
