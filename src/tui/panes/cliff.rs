//! The cliff board: every sum that is held, by the minute it goes free, with the alarm it has reached, what was asked
//! to keep it, and who decided that it may lapse.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::ids::Key;
use crate::domain::order::{AskKind, CliffStep, Order, OrderAsk, OrderState};
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::overlays::last_four;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, REST, Row};

/// The columns of the board.
pub fn columns(model: &Model, room: u16) -> [Column<'static>; 8] {
    let word = |word: Word| word.text(model.lang);
    let list = &model.lists.cliff;
    let mut orders = list.rows().iter().filter_map(|id| model.floor().order(id));
    let account = cell::masks(word(Word::Account), room, 9).worth(10);
    // A wall is told no account.
    let account = if orders.any(|order| order.target.mask.is_some()) {
        account
    } else {
        account.gone()
    };
    [
        Column::whole(word(Word::FreeAt), 11, 11).worth(9),
        Column::whole(word(Word::Left), 9, 9).worth(14),
        Column::number(word(Word::Held), 7, 9).worth(12),
        Column::text(word(Word::Institution), model.lang.pick(6, 8), 8).worth(11),
        account,
        Column::whole(word(Word::State), model.lang.pick(14, 12), REST).worth(13),
        Column::whole(word(Word::Alarm), 6, 6).worth(2),
        Column::number(word(Word::Number), 4, 5).worth(1),
    ]
}

/// The board.
pub fn board(model: &Model, buffer: &mut Buffer, area: Rect) {
    let list = &model.lists.cliff;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Cliff), Word::NoCliff);
    }
    let rows = (Pane::Cliff, list);
    let columns = columns(model, area.width);
    cell::markable(model, buffer, area, rows, &columns, |id, row| {
        let order = model.seen().order(id)?;
        paint(model, order, row);
        Some(Key::Order(order.id))
    });
}

fn paint(model: &Model, order: &Order, row: &mut Row<'_>) {
    let lang = model.lang;
    let at = order.expires_at.map_or_else(
        || Word::Unknown.text(lang).to_owned(),
        |at| show::moment(at, model.now(), model.setup.zone),
    );
    row.text(0, Tone::Text, &at);
    if let Some(clock) = order.cliff_clock(&model.policy) {
        row.clock(1, &cell::countdown(model, &clock, model.now()));
    }
    let held = order.held.map(|sum| show::money(sum, lang));
    row.text(2, Tone::Money, held.as_deref().unwrap_or("-"));
    row.text(3, Tone::Text, cell::institution(model, &order.institution));
    row.mask(4, Tone::Text, &last_four(order.target.shown()));
    if cell::is_pending(model, &Key::Order(order.id)) {
        row.text(5, Tone::Pending, Word::Pending.text(lang));
    } else {
        let (tone, asked) = standing(order, lang);
        row.text(5, tone, &asked);
    }
    if let Some(step) = order.cliff {
        let tone = match step {
            CliffStep::Far => Tone::ClockWarn,
            CliffStep::Near => Tone::ClockCritical,
            _ => Tone::ClockBreached,
        };
        row.text(6, tone, step_words(order, step, lang));
    }
    row.fmt(7, Tone::Dim, format_args!("{}", order.no));
}

/// What keeps a held sum, as far as anything does: who lets it lapse, what is asked and how far that is, what was
/// declined; else how it is held.
pub fn standing(order: &Order, lang: Lang) -> (Tone, String) {
    if let Some(lapse) = &order.let_lapse {
        let by = show::sub(&lapse.by);
        let said = lang.pick(format!("lapse: {by}"), format!("{by} 定到期"));
        return (Tone::Dim, said);
    }
    if let Some(ask) = &order.ask {
        let (tone, stage) = stage(ask);
        let stage = stage.text(lang);
        let said = match ask.kind {
            AskKind::SecondStop => {
                lang.pick(format!("2nd stop {stage}"), format!("二次止付{stage}"))
            }
            kind => lang.pick(
                format!("{} {stage}", kind.term(lang)),
                format!("{}{stage}", kind.term(lang)),
            ),
        };
        return (tone, said);
    }
    if order.declined.is_some() {
        return (Tone::Error, Word::DeclinedShort.text(lang).to_owned());
    }
    let state = order.state.term(lang);
    let twice = order.state == OrderState::Stopped && order.stop_count > 1;
    let state = if twice {
        format!("{state} ×{}", order.stop_count)
    } else {
        state.into_owned()
    };
    let tone = match order.state {
        // A stop that nobody asks anything about falls off the cliff.
        OrderState::Stopped if order.cliff.is_some() => Tone::ClockCritical,
        _ => Tone::Text,
    };
    (tone, state)
}

/// How far something asked is; none of it looks like success.
pub fn stage(ask: &OrderAsk) -> (Tone, Word) {
    match (ask.sent_at, &ask.approved_by) {
        (Some(_), _) => (Tone::Text, Word::AskSent),
        (None, Some(_)) => (Tone::ClockWarn, Word::AskLeaves),
        (None, None) => (Tone::ClockWarn, Word::AskWaits),
    }
}

/// The alarm a held sum has reached: `6 h`, `2 h`, `30 min` before a stop ends; `30 d`, `7 d`, `1 d` before a freeze.
fn step_words(order: &Order, step: CliffStep, lang: Lang) -> &'static str {
    let is_frozen = matches!(order.state, OrderState::Frozen | OrderState::PartReturned);
    let (en, zh) = match (step, is_frozen) {
        (CliffStep::Far, false) => ("6 h", "6 小时"),
        (CliffStep::Near, false) => ("2 h", "2 小时"),
        (CliffStep::Last, false) => ("30 min", "30 分"),
        (CliffStep::Far, true) => ("30 d", "30 天"),
        (CliffStep::Near, true) => ("7 d", "7 天"),
        (CliffStep::Last, true) => ("1 d", "1 天"),
        (CliffStep::Unknown(_), _) => ("?", "?"),
    };
    lang.pick(en, zh)
}
