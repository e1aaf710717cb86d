//! Digits five dots high, for what must be read from afar: as lines of text for a page, or painted as blocks of
//! colour that grow with the room. Blocks are blank cells in reverse, so they need no glyph at all and stand alike on
//! every terminal.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Dots from top to bottom.
pub const HIGH: u16 = 5;

/// The dots of each sign, from top to bottom; points, colons and blanks are one dot wide, the others three.
const SIGNS: [(char, [&str; HIGH as usize]); 16] = [
    ('0', ["###", "# #", "# #", "# #", "###"]),
    ('1', [" # ", "## ", " # ", " # ", "###"]),
    ('2', ["###", "  #", "###", "#  ", "###"]),
    ('3', ["###", "  #", "###", "  #", "###"]),
    ('4', ["# #", "# #", "###", "  #", "  #"]),
    ('5', ["###", "#  ", "###", "  #", "###"]),
    ('6', ["###", "#  ", "###", "# #", "###"]),
    ('7', ["###", "  #", "  #", "  #", "  #"]),
    ('8', ["###", "# #", "###", "# #", "###"]),
    ('9', ["###", "# #", "###", "  #", "###"]),
    (':', [" ", "#", " ", "#", " "]),
    ('+', ["   ", " # ", "###", " # ", "   "]),
    ('-', ["   ", "   ", "###", "   ", "   "]),
    ('.', [" ", " ", " ", " ", "#"]),
    (',', [" ", " ", " ", "#", "#"]),
    (' ', [" ", " ", " ", " ", " "]),
];

fn dots_of(sign: char) -> Option<&'static [&'static str; HIGH as usize]> {
    let found = SIGNS.iter().find(|(known, _)| *known == sign);
    found.map(|(_, dots)| dots)
}

/// Whether every sign of a text can be shown.
pub fn is_known(text: &str) -> bool {
    text.chars().all(|sign| dots_of(sign).is_some())
}

/// How large a dot is, in cells: one line high and one cell wide, or `n` lines high and `2 n` cells wide, so that
/// it looks square.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Dot {
    high: u16,
    wide: u16,
}

impl Dot {
    /// The smallest.
    pub const LEAST: Self = Self { high: 1, wide: 1 };

    /// The largest with which a text fits into so many cells; `None` when not even the smallest does.
    pub fn largest(text: &str, wide: u16, high: u16) -> Option<Self> {
        let fits = |dot: &Self| dot.cells(text) <= wide && dot.lines() <= high;
        let square = |n| Self {
            high: n,
            wide: 2 * n,
        };
        let grown = (1..=high / HIGH).rev().map(square);
        grown.chain([Self::LEAST]).find(fits)
    }

    /// Cells that a text takes.
    pub fn cells(self, text: &str) -> u16 {
        cells(text, usize::from(self.wide)).saturating_sub(usize::from(self.wide)) as u16
    }

    /// Lines that a text takes.
    pub fn lines(self) -> u16 {
        HIGH * self.high
    }

    /// Paints a text from the corner of `area` on, in blocks of the style's foreground; returns the cells taken.
    pub fn paint(self, text: &str, buffer: &mut Buffer, area: Rect, style: Style) -> u16 {
        let style = style.add_modifier(Modifier::REVERSED);
        let mut x = area.x;
        for dots in text.chars().filter_map(dots_of) {
            for (line, row) in dots.iter().enumerate() {
                for (at, _) in row.bytes().enumerate().filter(|(_, dot)| *dot == b'#') {
                    let block = Rect {
                        x: x + at as u16 * self.wide,
                        y: area.y + line as u16 * self.high,
                        width: self.wide,
                        height: self.high,
                    };
                    buffer.set_style(block.intersection(area).intersection(buffer.area), style);
                }
            }
            x += (dots[0].len() as u16 + 1) * self.wide;
        }
        x.saturating_sub(area.x + self.wide)
    }
}

/// The five lines of a text of digits, drawn with `full`; signs it does not know are blanks. Twice as wide where
/// `room` allows, so that the digits look square.
pub fn lines(text: &str, full: &str, room: usize) -> [String; 5] {
    let wide = cells(text, 2) <= room;
    std::array::from_fn(|line| {
        let mut out = String::new();
        for sign in text.chars() {
            let dots = dots_of(sign).map_or(" ", |dots| dots[line]);
            for dot in dots.chars() {
                let cell = if dot == '#' { full } else { " " };
                out.push_str(cell);
                if wide {
                    out.push_str(cell);
                }
            }
            out.push_str(if wide { "  " } else { " " });
        }
        out.trim_end().to_owned()
    })
}

/// Cells a text takes, each dot so many cells wide.
fn cells(text: &str, dot: usize) -> usize {
    let signs = text
        .chars()
        .map(|sign| dots_of(sign).map_or(1, |dots| dots[0].len()));
    signs.map(|dots| (dots + 1) * dot).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::width;

    #[test]
    fn dots_grow_with_the_room_and_stay_square() {
        for (text, wide, high, expected) in [
            ("1.24", 20, 6, Some((1, 1))),
            ("12", 20, 6, Some((1, 2))),
            ("12", 60, 20, Some((4, 8))),
            ("1.24", 12, 6, None),
            ("1", 20, 4, None),
        ] {
            let dot = Dot::largest(text, wide, high).map(|dot| (dot.high, dot.wide));
            assert_eq!(dot, expected, "{text} in {wide}x{high}");
        }
        assert!(is_known("+1:07.5,3 -") && !is_known("1 M"));
    }

    #[test]
    fn blocks_stay_inside_their_area() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 7));
        let area = Rect::new(1, 1, 7, 5);
        let taken = Dot::LEAST.paint("10", &mut buffer, area, Style::new());
        assert_eq!(taken, 7);
        let blocks = |y: u16| -> String {
            let cells = (0..12).map(|x| buffer[(x, y)].modifier.contains(Modifier::REVERSED));
            cells.map(|block| if block { '#' } else { ' ' }).collect()
        };
        let seen: Vec<_> = (0..7).map(blocks).collect();
        assert_eq!(
            seen,
            [
                "            ",
                "  #  ###    ",
                " ##  # #    ",
                "  #  # #    ",
                "  #  # #    ",
                " ### ###    ",
                "            ",
            ]
        );
    }

    #[test]
    fn digits_are_five_lines_high_and_twice_as_wide_where_there_is_room() {
        let narrow = lines("1:23", "#", 20);
        assert_eq!(
            narrow,
            [
                " #    ### ###",
                "##  #   #   #",
                " #    ### ###",
                " #  # #     #",
                "###   ### ###"
            ]
        );
        let wide = lines("1:23", "█", 40);
        assert_eq!(wide[4], "██████      ██████  ██████");
        for room in [8, 20, 40, 80] {
            let lines = lines("01:59:59", "█", room);
            assert!(lines.iter().all(|line| width(line) <= room.max(30)));
        }
    }
}
