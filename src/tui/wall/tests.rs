//! The wall on a small floor: what stands where, when pages turn, and that old figures say so.

use std::time::Duration;

use ratatui::style::Modifier;

use super::*;
use crate::domain::alert::{FraudType, Tier};
use crate::domain::command::{Command, NoArgs};
use crate::domain::time::Span;
use crate::text::words::Lang;
use crate::tui::testing::{Bench, actor, assert_columns_of, lines, live_call, officer, raise};

fn bench(lang: Lang, size: (u16, u16)) -> (Bench, Wall) {
    let mut bench = Bench::with_roles(lang, size, &actor("w:hall", &[Role::Wall]));
    bench.model.place = Wall::place();
    let hang = Hang {
        turn: Duration::from_secs(12),
        panel: None,
    };
    let wall = Wall::new(WallConfig::default(), hang);
    (bench, wall)
}

fn text(bench: &Bench, wall: &Wall) -> String {
    let size = bench.model.size;
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    let mut canvas = Canvas {
        buffer: &mut buffer,
        cursor: None,
    };
    wall.paint(&bench.model, &mut canvas);
    // Digits are blank cells in reverse.
    for cell in &mut buffer.content {
        if cell.symbol() == " " && cell.modifier.contains(Modifier::REVERSED) {
            cell.set_symbol("#");
        }
    }
    lines(&buffer).join("\n")
}

/// Seconds go by, one frame each.
fn watch(bench: &mut Bench, wall: &mut Wall, secs: u64) {
    for _ in 0..secs {
        bench.pass_live(Duration::from_secs(1));
        wall.turn(&bench.model);
    }
}

#[test]
fn pages_turn_one_after_the_other_and_come_round() {
    let (mut bench, mut wall) = bench(Lang::En, (74, 20));
    wall.turn(&bench.model);
    let mut seen = Vec::new();
    for _ in 0..=Page::ALL.len() {
        seen.push(wall.seen(&bench.model)[0]);
        watch(&mut bench, &mut wall, 12);
    }
    assert_eq!(seen[..6], Page::ALL);
    assert_eq!(seen[6], Page::Now);
}

#[test]
fn while_a_p0_waits_the_page_that_counts_it_stands_still() {
    let (mut bench, mut wall) = bench(Lang::En, (74, 20));
    let start = bench.hub.now;
    let key = bench.raise(live_call(1, Tier::P0, start));
    watch(&mut bench, &mut wall, 40);
    assert_eq!(wall.seen(&bench.model), [Page::Now]);
    assert!(text(&bench, &wall).contains("P0 waits: pages stand still"));
    let claim = Command::AlertClaim(NoArgs {});
    bench.hub.on(&officer(), &key, claim).unwrap();
    bench.deliver();
    watch(&mut bench, &mut wall, 1);
    assert_eq!(wall.seen(&bench.model), [Page::Now]);
    watch(&mut bench, &mut wall, 12);
    assert_eq!(wall.seen(&bench.model), [Page::Money]);
}

#[test]
fn a_larger_wall_shows_more_pages_at_once() {
    for (size, pages) in [
        ((74, 20), 1),
        ((120, 40), 2),
        ((148, 20), 2),
        ((240, 60), 6),
        ((1, 1), 1),
    ] {
        let (bench, wall) = bench(Lang::Zh, size);
        assert_eq!(wall.seen(&bench.model).len(), pages, "{size:?}");
    }
}

#[test]
fn figures_that_are_old_say_so() {
    let (mut bench, mut wall) = bench(Lang::En, (74, 20));
    watch(&mut bench, &mut wall, 3);
    assert!(!text(&bench, &wall).contains("STALE"));
    bench.pass(Duration::from_secs(17));
    let text = text(&bench, &wall);
    assert_eq!(text.matches("STALE").count(), 6, "{text}");
}

#[test]
fn a_token_that_may_bring_more_does_not_fit() {
    let (bench, _) = bench(Lang::En, (74, 20));
    assert_eq!(Wall::unfit(&bench.model), None);
    let both = actor("w:hall", &[Role::Wall, Role::Dissuader]);
    let bench = Bench::with_roles(Lang::En, (74, 20), &both);
    assert_eq!(Wall::unfit(&bench.model), Some(&Role::Dissuader));
}

#[test]
fn only_quitting_keys_end_it() {
    for (key, ends) in [("q", true), ("ctrl-c", true), ("x", false), ("esc", false)] {
        assert_eq!(Wall::ends(key.parse().unwrap()), ends, "{key}");
    }
}

#[test]
fn print_too_small_for_the_distance_is_said() {
    let (bench, mut wall) = bench(Lang::En, (120, 40));
    wall.hang.panel = Some(Panel {
        inches: 55.0,
        metres: 5.0,
    });
    assert!(text(&bench, &wall).contains("74x20 cells (now 120x40)"));
}

#[test]
fn pages_look_as_they_should() {
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let (mut bench, mut wall) = bench(lang, (74, 20));
        let start = bench.hub.now - Span::mins(2);
        bench.raise(live_call(1, Tier::P1, start));
        bench.raise(raise(2, Tier::P2, FraudType::TaskRebate, 8_200));
        watch(&mut bench, &mut wall, 1);
        for page in ["now", "money", "calls", "held", "desks", "teams"] {
            insta::assert_snapshot!(format!("{page}-{name}"), text(&bench, &wall));
            watch(&mut bench, &mut wall, 12);
        }
    }
}

#[test]
fn no_size_panics() {
    let (mut bench, mut wall) = bench(Lang::Zh, (74, 20));
    let start = bench.hub.now;
    bench.raise(live_call(1, Tier::P0, start));
    for (width, height) in (0..=12)
        .flat_map(|w| (0..=6).map(move |h| (w, h)))
        .chain([(60, 16), (640, 180)])
    {
        bench.model.size = Size::new(width, height);
        watch(&mut bench, &mut wall, 13);
        let _ = text(&bench, &wall);
    }
}

#[test]
fn every_page_stands_in_its_columns_on_other_terminals() {
    for lang in [Lang::Zh, Lang::En] {
        for size in [(74, 20), (200, 60)] {
            let (mut bench, mut wall) = bench(lang, size);
            bench.raise(raise(2, Tier::P2, FraudType::TaskRebate, 8_200));
            for _ in Page::ALL {
                wall.turn(&bench.model);
                assert_columns_of(&mut bench, &|model, canvas| wall.paint(model, canvas));
                watch(&mut bench, &mut wall, 12);
            }
        }
    }
}
