//! Growing a trace 追踪: where money came in is a hop. In one case an account is one hop: more money raises its
//! sum, and money that comes back to an account never nests. A hop keeps the place it was first told with; one
//! that was told without any stays where the victim's money begins. A draft on the account may then hold as much
//! more; what somebody agreed to already is not touched, for they agreed to that sum.

use super::{Mint, change};
use crate::domain::case::Case;
use crate::domain::event::{Body, Change, Grew, LimitRaised, Reality};
use crate::domain::floor::Floor;
use crate::domain::hop::{Hop, HopKind, HopState};
use crate::domain::ids::{HopId, InstitutionId, Key, Sub};
use crate::domain::masked::{Masked, Token};
use crate::domain::money::Fen;
use crate::domain::order::{OrderState, Share};
use crate::domain::org::DeskKind;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Millis;
use crate::domain::trace;

/// What a sum stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    /// All that went from one place to another, as an institution tells it: told twice it is the same money,
    /// and the larger sum stands.
    Whole,
    /// One transfer of many: every telling adds up.
    One,
}

/// Money that came in somewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inflow {
    /// Where it came from; none: from the victim.
    pub from: Option<HopId>,
    /// The account or order number.
    pub account: Masked,
    /// Where that is kept.
    pub institution: InstitutionId,
    /// What must be found out there.
    pub kind: HopKind,
    /// How much, fen.
    pub amount: Option<Fen>,
    /// When.
    pub at: Option<Millis>,
    /// What the sum stands for.
    pub telling: Telling,
}

/// What is kept at an institution: payment firms know order numbers, all others accounts.
pub fn kind_at(floor: &Floor, institution: &InstitutionId) -> HopKind {
    match floor.desk(institution).map(|desk| desk.kind) {
        Some(DeskKind::Payment) => HopKind::OrderToCard,
        _ => HopKind::CardFlow,
    }
}

/// The hops one decision finds and those it adds money to.
pub struct Growing<'a> {
    floor: &'a Floor,
    ctx: &'a Ctx<'a>,
    case: &'a Case,
    reality: Reality,
    /// Hops of the case before the decision.
    stood: usize,
    found: Vec<Hop>,
    grown: Vec<Hop>,
}

impl<'a> Growing<'a> {
    /// Begins; an exercise has a trace of its own.
    pub fn new(floor: &'a Floor, ctx: &'a Ctx<'a>, case: &'a Case, reality: Reality) -> Self {
        Self {
            floor,
            ctx,
            case,
            reality,
            stood: floor.count_hops(case.id),
            found: Vec::new(),
            grown: Vec::new(),
        }
    }

    /// The hop of the case on an account, as the decision leaves it.
    pub fn on(&self, account: Token) -> Option<&Hop> {
        let new = self.found.iter().chain(&self.grown);
        new.into_iter()
            .find(|hop| hop.account.token == account)
            .or_else(|| {
                self.floor
                    .hops_on(account)
                    .map(|held| &*held.is)
                    .find(|hop| hop.case == self.case.id && hop.reality == self.reality)
            })
    }

    /// Takes money in: a new hop, or more on a standing one. Refused for a new hop when the trace is as large
    /// as the rules let it grow.
    pub fn take(&mut self, mint: &mut Mint<'_>, money: Inflow, by: &Sub) -> Result<(), Refusal> {
        let account = money.account.token;
        if let Some(hop) = self.found.iter_mut().find(|h| h.account.token == account) {
            add(hop, &money);
            return Ok(());
        }
        if let Some(hop) = self.grown.iter_mut().find(|h| h.account.token == account) {
            add(hop, &money);
            return Ok(());
        }
        if let Some(hop) = self.on(account) {
            let mut hop = hop.clone();
            add(&mut hop, &money);
            self.grown.push(hop);
            return Ok(());
        }
        let depth = self.depth_after(money.from)?;
        self.check_room()?;
        self.found.push(Hop {
            id: HopId(mint.ulid()),
            case: self.case.id,
            org: self.case.org.clone(),
            parent: money.from,
            depth,
            kind: money.kind,
            state: HopState::Identified,
            account: money.account,
            institution: money.institution,
            amount: money.amount,
            at: money.at,
            found_at: self.ctx.now,
            found_by: by.clone(),
            asked_at: None,
            asked_by: None,
            due_at: None,
            paper: None,
            answered_at: None,
            rows: None,
            reason: None,
            reality: self.reality,
            revealed: Vec::new(),
            policy: self.ctx.policy.reference(),
        });
        Ok(())
    }

