//! Drafting stop orders: from a told transfer, by hand, from an answer "moved on" or "a field differs". One
//! place keeps the two rules of an account: one open order at a time, and at most so many stops for ever.

use super::Mint;
use crate::domain::case::Case;
use crate::domain::event::{Body, Change, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::{InstitutionId, Key, OrderId, Sub};
use crate::domain::masked::{Masked, Token};
use crate::domain::money::Fen;
use crate::domain::order::{MismatchField, Order, OrderKind, OrderState, Paper, PaperState};
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

/// Drafts the orders of one decision and numbers them on.
pub struct Drafting<'a> {
    floor: &'a Floor,
    ctx: &'a Ctx<'a>,
    mint: Mint<'a>,
    /// The order that ends with this decision and stands in nobody's way.
    ending: Option<OrderId>,
    drafted: Vec<Order>,
}

impl<'a> Drafting<'a> {
    /// Begins; `mint` goes on where the decision's other identities ended.
    pub fn new(floor: &'a Floor, ctx: &'a Ctx<'a>, mint: Mint<'a>) -> Self {
        Self {
            floor,
            ctx,
            mint,
            ending: None,
            drafted: Vec::new(),
        }
    }

    /// Begins where `order` ends in the same decision.
    pub fn after(floor: &'a Floor, ctx: &'a Ctx<'a>, order: OrderId) -> Self {
        Self {
            ending: Some(order),
            ..Self::new(floor, ctx, Mint::new(ctx))
        }
    }

    /// Drafts one order. Refused while the account has an open order or has seen all its stops.
    pub fn draft(&mut self, case: &Case, reality: Reality, want: Wanted) -> Result<(), Refusal> {
        self.check_account(want.account.token, reality)?;
        let before = self.floor.numbers().order;
        self.drafted.push(Order {
            id: OrderId(self.mint.ulid()),
            no: before + 1 + self.drafted.len() as u32,
            kind: OrderKind::Stop,
            measure: None,
            state: OrderState::Draft,
            case: case.id,
            parent: want.parent,
            org: case.org.clone(),
            target: want.account,
            tier_no: want.tier_no,
            institution: want.institution,
            limit: want.limit,
            money_at: want.money_at,
            stop_count: 0,
            requested_by: want.author,
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
            mismatch: want.differed,
            next_accounts: Vec::new(),
            reality,
            policy: self.ctx.policy.reference(),
        });
        Ok(())
    }

    /// One account, one open order; an exercise stands in no real order's way.
    fn check_account(&self, account: Token, reality: Reality) -> Result<(), Refusal> {
        let on_floor = self.floor.orders_on(account).map(|held| &*held.is);
        let open = on_floor
            .filter(|o| Some(o.id) != self.ending)
            .chain(self.drafted.iter().filter(|o| o.target.token == account))
            .find(|o| o.state.is_open() && o.reality == reality);
        if let Some(order) = open {
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
