//! The table of stop orders, row by row: every state by every command, allowed and refused; then the rules
//! that no single row shows.

use crate::domain::command::Request;
use crate::domain::command::{
    AddHop, Command as C, Differs, DraftOrder, Held as HeldSum, MovedOn, NoArgs, ToldAccount, Why,
};
use crate::domain::decide::bench::{
    Bench, actor, commander, drafted as orders, liaison, names, report, sealed, transfer,
};
use crate::domain::decide::decide;
use crate::domain::event::{Event, Reality};
use crate::domain::hop::HopKind;
use crate::domain::ids::{CaseId, Key, OrderId, Sub};
use crate::domain::money::Fen;
use crate::domain::order::{MismatchField, Order, OrderState, PaperState, StepKind};
use crate::domain::org::{Actor, Desk, DeskKind, PaperPolicy, Role};
use crate::domain::policy::Ctx;
use crate::domain::refusal::Code;
use crate::domain::time::Span;

const CARD: u128 = 0xC1;
const NEXT: u128 = 0xC2;

fn author() -> Actor {
    actor("u:1", &[Role::Disposal])
}

fn second() -> Actor {
    actor("u:2", &[Role::Disposal])
}

fn why(reason: &str) -> Why {
    Why {
        reason: reason.into(),
    }
}

fn draft_on(account: u128) -> C {
    C::OrderDraft(DraftOrder {
        account: sealed(account),
        institution: "ICBC".parse().unwrap(),
        limit: Some(Fen::yuan(52_000)),
        money_at: None,
    })
}

fn held(yuan: i64) -> C {
    C::OrderStopped(HeldSum {
        held: Fen::yuan(yuan),
    })
}

fn moved_to(accounts: &[u128]) -> C {
    C::OrderEmpty(MovedOn {
        ended: None,
        next_accounts: accounts
            .iter()
            .map(|n| ToldAccount {
                account: sealed(*n),
                institution: "BOC".parse().unwrap(),
                amount: Fen::yuan(1_000),
                at: None,
            })
            .collect(),
    })
}

fn differs() -> C {
    C::OrderMismatch(Differs {
        field: MismatchField::Name,
    })
}

/// A floor with ICBC's desk and a case of one transfer, whose stop order is drafted.
fn drafted() -> (Bench, CaseId, OrderId) {
    let mut bench = Bench::new();
    list(&mut bench, "ICBC", DeskKind::Bank);
    let told = vec![transfer(CARD, Fen::yuan(52_000), Some(bench.now))];
    let events = bench.give(&author(), None, report(told)).unwrap();
    let (case, order) = (case_of(&events[0]), order_of(&events));
    (bench, case, order)
}

fn list(bench: &mut Bench, institution: &str, kind: DeskKind) {
    let desk = Desk {
        institution: institution.parse().unwrap(),
        kind,
        name_zh: "银行".into(),
        name_en: "Bank".into(),
        staffed: true,
        paper: PaperPolicy::ActFirst,
        answers: Vec::new(),
        query_answers: Vec::new(),
        prefixes: Vec::new(),
        last_answer: None,
    };
    bench
        .give(&commander(), None, C::DeskList(Box::new(desk)))
        .unwrap();
}

fn case_of(event: &Event) -> CaseId {
    let Key::Case(id) = event.key else {
        panic!("{event:?}")
    };
    id
}

/// The one order that was drafted.
fn order_of(events: &[Event]) -> OrderId {
    let [id] = orders(events)[..] else {
        panic!("{events:?}")
    };
    id
}

fn order(bench: &Bench, id: OrderId) -> Order {
    (*bench.floor.order(&id).unwrap().is).clone()
}

fn give(bench: &mut Bench, who: &Actor, id: OrderId, command: C) -> Option<Code> {
    bench
        .give(who, Some(Key::Order(id)), command)
        .err()
        .map(|refusal| refusal.code)
}

fn ok(bench: &mut Bench, who: &Actor, id: OrderId, command: C) {
    assert_eq!(give(bench, who, id, command), None);
}

