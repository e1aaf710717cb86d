//! The hub of a test: a floor, the hub's own rules, a clock, people and institutions.

use crate::domain::alert::{
    AlertKind, Call, CallState, Channel, FraudType, Model as ByModel, Speaker, Tier,
};
use crate::domain::command::{Command, RaiseAlert, Request, SpokenTurn};
use crate::domain::decide::{decide, tick};
use crate::domain::event::{Body, Change, Event, Off, Reality, Staffed};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, OrgCode, ShiftId, Ulid};
use crate::domain::masked::{Masked, Private, Seal, Token};
use crate::domain::money::Fen;
use crate::domain::org::{
    Actor, Desk, DeskKind, Org, OrgLevel, PaperPolicy, Role, Shift, ShiftState,
};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Millis, Span};
use crate::text::mask::{self, Kind};

/// 14:03:22 in the centre's zone.
pub const START: &str = "2026-11-23T06:03:22.000Z";

/// The hub's door: masks, and tokens that are the same for the same value.
struct Door;

impl Seal for Door {
    fn seal(&mut self, kind: Kind, raw: &str) -> Masked {
        let normal = mask::normalise(kind, raw);
        Masked {
            mask: Some(mask::mask(kind, raw).as_str().into()),
            token: Token(xxhash_rust::xxh3::xxh3_128(normal.as_bytes())),
        }
    }
}

/// The hub of a test: a floor, rules, a clock.
pub struct Hub {
    pub floor: Floor,
    pub now: Millis,
    policy: Policy,
    log: u64,
    /// Events not yet handed to the console.
    pub out: Vec<Event>,
}

impl Hub {
    pub(super) fn new() -> Self {
        Self {
            floor: Floor::default(),
            now: START.parse().unwrap(),
            policy: Policy::shipped(),
            log: 0,
            out: Vec::new(),
        }
    }

    /// No order leaves on one person's word.
    pub(super) fn paper_first(&mut self) {
        self.policy.order.paper = PaperPolicy::PaperFirst;
    }

    /// Decides a request of somebody; the first key changed is answered.
    pub fn decide(&mut self, by: &Actor, mut request: Request) -> Result<Key, Refusal> {
        request.command.seal(&mut Door);
        let salt = u128::from(self.log) << 16;
        let ctx = Ctx {
            now: self.now,
            policy: &self.policy,
            salt,
        };
        let changes = decide(&self.floor, &request, by, &ctx)?;
        let key = changes[0].key.clone();
        self.book(by, changes);
        Ok(key)
    }

    pub(super) fn book(&mut self, by: &Actor, changes: Vec<Change>) {
        for change in changes {
            self.log += 1;
            let event = Event {
                off: Off(self.log),
                at: self.now,
                ver: self.floor.ver(&change.key).unwrap_or(0) + 1,
                key: change.key,
                by: by.sub.clone(),
                status: Reality::Actual,
                body: change.body,
            };
            self.floor.apply(&event);
            self.out.push(event);
        }
    }

    pub(super) fn tick(&mut self) {
        let ctx = Ctx {
            now: self.now,
            policy: &self.policy,
            salt: u128::from(self.log) << 16,
        };
        let hub = Actor::hub(org());
        let changes = tick(&self.floor, &ctx);
        self.book(&hub, changes);
    }

    /// Somebody does something to an item as it stands.
    pub fn on(&mut self, by: &Actor, key: &Key, command: Command) -> Result<Key, Refusal> {
        let request = Request {
            expect: self.floor.ver(key),
            key: Some(key.clone()),
            status: Reality::Actual,
            command,
        };
        self.decide(by, request)
    }

    /// Somebody brings something into the world.
    pub fn new_item(&mut self, by: &Actor, command: Command) -> Key {
        let request = Request {
            key: None,
            expect: None,
            status: Reality::Actual,
            command,
        };
        self.decide(by, request).unwrap()
    }
}

pub fn org() -> OrgCode {
    "330700".parse().unwrap()
}

/// Somebody with roles.
pub fn actor(sub: &str, roles: &[Role]) -> Actor {
    Actor {
        sub: sub.parse().unwrap(),
        roles: roles.to_vec(),
        org: org(),
        institutions: Vec::new(),
    }
}

/// The officer at the console.
pub fn officer() -> Actor {
    actor("u:0412", &[Role::Dissuader])
}

/// A colleague at another console.
pub fn colleague() -> Actor {
    actor("u:0399", &[Role::Dissuader, Role::Disposal])
}

/// A bank's desk.
pub fn liaison(institution: &str) -> Actor {
    Actor {
        institutions: vec![institution.parse().unwrap()],
        ..actor(&format!("l:{institution}"), &[Role::Liaison])
    }
}

