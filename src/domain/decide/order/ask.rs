//! What is asked about an order in force: a second stop 二次止付, a freeze 冻结, its renewal 续冻, the release 解除. One
//! person asks, a second one with the right to it agrees, the institution carries it out or declines. Whatever
//! is asked, the time of a stop or a freeze runs on.

use super::super::answer::{late, measured, overtaken};
use super::super::case::{check_reason, last};
use super::super::change;
use super::super::draft::check_stops;
use super::{expect_state, refuse};
use crate::domain::case::Case;
use crate::domain::command::{AskFor, Command as C, Request, Why};
use crate::domain::event::{
    AskApproved, Body, Change, DeskWork, Granted, Nothing, Reality, Reason,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::Key;
use crate::domain::order::{AskKind, FreezeTerm, LetLapse, Order, OrderAsk, OrderState};
use crate::domain::org::{Actor, Role};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::{Millis, Span};

/// Decides what officers say about an order in force.
pub fn decide(
    floor: &Floor,
    order: &Held<Order>,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Body, Refusal> {
    match &request.command {
        C::OrderAsk(told) => {
            check_real(order, request.status)?;
            ask(floor, order, told, actor, ctx)
        }
        C::OrderApprove(_) => {
            check_real(order, request.status)?;
            approve(floor, order, actor, ctx)
        }
        C::OrderWithdraw(_) => withdraw(order, ctx),
        C::OrderLetLapse(why) => {
            check_real(order, request.status)?;
            let_lapse(order, why, actor, ctx)
        }
        other => Err(Refusal::new(
            Code::Internal,
            format!("`{}` asks nothing", other.name()),
        )),
    }
}

/// What is only an exercise never reaches an institution, and touches no real money.
fn check_real(order: &Held<Order>, status: Reality) -> Result<(), Refusal> {
    if status.is_actual() && order.reality.is_actual() {
        return Ok(());
    }
    Err(refuse(
        order,
        Code::Forbidden,
        "an exercise never leaves the house; nothing is asked",
    ))
}

fn ask(
    floor: &Floor,
    order: &Held<Order>,
    told: &AskFor,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Body, Refusal> {
    if let Some(ask) = &order.ask {
        return Err(refuse(
            order,
            Code::IllegalTransition,
            format!(
                "`{}` is being asked about order {} already, by {}",
                ask.kind, order.no, ask.by
            ),
        ));
    }
    let freezes = matches!(told.kind, AskKind::Freeze | AskKind::Renew);
    if told.term.is_some() && !freezes {
        return Err(refuse(
            order,
            Code::BadRequest,
            "term: only a freeze and its renewal have one",
        ));
    }
    if told.kind == AskKind::Release {
        check_reason(&told.reason)?;
    }
    check_possible(floor, order, told.kind, ctx)?;
    Ok(Body::OrderAsked(OrderAsk {
        kind: told.kind,
        term: freezes.then(|| told.term.unwrap_or(FreezeTerm::Ordinary)),
        by: actor.sub.clone(),
        at: ctx.now,
        reason: told.reason.clone(),
        approved_by: None,
        leaves_at: None,
        sent_at: None,
        due_at: None,
    }))
}

/// Whether a thing may be done to an order as it stands: looked at when it is asked and agreed to.
fn check_possible(
    floor: &Floor,
    order: &Held<Order>,
    kind: AskKind,
    ctx: &Ctx<'_>,
) -> Result<(), Refusal> {
    expect_state(order, states(kind))?;
    check_time(order, ctx)?;
    match kind {
        AskKind::SecondStop => check_stops(floor, order.target.token, ctx.policy),
        AskKind::Freeze if !is_filed(floor, order) => Err(refuse(
            order,
            Code::IllegalTransition,
            "money is frozen only in a filed case; file the case first",
        )),
        _ => Ok(()),
    }
}

/// Whether an institution may say that it did what had left for it. It may have done so before the time ended and
/// say it after: the word comes late, the money is held all the same.
fn check_granted(
    floor: &Floor,
    order: &Held<Order>,
    kind: AskKind,
    ctx: &Ctx<'_>,
) -> Result<(), Refusal> {
    let mut allowed = states(kind).to_vec();
    if kind != AskKind::Release {
        allowed.push(OrderState::Lapsed);
    }
    expect_state(order, &allowed)?;
    match kind {
        AskKind::SecondStop => check_stops(floor, order.target.token, ctx.policy),
        _ => Ok(()),
    }
}

/// The states in which a thing may be done. A freeze that has left is waited for as `freeze_requested`.
fn states(kind: AskKind) -> &'static [OrderState] {
    match kind {
        AskKind::SecondStop => &[OrderState::Stopped],
        AskKind::Freeze => &[OrderState::Stopped, OrderState::FreezeRequested],
        AskKind::Renew => &[OrderState::Frozen],
        AskKind::Release => &[OrderState::Stopped, OrderState::Frozen, OrderState::InForce],
        AskKind::Unknown(_) => &[],
    }
}

/// Refuses what comes after the end; the clock only has not said so yet.
fn check_time(order: &Held<Order>, ctx: &Ctx<'_>) -> Result<(), Refusal> {
    match order.expires_at {
        Some(at) if at <= ctx.now => Err(refuse(
            order,
            Code::TooLate,
            format!("order {} ended by itself at {at}", order.no),
        )),
        _ => Ok(()),
    }
}

/// Whether a case the order holds for, or the one that went into, is filed 立案.
fn is_filed(floor: &Floor, order: &Order) -> bool {
    let mut cases = order.cases().filter_map(|id| floor.case(&id));
    let filed = |case: &Held<Case>| case.filed_at.is_some();
    cases.any(|case| filed(case) || last(floor, case).is_some_and(filed))
}

/// What waits for an agreement, or for its moment to leave.
fn pending(order: &Held<Order>) -> Result<&OrderAsk, Refusal> {
    order.ask.as_ref().ok_or_else(|| {
        refuse(
            order,
            Code::IllegalTransition,
            format!("nothing is being asked about order {}", order.no),
        )
    })
}

/// The second person agrees; it leaves after the recall time.
fn approve(
    floor: &Floor,
    order: &Held<Order>,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Body, Refusal> {
    let ask = pending(order)?;
    if let Some(by) = &ask.approved_by {
        return Err(refuse(
            order,
            Code::IllegalTransition,
            format!("`{}` of order {} is approved by {by}", ask.kind, order.no),
        ));
    }
    check_approver(order, ask, actor)?;
    check_possible(floor, order, ask.kind, ctx)?;
    Ok(Body::OrderAskApproved(AskApproved {
        by: actor.sub.clone(),
        leaves_at: ctx.now + Span::secs(ctx.policy.order.recall_s),
    }))
}

/// Another person than the one who asked, with the right to what is asked.
fn check_approver(order: &Held<Order>, ask: &OrderAsk, actor: &Actor) -> Result<(), Refusal> {
    if ask.by.is_same_person(&actor.sub) {
        return Err(refuse(
            order,
            Code::SecondPersonRequired,
            format!("you asked for it; another person approves `{}`", ask.kind),
        ));
    }
    let roles = approvers(order, ask.kind);
    if !actor.is_any(roles) {
        let words: Vec<_> = roles.iter().map(|role| role.word()).collect();
        return Err(refuse(
            order,
            Code::Forbidden,
            format!("`{}` is approved by: {}", ask.kind, words.join(", ")),
        ));
    }
    if ask.term == Some(FreezeTerm::Major) && !actor.org.is_city_or_above() {
        return Err(refuse(
            order,
            Code::Forbidden,
            format!(
                "a freeze of a major case is approved at city level; {} is below",
                actor.org
            ),
        ));
    }
    Ok(())
}

/// Who may agree to it.
fn approvers(order: &Order, kind: AskKind) -> &'static [Role] {
    match kind {
        AskKind::SecondStop => &[Role::Disposal, Role::Commander, Role::Approver],
        AskKind::Release if !order.is_after_money() => &[Role::Commander, Role::Approver],
        _ => &[Role::Approver],
    }
}

/// Taken back, while it has not left.
fn withdraw(order: &Held<Order>, ctx: &Ctx<'_>) -> Result<Body, Refusal> {
    let ask = pending(order)?;
    let leaving = ask.leaves_at.is_some_and(|at| at <= ctx.now);
    if leaving || ask.sent_at.is_some() {
        return Err(refuse(
            order,
            Code::TooLate,
            format!("`{}` of order {} has left", ask.kind, order.no),
        ));
    }
    Ok(Body::OrderAskWithdrawn(Nothing {}))
}

/// A named person lets held money go free at its time; the alarms of the cliff then keep silent.
fn let_lapse(
    order: &Held<Order>,
    why: &Why,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Body, Refusal> {
    expect_state(
        order,
        &[
            OrderState::Stopped,
            OrderState::FreezeRequested,
            OrderState::Frozen,
        ],
    )?;
    check_time(order, ctx)?;
    check_reason(&why.reason)?;
    if let Some(named) = &order.let_lapse {
        return Err(refuse(
            order,
            Code::IllegalTransition,
            format!("{} lets order {} lapse already", named.by, order.no),
        ));
    }
    Ok(Body::OrderLetLapse(LetLapse {
        by: actor.sub.clone(),
        at: ctx.now,
        reason: why.reason.clone(),
    }))
}

/// What the institution says to what was asked. Its desk has answered then, too.
pub fn answered(
    floor: &Floor,
    order: &Held<Order>,
    command: &C,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let sent = order.ask.as_ref().filter(|ask| ask.sent_at.is_some());
    let Some(ask) = sent else {
        return Err(refuse(
            order,
            Code::IllegalTransition,
            format!("nothing asked about order {} waits for you", order.no),
        ));
    };
    let mut given_up = Vec::new();
    let body = if let C::OrderDeclined(why) = command {
        check_reason(&why.reason)?;
        Body::OrderDeclined(Reason {
            reason: why.reason.clone(),
        })
    } else {
        check_granted(floor, order, ask.kind, ctx)?;
        given_up = overtaken(floor, order, ctx)?;
        Body::OrderGranted(Granted {
            kind: ask.kind,
            expires_at: ends_at(order, ask, ctx),
        })
    };
    let mut changes: Vec<Change> = late(order, &given_up).collect();
    changes.push(change(Key::Order(order.id), body));
    changes.extend(measured(
        floor,
        &order.institution,
        (DeskWork::Ask, ask.sent_at),
        ctx,
    ));
    Ok(changes)
}

/// Until when the order holds once it is granted. A second stop and a renewal go on where the time before ends, so
/// that whoever asks early loses nothing. A freeze told after the stop had ended was made before it did: its time is counted
/// from there, rather too short than too long.
fn ends_at(order: &Order, ask: &OrderAsk, ctx: &Ctx<'_>) -> Option<Millis> {
    let clock = &ctx.policy.clock;
    let frozen = |from| ctx.policy.freeze_ends(ask.term, from);
    let end = order.expires_at.unwrap_or(ctx.now);
    match ask.kind {
        AskKind::SecondStop => Some(end + clock.stop_cliff.due),
        AskKind::Freeze => Some(frozen(end.min(ctx.now))),
        AskKind::Renew => Some(frozen(end)),
        AskKind::Release | AskKind::Unknown(_) => None,
    }
}
