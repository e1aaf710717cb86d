//! The layers, the problems, the example.

use std::path::Path;

use super::setting::{Setting, Wish};
use super::table::ROWS;
use super::*;

const EXAMPLE: &str = include_str!("../../config.toml.example");

/// A file with this text, in a directory that lives as long as the guard.
fn sources(text: &str) -> (Sources, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("my.toml");
    std::fs::write(&file, text).unwrap();
    let sources = Sources {
        file: Some(file),
        ..Sources::default()
    };
    (sources, dir)
}

fn load(text: &str) -> Result<Loaded, Problems> {
    sources(text).0.load()
}

/// Every problem with the file's directory taken off.
fn problems(text: &str, lang: Lang) -> Vec<String> {
    let (sources, dir) = sources(text);
    let prefix = format!("{}/", dir.path().display());
    let problems = sources.load().expect_err(text).0;
    let texts = problems.iter().map(|problem| problem.text(lang));
    texts.map(|text| text.replace(&prefix, "")).collect()
}

fn is_key(line: &str) -> bool {
    line.split_once(" = ").is_some_and(|(key, _)| {
        let mut chars = key.chars();
        chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.\"-".contains(c))
    })
}

#[test]
fn the_example_shows_the_defaults_and_every_key() {
    let loaded = load(EXAMPLE).unwrap();
    assert_eq!(loaded.config, Config::default());
    for row in ROWS {
        let (_, name) = row.parts();
        let begins = format!("{name} = ");
        let found = EXAMPLE
            .lines()
            .any(|line| line.trim_start_matches("# ").starts_with(&begins));
        assert!(
            name.contains('*') || found,
            "{} is not in the example",
            row.key
        );
    }
}

