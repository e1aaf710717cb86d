//! The table of hops, row by row: every state by every command, allowed and refused; then how a trace grows.

use proptest::prelude::*;

use super::*;
use crate::domain::command::{NoArgs, ToldAccount};
use crate::domain::decide::bench::{
    Bench, actor, drafted, liaison, list, names, report, sealed, transfer,
};
use crate::domain::event::Event;
use crate::domain::hop::{HopEnd, HopKind};
use crate::domain::ids::{CaseId, OrderId};
use crate::domain::money::Fen;
use crate::domain::org::{DeskKind, Role};
use crate::domain::time::Span;

/// The order number at the payment firm.
const NUMBER: u128 = 0xA0;
/// The account at the bank.
const CARD: u128 = 0xC1;

fn officer() -> Actor {
    actor("u:1", &[Role::Disposal])
}

fn account(n: u128, yuan: i64) -> ToldAccount {
    ToldAccount {
        account: sealed(n),
        institution: "BOC".parse().unwrap(),
        amount: Fen::yuan(yuan),
        at: None,
    }
}

fn at_pay(n: u128, yuan: i64) -> ToldAccount {
    ToldAccount {
        institution: "PAY".parse().unwrap(),
        ..account(n, yuan)
    }
}

fn tells(outputs: Vec<ToldAccount>) -> C {
    C::HopAnswer(HopTold {
        rows: Some(40),
        outputs,
        ended: None,
    })
}

fn ends(reason: &str) -> C {
    C::HopEnds(EndHop {
        how: HopEnd::Left,
        reason: reason.into(),
    })
}

fn add_under(parent: Option<HopId>, n: u128) -> AddHop {
    AddHop {
        parent,
        kind: HopKind::CardFlow,
        account: sealed(n),
        institution: "BOC".parse().unwrap(),
        amount: None,
        at: None,
    }
}

/// A floor with a bank and a payment firm, and a case that paid ¥1 000 to an order number and ¥500 to a card.
fn traced(paper: PaperPolicy) -> (Bench, CaseId) {
    let mut bench = Bench::new();
    list(&mut bench, "ICBC", DeskKind::Bank, PaperPolicy::ActFirst);
    list(&mut bench, "PAY", DeskKind::Payment, paper);
    let mut number = transfer(NUMBER, Fen::yuan(1_000), Some(bench.now));
    number.institution = "PAY".parse().unwrap();
    let card = transfer(CARD, Fen::yuan(500), Some(bench.now));
    let events = bench
        .give(&officer(), None, report(vec![number, card]))
        .unwrap();
    let Key::Case(case) = events[0].key else {
        panic!("{events:?}")
    };
    assert_eq!(drafted(&events).len(), 1, "an order number gets no order");
    (bench, case)
}

fn on(bench: &Bench, case: CaseId, n: u128) -> Held<Hop> {
    let mut hops = bench.floor.hops_of(case);
    hops.find(|h| h.account.token.0 == n).unwrap().clone()
}

fn give(bench: &mut Bench, who: &Actor, hop: HopId, command: C) -> Result<Vec<Event>, Code> {
    let done = bench.give(who, Some(Key::Hop(hop)), command);
    done.map_err(|refusal| refusal.code)
}

fn asked(bench: &mut Bench, case: CaseId, n: u128) -> HopId {
    let id = on(bench, case, n).id;
    give(bench, &officer(), id, C::HopAsk(NoArgs {})).unwrap();
    id
}

