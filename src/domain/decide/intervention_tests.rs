//! The table of intervention states: every report in every state, and what follows from it.

use crate::domain::alert::{AlertState, Outcome, Tier};
use crate::domain::command::{Close, Command as C, NoArgs, ReportIntervention, StartIntervention};
use crate::domain::decide::bench::{
    Bench, actor, colleague, commander, names, officer, producer, warning,
};
use crate::domain::event::Event;
use crate::domain::ids::{AlertId, InterventionId, Key};
use crate::domain::intervention::{Intervention, InterventionKind as Kind, InterventionState as S};
use crate::domain::org::{Actor, Role};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Span;

/// The table: what may follow what.
const TABLE: &[(S, &[S])] = &[
    (S::Planned, &[S::Dispatched, S::Attempting, S::Cancelled]),
    (S::Dispatched, &[S::Accepted, S::Attempting, S::Cancelled]),
    (S::Accepted, &[S::Attempting, S::Cancelled]),
    (
        S::Attempting,
        &[
            S::Contacted,
            S::NoAnswer,
            S::LineBusy,
            S::WrongPerson,
            S::NotFound,
            S::Cancelled,
        ],
    ),
    (
        S::Contacted,
        &[
            S::Dissuaded,
            S::Refused,
            S::AlreadyTransferred,
            S::Cancelled,
        ],
    ),
    (S::Dissuaded, &[S::FollowUp, S::Done]),
    (S::FollowUp, &[S::Done, S::Relapsed]),
    (S::NoAnswer, &[]),
    (S::LineBusy, &[]),
    (S::WrongPerson, &[]),
    (S::NotFound, &[]),
    (S::Refused, &[]),
    (S::AlreadyTransferred, &[]),
    (S::Done, &[]),
    (S::Relapsed, &[]),
    (S::Cancelled, &[]),
];

/// The reports that bring a dispatched visit into a state.
fn way(to: S) -> Vec<S> {
    let mut way = match to {
        S::Planned | S::Dispatched => return vec![],
        S::Accepted | S::Attempting | S::Cancelled => vec![],
        S::Contacted | S::NoAnswer | S::LineBusy | S::WrongPerson | S::NotFound => {
            vec![S::Attempting]
        }
        S::Dissuaded | S::Refused | S::AlreadyTransferred => vec![S::Attempting, S::Contacted],
        S::FollowUp => way(S::Dissuaded),
        S::Done | S::Relapsed => way(S::FollowUp),
        S::Unknown(_) => unreachable!(),
    };
    way.push(to);
    way
}

/// A claimed alert of a tier.
fn held(tier: Tier) -> (Bench, AlertId) {
    let mut bench = Bench::new();
    let id = bench.raise(warning(tier));
    bench
        .give(&officer(), Some(Key::Alert(id)), C::AlertClaim(NoArgs {}))
        .unwrap();
    (bench, id)
}

fn start(bench: &mut Bench, who: &Actor, id: AlertId, kind: Kind) -> InterventionId {
    let command = C::InterventionStart(StartIntervention { kind });
    bench.give(who, Some(Key::Alert(id)), command).unwrap();
    last(bench, id).id
}

fn last(bench: &Bench, id: AlertId) -> Intervention {
    bench.alert(id).interventions.last().unwrap().clone()
}

fn report(
    bench: &mut Bench,
    who: &Actor,
    (alert, id): (AlertId, InterventionId),
    state: S,
) -> Result<Vec<Event>, Refusal> {
    let command = C::InterventionReport(ReportIntervention { id, state });
    bench.give(who, Some(Key::Alert(alert)), command)
}

/// A visit brought into a state; `planned` is only ever planned by the hub itself, so it is put there.
fn visit_in(state: S) -> (Bench, AlertId, InterventionId) {
    let (mut bench, id) = held(Tier::P2);
    let visit = start(&mut bench, &officer(), id, Kind::Visit);
    for step in way(state) {
        report(&mut bench, &officer(), (id, visit), step).unwrap();
    }
    if state == S::Planned {
        let change = super::change(Key::Alert(id), super::intervention::changed(visit, state));
        bench.take(vec![change], &officer().sub);
    }
    let now = bench.alert(id).interventions.iter().find(|i| i.id == visit);
    assert_eq!(now.unwrap().state, state);
    (bench, id, visit)
}

