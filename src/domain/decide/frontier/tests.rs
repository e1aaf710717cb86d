//! One key for many leaves: what each becomes, what is left as it stands, who may send.

use super::*;
use crate::domain::command::{AddHop, DraftOrder, Held as HeldSum, MovedOn, NoArgs, ToldAccount};
use crate::domain::decide::bench::{
    Bench, actor, drafted, liaison, list, names, report, sealed, transfer,
};
use crate::domain::event::Event;
use crate::domain::hop::HopKind;
use crate::domain::ids::{CaseId, HopId};
use crate::domain::money::Fen;
use crate::domain::org::{DeskKind, Role};
use crate::domain::time::Span;

fn officer() -> Actor {
    actor("u:1", &[Role::Disposal])
}

fn second() -> Actor {
    actor("u:2", &[Role::Disposal])
}

/// A case of the officer's that paid to the accounts 1, 2 and 3 at ICBC and to an order number.
fn paid() -> (Bench, CaseId) {
    let mut bench = Bench::new();
    list(&mut bench, "ICBC", DeskKind::Bank, PaperPolicy::ActFirst);
    list(&mut bench, "PAY", DeskKind::Payment, PaperPolicy::ActFirst);
    let mut told: Vec<_> = (1..=3)
        .map(|n| transfer(n, Fen::yuan(100), Some(bench.now)))
        .collect();
    told.push(transfer(9, Fen::yuan(50), None));
    told[3].institution = "PAY".parse().unwrap();
    let events = bench.give(&officer(), None, report(told)).unwrap();
    let Key::Case(case) = events[0].key else {
        panic!("{events:?}")
    };
    (bench, case)
}

fn all(bench: &Bench, case: CaseId) -> Vec<HopId> {
    bench.floor.hops_of(case).map(|hop| hop.id).collect()
}

fn orders(bench: &Bench, case: CaseId) -> Vec<OrderId> {
    bench.floor.orders_of(case).map(|order| order.id).collect()
}

fn on(bench: &Bench, n: u128) -> Held<Hop> {
    let mut hops = bench.floor.hops().values();
    hops.find(|h| h.account.token.0 == n).unwrap().clone()
}

fn order_on(bench: &Bench, n: u128) -> Held<Order> {
    trace::order_of(&bench.floor, &on(bench, n))
        .unwrap()
        .clone()
}

fn press(
    bench: &mut Bench,
    who: &Actor,
    case: CaseId,
    hops: Vec<HopId>,
) -> Result<Vec<Event>, Refusal> {
    let command = C::CaseStopFrontier(Leaves { hops });
    bench.give(who, Some(Key::Case(case)), command)
}

fn agree(
    bench: &mut Bench,
    who: &Actor,
    case: CaseId,
    orders: Vec<OrderId>,
) -> Result<Vec<Event>, Refusal> {
    let command = C::CaseReviewFrontier(Drafts { orders });
    bench.give(who, Some(Key::Case(case)), command)
}

fn to(bench: &mut Bench, who: &Actor, order: OrderId, command: C) {
    bench.give(who, Some(Key::Order(order)), command).unwrap();
}

/// Lets what is in the outbox leave.
fn leave(bench: &mut Bench) -> Vec<Event> {
    bench.pass(Span::secs(5));
    bench.tick()
}

#[test]
fn one_press_sends_every_draft_and_asks_for_every_card() {
    let (mut bench, case) = paid();
    let hops = all(&bench, case);
    let events = press(&mut bench, &officer(), case, hops).unwrap();
    let names: Vec<_> = names(&events);
    let count = |name: &str| names.iter().filter(|n| **n == name).count();
    assert_eq!(count("order.reviewed"), 3);
    assert_eq!(count("order.queued"), 3);
    assert_eq!(count("hop.asked"), 1);
    assert_eq!(names.len(), 7, "{names:?}");
    let order = order_on(&bench, 1);
    assert_eq!(order.approved_by, Some(officer().sub));
    assert_eq!(
        order.paper.due_at,
        Some(bench.now + Span::hours(24)),
        "the paper is owed"
    );
    assert_eq!(on(&bench, 9).state, HopState::Requested);
    let left = leave(&mut bench);
    let sent = left.iter().filter(|e| matches!(e.body, Body::OrderSent(_)));
    assert_eq!(sent.count(), 3);
    assert_eq!(
        bench.floor.case(&case).unwrap().first_stop_at,
        Some(bench.now)
    );
}

#[test]
fn what_changed_meanwhile_stays_and_stops_no_other() {
    let (mut bench, case) = paid();
    let hops = all(&bench, case);
    let first = order_on(&bench, 1).id;
    to(&mut bench, &officer(), first, C::OrderActFirst(NoArgs {}));
    to(&mut bench, &officer(), first, C::OrderSend(NoArgs {}));
    leave(&mut bench);
    let events = press(&mut bench, &officer(), case, hops.clone()).unwrap();
    assert!(
        events.iter().all(|e| e.key != Key::Order(first)),
        "{events:?}"
    );
    assert_eq!(events.len(), 5);

    let refusal = press(&mut bench, &officer(), case, hops).unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert_eq!(
        &*refusal.msg,
        "nothing to send in case 1: 4 with the institution"
    );
}

