//! How alerts end and what becomes of their interventions.

use super::*;

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
