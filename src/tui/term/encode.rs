//! Changed cells to terminal bytes. Knows where the cursor is and which colours are set, and keeps
//! both between frames, so that a row costs its text and little more. After a character whose width
//! terminals disagree on, the cursor is placed anew instead of trusted.

use std::io::Write;

use ratatui::buffer::Cell;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use crate::text::agreed::is_agreed;
use crate::tui::cells::glyph_width;

/// The state of the terminal as far as we have set it.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    bytes: Vec<u8>,
    cursor: Option<Position>,
    pen: Option<Pen>,
    shown: Option<Position>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }
}

/// A frame that fits one packet is painted at once anyway.
const SMALL_FRAME: usize = 512;

impl Encoder {
    /// Blanks the terminal; from here on nothing is assumed about it.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.extend_from_slice(b"\x1b[0m\x1b[?25l\x1b[2J");
        self.cursor = None;
        self.pen = None;
        self.shown = None;
    }

    /// Prints one cell.
    pub(super) fn cell(&mut self, at: Position, cell: &Cell) {
        self.move_to(at);
        self.use_pen(Pen::of(cell));
        let symbol = cell.symbol();
        self.bytes.extend_from_slice(symbol.as_bytes());
        let mut chars = symbol.chars();
        self.cursor = match (chars.next(), chars.next()) {
            (Some(only), None) if is_agreed(only) => Some(Position {
                x: at.x + glyph_width(symbol),
                y: at.y,
            }),
            _ => None,
        };
    }

    /// Blanks a run of cells that look like `cell`.
    pub(super) fn erase(&mut self, at: Position, cell: &Cell, run: u16) {
        self.move_to(at);
        self.use_pen(Pen::of(cell));
        let _ = write!(self.bytes, "\x1b[{run}X");
    }

    /// Shows the cursor at a place, or hides it.
    pub(super) fn place_cursor(&mut self, wanted: Option<Position>) {
        match wanted {
            Some(at) => {
                self.move_to(at);
                if self.shown.is_none() {
                    self.bytes.extend_from_slice(b"\x1b[?25h");
                }
            }
            None if self.shown.is_some() => self.bytes.extend_from_slice(b"\x1b[?25l"),
            None => {}
        }
        self.shown = wanted;
    }

    /// The bytes of the frame, if there are any; in a synchronized update when they are many.
    pub(super) fn finish(&mut self, sync: super::caps::SyncUpdates) -> Option<Vec<u8>> {
        let bytes = std::mem::take(&mut self.bytes);
        if bytes.is_empty() {
            return None;
        }
        if bytes.len() <= SMALL_FRAME || sync == super::caps::SyncUpdates::Off {
            return Some(bytes);
        }
        Some([b"\x1b[?2026h", bytes.as_slice(), b"\x1b[?2026l"].concat())
    }

    fn move_to(&mut self, to: Position) {
        let from = self.cursor.replace(to);
        // Writing to a Vec can not fail.
        let _ = match from {
            Some(from) if from == to => Ok(()),
            Some(from) if from.y == to.y && from.x + 1 == to.x => self.bytes.write_all(b"\x1b[C"),
            Some(from) if from.y == to.y && from.x < to.x => {
                write!(self.bytes, "\x1b[{}C", to.x - from.x)
            }
            _ => write!(self.bytes, "\x1b[{};{}H", to.y + 1, to.x + 1),
        };
    }

    fn use_pen(&mut self, wanted: Pen) {
        if self.pen == Some(wanted) {
            return;
        }
        let keeps = self
            .pen
            .filter(|now| wanted.modifier.contains(now.modifier));
        let now = keeps.unwrap_or(Pen {
            fg: Color::Reset,
            bg: Color::Reset,
            modifier: Modifier::empty(),
        });
        let mut codes = Codes(&mut self.bytes, b'[');
        self.pen = Some(wanted);
        codes.0.push(0x1b);
        if keeps.is_none() {
            codes.add(format_args!("0"));
        }
        for (flag, code) in MODIFIERS {
            if wanted.modifier.contains(flag) && !now.modifier.contains(flag) {
                codes.add(format_args!("{code}"));
            }
        }
        if wanted.fg != now.fg {
            codes.colour(wanted.fg, Ground::Fore);
        }
        if wanted.bg != now.bg {
            codes.colour(wanted.bg, Ground::Back);
        }
        self.bytes.push(b'm');
    }
}

const MODIFIERS: [(Modifier, u8); 8] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

#[derive(Clone, Copy)]
enum Ground {
    Fore = 30,
    Back = 40,
}

/// The parameters of one SGR sequence: the bytes so far and the separator that comes next.
struct Codes<'b>(&'b mut Vec<u8>, u8);

impl Codes<'_> {
    fn add(&mut self, code: std::fmt::Arguments<'_>) {
        self.0.push(std::mem::replace(&mut self.1, b';'));
        let _ = self.0.write_fmt(code);
    }

    fn colour(&mut self, colour: Color, ground: Ground) {
        let base = ground as u8;
        match colour {
            Color::Reset => self.add(format_args!("{}", base + 9)),
            Color::Rgb(r, g, b) => self.add(format_args!("{};2;{r};{g};{b}", base + 8)),
            Color::Indexed(n) => self.add(format_args!("{};5;{n}", base + 8)),
            named => match NAMED.iter().position(|known| *known == named) {
                Some(n @ 0..8) => self.add(format_args!("{}", base + n as u8)),
                Some(n) => self.add(format_args!("{}", base + 52 + n as u8)),
                None => self.add(format_args!("{}", base + 9)),
            },
        }
    }
}

/// The sixteen named colours in the order of their codes.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];
