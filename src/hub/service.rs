//! What every session shares: the tail to read from, the writer to ask, clock, figures, limits.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::{mpsc, watch};

use super::auth::HubPublic;
use super::clock::HubClock;
use super::limits::Limits;
use super::metrics::Metrics;
use super::seats::Seats;
use super::tail::Tail;
use super::writer::Job;
use crate::domain::ids::{Epoch, Sub};
use crate::domain::org::Role;
use crate::text::safe::SafeText;

/// What sessions share.
pub struct Service {
    /// Name of the hub.
    pub name: SafeText,
    /// Everything here is simulated.
    pub sim: bool,
    /// The policy file, where it is not the shipped one.
    pub policy: Option<Arc<str>>,
    /// Incarnation of the log.
    pub epoch: Epoch,
    /// What may be read.
    pub tail: Arc<Tail>,
    /// The writer's door.
    pub jobs: mpsc::Sender<Job>,
    /// Time.
    pub clock: Arc<HubClock>,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// Limits.
    pub limits: Limits,
    /// A full number is shown for no longer, ms.
    pub show_ms: u32,
    /// Checks tokens.
    pub key: HubPublic,
    /// Who sits here.
    pub seats: Arc<Seats>,
    /// Turns true when the hub goes down.
    pub drain: watch::Receiver<bool>,
    /// Commands by user.
    pub rates: Rates,
    /// Roles that may feed records in.
    pub producers: Vec<Role>,
    /// Sockets open now.
    pub present: Present,
    /// Connections so far.
    pub conns: AtomicU64,
}

impl Service {
    /// Waits until the hub goes down.
    pub async fn draining(&self) {
        let _ = self.drain.clone().wait_for(|is_on| *is_on).await;
    }

    /// Name of a new connection.
    pub fn conn_name(&self) -> SafeText {
        let n = self.conns.fetch_add(1, Ordering::Relaxed);
        SafeText::line(&format!("c-{n:04x}"))
    }
}

/// How many sockets and sessions are open; the hub waits for them when it goes down.
#[derive(Clone, Debug, Default)]
pub struct Present(watch::Sender<usize>);

/// One of them; dropping it leaves.
#[derive(Debug)]
pub struct Guest(watch::Sender<usize>);

impl Present {
    /// One more.
    pub fn enter(&self) -> Guest {
        self.0.send_modify(|n| *n += 1);
        Guest(self.0.clone())
    }

    /// Waits until all have left.
    pub async fn empty(&self) {
        let _ = self.0.subscribe().wait_for(|n| *n == 0).await;
    }
}

impl Guest {
    /// How many are there, this one among them.
    pub fn count(&self) -> usize {
        *self.0.borrow()
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.send_modify(|n| *n -= 1);
    }
}

/// Commands by user, as buckets that fill by the minute.
#[derive(Debug, Default)]
pub struct Rates(Mutex<HashMap<Sub, Bucket>>);

#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Rates {
    /// Whether the user may give one more command now.
    pub fn allow(&self, sub: &Sub, per_min: u32, now: Instant) -> bool {
        let full = f64::from(per_min);
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > 4096 {
            buckets.retain(|_, b| now.duration_since(b.at).as_secs() < 60);
        }
        let bucket = buckets.entry(sub.clone()).or_insert(Bucket {
            left: full,
            at: now,
        });
        let since = now.duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + since * full / 60.0).min(full);
        bucket.at = now;
        if bucket.left < 1.0 {
            return false;
        }
        bucket.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_empties_and_fills_by_the_minute() {
        let rates = Rates::default();
        let start = Instant::now();
        let sub: Sub = "u:1".parse().unwrap();
        let other: Sub = "u:2".parse().unwrap();
        assert!((0..120).all(|_| rates.allow(&sub, 120, start)));
        assert!(!rates.allow(&sub, 120, start));
        assert!(rates.allow(&other, 120, start), "users do not share");
        let later = start + Duration::from_secs(1);
        assert!(rates.allow(&sub, 120, later));
        assert!(rates.allow(&sub, 120, later));
        assert!(!rates.allow(&sub, 120, later));
    }
}
