//! The whole console against its budgets of bytes: a full floor at 200x60 and a calm one, in both
//! languages, as an officer's terminal would get them.

use std::time::Duration;

use ratatui::layout::Size;

use super::caps::{Caps, Line};
use super::screen::Screen;
use crate::domain::alert::{FraudType, Tier};
use crate::domain::command::{Command, NoArgs};
use crate::domain::ids::Key;
use crate::text::words::Lang;
use crate::tui::panes;
use crate::tui::testing::{Bench, colleague, live_call, raise};

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];
const SIZE: (u16, u16) = (200, 60);

/// A console and what its terminal was sent.
struct Rig {
    bench: Bench,
    screen: Screen,
}

impl Rig {
    fn new(lang: Lang) -> Self {
        let caps = Caps::from_env(|name| (name == "TERM").then(|| "xterm-256color".to_owned()));
        Self {
            bench: Bench::new(lang, SIZE),
            screen: Screen::new(Size::new(SIZE.0, SIZE.1), &caps),
        }
    }

    /// More alerts than any pane shows, calls, and orders in several states.
    fn full(lang: Lang) -> Self {
        let mut rig = Self::new(lang);
        let bench = &mut rig.bench;
        let kinds = [
            FraudType::FakeInvestment,
            FraudType::TaskRebate,
            FraudType::FakePolice,
            FraudType::LoanCard,
        ];
        for n in 0..80 {
            let kind = kinds[n as usize % kinds.len()];
            let tier = [Tier::P1, Tier::P2, Tier::P3][n as usize % 3];
            bench.raise(raise(n, tier, kind, 9_000 - 100 * i64::from(n)));
        }
        for n in 0..20 {
            let started = bench.hub.now;
            bench.raise(live_call(100 + n, Tier::P1, started));
        }
        for n in 0..20 {
            bench.loss(&colleague(), n, 10_000 + i64::from(n), 3);
            if n % 4 == 0 {
                bench.stopped(5_000);
            }
        }
        bench.pass_live(Duration::from_secs(8));
        rig
    }

    /// Bytes of the next frame.
    fn frame(&mut self) -> usize {
        let model = &self.bench.model;
        let bytes = self.screen.draw(|canvas| panes::paint(model, canvas));
        bytes.map_or(0, |bytes| bytes.len())
    }

    /// A colleague takes the alert in this row of the queue.
    fn claim(&mut self, row: usize) {
        let key = Key::Alert(self.bench.model.lists.queue.rows()[row]);
        let claim = Command::AlertClaim(NoArgs {});
        self.bench.hub.on(&colleague(), &key, claim).unwrap();
        self.bench.deliver();
    }
}

#[test]
fn a_full_redraw_and_one_without_change() {
    for lang in LANGS {
        let mut rig = Rig::full(lang);
        let full = rig.frame();
        assert!(full <= 19_000, "{lang:?} floor: {full}");
        assert_eq!(rig.frame(), 0, "{lang:?} nothing moves");
        for keys in ["2", "3", "4", "8"] {
            rig.bench.keys(keys);
            let screen = rig.frame();
            assert!(screen <= 13_500, "{lang:?} screen {keys}: {screen}");
        }
    }
}

#[test]
fn one_row_changes() {
    for lang in LANGS {
        let mut rig = Rig::full(lang);
        rig.bench.keys("2 z");
        rig.frame();
        rig.claim(9);
        let row = rig.frame();
        assert!((1..=300).contains(&row), "{lang:?}: {row}");
    }
}

#[test]
fn a_new_row_on_top() {
    for lang in LANGS {
        let mut rig = Rig::full(lang);
        rig.frame();
        rig.bench
            .raise(raise(500, Tier::P0, FraudType::FakePolice, 90_000));
        let among_panes = rig.frame();
        assert!(among_panes <= 13_500, "{lang:?} among panes: {among_panes}");
        rig.bench.keys("2 z");
        rig.frame();
        rig.bench
            .raise(raise(501, Tier::P0, FraudType::FakePolice, 990_000));
        let over_the_width = rig.frame();
        let top = rig.bench.text();
        assert!(top.contains("138****0501"), "{lang:?}: it is seen");
        assert!(
            (1..=1_000).contains(&over_the_width),
            "{lang:?}: {over_the_width}"
        );
    }
}

#[test]
fn an_idle_minute_with_nothing_to_count_costs_a_thin_line_next_to_nothing() {
    for lang in LANGS {
        let mut rig = Rig::new(lang);
        let setup = std::sync::Arc::get_mut(&mut rig.bench.model.setup).unwrap();
        setup.line = Line::Ssh;
        rig.bench.pass_live(Duration::from_secs(1));
        rig.frame();
        let mut minute = 0;
        for _ in 0..60 {
            rig.bench.pass_live(Duration::from_secs(1));
            minute += rig.frame();
        }
        // The clock of the header shows minutes.
        assert!(minute <= 60, "{lang:?}: {minute}");
    }
}

#[test]
fn an_idle_minute_with_a_countdown() {
    for lang in LANGS {
        let mut rig = Rig::new(lang);
        rig.bench
            .raise(raise(1, Tier::P1, FraudType::FakePolice, 52_000));
        rig.frame();
        let mut minute = 0;
        for _ in 0..60 {
            rig.bench.pass_live(Duration::from_secs(1));
            minute += rig.frame();
        }
        assert!((60..=4_096).contains(&minute), "{lang:?}: {minute}");
    }
}
