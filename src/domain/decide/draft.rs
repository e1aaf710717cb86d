//! Drafting orders: from a told transfer, by hand, from an answer "moved on" or "a field differs". One place
//! keeps the rules of an account: it has a hop in the trace, nothing is stopped behind an order number whose card
//! nobody knows, one draft at a time whatever case the money is of, an order of its own for what was told after that
//! had been agreed on, and at most so many stops for ever; and the one rule of a telephone
//! number: one open telecom order a measure.

use super::case::{goes_on, to_state};
use super::grow::{Growing, Inflow, Telling, kind_at};
use super::{Mint, change};
use crate::domain::case::{Case, CaseState};
use crate::domain::event::{Body, Change, LimitRaised, Reality};
use crate::domain::floor::Floor;
use crate::domain::hop::Hop;
use crate::domain::ids::{InstitutionId, Key, OrderId, Sub};
use crate::domain::masked::{Masked, Token};
use crate::domain::money::Fen;
use crate::domain::order::{
    Measure, MismatchField, NextAccount, Order, OrderKind, OrderState, Paper, PaperState, Share,
    Step, StepKind,
};
use crate::domain::policy::check::MOST_STOPS;
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Millis;
use crate::domain::trace;

/// A stop order to be drafted on a case.
pub struct Wanted {
    /// The order whose answer led here.
    pub parent: Option<OrderId>,
    /// The account.
    pub account: Masked,
    /// Where it is kept.
    pub institution: InstitutionId,
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

/// Finds the hops and drafts the orders of one decision on a case, and numbers them on.
pub struct Drafting<'a> {
    floor: &'a Floor,
    ctx: &'a Ctx<'a>,
    mint: Mint<'a>,
    case: &'a Case,
    reality: Reality,
    trace: Growing<'a>,
    /// Orders that end with this decision and stand in nobody's way.
    ending: Vec<OrderId>,
    drafted: Vec<Order>,
    /// Drafts of other cases that are to hold for this one too.
    joined: Vec<(OrderId, LimitRaised)>,
}

impl<'a> Drafting<'a> {
    /// Begins; `mint` goes on where the decision's other identities ended.
    pub fn new(
        floor: &'a Floor,
        ctx: &'a Ctx<'a>,
        mint: Mint<'a>,
        case: &'a Case,
        reality: Reality,
    ) -> Self {
        Self {
            floor,
            ctx,
            mint,
            case,
            reality,
            trace: Growing::new(floor, ctx, case, reality),
            ending: Vec::new(),
            drafted: Vec::new(),
            joined: Vec::new(),
        }
    }

    /// The orders that end in the same decision.
    #[must_use]
    pub fn after(self, ending: Vec<OrderId>) -> Self {
        Self { ending, ..self }
    }

    /// Money that came in somewhere: a hop, or more on one.
    pub fn inflow(&mut self, money: Inflow, by: &Sub) -> Result<(), Refusal> {
        self.trace.take(&mut self.mint, money, by)
    }

    /// The hop of the case on an account.
    pub fn hop(&self, account: Token) -> Option<&Hop> {
        self.trace.on(account)
    }

    /// 延伸止付: follows money on from a hop. Each account it went to is a hop under it, and gets a draft where
    /// something can be stopped: not behind an order number, not where an order is open, not once the case has
    /// ended. The first account that found no room in the trace is the refusal; all others are followed.
    pub fn follow(
        &mut self,
        from: &Hop,
        to: &[NextAccount],
        parent: Option<OrderId>,
    ) -> Result<(), Refusal> {
        let works = self.goes_on();
        let mut done = Ok(());
        for (n, told) in to.iter().enumerate() {
            let account = told.account.token;
            let same = |other: &&NextAccount| other.account.token == account;
            if account == from.account.token || to[..n].iter().any(|o| same(&o)) {
                continue;
            }
            let amount = to.iter().filter(same).map(|o| o.amount).sum::<Fen>();
            let at = to.iter().filter(same).filter_map(|o| o.at).min();
            let money = Inflow {
                from: Some(from.id),
                account: told.account.clone(),
                institution: told.institution.clone(),
                kind: kind_at(self.floor, &told.institution),
                amount: Some(amount),
                at,
                telling: Telling::Whole,
            };
            if let Err(refusal) = self.inflow(money, &Sub::hub()) {
                done = done.and(Err(refusal));
                continue;
            }
            if works {
                let want = Wanted {
                    parent,
                    account: told.account.clone(),
                    institution: told.institution.clone(),
                    limit: Some(amount),
                    money_at: at,
                    author: Sub::hub(),
                    differed: None,
                };
                let _ = self.draft(want);
            }
        }
        done
    }

    /// Whether work on the case goes on, so that an answer leads to drafts. Those are the hub's: nobody wrote them,
    /// not even who holds the case, so it takes two people to send one, or one who owes the paper.
    fn goes_on(&self) -> bool {
        goes_on(self.floor, self.case.id).is_some()
    }

