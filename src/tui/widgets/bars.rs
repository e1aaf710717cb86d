//! Horizontal bars: a label, the bar, the number beside it, and below them an axis with round ticks
//! and its unit. When height is short the axis goes first, when width is short the bars.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::strip::Strip;
use crate::text::width::width;
use crate::tui::theme::{Theme, Tone};

/// One bar.
#[derive(Debug, Clone, Copy)]
pub struct Bar<'b> {
    /// What it is.
    pub label: &'b str,
    /// How long it is, in the unit of the axis.
    pub value: u64,
    /// The number beside it, as text.
    pub number: &'b str,
    /// Its look.
    pub tone: Tone,
}

/// Bars about to be painted.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'b> {
    /// The bars, from top to bottom.
    pub bars: &'b [Bar<'b>],
    /// The unit, at the end of the axis.
    pub unit: &'b str,
    /// The text of a tick.
    pub tick: fn(u64) -> String,
}

/// The narrowest bar worth painting.
const LEAST_BAR: u16 = 8;

/// More ticks than this crowd the axis.
const MOST_TICKS: u64 = 4;

impl Bars<'_> {
    /// Paints the bars, one row each, and the axis in two rows if there is height for it.
    pub fn paint(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let area = area.intersection(buffer.area);
        let columns = self.columns(area.width);
        let axis = Axis::up_to(self.bars.iter().map(|bar| bar.value).max().unwrap_or(0));
        let mut rows = area.rows();
        for (bar, row) in self.bars.iter().zip(rows.by_ref()) {
            paint_bar(bar, &columns, &axis, Strip::new(buffer, row), theme);
        }
        if let (Some(line), Some(words), 1..) = (rows.next(), rows.next(), columns.bar) {
            self.paint_axis(&columns, &axis, buffer, [line, words], theme);
        }
    }

    fn columns(&self, room: u16) -> Columns {
        let widest = |text: fn(&Bar<'_>) -> usize| self.bars.iter().map(text).max().unwrap_or(0);
        let number = widest(|bar| width(bar.number)).max(width(self.unit)) as u16;
        let left = room.saturating_sub(number.saturating_add(2));
        let label = (widest(|bar| width(bar.label)) as u16).min(left);
        match left - label {
            LEAST_BAR.. => Columns {
                label,
                bar: left - label,
            },
            _ => Columns {
                label: room.saturating_sub(number.saturating_add(1)),
                bar: 0,
            },
        }
    }

    fn paint_axis(
        &self,
        columns: &Columns,
        axis: &Axis,
        buffer: &mut Buffer,
        [line, words]: [Rect; 2],
        theme: &Theme,
    ) {
        let (dim, glyphs) = (theme[Tone::Dim], theme.glyphs());
        let start = columns.label + 1;
        let ticks: Vec<(u16, u64)> = axis.ticks(columns.bar).collect();
        let mut strip = Strip::new(buffer, line);
        strip.right(self.unit, dim).skip(start);
        for x in 0..columns.bar {
            let is_tick = ticks.iter().any(|(at, _)| *at == x);
            strip.put(if is_tick { glyphs.tick } else { glyphs.axis }, dim);
        }
        let mut strip = Strip::new(buffer, words);
        strip.skip(start);
        let mut written = 0;
        for (at, value) in ticks {
            let text = (self.tick)(value);
            let x = at.saturating_sub(width(&text) as u16 / 2);
            if x >= written && width(&text) <= strip.room().saturating_sub(x - written) as usize {
                strip.skip(x - written).put(&text, dim).put(" ", dim);
                written = x + width(&text) as u16 + 1;
            }
        }
    }
}

/// How the width is shared out.
struct Columns {
    label: u16,
    bar: u16,
}

fn paint_bar(bar: &Bar<'_>, columns: &Columns, axis: &Axis, mut strip: Strip<'_>, theme: &Theme) {
    let glyphs = theme.glyphs();
    strip.right(bar.number, theme[Tone::Text]);
    strip
        .column(columns.label)
        .put_cut(bar.label, theme[Tone::Dim], glyphs.ellipsis);
    strip.skip(1);
    let mut strip = strip.column(columns.bar);
    let steps = glyphs.eighths.len() as u64 + 1;
    let long = axis.length(bar.value, u64::from(columns.bar) * steps);
    for _ in 0..long / steps {
        strip.put(glyphs.full, theme[bar.tone]);
    }
    if let Some(part) = (long % steps).checked_sub(1) {
        strip.put(glyphs.eighths[part as usize], theme[bar.tone]);
    }
}

