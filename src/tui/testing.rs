//! A console on a small floor without a network: its commands are decided at once by the hub's own rules, and
//! the events come home when the test says so. For tests of the console.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::app::link::LinkView;
use super::app::model::{Model, Setup};
use super::app::{Effect, Msg, prepare, update};
use super::keys::Chord;
use super::keys::keymap::UserKeys;
use super::panes;
use super::term::TermEvent;
use super::term::caps::{Depth, GlyphSet};
use super::term::screen::Canvas;
use super::theme::Theme;
use crate::domain::alert::Speaker;
use crate::domain::alert::{
    AlertKind, Call, CallState, Channel, FraudType, Model as ByModel, Tier,
};
use crate::domain::command::{Command, RaiseAlert, Request, SpokenTurn};
use crate::domain::decide::{decide, tick};
use crate::domain::event::{Body, Change, Event, Off, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, OrgCode};
use crate::domain::masked::{Masked, Private, Seal, Token};
use crate::domain::money::Fen;
use crate::domain::org::{
    Actor, Desk, DeskKind, Org, OrgLevel, PaperPolicy, Role, Shift, ShiftState,
};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Millis, Span};
use crate::feed::clock::HubClock;
use crate::feed::frame::{Feed, Limits, Welcome};
use crate::feed::intent::{Answer, Intent, Outcome};
use crate::feed::link::{Delivery, FromLink};
use crate::feed::mirror::feed_of;
use crate::feed::state::LinkState;
use crate::text::mask::{self, Kind};
use crate::text::words::Lang;

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
    fn new() -> Self {
        Self {
            floor: Floor::default(),
            now: START.parse().unwrap(),
            policy: Policy::shipped(),
            log: 0,
            out: Vec::new(),
        }
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

    fn book(&mut self, by: &Actor, changes: Vec<Change>) {
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

    fn tick(&mut self) {
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

/// A console, its hub and the time.
pub struct Bench {
    pub model: Model,
    pub hub: Hub,
    base: Instant,
    /// Everything the console wanted done, besides what went to the hub.
    pub effects: Vec<Effect>,
    /// Intents that went out.
    pub sent: Vec<Intent>,
}

impl Bench {
    /// A console that is connected to an empty floor.
    pub fn new(lang: Lang, size: (u16, u16)) -> Self {
        Self::with_roles(lang, size, &officer())
    }

    /// The same for another officer.
    pub fn with_roles(lang: Lang, size: (u16, u16), me: &Actor) -> Self {
        let base = Instant::now();
        let setup = Setup {
            theme: Theme::load("dark", Depth::Ansi256, GlyphSet::Unicode).0,
            keymap: super::actions::keymap(&UserKeys::new()).unwrap(),
            policy: Policy::shipped(),
            zone: Span::hours(8),
        };
        let size = Size::new(size.0, size.1);
        let mut model = Model::new(Arc::new(setup), lang, size, base);
        let feeds = vec![Feed::Alerts, Feed::Cases, Feed::Floor];
        model.links.push(LinkView::new(feeds));
        let mut bench = Self {
            model,
            hub: Hub::new(),
            base,
            effects: Vec::new(),
            sent: Vec::new(),
        };
        bench.hub.furnish();
        bench.connect(me);
        bench
    }

    fn connect(&mut self, me: &Actor) {
        let now = self.hub.now;
        let time = HubClock::default().exchange(self.base, now, now, self.base);
        self.tell(FromLink::Time(time));
        self.tell(FromLink::Welcome(Box::new(Welcome {
            re: 1,
            conn: "c-1".into(),
            hub: "jinhua-1".into(),
            actor: me.clone(),
            limits: Limits {
                max_in: 65_536,
                max_out: 262_144,
            },
            beat_ms: 10_000,
            stale_ms: 15_000,
            now,
            sim: true,
        })));
        self.tell(FromLink::State(LinkState::Live));
        self.tell(FromLink::Bytes(self.base));
        self.deliver();
        self.at(self.base);
    }

    /// Something a link says.
    pub fn tell(&mut self, message: FromLink) {
        let effects = update(&mut self.model, Msg::Link(0, message));
        self.carry_out(effects);
    }

    /// Hands the hub's events to the console.
    pub fn deliver(&mut self) {
        for event in std::mem::take(&mut self.hub.out) {
            let feed = feed_of(&event.key).unwrap();
            let items = vec![Delivery::Event(event)];
            self.tell(FromLink::Events { feed, items });
        }
        prepare(&mut self.model);
    }

    fn at(&mut self, at: Instant) {
        update(&mut self.model, Msg::Now(at));
        prepare(&mut self.model);
    }

    /// Lets time pass on both sides; the hub does what its clock brings.
    pub fn pass(&mut self, time: Duration) {
        self.hub.now = self.hub.now + Span(time.as_millis() as i64);
        self.hub.tick();
        let at = self.model.moment.at + time;
        self.at(at);
        self.deliver();
    }

    /// Lets time pass while bytes go on coming.
    pub fn pass_live(&mut self, time: Duration) {
        self.pass(time);
        self.tell(FromLink::Bytes(self.model.moment.at));
        prepare(&mut self.model);
    }

    /// Presses keys, one after the other, in the notation of the configuration.
    pub fn keys(&mut self, keys: &str) {
        let chord: Chord = keys.parse().unwrap();
        for key in chord.keys() {
            let effects = update(&mut self.model, Msg::Term(TermEvent::Key(*key)));
            self.carry_out(effects);
            prepare(&mut self.model);
        }
    }

    /// Types text, character by character.
    pub fn types(&mut self, text: &str) {
        for c in text.chars() {
            let key = TermEvent::Key(c.into());
            let effects = update(&mut self.model, Msg::Term(key));
            self.carry_out(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(intent) => self.sent.push(*intent),
                other => self.effects.push(other),
            }
        }
    }

    /// Lets the hub decide what was sent since the last time, and brings answers and events home.
    pub fn home(&mut self) {
        let me = self.model.actor.clone().unwrap();
        for intent in std::mem::take(&mut self.sent) {
            let request = Request {
                key: intent.key.clone(),
                expect: intent.expect,
                status: intent.status,
                command: intent.command.clone(),
            };
            let outcome = match self.hub.decide(&me, request) {
                Ok(key) => Outcome::Done {
                    off: None,
                    ver: self.hub.floor.ver(&key),
                    key: Some(key),
                },
                Err(refusal) => Outcome::Refused {
                    code: refusal.code,
                    retry: refusal.code.retry(),
                    cur: refusal.cur,
                    msg: refusal.msg,
                },
            };
            let idem = intent.idem;
            self.tell(FromLink::Answer(Answer { idem, outcome }));
        }
        self.deliver();
    }

    /// Sends, decides and brings home until nothing is left to send.
    pub fn settle(&mut self) {
        while !self.sent.is_empty() {
            self.home();
        }
    }

    /// Names of the commands that went out and were not decided yet.
    pub fn commands(&self) -> Vec<&'static str> {
        self.sent
            .iter()
            .map(|intent| intent.command.name())
            .collect()
    }

    /// The frame as it stands.
    pub fn frame(&self) -> Buffer {
        frame(&self.model)
    }

    /// The text of the frame, line by line.
    pub fn text(&self) -> String {
        lines(&self.frame()).join("\n")
    }

    /// What the status line says.
    pub fn said(&self) -> String {
        let status = self.model.status();
        status.map_or_else(String::new, |status| status.say.text(self.model.lang))
    }

    /// Raises an alert.
    pub fn raise(&mut self, told: RaiseAlert) -> Key {
        let producer = actor("p:model-7", &[Role::Producer]);
        let key = self
            .hub
            .new_item(&producer, Command::AlertRaise(Box::new(told)));
        self.deliver();
        key
    }
}

impl Hub {
    /// Desks, the organisation, a shift.
    fn furnish(&mut self) {
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
        ] {
            let desk = Desk {
                institution: code.parse().unwrap(),
                kind,
                name_zh: zh.into(),
                name_en: en.into(),
                staffed: code != "BOC",
                paper: PaperPolicy::ActFirst,
                answers: vec![Span::secs(95), Span::secs(140), Span::secs(410)],
                last_answer: Some(self.now - Span::mins(7)),
            };
            self.new_item(&admin, Command::DeskList(Box::new(desk)));
        }
        let id = crate::domain::ids::ShiftId(crate::domain::ids::Ulid::new(self.now, 1));
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

/// Paints a model.
pub fn frame(model: &Model) -> Buffer {
    let area = Rect::new(0, 0, model.size.width, model.size.height);
    let mut buffer = Buffer::empty(area);
    panes::paint(
        model,
        &mut Canvas {
            buffer: &mut buffer,
            cursor: None,
        },
    );
    buffer
}

/// The lines of a frame, without blanks at their ends.
pub fn lines(buffer: &Buffer) -> Vec<String> {
    let width = buffer.area.width.max(1) as usize;
    let rows = buffer.content.chunks(width);
    rows.map(|row| {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            line.push_str(cell.symbol());
            skip = crate::text::width::width(cell.symbol()).saturating_sub(1);
        }
        line.trim_end().to_owned()
    })
    .collect()
}
