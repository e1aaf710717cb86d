//! The bottom: what was said, and the keys that work here.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::page::wrap;
use crate::domain::case::Delay;
use crate::text::show;
use crate::text::width::width;
use crate::text::words::{Say, Word};
use crate::tui::actions::{Action, Danger, Row, TABLE, blocked, may, row};
use crate::tui::app::again;
use crate::tui::app::model::Model;
use crate::tui::app::place::Screen;
use crate::tui::app::table::field::table_of;
use crate::tui::app::table::filter::Filter;
use crate::tui::app::{Leaving, leaving, together};
use crate::tui::keys::{Context, Key};
use crate::tui::overlays::target_of;
use crate::tui::theme::Tone;
use crate::tui::widgets::Strip;

/// At the right end, whatever else there is room for.
const PINNED: [Action; 2] = [Action::Quit, Action::Help];

/// The keys that work here, the most needed first, whole entries only.
pub fn footer(model: &Model, buffer: &mut Buffer, area: Rect) {
    let (theme, lang) = (&model.setup.theme, model.lang);
    let mut strip = Strip::new(buffer, area);
    if !model.chord.keys().is_empty() {
        return chord(model, &mut strip);
    }
    // A box has keys of its own; those of what is below it do nothing now.
    if let Some(overlay) = model.overlays.last() {
        if leaving(model).is_some() {
            recall_key(model, &mut strip);
        }
        let keys = overlay.keys(model).text(lang);
        strip.put(" ", theme[Tone::Footer]);
        strip.put_cut(keys, theme[Tone::Footer], theme.glyphs().ellipsis);
        return;
    }
    let contexts = model.contexts();
    for action in PINNED {
        let row = row(action);
        if let Some(key) = key_of(model, row, &contexts) {
            let label = row.label.text(lang);
            strip
                .right(&format!(" {label} "), theme[Tone::Footer])
                .right(&format!(" {key}"), theme[Tone::Key]);
        }
    }
    let here = TABLE.iter().filter(|row| {
        is_shown(row.action)
            && !is_here(model, row.action)
            && row
                .contexts
                .iter()
                .any(|context| contexts.contains(context))
            && may(model, row)
            && blocked(model, row.action).is_none()
    });
    for row in here {
        let Some(key) = key_of(model, row, &contexts) else {
            continue;
        };
        let label = row.label.text(lang);
        if width(&key) + width(label) + 4 > strip.room() as usize {
            break;
        }
        let tone = match row.danger {
            Danger::None => Tone::Footer,
            Danger::Outside => Tone::Danger,
        };
        strip
            .put(" ", theme[Tone::Footer])
            .put(&key, theme[Tone::Key])
            .put(" ", theme[Tone::Footer])
            .put(label, theme[tone])
            .put(" ", theme[Tone::Footer]);
    }
}

/// Moving about goes without saying.
fn is_shown(action: Action) -> bool {
    !PINNED.contains(&action)
        && !matches!(
            action,
            Action::Up
                | Action::Down
                | Action::PageUp
                | Action::PageDown
                | Action::Top
                | Action::Bottom
                | Action::PrevPane
                | Action::MarkAll
                | Action::SortPrevious
                | Action::SortReverse
                | Action::Redraw
                | Action::Suspend
                | Action::Unclaim
                | Action::Alarm
                | Action::Answer(2..)
        )
}

/// Whether an action leads to the screen one is on already: the overview of a liaison is the own desk.
fn is_here(model: &Model, action: Action) -> bool {
    match action {
        Action::Screen(Screen::Floor) if model.is_liaison() => true,
        Action::Screen(screen) => model.place.screen == screen,
        _ => false,
    }
}

/// The key that leads to an action here.
fn key_of(model: &Model, row: &Row, contexts: &[Context]) -> Option<String> {
    if row.action == Action::Answer(1) {
        let most = answers(model)?;
        return (most > 0).then(|| format!("1-{most}"));
    }
    let chord = model.setup.keymap.chord_here(row.action, contexts)?;
    Some(chord.to_string())
}

/// How many answers the open question has: of the script, or of a case.
fn answers(model: &Model) -> Option<usize> {
    if model.is_in_question() {
        return Some(Delay::ALL.len());
    }
    let question = again::script_question(model, model.alert_shown()?)?;
    Some(question.choices().len())
}

