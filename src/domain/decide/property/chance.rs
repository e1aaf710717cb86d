//! Chance made into commands: who asks what, on which entity.

use super::{cases, hops, orders};
use crate::domain::alert::{Alert, Call, CallState, Outcome, Tier};
use crate::domain::case::{Delay, Method};
use crate::domain::command::{
    CallNow, Close, Command as C, Convert, Escalate, MergeInto, NoArgs, ReportIntervention,
    SeatNow, ShelveFor, StartIntervention, ToldAccount, ToldTransfer, Why,
};
use crate::domain::decide::bench::{Bench, about, actor, commander, liaison, producer, sealed};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, Sub};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::money::Fen;
use crate::domain::order::Order;
use crate::domain::org::{Actor, Role, SeatStatus};
use crate::domain::script::{Answer, Choice, Question};

/// One step of chance: what, who, on which, with what.
pub type Step = [u8; 4];

/// Everybody on the floor, and the desks of the institutions.
pub fn people() -> Vec<Actor> {
    vec![
        actor("u:1", &[Role::Dissuader]),
        actor("u:2", &[Role::Dissuader, Role::Disposal]),
        actor("u:3", &[Role::Disposal, Role::CallTaker]),
        actor("u:4", &[Role::Analyst]),
        actor("u:5", &[Role::FieldOfficer]),
        commander(),
        liaison("ICBC"),
        producer(),
        actor("u:7", &[Role::Approver]),
        liaison("CMCC"),
        liaison("TENPAY"),
    ]
}

/// How often each of them acts: officers more than others.
pub const OFTEN: [usize; 16] = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 5, 6, 7];

pub fn pick<T: Copy>(from: &[T], n: u8) -> T {
    from[usize::from(n) % from.len()]
}

/// The command of a step, on whatever there is.
pub fn command(bench: &Bench, [what, _, which, with]: Step) -> Option<(Option<Key>, C)> {
    let floor = &bench.floor;
    let alerts: Vec<&Alert> = floor.alerts().values().map(|a| &*a.is).collect();
    let orders: Vec<&Order> = floor.orders().values().map(|o| &*o.is).collect();
    let open: Vec<&Alert> = alerts
        .iter()
        .copied()
        .filter(|a| a.state.is_open())
        .collect();
    let alert = match which {
        0..200 if !open.is_empty() => Some(pick(&open, which)),
        _ if !alerts.is_empty() => Some(pick(&alerts, which)),
        _ => None,
    };
    let on_alert = |command| {
        let waits = alert?.state.is_waiting() && with % 4 != 0;
        let command = if waits {
            C::AlertClaim(NoArgs {})
        } else {
            command
        };
        Some((Some(Key::Alert(alert?.id)), command))
    };
    let order = (!orders.is_empty()).then(|| {
        *orders
            .iter()
            .rev()
            .nth(usize::from(which % 4))
            .unwrap_or(&orders[0])
    });
    let on_order = |command| Some((Some(Key::Order(order?.id)), command));
    let on_case = |command| {
        let cases: Vec<_> = floor.cases().keys().copied().collect();
        (!cases.is_empty()).then(|| (Some(Key::Case(pick(&cases, which))), command))
    };
    let status = SeatNow {
        status: pick(SeatStatus::ALL, with),
    };
    let reason = || {
        if with == 0 {
            "".into()
        } else {
            "chance".into()
        }
    };
    match what % 39 {
        0 | 1 => Some((None, raise(which, with))),
        2 | 3 => on_alert(C::AlertClaim(NoArgs {})),
        4 | 5 => Some((None, C::AlertNext(NoArgs {}))),
        6 => on_alert(C::AlertRelease(NoArgs {})),
        7 => on_alert(C::AlertEscalate(Escalate {
            tier: (with % 3 == 0).then(|| pick(Tier::ALL, with)),
            reason: reason(),
        })),
        8 => on_alert(C::AlertClose(Close {
            outcome: pick(Outcome::ALL, with),
            reason: reason(),
        })),
        9 => on_alert(C::AlertConfirmClose(NoArgs {})),
        10 => on_alert(C::AlertShelve(ShelveFor {
            minutes: u32::from(with),
            reason: reason(),
        })),
        11 => {
            alert?;
            on_alert(C::AlertMerge(MergeInto {
                into: pick(&alerts, with).id,
            }))
        }
        12 => on_alert(C::AlertConvert(Convert {
            loss: None,
            transfers: vec![transfer(with)],
        })),
        13 => on_alert(C::AlertReopen(Why { reason: reason() })),
        14..=16 => on_alert(C::AlertAnswer(answer(with))),
        17 => on_alert(C::AlertCall(CallNow {
            state: pick(CallState::ALL, with),
        })),
        18 | 19 => on_alert(C::InterventionStart(StartIntervention {
            kind: pick(InterventionKind::ALL, with),
        })),
        20..=22 => {
            let runs = &alert?.interventions;
            let one = runs.get(usize::from(with >> 4) % runs.len().max(1))?;
            let state = pick(InterventionState::ALL, with);
            on_alert(C::InterventionReport(ReportIntervention {
                id: one.id,
                state,
            }))
        }
        23 => Some((None, C::SeatStatus(status))),
        28 => match with % 5 {
            0 => on_order(C::OrderRecall(NoArgs {})),
            1 => on_order(C::OrderCancel(Why { reason: reason() })),
            2 => on_case(C::CaseTake(NoArgs {})),
            3 => on_case(C::CaseNotFraud(Why { reason: reason() })),
            _ => on_order(C::OrderPaper(NoArgs {})),
        },
        29 => on_order(orders::any_answer(with)),
        34..=36 => {
            let all: Vec<_> = floor.cases().values().collect();
            let case = all.iter().rev().nth(usize::from(which % 4))?;
            let command = cases::command(floor, case, with);
            Some((Some(Key::Case(case.id)), command))
        }
        37 if with % 4 == 1 => on_case(hops::add(floor, with)),
        37 if with % 4 == 2 => Some((None, hops::flow(with))),
        37 | 38 => {
            let all: Vec<_> = floor.hops().values().collect();
            let hop = all.iter().rev().nth(usize::from(which % 8))?;
            Some((Some(Key::Hop(hop.id)), hops::next(hop, with)))
        }
        24..=27 | 30..=32 => on_order(orders::next(order?, with)),
        _ => on_case(orders::draft(with)),
    }
}

