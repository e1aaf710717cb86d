//! Worth against values reckoned by hand from the shipped curve: 5 % locked, the rest a mixture of means of
//! 5, 120 and 1 440 minutes.

use proptest::prelude::*;

use super::*;
use crate::domain::alert::{Call, CallState, Tier};
use crate::domain::command::{Command as C, NoArgs, RaiseAlert};
use crate::domain::decide::bench::{Bench, officer, report, transfer, warning};
use crate::domain::ids::{CaseId, Key, OrderId};
use crate::domain::order::OrderState;
use crate::domain::script::{Answer, Choice};

fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found}, not {expected}"
    );
}

/// A sum of yuan reckoned by hand, to a tenth.
fn yuan(found: Fen, expected: f64) {
    near(found.0 as f64 / 100.0, expected, 0.1);
}

#[test]
fn survival_follows_the_published_figures() {
    let policy = Policy::shipped().worth;
    for (minutes, expected) in [
        (-5, 1.0),
        (0, 1.0),
        (5, 0.484_811),
        (10, 0.292_471),
        (30, 0.168_697),
    ] {
        near(survival(Span::mins(minutes), &policy), expected, 1e-5);
    }
    // 54 %, 75 % and 88 % of what is not locked leaves in 5, 10 and 30 minutes.
    for (minutes, gone) in [(5, 0.54), (10, 0.75), (30, 0.88)] {
        let stays = (survival(Span::mins(minutes), &policy) - 0.05) / 0.95;
        near(1.0 - stays, gone, 0.01);
    }
}

fn live(tier: Tier) -> RaiseAlert {
    RaiseAlert {
        call: Some(Call {
            state: CallState::Active,
            started_at: None,
        }),
        ..warning(tier)
    }
}

fn worth_of(bench: &Bench, id: AlertId) -> Worth {
    of_alert(bench.alert(id), bench.now, &bench.policy)
}

#[test]
fn a_loss_is_worth_what_its_stop_would_still_find() {
    let mut bench = Bench::new();
    let at = bench.now - Span::mins(4);
    let id = bench.raise(RaiseAlert {
        at_risk: Some(Fen::yuan(52_000)),
        transfer_at: Some(at),
        ..warning(Tier::P1)
    });
    let worth = worth_of(&bench, id);
    let why = worth.why;
    assert_eq!((why.stake, why.sum), (Stake::Catch, Sum::Known));
    assert_eq!((why.since, why.start), (at, Start::Known));
    assert_eq!(why.desk, Some(Span::mins(2)));
    yuan(why.now, 22_361.9); // 6 min after the transfer the desk acts: 43.0 %
    yuan(why.soon, 10_965.3); // after 16: 21.1 %
    yuan(worth.per_minute, 1_788.3); // after 10: 29.2 %; the difference over 4 minutes
}

#[test]
fn a_live_call_is_worth_what_dissuading_saves() {
    let mut bench = Bench::new();
    let id = bench.raise(RaiseAlert {
        at_risk: Some(Fen::yuan(52_000)),
        ..live(Tier::P0)
    });
    let worth = worth_of(&bench, id);
    assert_eq!(worth.why.stake, Stake::Prevent);
    assert_eq!(worth.why.desk, None);
    yuan(worth.why.now, 24_700.0); // 0.5 x 0.95
    yuan(worth.why.soon, 9_086.6);
    yuan(worth.per_minute, 2_035.8); // 24 700 x (1 - e^-0.4), over the 4 minutes of a call

    // While the victim is on the line nothing has been paid; time does not lower it.
    bench.pass(Span::mins(20));
    assert_eq!(worth_of(&bench, id).per_minute, worth.per_minute);
    let call = C::AlertCall(crate::domain::command::CallNow {
        state: CallState::Ended,
    });
    let producer = crate::domain::decide::bench::producer();
    bench.give(&producer, Some(Key::Alert(id)), call).unwrap();
    yuan(worth_of(&bench, id).why.now, 24_700.0 * 0.135_335);
}

#[test]
fn an_unknown_sum_is_assumed_and_says_so() {
    let mut bench = Bench::new();
    let id = bench.raise(warning(Tier::P2));
    bench.pass(Span::mins(10));
    let worth = worth_of(&bench, id);
    assert_eq!(worth.why.sum, Sum::Assumed);
    assert_eq!(worth.why.start, Start::Assumed);
    assert_eq!(worth.why.amount, Fen::yuan(5_000));
    yuan(worth.why.now, 14.01); // 5 000 x 0.003 x 0.95 x e^(-10/600)
}

