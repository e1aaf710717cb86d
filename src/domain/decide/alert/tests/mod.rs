//! Alerts under test: commands in short, and alerts brought into any state by their own commands.

mod arrival;
mod ending;
mod race;
mod table;
mod talk;

use crate::domain::alert::{AlertState as S, CallState, Outcome, Tier};
use crate::domain::command::{
    CallNow, Close, Command as C, Convert, Escalate, MergeInto, NoArgs, ReportIntervention,
    ShelveFor, StartIntervention, Why,
};
use crate::domain::decide::bench::{
    Bench, about, actor, colleague, commander, names, officer, producer, warning,
};
use crate::domain::event::Body;
use crate::domain::ids::{AlertId, InterventionId, Key};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::money::Fen;
use crate::domain::org::{Actor, Role};
use crate::domain::refusal::Code;
use crate::domain::script::{Answer, Choice, Question};
use crate::domain::time::Span;
use crate::text::safe::SafeText;

fn analyst() -> Actor {
    actor("u:3", &[Role::Analyst])
}

fn close(outcome: Outcome) -> C {
    C::AlertClose(Close {
        outcome,
        reason: "told by the bank".into(),
    })
}

fn answer(question: Question, choice: Choice) -> C {
    C::AlertAnswer(Answer {
        question,
        choice,
        amount: None,
    })
}

fn escalate(tier: Option<Tier>) -> C {
    C::AlertEscalate(Escalate {
        tier,
        reason: "still on the line".into(),
    })
}

fn shelve(minutes: u32) -> C {
    C::AlertShelve(ShelveFor {
        minutes,
        reason: "calls back at noon".into(),
    })
}

fn start(kind: InterventionKind) -> C {
    C::InterventionStart(StartIntervention { kind })
}

fn reopen() -> C {
    C::AlertReopen(Why {
        reason: "appeal".into(),
    })
}

fn lost(yuan: i64) -> C {
    C::AlertConvert(Convert {
        loss: Some(Fen::yuan(yuan)),
        transfers: Vec::new(),
    })
}

/// An alert of `tier` brought into `state` by its own commands; the officer holds what is held.
fn in_state(state: S, tier: Tier) -> (Bench, AlertId) {
    let mut bench = Bench::new();
    let tier = match state {
        S::AutoHandled => Tier::P3,
        S::Expired => Tier::P2,
        _ => tier,
    };
    let id = bench.raise(about(7, tier));
    let other = bench.raise(about(8, Tier::P2));
    let me = officer();
    let key = || Some(Key::Alert(id));
    let claim = || (me.clone(), C::AlertClaim(NoArgs {}));
    let work = || (me.clone(), answer(Question::BankDetails, Choice::No));
    let steps = match state {
        S::New | S::AutoHandled | S::Expired => vec![],
        S::Claimed => vec![claim()],
        S::Working => vec![claim(), work()],
        S::Escalated => vec![claim(), work(), (me.clone(), escalate(None))],
        S::Closed => vec![claim(), (me.clone(), close(Outcome::Dissuaded))],
        S::Shelved if tier == Tier::P1 => vec![(commander(), shelve(60))],
        S::Shelved => vec![claim(), (me.clone(), shelve(60))],
        S::Merged => vec![(analyst(), C::AlertMerge(MergeInto { into: other }))],
        S::Converted => vec![claim(), (me.clone(), lost(100))],
        S::Reopened => vec![
            claim(),
            (me.clone(), close(Outcome::Dissuaded)),
            (commander(), reopen()),
        ],
        S::Unknown(_) => unreachable!(),
    };
    for (who, command) in steps {
        bench.give(&who, key(), command).unwrap();
    }
    if state == S::Expired {
        bench.pass(Span::hours(2));
        bench.tick();
    }
    assert_eq!(bench.alert(id).state, state, "the way to {state} {tier}");
    (bench, id)
}

/// The alert raised second on every bench: identities follow the salt, so it is always the same.
fn second_alert() -> AlertId {
    let (bench, first) = in_state(S::New, Tier::P2);
    let ids: Vec<_> = bench.floor.alerts().keys().copied().collect();
    *ids.iter().find(|id| **id != first).unwrap()
}
