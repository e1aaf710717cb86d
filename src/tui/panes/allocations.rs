//! What a frame allocates: the same on a floor of a hundred alerts and of ten thousand. The test starts itself as a
//! process of its own, where no other test allocates.

use std::alloc::System;
use std::process::Command;

use ratatui::layout::Size;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use crate::domain::alert::{FraudType, Tier};
use crate::domain::command::Command as Asked;
use crate::domain::org::Role;
use crate::text::words::Lang;
use crate::tui::app::{Msg, prepare, update};
use crate::tui::keys::Key;
use crate::tui::panes;
use crate::tui::term::TermEvent;
use crate::tui::term::caps::Caps;
use crate::tui::term::screen::Screen;
use crate::tui::testing::{Bench, actor, raise};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const CHILD: &str = "WATCHFLOOR_COUNTS";
const SIZE: (u16, u16) = (200, 60);

/// What one frame took, in allocations.
#[derive(Clone, Copy, Debug)]
struct Cost {
    /// The key itself.
    key: usize,
    /// The rows of the lists, those that are old.
    rows: usize,
    /// The same when all are, as once a second.
    all_rows: usize,
    /// Cells and bytes.
    paint: usize,
}

/// The most of each. A screen of 60 lines allocates some of it a line that is seen, none a row of the lists.
const MOST: Cost = Cost {
    key: 10,
    rows: 200,
    all_rows: 400,
    paint: 1_400,
};

fn floor(alerts: u32) -> Bench {
    let mut bench = Bench::new(Lang::Zh, SIZE);
    let producer = actor("p:model-7", &[Role::Producer]);
    let kinds = [
        FraudType::FakeInvestment,
        FraudType::TaskRebate,
        FraudType::FakePolice,
    ];
    for n in 0..alerts {
        let tier = [Tier::P1, Tier::P2, Tier::P3][n as usize % 3];
        let told = raise(
            n,
            tier,
            kinds[n as usize % kinds.len()],
            9_000 - i64::from(n % 900),
        );
        bench
            .hub
            .new_item(&producer, Asked::AlertRaise(Box::new(told)));
    }
    bench.deliver();
    bench
}

fn cost(bench: &mut Bench, screen: &mut Screen, key: char) -> Cost {
    let mut region = Region::new(COUNTED);
    let mut taken = || {
        let stats = region.change();
        region.reset();
        stats.allocations + stats.reallocations
    };
    let model = &mut bench.model;
    update(model, Msg::Term(TermEvent::Key(Key::from(key))));
    let key = taken();
    prepare(model);
    let rows = taken();
    screen.draw(|canvas| panes::paint(model, canvas));
    let paint = taken();
    model.shown.forget_all();
    prepare(model);
    let all_rows = taken();
    Cost {
        key,
        rows,
        all_rows,
        paint,
    }
}

#[test]
fn a_frame_allocates_the_same_on_every_floor() {
    if std::env::var_os(CHILD).is_none() {
        let this = "tui::panes::allocations::a_frame_allocates_the_same_on_every_floor";
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", this, "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(
            child.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&child.stderr)
        );
        return;
    }
    for alerts in [100, 1_000, 10_000] {
        let mut bench = floor(alerts);
        let caps = Caps::from_env(|name| (name == "TERM").then(|| "xterm-256color".to_owned()));
        let mut screen = Screen::new(Size::new(SIZE.0, SIZE.1), &caps);
        for place in ['1', '2'] {
            // What grows once and is kept has grown.
            for key in [place, 'j', 'k'] {
                cost(&mut bench, &mut screen, key);
            }
            for key in ['j', 'k'] {
                let found = cost(&mut bench, &mut screen, key);
                let is_little = found.key <= MOST.key
                    && found.rows <= MOST.rows
                    && found.all_rows <= MOST.all_rows
                    && found.paint <= MOST.paint;
                assert!(is_little, "{alerts} alerts, screen {place}: {found:?}");
            }
        }
    }
}