#[test]
fn every_commented_key_of_the_example_is_legal() {
    let mut tried = 0;
    let lines = EXAMPLE.lines().map(|line| {
        let key = line.strip_prefix("# ").filter(|l| is_key(l));
        match key {
            Some(key) => {
                tried += 1;
                key
            }
            None if is_key(line) => "",
            None => line,
        }
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    load(&text).unwrap();
    assert!(tried >= 5, "the example shows too little");
}

#[test]
fn each_layer_lies_over_the_one_before_and_is_remembered() {
    let (mut sources, _dir) = sources("[screen]\nprofile = \"field\"\nlang = \"en\"\n");
    let look = |sources: &Sources| {
        let loaded = sources.load().unwrap();
        let screen = &loaded.config.screen;
        (
            screen.lang.show().unwrap(),
            loaded.origin("screen.lang").to_string(),
            screen.max_fps.show().unwrap(),
            loaded.origin("screen.max_fps").to_string(),
        )
    };
    let file = sources.file.clone().unwrap().display().to_string();
    let (lang, lang_from, fps, fps_from) = look(&sources);
    assert_eq!((&*lang, &*fps), ("\"en\"", "10"));
    assert_eq!(
        (lang_from, &*fps_from),
        (format!("{file}:3"), "profile field")
    );
    sources.variables = [("WATCHFLOOR_LANG", "zh-CN"), ("WATCHFLOOR_MAX_FPS", "20")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let (lang, lang_from, fps, fps_from) = look(&sources);
    assert_eq!((&*lang, &*lang_from), ("\"zh-CN\"", "WATCHFLOOR_LANG"));
    assert_eq!((&*fps, &*fps_from), ("20", "WATCHFLOOR_MAX_FPS"));
    sources.flags = vec![
        ("screen.lang", "auto".into()),
        ("screen.profile", "desk".into()),
    ];
    sources.variables.remove("WATCHFLOOR_MAX_FPS");
    let (lang, lang_from, fps, fps_from) = look(&sources);
    assert_eq!((&*lang, &*lang_from), ("\"auto\"", "--lang"));
    assert_eq!((&*fps, &*fps_from), ("\"auto\"", "default"));
}

#[test]
fn problems_name_place_key_found_and_allowed() {
    for (text, told) in [
        (
            "[screen]\nlang = \"fr\"",
            vec!["my.toml:2: screen.lang: found \"fr\", allowed is \"zh-CN\", \"en\" or \"auto\""],
        ),
        (
            "[screen]\n\nutc_offset_min = 9999",
            vec![
                "my.toml:3: screen.utc_offset_min: found 9999, allowed is a whole number from -840 to 840",
            ],
        ),
        (
            "[screen]\nthem = \"dark\"",
            vec!["my.toml:2: screen.them: there is no such key; did you mean `theme`?"],
        ),
        (
            "[scren]\nlang = \"en\"",
            vec!["my.toml:1: scren: there is no such key; did you mean `screen`?"],
        ),
        (
            "lang = \"en\"",
            vec![
                "my.toml:1: lang: is not inside a section; the sections are [hub], [screen] and so on, see config.toml.example",
            ],
        ),
        (
            "[screen]\nlang = en",
            vec!["my.toml:2: this line is no TOML: "],
        ),
        (
            "[hub]\nurl = 5\nurl2 = 6\n[keys]\nclaim = \"c\"",
            vec![
                "my.toml:2: hub.url: found 5, allowed is an address on this machine",
                "my.toml:3: hub.url2: there is no such key; did you mean `url`?",
                "my.toml:5: keys.claim: found \"c\", allowed is a list of texts",
            ],
        ),
        (
            "[keys.list]\nquit = [\"Q\"]\n[keys.lst]\nclaim = [\"c\"]\n[keys.item]\nnext = 5",
            vec![
                "my.toml:4: keys.lst.claim: there is no context `lst`; did you mean `list`?",
                "my.toml:6: keys.item.next: found 5, allowed is a list of texts",
            ],
        ),
        (
            "[keys]\nclam = [\"c\"]\nnext = [\"q\"]\n[screen]\ntheme = \"drak\"",
            vec![
                "my.toml:2: keys.clam: there is no action `clam`; did you mean `claim`",
                "my.toml:3: keys.next: `q` means both",
                "my.toml:5: screen.theme: found \"drak\"; there is no such theme",
            ],
        ),
        (
            "[keys]\nclaim = [\"n\"]\n[keys.box]\nlanguage = [\"enter\"]",
            vec![
                "my.toml:2: keys.claim: `n` means `claim` in context list and `next` in context global, which hold at the same time; give one of them another key",
                "my.toml:4: keys.box.language: keys.box: `enter` (`language`) is a key of the boxes themselves",
            ],
        ),
        (
            "[keys]\nnext = [\"g\"]",
            vec![
                "my.toml:2: keys.next: `g g` (`top` in context list) begins with `g` (`next` in context global)",
            ],
        ),
        (
            "[wall]\nturn = 2\npanel = \"55\"\ndistance = 50.5",
            vec![
                "my.toml:2: wall.turn: found 2, allowed is a whole number from 3 to 600",
                "my.toml:3: wall.panel: found \"55\", allowed is a number from 10 to 300",
                "my.toml:4: wall.distance: found 50.5, allowed is a number from 0.5 to 50",
            ],
        ),
    ] {
        let found = problems(text, Lang::En);
        assert_eq!(found.len(), told.len(), "{text}: {found:?}");
        for (found, told) in found.iter().zip(told) {
            assert!(found.starts_with(told), "{text}: {found}");
        }
        assert_eq!(problems(text, Lang::Zh).len(), found.len());
    }
    assert_eq!(
        problems("[screen]\nlang = \"fr\"", Lang::Zh),
        ["my.toml:2：screen.lang：值为 \"fr\"，允许：\"zh-CN\"、\"en\" 或 \"auto\""]
    );
}

#[test]
fn variables_and_flags_are_told_by_their_names() {
    let sources = Sources {
        variables: [("WATCHFLOOR_DEPTH".to_owned(), "512".to_owned())].into(),
        flags: vec![("screen.lang", "fr".to_owned())],
        ..Sources::default()
    };
    let problems = sources.load().unwrap_err();
    let texts: Vec<_> = problems.0.iter().map(|p| p.text(Lang::En)).collect();
    assert_eq!(
        texts,
        [
            "WATCHFLOOR_DEPTH: screen.depth: found 512, allowed is \"truecolor\", \"256\", \"16\", \"mono\" or \"auto\"",
            "--lang: screen.lang: found fr, allowed is \"zh-CN\", \"en\" or \"auto\"",
        ]
    );
}

#[test]
fn a_file_that_was_named_must_be_there_and_the_usual_one_may_be_missing() {
    let mut sources = Sources {
        file: Some(Path::new("/nonexistent/config.toml").to_owned()),
        ..Sources::default()
    };
    assert_eq!(sources.load().unwrap().config, Config::default());
    sources.named = layers::Named::Yes;
    let problems = sources.load().unwrap_err().to_string();
    assert!(
        problems.starts_with("/nonexistent/config.toml"),
        "{problems}"
    );
}

#[test]
fn variables_of_keys_differ() {
    let mut names: Vec<_> = ROWS.iter().filter_map(table::Row::variable).collect();
    names.extend(["WATCHFLOOR_TOKEN", "WATCHFLOOR_CONFIG", "WATCHFLOOR_LOG"].map(str::to_owned));
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "two keys share a variable");
}

#[test]
fn profiles_are_legal_and_change_something() {
    for profile in [profile::Profile::Field, profile::Profile::Wall] {
        let sources = Sources {
            flags: vec![("screen.profile", profile.name().to_owned())],
            ..Sources::default()
        };
        let loaded = sources.load().unwrap();
        let set = loaded.given.values();
        let set = set.filter(|given| given.origin == Origin::Profile(profile));
        assert!(set.count() > 0, "{profile:?}");
    }
}

#[test]
fn numbers_may_stand_for_words() {
    let config = load("[screen]\ndepth = 256").unwrap().config;
    assert_eq!(config.screen.depth, Wish::Set(Depth::Ansi256));
}

#[test]
fn a_wall_is_hung_by_the_file_and_by_flags() {
    let (sources, _dir) = sources("[wall]\nturn = 30\npanel = 55\ndistance = 2.5");
    let hung = |sources: &Sources| {
        let wall = sources.load().unwrap().config.wall;
        (
            wall.turn.0,
            wall.panel.map(|p| p.0),
            wall.distance.map(|d| d.0),
        )
    };
    assert_eq!(hung(&sources), (30, Some(55.0), Some(2.5)));
    let sources = sources.with_flags(vec![("wall.distance", "5".into())]);
    assert_eq!(hung(&sources), (30, Some(55.0), Some(5.0)));
    let sources = sources.with_flags(vec![
        ("wall.panel", "nan".into()),
        ("wall.turn", "0".into()),
    ]);
    let told = sources.load().unwrap_err().to_string();
    assert!(
        told.contains("--panel") && told.contains("--turn"),
        "{told}"
    );
}
