//! How alerts come in, come again and are taken.

use super::*;
use crate::domain::command::RaiseAlert;
use crate::domain::decide::bench::START;
use crate::domain::time::Millis;

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
fn times_that_can_not_be_are_refused_by_field() {
    type Set = fn(&mut RaiseAlert, Millis);
    let transfer: Set = |told, at| told.transfer_at = Some(at);
    let detected: Set = |told, at| told.detected_at = Some(at);
    let call: Set = |told, at| {
        told.call = Some(crate::domain::alert::Call {
            state: CallState::Active,
            started_at: Some(at),
        });
    };
    let (ahead, back) = (|span| START + span, |span| START - span);
    for (field, set, at, fits) in [
        ("transfer_at", transfer, ahead(Span::secs(59)), true),
        ("transfer_at", transfer, ahead(Span::mins(2)), false),
        ("transfer_at", transfer, back(Span::days(366)), true),
        ("transfer_at", transfer, back(Span::days(367)), false),
        ("transfer_at", transfer, Millis(1_795_400_000), false),
        ("transfer_at", transfer, Millis(i64::MIN), false),
        ("transfer_at", transfer, Millis(i64::MAX), false),
        ("detected_at", detected, ahead(Span::mins(2)), false),
        ("detected_at", detected, back(Span::days(4000)), true),
        ("call.started_at", call, ahead(Span::hours(1)), false),
    ] {
        let mut bench = Bench::new();
        let mut told = warning(Tier::P1);
        set(&mut told, at);
        let command = C::AlertRaise(Box::new(told));
        match bench.give(&producer(), None, command) {
            Ok(_) => assert!(fits, "{field} {at}"),
            Err(refusal) => {
                assert!(!fits, "{field} {at}: {refusal}");
                assert_eq!(refusal.code, Code::BadRequest);
                assert!(refusal.msg.starts_with(field), "{refusal}");
            }
        }
    }
}