/// An alert as a model raises it: about victim number `n`.
pub fn raise(n: u32, tier: Tier, fraud_type: FraudType, risk: i64) -> RaiseAlert {
    let raw = |text: String| Some(Private::Raw(text));
    RaiseAlert {
        kind: AlertKind::ModelVictim,
        tier,
        score: 900 - 250 * Tier::ALL.iter().position(|t| *t == tier).unwrap_or(3) as u16,
        model: Some(ByModel {
            id: "victim-net".into(),
            version: "7".into(),
        }),
        reasons: vec![
            "四次接听境外改号电话".into(),
            "three payments to new payees".into(),
        ],
        fraud_type,
        channel: Channel::Call,
        org: org(),
        victim_phone: raw(format!("1380000{n:04}")),
        victim_name: raw("张小明".to_owned()),
        age_band: Some("50-59".into()),
        occupation: Some("teacher".into()),
        caller: raw(format!("1390000{n:04}")),
        call: None,
        at_risk: Some(Fen::yuan(risk)),
        transfer_at: None,
        detected_at: None,
        flags: Vec::new(),
        transcript: Vec::new(),
        source: None,
    }
}

impl Hub {
    /// Desks, the organisation, a shift.
    pub(super) fn furnish(&mut self) {
        let admin = actor("u:admin", &[Role::Admin]);
        let city = Org {
            code: org(),
            level: OrgLevel::City,
            parent: None,
            name_zh: "金华市反诈中心".into(),
            name_en: "Jinhua centre".into(),
        };
        let listed = Change {
            key: Key::Org(org()),
            body: Body::OrgListed(city),
        };
        self.book(&admin, vec![listed]);
        for (code, zh, en, kind) in [
            ("ABC", "农业银行", "Agricultural Bank", DeskKind::Bank),
            ("BOC", "中国银行", "Bank of China", DeskKind::Bank),
            ("ICBC", "工商银行", "ICBC", DeskKind::Bank),
            ("TENPAY", "财付通", "Tenpay", DeskKind::Payment),
            ("MOBILE", "中国移动", "China Mobile", DeskKind::Carrier),
        ] {
            let desk = Desk {
                institution: code.parse().unwrap(),
                kind,
                name_zh: zh.into(),
                name_en: en.into(),
                staffed: false,
                paper: PaperPolicy::ActFirst,
                answers: vec![Span::secs(95), Span::secs(140), Span::secs(410)],
                query_answers: Vec::new(),
                prefixes: match kind {
                    DeskKind::Carrier => vec!["135".into(), "137".into(), "138".into()],
                    _ => Vec::new(),
                },
                last_answer: Some(self.now - Span::mins(7)),
            };
            let key = Key::Desk(desk.institution.clone());
            self.new_item(&admin, Command::DeskList(Box::new(desk)));
            let staffed = code != "BOC";
            let body = Body::DeskStaffed(Staffed { staffed });
            self.book(&Actor::hub(org()), vec![Change { key, body }]);
        }
        let id = ShiftId(Ulid::new(self.now, 1));
        let shift = Shift {
            id,
            state: ShiftState::Active,
            name_zh: "日班".into(),
            name_en: "day shift".into(),
            started_at: self.now - Span::hours(5),
            members: Vec::new(),
            handover: None,
        };
        let started = Change {
            key: Key::Shift(id),
            body: Body::ShiftStarted(shift),
        };
        self.book(&Actor::hub(org()), vec![started]);
    }
}

/// Institutions every console knows by name.
pub fn directory() -> Vec<Desk> {
    [
        ("ABC", "农业银行"),
        ("CMB", "招商银行"),
        ("ICBC", "工商银行"),
    ]
    .map(|(code, zh)| Desk {
        institution: code.parse().unwrap(),
        kind: DeskKind::Bank,
        name_zh: zh.into(),
        name_en: code.into(),
        staffed: false,
        paper: PaperPolicy::ActFirst,
        answers: Vec::new(),
        query_answers: Vec::new(),
        prefixes: Vec::new(),
        last_answer: None,
    })
    .into()
}

/// A live fraud call of a P0 with a transcript.
pub fn live_call(n: u32, tier: Tier, started: Millis) -> RaiseAlert {
    let turn = |who, text: &str| SpokenTurn {
        who,
        text: Private::Raw(text.to_owned()),
    };
    RaiseAlert {
        kind: AlertKind::LiveCall,
        call: Some(Call {
            state: CallState::Active,
            started_at: Some(started),
        }),
        transcript: vec![
            turn(
                Speaker::Caller,
                "这里是公安局，您涉嫌一起洗钱案，请把资金转到安全账户核查。",
            ),
            turn(Speaker::Victim, "我该怎么做？"),
            turn(
                Speaker::Caller,
                "Stay on the line and tell nobody. Install the app I send you.",
            ),
        ],
        ..raise(n, tier, FraudType::FakePolice, 52_000)
    }
}
