//! What opening a case makes and refuses, and who may take one. The table of cases is in `table`.

mod breach;
mod delay;
mod life;
mod pass;
mod table;

use crate::domain::alert::Tier;
use crate::domain::case::{Case, CaseState};
use crate::domain::command::{Command as C, Convert, NoArgs, OpenCase, SeatNow, ToldTransfer, Why};
use crate::domain::decide::bench::{
    Bench, about, actor, commander, names, officer, report, sealed, transfer,
};
use crate::domain::event::{Body, Event, Reality};
use crate::domain::floor::Entity;
use crate::domain::ids::{AlertId, CaseId, Key, OrderId};
use crate::domain::masked::Private;
use crate::domain::money::{Fen, MOST};
use crate::domain::order::{Order, OrderState};
use crate::domain::org::{Actor, Role, SeatStatus};
use crate::domain::refusal::Code;
use crate::domain::script::{Answer, Choice, Question};
use crate::domain::time::{Millis, Span};

fn disposal() -> Actor {
    actor("u:1", &[Role::Disposal])
}

fn other() -> Actor {
    actor("u:2", &[Role::Disposal])
}

fn taker() -> Actor {
    actor("u:5", &[Role::CallTaker])
}

fn not_fraud(reason: &str) -> C {
    C::CaseNotFraud(why(reason))
}

fn loss_only(yuan: i64) -> C {
    let C::CaseOpen(mut told) = report(Vec::new()) else {
        unreachable!()
    };
    told.loss = Some(Fen::yuan(yuan));
    C::CaseOpen(told)
}

/// Stands the case where a row begins.
fn put(bench: &mut Bench, case: Case) {
    let key = Key::Case(case.id);
    let ver = bench.floor.ver(&key).unwrap() + 1;
    bench.floor.put(&key, ver, Some(Entity::Case(case.into())));
}

/// Stands an order where a row begins.
fn put_order(bench: &mut Bench, order: Order) {
    let key = Key::Order(order.id);
    let ver = bench.floor.ver(&key).unwrap() + 1;
    bench
        .floor
        .put(&key, ver, Some(Entity::Order(order.into())));
}

/// The only order of the case.
fn order_of(bench: &Bench, case: CaseId) -> Order {
    let mut orders = bench.floor.orders_of(case);
    let order = (*orders.next().unwrap().is).clone();
    assert!(orders.next().is_none());
    order
}

fn why(reason: &str) -> Why {
    Why {
        reason: reason.into(),
    }
}

fn opened(bench: &mut Bench, who: &Actor, command: C) -> CaseId {
    let events = bench.give(who, None, command).unwrap();
    let Key::Case(id) = events[0].key else {
        panic!("{events:?}")
    };
    id
}

fn case(bench: &Bench, id: CaseId) -> Case {
    (*bench.floor.case(&id).unwrap().is).clone()
}

fn give(bench: &mut Bench, who: &Actor, id: CaseId, command: C) -> Option<Code> {
    bench
        .give(who, Some(Key::Case(id)), command)
        .err()
        .map(|refusal| refusal.code)
}

fn orders(events: &[Event]) -> Vec<Order> {
    let drafted = events.iter().filter_map(|event| match &event.body {
        Body::OrderDrafted(order) => Some((**order).clone()),
        _ => None,
    });
    drafted.collect()
}

#[test]
fn a_report_opens_a_case_with_both_clocks_and_an_order_for_each_account() {
    let mut bench = Bench::new();
    let first = bench.now - Span::mins(7);
    let told = vec![
        transfer(1, Fen::yuan(100), Some(bench.now - Span::mins(5))),
        transfer(2, Fen::yuan(30), None),
        transfer(1, Fen::yuan(20), Some(first)),
    ];
    let events = bench.give(&disposal(), None, report(told)).unwrap();
    assert_eq!(
        names(&events),
        [
            "case.opened",
            "hop.found",
            "hop.found",
            "order.drafted",
            "order.drafted"
        ]
    );
    let Body::CaseOpened(case) = &events[0].body else {
        panic!()
    };
    assert_eq!(case.state, CaseState::EmergencyStop);
    assert_eq!((case.no, case.loss), (1, Fen::yuan(150)));
    assert_eq!(case.first_transfer_at, Some(first));
    assert_eq!((case.reported_at, case.keyed_in_at), (bench.now, bench.now));
    assert_eq!(case.first_stop_at, None);
    assert_eq!(case.owner, Some(disposal().sub));
    assert_eq!(case.transfers.len(), 3);

    let orders = orders(&events);
    let short: Vec<_> = orders
        .iter()
        .map(|o| (o.no, o.tier_no, o.limit, o.money_at, o.state))
        .collect();
    assert_eq!(
        short,
        [
            (1, 1, Some(Fen::yuan(120)), Some(first), OrderState::Draft),
            (2, 1, Some(Fen::yuan(30)), None, OrderState::Draft),
        ]
    );
    assert!(orders.iter().all(|o| o.case == case.id));
    assert_ne!(orders[0].id, orders[1].id);
}

