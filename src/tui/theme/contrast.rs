//! How well one colour stands out from another (the ratio of WCAG 2, 1 to 21), and what the colours of a
//! terminal look like. Themes are tested with it, and the sixteen colours of ANSI are chosen by it.

use ratatui::style::Color;

use super::{Theme, Tone};

/// Red, green and blue, 0 to 255.
pub(super) type Rgb = (u8, u8, u8);

/// The six levels of the xterm colour cube.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The sixteen as xterm shows them; other terminals differ a little.
const SIXTEEN: [(Color, Rgb); 16] = [
    (Color::Black, (0, 0, 0)),
    (Color::Red, (205, 0, 0)),
    (Color::Green, (0, 205, 0)),
    (Color::Yellow, (205, 205, 0)),
    (Color::Blue, (0, 0, 238)),
    (Color::Magenta, (205, 0, 205)),
    (Color::Cyan, (0, 205, 205)),
    (Color::Gray, (229, 229, 229)),
    (Color::DarkGray, (127, 127, 127)),
    (Color::LightRed, (255, 0, 0)),
    (Color::LightGreen, (0, 255, 0)),
    (Color::LightYellow, (255, 255, 0)),
    (Color::LightBlue, (92, 92, 255)),
    (Color::LightMagenta, (255, 0, 255)),
    (Color::LightCyan, (0, 255, 255)),
    (Color::White, (255, 255, 255)),
];

/// What a colour looks like; nothing for the terminal's own default.
pub(super) fn rgb_of(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(n @ 0..=15) => Some(SIXTEEN[n as usize].1),
        Color::Indexed(n @ 16..=231) => {
            let n = n - 16;
            let level = |digit: u8| LEVELS[(digit % 6) as usize];
            Some((level(n / 36), level(n / 6), level(n)))
        }
        Color::Indexed(n @ 232..) => {
            let grey = 8 + 10 * (n - 232);
            Some((grey, grey, grey))
        }
        named => SIXTEEN
            .iter()
            .find(|(known, _)| *known == named)
            .map(|(_, rgb)| *rgb),
    }
}

/// The contrast of two colours, 1 to 21.
pub(super) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance((r, g, b): Rgb) -> f64 {
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// One channel as an amount of light, 0 to 1.
pub(super) fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.03928 {
        c / 12.92
    } else {
        ((c + 0.055) / 1.055).powf(2.4)
    }
}

/// The least contrast that text needs, and lines and areas.
const TEXT: f64 = 4.5;
const LINE: f64 = 3.0;

/// Something that can hardly be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Faint {
    /// Name of the look.
    pub tone: &'static str,
    /// Name of what it stands on.
    pub ground: &'static str,
    /// Its contrast.
    pub found: f64,
    /// The contrast it needs.
    pub least: f64,
}

impl Theme {
    /// What can hardly be read, faintest first. Looks that leave a colour to the terminal are not judged.
    pub fn faint(&self) -> Vec<Faint> {
        let mut faint = Vec::new();
        for tone in Tone::ALL {
            let least = if tone.is_line() { LINE } else { TEXT };
            for ground in self.grounds(*tone) {
                let found = self.contrast_of(*tone, *ground);
                faint.extend(found.filter(|found| *found < least).map(|found| Faint {
                    tone: tone.name(),
                    ground: ground.name(),
                    found,
                    least,
                }));
            }
        }
        faint.sort_by(|one, other| one.found.total_cmp(&other.found));
        faint
    }

    /// What a look stands on. Lines, and what has a background of its own, do not stand in rows that are selected.
    pub(super) fn grounds(&self, tone: Tone) -> &'static [Tone] {
        if tone.is_line() || self[tone].bg.is_some() {
            &[Tone::Text, Tone::Overlay]
        } else {
            &[Tone::Text, Tone::Overlay, Tone::Selected]
        }
    }

    /// The contrast of a look on a ground; `None` where the terminal's own colours decide.
    pub(super) fn contrast_of(&self, tone: Tone, ground: Tone) -> Option<f64> {
        let (plain, tone) = (self[Tone::Text], self[tone]);
        // The selection is painted over the looks of its row, everything else over its ground.
        let look = match ground {
            Tone::Selected => plain.patch(tone).patch(self[ground]),
            _ => plain.patch(self[ground]).patch(tone),
        };
        let seen = |colour: Option<Color>| colour.and_then(rgb_of);
        Some(contrast(seen(look.fg)?, seen(look.bg)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        for (one, other, expected) in [
            ((255, 255, 255), (0, 0, 0), 21.0),
            ((0x76, 0x76, 0x76), (255, 255, 255), 4.54),
            ((255, 0, 0), (255, 255, 255), 4.0),
            ((7, 7, 7), (7, 7, 7), 1.0),
        ] {
            let found = contrast(one, other);
            assert!(
                (found - expected).abs() < 0.005,
                "{one:?} {other:?}: {found}"
            );
        }
    }
}
