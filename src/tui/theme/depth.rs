//! Fewer colours: 24 bits to the 256 of xterm, to the sixteen of ANSI, to none. Sixteen colours are
//! chosen by hue, since the nearest of sixteen to a muted red is grey; what stands out by its
//! background stands out by reverse video where backgrounds are few.

use ratatui::style::{Color, Modifier, Style};

use super::tone::Tone;
use crate::tui::term::caps::Depth;

type Rgb = (u8, u8, u8);

/// The look of a tone with the colours there are.
pub(super) fn fit(style: Style, tone: Tone, depth: Depth) -> Style {
    if depth == Depth::True {
        return style;
    }
    let mut fitted = style;
    if depth <= Depth::Ansi16 && tone == Tone::Selected
        || depth == Depth::Mono && style.bg.and_then(rgb_of).is_some_and(is_chromatic)
    {
        fitted = fitted.add_modifier(Modifier::REVERSED);
        (fitted.fg, fitted.bg) = (None, None);
    }
    fitted.fg = fitted.fg.and_then(|colour| reduce(colour, depth));
    fitted.bg = fitted.bg.and_then(|colour| reduce(colour, depth));
    fitted
}

fn reduce(colour: Color, depth: Depth) -> Option<Color> {
    match (depth, colour) {
        (Depth::Mono, _) => None,
        (Depth::Ansi256, Color::Rgb(r, g, b)) => Some(Color::Indexed(nearest_of_256((r, g, b)))),
        (Depth::Ansi16, Color::Rgb(..) | Color::Indexed(_)) => rgb_of(colour).map(nearest_of_16),
        _ => Some(colour),
    }
}

/// The six levels of the xterm colour cube.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// What a colour looks like, where that does not depend on the terminal's own settings.
pub(super) fn rgb_of(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(n @ 16..=231) => {
            let n = n - 16;
            let level = |digit: u8| LEVELS[(digit % 6) as usize];
            Some((level(n / 36), level(n / 6), level(n)))
        }
        Color::Indexed(n @ 232..=255) => {
            let grey = 8 + 10 * (n - 232);
            Some((grey, grey, grey))
        }
        _ => None,
    }
}

fn nearest_of_256(wanted: Rgb) -> u8 {
    (16..=255)
        .min_by_key(|n| rgb_of(Color::Indexed(*n)).map_or(u32::MAX, |seen| distance(seen, wanted)))
        .unwrap_or(16)
}

fn distance(one: Rgb, other: Rgb) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(one.0, other.0) + square(one.1, other.1) + square(one.2, other.2)
}

fn is_chromatic((r, g, b): Rgb) -> bool {
    r.max(g).max(b) - r.min(g).min(b) >= 32
}

fn nearest_of_16(wanted: Rgb) -> Color {
    let (r, g, b) = wanted;
    let strongest = r.max(g).max(b);
    if !is_chromatic(wanted) {
        return match strongest {
            0..56 => Color::Black,
            56..128 => Color::DarkGray,
            128..200 => Color::Gray,
            _ => Color::White,
        };
    }
    let (dark, bright) = match hue(wanted) {
        20..75 => (Color::Yellow, Color::LightYellow),
        75..165 => (Color::Green, Color::LightGreen),
        165..200 => (Color::Cyan, Color::LightCyan),
        200..255 => (Color::Blue, Color::LightBlue),
        255..330 => (Color::Magenta, Color::LightMagenta),
        _ => (Color::Red, Color::LightRed),
    };
    if strongest >= 200 { bright } else { dark }
}

/// The hue in degrees, 0 to 359; red is 0, green 120, blue 240.
fn hue((r, g, b): Rgb) -> i32 {
    let (red, green, blue) = (i32::from(r), i32::from(g), i32::from(b));
    let strongest = red.max(green).max(blue);
    let span = (strongest - red.min(green).min(blue)).max(1);
    let degrees = if strongest == red {
        60 * (green - blue) / span
    } else if strongest == green {
        120 + 60 * (blue - red) / span
    } else {
        240 + 60 * (red - green) / span
    };
    degrees.rem_euclid(360)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_keep_their_hue_as_they_get_fewer() {
        for (rgb, indexed, named) in [
            ((0xd7, 0x87, 0xff), 177, Color::LightMagenta),
            ((0xff, 0x5f, 0x5f), 203, Color::LightRed),
            ((0xaf, 0x00, 0x00), 124, Color::Red),
            ((0xd7, 0xaf, 0x5f), 179, Color::LightYellow),
            ((0x5f, 0x5f, 0x00), 58, Color::Yellow),
            ((0x5f, 0xd7, 0xd7), 80, Color::LightCyan),
            ((0x87, 0x00, 0xaf), 91, Color::Magenta),
            ((0x12, 0x12, 0x12), 233, Color::Black),
            ((0xd0, 0xd0, 0xd0), 252, Color::White),
            ((0x9e, 0x9e, 0x9e), 247, Color::Gray),
            ((0xd6, 0x86, 0xfe), 177, Color::LightMagenta),
        ] {
            let (r, g, b) = rgb;
            let colour = Color::Rgb(r, g, b);
            assert_eq!(
                reduce(colour, Depth::Ansi256),
                Some(Color::Indexed(indexed))
            );
            assert_eq!(reduce(colour, Depth::Ansi16), Some(named), "{rgb:?}");
            assert_eq!(reduce(Color::Indexed(indexed), Depth::Ansi16), Some(named));
            assert_eq!(reduce(colour, Depth::Mono), None);
        }
    }

    #[test]
    fn a_background_that_means_something_becomes_reverse() {
        let grey = Style::new().bg(Color::Rgb(0x30, 0x30, 0x30));
        let red = Style::new().bg(Color::Rgb(0xaf, 0, 0));
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        assert_eq!(fit(grey, Tone::Selected, Depth::Ansi16), reversed);
        assert_eq!(fit(grey, Tone::Selected, Depth::Mono), reversed);
        assert_eq!(fit(red, Tone::Banner, Depth::Mono), reversed);
        assert_eq!(fit(grey, Tone::Overlay, Depth::Mono), Style::new());
        assert_eq!(fit(grey, Tone::Selected, Depth::True), grey);
    }
}