/// Brings a drafted order on to the named stage.
fn bring(bench: &mut Bench, id: OrderId, stage: &str) {
    let bank = liaison("ICBC");
    let cancel = C::OrderCancel(why("wrong account"));
    match stage {
        "draft" => {}
        "reviewed" => ok(bench, &second(), id, C::OrderReview(NoArgs {})),
        "queued" => {
            bring(bench, id, "reviewed");
            ok(bench, &author(), id, C::OrderSend(NoArgs {}));
        }
        "leaving" => {
            bring(bench, id, "queued");
            bench.pass(Span::secs(5));
        }
        "sent" => {
            bring(bench, id, "leaving");
            bench.tick();
        }
        "acked" => {
            bring(bench, id, "sent");
            ok(bench, &bank, id, C::OrderAck(NoArgs {}));
        }
        "stopped" => {
            bring(bench, id, "acked");
            ok(bench, &bank, id, held(30_000));
        }
        "empty" => {
            bring(bench, id, "acked");
            ok(bench, &bank, id, moved_to(&[NEXT]));
        }
        "mismatch" => {
            bring(bench, id, "acked");
            ok(bench, &bank, id, differs());
        }
        "timed_out" => {
            bring(bench, id, "sent");
            bench.pass(Span::mins(10));
            bench.tick();
        }
        "lapsed" => {
            bring(bench, id, "stopped");
            bench.pass(Span::hours(48));
            bench.tick();
        }
        "cancelled" => ok(bench, &author(), id, cancel),
        other => panic!("{other}"),
    }
}

#[test]
fn every_state_by_every_command() {
    // `.` allowed, i illegal_transition, 2 second_person_required, f forbidden, L too_late, n not_found: what
    // has not left is not there for the desk.
    // The columns: review by a second person and by the author; act first by the author and by another; send;
    // recall; cancel by the author and by another; then the desk: ack, stopped, empty, mismatch; paper.
    #[rustfmt::skip]
    let table = [
        //           review  first   send recall cancel  ack stop empty mismatch paper
        ("draft",     ". 2   . f     i    i      . f     n   n    n     n        ."),
        ("reviewed",  "i i   i i     .    i      . f     n   n    n     n        ."),
        ("queued",    "i i   i i     i    .      . f     n   n    n     n        ."),
        ("leaving",   "i i   i i     i    L      L L     n   n    n     n        ."),
        ("sent",      "i i   i i     i    L      L L     .   i    i     i        ."),
        ("acked",     "i i   i i     i    L      L L     i   .    .     .        ."),
        ("stopped",   "i i   i i     i    L      L L     i   i    i     i        ."),
        ("empty",     "i i   i i     i    L      L L     i   i    i     i        ."),
        ("mismatch",  "i i   i i     i    L      L L     i   i    i     i        ."),
        ("timed_out", "i i   i i     i    L      L L     i   .    .     .        ."),
        ("lapsed",    "i i   i i     i    L      L L     i   i    i     i        ."),
        ("cancelled", "i i   i i     i    i      i i     n   n    n     n        i"),
    ];
    let bank = liaison("ICBC");
    let columns = [
        (second(), C::OrderReview(NoArgs {})),
        (author(), C::OrderReview(NoArgs {})),
        (author(), C::OrderActFirst(NoArgs {})),
        (second(), C::OrderActFirst(NoArgs {})),
        (second(), C::OrderSend(NoArgs {})),
        (second(), C::OrderRecall(NoArgs {})),
        (author(), C::OrderCancel(why("wrong account"))),
        (second(), C::OrderCancel(why("wrong account"))),
        (bank.clone(), C::OrderAck(NoArgs {})),
        (bank.clone(), held(30_000)),
        (bank.clone(), moved_to(&[NEXT])),
        (bank, differs()),
        (author(), C::OrderPaper(NoArgs {})),
    ];
    for (stage, cells) in table {
        let cells: Vec<&str> = cells.split_whitespace().collect();
        assert_eq!(cells.len(), columns.len(), "{stage}");
        for ((who, command), cell) in columns.iter().zip(cells) {
            let (mut bench, _, id) = drafted();
            bring(&mut bench, id, stage);
            let before = order(&bench, id);
            let found = give(&mut bench, who, id, command.clone());
            let expected = match cell {
                "." => None,
                "i" => Some(Code::IllegalTransition),
                "2" => Some(Code::SecondPersonRequired),
                "f" => Some(Code::Forbidden),
                "L" => Some(Code::TooLate),
                "n" => Some(Code::NotFound),
                other => panic!("{other}"),
            };
            assert_eq!(
                found,
                expected,
                "{stage}: {} by {}",
                command.name(),
                who.sub
            );
            if expected.is_some() {
                assert_eq!(order(&bench, id), before, "a refusal changes nothing");
            }
        }
    }
}

