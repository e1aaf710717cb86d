//! A hub in miniature: the real rules over the real floor, with a clock that is set by hand. Every change goes
//! through `Floor::apply` as an event, as on the hub; only log, vault and sockets are left out.

use std::collections::BTreeMap;

use crate::domain::command::{Command, Request};
use crate::domain::decide;
use crate::domain::event::{Change, Event, Off, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, Sub};
use crate::domain::org::Actor;
use crate::domain::policy::{Ctx, Policy};
use crate::domain::time::Millis;

/// Identities of one decision lie this far from those of the next.
const SALT_STEP: u128 = 1 << 32;

/// A floor, its rules and its clock.
pub struct House<'a> {
    /// What is true for the centre.
    pub floor: Floor,
    /// The rules.
    pub policy: &'a Policy,
    /// Now.
    pub now: Millis,
    /// Commands the rules refused, by command and code.
    pub refused: BTreeMap<String, u32>,
    given: u128,
    logged: u64,
}

impl<'a> House<'a> {
    /// An empty floor.
    pub fn new(policy: &'a Policy, now: Millis) -> Self {
        Self {
            floor: Floor::default(),
            policy,
            now,
            refused: BTreeMap::new(),
            given: 0,
            logged: 0,
        }
    }

    fn ctx(&mut self) -> Ctx<'a> {
        self.given += 1;
        Ctx {
            now: self.now,
            policy: self.policy,
            salt: self.given * SALT_STEP,
        }
    }

    /// Gives a command on an entity as it stands; what happened, or `None` if the rules refuse it.
    pub fn give(&mut self, who: &Actor, key: Option<Key>, command: Command) -> Option<Vec<Event>> {
        let ctx = self.ctx();
        let name = command.name();
        let request = Request {
            expect: key.as_ref().and_then(|key| self.floor.ver(key)),
            key,
            status: Reality::Actual,
            command,
        };
        match decide::decide(&self.floor, &request, who, &ctx) {
            Ok(changes) => Some(self.take(changes, &who.sub)),
            Err(refusal) => {
                let what = format!("{name}: {}", refusal.code);
                *self.refused.entry(what).or_default() += 1;
                None
            }
        }
    }

    /// The clock's work.
    pub fn tick(&mut self) -> Vec<Event> {
        let ctx = self.ctx();
        let changes = decide::tick(&self.floor, &ctx);
        self.take(changes, &Sub::hub())
    }

    fn take(&mut self, changes: Vec<Change>, by: &Sub) -> Vec<Event> {
        let mut events = Vec::with_capacity(changes.len());
        for Change { key, body } in changes {
            self.logged += 1;
            let event = Event {
                off: Off(self.logged),
                at: self.now,
                ver: self.floor.ver(&key).unwrap_or(0) + 1,
                key,
                by: by.clone(),
                status: Reality::Actual,
                body,
            };
            self.floor.apply(&event);
            events.push(event);
        }
        events
    }
}