    /// One tier further on; the card behind a number is of the tier of the number.
    fn depth_after(&self, from: Option<HopId>) -> Result<u8, Refusal> {
        let Some(from) = from else { return Ok(1) };
        let parent = (self.found.iter().find(|hop| hop.id == from))
            .or_else(|| self.floor.hop(&from).map(|held| &*held.is))
            .filter(|hop| hop.case == self.case.id)
            .ok_or_else(|| {
                let msg = format!("there is no hop {from} in case {}", self.case.no);
                Refusal::new(Code::NotFound, msg)
            })?;
        let depth = parent
            .depth
            .saturating_add(u8::from(!parent.kind.hides_card()));
        let most = self.ctx.policy.trace.most_depth;
        if depth > most {
            return Err(full(format!("the trace would have more than {most} tiers")));
        }
        Ok(depth)
    }

    fn check_room(&self) -> Result<(), Refusal> {
        let most = self.ctx.policy.trace.most_hops;
        if self.stood + self.found.len() < most {
            return Ok(());
        }
        Err(full(format!(
            "the trace of case {} has {most} places, the most the rules allow",
            self.case.no
        )))
    }

    /// What became of the trace.
    pub fn changes(self) -> impl Iterator<Item = Change> {
        let found = self
            .found
            .into_iter()
            .map(|hop| change(Key::Hop(hop.id), Body::HopFound(Box::new(hop))));
        let floor = self.floor;
        let grown = self.grown.into_iter().filter_map(move |hop| {
            let before = floor.hop(&hop.id)?;
            let (amount, at) = (hop.amount, hop.at);
            let is_more = amount != before.amount || at != before.at;
            let grew = || change(Key::Hop(hop.id), Body::HopGrew(Grew { amount, at }));
            is_more.then(|| [Some(grew()), raised(floor, before, &hop)])
        });
        found.chain(grown.flatten().flatten())
    }
}

/// The draft on a grown hop: its limit rises by what came in. One for the whole balance needs no more.
fn raised(floor: &Floor, before: &Hop, now: &Hop) -> Option<Change> {
    let order = trace::order_of(floor, now).filter(|order| order.state == OrderState::Draft)?;
    let more = Fen(now.amount?.0.saturating_sub(before.amount?.0));
    let limit = order.limit?.saturating_add(more);
    let share = order.shares.iter().find(|share| share.case == now.case);
    let share = share.map(|share| Share {
        amount: share.amount.saturating_add(more),
        ..share.clone()
    });
    let body = Body::OrderLimit(LimitRaised { limit, share });
    more.is_positive()
        .then(|| change(Key::Order(order.id), body))
}

/// More money on a standing hop, there since the first of it.
fn add(hop: &mut Hop, money: &Inflow) {
    let is_same = money.telling == Telling::Whole && hop.parent == money.from;
    hop.amount = match (hop.amount, money.amount) {
        (Some(known), Some(told)) if is_same => Some(known.max(told)),
        (Some(known), Some(told)) => Some(known.saturating_add(told)),
        (known, told) => known.or(told),
    };
    hop.at = hop.at.into_iter().chain(money.at).min();
}

fn full(msg: String) -> Refusal {
    Refusal::new(Code::TooLarge, msg)
}
