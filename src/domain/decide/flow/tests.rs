//! Transfers of a graph, told one by one, make one tree.

use proptest::prelude::*;

use super::*;
use crate::domain::case::CaseState;
use crate::domain::command::Command as C;
use crate::domain::decide::bench::{Bench, START, list, names, producer, sealed};
use crate::domain::hop::HopKind;
use crate::domain::ids::CaseId;
use crate::domain::money::Fen;
use crate::domain::org::{DeskKind, PaperPolicy};
use crate::domain::time::Span;

fn flow(from: u128, to: u128, yuan: i64) -> Flow {
    Flow {
        name: "gang 7".into(),
        org: "330702".parse().unwrap(),
        from: sealed(from),
        from_institution: "BANK-1".parse().unwrap(),
        to: sealed(to),
        to_institution: "BANK-2".parse().unwrap(),
        amount: Fen::yuan(yuan),
        at: Some(START - Span::hours(1)),
        source: None,
    }
}

fn tell(bench: &mut Bench, told: Flow) -> Result<Vec<String>, Code> {
    let done = bench.give(&producer(), None, C::HopFlow(Box::new(told)));
    let told = |events: Vec<_>| names(&events).into_iter().map(str::to_owned).collect();
    done.map(told).map_err(|refusal| refusal.code)
}

/// Account, tier, parent's account and yuan of every hop, by account.
fn tree(bench: &Bench) -> Vec<(u128, u8, Option<u128>, Option<i64>)> {
    let token = |hop: &crate::domain::hop::Hop| hop.account.token.0;
    let mut rows: Vec<_> = bench
        .floor
        .hops()
        .values()
        .map(|hop| {
            let parent = hop.parent.map(|id| token(bench.floor.hop(&id).unwrap()));
            (
                token(hop),
                hop.depth,
                parent,
                hop.amount.map(|sum| sum.0 / 100),
            )
        })
        .collect();
    rows.sort_unstable();
    rows
}

#[test]
fn transfers_of_one_name_make_one_tree_and_one_case() {
    let mut bench = Bench::new();
    let opened = tell(&mut bench, flow(1, 2, 100)).unwrap();
    assert_eq!(opened, ["case.opened", "hop.found", "hop.found"]);
    assert_eq!(tell(&mut bench, flow(2, 3, 60)).unwrap(), ["hop.found"]);
    assert_eq!(
        tell(&mut bench, flow(2, 3, 5)).unwrap(),
        ["hop.grew"],
        "told again: more"
    );
    assert_eq!(
        tell(&mut bench, flow(3, 1, 7)).unwrap(),
        ["hop.grew"],
        "a circle does not nest"
    );
    assert_eq!(tell(&mut bench, flow(1, 4, 30)).unwrap(), ["hop.found"]);
    // An unknown sender begins a tree of its own and stays where it is.
    let begun = tell(&mut bench, flow(8, 4, 50)).unwrap();
    assert_eq!(begun, ["case.loss", "hop.found", "hop.grew"]);
    assert_eq!(tell(&mut bench, flow(4, 8, 9)).unwrap(), ["hop.grew"]);
    assert_eq!(
        tree(&bench),
        [
            (1, 1, None, Some(7)),
            (2, 2, Some(1), Some(100)),
            (3, 3, Some(2), Some(65)),
            (4, 2, Some(1), Some(80)),
            (8, 1, None, Some(9)),
        ]
    );
    let case = bench.floor.cases().values().next().unwrap();
    assert_eq!(bench.floor.cases().len(), 1);
    assert_eq!(
        (case.state, case.owner.as_ref()),
        (CaseState::Verifying, None)
    );
    assert_eq!(case.name.as_deref(), Some("gang 7"));
    assert_eq!(
        case.loss,
        Fen::yuan(150),
        "what left the places where it begins"
    );
    assert_eq!(case.first_transfer_at, Some(START - Span::hours(1)));
    assert!(
        bench.floor.orders().is_empty(),
        "what to stop is an officer's choice"
    );
}

