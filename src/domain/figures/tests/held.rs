//! Held money, stopped and frozen apart, and the desks that hold it.

use super::*;
use crate::domain::command::{AskFor, Flow, HopTold, Leaves};
use crate::domain::decide::bench::{producer, sealed};
use crate::domain::ids::CaseId;
use crate::domain::order::AskKind;

/// What is asked about an order, agreed to and done.
fn granted(bench: &mut Bench, id: OrderId, kind: AskKind) {
    let asked = C::OrderAsk(AskFor {
        kind,
        term: None,
        reason: "the account of a shop".into(),
    });
    to(bench, &disposal(), id, asked);
    let approver = actor("u:7", &[Role::Approver]);
    to(bench, &approver, id, C::OrderApprove(NoArgs {}));
    bench.pass(Span::secs(5));
    bench.tick();
    to(bench, &liaison("ICBC"), id, C::OrderGranted(NoArgs {}));
}

#[test]
fn stopped_and_frozen_stay_apart_and_both_stand_on_the_cliff() {
    let mut bench = Bench::new();
    listed(&mut bench);
    let [held, frozen, shop] = [(1, 100), (2, 200), (3, 300)].map(|(account, yuan)| {
        let id = opened(&mut bench, account, yuan, None);
        sent(&mut bench, id);
        stopped(&mut bench, id, yuan);
        id
    });
    let stopped_at = bench.floor.order(&frozen).unwrap().effective_at.unwrap();
    let case = Key::Case(bench.floor.order(&frozen).unwrap().case);
    let file = C::CaseFile(NoArgs {});
    bench.give(&disposal(), Some(case), file).unwrap();
    bench.pass(Span::hours(3));
    granted(&mut bench, frozen, AskKind::Freeze);
    let took = bench.now.since(stopped_at);
    granted(&mut bench, shop, AskKind::Release);

    let figures = of(&bench);
    let money = figures.money;
    assert_eq!(money.stopped, Fen::yuan(100));
    assert_eq!(money.frozen, Some(Fen::yuan(200)));
    assert_eq!(money.released, Fen::yuan(300));
    assert_eq!(money.ever_stopped, Fen::yuan(600));
    assert_eq!(figures.stop_to_freeze.p50, Some(took));
    assert_eq!(figures.frozen_of_stopped, Share { hits: 1, of: 2 });
    assert_eq!(figures.cliff.under_30d.orders, 1, "the stop");

    let pile = |orders, yuan| Pile {
        orders,
        held: Fen::yuan(yuan),
    };
    let end = bench.floor.order(&frozen).unwrap().expires_at.unwrap();
    bench.pass(Span::hours(48));
    bench.tick();
    assert_eq!(
        bench.floor.order(&held).unwrap().state,
        OrderState::Lapsed,
        "unfrozen money went free"
    );
    bench.now = end - Span::hours(23);
    let cliff = of(&bench).cliff;
    assert_eq!(cliff.under_2h, Pile::default());
    assert_eq!(cliff.under_24h, pile(1, 200));
    assert_eq!(cliff.under_30d, pile(1, 200));
}

#[test]
fn a_desk_is_dark_when_it_leaves_work_waiting() {
    use DeskState::{Away, Dark, Staffed};
    let staff = |staffed| C::DeskStaff(StaffNow { staffed });
    let mut bench = Bench::new();
    listed(&mut bench);
    let board = |bench: &Bench| {
        let row = of(bench).desks.remove(0);
        (row.state, row.staffed, row.waiting, row.oldest_wait)
    };
    let icbc = Key::Desk("ICBC".parse().unwrap());
    let seat = |bench: &mut Bench, staffed| {
        let key = Some(icbc.clone());
        bench.give(&liaison("ICBC"), key, staff(staffed)).unwrap();
    };
    assert_eq!(board(&bench), (Staffed, true, 0, None));
    seat(&mut bench, false);
    assert_eq!(board(&bench), (Away, false, 0, None));

    let id = opened(&mut bench, 1, 100, None);
    sent(&mut bench, id);
    let wait = |secs| Some(Span::secs(secs));
    assert_eq!(board(&bench), (Dark, false, 1, wait(0)), "nobody there");
    seat(&mut bench, true);
    assert_eq!(board(&bench), (Staffed, true, 1, wait(0)));
    bench.policy.order.desk_dark_s = 300;
    bench.pass(Span::secs(299));
    assert_eq!(board(&bench).0, Staffed);
    bench.pass(Span::secs(1));
    assert_eq!(board(&bench), (Dark, true, 1, wait(300)), "silent");

    // A word is a sign of life, for as long again.
    to(&mut bench, &liaison("ICBC"), id, C::OrderAck(NoArgs {}));
    assert_eq!(board(&bench), (Staffed, true, 1, wait(300)));
    bench.pass(Span::secs(200));
    let held = Fen::yuan(1);
    to(
        &mut bench,
        &liaison("ICBC"),
        id,
        C::OrderStopped(Held { held }),
    );
    assert_eq!(board(&bench), (Staffed, true, 0, None));

    // What is asked about it waits, too; work of before does not make the desk dark at once.
    bench.pass(Span::hours(5));
    let asked = C::OrderAsk(AskFor {
        kind: AskKind::SecondStop,
        term: None,
        reason: "".into(),
    });
    to(&mut bench, &disposal(), id, asked);
    to(&mut bench, &commander(), id, C::OrderApprove(NoArgs {}));
    assert_eq!(board(&bench).2, 0, "it has not left");
    bench.pass(Span::secs(5));
    bench.tick();
    assert_eq!(board(&bench), (Staffed, true, 1, wait(0)));
    bench.pass(Span::secs(300));
    assert_eq!(board(&bench).0, Dark);
}

