//! The trace as a tree: guides, the place, what came in, where it stands, what can still be reached in it and below,
//! and what must happen next. What is spent is dim; money that can be reached is where the eye goes first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::hop::HopState;
use crate::domain::ids::Key;
use crate::domain::trace::Next;
use crate::feed::clock::Sync;
use crate::text::show;
use crate::text::width::width;
use crate::text::words::{Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::tree::{Extent, Fold, Life, Node, Visible};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::{Column, REST, Row, Strip};

/// The most cells a name is given before other columns leave for it.
const NAMED: u16 = 18;

/// The sign of the fold and the gap after it.
const FOLD: u16 = 2;

const PLACE: usize = 0;
const TIER: usize = 1;
const AMOUNT: usize = 2;
const AGE: usize = 3;
const STATE: usize = 4;
const REACH: usize = 5;
const NEXT: usize = 6;

/// The tree of the case, below its sums.
pub fn list(model: &Model, buffer: &mut Buffer, area: Rect) {
    let tree = &model.tree;
    if tree.nodes().is_empty() {
        let word = match tree.case() {
            Some(_) => Word::NoPlaces,
            None => Word::NoTrace,
        };
        return empty(model, buffer, area, Some(Pane::Tree), word);
    }
    sums(
        model,
        buffer,
        Rect {
            height: area.height.min(1),
            ..area
        },
    );
    let area = Rect {
        y: area.y.saturating_add(1),
        height: area.height.saturating_sub(1),
        ..area
    };
    let columns = columns(model, area.width);
    let table = cell::table(model, Pane::Tree, &columns, &tree.list);
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        if let Some((visible, node)) = tree.node(index) {
            paint(model, visible, node, row);
        }
    });
}

/// The columns of the tree.
pub fn columns(model: &Model, room: u16) -> [Column<'static>; 7] {
    let word = |word: Word| word.text(model.lang);
    [
        Column::text(word(Word::Place), least(model, room), REST).worth(10),
        Column::number("", 3, 3).worth(1),
        Column::number(word(Word::Amount), 7, 8).worth(4),
        Column::number(word(Word::Age), 7, 7).worth(3),
        Column::whole(word(Word::State), 12, 12).worth(9),
        Column::number(word(Word::Reach), 7, 9).worth(8),
        Column::whole(word(Word::NextStep), 11, 11).worth(2),
    ]
}

/// The cells of the tree itself: guides of one cell a level, the fold and the longest name, but never so much that
/// the key columns have no room.
fn least(model: &Model, room: u16) -> u16 {
    let extent = model.tree.extent();
    let wanted = FOLD + u16::from(extent.levels) + extent.named.min(NAMED);
    wanted.min(room.saturating_sub(22)).max(FOLD + 10)
}

/// What the whole trace comes to, the most needed first, whole entries only.
fn sums(model: &Model, buffer: &mut Buffer, area: Rect) {
    let (theme, lang) = (&model.setup.theme, model.lang);
    let sums = model.tree.sums();
    let count = |n: u32| show::count(n as usize, lang);
    let about = theme.glyphs().about;
    let reach = format!("{about} {}", show::money(sums.reach, lang));
    let officer = if sums.officer > 0 {
        Tone::ClockWarn
    } else {
        Tone::Dim
    };
    let parts = [
        (Word::Reachable, Tone::Money, reach),
        (Word::ForOfficers, officer, count(sums.officer)),
        (Word::AtDesks, Tone::Text, count(sums.desk)),
        (Word::HeldNow, Tone::Ok, show::money(sums.held, lang)),
        (Word::Leaves, Tone::Dim, count(sums.leaves)),
    ];
    let mut strip = Strip::new(buffer, area);
    strip.put(" ", theme[Tone::Dim]);
    for (word, tone, value) in parts {
        let label = word.text(lang);
        if width(label) + width(&value) + 1 > strip.room() as usize {
            break;
        }
        strip
            .put(label, theme[Tone::Dim])
            .put(" ", theme[Tone::Dim])
            .put(&value, theme[tone])
            .put("   ", theme[Tone::Dim]);
    }
}

