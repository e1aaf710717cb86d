//! The past is played by the rules: nothing of it is refused, and every sum stands where its story says.

use super::*;
use crate::domain::decide::{decide, tick};
use crate::domain::event::{Change, Event, Off, Reality};
use crate::domain::floor::Floor;
use crate::domain::ids::Sub;
use crate::domain::masked::{Masked, Seal, Token};
use crate::domain::order::OrderState;
use crate::domain::policy::Ctx;
use crate::text::mask::{Kind, mask};

struct Door;

impl Seal for Door {
    fn seal(&mut self, kind: Kind, raw: &str) -> Masked {
        Masked {
            mask: Some(SafeText::line(&mask(kind, raw))),
            token: Token(u128::from(xxhash_rust::xxh3::xxh3_64(raw.as_bytes()))),
        }
    }
}

fn apply(floor: &mut Floor, changes: Vec<Change>, by: &Sub, at: Millis) {
    for Change { key, body } in changes {
        let ver = floor.ver(&key).unwrap_or(0) + 1;
        floor.apply(&Event {
            off: Off(1),
            at,
            key,
            ver,
            by: by.clone(),
            status: Reality::Actual,
            body,
        });
    }
}

fn played(now: Millis) -> Floor {
    let policy = Policy::shipped();
    let mut floor = Floor::default();
    let org: OrgCode = "330700".parse().unwrap();
    for (n, deed) in (1u128..).zip(deeds(7, &org, now)) {
        let ctx = |salt| Ctx {
            now: deed.at,
            policy: &policy,
            salt,
        };
        let due = tick(&floor, &ctx(n << 40));
        apply(&mut floor, due, &Sub::hub(), deed.at);
        let key = deed.on.key(&floor);
        let mut request = crate::domain::command::Request {
            expect: key.as_ref().and_then(|key| floor.ver(key)),
            key,
            status: Reality::Actual,
            command: deed.command,
        };
        request.command.admit().unwrap();
        request.command.seal(&mut Door);
        let changes = decide(&floor, &request, &deed.by, &ctx(n << 40 | 1 << 20));
        let changes = changes.unwrap_or_else(|e| panic!("{}: {e}", request.command.name()));
        apply(&mut floor, changes, &deed.by.sub, deed.at);
    }
    floor
}

#[test]
fn every_sum_goes_free_when_its_story_says() {
    let now: Millis = "2026-11-23T06:03:22Z".parse().unwrap();
    let floor = played(now);
    assert_eq!(floor.orders().len(), STORIES.len());
    assert!(floor.cases().values().all(|case| is_earlier(case)));
    for (no, Story(bank, stands, left)) in (1..).zip(&STORIES) {
        let order = floor.orders().values().find(|o| o.no == no).unwrap();
        assert_eq!(order.institution.as_str(), *bank);
        let off = order.expires_at.unwrap().since(now + *left);
        let may_be_off = match stands {
            Stands::Frozen => Span::days(3),
            Stands::Stopped | Stands::LetLapse => Span(0),
        };
        assert!(off.0.abs() <= may_be_off.0, "order {no} is off by {off:?}");
        let state = match stands {
            Stands::Frozen => OrderState::Frozen,
            Stands::Stopped | Stands::LetLapse => OrderState::Stopped,
        };
        assert_eq!(order.state, state, "order {no}");
        assert_eq!(order.let_lapse.is_some(), *stands == Stands::LetLapse);
    }
}
