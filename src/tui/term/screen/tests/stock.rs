//! The same frames through our encoder and through ratatui's own backend, on a terminal emulator each: the
//! screens are equal cell by cell, text and looks. Ours gets the changes, the other every frame from a blank.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::style::{Color, Style};

use super::super::*;
use crate::tui::term::caps::{Depth, Erase};

const FRAMES: usize = 700;

const WORDS: [&str; 12] = [
    "冒充公检法",
    "骗a诈b",
    "██░░",
    "────────",
    "│",
    "e\u{301}te\u{301}",
    "● 3s",
    "🚨 P0",
    "≈04:22",
    "138****1234",
    "                ",
    "¥5.2万 …",
];

/// Somebody who paints at random, a little at a time.
struct Painter {
    chance: StdRng,
    depth: Depth,
    buffer: Buffer,
}

impl Painter {
    fn colour(&mut self) -> Color {
        let n = self.chance.random_range(0..5);
        match self.depth {
            _ if n == 0 => Color::Reset,
            Depth::True => Color::Rgb(n, 100, 200),
            Depth::Ansi256 => Color::Indexed(230 + n),
            Depth::Ansi16 => {
                [Color::Red, Color::LightCyan, Color::Gray, Color::Black][usize::from(n) - 1]
            }
            Depth::Mono => Color::Reset,
        }
    }

    fn style(&mut self) -> Style {
        const MODIFIERS: [Modifier; 4] = [
            Modifier::ITALIC,
            Modifier::UNDERLINED,
            Modifier::REVERSED,
            Modifier::CROSSED_OUT,
        ];
        let mut style = Style::new().fg(self.colour()).bg(self.colour());
        // The emulator knows only one of bold and dim at a time.
        let weight = [Modifier::BOLD, Modifier::DIM, Modifier::empty()];
        let weight = weight.choose(&mut self.chance).copied().unwrap_or_default();
        style = style.remove_modifier(Modifier::BOLD | Modifier::DIM);
        style = style.add_modifier(weight);
        for modifier in MODIFIERS {
            if self.chance.random_range(0..5) == 0 {
                style = style.add_modifier(modifier);
            } else {
                style = style.remove_modifier(modifier);
            }
        }
        style
    }

    /// One change: words somewhere, a block moved up or down, a look, a blank screen, another size.
    fn step(&mut self) -> Step {
        let area = self.buffer.area;
        let x = self.chance.random_range(0..area.width);
        let y = self.chance.random_range(0..area.height);
        match self.chance.random_range(0..100) {
            0 => {
                let width = self.chance.random_range(1..60);
                let height = self.chance.random_range(1..16);
                self.buffer = Buffer::empty(Rect::new(0, 0, width, height));
                return Step::Resized;
            }
            1 => self.buffer.reset(),
            2..12 => self.scroll(y),
            12..20 => {
                let style = self.style();
                let area = Rect::new(x, y, 12, 3).intersection(area);
                self.buffer.set_style(area, style);
            }
            _ => {
                let word = WORDS.choose(&mut self.chance).copied().unwrap_or_default();
                let style = self.style();
                self.buffer.set_string(x, y, word, style);
            }
        }
        Step::Painted
    }

    fn scroll(&mut self, top: u16) {
        let width = self.buffer.area.width as usize;
        let rows = &mut self.buffer.content[top as usize * width..];
        let lines = rows.len() / width;
        let by = self.chance.random_range(0..3).min(lines) * width;
        if self.chance.random_bool(0.5) {
            rows.rotate_left(by);
        } else {
            rows.rotate_right(by);
        }
    }
}

enum Step {
    Painted,
    Resized,
}

/// What the stock backend makes of a frame, on a fresh terminal.
fn stock(frame: &Buffer) -> vt100::Parser {
    let mut bytes = Vec::new();
    let blank = Buffer::empty(frame.area);
    CrosstermBackend::new(&mut bytes)
        .draw(blank.diff(frame).into_iter())
        .unwrap();
    let mut terminal = vt100::Parser::new(frame.area.height, frame.area.width, 0);
    terminal.process(&bytes);
    terminal
}

/// A cell as it is seen: of a blank only its ground.
fn seen(cell: &vt100::Cell) -> (String, [vt100::Color; 2], [bool; 5]) {
    let is_blank = cell.contents().trim().is_empty();
    let text = if is_blank { "" } else { cell.contents() };
    let is_plain = is_blank && !cell.inverse() && !cell.underline();
    let fg = if is_plain {
        vt100::Color::Default
    } else {
        cell.fgcolor()
    };
    let mut looks = [
        cell.bold(),
        cell.dim(),
        cell.italic(),
        cell.underline(),
        cell.inverse(),
    ];
    if is_plain {
        looks = [false; 5];
    }
    (text.to_owned(), [fg, cell.bgcolor()], looks)
}

fn assert_equal(ours: &vt100::Parser, stock: &vt100::Parser, size: Size, what: &str) {
    for y in 0..size.height {
        for x in 0..size.width {
            let ours = ours.screen().cell(y, x).unwrap();
            let stock = stock.screen().cell(y, x).unwrap();
            assert_eq!(
                ours.is_wide_continuation(),
                stock.is_wide_continuation(),
                "half of a wide glyph at {x},{y}, {what}"
            );
            assert_eq!(seen(ours), seen(stock), "at {x},{y}, {what}");
        }
    }
}

fn compare(depth: Depth, erase: Erase, room: usize) {
    let mut caps = Caps::from_env(|name| (name == "TERM").then(|| "xterm-256color".to_owned()));
    caps.erase = erase;
    let mut painter = Painter {
        chance: StdRng::seed_from_u64(depth as u64),
        depth,
        buffer: Buffer::empty(Rect::new(0, 0, 40, 12)),
    };
    let mut screen = Screen::new(Size::new(40, 12), &caps);
    let mut ours = vt100::Parser::new(12, 40, 0);
    for frame in 0..FRAMES {
        for _ in 0..painter.chance.random_range(1..4) {
            if let Step::Resized = painter.step() {
                let size = painter.buffer.area.as_size();
                screen.resize(size);
                ours.screen_mut().set_size(size.height, size.width);
            }
        }
        let area = painter.buffer.area;
        loop {
            screen.limit(room, vec![Rect::new(area.width / 3, 0, area.width / 2, 9)]);
            let bytes = screen.draw(|canvas| canvas.buffer.clone_from(&painter.buffer));
            ours.process(&bytes.unwrap_or_default());
            if screen.is_whole() {
                break;
            }
        }
        let what = format!("frame {frame}, {depth:?}, {erase:?}");
        assert_equal(&ours, &stock(&screen.shown), area.as_size(), &what);
    }
}

#[test]
fn ours_and_the_stock_backend_show_the_same() {
    for depth in [Depth::Mono, Depth::Ansi16, Depth::Ansi256, Depth::True] {
        compare(depth, Erase::Coloured, usize::MAX);
    }
    compare(Depth::Ansi16, Erase::Plain, usize::MAX);
}

#[test]
fn frames_in_pieces_end_up_the_same() {
    compare(Depth::Ansi256, Erase::Coloured, 90);
}
