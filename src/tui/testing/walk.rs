//! A walk through everything a console can show: every screen, and on it whatever every action opens or says.

use std::collections::BTreeSet;

use super::{Bench, account, actor, liaison, officer};
use crate::domain::org::{Actor, Role};
use crate::text::words::Lang;
use crate::tui::actions::TABLE;
use crate::tui::app::place::{Place, Screen};
use crate::tui::app::{prepare, speak};

/// Who sees the most: an officer with every role of the floor, and a bank's desk.
pub fn walkers() -> [Actor; 2] {
    let roles = [
        Role::Dissuader,
        Role::Disposal,
        Role::Approver,
        Role::Commander,
    ];
    [actor(officer().sub.as_str(), &roles), liaison("ICBC")]
}

/// Shows a busy floor to everybody, screen by screen and action by action; `look` is told what was done. The names of
/// the boxes that opened come back.
pub fn walk(lang: Lang, mut look: impl FnMut(&mut Bench, &str)) -> BTreeSet<String> {
    let mut opened = BTreeSet::new();
    for who in walkers() {
        let mut bench = Bench::with_roles(lang, (120, 40), &who);
        let case = bench.trace();
        let root = bench.root(case).unwrap();
        bench.hub.find(case, &account(root, 2, "ABC", 700, 3));
        bench.busy();
        bench.keys("n");
        bench.settle();
        for screen in Screen::ALL {
            if !bench.model.has_screen(screen) {
                continue;
            }
            to(&mut bench, screen, lang);
            look(&mut bench, &format!("{screen:?}"));
            for row in TABLE {
                to(&mut bench, screen, lang);
                run(&mut bench, row.name);
                opened.extend(name_of_box(&bench));
                look(&mut bench, &format!("{screen:?}, {}", row.name));
            }
        }
        if !bench.model.is_liaison() {
            opened.extend(further(&mut bench, lang, &mut look));
        }
    }
    opened
}

/// The boxes that only open where somebody has come so far.
fn further(
    bench: &mut Bench,
    lang: Lang,
    look: &mut dyn FnMut(&mut Bench, &str),
) -> BTreeSet<String> {
    let mut opened = BTreeSet::new();
    let me = bench.model.actor.clone().unwrap();
    let case = bench.loss(&me, 7, 30_000, 5);
    bench.stopped(30_000);
    bench.filed(case);
    let no = bench.hub.floor.case(&case).unwrap().no;
    let order = bench.newest_order();
    let order = bench.hub.floor.order(&order).unwrap().no;
    let case = format!("case {no}");
    let order = format!("order {order}");
    let ways: [(Screen, &[&str]); 3] = [
        (Screen::Orders, &[&order, "freeze"]),
        (Screen::Cases, &[&case, "pass-on"]),
        (Screen::Cases, &[&case, "merge-case"]),
    ];
    for (screen, way) in ways {
        to(bench, screen, lang);
        for name in way {
            run(bench, name);
        }
        opened.extend(name_of_box(bench));
        look(bench, way[way.len() - 1]);
    }
    to(bench, Screen::Trace, lang);
    let is_end = |bench: &Bench| name_of_box(bench).is_some_and(|name| name == "End");
    for _ in 0..20 {
        if !is_end(bench) {
            bench.model.overlays.clear();
            bench.keys("j");
            run(bench, "end-trace");
        }
    }
    opened.extend(name_of_box(bench));
    look(bench, "end-trace");
    to(bench, Screen::Triage, lang);
    bench.model.marks.clear();
    bench.keys("* c");
    opened.extend(name_of_box(bench));
    look(bench, "marked");
    opened
}

/// Types a line of the command line.
fn run(bench: &mut Bench, line: &str) {
    bench.keys(":");
    bench.types(line);
    bench.keys("enter");
}

fn name_of_box(bench: &Bench) -> Option<String> {
    let name = format!("{:?}", bench.model.overlays.last()?);
    let end = name.find(|c: char| !c.is_alphanumeric());
    Some(name[..end.unwrap_or(name.len())].to_owned())
}

/// A screen without a box over it, in the middle of its work.
fn to(bench: &mut Bench, screen: Screen, lang: Lang) {
    let model = &mut bench.model;
    model.overlays.clear();
    speak(model, lang);
    model.still = None;
    let first = if screen == Screen::Trace {
        Screen::Cases
    } else {
        screen
    };
    model.place = Place::screen(first).fitted(model.size);
    prepare(model);
    if screen == Screen::Trace {
        bench.keys("g g t");
    }
    if screen == Screen::Cases || screen == Screen::Orders {
        bench.keys("g g");
    }
}
