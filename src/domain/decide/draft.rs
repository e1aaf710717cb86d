//! Drafting orders: from a told transfer, by hand, from an answer "moved on" or "a field differs". One place
//! keeps the two rules of an account: one open order at a time, and at most so many stops for ever; and the one
//! rule of a number: one open telecom order a measure.

use super::Mint;
use crate::domain::case::Case;
use crate::domain::event::{Body, Change, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::{InstitutionId, Key, OrderId, Sub};
use crate::domain::masked::{Masked, Token};
use crate::domain::money::Fen;
use crate::domain::order::{
    Measure, MismatchField, Order, OrderKind, OrderState, Paper, PaperState,
};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Millis;

/// A stop order to be drafted on a case.
pub struct Wanted {
    /// The order whose answer led here.
    pub parent: Option<OrderId>,
    /// The account.
    pub account: Masked,
    /// Where it is kept.
    pub institution: InstitutionId,
    /// 1 = first-tier account.
    pub tier_no: u8,
    /// The most to hold, fen.
    pub limit: Option<Fen>,
    /// When the money arrived.
    pub money_at: Option<Millis>,
    /// Whose draft it is: somebody else must review it.
    pub author: Sub,
    /// The field an institution found to differ in the order before.
    pub differed: Option<MismatchField>,
}

/// A telecom order to be drafted on a case.
pub struct WantedMeasure {
    /// The order whose answer led here.
    pub parent: Option<OrderId>,
    /// The number.
    pub number: Masked,
    /// What to do with it.
    pub measure: Measure,
    /// The carrier.
    pub institution: InstitutionId,
    /// Whose draft it is: somebody else must review it.
    pub author: Sub,
    /// The field the carrier found to differ in the order before.
    pub differed: Option<MismatchField>,
}

/// Drafts the orders of one decision and numbers them on.
pub struct Drafting<'a> {
    floor: &'a Floor,
    ctx: &'a Ctx<'a>,
    mint: Mint<'a>,
    /// Orders that end with this decision and stand in nobody's way.
    ending: Vec<OrderId>,
    drafted: Vec<Order>,
}

impl<'a> Drafting<'a> {
    /// Begins; `mint` goes on where the decision's other identities ended.
    pub fn new(floor: &'a Floor, ctx: &'a Ctx<'a>, mint: Mint<'a>) -> Self {
        Self {
            floor,
            ctx,
            mint,
            ending: Vec::new(),
            drafted: Vec::new(),
        }
    }

    /// Begins where the orders of `ending` end in the same decision.
    pub fn after(floor: &'a Floor, ctx: &'a Ctx<'a>, ending: Vec<OrderId>) -> Self {
        Self {
            ending,
            ..Self::new(floor, ctx, Mint::new(ctx))
        }
    }

    /// Drafts one order. Refused while the account has an open order or has seen all its stops.
    pub fn draft(&mut self, case: &Case, reality: Reality, want: Wanted) -> Result<(), Refusal> {
        self.check_account(want.account.token, reality)?;
        let stop = Order {
            parent: want.parent,
            tier_no: want.tier_no,
            limit: want.limit,
            money_at: want.money_at,
            mismatch: want.differed,
            ..self.blank(case, reality, want.account, want.institution, want.author)
        };
        self.drafted.push(stop);
        Ok(())
    }

    /// Drafts a telecom order. Refused while the same is open about the number.
    pub fn telecom(
        &mut self,
        case: &Case,
        reality: Reality,
        want: WantedMeasure,
    ) -> Result<(), Refusal> {
        self.check_number(want.number.token, want.measure, reality)?;
        let order = Order {
            kind: OrderKind::Telecom,
            measure: Some(want.measure),
            parent: want.parent,
            tier_no: 0,
            mismatch: want.differed,
            ..self.blank(case, reality, want.number, want.institution, want.author)
        };
        self.drafted.push(order);
        Ok(())
    }

