//! Who acts on the reckoned floor: the officers under test and those around them, as actors of the real rules.

use super::figures::DeskFigures;
use crate::domain::command::{Command, SeatNow};
use crate::domain::ids::{InstitutionId, OrgCode};
use crate::domain::org::{Actor, Desk, DeskKind, PaperPolicy, Role, SeatStatus};
use crate::text::safe::SafeText;

/// Everybody.
pub struct Crew {
    /// The officers whose time is short; each works one item at a time.
    pub officers: Vec<Actor>,
    /// Places of the officers who are free, lowest last.
    pub idle: Vec<usize>,
    /// The second person, and the hand of field units.
    pub commander: Actor,
    /// Takes reports at 110; a desk of its own.
    pub intake: Actor,
    /// Field units.
    pub field: Actor,
    /// The model that warns.
    pub model: Actor,
    /// Speaks for all institutions.
    pub liaison: Actor,
}

impl Crew {
    /// A crew with so many officers.
    pub fn new(officers: usize, desks: &DeskFigures) -> Self {
        let org: OrgCode = "330700".parse().unwrap_or_default();
        let actor = |user: &str, roles: &[Role]| Actor {
            sub: format!("{}{user}", roles[0].prefix())
                .parse()
                .unwrap_or_default(),
            roles: roles.to_vec(),
            org: org.clone(),
            institutions: Vec::new(),
        };
        Self {
            officers: (1..=officers)
                .map(|n| actor(&format!("{}", 9100 + n), &[Role::Dissuader, Role::Disposal]))
                .collect(),
            idle: (0..officers).rev().collect(),
            commander: actor("9001", &[Role::Commander, Role::Approver]),
            intake: actor("9301", &[Role::CallTaker]),
            field: actor("9401", &[Role::FieldOfficer]),
            model: actor("SIM", &[Role::Producer]),
            liaison: Actor {
                institutions: all(desks).map(|(id, _)| id.clone()).collect(),
                ..actor("SIM", &[Role::Liaison])
            },
        }
    }

    /// What is said before the day begins: seats are taken, desks are in the directory.
    pub fn opening(&self, desks: &DeskFigures) -> Vec<(Actor, Command)> {
        let seats = self.officers.iter().chain([&self.commander]);
        let seat = Command::SeatStatus(SeatNow {
            status: SeatStatus::OnSeat,
        });
        let seats = seats.map(|who| (who.clone(), seat.clone()));
        let desks = all(desks).map(|(id, kind)| {
            let desk = Command::DeskList(Box::new(desk(id, kind)));
            (self.commander.clone(), desk)
        });
        seats.chain(desks).collect()
    }
}

/// Every institution with its kind.
fn all(desks: &DeskFigures) -> impl Iterator<Item = (&InstitutionId, DeskKind)> {
    let banks = desks.resident.iter().chain(&desks.others);
    banks
        .map(|id| (id, DeskKind::Bank))
        .chain(desks.platforms.iter().map(|id| (id, DeskKind::Payment)))
}

fn desk(id: &InstitutionId, kind: DeskKind) -> Desk {
    Desk {
        institution: id.clone(),
        kind,
        name_zh: SafeText::line(id.as_str()),
        name_en: SafeText::line(id.as_str()),
        staffed: true,
        paper: PaperPolicy::ActFirst,
        answers: Vec::new(),
        query_answers: Vec::new(),
        prefixes: Vec::new(),
        last_answer: None,
    }
}
