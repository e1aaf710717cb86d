//! Fewer colours: 24 bits to the 256 of xterm, to the sixteen of ANSI, to none. Sixteen colours are
//! chosen by hue, since the nearest of sixteen to a muted red is grey, and by whether they can be read
//! on what is behind them; what stands out by its background stands out by reverse video where
//! backgrounds are few.

use ratatui::style::{Color, Modifier, Style};

use super::contrast::{Rgb, contrast, rgb_of};
use super::tone::Tone;
use crate::tui::term::caps::Depth;

/// The look of a tone with the colours there are; `ground` is the background of plain text.
pub(super) fn fit(style: Style, tone: Tone, depth: Depth, ground: Option<Color>) -> Style {
    let mut fitted = style;
    if depth <= Depth::Ansi16 && tone == Tone::Selected
        || depth == Depth::Mono && style.bg.and_then(rgb_of).is_some_and(is_chromatic)
    {
        fitted = fitted.add_modifier(Modifier::REVERSED);
        (fitted.fg, fitted.bg) = (None, None);
    }
    match depth {
        Depth::True => {}
        Depth::Mono => (fitted.fg, fitted.bg) = (None, None),
        Depth::Ansi256 => {
            fitted.fg = fitted.fg.map(one_of_256);
            fitted.bg = fitted.bg.map(one_of_256);
        }
        Depth::Ansi16 => {
            let behind = fitted.bg.or(ground).map(|colour| one_of_16(colour, None));
            let needs = behind.and_then(rgb_of).map(|behind| Needs {
                behind,
                contrast: tone.least_contrast(),
            });
            fitted.fg = fitted.fg.map(|colour| one_of_16(colour, needs));
            fitted.bg = fitted.bg.map(|colour| one_of_16(colour, None));
        }
    }
    fitted
}

fn one_of_256(colour: Color) -> Color {
    let Color::Rgb(r, g, b) = colour else {
        return colour;
    };
    let far = |n: u8| rgb_of(Color::Indexed(n)).map_or(u32::MAX, |seen| distance(seen, (r, g, b)));
    let nearest = (16..=255).min_by_key(|n| far(*n));
    nearest.map_or(colour, Color::Indexed)
}

fn distance(one: Rgb, other: Rgb) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(one.0, other.0) + square(one.1, other.1) + square(one.2, other.2)
}

/// What a foreground has to be read on.
#[derive(Debug, Clone, Copy)]
struct Needs {
    behind: Rgb,
    contrast: f64,
}

impl Needs {
    fn are_met_by(self, colour: Color) -> bool {
        rgb_of(colour).is_some_and(|seen| contrast(seen, self.behind) >= self.contrast)
    }

    /// Black or white, whichever can be read.
    fn plain(self) -> Color {
        let dark = contrast((0, 0, 0), self.behind) > contrast((255, 255, 255), self.behind);
        if dark { Color::Black } else { Color::White }
    }
}

/// The one of sixteen that is most like a colour and can be read; names stay what they are.
fn one_of_16(colour: Color, needs: Option<Needs>) -> Color {
    let (Color::Rgb(..) | Color::Indexed(_), Some(wanted)) = (colour, rgb_of(colour)) else {
        return colour;
    };
    let like = most_like(wanted);
    let Some(needs) = needs else {
        return like[0];
    };
    let readable = like.into_iter().find(|colour| needs.are_met_by(*colour));
    readable.unwrap_or_else(|| needs.plain())
}

/// The named colours most like this one, the best first.
fn most_like(wanted: Rgb) -> [Color; 3] {
    use Color::{
        Black, Blue, Cyan, DarkGray, Gray, Green, LightBlue, LightCyan, LightGreen, LightMagenta,
        LightRed, LightYellow, Magenta, Red, White, Yellow,
    };
    let (r, g, b) = wanted;
    let strongest = r.max(g).max(b);
    if !is_chromatic(wanted) {
        return match strongest {
            0..56 => [Black; 3],
            56..128 => [DarkGray; 3],
            128..200 => [Gray, DarkGray, DarkGray],
            _ => [White; 3],
        };
    }
    let (dark, bright, instead) = match hue(wanted) {
        20..75 => (Yellow, LightYellow, Yellow),
        75..165 => (Green, LightGreen, Green),
        165..215 => (Cyan, LightCyan, Blue),
        215..255 => (Blue, LightBlue, LightCyan),
        255..330 => (Magenta, LightMagenta, Magenta),
        _ => (Red, LightRed, Red),
    };
    if strongest >= 200 {
        [bright, dark, instead]
    } else {
        [dark, bright, instead]
    }
}

fn is_chromatic((r, g, b): Rgb) -> bool {
    r.max(g).max(b) - r.min(g).min(b) >= 32
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
            assert_eq!(one_of_256(colour), Color::Indexed(indexed));
            assert_eq!(one_of_16(colour, None), named, "{rgb:?}");
            assert_eq!(one_of_16(Color::Indexed(indexed), None), named);
        }
    }

    #[test]
    fn of_sixteen_colours_one_is_taken_that_can_be_read() {
        let (black, white) = (
            Some(Color::Rgb(18, 18, 18)),
            Some(Color::Rgb(238, 238, 238)),
        );
        for (fg, ground, tone, expected) in [
            ((0x5f, 0x87, 0xd7), black, Tone::Text, Color::LightCyan),
            ((0x5f, 0x5f, 0xd7), black, Tone::BarFrozen, Color::LightBlue),
            ((0x00, 0x5f, 0x5f), white, Tone::Text, Color::Blue),
            ((0x5f, 0x5f, 0x00), white, Tone::Text, Color::Black),
            ((0xaf, 0x00, 0x00), white, Tone::Text, Color::Red),
            ((0xaf, 0x00, 0x00), black, Tone::Text, Color::LightRed),
            ((0x80, 0x80, 0x80), white, Tone::Border, Color::DarkGray),
        ] {
            let (r, g, b) = fg;
            let style = Style::new().fg(Color::Rgb(r, g, b));
            let found = fit(style, tone, Depth::Ansi16, ground);
            assert_eq!(found.fg, Some(expected), "{fg:?} on {ground:?}");
        }
    }

    #[test]
    fn a_background_that_means_something_becomes_reverse() {
        let grey = Style::new().bg(Color::Rgb(0x30, 0x30, 0x30));
        let red = Style::new().bg(Color::Rgb(0xaf, 0, 0));
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        assert_eq!(fit(grey, Tone::Selected, Depth::Ansi16, None), reversed);
        assert_eq!(fit(grey, Tone::Selected, Depth::Mono, None), reversed);
        assert_eq!(fit(red, Tone::Banner, Depth::Mono, None), reversed);
        assert_eq!(fit(grey, Tone::Overlay, Depth::Mono, None), Style::new());
        assert_eq!(fit(grey, Tone::Selected, Depth::True, None), grey);
    }
}