#[test]
fn a_refusal_says_how_the_order_stands() {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "sent");
    let ver = bench.floor.order(&id).unwrap().ver;
    let refusal = bench
        .give(&author(), Some(Key::Order(id)), C::OrderSend(NoArgs {}))
        .unwrap_err();
    let cur = refusal.cur.unwrap();
    assert_eq!((cur.ver, cur.state.as_deref()), (ver, Some("sent")));
    assert!(refusal.msg.contains("order 1 is sent"), "{}", refusal.msg);
}

#[test]
fn a_reviewed_order_leaves_after_the_recall_time_and_a_recalled_one_can_go_again() {
    let (mut bench, case, id) = drafted();
    bring(&mut bench, id, "queued");
    let leaves_at = bench.now + Span::secs(5);
    assert_eq!(order(&bench, id).leaves_at, Some(leaves_at));

    bench.pass(Span(4_999));
    assert!(bench.tick().is_empty());
    ok(&mut bench, &second(), id, C::OrderRecall(NoArgs {}));
    let back = order(&bench, id);
    assert_eq!((back.state, back.leaves_at), (OrderState::Reviewed, None));
    bench.pass(Span::mins(1));
    assert!(bench.tick().is_empty(), "a recalled order stays");

    ok(&mut bench, &author(), id, C::OrderSend(NoArgs {}));
    bench.pass(Span::secs(5));
    let events = bench.tick();
    assert_eq!(names(&events), ["order.sent", "case.first_stop"]);
    let sent = order(&bench, id);
    assert_eq!(sent.sent_at, Some(bench.now));
    assert_eq!(sent.desk_due_at, Some(bench.now + Span::mins(5)));
    assert_eq!(
        bench.floor.case(&case).unwrap().first_stop_at,
        Some(bench.now)
    );
}

/// An order on a balance at a payment firm: an account of its own, other than an order number.
fn on_a_balance(bench: &mut Bench, case: CaseId) -> OrderId {
    let key = || Some(Key::Case(case));
    let balance = C::HopAdd(AddHop {
        parent: None,
        kind: HopKind::CardFlow,
        account: sealed(NEXT),
        institution: "ICBC".parse().unwrap(),
        amount: None,
        at: None,
    });
    bench.give(&author(), key(), balance).unwrap();
    order_of(&bench.give(&author(), key(), draft_on(NEXT)).unwrap())
}

#[test]
fn payment_desks_have_longer_than_banks_and_unlisted_institutions_as_long_as_banks() {
    for (listed, mins) in [
        (Some(DeskKind::Bank), 5),
        (Some(DeskKind::Payment), 10),
        (None, 5),
    ] {
        let mut bench = Bench::new();
        if let Some(kind) = listed {
            list(&mut bench, "ICBC", kind);
        }
        let told = vec![transfer(CARD, Fen::yuan(1), None)];
        let events = bench.give(&author(), None, report(told)).unwrap();
        let id = if listed == Some(DeskKind::Payment) {
            on_a_balance(&mut bench, case_of(&events[0]))
        } else {
            order_of(&events)
        };
        bring(&mut bench, id, "sent");
        let due = bench.now + Span::mins(mins);
        assert_eq!(order(&bench, id).desk_due_at, Some(due), "{listed:?}");

        bench.now = due - Span(1);
        assert!(bench.tick().is_empty());
        bench.now = due;
        assert_eq!(names(&bench.tick()), ["order.timed_out"]);
    }
}

#[test]
fn only_the_first_order_of_a_case_ends_its_duty_clock() {
    let mut bench = Bench::new();
    let sums = [CARD, NEXT].map(|n| transfer(n, Fen::yuan(1), None));
    let events = bench.give(&author(), None, report(sums.into())).unwrap();
    for id in orders(&events) {
        bring(&mut bench, id, "queued");
    }
    bench.pass(Span::secs(5));
    assert_eq!(
        names(&bench.tick()),
        ["order.sent", "case.first_stop", "order.sent"]
    );
}

