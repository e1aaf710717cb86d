//! A clock, an amount, a state or a mask stands whole: every table at every width, in both languages, on a busy floor
//! and where everything has its longest name.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::contents;
use crate::text::words::Lang;
use crate::tui::app::place::{Pane, Place, Screen, WIDE};
use crate::tui::app::{prepare, speak};
use crate::tui::testing::{Bench, State, walkers};
use crate::tui::widgets::table::tests::CUT;

/// Everything that is cut though it must not be, on every screen of this console.
fn cut(bench: &mut Bench) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for screen in Screen::ALL {
        bench.model.place = Place::screen(screen);
        prepare(&mut bench.model);
        let panes = screen.panes(WIDE).iter();
        for pane in panes.filter(|pane| Pane::TABLES.contains(pane)) {
            for width in 36..=200 {
                let area = Rect::new(0, 0, width, 40);
                let mut buffer = Buffer::empty(area);
                CUT.take();
                contents(&bench.model, &mut buffer, *pane, area);
                let cut = CUT.take().into_iter();
                found.extend(cut.map(|cut| format!("{pane:?} at {width}: {cut}")));
            }
        }
    }
    found
}

#[test]
fn no_clock_amount_state_or_mask_is_cut_at_any_width() {
    let mut found = BTreeSet::new();
    for who in walkers() {
        for state in [State::Busy, State::LongNames, State::Stale] {
            let mut bench = Bench::with_roles(Lang::Zh, (200, 60), &who);
            bench.trace();
            bench.becomes(state);
            if !bench.model.is_liaison() {
                bench.keys("3 t");
            }
            for lang in [Lang::Zh, Lang::En] {
                speak(&mut bench.model, lang);
                found.extend(cut(&mut bench));
            }
        }
    }
    assert_eq!(found, BTreeSet::new());
}
