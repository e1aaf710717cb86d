//! Whatever officers, desks and time do in whatever order: never a third stop on an account, never two open
//! orders on one, no amount below nothing, and the log folded again gives the same floor.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::domain::floor::Floor;
use crate::domain::masked::Token;

const ACCOUNTS: [u128; 3] = [1, 2, 3];

#[derive(Clone, Debug)]
enum Step {
    Open(Index),
    Draft(Index, Index),
    /// Gives an order its next command on the way to a stop.
    Onward(Index, bool),
    Any(Index, usize),
    /// Brings all open orders to a stop as far as they go, then past the cliff.
    StopAll,
    Pass(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => any::<Index>().prop_map(Step::Open),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(c, a)| Step::Draft(c, a)),
        8 => (any::<Index>(), any::<bool>()).prop_map(|(o, moved)| Step::Onward(o, moved)),
        2 => (any::<Index>(), 0..9usize).prop_map(|(o, n)| Step::Any(o, n)),
        1 => Just(Step::StopAll),
        2 => prop_oneof![Just(5), Just(600), Just(48 * 3600)].prop_map(Step::Pass),
    ]
}

fn play(bench: &mut Bench, step: &Step) {
    let account = |at: &Index| ACCOUNTS[at.index(ACCOUNTS.len())];
    let pick = |bench: &Bench, at: &Index| {
        let ids: Vec<OrderId> = bench.floor.orders().keys().copied().collect();
        (!ids.is_empty()).then(|| ids[at.index(ids.len())])
    };
    // Refusals are part of the game: only the floor is judged.
    match step {
        Step::Open(at) => {
            let told = vec![transfer(account(at), Fen::yuan(100), None)];
            let _ = bench.give(&author(), None, report(told));
        }
        Step::Draft(case, at) => {
            let ids: Vec<CaseId> = bench.floor.cases().keys().copied().collect();
            if !ids.is_empty() {
                let key = Key::Case(ids[case.index(ids.len())]);
                let _ = bench.give(&author(), Some(key), draft_on(account(at)));
            }
        }
        Step::Onward(at, moved) => {
            if let Some(id) = pick(bench, at) {
                onward(bench, id, *moved);
            }
        }
        Step::Any(at, n) => {
            if let Some(id) = pick(bench, at) {
                let (who, command) = any_command(*n);
                let _ = bench.give(&who, Some(Key::Order(id)), command);
            }
        }
        Step::StopAll => {
            let ids: Vec<OrderId> = bench.floor.orders().keys().copied().collect();
            for id in ids.iter().cycle().take(4 * ids.len()) {
                onward(bench, *id, false);
            }
            bench.pass(Span::hours(48));
            bench.tick();
        }
        Step::Pass(secs) => {
            bench.pass(Span::secs(*secs));
            bench.tick();
        }
    }
}

fn onward(bench: &mut Bench, id: OrderId, moved: bool) {
    let standing = order(bench, id);
    let bank = liaison(standing.institution.as_str());
    let (who, command) = match standing.state {
        OrderState::Draft => (second(), C::OrderReview(NoArgs {})),
        OrderState::Reviewed => (author(), C::OrderSend(NoArgs {})),
        OrderState::Sent => (bank, C::OrderAck(NoArgs {})),
        OrderState::Acked if moved => (bank, moved_to(&ACCOUNTS)),
        OrderState::Acked => (bank, held(1)),
        _ => return,
    };
    let _ = bench.give(&who, Some(Key::Order(id)), command);
    bench.pass(Span::secs(5));
    bench.tick();
}

fn any_command(n: usize) -> (Actor, C) {
    match n {
        0 => (author(), C::OrderActFirst(NoArgs {})),
        1 => (author(), C::OrderRecall(NoArgs {})),
        2 => (author(), C::OrderCancel(why("no"))),
        3 => (liaison("ICBC"), C::OrderAck(NoArgs {})),
        4 => (liaison("ICBC"), held(1)),
        5 => (liaison("BOC"), moved_to(&ACCOUNTS)),
        6 => (liaison("BOC"), differs()),
        7 => (author(), C::OrderPaper(NoArgs {})),
        _ => (second(), C::OrderReview(NoArgs {})),
    }
}

fn check(bench: &Bench) {
    for account in ACCOUNTS {
        let on = || bench.floor.orders_on(Token(account));
        let stops: u32 = on().map(|o| u32::from(o.stop_count)).sum();
        assert!(stops <= 2, "{stops} stops on one account");
        let drafts = on().filter(|o| o.state == OrderState::Draft).count();
        assert!(drafts <= 1, "{drafts} drafts on one account");
    }
    for (n, order) in (1..).zip(bench.floor.orders().values()) {
        assert!(
            order.no >= 1 && order.no <= bench.floor.numbers().order,
            "{n}"
        );
        assert!(order.held.is_none_or(Fen::is_positive));
        assert!(order.limit.is_none_or(Fen::is_positive));
        assert_eq!(order.stop_count > 0, order.held.is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_a_third_stop(steps in prop::collection::vec(step(), 1..120)) {
        let mut bench = Bench::new();
        for step in &steps {
            play(&mut bench, step);
            check(&bench);
        }
        let mut again = Floor::default();
        bench.log.iter().for_each(|event| again.apply(event));
        prop_assert_eq!(again, bench.floor);
    }
}
