//! One queue of everything, reckoned by hand from the shipped curve; and the money of delayed transfers.

use proptest::prelude::*;

use super::*;
use crate::domain::alert::{Call, CallState};
use crate::domain::case::Delay;
use crate::domain::command::{
    Command as C, Leaves, NoArgs, RaiseAlert, ToldTransfer, WhichTransfer,
};
use crate::domain::decide::bench::{Bench, actor, drafted, list, report, transfer, warning};
use crate::domain::event::Reality;
use crate::domain::floor::Entity;
use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::domain::org::{Actor, DeskKind, PaperPolicy, Role};
use crate::domain::time::Span;
use crate::domain::worth::{Stake, reachable};

fn officer() -> Actor {
    actor("u:1", &[Role::Disposal])
}

fn opened(bench: &mut Bench, told: Vec<ToldTransfer>) -> CaseId {
    let events = bench.give(&officer(), None, report(told)).unwrap();
    let Key::Case(id) = events[0].key else {
        panic!("{events:?}")
    };
    id
}

/// Money that went to an order number at a payment firm four minutes ago.
fn to_a_number(bench: &mut Bench, n: u128, yuan: i64) -> ToldTransfer {
    list(bench, "PAY", DeskKind::Payment, PaperPolicy::ActFirst);
    let mut told = transfer(n, Fen::yuan(yuan), Some(bench.now - Span::mins(4)));
    told.institution = "PAY".parse().unwrap();
    told
}

fn queue(bench: &Bench) -> Vec<Item> {
    let rows = items(&bench.floor, bench.now, &bench.policy);
    rows.into_iter().map(|(item, _)| item).collect()
}

/// Yuan that can probably still be reached in a case.
fn reach(bench: &Bench, case: CaseId) -> i64 {
    let leaves = frontier(&bench.floor, bench.floor.case(&case).unwrap());
    reachable(&leaves, bench.now, &bench.policy).0 / 100
}

#[test]
fn a_number_is_worth_what_is_left_after_the_answer_and_the_stop() {
    let mut bench = Bench::new();
    let told = to_a_number(&mut bench, 1, 52_000);
    let case = opened(&mut bench, vec![told]);
    let worth = |bench: &Bench| {
        let hop = bench.floor.hops_of(case).next().unwrap();
        of_hop(&bench.floor, hop, bench.now, &bench.policy).unwrap()
    };
    let why = worth(&bench).why;
    assert_eq!((why.stake, why.tier_no), (Stake::Catch, Some(1)));
    assert_eq!(
        (why.query, why.desk),
        (Some(Span::mins(5)), Some(Span::mins(2)))
    );
    assert_eq!(why.now.0 / 100, 14_132, "after 11 minutes: 27.2 %");

    let key = Key::Desk("PAY".parse().unwrap());
    let mut desk = (*bench.floor.desk(&"PAY".parse().unwrap()).unwrap().is).clone();
    desk.query_answers = vec![Span::mins(10)];
    bench.floor.put(&key, 2, Some(Entity::Desk(desk.into())));
    let why = worth(&bench).why;
    assert_eq!(why.query, Some(Span::mins(10)), "as measured");
    assert_eq!(why.now.0 / 100, 10_965, "after 16 minutes: 21.1 %");
}

#[test]
fn a_case_stands_once_for_what_one_key_moves() {
    let mut bench = Bench::new();
    let one = opened(&mut bench, vec![transfer(1, Fen::yuan(900), None)]);
    let order = bench.floor.orders_of(one).next().unwrap().id;
    let told = to_a_number(&mut bench, 2, 52_000);
    let number = opened(&mut bench, vec![told]);
    let number = bench.floor.hops_of(number).next().unwrap().id;
    let both = [3, 4].map(|n| transfer(n, Fen::yuan(52_000), None));
    let both = opened(&mut bench, both.into());
    let mut found = queue(&bench);
    assert_eq!(found[0], Item::Case(both), "two fresh sums");
    found.sort_unstable();
    assert_eq!(
        found,
        [Item::Case(both), Item::Order(order), Item::Hop(number)]
    );

    let hops = bench.floor.hops_of(both).map(|hop| hop.id).collect();
    let press = C::CaseStopFrontier(Leaves { hops });
    bench
        .give(&officer(), Some(Key::Case(both)), press)
        .unwrap();
    let ask = C::HopAsk(NoArgs {});
    bench.give(&officer(), Some(Key::Hop(number)), ask).unwrap();
    assert_eq!(
        queue(&bench),
        [Item::Order(order)],
        "the rest is with the desks"
    );
}

