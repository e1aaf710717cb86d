//! Cells that several panes share: clocks, amounts, who holds what, the pending mark.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::alert::Tier;
use crate::domain::case::Case;
use crate::domain::clock::{Clock, Start};
use crate::domain::ids::{InstitutionId, Key, Sub};
use crate::domain::time::Millis;
use crate::domain::trace::{self, Stopping};
use crate::feed::clock::Sync;
use crate::text::show;
use crate::text::words::{Lang, Word};
use crate::tui::app::lists::List;
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::table::field::table_of;
use crate::tui::app::table::sorted;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Certainty, Column, Countdown, MASK, Row, Table};

/// A clock of the domain as the screen shows it at a moment.
pub fn countdown(model: &Model, clock: &Clock, at: Millis) -> Countdown<'static> {
    Countdown {
        left_ms: clock.left(at).0,
        total_ms: clock.due.since(clock.started).0,
        critical_ms: clock.due.since(clock.critical).0,
        certainty: certainty(model, clock.start),
        breached: Word::Breached.text(model.lang),
        stands: None,
        lang: model.lang,
    }
}

/// The money clock of a case as it runs or stands, and what lets it stand: that an order is out is not that money
/// is held.
pub fn money_clock(model: &Model, case: &Case) -> Countdown<'static> {
    let at = case.money_clock_at(model.floor(), model.now());
    let stands =
        trace::stop_of(model.floor(), case, model.now()).map(|(_, came_to)| match came_to {
            Stopping::Sent => Word::StopSent,
            Stopping::Held => Word::HeldNow,
        });
    Countdown {
        stands: stands.map(|word| word.text(model.lang)),
        ..countdown(model, &case.money_clock(&model.policy), at)
    }
}

/// The duty clock of a case as it runs or stands.
pub fn duty_clock(model: &Model, case: &Case) -> Countdown<'static> {
    let at = case.duty_clock_at(model.now());
    let stands = case.first_stop_at.map(|_| Word::StopSent.text(model.lang));
    Countdown {
        stands,
        ..countdown(model, &case.duty_clock(&model.policy), at)
    }
}

/// How well a clock is known: by the hub's time and by its own start.
pub fn certainty(model: &Model, start: Start) -> Certainty {
    match (model.moment.sync, start) {
        (Sync::Never, _) => Certainty::Unknown,
        (Sync::Rough, _) | (_, Start::Assumed) => Certainty::About,
        (Sync::Good, Start::Known) => Certainty::Exact,
    }
}

/// The look of a tier.
pub fn tier_tone(tier: Tier) -> Tone {
    match tier {
        Tier::P0 => Tone::AlertP0,
        Tier::P1 => Tone::AlertP1,
        Tier::P2 => Tone::AlertP2,
        Tier::P3 | Tier::Unknown(_) => Tone::AlertP3,
    }
}

/// Who holds an item: oneself, somebody, nobody.
pub fn holder(model: &Model, owner: Option<&Sub>) -> String {
    match owner {
        Some(owner) if model.is_me(Some(owner)) => Word::You.text(model.lang).to_owned(),
        Some(owner) if *owner == Sub::duty() => Word::OnDuty.text(model.lang).to_owned(),
        Some(owner) => show::sub(owner).to_owned(),
        None => String::new(),
    }
}

/// Whether a change of an item is on its way.
pub fn is_pending(model: &Model, key: &Key) -> bool {
    model.sending.is_pending(key)
}

/// How long ago, marked when the hub's time is not well known.
pub fn ago(model: &Model, at: Millis) -> String {
    let age = show::age(model.now().since(at), model.lang);
    match model.moment.sync {
        Sync::Never => "?".to_owned(),
        Sync::Rough => format!("{}{age}", model.setup.theme.glyphs().about),
        Sync::Good => age,
    }
}

/// An institution for lists: its short Chinese name, in English its code, since that is never cut.
pub fn institution<'m>(model: &'m Model, id: &'m InstitutionId) -> &'m str {
    match (model.lang, model.floor().desk(id)) {
        (Lang::Zh, Some(desk)) if !desk.name_zh.is_empty() => &desk.name_zh,
        _ => id.as_str(),
    }
}

/// In a table of fewer cells a masked number may be its last four digits.
const SHORT: u16 = 48;

/// A column of masked numbers that are so many cells long.
pub fn masks(title: &str, room: u16, cells: u16) -> Column<'_> {
    let least = if room < SHORT { MASK } else { cells };
    Column::whole(title, least, cells)
}

/// A table of the rows of a list: where it stands, how it is sorted, and its cursor if it or the item beside it has
/// the focus.
pub fn table<'t, I: Clone + PartialEq>(
    model: &Model,
    pane: Pane,
    columns: &'t [Column<'t>],
    list: &List<I>,
) -> Table<'t> {
    let focus = model.place.focus;
    let table = Table::new(columns, list.rows().len()).offset(list.offset());
    let table = if focus == pane {
        table.selected(list.at())
    } else {
        table.shown_beside(list.at().filter(|_| table_of(focus) == Some(pane)))
    };
    match sorted(pane, model.views.of(pane)) {
        Some((column, order)) => table.sorted(column, order),
        None => table,
    }
}

/// Paints the rows of a list whose items can be marked. `paint` answers which item it painted, if that is still there.
pub fn markable<I: Clone + PartialEq>(
    model: &Model,
    buffer: &mut Buffer,
    area: Rect,
    (pane, list): (Pane, &List<I>),
    columns: &[Column<'_>],
    mut paint: impl FnMut(&I, &mut Row<'_>) -> Option<Key>,
) {
    let table = table(model, pane, columns, list);
    table.paint(buffer, area, &model.setup.theme, |index, row| {
        let painted = list.rows().get(index).and_then(|id| paint(id, row));
        if let Some(key) = painted {
            changed(model, pane, &key, row);
            if model.marks.holds(&key) {
                row.mark();
            }
        }
    });
}

/// Marks the cells of a painted row that changed a moment ago.
pub fn changed(model: &Model, table: Pane, key: &Key, row: &mut Row<'_>) {
    for column in model.changed.columns(table, key, model.moment.at) {
        row.changed(column);
    }
}

/// Time of day in the centre's zone.
pub fn time(model: &Model, at: Millis) -> String {
    show::time_of_day(at, model.setup.zone)
}
