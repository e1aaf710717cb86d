//! How boxes look: centred, as large as they need and no larger than the screen, with their keys at the foot.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Cursor, Line};
use crate::text::width::width;
use crate::text::words::Word;
use crate::tui::app::model::Model;
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::{Attention, Frame, Strip};

/// Cells beside a box that are still worth seeing; with fewer it is as wide as the screen.
const BESIDE: u16 = 4;

/// A box of so many inner cells and lines, centred; answers its inside.
pub fn centred(model: &Model, buffer: &mut Buffer, title: &str, cells: u16, lines: u16) -> Rect {
    let screen = buffer.area;
    let width = cells.saturating_add(4);
    let width = if width.saturating_add(2 * BESIDE) > screen.width {
        screen.width
    } else {
        width
    };
    let height = lines.saturating_add(2).min(screen.height);
    let area = Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 2,
        width,
        height,
    };
    Frame::new(title, Attention::Overlay).paint(buffer, area, &model.setup.theme)
}

/// A box of two lines along the foot of the screen, for what is typed. It covers the footer, so its keys stand beside its
/// title where there is room.
pub fn along_foot(model: &Model, buffer: &mut Buffer, (title, keys): (Word, Word)) -> Rect {
    let screen = buffer.area;
    let height = 4.min(screen.height);
    let area = Rect {
        y: screen.bottom().saturating_sub(height),
        height,
        ..screen
    };
    Frame::new(title.text(model.lang), Attention::Overlay)
        .note(keys.text(model.lang))
        .paint(buffer, area, &model.setup.theme)
}

/// One line of a box.
pub fn row(area: Rect, n: u16) -> Rect {
    if n >= area.height {
        return Rect { height: 0, ..area };
    }
    Rect {
        y: area.y + n,
        height: 1,
        ..area
    }
}

/// A tone on the ground of a box: the ground of the screen gives way, a colour of its own stays.
pub fn raised(theme: &Theme, tone: Tone) -> Style {
    let mut style = theme[tone];
    if style.bg == theme[Tone::Text].bg {
        style.bg = None;
    }
    theme[Tone::Overlay].patch(style)
}

/// Writes a line of text, cut to its room.
pub fn text(buffer: &mut Buffer, area: Rect, theme: &Theme, tone: Tone, text: &str) {
    let style = raised(theme, tone);
    Strip::new(buffer, area).put_cut(text, style, theme.glyphs().ellipsis);
}

/// Writes `k  what it does`, the key in its own look.
pub fn key_line(buffer: &mut Buffer, area: Rect, theme: &Theme, line: &str, tone: Tone) {
    let (key, rest) = line.split_once("  ").unwrap_or(("", line));
    let style = |tone| raised(theme, tone);
    Strip::new(buffer, area)
        .put(key, style(Tone::Key))
        .put("  ", style(Tone::Text))
        .put_cut(rest, style(tone), theme.glyphs().ellipsis);
}

/// Paints a label and its field; answers the cursor.
pub fn line(buffer: &mut Buffer, theme: &Theme, line: &Line<'_>) -> Cursor {
    let dim = raised(theme, Tone::Dim);
    let label = width(line.label) as u16 + 1;
    Strip::new(buffer, line.area).put_cut(line.label, dim, theme.glyphs().ellipsis);
    let field = Rect {
        x: line.area.x + label.min(line.area.width),
        width: line.area.width.saturating_sub(label),
        ..line.area
    };
    line.field.paint(buffer, field, theme, line.hint)
}

/// The box before leaving with something unsent.
pub fn quit(model: &Model, buffer: &mut Buffer) -> Cursor {
    let (theme, lang) = (&model.setup.theme, model.lang);
    let yes = if model.sending.would_lose() {
        Word::QuitLoses
    } else {
        Word::QuitYes
    };
    let inside = centred(model, buffer, Word::Quit.text(lang), 44, 4);
    text(
        buffer,
        row(inside, 0),
        theme,
        Tone::Text,
        Word::QuitUnsent.text(lang),
    );
    key_line(buffer, row(inside, 2), theme, yes.text(lang), Tone::Text);
    key_line(
        buffer,
        row(inside, 3),
        theme,
        Word::ConfirmNo.text(lang),
        Tone::Text,
    );
    None
}

/// The last sentence said, in the line of a box that is there for it.
pub fn note(model: &Model, buffer: &mut Buffer, area: Rect) {
    if let Some(status) = model.status() {
        let said = status.say.text(model.lang);
        text(buffer, area, &model.setup.theme, status.tone, &said);
    }
}

/// Writes the cells of a small table: the first from the left, the others to the right, each in so many cells.
pub fn cells<const N: usize>(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    tone: Tone,
    texts: &[String],
    widths: &[u16; N],
) {
    let style = raised(theme, tone);
    let mut strip = Strip::new(buffer, area);
    for (text, cells) in texts.iter().skip(1).zip(widths).rev() {
        let spare = (*cells as usize).saturating_sub(width(text));
        strip
            .right(text, style)
            .right(&" ".repeat(spare + 1), style);
    }
    if let Some(first) = texts.first() {
        strip.put_cut(first, style, theme.glyphs().ellipsis);
    }
}
