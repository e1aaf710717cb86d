//! A terminal that is not ours (vt100) and reads our bytes: what stands in which column. It counts ambiguous
//! characters as one cell; to have it count them as two, each is handed to it as a Chinese character. Which are
//! ambiguous it takes from Unicode's own table (EastAsianWidth.txt, class A), not from the code under test.

use ratatui::buffer::Buffer;

use crate::tui::panes;
use crate::tui::term::caps::{Ambiguous, Caps, Depth, GlyphSet};
use crate::tui::term::screen::{Screen, TAIL};
use crate::tui::theme::Theme;

use super::{Bench, frame};

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

/// Asserts that every cell, and with it every border, stands on the terminal in the column it was painted in, for
/// every glyph set on a terminal of its kind.
pub fn assert_columns(bench: &mut Bench) {
    for (glyphs, ambiguous) in PROFILES {
        let theme = Theme::load("dark", Depth::Ansi256, glyphs).0;
        let setup = std::sync::Arc::get_mut(&mut bench.model.setup).unwrap();
        let before = std::mem::replace(&mut setup.theme, theme);
        let place = format!("{glyphs:?}, {ambiguous:?}");
        if let Err(what) = stands(bench, glyphs, ambiguous, ambiguous) {
            panic!("{place}: {what}");
        }
        std::sync::Arc::get_mut(&mut bench.model.setup)
            .unwrap()
            .theme = before;
    }
}

/// Whether a frame, sent for one kind of terminal, stands on another as it was painted.
fn stands(
    bench: &Bench,
    glyphs: GlyphSet,
    sent_for: Ambiguous,
    shown_on: Ambiguous,
) -> Result<(), String> {
    let painted = frame(&bench.model);
    let caps = Caps {
        glyphs,
        ambiguous: sent_for,
        ..Caps::from_env(|name| (name == "TERM").then(|| "xterm-256color".to_owned()))
    };
    let mut screen = Screen::new(bench.model.size, &caps);
    let bytes = screen.draw(|canvas| panes::paint(&bench.model, canvas));
    let seen = rows(&bytes.unwrap_or_default(), &painted, shown_on);
    for (y, row) in painted
        .content
        .chunks(painted.area.width.max(1) as usize)
        .enumerate()
    {
        for (x, cell) in row.iter().enumerate() {
            let (wanted, found) = (cell.symbol(), seen[y][x].as_str());
            let is_replaced = caps.ambiguous == Ambiguous::Wide && wanted.contains(is_ambiguous);
            if wanted.trim() != found.trim() && !is_replaced {
                return Err(format!(
                    "row {y}, column {x}: `{found}` instead of `{wanted}`"
                ));
            }
        }
    }
    Ok(())
}

/// The cells of a terminal of the size of a frame after it has read some bytes; the second cell of a wide
/// character is empty.
fn rows(bytes: &[u8], frame: &Buffer, ambiguous: Ambiguous) -> Vec<Vec<String>> {
    let mut text = String::from_utf8(bytes.to_vec()).unwrap();
    if ambiguous == Ambiguous::Wide {
        text = text.replace(is_ambiguous, &WIDE.to_string());
    }
    let (width, height) = (frame.area.width, frame.area.height);
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
    fn unicode_borders_break_on_a_wide_terminal_so_the_proof_can_fail() {
        let bench = Bench::new(Lang::Zh, (80, 24));
        let unicode = GlyphSet::Unicode;
        assert_eq!(
            stands(&bench, unicode, Ambiguous::Narrow, Ambiguous::Narrow),
            Ok(())
        );
        stands(&bench, unicode, Ambiguous::Narrow, Ambiguous::Wide).unwrap_err();
    }
}
