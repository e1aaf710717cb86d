//! A floor under test: a hub in miniature with a clock that is set by hand. Every change goes through
//! `Floor::apply` as an event, as on the hub.

use super::{decide, tick};
use crate::domain::alert::{Alert, AlertKind, Channel, FraudType, Tier};
use crate::domain::case::Method;
use crate::domain::command::{Command, OpenCase, RaiseAlert, Request, ToldTransfer};
use crate::domain::event::{Body, Change, Event, Off, Reality, Ver};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{AlertId, Key, OrderId, Sub};
use crate::domain::masked::{Masked, Private, Token};
use crate::domain::money::Fen;
use crate::domain::org::{Actor, Desk, DeskKind, PaperPolicy, Role};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Millis, Span};

/// Where every bench starts.
pub const START: Millis = Millis(1_795_400_000_000);

/// A floor, its log and its clock.
pub struct Bench {
    pub floor: Floor,
    pub log: Vec<Event>,
    pub now: Millis,
    pub policy: Policy,
    /// Whether commands are given in earnest.
    pub status: Reality,
    salt: u128,
}

impl Bench {
    /// An empty floor under the shipped rules, but without turns: shifts have tests of their own.
    pub fn new() -> Self {
        let mut policy = Policy::shipped();
        policy.shift.turns.clear();
        Self {
            floor: Floor::default(),
            log: Vec::new(),
            now: START,
            policy,
            status: Reality::Actual,
            salt: 1,
        }
    }

    /// Lets time pass, without the clock's work.
    pub fn pass(&mut self, span: Span) {
        self.now = self.now + span;
    }

    /// Gives a command on an entity as it stands.
    pub fn give(
        &mut self,
        who: &Actor,
        key: Option<Key>,
        command: Command,
    ) -> Result<Vec<Event>, Refusal> {
        let expect = key.as_ref().and_then(|key| self.floor.ver(key));
        self.give_on(who, (key, expect), command)
    }

    /// Gives a command that was decided on some version.
    pub fn give_on(
        &mut self,
        who: &Actor,
        (key, expect): (Option<Key>, Option<Ver>),
        command: Command,
    ) -> Result<Vec<Event>, Refusal> {
        let request = Request {
            key,
            expect,
            status: self.status,
            command,
        };
        self.salt += 1;
        let changes = decide(&self.floor, &request, who, &self.ctx())?;
        Ok(self.take(changes, &who.sub))
    }

    /// The clock's work.
    pub fn tick(&mut self) -> Vec<Event> {
        self.salt += 1;
        let changes = tick(&self.floor, &self.ctx());
        self.take(changes, &Sub::hub())
    }

    /// Logs changes and folds them in.
    pub fn take(&mut self, changes: Vec<Change>, by: &Sub) -> Vec<Event> {
        let from = self.log.len();
        for Change { key, body } in changes {
            assert!(body.reads_back(), "{body:?}");
            let event = Event {
                off: Off(self.log.len() as u64 + 1),
                at: self.now,
                ver: self.floor.ver(&key).unwrap_or(0) + 1,
                key,
                by: by.clone(),
                status: Reality::Actual,
                body,
            };
            self.floor.apply(&event);
            self.log.push(event);
        }
        self.log[from..].to_vec()
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            now: self.now,
            policy: &self.policy,
            salt: self.salt << 8,
        }
    }

    /// An alert as it stands.
    pub fn alert(&self, id: AlertId) -> &Held<Alert> {
        self.floor.alert(&id).unwrap()
    }

    /// Raises an alert and returns it.
    pub fn raise(&mut self, told: RaiseAlert) -> AlertId {
        let command = Command::AlertRaise(Box::new(told));
        let events = self.give(&producer(), None, command).unwrap();
        let Key::Alert(id) = events[0].key else {
            panic!("{events:?}")
        };
        id
    }
}

/// The names of what happened, in order.
pub fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.body.name()).collect()
}

/// The orders that were drafted, in order.
pub fn drafted(events: &[Event]) -> Vec<OrderId> {
    let drafted = events
        .iter()
        .filter_map(|event| match (&event.key, &event.body) {
            (Key::Order(id), Body::OrderDrafted(_)) => Some(*id),
            _ => None,
        });
    drafted.collect()
}

pub fn actor(sub: &str, roles: &[Role]) -> Actor {
    Actor {
        sub: sub.parse().unwrap(),
        roles: roles.to_vec(),
        org: "330700".parse().unwrap(),
        institutions: Vec::new(),
    }
}

/// The officer most rows are about.
pub fn officer() -> Actor {
    actor("u:1", &[Role::Dissuader])
}

/// A colleague with the same rights.
pub fn colleague() -> Actor {
    actor("u:2", &[Role::Dissuader])
}

pub fn commander() -> Actor {
    actor("u:9", &[Role::Commander])
}

pub fn producer() -> Actor {
    actor("p:model-7", &[Role::Producer])
}

/// A sealed phone number, told apart by `n`.
pub fn sealed(n: u128) -> Private {
    Private::Sealed(Masked {
        mask: Some("138****0000".into()),
        token: Token(n),
    })
}

/// A warning of a model about a victim nobody else is.
pub fn warning(tier: Tier) -> RaiseAlert {
    RaiseAlert {
        kind: AlertKind::ModelVictim,
        tier,
        score: 500,
        model: None,
        reasons: vec!["called by a listed number".into()],
        fraud_type: FraudType::FakePolice,
        channel: Channel::Call,
        org: "330702".parse().unwrap(),
        victim_phone: None,
        victim_name: None,
        age_band: None,
        occupation: None,
        caller: None,
        call: None,
        at_risk: None,
        transfer_at: None,
        detected_at: None,
        flags: Vec::new(),
        transcript: Vec::new(),
        source: None,
    }
}

/// A warning about the victim `n`.
pub fn about(n: u128, tier: Tier) -> RaiseAlert {
    RaiseAlert {
        victim_phone: Some(sealed(n)),
        ..warning(tier)
    }
}

/// The liaison of an institution.
pub fn liaison(institution: &str) -> Actor {
    Actor {
        institutions: vec![institution.parse().unwrap()],
        ..actor(&format!("l:{institution}"), &[Role::Liaison])
    }
}

/// Money that went to the account `n` at ICBC.
pub fn transfer(n: u128, amount: Fen, at: Option<Millis>) -> ToldTransfer {
    ToldTransfer {
        account: sealed(n),
        institution: "ICBC".parse().unwrap(),
        amount,
        at,
        method: Method::Bank,
        delay: None,
    }
}

/// Enters a desk in the directory.
pub fn list(bench: &mut Bench, institution: &str, kind: DeskKind, paper: PaperPolicy) {
    let desk = Desk {
        institution: institution.parse().unwrap(),
        kind,
        name_zh: "机构".into(),
        name_en: "Institution".into(),
        staffed: true,
        paper,
        answers: Vec::new(),
        query_answers: Vec::new(),
        prefixes: Vec::new(),
        last_answer: None,
    };
    let command = Command::DeskList(Box::new(desk));
    bench.give(&commander(), None, command).unwrap();
}

/// A report of transfers, without an alert.
pub fn report(transfers: Vec<ToldTransfer>) -> Command {
    Command::CaseOpen(Box::new(OpenCase {
        kind: AlertKind::Report,
        fraud_type: FraudType::FakePolice,
        org: "330702".parse().unwrap(),
        victim_phone: Some(sealed(0xA1)),
        victim_name: None,
        caller: None,
        reported_at: None,
        loss: None,
        transfers,
    }))
}
