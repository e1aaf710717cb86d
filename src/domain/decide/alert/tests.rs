//! The table of alert states: every command against every state, allowed and refused.

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

/// Every state an alert can be in.
const ALL: &[S] = S::ALL;
const HELD: &[S] = &[S::Claimed, S::Working, S::Escalated];

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

/// One row of the table: who asks what, and where it leads from where. From any other state it is illegal.
struct Row {
    who: Actor,
    tier: Tier,
    command: C,
    leads: Vec<(S, S)>,
}

fn row(who: Actor, tier: Tier, command: C, leads: &[(&[S], S)]) -> Row {
    let leads = leads
        .iter()
        .flat_map(|(from, to)| from.iter().map(|from| (*from, *to)))
        .collect();
    Row {
        who,
        tier,
        command,
        leads,
    }
}

const WAITING: &[S] = &[S::New, S::Reopened];
const STAYS: &[(&[S], S)] = &[
    (&[S::New], S::New),
    (&[S::Reopened], S::Reopened),
    (&[S::Shelved], S::Shelved),
    (&[S::Claimed], S::Claimed),
    (&[S::Working], S::Working),
    (&[S::Escalated], S::Escalated),
];
const WORKS: &[(&[S], S)] = &[
    (&[S::Claimed, S::Working], S::Working),
    (&[S::Escalated], S::Escalated),
];

fn rows() -> Vec<Row> {
    let ended: &[S] = &[S::Closed, S::Expired];
    let into = || {
        C::AlertMerge(MergeInto {
            into: second_alert(),
        })
    };
    let to = |to: S| -> Vec<(&[S], S)> { vec![(HELD, to)] };
    let active = || {
        C::AlertCall(CallNow {
            state: CallState::Active,
        })
    };
    vec![
        row(
            officer(),
            Tier::P1,
            C::AlertClaim(NoArgs {}),
            &[(WAITING, S::Claimed)],
        ),
        row(officer(), Tier::P1, C::AlertRelease(NoArgs {}), &to(S::New)),
        row(
            commander(),
            Tier::P1,
            C::AlertRelease(NoArgs {}),
            &to(S::New),
        ),
        row(
            officer(),
            Tier::P2,
            escalate(None),
            &[(&[S::Working, S::Escalated], S::Escalated)],
        ),
        row(
            officer(),
            Tier::P0,
            escalate(None),
            &[(&[S::Working], S::Escalated)],
        ),
        row(
            officer(),
            Tier::P2,
            close(Outcome::Dissuaded),
            &to(S::Closed),
        ),
        row(
            officer(),
            Tier::P2,
            close(Outcome::FalseAlarm),
            &to(S::Closed),
        ),
        row(
            commander(),
            Tier::P0,
            close(Outcome::HandedOver),
            &to(S::Closed),
        ),
        row(officer(), Tier::P0, C::AlertConfirmClose(NoArgs {}), &[]),
        row(
            officer(),
            Tier::P2,
            shelve(60),
            &[(&[S::Claimed, S::Working], S::Shelved)],
        ),
        row(commander(), Tier::P0, shelve(60), &[]),
        row(officer(), Tier::P2, into(), &to(S::Merged)),
        row(
            analyst(),
            Tier::P2,
            into(),
            &[
                (HELD, S::Merged),
                (WAITING, S::Merged),
                (&[S::Shelved], S::Merged),
            ],
        ),
        row(officer(), Tier::P2, lost(100), &to(S::Converted)),
        row(commander(), Tier::P2, reopen(), &[(ended, S::Reopened)]),
        row(
            officer(),
            Tier::P2,
            answer(Question::BankDetails, Choice::No),
            WORKS,
        ),
        row(producer(), Tier::P2, active(), STAYS),
        row(officer(), Tier::P2, start(InterventionKind::Visit), WORKS),
        row(commander(), Tier::P1, start(InterventionKind::CutLine), &{
            let mut leads = STAYS.to_vec();
            leads.retain(|(from, _)| *from != [S::Claimed]);
            leads.push((&[S::Claimed], S::Working));
            leads
        }),
    ]
}

