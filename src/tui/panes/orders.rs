//! Orders: what an officer must move first, then what is leaving, what a desk owes an answer, and stops by the
//! cliff on which they end by themselves. Telecom orders stand among them without an amount: they are about a number.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, empty};
use crate::domain::floor::Held;
use crate::domain::ids::Key;
use crate::domain::order::{Order, OrderState};
use crate::text::show;
use crate::text::words::{Term, Word};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::table::values::order_clock;
use crate::tui::app::told::waits_for_me;
use crate::tui::overlays::last_four;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Column, REST, Row};

/// The columns of the orders.
pub fn columns(model: &Model, room: u16) -> [Column<'static>; 8] {
    let word = |word: Word| word.text(model.lang);
    let bank = model.lang.pick(6, 8);
    [
        Column::text(word(Word::Institution), bank, 8).worth(12),
        cell::masks(word(Word::Account), room, 9).worth(10),
        Column::whole(word(Word::State), model.lang.pick(10, 8), 12).worth(13),
        Column::whole(word(Word::Clock), 9, 9).worth(14),
        Column::number(word(Word::Amount), 7, 9).worth(11),
        Column::number(word(Word::TierNo), 5, 5).worth(1),
        Column::text(word(Word::By), 6, REST).worth(2),
        Column::number(word(Word::Number), 4, 5).worth(3),
    ]
}

/// The orders.
pub fn list(model: &Model, buffer: &mut Buffer, area: Rect) {
    let list = &model.lists.orders;
    if list.rows().is_empty() {
        return empty(model, buffer, area, Some(Pane::Orders), Word::NoOrders);
    }
    let rows = (Pane::Orders, list);
    let columns = columns(model, area.width);
    cell::markable(model, buffer, area, rows, &columns, |id, row| {
        let order = model.seen().order(id)?;
        paint(model, order, row);
        Some(Key::Order(order.id))
    });
}

fn paint(model: &Model, order: &Held<Order>, row: &mut Row<'_>) {
    let lang = model.lang;
    let key = Key::Order(order.id);
    row.text(0, Tone::Text, cell::institution(model, &order.institution));
    row.mask(1, Tone::Text, &last_four(order.target.shown()));
    if cell::is_pending(model, &key) {
        row.text(2, Tone::Pending, Word::Pending.text(lang));
    } else if !order.reality.is_actual() {
        let (badge, state) = (Word::Exercise.text(lang), order.state.term(lang));
        row.fmt(2, Tone::Sim, format_args!("{badge} {state}"));
    } else if waits_for_me(model, order) {
        row.text(2, Tone::ClockWarn, Word::ForYou.text(lang));
    } else {
        row.text(
            2,
            state_tone(order.state),
            &state_words(model, order, Room::Narrow),
        );
    }
    clock(model, order, row);
    match order.held.or(order.limit) {
        // A telecom order is about no money: what is done to the number stands there instead.
        _ if !order.is_after_money() => {
            let measure = order.measure.map(|measure| measure.term(lang));
            row.text(4, Tone::Telecom, measure.as_deref().unwrap_or("?"));
        }
        // What is free again stands there as what it was about, not as money in hand.
        Some(amount) => {
            let is_free = order.held.is_some() && !order.holds();
            let tone = if is_free { Tone::Dim } else { Tone::Money };
            row.text(4, tone, &show::money(amount, lang));
        }
        None => row.text(4, Tone::Dim, "-"),
    }
    if order.is_after_money() {
        row.fmt(5, Tone::Dim, format_args!("T{}", order.tier_no));
    }
    row.text(
        6,
        Tone::Dim,
        &cell::holder(model, Some(&order.requested_by)),
    );
    row.fmt(7, Tone::Dim, format_args!("{}", order.no));
}

/// The clock that matters in this state; where none runs, how old it is.
fn clock(model: &Model, order: &Order, row: &mut Row<'_>) {
    if let Some(clock) = order_clock(model.seen(), order, &model.policy) {
        return row.clock(3, &cell::countdown(model, &clock, model.now()));
    }
    row.text(3, Tone::Dim, &cell::ago(model, order.since()));
}

/// The sum it holds; one that is free again is said to have been held.
pub fn held_fact(model: &Model, order: &Order) -> Option<(&'static str, Tone, String)> {
    let (word, tone) = if order.holds() {
        (Word::Held, Tone::Ok)
    } else {
        (Word::WasHeld, Tone::Dim)
    };
    let sum = show::money_exact(order.held?, model.lang);
    Some((word.text(model.lang), tone, sum))
}

/// How much room there is for a state in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    /// A column.
    Narrow,
    /// A line.
    Wide,
}

/// Where an order stands. An approval alone sends nothing, and a draft somebody stands for waits for a second person:
/// both are said, since nothing else moves them. One made by rule is only a draft until somebody takes it on. The same
/// order has the same words at every console.
pub fn state_words(model: &Model, order: &Order, room: Room) -> Cow<'static, str> {
    let is_asked = !order.is_nobodys();
    let word = match (order.state, room) {
        (OrderState::Reviewed, Room::Narrow) if order.leaves_at.is_none() => Word::Unsent,
        (OrderState::Reviewed, Room::Wide) if order.leaves_at.is_none() => Word::ApprovedNotSent,
        (OrderState::Draft, Room::Narrow) if is_asked => Word::ForReview,
        (OrderState::Draft, Room::Wide) if is_asked => Word::WaitsForSecond,
        _ => return order.state.term(model.lang),
    };
    Cow::Borrowed(word.text(model.lang))
}

/// No state in between looks like success.
pub fn state_tone(state: OrderState) -> Tone {
    match state {
        OrderState::Stopped | OrderState::InForce | OrderState::Frozen | OrderState::Returned => {
            Tone::Ok
        }
        OrderState::Mismatch | OrderState::TimedOut | OrderState::Empty => Tone::Error,
        OrderState::Draft | OrderState::Reviewed => Tone::ClockWarn,
        state if state.is_open() => Tone::Text,
        _ => Tone::Dim,
    }
}

#[cfg(test)]
mod tests;