#[test]
fn a_case_without_an_account_stands_as_reported_until_the_first_draft() {
    let mut bench = Bench::new();
    let id = opened(&mut bench, &taker(), loss_only(500));
    assert_eq!(case(&bench, id).state, CaseState::Reported);
    assert_eq!(case(&bench, id).owner, None, "call takers hold no cases");

    let events = bench
        .give(&disposal(), Some(Key::Case(id)), C::CaseTake(NoArgs {}))
        .unwrap();
    assert_eq!(names(&events), ["case.taken", "case.changed"]);
    assert_eq!(case(&bench, id).state, CaseState::Verifying);

    let draft = C::OrderDraft(crate::domain::command::DraftOrder {
        account: sealed(1),
        institution: "ICBC".parse().unwrap(),
        limit: None,
        money_at: None,
    });
    let events = bench.give(&disposal(), Some(Key::Case(id)), draft).unwrap();
    assert_eq!(
        names(&events),
        ["hop.found", "order.drafted", "case.changed"]
    );
    assert_eq!(case(&bench, id).state, CaseState::EmergencyStop);
}

#[test]
fn what_a_report_must_hold() {
    let bench = Bench::new();
    let ahead = bench.now + Span::hours(1);
    let open = |loss: Option<Fen>, transfers: Vec<ToldTransfer>| {
        let C::CaseOpen(mut told) = report(transfers) else {
            unreachable!()
        };
        told.loss = loss;
        told
    };
    let raw = ToldTransfer {
        account: Private::Raw("6222 0000 0000 0000".into()),
        ..transfer(1, Fen(1), None)
    };
    let rows: Vec<(Box<OpenCase>, Option<Code>)> = vec![
        (open(None, vec![]), Some(Code::BadRequest)),
        (open(Some(Fen(0)), vec![]), Some(Code::BadRequest)),
        (open(Some(Fen(-1)), vec![]), Some(Code::BadRequest)),
        (open(Some(Fen(1)), vec![]), None),
        (open(None, vec![transfer(1, Fen(1), None)]), None),
        (open(Some(Fen(0)), vec![transfer(1, Fen(1), None)]), None),
        (
            open(Some(Fen(-1)), vec![transfer(1, Fen(1), None)]),
            Some(Code::BadRequest),
        ),
        (
            open(None, vec![transfer(1, Fen(0), None)]),
            Some(Code::BadRequest),
        ),
        (
            open(None, vec![transfer(1, Fen(-3), None)]),
            Some(Code::BadRequest),
        ),
        (
            open(None, vec![transfer(1, MOST, None), transfer(2, MOST, None)]),
            Some(Code::BadRequest),
        ),
        (
            open(None, vec![transfer(1, Fen(1), Some(ahead))]),
            Some(Code::BadRequest),
        ),
        (open(None, vec![raw]), Some(Code::Internal)),
    ];
    for (told, expected) in rows {
        let mut bench = Bench::new();
        let row = format!("{told:?}");
        let found = bench.give(&disposal(), None, C::CaseOpen(told));
        assert_eq!(found.err().map(|r| r.code), expected, "{row}");
    }
    let mut early = open(Some(Fen(1)), vec![]);
    early.reported_at = Some(ahead);
    let mut bench = bench;
    let found = bench.give(&disposal(), None, C::CaseOpen(early));
    assert_eq!(found.unwrap_err().code, Code::BadRequest);
}

#[test]
fn an_account_with_a_draft_gets_no_second_one_but_it_is_to_hold_for_both() {
    let mut bench = Bench::new();
    opened(
        &mut bench,
        &disposal(),
        report(vec![transfer(1, Fen(1), None)]),
    );
    let told = vec![transfer(1, Fen(5), None), transfer(2, Fen(6), None)];
    let events = bench.give(&other(), None, report(told)).unwrap();
    assert_eq!(
        names(&events),
        [
            "case.opened",
            "hop.found",
            "hop.found",
            "order.drafted",
            "order.limit"
        ]
    );
    assert_eq!(orders(&events)[0].limit, Some(Fen(6)));

    let told = vec![transfer(1, Fen(5), None)];
    let events = bench.give(&other(), None, report(told)).unwrap();
    assert_eq!(names(&events), ["case.opened", "hop.found", "order.limit"]);
    let Key::Case(third) = events[0].key else {
        panic!("{events:?}")
    };
    let joint = bench.floor.orders().values().find(|o| o.no == 1).unwrap();
    assert_eq!(joint.limit, Some(Fen(11)));
    assert_eq!(joint.limit_for(third), Some(Fen(5)));

    // One that is no fraud takes its part back.
    let no_fraud = not_fraud("a purchase");
    assert_eq!(give(&mut bench, &other(), third, no_fraud), None);
    let joint = bench.floor.orders().values().find(|o| o.no == 1).unwrap();
    assert_eq!((joint.limit, joint.shares.len()), (Some(Fen(6)), 1));
}

