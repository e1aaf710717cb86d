//! Golden frames of the main screens: every state of a floor at every size. The text and the meanings of a frame
//! are the same whatever the colours, so a frame is kept once, in one of the languages by turns; that it is the same
//! with every depth of colour, and every cell looks as its meaning does there, is asserted beside it.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::style::{Color, Style};

use super::golden::{frame_with, looks};
use crate::text::words::Lang;
use crate::tui::app::{Msg, update};
use crate::tui::term::TermEvent;
use crate::tui::term::caps::{Depth, GlyphSet};
use crate::tui::testing::{Bench, Layers, State, assert_columns, lines};
use crate::tui::theme::{Theme, Tone};

const SIZES: [(u16, u16); 5] = [(40, 12), (60, 16), (80, 24), (120, 40), (200, 60)];
const LARGEST: (u16, u16) = (640, 180);
const DEPTHS: [Depth; 4] = [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::Mono];

/// The screens and the keys that lead there.
const SCREENS: [(&str, &str); 6] = [
    ("floor", "1"),
    ("triage", "2 g g enter"),
    ("cases", "3"),
    ("orders", "4"),
    ("trace", "3 t"),
    ("teams", "8"),
];

#[test]
fn empty() {
    frames_of(State::Empty);
}

#[test]
fn calm() {
    frames_of(State::Calm);
}

#[test]
fn busy() {
    frames_of(State::Busy);
}

#[test]
fn flood() {
    frames_of(State::Flood);
}

#[test]
fn stale() {
    frames_of(State::Stale);
}

#[test]
fn refused() {
    frames_of(State::Refused);
}

#[test]
fn hostile() {
    frames_of(State::Hostile);
}

#[test]
fn long_names() {
    frames_of(State::LongNames);
}

fn frames_of(state: State) {
    let mut bench = Bench::new(Lang::Zh, (120, 40));
    if state == State::Busy {
        bench.trace();
    }
    bench.becomes(state);
    for (n, (screen, keys)) in SCREENS.iter().enumerate() {
        resize(&mut bench, (120, 40));
        bench.keys(keys);
        for (m, size) in SIZES.into_iter().enumerate() {
            let is_zh = (n + m + state as usize).is_multiple_of(2);
            bench.model.lang = if is_zh { Lang::Zh } else { Lang::En };
            resize(&mut bench, size);
            let name = format!("{screen}-{}-{}x{}", state.name(), size.0, size.1);
            let layers = bench.layers();
            insta::assert_snapshot!(name.as_str(), frame_with(&mut bench, &layers));
            assert_depths(&mut bench, &layers, &name);
        }
    }
    bench.keys("1");
    resize(&mut bench, LARGEST);
    let name = format!("floor-{}-640x180", state.name());
    let layers = bench.layers();
    insta::assert_snapshot!(name.as_str(), corners(&bench, &layers));
    assert_depths(&mut bench, &layers, &name);
    if state == State::Busy {
        assert_columns(&mut bench);
    }
}

fn resize(bench: &mut Bench, (width, height): (u16, u16)) {
    let to = TermEvent::Resize(Size::new(width, height));
    update(&mut bench.model, Msg::Term(to));
    crate::tui::app::prepare(&mut bench.model);
}

/// Of a frame too large to read: the four corners, and a number that changes with any of the rest.
fn corners(bench: &Bench, layers: &[Layers]) -> String {
    let buffer = bench.frame();
    let mut out = String::new();
    let (rows, columns) = (20, 60);
    let (right, below) = (buffer.area.width - columns, buffer.area.height - rows);
    for (x, y) in [(0, 0), (right, 0), (0, below), (right, below)] {
        let mut corner = Buffer::empty(ratatui::layout::Rect::new(x, y, columns, rows));
        for position in corner.area.positions() {
            corner[position] = buffer[position].clone();
        }
        let _ = writeln!(out, "--- from row {y}, column {x}");
        out.push_str(&lines(&corner).join("\n"));
        out.push('\n');
    }
    let whole = lines(&buffer).join("\n") + &looks(layers, buffer.area.width);
    let digest = xxhash_rust::xxh3::xxh3_64(whole.as_bytes());
    let _ = writeln!(out, "--- all of it, looks too: {digest:016x}");
    out
}

/// The same characters at every depth of colour, and every cell as its meanings look there.
fn assert_depths(bench: &mut Bench, layers: &[Layers], name: &str) {
    let text = bench.frame();
    for depth in DEPTHS {
        let theme = Theme::load("dark", depth, GlyphSet::Unicode).0;
        let painted = bench.frame_with(theme.clone());
        let width = painted.area.width as usize;
        let cells = painted.content.iter().zip(&text.content).zip(layers);
        for (n, ((cell, golden), layers)) in cells.enumerate() {
            let place = || format!("{name}, {depth:?}, row {}, column {}", n / width, n % width);
            assert_eq!(cell.symbol(), golden.symbol(), "{}", place());
            let wanted = look(layers.style(&theme));
            assert_eq!(look(cell.style()), wanted, "{}: {layers:?}", place());
        }
    }
}

fn look(style: Style) -> (Color, Color, ratatui::style::Modifier) {
    let or = Color::Reset;
    (
        style.fg.unwrap_or(or),
        style.bg.unwrap_or(or),
        style.add_modifier,
    )
}

/// What every meaning looks like with every theme and every depth.
#[test]
fn looks_of_every_meaning() {
    for name in Theme::built_in() {
        let mut out = String::new();
        for depth in DEPTHS {
            let theme = Theme::load(name, depth, GlyphSet::Unicode).0;
            let _ = writeln!(out, "--- {depth:?}: meaning letters/ground weight");
            for tone in Tone::ALL {
                let style = theme[*tone];
                let colour =
                    |colour: Option<Color>| colour.map_or("·".to_owned(), |c| c.to_string());
                let (fg, bg) = (colour(style.fg), colour(style.bg));
                let _ = writeln!(out, "{:16} {fg}/{bg} {:?}", tone.name(), style.add_modifier);
            }
        }
        insta::assert_snapshot!(format!("looks-{name}"), out);
    }
}
