//! The themes that come with the program: complete, readable at every depth, distinguishable without
//! telling red from green, and without colours at all.

use ratatui::style::{Modifier, Style};

use super::contrast::{Rgb, linear, rgb_of};
use super::*;

fn load(name: &str, depth: Depth) -> Theme {
    let (theme, warnings) = Theme::load(name, depth, GlyphSet::Unicode);
    assert_eq!(warnings, [], "{name}");
    theme
}

fn coloured() -> impl Iterator<Item = &'static str> {
    Theme::built_in().filter(|name| *name != COLOURLESS)
}

/// A name is there itself, or the one before its dot; nothing in a complete theme falls back to `text`.
#[test]
fn the_themes_others_inherit_from_are_complete() {
    for name in ["dark", COLOURLESS] {
        let text = file::text_of(name).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let styles = table["styles"].as_table().unwrap();
        for tone in Tone::ALL {
            let parent = tone.name().split('.').next().unwrap();
            let is_there = styles.contains_key(tone.name()) || styles.contains_key(parent);
            assert!(is_there, "{name}: {} is missing", tone.name());
        }
    }
}

/// So that 256 colours, all that comes over SSH, show what 24 bits show.
#[test]
fn every_colour_is_one_of_the_256() {
    for name in coloured() {
        let (full, fewer) = (load(name, Depth::True), load(name, Depth::Ansi256));
        for tone in Tone::ALL {
            let seen = |style: Style| (style.fg.and_then(rgb_of), style.bg.and_then(rgb_of));
            let (full, fewer) = (seen(full[*tone]), seen(fewer[*tone]));
            assert_eq!(full, fewer, "{name}: {}", tone.name());
        }
    }
}

/// 4.5:1 for text, 7:1 in the themes for tired eyes and for the wall; 3:1 for lines and areas. Sixteen colours
/// are reckoned as xterm shows them; there 4.5:1 is all that can be promised.
#[test]
fn everything_can_be_read_on_everything_it_stands_on() {
    let mut failed = Vec::new();
    for name in coloured() {
        for depth in [Depth::True, Depth::Ansi256, Depth::Ansi16] {
            let theme = load(name, depth);
            let text = match name {
                "high-contrast" | "wall" if depth > Depth::Ansi16 => 7.0,
                _ => 4.5,
            };
            for tone in Tone::ALL {
                let least = if tone.is_line() { 3.0 } else { text };
                for ground in theme.grounds(*tone) {
                    let found = theme.contrast_of(*tone, *ground).unwrap();
                    if found < least {
                        let (tone, ground) = (tone.name(), ground.name());
                        failed.push(format!("{name}, {depth:?}: {tone} on {ground}: {found:.2}"));
                    }
                }
            }
        }
    }
    assert_eq!(failed, [""; 0], "{}", failed.join("\n"));
}

/// Colours alone, before letter and weight: at least this far apart in CIE Lab (1976), where 2.3 is just
/// noticeable. Seen as Machado, Oliveira and Fernandes (2009) reckon a complete deuteranopia.
const APART: f64 = 20.0;

#[test]
fn the_deuteranopia_theme_does_not_need_red_and_green() {
    let mut failed = Vec::new();
    let theme = load("deuteranopia", Depth::Ansi256);
    let groups = [
        &[
            Tone::AlertP0,
            Tone::AlertP1,
            Tone::AlertP2,
            Tone::AlertP3,
            Tone::Text,
        ][..],
        &[Tone::Ok, Tone::Error],
        &[Tone::Ok, Tone::Danger],
        &[Tone::ClockOk, Tone::ClockWarn, Tone::ClockCritical],
        &[Tone::LinkLive, Tone::LinkLagging, Tone::LinkDown],
        &[Tone::BarPrevented, Tone::BarStopped, Tone::BarFrozen],
    ];
    for group in groups {
        for (n, one) in group.iter().enumerate() {
            for other in &group[..n] {
                let lab = |tone: Tone| lab(deuteranopia(theme[tone].fg.and_then(rgb_of).unwrap()));
                let (a, b) = (lab(*one), lab(*other));
                let apart = (a[0] - b[0]).hypot(a[1] - b[1]).hypot(a[2] - b[2]);
                if apart < APART {
                    failed.push(format!("{} and {}: {apart:.1}", one.name(), other.name()));
                }
            }
        }
    }
    assert_eq!(failed, [""; 0]);
}

/// What is left of a colour, as amounts of light.
fn deuteranopia((r, g, b): Rgb) -> [f64; 3] {
    let (r, g, b) = (linear(r), linear(g), linear(b));
    let row = |x: f64, y: f64, z: f64| (x * r + y * g + z * b).clamp(0.0, 1.0);
    [
        row(0.367_322, 0.860_646, -0.227_968),
        row(0.280_085, 0.672_501, 0.047_413),
        row(-0.011_820, 0.042_940, 0.968_881),
    ]
}

/// CIE Lab of amounts of light, white point D65.
fn lab(light: [f64; 3]) -> [f64; 3] {
    let row = |r: f64, g: f64, b: f64| r * light[0] + g * light[1] + b * light[2];
    let x = row(0.4124, 0.3576, 0.1805) / 0.950_47;
    let y = row(0.2126, 0.7152, 0.0722);
    let z = row(0.0193, 0.1192, 0.9505) / 1.088_83;
    let [x, y, z] = [x, y, z].map(|share| {
        if share > 0.008_856 {
            share.cbrt()
        } else {
            7.787 * share + 16.0 / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Tiers and states stand apart by weight alone, and every theme without colours is that theme.
#[test]
fn without_colours_weight_tells_what_matters() {
    let allowed = Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED;
    for name in Theme::built_in() {
        let theme = load(name, Depth::Mono);
        for tone in Tone::ALL {
            let style = theme[*tone];
            assert_eq!(
                (style.fg, style.bg),
                (None, None),
                "{name}: {}",
                tone.name()
            );
            let beyond = style.add_modifier - allowed;
            assert!(beyond.is_empty(), "{name}: {} is {beyond:?}", tone.name());
        }
        for group in [
            &[Tone::AlertP0, Tone::AlertP1, Tone::AlertP2, Tone::AlertP3][..],
            &[
                Tone::ClockOk,
                Tone::ClockWarn,
                Tone::ClockCritical,
                Tone::ClockBreached,
            ],
            &[Tone::LinkLive, Tone::LinkLagging, Tone::LinkDown],
            &[Tone::Ok, Tone::Error],
            &[Tone::Title, Tone::TitleFocus],
            &[Tone::Text, Tone::Selected],
        ] {
            for (n, one) in group.iter().enumerate() {
                for other in &group[..n] {
                    let place = format!("{name}: {} and {}", one.name(), other.name());
                    assert_ne!(theme[*one], theme[*other], "{place}");
                }
            }
        }
    }
}

/// A user's own theme keeps its weights; a background that meant something becomes reverse.
#[test]
fn a_theme_of_the_users_is_fitted_to_no_colours() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mine.toml");
    std::fs::write(&path, "inherits = 'dark'\n styles.ok.mods = ['bold']").unwrap();
    let theme = load(path.to_str().unwrap(), Depth::Mono);
    assert_eq!(theme[Tone::Ok], Style::new().add_modifier(Modifier::BOLD));
    let banner = theme[Tone::Banner].add_modifier;
    assert!(banner.contains(Modifier::REVERSED | Modifier::BOLD));
    assert_eq!(theme[Tone::Text], Style::new());
}
