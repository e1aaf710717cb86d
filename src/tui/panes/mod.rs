//! What is painted: a pure function of the model. Each pane has a module; [`layout`] says where it stands.

mod alert;
mod alerts;
#[cfg(test)]
mod allocations;
mod case;
mod cases;
pub mod cell;
mod cliff;
#[cfg(test)]
mod columns;
mod desks;
mod foot;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod golden_desk;
#[cfg(test)]
mod golden_floor;
#[cfg(test)]
mod golden_money;
mod head;
mod hop;
mod inbox;
#[cfg(test)]
mod languages;
pub mod layout;
mod order;
mod orders;
mod page;
mod recovered;
mod script;
#[cfg(test)]
mod sizes;
mod task;
mod teams;
mod tree;
#[cfg(test)]
mod whole;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::actions::Action;
use super::app::above;
use super::app::link::{Health, span};
use super::app::model::Model;
use super::app::place::{Make, Pane};
use super::overlays;
use super::term::screen::Canvas;
use super::theme::Tone;
use super::widgets::{Attention, Frame, Order, Strip};
use crate::feed::frame::Feed;
use crate::text::show;
use crate::text::width::width;
use crate::text::words::Word;
pub use desks::trouble;
pub use head::{alarm, fault, header, prevented, tab_at};
use layout::Frames;
use page::Page;
pub use page::wrap;

/// Paints everything.
pub fn paint(model: &Model, canvas: &mut Canvas<'_>) {
    let theme = &model.setup.theme;
    let area = canvas.area();
    canvas.buffer.set_style(area, theme[Tone::Text]);
    let layout = layout::layout(model);
    head::header(model, canvas.buffer, layout.header);
    head::figures(model, canvas.buffer, layout.figures);
    head::alarm(model, canvas.buffer, layout.alarm);
    head::tabs(model, canvas.buffer, layout.tabs);
    for (pane, area) in &layout.panes {
        paint_pane(model, canvas.buffer, *pane, *area, layout.frames);
    }
    foot::footer(model, canvas.buffer, layout.footer);
    foot::status(model, canvas.buffer, layout.status);
    overlays::paint(model, canvas);
}

/// Paints a pane in its frame, without the focus and with so many lines at most.
pub fn framed(model: &Model, buffer: &mut Buffer, pane: Pane, area: Rect, lines: u16) {
    let inside = frame(model, buffer, pane, area, Attention::Aside);
    let height = inside.height.min(lines);
    contents(model, buffer, pane, Rect { height, ..inside });
    dim_unless_current(model, buffer, pane, inside);
}

fn frame(model: &Model, buffer: &mut Buffer, pane: Pane, area: Rect, attention: Attention) -> Rect {
    let note = note(model, pane);
    Frame::new(pane.word().text(model.lang), attention)
        .note(&note)
        .paint(buffer, area, &model.setup.theme)
}

fn dim_unless_current(model: &Model, buffer: &mut Buffer, pane: Pane, inside: Rect) {
    if model.health(feed_of(pane)) != Health::Current {
        let dim = model.setup.theme[Tone::Dim];
        buffer.set_style(inside.intersection(buffer.area), dim);
    }
}

/// The furthest the text of an item pane can be scrolled.
pub fn most_scroll(model: &Model, pane: Pane) -> u16 {
    let area = layout::inside(model, pane);
    let page = page_of(model, pane, area.width);
    page.map_or(0, |page| page.most(text_of(model, &page, area).height))
}

/// Where the text of a page stands: without a frame one line is left to say that it continues.
fn text_of(model: &Model, page: &Page, area: Rect) -> Rect {
    let is_bare = layout::layout(model).frames == Frames::Bare;
    let line = u16::from(is_bare && page.height() > area.height && area.height > 1);
    Rect {
        height: area.height - line,
        ..area
    }
}

fn paint_pane(model: &Model, buffer: &mut Buffer, pane: Pane, area: Rect, frames: Frames) {
    let inside = match frames {
        Frames::Bare => area,
        Frames::Drawn if model.place.focus == pane => {
            frame(model, buffer, pane, area, Attention::Focus)
        }
        Frames::Drawn => frame(model, buffer, pane, area, Attention::Aside),
    };
    contents(model, buffer, pane, inside);
    dim_unless_current(model, buffer, pane, inside);
}

