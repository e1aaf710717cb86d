//! No size panics and no size cuts a wide character: every screen and every box in every state of a floor, from no
//! cells at all to the largest terminal.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;

use crate::text::words::Lang;
use crate::tui::app::place::{Place, Screen};
use crate::tui::testing::{Bench, State, frame, walk};

/// Every box there is.
const BOXES: &str = "Accounts Ask Bulk Choice Command Confirm End Filter Frontier HeldSum Help Merge Next Outcome \
                     Palette Pass Place Quit Reason Shelve Stop Telecom";

fn tiny() -> impl Iterator<Item = Size> {
    (0..=12).flat_map(|width| (0..=6).map(move |height| Size::new(width, height)))
}

fn paint_at(bench: &mut Bench, size: Size) {
    bench.model.size = size;
    bench.model.place = bench.model.place.fitted(size);
    crate::tui::app::prepare(&mut bench.model);
    whole(&frame(&bench.model));
}

/// Every row is as wide as the screen: no wide glyph is cut.
fn whole(buffer: &Buffer) {
    let width = buffer.area.width as usize;
    if width == 0 {
        return;
    }
    for row in buffer.content.chunks(width) {
        let symbols = row.iter().map(ratatui::buffer::Cell::symbol);
        let cells: usize = symbols.map(crate::text::width::width).sum();
        assert_eq!(cells, width);
    }
}

#[test]
fn every_screen_in_every_state_at_every_tiny_size() {
    for state in State::ALL {
        let mut bench = Bench::new(Lang::Zh, (120, 40));
        bench.trace();
        bench.becomes(state);
        bench.keys("3 t");
        for screen in Screen::ALL {
            let place = Place::screen(screen);
            for size in tiny() {
                bench.model.place = place;
                paint_at(&mut bench, size);
            }
        }
    }
}

#[test]
fn every_box_at_every_tiny_size() {
    let opened = walk(Lang::Zh, |bench, _| {
        let (size, place) = (bench.model.size, bench.model.place);
        if !bench.model.overlays.is_empty() {
            tiny().for_each(|size| paint_at(bench, size));
        }
        (bench.model.size, bench.model.place) = (size, place);
    });
    let boxes = BOXES.split_whitespace();
    let missing: Vec<_> = boxes.filter(|name| !opened.contains(*name)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "opened: {opened:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_size_panics(
        state in prop::sample::select(vec![State::Calm, State::Busy, State::Stale, State::Refused, State::Hostile, State::LongNames]),
        sizes in prop::collection::vec((0u16..260, 0u16..80), 4),
        large in (260u16..=640, 80u16..=180),
        small in prop::collection::vec((0u16..=12, 0u16..=6), 8),
        keys in prop::collection::vec(
            prop::sample::select(vec![
                "1", "2", "3", "4", "5", "8", "t", "h", "l", "-", "+", "tab", "shift-tab", "z", "?", ":", "/", "n", "s", "o", "v", "enter",
                "esc", "j", "G", "pagedown", "F", "L", "g g", "a", "y", "ctrl-p", "m", "e", "u", "A", "R", "f", "x", "w", "c", "S", "P", "X",
                "i", ">", "*", "space", "ctrl-l", "backspace",
            ]),
            0..24,
        ),
    ) {
        let mut bench = Bench::new(Lang::Zh, (120, 40));
        bench.becomes(state);
        for key in keys {
            bench.keys(key);
            bench.settle();
        }
        for (width, height) in sizes.into_iter().chain(small).chain([large]) {
            paint_at(&mut bench, Size::new(width, height));
        }
    }
}
