//! The rows of what is asked about held money: every stage by every command, allowed and refused; who may agree
//! to what; how long it then holds.

use super::*;
use crate::domain::command::AskFor;
use crate::domain::order::{AskKind, FreezeTerm};

pub fn approver() -> Actor {
    actor("u:7", &[Role::Approver])
}

pub fn ask_for(kind: AskKind) -> C {
    C::OrderAsk(AskFor {
        kind,
        term: None,
        reason: "the account of a shop".into(),
    })
}

pub fn freeze_for(term: FreezeTerm) -> C {
    C::OrderAsk(AskFor {
        kind: AskKind::Freeze,
        term: Some(term),
        reason: "".into(),
    })
}

/// Asked, agreed to and gone.
pub fn leave(bench: &mut Bench, id: OrderId, asked: C) {
    ok(bench, &author(), id, asked);
    ok(bench, &approver(), id, C::OrderApprove(NoArgs {}));
    bench.pass(Span::secs(5));
    assert!(names(&bench.tick()).contains(&"order.ask_sent"));
}

/// Done by the institution.
pub fn done(bench: &mut Bench, id: OrderId, asked: C) {
    leave(bench, id, asked);
    ok(bench, &liaison("ICBC"), id, C::OrderGranted(NoArgs {}));
}

pub fn file(bench: &mut Bench, id: OrderId) {
    let case = Key::Case(order(bench, id).case);
    bench
        .give(&author(), Some(case), C::CaseFile(NoArgs {}))
        .unwrap();
}

/// Brings a drafted order of a filed case on to the named stage.
fn bring_on(bench: &mut Bench, id: OrderId, stage: &str) {
    let freeze = ask_for(AskKind::Freeze);
    match stage {
        "unfiled" => bring(bench, id, "stopped"),
        "past_end" => {
            bring_on(bench, id, "stopped");
            bench.pass(Span::hours(48));
        }
        "asked" => {
            bring_on(bench, id, "stopped");
            ok(bench, &author(), id, ask_for(AskKind::SecondStop));
        }
        "approved" => {
            bring_on(bench, id, "asked");
            ok(bench, &approver(), id, C::OrderApprove(NoArgs {}));
        }
        "leaving" => {
            bring_on(bench, id, "approved");
            bench.pass(Span::secs(5));
        }
        "ask_sent" => {
            bring_on(bench, id, "leaving");
            bench.tick();
        }
        "twice" => {
            bring_on(bench, id, "ask_sent");
            ok(bench, &liaison("ICBC"), id, C::OrderGranted(NoArgs {}));
        }
        "freezing" => {
            bring_on(bench, id, "stopped");
            leave(bench, id, freeze);
        }
        "frozen" => {
            bring_on(bench, id, "stopped");
            done(bench, id, freeze);
        }
        "released" => {
            bring_on(bench, id, "stopped");
            done(bench, id, ask_for(AskKind::Release));
        }
        "ended" => {
            bring_on(bench, id, "past_end");
            bench.tick();
        }
        other => {
            bring(bench, id, other);
            file(bench, id);
        }
    }
}

#[test]
fn every_stage_by_every_ask() {
    // `.` allowed, i illegal_transition, L too_late, n not_found. The columns: ask for a second stop, a freeze, a
    // renewal, the release; approve; withdraw; then the desk: granted, declined; let lapse.
    #[rustfmt::skip]
    let table = [
        //             second freeze renew release approve withdraw granted declined let_lapse
        ("draft",      "i      i      i     i       i       i        n       n        i"),
        ("sent",       "i      i      i     i       i       i        i       i        i"),
        ("acked",      "i      i      i     i       i       i        i       i        i"),
        ("timed_out",  "i      i      i     i       i       i        i       i        i"),
        ("unfiled",    ".      i      i     .       i       i        i       i        ."),
        ("stopped",    ".      .      i     .       i       i        i       i        ."),
        ("past_end",   "L      L      i     L       i       i        i       i        L"),
        ("asked",      "i      i      i     i       .       .        i       i        ."),
        ("approved",   "i      i      i     i       i       .        i       i        ."),
        ("leaving",    "i      i      i     i       i       L        i       i        ."),
        ("ask_sent",   "i      i      i     i       i       L        .       .        ."),
        ("twice",      "i      .      i     .       i       i        i       i        ."),
        ("freezing",   "i      i      i     i       i       L        .       .        ."),
        ("frozen",     "i      i      .     .       i       i        i       i        ."),
        ("released",   "i      i      i     i       i       i        i       i        i"),
        ("ended",      "i      i      i     i       i       i        i       i        i"),
    ];
    let columns = [
        (author(), ask_for(AskKind::SecondStop)),
        (author(), ask_for(AskKind::Freeze)),
        (author(), ask_for(AskKind::Renew)),
        (author(), ask_for(AskKind::Release)),
        (approver(), C::OrderApprove(NoArgs {})),
        (author(), C::OrderWithdraw(NoArgs {})),
        (liaison("ICBC"), C::OrderGranted(NoArgs {})),
        (liaison("ICBC"), C::OrderDeclined(why("no such account"))),
        (commander(), C::OrderLetLapse(why("it is a salary"))),
    ];
    for (stage, cells) in table {
        let cells: Vec<&str> = cells.split_whitespace().collect();
        assert_eq!(cells.len(), columns.len(), "{stage}");
        for ((who, command), cell) in columns.iter().zip(cells) {
            let (mut bench, _, id) = drafted();
            bring_on(&mut bench, id, stage);
            let before = order(&bench, id);
            let expected = match cell {
                "." => None,
                "i" => Some(Code::IllegalTransition),
                "L" => Some(Code::TooLate),
                "n" => Some(Code::NotFound),
                other => panic!("{other}"),
            };
            let found = give(&mut bench, who, id, command.clone());
            assert_eq!(found, expected, "{stage}: {}", command.name());
            if expected.is_some() {
                assert_eq!(order(&bench, id), before, "a refusal changes nothing");
            }
        }
    }
}