/// Below a page, on its border where it has one: how many lines of it are not seen, and the key that scrolls to them.
fn lines_below(model: &Model, buffer: &mut Buffer, pane: Pane, area: Rect, lines: u16) {
    let border = Rect {
        y: area.bottom(),
        height: 1,
        ..area
    };
    if lines == 0 || border.intersection(buffer.area) != border {
        return;
    }
    let (theme, lang) = (&model.setup.theme, model.lang);
    let more = lang.pick(format!("{lines} more "), format!("还有 {lines} 行 "));
    let mut strip = Strip::new(buffer, border);
    strip.right(&more, theme[Tone::Dim]);
    if model.place.focus == pane {
        let key = model.setup.keymap.chords(Action::Down).next();
        let key = key.map_or_else(String::new, |key| format!(" {key} "));
        strip.right(&key, theme[Tone::Key]);
    } else {
        strip.right(" ", theme[Tone::Dim]);
    }
}

fn contents(model: &Model, buffer: &mut Buffer, pane: Pane, area: Rect) {
    match pane {
        _ if !model.sees(feed_of(pane)) => unseen(model, buffer, feed_of(pane), area),
        Pane::Live => alerts::live(model, buffer, area),
        Pane::Queue => alerts::queue(model, buffer, area),
        Pane::Orders => orders::list(model, buffer, area),
        Pane::Cliff => cliff::board(model, buffer, area),
        Pane::Cases => cases::list(model, buffer, area),
        Pane::Tree => tree::list(model, buffer, area),
        Pane::Desks => desks::list(model, buffer, area),
        Pane::Teams => teams::teams(model, buffer, area),
        Pane::Officers => teams::officers(model, buffer, area),
        Pane::Recovered => recovered::bars(model, buffer, area),
        Pane::Inbox => inbox::list(model, buffer, area),
        Pane::Holding => inbox::holding(model, buffer, area),
        Pane::Alert | Pane::Case | Pane::Order | Pane::Hop | Pane::Task => {
            match page_of(model, pane, area.width) {
                Some(page) => {
                    let has_focus = model.place.focus == pane && pane.make() == Make::Item;
                    let scroll = if has_focus { model.scroll } else { 0 };
                    let text = text_of(model, &page, area);
                    page.paint(buffer, text, &model.setup.theme, scroll);
                    let below = page.below(text.height, scroll);
                    lines_below(model, buffer, pane, text, below);
                }
                None => empty(model, buffer, area, None, Word::NothingOpen),
            }
        }
    }
}

/// The cells a row is copied from: every column has room.
const COPIED: u16 = 160;

/// The selected row of the table with the focus as it is painted on a wide screen, longer gaps cut to two blanks;
/// without marks and bars.
pub fn row_text(model: &Model) -> Option<String> {
    let pane = model.place.focus;
    model.list(pane).filter(|list| list.shown() > 0)?;
    let area = Rect::new(0, 0, COPIED, above(pane) + 1);
    let mut buffer = Buffer::empty(area);
    contents(model, &mut buffer, pane, area);
    let glyphs = model.setup.theme.glyphs();
    let mut text = String::new();
    let mut skip = 0;
    for x in area.left() + 1..area.right() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let symbol = buffer[(x, area.bottom() - 1)].symbol();
        skip = width(symbol).saturating_sub(1);
        if symbol != glyphs.full && symbol != glyphs.empty {
            text.push_str(symbol);
        }
    }
    let cells = text
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty());
    Some(cells.collect::<Vec<_>>().join("  "))
}

fn page_of(model: &Model, pane: Pane, width: u16) -> Option<Page> {
    match pane {
        Pane::Alert => alert::page(model, width),
        Pane::Case => case::page(model, width),
        Pane::Order => order::page(model, width),
        Pane::Task => task::page(model, width),
        Pane::Hop => hop::page(model, width),
        _ => None,
    }
}