#[test]
fn a_joint_draft_outlives_its_own_case_and_goes_with_the_last() {
    let mut bench = Bench::new();
    let told = |sum| report(vec![transfer(1, Fen(sum), None)]);
    let own = opened(&mut bench, &disposal(), told(1));
    let second = opened(&mut bench, &other(), told(5));
    let no_fraud = || not_fraud("a purchase");
    assert_eq!(give(&mut bench, &disposal(), own, no_fraud()), None);
    let joint = order_of(&bench, own);
    assert_eq!(
        (joint.state, joint.limit),
        (OrderState::Draft, Some(Fen(5)))
    );
    assert_eq!(joint.limit_for(second), Some(Fen(5)));
    for command in [C::OrderActFirst(NoArgs {}), C::OrderSend(NoArgs {})] {
        let key = Some(Key::Order(joint.id));
        bench.give(&other(), key, command).unwrap();
    }
    assert_eq!(give(&mut bench, &other(), second, no_fraud()), None);
    bench.pass(Span::secs(5));
    bench.tick();
    let joint = order_of(&bench, own);
    assert_eq!((joint.state, joint.sent_at), (OrderState::Cancelled, None));
}

#[test]
fn an_order_of_an_ended_case_does_not_leave_the_outbox() {
    let mut bench = Bench::new();
    let told = report(vec![transfer(1, Fen(1), None)]);
    let id = opened(&mut bench, &disposal(), told);
    let key = Some(Key::Order(order_of(&bench, id).id));
    for command in [C::OrderActFirst(NoArgs {}), C::OrderSend(NoArgs {})] {
        bench.give(&disposal(), key.clone(), command).unwrap();
    }
    // As a log of an older version may leave it.
    let mut ended = case(&bench, id);
    ended.state = CaseState::Revoked;
    put(&mut bench, ended);
    bench.pass(Span::secs(5));
    assert_eq!(names(&bench.tick()), ["order.cancelled"]);
}

#[test]
fn a_case_is_taken_from_nobody_from_the_gone_or_by_the_commander() {
    let mut bench = Bench::new();
    let id = opened(&mut bench, &disposal(), loss_only(1));
    let take = || C::CaseTake(NoArgs {});
    let refusal = bench
        .give(&other(), Some(Key::Case(id)), take())
        .unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert_eq!(refusal.cur.unwrap().owner, Some(disposal().sub));
    assert_eq!(give(&mut bench, &commander(), id, take()), None);
    assert_eq!(case(&bench, id).owner, Some(commander().sub));

    // Whoever went home holds nothing back.
    for status in [SeatStatus::OnSeat, SeatStatus::Off] {
        let seat = C::SeatStatus(SeatNow { status });
        bench.give(&commander(), None, seat).unwrap();
        let expected = (status != SeatStatus::Off).then_some(Code::IllegalTransition);
        assert_eq!(give(&mut bench, &other(), id, take()), expected, "{status}");
    }

    let stale = bench.give_on(&disposal(), (Some(Key::Case(id)), Some(1)), take());
    assert_eq!(stale.unwrap_err().code, Code::VersionConflict);
}

#[test]
fn no_fraud_takes_the_drafts_along_and_waits_for_orders_that_left() {
    let told = || report(vec![transfer(1, Fen(1), None), transfer(2, Fen(2), None)]);
    let mut bench = Bench::new();
    let id = opened(&mut bench, &disposal(), told());
    assert_eq!(
        give(&mut bench, &disposal(), id, not_fraud("")),
        Some(Code::ReasonRequired)
    );
    assert_eq!(
        give(&mut bench, &other(), id, not_fraud("a purchase")),
        Some(Code::Forbidden)
    );
    let events = bench
        .give(&disposal(), Some(Key::Case(id)), not_fraud("a purchase"))
        .unwrap();
    assert_eq!(
        names(&events),
        ["order.cancelled", "order.cancelled", "case.changed"]
    );
    let Body::CaseChanged(change) = &events[2].body else {
        panic!()
    };
    assert_eq!(change.reason.as_deref(), Some("a purchase"));

    let mut bench = Bench::new();
    let id = opened(&mut bench, &disposal(), told());
    let order: OrderId = *bench.floor.orders().keys().next().unwrap();
    for command in [C::OrderActFirst(NoArgs {}), C::OrderSend(NoArgs {})] {
        bench
            .give(&disposal(), Some(Key::Order(order)), command)
            .unwrap();
    }
    bench.pass(Span::secs(5));
    bench.tick();
    assert_eq!(
        give(&mut bench, &disposal(), id, not_fraud("a purchase")),
        Some(Code::IllegalTransition)
    );
}