#[test]
fn every_report_in_every_state_follows_the_table_or_is_illegal() {
    assert_eq!(TABLE.len(), S::ALL.len());
    for (from, allowed) in TABLE {
        for to in S::ALL {
            let (mut bench, id, visit) = visit_in(*from);
            let before = bench.floor.clone();
            let result = report(&mut bench, &officer(), (id, visit), *to);
            match result {
                Ok(_) => {
                    assert!(allowed.contains(to), "{from} → {to}");
                    let one = bench.alert(id).interventions[0].clone();
                    assert_eq!((one.state, one.changed_at), (*to, bench.now));
                }
                Err(refusal) => {
                    assert!(!allowed.contains(to), "{from} → {to}: {refusal}");
                    assert_eq!(refusal.code, Code::IllegalTransition);
                    assert_eq!(bench.floor, before);
                }
            }
        }
    }
}

#[test]
fn what_the_officer_does_himself_begins_at_once_and_the_rest_is_dispatched() {
    for (kind, who, state) in [
        (Kind::Sms, officer(), S::Dispatched),
        (Kind::RobotCall, officer(), S::Dispatched),
        (Kind::Call, officer(), S::Attempting),
        (Kind::Family, officer(), S::Attempting),
        (Kind::ThreeWay, officer(), S::Attempting),
        (Kind::Visit, officer(), S::Dispatched),
        (Kind::CutLine, commander(), S::Dispatched),
        (Kind::ProtectAccount, commander(), S::Dispatched),
    ] {
        let (mut bench, id) = held(Tier::P1);
        start(&mut bench, &who, id, kind);
        let one = last(&bench, id);
        assert_eq!((one.kind, one.state, &one.by), (kind, state, &who.sub));
        assert_eq!(bench.alert(id).state, AlertState::Working, "{kind}");
        let expires = kind.is_victim_side().then(|| bench.now + Span::hours(2));
        assert_eq!(one.expires_at, expires, "{kind}");
        let command = C::InterventionStart(StartIntervention { kind });
        let twice = bench.give(&who, Some(Key::Alert(id)), command);
        assert_eq!(twice.unwrap_err().code, Code::IllegalTransition, "{kind}");
    }
}

#[test]
fn only_those_who_work_on_it_report() {
    let field = actor("u:7", &[Role::FieldOfficer]);
    for (who, kind, ok) in [
        (officer(), Kind::Visit, true),
        (commander(), Kind::Visit, true),
        (field.clone(), Kind::Visit, true),
        (field, Kind::RobotCall, false),
        (colleague(), Kind::Visit, false),
        (producer(), Kind::Visit, false),
    ] {
        let (mut bench, id) = held(Tier::P1);
        let one = start(&mut bench, &officer(), id, kind);
        let result = report(&mut bench, &who, (id, one), S::Attempting);
        match result {
            Ok(_) => assert!(ok, "{}", who.sub),
            Err(refusal) => {
                assert!(!ok, "{refusal}");
                assert_eq!(refusal.code, Code::Forbidden);
            }
        }
    }
    let (mut bench, id) = held(Tier::P1);
    let none = report(
        &mut bench,
        &officer(),
        (id, InterventionId::default()),
        S::Done,
    );
    assert_eq!(none.unwrap_err().code, Code::NotFound);
}

#[test]
fn only_meeting_the_victim_is_contact() {
    for (kind, who, contact) in [
        (Kind::Call, officer(), true),
        (Kind::Visit, officer(), true),
        (Kind::ThreeWay, officer(), true),
        (Kind::Family, officer(), false),
        (Kind::CutLine, commander(), false),
    ] {
        let (mut bench, id) = held(Tier::P1);
        let one = start(&mut bench, &who, id, kind);
        if last(&bench, id).state == S::Dispatched {
            report(&mut bench, &who, (id, one), S::Attempting).unwrap();
        }
        bench.pass(Span::secs(9));
        report(&mut bench, &who, (id, one), S::Contacted).unwrap();
        let at = bench.alert(id).contacted_at;
        assert_eq!(at, contact.then_some(bench.now), "{kind}");
    }
}

