//! Loading a trace from records: transfers of one name make the tree of one case. The sender of the first
//! transfer is where the trace begins. A place keeps the parent it was first told with: a sender that was unknown
//! begins a tree of its own, and stays there should money be told to have come in on it later; it then only has
//! that sum. Records told in the order of time make the truest tree.

use super::grow::{Growing, Inflow, Telling, kind_at};
use super::opening::{self, check_amount, check_moment};
use super::{Mint, change, sealed};
use crate::domain::case::Case;
use crate::domain::command::{Flow, Request};
use crate::domain::event::{Body, Change, LossTold};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{HopId, InstitutionId, Key};
use crate::domain::masked::Masked;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};

/// Decides a transfer of a loaded trace. It drafts nothing: what is to be stopped is an officer's choice.
pub fn decide(
    floor: &Floor,
    request: &Request,
    told: &Flow,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    check_amount("amount", told.amount)?;
    if let Some(at) = told.at {
        check_moment("at", at, ctx)?;
    }
    if told.name.trim().is_empty() {
        return Err(bad("name: say what the trace is called"));
    }
    let (from, to) = (sealed(&told.from)?, sealed(&told.to)?);
    if from.token == to.token {
        return Err(bad("to: it is the account the money came from"));
    }
    let mut mint = Mint::new(ctx);
    let standing = standing(floor, request, told);
    let opened;
    let case: &Case = if let Some(case) = standing {
        case
    } else {
        opened = opening::for_flow(floor, told, request.status, actor, &mut mint, ctx);
        &opened
    };
    let mut growing = Growing::new(floor, ctx, case, case.reality);
    let sender = growing.on(from.token);
    let begins = sender.is_none_or(|hop| hop.parent.is_none() && hop.amount.is_none());
    if sender.is_none() {
        let money = inflow(floor, None, (from.clone(), &told.from_institution), told);
        let unknown = Inflow {
            amount: None,
            at: None,
            ..money
        };
        growing.take(&mut mint, unknown, &actor.sub)?;
    }
    let sender = growing.on(from.token).map(|hop| hop.id);
    let money = inflow(floor, sender, (to, &told.to_institution), told);
    growing.take(&mut mint, money, &actor.sub)?;
    let told_of_case = match standing {
        None => Some(Body::CaseOpened(Box::new(case.clone()))),
        Some(_) if begins => Some(Body::CaseLoss(LossTold {
            loss: case.loss.saturating_add(told.amount),
        })),
        Some(_) => None,
    };
    let of_case = told_of_case.map(|body| change(Key::Case(case.id), body));
    Ok(of_case.into_iter().chain(growing.changes()).collect())
}

fn inflow(
    floor: &Floor,
    from: Option<HopId>,
    (account, institution): (Masked, &InstitutionId),
    told: &Flow,
) -> Inflow {
    Inflow {
        from,
        account,
        institution: institution.clone(),
        kind: kind_at(floor, institution),
        amount: Some(told.amount),
        at: told.at,
        telling: Telling::One,
    }
}

/// The newest open case of that name in the organisation.
fn standing<'a>(floor: &'a Floor, request: &Request, told: &Flow) -> Option<&'a Held<Case>> {
    floor.cases().values().rev().find(|case| {
        case.name.as_ref() == Some(&told.name)
            && case.org == told.org
            && case.reality == request.status
            && case.state.is_open()
    })
}

fn bad(msg: &str) -> Refusal {
    Refusal::new(Code::BadRequest, msg)
}

#[cfg(test)]
mod tests;
