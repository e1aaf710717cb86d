//! The floor a file is played on: the rules, the fold, and a clock that ticks on the way from step to step.

use watchfloor::domain::command::{Command, Request};
use watchfloor::domain::decide::{decide, tick};
use watchfloor::domain::event::{Change, Event, Off, Reality};
use watchfloor::domain::floor::Floor;
use watchfloor::domain::ids::Sub;
use watchfloor::domain::org::{Actor, Desk};
use watchfloor::domain::policy::{Ctx, Policy};
use watchfloor::domain::refusal::Refusal;
use watchfloor::domain::time::{Millis, Span};

use crate::script::{Script, Step};
use crate::words::{Door, START, actor, on_the_wire, span, thing};
use crate::{found, words};

/// The rules every file begins with.
const SHIPPED: &str = include_str!("../../src/domain/policy.toml");

/// The desks on the floor: institution, kind, paper, numbers of a carrier.
const DESKS: [(&str, &str, &str, &[&str]); 7] = [
    ("ICBC", "bank", "act_first", &[]),
    ("ABC", "bank", "act_first", &[]),
    ("BOC", "bank", "act_first", &[]),
    ("CCB", "bank", "act_first", &[]),
    ("ALIPAY", "payment", "act_first", &[]),
    ("TENPAY", "payment", "paper_first", &[]),
    ("CMCC", "carrier", "act_first", &["139", "138"]),
];

/// The floor, its rules and its clock.
pub struct Stage {
    pub floor: Floor,
    rules: toml::Table,
    policy: Policy,
    now: Millis,
    salt: u128,
    off: u64,
    happened: Vec<String>,
}

impl Stage {
    /// An empty floor with its desks, under the shipped rules.
    pub fn new() -> Self {
        let mut stage = Self {
            floor: Floor::default(),
            rules: toml::from_str(SHIPPED).expect("the shipped rules"),
            policy: Policy::shipped(),
            now: START,
            salt: 1,
            off: 0,
            happened: Vec::new(),
        };
        let admin = actor("admin").expect("an actor");
        for (institution, kind, paper, prefixes) in DESKS {
            let desk = serde_json::json!({"institution": institution, "kind": kind, "paper": paper,
                "name_zh": institution, "name_en": institution, "staffed": true, "prefixes": prefixes});
            let desk: Desk = serde_json::from_value(desk).expect("a desk");
            let list = Command::DeskList(Box::new(desk));
            let found = stage.decide(&admin, (None, Reality::Actual), list);
            found.expect("a floor with desks");
        }
        stage
    }

    /// Lays the rules of a file over those that hold.
    pub fn lay_over(&mut self, script: &Script) -> Result<(), String> {
        let Some(over) = &script.policy else {
            return Ok(());
        };
        lay(&mut self.rules, over);
        let text = self.rules.to_string();
        self.policy = Policy::parse(&text).map_err(|e| format!("policy: {e}"))?;
        Ok(())
    }

    /// Plays a step: time, then the command, then the look at what stands.
    pub fn step(&mut self, step: &Step) -> Result<(), String> {
        self.happened.clear();
        if let Some(at) = &step.at {
            let at = span(at).ok_or_else(|| format!("at: `{at}` is no time such as +5m"))?;
            self.pass(START + at)?;
        }
        if let (Some(by), Some(give)) = (&step.by, &step.give) {
            self.give(&actor(by)?, give, step)?;
        } else if step.by.is_some() || step.give.is_some() || step.refused.is_some() {
            return Err("`by` and `give` belong together, and `refused` to them".to_owned());
        }
        found::events(&self.happened, &step.happens)?;
        found::all(&self.floor, &step.then)
    }

    /// Lets the clock tick on the way: every second at first, then every minute, then every hour.
    fn pass(&mut self, to: Millis) -> Result<(), String> {
        if to < self.now {
            return Err(format!("time goes back, it is {}", self.now));
        }
        let from = self.now;
        while self.now < to {
            let each = match self.now.since(from) {
                passed if passed < Span::mins(2) => Span::secs(1),
                passed if passed < Span::days(1) => Span::mins(1),
                _ => Span::hours(1),
            };
            self.now = (self.now + each).min(to);
            self.salt += 1;
            let changes = tick(&self.floor, &self.ctx());
            self.take(changes, &Sub::hub());
        }
        Ok(())
    }

    fn give(&mut self, by: &Actor, name: &str, step: &Step) -> Result<(), String> {
        let args = on_the_wire(&self.floor, &step.args.clone().into()).to_string();
        let key = match &step.on {
            Some(on) => Some(thing(&self.floor, on).ok_or(format!("there is no {on}"))?),
            None => None,
        };
        let status = step.status.as_deref().unwrap_or("actual");
        let status: Reality = serde_json::from_value(status.into()).expect("a word");
        let given = Command::decode(name, &args).and_then(|mut command| {
            command.admit()?;
            command.seal(&mut Door);
            self.decide(by, (key, status), command)
        });
        match (given, &step.refused) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(code)) => Err(format!("expected refused `{code}`, found done")),
            (Err(refusal), None) => Err(format!("expected done, found {refusal}")),
            (Err(refusal), Some(code)) => {
                let words = step.says.as_deref().unwrap_or_default();
                if refusal.code.word() == *code && refusal.msg.contains(words) {
                    return Ok(());
                }
                Err(format!(
                    "expected `{code}` saying `{words}`, found {refusal}"
                ))
            }
        }
    }

    fn decide(
        &mut self,
        by: &Actor,
        (key, status): (Option<words::Key>, Reality),
        command: Command,
    ) -> Result<(), Refusal> {
        let expect = key.as_ref().and_then(|key| self.floor.ver(key));
        let request = Request {
            key,
            expect,
            status,
            command,
        };
        self.salt += 1;
        let changes = decide(&self.floor, &request, by, &self.ctx())?;
        self.take(changes, &by.sub);
        Ok(())
    }

    fn take(&mut self, changes: Vec<Change>, by: &Sub) {
        for Change { key, body } in changes {
            self.off += 1;
            self.happened.push(body.name().to_owned());
            let ver = self.floor.ver(&key).unwrap_or(0) + 1;
            self.floor.apply(&Event {
                off: Off(self.off),
                at: self.now,
                key,
                ver,
                by: by.clone(),
                status: Reality::Actual,
                body,
            });
        }
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            now: self.now,
            policy: &self.policy,
            salt: self.salt << 16,
        }
    }
}

/// Tables are laid into tables, all else is replaced.
fn lay(under: &mut toml::Table, over: &toml::Table) {
    for (name, value) in over {
        match (under.get_mut(name), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => lay(under, over),
            _ => {
                under.insert(name.clone(), value.clone());
            }
        }
    }
}