/// The alert raised second on every bench: identities follow the salt, so it is always the same.
fn second_alert() -> AlertId {
    let (bench, first) = in_state(S::New, Tier::P2);
    let ids: Vec<_> = bench.floor.alerts().keys().copied().collect();
    *ids.iter().find(|id| **id != first).unwrap()
}

#[test]
fn every_command_in_every_state_leads_where_the_table_says_or_is_illegal() {
    for Row {
        who,
        tier,
        command,
        leads,
    } in rows()
    {
        for from in ALL {
            if *from == S::Shelved && tier == Tier::P0 {
                continue; // a P0 is never there
            }
            let (mut bench, id) = in_state(*from, tier);
            let before = bench.floor.clone();
            let what = format!("{} {tier} {from} by {}", command.name(), who.sub);
            let result = bench.give(&who, Some(Key::Alert(id)), command.clone());
            let expected = leads.iter().find(|(state, _)| state == from);
            match (expected, result) {
                (Some((_, to)), Ok(_)) => assert_eq!(bench.alert(id).state, *to, "{what}"),
                (None, Err(refusal)) => {
                    let escalated_to_p1 = command.name() == "alert.shelve" && *from == S::Escalated;
                    let code = if escalated_to_p1 && tier == Tier::P2 {
                        Code::Forbidden
                    } else {
                        Code::IllegalTransition
                    };
                    assert_eq!(refusal.code, code, "{what}: {refusal}");
                    let cur = refusal.cur.unwrap();
                    assert_eq!(cur.state.as_deref(), Some(&*from.word()), "{what}");
                    assert_eq!(bench.floor, before, "{what}");
                }
                (expected, result) => panic!("{what}: {expected:?} expected, {result:?}"),
            }
        }
    }
}

#[test]
fn a_p1_is_put_aside_by_the_commander_only() {
    for from in [S::New, S::Reopened, S::Claimed, S::Working] {
        let (mut bench, id) = in_state(from, Tier::P1);
        let key = Some(Key::Alert(id));
        let refusal = bench.give(&officer(), key.clone(), shelve(60)).unwrap_err();
        assert_eq!(refusal.code, Code::Forbidden, "{from}");
        bench.give(&commander(), key, shelve(60)).unwrap();
        assert_eq!(bench.alert(id).state, S::Shelved);
        assert_eq!(bench.alert(id).owner, None);
    }
    let (mut bench, id) = in_state(S::Working, Tier::P2);
    for (minutes, ok) in [(0, false), (1, true), (240, true), (241, false)] {
        let result = bench.give(&officer(), Some(Key::Alert(id)), shelve(minutes));
        match result {
            Ok(_) => {
                assert!(ok, "{minutes}");
                (bench, _) = in_state(S::Working, Tier::P2);
            }
            Err(refusal) => {
                assert!(!ok, "{minutes}");
                assert_eq!(refusal.code, Code::BadRequest);
            }
        }
    }
}

#[test]
fn only_the_holder_goes_on_and_the_refusal_names_him() {
    let own: Vec<C> = vec![
        C::AlertRelease(NoArgs {}),
        escalate(None),
        close(Outcome::Dissuaded),
        shelve(60),
        C::AlertMerge(MergeInto {
            into: second_alert(),
        }),
        lost(100),
        answer(Question::BankDetails, Choice::Yes),
        start(InterventionKind::Call),
        C::AlertCall(CallNow {
            state: CallState::Active,
        }),
    ];
    for command in own {
        let (mut bench, id) = in_state(S::Working, Tier::P2);
        let name = command.name();
        let refusal = bench
            .give(&colleague(), Some(Key::Alert(id)), command)
            .unwrap_err();
        assert_eq!(refusal.code, Code::Forbidden, "{name}");
        assert!(refusal.msg.contains("u:1"), "{name}: {refusal}");
        assert_eq!(refusal.cur.unwrap().owner, Some(officer().sub), "{name}");
    }
}