#[test]
fn an_acked_order_times_out_too() {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "acked");
    bench.pass(Span::mins(10));
    assert_eq!(names(&bench.tick()), ["order.timed_out"]);
    assert_eq!(order(&bench, id).state, OrderState::TimedOut);
}

#[test]
fn a_stop_holds_for_48_hours_and_measures_the_desk() {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "acked");
    bench.pass(Span::secs(90));
    let events = bench
        .give(&liaison("ICBC"), Some(Key::Order(id)), held(30_000))
        .unwrap();
    assert_eq!(names(&events), ["order.stopped", "desk.answered"]);
    let stopped = order(&bench, id);
    assert_eq!(stopped.held, Some(Fen::yuan(30_000)));
    assert_eq!(stopped.stop_count, 1);
    assert_eq!(stopped.expires_at, Some(bench.now + Span::hours(48)));
    let desk = bench.floor.desk(&"ICBC".parse().unwrap()).unwrap();
    assert_eq!(desk.answers, [Span::secs(90)]);
    assert_eq!(desk.last_answer, Some(bench.now));

    bench.pass(Span(Span::hours(48).0 - 1));
    assert_eq!(names(&bench.tick()), ["order.cliff"]);
    bench.pass(Span(1));
    assert_eq!(names(&bench.tick()), ["order.lapsed"]);
}

#[test]
fn what_is_held_is_more_than_nothing_and_within_the_limit() {
    for (fen, expected) in [
        (0, Some(Code::BadRequest)),
        (-1, Some(Code::BadRequest)),
        (5_200_001, Some(Code::BadRequest)),
        (i64::MAX, Some(Code::BadRequest)),
        (5_200_000, None),
        (1, None),
    ] {
        let (mut bench, _, id) = drafted();
        bring(&mut bench, id, "acked");
        let sum = C::OrderStopped(HeldSum { held: Fen(fen) });
        assert_eq!(
            give(&mut bench, &liaison("ICBC"), id, sum),
            expected,
            "{fen}"
        );
    }
}

#[test]
fn only_the_desk_of_the_institution_answers() {
    for command in [C::OrderAck(NoArgs {}), held(1), moved_to(&[]), differs()] {
        let (mut bench, _, id) = drafted();
        bring(&mut bench, id, "acked");
        for (who, code) in [
            // For another institution's desk the order is not there.
            (liaison("BOC"), Code::NotFound),
            (author(), Code::Forbidden),
            (commander(), Code::Forbidden),
        ] {
            let found = give(&mut bench, &who, id, command.clone());
            assert_eq!(found, Some(code), "{}", who.sub);
        }
    }
}

#[test]
fn a_mismatch_stops_nothing_and_drafts_the_order_anew() {
    let (mut bench, case, id) = drafted();
    bring(&mut bench, id, "acked");
    let events = bench
        .give(&liaison("ICBC"), Some(Key::Order(id)), differs())
        .unwrap();
    assert_eq!(
        names(&events),
        ["order.mismatch", "order.drafted", "desk.answered"]
    );
    let old = order(&bench, id);
    assert_eq!(
        (old.state, old.mismatch, old.held),
        (OrderState::Mismatch, Some(MismatchField::Name), None)
    );
    let new = order(&bench, order_of(&events));
    assert_eq!(new.state, OrderState::Draft);
    assert_eq!(new.parent, Some(id));
    assert_eq!((new.case, new.no, new.tier_no), (case, 2, 1));
    assert_eq!((&new.target, new.limit), (&old.target, old.limit));
    assert_eq!(
        new.mismatch,
        Some(MismatchField::Name),
        "the field is marked"
    );
    assert_eq!(new.requested_by, Sub::hub(), "nobody wrote it");
}

