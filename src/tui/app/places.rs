//! Actions on a place of a trace: the institution is asked, paper handed in, the trace ended, a place added. What
//! is done to money there is done to the order on its account.

use super::act::{request, send};
use super::effect::Effect;
use super::frontier::Scope;
use super::model::Model;
use super::sending::Then;
use crate::domain::command::{Command, NoArgs};
use crate::domain::event::Ver;
use crate::domain::ids::{CaseId, HopId, Key, OrderId};
use crate::domain::trace;
use crate::tui::actions::{Action, row};
use crate::tui::overlays::{EndBox, FrontierBox, Overlay, PlaceBox};

/// The order an action on a place is really about, if it is about one.
pub fn order_meant(model: &Model, action: Action, id: HopId) -> Option<OrderId> {
    let hop = model.floor().hop(&id)?;
    let order = trace::order_of(model.floor(), hop)?;
    match action {
        Action::Approve | Action::Cancel => Some(order.id),
        Action::Stop => order.state.is_open().then_some(order.id),
        // The request of the place itself comes first.
        Action::Paper => (!owes_paper(model, id)).then_some(order.id),
        _ => None,
    }
}

fn owes_paper(model: &Model, id: HopId) -> bool {
    use crate::domain::hop::HopState;
    use crate::domain::order::PaperState;
    let hop = model.floor().hop(&id);
    hop.is_some_and(|hop| {
        let open = matches!(hop.state, HopState::PaperPending | HopState::Requested);
        open && hop.paper == Some(PaperState::Missing)
    })
}

/// Does an action on a place.
pub fn on_hop(model: &mut Model, action: Action, id: HopId, ver: Ver, effects: &mut Vec<Effect>) {
    let what = row(action).label;
    let target = Some((Key::Hop(id), ver));
    match action {
        Action::Ask => {
            let ask = Command::HopAsk(NoArgs {});
            send(model, effects, request(what, ask, target, Then::Say));
        }
        Action::Paper => {
            let paper = Command::HopPaper(NoArgs {});
            send(model, effects, request(what, paper, target, Then::Say));
        }
        // No order follows the money there yet: it is drafted, and named before it is.
        Action::Stop => {
            if let Some(case) = model.floor().hop(&id).map(|hop| hop.case) {
                let ask = FrontierBox::new(model, case, Scope::Place(id));
                model.overlays.push(Overlay::Frontier(ask));
            }
        }
        Action::EndTrace => model.overlays.push(Overlay::End(EndBox::new(id))),
        Action::AddPlace => {
            if let Some(case) = model.floor().hop(&id).map(|hop| hop.case) {
                add(model, case, Some(id));
            }
        }
        _ => {}
    }
}

/// Asks for a place the money went to, from another or from the victim.
pub fn add(model: &mut Model, case: CaseId, from: Option<HopId>) {
    model
        .overlays
        .push(Overlay::Place(PlaceBox::new(case, from)));
}