#[test]
fn who_may_agree_to_what() {
    let county = Actor {
        org: "330702".parse().unwrap(),
        ..approver()
    };
    let both = actor("u:1", &[Role::Disposal, Role::Approver]);
    let (yes, no) = (None, Some(Code::Forbidden));
    let own = Some(Code::SecondPersonRequired);
    let second = ask_for(AskKind::SecondStop);
    let freeze = ask_for(AskKind::Freeze);
    let major = freeze_for(FreezeTerm::Major);
    let release = ask_for(AskKind::Release);
    for (asked, who, expected) in [
        (&second, actor("u:2", &[Role::Disposal]), yes),
        (&second, commander(), yes),
        (&second, approver(), yes),
        (&second, actor("u:2", &[Role::Dissuader]), no),
        (&second, author(), own),
        (&second, both.clone(), own),
        (&freeze, approver(), yes),
        (&freeze, county.clone(), yes),
        (&freeze, commander(), no),
        (&freeze, actor("u:2", &[Role::Disposal]), no),
        (&freeze, both, own),
        (&major, approver(), yes),
        (&major, county, no),
        (&release, approver(), yes),
        (&release, commander(), no),
    ] {
        let (mut bench, _, id) = drafted();
        // An approver of the county reaches only the county's orders.
        bring_on(&mut bench, id, "stopped");
        ok(&mut bench, &author(), id, asked.clone());
        let found = give(&mut bench, &who, id, C::OrderApprove(NoArgs {}));
        assert_eq!(found, expected, "{asked:?} by {} of {}", who.sub, who.org);
    }
}

#[test]
fn a_release_says_why_and_only_freezes_have_a_term() {
    for (kind, term, reason, expected) in [
        (AskKind::Release, None, " ", Some(Code::ReasonRequired)),
        (AskKind::Release, None, "a shop", None),
        (AskKind::SecondStop, None, "", None),
        (
            AskKind::SecondStop,
            Some(FreezeTerm::Major),
            "",
            Some(Code::BadRequest),
        ),
        (AskKind::Freeze, Some(FreezeTerm::Major), "", None),
    ] {
        let (mut bench, _, id) = drafted();
        bring_on(&mut bench, id, "stopped");
        let reason = reason.into();
        let asked = C::OrderAsk(AskFor { kind, term, reason });
        assert_eq!(give(&mut bench, &author(), id, asked), expected, "{kind}");
    }
}

