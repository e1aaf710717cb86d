//! The terminal shows what was painted, at little cost.

mod stock;

use super::*;
use proptest::prelude::*;
use ratatui::style::{Color, Style};

const SIZE: Size = Size {
    width: 24,
    height: 6,
};

fn caps() -> Caps {
    Caps::from_env(|name| match name {
        "TERM" => Some("xterm-256color".to_owned()),
        "LANG" => Some("en_US.UTF-8".to_owned()),
        _ => None,
    })
}

struct Rig {
    screen: Screen,
    terminal: vt100::Parser,
}

impl Rig {
    fn new() -> Self {
        Self {
            screen: Screen::new(SIZE, &caps()),
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
                if seen.is_wide_continuation() {
                    continue;
                }
                assert_eq!(seen.bgcolor(), vt(cell.bg), "background at {x},{y}");
                if symbol.trim().is_empty() && !cell.modifier.contains(Modifier::REVERSED) {
                    continue; // nothing else is seen of a blank
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
    let text = "[a-c 骗诈预│█…]{1,12}| {20}";
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
    let mut screen = Screen::new(SIZE, &caps());
    let bytes = screen.draw(print("██ 07:41")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.contains("██\u{1b}[4G07:41") || text.contains("██\u{1b}[3G 07:41"),
        "{text:?}"
    );
}

#[test]
fn where_ambiguous_characters_are_wide_none_is_sent() {
    let wide = Caps {
        ambiguous: Ambiguous::Wide,
        ..caps()
    };
    let mut screen = Screen::new(SIZE, &wide);
    let bytes = screen.draw(print("│“止付”…×2❤骗")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("|\"止付\".x2?"), "{text:?}");
    assert!(text.ends_with('骗'), "{text:?}");
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
        let mut screen = Screen::new(Size { width, height }, &caps());
        screen.draw(|canvas| {
            let area = canvas.area();
            if !area.is_empty() {
                canvas.buffer.set_string(0, 0, "骗", Style::new());
            }
        });
    }
}
