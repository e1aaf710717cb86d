//! Simulated people at work: one line watches the floor, every person has a line of their own for commands. A
//! person's [`Mind`] looks at the floor and wishes; each wish is sent once per version of its entity.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::domain::command::Command;
use crate::domain::event::Ver;
use crate::domain::floor::Floor;
use crate::domain::ids::Key;
use crate::domain::refusal::Code;
use crate::domain::time::{Millis, Span};
use crate::feed::clock::TimeEstimate;
use crate::feed::frame::Feed;
use crate::feed::intent::{Answer, Intent, Outcome, Urgency};
use crate::feed::link::{FromLink, Link, LinkConfig, LinkError, LinkHandle, LinkSender, Order};
use crate::feed::mirror::{Applied, Mirror};
use crate::feed::state::LinkState;

/// How often minds look at the floor.
const LOOK: Duration = Duration::from_millis(200);

/// A wish that changed nothing is wished again after this long.
const PATIENCE: Span = Span::secs(10);

/// Something a mind wants done.
#[derive(Clone, PartialEq, Debug)]
pub struct Wish {
    /// What.
    pub command: Command,
    /// On which entity, as seen; absent where it creates one.
    pub target: Option<(Key, Ver)>,
}

/// A simulated person or institution.
pub trait Mind: Send {
    /// What to do, given the floor and the hub's time. Wishes without a target must be wished once.
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish>;
}

struct Person {
    mind: Box<dyn Mind>,
    line: LinkSender,
    asked: HashMap<Key, (Ver, Millis)>,
}

/// People who share one view of the floor.
pub struct Crowd {
    url: String,
    watch: LinkHandle,
    people: Vec<Person>,
}

impl Crowd {
    /// A crowd that sees what `token` may see.
    pub fn new(url: &str, token: SecretString, feeds: &[Feed]) -> Result<Self, LinkError> {
        let watch = Link::spawn(LinkConfig::new(url, token, feeds))?;
        Ok(Self {
            url: url.to_owned(),
            watch,
            people: Vec::new(),
        })
    }

    /// A person with a line of their own.
    pub fn join(&mut self, token: SecretString, mind: Box<dyn Mind>) -> Result<(), LinkError> {
        let mut line = Link::spawn(LinkConfig::new(&self.url, token, &[]))?;
        self.people.push(Person {
            mind,
            line: line.orders.clone(),
            asked: HashMap::new(),
        });
        tokio::spawn(async move {
            while let Some(message) = line.events.recv().await {
                warn_of_refusal(&message);
            }
        });
        Ok(())
    }

    /// The person whose line is the watching one.
    pub fn join_watching(&mut self, mind: Box<dyn Mind>) {
        self.people.push(Person {
            mind,
            line: self.watch.orders.clone(),
            asked: HashMap::new(),
        });
    }

    /// Works until `stop` says so.
    pub async fn work(mut self, mut stop: watch::Receiver<()>) {
        let mut mirror = Mirror::default();
        let mut time = TimeEstimate::default();
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut synced = false;
        loop {
            crate::drill::pass("simulation");
            tokio::select! {
                _ = stop.changed() => break,
                message = self.watch.events.recv() => match message {
                    Some(FromLink::Time(estimate)) => time = estimate,
                    Some(message) => {
                        warn_of_refusal(&message);
                        synced |= matches!(message, FromLink::Snapshot(_) | FromLink::State(LinkState::Live));
                        if let Applied::Mismatch(feed) = mirror.apply(&message) {
                            self.watch.send(Order::Resync(feed));
                        }
                    }
                    None => break,
                },
                _ = look.tick() => {
                    if let Some(now) = time.hub_now(Instant::now()).filter(|_| synced) {
                        self.people.iter_mut().for_each(|p| p.look(mirror.floor(), now));
                    }
                }
            }
        }
        for person in &self.people {
            person.line.send(Order::Close);
        }
        self.watch.send(Order::Close);
    }
}

/// Losing a race is part of the game; a command the hub can not even take is a mistake of the simulation.
fn warn_of_refusal(message: &FromLink) {
    if let FromLink::Answer(Answer {
        outcome:
            Outcome::Refused {
                code: Code::BadRequest,
                msg,
                ..
            },
        ..
    }) = message
    {
        tracing::warn!(%msg, "a simulated person was refused");
    }
}

impl Person {
    fn look(&mut self, floor: &Floor, now: Millis) {
        for wish in self.mind.act(floor, now) {
            let Some((key, ver)) = &wish.target else {
                self.send(wish, Urgency::Ordinary);
                continue;
            };
            let asked = self.asked.get(key);
            if asked.is_some_and(|(on, at)| on == ver && now < *at + PATIENCE) {
                continue;
            }
            self.asked.insert(key.clone(), (*ver, now));
            self.send(wish, Urgency::TimeCritical);
        }
        self.asked
            .retain(|key, (on, _)| floor.ver(key) == Some(*on));
    }

    fn send(&self, wish: Wish, urgency: Urgency) {
        let intent = Intent::new(wish.command, wish.target, urgency);
        self.line.send(Order::Send(Box::new(intent)));
    }
}
