//! Why a desk's answer can not be given here and now. The hub decides again by the rules of orders and hops.

use super::DeskAct;
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::Key;
use crate::domain::order::{Order, OrderKind, OrderState};
use crate::text::words::Why;
use crate::tui::app::inbox::{self, Stand, Work};
use crate::tui::app::model::Model;

/// Why an action of a desk can not be done on the item it would act on; `None` when it can.
pub fn blocked(model: &Model, act: DeskAct) -> Option<Why> {
    match act {
        DeskAct::Next if model.lists.inbox.rows().is_empty() => return Some(Why::NothingWaits),
        DeskAct::Next => return None,
        DeskAct::Staff => return model.own_desk().is_none().then_some(Why::NothingSelected),
        _ => {}
    }
    let Some(key) = model.subject() else {
        return Some(Why::NothingSelected);
    };
    if model.sending.is_pending(&key) && matches!(act, DeskAct::Take | DeskAct::Done) {
        return Some(Why::OnTheWay);
    }
    let floor = model.floor();
    match key {
        Key::Order(id) => floor
            .order(&id)
            .map_or(Some(Why::NothingSelected), |o| on_order(model, act, o)),
        Key::Hop(id) => floor
            .hop(&id)
            .map_or(Some(Why::NothingSelected), |hop| on_hop(act, hop)),
        _ => Some(Why::NothingSelected),
    }
}

fn on_order(model: &Model, act: DeskAct, order: &Order) -> Option<Why> {
    let item = inbox::of_order(model.floor(), order, model.now());
    let work = item.as_ref().map(|item| item.work);
    let stands = Some(Why::OrderIs(order.state));
    match (act, work) {
        (DeskAct::Answer, _) => Some(Why::OnlyQueries),
        (DeskAct::Decline | DeskAct::Done, Some(Work::Ask(_))) => None,
        (DeskAct::Decline, _) => Some(Why::NothingAsked),
        (_, Some(Work::Ask(_))) => Some(Why::AskedAbout),
        (_, None) => stands,
        (DeskAct::Take, _) if order.state == OrderState::Sent => None,
        (DeskAct::Take, _) => stands,
        (DeskAct::Done, _) if order.kind != OrderKind::Telecom => Some(Why::NothingAsked),
        (DeskAct::Held | DeskAct::MovedOn | DeskAct::Ended, Some(Work::Telecom(_))) => {
            Some(Why::HoldsNoMoney)
        }
        _ if order.state == OrderState::Sent => Some(Why::TakeFirst),
        _ => None,
    }
}

fn on_hop(act: DeskAct, hop: &Hop) -> Option<Why> {
    match act {
        DeskAct::Answer | DeskAct::Ended => match hop.state {
            HopState::Requested | HopState::TimedOut => None,
            HopState::PaperPending => Some(Why::PaperFirst),
            _ => Some(Why::Ended),
        },
        DeskAct::Take => Some(Why::QueryIsTaken),
        _ => Some(Why::IsQuery),
    }
}

/// Whether an item can be taken before it is answered.
pub fn is_takeable(stand: Stand, work: Work) -> bool {
    stand == Stand::Waits && matches!(work, Work::Stop | Work::Telecom(_))
}
