//! Clocks 时钟: a start, a due moment, a critical moment before it. A clock whose start is unknown says so and
//! uses the received time with a visible mark.

use super::alert::{Alert, Tier};
use super::case::Case;
use super::floor::Floor;
use super::hop::Hop;
use super::order::{AskKind, Order, OrderState, PaperState};
use super::org::DeskKind;
use super::policy::{Limit, Policy};
use super::time::{Millis, Span};
use super::trace;
use super::worth::has_left;

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

impl Alert {
    /// 黄金止付, while money has left and no case runs the clock.
    pub fn money_clock(&self, policy: &Policy) -> Option<Clock> {
        let runs = has_left(self) && self.state.is_open();
        runs.then(|| Clock::new(self.money_clock_start(), policy.clock.money))
    }

    /// Alert to claim: P0 only, while nobody holds it.
    pub fn claim_clock(&self, policy: &Policy) -> Option<Clock> {
        let runs = self.state.is_waiting() && self.tier == Tier::P0;
        runs.then(|| Clock::new((self.waiting_since, Start::Known), policy.clock.p0_claim))
    }

    /// Alert to first contact, from when it was noticed; P3 has none.
    pub fn contact_clock(&self, policy: &Policy) -> Option<Clock> {
        let limit = match self.tier {
            Tier::P0 => policy.clock.p0_contact,
            Tier::P1 => policy.clock.p1_contact,
            Tier::P2 => policy.clock.p2_contact,
            Tier::P3 | Tier::Unknown(_) => return None,
        };
        let runs = self.state.is_open() && self.contacted_at.is_none();
        runs.then(|| Clock::new(Start::of(self.detected_at, self.raised_at), limit))
    }
}

impl Case {
    /// 黄金止付: from the first transfer. Look at it at [`Case::money_clock_at`].
    pub fn money_clock(&self, policy: &Policy) -> Clock {
        Clock::new(self.money_clock_start(), policy.clock.money)
    }

    /// 录入止付: from the report. Look at it at [`Case::duty_clock_at`].
    pub fn duty_clock(&self, policy: &Policy) -> Clock {
        Clock::new((self.reported_at, Start::Known), policy.clock.duty)
    }

    /// From filed to solved; a suspended case rests, and so does this clock. Look at it at
    /// [`Case::solve_clock_at`].
    pub fn solve_clock(&self, policy: &Policy) -> Option<Clock> {
        let clock = Clock::new((self.filed_at?, Start::Known), policy.clock.solve);
        Some(Clock {
            due: clock.due + self.rested,
            critical: clock.critical + self.rested,
            ..clock
        })
    }

    /// The moment the solve clock shows: now, or when it stood still because the case was solved, suspended or
    /// ended.
    pub fn solve_clock_at(&self, now: Millis) -> Millis {
        let stood = [self.solved_at, self.suspended_at, self.closed_at];
        stood.into_iter().flatten().min().unwrap_or(now)
    }

    /// The moment the money clock shows: now, or when it stood still because a stop is out or took hold, or the
    /// case ended. A stop that was sent and not answered, or found nothing, stops no clock. A breach stays a breach.
    pub fn money_clock_at(&self, floor: &Floor, now: Millis) -> Millis {
        let stop = trace::stop_of(floor, self, now).map(|(at, _)| at);
        [stop, self.ended_at()]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(now)
    }

    /// The moment the duty clock shows: now, or when it stood still because the first stop order left or the case
    /// ended.
    pub fn duty_clock_at(&self, now: Millis) -> Millis {
        let stood = [self.first_stop_at, self.ended_at()];
        stood.into_iter().flatten().min().unwrap_or(now)
    }

    /// When it ended; one that went into another goes on there.
    fn ended_at(&self) -> Option<Millis> {
        self.closed_at.filter(|_| self.merged_into.is_none())
    }
}

impl Order {
    /// Sent to answer, while the institution owes one.
    pub fn desk_clock(&self, kind: Option<DeskKind>, policy: &Policy) -> Option<Clock> {
        let limit = policy.answer_limit(kind);
        let started = self.sent_at.filter(|_| self.state.awaits_answer())?;
        Some(Clock {
            due: self.desk_due_at.unwrap_or(started + limit.due),
            ..Clock::new((started, Start::Known), limit)
        })
    }

    /// The cliff 到期: until when money is held, by a stop or by a freeze. Critical is as long before the end as
    /// the policy says, also after a second stop or a renewal.
    pub fn cliff_clock(&self, policy: &Policy) -> Option<Clock> {
        let since = self.effective_at.filter(|_| self.holds())?;
        let due = self.expires_at?;
        let critical_before = match self.frozen_at {
            None => {
                let limit = policy.clock.stop_cliff;
                Span(limit.due.0 - limit.critical.0)
            }
            Some(_) => policy.freeze_term(self.term).critical_before,
        };
        Some(Clock {
            started: self.frozen_at.unwrap_or(since),
            start: Start::Known,
            due,
            critical: due - critical_before,
        })
    }

    /// Seconds before the end at which the cliff calls out, first to last.
    pub fn cliff_alarms(&self, policy: &Policy) -> [i64; 3] {
        match self.frozen_at {
            None => policy.order.stop_alarms_s,
            Some(_) => policy.order.freeze_alarms_s,
        }
    }

    /// Stopped to frozen, while the money is not frozen yet.
    pub fn freeze_clock(&self, policy: &Policy) -> Option<Clock> {
        let waits = matches!(
            self.state,
            OrderState::Stopped | OrderState::FreezeRequested
        );
        let since = self.effective_at.filter(|_| waits)?;
        Some(Clock::new(
            (since, Start::Known),
            policy.clock.stop_to_freeze,
        ))
    }

    /// Asked to released, for what was held or shut wrongly.
    pub fn release_clock(&self, policy: &Policy) -> Option<Clock> {
        let ask = self.ask.as_ref().filter(|a| a.kind == AskKind::Release)?;
        Some(Clock::new((ask.at, Start::Known), policy.clock.release))
    }

    /// What was asked to its answer, while the institution owes one.
    pub fn ask_clock(&self, kind: Option<DeskKind>, policy: &Policy) -> Option<Clock> {
        let ask = self.ask.as_ref()?;
        if ask.kind == AskKind::Release {
            return self.release_clock(policy).filter(|_| self.awaits_ask());
        }
        Some(Clock {
            due: ask.due_at?,
            ..Clock::new((ask.sent_at?, Start::Known), policy.answer_limit(kind))
        })
    }

    /// Until when a telecom order is in force, where it ends by itself.
    pub fn measure_clock(&self) -> Option<Clock> {
        let in_force = self.state == OrderState::InForce;
        let started = self.effective_at.filter(|_| in_force)?;
        let due = self.expires_at?;
        Some(Clock {
            started,
            start: Start::Known,
            due,
            critical: due,
        })
    }

    /// The paper an act-first order owes.
    pub fn paper_clock(&self, policy: &Policy) -> Option<Clock> {
        let owed = self.paper.state != PaperState::Attached;
        let due = self.paper.due_at.filter(|_| owed)?;
        let limit = policy.clock.paper_debt;
        Some(Clock {
            due,
            ..Clock::new((due - limit.due, Start::Known), limit)
        })
    }
}

impl Hop {
    /// Asked to answer, while the institution owes one, in time or late; from when it could begin, which is when
    /// the paper was there.
    pub fn wait_clock(&self, policy: &Policy) -> Option<Clock> {
        let limit = policy.clock.query_answer;
        let due = self.due_at?;
        Some(Clock {
            due,
            ..Clock::new((due - limit.due, Start::Known), limit)
        })
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
