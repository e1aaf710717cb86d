//! One language at a time: `L` changes every word on every screen, in every box and in what was said before. What
//! others wrote, names and codes stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::words::Lang;
use crate::tui::actions::TABLE;
use crate::tui::app::{prepare, speak};
use crate::tui::testing::{Bench, lines, walk};

/// What stands in English letters on a Chinese screen, and why.
const ON_CHINESE: &[(&str, &str)] = &[
    (
        "keys",
        "enter esc tab shift ctrl alt backspace space left right up down home end pageup pagedown",
    ),
    ("codes", "SIM ICBC ABC BOC TENPAY MOBILE RURAL IMEI OSC"),
    (
        "what is typed into the command line and the filter",
        "account age alarm amount bank call clock duty filter go inhand lang level me new no none oldest owner \
         police reach sent solve sort staff state text theme tier type view waiting who work worth",
    ),
];

/// Every word of the other language that is left after the change, and where.
fn left_over(
    from: Lang,
    foreign: impl Fn(&Bench, &str) -> Vec<String>,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    walk(from, |bench, what| {
        speak(&mut bench.model, from.other());
        prepare(&mut bench.model);
        for line in lines(&bench.frame()) {
            for word in foreign(bench, &line) {
                let place = || format!("{what}: {line}");
                found.entry(word).or_insert_with(place);
            }
        }
    });
    found
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

#[test]
fn no_chinese_is_left_on_an_english_screen() {
    let found = left_over(Lang::Zh, |bench, line| {
        let told = format!("{:?}", bench.hub.floor);
        let runs = line.split(|c| !is_han(c)).filter(|run| !run.is_empty());
        runs.filter(|run| !told.contains(run))
            .map(str::to_owned)
            .collect()
    });
    assert_eq!(found, BTreeMap::new());
}

#[test]
fn no_english_is_left_on_a_chinese_screen() {
    let known: BTreeSet<String> = ON_CHINESE
        .iter()
        .flat_map(|(_, words)| words.split_whitespace())
        .chain(TABLE.iter().flat_map(|row| row.name.split('-')))
        .map(str::to_lowercase)
        .collect();
    let found = left_over(Lang::En, |bench, line| {
        let told = format!("{:?}", bench.hub.floor);
        let runs = line.split(|c: char| !c.is_ascii_alphanumeric());
        let words =
            runs.filter(|run| run.len() > 1 && run.chars().all(|c| c.is_ascii_alphabetic()));
        let strange =
            words.filter(|word| !known.contains(&word.to_lowercase()) && !told.contains(word));
        strange.map(str::to_owned).collect()
    });
    assert_eq!(found, BTreeMap::new());
}
