//! An officer at work on one case: platforms are asked for the cards behind their order numbers, all orders that
//! wait are approved and sent, with one confirmation for all.

use super::due::Step;
use super::run::Run;
use crate::domain::command::{Command, DraftOrder, NoArgs};
use crate::domain::hop::Hop;
use crate::domain::ids::{CaseId, Key, OrderId};
use crate::domain::masked::Private;
use crate::domain::order::{Order, OrderState};
use crate::domain::org::Actor;
use crate::domain::trace::{self, Next};

impl Run<'_> {
    /// The officer looks through the orders of a case, with one confirmation for all.
    pub(super) fn take_case(&mut self, officer: usize, id: CaseId) {
        self.waiting.take(id);
        let times = &self.setup.figures.minutes;
        let steps = self.waiting.steps(&self.house.floor, id).count();
        let mins = times.stop + times.stop_next * steps.saturating_sub(1) as f64;
        self.work(officer, mins, Step::Send(id));
    }

    /// Platforms are asked for their cards, orders approved and sent; those a desk was silent about are drafted
    /// anew first.
    pub(super) fn send_all(&mut self, officer: usize, case: CaseId) {
        let actor = self.crew.officers[officer].clone();
        let steps = self.waiting.steps(&self.house.floor, case);
        let drafts: Vec<(Key, Command)> = steps
            .filter_map(|(hop, next)| first_step(case, hop, next))
            .collect();
        for (key, command) in drafts {
            self.give(&actor, Some(key), command);
        }
        let floor = &self.house.floor;
        let steps = self.waiting.steps(floor, case);
        let orders = steps.filter_map(|(hop, next)| {
            let ready = matches!(next, Next::Review | Next::Send);
            trace::order_of(floor, hop).filter(|_| ready)
        });
        let ready: Vec<(OrderId, Option<Command>)> = orders
            .map(|order| (order.id, approval(order, &actor)))
            .collect();
        for (id, approval) in ready {
            let key = Some(Key::Order(id));
            if let Some(approval) = approval {
                self.give(&actor, key.clone(), approval);
            }
            self.give(&actor, key, Command::OrderSend(NoArgs {}));
        }
    }
}

/// What is done at a place before an order there can be sent.
fn first_step(case: CaseId, hop: &Hop, next: Next) -> Option<(Key, Command)> {
    match next {
        Next::Ask => Some((Key::Hop(hop.id), Command::HopAsk(NoArgs {}))),
        Next::Draft => {
            let draft = DraftOrder {
                account: Private::Sealed(hop.account.clone()),
                institution: hop.institution.clone(),
                limit: hop.amount,
                money_at: hop.at,
            };
            Some((Key::Case(case), Command::OrderDraft(draft)))
        }
        _ => None,
    }
}

/// How an officer approves an order: the own draft acting first, another's as the second person.
fn approval(order: &Order, actor: &Actor) -> Option<Command> {
    match order.state {
        OrderState::Draft if order.requested_by == actor.sub => {
            Some(Command::OrderActFirst(NoArgs {}))
        }
        OrderState::Draft => Some(Command::OrderReview(NoArgs {})),
        _ => None,
    }
}
