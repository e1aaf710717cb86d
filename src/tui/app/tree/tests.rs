//! The tree on the screen: order, guides, folding, the cursor under growth, and that painting makes nothing.

use std::time::{Duration, Instant};

use super::*;
use crate::domain::hop::{HopEnd, HopState};
use crate::domain::trace::Next;
use crate::tui::testing::{Bench, account, frame};

fn bench() -> (Bench, CaseId) {
    let mut bench = Bench::new(Lang::En, (120, 40));
    let case = bench.trace();
    bench.keys("3 t");
    (bench, case)
}

/// The rows as an outline: level, institution, fold.
fn outline(bench: &Bench) -> Vec<String> {
    let tree = &bench.model.tree;
    let rows = tree.visible().iter().map(|row| {
        let node = &tree.nodes()[row.node];
        let lines: String = (1..row.level)
            .map(|n| if row.runs_at(n) { '|' } else { ' ' })
            .collect();
        let fold = match row.fold {
            Fold::Leaf => '-',
            Fold::Open => 'v',
            Fold::Closed => '>',
        };
        let name = node.name.split(' ').next().unwrap_or_default();
        let hook = match (row.level, row.is_last) {
            (0, _) => "",
            (_, true) => "`",
            (_, false) => "|",
        };
        format!("{lines}{hook}{fold} {name} T{}", node.tier)
    });
    rows.collect()
}

#[test]
fn places_stand_below_where_their_money_came_from() {
    let (bench, _) = bench();
    assert_eq!(
        outline(&bench),
        [
            "v ICBC T1",
            "|v ABC T2",
            "||- TENPAY T3",
            "||- TENPAY T3",
            "|`- ABC T3",
            "|v TENPAY T2",
            "|`v ICBC T2",
            "| |v ABC T3",
            "| |`v ABC T4",
            "| | `- ABC T5",
            "| |- ICBC T3",
            "| `- BOC T3",
            "`v BOC T2",
            " `v BOC T3",
            "  `- BOC T4",
        ]
    );
}

#[test]
fn folding_by_keys_keeps_the_cursor_in_sight() {
    let (mut bench, _) = bench();
    let all = bench.model.tree.visible().len();
    bench.keys("j h");
    assert_eq!(bench.model.tree.visible().len(), all - 3);
    bench.keys("h");
    assert_eq!(
        bench.model.tree.list.at(),
        Some(0),
        "a folded place hands the cursor up"
    );
    bench.keys("l l");
    assert_eq!(
        bench.model.tree.list.at(),
        Some(1),
        "an open place hands it down, a folded one opens"
    );
    assert_eq!(bench.model.tree.visible().len(), all);
    bench.keys("G - - -");
    assert_eq!(bench.model.tree.tiers(), Some(2));
    let node = |bench: &Bench| {
        let tree = &bench.model.tree;
        let (_, node) = tree.node(tree.list.at().unwrap()).unwrap();
        (node.tier, node.name.clone())
    };
    assert_eq!(node(&bench).0, 2, "{}", node(&bench).1);
    bench.keys("+ + +");
    assert_eq!(bench.model.tree.tiers(), None);
    assert_eq!(bench.model.tree.visible().len(), all);
}

#[test]
fn growth_never_moves_the_cursor_off_its_place() {
    let (mut bench, case) = bench();
    bench.keys("j j j j");
    let before = bench.model.tree.selected().unwrap();
    let root = bench.root(case).unwrap();
    for n in 0..3 {
        bench.hub.find(case, &account(root, 2, "ABC", 1_000 + n, 1));
        bench
            .hub
            .find(case, &account(before, 4, "ABC", 2_000 + n, 1));
    }
    bench.deliver();
    assert_eq!(bench.model.tree.selected(), Some(before));
    let (row, node) = bench
        .model
        .tree
        .node(bench.model.tree.list.at().unwrap())
        .unwrap();
    assert_eq!(
        (node.id, row.fold),
        (before, Fold::Open),
        "what came below is seen"
    );
}

#[test]
fn sums_go_up_and_a_spent_branch_is_spent() {
    let (bench, _) = bench();
    let tree = &bench.model.tree;
    let sums = tree.sums();
    assert_eq!((sums.places, sums.leaves), (15, 7));
    assert_eq!(sums.held, crate::domain::money::Fen::yuan(5_500));
    let boc = tree
        .nodes()
        .iter()
        .find(|n| n.tier == 2 && n.name.starts_with("BOC"))
        .unwrap();
    assert_eq!(boc.state, HopState::Moved);
    let cash = tree
        .nodes()
        .iter()
        .find(|n| n.state == HopEnd::CashedOut.state())
        .unwrap();
    assert_eq!(
        (cash.next, cash.inside.life()),
        (Next::Nothing, Life::Spent)
    );
    let root = &tree.nodes()[0];
    assert_eq!(root.inside, sums);
    let below: i64 = tree.nodes().iter().map(|n| n.own.0).sum();
    assert_eq!(sums.reach.0, below);
}

#[test]
fn t_on_an_order_goes_to_its_account() {
    let mut bench = Bench::new(Lang::En, (120, 40));
    bench.trace();
    bench.keys("4");
    let id = *bench.model.lists.orders.selected().unwrap();
    let token = bench.hub.floor.order(&id).unwrap().target.token;
    bench.keys("t");
    let hop = bench
        .model
        .tree
        .selected()
        .and_then(|id| bench.hub.floor.hop(&id))
        .unwrap();
    assert_eq!(hop.account.token, token);
    bench.keys("esc");
    assert_eq!(
        bench.model.place.screen,
        crate::tui::app::place::Screen::Orders
    );
}

#[test]
fn a_tree_of_400_leaves_is_read_once_and_painted_from_what_was_read() {
    let mut bench = Bench::new(Lang::En, (120, 40));
    bench.wide_trace();
    bench.keys("3 t");
    let grown = bench.model.tree.grown;
    let sums = bench.model.tree.sums();
    assert!(sums.leaves >= 390, "{sums:?}");
    let begin = Instant::now();
    let frames = 200;
    for _ in 0..frames {
        bench.keys("j");
        std::hint::black_box(frame(&bench.model));
    }
    let took = begin.elapsed() / frames;
    println!("a key and a frame on {} places: {took:?}", sums.places);
    bench.pass_live(Duration::from_secs(2));
    assert_eq!(
        bench.model.tree.grown, grown,
        "keys and time read nothing anew"
    );
    let begin = Instant::now();
    bench.model.tree.forget_all();
    crate::tui::app::prepare(&mut bench.model);
    println!("reading it anew: {:?}", begin.elapsed());
    assert_eq!(bench.model.tree.grown, grown + 1);
}
