//! Chance against the rules: several people give random commands on random versions while time jumps about,
//! and what must always hold is checked after every single event.

mod cases;
mod chance;
mod hops;
mod onlooker;
mod orders;

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::chance::{JUMPS, OFTEN, Step, command, fitting, people, pick};
use self::onlooker::Onlooker;
use super::bench::{Bench, commander, liaison, names};
use super::seat;
use crate::domain::command::{Command as C, StaffNow};
use crate::domain::event::{Body, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::Key;
use crate::domain::org::{Desk, DeskKind, PaperPolicy};
use crate::domain::policy::Policy;
use crate::domain::time::Span;

/// A floor with the desks of a bank, of the carrier of all numbers, and of a payment firm that wants the paper
/// first; somebody sits at the bank's.
fn with_desks() -> Bench {
    let mut bench = Bench::new();
    list(&mut bench, "ICBC", DeskKind::Bank);
    list(&mut bench, "CMCC", DeskKind::Carrier);
    list(&mut bench, "TENPAY", DeskKind::Payment);
    let key = Some(Key::Desk("ICBC".parse().unwrap()));
    let staff = C::DeskStaff(StaffNow { staffed: true });
    bench.give(&liaison("ICBC"), key, staff).unwrap();
    bench
}

fn list(bench: &mut Bench, institution: &str, kind: DeskKind) {
    let desk = Desk {
        institution: institution.parse().unwrap(),
        kind,
        name_zh: "机构".into(),
        name_en: institution.into(),
        staffed: false,
        paper: match kind {
            DeskKind::Payment => PaperPolicy::PaperFirst,
            _ => PaperPolicy::ActFirst,
        },
        answers: Vec::new(),
        query_answers: Vec::new(),
        prefixes: vec!["138".into()],
        last_answer: None,
    };
    let list = C::DeskList(Box::new(desk));
    bench.give(&commander(), None, list).unwrap();
}

/// Some of what is done on cases and orders is only an exercise.
fn in_earnest_or_not(key: Option<&Key>, with: u8) -> Reality {
    match key {
        Some(Key::Case(_) | Key::Order(_) | Key::Hop(_)) if with % 16 == 9 => Reality::Exercise,
        _ => Reality::Actual,
    }
}

/// Plays the steps; every event is seen by the onlooker the moment it happens.
fn play(steps: &[Step]) -> BTreeSet<String> {
    let mut bench = with_desks();
    bench.policy.shift = Policy::shipped().shift;
    bench.policy.order.stops_per_account = 1 + steps[0][0] % 2;
    let people = people();
    let mut onlooker = Onlooker::default();
    let mut told = 0;
    for step in steps {
        let [what, who, which, with] = *step;
        let who = &people[pick(&OFTEN, who)];
        match what {
            0..=40 => {
                bench.pass(Span::secs(pick(&JUMPS, with)));
                bench.tick();
                assert_eq!(names(&bench.tick()), [""; 0], "the clock's work is done");
            }
            41..=48 => {
                let changes = if which % 2 == 0 {
                    seat::lost(&bench.floor, &who.sub)
                } else {
                    seat::back(&bench.floor, &who.sub)
                };
                bench.take(changes, &who.sub);
            }
            _ => {
                if let Some((key, command)) = command(&bench, *step) {
                    let fitting = fitting(&bench.floor, key.as_ref(), &command);
                    let who = fitting.as_ref().filter(|_| with % 8 != 0).unwrap_or(who);
                    let now = key.as_ref().and_then(|key| bench.floor.ver(key));
                    let stale = with == 255;
                    let expect = now.map(|ver| if stale { ver + 1 } else { ver });
                    let before = bench.log.len();
                    bench.status = in_earnest_or_not(key.as_ref(), with);
                    if bench.give_on(who, (key, expect), command).is_err() {
                        assert_eq!(bench.log.len(), before, "a refusal changes nothing");
                    }
                }
            }
        }
        for event in &bench.log[told..] {
            onlooker.see(event, bench.policy.order.stops_per_account);
        }
        told = bench.log.len();
        assert_eq!(onlooker.floor, bench.floor, "all who saw it agree");
    }
    let mut again = Floor::default();
    bench.log.iter().for_each(|event| again.apply(event));
    assert_eq!(again, bench.floor, "the log tells the floor");
    onlooker.seen
}

/// What no command brings that is tried here: the list of organisations, and looks at a number, which are asked for.
const ELSEWHERE: [&str; 3] = ["org.listed", "order.revealed", "hop.revealed"];

#[test]
fn whatever_people_do_the_rules_hold() {
    let config = Config {
        cases: 128,
        failure_persistence: None,
        ..Config::default()
    };
    let chance = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut seen = BTreeSet::new();
    let cell = RefCell::new(&mut seen);
    TestRunner::new_with_rng(config, chance)
        .run(&vec(proptest::array::uniform4(0u8..), 200..800), |steps| {
            cell.borrow_mut().extend(play(&steps));
            Ok(())
        })
        .unwrap();
    // Chance that never gets anywhere proves nothing: it must have met every kind of event there is.
    let unmet: Vec<_> = Body::NAMES
        .iter()
        .filter(|name| !seen.contains(**name) && !ELSEWHERE.contains(*name))
        .collect();
    assert!(unmet.is_empty(), "never met: {unmet:?}");
}
