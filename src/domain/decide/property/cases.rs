//! Chance made into commands on cases, deep as well as wide; and what must always hold of a case.

use super::chance::pick;
use crate::domain::case::{Case, CaseState as S, Delay};
use crate::domain::command::{
    Command as C, MergeCase, NoArgs, PassOn, ToldDelay, WhichTransfer, Why,
};
use crate::domain::event::{Body, Event};
use crate::domain::floor::Floor;
use crate::domain::ids::Key;
use crate::domain::order::{Order, OrderState};

/// A command for a case as it stands: half of the time what it waits for, else anything.
pub fn command(floor: &Floor, case: &Case, with: u8) -> C {
    let why = || Why {
        reason: if with == 0 { "" } else { "chance" }.into(),
    };
    let transfer = u16::from(with % 2);
    let delay = || {
        C::CaseDelay(ToldDelay {
            transfer,
            delay: pick(Delay::ALL, with >> 2),
        })
    };
    let revoke = || C::CaseRevoke(WhichTransfer { transfer });
    let reopens = !case.state.is_open();
    match with % 16 {
        0 | 1 => delay(),
        2 | 3 => revoke(),
        4 => C::CaseTransfer(PassOn {
            org: "330800".parse().unwrap(),
            reason: why().reason,
        }),
        5 => {
            let all: Vec<_> = floor.cases().keys().copied().collect();
            let into = pick(&all, with >> 4);
            C::CaseMerge(MergeCase { into })
        }
        6 => C::CaseSuspend(why()),
        7 => C::CaseClose(why()),
        8 if reopens => C::CaseReopen(why()),
        8 => C::CaseReturn(NoArgs {}),
        _ => match case.state {
            S::Verifying | S::EmergencyStop | S::Reopened if case.filed_at.is_none() => {
                C::CaseFile(NoArgs {})
            }
            S::Filed | S::Reopened => C::CaseInvestigate(NoArgs {}),
            S::Investigating => C::CaseSolve(why()),
            S::Solved => C::CaseReturn(NoArgs {}),
            S::Suspended => C::CaseResume(NoArgs {}),
            _ => delay(),
        },
    }
}

/// What must hold whenever something happens to a case.
pub fn check(floor: &Floor, before: &Case, event: &Event) {
    let Key::Case(id) = event.key else { return };
    let after = floor.case(&id).unwrap();
    match &event.body {
        Body::CaseChanged(change) => {
            let from: &[S] = match change.state {
                S::Verifying => &[S::Reported, S::Suspended],
                S::EmergencyStop => &[S::Reported, S::Verifying, S::Suspended],
                S::Filed => &[S::Verifying, S::EmergencyStop, S::Reopened, S::Suspended],
                S::Investigating => &[S::Filed, S::Reopened, S::Suspended],
                S::Solved => &[S::Investigating, S::Suspended],
                S::Returning => &[S::Solved, S::Suspended],
                S::Closed => &[S::Solved, S::Returning],
                S::Reopened => &[
                    S::Closed,
                    S::NotFraud,
                    S::Revoked,
                    S::Transferred,
                    S::Suspended,
                ],
                _ => &OPEN,
            };
            assert!(from.contains(&before.state), "{} {event:?}", before.state);
            assert_eq!(after.state == S::Merged, after.merged_into.is_some());
            assert_eq!(after.state == S::Suspended, after.suspended_at.is_some());
            assert_eq!(after.closed_at.is_some(), !after.state.is_open());
            if matches!(change.state, S::Closed | S::NotFraud) {
                // What is to hold for another case too goes on with that one.
                let is_joint = |o: &Order| o.sent_at.is_none() && !o.shares.is_empty();
                let ended = |o: &Order| !o.state.is_open() || o.state == OrderState::InForce;
                let runs = |o: &Order| !ended(o) && !is_joint(o);
                assert!(!floor.orders_of(id).any(|o| runs(o)), "{event:?}");
            }
        }
        Body::CaseBreached(breached) => {
            assert!(is_worked(before.state), "{event:?}");
            let known = before.breaches.iter().any(|b| b.clock == breached.clock);
            assert!(!known, "{event:?}");
        }
        Body::CaseRevoked(_) | Body::CaseDelay(_) => assert!(is_worked(before.state), "{event:?}"),
        _ => {}
    }
    assert!(after.rested >= before.rested, "{event:?}");
}

/// Open, or gone into another that may be.
fn is_worked(state: S) -> bool {
    state.is_open() || state == S::Merged
}

const OPEN: [S; 9] = [
    S::Reported,
    S::Verifying,
    S::EmergencyStop,
    S::Filed,
    S::Investigating,
    S::Solved,
    S::Returning,
    S::Suspended,
    S::Reopened,
];
