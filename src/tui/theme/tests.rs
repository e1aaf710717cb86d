//! Fallback, inheritance, warnings, depth, and the contrast of the themes that come with the program.

use std::path::Path;

use ratatui::style::{Color, Modifier};

use super::depth::rgb_of;
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
            vec!["styles.error.mods: \"bolt\" is not known"],
        ),
        (
            "styles.error = { bold = true }",
            vec!["styles.error.bold: there is no such style"],
        ),
        (
            "styles.eror = 'red'",
            vec!["styles.eror: there is no such style; did you mean `error`?"],
        ),
        (
            "palette.red = 'rouge'",
            vec!["palette.red: \"rouge\" is no colour"],
        ),
        ("colours = 1", vec!["colours: not understood"]),
        (
            "inherits = 'drak'",
            vec!["inherits: `drak`: there is no such theme; there are dark, light"],
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

#[test]
fn without_colours_what_matters_still_stands_out() {
    let (theme, _) = Theme::load("dark", Depth::Mono, GlyphSet::Ascii);
    for tone in Tone::ALL {
        assert_eq!((theme[*tone].fg, theme[*tone].bg), (None, None));
    }
    let has = |tone: Tone, modifier| theme[tone].add_modifier.contains(modifier);
    assert!(has(Tone::AlertP0, Modifier::REVERSED | Modifier::BOLD));
    assert!(has(Tone::AlertP1, Modifier::BOLD));
    assert!(has(Tone::Selected, Modifier::REVERSED));
    assert!(has(Tone::Banner, Modifier::REVERSED));
}

#[test]
fn built_in_themes_have_no_warnings_and_enough_contrast() {
    for name in Theme::built_in() {
        for depth in [Depth::True, Depth::Ansi256] {
            let (theme, warnings) = Theme::load(name, depth, GlyphSet::Unicode);
            assert_eq!(warnings, []);
            let grounds = [Tone::Text, Tone::Selected, Tone::Overlay];
            for (tone, ground) in Tone::ALL
                .iter()
                .flat_map(|tone| grounds.map(|g| (*tone, g)))
            {
                let least = match tone {
                    // Lines and areas, not text.
                    Tone::Border
                    | Tone::BorderFocus
                    | Tone::BarPrevented
                    | Tone::BarStopped
                    | Tone::BarFrozen
                    | Tone::BarReturned => match ground {
                        Tone::Text => 3.0,
                        _ => continue,
                    },
                    _ => 4.5,
                };
                let found = contrast_of(&theme, tone, ground);
                assert!(
                    found >= least,
                    "{name}: {} on {}: {found:.2}",
                    tone.name(),
                    ground.name()
                );
            }
        }
    }
}

fn contrast_of(theme: &Theme, tone: Tone, ground: Tone) -> f64 {
    let style = theme[Tone::Text].patch(theme[ground]).patch(theme[tone]);
    let light = |colour: Option<Color>| luminance(colour.and_then(rgb_of).unwrap());
    // A selected row keeps the words of its cells and changes what is under them.
    let under = match ground {
        Tone::Selected if theme[tone].bg.is_none() => theme[ground].bg,
        _ => style.bg,
    };
    let (one, other) = (light(style.fg), light(under));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance after WCAG 2.
fn luminance((r, g, b): (u8, u8, u8)) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.03928 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}
