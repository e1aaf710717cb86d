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
use ratatui::style::{Color, Modifier};

use super::caps::{Ambiguous, Caps, Erase, GlyphSet, SyncUpdates};
use super::encode::{Encoder, is_plain_blank};
use super::row::{Ink, Row};
use super::scroll;
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
    room: usize,
    first: Vec<Rect>,
    is_whole: bool,
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
    fn on(caps: Caps) -> Self {
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

/// Rows encoded at a time: their frames, then their text, so that the colour of frames is set once.
const TOGETHER: u16 = 8;

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
            print: Print::on(*caps),
            known: Known::No,
            room: usize::MAX,
            first: Vec::new(),
            is_whole: true,
        }
    }

    /// Its size in cells.
    pub fn size(&self) -> Size {
        self.wanted.area.as_size()
    }

    /// What stands on the terminal once the last frame is there.
    #[cfg(test)]
    pub(crate) fn shown(&self) -> &Buffer {
        &self.shown
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

    /// On a slow line: a frame ends after about so many bytes, and what the eyes rest on is sent first. What
    /// is left of it comes with the next frame, as it is by then.
    pub fn limit(&mut self, bytes: usize, first: Vec<Rect>) {
        self.room = bytes;
        self.first = first;
    }

    /// Whether the last frame was sent to its end. If not, draw again when the line is free.
    pub fn is_whole(&self) -> bool {
        self.is_whole
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
        settle(&mut self.wanted);
        if self.known == Known::No {
            self.blank();
        }
        self.scroll();
        self.is_whole = self.encode_changes();
        self.encoder.place_cursor(cursor);
        self.encoder.finish(self.sync)
    }

    /// The background that erased cells take.
    fn ground(&self) -> Color {
        match (self.erase, self.wanted.content.first()) {
            (Erase::Coloured, Some(cell)) => cell.bg,
            _ => Color::Reset,
        }
    }

    fn blank(&mut self) {
        let ground = self.ground();
        self.encoder.clear(ground);
        let mut blank = Cell::EMPTY;
        blank.bg = ground;
        self.shown.content.fill(blank);
        self.known = Known::Yes;
    }

    /// Rows that only moved are moved by the terminal.
    fn scroll(&mut self) {
        if self.erase == Erase::Plain {
            return;
        }
        let width = self.wanted.area.width as usize;
        let Some(shift) = scroll::find(&self.shown.content, &self.wanted.content, width) else {
            return;
        };
        let (top, bottom) = (shift.top as u16, shift.bottom as u16);
        self.encoder.scroll(top, bottom, shift.by as i16);
        shift.apply(&mut self.shown.content, width, &Cell::EMPTY);
    }

    /// Encodes what differs, what the eyes rest on first; false when there was no room for all of it.
    fn encode_changes(&mut self) -> bool {
        let whole = self.wanted.area;
        let first = std::mem::take(&mut self.first);
        for area in first.into_iter().chain([whole]) {
            let area = area.intersection(whole);
            for top in (area.top()..area.bottom()).step_by(TOGETHER as usize) {
                if self.encoder.len() >= self.room {
                    return false;
                }
                self.encode_rows(Rect {
                    y: top,
                    height: TOGETHER.min(area.bottom() - top),
                    ..area
                });
            }
        }
        true
    }

    fn encode_rows(&mut self, area: Rect) {
        let width = self.wanted.area.width as usize;
        let columns = area.left() as usize..area.right() as usize;
        let changed = |y: &u16| {
            let start = *y as usize * width;
            let cells = start + columns.start..start + columns.end;
            self.shown.content[cells.clone()] != self.wanted.content[cells]
        };
        let rows: Vec<u16> = (area.top()..area.bottom()).filter(changed).collect();
        for ink in [Ink::Frame, Ink::Text] {
            for y in &rows {
                let start = *y as usize * width;
                let row = Row {
                    y: *y,
                    shown: &self.shown.content[start..start + width],
                    wanted: &self.wanted.content[start..start + width],
                    erase: self.erase,
                };
                row.encode(&mut self.encoder, columns.clone(), ink);
            }
        }
        for y in rows {
            let start = y as usize * width;
            // A glyph that begins before these columns has not been printed.
            let cut = usize::from(self.wanted.content[start + columns.start].symbol() == TAIL);
            let cells = start + columns.start + cut..start + columns.end;
            self.shown.content[cells.clone()].clone_from_slice(&self.wanted.content[cells]);
        }
    }
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
/// something was painted over its second half, becomes a blank. Of a blank only what is seen is kept.
fn settle(buffer: &mut Buffer) {
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
                if is_plain_blank(&row[x]) {
                    (row[x].fg, row[x].modifier) = (Color::Reset, Modifier::empty());
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
