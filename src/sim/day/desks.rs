//! The institutions: they come to what was sent or asked after their own time, carry it out on the truth, and
//! answer with what they find.

use super::due::Due;
use super::figures::minutes;
use super::people::sealed;
use super::run::{Desks, Run};
use super::truth::{AccountNo, Finding, Number};
use crate::domain::command::{Command, Differs, Held, HopTold, MovedOn, NoArgs, ToldAccount};
use crate::domain::hop::HopEnd;
use crate::domain::ids::{HopId, InstitutionId, Key, OrderId};
use crate::domain::masked::Token;
use crate::domain::order::{MismatchField, Order, OrderState};
use crate::domain::time::Span;
use crate::sim::chance::Chance;

/// No answer comes sooner after an order was sent.
const SOONEST: Span = Span::secs(30);

impl Run<'_> {
    /// An order reaches its desk; some are never answered.
    pub(super) fn reaches_desk(&mut self, id: OrderId) {
        let Some(order) = self.house.floor.order(&id) else {
            return;
        };
        let tries = self.waiting.sent(order.target.token);
        let desks = &self.setup.figures.desks;
        let median = self.median(&order.institution);
        let account = order.target.token;
        let mut chance = self.desk_chance(account, tries);
        let takes = minutes(chance.lognormal(median, desks.sigma));
        if chance.hits(desks.silent) {
            return;
        }
        // An order that is sent anew is answered together with the one the institution has.
        let now = self.house.now;
        let at = self.carried_out.entry(account).or_insert(now + takes);
        *at = (*at).min(now + takes);
        let answers = at.since(now).max(SOONEST);
        self.after(answers, Due::Answer(id, tries));
    }

    /// Median minutes of an institution's answer.
    pub(super) fn median(&self, institution: &InstitutionId) -> f64 {
        let desks = &self.setup.figures.desks;
        if desks.resident.contains(institution) {
            return desks.resident_min;
        }
        match self.setup.desks {
            _ if !desks.platforms.contains(institution) => desks.other_min,
            Desks::With => desks.platform_with_min,
            Desks::Without => desks.platform_without_min,
        }
    }

    /// Chance about the n-th order on an account: the same whoever sends it when.
    fn desk_chance(&self, account: Token, tries: u32) -> Chance {
        Chance::of(self.plan.seed, "desk", &format!("{account}/{tries}"))
    }

    /// A platform was asked for the card behind its order number.
    pub(super) fn query_reaches_desk(&mut self, id: HopId) {
        let Some(hop) = self.house.floor.hop(&id) else {
            return;
        };
        let tries = self.waiting.sent(hop.account.token);
        let median = self.median(&hop.institution);
        let mut chance = self.desk_chance(hop.account.token, tries);
        let takes = minutes(chance.lognormal(median, self.setup.figures.desks.sigma));
        if !chance.hits(self.setup.figures.desks.silent) {
            self.after(takes, Due::Resolves(id));
        }
    }

    /// The platform names the card.
    pub(super) fn resolves(&mut self, id: HopId) {
        let number = self.house.floor.hop(&id).map(|hop| hop.account.token);
        let number = number.and_then(|token| self.truth.number(token));
        let Some(Number::OrderNo(no)) = number else {
            return;
        };
        let told = HopTold {
            rows: None,
            outputs: vec![self.told_card(no)],
            ended: None,
        };
        let liaison = self.crew.liaison.clone();
        self.give(&liaison, Some(Key::Hop(id)), Command::HopAnswer(told));
    }

    /// The institution carries an order out and answers, late if need be. An order that a newer one followed is
    /// answered there.
    pub(super) fn answer(&mut self, id: OrderId, tries: u32) {
        let Some(order) = self.house.floor.order(&id) else {
            return;
        };
        let followed = self
            .house
            .floor
            .orders_on(order.target.token)
            .any(|other| other.no > order.no && other.sent_at.is_some());
        if followed {
            return;
        }
        // What is still on its way can only be called back; the bank answers when it has come in.
        if let Some(Number::Card(no)) = self.truth.number(order.target.token)
            && let Some(at) = self.truth.comes_in(no, self.house.now)
        {
            self.at(at, Due::Answer(id, tries));
            return;
        }
        let answer = self.finding(&order.is.clone(), tries);
        let (key, liaison) = (Some(Key::Order(id)), self.crew.liaison.clone());
        match self.house.floor.order(&id).map(|order| order.state) {
            Some(OrderState::Sent) => {
                self.give(&liaison, key.clone(), Command::OrderAck(NoArgs {}));
            }
            Some(OrderState::TimedOut) => self.tally.late += 1,
            _ => return,
        }
        self.give(&liaison, key, answer);
    }

    /// What the institution finds, as the command it answers with.
    fn finding(&mut self, order: &Order, tries: u32) -> Command {
        let token = order.target.token;
        let differs = Chance::of(self.plan.seed, "mismatch", &token.to_string())
            .hits(self.setup.figures.desks.mismatch);
        if differs && tries == 1 {
            return Command::OrderMismatch(Differs {
                field: MismatchField::Name,
            });
        }
        match self.truth.number(token) {
            Some(Number::Card(no)) => match self.truth.stop(no, self.house.now) {
                Finding::Held(held) => Command::OrderStopped(Held {
                    held: order.limit.map_or(held, |limit| held.min(limit)),
                }),
                Finding::MovedOn(next) => {
                    let next = next.iter().map(|no| self.told_record(*no)).collect();
                    moved(next, None)
                }
                Finding::CashedOut => moved(Vec::new(), Some(HopEnd::CashedOut)),
            },
            Some(Number::OrderNo(_)) | None => moved(Vec::new(), Some(HopEnd::DeadEnd)),
        }
    }

    fn told_card(&self, no: AccountNo) -> ToldAccount {
        let account = self.truth.account(no);
        ToldAccount {
            account: sealed(self.truth.card(no)),
            institution: account.bank.clone(),
            amount: account.amount,
            at: Some(account.arrived.min(self.house.now)),
        }
    }

    fn told_record(&self, no: AccountNo) -> ToldAccount {
        let (number, institution) = self.truth.record(no);
        ToldAccount {
            account: sealed(number),
            institution: institution.clone(),
            ..self.told_card(no)
        }
    }

    /// A stop has ended: the money goes on.
    pub(super) fn goes_free(&mut self, id: OrderId) {
        let token = self.house.floor.order(&id).map(|o| o.target.token);
        if let Some(Number::Card(no)) = token.and_then(|token| self.truth.number(token)) {
            self.truth.release(no, self.house.now);
        }
    }
}

fn moved(next_accounts: Vec<ToldAccount>, ended: Option<HopEnd>) -> Command {
    Command::OrderEmpty(MovedOn {
        next_accounts,
        ended,
    })
}
