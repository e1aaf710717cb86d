//! Team queues and the desk board: who waits for whom, since when, and who is there to answer.

use crate::domain::alert::{Alert, AlertKind};
use crate::domain::floor::Floor;
use crate::domain::ids::InstitutionId;
use crate::domain::intervention::{Intervention, InterventionKind, InterventionState};
use crate::domain::order::{Order, OrderState};
use crate::domain::org::{DeskKind, SeatStatus, Team};
use crate::domain::time::{Millis, Span};

/// A team and its work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TeamRow {
    /// The team.
    pub team: Team,
    /// Items nobody holds.
    pub waiting: u32,
    /// Items in somebody's hands.
    pub held: u32,
    /// How long the longest of the waiting has waited.
    pub oldest_wait: Option<Span>,
    /// Officers free on their seats.
    pub on_seat: u32,
    /// Officers busy.
    pub busy: u32,
}

/// A desk and its answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeskRow {
    /// The institution; its names are in the directory.
    pub institution: InstitutionId,
    /// Bank, carrier or payment firm.
    pub kind: DeskKind,
    /// Somebody sits there.
    pub staffed: bool,
    /// Orders that wait for its answer.
    pub waiting: u32,
    /// How long the longest of them has waited since it was sent.
    pub oldest_wait: Option<Span>,
    /// Median answer time of the last answers.
    pub p50: Option<Span>,
    /// Nine in ten take no longer.
    pub p90: Option<Span>,
    /// When it last answered.
    pub last_answer: Option<Millis>,
}

impl TeamRow {
    fn new(team: Team) -> Self {
        Self {
            team,
            waiting: 0,
            held: 0,
            oldest_wait: None,
            on_seat: 0,
            busy: 0,
        }
    }

    fn waits(&mut self, since: Millis, now: Millis) {
        self.waiting += 1;
        self.oldest_wait = self.oldest_wait.max(Some(now.since(since).max(Span(0))));
    }
}

/// All teams in their order. Reports wait for intake, other alerts for dissuasion, visits for strike, cases
/// for disposal, orders for finance.
pub fn teams(floor: &Floor, now: Millis) -> Vec<TeamRow> {
    let mut rows: Vec<TeamRow> = Team::ALL.iter().map(|t| TeamRow::new(*t)).collect();
    let mut with = |team: Team, work: &mut dyn FnMut(&mut TeamRow)| {
        if let Some(row) = rows.iter_mut().find(|row| row.team == team) {
            work(row);
        }
    };
    for alert in floor.alerts().values() {
        if !alert.reality.is_actual() || !alert.state.is_open() {
            continue;
        }
        with(team_of(alert), &mut |row| count_alert(row, alert, now));
        for visit in alert.interventions.iter().filter(|i| is_visit(i)) {
            with(Team::Strike, &mut |row| count_visit(row, visit, now));
        }
    }
    for case in floor.cases().values() {
        if case.reality.is_actual() && case.state.is_open() {
            with(Team::Disposal, &mut |row| match case.owner {
                Some(_) => row.held += 1,
                None => row.waits(case.reported_at, now),
            });
        }
    }
    for order in floor.orders().values().filter(|o| o.reality.is_actual()) {
        with(Team::Finance, &mut |row| count_order(row, order, now));
    }
    for officer in floor.officers().values().filter(|o| o.lost_at.is_none()) {
        with(officer.team, &mut |row| match officer.status {
            SeatStatus::OnSeat => row.on_seat += 1,
            SeatStatus::Busy => row.busy += 1,
            _ => {}
        });
    }
    rows
}

fn team_of(alert: &Alert) -> Team {
    match alert.kind {
        AlertKind::Report => Team::Intake,
        _ => Team::Dissuasion,
    }
}

fn count_alert(row: &mut TeamRow, alert: &Alert, now: Millis) {
    if alert.state.is_waiting() {
        row.waits(alert.waiting_since, now);
    } else if alert.state.is_held() {
        row.held += 1;
    }
}

fn is_visit(intervention: &Intervention) -> bool {
    intervention.kind == InterventionKind::Visit && intervention.state.is_running()
}

fn count_visit(row: &mut TeamRow, visit: &Intervention, now: Millis) {
    match visit.state {
        InterventionState::Planned | InterventionState::Dispatched => {
            row.waits(visit.planned_at, now);
        }
        _ => row.held += 1,
    }
}

/// Drafts and reviewed orders wait for an officer; orders at desks are held.
fn count_order(row: &mut TeamRow, order: &Order, now: Millis) {
    match order.state {
        OrderState::Draft => row.waits(order.drafted_at, now),
        OrderState::Reviewed if order.leaves_at.is_none() => row.waits(order.drafted_at, now),
        OrderState::Reviewed | OrderState::Sent | OrderState::Acked => row.held += 1,
        _ => {}
    }
}

/// The desk board, by institution.
pub fn desks(floor: &Floor, now: Millis) -> Vec<DeskRow> {
    let mut rows: Vec<DeskRow> = floor
        .desks()
        .values()
        .map(|desk| DeskRow {
            institution: desk.institution.clone(),
            kind: desk.kind,
            staffed: desk.staffed,
            waiting: 0,
            oldest_wait: None,
            p50: desk.quantile(0.5),
            p90: desk.quantile(0.9),
            last_answer: desk.last_answer,
        })
        .collect();
    for order in floor.orders().values().filter(|o| o.state.awaits_answer()) {
        let Ok(at) = rows.binary_search_by(|row| row.institution.cmp(&order.institution)) else {
            continue;
        };
        rows[at].waiting += 1;
        let waited = order.sent_at.map(|at| now.since(at).max(Span(0)));
        rows[at].oldest_wait = rows[at].oldest_wait.max(waited);
    }
    rows
}