#[test]
fn a_p0_on_the_line_comes_before_all_money_and_exercises_after_all() {
    let mut bench = Bench::new();
    let case = opened(&mut bench, vec![transfer(1, Fen::yuan(9_000_000), None)]);
    let order = bench.floor.orders_of(case).next().unwrap().id;
    let told = |tier, yuan| RaiseAlert {
        at_risk: Some(Fen::yuan(yuan)),
        call: Some(Call {
            state: CallState::Active,
            started_at: None,
        }),
        ..warning(tier)
    };
    let drill = bench.raise(told(Tier::P0, 1_000_000));
    let mut alert = (*bench.alert(drill).is).clone();
    alert.reality = Reality::Exercise;
    let entity = Entity::Alert(alert.into());
    bench.floor.put(&Key::Alert(drill), 2, Some(entity));
    let p1 = bench.raise(told(Tier::P1, 10));
    let p0 = bench.raise(told(Tier::P0, 1));
    let expected = [
        Item::Alert(p0),
        Item::Order(order),
        Item::Alert(p1),
        Item::Alert(drill),
    ];
    assert_eq!(queue(&bench), expected);
}

#[test]
fn delayed_money_is_all_there_until_it_comes_in_and_gone_when_it_is_called_back() {
    let mut bench = Bench::new();
    let at = Some(bench.now - Span::mins(5));
    let at_once = transfer(1, Fen::yuan(10_000), at);
    let mut later = transfer(1, Fen::yuan(90_000), at);
    later.delay = Some(Delay::TwoHours);
    let case = opened(&mut bench, vec![at_once, later.clone()]);
    assert_eq!(
        reach(&bench, case),
        94_848,
        "48.5 % of the one, all of the other"
    );
    let called_back = C::CaseRevoke(WhichTransfer { transfer: 1 });
    let key = Some(Key::Case(case));
    let mut other = bench.floor.clone();
    bench.give(&officer(), key, called_back).unwrap();
    assert_eq!(reach(&bench, case), 4_848);

    // Not called back, it runs from the moment it comes in.
    std::mem::swap(&mut bench.floor, &mut other);
    bench.pass(Span::hours(2));
    let share = reach(&bench, case) - 90_000 * 48 / 100;
    assert!((0..2_500).contains(&share), "{share}");

    let now = bench.now;
    let alone = opened(
        &mut bench,
        vec![ToldTransfer {
            account: crate::domain::decide::bench::sealed(2),
            at: Some(now),
            ..later
        }],
    );
    assert_eq!(reach(&bench, alone), 90_000);
    let called_back = C::CaseRevoke(WhichTransfer { transfer: 0 });
    bench
        .give(&officer(), Some(Key::Case(alone)), called_back)
        .unwrap();
    assert_eq!(reach(&bench, alone), 0);
}

#[test]
fn an_order_without_a_leaf_is_worth_nothing() {
    let mut bench = Bench::new();
    let told = vec![transfer(1, Fen::yuan(9), None)];
    let events = bench.give(&officer(), None, report(told)).unwrap();
    let order = drafted(&events)[0];
    for command in [C::OrderActFirst(NoArgs {}), C::OrderSend(NoArgs {})] {
        let held = bench.floor.order(&order).unwrap();
        assert!(of_order(&bench.floor, held, bench.now, &bench.policy).is_some());
        bench
            .give(&officer(), Some(Key::Order(order)), command)
            .unwrap();
    }
    let held = bench.floor.order(&order).unwrap();
    assert!(of_order(&bench.floor, held, bench.now, &bench.policy).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_more_can_be_reached_than_came_in(
        told in prop::collection::vec((0u128..4, 1i64..1_000_000, 0i64..300, 0usize..3), 1..8),
        passes in 0i64..4_000,
    ) {
        let mut bench = Bench::new();
        let delays = [Delay::None, Delay::TwoHours, Delay::NextDay];
        let transfers = told.iter().map(|(n, yuan, ago, delay)| {
            let at = Some(bench.now - Span::mins(*ago));
            ToldTransfer { delay: Some(delays[*delay]), ..transfer(*n, Fen::yuan(*yuan), at) }
        });
        let transfers = transfers.collect();
        let case = opened(&mut bench, transfers);
        bench.pass(Span::mins(passes));
        let all: i64 = told.iter().map(|(_, yuan, ..)| yuan).sum();
        prop_assert!((0..=all).contains(&reach(&bench, case)));
    }
}