/// The feed a pane is painted from.
fn feed_of(pane: Pane) -> Feed {
    match pane {
        Pane::Live | Pane::Queue | Pane::Alert => Feed::Alerts,
        Pane::Orders
        | Pane::Cliff
        | Pane::Order
        | Pane::Cases
        | Pane::Case
        | Pane::Tree
        | Pane::Hop
        | Pane::Inbox
        | Pane::Task
        | Pane::Holding
        | Pane::Recovered => Feed::Cases,
        Pane::Desks | Pane::Officers | Pane::Teams => Feed::Floor,
    }
}

/// At the right of a pane's title: how many rows of how many, by what they are sorted, how old they are.
fn note(model: &Model, pane: Pane) -> String {
    let lang = model.lang;
    let mut parts = Vec::new();
    if let Some(list) = model.list(pane) {
        let (rows, out) = (list.shown(), list.out());
        if out > 0 {
            let all = show::count(rows + out, lang);
            parts.push(format!("{}/{all}", show::count(rows, lang)));
        } else if rows > 0 {
            parts.push(show::count(rows, lang));
        }
    }
    if pane == Pane::Tree {
        parts.extend(traced(model));
    }
    parts.extend(order(model, pane));
    match model.health(feed_of(pane)) {
        Health::Current => {}
        Health::Resync => parts.push(Word::Resync.text(lang).to_owned()),
        Health::Stale => parts.push(stale(model, feed_of(pane))),
    }
    parts.join(" · ")
}

/// By what a table is sorted: a column of the officer's choice, or its own order where that has a name.
fn order(model: &Model, pane: Pane) -> Option<String> {
    let lang = model.lang;
    let Some(sort) = model.views.of(pane).sort else {
        return (pane == Pane::Queue).then(|| Word::ByWorth.text(lang).to_owned());
    };
    let glyphs = model.setup.theme.glyphs();
    let sign = match sort.order {
        Order::Ascending => glyphs.up,
        Order::Descending => glyphs.down,
    };
    Some(format!("{} {sign}", sort.field.word().text(lang)))
}

/// Which case is traced, and down to which tier.
fn traced(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let case = model.tree.case().and_then(|id| model.floor().case(&id));
    let case = case.map(|case| format!("{} {}", Word::Case.text(lang), case.no));
    let tiers = model.tree.tiers();
    let tiers = tiers.map(|n| lang.pick(format!("to tier {n}"), format!("至第 {n} 层")));
    case.into_iter().chain(tiers).collect()
}

/// `STALE 17s`; without an age when nothing ever came.
fn stale(model: &Model, feed: Feed) -> String {
    let word = Word::Stale.text(model.lang);
    let link = model.links.iter().find(|link| link.feeds.contains(&feed));
    match link.and_then(|link| link.heard.age(model.moment.at)) {
        Some(age) => format!("{word} {}", show::feed_age(span(age), model.lang)),
        None => word.to_owned(),
    }
}

/// What would be here, and why it is not.
fn empty(model: &Model, buffer: &mut Buffer, area: Rect, table: Option<Pane>, word: Word) {
    let is_filtered =
        table.is_some_and(|table| model.list(table).is_some_and(|list| list.out() > 0));
    let word = if is_filtered {
        Word::NoMatch
    } else if model.actor.is_none() {
        Word::Loading
    } else {
        word
    };
    say(model, buffer, area, word);
}

/// The role does not see what would be here.
fn unseen(model: &Model, buffer: &mut Buffer, feed: Feed, area: Rect) {
    let word = match feed {
        Feed::Alerts => Word::RoleNoAlerts,
        Feed::Cases => Word::RoleNoCases,
        _ => Word::RoleNoFloor,
    };
    say(model, buffer, area, word);
}

fn say(model: &Model, buffer: &mut Buffer, area: Rect, word: Word) {
    let theme = &model.setup.theme;
    let lines = page::wrap(word.text(model.lang), area.width as usize);
    for (row, line) in area.rows().zip(lines) {
        Strip::new(buffer, row).put(line, theme[Tone::Dim]);
    }
}
