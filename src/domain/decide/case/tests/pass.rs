//! First-receiver duty, and cases that go into others.

use super::super::{goes_on, joined};
use super::*;
use crate::domain::command::{DraftOrder, MergeCase, PassOn};

fn pass_on() -> C {
    C::CaseTransfer(PassOn {
        org: "330800".parse().unwrap(),
        reason: "the victim lives there".into(),
    })
}

fn leave(bench: &mut Bench, id: OrderId) {
    for command in [C::OrderActFirst(NoArgs {}), C::OrderSend(NoArgs {})] {
        bench
            .give(&disposal(), Some(Key::Order(id)), command)
            .unwrap();
    }
    bench.pass(Span::secs(5));
    bench.tick();
}

fn merged(bench: &mut Bench, from: CaseId, into: CaseId) {
    let merge = C::CaseMerge(MergeCase { into });
    assert_eq!(give(bench, &disposal(), from, merge), None);
}

#[test]
fn a_case_is_passed_on_once_its_own_stop_orders_have_left() {
    let mut bench = Bench::new();
    let told = vec![transfer(1, Fen(1), None), transfer(2, Fen(2), None)];
    let id = opened(&mut bench, &disposal(), report(told));
    let mut drafts: Vec<_> = bench
        .floor
        .orders()
        .values()
        .map(|o| (o.no, o.id))
        .collect();
    drafts.sort_unstable();
    for (no, order) in drafts {
        let refusal = bench
            .give(&disposal(), Some(Key::Case(id)), pass_on())
            .unwrap_err();
        assert_eq!(refusal.code, Code::IllegalTransition);
        assert!(refusal.msg.contains(&format!("order {no} ")), "{refusal}");
        leave(&mut bench, order);
    }
    assert_eq!(give(&mut bench, &disposal(), id, pass_on()), None);
    let case = case(&bench, id);
    assert_eq!(case.passed_to, Some("330800".parse().unwrap()));
    assert_eq!(case.closed_at, Some(bench.now));
}

#[test]
fn an_account_whose_order_was_given_up_blocks_and_is_named() {
    let mut bench = Bench::new();
    let id = opened(
        &mut bench,
        &disposal(),
        report(vec![transfer(1, Fen(1), None)]),
    );
    let cancel = C::OrderCancel(why("wrong number"));
    let order = order_of(&bench, id).id;
    bench
        .give(&disposal(), Some(Key::Order(order)), cancel)
        .unwrap();
    let refusal = bench
        .give(&disposal(), Some(Key::Case(id)), pass_on())
        .unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert!(refusal.msg.contains("138****0000 at ICBC"), "{refusal}");

    // Another case's order on the account holds the same money.
    let draft = C::OrderDraft(DraftOrder {
        account: sealed(1),
        institution: "ICBC".parse().unwrap(),
        limit: None,
        money_at: None,
    });
    let next = opened(&mut bench, &disposal(), loss_only(1));
    bench
        .give(&disposal(), Some(Key::Case(next)), draft)
        .unwrap();
    let order = order_of(&bench, next).id;
    leave(&mut bench, order);
    assert_eq!(give(&mut bench, &disposal(), id, pass_on()), None);
}

#[test]
fn a_case_is_not_passed_on_to_itself() {
    let mut bench = Bench::new();
    let id = opened(&mut bench, &disposal(), loss_only(1));
    let own = C::CaseTransfer(PassOn {
        org: "330702".parse().unwrap(),
        reason: "why not".into(),
    });
    assert_eq!(
        give(&mut bench, &disposal(), id, own),
        Some(Code::BadRequest)
    );
}