#[test]
fn roles_without_the_right_are_refused_before_anything_else() {
    let (mut bench, id) = in_state(S::Working, Tier::P2);
    for (who, command) in [
        (producer(), C::AlertClaim(NoArgs {})),
        (actor("w:1", &[Role::Wall]), C::AlertNext(NoArgs {})),
        (actor("u:5", &[Role::Auditor]), close(Outcome::Dissuaded)),
        (analyst(), answer(Question::BankDetails, Choice::No)),
        (officer(), reopen()),
        (officer(), start(InterventionKind::CutLine)),
        (officer(), start(InterventionKind::ProtectAccount)),
        (officer(), C::AlertRaise(Box::new(warning(Tier::P0)))),
    ] {
        let name = command.name();
        let refusal = bench.give(&who, Some(Key::Alert(id)), command).unwrap_err();
        assert_eq!(refusal.code, Code::Forbidden, "{name} by {}", who.sub);
    }
}

#[test]
fn the_loser_of_a_race_learns_who_won() {
    let (mut bench, id) = in_state(S::New, Tier::P1);
    let key = Some(Key::Alert(id));
    bench
        .give(&officer(), key.clone(), C::AlertClaim(NoArgs {}))
        .unwrap();
    let stale = bench
        .give_on(
            &colleague(),
            (key.clone(), Some(1)),
            C::AlertClaim(NoArgs {}),
        )
        .unwrap_err();
    assert_eq!(stale.code, Code::VersionConflict);
    let late = bench
        .give(&colleague(), key.clone(), C::AlertClaim(NoArgs {}))
        .unwrap_err();
    assert_eq!(late.code, Code::IllegalTransition);
    for refusal in [stale, late] {
        assert!(refusal.msg.contains("already claimed by u:1"), "{refusal}");
        let cur = refusal.cur.unwrap();
        assert_eq!((cur.ver, cur.owner), (2, Some(officer().sub)));
    }
    let again = bench.give(&officer(), key, C::AlertClaim(NoArgs {}));
    assert!(again.unwrap_err().msg.contains("already yours"));
}

#[test]
fn a_request_names_its_target_and_version_in_words_the_hub_knows() {
    let (mut bench, id) = in_state(S::Claimed, Tier::P2);
    let key = Some(Key::Alert(id));
    let officer_key = Some(Key::Officer("u:1".parse().unwrap()));
    let gone = Some(Key::Alert(AlertId::default()));
    let foreign = |word: &str| close(Outcome::of(word));
    let mut untrue = warning(Tier::P1);
    untrue.score = 1001;
    let mut nothing = warning(Tier::P1);
    nothing.at_risk = Some(Fen(0));
    let mut raw = warning(Tier::P1);
    raw.victim_phone = Some(crate::domain::masked::Private::Raw("13800000000".into()));
    let claim = || C::AlertClaim(NoArgs {});
    bench
        .give(
            &commander(),
            None,
            C::SeatStatus(crate::domain::command::SeatNow {
                status: crate::domain::org::SeatStatus::OnSeat,
            }),
        )
        .unwrap();
    for (who, target, command, code) in [
        (officer(), (None, None), claim(), Code::BadRequest),
        (officer(), (key.clone(), None), claim(), Code::BadRequest),
        (officer(), (gone, Some(1)), claim(), Code::NotFound),
        (officer(), (officer_key, Some(1)), claim(), Code::NotFound),
        (
            officer(),
            (Some(Key::Officer(commander().sub)), Some(1)),
            claim(),
            Code::BadRequest,
        ),
        (
            officer(),
            (key.clone(), Some(9)),
            close(Outcome::Dissuaded),
            Code::VersionConflict,
        ),
        (
            officer(),
            (key.clone(), Some(2)),
            foreign("vanished"),
            Code::BadRequest,
        ),
        (
            officer(),
            (key.clone(), Some(2)),
            escalate(Some(Tier::of("P9"))),
            Code::BadRequest,
        ),
        (
            officer(),
            (key.clone(), Some(2)),
            start(InterventionKind::of("drone")),
            Code::BadRequest,
        ),
        (
            officer(),
            (key.clone(), Some(2)),
            answer(Question::AppInstalled, Choice::Bank),
            Code::BadRequest,
        ),
        (
            officer(),
            (key.clone(), Some(2)),
            answer(Question::Amount, Choice::Sum),
            Code::BadRequest,
        ),
        (
            producer(),
            (None, None),
            C::AlertRaise(Box::new(untrue)),
            Code::BadRequest,
        ),
        (
            producer(),
            (None, None),
            C::AlertRaise(Box::new(nothing)),
            Code::BadRequest,
        ),
        (
            producer(),
            (None, None),
            C::AlertRaise(Box::new(warning(Tier::of("red")))),
            Code::BadRequest,
        ),
        (
            producer(),
            (None, None),
            C::AlertRaise(Box::new(raw)),
            Code::Internal,
        ),
    ] {
        let what = format!("{command:?} on {target:?}");
        let refusal = bench.give_on(&who, target, command).unwrap_err();
        assert_eq!(refusal.code, code, "{what}: {refusal}");
    }
}

