//! A console on a small floor without a network: its commands are decided at once by the hub's own rules, and
//! the events come home when the test says so. For tests of the console.

mod desk;
mod hub;
mod looks;
mod money;
mod states;
mod terminal;
mod trace;
mod walk;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::app::link::LinkView;
use super::app::model::{Model, Notify, Setup};
use super::app::table::saved::SavedViews;
use super::app::{Effect, Msg, prepare, update};
use super::keys::Chord;
use super::keys::keymap::UserKeys;
use super::panes;
use super::term::TermEvent;
use super::term::caps::{Depth, GlyphSet, Line};
use super::term::screen::Canvas;
use super::theme::Theme;
use crate::domain::command::{Command, RaiseAlert, Request};
use crate::domain::ids::Key;
use crate::domain::org::{Actor, Role};
use crate::domain::time::Span;
use crate::feed::clock::HubClock;
use crate::feed::frame::{Feed, Limits, Welcome};
use crate::feed::intent::{Answer, Intent, Outcome};
use crate::feed::link::{Delivery, FromLink};
use crate::feed::mirror::feed_of;
use crate::feed::state::LinkState;
use crate::text::words::Lang;

pub use hub::{Hub, actor, colleague, liaison, live_call, officer, org, raise};
pub use looks::Layers;
pub use money::{approver, commander};
pub use states::State;
pub use terminal::{Sent, assert_columns, assert_columns_of, rows};
pub use trace::account;
pub use walk::{walk, walkers};

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
            keymap: super::actions::keymap(&UserKeys::default()).unwrap(),
            line: Line::Local,
            zone: Span::hours(8),
            directory: hub::directory(),
            views: SavedViews::new(),
            notify: Notify::default(),
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
        self.welcome(me, None);
        self.tell(FromLink::State(LinkState::Live));
        self.tell(FromLink::Bytes(self.base));
        self.deliver();
        self.at(self.base);
    }

    /// The hub welcomes us, with a policy file where it has one of its own.
    pub fn welcome(&mut self, me: &Actor, policy: Option<&str>) {
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
            now: self.hub.now,
            sim: true,
            policy: policy.map(Arc::from),
        })));
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
        let effects = update(&mut self.model, Msg::Now(at));
        self.carry_out(effects);
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
        let (at, now) = (self.model.moment.at, self.hub.now);
        let clock = HubClock::default().exchange(at, now, now, at);
        self.tell(FromLink::Time(clock));
        self.tell(FromLink::Bytes(at));
        self.at(at);
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

    /// Pastes text.
    pub fn pastes(&mut self, text: &str) {
        let paste = TermEvent::Paste(text.to_owned());
        let effects = update(&mut self.model, Msg::Term(paste));
        self.carry_out(effects);
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