#[test]
fn a_case_goes_into_another_with_its_trail_and_is_worked_on_there() {
    let mut bench = Bench::new();
    let [a, b, c] = [1, 2, 3].map(|n| {
        let told = report(vec![transfer(n, Fen(1), None)]);
        opened(&mut bench, &disposal(), told)
    });
    merged(&mut bench, a, b);
    merged(&mut bench, b, c);
    assert_eq!(case(&bench, a).merged_into, Some(b));
    assert_eq!(goes_on(&bench.floor, a).unwrap().id, c);
    assert_eq!(joined(&bench.floor, c), [c, b, a]);
    assert_eq!(case(&bench, c).loss, Fen(1), "no amount is counted twice");

    // The drafts of the first still leave, and what its accounts answer is followed.
    let order = order_of(&bench, a).id;
    leave(&mut bench, order);
    let sent = order_of(&bench, a);
    assert_eq!((sent.state, sent.case), (OrderState::Sent, a));

    // All three hold the third back from being passed on or closed.
    let refusal = bench
        .give(&disposal(), Some(Key::Case(c)), pass_on())
        .unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    let mut stood = case(&bench, c);
    stood.state = CaseState::Solved;
    put(&mut bench, stood);
    let close = || C::CaseClose(why("done"));
    for id in [a, b, c] {
        assert_eq!(
            give(&mut bench, &disposal(), c, close()),
            Some(Code::IllegalTransition)
        );
        let mut order = order_of(&bench, id);
        order.state = OrderState::Lapsed;
        put_order(&mut bench, order);
    }
    assert_eq!(give(&mut bench, &disposal(), c, close()), None);
    assert!(goes_on(&bench.floor, a).is_none());
}

#[test]
fn where_a_case_can_not_go() {
    let mut bench = Bench::new();
    let [id, ended] = [1, 2].map(|n| opened(&mut bench, &disposal(), loss_only(n)));
    assert_eq!(
        give(&mut bench, &disposal(), ended, not_fraud("a purchase")),
        None
    );
    let exercise = {
        let mut other = case(&bench, id);
        other.id = CaseId(crate::domain::ids::Ulid(77));
        other.reality = Reality::Exercise;
        let key = Key::Case(other.id);
        let entity = Entity::Case(other.clone().into());
        bench.floor.put(&key, 1, Some(entity));
        other.id
    };
    let nowhere = CaseId(crate::domain::ids::Ulid(78));
    for (into, code) in [
        (id, Code::BadRequest),
        (nowhere, Code::NotFound),
        (ended, Code::IllegalTransition),
        (exercise, Code::IllegalTransition),
    ] {
        let merge = C::CaseMerge(MergeCase { into });
        assert_eq!(give(&mut bench, &disposal(), id, merge), Some(code));
    }
}

#[test]
fn money_of_a_joined_case_is_called_back_and_its_clocks_are_looked_at() {
    use crate::domain::case::{CaseClock, Delay};
    use crate::domain::command::WhichTransfer;
    let mut bench = Bench::new();
    let [a, b] = [1, 2].map(|n| {
        let mut paid = transfer(n, Fen(1), Some(bench.now));
        paid.delay = Some(Delay::NextDay);
        opened(&mut bench, &disposal(), report(vec![paid]))
    });
    merged(&mut bench, a, b);
    let revoke = || C::CaseRevoke(WhichTransfer { transfer: 0 });
    assert_eq!(give(&mut bench, &disposal(), b, revoke()), None);
    assert_eq!(case(&bench, b).state, CaseState::EmergencyStop);

    bench.pass(Span::mins(30));
    bench.tick();
    let clocks = |case: Case| case.breaches.iter().map(|b| b.clock).collect::<Vec<_>>();
    assert_eq!(clocks(case(&bench, a)), [CaseClock::Money, CaseClock::Duty]);

    assert_eq!(give(&mut bench, &disposal(), a, revoke()), None);
    assert_eq!(case(&bench, a).state, CaseState::Merged);
    assert_eq!(
        case(&bench, b).state,
        CaseState::Revoked,
        "all of it is back"
    );
    assert_eq!(
        give(&mut bench, &disposal(), a, revoke()),
        Some(Code::IllegalTransition)
    );
}

#[test]
fn an_order_of_another_case_that_has_ended_stops_nothing_for_this_one() {
    let mut bench = Bench::new();
    let first = opened(&mut bench, &disposal(), loss_only(1));
    let draft = C::OrderDraft(DraftOrder {
        account: sealed(1),
        institution: "ICBC".parse().unwrap(),
        limit: None,
        money_at: None,
    });
    bench
        .give(&disposal(), Some(Key::Case(first)), draft)
        .unwrap();
    let told = report(vec![transfer(1, Fen(1), None)]);
    let id = opened(&mut bench, &disposal(), told);
    let order = order_of(&bench, first).id;
    leave(&mut bench, order);
    for (state, expected) in [
        (OrderState::Lapsed, Some(Code::IllegalTransition)),
        (OrderState::Stopped, None),
    ] {
        let mut order = order_of(&bench, first);
        order.state = state;
        put_order(&mut bench, order);
        assert_eq!(give(&mut bench, &disposal(), id, pass_on()), expected);
    }
}
