//! Rules of the trace 追踪: places are found by hand or told by the institution before, institutions are asked,
//! answers are followed. A platform is asked whose card it is 订单反查, a bank where the money went 资金流查询.

use super::answer::measured;
use super::case::{check_goes_on, check_reason, named as named_case};
use super::draft::Drafting;
use super::flow;
use super::grow::{Growing, Inflow, Telling};
use super::opening::{check_amount, check_moment};
use super::order::reality_of;
use super::{Mint, change, sealed, wrong_kind};
use crate::domain::case::Case;
use crate::domain::command::{AddHop, Command as C, EndHop, HopTold, Request, ToldAccount};
use crate::domain::event::{
    Body, Change, DeskWork, HopAnswer, HopAsked, HopDue, HopEnding, Nothing, Reality,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::{Hop, HopEnd, HopState};
use crate::domain::ids::{HopId, Key, Sub};
use crate::domain::masked::Masked;
use crate::domain::order::{NextAccount, PaperState};
use crate::domain::org::{Actor, PaperPolicy};
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Current, Refusal};
use crate::domain::trace;
use crate::text::safe::SafeText;

/// Decides commands on hops.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    match &request.command {
        C::HopAdd(told) => return add(floor, request, told, actor, ctx),
        C::HopFlow(told) => return flow::decide(floor, request, told, actor, ctx),
        _ => {}
    }
    let hop = named(floor, request)?;
    let body = match &request.command {
        C::HopAsk(_) => {
            check_goes_on(floor, case_of(floor, hop)?)?;
            ask(floor, hop, request.status, &actor.sub, ctx)?
        }
        C::HopPaper(_) => paper(hop, ctx)?,
        C::HopAnswer(told) => return answer(floor, hop, told, actor, ctx),
        C::HopEnds(told) => end(floor, hop, told)?,
        other => {
            return Err(Refusal::new(
                Code::Internal,
                format!("`{}` is no command on hops", other.name()),
            ));
        }
    };
    Ok(vec![change(Key::Hop(hop.id), body)])
}

/// The hop a request names.
fn named<'a>(floor: &'a Floor, request: &Request) -> Result<&'a Held<Hop>, Refusal> {
    let Some(Key::Hop(id)) = &request.key else {
        return Err(wrong_kind(request.key.as_ref(), "a hop"));
    };
    (floor.hop(id)).ok_or_else(|| Refusal::new(Code::NotFound, format!("there is no hop {id}")))
}

fn case_of<'a>(floor: &'a Floor, hop: &Hop) -> Result<&'a Held<Case>, Refusal> {
    floor.case(&hop.case).ok_or_else(|| {
        let msg = format!("case {} of the hop is not on the floor", hop.case);
        Refusal::new(Code::NotFound, msg)
    })
}

/// The hop as it stands, for those who came too late.
fn illegal(floor: &Floor, hop: &Held<Hop>, msg: impl AsRef<str>) -> Refusal {
    Refusal::new(Code::IllegalTransition, msg).with(Current {
        ver: hop.ver,
        owner: None,
        state: Some(SafeText::line(&trace::state(floor, hop).word())),
    })
}

fn expect_state(floor: &Floor, hop: &Held<Hop>, allowed: &[HopState]) -> Result<(), Refusal> {
    if allowed.contains(&hop.state) {
        return Ok(());
    }
    let words: Vec<_> = allowed.iter().map(|state| state.word()).collect();
    let msg = format!(
        "hop {} is {}, not {}",
        hop.account.shown(),
        hop.state,
        words.join(" or ")
    );
    Err(illegal(floor, hop, msg))
}

