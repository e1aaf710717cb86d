//! What the hub counts about itself, as Prometheus text. Every label has a closed set of values.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::domain::refusal::Code;
use crate::feed::frame::{Cause, Why};

/// Label of refusals and errors.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub struct ByCode {
    code: String,
}

/// Label of closed connections.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub struct ByClose {
    close: u16,
}

/// Label of snapshots.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub struct ByWhy {
    why: String,
}

/// The hub's figures.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// Connections open now.
    pub connections: Gauge,
    /// Connections ended, by close code.
    pub closes: Family<ByClose, Counter>,
    /// Subscriptions open now.
    pub subscriptions: Gauge,
    /// End of the log.
    pub head: Gauge,
    /// Events made durable.
    pub events: Counter,
    /// Durable commits.
    pub commits: Counter,
    /// Time a commit took, seconds.
    pub commit_seconds: Histogram,
    /// Commands carried out.
    pub done: Counter,
    /// Commands refused, by code.
    pub refused: Family<ByCode, Counter>,
    /// Messages that could not be taken, by code.
    pub errors: Family<ByCode, Counter>,
    /// Events delivered.
    pub deliveries: Counter,
    /// Bytes of messages sent.
    pub sent_bytes: Counter,
    /// Subscriptions that lag by more than ten seconds, notices sent.
    pub lagging: Counter,
    /// Snapshots begun, by reason.
    pub snapshots: Family<ByWhy, Counter>,
    /// Views a client found to differ by digest; the target is 0.
    pub digest_mismatches: Counter,
    /// Deliveries a client found missing; the target is 0.
    pub holes: Counter,
    /// Records taken in, found again, refused at the ingest door.
    pub taken_in: Counter,
    /// Records that were known already.
    pub duplicates: Counter,
    /// Records that could not be taken.
    pub bad_records: Counter,
    /// 1 while the storage takes writes, 0 when read-only.
    pub storage_writable: Gauge,
    /// Age of the youngest durable state that a session has not sent, the worst seen, milliseconds.
    pub behind_ms: Gauge<u64, AtomicU64>,
    /// Steps of the wall clock.
    pub clock_steps: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut all = Self {
            registry: Registry::with_prefix("watchfloor"),
            connections: Gauge::default(),
            closes: Family::default(),
            subscriptions: Gauge::default(),
            head: Gauge::default(),
            events: Counter::default(),
            commits: Counter::default(),
            // 50 µs to 1.6 s
            commit_seconds: Histogram::new(exponential_buckets(0.000_05, 2.0, 16)),
            done: Counter::default(),
            refused: Family::default(),
            errors: Family::default(),
            deliveries: Counter::default(),
            sent_bytes: Counter::default(),
            lagging: Counter::default(),
            snapshots: Family::default(),
            digest_mismatches: Counter::default(),
            holes: Counter::default(),
            taken_in: Counter::default(),
            duplicates: Counter::default(),
            bad_records: Counter::default(),
            storage_writable: Gauge::default(),
            behind_ms: Gauge::default(),
            clock_steps: Counter::default(),
        };
        all.register();
        all.storage_writable.set(1);
        all
    }
}

impl Metrics {
    fn register(&mut self) {
        let r = &mut self.registry;
        macro_rules! named {
            ($($name:ident: $help:literal),+ $(,)?) => {
                $(r.register(stringify!($name), $help, self.$name.clone());)+
            };
        }
        named! {
            connections: "Connections open now",
            closes: "Connections ended, by close code",
            subscriptions: "Subscriptions open now",
            head: "Offset of the last durable event",
            events: "Events made durable",
            commits: "Durable commits",
            done: "Commands carried out",
            refused: "Commands refused, by code",
            errors: "Messages that could not be taken, by code",
            deliveries: "Events delivered to subscriptions",
            sent_bytes: "Bytes of messages sent",
            lagging: "Lagging notices sent",
            snapshots: "Snapshots begun, by reason",
            digest_mismatches: "Views that clients found to differ by digest; the target is 0",
            holes: "Deliveries that clients found missing; the target is 0",
            taken_in: "Records taken in at the ingest door",
            duplicates: "Records known already at the ingest door",
            bad_records: "Records that the ingest door could not take",
            storage_writable: "1 while the storage takes writes, 0 when the hub is read-only",
            behind_ms: "The greatest age of an event when it was sent, milliseconds, since the last scrape",
            clock_steps: "Steps of the wall clock of more than a second",
        }
        r.register_with_unit(
            "commit",
            "Time of a durable commit",
            Unit::Seconds,
            self.commit_seconds.clone(),
        );
    }

    /// A command was refused.
    pub fn count_refusal(&self, code: Code) {
        self.refused.get_or_create(&by_code(code)).inc();
    }

    /// A message could not be taken.
    pub fn count_error(&self, code: Code) {
        self.errors.get_or_create(&by_code(code)).inc();
    }

    /// A connection ended.
    pub fn count_close(&self, close: u16) {
        self.closes.get_or_create(&ByClose { close }).inc();
    }

    /// A client subscribed anew because of this.
    pub fn count_cause(&self, cause: Option<Cause>) {
        match cause {
            Some(Cause::Digest) => drop(self.digest_mismatches.inc()),
            Some(Cause::Hole) => drop(self.holes.inc()),
            Some(Cause::Unknown(_)) | None => {}
        }
    }

    /// A snapshot began.
    pub fn count_snapshot(&self, why: Why) {
        let why = why.word().into_owned();
        self.snapshots.get_or_create(&ByWhy { why }).inc();
    }

    /// An event of this age was sent.
    pub fn saw_age(&self, age_ms: u64) {
        self.behind_ms
            .inner()
            .fetch_max(age_ms, std::sync::atomic::Ordering::Relaxed);
    }

    /// Prometheus text.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry)?;
        self.behind_ms.set(0);
        Ok(text)
    }
}

/// One that counts in a gauge as long as it lives.
#[derive(Debug)]
pub struct Counted(Gauge);

impl Counted {
    /// One more.
    pub fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn by_code(code: Code) -> ByCode {
    ByCode {
        code: code.word().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_every_figure_once() {
        let metrics = Metrics::default();
        metrics.count_refusal(Code::VersionConflict);
        metrics.commit_seconds.observe(0.001);
        metrics.saw_age(7);
        metrics.saw_age(3);
        let text = metrics.text().unwrap();
        for line in [
            "watchfloor_refused_total{code=\"version_conflict\"} 1",
            "watchfloor_commit_seconds_count 1",
            "watchfloor_storage_writable 1",
            "watchfloor_behind_ms 7",
            "watchfloor_digest_mismatches_total 0",
        ] {
            assert!(text.contains(line), "{line} not in\n{text}");
        }
        assert!(metrics.text().unwrap().contains("watchfloor_behind_ms 0"));
    }
}