/// An axis from nothing to a round number.
struct Axis {
    step: u64,
    top: u64,
}

impl Axis {
    /// The shortest axis in steps of 1, 2 or 5 times a power of ten that holds `value`.
    fn up_to(value: u64) -> Self {
        let mut step: u64 = 1;
        let mut factors = [2, 5, 10].into_iter().cycle();
        let mut power: u64 = 1;
        while step < value.div_ceil(MOST_TICKS) {
            let factor = factors.next().unwrap_or(10);
            step = power.saturating_mul(factor);
            if factor == 10 {
                power = step;
            }
        }
        let top = value.div_ceil(step).max(1).saturating_mul(step);
        Self { step, top }
    }

    /// Where `value` ends on an axis of so many parts; something is never nothing.
    fn length(&self, value: u64, parts: u64) -> u64 {
        let exact = u128::from(value) * u128::from(parts) / u128::from(self.top);
        (exact as u64).clamp(value.min(1), parts.max(1))
    }

    /// The ticks: cells from the start of the axis, and the value.
    fn ticks(&self, cells: u16) -> impl Iterator<Item = (u16, u64)> {
        let last = u64::from(cells.saturating_sub(1));
        (0..=self.top / self.step).map(move |tick| {
            let value = tick * self.step;
            let at = u128::from(value) * u128::from(last) / u128::from(self.top);
            (at as u16, value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::term::caps::{Depth, GlyphSet};

    fn painted(width: u16, height: u16, glyphs: GlyphSet, bars: &[Bar<'_>]) -> Vec<String> {
        let (theme, _) = Theme::load("dark", Depth::True, glyphs);
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let unit = "万元";
        Bars {
            bars,
            unit,
            tick: |value| value.to_string(),
        }
        .paint(&mut buffer, area, &theme);
        let rows = buffer.content.chunks(width.max(1) as usize);
        rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect())
            .collect()
    }

    const BARS: &[Bar<'static>] = &[
        Bar {
            label: "止付",
            value: 340,
            number: "340",
            tone: Tone::BarStopped,
        },
        Bar {
            label: "返还",
            value: 1,
            number: "1",
            tone: Tone::BarReturned,
        },
        Bar {
            label: "冻结",
            value: 0,
            number: "0",
            tone: Tone::BarFrozen,
        },
    ];

    #[test]
    fn bars_have_labels_numbers_and_an_axis_with_its_unit() {
        assert_eq!(
            painted(30, 5, GlyphSet::Ascii, BARS),
            [
                "止付 #################     340",
                "返还 #                       1",
                "冻结                         0",
                "     +---+----+----+----+ 万元",
                "     0  100  200  300  400    ",
            ]
            .map(str::to_owned)
        );
    }

    #[test]
    fn round_numbers_hold_the_longest_bar() {
        for (value, step, top) in [
            (0, 1, 1),
            (1, 1, 1),
            (4, 1, 4),
            (5, 2, 6),
            (9, 5, 10),
            (340, 100, 400),
            (401, 200, 600),
            (123_456_700, 50_000_000, 150_000_000),
        ] {
            let axis = Axis::up_to(value);
            assert_eq!((axis.step, axis.top), (step, top), "{value}");
        }
        assert!(Axis::up_to(u64::MAX).top >= u64::MAX / 2);
    }

    #[test]
    fn without_height_the_axis_goes_and_without_width_the_bars() {
        assert_eq!(painted(30, 3, GlyphSet::Unicode, BARS).len(), 3);
        assert_eq!(painted(12, 1, GlyphSet::Ascii, BARS), ["止付     340"]);
        for width in 0..40 {
            for height in 0..7 {
                painted(width, height, GlyphSet::Unicode, BARS);
            }
        }
    }
}