#[test]
fn new_leaves_are_drafted_and_sent_behind_the_order_that_led_there() {
    let (mut bench, case) = paid();
    let hops = all(&bench, case);
    press(&mut bench, &officer(), case, hops).unwrap();
    leave(&mut bench);
    let order = order_on(&bench, 1).id;
    let bank = liaison("ICBC");
    to(&mut bench, &bank, order, C::OrderAck(NoArgs {}));
    let next = |n: u128| ToldAccount {
        account: sealed(n),
        institution: "BOC".parse().unwrap(),
        amount: Fen::yuan(1),
        at: None,
    };
    let moved = MovedOn {
        next_accounts: (20..43).map(next).collect(),
        ended: None,
    };
    to(&mut bench, &bank, order, C::OrderEmpty(moved));
    let given_up = order_on(&bench, 20).id;
    let why = crate::domain::command::Why {
        reason: "a typing error".into(),
    };
    to(&mut bench, &officer(), given_up, C::OrderCancel(why));

    let hops = all(&bench, case);
    let events = press(&mut bench, &officer(), case, hops).unwrap();
    assert_eq!(drafted(&events).len(), 1, "the one that was given up");
    let again = order_on(&bench, 20);
    assert_eq!((again.tier_no, again.parent), (2, Some(order)));
    assert_eq!(again.limit, Some(Fen::yuan(1)));
    let sent = leave(&mut bench);
    let sent = sent.iter().filter(|e| matches!(e.body, Body::OrderSent(_)));
    assert_eq!(sent.count(), 23);
}

#[test]
fn a_draft_of_another_is_approved_as_its_second_person() {
    let (mut bench, case) = paid();
    let hops = vec![on(&bench, 1).id];
    press(&mut bench, &second(), case, hops).unwrap();
    let order = order_on(&bench, 1);
    assert_eq!(order.approved_by, Some(second().sub));
    assert_eq!(order.paper.due_at, None, "two people: nothing is owed");
    assert!(order.leaves_at.is_some());
}

#[test]
fn paper_first_rules_draft_and_a_second_person_sends_all() {
    let (mut bench, case) = paid();
    bench.policy.order.paper = PaperPolicy::PaperFirst;
    let add = C::HopAdd(AddHop {
        parent: None,
        kind: HopKind::CardFlow,
        account: sealed(30),
        institution: "ICBC".parse().unwrap(),
        amount: Some(Fen::yuan(7)),
        at: None,
    });
    bench.give(&officer(), Some(Key::Case(case)), add).unwrap();
    let cards: Vec<HopId> = [1, 2, 3, 30].map(|n| on(&bench, n).id).into();
    let events = press(&mut bench, &officer(), case, cards.clone()).unwrap();
    assert_eq!(names(&events), ["order.drafted"]);
    let refusal = press(&mut bench, &officer(), case, cards).unwrap_err();
    assert_eq!(refusal.code, Code::SecondPersonRequired);

    let drafts = orders(&bench, case);
    let refusal = agree(&mut bench, &officer(), case, drafts.clone()).unwrap_err();
    assert_eq!(refusal.code, Code::SecondPersonRequired);
    assert!(
        refusal.msg.contains("4 waiting for a second person"),
        "{}",
        refusal.msg
    );
    let events = agree(&mut bench, &second(), case, drafts.clone()).unwrap();
    assert_eq!(events.len(), 8);
    let sent = leave(&mut bench);
    let sent = sent.iter().filter(|e| matches!(e.body, Body::OrderSent(_)));
    assert_eq!(sent.count(), 4);
    let refusal = agree(&mut bench, &second(), case, drafts).unwrap_err();
    assert!(
        refusal.msg.contains("4 with the institution"),
        "{}",
        refusal.msg
    );
}

#[test]
fn a_silent_desk_and_a_lapsed_stop_are_ordered_anew_as_long_as_stops_are_left() {
    let (mut bench, case) = paid();
    let hop = on(&bench, 1).id;
    for stops in 0..2 {
        press(&mut bench, &officer(), case, vec![hop]).unwrap();
        leave(&mut bench);
        let order = order_on(&bench, 1).id;
        let bank = liaison("ICBC");
        to(&mut bench, &bank, order, C::OrderAck(NoArgs {}));
        let held = C::OrderStopped(HeldSum {
            held: Fen::yuan(60),
        });
        to(&mut bench, &bank, order, held);
        let refusal = press(&mut bench, &officer(), case, vec![hop]).unwrap_err();
        assert!(
            refusal.msg.contains("1 held already"),
            "{stops}: {}",
            refusal.msg
        );
        bench.pass(Span::hours(48));
        bench.tick();
    }
    let refusal = press(&mut bench, &officer(), case, vec![hop]).unwrap_err();
    assert!(
        refusal.msg.contains("1 with no stop left"),
        "{}",
        refusal.msg
    );
}