#[test]
fn what_is_granted_holds_for_its_time() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "stopped");
    let stopped = bench.now;
    bench.pass(Span::hours(10));
    done(&mut bench, id, ask_for(AskKind::SecondStop));
    let twice = order(&bench, id);
    assert_eq!(twice.state, OrderState::Stopped);
    assert_eq!(twice.stop_count, 2);
    assert_eq!(
        twice.expires_at,
        Some(stopped + Span::hours(96)),
        "96 h in all from the first"
    );
    assert_eq!(twice.ask, None);

    leave(&mut bench, id, ask_for(AskKind::Freeze));
    let requested = order(&bench, id);
    assert_eq!(requested.state, OrderState::FreezeRequested);
    let due = requested.ask.unwrap().due_at;
    assert_eq!(due, Some(bench.now + Span::mins(5)), "a desk's answer");
    ok(&mut bench, &liaison("ICBC"), id, C::OrderGranted(NoArgs {}));
    let frozen = order(&bench, id);
    let half_year = |bench: &Bench| Some(bench.policy.freeze_ends(None, bench.now));
    assert_eq!(frozen.state, OrderState::Frozen);
    assert_eq!(frozen.term, Some(FreezeTerm::Ordinary));
    assert_eq!(frozen.frozen_at, Some(bench.now));
    assert_eq!(frozen.expires_at, half_year(&bench));

    bench.pass(Span::hours(24 * 100));
    done(&mut bench, id, ask_for(AskKind::Renew));
    let end = frozen.expires_at.unwrap();
    assert_eq!(
        order(&bench, id).expires_at,
        Some(bench.policy.freeze_ends(None, end)),
        "from the end of the freeze on"
    );

    done(&mut bench, id, ask_for(AskKind::Release));
    let released = order(&bench, id);
    assert_eq!(released.state, OrderState::Released);
    assert_eq!(released.ended_at, Some(bench.now));
    assert_eq!(released.expires_at, None);
    bench.pass(Span::days(190));
    assert_eq!(
        names(&bench.tick()),
        [""; 0],
        "what has ended rings no more"
    );
}

#[test]
fn a_renewal_is_added_to_what_is_left() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "stopped");
    done(&mut bench, id, freeze_for(FreezeTerm::Major));
    let major = Some(FreezeTerm::Major);
    let year = bench.policy.freeze_ends(major, bench.now);
    assert_eq!(order(&bench, id).expires_at, Some(year));
    bench.pass(Span::hours(24));
    done(&mut bench, id, ask_for(AskKind::Renew));
    let longer = bench.policy.freeze_ends(Some(FreezeTerm::Ordinary), year);
    assert_eq!(order(&bench, id).expires_at, Some(longer));
}

#[test]
fn a_release_has_a_clock_of_its_own() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "stopped");
    let asked_at = bench.now;
    bench.pass(Span::secs(1));
    let start = order(&bench, id);
    assert_eq!(start.release_clock(&bench.policy), None);
    bench.now = asked_at;
    leave(&mut bench, id, ask_for(AskKind::Release));
    let asked = order(&bench, id);
    let due = asked_at + Span::hours(72);
    assert_eq!(asked.ask.as_ref().unwrap().due_at, Some(due));
    assert_eq!(asked.release_clock(&bench.policy).unwrap().due, due);
    assert_eq!(asked.ask_clock(None, &bench.policy).unwrap().due, due);
}

#[test]
fn what_is_declined_leaves_the_stop_as_it_was_and_can_be_asked_again() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "stopped");
    let before = order(&bench, id);
    leave(&mut bench, id, ask_for(AskKind::Freeze));
    bench.pass(Span::secs(40));
    let bank = liaison("ICBC");
    let empty = give(&mut bench, &bank, id, C::OrderDeclined(why(" ")));
    assert_eq!(empty, Some(Code::ReasonRequired));
    let declined = C::OrderDeclined(why("the stamp is missing"));
    let events = bench.give(&bank, Some(Key::Order(id)), declined).unwrap();
    assert_eq!(names(&events), ["order.declined", "desk.answered"]);
    let after = order(&bench, id);
    assert_eq!(after.state, OrderState::Stopped);
    assert_eq!(after.expires_at, before.expires_at);
    assert_eq!(after.declined.as_deref(), Some("the stamp is missing"));
    let desk = bench.floor.desk(&"ICBC".parse().unwrap()).unwrap();
    assert_eq!(desk.last_answer, Some(bench.now), "a sign of life");
    assert_eq!(desk.answers.len(), 1, "only the stop is measured");

    ok(&mut bench, &author(), id, ask_for(AskKind::Freeze));
    assert_eq!(order(&bench, id).declined, None);
}

#[test]
fn only_the_institutions_desk_grants() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "freezing");
    for (who, code) in [
        (liaison("BOC"), Code::NotFound),
        (approver(), Code::Forbidden),
        (commander(), Code::Forbidden),
    ] {
        let found = give(&mut bench, &who, id, C::OrderGranted(NoArgs {}));
        assert_eq!(found, Some(code), "{}", who.sub);
    }
}

#[test]
fn a_withdrawn_ask_never_leaves() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "approved");
    bench.pass(Span(4_999));
    assert_eq!(names(&bench.tick()), [""; 0]);
    ok(&mut bench, &author(), id, C::OrderWithdraw(NoArgs {}));
    bench.pass(Span::mins(1));
    assert_eq!(names(&bench.tick()), [""; 0]);
    assert_eq!(order(&bench, id).ask, None);
}

