//! Opening a case 案件: from an alert whose money has gone, from a report, or for a trace that is loaded. The case
//! starts with both clocks, a hop for each account, and one drafted stop order where something can be stopped, so
//! that the next key can be "send".

use super::draft::{Drafting, Wanted};
use super::grow::{Inflow, Telling, kind_at};
use super::{Mint, change, order, sealed};
use crate::domain::alert::{Alert, AlertKind, FraudType, Person};
use crate::domain::case::{Case, CaseState, Transfer};
use crate::domain::command::{Convert, Flow, OpenCase, ToldTransfer};
use crate::domain::event::{Body, Change, Reality};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{AlertId, CaseId, Key, OrgCode};
use crate::domain::masked::Masked;
use crate::domain::money::{Fen, MOST};
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::{Millis, Span};
use crate::domain::worth::known_loss;

/// How far ahead of the hub's clock a told moment may lie.
const SLACK: Span = Span::mins(1);

/// What a case is opened with.
struct Opening<'a> {
    alert: Option<AlertId>,
    kind: AlertKind,
    fraud_type: FraudType,
    org: OrgCode,
    victim: Person,
    caller: Option<Masked>,
    reported_at: Millis,
    /// Start of the money clock where no transfer says when it was.
    transfer_at: Option<Millis>,
    /// Loss as told; absent: the sum of the transfers.
    loss: Option<Fen>,
    transfers: &'a [ToldTransfer],
    reality: Reality,
}

/// What is known of the money of a new case.
struct Lost {
    transfers: Vec<Transfer>,
    loss: Fen,
    first_transfer_at: Option<Millis>,
}

