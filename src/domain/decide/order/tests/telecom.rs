//! Telecom orders: whom they are for, how long they hold, how they are taken back, and that they are never taken
//! for money.

use super::ask::{ask_for, leave};
use super::*;
use crate::domain::alert::AlertKind;
use crate::domain::command::{OpenCase, TelecomOrder};
use crate::domain::masked::{Private, Token};
use crate::domain::order::{AskKind, Measure};

const SUSPECT: u128 = 0xB1;
const VICTIM: u128 = 0xA1;

fn carrier(bench: &mut Bench, institution: &str, prefixes: &[&str]) {
    let desk = Desk {
        institution: institution.parse().unwrap(),
        kind: DeskKind::Carrier,
        name_zh: "运营商".into(),
        name_en: "Carrier".into(),
        staffed: false,
        paper: PaperPolicy::ActFirst,
        answers: Vec::new(),
        query_answers: Vec::new(),
        prefixes: prefixes.iter().map(|p| (*p).into()).collect(),
        last_answer: None,
    };
    let list = C::DeskList(Box::new(desk));
    bench.give(&commander(), None, list).unwrap();
}

fn case_with(bench: &mut Bench, caller: Option<Private>) -> Vec<Event> {
    let mut told = OpenCase {
        kind: AlertKind::Report,
        fraud_type: crate::domain::alert::FraudType::FakePolice,
        org: "330702".parse().unwrap(),
        victim_phone: Some(sealed(VICTIM)),
        victim_name: None,
        caller: None,
        reported_at: None,
        loss: None,
        transfers: vec![transfer(CARD, Fen::yuan(52_000), None)],
    };
    told.caller = caller;
    let open = C::CaseOpen(Box::new(told));
    bench.give(&author(), None, open).unwrap()
}

/// A floor with a carrier for 138 and a case whose suspect's number is known.
fn opened() -> (Bench, CaseId, OrderId) {
    let mut bench = Bench::new();
    carrier(&mut bench, "CMCC", &["138", "139"]);
    carrier(&mut bench, "CUCC", &["130"]);
    let events = case_with(&mut bench, Some(sealed(SUSPECT)));
    let shut = orders(&events)[1];
    (bench, case_of(&events[0]), shut)
}

fn telecom(measure: Measure, number: Option<u128>, institution: Option<&str>) -> C {
    C::OrderTelecom(TelecomOrder {
        number: number.map(sealed),
        measure,
        institution: institution.map(|id| id.parse().unwrap()),
    })
}

/// Another measure on the case, drafted.
fn measure(bench: &mut Bench, case: CaseId, measure: Measure) -> OrderId {
    let draft = telecom(measure, None, None);
    let events = bench.give(&author(), Some(Key::Case(case)), draft).unwrap();
    order_of(&events)
}

/// Approved, sent and acknowledged.
fn ack(bench: &mut Bench, id: OrderId) {
    ok(bench, &commander(), id, C::OrderReview(NoArgs {}));
    ok(bench, &author(), id, C::OrderSend(NoArgs {}));
    bench.pass(Span::secs(5));
    bench.tick();
    ok(bench, &liaison("CMCC"), id, C::OrderAck(NoArgs {}));
}

fn put_in_force(bench: &mut Bench, id: OrderId) {
    ack(bench, id);
    ok(bench, &liaison("CMCC"), id, C::OrderInForce(NoArgs {}));
}

#[test]
fn a_case_that_opens_with_the_suspects_number_drafts_to_shut_it_beside_the_stops() {
    let (bench, case, shut) = opened();
    let shut = order(&bench, shut);
    assert_eq!(shut.kind, crate::domain::order::OrderKind::Telecom);
    assert_eq!(shut.measure, Some(Measure::Shut));
    assert_eq!(shut.institution.as_str(), "CMCC");
    assert_eq!(shut.target.token, Token(SUSPECT));
    assert_eq!((shut.case, shut.tier_no, shut.limit), (case, 0, None));
    assert_eq!(shut.requested_by, author().sub);

    let mut bench = bench;
    let again = case_with(&mut bench, Some(sealed(SUSPECT)));
    assert_eq!(orders(&again), [], "both are open already");
    assert_eq!(orders(&case_with(&mut bench, None)), []);
    let mut bare = Bench::new();
    let events = case_with(&mut bare, Some(sealed(SUSPECT)));
    assert_eq!(orders(&events).len(), 1, "no carrier is known");
    let mut own = Bench::new();
    carrier(&mut own, "CMCC", &["138"]);
    let events = case_with(&mut own, Some(sealed(VICTIM)));
    assert_eq!(orders(&events).len(), 1, "never the victim's own");
}

