//! Alerts, cases and orders as rows.

use super::super::field::Field;
use super::super::filter::{Row, Value, holds};
use super::{Against, count, fen, rank, span};
use crate::domain::alert::{Alert, AlertState, FraudType, Tier};
use crate::domain::case::{Case, CaseState};
use crate::domain::clock::{Clock, Start};
use crate::domain::floor::{Floor, Held};
use crate::domain::masked::Masked;
use crate::domain::order::{CliffStep, Order, OrderState};
use crate::domain::policy::Policy;
use crate::domain::time::Span;
use crate::domain::worth::{Worth, known_loss};
use crate::text::words::{Lang, Term};
use crate::tui::app::place::Pane;

/// An alert of a list.
#[derive(Clone, Copy, Debug)]
pub struct AlertLine<'a> {
    /// The alert.
    pub alert: &'a Held<Alert>,
    /// Its worth, where it is reckoned.
    pub worth: Option<Worth>,
    /// What it is read against.
    pub against: Against<'a>,
}

/// The clock that presses most: the money's, else that of the claim, else that of the contact.
pub fn alert_clock(alert: &Alert, policy: &Policy) -> Option<Clock> {
    alert
        .money_clock(policy)
        .or_else(|| alert.claim_clock(policy))
        .or_else(|| alert.contact_clock(policy))
}

impl Row for AlertLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let (alert, against) = (self.alert, &self.against);
        match field {
            Field::Tier => rank(Tier::ALL, &alert.tier),
            Field::Clock => span(alert_clock(alert, against.policy).map(|c| c.left(against.now))),
            Field::Call => {
                let known = alert.call.as_ref().and_then(|call| call.started_at);
                let (since, _) = Start::of(known, alert.raised_at);
                span(alert.in_call().then(|| against.now.since(since)))
            }
            Field::Who => shown(alert.victim.phone.as_ref().or(alert.victim.name.as_ref())),
            Field::Type => rank(FraudType::ALL, &alert.fraud_type),
            Field::Amount => fen(known_loss(alert).or(alert.at_risk)),
            Field::Worth => fen(self.worth.map(|worth| worth.per_minute)),
            Field::Age => against.since(Some(alert.waiting_since)),
            Field::State => rank(AlertState::ALL, &alert.state),
            Field::Owner => Value::Person(alert.owner.as_ref()),
            Field::No => count(alert.no),
            _ => Value::None,
        }
    }

    fn says(&self, part: &str) -> bool {
        let alert = self.alert;
        let masks = [&alert.victim.phone, &alert.victim.name, &alert.caller];
        is_number(alert.no, part)
            || masks.into_iter().flatten().any(|m| holds(m.shown(), part))
            || is_term(alert.fraud_type, part)
            || is_term(alert.state, part)
            || alert.reasons.iter().any(|reason| holds(reason, part))
            || (alert.victim.occupation.as_ref()).is_some_and(|o| holds(o, part))
            || alert.transcript.iter().any(|turn| holds(&turn.text, part))
    }
}

/// A case of a list.
#[derive(Clone, Copy, Debug)]
pub struct CaseLine<'a> {
    /// The case.
    pub case: &'a Held<Case>,
    /// What it is read against.
    pub against: Against<'a>,
}

impl Row for CaseLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let (case, against) = (self.case, &self.against);
        match field {
            Field::No => count(case.no),
            Field::Clock => {
                let at = case.money_clock_at(against.floor, against.now);
                span(Some(case.money_clock(against.policy).left(at)))
            }
            Field::Duty => {
                let at = case.duty_clock_at(against.now);
                span(Some(case.duty_clock(against.policy).left(at)))
            }
            Field::Solve => {
                let at = case.solve_clock_at(against.now);
                span(case.solve_clock(against.policy).map(|clock| clock.left(at)))
            }
            Field::Who => shown(case.victim.phone.as_ref().or(case.victim.name.as_ref())),
            Field::Amount => fen(Some(case.loss)),
            Field::State => rank(CaseState::ALL, &case.state),
            Field::Type => rank(FraudType::ALL, &case.fraud_type),
            Field::Owner => Value::Person(case.owner.as_ref()),
            Field::Age => against.since(Some(case.reported_at)),
            _ => Value::None,
        }
    }

    fn bank(&self, part: &str) -> bool {
        let mut transfers = self.case.transfers.iter();
        transfers.any(|t| self.against.is_bank(&t.institution, part))
    }

    fn says(&self, part: &str) -> bool {
        let case = self.case;
        let masks = [&case.victim.phone, &case.victim.name, &case.caller];
        is_number(case.no, part)
            || masks.into_iter().flatten().any(|m| holds(m.shown(), part))
            || is_term(case.fraud_type, part)
            || is_term(case.state, part)
            || case.name.as_ref().is_some_and(|name| holds(name, part))
            || self.bank(part)
    }
}

