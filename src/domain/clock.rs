//! Clocks 时钟: a start, a due moment, a critical moment before it. A clock whose start is unknown says so and
//! uses the received time with a visible mark.

use super::policy::Limit;
use super::time::{Millis, Span};

/// Whether a clock's start is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// From the source.
    Known,
    /// The time it was received stands in; show it with a mark.
    Assumed,
}

impl Start {
    /// The known moment, or the received one marked as assumed.
    pub fn of(known: Option<Millis>, received: Millis) -> (Millis, Self) {
        known.map_or((received, Self::Assumed), |at| (at, Self::Known))
    }
}

/// How a clock stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Time left.
    Running,
    /// Past the critical moment.
    Critical,
    /// Past due; recorded, never hidden.
    Breached,
}

/// One clock as it stands at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Where it started.
    pub started: Millis,
    /// Whether that is known.
    pub start: Start,
    /// Due.
    pub due: Millis,
    /// Critical from here on.
    pub critical: Millis,
}

impl Clock {
    /// A clock over a policy limit.
    pub fn new((started, start): (Millis, Start), limit: Limit) -> Self {
        Self {
            started,
            start,
            due: started + limit.due,
            critical: started + limit.critical,
        }
    }

    /// Time left; negative is the overrun.
    pub fn left(&self, now: Millis) -> Span {
        self.due.since(now)
    }

    /// How it stands.
    pub fn stage(&self, now: Millis) -> Stage {
        if now >= self.due {
            Stage::Breached
        } else if now >= self.critical {
            Stage::Critical
        } else {
            Stage::Running
        }
    }

    /// Eighths of the time left, 8 full to 0 empty.
    pub fn eighths(&self, now: Millis) -> u8 {
        let whole = self.due.since(self.started).0.max(1);
        let left = self.left(now).0.clamp(0, whole);
        ((left * 8 + whole - 1) / whole) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_runs_turns_critical_and_breaches() {
        let limit = Limit {
            due: Span::mins(30),
            critical: Span::mins(20),
        };
        let clock = Clock::new(Start::of(Some(Millis(0)), Millis(9)), limit);
        for (at, stage, eighths) in [
            (Span::mins(0), Stage::Running, 8),
            (Span::mins(15), Stage::Running, 4),
            (Span::mins(20), Stage::Critical, 3),
            (Span(30 * 60_000 - 1), Stage::Critical, 1),
            (Span::mins(30), Stage::Breached, 0),
            (Span::mins(99), Stage::Breached, 0),
        ] {
            let now = Millis(at.0);
            assert_eq!(
                (clock.stage(now), clock.eighths(now)),
                (stage, eighths),
                "{at:?}"
            );
        }
        assert_eq!(clock.left(Millis(Span::mins(32).0)), Span::mins(-2));
        assert_eq!(Start::of(None, Millis(9)), (Millis(9), Start::Assumed));
    }
}