    /// A draft that says only whose it is and where it goes.
    fn blank(
        &mut self,
        case: &Case,
        reality: Reality,
        target: Masked,
        institution: InstitutionId,
        author: Sub,
    ) -> Order {
        let before = self.floor.numbers().order;
        Order {
            id: OrderId(self.mint.ulid()),
            no: before + 1 + self.drafted.len() as u32,
            kind: OrderKind::Stop,
            measure: None,
            state: OrderState::Draft,
            case: case.id,
            parent: None,
            org: case.org.clone(),
            target,
            tier_no: 1,
            institution,
            limit: None,
            money_at: None,
            stop_count: 0,
            requested_by: author,
            approved_by: None,
            drafted_at: self.ctx.now,
            leaves_at: None,
            sent_at: None,
            desk_due_at: None,
            acked_at: None,
            answered_at: None,
            effective_at: None,
            expires_at: None,
            frozen_at: None,
            term: None,
            ended_at: None,
            ask: None,
            declined: None,
            cliff: None,
            let_lapse: None,
            held: None,
            paper: Paper {
                state: PaperState::Missing,
                due_at: None,
            },
            mismatch: None,
            next_accounts: Vec::new(),
            reality,
            policy: self.ctx.policy.reference(),
        }
    }

    /// One account, one open order; an exercise stands in no real order's way.
    fn check_account(&self, account: Token, reality: Reality) -> Result<(), Refusal> {
        let on_floor = self.floor.orders_on(account).map(|held| &*held.is);
        let drafted = self.drafted.iter().filter(|o| o.is_after_money());
        let all = on_floor.chain(drafted.filter(|o| o.target.token == account));
        if let Some(order) = self.in_the_way(all, reality) {
            return Err(Refusal::new(
                Code::IllegalTransition,
                format!(
                    "order {} on this account is still open ({})",
                    order.no, order.state
                ),
            ));
        }
        check_stops(self.floor, account, self.ctx.policy)
    }

    /// One number and measure, one open order.
    fn check_number(
        &self,
        number: Token,
        measure: Measure,
        reality: Reality,
    ) -> Result<(), Refusal> {
        let on_floor = self.floor.telecom_on(number).map(|held| &*held.is);
        let drafted = self.drafted.iter().filter(|o| !o.is_after_money());
        let all = on_floor.chain(drafted.filter(|o| o.target.token == number));
        let same = all.filter(|o| o.measure == Some(measure));
        let Some(order) = self.in_the_way(same, reality) else {
            return Ok(());
        };
        Err(Refusal::new(
            Code::IllegalTransition,
            format!(
                "order {} ({measure}) on this number is still open ({})",
                order.no, order.state
            ),
        ))
    }

    /// The open one among `orders`, but for those that end with this decision.
    fn in_the_way<'o>(
        &self,
        mut orders: impl Iterator<Item = &'o Order>,
        reality: Reality,
    ) -> Option<&'o Order> {
        orders.find(|o| o.state.is_open() && o.reality == reality && !self.ending.contains(&o.id))
    }

    /// What was drafted.
    pub fn changes(self) -> impl Iterator<Item = Change> {
        self.drafted
            .into_iter()
            .map(|order| super::change(Key::Order(order.id), Body::OrderDrafted(Box::new(order))))
    }
}

/// Refuses what would be a stop too many: an account sees at most `stops_per_account`, over all orders.
pub fn check_stops(floor: &Floor, account: Token, policy: &Policy) -> Result<(), Refusal> {
    let mut made = 0;
    let mut last = None;
    for order in floor.orders_on(account).filter(|o| o.stop_count > 0) {
        made += u32::from(order.stop_count);
        last = Some(order.no);
    }
    match last {
        Some(no) if made >= u32::from(policy.order.stops_per_account) => Err(Refusal::new(
            Code::IllegalTransition,
            format!(
                "the account has seen {made} stops, the last by order {no}; no more are allowed"
            ),
        )),
        _ => Ok(()),
    }
}
