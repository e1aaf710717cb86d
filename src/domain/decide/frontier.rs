//! One key for the whole frontier: one decision drafts, approves and sends a stop order for every named leaf. A
//! leaf that changed meanwhile stays as it is and stops no other: the command is refused only when there is nothing
//! at all it could do, and then counts the reasons. What it will do can be asked beforehand with [`step`], so that
//! a preview and the decision agree.
//!
//! Under act-first rules one person sends: drafts of one's own and those made by rule with a paper debt, drafts of
//! others as their second person. Under paper-first rules orders are drafted, drafts made by rule become one's own,
//! and only what two have agreed on leaves; in an exercise nothing does. Where only an order number is known the platform is asked for the card in the same decision.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{check_goes_on, named as named_case};
use super::draft::{Drafting, Wanted, check_next_stop};
use super::order::{act_first, alone, queued, reality_of, recall, review, take_on};
use super::{Mint, change, hop};
use crate::domain::case::Case;
use crate::domain::command::{Command as C, Drafts, Leaves, Request};
use crate::domain::event::{Body, Change, Reality};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::{Key, OrderId, Sub};
use crate::domain::order::{Order, OrderState};
use crate::domain::org::{Actor, PaperPolicy};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::trace;
use crate::domain::worth;

/// The most leaves or orders one command may name.
pub const MOST: usize = 512;

/// What one key does about a leaf.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Drafts an order; where one person may send, approves and sends it.
    Order,
    /// Makes the draft that was made by rule one's own; a second person approves it.
    Take(OrderId),
    /// Approves the draft and sends it.
    Approve(OrderId),
    /// Sends the approved order.
    Send(OrderId),
    /// Asks the platform for the card.
    Ask,
}

/// Why one key does nothing about a leaf, or about an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stays {
    /// It is none of the case.
    Absent,
    /// No money may be there any more, as far as is known.
    Spent,
    /// The same, under an order that was drafted before anybody knew.
    Gone,
    /// Money is held there.
    Held,
    /// The institution has the order or the request.
    AtDesk,
    /// The request waits for the legal document.
    Paper,
    /// The draft was made by rule, and nobody has taken it on.
    First,
    /// The draft waits for a second person.
    Second,
    /// An order of another case, of this number, stops the whole balance of the account.
    Elsewhere(u32),
    /// The account has seen all its stops.
    Stops,
    /// An exercise never leaves the house.
    Exercise,
}

impl Stays {
    /// In words, for a refusal.
    fn words(self) -> String {
        let words = match self {
            Self::Elsewhere(no) => return format!("under order {no} of another case"),
            Self::Absent => "not of this case",
            Self::Spent => "without money to stop",
            Self::Gone => "drafted though no money is left",
            Self::Held => "held already",
            Self::AtDesk => "with the institution",
            Self::Paper => "waiting for the paper",
            Self::First => "made by rule and taken on by nobody",
            Self::Second => "waiting for a second person",
            Self::Stops => "with no stop left",
            Self::Exercise => "in an exercise",
        };
        words.to_owned()
    }
}

/// Whether what is decided may leave the house by one person's word.
pub fn may_leave(reality: Reality, policy: &Policy) -> bool {
    reality.is_actual() && policy.order.paper == PaperPolicy::ActFirst
}

/// What one key does about a hop of a case, `reality` being that of the command on it.
///
/// # Errors
/// Why it does nothing.
pub fn step(
    floor: &Floor,
    case: &Case,
    hop: &Hop,
    reality: Reality,
    policy: &Policy,
) -> Result<Step, Stays> {
    if hop.case != case.id || hop.reality != reality {
        return Err(Stays::Absent);
    }
    let may_hold = worth::leaf(floor, case, hop).is_some();
    let order = trace::order_of(floor, hop);
    if let Some(order) = order.filter(|order| order.state.is_open()) {
        if !may_hold && order.is_in_house() {
            return Err(Stays::Gone);
        }
        let own = of_open(order, reality, policy);
        let is_enough = worth::beyond(floor, case, hop).is_none();
        if is_enough || !matches!(own, Err(Stays::AtDesk | Stays::Held)) {
            return own;
        }
    }
    if !may_hold {
        return Err(Stays::Spent);
    }
    if hop.kind.hides_card() {
        return match hop.state {
            HopState::Requested => Err(Stays::AtDesk),
            HopState::PaperPending => Err(Stays::Paper),
            _ if !reality.is_actual() => Err(Stays::Exercise),
            _ => Ok(Step::Ask),
        };
    }
    let account = hop.account.token;
    let mut open = floor
        .orders_on(account)
        .filter(|o| o.state.is_open() && o.reality == reality);
    if let Some(all) = open.find(|o| o.limit.is_none()) {
        return Err(Stays::Elsewhere(all.no));
    }
    check_next_stop(floor, account, &[], policy).map_err(|_| Stays::Stops)?;
    Ok(Step::Order)
}

