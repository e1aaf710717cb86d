//! The rules stay pure: `src/domain` and `src/text` know nothing of the network, the terminal, clocks or chance.
//! The same fold runs on the hub and on every console, so one stray look at the clock would part them.

use std::fs;
use std::path::{Path, PathBuf};

/// What the pure parts must not name.
const FORBIDDEN: &[&str] = &[
    "tokio",
    "ratatui",
    "crossterm",
    "tungstenite",
    "std::net",
    "std::time::Instant",
    "Instant::now",
    "SystemTime",
    "chrono::Local",
    "Local::now",
    "Utc::now",
    "rand::",
    "crate::feed",
    "crate::hub",
    "crate::sim",
    "crate::tui",
    "crate::config",
];

fn sources(dir: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, into)?;
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push(path);
        }
    }
    Ok(())
}

/// Names a word as a whole: `rand::` is no part of `operand::`.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[test]
fn the_rules_and_the_text_door_are_pure() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src.join("domain"), &mut files).unwrap();
    sources(&src.join("text"), &mut files).unwrap();
    assert!(files.len() > 20, "found only {files:?}");
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (n, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in FORBIDDEN.iter().filter(|word| names(code, word)) {
                found.push(format!("{}:{}: names `{word}`", file.display(), n + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_search_finds_words_and_not_parts_of_words() {
    assert!(names("use tokio::sync;", "tokio"));
    assert!(names("let x = rand::random();", "rand::"));
    assert!(!names("operand::left", "rand::"));
}
