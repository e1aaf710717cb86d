//! What is learnt on the line: answers of the call script re-score the alert on the spot, the call's own state
//! comes and goes, and a graver case is called graver.

use super::{On, one_graver};
use crate::domain::alert::{AlertState, CallState, Tier};
use crate::domain::command::Escalate;
use crate::domain::decide::{Mint, intervention};
use crate::domain::event::{Body, CallChange, Change, Escalated, Lease, Nothing, Rescored};
use crate::domain::ids::InterventionId;
use crate::domain::intervention::InterventionState;
use crate::domain::org::Role;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::script::{Answer, Question, SCORE_MOST, Script};

/// Takes an answer of the call script. Whoever answers has been reached.
pub fn answer(on: &On<'_>, answer: Answer) -> Result<Vec<Change>, Refusal> {
    on.owned()?;
    check_answer(on, &answer)?;
    let mut script = on.alert.script.clone();
    script.put(answer);

    let mut bodies = Vec::new();
    if on.alert.state == AlertState::Claimed {
        bodies.push(Body::AlertWorking(Nothing {}));
    }
    let (call, reach) =
        intervention::call_of_script(on, InterventionId(Mint::new(on.ctx).ulid()), &script);
    bodies.extend(reach);
    if on.alert.contacted_at.is_none() {
        bodies.push(Body::AlertContacted(Nothing {}));
    }
    bodies.push(Body::AlertAnswered(answer));
    bodies.extend(rescored(on, &script));
    if answer.question == Question::Transferred && script.has_transferred() {
        bodies.extend(
            call.map(|id| intervention::changed(id, InterventionState::AlreadyTransferred)),
        );
    }
    bodies.push(Body::AlertProgressed(Lease {
        until: on.lease_until(),
    }));
    Ok(on.changes(bodies))
}

fn check_answer(on: &On<'_>, answer: &Answer) -> Result<(), Refusal> {
    let Answer {
        question,
        choice,
        amount,
    } = *answer;
    if !question.allows(choice) {
        return Err(on.refuse(
            Code::BadRequest,
            &format!("`{choice}` does not answer `{question}`"),
        ));
    }
    match (question, amount) {
        (Question::Amount, Some(sum)) if sum.is_positive() => Ok(()),
        (Question::Amount, _) => {
            Err(on.refuse(Code::BadRequest, "`amount` needs a sum of more than 0 fen"))
        }
        (_, None) => Ok(()),
        (_, Some(_)) => Err(on.refuse(Code::BadRequest, &format!("`{question}` takes no amount"))),
    }
}

/// The source's score and the points of all answers; the tier only gets graver.
fn rescored(on: &On<'_>, script: &Script) -> Option<Body> {
    let rules = &on.ctx.policy.script;
    let score = on
        .alert
        .model_score
        .saturating_add(script.points(rules))
        .min(SCORE_MOST);
    let tier = on.alert.tier.graver(rules.tier(score));
    ((score, tier) != (on.alert.score, on.alert.tier))
        .then_some(Body::AlertRescored(Rescored { score, tier }))
}

/// Takes the state of the call, from the carrier's feed or from the officer who holds the alert.
pub fn call(on: &On<'_>, to: CallState) -> Result<Vec<Change>, Refusal> {
    if !on.alert.state.is_open() {
        return Err(on.illegal("its call is of the past"));
    }
    if !on.actor.is_any(&[Role::Producer]) {
        on.owned_or_commander()?;
    }
    let from = on.alert.call.as_ref().map(|call| call.state);
    if !follows(from, to) {
        let from = from.map_or_else(|| "no call".into(), CallState::word);
        return Err(on.refuse(
            Code::IllegalTransition,
            &format!("a call does not go from {from} to {to}"),
        ));
    }
    Ok(vec![on.change(Body::AlertCall(CallChange { state: to }))])
}

/// Whether a call may go on so; an ended one may be followed by a new one.
fn follows(from: Option<CallState>, to: CallState) -> bool {
    use CallState as S;
    match from {
        Some(S::Ringing) => matches!(to, S::Active | S::Cut | S::Ended),
        Some(S::Active) => matches!(to, S::Cut | S::Ended),
        None | Some(S::Cut | S::Ended) => to.is_live(),
        Some(S::Unknown(_)) => true,
    }
}

/// Calls the alert graver: by default one step. A P0 stays P0 and is marked escalated once.
pub fn escalate(on: &On<'_>, told: &Escalate) -> Result<Vec<Change>, Refusal> {
    on.owned()?;
    on.reason(&told.reason)?;
    if on.alert.state == AlertState::Claimed {
        return Err(on.illegal("make a first attempt before it is escalated"));
    }
    let tier = told.tier.unwrap_or_else(|| one_graver(on.alert.tier));
    let marks_p0 =
        tier == Tier::P0 && on.alert.tier == Tier::P0 && on.alert.state != AlertState::Escalated;
    if tier >= on.alert.tier && !marks_p0 {
        return Err(on.illegal(&format!(
            "it is {} already, a tier only goes up",
            on.alert.tier
        )));
    }
    let mut bodies = vec![Body::AlertEscalated(Escalated {
        tier,
        reason: told.reason.clone(),
    })];
    bodies.extend(on.progress());
    Ok(on.changes(bodies))
}
