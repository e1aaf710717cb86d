//! The hub's time on the client's monotonic clock, by four timestamps. The local wall clock is never asked.

use std::time::{Duration, Instant};

use crate::domain::time::{Millis, Span};

/// How many exchanges are remembered; the one with the shortest way counts.
const REMEMBERED: usize = 8;
/// A crystal may run off by this share.
const DRIFT: f64 = 1e-4;
/// More uncertainty than this is shown with `≈`.
const GOOD: Span = Span::secs(1);

/// How well the hub's time is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sync {
    /// Never heard: show `?`.
    Never,
    /// Worse than a second: show `≈`.
    Rough,
    /// Within a second.
    Good,
}

/// The hub's time as known after an exchange.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct TimeEstimate(Option<Fix>);

/// The hub's clock showed `hub` when ours showed `at`, give or take `margin`.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Fix {
    at: Instant,
    hub: Millis,
    margin: Duration,
}

impl Fix {
    fn hub_at(&self, now: Instant) -> Millis {
        if now >= self.at {
            self.hub + span(now - self.at)
        } else {
            self.hub - span(self.at - now)
        }
    }

    fn margin_at(&self, now: Instant) -> Duration {
        self.margin + now.saturating_duration_since(self.at).mul_f64(DRIFT)
    }
}

fn span(time: Duration) -> Span {
    Span(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

impl TimeEstimate {
    /// The hub's time at `now`; `None` when it was never heard.
    pub fn hub_now(&self, now: Instant) -> Option<Millis> {
        self.0.map(|fix| fix.hub_at(now))
    }

    /// How far off it may be.
    pub fn uncertainty(&self, now: Instant) -> Option<Span> {
        self.0.map(|fix| span(fix.margin_at(now)))
    }

    /// How it should be shown.
    pub fn sync(&self, now: Instant) -> Sync {
        match self.uncertainty(now) {
            None => Sync::Never,
            Some(margin) if margin > GOOD => Sync::Rough,
            Some(_) => Sync::Good,
        }
    }
}

/// Keeps the last exchanges and chooses the best.
#[derive(Clone, Debug, Default)]
pub struct HubClock {
    fixes: std::collections::VecDeque<Fix>,
}

impl HubClock {
    /// Takes in an exchange: sent at `t0` and answered at `t3` by our clock, received at `t1` and answered at
    /// `t2` by the hub's.
    pub fn exchange(&mut self, t0: Instant, t1: Millis, t2: Millis, t3: Instant) -> TimeEstimate {
        let away = t3.saturating_duration_since(t0);
        let held = Duration::from_millis(t2.since(t1).0.max(0) as u64).min(away);
        let way = away.saturating_sub(held);
        let fix = Fix {
            at: t3,
            hub: t2 + span(way / 2),
            // Half the way, and the millisecond the wire rounds to.
            margin: way / 2 + Duration::from_millis(1),
        };
        // A hub whose clock was stepped, or another hub at the same address: what was learned is void.
        if self.fixes.iter().any(|old| disagree(old, &fix)) {
            self.fixes.clear();
        }
        if self.fixes.len() == REMEMBERED {
            self.fixes.pop_front();
        }
        self.fixes.push_back(fix);
        self.estimate()
    }

    /// The best estimate so far.
    pub fn estimate(&self) -> TimeEstimate {
        let now = self.fixes.back().map(|fix| fix.at);
        TimeEstimate(now.and_then(|now| {
            self.fixes
                .iter()
                .min_by_key(|fix| fix.margin_at(now))
                .copied()
        }))
    }
}

fn disagree(old: &Fix, new: &Fix) -> bool {
    let apart = old.hub_at(new.at).since(new.hub).0.unsigned_abs();
    Duration::from_millis(apart) > old.margin_at(new.at) + new.margin + Duration::from_millis(2)
}
