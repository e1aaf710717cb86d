//! Golden frames of the money race: cases with their clocks, orders, the cliff board, and the boxes of their keys.

use std::time::Duration;

use super::golden::{golden, golden_as};
use crate::domain::case::Delay;
use crate::domain::command::{Command, MovedOn, NoArgs};
use crate::domain::order::{AskKind, FreezeTerm, Measure};
use crate::domain::org::{Actor, Role};
use crate::tui::testing::{Bench, actor, approver, colleague, commander};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 16)];

fn disposal() -> Actor {
    actor("u:0412", &[Role::Disposal])
}

fn minutes(bench: &mut Bench, n: u64) {
    bench.pass_live(Duration::from_secs(60 * n));
}

/// Two days of one desk: sums frozen, stopped, asked about, given up; a number intercepted; a desk that is silent.
fn race(bench: &mut Bench) {
    let me = disposal();
    let major = bench.loss(&me, 1, 1_240_000, 6);
    bench.stopped(1_180_000);
    bench.filed(major);
    bench.frozen(FreezeTerm::Major);
    let old = bench.loss(&colleague(), 2, 30_000, 9);
    bench.stopped(28_000);
    bench.filed(old);
    minutes(bench, 2730);
    bench.loss(&colleague(), 3, 52_349, 21);
    bench.stopped(52_349);
    bench.asked(&colleague(), AskKind::SecondStop, None);
    let asked = bench.loss(&me, 4, 88_000, 4);
    bench.stopped(41_000);
    bench.filed(asked);
    bench.asked(&me, AskKind::Freeze, Some(FreezeTerm::Ordinary));
    bench.ask_leaves();
    bench.loss(&colleague(), 5, 9_900, 30);
    bench.stopped(9_900);
    bench.on_order(&commander(), Command::OrderLetLapse(Bench::why()));
    let moved = bench.loss(&me, 6, 17_500, 3);
    bench.acked();
    bench.desk(Command::OrderEmpty(MovedOn {
        next_accounts: Vec::new(),
        ended: None,
    }));
    bench.telecom(&me, moved, Measure::Intercept, "13500001111");
    bench.acked();
    bench.desk(Command::OrderInForce(NoArgs {}));
    bench.loss(&colleague(), 7, 64_000, 2);
    minutes(bench, 20);
    bench.loss(&colleague(), 8, 33_000, 1);
    bench.pass_live(Duration::from_secs(1));
}

/// A transfer that can still be called back.
fn delayed(bench: &mut Bench) {
    race(bench);
    bench.delayed(&disposal(), 9, Some(Delay::TwoHours));
    bench.pass_live(Duration::from_secs(1));
}

#[test]
fn orders_and_the_cliff_board() {
    golden_as(&disposal(), "money-orders", &SIZES, |bench| {
        race(bench);
        bench.keys("4");
    });
    golden_as(&disposal(), "money-cliff", &SIZES, |bench| {
        race(bench);
        bench.keys("4 tab");
    });
    golden_as(&disposal(), "money-order-page", &SIZES, |bench| {
        race(bench);
        bench.keys("4 tab j enter");
    });
    golden_as(
        &approver(),
        "money-approver",
        &[(120, 40), (80, 24)],
        |bench| {
            race(bench);
            bench.keys("4 g g");
        },
    );
}

#[test]
fn a_telecom_order_looks_different() {
    golden_as(&disposal(), "money-telecom-order", &SIZES, |bench| {
        race(bench);
        bench.keys(":");
        bench.types("order 7");
        bench.keys("enter");
    });
}

#[test]
fn cases_and_their_clocks() {
    golden_as(&disposal(), "money-cases", &SIZES, |bench| {
        delayed(bench);
        bench.keys("3");
    });
    golden_as(&disposal(), "money-call-back", &SIZES, |bench| {
        delayed(bench);
        bench.keys("3 g g enter");
    });
    golden_as(&disposal(), "money-question", &SIZES, |bench| {
        bench.delayed(&disposal(), 9, None);
        bench.keys("3 enter");
    });
    golden_as(&disposal(), "money-case-breached", &SIZES, |bench| {
        let id = bench.loss(&disposal(), 1, 64_000, 25);
        minutes(bench, 17);
        bench.filed(id);
        minutes(bench, 60);
        bench.pass_live(Duration::from_secs(1));
        bench.keys("3 enter");
    });
    golden("money-revoked", &[(120, 40)], |bench| {
        let id = bench.delayed(&colleague(), 9, Some(Delay::NextDay));
        let back = crate::domain::command::WhichTransfer { transfer: 0 };
        bench.on_case(&colleague(), id, Command::CaseRevoke(back));
        bench.keys("3 enter");
    });
}

#[test]
fn boxes_of_the_money_race() {
    golden_as(&disposal(), "money-next", &SIZES, |bench| {
        race(bench);
        bench.keys("3 w");
    });
    golden_as(&disposal(), "money-next-order", &SIZES, |bench| {
        race(bench);
        bench.keys("4 tab w");
    });
    golden_as(&disposal(), "money-freeze", &SIZES, |bench| {
        race(bench);
        bench.keys("4 tab f 2");
        bench.types("a gang");
        bench.keys("enter");
    });
    golden_as(&disposal(), "money-telecom", &SIZES, |bench| {
        race(bench);
        bench.keys("3 x 2");
    });
}

#[test]
fn a_question_that_was_overtaken() {
    golden_as(&disposal(), "money-overtaken", &SIZES, |bench| {
        bench.loss(&disposal(), 1, 64_000, 25);
        bench.keys("4 s");
        bench.pass_live(Duration::from_secs(1));
        bench.on_order(&colleague(), Command::OrderReview(NoArgs {}));
    });
    golden_as(&colleague(), "money-over", &[(60, 16), (80, 24)], |bench| {
        bench.loss(&disposal(), 1, 64_000, 25);
        bench.keys("4 A");
        bench.pass_live(Duration::from_secs(1));
        bench.on_order(&disposal(), Command::OrderCancel(Bench::why()));
    });
}

#[test]
fn an_answer_that_is_corrected() {
    golden_as(
        &disposal(),
        "money-correct",
        &[(60, 16), (80, 24)],
        |bench| {
            bench.delayed(&disposal(), 9, Some(Delay::None));
            bench.keys("3 enter backspace");
        },
    );
}