/// An order of a list.
#[derive(Clone, Copy, Debug)]
pub struct OrderLine<'a> {
    /// The order.
    pub order: &'a Held<Order>,
    /// The table it stands in: each shows another clock.
    pub table: Pane,
    /// What it is read against.
    pub against: Against<'a>,
}

/// Until an approved order leaves.
pub fn recall_clock(order: &Order, policy: &Policy) -> Option<Clock> {
    let is_leaving = order.state == OrderState::Reviewed;
    let leaves = order.leaves_at.filter(|_| is_leaving)?;
    Some(Clock {
        started: leaves - Span::secs(policy.order.recall_s),
        start: Start::Known,
        due: leaves,
        critical: leaves,
    })
}

/// The clock that matters in the state of an order: recall, answer, cliff or end of a measure.
pub fn order_clock(floor: &Floor, order: &Order, policy: &Policy) -> Option<Clock> {
    let kind = floor.desk(&order.institution).map(|desk| desk.kind);
    recall_clock(order, policy)
        .or_else(|| order.desk_clock(kind, policy))
        .or_else(|| order.cliff_clock(policy))
        .or_else(|| order.measure_clock())
}

impl Row for OrderLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let (order, against) = (self.order, &self.against);
        match field {
            Field::Bank => Value::Text(order.institution.as_str()),
            Field::Account => Value::Text(order.target.shown()),
            Field::State => rank(OrderState::ALL, &order.state),
            Field::Clock if self.table == Pane::Orders => {
                let clock = order_clock(against.floor, order, against.policy);
                span(clock.map(|clock| clock.left(against.now)))
            }
            Field::Clock | Field::Free => against.until(order.expires_at),
            Field::Amount if self.table == Pane::Orders => {
                let sum = order.held.or(order.limit);
                fen(sum.filter(|_| order.is_after_money()))
            }
            Field::Amount => fen(order.held),
            Field::Level if !order.is_after_money() => Value::None,
            Field::Level => count(u32::from(order.tier_no)),
            Field::Owner => Value::Person(Some(&order.requested_by)),
            Field::No => count(order.no),
            Field::Alarm => order.cliff.map_or(Value::None, |step| {
                Value::Number(match step {
                    CliffStep::Far => 1,
                    CliffStep::Near => 2,
                    _ => 3,
                })
            }),
            Field::Age => against.since(Some(order.since())),
            _ => Value::None,
        }
    }

    fn bank(&self, part: &str) -> bool {
        self.against.is_bank(&self.order.institution, part)
    }

    fn says(&self, part: &str) -> bool {
        let order = self.order;
        is_number(order.no, part)
            || holds(order.target.shown(), part)
            || is_term(order.state, part)
            || self.bank(part)
    }
}

fn shown(masked: Option<&Masked>) -> Value<'_> {
    masked.map_or(Value::None, |masked| Value::Text(masked.shown()))
}

/// Whether a number is typed whole. Allocates nothing: numbers are compared, not their texts.
fn is_number(no: u32, part: &str) -> bool {
    part.parse() == Ok(no)
}

/// Whether the name of a word on screen is meant, in either language.
pub fn is_term(term: impl Term, part: &str) -> bool {
    holds(&term.term(Lang::En), part) || holds(&term.term(Lang::Zh), part)
}