/// Opens the case an alert becomes: the case with both clocks and one drafted stop order for each account.
/// The alert's own `alert.converted` is not among the changes. Without an account the loss must be known
/// (told, or said in the call script); the case then stands as reported.
pub fn from_alert(
    floor: &Floor,
    alert: &Held<Alert>,
    told: &Convert,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<(CaseId, Vec<Change>), Refusal> {
    let reported = matches!(alert.kind, AlertKind::Report | AlertKind::Hotline);
    let known = told.loss.or_else(|| {
        let no_account = told.transfers.is_empty();
        known_loss(alert).filter(|_| no_account)
    });
    let opening = Opening {
        alert: Some(alert.id),
        kind: alert.kind,
        fraud_type: alert.fraud_type,
        org: alert.org.clone(),
        victim: alert.victim.clone(),
        caller: alert.caller.clone(),
        // A report is a report from the start; other alerts become one when the loss is told.
        reported_at: if reported { alert.raised_at } else { ctx.now },
        transfer_at: alert.transfer_at,
        loss: known,
        transfers: &told.transfers,
        reality: alert.reality,
    };
    open(floor, opening, actor, ctx)
}

/// Opens a case from a report without an alert.
pub fn from_report(
    floor: &Floor,
    told: &OpenCase,
    reality: Reality,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let reported_at = told.reported_at.unwrap_or(ctx.now);
    check_moment("reported_at", reported_at, ctx)?;
    let opening = Opening {
        alert: None,
        kind: told.kind,
        fraud_type: told.fraud_type,
        org: told.org.clone(),
        victim: Person {
            phone: told.victim_phone.as_ref().map(sealed).transpose()?,
            name: told.victim_name.as_ref().map(sealed).transpose()?,
            ..Person::default()
        },
        caller: told.caller.as_ref().map(sealed).transpose()?,
        reported_at,
        transfer_at: None,
        loss: told.loss,
        transfers: &told.transfers,
        reality,
    };
    open(floor, opening, actor, ctx).map(|(_, changes)| changes)
}

fn open(
    floor: &Floor,
    opening: Opening<'_>,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<(CaseId, Vec<Change>), Refusal> {
    let transfers = transfers(opening.transfers, ctx)?;
    let lost = Lost {
        loss: loss(opening.loss, &transfers)?,
        first_transfer_at: (transfers.iter().filter_map(|t| t.at).min()).or(opening.transfer_at),
        transfers,
    };
    let mut mint = Mint::new(ctx);
    let case = case(floor, opening, lost, actor, &mut mint, ctx);
    let mut drafting = Drafting::new(floor, ctx, mint, &case, case.reality);
    for paid in by_account(floor, &case.transfers) {
        let want = Wanted {
            parent: None,
            account: paid.account.clone(),
            institution: paid.institution.clone(),
            limit: paid.amount,
            money_at: paid.at,
            author: actor.sub.clone(),
            differed: None,
        };
        drafting.inflow(paid, &actor.sub)?;
        // The draft of another case on the account is to hold for this one too. An order number waits for its card.
        let _ = drafting.draft(want);
    }
    order::telecom::at_opening(&mut drafting, floor, &case, &actor.sub);
    let traced = drafting.changes();
    let id = case.id;
    let mut changes = vec![change(Key::Case(id), Body::CaseOpened(Box::new(case)))];
    changes.extend(traced);
    Ok((id, changes))
}

/// The case of a trace that is loaded from records: what is known begins with its first transfer. It is to be
/// looked into; nothing is stopped on its word alone.
pub fn for_flow(
    floor: &Floor,
    told: &Flow,
    reality: Reality,
    actor: &Actor,
    mint: &mut Mint<'_>,
    ctx: &Ctx<'_>,
) -> Case {
    let opening = Opening {
        alert: None,
        kind: AlertKind::FundWarning,
        fraud_type: FraudType::Other,
        org: told.org.clone(),
        victim: Person::default(),
        caller: None,
        reported_at: ctx.now,
        transfer_at: None,
        loss: None,
        transfers: &[],
        reality,
    };
    let lost = Lost {
        transfers: Vec::new(),
        loss: told.amount,
        first_transfer_at: told.at,
    };
    Case {
        state: CaseState::Verifying,
        name: Some(told.name.clone()),
        ..case(floor, opening, lost, actor, mint, ctx)
    }
}

fn case(
    floor: &Floor,
    opening: Opening<'_>,
    lost: Lost,
    actor: &Actor,
    mint: &mut Mint<'_>,
    ctx: &Ctx<'_>,
) -> Case {
    Case {
        id: CaseId(mint.ulid()),
        no: floor.numbers().case + 1,
        state: if lost.transfers.is_empty() {
            CaseState::Reported
        } else {
            CaseState::EmergencyStop
        },
        alert: opening.alert,
        kind: opening.kind,
        fraud_type: opening.fraud_type,
        org: opening.org,
        victim: opening.victim,
        caller: opening.caller,
        name: None,
        loss: lost.loss,
        transfers: lost.transfers,
        first_transfer_at: lost.first_transfer_at,
        reported_at: opening.reported_at,
        keyed_in_at: ctx.now,
        first_stop_at: None,
        filed_at: None,
        solved_at: None,
        closed_at: None,
        suspended_from: None,
        suspended_at: None,
        rested: Span(0),
        passed_to: None,
        merged_into: None,
        reason: None,
        breaches: Vec::new(),
        owner: (actor.is_any(ctx.policy.may("case.take"))).then(|| actor.sub.clone()),
        reality: opening.reality,
        policy: ctx.policy.reference(),
    }
}

/// The transfers as told, each with an amount, none in the future.
fn transfers(told: &[ToldTransfer], ctx: &Ctx<'_>) -> Result<Vec<Transfer>, Refusal> {
    told.iter()
        .enumerate()
        .map(|(n, t)| {
            check_amount(&format!("transfers[{n}].amount"), t.amount)?;
            if let Some(at) = t.at {
                check_moment(&format!("transfers[{n}].at"), at, ctx)?;
            }
            Ok(Transfer {
                account: sealed(&t.account)?,
                institution: t.institution.clone(),
                amount: t.amount,
                at: t.at,
                method: t.method,
                delay: t.delay,
                revoked_at: None,
            })
        })
        .collect()
}

/// The loss: as told, else the checked sum of the transfers. Without any account it must be told.
fn loss(told: Option<Fen>, transfers: &[Transfer]) -> Result<Fen, Refusal> {
    let sum = transfers
        .iter()
        .try_fold(Fen::ZERO, |sum, t| sum.checked_add(t.amount))
        .ok_or_else(|| bad("the transfers add up to more than can be kept".to_owned()))?;
    let loss = told.unwrap_or(sum);
    if loss < Fen::ZERO || loss > MOST {
        return Err(bad(format!("loss: {loss} is no amount; it is 0 or more")));
    }
    if transfers.is_empty() && loss == Fen::ZERO {
        return Err(bad(
            "a case needs an account with an amount, or a loss".to_owned()
        ));
    }
    Ok(loss)
}

/// What came in on each account: several transfers to one are one sum, there since the first of them comes in.
fn by_account(floor: &Floor, transfers: &[Transfer]) -> Vec<Inflow> {
    let mut paid: Vec<Inflow> = Vec::new();
    for t in transfers {
        if let Some(p) = (paid.iter_mut()).find(|p| p.account.token == t.account.token) {
            p.amount = p.amount.map(|sum| sum.saturating_add(t.amount));
            p.at = p.at.into_iter().chain(t.arrives_at()).min();
            continue;
        }
        paid.push(Inflow {
            from: None,
            account: t.account.clone(),
            institution: t.institution.clone(),
            kind: kind_at(floor, &t.institution),
            amount: Some(t.amount),
            at: t.arrives_at(),
            telling: Telling::Whole,
        });
    }
    paid
}

/// An amount that may stand in a command.
pub fn check_amount(field: &str, amount: Fen) -> Result<(), Refusal> {
    if amount.is_positive() {
        return Ok(());
    }
    Err(bad(format!(
        "{field}: {amount} is no amount; it is more than 0 and at most {MOST}"
    )))
}

/// A moment that has been, since there are clocks.
pub fn check_moment(field: &str, at: Millis, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    if at < Millis(0) {
        return Err(bad(format!(
            "{field}: the time lies before 1970; leave it out where it is not known"
        )));
    }
    if at <= ctx.now + SLACK {
        return Ok(());
    }
    Err(bad(format!(
        "{field}: {at} lies ahead; the hub's clock says {}",
        ctx.now
    )))
}

fn bad(msg: String) -> Refusal {
    Refusal::new(Code::BadRequest, msg)
}