/// Brings the order number to a state.
fn brought(state: HopState) -> (Bench, HopId) {
    use HopState as S;
    let paper = match state {
        S::PaperPending => PaperPolicy::PaperFirst,
        _ => PaperPolicy::ActFirst,
    };
    let (mut bench, case) = traced(paper);
    let id = on(&bench, case, NUMBER).id;
    let pay = liaison("PAY");
    match state {
        S::Identified => {}
        S::Requested | S::PaperPending => {
            asked(&mut bench, case, NUMBER);
        }
        S::Answered | S::Resolved => {
            asked(&mut bench, case, NUMBER);
            let outputs = if state == S::Resolved {
                vec![account(1, 1)]
            } else {
                Vec::new()
            };
            give(&mut bench, &pay, id, tells(outputs)).unwrap();
        }
        S::TimedOut => {
            asked(&mut bench, case, NUMBER);
            bench.pass(Span::hours(24));
            assert!(names(&bench.tick()).contains(&"hop.timed_out"));
        }
        S::Left => {
            give(&mut bench, &officer(), id, ends("a foreign exchange")).unwrap();
        }
        other => panic!("{other}"),
    }
    assert_eq!(bench.floor.hop(&id).unwrap().state, state);
    (bench, id)
}

#[test]
fn every_state_by_every_command() {
    use HopState as S;
    // `.` allowed, i illegal_transition, f forbidden, n not_found, r reason_required.
    // The columns: ask; paper; the answer of its desk, of another, of an officer; end with and without a reason.
    #[rustfmt::skip]
    let table = [
        //                ask paper  answer   end
        (S::Identified,   ".   i     n n f    . r"),
        (S::Requested,    "i   .     . n f    . r"),
        (S::PaperPending, "i   .     i n f    . r"),
        (S::Answered,     ".   i     i n f    . r"),
        (S::Resolved,     ".   i     i n f    . r"),
        (S::TimedOut,     ".   i     . n f    . r"),
        (S::Left,         "i   i     n n f    i i"),
    ];
    let columns = [
        (officer(), C::HopAsk(NoArgs {})),
        (officer(), C::HopPaper(NoArgs {})),
        (liaison("PAY"), tells(vec![account(1, 1)])),
        (liaison("ICBC"), tells(Vec::new())),
        (officer(), tells(Vec::new())),
        (officer(), ends("abroad")),
        (officer(), ends(" ")),
    ];
    for (state, cells) in table {
        for ((who, command), cell) in columns.iter().zip(cells.split_whitespace()) {
            let (mut bench, id) = brought(state);
            let found = give(&mut bench, who, id, command.clone()).err();
            let expected = match cell {
                "." => None,
                "i" => Some(Code::IllegalTransition),
                "f" => Some(Code::Forbidden),
                "n" => Some(Code::NotFound),
                "r" => Some(Code::ReasonRequired),
                other => panic!("{other}"),
            };
            assert_eq!(
                found,
                expected,
                "{state}: {} by {}",
                command.name(),
                who.sub
            );
        }
    }
}

#[test]
fn a_number_is_resolved_to_a_card_of_its_own_tier_with_its_order_drafted() {
    let (mut bench, case) = traced(PaperPolicy::PaperFirst);
    let id = asked(&mut bench, case, NUMBER);
    let hop = on(&bench, case, NUMBER);
    assert_eq!((hop.state, hop.due_at), (HopState::PaperPending, None));
    assert_eq!(hop.paper, Some(PaperState::Missing));
    bench.pass(Span::hours(3));
    give(&mut bench, &officer(), id, C::HopPaper(NoArgs {})).unwrap();
    let hop = on(&bench, case, NUMBER);
    assert_eq!(hop.due_at, Some(bench.now + Span::hours(24)));

    bench.pass(Span::mins(7));
    let events = give(
        &mut bench,
        &liaison("PAY"),
        id,
        tells(vec![account(1, 900)]),
    )
    .unwrap();
    assert_eq!(
        names(&events),
        [
            "hop.answered",
            "hop.found",
            "order.drafted",
            "desk.answered"
        ]
    );
    let (number, card) = (on(&bench, case, NUMBER), on(&bench, case, 1));
    assert_eq!((number.state, number.rows), (HopState::Resolved, Some(40)));
    assert_eq!((card.parent, card.depth), (Some(id), 1));
    assert_eq!(
        (card.kind, card.amount),
        (HopKind::CardFlow, Some(Fen::yuan(900)))
    );
    let order = bench.floor.order(&drafted(&events)[0]).unwrap();
    assert_eq!((order.tier_no, order.limit), (1, card.amount));
    assert_eq!(order.requested_by, Sub::hub(), "nobody wrote it");
    let desk = bench.floor.desk(&"PAY".parse().unwrap()).unwrap();
    assert_eq!(
        desk.query_answers,
        [Span::mins(7)],
        "without the wait for the paper"
    );
    assert!(desk.answers.is_empty());
}

