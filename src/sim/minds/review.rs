//! The commander, who is the second person, and the desk that sends what was agreed to.

use std::collections::HashSet;

use super::super::crowd::{Mind, Wish};
use super::{World, alert_wish, order_wish};
use crate::domain::alert::CallState;
use crate::domain::command::{CallNow, Command, NoArgs};
use crate::domain::floor::Floor;
use crate::domain::ids::Sub;
use crate::domain::order::{Order, OrderState};
use crate::domain::time::{Millis, Span};

/// The second person: reviews drafts, agrees to proposed closings, notes when calls end.
pub struct Commander {
    /// World.
    pub world: World,
    /// Own subject.
    pub me: Sub,
    /// Colleagues, whose drafts are reviewed at once; others have time to act first.
    pub colleagues: HashSet<Sub>,
}

impl Mind for Commander {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        let drafts = floor.orders().values().filter(|o| {
            o.state == OrderState::Draft
                && !o.is_nobodys()
                && o.requested_by != self.me
                && now >= o.drafted_at + self.looks_after(o)
        });
        let reviews = drafts.map(|o| order_wish(o, Command::OrderReview(NoArgs {})));
        let proposed = floor.alerts().values().filter(|a| {
            let ripe = |at| now >= at + self.world.delay("agree", &a.id.to_string(), 3.0, 6.0);
            a.proposed
                .as_ref()
                .is_some_and(|p| p.by != self.me && ripe(p.at))
        });
        let agreed = proposed.map(|a| alert_wish(a, Command::AlertConfirmClose(NoArgs {})));
        let over = floor.alerts().values().filter(|a| {
            let ripe =
                || now >= a.raised_at + self.world.delay("call", &a.id.to_string(), 120.0, 1500.0);
            a.in_call() && ripe()
        });
        let ended = over.map(|a| {
            alert_wish(
                a,
                Command::AlertCall(CallNow {
                    state: CallState::Ended,
                }),
            )
        });
        reviews.chain(agreed).chain(ended).collect()
    }
}

impl Commander {
    fn looks_after(&self, order: &Order) -> Span {
        if is_own(&self.colleagues, order) {
            self.world.delay("review", &order.id.to_string(), 3.0, 7.0)
        } else {
            Span::secs(10)
        }
    }
}

/// Whether an order comes from the simulated staff or from the hub's own rules. Others come from a person, who
/// is given real time, whatever the speed.
pub(in crate::sim) fn is_own(colleagues: &HashSet<Sub>, order: &Order) -> bool {
    colleagues.contains(&order.requested_by) || order.requested_by == Sub::hub()
}

/// Takes on what the hub drafted by rule, and sends the reviewed orders of the simulated staff. What a person
/// drafted, that person sends or takes back; nobody overrules it.
pub struct Sender {
    /// World.
    pub world: World,
    /// The simulated staff.
    pub colleagues: HashSet<Sub>,
}

impl Mind for Sender {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        let after = |o: &Order, what, least, most| {
            now >= o.drafted_at + self.world.delay(what, &o.id.to_string(), least, most)
        };
        let orders = || floor.orders().values();
        let drafts = orders().filter(|o| o.state == OrderState::Draft && o.is_nobodys());
        let taken = drafts
            .filter(|o| after(o, "take", 2.0, 5.0))
            .map(|o| order_wish(o, Command::OrderReview(NoArgs {})));
        let waiting = orders().filter(|o| o.state == OrderState::Reviewed && o.leaves_at.is_none());
        let sent = waiting
            .filter(|o| is_own(&self.colleagues, o) && after(o, "send", 5.0, 10.0))
            .map(|o| order_wish(o, Command::OrderSend(NoArgs {})));
        taken.chain(sent).collect()
    }
}
