//! Somebody at a line of the hub who keeps the floor as a console does: snapshot, then event by event. Waiting
//! means listening until the floor is as wanted; nobody sleeps.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use watchfloor::domain::event::{Body, Event, Off, Reality};
use watchfloor::domain::floor::{Entity, Floor};
use watchfloor::domain::ids::Key;

use super::process::Hub;
use super::wire::Wire;

/// One person with a line.
pub struct Seat {
    wire: Wire,
    name: String,
    given: u32,
    /// The floor as this person may see it.
    pub floor: Floor,
    /// The names of the events that came.
    pub happened: Vec<String>,
}

impl Seat {
    /// Logs in and takes the cases feed in.
    pub fn take(hub: &Hub, role: &str, user: &str, more: &[&str]) -> Self {
        let mut wire = Wire::hello(&hub.url, &hub.token(role, user, more));
        let (_, _, view) = wire.snapshot("cases", "cases");
        let mut floor = Floor::default();
        for (key, (ver, data)) in view {
            let key: Key = key.parse().expect("a key");
            let entity = Entity::decode(&key, &data.to_string()).expect("an entity");
            let ver = u32::try_from(ver).expect("a version");
            floor.put(&key, ver, entity);
        }
        Self {
            wire,
            name: format!("{role}-{user}"),
            given: 0,
            floor,
            happened: Vec::new(),
        }
    }

    /// Listens until the floor is as wanted.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&Floor) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        self.hear_aside();
        while !wanted(&self.floor) {
            let late = Instant::now() >= end;
            assert!(
                !late,
                "{} waited for {what}: {:?}",
                self.name, self.happened
            );
            let said = self.wire.hear().expect("the line stands");
            self.fold(&said);
        }
    }

    /// Gives a command on something as this person sees it; it must be carried out.
    pub fn give(&mut self, name: &str, key: Option<&Key>, args: Value) {
        let said = self.try_to(name, key, args);
        assert_eq!(said["t"], "done", "{} {name}: {said}", self.name);
    }

    /// The same, with whatever answer comes.
    pub fn try_to(&mut self, name: &str, key: Option<&Key>, args: Value) -> Value {
        self.hear_aside();
        self.given += 1;
        let idem = format!("{}-{}", self.name, self.given);
        let target = key.map(|key| (key.to_string(), self.floor.ver(key).expect("it stands")));
        let target = target.as_ref().map(|(key, ver)| (&**key, u64::from(*ver)));
        let said = self.wire.command(&idem, name, target, args);
        self.hear_aside();
        said
    }

    fn hear_aside(&mut self) {
        for said in std::mem::take(&mut self.wire.aside) {
            self.fold(&said);
        }
    }

    fn fold(&mut self, said: &Value) {
        if said["t"] != "events" {
            return;
        }
        for item in said["items"].as_array().expect("items") {
            self.take_in(item);
        }
    }

    /// An event; or a thing that came into view, or left it.
    fn take_in(&mut self, item: &Value) {
        let text = |field: &str| item[field].as_str().unwrap_or_default().to_owned();
        let name = text("type");
        let data = item.get("data").cloned().unwrap_or(json!({})).to_string();
        let key: Key = text("key").parse().expect("a key");
        let ver = u32::try_from(item["ver"].as_u64().expect("a version")).expect("a version");
        self.happened.push(name.clone());
        match name.as_str() {
            "view.entered" => {
                let entity = Entity::decode(&key, &data).expect("an entity");
                self.floor.put(&key, ver, entity);
            }
            "view.left" => self.floor.remove(&key),
            _ => self.floor.apply(&Event {
                off: Off(item["off"].as_u64().expect("an offset")),
                at: text("at").parse().expect("a moment"),
                key,
                ver,
                by: text("by").parse().expect("somebody"),
                status: Reality::Actual,
                body: Body::decode(&name, &data).expect("a payload"),
            }),
        }
    }
}
