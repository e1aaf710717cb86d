//! What officers found when they called the people a model had warned of: a fraud under way, or none. It says by grade
//! how likely somebody who is not called would pay.

use std::collections::HashMap;

use serde::Serialize;

use super::report::Fitted;
use crate::domain::alert::{Alert, Outcome, Tier};
use crate::domain::event::{Body, Event};
use crate::domain::floor::Floor;
use crate::domain::ids::{AlertId, Key};
use crate::domain::worth::has_left;

/// The fewest calls of a grade its share is fitted from, and the fewest of them that found a fraud.
pub const FEWEST_CALLS: u32 = 100;
/// See there.
pub const FEWEST_FRAUDS: u32 = 5;
/// 95 % of a normal distribution lie within so many deviations.
const Z: f64 = 1.96;

/// Calls of one grade.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Called {
    /// The victim was reached, and the officer said what it was.
    pub calls: u32,
    /// Of these, a fraud: dissuaded, not to be dissuaded, or paid already.
    pub frauds: u32,
}

/// Calls by grade, P0 to P3.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calls {
    /// By grade when the victim was reached; what is said in a call may raise it after that.
    pub by_tier: [Called; 4],
    reached: HashMap<AlertId, usize>,
}

impl Calls {
    /// Takes an event, the floor standing as before it.
    pub fn take(&mut self, floor: &Floor, event: &Event) {
        let Key::Alert(id) = &event.key else { return };
        let is_fraud = match &event.body {
            Body::AlertContacted(_) => {
                let alert = floor.alert(id).filter(|alert| asks(alert, event));
                if let Some(at) = alert.and_then(|a| Tier::ALL.iter().position(|t| *t == a.tier)) {
                    self.reached.insert(*id, at);
                }
                return;
            }
            Body::AlertConverted(_) => Some(true),
            Body::AlertClosed(closing) => finds_fraud(closing.outcome),
            _ => return,
        };
        let reached = self.reached.remove(id);
        if let (Some(at), Some(is_fraud)) = (reached, is_fraud) {
            self.by_tier[at].calls += 1;
            self.by_tier[at].frauds += u32::from(is_fraud);
        }
    }
}

/// Whether a call asks what will happen: not where a loss was told before, and not in an exercise.
fn asks(alert: &Alert, event: &Event) -> bool {
    alert.reality.is_actual() && event.status.is_actual() && !has_left(alert)
}

/// Whether an outcome says that it was fraud; nothing where nobody found out.
fn finds_fraud(outcome: Outcome) -> Option<bool> {
    match outcome {
        Outcome::Dissuaded | Outcome::Refused | Outcome::AlreadyLost => Some(true),
        Outcome::FalseAlarm | Outcome::InfoOnly => Some(false),
        _ => None,
    }
}

impl Called {
    /// The share of frauds with its 95 % interval (Wilson's); none of too few calls.
    pub fn share(self) -> Option<Fitted> {
        if self.calls < FEWEST_CALLS || self.frauds < FEWEST_FRAUDS {
            return None;
        }
        let (n, share) = (
            f64::from(self.calls),
            f64::from(self.frauds) / f64::from(self.calls),
        );
        let whole = 1.0 + Z * Z / n;
        let middle = (share + Z * Z / (2.0 * n)) / whole;
        let off = Z / whole * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some(Fitted {
            share,
            low: middle - off,
            high: middle + off,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::{Close, Command as C, NoArgs, ReportIntervention};
    use crate::domain::command::{RaiseAlert, StartIntervention};
    use crate::domain::decide::bench::{Bench, about, officer};
    use crate::domain::intervention::{InterventionKind, InterventionState};

    /// An alert about a person, called; what came of it.
    fn called(bench: &mut Bench, told: RaiseAlert, state: InterventionState, outcome: Outcome) {
        let id = bench.raise(told);
        let key = || Some(Key::Alert(id));
        let mut on = |command| bench.give(&officer(), key(), command).unwrap();
        on(C::AlertClaim(NoArgs {}));
        let kind = InterventionKind::Call;
        on(C::InterventionStart(StartIntervention { kind }));
        let call = bench.alert(id).interventions[0].id;
        let mut on = |command| bench.give(&officer(), key(), command).unwrap();
        let report = ReportIntervention { id: call, state };
        on(C::InterventionReport(report));
        let reason = "said so".into();
        on(C::AlertClose(Close { outcome, reason }));
    }

    #[test]
    fn calls_that_reached_somebody_say_how_often_it_is_fraud() {
        use InterventionState::{Contacted, NoAnswer};
        let mut bench = Bench::new();
        let p1 = |n| about(n, Tier::P1);
        let lost = RaiseAlert {
            transfer_at: Some(bench.now),
            ..p1(7)
        };
        for (told, state, outcome) in [
            (p1(1), Contacted, Outcome::Dissuaded),
            (p1(2), Contacted, Outcome::InfoOnly),
            (p1(3), Contacted, Outcome::AlreadyLost),
            (about(4, Tier::P2), Contacted, Outcome::InfoOnly),
            // Nobody found out; nobody was reached; a loss was known before.
            (p1(5), Contacted, Outcome::HandedOver),
            (p1(6), NoAnswer, Outcome::Unreachable),
            (lost, Contacted, Outcome::AlreadyLost),
        ] {
            called(&mut bench, told, state, outcome);
        }
        let mut calls = Calls::default();
        let mut floor = Floor::default();
        for event in &bench.log {
            calls.take(&floor, event);
            floor.apply(event);
        }
        let of = |calls, frauds| Called { calls, frauds };
        assert_eq!(
            calls.by_tier,
            [of(0, 0), of(3, 2), of(1, 0), Called::default()]
        );
    }

    #[test]
    fn a_share_needs_enough_calls_and_tells_its_interval() {
        for (calls, frauds, is_told) in [(99, 50, false), (1000, 4, false), (100, 5, true)] {
            let share = Called { calls, frauds }.share();
            assert_eq!(share.is_some(), is_told, "{frauds} of {calls}");
        }
        let told = Called {
            calls: 200,
            frauds: 10,
        };
        let told = told.share().unwrap();
        // Wilson's interval of 10 in 200, from a table.
        for (found, expected) in [(told.share, 0.05), (told.low, 0.0274), (told.high, 0.0896)] {
            assert!((found - expected).abs() < 1e-4, "{found}, not {expected}");
        }
    }
}