fn of_open(order: &Order, reality: Reality, policy: &Policy) -> Result<Step, Stays> {
    match order.state {
        OrderState::Draft if may_leave(reality, policy) => Ok(Step::Approve(order.id)),
        OrderState::Draft if reality.is_actual() && order.is_nobodys() => Ok(Step::Take(order.id)),
        OrderState::Draft if reality.is_actual() => Err(Stays::Second),
        OrderState::Reviewed if order.leaves_at.is_none() && reality.is_actual() => {
            Ok(Step::Send(order.id))
        }
        OrderState::Draft | OrderState::Reviewed if order.leaves_at.is_none() => {
            Err(Stays::Exercise)
        }
        _ if order.holds() => Err(Stays::Held),
        _ => Err(Stays::AtDesk),
    }
}

/// Decides commands on a frontier.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let case = named_case(floor, request)?;
    check_goes_on(floor, case)?;
    match &request.command {
        C::CaseStopFrontier(told) => stop(floor, case, request, told, actor, ctx),
        C::CaseReviewFrontier(told) => send_all(floor, case, request, told, actor, ctx),
        C::CaseRecallFrontier(told) => take_back(floor, case, told, ctx),
        other => Err(Refusal::new(
            Code::Internal,
            format!("`{}` is no command on a frontier", other.name()),
        )),
    }
}

/// An order, or a question, for every named leaf.
fn stop(
    floor: &Floor,
    case: &Held<Case>,
    request: &Request,
    told: &Leaves,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let named = each("hops", &told.hops)?;
    let reality = reality_of(case, request);
    let mut drafting = Drafting::new(floor, ctx, Mint::new(ctx), case, reality);
    let mut done = Vec::new();
    let mut left = Left::default();
    for id in named {
        let Some(hop) = floor.hop(id) else {
            left.count(Stays::Absent);
            continue;
        };
        match step(floor, case, hop, reality, ctx.policy) {
            Ok(Step::Order) => drafting.draft(wanted(floor, case, hop, &actor.sub))?,
            Ok(Step::Ask) => {
                let asked = hop::ask(floor, hop, reality, &actor.sub, ctx)?;
                done.push(change(Key::Hop(hop.id), asked));
            }
            Ok(Step::Take(id)) => done.push(change(Key::Order(id), take_on(known(floor, id)?)?)),
            Ok(Step::Approve(id)) => done.extend(approved(floor, id, actor, ctx)?),
            Ok(Step::Send(id)) => done.push(change(Key::Order(id), queued(ctx))),
            Err(stays) => left.count(stays),
        }
    }
    let leaves = may_leave(reality, ctx.policy);
    let sent: Vec<OrderId> = drafting.drafted().filter(|_| leaves).collect();
    let joined: Vec<OrderId> = drafting.joined().filter(|_| leaves).collect();
    let mut changes = drafting.changes();
    for id in sent {
        changes.push(change(Key::Order(id), alone(actor, ctx)));
        changes.push(change(Key::Order(id), queued(ctx)));
    }
    for id in joined {
        let order = known(floor, id)?;
        let taken = order.is_nobodys().then(|| take_on(order)).transpose()?;
        let bodies = taken.into_iter().chain([alone(actor, ctx), queued(ctx)]);
        changes.extend(bodies.map(|body| change(Key::Order(id), body)));
    }
    changes.extend(done);
    if changes.is_empty() {
        return Err(left.refusal(case));
    }
    Ok(changes)
}

/// The order a leaf needs: after what may still be there, behind the order that led to it.
fn wanted(floor: &Floor, case: &Case, hop: &Hop, author: &Sub) -> Wanted {
    let above = hop.parent.and_then(|id| floor.hop(&id));
    let leaf = worth::leaf(floor, case, hop);
    Wanted {
        parent: above.and_then(|above| Some(trace::order_of(floor, above)?.id)),
        account: hop.account.clone(),
        institution: hop.institution.clone(),
        limit: leaf.and_then(|leaf| leaf.money.amount),
        money_at: hop.at,
        author: author.clone(),
        differed: None,
    }
}

