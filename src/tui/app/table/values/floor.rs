//! Desks, teams, officers and the work of a desk as rows.

use super::super::field::Field;
use super::super::filter::{Row, Value, holds};
use super::items::is_term;
use super::{Against, count, fen, rank, span};
use crate::domain::figures::{DeskRow, DeskState, TeamRow};
use crate::domain::ids::{InstitutionId, Key};
use crate::domain::money::Fen;
use crate::domain::org::{DeskKind, Officer, PaperPolicy, SeatStatus, Team};
use crate::text::show;
use crate::tui::app::inbox::{Waiting, Work};

/// A desk of the board.
#[derive(Clone, Copy, Debug)]
pub struct DeskLine<'a> {
    /// The desk.
    pub desk: &'a DeskRow,
    /// What it is read against.
    pub against: Against<'a>,
}

impl Row for DeskLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let desk = self.desk;
        match field {
            Field::Bank => Value::Text(desk.institution.as_str()),
            Field::State => Value::Number(match desk.state {
                DeskState::Dark => 0,
                DeskState::Staffed => 1,
                DeskState::Away => 2,
            }),
            Field::Waiting => count(desk.waiting),
            Field::Oldest => span(desk.oldest_wait),
            Field::Answer => span(desk.p50),
            Field::Query => span(desk.query_p50),
            Field::Last => self.against.since(desk.last_answer),
            Field::Paper => Value::Number(i64::from(desk.paper != PaperPolicy::PaperFirst)),
            Field::Kind => rank(DeskKind::ALL, &desk.kind),
            _ => Value::None,
        }
    }

    fn bank(&self, part: &str) -> bool {
        self.against.is_bank(&self.desk.institution, part)
    }

    fn says(&self, part: &str) -> bool {
        self.bank(part) || is_term(self.desk.kind, part)
    }
}

/// A team.
#[derive(Clone, Copy, Debug)]
pub struct TeamLine<'a>(pub &'a TeamRow);

impl Row for TeamLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let team = self.0;
        match field {
            Field::Team => rank(Team::ALL, &team.team),
            Field::Waiting => count(team.waiting),
            Field::InHand => count(team.held),
            Field::Oldest => span(team.oldest_wait),
            Field::Staff => count(team.on_seat + team.busy),
            _ => Value::None,
        }
    }

    fn says(&self, part: &str) -> bool {
        is_term(self.0.team, part)
    }
}

/// An officer on duty.
#[derive(Clone, Copy, Debug)]
pub struct OfficerLine<'a> {
    /// The officer.
    pub officer: &'a Officer,
    /// What it is read against.
    pub against: Against<'a>,
}

impl Row for OfficerLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let officer = self.officer;
        match field {
            Field::Officer => Value::Person(Some(&officer.id)),
            Field::Team => rank(Team::ALL, &officer.team),
            Field::State => rank(SeatStatus::ALL, &officer.status),
            Field::Age => self.against.since(Some(officer.since)),
            _ => Value::None,
        }
    }

    fn says(&self, part: &str) -> bool {
        let officer = self.officer;
        holds(show::sub(&officer.id), part)
            || is_term(officer.team, part)
            || is_term(officer.status, part)
    }
}

/// An item of a liaison's desk.
#[derive(Clone, Copy, Debug)]
pub struct WorkLine<'a> {
    /// The item.
    pub item: &'a Waiting,
    /// What it is read against.
    pub against: Against<'a>,
}

/// What an item of the desk is about.
struct About<'a> {
    account: &'a str,
    institution: &'a InstitutionId,
    amount: Option<Fen>,
    level: u8,
    no: Option<u32>,
}

impl<'a> WorkLine<'a> {
    fn about(&self) -> Option<About<'a>> {
        let floor = self.against.floor;
        match &self.item.key {
            Key::Order(id) => floor.order(id).map(|order| About {
                account: order.target.shown(),
                institution: &order.institution,
                amount: order.held.or(order.limit),
                level: order.tier_no,
                no: Some(order.no),
            }),
            Key::Hop(id) => floor.hop(id).map(|hop| About {
                account: hop.account.shown(),
                institution: &hop.institution,
                amount: hop.amount,
                level: hop.depth,
                no: None,
            }),
            _ => None,
        }
    }
}

impl Row for WorkLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let about = self.about();
        match field {
            Field::Work => Value::Number(match self.item.work {
                Work::Stop => 0,
                Work::Telecom(_) => 1,
                Work::Ask(_) => 2,
                Work::Card => 3,
                Work::Statement => 4,
            }),
            Field::State => Value::Number(self.item.stand as i64),
            Field::Clock => self.against.until(self.item.due),
            Field::Age => self.against.since(Some(self.item.since)),
            Field::Account => about.map_or(Value::None, |about| Value::Text(about.account)),
            Field::Bank => {
                about.map_or(Value::None, |about| Value::Text(about.institution.as_str()))
            }
            Field::Amount => fen(about.and_then(|about| about.amount)),
            Field::Level => about.map_or(Value::None, |about| count(u32::from(about.level))),
            Field::No => about.and_then(|about| about.no).map_or(Value::None, count),
            _ => Value::None,
        }
    }

    fn bank(&self, part: &str) -> bool {
        let about = self.about();
        about.is_some_and(|about| self.against.is_bank(about.institution, part))
    }

    fn says(&self, part: &str) -> bool {
        let about = self.about();
        self.bank(part)
            || about.is_some_and(|about| {
                holds(about.account, part) || about.no.is_some_and(|no| part.parse() == Ok(no))
            })
    }
}
