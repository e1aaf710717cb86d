//! Team queues: what waits for whom, since when, and who is there to do it.

use crate::domain::alert::{Alert, AlertKind};
use crate::domain::floor::Floor;
use crate::domain::intervention::{Intervention, InterventionKind, InterventionState};
use crate::domain::order::{Order, OrderState};
use crate::domain::org::{SeatStatus, Team};
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
/// for disposal, orders after money for finance, telecom orders for telecom.
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
        let team = if order.is_after_money() {
            Team::Finance
        } else {
            Team::Telecom
        };
        with(team, &mut |row| count_order(row, order, now));
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

/// Drafts, reviewed orders and what was asked and not approved wait for an officer; what is at desks is held.
fn count_order(row: &mut TeamRow, order: &Order, now: Millis) {
    if let Some(ask) = &order.ask {
        match ask.leaves_at.or(ask.sent_at) {
            None => row.waits(ask.at, now),
            Some(_) => row.held += 1,
        }
    }
    match order.state {
        OrderState::Draft => row.waits(order.drafted_at, now),
        OrderState::Reviewed if order.leaves_at.is_none() => row.waits(order.drafted_at, now),
        OrderState::Reviewed | OrderState::Sent | OrderState::Acked => row.held += 1,
        _ => {}
    }
}
