//! No fen is made or lost, and money runs as published.

use super::*;
use proptest::prelude::*;

fn sum(totals: Totals) -> Fen {
    [
        totals.lies,
        totals.held,
        totals.cashed_out,
        totals.called_back,
    ]
    .into_iter()
    .sum()
}

proptest! {
    #[test]
    fn no_fen_is_made_or_lost(
        seed in any::<u64>(),
        acts in prop::collection::vec((0u8..4, 0usize..64, 1i64..50_000_000), 1..80),
    ) {
        let figures = DayFigures::shipped();
        let mut truth = Truth::new(seed, &figures);
        let mut now = Millis(0);
        for (n, (act, at, amount)) in acts.into_iter().enumerate() {
            now = now + Span::mins(at as i64);
            match (act, truth.accounts.len()) {
                (0, _) | (_, 0) => { truth.pay(n, &n.to_string(), Fen(amount), now); }
                (1, of) => { truth.stop(at % of, now); }
                (2, of) => truth.release(at % of, now),
                (_, of) => { truth.call_back(at % of, now); }
            }
            let totals = truth.totals(now);
            prop_assert_eq!(sum(totals), totals.paid);
        }
    }
}

#[test]
fn first_accounts_empty_as_published() {
    let figures = DayFigures::shipped();
    let gone = |after: i64| {
        let mut truth = Truth::new(3, &figures);
        let all: Vec<_> = (0..4000)
            .map(|victim| {
                let came = Came {
                    victim,
                    tier: 1,
                    amount: Fen::yuan(100),
                    arrived: Millis(0),
                };
                truth.open(victim.to_string(), came)
            })
            .collect();
        truth.totals(Millis(0) + Span::mins(after));
        let left = all
            .iter()
            .filter(|no| truth.account(**no).state != State::Lies);
        left.count() as f64 / 4000.0
    };
    for (after, published) in [(5, 0.54), (10, 0.75), (30, 0.88)] {
        let found = gone(after);
        assert!((found - published).abs() < 0.06, "{after} min: {found}");
    }
}

#[test]
fn tiers_and_splits_are_as_published() {
    let figures = DayFigures::shipped();
    let mut truth = Truth::new(9, &figures);
    for n in 0..1500 {
        truth.pay(n, &n.to_string(), Fen::yuan(20_000), Millis(0));
    }
    truth.totals(Millis(0) + Span::days(400));
    let firsts: Vec<_> = truth
        .accounts
        .iter()
        .filter(|a| a.tier == 1 && a.state == State::MovedOn)
        .map(|a| a.next.len())
        .collect();
    let mean = firsts.iter().sum::<usize>() as f64 / firsts.len() as f64;
    assert!((2.7..3.3).contains(&mean), "{mean}");
    assert!(firsts.iter().all(|n| *n <= 23));
    let tiers = truth.accounts.iter().map(|a| a.tier);
    assert!(tiers.clone().max() <= Some(10) && tiers.max() > Some(5));
    let numbers = truth.accounts.iter().filter(|a| a.platform.is_some());
    let share = numbers.count() as f64 / truth.accounts.len() as f64;
    assert!((0.32..0.38).contains(&share), "{share}");
}

#[test]
fn a_delayed_transfer_is_called_back_or_comes_in_and_is_not_held_before() {
    let mut figures = DayFigures::shipped();
    (figures.money.delayed, figures.money.locked) = (1.0, 1.0);
    let mut truth = Truth::new(5, &figures);
    let now = Millis(0);
    let [back, kept] = ["a", "b"].map(|name| truth.pay(0, name, Fen::yuan(100), now));
    let comes_in = truth.comes_in(back, now);
    assert_eq!(comes_in, Some(truth.account(back).arrived));
    assert!(truth.call_back(back, now));
    assert_eq!(truth.comes_in(back, now), None, "it never does");
    let later = now + Span::days(2);
    assert_eq!(truth.comes_in(kept, later), None, "it has");
    assert!(!truth.call_back(kept, later));
    assert_eq!(truth.stop(kept, later), Finding::Held(Fen::yuan(100)));
    let totals = truth.totals(later);
    assert_eq!(
        (totals.called_back, totals.held),
        (Fen::yuan(100), Fen::yuan(100))
    );
}
