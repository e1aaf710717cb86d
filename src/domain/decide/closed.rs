//! Words are open on the wire and closed in decisions: a command that says a word this version does not know
//! is refused before any rule reads it.

use std::fmt::Display;

use crate::domain::command::{Command as C, Request, ToldTransfer};
use crate::domain::hop::HopEnd;
use crate::domain::refusal::{Code, Refusal};

/// Refuses words of open lists that this version does not know.
pub fn check(request: &Request) -> Result<(), Refusal> {
    known("status", request.status, request.status.is_known())?;
    match &request.command {
        C::AlertRaise(a) => {
            known("kind", a.kind, a.kind.is_known())?;
            known("tier", a.tier, a.tier.is_known())?;
            known("fraud_type", a.fraud_type, a.fraud_type.is_known())?;
            known("channel", a.channel, a.channel.is_known())?;
            if let Some(call) = &a.call {
                known("call.state", call.state, call.state.is_known())?;
            }
            a.transcript
                .iter()
                .try_for_each(|turn| known("transcript.who", turn.who, turn.who.is_known()))
        }
        C::AlertEscalate(a) => a
            .tier
            .map_or(Ok(()), |tier| known("tier", tier, tier.is_known())),
        C::AlertClose(a) => known("outcome", a.outcome, a.outcome.is_known()),
        C::AlertConvert(a) => methods(&a.transfers),
        C::AlertAnswer(a) => {
            known("question", a.question, a.question.is_known())?;
            known("choice", a.choice, a.choice.is_known())
        }
        C::AlertCall(a) => known("state", a.state, a.state.is_known()),
        C::InterventionStart(a) => known("kind", a.kind, a.kind.is_known()),
        C::InterventionReport(a) => known("state", a.state, a.state.is_known()),
        C::CaseOpen(a) => {
            known("kind", a.kind, a.kind.is_known())?;
            known("fraud_type", a.fraud_type, a.fraud_type.is_known())?;
            methods(&a.transfers)
        }
        C::CaseDelay(a) => known("delay", a.delay, a.delay.is_known()),
        C::HopAdd(a) => known("kind", a.kind, a.kind.is_known()),
        C::HopAnswer(a) => ended(a.ended),
        C::HopEnds(a) => known("how", a.how, a.how.is_known()),
        C::OrderTelecom(a) => known("measure", a.measure, a.measure.is_known()),
        C::OrderAsk(a) => {
            known("kind", a.kind, a.kind.is_known())?;
            a.term
                .map_or(Ok(()), |term| known("term", term, term.is_known()))
        }
        C::OrderEmpty(a) => ended(a.ended),
        C::OrderMismatch(a) => known("field", a.field, a.field.is_known()),
        C::SeatStatus(a) => known("status", a.status, a.status.is_known()),
        C::DeskList(a) => {
            known("kind", a.kind, a.kind.is_known())?;
            known("paper", a.paper, a.paper.is_known())
        }
        C::OrgList(a) => known("level", a.level, a.level.is_known()),
        _ => Ok(()),
    }
}

fn methods(transfers: &[ToldTransfer]) -> Result<(), Refusal> {
    transfers.iter().try_for_each(|t| {
        known("transfers.method", t.method, t.method.is_known())?;
        t.delay
            .map_or(Ok(()), |d| known("transfers.delay", d, d.is_known()))
    })
}

fn ended(how: Option<HopEnd>) -> Result<(), Refusal> {
    how.map_or(Ok(()), |how| known("ended", how, how.is_known()))
}

fn known(field: &str, word: impl Display, is_known: bool) -> Result<(), Refusal> {
    if is_known {
        return Ok(());
    }
    Err(Refusal::new(
        Code::BadRequest,
        format!("{field}: `{word}` is no word this hub knows"),
    ))
}