fn convert(loss: Option<Fen>, transfers: Vec<ToldTransfer>) -> C {
    C::AlertConvert(Convert { loss, transfers })
}

fn claimed_alert(bench: &mut Bench) -> AlertId {
    let id = bench.raise(about(7, Tier::P0));
    let claim = C::AlertClaim(NoArgs {});
    bench.give(&officer(), Some(Key::Alert(id)), claim).unwrap();
    id
}

#[test]
fn an_alert_becomes_a_case_with_its_orders_drafted() {
    let mut bench = Bench::new();
    let id = claimed_alert(&mut bench);
    bench.pass(Span::mins(3));
    let at = bench.now - Span::mins(4);
    let told = convert(None, vec![transfer(1, Fen::yuan(52_000), Some(at))]);
    let events = bench.give(&officer(), Some(Key::Alert(id)), told).unwrap();
    let case = *bench.floor.cases().keys().next().unwrap();
    let case = self::case(&bench, case);
    assert_eq!(case.alert, Some(id));
    assert_eq!(bench.alert(id).case, Some(case.id));
    assert_eq!(case.state, CaseState::EmergencyStop);
    assert_eq!(case.first_transfer_at, Some(at));
    assert_eq!(
        case.reported_at, bench.now,
        "told now, by one who was warned"
    );
    assert_eq!(case.victim, bench.alert(id).victim);
    assert_eq!(case.owner, Some(officer().sub));
    assert_eq!(case.reality, Reality::Actual);
    assert_eq!(orders(&events).len(), 1);
    assert_eq!(orders(&events)[0].requested_by, officer().sub);
}

#[test]
fn without_an_account_the_sum_told_in_the_script_is_the_loss() {
    let mut bench = Bench::new();
    let id = claimed_alert(&mut bench);
    let refused = bench.give(&officer(), Some(Key::Alert(id)), convert(None, vec![]));
    assert_eq!(refused.unwrap_err().code, Code::BadRequest);
    let answer = Answer {
        question: Question::Amount,
        choice: Choice::Sum,
        amount: Some(Fen::yuan(800)),
    };
    for command in [C::AlertAnswer(answer), convert(None, vec![])] {
        bench
            .give(&officer(), Some(Key::Alert(id)), command)
            .unwrap();
    }
    let case = bench.floor.cases().values().next().unwrap();
    assert_eq!(
        (case.state, case.loss),
        (CaseState::Reported, Fen::yuan(800))
    );
}

#[test]
fn clocks_of_a_case_start_where_they_should_and_stand_still_with_a_stop() {
    let mut bench = Bench::new();
    let at = bench.now - Span::mins(10);
    let id = opened(
        &mut bench,
        &disposal(),
        report(vec![transfer(1, Fen(1), Some(at))]),
    );
    let mut case = case(&bench, id);
    let due = |c: crate::domain::clock::Clock| c.left(bench.now);
    assert_eq!(due(case.money_clock(&bench.policy)), Span::mins(20));
    assert_eq!(due(case.duty_clock(&bench.policy)), Span::mins(30));
    assert_eq!(case.duty_clock_at(Millis(9)), Millis(9));
    case.first_stop_at = Some(at);
    assert_eq!(case.duty_clock_at(Millis(9)), at);

    // The money clock stands only while the stop is out, or when it took hold.
    for (state, stops, stands) in [
        (OrderState::Draft, 0, false),
        (OrderState::Sent, 0, true),
        (OrderState::Acked, 0, true),
        (OrderState::TimedOut, 0, false),
        (OrderState::Mismatch, 0, false),
        (OrderState::Empty, 0, false),
        (OrderState::Stopped, 1, true),
        (OrderState::Frozen, 1, true),
        (OrderState::Lapsed, 1, true),
    ] {
        let mut order = order_of(&bench, id);
        (order.state, order.stop_count) = (state, stops);
        order.sent_at = Some(at);
        put_order(&mut bench, order);
        let shows = if stands { at } else { Millis(9) };
        assert_eq!(
            case.money_clock_at(&bench.floor, Millis(9)),
            shows,
            "{state}"
        );
    }
}
