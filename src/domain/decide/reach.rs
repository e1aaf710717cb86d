//! How far an actor's word reaches: the own organisation and all inside it. What lies outside is not there for
//! the actor, so that a refusal tells nothing about it. Liaisons are bound by their institution instead, which
//! the rules of orders and desks see to.

use crate::domain::command::{Command as C, Request};
use crate::domain::floor::{Entity, Floor};
use crate::domain::ids::{Key, OrgCode};
use crate::domain::org::{Actor, Role};
use crate::domain::refusal::{Code, Refusal};

/// Refuses a command about what lies outside the actor's organisation.
pub fn check(floor: &Floor, request: &Request, actor: &Actor) -> Result<(), Refusal> {
    match &request.command {
        C::AlertRaise(told) => check_told(actor, &told.org)?,
        C::CaseOpen(told) => check_told(actor, &told.org)?,
        C::HopFlow(told) => check_told(actor, &told.org)?,
        C::CaseMerge(told) => check_entity(floor, &Key::Case(told.into), actor)?,
        C::AlertMerge(told) => check_entity(floor, &Key::Alert(told.into), actor)?,
        _ => {}
    }
    request
        .key
        .as_ref()
        .map_or(Ok(()), |key| check_entity(floor, key, actor))
}

/// Whether what belongs to an organisation is in the actor's reach.
pub fn within(actor: &Actor, org: &OrgCode) -> bool {
    actor.is_hub() || org.is_within(&actor.org)
}

fn check_told(actor: &Actor, org: &OrgCode) -> Result<(), Refusal> {
    if within(actor, org) {
        return Ok(());
    }
    let msg = format!("`{org}` is not an organisation within yours, {}", actor.org);
    Err(Refusal::new(Code::NotFound, msg))
}

/// The same words as for what does not exist.
fn check_entity(floor: &Floor, key: &Key, actor: &Actor) -> Result<(), Refusal> {
    let Some((_, entity)) = floor.entity(key) else {
        return Ok(());
    };
    let in_reach = match &entity {
        Entity::Order(order) if is_only_liaison(actor) => {
            order.has_left() && actor.institutions.contains(&order.institution)
        }
        Entity::Hop(hop) if is_only_liaison(actor) => {
            hop.has_left() && actor.institutions.contains(&hop.institution)
        }
        // One's own seat, also after a move to another organisation.
        Entity::Officer(officer) if officer.id == actor.sub => true,
        _ => org_of(&entity).is_none_or(|org| within(actor, org)),
    };
    if in_reach {
        return Ok(());
    }
    Err(absent(key))
}

/// There is no such entity, or none for the actor.
pub fn absent(key: &Key) -> Refusal {
    Refusal::new(Code::NotFound, format!("`{key}` is not on the floor"))
}

/// The organisation an entity belongs to; desks and shifts belong to the whole hub.
fn org_of(entity: &Entity) -> Option<&OrgCode> {
    match entity {
        Entity::Alert(alert) => Some(&alert.org),
        Entity::Case(case) => Some(&case.org),
        Entity::Order(order) => Some(&order.org),
        Entity::Hop(hop) => Some(&hop.org),
        Entity::Officer(officer) => Some(&officer.org),
        Entity::Org(org) => Some(&org.code),
        Entity::Desk(_) | Entity::Shift(_) => None,
    }
}

fn is_only_liaison(actor: &Actor) -> bool {
    actor.roles.iter().all(|role| *role == Role::Liaison)
}

#[cfg(test)]
mod tests;