/// Who would give a command in earnest; chance alone seldom meets the right person.
pub fn fitting(floor: &Floor, key: Option<&Key>, command: &C) -> Option<Actor> {
    let people = people();
    let one = |sub: &Sub| people.iter().find(|p| p.sub == *sub).cloned();
    if let C::AlertRaise(_) | C::HopFlow(_) = command {
        return Some(producer());
    }
    match (command, key?) {
        (_, Key::Order(id)) => orders::fitting(floor.order(id)?, command, &people),
        (_, Key::Hop(id)) => hops::fitting(floor.hop(id)?, command, &people),
        (_, Key::Case(id)) => one(floor.case(id)?.owner.as_ref()?),
        (_, Key::Alert(id)) => one(floor.alert(id)?.owner.as_ref()?),
        _ => None,
    }
}

fn raise(victim: u8, with: u8) -> C {
    let mut told = about(u128::from(victim % 5), pick(Tier::ALL, with));
    told.score = u16::from(with) * 4;
    told.at_risk = (with % 4 == 1).then(|| Fen::yuan(i64::from(with)));
    told.call = (with % 3 == 1).then_some(Call {
        state: CallState::Active,
        started_at: None,
    });
    C::AlertRaise(Box::new(told))
}

fn answer(with: u8) -> Answer {
    let question = pick(Question::ALL, with);
    let choices = question.choices();
    if choices.is_empty() {
        let amount = Some(Fen(i64::from(with)));
        return Answer {
            question,
            choice: Choice::Sum,
            amount,
        };
    }
    Answer {
        question,
        choice: pick(choices, with >> 3),
        amount: None,
    }
}

fn transfer(with: u8) -> ToldTransfer {
    let to = told(with);
    ToldTransfer {
        account: to.account,
        institution: to.institution,
        amount: to.amount,
        at: None,
        method: Method::Bank,
        delay: with.is_multiple_of(2).then(|| pick(Delay::ALL, with >> 2)),
    }
}

/// An account an institution names.
pub fn told(with: u8) -> ToldAccount {
    ToldAccount {
        account: sealed(100 + u128::from(with % 2)),
        institution: "ICBC".parse().unwrap(),
        amount: Fen(i64::from(with)),
        at: None,
    }
}

/// Jumps of time in seconds, from less than a recall to more than the archive, most of them small.
pub const JUMPS: [i64; 16] = [
    1, 1, 6, 6, 6, 6, 6, 31, 31, 61, 61, 360, 660, 10_800, 158_400, 288_000,
];