#[test]
fn outcomes_that_say_nothing_by_themselves_need_a_reason() {
    for (outcome, needs) in [
        (Outcome::Dissuaded, false),
        (Outcome::AlreadyLost, false),
        (Outcome::InfoOnly, false),
        (Outcome::FalseAlarm, true),
        (Outcome::Refused, true),
        (Outcome::Unreachable, true),
        (Outcome::HandedOver, true),
        (Outcome::Duplicate, true),
    ] {
        for (reason, empty) in [("", true), ("  ", true), ("because", false)] {
            let (mut bench, id) = in_state(S::Working, Tier::P1);
            let reason = SafeText::line(reason);
            let command = C::AlertClose(Close { outcome, reason });
            let result = bench.give(&officer(), Some(Key::Alert(id)), command);
            match result {
                Ok(_) => assert!(!needs || !empty, "{outcome}"),
                Err(refusal) => {
                    assert!(needs && empty, "{outcome}: {refusal}");
                    assert_eq!(refusal.code, Code::ReasonRequired);
                }
            }
        }
    }
    let no_reason = SafeText::default;
    for (state, command) in [
        (
            S::Working,
            C::AlertEscalate(Escalate {
                tier: None,
                reason: no_reason(),
            }),
        ),
        (
            S::Working,
            C::AlertShelve(ShelveFor {
                minutes: 5,
                reason: no_reason(),
            }),
        ),
    ] {
        let (mut bench, id) = in_state(state, Tier::P2);
        let refusal = bench
            .give(&officer(), Some(Key::Alert(id)), command)
            .unwrap_err();
        assert_eq!(refusal.code, Code::ReasonRequired);
    }
    let (mut bench, id) = in_state(S::Closed, Tier::P2);
    let why = C::AlertReopen(Why {
        reason: no_reason(),
    });
    let refusal = bench.give(&commander(), Some(Key::Alert(id)), why);
    assert_eq!(refusal.unwrap_err().code, Code::ReasonRequired);
}

#[test]
fn a_p0_false_alarm_waits_for_a_second_person() {
    let (mut bench, id) = in_state(S::Working, Tier::P0);
    let key = Some(Key::Alert(id));
    let confirm = || C::AlertConfirmClose(NoArgs {});
    let proposed = bench
        .give(&officer(), key.clone(), close(Outcome::FalseAlarm))
        .unwrap();
    assert_eq!(names(&proposed), ["alert.close_proposed"]);
    assert_eq!(bench.alert(id).state, S::Working);
    let twice = bench.give(&officer(), key.clone(), close(Outcome::FalseAlarm));
    assert_eq!(twice.unwrap_err().code, Code::IllegalTransition);
    let own = bench.give(&officer(), key.clone(), confirm());
    assert_eq!(own.unwrap_err().code, Code::SecondPersonRequired);
    bench.give(&colleague(), key, confirm()).unwrap();
    let alert = bench.alert(id);
    let closing = alert.closing.as_ref().unwrap();
    assert_eq!(alert.state, S::Closed);
    assert_eq!(closing.by, officer().sub);
    assert_eq!(closing.second, Some(colleague().sub));
}

#[test]
fn a_released_proposal_is_void() {
    let (mut bench, id) = in_state(S::Working, Tier::P0);
    let key = Some(Key::Alert(id));
    for (who, command) in [
        (officer(), close(Outcome::FalseAlarm)),
        (officer(), C::AlertRelease(NoArgs {})),
        (officer(), C::AlertClaim(NoArgs {})),
    ] {
        bench.give(&who, key.clone(), command).unwrap();
    }
    let confirm = bench.give(&colleague(), key, C::AlertConfirmClose(NoArgs {}));
    assert_eq!(confirm.unwrap_err().code, Code::IllegalTransition);
}