#[test]
fn moved_money_is_followed_to_every_next_account_once() {
    let (mut bench, case, id) = drafted();
    let other = 0xC9;
    bench
        .give(&author(), Some(Key::Case(case)), draft_on(other))
        .unwrap();
    bring(&mut bench, id, "acked");
    // One named twice, and one that has an open order.
    let told = moved_to(&[NEXT, NEXT, other]);
    let events = bench
        .give(&liaison("ICBC"), Some(Key::Order(id)), told)
        .unwrap();
    assert_eq!(
        names(&events),
        [
            "order.empty",
            "hop.found",
            "hop.grew",
            "order.limit",
            "order.drafted",
            "desk.answered"
        ]
    );
    let next = order(&bench, order_of(&events));
    assert_eq!(next.tier_no, 2);
    assert_eq!(next.parent, Some(id));
    assert_eq!(next.limit, Some(Fen::yuan(2_000)), "both sums");
    assert_eq!(next.institution.as_str(), "BOC");
    assert_eq!(next.requested_by, Sub::hub(), "not the case's holder");
    assert_eq!(order(&bench, id).next_accounts.len(), 3, "all are recorded");

    // A second person, or the holder under act-first, sends it on.
    ok(&mut bench, &author(), next.id, C::OrderActFirst(NoArgs {}));
}

/// A draft that followed from an answer: nobody wrote it.
fn drafted_by_rule() -> (Bench, OrderId) {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "acked");
    let events = bench
        .give(&liaison("ICBC"), Some(Key::Order(id)), moved_to(&[NEXT]))
        .unwrap();
    let next = order_of(&events);
    assert_eq!(order(&bench, next).requested_by, Sub::hub());
    (bench, next)
}

#[test]
fn a_draft_made_by_rule_takes_two_people_or_one_who_owes_the_paper() {
    let review = || C::OrderReview(NoArgs {});
    let first = || C::OrderActFirst(NoArgs {});
    let (mut bench, id) = drafted_by_rule();
    ok(&mut bench, &second(), id, review());
    let taken = order(&bench, id);
    assert_eq!(
        (taken.state, taken.requested_by, taken.approved_by),
        (OrderState::Draft, second().sub, None),
        "the first person has only taken it on"
    );
    let again = give(&mut bench, &second(), id, review());
    assert_eq!(again, Some(Code::SecondPersonRequired));
    assert_eq!(
        give(&mut bench, &author(), id, first()),
        Some(Code::Forbidden),
        "it is somebody's now"
    );
    ok(&mut bench, &author(), id, review());
    let agreed = order(&bench, id);
    assert_eq!(agreed.approved_by, Some(author().sub));
    assert_eq!(agreed.paper.due_at, None);

    let (mut bench, id) = drafted_by_rule();
    ok(&mut bench, &second(), id, first());
    let alone = order(&bench, id);
    assert_eq!(
        (&alone.requested_by, alone.approved_by.as_ref()),
        (&second().sub, Some(&second().sub))
    );
    assert_eq!(alone.paper.due_at, Some(bench.now + Span::hours(24)));

    let (mut bench, id) = drafted_by_rule();
    bench.policy.order.paper = PaperPolicy::PaperFirst;
    let alone = give(&mut bench, &second(), id, first());
    assert_eq!(alone, Some(Code::SecondPersonRequired));

    let (mut bench, id) = drafted_by_rule();
    ok(&mut bench, &second(), id, C::OrderCancel(why("a shop")));
}

#[test]
fn one_person_with_two_tokens_is_one_person() {
    let (mut bench, _, id) = drafted();
    let mut twin = liaison("ICBC");
    twin.sub = author().sub.as_str().replace("u:", "l:").parse().unwrap();
    twin.roles.extend([Role::Disposal, Role::Approver]);
    assert_eq!(
        give(&mut bench, &twin, id, C::OrderReview(NoArgs {})),
        Some(Code::SecondPersonRequired)
    );
    bring(&mut bench, id, "sent");
    let mut reviewer = liaison("ICBC");
    reviewer.sub = second().sub;
    for (who, answerer) in [("its author", &twin), ("who approved it", &reviewer)] {
        let found = give(&mut bench, answerer, id, C::OrderAck(NoArgs {}));
        assert_eq!(found, Some(Code::SecondPersonRequired), "{who}");
    }
    ok(&mut bench, &liaison("ICBC"), id, C::OrderAck(NoArgs {}));
    let found = give(&mut bench, &twin, id, held(1));
    assert_eq!(found, Some(Code::SecondPersonRequired));
}