#[test]
fn time_runs_on_while_something_is_asked() {
    for stage in ["asked", "approved", "ask_sent", "freezing"] {
        let (mut bench, _, id) = drafted();
        bring_on(&mut bench, id, stage);
        let asked = order(&bench, id).ask;
        bench.now = order(&bench, id).expires_at.unwrap();
        assert_eq!(names(&bench.tick()), ["order.lapsed"], "{stage}");
        let lapsed = order(&bench, id);
        assert_eq!(lapsed.state, OrderState::Lapsed);
        // What had left may have been done in time; what was to release it has nothing to do any more.
        let left = asked.filter(|ask| ask.sent_at.is_some() && ask.kind != AskKind::Release);
        assert_eq!((lapsed.ask, lapsed.ended_at), (left, Some(bench.now)));
    }
}

#[test]
fn a_freeze_granted_after_the_stop_ended_counts_from_its_end() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "freezing");
    let end = order(&bench, id).expires_at.unwrap();
    bench.now = end;
    bench.tick();
    bench.pass(Span::mins(20));
    let bank = liaison("ICBC");
    ok(&mut bench, &bank, id, C::OrderGranted(NoArgs {}));
    let frozen = order(&bench, id);
    assert_eq!((frozen.state, frozen.ended_at), (OrderState::Frozen, None));
    let ends = bench.policy.freeze_ends(frozen.term, end);
    assert_eq!(frozen.expires_at, Some(ends));
    let held = frozen.holding();
    assert!(held.is_some() && held == frozen.held, "{frozen:?}");
}

#[test]
fn once_a_newer_order_has_left_a_late_freeze_is_about_that_one() {
    for (stage, expected) in [("draft", None), ("sent", Some(Code::TooLate))] {
        let (mut bench, case, id) = drafted();
        bring_on(&mut bench, id, "freezing");
        bench.now = order(&bench, id).expires_at.unwrap();
        bench.tick();
        let case = Some(Key::Case(case));
        let events = bench.give(&author(), case, draft_on(CARD)).unwrap();
        let newer = order_of(&events);
        bring(&mut bench, newer, stage);
        let bank = liaison("ICBC");
        let found = give(&mut bench, &bank, id, C::OrderGranted(NoArgs {}));
        assert_eq!(found, expected, "{stage}");
        let gone = order(&bench, newer).state == OrderState::Cancelled;
        assert_eq!(gone, expected.is_none(), "{stage}");
    }
}

#[test]
fn an_account_sees_two_stops_over_all_its_orders() {
    let (mut bench, case, first) = drafted();
    bring(&mut bench, first, "lapsed");
    let events = bench
        .give(&author(), Some(Key::Case(case)), draft_on(CARD))
        .unwrap();
    let next = order_of(&events);
    bring(&mut bench, next, "stopped");
    let refusal = bench
        .give(
            &author(),
            Some(Key::Order(next)),
            ask_for(AskKind::SecondStop),
        )
        .unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert!(refusal.msg.contains("2 stops"), "{}", refusal.msg);
}

#[test]
fn a_case_that_went_into_a_filed_one_counts_as_filed() {
    let (mut bench, case, id) = drafted();
    bring(&mut bench, id, "stopped");
    let told = vec![transfer(NEXT, Fen::yuan(1_000), None)];
    let other = case_of(&bench.give(&author(), None, report(told)).unwrap()[0]);
    let merge = C::CaseMerge(crate::domain::command::MergeCase { into: other });
    bench.give(&author(), Some(Key::Case(case)), merge).unwrap();
    let freeze = ask_for(AskKind::Freeze);
    let early = give(&mut bench, &author(), id, freeze.clone());
    assert_eq!(early, Some(Code::IllegalTransition));
    bench
        .give(&author(), Some(Key::Case(other)), C::CaseFile(NoArgs {}))
        .unwrap();
    ok(&mut bench, &author(), id, freeze);
}

#[test]
fn nothing_is_asked_in_an_exercise() {
    let (mut bench, _, id) = drafted();
    bring_on(&mut bench, id, "stopped");
    for (who, command) in [
        (author(), ask_for(AskKind::Freeze)),
        (commander(), C::OrderLetLapse(why("practice"))),
    ] {
        let found = exercise(&mut bench, &who, Key::Order(id), command);
        assert_eq!(found.unwrap_err(), Code::Forbidden);
    }
    ok(&mut bench, &author(), id, ask_for(AskKind::Freeze));
    let approve = C::OrderApprove(NoArgs {});
    let found = exercise(&mut bench, &approver(), Key::Order(id), approve);
    assert_eq!(found.unwrap_err(), Code::Forbidden);
}