#[test]
fn paper_that_was_handed_in_once_is_not_wanted_again() {
    let (mut bench, case) = traced(PaperPolicy::PaperFirst);
    let id = asked(&mut bench, case, NUMBER);
    give(&mut bench, &officer(), id, C::HopPaper(NoArgs {})).unwrap();
    give(&mut bench, &liaison("PAY"), id, tells(Vec::new())).unwrap();
    assert_eq!(on(&bench, case, NUMBER).state, HopState::Answered);
    asked(&mut bench, case, NUMBER);
    assert_eq!(on(&bench, case, NUMBER).state, HopState::Requested);
}

#[test]
fn a_late_answer_counts_and_is_measured() {
    let (mut bench, id) = brought(HopState::TimedOut);
    bench.pass(Span::hours(1));
    give(&mut bench, &liaison("PAY"), id, tells(vec![account(1, 9)])).unwrap();
    assert_eq!(bench.floor.hop(&id).unwrap().state, HopState::Resolved);
    let desk = bench.floor.desk(&"PAY".parse().unwrap()).unwrap();
    assert_eq!(desk.query_answers, [Span::hours(25)]);
}

#[test]
fn a_statement_leads_one_tier_on_to_orders_at_banks_and_numbers_at_payment_firms() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    let id = asked(&mut bench, case, CARD);
    // One account told twice, one at a payment firm, the account itself and one that is known already.
    let outputs = vec![
        account(1, 100),
        account(1, 50),
        at_pay(2, 70),
        account(CARD, 10),
        at_pay(NUMBER, 30),
    ];
    let events = give(&mut bench, &liaison("ICBC"), id, tells(outputs)).unwrap();
    assert_eq!(
        names(&events),
        [
            "hop.answered",
            "hop.found",
            "hop.found",
            "hop.grew",
            "order.drafted",
            "desk.answered"
        ]
    );
    let (bank, number) = (on(&bench, case, 1), on(&bench, case, 2));
    assert_eq!((bank.depth, bank.amount), (2, Some(Fen::yuan(150))));
    assert_eq!((number.depth, number.kind), (2, HopKind::OrderToCard));
    assert_eq!(number.state, HopState::Identified);
    let known = on(&bench, case, NUMBER);
    assert_eq!(
        (known.parent, known.depth),
        (None, 1),
        "a circle does not nest"
    );
    assert_eq!(known.amount, Some(Fen::yuan(1_030)));
    let order = bench.floor.order(&drafted(&events)[0]).unwrap();
    assert_eq!((order.tier_no, order.target.token.0), (2, 1));
    assert_eq!(
        trace::state(&bench.floor, &on(&bench, case, CARD)),
        HopState::Moved
    );

    // The same told again from the same place is the same money; from another place it is more.
    asked(&mut bench, case, CARD);
    give(
        &mut bench,
        &liaison("ICBC"),
        id,
        tells(vec![account(1, 120)]),
    )
    .unwrap();
    assert_eq!(on(&bench, case, 1).amount, Some(Fen::yuan(150)));
    let number = asked(&mut bench, case, NUMBER);
    give(
        &mut bench,
        &liaison("PAY"),
        number,
        tells(vec![account(1, 5)]),
    )
    .unwrap();
    assert_eq!(on(&bench, case, 1).amount, Some(Fen::yuan(155)));
}

