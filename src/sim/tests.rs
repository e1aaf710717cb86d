//! The simulated centre without wires: minds, decisions and the clock in one loop, minutes in a moment.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use super::centre::Centre;
use super::crowd::Mind;
use super::institutions::Desks;
use super::minds::{Commander, Dissuader, Reporters, Sender, World};
use super::warnings::Warnings;
use crate::domain::alert::AlertState;
use crate::domain::command::Request;
use crate::domain::decide;
use crate::domain::event::{Change, Event, Off, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::{OrgCode, Sub};
use crate::domain::masked::{Masked, Seal, Token};
use crate::domain::org::{Actor, Role};
use crate::domain::policy::{Ctx, Policy};
use crate::domain::time::{Millis, Span};
use crate::text::mask::Kind;
use crate::text::safe::SafeText;

struct Door;

impl Seal for Door {
    fn seal(&mut self, _: Kind, raw: &str) -> Masked {
        let token = Token(u128::from(xxhash_rust::xxh3::xxh3_64(raw.as_bytes())));
        Masked {
            mask: Some(SafeText::line("***")),
            token,
        }
    }
}

struct Hub {
    floor: Floor,
    policy: Policy,
    off: u64,
    refused: HashMap<String, u32>,
}

impl Hub {
    fn apply(&mut self, changes: Vec<Change>, by: &Sub, now: Millis) {
        for change in changes {
            self.off += 1;
            let ver = self.floor.ver(&change.key).unwrap_or(0) + 1;
            let Change { key, body } = change;
            let event = Event {
                off: Off(self.off),
                at: now,
                key,
                ver,
                by: by.clone(),
                status: Reality::Actual,
                body,
            };
            self.floor.apply(&event);
        }
    }

    fn second(&mut self, people: &mut [(Actor, Box<dyn Mind>)], now: Millis) {
        for (actor, mind) in people {
            for (n, wish) in mind.act(&self.floor, now).into_iter().enumerate() {
                let (key, expect) = wish.target.unzip();
                let mut request = Request {
                    key,
                    expect,
                    status: Reality::Actual,
                    command: wish.command,
                };
                let admitted = request.command.admit();
                request.command.seal(&mut Door);
                let salt = u128::from(self.off) << 32 | n as u128;
                let ctx = Ctx {
                    now,
                    policy: &self.policy,
                    salt,
                };
                let decided =
                    admitted.and_then(|()| decide::decide(&self.floor, &request, actor, &ctx));
                match decided {
                    Ok(changes) => self.apply(changes, &actor.sub, now),
                    Err(refusal) => {
                        let what = format!("{} {}", request.command.name(), refusal);
                        *self.refused.entry(what).or_default() += 1;
                    }
                }
            }
        }
        let ctx = Ctx {
            now,
            policy: &self.policy,
            salt: u128::from(self.off) << 64,
        };
        let changes = decide::tick(&self.floor, &ctx);
        self.apply(changes, &Sub::hub(), now);
    }
}

fn people(world: &World) -> Vec<(Actor, Box<dyn Mind>)> {
    let org: OrgCode = "330700".parse().unwrap();
    let actor = |sub: &str, role| Actor {
        sub: sub.parse().unwrap(),
        roles: vec![role],
        org: org.clone(),
        institutions: [
            "ICBC", "ABC", "BOC", "CCB", "BOCOM", "PSBC", "CMB", "ALIPAY", "WECHAT",
        ]
        .iter()
        .filter(|_| role == Role::Liaison)
        .map(|i| i.parse().unwrap())
        .collect(),
    };
    let mut all: Vec<(Actor, Box<dyn Mind>)> = Vec::new();
    all.push((
        actor("p:SIM", Role::Producer),
        Box::new(Warnings::new(world.clone(), Span::hours(8), 0)),
    ));
    for n in 0..6 {
        let who = actor(&format!("u:910{n}"), Role::Dissuader);
        let mind = Dissuader::new(world.clone(), who.sub.clone(), (n, 6));
        all.push((who, Box::new(mind)));
    }
    let staff = [
        "u:9001", "u:9201", "u:9301", "u:9100", "u:9101", "u:9102", "u:9103", "u:9104", "u:9105",
    ];
    let colleagues: HashSet<Sub> = staff.iter().map(|sub| sub.parse().unwrap()).collect();
    let chief = actor("u:9001", Role::Commander);
    let me = chief.sub.clone();
    all.push((
        chief,
        Box::new(Commander {
            world: world.clone(),
            me,
            colleagues: colleagues.clone(),
        }),
    ));
    all.push((
        actor("u:9201", Role::Disposal),
        Box::new(Sender {
            world: world.clone(),
            colleagues,
        }),
    ));
    let reporters = Reporters::new(world.clone());
    all.push((actor("u:9301", Role::CallTaker), Box::new(reporters)));
    all.push((
        actor("l:SIM", Role::Liaison),
        Box::new(Desks::new(world.clone())),
    ));
    all
}

fn run(seed: u64, speed: f64, minutes: i64) -> Hub {
    let world = World {
        centre: Arc::new(Centre::published()),
        seed,
        speed,
    };
    let mut people = people(&world);
    let mut hub = Hub {
        floor: Floor::default(),
        policy: Policy::shipped(),
        off: 0,
        refused: HashMap::new(),
    };
    let start: Millis = "2026-11-23T02:00:00Z".parse().unwrap();
    for second in 0..minutes * 60 {
        hub.second(&mut people, start + Span::secs(second));
    }
    hub
}

#[test]
fn twenty_busy_minutes_bring_alerts_to_outcomes_and_stops_money() {
    let hub = run(7, 6.0, 20);
    let count =
        |f: &dyn Fn(AlertState) -> bool| hub.floor.alerts().values().filter(|a| f(a.state)).count();
    let closed = count(&|s| s == AlertState::Closed);
    let untouched_p0 = hub
        .floor
        .alerts()
        .values()
        .filter(|a| {
            a.tier == crate::domain::alert::Tier::P0
                && a.claimed_at.is_none()
                && a.state == AlertState::Expired
        })
        .count();
    assert!(closed > 30, "{closed} closed; refused: {:?}", hub.refused);
    assert_eq!(untouched_p0, 0);
    let raises = hub
        .refused
        .keys()
        .find(|what| what.starts_with("alert.raise"));
    assert_eq!(raises, None, "a warning never came in");
    assert!(
        !hub.floor.cases().is_empty(),
        "no case; refused: {:?}",
        hub.refused
    );
    let held = hub
        .floor
        .orders()
        .values()
        .filter(|o| o.held.is_some())
        .count();
    assert!(
        held > 0,
        "{} orders, none stopped; refused: {:?}",
        hub.floor.orders().len(),
        hub.refused
    );
}

#[test]
fn equal_seeds_bring_equal_floors() {
    let (one, two, other) = (run(3, 6.0, 3), run(3, 6.0, 3), run(4, 6.0, 3));
    assert_eq!(one.floor, two.floor);
    assert_ne!(one.floor, other.floor);
}