/// What leaves in a moment can be taken back from within a box too: by one key, or by another where text is typed.
fn recall_key(model: &Model, strip: &mut Strip<'_>) {
    let theme = &model.setup.theme;
    let chords = model.setup.keymap.chords(Action::Recall);
    let keys: Vec<String> = chords.map(ToString::to_string).collect();
    let label = row(Action::Recall).label.text(model.lang);
    strip
        .right(&format!("  {label} "), theme[Tone::Danger])
        .right(&format!(" {}", keys.join(" ")), theme[Tone::Key]);
}

/// A chord that has begun, what may follow, and how to give it up.
fn chord(model: &Model, strip: &mut Strip<'_>) {
    let (theme, lang) = (&model.setup.theme, model.lang);
    let keymap = &model.setup.keymap;
    let drops = Word::ChordDrops.text(lang);
    strip
        .right(&format!(" {drops} "), theme[Tone::Footer])
        .right(&format!(" {}", Key::ESC), theme[Tone::Key]);
    for key in model.chord.keys() {
        strip
            .put(" ", theme[Tone::Key])
            .put(&key.to_string(), theme[Tone::Key]);
    }
    strip.put(" +", theme[Tone::Footer]);
    for (key, action) in keymap.continuations(&model.chord, &model.contexts()) {
        let key = key.to_string();
        let label = action.map_or(theme.glyphs().ellipsis, |action| {
            row(action).label.text(lang)
        });
        if width(&key) + width(label) + 3 > strip.room() as usize {
            break;
        }
        strip
            .put("  ", theme[Tone::Footer])
            .put(&key, theme[Tone::Key])
            .put(" ", theme[Tone::Footer])
            .put(label, theme[Tone::Footer]);
    }
}

/// What leaves in a moment, else what was said, else what has not been sent.
pub fn status(model: &Model, buffer: &mut Buffer, area: Rect) {
    let (theme, lang) = (&model.setup.theme, model.lang);
    let said = if let Some(Leaving { id, left, ask }) = leaving(model) {
        let Some(order) = model.mirror.floor().order(&id) else {
            return;
        };
        let orders = together(model, id).count();
        let say = if ask.is_none() && orders > 1 {
            Say::FrontierLeaves { orders, left }
        } else {
            Say::Leaving {
                no: order.no,
                target: target_of(model, order, lang),
                left,
                ask,
            }
        };
        (Tone::Danger, say.text(lang))
    } else if let Some(status) = model.status() {
        (status.tone, status.say.text(lang))
    } else if let Some(run) = &model.run {
        let (done, refused, left) = run.state();
        let what = run.what();
        let say = Say::BulkRuns {
            what,
            done,
            refused,
            left,
        };
        (Tone::Pending, say.text(lang))
    } else if model.sending.unsent() > 0 {
        let n = show::count(model.sending.unsent(), lang);
        (Tone::Pending, format!("{} {n}", Word::Unsent.text(lang)))
    } else if let Some(filter) = filter_here(model) {
        (Tone::Dim, format!("/ {}", filter.text()))
    } else {
        return;
    };
    let (tone, text) = said;
    whole(model, buffer, area, theme[tone], &text);
}

/// A message over as many lines as it takes, the last in the line of the status; it covers what lies above, up to half
/// of the screen. What is cut then ends in an ellipsis.
fn whole(model: &Model, buffer: &mut Buffer, area: Rect, style: Style, text: &str) {
    let theme = &model.setup.theme;
    let room = usize::from(area.width.saturating_sub(2).max(1));
    let most = usize::from(area.y / 2 + 1);
    let mut all = wrap(text, room).map(Cow::Borrowed);
    let mut lines: Vec<Cow<'_, str>> = all.by_ref().take(most).collect();
    if let (Some(last), Some(next)) = (lines.last_mut(), all.next()) {
        *last = Cow::Owned(format!("{last} {next}"));
    }
    let above = (lines.len() as u16).saturating_sub(1).min(area.y);
    for (n, line) in (0..=above).zip(lines) {
        let y = area.y - above + n;
        let mut strip = Strip::new(buffer, Rect { y, ..area });
        strip
            .put(" ", theme[Tone::Text])
            .put_cut(&line, style, theme.glyphs().ellipsis)
            // Where the status shares a line with the keys it covers them.
            .clear(theme[Tone::Text]);
    }
}

/// The filter of the table with the focus, if it has one.
fn filter_here(model: &Model) -> Option<&Filter> {
    let filter = &model.views.of(table_of(model.place.focus)?).filter;
    (!filter.is_empty()).then_some(filter)
}
