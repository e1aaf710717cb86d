//! Whether the hub would carry a command out: its own rules, asked on the console's floor before anything is sent.
//! So the console has no rules of orders and cases of its own; [`because`] only finds the words for a refusal.

use super::CaseStep;
use crate::domain::case::Case;
use crate::domain::command::{AskFor, Command, MergeCase, NoArgs, PassOn, Request, Why as Reason};
use crate::domain::decide::decide;
use crate::domain::event::{Change, Reality};
use crate::domain::floor::Held;
use crate::domain::ids::Key;
use crate::domain::order::{AskKind, Order};
use crate::domain::org::Actor;
use crate::domain::policy::Ctx;
use crate::domain::refusal::{Code, Refusal};
use crate::text::safe::SafeText;
use crate::text::words::Why;
use crate::tui::app::model::Model;

/// What stands for an organisation that is not named yet.
const ELSEWHERE: &str = "000000";
/// What stands for words that are not typed yet.
const SOMETHING: &str = "-";

/// The refusal the hub would answer; `None` when it would carry the command out.
pub fn refusal(model: &Model, key: &Key, command: Command) -> Option<Refusal> {
    let actor = model.actor.as_ref()?;
    changes(model, actor, key, command).err()
}

/// What the hub would make of a command.
///
/// # Errors
/// The refusal it would answer.
pub fn changes(
    model: &Model,
    actor: &Actor,
    key: &Key,
    command: Command,
) -> Result<Vec<Change>, Refusal> {
    let request = Request {
        key: Some(key.clone()),
        expect: model.ver(key),
        status: Reality::Actual,
        command,
    };
    let ctx = Ctx {
        now: model.now(),
        policy: &model.policy,
        salt: 0,
    };
    decide(model.floor(), &request, actor, &ctx)
}

/// Why the hub would not carry out a command on an order.
pub fn on_order(model: &Model, order: &Held<Order>, command: Command) -> Option<Why> {
    let key = Key::Order(order.id);
    let ask = match &command {
        Command::OrderAsk(ask) => Some(ask.kind),
        _ => None,
    };
    let refusal = refusal(model, &key, command)?;
    Some(because::order(order, ask, refusal.code))
}

/// Why the hub would not take a step on a case.
pub fn on_case(model: &Model, case: &Held<Case>, command: Command) -> Option<Why> {
    let key = Key::Case(case.id);
    let is_pass = matches!(command, Command::CaseTransfer(_));
    let waits_for_orders = matches!(
        command,
        Command::CaseClose(_) | Command::CaseSuspend(_) | Command::CaseNotFraud(_)
    );
    let refusal = refusal(model, &key, command)?;
    // Where to is not said yet: a refusal about that is none of the case.
    if matches!(refusal.code, Code::NotFound | Code::BadRequest) {
        return None;
    }
    let other = case.owner.as_ref().filter(|o| !model.is_me(Some(o)));
    let open = model.floor().orders_of(case.id);
    let open = open.filter(|order| order.state.is_open()).count();
    Some(match (refusal.code, other) {
        (Code::Forbidden, Some(owner)) => Why::HeldBy(owner.clone()),
        (Code::Forbidden, None) => Why::Role,
        _ if !case.state.is_open() => Why::CaseIs(case.state),
        _ if waits_for_orders && open > 0 => Why::OrdersOpen(open),
        _ if is_pass && is_early(case) => Why::StopFirst,
        _ => Why::CaseIs(case.state),
    })
}

/// Whether a case is at the stage where the money comes before everything else.
fn is_early(case: &Case) -> bool {
    use crate::domain::case::CaseState as S;
    matches!(
        case.state,
        S::Reported | S::Verifying | S::EmergencyStop | S::Filed | S::Investigating | S::Reopened
    )
}

/// What is asked about an order, before a reason or a term is given.
pub fn ask(kind: AskKind) -> Command {
    Command::OrderAsk(AskFor {
        kind,
        term: None,
        reason: SafeText::line(SOMETHING),
    })
}

/// That a named person lets it lapse, before the reason is typed.
pub fn let_lapse() -> Command {
    Command::OrderLetLapse(Reason {
        reason: SafeText::line(SOMETHING),
    })
}

/// A step of a case, before its words are typed.
pub fn step(step: CaseStep, case: &Case) -> Command {
    let none = NoArgs {};
    let why = Reason {
        reason: SafeText::line(SOMETHING),
    };
    match step {
        CaseStep::File => Command::CaseFile(none),
        CaseStep::Investigate => Command::CaseInvestigate(none),
        CaseStep::Solve => Command::CaseSolve(why),
        CaseStep::Return => Command::CaseReturn(none),
        CaseStep::Close => Command::CaseClose(why),
        CaseStep::Suspend => Command::CaseSuspend(why),
        CaseStep::Resume => Command::CaseResume(none),
        CaseStep::PassOn => Command::CaseTransfer(PassOn {
            org: ELSEWHERE.parse().unwrap_or_else(|_| case.org.clone()),
            reason: SafeText::line(SOMETHING),
        }),
        CaseStep::Merge => Command::CaseMerge(MergeCase { into: case.id }),
        CaseStep::Reopen => Command::CaseReopen(why),
        CaseStep::NotFraud => Command::CaseNotFraud(why),
    }
}

/// The words for a refusal: what stands in the way, most of all.
mod because {
    use super::{AskKind, Code, Order, Why};
    use crate::domain::order::OrderState;

    /// Of something about an order.
    pub fn order(order: &Order, ask: Option<AskKind>, code: Code) -> Why {
        if let Some(open) = &order.ask
            && ask.is_some()
        {
            return Why::AskOpen(open.kind);
        }
        let is_stopped = order.state == OrderState::Stopped;
        match (ask, code) {
            (_, Code::SecondPersonRequired) => Why::OwnWork,
            // The state alone would allow it.
            (Some(AskKind::Freeze), Code::IllegalTransition) if is_stopped => Why::NotFiled,
            (Some(AskKind::SecondStop), Code::IllegalTransition) if is_stopped => Why::NoMoreStops,
            (_, Code::Forbidden) => Why::Role,
            _ => Why::OrderIs(order.state),
        }
    }
}