#[test]
fn what_the_victim_tells_turns_prevention_into_a_chase() {
    let mut bench = Bench::new();
    let id = bench.raise(RaiseAlert {
        at_risk: Some(Fen::yuan(9_000)),
        ..live(Tier::P1)
    });
    let claim = C::AlertClaim(NoArgs {});
    bench.give(&officer(), Some(Key::Alert(id)), claim).unwrap();
    let answers = [
        (Question::Transferred, Choice::Bank, None),
        (Question::Amount, Choice::Sum, Some(Fen::yuan(700))),
    ];
    for (question, choice, amount) in answers {
        let answer = C::AlertAnswer(Answer {
            question,
            choice,
            amount,
        });
        bench
            .give(&officer(), Some(Key::Alert(id)), answer)
            .unwrap();
    }
    let why = worth_of(&bench, id).why;
    assert_eq!((why.stake, why.amount), (Stake::Catch, Fen::yuan(700)));
    assert_eq!(known_loss(bench.alert(id)), Some(Fen::yuan(700)));
}

#[test]
fn the_queue_puts_a_live_p0_first_and_then_goes_by_worth() {
    let mut bench = Bench::new();
    let now = bench.now;
    let mut raise = |told: RaiseAlert, yuan: i64| {
        bench.raise(RaiseAlert {
            at_risk: Some(Fen::yuan(yuan)),
            ..told
        })
    };
    let lost = raise(
        RaiseAlert {
            transfer_at: Some(now - Span::mins(4)),
            ..warning(Tier::P2)
        },
        1_000_000,
    );
    let small_p0 = raise(live(Tier::P0), 100);
    let quiet_p0 = raise(warning(Tier::P0), 10);
    let live_p1 = raise(live(Tier::P1), 50_000);
    let p2 = raise(warning(Tier::P2), 200_000);
    let order: Vec<_> = queue(&bench.floor, now, &bench.policy)
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    assert_eq!(order, [small_p0, lost, live_p1, p2, quiet_p0]);
    let waits = |alert: &Alert| alert.id != small_p0;
    let next = first(&bench.floor, now, &bench.policy, waits).unwrap();
    assert_eq!(next.0, lost);

    // Held alerts stay in it; what is on the shelf or has ended does not.
    let claim = C::AlertClaim(NoArgs {});
    let shelve = C::AlertShelve(crate::domain::command::ShelveFor {
        minutes: 10,
        reason: "calls back".into(),
    });
    for command in [claim, shelve] {
        assert_eq!(queue(&bench.floor, now, &bench.policy).len(), 5);
        bench
            .give(&officer(), Some(Key::Alert(p2)), command)
            .unwrap();
    }
    assert_eq!(queue(&bench.floor, now, &bench.policy).len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn survival_only_falls(a in -100_000_i64..100_000_000, b in 0_i64..100_000_000) {
        let policy = Policy::shipped().worth;
        let (early, late) = (survival(Span(a), &policy), survival(Span(a + b), &policy));
        prop_assert!(early >= late && late >= policy.locked && early <= 1.0);
    }

    #[test]
    fn more_money_is_never_worth_less_and_waiting_never_helps(
        fen in 1_i64..10_000_000_000, more in 0_i64..10_000_000_000,
        age_ms in 0_i64..200_000_000, lost in any::<bool>(), tier in 0..4_usize,
    ) {
        let mut bench = Bench::new();
        let told = RaiseAlert { at_risk: Some(Fen(fen)), ..warning(Tier::ALL[tier]) };
        let transfer_at = lost.then_some(bench.now);
        let id = bench.raise(RaiseAlert { transfer_at, ..told });
        let mut alert = (*bench.alert(id).is).clone();
        let now = bench.now + Span(age_ms);
        let small = of_alert(&alert, now, &bench.policy);
        alert.at_risk = Some(Fen(fen + more));
        let large = of_alert(&alert, now, &bench.policy);
        prop_assert!(small.why.now >= small.why.soon && small.why.soon >= Fen::ZERO);
        prop_assert!(small.per_minute >= Fen::ZERO && small.why.now <= small.why.amount);
        // Rounding to the fen may cost one fen of difference.
        prop_assert!(large.per_minute.0 + 1 >= small.per_minute.0);
        prop_assert!(large.why.now >= small.why.now);
    }
}

/// A case of one transfer of ¥52 000 to ICBC four minutes ago, its order drafted.
fn chased() -> (Bench, CaseId, OrderId) {
    let mut bench = Bench::new();
    let told = transfer(1, Fen::yuan(52_000), Some(bench.now - Span::mins(4)));
    bench
        .give(&officer_of_cases(), None, report(vec![told]))
        .unwrap();
    let case = *bench.floor.cases().keys().next().unwrap();
    let order = *bench.floor.orders().keys().next().unwrap();
    (bench, case, order)
}

fn officer_of_cases() -> crate::domain::org::Actor {
    crate::domain::decide::bench::actor("u:1", &[crate::domain::org::Role::Disposal])
}

fn reach(bench: &Bench, case: CaseId) -> Fen {
    let case = bench.floor.case(&case).unwrap();
    reachable(&frontier(&bench.floor, case), bench.now, &bench.policy)
}

fn put_state(bench: &mut Bench, id: OrderId, state: OrderState) {
    let held = bench.floor.order(&id).unwrap();
    let mut order = (*held.is).clone();
    order.state = state;
    let ver = held.ver + 1;
    let entity = crate::domain::floor::Entity::Order(order.into());
    bench.floor.put(&Key::Order(id), ver, Some(entity));
}

#[test]
fn an_order_is_worth_what_its_desk_would_still_find() {
    let (mut bench, case, id) = chased();
    let order = |bench: &Bench| {
        let order = bench.floor.order(&id).unwrap();
        of_order(&bench.floor, order, bench.now, &bench.policy)
    };
    let worth = order(&bench).unwrap();
    assert_eq!(worth.why.tier_no, Some(1));
    yuan(worth.why.now, 22_361.9);
    yuan(worth.why.soon, 10_965.3);
    // What 4 minutes cost, as for a call; a look at the trace takes one.
    yuan(worth.per_minute, 7_153.4);
    let whole = of_case(
        &bench.floor,
        bench.floor.case(&case).unwrap(),
        bench.now,
        &bench.policy,
    );
    assert_eq!(whole.unwrap().per_minute, worth.per_minute);

    put_state(&mut bench, id, OrderState::Sent);
    assert_eq!(order(&bench), None, "it is the desk's turn");
    let whole = of_case(
        &bench.floor,
        bench.floor.case(&case).unwrap(),
        bench.now,
        &bench.policy,
    );
    assert_eq!(whole, None);
}

#[test]
fn the_frontier_is_where_money_may_still_be() {
    let (mut bench, case, id) = chased();
    // 4 minutes old: 0.05 + 0.95 x (0.85 e^-0.8 + 0.12 e^(-4/120) + 0.03 e^(-4/1440)) = 55.16 %
    for (state, expected) in [
        (OrderState::Draft, 28_681.0),
        (OrderState::Reviewed, 28_681.0),
        (OrderState::Sent, 28_681.0),
        (OrderState::Acked, 28_681.0),
        (OrderState::TimedOut, 28_681.0),
        (OrderState::Stopped, 0.0),
        (OrderState::Empty, 0.0),
        // Nobody has stopped it, and nobody says that it has gone.
        (OrderState::Mismatch, 28_681.0),
        (OrderState::Cancelled, 28_681.0),
    ] {
        put_state(&mut bench, id, state);
        near(reach(&bench, case).0 as f64 / 100.0, expected, 5.0);
    }
}

#[test]
fn a_second_victims_money_on_the_same_account_counts_until_its_fate_is_known() {
    let (mut bench, _, id) = chased();
    let told = transfer(1, Fen::yuan(1_000), Some(bench.now));
    bench
        .give(&officer_of_cases(), None, report(vec![told]))
        .unwrap();
    let second = *bench
        .floor
        .cases()
        .keys()
        .find(|c| bench.floor.case(c).unwrap().no == 2)
        .unwrap();
    assert_eq!(reach(&bench, second), Fen::yuan(1_000));
    put_state(&mut bench, id, OrderState::Empty);
    assert_eq!(reach(&bench, second), Fen::ZERO);
}

#[test]
fn a_measured_desk_counts_with_its_own_time() {
    let (mut bench, _, id) = chased();
    let mut desk: crate::domain::org::Desk = serde_json::from_value(serde_json::json!({
        "institution": "ICBC", "kind": "bank", "name_zh": "工行", "name_en": "ICBC",
        "staffed": true, "paper": "act_first",
    }))
    .unwrap();
    desk.answers = vec![Span::mins(6)];
    let key = Key::Desk(desk.institution.clone());
    bench.floor.put(
        &key,
        1,
        Some(crate::domain::floor::Entity::Desk(desk.into())),
    );
    let order = bench.floor.order(&id).unwrap();
    let why = of_order(&bench.floor, order, bench.now, &bench.policy)
        .unwrap()
        .why;
    assert_eq!(why.desk, Some(Span::mins(6)));
    yuan(why.now, 15_208.5); // found after 10 minutes: 29.2 %
}

#[test]
fn a_small_order_of_one_victim_does_not_hide_the_money_of_another() {
    use crate::domain::command::{Held, Leaves};
    use crate::domain::decide::bench::{actor, liaison};
    use crate::domain::org::Role;
    let officer = actor("u:1", &[Role::Disposal]);
    let mut bench = Bench::new();
    let first = report(vec![transfer(1, Fen::yuan(1_000), Some(bench.now))]);
    let events = bench.give(&officer, None, first).unwrap();
    let Key::Case(one) = events[0].key else {
        panic!("{events:?}")
    };
    let order = *bench.floor.orders().keys().next().unwrap();
    let hops = bench.floor.hops_of(one).map(|hop| hop.id).collect();
    let stop = C::CaseStopFrontier(Leaves { hops });
    bench.give(&officer, Some(Key::Case(one)), stop).unwrap();
    bench.pass(Span::secs(5));
    bench.tick();
    let stopped = C::OrderStopped(Held {
        held: Fen::yuan(1_000),
    });
    for answer in [C::OrderAck(NoArgs {}), stopped] {
        let bank = liaison("ICBC");
        bench.give(&bank, Some(Key::Order(order)), answer).unwrap();
    }
    assert_eq!(catchable(&bench), Fen::ZERO);

    let paid = transfer(1, Fen::yuan(50_000), Some(bench.now));
    bench.give(&officer, None, report(vec![paid])).unwrap();
    assert_eq!(catchable(&bench), Fen::yuan(50_000));
    let two = bench.floor.cases().values().last().unwrap();
    let own: Vec<_> = bench.floor.orders_of(two.id).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].limit, Some(Fen::yuan(50_000)));
}

