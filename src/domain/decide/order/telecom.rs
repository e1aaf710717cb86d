//! Telecom orders: a carrier is told to shut 停机, intercept 拦截 or block 封堵 a suspect's number, or to cut 断线 the
//! victim's own line for a short time. They go to carriers in parallel with the stop orders, hold no money and
//! follow none.

use super::super::case::{check_open, named as named_case};
use super::super::draft::{Drafting, WantedMeasure};
use super::super::{Mint, sealed};
use super::reality_of;
use crate::domain::case::Case;
use crate::domain::command::{Request, TelecomOrder};
use crate::domain::event::Change;
use crate::domain::floor::Floor;
use crate::domain::ids::{InstitutionId, Sub};
use crate::domain::masked::Masked;
use crate::domain::order::Measure;
use crate::domain::org::{Actor, DeskKind};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Span;

/// Digits a number begins with that its mask still shows.
const BEGINNING: usize = 3;

/// Drafts a telecom order on a case.
pub fn draft(
    floor: &Floor,
    request: &Request,
    told: &TelecomOrder,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let case = named_case(floor, request)?;
    check_open(case)?;
    let named = told.number.as_ref().map(sealed).transpose()?;
    let number = number(case, told.measure, named)?;
    let want = WantedMeasure {
        parent: None,
        measure: told.measure,
        institution: institution(floor, told, &number)?,
        number,
        author: actor.sub.clone(),
        differed: None,
    };
    let reality = reality_of(case, request);
    let mut drafting = Drafting::new(floor, ctx, Mint::new(ctx), case, reality);
    drafting.telecom(want)?;
    Ok(drafting.changes())
}

/// A case that opens with the suspect's number asks the carrier at once to shut it, where the carrier is known.
pub fn at_opening(drafting: &mut Drafting<'_>, floor: &Floor, case: &Case, author: &Sub) {
    let Ok(number) = number(case, Measure::Shut, None) else {
        return;
    };
    let Some(institution) = carrier_of(floor, &number) else {
        return;
    };
    let want = WantedMeasure {
        parent: None,
        measure: Measure::Shut,
        institution,
        number,
        author: author.clone(),
        differed: None,
    };
    // A number another case already has shut needs no second order.
    let _ = drafting.telecom(want);
}

/// How long a measure holds by itself; the others hold until they are restored.
pub fn holds_for(measure: Option<Measure>, policy: &Policy) -> Option<Span> {
    match measure? {
        Measure::CutLine => Some(Span::secs(policy.order.cut_line_s)),
        Measure::Intercept => Some(Span::secs(policy.order.intercept_s)),
        Measure::Shut | Measure::Block | Measure::Unknown(_) => None,
    }
}

/// The carrier of a number, by what it begins with.
pub fn carrier_of(floor: &Floor, number: &Masked) -> Option<InstitutionId> {
    carrier_of_mask(floor, number.mask.as_deref()?)
}

/// The same of a number's mask.
pub fn carrier_of_mask(floor: &Floor, mask: &str) -> Option<InstitutionId> {
    let begins = beginning(mask)?;
    let carriers = floor.desks().values();
    carriers
        .filter(|desk| desk.kind == DeskKind::Carrier)
        .find(|desk| desk.prefixes.iter().any(|p| **p == *begins))
        .map(|desk| desk.institution.clone())
}

/// The digits the mask shows at the beginning.
fn beginning(mask: &str) -> Option<String> {
    let digits: String = mask
        .chars()
        .take_while(char::is_ascii_digit)
        .take(BEGINNING)
        .collect();
    (digits.len() == BEGINNING).then_some(digits)
}

/// The number as named; else the victim's for a line to cut, the suspect's for the rest. Each measure is for
/// one side only.
fn number(case: &Case, measure: Measure, named: Option<Masked>) -> Result<Masked, Refusal> {
    let (victim, suspect) = (case.victim.phone.as_ref(), case.caller.as_ref());
    let (own, other, whose, instead) = match measure {
        Measure::CutLine => (victim, suspect, "suspect", "shut, intercept or block it"),
        _ => (suspect, victim, "victim", "only cut_line is for it"),
    };
    let Some(number) = named.or_else(|| own.cloned()) else {
        return Err(bad(format!(
            "number: case {} does not know it; name the number",
            case.no
        )));
    };
    if is_service(&number) {
        return Err(bad(format!(
            "number: case {} has a short service number such as 110 or 96110 there; only subscribers' numbers are for it",
            case.no
        )));
    }
    if other.is_some_and(|other| other.token == number.token) {
        return Err(bad(format!(
            "number: {} is the {whose}'s; {instead}",
            number.shown()
        )));
    }
    Ok(number)
}

/// A number too short for its mask to show a digit is a service's, not a subscriber's.
fn is_service(number: &Masked) -> bool {
    let shown = number.mask.as_deref();
    shown.is_some_and(|mask| !mask.bytes().any(|b| b.is_ascii_digit()))
}

/// The carrier as named, else by the number.
fn institution(
    floor: &Floor,
    told: &TelecomOrder,
    number: &Masked,
) -> Result<InstitutionId, Refusal> {
    let Some(named) = &told.institution else {
        return carrier_of(floor, number).ok_or_else(|| {
            bad(format!(
                "institution: no carrier in the directory has numbers like {}; name the carrier",
                number.shown()
            ))
        });
    };
    match floor.desk(named) {
        Some(desk) if desk.kind != DeskKind::Carrier => Err(bad(format!(
            "institution: {named} is a {}; a telecom order goes to a carrier",
            desk.kind
        ))),
        _ => Ok(named.clone()),
    }
}

fn bad(msg: String) -> Refusal {
    Refusal::new(Code::BadRequest, msg)
}