    /// Drafts one order, and finds the hop of its account where there is none. An account has one draft: that of
    /// another case is to hold so much more. Refused behind a number whose card is not known, while an open order
    /// goes after this money already, and when the account has seen all its stops.
    pub fn draft(&mut self, want: Wanted) -> Result<(), Refusal> {
        let place = self.place(&want)?;
        let tier_no = self.tier(&want)?;
        let limit = match place {
            Place::Join(order, limit) => {
                let share = Share {
                    case: self.case.id,
                    org: self.case.org.clone(),
                    amount: limit.less(order.limit.unwrap_or_default()),
                    by: want.author,
                };
                let raised = LimitRaised {
                    limit,
                    share: Some(share),
                };
                self.joined.push((order.id, raised));
                return Ok(());
            }
            Place::New(limit) => limit,
        };
        let stop = Order {
            parent: want.parent,
            tier_no,
            limit,
            money_at: want.money_at,
            mismatch: want.differed,
            ..self.blank(want.account, want.institution, want.author)
        };
        self.drafted.push(stop);
        Ok(())
    }

    /// Drafts a telecom order. Refused while the same is open about the number.
    pub fn telecom(&mut self, want: WantedMeasure) -> Result<(), Refusal> {
        self.check_number(want.number.token, want.measure)?;
        let order = Order {
            kind: OrderKind::Telecom,
            measure: Some(want.measure),
            parent: want.parent,
            tier_no: 0,
            mismatch: want.differed,
            ..self.blank(want.number, want.institution, want.author)
        };
        self.drafted.push(order);
        Ok(())
    }

    /// A draft that says only whose it is and where it goes.
    fn blank(&mut self, target: Masked, institution: InstitutionId, author: Sub) -> Order {
        let before = self.floor.numbers().order;
        Order {
            id: OrderId(self.mint.ulid()),
            no: before + 1 + self.drafted.len() as u32,
            kind: OrderKind::Stop,
            measure: None,
            state: OrderState::Draft,
            case: self.case.id,
            parent: None,
            org: self.case.org.clone(),
            target,
            tier_no: 1,
            institution,
            limit: None,
            shares: Vec::new(),
            money_at: None,
            stop_count: 0,
            requested_by: author.clone(),
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
            steps: vec![Step {
                what: StepKind::Drafted,
                ask: None,
                term: None,
                at: self.ctx.now,
                by: author,
            }],
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
            reality: self.reality,
            revealed: Vec::new(),
            policy: self.ctx.policy.reference(),
        }
    }

    /// The tier of the account by its hop; an account nobody has traced is the victim's first.
    fn tier(&mut self, want: &Wanted) -> Result<u8, Refusal> {
        let account = want.account.token;
        if self.hop(account).is_none() {
            let money = Inflow {
                from: None,
                account: want.account.clone(),
                institution: want.institution.clone(),
                kind: kind_at(self.floor, &want.institution),
                amount: want.limit,
                at: want.money_at,
                telling: Telling::Whole,
            };
            self.inflow(money, &want.author)?;
        }
        let hop = self.hop(account).filter(|hop| !hop.kind.hides_card());
        hop.map(|hop| hop.depth).ok_or_else(|| {
            let msg = format!(
                "{} knows an order number, not an account: ask for the card behind it first",
                want.institution
            );
            Refusal::new(Code::IllegalTransition, msg)
        })
    }