/// A place found by hand. One that is known already only learns what nobody knew of it, the sum or the time:
/// whoever types it a second time mostly means the same transfer.
fn add(
    floor: &Floor,
    request: &Request,
    told: &AddHop,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    let case = named_case(floor, request)?;
    check_goes_on(floor, case)?;
    if let Some(amount) = told.amount {
        check_amount("amount", amount)?;
    }
    if let Some(at) = told.at {
        check_moment("at", at, ctx)?;
    }
    let account = sealed(&told.account)?;
    // On a real case an exercise has a trace of its own.
    let reality = reality_of(case, request);
    check_parent(floor, told.parent, case, &account, reality)?;
    let mut growing = Growing::new(floor, ctx, case, reality);
    let (mut amount, mut at) = (told.amount, told.at);
    if let Some(hop) = growing.on(account.token) {
        amount = amount.filter(|_| hop.amount.is_none());
        at = at.filter(|_| hop.at.is_none());
        if amount.is_none() && at.is_none() {
            let msg = format!(
                "{} stands in the trace of case {} already, at tier {}",
                account.shown(),
                case.no,
                hop.depth
            );
            return Err(Refusal::new(Code::IllegalTransition, msg));
        }
    }
    let money = Inflow {
        from: told.parent,
        account,
        institution: told.institution.clone(),
        kind: told.kind,
        amount,
        at,
        telling: Telling::One,
    };
    growing.take(&mut Mint::new(ctx), money, &actor.sub)?;
    Ok(growing.changes().collect())
}

/// Money comes from another place of the same trace.
fn check_parent(
    floor: &Floor,
    parent: Option<HopId>,
    case: &Case,
    account: &Masked,
    reality: Reality,
) -> Result<(), Refusal> {
    let Some(id) = parent else { return Ok(()) };
    let hop = (floor.hop(&id))
        .filter(|hop| hop.case == case.id && hop.reality == reality)
        .ok_or_else(|| {
            let msg = format!("parent: there is no hop {id} in case {}", case.no);
            Refusal::new(Code::NotFound, msg)
        })?;
    if hop.account.token == account.token {
        let msg = "parent: money does not come from the account it goes to";
        return Err(Refusal::new(Code::BadRequest, msg));
    }
    Ok(())
}

/// Asks the institution. Where it wants the paper first, the request waits for it; asked again, it may go on.
/// What is only an exercise never leaves the house.
pub fn ask(
    floor: &Floor,
    hop: &Held<Hop>,
    status: Reality,
    by: &Sub,
    ctx: &Ctx<'_>,
) -> Result<Body, Refusal> {
    use HopState as S;
    expect_state(
        floor,
        hop,
        &[S::Identified, S::Answered, S::Resolved, S::TimedOut],
    )?;
    if !status.is_actual() || !hop.reality.is_actual() {
        return Err(Refusal::new(
            Code::Forbidden,
            "an exercise never leaves the house; the institution is not asked",
        ));
    }
    let wants_paper =
        (floor.desk(&hop.institution)).is_some_and(|desk| desk.paper == PaperPolicy::PaperFirst);
    let paper = match hop.paper {
        Some(PaperState::Attached) => PaperState::Attached,
        _ => PaperState::Missing,
    };
    let waits = wants_paper && paper != PaperState::Attached;
    Ok(Body::HopAsked(HopAsked {
        by: by.clone(),
        paper,
        due_at: (!waits).then(|| ctx.now + ctx.policy.clock.query_answer.due),
    }))
}

/// The legal document was handed in. What waited for it goes on; what runs already keeps its clock.
fn paper(hop: &Held<Hop>, ctx: &Ctx<'_>) -> Result<Body, Refusal> {
    let runs = hop.due_at.filter(|_| hop.state == HopState::Requested);
    let owed = matches!(hop.state, HopState::PaperPending | HopState::Requested)
        && hop.paper != Some(PaperState::Attached);
    if !owed {
        let msg = format!("hop {} owes no paper", hop.account.shown());
        return Err(Refusal::new(Code::IllegalTransition, msg));
    }
    Ok(Body::HopPaper(HopDue {
        due_at: runs.unwrap_or(ctx.now + ctx.policy.clock.query_answer.due),
    }))
}