#[test]
fn whom_a_measure_is_for() {
    let other = 0xB2;
    let bad = |found: &str| Some((Code::BadRequest, found.to_owned()));
    let open = |found: &str| Some((Code::IllegalTransition, found.to_owned()));
    for (command, expected) in [
        (telecom(Measure::Block, None, None), None),
        (telecom(Measure::Intercept, None, None), None),
        (telecom(Measure::CutLine, None, None), None),
        (telecom(Measure::CutLine, Some(VICTIM), None), None),
        (telecom(Measure::Shut, Some(other), None), None),
        (telecom(Measure::Shut, Some(other), Some("CUCC")), None),
        // Not in the directory: as with banks, the order goes out all the same.
        (telecom(Measure::Shut, Some(other), Some("CTCC")), None),
        (
            telecom(Measure::Shut, None, None),
            open("order 2 (shut) on this number"),
        ),
        (
            telecom(Measure::Shut, Some(VICTIM), None),
            bad("is the victim's"),
        ),
        (
            telecom(Measure::CutLine, Some(SUSPECT), None),
            bad("is the suspect's"),
        ),
        (
            telecom(Measure::Shut, Some(other), Some("ICBC")),
            bad("institution: ICBC is a bank"),
        ),
    ] {
        let (mut bench, case, _) = opened();
        list(&mut bench, "ICBC", DeskKind::Bank);
        let found = bench.give(&author(), Some(Key::Case(case)), command.clone());
        match (found, expected) {
            (Ok(events), None) => assert_eq!(names(&events), ["order.drafted"]),
            (Err(refusal), Some((code, words))) => {
                assert_eq!(refusal.code, code, "{}", refusal.msg);
                assert!(refusal.msg.contains(&words), "{}", refusal.msg);
            }
            (found, _) => panic!("{command:?}: {found:?}"),
        }
    }
}

#[test]
fn a_refusal_names_what_is_missing() {
    let mut bench = Bench::new();
    let events = case_with(&mut bench, None);
    let case = Some(Key::Case(case_of(&events[0])));
    for (number, words) in [
        (None, "number: case 1 does not know it"),
        (
            Some(SUSPECT),
            "no carrier in the directory has numbers like 138",
        ),
    ] {
        let shut = telecom(Measure::Shut, number, None);
        let refusal = bench.give(&author(), case.clone(), shut).unwrap_err();
        assert_eq!(refusal.code, Code::BadRequest);
        assert!(refusal.msg.contains(words), "{}", refusal.msg);
    }
}

#[test]
fn only_the_commander_cuts_a_line() {
    let with = |sub: &str, role| actor(sub, &[role]);
    let forbidden = Some(Code::Forbidden);
    for (drafter, who, command, expected) in [
        (author(), second(), C::OrderReview(NoArgs {}), forbidden),
        (
            author(),
            with("u:7", Role::Approver),
            C::OrderReview(NoArgs {}),
            forbidden,
        ),
        (author(), commander(), C::OrderReview(NoArgs {}), None),
        (author(), author(), C::OrderActFirst(NoArgs {}), forbidden),
        (commander(), commander(), C::OrderActFirst(NoArgs {}), None),
    ] {
        let (mut bench, case, _) = opened();
        let cut = telecom(Measure::CutLine, None, None);
        let events = bench.give(&drafter, Some(Key::Case(case)), cut).unwrap();
        let found = give(&mut bench, &who, order_of(&events), command);
        assert_eq!(found, expected, "{} by {}", drafter.sub, who.sub);
    }
}

#[test]
fn measures_end_by_themselves_or_hold_until_they_are_restored() {
    for (kind, hours) in [
        (Measure::CutLine, Some(2)),
        (Measure::Intercept, Some(24)),
        (Measure::Shut, None),
        (Measure::Block, None),
    ] {
        let (mut bench, case, shut) = opened();
        let id = match kind {
            Measure::Shut => shut,
            other => measure(&mut bench, case, other),
        };
        put_in_force(&mut bench, id);
        let in_force = order(&bench, id);
        assert_eq!(in_force.state, OrderState::InForce);
        let ends = hours.map(|h| bench.now + Span::hours(h));
        assert_eq!(in_force.expires_at, ends, "{kind}");
        assert_eq!(in_force.measure_clock().map(|c| c.due), ends);
        assert!(!in_force.holds());
        assert_eq!(in_force.cliff_clock(&bench.policy), None);

        let mut restored = bench.floor.clone();
        bench.pass(Span(Span::hours(hours.unwrap_or(10_000)).0 - 1));
        assert!(!names(&bench.tick()).contains(&"order.lapsed"), "{kind}");
        bench.pass(Span(1));
        let lapses = names(&bench.tick()).contains(&"order.lapsed");
        assert_eq!(lapses, hours.is_some(), "{kind}");

        // Restored before that: asked, agreed to, done by the carrier.
        std::mem::swap(&mut bench.floor, &mut restored);
        bench.now = in_force.effective_at.unwrap();
        leave(&mut bench, id, ask_for(AskKind::Release));
        ok(&mut bench, &liaison("CMCC"), id, C::OrderGranted(NoArgs {}));
        assert_eq!(order(&bench, id).state, OrderState::Released);
    }
}

