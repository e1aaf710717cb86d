//! Who may go on and who came too late; requests that are none.

use super::*;

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
