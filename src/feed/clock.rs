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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MS: Duration = Duration::from_millis(1);

    /// An exchange with a hub whose clock shows `offset` ms when ours shows `start`.
    fn exchange(
        clock: &mut HubClock,
        start: Instant,
        sent_ms: u32,
        out_ms: u32,
        back_ms: u32,
        offset: i64,
    ) {
        let at = |ms: u32| start + MS * ms;
        let hub = Millis(offset + i64::from(sent_ms + out_ms));
        clock.exchange(at(sent_ms), hub, hub, at(sent_ms + out_ms + back_ms));
    }

    #[test]
    fn the_shortest_way_counts() {
        let (mut clock, start) = (HubClock::default(), Instant::now());
        for (sent, out, back) in [(0, 10, 400), (1000, 5, 5), (2000, 300, 20)] {
            exchange(&mut clock, start, sent, out, back, 5_000_000);
        }
        let (estimate, now) = (clock.estimate(), start + MS * 3000);
        assert_eq!(estimate.hub_now(now), Some(Millis(5_003_000)));
        assert!(estimate.uncertainty(now).unwrap() < Span(10));
        assert_eq!(estimate.sync(now), Sync::Good);
    }

    #[test]
    fn doubt_is_said() {
        let (mut clock, start) = (HubClock::default(), Instant::now());
        assert_eq!(clock.estimate().sync(start), Sync::Never);
        assert_eq!(clock.estimate().hub_now(start), None);
        exchange(&mut clock, start, 0, 10, 4000, 0);
        assert_eq!(clock.estimate().sync(start + MS * 4100), Sync::Rough);
        exchange(&mut clock, start, 5000, 10, 10, 0);
        assert_eq!(clock.estimate().sync(start + MS * 5100), Sync::Good);
        let day = Duration::from_secs(86_400);
        assert_eq!(
            clock.estimate().sync(start + day),
            Sync::Rough,
            "a clock left alone drifts"
        );
    }

    #[test]
    fn a_stepped_hub_clock_is_believed_at_once() {
        let (mut clock, start) = (HubClock::default(), Instant::now());
        for n in 0..8 {
            exchange(&mut clock, start, n * 1000, 1, 1, 0);
        }
        exchange(&mut clock, start, 9000, 200, 200, 60_000);
        let now = start + MS * 10_000;
        assert_eq!(clock.estimate().hub_now(now), Some(Millis(70_000)));
    }

    #[test]
    fn the_hubs_own_delay_does_not_count() {
        let (mut clock, start) = (HubClock::default(), Instant::now());
        clock.exchange(start, Millis(1010), Millis(1910), start + MS * 920);
        let estimate = clock.estimate();
        assert_eq!(estimate.hub_now(start + MS * 920), Some(Millis(1920)));
        assert!(estimate.uncertainty(start + MS * 920).unwrap() <= Span(12));
    }

    proptest! {
        /// Whatever the ways were, the truth lies within the uncertainty.
        #[test]
        fn the_truth_is_within_the_uncertainty(ways in proptest::collection::vec((0u32..3000, 0u32..3000), 1..20)) {
            let (mut clock, start) = (HubClock::default(), Instant::now());
            let mut sent = 0;
            for (out, back) in ways {
                exchange(&mut clock, start, sent, out, back, 0);
                sent += out + back + 1000;
                let now = start + MS * sent;
                let off = clock.estimate().hub_now(now).unwrap().since(Millis(i64::from(sent)));
                prop_assert!(off.0.abs() <= clock.estimate().uncertainty(now).unwrap().0 + 1);
            }
        }
    }
}