#[test]
fn an_answer_may_say_how_the_trace_ended() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    let id = asked(&mut bench, case, NUMBER);
    let told = C::HopAnswer(HopTold {
        rows: None,
        outputs: Vec::new(),
        ended: Some(HopEnd::CashedOut),
    });
    let events = give(&mut bench, &liaison("PAY"), id, told).unwrap();
    assert_eq!(
        names(&events),
        ["hop.answered", "hop.ended", "desk.answered"]
    );
    assert_eq!(on(&bench, case, NUMBER).state, HopState::CashedOut);
}

#[test]
fn a_trace_does_not_end_over_an_open_order() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    let id = on(&bench, case, CARD).id;
    let found = give(&mut bench, &officer(), id, ends("abroad"));
    assert_eq!(found, Err(Code::IllegalTransition));
}

#[test]
fn an_exercise_asks_nobody() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    let hop = on(&bench, case, NUMBER);
    let mut drill = (*hop.is).clone();
    drill.reality = Reality::Exercise;
    let entity = crate::domain::floor::Entity::Hop(drill.into());
    bench.floor.put(&Key::Hop(hop.id), 1, Some(entity));
    let found = give(&mut bench, &officer(), hop.id, C::HopAsk(NoArgs {}));
    assert_eq!(found, Err(Code::Forbidden));
}

#[test]
fn a_place_found_by_hand_stands_where_it_is_said_to() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    let (card, number) = (on(&bench, case, CARD).id, on(&bench, case, NUMBER).id);
    let stranger = {
        let other = report(vec![transfer(9, Fen(1), None)]);
        bench.give(&officer(), None, other).unwrap();
        bench.floor.hops().values().last().unwrap().id
    };
    let rows: Vec<(AddHop, Result<u8, Code>)> = vec![
        (add_under(None, 1), Ok(1)),
        (add_under(Some(card), 1), Ok(2)),
        (add_under(Some(number), 1), Ok(1)),
        (add_under(Some(stranger), 1), Err(Code::NotFound)),
        (add_under(Some(HopId::default()), 1), Err(Code::NotFound)),
        (add_under(Some(card), CARD), Err(Code::BadRequest)),
        (add_under(None, CARD), Err(Code::IllegalTransition)),
        (
            AddHop {
                amount: Some(Fen(0)),
                ..add_under(None, 1)
            },
            Err(Code::BadRequest),
        ),
        (
            AddHop {
                at: Some(bench.now + Span::hours(1)),
                ..add_under(None, 1)
            },
            Err(Code::BadRequest),
        ),
    ];
    for (told, expected) in rows {
        let row = format!("{told:?}");
        let floor = bench.floor.clone();
        let found = bench.give(&officer(), Some(Key::Case(case)), C::HopAdd(told));
        let depth = found.map(|_| on(&bench, case, 1).depth);
        assert_eq!(depth.map_err(|refusal| refusal.code), expected, "{row}");
        bench.floor = floor;
    }
}

#[test]
fn a_place_that_is_known_only_learns_what_nobody_knew_of_it() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    let key = || Some(Key::Case(case));
    let told = |yuan| {
        C::HopAdd(AddHop {
            amount: Some(Fen::yuan(yuan)),
            ..add_under(None, 1)
        })
    };
    bench
        .give(&officer(), key(), C::HopAdd(add_under(None, 1)))
        .unwrap();
    let events = bench.give(&officer(), key(), told(80)).unwrap();
    assert_eq!(names(&events), ["hop.grew"]);
    let again = bench.give(&officer(), key(), told(80)).unwrap_err();
    assert_eq!(again.code, Code::IllegalTransition);
    assert!(again.msg.contains("already, at tier 1"), "{}", again.msg);
    assert_eq!(on(&bench, case, 1).amount, Some(Fen::yuan(80)));
}