#[test]
fn a_tier_only_goes_up() {
    for (from, asked, to) in [
        (Tier::P2, None, Some(Tier::P1)),
        (Tier::P2, Some(Tier::P0), Some(Tier::P0)),
        (Tier::P1, Some(Tier::P1), None),
        (Tier::P1, Some(Tier::P2), None),
        (Tier::P1, None, Some(Tier::P0)),
        (Tier::P0, None, Some(Tier::P0)),
        (Tier::P0, Some(Tier::P3), None),
    ] {
        let (mut bench, id) = in_state(S::Working, from);
        let result = bench.give(&officer(), Some(Key::Alert(id)), escalate(asked));
        assert_eq!(result.is_ok(), to.is_some(), "{from} {asked:?}");
        assert_eq!(bench.alert(id).tier, to.unwrap_or(from));
    }
}

#[test]
fn next_takes_the_live_p0_first_and_says_when_nothing_waits() {
    let mut bench = Bench::new();
    let next = || C::AlertNext(NoArgs {});
    let nothing = bench.give(&officer(), None, next()).unwrap_err();
    assert_eq!(nothing.code, Code::NotFound);
    let low = bench.raise(warning(Tier::P2));
    let high = bench.raise(warning(Tier::P1));
    let mut live = warning(Tier::P0);
    live.call = Some(crate::domain::alert::Call {
        state: CallState::Active,
        started_at: None,
    });
    let live = bench.raise(live);
    let auto = bench.raise(warning(Tier::P3));
    for expected in [live, high, low] {
        let events = bench.give(&officer(), None, next()).unwrap();
        assert_eq!(events[0].key, Key::Alert(expected));
    }
    assert_eq!(bench.alert(auto).state, S::AutoHandled);
    let nothing = bench.give(&officer(), None, next()).unwrap_err();
    assert_eq!(nothing.code, Code::NotFound);
}

#[test]
fn a_p3_gets_a_message_and_never_waits() {
    let mut bench = Bench::new();
    let id = bench.raise(warning(Tier::P3));
    assert_eq!(names(&bench.log), ["alert.raised", "intervention.planned"]);
    let alert = bench.alert(id);
    let sms = &alert.interventions[0];
    assert_eq!(alert.state, S::AutoHandled);
    assert_eq!(sms.kind, InterventionKind::Sms);
    assert_eq!(sms.state, InterventionState::Dispatched);
    assert!(crate::domain::policy::is_hub(&sms.by));
}

#[test]
fn the_same_victim_is_one_alert_hit_again_within_the_window() {
    use Tier::{P0, P1, P2, P3};
    for (state, tier, hit, then, tier_then) in [
        (S::New, P1, P2, S::New, P1),
        (S::New, P2, P0, S::New, P0),
        (S::Working, P2, P1, S::Working, P1),
        (S::Shelved, P2, P1, S::Shelved, P1),
        (S::Shelved, P2, P0, S::Reopened, P0),
        (S::Closed, P1, P2, S::Reopened, P1),
        (S::Expired, P2, P2, S::Reopened, P2),
        (S::AutoHandled, P3, P3, S::AutoHandled, P3),
        (S::AutoHandled, P3, P1, S::Reopened, P1),
    ] {
        let (mut bench, id) = in_state(state, tier);
        let mut told = about(7, hit);
        told.score = 700;
        told.reasons = vec!["called by a listed number".into(), "new payee".into()];
        let same = bench.raise(told);
        let alert = bench.alert(id);
        let what = format!("{state} {tier} hit by {hit}");
        assert_eq!(same, id, "{what}");
        assert_eq!((alert.state, alert.tier), (then, tier_then), "{what}");
        assert_eq!((alert.hits, alert.score >= 700), (2, true), "{what}");
        let listed = |why: &str| alert.reasons.iter().filter(|r| &***r == why).count();
        assert_eq!(listed("called by a listed number"), 1, "{what}");
        assert_eq!(listed("new payee"), 1, "{what}");
    }
    for state in [S::Merged, S::Converted] {
        let (mut bench, id) = in_state(state, Tier::P2);
        assert_ne!(bench.raise(about(7, Tier::P2)), id, "{state}");
    }
    for (hours, same) in [(72, true), (73, false)] {
        let (mut bench, id) = in_state(S::Working, Tier::P2);
        bench.pass(Span::hours(hours));
        assert_eq!(bench.raise(about(7, Tier::P2)) == id, same, "{hours} h");
    }
    let mut bench = Bench::new();
    let unknown = bench.raise(warning(Tier::P1));
    assert_ne!(bench.raise(warning(Tier::P1)), unknown, "victims not known");
}

