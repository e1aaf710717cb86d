//! Golden frames: the text as an officer sees it, and below it the looks by meaning.

use std::fmt::Write as _;

use crate::domain::org::Actor;
use crate::text::words::Lang;
use crate::tui::testing::{Bench, Layers, assert_columns, lines, officer};

/// A frame as text: the cells, then every run of a look that is not plain text. Its columns stand on another
/// terminal than ours, whatever that one takes ambiguous characters for.
pub(super) fn shown(bench: &mut Bench) -> String {
    let layers = bench.layers();
    frame_with(bench, &layers)
}

/// The same where the meanings of the cells are known.
pub(super) fn frame_with(bench: &mut Bench, layers: &[Layers]) -> String {
    assert_columns(bench);
    let mut out = lines(&bench.frame()).join("\n");
    out.push_str("\n--- looks: row column+cells tone\n");
    let width = bench.model.size.width;
    out.push_str(&looks(layers, width));
    out
}

/// Every run of cells with a meaning, row by row.
pub(super) fn looks(layers: &[Layers], width: u16) -> String {
    let mut out = String::new();
    for (y, row) in layers.chunks(width.max(1) as usize).enumerate() {
        let names: Vec<_> = row.iter().map(Layers::name).collect();
        let mut runs = String::new();
        let mut x = 0;
        for run in names.chunk_by(|one, next| one == next) {
            if let Some(name) = &run[0] {
                let _ = write!(runs, " {x}+{} {name}", run.len());
            }
            x += run.len();
        }
        if !runs.is_empty() {
            let _ = writeln!(out, "{y:>2}{runs}");
        }
    }
    out
}

const LANGS: [(Lang, &str); 2] = [(Lang::Zh, "zh"), (Lang::En, "en")];

/// Frames of an officer at every size and in both languages.
pub fn golden(name: &str, sizes: &[(u16, u16)], make: impl Fn(&mut Bench)) {
    golden_as(&officer(), name, sizes, make);
}

/// The same for somebody else.
pub fn golden_as(me: &Actor, name: &str, sizes: &[(u16, u16)], make: impl Fn(&mut Bench)) {
    for (width, height) in sizes {
        for (lang, tag) in LANGS {
            let mut bench = Bench::with_roles(lang, (*width, *height), me);
            make(&mut bench);
            insta::assert_snapshot!(format!("{name}-{width}x{height}-{tag}"), shown(&mut bench));
        }
    }
}

const TRACE_SIZES: [(u16, u16); 3] = [(60, 16), (80, 24), (120, 40)];

#[test]
fn the_trace_of_a_case() {
    golden("trace-folded", &[(80, 24)], |bench| {
        bench.trace();
        bench.keys("3 t j j h");
    });
    golden("trace-wide", &[(60, 16), (120, 40)], |bench| {
        bench.wide_trace();
        bench.keys("3 t G");
    });
    golden("place", &[(80, 24), (120, 40)], |bench| {
        bench.trace();
        bench.keys("3 t j enter");
    });
    golden("frontier", &TRACE_SIZES, |bench| {
        bench.trace();
        bench.keys("3 t S");
    });
    golden("frontier-wide", &[(60, 16), (120, 40)], |bench| {
        bench.wide_trace();
        bench.keys("3 t S");
    });
    golden("frontier-second", &[(80, 24)], |bench| {
        bench.trace();
        bench.paper_first();
        bench.keys("3 t S");
    });
    golden("trace-empty", &[(80, 24)], |bench| bench.keys("5"));
}

#[test]
fn boxes_over_the_floor() {
    let small = [(80, 24), (120, 40)];
    golden("help", &small, |bench| {
        bench.calm();
        bench.keys("?");
    });
    golden("outcome", &small, |bench| {
        bench.busy();
        bench.keys("n");
        bench.settle();
        bench.keys("o 2");
    });
    golden("confirm", &small, |bench| {
        bench.busy();
        bench.keys("n");
        bench.settle();
        bench.keys("s");
        bench.types("icbc");
        bench.keys("enter");
        bench.types("6222020200001234");
        bench.keys("enter");
        bench.settle();
    });
}