/// What can still be caught of all cases.
fn catchable(bench: &Bench) -> Fen {
    let cases = bench.floor.cases().values();
    let each = cases.map(|case| reachable(&frontier(&bench.floor, case), bench.now, &bench.policy));
    each.sum()
}

#[test]
fn an_account_somebody_names_is_part_of_the_loss_that_is_known() {
    use crate::domain::command::DraftOrder;
    use crate::domain::decide::bench::{actor, sealed};
    use crate::domain::org::Role;
    let officer = actor("u:1", &[Role::Disposal]);
    let mut bench = Bench::new();
    let paid = transfer(1, Fen::yuan(52_000), Some(bench.now));
    let events = bench.give(&officer, None, report(vec![paid])).unwrap();
    let Key::Case(id) = events[0].key else {
        panic!("{events:?}")
    };
    let draft = C::OrderDraft(DraftOrder {
        account: sealed(2),
        institution: "ABC".parse().unwrap(),
        limit: Some(Fen::yuan(20_000)),
        money_at: Some(bench.now),
    });
    bench.give(&officer, Some(Key::Case(id)), draft).unwrap();
    assert_eq!(catchable(&bench), Fen::yuan(52_000));
    let case = bench.floor.case(&id).unwrap();
    let why = of_case(&bench.floor, case, bench.now, &bench.policy)
        .unwrap()
        .why;
    assert_eq!((why.amount, why.sum), (Fen::yuan(52_000), Sum::Known));
    assert_eq!(
        frontier(&bench.floor, case).len(),
        2,
        "both places are looked at"
    );
}
