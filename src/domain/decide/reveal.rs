//! Who may see the full number behind a mask: an institution's liaison of an order or a query that is with it and not
//! ended, an officer of what they hold themselves, each so often an hour. A liaison learns nothing but a number of an
//! account that its own institution keeps, so its limit only keeps a stolen token from reading everything.

use super::{change, reach};
use crate::domain::event::{Body, Change, Looked};
use crate::domain::floor::Floor;
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::{CaseId, InstitutionId, Key};
use crate::domain::masked::Token;
use crate::domain::order::{Order, OrderState};
use crate::domain::org::{Actor, Role};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::reveal::{COUNTED, Look, Purpose};

/// The value that may be opened, and the event that says who looked.
pub fn decide(
    floor: &Floor,
    key: &Key,
    purpose: Purpose,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<(Token, Change), Refusal> {
    let item = Item::of(floor, key).ok_or_else(|| reach::absent(key))?;
    check_item(floor, key, &item, actor)?;
    let allowed = purposes(actor);
    if !allowed.contains(&purpose) {
        let words: Vec<_> = allowed.iter().map(|p| p.word()).collect();
        let msg = format!(
            "purpose: found `{purpose}`, allowed is {}",
            words.join(", ")
        );
        return Err(Refusal::new(Code::BadRequest, msg));
    }
    check_quota(floor, actor, ctx)?;
    let looked = Looked { purpose };
    let body = match item {
        Item::Order(_) => Body::OrderRevealed(looked),
        Item::Hop(_) => Body::HopRevealed(looked),
    };
    Ok((item.token(), change(key.clone(), body)))
}

/// Whether the item itself stands in the way; what is asked for and how often is looked at later.
pub fn check(floor: &Floor, key: &Key, actor: &Actor) -> Result<(), Refusal> {
    let item = Item::of(floor, key).ok_or_else(|| reach::absent(key))?;
    check_item(floor, key, &item, actor)
}

/// What an actor may need a full number for.
pub fn purposes(actor: &Actor) -> &'static [Purpose] {
    if actor.is_any(&[Role::Liaison]) {
        Purpose::OUTSIDE
    } else {
        Purpose::INSIDE
    }
}

/// What has a number.
enum Item<'f> {
    Order(&'f Order),
    Hop(&'f Hop),
}

impl<'f> Item<'f> {
    fn of(floor: &'f Floor, key: &Key) -> Option<Self> {
        match key {
            Key::Order(id) => floor.order(id).map(|held| Self::Order(held)),
            Key::Hop(id) => floor.hop(id).map(|held| Self::Hop(held)),
            _ => None,
        }
    }

    fn token(&self) -> Token {
        match self {
            Self::Order(order) => order.target.token,
            Self::Hop(hop) => hop.account.token,
        }
    }

    fn institution(&self) -> &InstitutionId {
        match self {
            Self::Order(order) => &order.institution,
            Self::Hop(hop) => &hop.institution,
        }
    }

    fn has_left(&self) -> bool {
        match self {
            Self::Order(order) => order.has_left(),
            Self::Hop(hop) => hop.has_left(),
        }
    }

    /// Whether the institution still has something to do or to hold. What is late may still be answered.
    fn is_with_institution(&self) -> bool {
        match self {
            Self::Order(order) => order.state.is_open() || order.state == OrderState::TimedOut,
            Self::Hop(hop) => matches!(
                hop.state,
                HopState::Requested | HopState::PaperPending | HopState::TimedOut
            ),
        }
    }

    fn serves(&self, case: CaseId) -> bool {
        match self {
            Self::Order(order) => order.serves(case),
            Self::Hop(hop) => hop.case == case,
        }
    }
}

fn check_item(floor: &Floor, key: &Key, item: &Item<'_>, actor: &Actor) -> Result<(), Refusal> {
    if actor.is_any(&[Role::Liaison]) {
        let is_theirs = actor.institutions.contains(item.institution());
        if !is_theirs || !item.has_left() {
            return Err(reach::absent(key));
        }
        if !item.is_with_institution() {
            let msg = "it has ended; its number is not shown any more";
            return Err(Refusal::new(Code::IllegalTransition, msg));
        }
        return Ok(());
    }
    if !actor.roles.iter().any(|role| role.has_seat()) {
        let msg = "your role sees no full numbers";
        return Err(Refusal::new(Code::Forbidden, msg));
    }
    if is_held(floor, item, actor) {
        return Ok(());
    }
    let msg =
        "only who holds the open case, or drafted or approved the order, sees the full number";
    Err(Refusal::new(Code::Forbidden, msg))
}

/// Whether it belongs to an open case the officer holds, or is an open order of their own.
fn is_held(floor: &Floor, item: &Item<'_>, actor: &Actor) -> bool {
    let mut cases = floor.cases().values();
    let mine = |owner: Option<&_>| {
        owner.is_some_and(|o: &crate::domain::ids::Sub| o.is_same_person(&actor.sub))
    };
    let holds = cases.any(|c| c.state.is_open() && mine(c.owner.as_ref()) && item.serves(c.id));
    let decided = match item {
        Item::Order(order) => order.state.is_open() && order.is_decided_by(&actor.sub),
        Item::Hop(_) => false,
    };
    holds || decided
}

/// So many looks an hour, over all items and connections.
fn check_quota(floor: &Floor, actor: &Actor, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    let limits = &ctx.policy.reveal;
    let most = if actor.is_any(&[Role::Liaison]) {
        limits.liaison_per_hour
    } else {
        limits.officer_per_hour
    };
    let orders = floor.orders().values().flat_map(|order| &order.revealed);
    let hops = floor.hops().values().flat_map(|hop| &hop.revealed);
    let counts = |look: &&Look| look.by == actor.sub && ctx.now.since(look.at) < COUNTED;
    if orders.chain(hops).filter(counts).count() < most as usize {
        return Ok(());
    }
    let msg = format!("you have looked at {most} full numbers within an hour; that is the limit");
    Err(Refusal::new(Code::RevealQuota, msg))
}