/// A standing draft goes: one's own, or nobody's, under act-first, another's by its second person.
fn approved(
    floor: &Floor,
    id: OrderId,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let order = known(floor, id)?;
    let mut bodies = if order.is_nobodys() || order.is_wanted_by(&actor.sub) {
        act_first(order, actor, ctx)?
    } else {
        vec![review(order, actor)?]
    };
    bodies.push(queued(ctx));
    let changes = bodies.into_iter().map(|b| change(Key::Order(id), b));
    Ok(changes.collect())
}

fn known(floor: &Floor, id: OrderId) -> Result<&Held<Order>, Refusal> {
    floor
        .order(&id)
        .ok_or_else(|| super::reach::absent(&Key::Order(id)))
}

/// The second person approves the named drafts and sends them, with those that are approved already.
fn send_all(
    floor: &Floor,
    case: &Held<Case>,
    request: &Request,
    told: &Drafts,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let mut changes = Vec::new();
    let mut left = Left::default();
    for id in each("orders", &told.orders)? {
        let order = floor.order(id).filter(|order| order.serves(case.id));
        match order.map_or(Err(Stays::Absent), |order| second(order, request, actor)) {
            Ok(body) => {
                let key = || Key::Order(*id);
                changes.extend(body.map(|body| change(key(), body)));
                changes.push(change(key(), queued(ctx)));
            }
            Err(stays) => left.count(stays),
        }
    }
    if changes.is_empty() {
        return Err(left.refusal(case));
    }
    Ok(changes)
}

/// The named orders come back from the outbox; one that has left meanwhile stays and stops no other.
fn take_back(
    floor: &Floor,
    case: &Case,
    told: &Drafts,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let mut changes = Vec::new();
    for id in each("orders", &told.orders)? {
        let order = floor.order(id).filter(|order| order.serves(case.id));
        if let Some(Ok(body)) = order.map(|order| recall(order, ctx)) {
            changes.push(change(Key::Order(*id), body));
        }
    }
    if changes.is_empty() {
        let msg = format!("none of the orders of case {} waits to leave", case.no);
        return Err(Refusal::new(Code::TooLate, msg));
    }
    Ok(changes)
}

/// What must be said of an order before it may leave: that a second person approves it, if nobody has.
fn second(order: &Held<Order>, request: &Request, actor: &Actor) -> Result<Option<Body>, Stays> {
    if !order.reality.is_actual() || !request.status.is_actual() {
        return Err(Stays::Exercise);
    }
    match order.state {
        OrderState::Draft if order.is_nobodys() => Err(Stays::First),
        OrderState::Draft => review(order, actor).map(Some).map_err(|_| Stays::Second),
        OrderState::Reviewed if order.leaves_at.is_none() => Ok(None),
        _ if order.holds() => Err(Stays::Held),
        _ if order.state.is_open() => Err(Stays::AtDesk),
        _ => Err(Stays::Spent),
    }
}

/// Each of what was named, once; not more than a command may name.
fn each<'a, I: Ord>(field: &str, named: &'a [I]) -> Result<BTreeSet<&'a I>, Refusal> {
    if (1..=MOST).contains(&named.len()) {
        return Ok(named.iter().collect());
    }
    let found = named.len();
    let msg = format!("{field}: {found} named, 1 to {MOST} allowed");
    Err(Refusal::new(Code::BadRequest, msg))
}

/// What was left as it stands, counted by reason.
#[derive(Default)]
struct Left(BTreeMap<Stays, usize>);

impl Left {
    fn count(&mut self, why: Stays) {
        *self.0.entry(why).or_default() += 1;
    }

    fn refusal(&self, case: &Case) -> Refusal {
        let parts: Vec<String> = (self.0.iter())
            .map(|(why, n)| format!("{n} {}", why.words()))
            .collect();
        let msg = format!("nothing to send in case {}: {}", case.no, parts.join(", "));
        let people = [Stays::First, Stays::Second];
        let code = if self.0.keys().all(|why| people.contains(why)) {
            Code::SecondPersonRequired
        } else {
            Code::IllegalTransition
        };
        Refusal::new(code, msg)
    }
}

#[cfg(test)]
mod tests;
