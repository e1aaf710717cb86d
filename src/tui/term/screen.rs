//! The screen: what is shown, what is to be shown, and the bytes between the two. It does no I/O:
//! [`Screen::draw`] answers the bytes of one frame, or nothing when nothing changed.
//!
//! It stands where ratatui's `Terminal` would, on ratatui's buffers. Reasons, all measured: the stock
//! backend sends 25 bytes for an unchanged frame and a cursor move after every wide character (four
//! fifths of a Chinese screen), asks the terminal for its cursor while the input thread reads, and
//! leaves stale cells beside wide glyphs. Here the second cell of a wide glyph is a cell of its own
//! kind, so a plain comparison is exact.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::Modifier;

use super::caps::{Ambiguous, Caps, Erase, GlyphSet, SyncUpdates};
use super::encode::Encoder;
use crate::text::agreed::{is_agreed, stand_in};
use crate::tui::cells::glyph_width;

/// The symbol of the second cell of a wide glyph.
pub(crate) const TAIL: &str = "";

/// What a view paints on: the buffer of the next frame and where the cursor is to be.
#[derive(Debug)]
pub struct Canvas<'b> {
    /// The cells, blank when the view begins.
    pub buffer: &'b mut Buffer,
    /// Where to show the cursor; hidden when nowhere.
    pub cursor: Option<Position>,
}

impl Canvas<'_> {
    /// The whole of it.
    pub fn area(&self) -> Rect {
        self.buffer.area
    }
}

/// The terminal's cells as they are and as they are wanted.
#[derive(Debug)]
pub struct Screen {
    shown: Buffer,
    wanted: Buffer,
    encoder: Encoder,
    sync: SyncUpdates,
    erase: Erase,
    print: Print,
    known: Known,
}

/// Which characters are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Print {
    /// Those that were painted.
    All,
    /// Only those on whose width terminals agree; the others have a stand-in.
    Agreed,
}

impl Print {
    fn on(caps: &Caps) -> Self {
        match (caps.ambiguous, caps.glyphs) {
            (Ambiguous::Narrow, GlyphSet::Unicode | GlyphSet::Narrow) => Self::All,
            (Ambiguous::Wide, _) | (_, GlyphSet::Ascii) => Self::Agreed,
        }
    }
}

/// Whether `shown` is what stands on the terminal.
#[derive(Debug, PartialEq, Eq)]
enum Known {
    Yes,
    No,
}

impl Screen {
    /// A screen of this size of which nothing is known: the first frame is a full one.
    pub fn new(size: Size, caps: &Caps) -> Self {
        let area = Rect::from((Position::ORIGIN, size));
        Self {
            shown: Buffer::empty(area),
            wanted: Buffer::empty(area),
            encoder: Encoder::default(),
            sync: caps.sync,
            erase: caps.erase,
            print: Print::on(caps),
            known: Known::No,
        }
    }

    /// Its size in cells.
    pub fn size(&self) -> Size {
        self.wanted.area.as_size()
    }

    /// Takes a new size; the next frame is a full one.
    pub fn resize(&mut self, size: Size) {
        let area = Rect::from((Position::ORIGIN, size));
        self.shown = Buffer::empty(area);
        self.wanted = Buffer::empty(area);
        self.known = Known::No;
    }

    /// Makes the next frame a full one, for a terminal that someone else has written on.
    pub fn redraw(&mut self) {
        self.known = Known::No;
    }

