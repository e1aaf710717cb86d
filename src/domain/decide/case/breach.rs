//! A clock of a case that was overrun is recorded once and stays on the case. What counts is the moment the
//! clock stood still, not the moment somebody looked: a hub that was away records what it finds on its return.
//! Clocks of an ended case are looked at no more; those of one that went into an open case are.

use super::goes_on;
use crate::domain::case::{Case, CaseClock};
use crate::domain::clock::{Clock, Stage};
use crate::domain::decide::change;
use crate::domain::event::{Body, Breached, Change};
use crate::domain::floor::Floor;
use crate::domain::ids::Key;
use crate::domain::policy::Ctx;
use crate::domain::time::Millis;

/// The clock's work on cases.
pub fn tick(floor: &Floor, ctx: &Ctx<'_>) -> Vec<Change> {
    let cases = floor.cases().values();
    // A trace that was loaded from records is nobody's emergency.
    cases
        .filter(|case| case.name.is_none() && goes_on(floor, case.id).is_some())
        .flat_map(|case| {
            let key = Key::Case(case.id);
            overrun(floor, case, ctx)
                .map(move |clock| change(key.clone(), Body::CaseBreached(Breached { clock })))
        })
        .collect()
}

/// The clocks that are overrun and not recorded.
fn overrun<'a>(
    floor: &Floor,
    case: &'a Case,
    ctx: &Ctx<'_>,
) -> impl Iterator<Item = CaseClock> + use<'a> {
    let clocks: [(CaseClock, Option<Clock>, Millis); 3] = [
        (
            CaseClock::Money,
            Some(case.money_clock(ctx.policy)),
            case.money_clock_at(floor, ctx.now),
        ),
        (
            CaseClock::Duty,
            Some(case.duty_clock(ctx.policy)),
            case.duty_clock_at(ctx.now),
        ),
        (
            CaseClock::Solve,
            case.solve_clock(ctx.policy),
            case.solve_clock_at(ctx.now),
        ),
    ];
    clocks
        .into_iter()
        .filter(|(_, clock, at)| clock.is_some_and(|c| c.stage(*at) == Stage::Breached))
        .map(|(which, ..)| which)
        .filter(|which| !case.breaches.iter().any(|b| b.clock == *which))
}
