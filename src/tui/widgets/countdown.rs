//! A clock that runs down: eight steps and digits (`██████░░ 07:41`), another weight when it gets
//! critical, and after its end the word for that and by how much (`BREACHED +02:10`).

use super::strip::Strip;
use crate::domain::time::Span;
use crate::text::show;
use crate::text::width::width;
use crate::text::words::Lang;
use crate::tui::theme::{Theme, Tone};

const STEPS: i64 = 8;

/// A clock as it stands at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Countdown<'w> {
    /// Milliseconds left; negative after the end.
    pub left_ms: i64,
    /// Milliseconds from start to end.
    pub total_ms: i64,
    /// It is critical with so many milliseconds left or fewer.
    pub critical_ms: i64,
    /// How well the time is known.
    pub certainty: Certainty,
    /// What an overrun is called.
    pub breached: &'w str,
    /// What lets it stand still; without, it runs.
    pub stands: Option<&'w str>,
    /// How days are written.
    pub lang: Lang,
}

/// How well a clock is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// To the second.
    Exact,
    /// The hub's time or the start is only about known: marked `≈`.
    About,
    /// Never compared with the hub's time: marked `?`.
    Unknown,
}

impl Countdown<'_> {
    /// How it looks: fine, half gone, critical, over; quiet where it stands.
    pub fn tone(&self) -> Tone {
        if self.left_ms <= 0 {
            Tone::ClockBreached
        } else if self.stands.is_some() {
            Tone::Dim
        } else if self.left_ms <= self.critical_ms {
            Tone::ClockCritical
        } else if self.left_ms <= self.total_ms / 2 {
            Tone::ClockWarn
        } else {
            Tone::ClockOk
        }
    }

    /// The cells of its digits, which are the least that is painted.
    pub fn digits(&self, theme: &Theme) -> usize {
        width(self.sign(theme)) + width(&show::digits(Span(self.left_ms), self.lang))
    }

    /// How well it is known.
    fn sign(&self, theme: &Theme) -> &'static str {
        match self.certainty {
            Certainty::Exact => "",
            Certainty::About => theme.glyphs().about,
            Certainty::Unknown => "?",
        }
    }

    /// Paints as much as there is room for: bar and digits, or the digits alone.
    pub fn paint(&self, strip: &mut Strip<'_>, theme: &Theme) {
        let style = theme[self.tone()];
        let glyphs = theme.glyphs();
        let digits = show::digits(Span(self.left_ms), self.lang);
        let sign = self.sign(theme);
        let room = (strip.room() as usize).saturating_sub(width(sign) + width(&digits));
        if self.left_ms <= 0 {
            if room > width(self.breached) {
                strip.put(self.breached, style).put(" ", style);
            }
        } else if let Some(word) = self.stands {
            if room > width(word) {
                strip.put(word, style).put(" ", style);
            }
        } else if room > STEPS as usize {
            for step in 0..STEPS {
                let glyph = if step < self.steps() {
                    glyphs.full
                } else {
                    glyphs.empty
                };
                strip.put(glyph, style);
            }
            strip.put(" ", style);
        }
        strip
            .put(sign, style)
            .put_cut(&digits, style, glyphs.ellipsis);
    }

    /// Steps still filled: all at the start, one until the very end.
    fn steps(&self) -> i64 {
        let total = self.total_ms.max(1);
        let left = self.left_ms.clamp(0, total);
        (left.saturating_mul(STEPS) + total - 1) / total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::term::caps::{Depth, GlyphSet};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    const MINUTE: i64 = 60_000;

    fn clock(left_ms: i64) -> Countdown<'static> {
        Countdown {
            left_ms,
            total_ms: 30 * MINUTE,
            critical_ms: 10 * MINUTE,
            certainty: Certainty::Exact,
            breached: "已超时",
            stands: None,
            lang: Lang::En,
        }
    }

    fn painted(clock: Countdown<'_>, width: u16, glyphs: GlyphSet) -> String {
        let (theme, _) = Theme::load("dark", Depth::True, glyphs);
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        clock.paint(&mut Strip::new(&mut buffer, area), &theme);
        let cells = buffer.content.iter().map(ratatui::buffer::Cell::symbol);
        cells.collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn a_clock_shows_steps_digits_and_its_overrun() {
        use GlyphSet::{Ascii, Unicode};
        for (left, width, glyphs, expected) in [
            (30 * MINUTE, 20, Unicode, "████████ 30:00"),
            (7 * MINUTE + 41_000, 20, Unicode, "███░░░░░ 07:41"),
            (7 * MINUTE + 41_000, 20, Ascii, "###..... 07:41"),
            (7 * MINUTE + 41_000, 13, Unicode, "07:41"),
            (7 * MINUTE + 41_000, 3, Unicode, "07…"),
            (1, 20, Unicode, "█░░░░░░░ 00:01"),
            (0, 20, Unicode, "已超时 00:00"),
            (-130_000, 20, Unicode, "已超时 +02:10"),
            (-130_000, 12, Unicode, "+02:10"),
            (
                47 * 60 * MINUTE + 12 * MINUTE + 3000,
                20,
                Unicode,
                "████████ 47:12:03",
            ),
            (184 * 24 * 60 * MINUTE, 20, Unicode, "████████ 184d 00h"),
        ] {
            assert_eq!(
                painted(clock(left), width, glyphs),
                expected,
                "{left} in {width}"
            );
        }
    }

    #[test]
    fn doubt_about_the_time_is_seen() {
        let about = Countdown {
            certainty: Certainty::About,
            ..clock(MINUTE)
        };
        let unknown = Countdown {
            certainty: Certainty::Unknown,
            ..clock(MINUTE)
        };
        assert_eq!(painted(about, 20, GlyphSet::Unicode), "█░░░░░░░ ≈01:00");
        assert_eq!(painted(unknown, 20, GlyphSet::Unicode), "█░░░░░░░ ?01:00");
    }

    #[test]
    fn a_clock_that_stands_says_why_and_is_no_bar_that_looks_met() {
        let sent = Countdown {
            stands: Some("sent"),
            ..clock(27 * MINUTE)
        };
        assert_eq!(painted(sent, 20, GlyphSet::Unicode), "sent 27:00");
        assert_eq!(painted(sent, 7, GlyphSet::Unicode), "27:00");
        assert_eq!(sent.tone(), Tone::Dim);
    }

    #[test]
    fn the_weight_changes_as_time_runs_out() {
        for (left, tone) in [
            (16 * MINUTE, Tone::ClockOk),
            (15 * MINUTE, Tone::ClockWarn),
            (10 * MINUTE, Tone::ClockCritical),
            (0, Tone::ClockBreached),
            (i64::MIN, Tone::ClockBreached),
        ] {
            assert_eq!(clock(left).tone(), tone, "{left}");
        }
    }
}
