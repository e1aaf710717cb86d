//! Scenario files: one file for each row of the tables of orders, cases and hops, and whole flows. They run
//! through the library's public rules with a clock set by hand; no hub, no sleep.
//!
//! A file reads like a page of the duty log:
//!
//! ```toml
//! row = "stopped → lapsed: the stop ends by itself after 48 h"
//! after = "order/stopped"            # plays that file first; times go on counting from its beginning
//! policy = { order = { paper = "paper_first" } }   # laid over the shipped rules
//!
//! [[step]]
//! at = "+3m"                         # from the beginning: d h m s; the clock ticks on the way there
//! by = "disposal,analyst 0412"       # roles and user; of a liaison the institution: "liaison ICBC"
//! give = "order.cancel"              # a command and its arguments, as on the wire
//! on = "order on card A"             # what it acts on
//! status = "exercise"                # when it is not in earnest
//! args = { reason = "wrong card" }
//! each = ["card A", "card B"]        # the step once for each, also `then`; {} stands for it in `on`, `args`, `then`
//! refused = "too_late"               # with this code; without, the command must be carried out
//! says = "has left"                  # and with these words in the sentence
//! happens = ["order.cliff"]          # events since the step before, in this order, others between them
//! then = { "order on card A" = { state = "lapsed", held = "¥50000", let_lapse = "-" } }
//! ```
//!
//! Things are named `alert 1`, `case 1`, `order 3` by their numbers, `order on card A` (the newest there),
//! `hop card A`, `desk ICBC`. Accounts are any words. In arguments and expectations a name stands for the
//! identity, `¥52000` for an amount, `-5m` and `+48h` for a moment. `then` names fields as on the wire (a dot
//! goes deeper, `-` is absent); `"order on card B" = "nothing"` is one that is not there, `orders = { draft = 2 }`
//! counts by state. A step without a command lets time pass. On the floor stand the desks of ICBC, ABC, BOC, CCB
//! (banks), ALIPAY (payment, acts first), TENPAY (payment, paper first) and CMCC (carrier of 139 and 138).
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod found;
mod rows;
mod script;
mod stage;
mod words;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use script::Script;
use stage::Stage;

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

/// Plays a file, and before it the one it comes after.
fn play(name: &str) -> Result<Stage, String> {
    let script = Script::read(&home().join(format!("{name}.toml")))?;
    let mut stage = match &script.after {
        Some(before) => play(before)?,
        None => Stage::new(),
    };
    stage
        .lay_over(&script)
        .map_err(|e| format!("{name}: {e}"))?;
    for (n, step) in script.step.iter().enumerate() {
        for step in step.each() {
            let told = step.told();
            stage
                .step(&step)
                .map_err(|e| format!("{name}.toml, step {} ({told}): {e}", n + 1))?;
        }
    }
    Ok(stage)
}

/// The names of a folder's files, in order.
fn files(table: &str) -> Vec<String> {
    let dir = std::fs::read_dir(home().join(table)).expect("the folder");
    let mut names: Vec<String> = dir
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

fn play_all(table: &str) {
    let names = files(table);
    // A file that others come after fails once.
    let failed: BTreeSet<String> = names
        .iter()
        .filter_map(|name| play(&format!("{table}/{name}")).err())
        .collect();
    let failed: Vec<String> = failed.into_iter().collect();
    assert!(failed.is_empty(), "{table}:\n{}", failed.join("\n"));
}

#[test]
fn rows_of_the_case_table() {
    play_all("case");
}

#[test]
fn rows_of_the_order_table() {
    play_all("order");
}

#[test]
fn rows_of_the_hop_table() {
    play_all("hop");
}

#[test]
fn whole_flows() {
    play_all("flow");
}

#[test]
fn every_row_has_its_file_and_every_file_its_row() {
    for (table, rows) in rows::TABLES {
        let mut named: Vec<&str> = Vec::new();
        for (row, names) in rows {
            let names: Vec<&str> = names.split_whitespace().collect();
            assert!(!names.is_empty(), "{table}: no file for `{row}`");
            named.extend(names);
        }
        named.sort_unstable();
        assert_eq!(files(table), named, "{table}");
    }
}