#[test]
fn answers_with_bad_sums_are_refused() {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "acked");
    for (amount, at) in [
        (Fen(0), None),
        (Fen(-5), None),
        (Fen(i64::MAX), None),
        (Fen(1), Some(bench.now + Span::hours(1))),
    ] {
        let told = C::OrderEmpty(MovedOn {
            ended: None,
            next_accounts: vec![ToldAccount {
                account: sealed(NEXT),
                institution: "BOC".parse().unwrap(),
                amount,
                at,
            }],
        });
        let found = give(&mut bench, &liaison("ICBC"), id, told);
        assert_eq!(found, Some(Code::BadRequest), "{amount} {at:?}");
    }
}

#[test]
fn act_first_opens_a_paper_debt_that_turns_late_and_is_paid() {
    let (mut bench, _, id) = drafted();
    ok(&mut bench, &author(), id, C::OrderActFirst(NoArgs {}));
    let reviewed = order(&bench, id);
    assert_eq!(reviewed.approved_by, Some(author().sub));
    assert_eq!(reviewed.paper.due_at, Some(bench.now + Span::hours(24)));

    bench.pass(Span::hours(24));
    let events = bench.tick();
    let of_the_case = ["case.breached"; 2];
    assert_eq!(names(&events)[0], "order.paper_late");
    assert_eq!(names(&events)[1..], of_the_case);
    assert_eq!(order(&bench, id).paper.state, PaperState::Late);
    assert!(bench.tick().is_empty(), "said once");
    ok(&mut bench, &author(), id, C::OrderPaper(NoArgs {}));
    assert_eq!(order(&bench, id).paper.state, PaperState::Attached);
    let again = give(&mut bench, &author(), id, C::OrderPaper(NoArgs {}));
    assert_eq!(again, Some(Code::IllegalTransition));
}

#[test]
fn paper_first_rules_want_a_second_person() {
    let (mut bench, _, id) = drafted();
    bench.policy.order.paper = PaperPolicy::PaperFirst;
    let found = give(&mut bench, &author(), id, C::OrderActFirst(NoArgs {}));
    assert_eq!(found, Some(Code::SecondPersonRequired));
}

#[test]
fn an_order_is_given_up_with_a_reason() {
    let (mut bench, _, id) = drafted();
    let found = give(&mut bench, &author(), id, C::OrderCancel(why("  ")));
    assert_eq!(found, Some(Code::ReasonRequired));
}

#[test]
fn another_persons_order_is_given_up_by_the_commander_alone() {
    let (mut bench, _, id) = drafted();
    let cancel = || C::OrderCancel(why("wrong account"));
    assert_eq!(
        give(&mut bench, &second(), id, cancel()),
        Some(Code::Forbidden)
    );
    ok(&mut bench, &commander(), id, cancel());
    assert_eq!(order(&bench, id).state, OrderState::Cancelled);
}

#[test]
fn every_step_of_an_order_is_kept_with_its_time_and_who_took_it() {
    let (mut bench, _, id) = drafted();
    let since = bench.now;
    bench.pass(Span::secs(7));
    bring(&mut bench, id, "acked");
    let (now, order) = (bench.now, order(&bench, id));
    let steps = order.steps.iter().map(|s| (s.what, s.by.to_string()));
    let steps: Vec<_> = steps.collect();
    let by_all = [
        (StepKind::Drafted, "u:1"),
        (StepKind::Reviewed, "u:2"),
        (StepKind::Queued, "u:1"),
        (StepKind::Sent, "hub"),
        (StepKind::Acked, "l:ICBC"),
    ];
    assert_eq!(steps, by_all.map(|(what, by)| (what, by.to_owned())));
    assert_eq!((order.steps[0].at, order.since()), (since, now));
}

#[test]
fn a_timed_out_order_stands_so_since_its_time_was_out_and_not_since_its_draft() {
    let (mut bench, _, id) = drafted();
    bench.pass(Span::mins(3));
    bring(&mut bench, id, "timed_out");
    let out = bench.now;
    bench.pass(Span::secs(15));
    ok(&mut bench, &author(), id, C::OrderPaper(NoArgs {}));
    assert_eq!(order(&bench, id).since(), out, "the paper moves nothing");
}

