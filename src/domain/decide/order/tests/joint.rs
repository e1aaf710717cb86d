//! One order after the money of several cases: what its desk answers is followed for each of them.

use super::*;
use crate::domain::floor::Floor;
use crate::domain::hop::Hop;
use crate::domain::masked::Token;
use crate::domain::trace;

const THIRD: u128 = 0xC3;

fn third() -> Actor {
    actor("u:3", &[Role::Disposal])
}

/// Two victims whose money went to one account, 52,000 and 26,000 yuan; one draft is for both.
fn of_two() -> (Bench, [CaseId; 2], OrderId) {
    let (mut bench, first, id) = drafted();
    let told = report(vec![transfer(CARD, Fen::yuan(26_000), None)]);
    let events = bench.give(&second(), None, told).unwrap();
    (bench, [first, case_of(&events[0])], id)
}

/// Brings the draft to where its desk owes the finding.
fn acknowledged(bench: &mut Bench, id: OrderId) {
    for command in [C::OrderReview(NoArgs {}), C::OrderSend(NoArgs {})] {
        ok(bench, &third(), id, command);
    }
    bench.pass(Span::secs(5));
    bench.tick();
    ok(bench, &liaison("ICBC"), id, C::OrderAck(NoArgs {}));
}

/// The order of two cases, acknowledged.
fn joint() -> (Bench, [CaseId; 2], OrderId) {
    let (mut bench, cases, id) = of_two();
    acknowledged(&mut bench, id);
    assert_eq!(order(&bench, id).limit, Some(Fen::yuan(78_000)));
    (bench, cases, id)
}

fn moved(accounts: &[(u128, Fen)]) -> C {
    let next_accounts = accounts.iter().map(|&(n, amount)| ToldAccount {
        account: sealed(n),
        institution: "BOC".parse().unwrap(),
        amount,
        at: None,
    });
    C::OrderEmpty(MovedOn {
        ended: None,
        next_accounts: next_accounts.collect(),
    })
}

fn not_fraud(bench: &mut Bench, who: &Actor, case: CaseId) {
    let command = C::CaseNotFraud(why("a purchase"));
    bench.give(who, Some(Key::Case(case)), command).unwrap();
}

/// The order on an account; there is one.
fn only_order_on(bench: &Bench, account: u128) -> Order {
    let mut orders = bench.floor.orders_on(Token(account));
    let order = (*orders.next().unwrap().is).clone();
    assert!(orders.next().is_none(), "a second order on {account:x}");
    order
}

fn hop_on(bench: &Bench, account: u128, case: CaseId) -> Hop {
    let mut hops = bench.floor.hops_on(Token(account));
    (*hops.find(|hop| hop.case == case).unwrap().is).clone()
}

fn check_replays(bench: &Bench) {
    let mut again = Floor::default();
    for event in &bench.log {
        again.apply(event);
    }
    assert!(again == bench.floor, "the log makes another floor");
}

#[test]
fn money_that_went_on_is_followed_for_every_case_each_its_part() {
    let all = Fen::yuan(78_000);
    for next in [
        vec![(NEXT, all)],
        vec![(NEXT, Fen(5_000_001)), (THIRD, Fen(2_799_999))],
    ] {
        let (mut bench, cases, id) = joint();
        ok(&mut bench, &liaison("ICBC"), id, moved(&next));
        for &(account, sum) in &next {
            let draft = only_order_on(&bench, account);
            assert_eq!((draft.state, draft.limit), (OrderState::Draft, Some(sum)));
            assert_eq!((draft.parent, draft.tier_no), (Some(id), 2));
            let mut found = Fen::ZERO;
            for case in cases {
                let hop = hop_on(&bench, account, case);
                assert_eq!(hop.parent, Some(hop_on(&bench, CARD, case).id));
                assert_eq!(draft.limit_for(case), hop.amount);
                assert_eq!(trace::order_of(&bench.floor, &hop).unwrap().id, draft.id);
                found = found.saturating_add(hop.amount.unwrap());
            }
            assert_eq!(found, sum);
        }
        let nos: Vec<u32> = bench.floor.orders().values().map(|o| o.no).collect();
        let expected: Vec<u32> = (1..=1 + next.len() as u32).collect();
        assert_eq!(nos, expected);
        check_replays(&bench);

        // What is no fraud takes its own part back, and no more.
        not_fraud(&mut bench, &author(), cases[0]);
        for &(account, _) in &next {
            let draft = only_order_on(&bench, account);
            let left = hop_on(&bench, account, cases[1]).amount;
            assert_eq!((draft.state, draft.limit), (OrderState::Draft, left));
            assert_eq!(draft.limit_for(cases[1]), left);
        }
        check_replays(&bench);
    }
}

#[test]
fn an_order_whose_own_case_has_ended_is_followed_for_the_other() {
    let part = Fen::yuan(26_000);
    for answer in [moved(&[(NEXT, part)]), differs()] {
        let (mut bench, cases, id) = of_two();
        not_fraud(&mut bench, &author(), cases[0]);
        acknowledged(&mut bench, id);
        let events = bench.give(&liaison("ICBC"), Some(Key::Order(id)), answer);
        let draft = order(&bench, order_of(&events.unwrap()));
        assert_eq!(draft.limit, Some(part));
        assert_eq!(draft.limit_for(cases[1]), Some(part));
        check_replays(&bench);
    }
}

#[test]
fn a_late_answer_is_followed_for_those_cases_alone_that_go_on() {
    let part = Some(Fen::yuan(26_000));
    for answer in [moved(&[(NEXT, Fen::yuan(78_000))]), differs()] {
        let (mut bench, cases, id) = of_two();
        for command in [C::OrderReview(NoArgs {}), C::OrderSend(NoArgs {})] {
            ok(&mut bench, &third(), id, command);
        }
        bench.pass(Span::secs(5));
        bench.tick();
        bench.pass(Span::mins(10));
        bench.tick();
        not_fraud(&mut bench, &author(), cases[0]);
        let events = bench.give(&liaison("ICBC"), Some(Key::Order(id)), answer);
        let draft = order(&bench, order_of(&events.unwrap()));
        assert_eq!((draft.limit, draft.limit_for(cases[1])), (part, part));
    }
}

#[test]
fn money_does_not_go_on_to_the_account_it_left() {
    let (mut bench, _, id) = joint();
    let answer = moved(&[(NEXT, Fen(1)), (CARD, Fen(1))]);
    let found = bench.give(&liaison("ICBC"), Some(Key::Order(id)), answer);
    let refusal = found.unwrap_err();
    assert_eq!(refusal.code, Code::BadRequest);
    let expected = "next_accounts[1].account: this is the account of order 1 itself";
    assert!(refusal.msg.starts_with(expected), "{}", refusal.msg);
}