#[test]
fn a_hit_brings_the_call_along() {
    let (mut bench, id) = in_state(S::New, Tier::P1);
    let mut told = about(7, Tier::P0);
    told.call = Some(crate::domain::alert::Call {
        state: CallState::Active,
        started_at: None,
    });
    bench.raise(told);
    assert!(bench.alert(id).in_call());
}

#[test]
fn calls_begin_go_on_and_end() {
    use CallState::{Active, Cut, Ended, Ringing};
    for (path, ok) in [
        (&[Ringing, Active, Ended] as &[_], true),
        (&[Active, Cut], true),
        (&[Active, Ended, Active], true),
        (&[Active, Active], false),
        (&[Active, Ringing], false),
        (&[Ended], false),
        (&[Active, Ended, Cut], false),
    ] {
        let (mut bench, id) = in_state(S::New, Tier::P1);
        let mut done = true;
        for state in path {
            let command = C::AlertCall(CallNow { state: *state });
            let result = bench.give(&producer(), Some(Key::Alert(id)), command);
            done &= match result {
                Ok(_) => true,
                Err(refusal) => {
                    assert_eq!(refusal.code, Code::IllegalTransition);
                    false
                }
            };
        }
        assert_eq!(done, ok, "{path:?}");
    }
}

#[test]
fn answers_work_the_alert_and_score_it_on_the_spot() {
    let (mut bench, id) = in_state(S::Claimed, Tier::P2);
    let key = Some(Key::Alert(id));
    let events = bench
        .give(
            &officer(),
            key.clone(),
            answer(Question::BankDetails, Choice::Yes),
        )
        .unwrap();
    assert_eq!(
        names(&events),
        [
            "alert.working",
            "intervention.planned",
            "alert.contacted",
            "alert.answered",
            "alert.rescored",
            "alert.progressed",
        ]
    );
    let alert = bench.alert(id);
    assert_eq!((alert.score, alert.tier), (700, Tier::P1));
    let call = &alert.interventions[0];
    assert_eq!(call.kind, InterventionKind::Call);
    assert_eq!(call.state, InterventionState::Contacted);

    let events = bench
        .give(
            &officer(),
            key.clone(),
            answer(Question::Transferred, Choice::Wechat),
        )
        .unwrap();
    assert_eq!(
        names(&events),
        [
            "alert.answered",
            "alert.rescored",
            "intervention.changed",
            "alert.progressed"
        ]
    );
    let alert = bench.alert(id);
    assert_eq!((alert.score, alert.tier), (1000, Tier::P0));
    let call = &alert.interventions[0];
    assert_eq!(call.state, InterventionState::AlreadyTransferred);

    let sum = C::AlertAnswer(Answer {
        question: Question::Amount,
        choice: Choice::Sum,
        amount: Some(Fen::yuan(52_000)),
    });
    bench.give(&officer(), key.clone(), sum).unwrap();
    assert_eq!(bench.alert(id).lost, Some(Fen::yuan(52_000)));
    assert_eq!(bench.alert(id).interventions.len(), 1);

    bench
        .give(
            &officer(),
            key.clone(),
            answer(Question::Transferred, Choice::No),
        )
        .unwrap();
    bench
        .give(&officer(), key, answer(Question::BankDetails, Choice::No))
        .unwrap();
    let alert = bench.alert(id);
    assert_eq!(
        (alert.score, alert.tier),
        (500, Tier::P0),
        "a tier stays up"
    );
}

