//! What the status line says when an order turns: once for every turn, and only to those it concerns.

use super::model::Model;
use crate::domain::ids::{Key, OrderId};
use crate::domain::order::{AskKind, CliffStep, Order, OrderState};
use crate::domain::time::Millis;
use crate::text::words::Say;
use crate::tui::actions::{self, Action};
use crate::tui::overlays::target_of;
use crate::tui::theme::Tone;

/// How far something asked about an order has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Asked {
    Waits,
    Leaves,
    Sent,
}

/// An order as last said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told {
    state: OrderState,
    ask: Option<(AskKind, Asked)>,
    is_declined: bool,
    cliff: Option<CliffStep>,
    until: Option<Millis>,
}

impl Told {
    /// The cliff alarm last said.
    pub fn cliff(&self) -> Option<CliffStep> {
        self.cliff
    }

    /// The state last said.
    pub fn state(&self) -> OrderState {
        self.state
    }

    /// Whether something asked was declined.
    pub fn is_declined(&self) -> bool {
        self.is_declined
    }

    fn of(order: &Order) -> Self {
        let ask = order.ask.as_ref().map(|ask| {
            let stage = match (ask.sent_at, &ask.approved_by) {
                (Some(_), _) => Asked::Sent,
                (None, Some(_)) => Asked::Leaves,
                (None, None) => Asked::Waits,
            };
            (ask.kind, stage)
        });
        Self {
            state: order.state,
            ask,
            is_declined: order.declined.is_some(),
            cliff: order.cliff,
            until: order.expires_at,
        }
    }
}

/// Says what became of an order.
pub fn tell(model: &mut Model, id: OrderId) {
    let Some(order) = model.mirror.floor().order(&id) else {
        return;
    };
    let is = std::sync::Arc::clone(&order.is);
    let now = Told::of(&is);
    let before = model.told.insert(id, now);
    if before == Some(now) {
        return;
    }
    let (ours, waits) = (concerns(model, &is), waits_for_me(model, order));
    let (say, tone) = match (
        turned_ask(model, &is, before, now),
        turned(model, &is, before, now),
    ) {
        (Some((Say::AskWaits { .. }, _)), _) if !waits => return,
        (Some(said @ (Say::AskWaits { .. }, _)), _) => said,
        (Some(said), _) | (None, Some(said)) if ours => said,
        _ => return,
    };
    model.say(say, tone);
}

/// Whether the officer has to do with an order: drafted, asked or approved something, or holds its case.
pub fn concerns(model: &Model, order: &Order) -> bool {
    let case = model.mirror.floor().case(&order.case);
    let asked = order.ask.as_ref();
    model.is_me(Some(&order.requested_by))
        || model.is_me(order.approved_by.as_ref())
        || model.is_me(case.and_then(|case| case.owner.as_ref()))
        || asked.is_some_and(|a| model.is_me(Some(&a.by)) || model.is_me(a.approved_by.as_ref()))
}

/// What became of something asked.
fn turned_ask(
    model: &Model,
    order: &Order,
    before: Option<Told>,
    now: Told,
) -> Option<(Say, Tone)> {
    let no = order.no;
    let lang = model.lang;
    match (before.and_then(|told| told.ask), now.ask) {
        (was, Some((kind, Asked::Waits))) if was.is_none() => {
            let target = target_of(model, order, lang);
            Some((Say::AskWaits { no, kind, target }, Tone::Text))
        }
        (was, Some((kind, Asked::Sent))) if was != now.ask => {
            Some((Say::AskSent { no, kind }, Tone::Text))
        }
        (Some((kind, _)), None) if now.is_declined => {
            let why = order.declined.clone().unwrap_or_default();
            Some((Say::AskDeclined { no, kind, why }, Tone::Error))
        }
        (Some((kind, Asked::Sent)), None) if now.state != OrderState::Lapsed => {
            Some((Say::AskGranted { no, kind }, Tone::Ok))
        }
        _ => None,
    }
}

/// What became of the order itself.
fn turned(model: &Model, order: &Order, before: Option<Told>, now: Told) -> Option<(Say, Tone)> {
    let no = order.no;
    if before.is_some_and(|told| told.cliff != now.cliff) && now.cliff.is_some() {
        let left = order.expires_at?.since(model.now());
        let target = target_of(model, order, model.lang);
        return Some((Say::CliffNear { no, target, left }, Tone::Error));
    }
    if before.map(|told| told.state) == Some(now.state) {
        return None;
    }
    let tone = match order.state {
        OrderState::Stopped | OrderState::InForce | OrderState::Frozen => Tone::Ok,
        OrderState::Sent | OrderState::Acked => Tone::Text,
        OrderState::Lapsed if order.let_lapse.is_none() => {
            let target = target_of(model, order, model.lang);
            return Some((Say::LapsedUndecided { no, target }, Tone::Error));
        }
        OrderState::Empty | OrderState::Mismatch | OrderState::TimedOut => Tone::Error,
        _ => return None,
    };
    let say = Say::OrderNow {
        no,
        state: order.state,
        held: order.held.filter(|_| order.state == OrderState::Stopped),
        field: order.mismatch,
    };
    Some((say, tone))
}

/// Whether an order waits for the officer's agreement: a draft of somebody else, or something asked.
pub fn waits_for_me(model: &Model, order: &crate::domain::floor::Held<Order>) -> bool {
    let waits = order.state == OrderState::Draft || order.ask.is_some();
    waits && actions::blocked_on(model, Action::Approve, &Key::Order(order.id)).is_none()
}
