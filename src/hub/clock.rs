//! The hub's time: the wall clock, except that it never goes back and never stands still. When the wall clock
//! steps back, hub time runs on at the pace of the monotonic clock, so leases and deadlines keep their meaning.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::{Millis, Span};

/// A step of the wall clock that is worth a line in the log.
const STEP: Span = Span::secs(1);

/// The hub's clock; shared by the writer and every session.
#[derive(Debug)]
pub struct HubClock {
    anchor: Mutex<Anchor>,
}

#[derive(Debug)]
struct Anchor {
    at: Millis,
    since: Instant,
    /// Hub time minus wall time when last looked at.
    ahead: Span,
}

impl HubClock {
    /// A clock that is nowhere before `last`, the time of the newest event in the log.
    pub fn new(last: Millis) -> Self {
        let wall = wall();
        let at = wall.max(last);
        let anchor = Anchor {
            at,
            since: Instant::now(),
            ahead: at.since(wall),
        };
        Self {
            anchor: Mutex::new(anchor),
        }
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.read(wall()).0
    }

    /// Now, and by how much the wall clock stepped against hub time since this was last asked, if it did.
    pub fn now_and_step(&self) -> (Millis, Option<Span>) {
        self.read(wall())
    }

    fn read(&self, wall: Millis) -> (Millis, Option<Span>) {
        let mut anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        let run = anchor.at + Span(anchor.since.elapsed().as_millis() as i64);
        let now = run.max(wall);
        let step = Span(run.since(wall).0 - anchor.ahead.0);
        if wall > run {
            anchor.at = wall;
            anchor.since = Instant::now();
        }
        let stepped = step.0.abs() > STEP.0;
        if stepped {
            anchor.ahead = now.since(wall);
        }
        (now, stepped.then_some(Span(-step.0)))
    }
}

fn wall() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Millis(since.map_or(0, |d| d.as_millis() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hub_time_never_goes_back_and_names_a_step() {
        let clock = HubClock::new(Millis(0));
        let start = clock.now();
        let (back, step) = clock.read(start - Span::hours(1));
        assert!(back >= start);
        assert!(step.is_some_and(|s| s.0 < -3_599_000), "{step:?}");
        let (same, step) = clock.read(start - Span::hours(1));
        assert!(same >= back && step.is_none(), "a step is named once");
        let (ahead, step) = clock.read(start + Span::hours(2));
        assert_eq!(ahead, start + Span::hours(2));
        assert!(step.is_some_and(|s| s.0 > 0), "{step:?}");
        assert!(clock.read(start).0 >= ahead);
    }

    #[test]
    fn it_starts_no_earlier_than_the_newest_event() {
        let newest = wall() + Span::hours(3);
        assert!(HubClock::new(newest).now() >= newest);
    }
}