#[test]
fn merging_keeps_the_graver_tier_all_hits_and_every_reason() {
    let mut bench = Bench::new();
    let mut told = about(1, Tier::P0);
    told.reasons = vec!["shared the screen".into()];
    let from = bench.raise(told.clone());
    bench.raise(told);
    let into = bench.raise(about(2, Tier::P2));
    let merge = |into| C::AlertMerge(MergeInto { into });
    let key = Some(Key::Alert(from));
    let own = bench.give(&analyst(), key.clone(), merge(from));
    assert_eq!(own.unwrap_err().code, Code::BadRequest);
    let gone = bench.give(&analyst(), key.clone(), merge(AlertId::default()));
    assert_eq!(gone.unwrap_err().code, Code::NotFound);
    bench.give(&analyst(), key, merge(into)).unwrap();
    let (from, into) = (bench.alert(from), bench.alert(into));
    assert_eq!((from.state, from.merged_into), (S::Merged, Some(into.id)));
    assert_eq!((into.tier, into.hits), (Tier::P0, 3));
    assert_eq!(into.reasons.len(), 2);
    let (into, from) = (Some(Key::Alert(into.id)), from.id);
    let ended = bench.give(&analyst(), into, merge(from));
    assert_eq!(ended.unwrap_err().code, Code::IllegalTransition);
}

#[test]
fn converting_opens_the_case_and_says_the_call_came_too_late() {
    let (mut bench, id) = in_state(S::Working, Tier::P1);
    let key = Some(Key::Alert(id));
    bench
        .give(&officer(), key.clone(), start(InterventionKind::Visit))
        .unwrap();
    let events = bench.give(&officer(), key, lost(5000)).unwrap();
    assert_eq!(
        names(&events),
        ["intervention.changed", "alert.converted", "case.opened"]
    );
    let alert = bench.alert(id);
    let case = bench.floor.case(&alert.case.unwrap()).unwrap();
    assert_eq!((case.alert, case.loss), (Some(id), Fen::yuan(5000)));
    let states: Vec<_> = alert.interventions.iter().map(|i| i.state).collect();
    assert_eq!(
        states,
        [
            InterventionState::AlreadyTransferred,
            InterventionState::Dispatched
        ]
    );
}

#[test]
fn closing_settles_what_is_running() {
    use InterventionState::{AlreadyTransferred, Cancelled, Dissuaded, Refused};
    for (outcome, call, visit) in [
        (Outcome::Dissuaded, Dissuaded, Cancelled),
        (Outcome::Refused, Refused, Cancelled),
        (Outcome::AlreadyLost, AlreadyTransferred, Cancelled),
        (Outcome::FalseAlarm, Cancelled, Cancelled),
        (Outcome::Unreachable, Cancelled, Cancelled),
    ] {
        let (mut bench, id) = in_state(S::Working, Tier::P1);
        let key = Some(Key::Alert(id));
        bench
            .give(&officer(), key.clone(), start(InterventionKind::Visit))
            .unwrap();
        bench.give(&officer(), key, close(outcome)).unwrap();
        let states: Vec<_> = bench
            .alert(id)
            .interventions
            .iter()
            .map(|i| i.state)
            .collect();
        assert_eq!(states, [call, visit], "{outcome}");
    }
    let (mut bench, id) = in_state(S::Claimed, Tier::P1);
    let key = Some(Key::Alert(id));
    bench
        .give(&officer(), key.clone(), start(InterventionKind::Visit))
        .unwrap();
    bench
        .give(&officer(), key, close(Outcome::Dissuaded))
        .unwrap();
    let alert = bench.alert(id);
    assert_eq!(alert.interventions[0].state, Dissuaded);
    assert!(
        alert.contacted_at.is_some(),
        "who was dissuaded was reached"
    );
}

#[test]
fn a_relapse_opens_a_closed_alert_again() {
    let (mut bench, id) = in_state(S::Working, Tier::P1);
    let key = Some(Key::Alert(id));
    bench
        .give(&officer(), key.clone(), close(Outcome::Dissuaded))
        .unwrap();
    let call: InterventionId = bench.alert(id).interventions[0].id;
    for state in [InterventionState::FollowUp, InterventionState::Relapsed] {
        let report = C::InterventionReport(ReportIntervention { id: call, state });
        bench.give(&officer(), key.clone(), report).unwrap();
    }
    let alert = bench.alert(id);
    assert_eq!((alert.state, &alert.owner), (S::Reopened, &None));
    assert!(matches!(
        bench.log.last().unwrap().body,
        Body::AlertReopened(_)
    ));
}