#[test]
fn accounts_of_others_and_places_of_others_are_left() {
    let (mut bench, case) = paid();
    let whole = C::OrderDraft(DraftOrder {
        account: sealed(7),
        institution: "ICBC".parse().unwrap(),
        limit: None,
        money_at: None,
    });
    bench
        .give(&officer(), Some(Key::Case(case)), whole)
        .unwrap();
    let other = report(vec![transfer(7, Fen::yuan(5), None)]);
    bench.give(&second(), None, other).unwrap();
    let theirs = bench.floor.cases().values().last().unwrap().id;
    let shared = all(&bench, theirs);
    let refusal = press(&mut bench, &second(), theirs, shared.clone()).unwrap_err();
    assert!(
        refusal.msg.contains("1 under order 4 of another case"),
        "{}",
        refusal.msg
    );
    let refusal = press(&mut bench, &officer(), case, shared).unwrap_err();
    assert!(
        refusal.msg.contains("1 not of this case"),
        "{}",
        refusal.msg
    );
    let foreign = orders(&bench, case);
    let refusal = agree(&mut bench, &second(), theirs, foreign).unwrap_err();
    assert!(
        refusal.msg.contains("4 not of this case"),
        "{}",
        refusal.msg
    );
}

#[test]
fn nothing_leaves_in_an_exercise() {
    let (mut bench, case) = paid();
    bench.status = Reality::Exercise;
    let add = C::HopAdd(AddHop {
        parent: None,
        kind: HopKind::CardFlow,
        account: sealed(30),
        institution: "ICBC".parse().unwrap(),
        amount: None,
        at: None,
    });
    bench.give(&officer(), Some(Key::Case(case)), add).unwrap();
    let hops = all(&bench, case);
    let events = press(&mut bench, &officer(), case, hops.clone()).unwrap();
    assert_eq!(
        names(&events),
        ["order.drafted"],
        "the real ones are not touched"
    );
    assert_eq!(order_on(&bench, 30).reality, Reality::Exercise);
    let refusal = press(&mut bench, &officer(), case, hops).unwrap_err();
    assert!(refusal.msg.contains("1 in an exercise"), "{}", refusal.msg);
}

#[test]
fn a_command_names_something_and_not_too_much_of_an_open_case() {
    let (mut bench, case) = paid();
    for hops in [Vec::new(), vec![HopId::default(); MOST + 1]] {
        let found = press(&mut bench, &officer(), case, hops).unwrap_err();
        assert_eq!(found.code, Code::BadRequest);
    }
    let found = agree(&mut bench, &second(), case, Vec::new()).unwrap_err();
    assert_eq!(found.code, Code::BadRequest);
    let hops = all(&bench, case);
    let gone = C::CaseNotFraud(crate::domain::command::Why {
        reason: "a purchase".into(),
    });
    bench.give(&officer(), Some(Key::Case(case)), gone).unwrap();
    let found = press(&mut bench, &officer(), case, hops).unwrap_err();
    assert_eq!(found.code, Code::IllegalTransition);
}

#[test]
fn what_has_not_left_comes_back_with_one_key() {
    let (mut bench, case) = paid();
    let hops = all(&bench, case);
    press(&mut bench, &officer(), case, hops).unwrap();
    let back = |orders| C::CaseRecallFrontier(Drafts { orders });
    let sent = orders(&bench, case);
    let key = Some(Key::Case(case));
    let events = bench
        .give(&officer(), key.clone(), back(sent.clone()))
        .unwrap();
    assert_eq!(names(&events), ["order.recalled"; 3]);
    assert!(leave(&mut bench).is_empty(), "nothing leaves any more");
    let hops = all(&bench, case);
    press(&mut bench, &officer(), case, hops).unwrap();
    leave(&mut bench);
    let late = bench.give(&officer(), key, back(sent)).unwrap_err();
    assert_eq!(late.code, Code::TooLate);
}

#[test]
fn a_draft_whose_money_is_known_to_be_gone_is_not_sent() {
    let (mut bench, case) = paid();
    let hop = on(&bench, 1);
    for (yuan, named) in [(40, "order.queued"), (60, "")] {
        let ask = Some(Key::Hop(hop.id));
        bench
            .give(&officer(), ask.clone(), C::HopAsk(NoArgs {}))
            .unwrap();
        let went = ToldAccount {
            account: sealed(20 + yuan),
            institution: "BOC".parse().unwrap(),
            amount: Fen::yuan(yuan as i64),
            at: None,
        };
        let statement = C::HopAnswer(crate::domain::command::HopTold {
            rows: None,
            outputs: vec![went],
            ended: None,
        });
        bench.give(&liaison("ICBC"), ask, statement).unwrap();
        let found = press(&mut bench, &officer(), case, vec![hop.id]);
        if named.is_empty() {
            let msg = found.unwrap_err().msg;
            assert!(msg.contains("1 drafted though no money is left"), "{msg}");
        } else {
            assert!(names(&found.unwrap()).contains(&named));
            let order = order_on(&bench, 1).id;
            to(&mut bench, &officer(), order, C::OrderRecall(NoArgs {}));
        }
    }
}