#[test]
fn another_name_organisation_or_an_ended_case_is_another_tree() {
    let mut bench = Bench::new();
    tell(&mut bench, flow(1, 2, 100)).unwrap();
    let other = Flow {
        name: "gang 8".into(),
        ..flow(1, 2, 1)
    };
    assert_eq!(tell(&mut bench, other).unwrap()[0], "case.opened");
    let elsewhere = Flow {
        org: "330703".parse().unwrap(),
        ..flow(1, 2, 1)
    };
    assert_eq!(tell(&mut bench, elsewhere).unwrap()[0], "case.opened");
    let first: CaseId = *bench.floor.cases().keys().next().unwrap();
    let gone = crate::domain::decide::case::to_state(Key::Case(first), CaseState::NotFraud, None);
    bench.take(vec![gone], &producer().sub);
    assert_eq!(tell(&mut bench, flow(1, 2, 1)).unwrap()[0], "case.opened");
}

#[test]
fn numbers_at_a_payment_firm_are_of_one_tier_with_their_card() {
    let mut bench = Bench::new();
    list(
        &mut bench,
        "PAY",
        DeskKind::Payment,
        PaperPolicy::PaperFirst,
    );
    let mut to_pay = flow(1, 2, 10);
    to_pay.to_institution = "PAY".parse().unwrap();
    tell(&mut bench, to_pay).unwrap();
    tell(&mut bench, flow(2, 3, 10)).unwrap();
    let depths: Vec<_> = tree(&bench).into_iter().map(|row| row.1).collect();
    assert_eq!(depths, [1, 2, 2]);
    let number = bench
        .floor
        .hops()
        .values()
        .find(|h| h.account.token.0 == 2)
        .unwrap();
    assert_eq!(number.kind, HopKind::OrderToCard);
}

#[test]
fn what_a_transfer_must_hold() {
    let ahead = Some(START + Span::hours(1));
    for (told, expected) in [
        (
            Flow {
                name: " ".into(),
                ..flow(1, 2, 1)
            },
            Code::BadRequest,
        ),
        (flow(1, 2, 0), Code::BadRequest),
        (flow(1, 1, 5), Code::BadRequest),
        (
            Flow {
                at: ahead,
                ..flow(1, 2, 1)
            },
            Code::BadRequest,
        ),
        (
            Flow {
                org: "110000".parse().unwrap(),
                ..flow(1, 2, 1)
            },
            Code::NotFound,
        ),
    ] {
        assert_eq!(tell(&mut Bench::new(), told), Err(expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever graph comes in whatever order: every account stands once, upwards always comes to a beginning,
    /// and every sum came in somewhere.
    #[test]
    fn any_graph_is_a_tree(edges in prop::collection::vec((0u128..9, 0u128..9, 1i64..99), 1..60)) {
        let mut bench = Bench::new();
        let mut came_in = 0;
        for (from, to, yuan) in edges {
            let done = tell(&mut bench, flow(from, to, yuan));
            prop_assert_eq!(done.is_ok(), from != to);
            came_in += if from == to { 0 } else { yuan };
        }
        let rows = tree(&bench);
        let mut accounts: Vec<_> = rows.iter().map(|row| row.0).collect();
        accounts.dedup();
        prop_assert_eq!(accounts.len(), rows.len());
        prop_assert_eq!(rows.iter().filter_map(|row| row.3).sum::<i64>(), came_in);
        for hop in bench.floor.hops().values() {
            let (mut at, mut steps) = (hop, 0);
            while let Some(parent) = at.parent {
                at = bench.floor.hop(&parent).unwrap();
                steps += 1;
                prop_assert!(steps <= rows.len(), "a circle");
            }
            prop_assert_eq!(usize::from(hop.depth), steps + 1);
        }
    }
}