#[test]
fn what_may_be_said_of_a_telecom_order_in_force() {
    let (mut bench, _, id) = opened();
    put_in_force(&mut bench, id);
    for (command, who) in [
        (ask_for(AskKind::SecondStop), author()),
        (ask_for(AskKind::Freeze), author()),
        (ask_for(AskKind::Renew), author()),
        (C::OrderLetLapse(why("done")), commander()),
    ] {
        let found = give(&mut bench, &who, id, command.clone());
        assert_eq!(found, Some(Code::IllegalTransition), "{command:?}");
    }
    ok(&mut bench, &author(), id, ask_for(AskKind::Release));
    let restore = C::OrderApprove(NoArgs {});
    ok(&mut bench, &commander(), id, restore);
}

#[test]
fn answers_fit_the_kind_of_order() {
    let number = C::OrderMismatch(Differs {
        field: MismatchField::Number,
    });
    let bad = Some(Code::BadRequest);
    for (command, expected) in [
        (C::OrderInForce(NoArgs {}), None),
        (number.clone(), None),
        (held(1), bad),
        (moved_to(&[]), bad),
        (differs(), bad),
    ] {
        let (mut bench, _, id) = opened();
        ack(&mut bench, id);
        let carrier = liaison("CMCC");
        assert_eq!(
            give(&mut bench, &carrier, id, command.clone()),
            expected,
            "{command:?}"
        );
    }
    let (mut bench, _, stop) = drafted();
    bring(&mut bench, stop, "acked");
    let found = give(
        &mut bench,
        &liaison("ICBC"),
        stop,
        C::OrderInForce(NoArgs {}),
    );
    assert_eq!(found, bad);
}

#[test]
fn a_number_that_differs_is_drafted_anew() {
    let (mut bench, _, id) = opened();
    ack(&mut bench, id);
    let number = C::OrderMismatch(Differs {
        field: MismatchField::Number,
    });
    let events = bench
        .give(&liaison("CMCC"), Some(Key::Order(id)), number)
        .unwrap();
    assert_eq!(
        names(&events),
        ["order.mismatch", "order.drafted", "desk.answered"]
    );
    let new = order(&bench, order_of(&events));
    assert_eq!((new.measure, new.parent), (Some(Measure::Shut), Some(id)));
    assert_eq!(new.mismatch, Some(MismatchField::Number));
    assert_eq!(new.tier_no, 0);
}

#[test]
fn a_telecom_order_is_never_taken_for_money() {
    let (mut bench, case, id) = opened();
    let before = crate::domain::figures::Figures::of(&bench.floor, bench.now, &bench.policy);
    ok(&mut bench, &second(), id, C::OrderReview(NoArgs {}));
    ok(&mut bench, &author(), id, C::OrderSend(NoArgs {}));
    bench.pass(Span::secs(5));
    assert_eq!(names(&bench.tick()), ["order.sent"], "no stop has left");
    let is = bench.floor.case(&case).unwrap();
    assert_eq!(is.first_stop_at, None);
    let leaves = crate::domain::worth::frontier(&bench.floor, is);
    assert_eq!(leaves.len(), 1, "{leaves:?}");
    bench.pass(Span::mins(10));
    bench.tick();
    assert_eq!(order(&bench, id).state, OrderState::TimedOut);
    let after = crate::domain::figures::Figures::of(&bench.floor, bench.now, &bench.policy);
    assert_eq!(
        after.stop_hits, before.stop_hits,
        "a silent carrier is no miss"
    );
    assert_eq!(after.money, before.money);

    // A card whose number has the same token as a phone is still another target.
    let card = C::OrderDraft(DraftOrder {
        account: sealed(SUSPECT),
        institution: "ICBC".parse().unwrap(),
        limit: None,
        money_at: None,
    });
    bench.give(&author(), Some(Key::Case(case)), card).unwrap();
    assert_eq!(
        bench
            .floor
            .orders_on(order(&bench, id).target.token)
            .count(),
        1
    );
}