#[test]
fn the_first_success_cancels_the_others() {
    let (mut bench, id) = held(Tier::P0);
    let visit = start(&mut bench, &officer(), id, Kind::Visit);
    let family = start(&mut bench, &officer(), id, Kind::Family);
    report(&mut bench, &officer(), (id, family), S::Contacted).unwrap();
    let call = start(&mut bench, &officer(), id, Kind::Call);
    for state in [S::Contacted, S::Dissuaded] {
        report(&mut bench, &officer(), (id, call), state).unwrap();
    }
    for (one, state) in [
        (visit, S::Cancelled),
        (family, S::Cancelled),
        (call, S::Dissuaded),
    ] {
        let now = bench.alert(id).interventions.iter().find(|i| i.id == one);
        assert_eq!(now.unwrap().state, state);
    }
}

#[test]
fn a_refusal_sends_a_visit_and_is_graver() {
    let (mut bench, id) = held(Tier::P2);
    let call = start(&mut bench, &officer(), id, Kind::Call);
    report(&mut bench, &officer(), (id, call), S::Contacted).unwrap();
    let events = report(&mut bench, &officer(), (id, call), S::Refused).unwrap();
    assert_eq!(
        names(&events),
        [
            "intervention.changed",
            "alert.progressed",
            "intervention.planned",
            "alert.escalated",
        ]
    );
    let alert = bench.alert(id);
    assert_eq!((alert.state, alert.tier), (AlertState::Escalated, Tier::P1));
    let visit = last(&bench, id);
    assert_eq!((visit.kind, visit.state), (Kind::Visit, S::Dispatched));
}

#[test]
fn a_refusal_while_nobody_holds_it_makes_it_graver_in_the_queue() {
    let (mut bench, id) = held(Tier::P2);
    let visit = start(&mut bench, &officer(), id, Kind::Visit);
    bench
        .give(&officer(), Some(Key::Alert(id)), C::AlertRelease(NoArgs {}))
        .unwrap();
    let field = actor("u:7", &[Role::FieldOfficer]);
    for state in [S::Attempting, S::Contacted, S::Refused] {
        report(&mut bench, &field, (id, visit), state).unwrap();
    }
    let alert = bench.alert(id);
    assert_eq!((alert.state, alert.tier), (AlertState::New, Tier::P1));
    assert_eq!(
        (last(&bench, id).kind, last(&bench, id).state),
        (Kind::Visit, S::Dispatched)
    );
}

#[test]
fn every_third_miss_makes_it_graver_once() {
    let (mut bench, id) = held(Tier::P2);
    for (n, tier) in [
        (1, Tier::P2),
        (2, Tier::P2),
        (3, Tier::P1),
        (4, Tier::P1),
        (5, Tier::P1),
        (6, Tier::P0),
    ] {
        let call = start(&mut bench, &officer(), id, Kind::Call);
        report(&mut bench, &officer(), (id, call), S::NoAnswer).unwrap();
        bench.tick();
        assert_eq!(bench.alert(id).tier, tier, "miss {n}");
    }
    assert_eq!(bench.alert(id).state, AlertState::Escalated);
}

#[test]
fn progress_renews_the_lease() {
    let (mut bench, id) = held(Tier::P1);
    let visit = start(&mut bench, &officer(), id, Kind::Visit);
    bench.pass(Span::secs(500));
    let field = actor("u:7", &[Role::FieldOfficer]);
    report(&mut bench, &field, (id, visit), S::Accepted).unwrap();
    assert_eq!(
        bench.alert(id).lease_until,
        Some(bench.now + Span::secs(600))
    );
}

#[test]
fn ended_alerts_take_reports_but_nothing_new() {
    let (mut bench, id) = held(Tier::P1);
    let closing = C::AlertClose(Close {
        outcome: Outcome::InfoOnly,
        reason: "told".into(),
    });
    bench
        .give(&officer(), Some(Key::Alert(id)), closing)
        .unwrap();
    for (who, kind) in [(officer(), Kind::Visit), (commander(), Kind::CutLine)] {
        let command = C::InterventionStart(StartIntervention { kind });
        let refusal = bench.give(&who, Some(Key::Alert(id)), command).unwrap_err();
        assert_eq!(refusal.code, Code::IllegalTransition);
    }
}
