//! The catalogue is whole: every entry stands in both languages and is used, and no word on screen stands outside
//! it in one language alone. Read from the source, since a macro can not count who uses what it made.

use std::collections::BTreeSet;
use std::path::Path;

use super::Word;

/// Entries that read the same in both languages, and why. None is needed now.
const SAME: &[(&str, &str)] = &[];

/// Literals of one language alone that are no words on screen, by file.
const ALONE: &[(&str, &str)] = &[
    ("src/tui/overlays/command/", "the command language"),
    ("src/tui/overlays/filter.rs", "the filter language"),
    (
        "src/tui/app/table/",
        "names of columns in the filter language",
    ),
    ("src/tui/overlays/frontier.rs", "English plurals"),
    ("src/tui/wall/mod.rs", "a key"),
    (
        "src/tui/app/place.rs",
        "names of screens and tables in the configuration",
    ),
    (
        "src/tui/app/frontier.rs",
        "the name of a command of the hub",
    ),
    ("src/tui/app/follow.rs", "the name of a command of the hub"),
];

/// A file of the program, without its tests.
struct Source {
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !is_test(&name) {
                let code = std::fs::read_to_string(&path).unwrap();
                let code = code.split("\n#[cfg(test)]\nmod tests {").next();
                sources.push(Source {
                    path: name,
                    code: code.unwrap().to_owned(),
                });
            }
        }
    }
    sources
}

fn is_test(path: &str) -> bool {
    let parts = [
        "test",
        "golden",
        "/allocations.rs",
        "/columns.rs",
        "/languages.rs",
        "/sizes.rs",
        "/complete.rs",
    ];
    path != "src/tui/widgets/columns.rs" && parts.iter().any(|part| path.contains(part))
}

/// The string literals of some code, each with its line; comments have none.
fn literals(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = code;
    let at = |rest: &str| code[..code.len() - rest.len()].matches('\n').count() + 1;
    while let Some(start) = rest.find(['"', '\'', '/']) {
        let from = &rest[start..];
        rest = if let Some(comment) = from.strip_prefix("//") {
            comment.find('\n').map_or("", |end| &comment[end..])
        } else if let Some(text) = from.strip_prefix('"') {
            let end = end_of(text);
            found.push((at(text), text[..end].to_owned()));
            text.get(end + 1..).unwrap_or("")
        } else if from.starts_with("'\"'") || from.starts_with("'/'") {
            &from[3..]
        } else {
            &from[1..]
        };
    }
    found
}

/// Where a literal ends.
fn end_of(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

fn is_chinese(text: &str) -> bool {
    text.contains(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

/// Whether there is a word of letters in it, beside what is put in.
fn is_english(text: &str) -> bool {
    let outside = text
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    let mut words = outside.flat_map(|part| part.split(|c: char| !c.is_ascii_alphabetic()));
    !is_chinese(text) && words.any(|word| word.len() > 1)
}

#[test]
fn every_entry_stands_in_both_languages() {
    for source in sources() {
        let is_catalogue =
            ["src/text/words.rs", "src/text/words/terms.rs"].contains(&&*source.path);
        for line in source.code.lines().filter(|_| is_catalogue) {
            let texts = literals(line);
            let [(_, english), (_, chinese)] = &texts[..] else {
                continue;
            };
            let is_entry = line.trim_end().ends_with("\";") && line.contains(": \"");
            if !is_entry || SAME.iter().any(|(same, _)| same == english) {
                continue;
            }
            assert!(!english.trim().is_empty() && !is_chinese(english), "{line}");
            assert!(is_chinese(chinese), "{line}");
        }
    }
}

#[test]
fn every_entry_is_used() {
    let sources = sources();
    let all: String = sources.iter().map(|source| source.code.as_str()).collect();
    let names: BTreeSet<&str> = all
        .split("Word::")
        .skip(1)
        .map(|after| {
            after
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or("")
        })
        .collect();
    for word in Word::ALL {
        assert!(
            names.contains(format!("{word:?}").as_str()),
            "{word:?} is not used"
        );
    }
    for (path, kind) in [("say.rs", "Say"), ("why.rs", "Why"), ("why.rs", "Bad")] {
        let path = format!("src/text/words/{path}");
        let own = &sources
            .iter()
            .find(|source| source.path == path)
            .unwrap()
            .code;
        let start = own.find(&format!("pub enum {kind} {{\n")).unwrap();
        let body = &own[start..start + own[start..].find("\n}").unwrap()];
        for line in body
            .lines()
            .filter(|line| line.starts_with("    ") && !line.starts_with("     "))
        {
            let name: String = line
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .collect();
            if name.is_empty() {
                continue;
            }
            let made = |text: &str, by: &str| {
                let whole = format!("{by}::{name}");
                text.match_indices(&whole)
                    .filter(|(at, _)| {
                        !text[at + whole.len()..].starts_with(|c: char| c.is_alphanumeric())
                    })
                    .count()
            };
            // Once to say it; at least once more to have it said.
            let uses = made(&all, kind) + made(own, "Self");
            assert!(uses > 1, "{kind}::{name} is not used");
        }
    }
}

/// English and Chinese stand side by side, three literals apart at most.
#[test]
fn no_word_stands_in_one_language_alone() {
    let mut alone = Vec::new();
    for Source { path, code } in sources() {
        let parts = ["panes/", "overlays/", "wall/", "widgets/", "app/"];
        let is_shown = parts
            .iter()
            .any(|part| path.starts_with(&format!("src/tui/{part}")))
            || path.starts_with("src/text/words/");
        if !is_shown || ALONE.iter().any(|(file, _)| path.starts_with(file)) {
            continue;
        }
        let texts = literals(&code);
        for (n, (line, text)) in texts.iter().enumerate() {
            let near = &texts[n.saturating_sub(3)..(n + 4).min(texts.len())];
            let has = |what: fn(&str) -> bool| near.iter().any(|(_, text)| what(text));
            let letters =
                |text: &str| !is_chinese(text) && text.contains(|c: char| c.is_ascii_alphabetic());
            let is_alone =
                is_english(text) && !has(is_chinese) || is_chinese(text) && !has(letters);
            if is_alone {
                alone.push(format!("{path}:{line}: {text}"));
            }
        }
    }
    assert_eq!(alone, Vec::<String>::new());
}

#[test]
fn literals_are_found() {
    let code = "a(\"one\", '\"'); // \"no\"\n b(\"t\\\"wo\")";
    let found = literals(code);
    assert_eq!(found, [(1, "one".to_owned()), (2, "t\\\"wo".to_owned())]);
    assert!(is_english("{x} min") && !is_english("{mins} s") && !is_english("分 min"));
}