#[test]
fn a_trace_has_its_limits_and_an_answer_to_an_order_is_taken_all_the_same() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    bench.policy.trace.most_hops = 3;
    let full = |n| C::HopAdd(add_under(None, n));
    let key = || Some(Key::Case(case));
    bench.give(&officer(), key(), full(1)).unwrap();
    let found = bench.give(&officer(), key(), full(2)).unwrap_err();
    assert_eq!(found.code, Code::TooLarge);
    let id = asked(&mut bench, case, CARD);
    let found = give(&mut bench, &liaison("ICBC"), id, tells(vec![account(5, 1)]));
    assert_eq!(found, Err(Code::TooLarge));

    let order: OrderId = bench.floor.orders_of(case).next().unwrap().id;
    let mut to = |who: &Actor, command| {
        bench.give(who, Some(Key::Order(order)), command).unwrap();
        bench.pass(Span::secs(5));
        bench.tick();
    };
    to(&officer(), C::OrderActFirst(NoArgs {}));
    to(&officer(), C::OrderSend(NoArgs {}));
    to(&liaison("ICBC"), C::OrderAck(NoArgs {}));
    let moved = C::OrderEmpty(crate::domain::command::MovedOn {
        next_accounts: vec![account(1, 2), account(5, 3)],
        ended: None,
    });
    to(&liaison("ICBC"), moved);
    assert_eq!(bench.floor.order(&order).unwrap().next_accounts.len(), 2);
    assert_eq!(
        on(&bench, case, 1).amount,
        Some(Fen::yuan(2)),
        "what there is room for"
    );

    bench.policy.trace.most_hops = 9;
    bench.policy.trace.most_depth = 1;
    let deep = C::HopAdd(add_under(Some(on(&bench, case, CARD).id), 7));
    assert_eq!(
        bench.give(&officer(), key(), deep).unwrap_err().code,
        Code::TooLarge
    );
}

#[test]
fn no_order_is_drafted_behind_a_number() {
    let (mut bench, case) = traced(PaperPolicy::ActFirst);
    for n in [NUMBER, 0xA9] {
        let draft = C::OrderDraft(crate::domain::command::DraftOrder {
            account: sealed(n),
            institution: "PAY".parse().unwrap(),
            limit: None,
            money_at: None,
        });
        let found = bench
            .give(&officer(), Some(Key::Case(case)), draft)
            .unwrap_err();
        assert_eq!(found.code, Code::IllegalTransition);
        assert!(found.msg.contains("ask for the card"), "{}", found.msg);
    }
}

#[test]
fn a_delayed_transfer_is_a_place_its_money_comes_to_later() {
    let mut bench = Bench::new();
    let mut told = transfer(1, Fen::yuan(10), Some(bench.now));
    told.delay = Some(crate::domain::case::Delay::TwoHours);
    let events = bench.give(&officer(), None, report(vec![told])).unwrap();
    let hop = bench.floor.hops().values().next().unwrap();
    assert_eq!(hop.at, Some(bench.now + Span::hours(2)));
    let order = bench.floor.order(&drafted(&events)[0]).unwrap();
    assert_eq!(order.money_at, hop.at);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a bank tells, its sums are all in the trace: what is new, and what standing places grew by.
    #[test]
    fn no_sum_of_an_answer_is_lost(told in prop::collection::vec((0u128..12, 1i64..1_000), 0..40)) {
        let (mut bench, case) = traced(PaperPolicy::ActFirst);
        let id = asked(&mut bench, case, CARD);
        let in_all = |bench: &Bench| bench.floor.hops_of(case).filter_map(|h| h.amount).sum::<Fen>();
        let before = in_all(&bench);
        let outputs: Vec<ToldAccount> = told
            .iter()
            .map(|(n, yuan)| account(if *n == 0 { CARD } else if *n == 1 { NUMBER } else { *n }, *yuan))
            .collect();
        give(&mut bench, &liaison("ICBC"), id, tells(outputs)).unwrap();
        let went_on: i64 = told.iter().filter(|(n, _)| *n != 0).map(|(_, yuan)| yuan).sum();
        prop_assert_eq!(in_all(&bench), before.saturating_add(Fen::yuan(went_on)));
        for hop in bench.floor.hops_of(case) {
            let above = hop.parent.map(|id| bench.floor.hop(&id).unwrap().depth);
            prop_assert_eq!(hop.depth, above.map_or(1, |depth| depth + 1));
        }
    }
}