/// Gives a command that is not real.
fn exercise(bench: &mut Bench, who: &Actor, key: Key, command: C) -> Result<Vec<Event>, Code> {
    let request = Request {
        expect: bench.floor.ver(&key),
        key: Some(key),
        status: Reality::Exercise,
        command,
    };
    let policy = bench.policy.clone();
    let ctx = Ctx {
        now: bench.now,
        policy: &policy,
        salt: 0xE0 << 64,
    };
    let changes = decide(&bench.floor, &request, who, &ctx).map_err(|refusal| refusal.code)?;
    Ok(bench.take(changes, &who.sub))
}

#[test]
fn an_exercise_never_leaves_the_house() {
    let (mut bench, case, id) = drafted();
    bring(&mut bench, id, "reviewed");
    let found = exercise(
        &mut bench,
        &author(),
        Key::Order(id),
        C::OrderSend(NoArgs {}),
    );
    assert_eq!(found.unwrap_err(), Code::Forbidden);

    // Drafted in an exercise, it stays one, whoever sends it; and it stands in no real order's way.
    let events = exercise(&mut bench, &author(), Key::Case(case), draft_on(NEXT)).unwrap();
    let drill = order_of(&events);
    bring(&mut bench, drill, "reviewed");
    let found = give(&mut bench, &author(), drill, C::OrderSend(NoArgs {}));
    assert_eq!(found, Some(Code::Forbidden));
    let real = bench.give(&author(), Some(Key::Case(case)), draft_on(NEXT));
    assert!(real.is_ok(), "{real:?}");
}

#[test]
fn one_account_has_one_open_order_and_two_stops_for_ever() {
    let (mut bench, case, first) = drafted();
    let again = |bench: &mut Bench| bench.give(&author(), Some(Key::Case(case)), draft_on(CARD));
    let refusal = again(&mut bench).unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert!(
        refusal
            .msg
            .contains("order 1 on this account is still open (draft)"),
        "{}",
        refusal.msg
    );

    bring(&mut bench, first, "lapsed");
    let second_stop = order_of(&again(&mut bench).unwrap());
    bring(&mut bench, second_stop, "lapsed");
    let refusal = again(&mut bench).unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert!(refusal.msg.contains("by order 2"), "{}", refusal.msg);
}

#[test]
fn a_bank_can_not_make_a_stop_too_many() {
    let (mut bench, case, first) = drafted();
    bring(&mut bench, first, "lapsed");
    let events = bench
        .give(&author(), Some(Key::Case(case)), draft_on(CARD))
        .unwrap();
    let second_stop = order_of(&events);
    bring(&mut bench, second_stop, "acked");
    bench.policy.order.stops_per_account = 1;
    let found = give(&mut bench, &liaison("ICBC"), second_stop, held(1));
    assert_eq!(found, Some(Code::IllegalTransition));
}

#[test]
fn a_draft_needs_an_open_case_a_sum_and_a_time_that_has_been() {
    let (mut bench, case, id) = drafted();
    let draft = |limit, money_at| {
        C::OrderDraft(DraftOrder {
            account: sealed(NEXT),
            institution: "ICBC".parse().unwrap(),
            limit,
            money_at,
        })
    };
    let ahead = bench.now + Span::hours(1);
    for (command, expected) in [
        (draft(Some(Fen(0)), None), Some(Code::BadRequest)),
        (draft(Some(Fen(-1)), None), Some(Code::BadRequest)),
        (draft(None, Some(ahead)), Some(Code::BadRequest)),
        (draft(None, None), None),
    ] {
        let found = bench.give(&author(), Some(Key::Case(case)), command);
        assert_eq!(found.err().map(|r| r.code), expected);
    }
    for (key, expected) in [
        (Key::Order(id), Code::BadRequest),
        (Key::Case(CaseId::default()), Code::NotFound),
    ] {
        let found = bench.give_on(&author(), (Some(key), Some(1)), draft(None, None));
        assert_eq!(found.unwrap_err().code, expected);
    }
    let cancelled = C::CaseNotFraud(why("a purchase"));
    bench
        .give(&commander(), Some(Key::Case(case)), cancelled)
        .unwrap();
    let found = bench.give(&author(), Some(Key::Case(case)), draft(None, None));
    assert_eq!(found.unwrap_err().code, Code::IllegalTransition);
}

mod ask;
mod cliff;
mod joint;
mod late;
mod property;
mod telecom;
