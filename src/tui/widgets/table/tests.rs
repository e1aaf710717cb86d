//! Borders stay in line, wide glyphs stay whole, hidden rows cost nothing.

use proptest::prelude::*;
use ratatui::buffer::Cell;
use ratatui::layout::Size;
use ratatui::style::Modifier;

use super::*;
use crate::tui::term::caps::{Caps, Depth, GlyphSet};
use crate::tui::term::screen::Screen;
use crate::tui::widgets::{Attention, Frame, REST};

const COLUMNS: &[Column<'static>] = &[
    Column::whole("级", 2, 2).worth(9),
    Column::number("时长", 5, 8).worth(8),
    Column::whole("受害人", 11, 13).worth(7),
    Column::text("model", 6, 20).worth(1),
    Column::text("类型", 8, REST).worth(2),
    Column::number("金额", 8, 12).worth(6),
];

thread_local! {
    /// What was cut though it must stand whole.
    pub static CUT: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn theme() -> Theme {
    Theme::load("dark", Depth::Mono, GlyphSet::Unicode).0
}

fn line(buffer: &Buffer, y: u16) -> String {
    let width = buffer.area.width as usize;
    let start = y as usize * width;
    let cells = buffer.content[start..start + width].iter();
    cells.map(Cell::symbol).collect()
}

fn fill_at(index: usize, row: &mut Row<'_>) {
    fill(row, index);
}

fn fill(row: &mut Row<'_>, index: usize) {
    row.text(0, Tone::AlertP1, "高");
    row.fmt(1, Tone::ClockOk, format_args!("{:02}:05", index % 60));
    row.text(2, Tone::Text, "138****1234");
    row.text(3, Tone::Dim, "m-7");
    row.text(4, Tone::Text, "冒充公检法及政府机关");
    row.fmt(5, Tone::Money, format_args!("¥{}", 1234 * index));
}

#[test]
fn rows_look_as_they_should() {
    let area = Rect::new(0, 0, 44, 4);
    let mut buffer = Buffer::empty(area);
    let table = Table::new(COLUMNS, 3)
        .selected(Some(1))
        .sorted(5, Order::Descending);
    let painted = table.paint(&mut buffer, area, &theme(), |index, row| {
        fill(row, index);
        if index == 2 {
            row.mark();
        }
    });
    assert_eq!(
        line(&buffer, 0),
        " 级  时长 受害人      类型             金额▼"
    );
    assert_eq!(
        line(&buffer, 1),
        " 高 00:05 138****1234 冒充公检法及…       ¥0"
    );
    assert_eq!(
        line(&buffer, 3),
        "*高 02:05 138****1234 冒充公检法及…    ¥2468"
    );
    assert_eq!(painted.rows, 0..3);
    let reversed = |y| buffer[(30, y)].modifier.contains(Modifier::REVERSED);
    assert_eq!(
        [reversed(1), reversed(2), reversed(3)],
        [false, true, false]
    );
}

#[test]
fn the_selection_stays_in_sight_and_the_offset_stays_put() {
    for (rows, selected, offset, expected) in [
        (100, Some(0), 0, 0..10),
        (100, Some(12), 0, 3..13),
        (100, Some(12), 8, 8..18),
        (100, Some(3), 8, 3..13),
        (100, None, 95, 90..100),
        (5, Some(4), 3, 0..5),
        (100, Some(500), 7, 7..17),
        (0, Some(0), 7, 0..0),
    ] {
        let table = Table::new(COLUMNS, rows).selected(selected).offset(offset);
        assert_eq!(table.window(10), expected, "{rows} {selected:?} {offset}");
    }
    assert_eq!(Table::new(COLUMNS, 9).selected(Some(4)).window(0), 5..5);
}

#[test]
fn only_rows_in_sight_are_asked_for() {
    let area = Rect::new(0, 0, 60, 11);
    let mut buffer = Buffer::empty(area);
    let mut asked = Vec::new();
    Table::new(COLUMNS, 1_000_000)
        .selected(Some(777_777))
        .paint(&mut buffer, area, &theme(), |index, _| asked.push(index));
    // Measured, then painted.
    let seen = 777_768..777_778;
    assert_eq!(asked, seen.clone().chain(seen).collect::<Vec<_>>());
}

#[test]
fn half_a_number_is_not_shown() {
    let columns = [Column::number("¥", 4, 4)];
    let area = Rect::new(0, 0, 5, 2);
    let mut buffer = Buffer::empty(area);
    Table::new(&columns, 1).paint(&mut buffer, area, &theme(), |_, row| {
        row.text(0, Tone::Money, "123456");
    });
    assert_eq!(line(&buffer, 1), "    …");
    assert_eq!(CUT.take(), ["¥: 123456"]);
}

#[test]
fn text_gives_way_to_what_must_stand_whole() {
    let columns = [
        Column::text("who", 4, REST).worth(1),
        Column::whole("state", 5, 8).worth(2),
    ];
    let painted = |state: &str, cells| {
        let area = Rect::new(0, 0, cells, 2);
        let mut buffer = Buffer::empty(area);
        Table::new(&columns, 1).paint(&mut buffer, area, &theme(), |_, row| {
            row.text(0, Tone::Text, "somebody");
            row.text(1, Tone::Text, state);
        });
        line(&buffer, 1)
    };
    assert_eq!(painted("sent", 18), " somebody sent    ");
    assert_eq!(painted("not answered", 19), " some… not answered");
    assert_eq!(painted("not answered", 16), " not answered   ");
    assert_eq!(CUT.take(), Vec::<String>::new());
}

#[test]
fn a_mask_is_whole_or_its_last_digits() {
    let columns = [Column::whole("who", 5, 11)];
    let painted = |text: &str, cells| {
        let area = Rect::new(0, 0, cells, 2);
        let mut buffer = Buffer::empty(area);
        Table::new(&columns, 1).paint(&mut buffer, area, &theme(), |_, row| {
            row.mask(0, Tone::Text, text);
        });
        line(&buffer, 1).trim_end().to_owned()
    };
    assert_eq!(painted("138****1234", 12), " 138****1234");
    assert_eq!(painted("138****1234", 11), " *1234");
    assert_eq!(painted("张*明", 7), " 张*明");
}

#[test]
fn the_row_that_is_shown_beside_has_a_sign() {
    let area = Rect::new(0, 0, 60, 3);
    let mut buffer = Buffer::empty(area);
    Table::new(COLUMNS, 2)
        .shown_beside(Some(1))
        .paint(&mut buffer, area, &theme(), fill_at);
    assert_eq!(buffer[(0, 1)].symbol(), " ");
    assert_eq!(buffer[(0, 2)].symbol(), "▸");
    assert!(!buffer[(30, 2)].modifier.contains(Modifier::REVERSED));
}

#[test]
fn a_changed_cell_is_marked_over_its_whole_width_and_no_further() {
    let area = Rect::new(0, 0, 60, 2);
    let mut buffer = Buffer::empty(area);
    // Without colours a tier is underlined too.
    let (theme, _) = Theme::load("dark", Depth::Ansi256, GlyphSet::Unicode);
    let painted = Table::new(COLUMNS, 1).paint(&mut buffer, area, &theme, |index, row| {
        fill(row, index);
        row.changed(2);
    });
    let underlined = (0..60).filter(|x| buffer[(*x, 1)].modifier.contains(Modifier::UNDERLINED));
    let (_, cells) = painted.columns[2];
    assert_eq!(underlined.count(), cells as usize);
}

#[test]
fn a_chinese_table_keeps_to_its_budget_of_bytes() {
    let (theme, _) = Theme::load("dark", Depth::Ansi256, GlyphSet::Unicode);
    let size = Size::new(200, 60);
    let caps = Caps::from_env(|name| (name == "TERM").then(|| "xterm-256color".to_owned()));
    let mut screen = Screen::new(size, &caps);
    let mut bytes = |first: usize, changed: usize| {
        let frame = screen.draw(|canvas| {
            let area = canvas.area();
            canvas.buffer.set_style(area, theme[Tone::Text]);
            let inside =
                Frame::new("预警队列", Attention::Focus).paint(canvas.buffer, area, &theme);
            Table::new(COLUMNS, 500).paint(canvas.buffer, inside, &theme, |index, row| {
                fill(row, index + first);
                row.text(3, Tone::Dim, "劝阻席正在回访受害人");
                if index == changed {
                    row.text(4, Tone::Text, "虚假网络投资理财网婚恋交友");
                    row.fmt(5, Tone::Money, format_args!("¥{}", 987_654));
                }
            });
        });
        frame.map_or(0, |frame| frame.len())
    };
    let full = bytes(0, 99);
    assert!(full <= 19_000, "full redraw: {full}");
    assert_eq!(bytes(0, 99), 0, "nothing changed");
    let row = bytes(0, 20);
    assert!(row <= 300, "one row: {row}");
    bytes(0, 99);
    let scrolled = bytes(1, 99);
    assert!(scrolled <= 13_500, "every row: {scrolled}");
}

proptest! {
    #[test]
    fn every_right_border_is_in_the_same_column(
        width in 0u16..140,
        height in 0u16..12,
        texts in prop::collection::vec("[a-c0-9 骗预警é│█…]{0,24}", 1..12),
        selected in 0usize..12,
    ) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let theme = theme();
        let inside = Frame::new("预警队列", Attention::Focus).paint(&mut buffer, area, &theme);
        Table::new(COLUMNS, texts.len()).selected(Some(selected)).paint(&mut buffer, inside, &theme, |index, row| {
            for column in 0..COLUMNS.len() {
                row.text(column, Tone::Text, &texts[index]);
            }
            row.mark();
        });
        for y in 1..height.saturating_sub(1) {
            let symbols = || (0..width).map(|x| buffer[(x, y)].symbol());
            let columns: usize = symbols().map(crate::text::width::width).sum();
            prop_assert_eq!(columns, width as usize, "a wide glyph is cut in row {}", y);
            if width > 1 {
                prop_assert_eq!(symbols().next_back(), Some("│"));
                prop_assert_eq!(symbols().next(), Some("│"));
            }
        }
    }
}