    /// Paints the next frame and answers its bytes; nothing when the terminal shows it already.
    /// The bytes have to reach the terminal, else call [`Self::redraw`].
    pub fn draw(&mut self, view: impl FnOnce(&mut Canvas<'_>)) -> Option<Vec<u8>> {
        self.wanted.reset();
        let mut canvas = Canvas {
            buffer: &mut self.wanted,
            cursor: None,
        };
        view(&mut canvas);
        let cursor = canvas.cursor;
        let cursor = cursor.filter(|at| self.wanted.area.contains(*at));
        if self.print == Print::Agreed {
            replace_doubtful(&mut self.wanted);
        }
        settle_wide_glyphs(&mut self.wanted);
        if self.known == Known::No {
            self.encoder.clear();
            self.shown.reset();
            self.known = Known::Yes;
        }
        self.encode_changes();
        self.encoder.place_cursor(cursor);
        std::mem::swap(&mut self.shown, &mut self.wanted);
        self.encoder.finish(self.sync)
    }

    fn encode_changes(&mut self) {
        let width = self.wanted.area.width as usize;
        if width == 0 {
            return;
        }
        let rows = self
            .shown
            .content
            .chunks(width)
            .zip(self.wanted.content.chunks(width));
        for (y, (shown, wanted)) in rows.enumerate() {
            let mut x = 0;
            while x < width {
                if !is_changed(shown, wanted, x) {
                    x += 1;
                    continue;
                }
                let at = Position {
                    x: x as u16,
                    y: y as u16,
                };
                match blank_run(&wanted[x..]) {
                    run if run >= WORTH_ERASING && self.erase == Erase::Coloured => {
                        self.encoder.erase(at, &wanted[x], run as u16);
                        x += run;
                    }
                    _ => {
                        self.encoder.cell(at, &wanted[x]);
                        x += 1;
                    }
                }
            }
        }
    }
}

/// Shorter runs of blanks cost less than erasing them and moving on.
const WORTH_ERASING: usize = 10;

/// How many cells in a row are blanks of the same look, of which only the background is seen.
fn blank_run(row: &[Cell]) -> usize {
    const SEEN_ON_BLANKS: Modifier = Modifier::REVERSED
        .union(Modifier::UNDERLINED)
        .union(Modifier::CROSSED_OUT);
    if row[0].symbol() != " " || row[0].modifier.intersects(SEEN_ON_BLANKS) {
        return 0;
    }
    row.iter().take_while(|cell| **cell == row[0]).count()
}

/// Whether a glyph has to be printed at `x`: it, or its second cell, is not there yet.
fn is_changed(shown: &[Cell], wanted: &[Cell], x: usize) -> bool {
    let tail_changed = is_tail(wanted, x + 1) && wanted[x + 1] != shown[x + 1];
    !is_tail(wanted, x) && (wanted[x] != shown[x] || tail_changed)
}

fn is_tail(row: &[Cell], x: usize) -> bool {
    row.get(x).is_some_and(|cell| cell.symbol() == TAIL)
}

/// Puts a character of one cell in place of every glyph on whose width terminals disagree.
fn replace_doubtful(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let symbol = cell.symbol();
        if symbol.is_ascii() || symbol.chars().all(is_agreed) {
            continue;
        }
        let first = symbol.chars().next().unwrap_or(' ');
        cell.set_char(if is_agreed(first) {
            '?'
        } else {
            stand_in(first)
        });
    }
}

/// Gives every wide glyph its second cell. A glyph that has no room for it, at the edge or because
/// something was painted over its second half, becomes a blank.
fn settle_wide_glyphs(buffer: &mut Buffer) {
    let width = buffer.area.width as usize;
    if width == 0 {
        return;
    }
    for row in buffer.content.chunks_mut(width) {
        let mut x = 0;
        while x < width {
            let cells = glyph_width(row[x].symbol());
            let has_room = row.get(x + 1).is_some_and(|next| is_blank(next.symbol()));
            if cells == 2 && has_room {
                let (fg, bg, modifier) = (row[x].fg, row[x].bg, row[x].modifier);
                let tail = &mut row[x + 1];
                tail.set_symbol(TAIL);
                (tail.fg, tail.bg, tail.modifier) = (fg, bg, modifier);
                x += 2;
            } else {
                if cells != 1 {
                    row[x].set_symbol(" ");
                }
                x += 1;
            }
        }
    }
}

fn is_blank(symbol: &str) -> bool {
    symbol == TAIL || symbol == " "
}

#[cfg(test)]
mod tests;
