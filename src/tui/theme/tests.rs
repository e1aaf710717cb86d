//! Fallback, inheritance and warnings.

use std::path::Path;

use ratatui::style::{Color, Modifier};

use super::*;

fn load_text(text: &str) -> (Theme, Vec<String>) {
    let directory = tempfile::tempdir().unwrap();
    load_file(&directory.path().join("mine.toml"), text)
}

fn load_file(path: &Path, text: &str) -> (Theme, Vec<String>) {
    std::fs::write(path, text).unwrap();
    let (theme, warnings) = Theme::load(path.to_str().unwrap(), Depth::True, GlyphSet::Unicode);
    let told = warnings.iter();
    let told = told.map(|warning| format!("{}: {}", warning.key, warning.what));
    (theme, told.collect())
}

const RED: Color = Color::Rgb(255, 0, 0);
const GREY: Color = Color::Rgb(0x80, 0x80, 0x80);

#[test]
fn a_dotted_name_falls_back_to_its_beginning_and_then_to_text() {
    let (theme, warnings) = load_text(
        r##"
        [palette]
        red = "#ff0000"
        [styles]
        text = { fg = "#808080", bg = "black" }
        alert = { fg = "red", mods = ["bold"] }
        "alert.p1" = "cyan"
        clock.ok = { mods = ["reverse"] }
        "##,
    );
    assert_eq!(warnings, [""; 0]);
    assert_eq!(theme[Tone::AlertP0].fg, Some(RED));
    assert_eq!(theme[Tone::AlertP0].add_modifier, Modifier::BOLD);
    assert_eq!(theme[Tone::AlertP1].fg, Some(Color::Cyan));
    assert_eq!(theme[Tone::AlertP1].add_modifier, Modifier::empty());
    assert_eq!(theme[Tone::ClockOk].add_modifier, Modifier::REVERSED);
    assert_eq!(theme[Tone::ClockWarn].fg, Some(GREY));
}

#[test]
fn a_child_changes_its_parents_palette_and_styles() {
    let (theme, warnings) = load_text(
        r##"
        inherits = "dark"
        [palette]
        purple = "#ff0000"
        [styles]
        ok = { fg = "#808080" }
        "##,
    );
    assert_eq!(warnings, [""; 0]);
    assert_eq!(theme[Tone::AlertP0].fg, Some(RED));
    assert_eq!(theme[Tone::Ok].fg, Some(GREY));
    let (dark, _) = Theme::load("dark", Depth::True, GlyphSet::Unicode);
    assert_eq!(theme[Tone::Text], dark[Tone::Text]);
}

#[test]
fn a_parent_may_stand_beside_its_child_and_a_circle_ends() {
    let directory = tempfile::tempdir().unwrap();
    let parent = directory.path().join("parent.toml");
    std::fs::write(&parent, "inherits = 'child.toml'\nstyles.ok = 'red'").unwrap();
    let child = directory.path().join("child.toml");
    let (theme, warnings) = load_file(&child, "inherits = 'parent.toml'");
    assert_eq!(theme[Tone::Ok].fg, Some(Color::Red));
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].starts_with("inherits: the chain"),
        "{warnings:?}"
    );
}

#[test]
fn what_is_wrong_is_told_by_key_and_the_rest_counts() {
    for (text, parts) in [
        (
            "styles.error = { fg = 'crimsen' }",
            vec!["styles.error.fg: `crimsen` is neither"],
        ),
        ("styles.error = 5", vec!["styles.error: 5 is no style"]),
        (
            "styles.error = { fg = 5 }",
            vec!["styles.error.fg: 5 is no colour"],
        ),
        (
            "styles.error = { mods = ['bolt'] }",
            vec!["\"blink\"; did you mean `bold`?"],
        ),
        (
            "styles.error = { bold = true }",
            vec!["styles.error.bold: there is no such style"],
        ),
        (
            "styles.eror = 'red'",
            vec!["styles.eror: there is no such style; did you mean `error`?"],
        ),
        ("styles.alrt = 'red'", vec!["did you mean `alert`?"]),
        (
            "palette.red = 'rouge'",
            vec!["palette.red: \"rouge\" is no colour"],
        ),
        (
            "palette.sand = '#d7af87'\n styles.error = 'sond'",
            vec![
                "styles.error.fg: `sond` is neither",
                "palette.sand: no style uses this name",
            ],
        ),
        (
            "inherits = 'dark'\n palette.purpel = '#d7af87'",
            vec!["no style uses this name; did you mean `purple`?"],
        ),
        ("colours = 1", vec!["colours: not understood"]),
        ("pallette = 1", vec!["did you mean `palette`?"]),
        (
            "inherits = 'drak'",
            vec!["inherits: `drak`: there is no such theme; there are dark, light, high-contrast"],
        ),
        ("this is no toml", vec![": line 1 is no TOML"]),
    ] {
        let (theme, warnings) = load_text(&format!("{text}\n[styles.ok]\nfg = 'green'"));
        assert_eq!(warnings.len(), parts.len(), "{text}: {warnings:?}");
        for (warning, part) in warnings.iter().zip(parts) {
            assert!(warning.contains(part), "{text}: {warning}");
        }
        assert!(theme[Tone::Ok].fg.is_some(), "{text}");
    }
}

#[test]
fn a_theme_that_does_not_exist_becomes_dark() {
    for name in ["drak", "/nonexistent/x.toml"] {
        let (theme, warnings) = Theme::load(name, Depth::True, GlyphSet::Unicode);
        let (dark, _) = Theme::load("dark", Depth::True, GlyphSet::Unicode);
        assert_eq!(theme[Tone::Text], dark[Tone::Text]);
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].file, name);
    }
}
