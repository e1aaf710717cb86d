//! The cliff: held money calls out before it goes free, each step once, the gravest alone after a gap.

use super::ask::{ask_for, done, file, freeze_for};
use super::*;
use crate::domain::clock::Stage;
use crate::domain::event::Body;
use crate::domain::order::{AskKind, CliffStep, FreezeTerm};

/// The time left, and what rings then.
type Step<'a> = (Span, &'a [CliffStep]);

/// What rings in one tick.
fn rung(bench: &mut Bench) -> Vec<CliffStep> {
    let near = |event: Event| match event.body {
        Body::OrderCliff(near) => Some(near.step),
        _ => None,
    };
    bench.tick().into_iter().filter_map(near).collect()
}

#[test]
fn every_step_rings_once_and_a_gap_rings_the_gravest() {
    use CliffStep::{Far, Last, Near};
    let day = Span::hours(24);
    let rows: [(bool, &[Step]); 4] = [
        // A stop: 6 h, 2 h, 30 min.
        (
            false,
            &[
                (Span::hours(7), &[]),
                (Span::hours(6), &[Far]),
                (Span::hours(3), &[]),
                (Span::hours(2), &[Near]),
                (Span::mins(31), &[]),
                (Span::mins(30), &[Last]),
                (Span::mins(1), &[]),
            ],
        ),
        // The hub was down.
        (false, &[(Span::hours(7), &[]), (Span::mins(3), &[Last])]),
        (
            false,
            &[(Span::hours(1), &[Near]), (Span::mins(30), &[Last])],
        ),
        // A freeze: 30, 7, 1 d.
        (
            true,
            &[
                (Span(day.0 * 31), &[]),
                (Span(day.0 * 30), &[Far]),
                (Span(day.0 * 7), &[Near]),
                (Span(day.0 * 2), &[]),
                (day, &[Last]),
                (Span::mins(30), &[]),
            ],
        ),
    ];
    for (n, (freezes, steps)) in rows.into_iter().enumerate() {
        let (mut bench, _, id) = drafted();
        bring(&mut bench, id, "stopped");
        ok(&mut bench, &author(), id, C::OrderPaper(NoArgs {}));
        if freezes {
            file(&mut bench, id);
            done(&mut bench, id, ask_for(AskKind::Freeze));
        }
        let end = order(&bench, id).expires_at.unwrap();
        for (left, expected) in steps {
            bench.now = end - *left;
            assert_eq!(rung(&mut bench), *expected, "row {n}, {left:?} left");
            assert_eq!(rung(&mut bench), [], "never twice");
        }
        bench.now = end;
        assert!(names(&bench.tick()).contains(&"order.lapsed"));
        let ended = order(&bench, id);
        assert_eq!(ended.state, OrderState::Lapsed);
        assert_eq!(ended.let_lapse, None, "nobody's decision");
    }
}

#[test]
fn new_time_rings_anew() {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "stopped");
    bench.pass(Span::hours(43));
    assert_eq!(rung(&mut bench), [CliffStep::Far]);
    done(&mut bench, id, ask_for(AskKind::SecondStop));
    assert_eq!(order(&bench, id).cliff, None);
    bench.pass(Span::hours(48));
    assert_eq!(rung(&mut bench), [CliffStep::Far]);
}

#[test]
fn money_a_named_person_lets_go_rings_no_more_and_is_nobodys_chase() {
    let (mut bench, case, id) = drafted();
    bring(&mut bench, id, "stopped");
    let lets = |reason: &str| C::OrderLetLapse(why(reason));
    for (who, command, expected) in [
        (author(), lets("a salary"), Some(Code::Forbidden)),
        (commander(), lets(" "), Some(Code::ReasonRequired)),
        (commander(), lets("a salary"), None),
        (commander(), lets("again"), Some(Code::IllegalTransition)),
    ] {
        assert_eq!(give(&mut bench, &who, id, command), expected);
    }
    let named = order(&bench, id).let_lapse.unwrap();
    assert_eq!((named.by, named.at), (commander().sub, bench.now));
    bench.pass(Span::hours(47));
    assert_eq!(rung(&mut bench), []);
    bench.pass(Span::hours(1));
    assert_eq!(names(&bench.tick()), ["order.lapsed"]);
    let case = bench.floor.case(&case).unwrap();
    assert_eq!(crate::domain::worth::frontier(&bench.floor, case), []);
}

#[test]
fn a_decision_to_hold_on_takes_the_leave_back() {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "stopped");
    let lets = C::OrderLetLapse(why("a salary"));
    ok(&mut bench, &commander(), id, lets);
    done(&mut bench, id, ask_for(AskKind::SecondStop));
    assert_eq!(order(&bench, id).let_lapse, None);
}

#[test]
fn the_clocks_of_held_money() {
    let (mut bench, _, id) = drafted();
    bring(&mut bench, id, "stopped");
    let start = bench.now;
    let policy = bench.policy.clone();
    let cliff = |bench: &Bench| order(bench, id).cliff_clock(&policy).unwrap();
    assert_eq!(cliff(&bench).due, start + Span::hours(48));
    assert_eq!(cliff(&bench).critical, start + Span::hours(42));
    let freeze = order(&bench, id).freeze_clock(&policy).unwrap();
    assert_eq!(freeze.due, start + Span::hours(24));
    assert_eq!(freeze.stage(start + Span::hours(20)), Stage::Critical);

    done(&mut bench, id, ask_for(AskKind::SecondStop));
    assert_eq!(cliff(&bench).started, start);
    assert_eq!(cliff(&bench).critical, start + Span::hours(90));

    file(&mut bench, id);
    done(&mut bench, id, freeze_for(FreezeTerm::Major));
    let frozen = bench.now;
    assert_eq!(order(&bench, id).freeze_clock(&policy), None);
    assert_eq!(cliff(&bench).started, frozen);
    let year = policy.freeze_ends(Some(FreezeTerm::Major), frozen);
    assert_eq!(cliff(&bench).due, year);
    let month = Span::hours(24 * 30);
    assert_eq!(cliff(&bench).critical, cliff(&bench).due - month);
}
