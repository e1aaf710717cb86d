//! Shifts of the centre begin by the clock, at the hours the policy names: the one before is closed, the next
//! one starts with everybody who is on duty.

use super::{Mint, change};
use crate::domain::event::{Body, Change, Nothing};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, ShiftId};
use crate::domain::org::{SeatStatus, Shift, ShiftState};
use crate::domain::policy::{Ctx, Policy, Turn};
use crate::domain::time::{Millis, Span};

/// The clock's work on shifts.
pub fn tick(floor: &Floor, ctx: &Ctx<'_>) -> Vec<Change> {
    let Some((turn, began)) = turn_at(ctx.now, ctx.policy) else {
        return Vec::new();
    };
    if floor.shifts().values().any(|s| s.started_at >= began) {
        return Vec::new();
    }
    let standing = floor.shifts().values();
    let mut changes: Vec<Change> = standing
        .filter(|s| s.state != ShiftState::Closed)
        .map(|s| change(Key::Shift(s.id), Body::ShiftClosed(Nothing {})))
        .collect();
    let on_duty = floor.officers().values();
    let shift = Shift {
        id: ShiftId(Mint::new(ctx).ulid()),
        state: ShiftState::Active,
        name_zh: turn.name_zh.clone(),
        name_en: turn.name_en.clone(),
        started_at: began,
        members: on_duty
            .filter(|o| o.status != SeatStatus::Off)
            .map(|o| o.id.clone())
            .collect(),
        handover: None,
    };
    changes.push(change(Key::Shift(shift.id), Body::ShiftStarted(shift)));
    changes
}

/// The turn in force at a moment, and when it began: today's or yesterday's.
fn turn_at(now: Millis, policy: &Policy) -> Option<(&Turn, Millis)> {
    let zone = Span::hours(policy.shift.zone_h);
    let day = Span::days(1).0;
    let midnight = Millis((now + zone).0.div_euclid(day) * day) - zone;
    policy
        .shift
        .turns
        .iter()
        .flat_map(|turn| {
            let today = midnight + Span::hours(turn.from_h);
            [(turn, today), (turn, today - Span::days(1))]
        })
        .filter(|(_, began)| *began <= now)
        .max_by_key(|(_, began)| *began)
}

#[cfg(test)]
mod tests {
    use super::super::bench::{Bench, names, officer};
    use super::*;
    use crate::domain::command::{Command as C, SeatNow};

    #[test]
    fn turns_follow_the_centres_own_clock() {
        let policy = Policy::shipped();
        for (now, name, began) in [
            // 08:00 in China is midnight UTC.
            ("2026-11-23T00:00:00Z", "day shift", "2026-11-23T00:00:00Z"),
            ("2026-11-23T11:59:59Z", "day shift", "2026-11-23T00:00:00Z"),
            (
                "2026-11-23T12:00:00Z",
                "night shift",
                "2026-11-23T12:00:00Z",
            ),
            (
                "2026-11-22T17:00:00Z",
                "night shift",
                "2026-11-22T12:00:00Z",
            ),
            (
                "2026-11-22T23:59:59Z",
                "night shift",
                "2026-11-22T12:00:00Z",
            ),
        ] {
            let (turn, found) = turn_at(now.parse().unwrap(), &policy).unwrap();
            assert_eq!(
                (&*turn.name_en, found),
                (name, began.parse().unwrap()),
                "{now}"
            );
        }
        let mut none = policy;
        none.shift.turns.clear();
        assert!(turn_at(Millis(0), &none).is_none());
    }

    #[test]
    fn a_shift_starts_once_with_who_is_there_and_closes_the_one_before() {
        let mut bench = Bench::new();
        bench.policy.shift = Policy::shipped().shift;
        bench.now = "2026-11-23T01:00:00Z".parse().unwrap();
        let seat = C::SeatStatus(SeatNow {
            status: SeatStatus::OnSeat,
        });
        bench.give(&officer(), None, seat).unwrap();
        assert_eq!(names(&bench.tick()), ["shift.started"]);
        assert!(bench.tick().is_empty());
        let day = bench.floor.shifts().values().next().unwrap();
        assert_eq!(day.members, [officer().sub]);
        assert_eq!(day.started_at, "2026-11-23T00:00:00Z".parse().unwrap());

        bench.pass(Span::hours(11));
        assert_eq!(names(&bench.tick()), ["shift.closed", "shift.started"]);
        let states: Vec<_> = bench.floor.shifts().values().map(|s| s.state).collect();
        assert_eq!(states, [ShiftState::Closed, ShiftState::Active]);
    }
}
