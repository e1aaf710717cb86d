//! A terminal that is not ours (vt100) and reads our bytes: what stands in which column. It counts ambiguous
//! characters as one cell; to have it count them as two, each is handed to it as a Chinese character. Which are
//! ambiguous it takes from Unicode's own table (EastAsianWidth.txt, class A), not from the code under test.

use std::sync::Arc;

use ratatui::buffer::Buffer;

use super::Bench;
use crate::text::agreed::is_agreed;
use crate::tui::app::model::Model;
use crate::tui::panes;
use crate::tui::term::caps::{Ambiguous, Caps, Depth, GlyphSet};
use crate::tui::term::screen::{Canvas, Screen, TAIL};
use crate::tui::theme::Theme;

/// First and last of every range of ambiguous characters, in hexadecimal.
const TABLE: &str = include_str!("ambiguous.txt");

/// Stands for a wide ambiguous character.
const WIDE: char = '口';

/// What a console sends to which terminal.
const PROFILES: [(GlyphSet, Ambiguous); 3] = [
    (GlyphSet::Unicode, Ambiguous::Narrow),
    (GlyphSet::Narrow, Ambiguous::Wide),
    (GlyphSet::Ascii, Ambiguous::Wide),
];

/// What paints a frame: [`panes::paint`], or the wall.
pub type View<'v> = &'v dyn Fn(&Model, &mut Canvas<'_>);

/// Asserts that every cell, and with it every border, stands on the terminal in the column it was painted in, for
/// every glyph set on a terminal of its kind.
pub fn assert_columns(bench: &mut Bench) {
    assert_columns_of(bench, &panes::paint);
}

/// The same for another view.
pub fn assert_columns_of(bench: &mut Bench, view: View<'_>) {
    let before = bench.model.setup.theme.clone();
    for (glyphs, ambiguous) in PROFILES {
        Arc::get_mut(&mut bench.model.setup).unwrap().theme =
            Theme::load("dark", Depth::Ansi256, glyphs).0;
        let sent = Sent::of(&bench.model, view, glyphs, ambiguous);
        let (width, height) = (bench.model.size.width, bench.model.size.height);
        let stands = sent.stands_on(&rows(&sent.bytes, (width, height), ambiguous));
        stands.unwrap_or_else(|what| panic!("{glyphs:?}, {ambiguous:?}: {what}"));
    }
    Arc::get_mut(&mut bench.model.setup).unwrap().theme = before;
}

/// A frame as it was painted and as it was sent.
pub struct Sent {
    painted: Buffer,
    ambiguous: Ambiguous,
    pub bytes: Vec<u8>,
}

impl Sent {
    /// Paints and sends a frame to a terminal of a kind.
    pub fn of(model: &Model, view: View<'_>, glyphs: GlyphSet, ambiguous: Ambiguous) -> Self {
        let caps = Caps {
            glyphs,
            ambiguous,
            ..Caps::from_env(|name| (name == "TERM").then(|| "xterm-256color".to_owned()))
        };
        let mut painted = None;
        let bytes = Screen::new(model.size, &caps).draw(|canvas| {
            view(model, canvas);
            painted = Some(canvas.buffer.clone());
        });
        Self {
            painted: painted.unwrap(),
            ambiguous,
            bytes: bytes.unwrap_or_default(),
        }
    }

    /// Whether these cells are what was painted, each in its column; else the first that is not.
    pub fn stands_on(&self, seen: &[Vec<String>]) -> Result<(), String> {
        let width = self.painted.area.width.max(1) as usize;
        for (y, row) in self.painted.content.chunks(width).enumerate() {
            for (x, cell) in row.iter().enumerate() {
                let (wanted, found) = (cell.symbol(), seen[y][x].as_str());
                let has_stand_in =
                    self.ambiguous == Ambiguous::Wide && !wanted.chars().all(is_agreed);
                let stands = if has_stand_in {
                    found.len() == 1 && found.is_ascii()
                } else {
                    wanted.trim() == found.trim()
                };
                if !stands {
                    return Err(format!(
                        "row {y}, column {x}: `{found}`, painted `{wanted}`"
                    ));
                }
            }
        }
        Ok(())
    }
}

/// The cells of a terminal after it has read some bytes; the second cell of a wide character is empty.
pub fn rows(bytes: &[u8], size: (u16, u16), ambiguous: Ambiguous) -> Vec<Vec<String>> {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if ambiguous == Ambiguous::Wide {
        text = text.replace(is_ambiguous, &WIDE.to_string());
    }
    let (width, height) = size;
    let mut terminal = vt100::Parser::new(height.max(1), width.max(1), 0);
    terminal.process(text.as_bytes());
    let cell = |y, x| match terminal.screen().cell(y, x) {
        Some(cell) if !cell.is_wide_continuation() => cell.contents().to_owned(),
        _ => TAIL.to_owned(),
    };
    let row = |y| (0..width).map(|x| cell(y, x)).collect();
    (0..height).map(row).collect()
}

fn is_ambiguous(c: char) -> bool {
    use std::sync::LazyLock;
    static RANGES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
        let number = |text: &str| u32::from_str_radix(text, 16).unwrap();
        let lines = TABLE.lines().map(|line| line.split_once(' ').unwrap());
        lines.map(|(from, to)| (number(from), number(to))).collect()
    });
    let after = RANGES.partition_point(|(from, _)| *from <= c as u32);
    after > 0 && RANGES[after - 1].1 >= c as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::Lang;

    #[test]
    fn ambiguous_is_what_unicode_calls_so() {
        assert!("─│┌…●“”■→×·".chars().all(is_ambiguous));
        assert!(!"骗a╌╎⣿⠶¥，｜".chars().any(is_ambiguous));
    }

    #[test]
    fn none_of_them_counts_as_agreed_on() {
        let all = '\u{A0}'..='\u{1FFFF}';
        let wrong: String = all.filter(|c| is_ambiguous(*c) && is_agreed(*c)).collect();
        assert_eq!(wrong, "", "{}", wrong.escape_unicode());
    }

    #[test]
    fn unicode_borders_break_on_a_wide_terminal_so_the_proof_can_fail() {
        let bench = Bench::new(Lang::Zh, (80, 24));
        let sent = Sent::of(
            &bench.model,
            &panes::paint,
            GlyphSet::Unicode,
            Ambiguous::Narrow,
        );
        let seen = |ambiguous| rows(&sent.bytes, (80, 24), ambiguous);
        assert_eq!(sent.stands_on(&seen(Ambiguous::Narrow)), Ok(()));
        sent.stands_on(&seen(Ambiguous::Wide)).unwrap_err();
    }
}