#[test]
fn queries_wait_at_the_desk_and_are_measured_apart() {
    let mut bench = Bench::new();
    listed(&mut bench);
    opened(&mut bench, 1, 100, None);
    let hop = *bench.floor.hops().keys().next().unwrap();
    let key = || Some(Key::Hop(hop));
    bench
        .give(&disposal(), key(), C::HopAsk(NoArgs {}))
        .unwrap();
    bench.pass(Span::mins(7));
    let row = of(&bench).desks.remove(0);
    assert_eq!(row.waiting, 1);
    assert_eq!(row.oldest_wait, Some(Span::mins(7)));
    let told = C::HopAnswer(HopTold {
        rows: Some(12),
        outputs: Vec::new(),
        ended: None,
    });
    bench.give(&liaison("ICBC"), key(), told).unwrap();
    let row = of(&bench).desks.remove(0);
    assert_eq!(row.waiting, 0);
    assert_eq!((row.p50, row.query_p50), (None, Some(Span::mins(7))));
}

/// Sends everything a case waits for and lets it leave; the newest order.
fn pressed(bench: &mut Bench, case: CaseId) -> OrderId {
    let hops = bench.floor.hops_of(case).map(|hop| hop.id).collect();
    let all = C::CaseStopFrontier(Leaves { hops });
    bench.give(&disposal(), Some(Key::Case(case)), all).unwrap();
    bench.pass(Span::secs(5));
    bench.tick();
    let newest = bench.floor.orders_of(case).max_by_key(|order| order.no);
    newest.unwrap().id
}

#[test]
fn a_yuan_that_is_stopped_again_was_stopped_once() {
    let mut bench = Bench::new();
    listed(&mut bench);
    let first = opened(&mut bench, 1, 100, None);
    let case = bench.floor.order(&first).unwrap().case;
    sent(&mut bench, first);
    stopped(&mut bench, first, 60);
    let amounts = |bench: &Bench| {
        let money = of(bench).money;
        let of_case = Money::of_case(&bench.floor, bench.floor.case(&case).unwrap());
        assert_eq!(money, of_case, "floor and case say the same");
        [money.ever_stopped, money.stopped, money.lapsed].map(|sum| sum.0 / 100)
    };
    assert_eq!(amounts(&bench), [60, 60, 0]);
    bench.pass(Span::hours(49));
    bench.tick();
    assert_eq!(amounts(&bench), [60, 0, 60]);

    // A new order on the account finds 45 of it: they are held again, 15 went free.
    let again = pressed(&mut bench, case);
    assert_ne!(again, first);
    stopped(&mut bench, again, 45);
    assert_eq!(amounts(&bench), [60, 45, 15]);
    bench.pass(Span::hours(49));
    bench.tick();
    assert_eq!(amounts(&bench), [60, 0, 60]);
}

#[test]
fn another_victims_money_on_the_same_account_is_other_money() {
    let mut bench = Bench::new();
    listed(&mut bench);
    let first = opened(&mut bench, 1, 100, None);
    sent(&mut bench, first);
    stopped(&mut bench, first, 60);
    bench.pass(Span::hours(49));
    bench.tick();
    let other = opened(&mut bench, 1, 30, None);
    sent(&mut bench, other);
    stopped(&mut bench, other, 30);
    let money = of(&bench).money;
    assert_eq!(money.ever_stopped, Fen::yuan(90));
    assert_eq!(
        (money.stopped, money.lapsed),
        (Fen::yuan(30), Fen::yuan(60))
    );
}

#[test]
fn a_loaded_trace_has_no_money_that_runs_now() {
    let mut bench = Bench::new();
    let flow = Flow {
        name: "a public graph".into(),
        org: "330702".parse().unwrap(),
        from: sealed(1),
        from_institution: "ICBC".parse().unwrap(),
        to: sealed(2),
        to_institution: "ABC".parse().unwrap(),
        amount: Fen::yuan(1_000_000),
        at: Some(bench.now - Span::hours(1)),
        source: None,
    };
    let load = C::HopFlow(Box::new(flow));
    bench.give(&producer(), None, load).unwrap();
    let figures = of(&bench);
    assert_eq!(figures.catchable, Fen::ZERO);
    assert_eq!(figures.oldest_money_clock, None);
    assert_eq!(figures.money_clocks_breached, 0);
    // A reported loss of the same hour counts.
    let at = Some(bench.now - Span::hours(1));
    opened(&mut bench, 3, 100, at);
    assert!(of(&bench).catchable.is_positive());
    assert_eq!(of(&bench).money_clocks_breached, 1);
}