    /// Where an order for this money has its place. What goes after it already stands in its way, unless more lies
    /// there than that was agreed on. An exercise stands in no real order's way.
    fn place(&self, want: &Wanted) -> Result<Place<'a>, Refusal> {
        let account = want.account.token;
        let mut drafted = self.drafted.iter().filter(|o| o.is_after_money());
        if let Some(order) = drafted.find(|o| o.target.token == account) {
            return Err(still_open(order));
        }
        let floor = self.floor;
        let standing = || {
            let on = floor.orders_on(account).map(|held| &*held.is);
            on.filter(|o| self.stands(o))
        };
        let own = standing().filter(|o| o.serves(self.case.id));
        let sum = match own.max_by_key(|order| order.no) {
            Some(order) => {
                let rest = |hop: &Hop| Some(trace::rest(floor, hop, hop.amount?, &self.ending));
                let more = self.hop(account).and_then(rest).filter(|m| m.is_positive());
                let more = more.ok_or_else(|| still_open(order))?;
                Some(want.limit.map_or(more, |limit| limit.min(more)))
            }
            None => want.limit,
        };
        if let Some(order) = standing().find(|o| o.limit.is_none()) {
            return Err(still_open(order));
        }
        if let Some(order) = standing().find(|o| o.state == OrderState::Draft) {
            let sum = sum.ok_or_else(|| {
                let no = order.no;
                let msg = format!(
                    "limit: order {no} of another case on this account is a draft; say how much of this case it is to hold"
                );
                Refusal::new(Code::BadRequest, msg)
            })?;
            let limit = order.limit.unwrap_or_default().saturating_add(sum);
            return Ok(Place::Join(order, limit));
        }
        check_next_stop(floor, account, &self.ending, self.ctx.policy)?;
        Ok(Place::New(sum))
    }

    /// Whether an order is open once this decision is made.
    fn stands(&self, order: &Order) -> bool {
        order.state.is_open() && order.reality == self.reality && !self.ending.contains(&order.id)
    }

    /// One number and measure, one open order.
    fn check_number(&self, number: Token, measure: Measure) -> Result<(), Refusal> {
        let on_floor = self.floor.telecom_on(number).map(|held| &*held.is);
        let drafted = self.drafted.iter().filter(|o| !o.is_after_money());
        let all = on_floor.chain(drafted.filter(|o| o.target.token == number));
        let mut same = all.filter(|o| o.measure == Some(measure));
        let Some(order) = same.find(|o| self.stands(o)) else {
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

    /// How many identities the decision has by now.
    pub fn made(&self) -> u128 {
        self.mint.made()
    }

    /// The orders drafted so far.
    pub fn drafted(&self) -> impl Iterator<Item = OrderId> {
        self.drafted.iter().map(|order| order.id)
    }

    /// The drafts of other cases that are to hold for this one too.
    pub fn joined(&self) -> impl Iterator<Item = OrderId> {
        self.joined.iter().map(|(id, _)| *id)
    }

    /// What is drafted last takes the place of a joint order, and holds for the same cases.
    pub fn hold_for(&mut self, shares: Vec<Share>) {
        if let Some(order) = self.drafted.last_mut() {
            order.shares = shares;
        }
    }

    /// What was found and drafted. The first stop order of a case is its emergency stop, once an amount is
    /// known.
    pub fn changes(self) -> Vec<Change> {
        let early = matches!(self.case.state, CaseState::Reported | CaseState::Verifying);
        let is_known = |order: &Order| order.limit.is_some() || self.case.loss > Fen::ZERO;
        let emergency = early
            && self
                .drafted
                .iter()
                .any(|o| o.is_after_money() && is_known(o));
        let emergency = emergency || early && !self.joined.is_empty();
        let mut changes: Vec<Change> = self.trace.changes().collect();
        changes.extend(
            self.drafted
                .into_iter()
                .map(|order| change(Key::Order(order.id), Body::OrderDrafted(Box::new(order)))),
        );
        changes.extend(
            self.joined
                .into_iter()
                .map(|(id, raised)| change(Key::Order(id), Body::OrderLimit(raised))),
        );
        if emergency {
            let key = Key::Case(self.case.id);
            changes.push(to_state(key, CaseState::EmergencyStop, None));
        }
        changes
    }
}

/// Where an order has its place.
enum Place<'a> {
    /// It is one of its own, after so much.
    New(Option<Fen>),
    /// The draft of another case holds for it too, so much in all.
    Join(&'a Order, Fen),
}

fn still_open(order: &Order) -> Refusal {
    let (no, state) = (order.no, order.state);
    let msg = format!("order {no} on this account is still open ({state})");
    Refusal::new(Code::IllegalTransition, msg)
}

/// Refuses an order that could only lead to a stop too many: each that is under way may become one.
pub fn check_next_stop(
    floor: &Floor,
    account: Token,
    ending: &[OrderId],
    policy: &Policy,
) -> Result<(), Refusal> {
    check_stops(floor, account, policy)?;
    let most = policy.order.stops_per_account.min(MOST_STOPS);
    let orders = || floor.orders_on(account).filter(|o| o.reality.is_actual());
    let made: u32 = orders().map(|o| u32::from(o.stop_count)).sum();
    let under_way = orders().filter(|o| {
        let seeks = o.state == OrderState::Reviewed || o.state.awaits_answer();
        seeks && !ending.contains(&o.id)
    });
    if made + under_way.count() as u32 >= u32::from(most) {
        let msg = format!("the account has {most} stops made or under way; no more are allowed");
        return Err(Refusal::new(Code::IllegalTransition, msg));
    }
    Ok(())
}

/// Refuses what would be a stop too many: an account sees at most `stops_per_account`, over all orders, and never
/// more than [`MOST_STOPS`].
pub fn check_stops(floor: &Floor, account: Token, policy: &Policy) -> Result<(), Refusal> {
    let mut made = 0;
    let mut last = None;
    for order in floor.orders_on(account).filter(|o| o.stop_count > 0) {
        made += u32::from(order.stop_count);
        last = Some(order.no);
    }
    let most = policy.order.stops_per_account.min(MOST_STOPS);
    match last {
        Some(no) if made >= u32::from(most) => Err(Refusal::new(
            Code::IllegalTransition,
            format!(
                "the account has seen {made} stops, the last by order {no}; no more are allowed"
            ),
        )),
        _ => Ok(()),
    }
}