fn paint(model: &Model, visible: &Visible, node: &Node, row: &mut Row<'_>) {
    let lang = model.lang;
    let theme = &model.setup.theme;
    let life = node.inside.life();
    let look = |tone| if life == Life::Spent { Tone::Dim } else { tone };
    row.draw(PLACE, |strip| {
        guides(strip, theme, visible, model.tree.extent());
        let ellipsis = theme.glyphs().ellipsis;
        strip.put_cut(&node.name, theme[look(Tone::Text)], ellipsis);
    });
    row.fmt(TIER, Tone::Dim, format_args!("T{}", node.tier));
    row.text(AMOUNT, Tone::Dim, &node.amount);
    match model.moment.sync {
        Sync::Good => row.text(AGE, Tone::Dim, &node.age),
        Sync::Rough => row.fmt(
            AGE,
            Tone::Dim,
            format_args!("{}{}", theme.glyphs().about, node.age),
        ),
        Sync::Never => row.text(AGE, Tone::Dim, "?"),
    }
    if cell::is_pending(model, &Key::Hop(node.id)) {
        row.text(STATE, Tone::Pending, Word::Pending.text(lang));
    } else if visible.fold == Fold::Closed {
        let said = match node.inside.leaves {
            1 => Word::LeafInside.text(lang),
            _ => Word::LeavesInside.text(lang),
        };
        row.fmt(
            STATE,
            look(Tone::Text),
            format_args!("{} {said}", node.inside.leaves),
        );
    } else {
        row.text(STATE, look(state_tone(node.state)), &node.state.term(lang));
    }
    if node.inside.reach.is_positive() {
        // The sum over an open place is counted again on the rows below it.
        let counts = visible.fold != Fold::Open || node.own.is_positive();
        row.text(
            REACH,
            if counts { Tone::Money } else { Tone::Dim },
            &node.reach,
        );
    } else {
        row.text(REACH, Tone::Dim, "-");
    }
    let tone = if node.next.is_officer() {
        Tone::ClockWarn
    } else {
        Tone::Dim
    };
    row.text(
        NEXT,
        tone,
        next_word(node.next).map_or("", |word| word.text(lang)),
    );
    mark_changes(model, visible, node, row);
}

/// Marks what changed a moment ago: of a place its own cells; its order changes what stands there and what is next.
/// Of places that are folded away, that something did.
fn mark_changes(model: &Model, visible: &Visible, node: &Node, row: &mut Row<'_>) {
    let (changed, now) = (&model.changed, model.moment.at);
    let by_order = |node: &Node| {
        let key = node.order.map(Key::Order);
        key.is_some_and(|key| changed.columns(Pane::Orders, &key, now).next().is_some())
    };
    if visible.fold != Fold::Closed {
        cell::changed(model, Pane::Tree, &Key::Hop(node.id), row);
        if by_order(node) {
            row.changed(STATE);
            row.changed(NEXT);
        }
        return;
    }
    let places = node.inside.places as usize;
    let nodes = model.tree.nodes().iter().skip(visible.node).take(places);
    let is_changed = |node: &Node| {
        let hop = Key::Hop(node.id);
        by_order(node) || changed.columns(Pane::Tree, &hop, now).next().is_some()
    };
    if !changed.is_empty() && nodes.into_iter().any(is_changed) {
        row.changed(STATE);
    }
}

/// The lines that lead to a place: two cells a level, one where there is little room; levels that have no room at
/// all are left out behind an ellipsis.
fn guides(strip: &mut Strip<'_>, theme: &Theme, row: &Visible, extent: Extent) {
    let glyphs = theme.glyphs();
    let (tree, dim, blank) = (&glyphs.tree, theme[Tone::Dim], theme[Tone::Text]);
    let room = strip.room().saturating_sub(FOLD + extent.named.min(NAMED));
    let step = if u16::from(extent.levels) * 2 <= room {
        2
    } else {
        1
    };
    let fits = u8::try_from((room / step).max(1)).unwrap_or(u8::MAX);
    let first = if row.level > fits {
        strip.put(glyphs.ellipsis, dim);
        row.level - fits + 2
    } else {
        1
    };
    for level in first..row.level {
        if row.runs_at(level) {
            strip.put(tree.through, dim);
        } else {
            strip.put(" ", blank);
        }
        if step == 2 {
            strip.put(" ", blank);
        }
    }
    if row.level > 0 {
        strip.put(if row.is_last { tree.last } else { tree.branch }, dim);
        if step == 2 {
            strip.put(tree.across, dim);
        }
    }
    let (fold, style) = match row.fold {
        Fold::Leaf if row.level == 0 => (" ", blank),
        Fold::Leaf => (tree.across, dim),
        Fold::Open => (tree.open, theme[Tone::Dim]),
        Fold::Closed => (tree.closed, theme[Tone::Key]),
    };
    strip.put(fold, style).put(" ", blank);
}

/// No state in between looks like success.
pub fn state_tone(state: HopState) -> Tone {
    match state {
        HopState::Hit => Tone::Ok,
        HopState::TimedOut => Tone::Error,
        HopState::PaperPending => Tone::ClockWarn,
        HopState::Moved | HopState::CashedOut | HopState::Left | HopState::DeadEnd => Tone::Dim,
        _ => Tone::Text,
    }
}

/// What must happen next, in a word or two.
pub fn next_word(next: Next) -> Option<Word> {
    Some(match next {
        Next::Ask => Word::NextAsk,
        Next::Paper => Word::NextPaper,
        Next::Draft => Word::NextDraft,
        Next::Review => Word::NextReview,
        Next::Send => Word::NextSend,
        Next::Answer => Word::NextAnswer,
        Next::Nothing => return None,
    })
}