/// What the institution says, in time or late: the card behind the number, or where the money went. Only its own
/// desk may say so.
fn answer(
    floor: &Floor,
    hop: &Held<Hop>,
    told: &HopTold,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    if !actor.institutions.contains(&hop.institution) {
        let msg = "the request is not for your institution";
        return Err(Refusal::new(Code::Forbidden, msg));
    }
    if (hop.asked_by.as_ref()).is_some_and(|by| by.is_same_person(&actor.sub)) {
        let msg = format!("you asked; another person at {} answers", hop.institution);
        return Err(Refusal::new(Code::SecondPersonRequired, msg));
    }
    expect_state(floor, hop, &[HopState::Requested, HopState::TimedOut])?;
    let outputs = told_accounts("outputs", &told.outputs, ctx)?;
    let state = if outputs.is_empty() {
        HopState::Answered
    } else {
        HopState::Resolved
    };
    let key = || Key::Hop(hop.id);
    let mut drafting = Drafting::new(
        floor,
        ctx,
        Mint::new(ctx),
        case_of(floor, hop)?,
        hop.reality,
    );
    let parent = trace::order_of(floor, hop).map(|order| order.id);
    drafting.follow(hop, &outputs, parent)?;
    let rows = told.rows;
    let mut changes = vec![change(key(), Body::HopAnswered(HopAnswer { state, rows }))];
    changes.extend(told.ended.map(|how| ended(hop, how)));
    changes.extend(drafting.changes());
    let began = hop.wait_clock(ctx.policy).map(|clock| clock.started);
    let work = (DeskWork::Query, began);
    changes.extend(measured(floor, &hop.institution, work, ctx));
    Ok(changes)
}

/// Accounts as an institution tells them, each with an amount, none in the future.
pub fn told_accounts(
    field: &str,
    told: &[ToldAccount],
    ctx: &Ctx<'_>,
) -> Result<Vec<NextAccount>, Refusal> {
    told.iter()
        .enumerate()
        .map(|(n, told)| {
            check_amount(&format!("{field}[{n}].amount"), told.amount)?;
            if let Some(at) = told.at {
                check_moment(&format!("{field}[{n}].at"), at, ctx)?;
            }
            Ok(NextAccount {
                account: sealed(&told.account)?,
                institution: told.institution.clone(),
                amount: told.amount,
                at: told.at,
            })
        })
        .collect()
}

/// The trace ends here, as an institution says.
pub fn ended(hop: &Hop, how: HopEnd) -> Change {
    let body = Body::HopEnded(HopEnding { how, reason: None });
    change(Key::Hop(hop.id), body)
}

/// The trace ends here, as an officer says: with a reason, and not over an order that is still open.
fn end(floor: &Floor, hop: &Held<Hop>, told: &EndHop) -> Result<Body, Refusal> {
    check_goes_on(floor, case_of(floor, hop)?)?;
    if hop.state.has_ended() {
        let msg = format!(
            "hop {} has ended already ({})",
            hop.account.shown(),
            hop.state
        );
        return Err(illegal(floor, hop, msg));
    }
    if let Some(order) = trace::order_of(floor, hop).filter(|order| order.state.is_open()) {
        let msg = format!("order {} there is still open ({})", order.no, order.state);
        return Err(illegal(floor, hop, msg));
    }
    check_reason(&told.reason)?;
    Ok(Body::HopEnded(HopEnding {
        how: told.how,
        reason: Some(told.reason.clone()),
    }))
}

/// The clock's work on hops: institutions that did not answer in time. They still may.
pub fn tick<'a>(floor: &'a Floor, ctx: &Ctx<'_>) -> impl Iterator<Item = Change> + 'a {
    let now = ctx.now;
    let silent =
        move |hop: &&Held<Hop>| hop.awaits_answer() && hop.due_at.is_some_and(|at| at <= now);
    let hops = floor.hops().values().filter(silent);
    hops.map(|hop| change(Key::Hop(hop.id), Body::HopTimedOut(Nothing {})))
}

#[cfg(test)]
mod tests;
