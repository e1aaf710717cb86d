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
    cursor: Cursor,
    pen: Option<Pen>,
    shown: Option<Position>,
}

/// Where the terminal's cursor is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    #[default]
    Unknown,
    /// Somewhere in this row: after a glyph of uncertain width.
    Row(u16),
    At(Position),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    /// What a terminal writes with after a reset.
    const RESET: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        modifier: Modifier::empty(),
    };

    /// What has to be set to print a cell while this is set: of a blank only the ground is seen.
    fn for_cell(self, cell: &Cell) -> Self {
        if is_plain_blank(cell) {
            Self {
                bg: cell.bg,
                modifier: self.modifier.difference(SEEN_ON_BLANKS),
                ..self
            }
        } else {
            Self {
                fg: cell.fg,
                bg: cell.bg,
                modifier: cell.modifier,
            }
        }
    }
}

/// Modifiers that show on a blank.
pub(super) const SEEN_ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

/// Whether nothing of a cell is seen but its ground.
pub(super) fn is_plain_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(SEEN_ON_BLANKS)
}

/// A frame that fits one packet is painted at once anyway.
const SMALL_FRAME: usize = 512;

impl Encoder {
    /// The bytes of this frame so far.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The column of the cursor, if it is known to be in this row.
    pub(super) fn column(&self, y: u16) -> Option<usize> {
        match self.cursor {
            Cursor::At(at) if at.y == y => Some(at.x as usize),
            _ => None,
        }
    }

    /// Blanks the terminal on a ground; from here on nothing is assumed about it.
    pub(super) fn clear(&mut self, ground: Color) {
        self.bytes.clear();
        self.bytes.extend_from_slice(b"\x1b[m\x1b[?25l");
        self.pen = Some(Pen::RESET);
        self.cursor = Cursor::Unknown;
        self.shown = None;
        self.use_pen(Pen {
            bg: ground,
            ..Pen::RESET
        });
        self.bytes.extend_from_slice(b"\x1b[2J");
    }

    /// Prints a cell several times, side by side. Where terminals disagree on its width they see the run at
    /// its start and what follows it in their place, whatever becomes of its end.
    pub(super) fn run(&mut self, at: Position, cell: &Cell, times: u16) {
        self.move_to(at);
        self.use_pen(self.pen.unwrap_or(Pen::RESET).for_cell(cell));
        let symbol = cell.symbol();
        for _ in 0..times {
            self.bytes.extend_from_slice(symbol.as_bytes());
        }
        self.cursor = if is_certain(symbol) {
            Cursor::At(Position {
                x: at.x + times * glyph_width(symbol),
                y: at.y,
            })
        } else {
            Cursor::Row(at.y)
        };
    }

    /// Prints cells that stand there already instead of moving over them, where that is no longer.
    pub(super) fn bridge(&mut self, to: Position, row: &[Cell]) {
        let (Some(from), Some(pen)) = (self.column(to.y), self.pen) else {
            return;
        };
        let between = &row[from..to.x as usize];
        let is_free = |cell: &Cell| {
            let symbol = cell.symbol();
            pen.for_cell(cell) == pen && is_certain(symbol) && glyph_width(symbol) == 1
        };
        let longest = if between.len() == 1 { 3 } else { 4 };
        let bytes: usize = between.iter().map(|cell| cell.symbol().len()).sum();
        if bytes <= longest && between.iter().all(is_free) {
            for cell in between {
                self.bytes.extend_from_slice(cell.symbol().as_bytes());
            }
            self.cursor = Cursor::At(to);
        }
    }

    /// Blanks a run of cells that look like `cell`.
    pub(super) fn erase(&mut self, at: Position, cell: &Cell, run: u16) {
        self.move_to(at);
        self.use_pen(self.pen.unwrap_or(Pen::RESET).for_cell(cell));
        let _ = write!(self.bytes, "\x1b[{run}X");
    }

    /// Blanks the row from here to its end.
    pub(super) fn erase_rest(&mut self, at: Position, cell: &Cell) {
        self.move_to(at);
        self.use_pen(self.pen.unwrap_or(Pen::RESET).for_cell(cell));
        self.bytes.extend_from_slice(b"\x1b[K");
    }

    /// Moves the rows from `top` to `bottom`, down when `by` is positive; those that come in are blank and
    /// without colour. Lines are put in and taken out at the top, which every terminal with margins knows; on
    /// the colour of new lines they disagree.
    pub(super) fn scroll(&mut self, top: u16, bottom: u16, by: i16) {
        self.use_pen(Pen::RESET);
        let (lines, way) = (by.unsigned_abs(), if by > 0 { 'L' } else { 'M' });
        let (top, bottom) = (top + 1, bottom + 1);
        let _ = write!(
            self.bytes,
            "\x1b[{top};{bottom}r\x1b[{top}H\x1b[{lines}{way}\x1b[r"
        );
        self.cursor = Cursor::Unknown;
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
        let from = std::mem::replace(&mut self.cursor, Cursor::At(to));
        // Writing to a Vec can not fail.
        let _ = match from {
            Cursor::At(from) if from == to => Ok(()),
            Cursor::At(from) if from.y == to.y && from.x + 1 == to.x => {
                self.bytes.write_all(b"\x1b[C")
            }
            Cursor::At(from) if from.y == to.y && from.x < to.x => {
                write!(self.bytes, "\x1b[{}C", to.x - from.x)
            }
            Cursor::At(Position { y, .. }) | Cursor::Row(y) if y == to.y => {
                write!(self.bytes, "\x1b[{}G", to.x + 1)
            }
            _ if to.x == 0 => write!(self.bytes, "\x1b[{}H", to.y + 1),
            _ => write!(self.bytes, "\x1b[{};{}H", to.y + 1, to.x + 1),
        };
    }

    fn use_pen(&mut self, wanted: Pen) {
        if self.pen == Some(wanted) {
            return;
        }
        let known = self.pen.replace(wanted);
        if wanted == Pen::RESET {
            self.bytes.extend_from_slice(b"\x1b[m");
            return;
        }
        let mut codes = Codes(&mut self.bytes, b'[');
        codes.0.push(0x1b);
        let mut now = known.unwrap_or_else(|| {
            codes.add(format_args!("0"));
            Pen::RESET
        });
        for (flags, code) in UNSET {
            if now.modifier.difference(wanted.modifier).intersects(flags) {
                codes.add(format_args!("{code}"));
                now.modifier.remove(flags);
            }
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

/// Whether all terminals agree on the width of a glyph.
pub(super) fn is_certain(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    matches!((chars.next(), chars.next()), (Some(only), None) if is_agreed(only))
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

/// What ends modifiers; some end together.
const UNSET: [(Modifier, u8); 6] = [
    (Modifier::BOLD.union(Modifier::DIM), 22),
    (Modifier::ITALIC, 23),
    (Modifier::UNDERLINED, 24),
    (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), 25),
    (Modifier::REVERSED, 27),
    (Modifier::CROSSED_OUT, 29),
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
