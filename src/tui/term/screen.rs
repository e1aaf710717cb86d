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

use super::caps::SyncUpdates;
use super::encode::Encoder;
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
    known: Known,
}

/// Whether `shown` is what stands on the terminal.
#[derive(Debug, PartialEq, Eq)]
enum Known {
    Yes,
    No,
}

impl Screen {
    /// A screen of this size of which nothing is known: the first frame is a full one.
    pub fn new(size: Size, sync: SyncUpdates) -> Self {
        let area = Rect::from((Position::ORIGIN, size));
        Self {
            shown: Buffer::empty(area),
            wanted: Buffer::empty(area),
            encoder: Encoder::default(),
            sync,
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
            for x in 0..width {
                let tail_changed = is_tail(wanted, x + 1) && wanted[x + 1] != shown[x + 1];
                if !is_tail(wanted, x) && (wanted[x] != shown[x] || tail_changed) {
                    let at = Position {
                        x: x as u16,
                        y: y as u16,
                    };
                    self.encoder.cell(at, &wanted[x]);
                }
            }
        }
    }
}

fn is_tail(row: &[Cell], x: usize) -> bool {
    row.get(x).is_some_and(|cell| cell.symbol() == TAIL)
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
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier, Style};

    const SIZE: Size = Size {
        width: 24,
        height: 6,
    };

    struct Rig {
        screen: Screen,
        terminal: vt100::Parser,
    }

    impl Rig {
        fn new() -> Self {
            Self {
                screen: Screen::new(SIZE, SyncUpdates::On),
                terminal: vt100::Parser::new(SIZE.height, SIZE.width, 0),
            }
        }

        fn show(&mut self, view: impl FnOnce(&mut Canvas<'_>)) -> usize {
            let bytes = self.screen.draw(view).unwrap_or_default();
            self.terminal.process(&bytes);
            bytes.len()
        }

        fn assert_shows(&self, expected: &Buffer) {
            for y in 0..SIZE.height {
                for x in 0..SIZE.width {
                    let cell = &expected[(x, y)];
                    let seen = self.terminal.screen().cell(y, x).unwrap();
                    let symbol = if seen.is_wide_continuation() {
                        ""
                    } else {
                        seen.contents()
                    };
                    assert_eq!(symbol.trim(), cell.symbol().trim(), "at {x},{y}");
                    if symbol.is_empty() {
                        continue;
                    }
                    assert_eq!(
                        seen.bold(),
                        cell.modifier.contains(Modifier::BOLD),
                        "bold at {x},{y}"
                    );
                    assert_eq!(
                        seen.inverse(),
                        cell.modifier.contains(Modifier::REVERSED),
                        "inverse at {x},{y}"
                    );
                    assert_eq!(seen.bgcolor(), vt(cell.bg), "background at {x},{y}");
                    assert_eq!(seen.fgcolor(), vt(cell.fg), "foreground at {x},{y}");
                }
            }
        }
    }

    fn vt(colour: Color) -> vt100::Color {
        match colour {
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            Color::Indexed(n) => vt100::Color::Idx(n),
            Color::Red => vt100::Color::Idx(1),
            Color::LightCyan => vt100::Color::Idx(14),
            _ => vt100::Color::Default,
        }
    }

    fn arbitrary_style() -> impl Strategy<Value = Style> {
        let colour = prop_oneof![
            Just(Color::Reset),
            Just(Color::Red),
            Just(Color::LightCyan),
            Just(Color::Indexed(236)),
            Just(Color::Rgb(1, 2, 3)),
        ];
        let modifier = prop_oneof![
            Just(Modifier::empty()),
            Just(Modifier::BOLD),
            Just(Modifier::BOLD | Modifier::REVERSED),
        ];
        (colour.clone(), colour, modifier)
            .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
    }

    fn arbitrary_frame() -> impl Strategy<Value = Vec<(u16, u16, String, Style)>> {
        let text = "[a-c 骗诈预│█…]{1,12}";
        prop::collection::vec(
            (0..SIZE.width, 0..SIZE.height, text, arbitrary_style()),
            0..8,
        )
    }

    proptest! {
        #[test]
        fn the_terminal_always_shows_what_was_painted(frames in prop::collection::vec(arbitrary_frame(), 1..6)) {
            let mut rig = Rig::new();
            for frame in frames {
                rig.show(|canvas| {
                    for (x, y, text, style) in &frame {
                        canvas.buffer.set_string(*x, *y, text, *style);
                    }
                });
                rig.assert_shows(&rig.screen.shown.clone());
            }
        }
    }

    fn print(text: &str) -> impl FnOnce(&mut Canvas<'_>) {
        move |canvas| {
            canvas.buffer.set_string(0, 0, text, Style::new());
        }
    }

    #[test]
    fn an_unchanged_frame_is_no_bytes() {
        let mut rig = Rig::new();
        assert!(rig.show(print("正在通话 12:40")) > 0);
        assert_eq!(rig.show(print("正在通话 12:40")), 0);
        rig.screen.redraw();
        assert!(rig.show(print("正在通话 12:40")) > 0);
    }

    #[test]
    fn a_chinese_row_costs_its_text_and_little_more() {
        let mut rig = Rig::new();
        rig.show(print(""));
        let text = "冒充公检法刷单返利征信";
        let bytes = rig.show(print(text));
        assert!(bytes <= text.len() + 12, "{bytes} bytes for {}", text.len());
        assert!(rig.show(print("冒充公检法刷单返利征收")) <= 11);
    }

    #[test]
    fn text_after_a_glyph_of_uncertain_width_is_placed_anew() {
        let mut screen = Screen::new(SIZE, SyncUpdates::On);
        let bytes = screen.draw(print("██ 07:41")).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            text.contains("█\u{1b}[1;4H07:41") || text.contains("█\u{1b}[1;3H 07:41"),
            "{text:?}"
        );
    }

    #[test]
    fn the_cursor_is_shown_where_it_is_wanted_and_only_told_once() {
        let mut rig = Rig::new();
        let at = |x| move |canvas: &mut Canvas<'_>| canvas.cursor = Some(Position { x, y: 1 });
        rig.show(at(3));
        assert_eq!(rig.terminal.screen().cursor_position(), (1, 3));
        assert!(!rig.terminal.screen().hide_cursor());
        assert_eq!(rig.show(at(3)), 0);
        rig.show(at(99));
        assert!(rig.terminal.screen().hide_cursor());
    }

    #[test]
    fn no_size_is_too_small() {
        for (width, height) in [(0, 0), (0, 5), (5, 0), (1, 1)] {
            let mut screen = Screen::new(Size { width, height }, SyncUpdates::On);
            screen.draw(|canvas| {
                let area = canvas.area();
                if !area.is_empty() {
                    canvas.buffer.set_string(0, 0, "骗", Style::new());
                }
            });
        }
    }
}
