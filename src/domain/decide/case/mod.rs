//! Rules of cases 案件. Opening one is in `opening`; here: what every command on a case asks first, and which
//! rule it goes to. `hold` says whose it is, `life` moves it from filed to closed, `delay` calls delayed
//! transfers back, `pass` hands it on or joins it into another, `breach` is the clock's work.

mod breach;
mod delay;
mod hold;
mod life;
mod pass;

use super::{change, opening, wrong_kind};
use crate::domain::case::{Case, CaseState};
use crate::domain::command::{Command as C, Request};
use crate::domain::event::{Body, CaseChange, Change};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::Key;
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Current, Refusal};
use crate::text::safe::SafeText;

pub use super::opening::from_alert as open_from_alert;
pub use breach::tick;
pub use life::in_house;
pub use pass::{check_goes_on, goes_on, joined, last};

/// Decides commands on cases.
pub fn decide(
    floor: &Floor,
    request: &Request,
    actor: &Actor,
    ctx: &Ctx<'_>,
) -> Result<Vec<Change>, Refusal> {
    if let C::CaseOpen(told) = &request.command {
        return opening::from_report(floor, told, request.status, actor, ctx);
    }
    let case = named(floor, request)?;
    match &request.command {
        C::CaseTake(_) => return hold::take(floor, case, actor),
        // Facts: whoever hears them may say them.
        C::CaseDelay(told) => return delay::told(floor, case, told),
        C::CaseRevoke(told) => return delay::revoke(floor, case, told, ctx),
        _ => {}
    }
    hold::check(floor, case, &request.command, actor, ctx)?;
    match &request.command {
        C::CaseNotFraud(why) => life::not_fraud(floor, case, why),
        C::CaseFile(_) => life::file(case),
        C::CaseInvestigate(_) => life::investigate(case),
        C::CaseSolve(why) => life::solve(case, why),
        C::CaseReturn(_) => life::give_back(floor, case),
        C::CaseClose(why) => life::close(floor, case, why),
        C::CaseSuspend(why) => life::suspend(floor, case, why),
        C::CaseResume(_) => life::resume(case),
        C::CaseReopen(why) => life::reopen(floor, case, why),
        C::CaseTransfer(told) => pass::on(floor, case, told, ctx.policy),
        C::CaseMerge(told) => pass::merge(floor, case, told),
        other => Err(Refusal::new(
            Code::Internal,
            format!("`{}` is no command on cases", other.name()),
        )),
    }
}

/// The case a request names.
pub fn named<'a>(floor: &'a Floor, request: &Request) -> Result<&'a Held<Case>, Refusal> {
    let Some(Key::Case(id)) = &request.key else {
        return Err(wrong_kind(request.key.as_ref(), "a case"));
    };
    floor
        .case(id)
        .ok_or_else(|| Refusal::new(Code::NotFound, format!("there is no case {id}")))
}

/// The case as it stands, for those who came too late.
pub fn illegal(case: &Held<Case>, msg: impl AsRef<str>) -> Refusal {
    refuse(case, Code::IllegalTransition, msg)
}

/// A refusal that says how the case stands.
fn refuse(case: &Held<Case>, code: Code, msg: impl AsRef<str>) -> Refusal {
    Refusal::new(code, msg).with(Current {
        ver: case.ver,
        owner: case.owner.clone(),
        state: Some(SafeText::line(&case.state.word())),
    })
}

/// Refuses work on a case that has ended.
pub fn check_open(case: &Held<Case>) -> Result<(), Refusal> {
    if case.state.is_open() {
        return Ok(());
    }
    Err(illegal(
        case,
        format!("case {} has ended ({})", case.no, case.state),
    ))
}

/// Refuses a case that is in none of the states.
fn expect_state(case: &Held<Case>, allowed: &[CaseState]) -> Result<(), Refusal> {
    if allowed.contains(&case.state) {
        return Ok(());
    }
    let words: Vec<_> = allowed.iter().map(|s| s.word()).collect();
    let (no, state) = (case.no, case.state);
    Err(illegal(
        case,
        format!("case {no} is {state}, not {}", words.join(" or ")),
    ))
}

/// Refuses an empty reason.
pub fn check_reason(reason: &SafeText) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Code::ReasonRequired, "say why in words"));
    }
    Ok(())
}

/// The case goes on to another state.
pub fn to_state(key: Key, state: CaseState, reason: Option<SafeText>) -> Change {
    change(
        key,
        Body::CaseChanged(CaseChange {
            state,
            reason,
            to: None,
            into: None,
        }),
    )
}

/// The same as the one change of a decision.
fn moved(case: &Case, state: CaseState, reason: Option<&SafeText>) -> Vec<Change> {
    vec![to_state(Key::Case(case.id), state, reason.cloned())]
}

#[cfg(test)]
mod tests;
