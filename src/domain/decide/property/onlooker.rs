//! Somebody who sees every event and checks what must always hold.

use std::collections::{BTreeSet, HashMap};

use super::{cases, hops, orders};
use crate::domain::alert::{Alert, AlertState as S, Outcome, Tier};
use crate::domain::case::Case;
use crate::domain::event::{Body, Event, Ver};
use crate::domain::floor::Floor;
use crate::domain::ids::Key;
use crate::domain::time::Span;

/// The floor as an onlooker keeps it: event by event, through the words of the wire.
#[derive(Default)]
pub struct Onlooker {
    pub floor: Floor,
    vers: HashMap<Key, Ver>,
    pub seen: BTreeSet<String>,
}

impl Onlooker {
    pub fn see(&mut self, event: &Event, most_stops: u8) {
        let data = event.body.data().unwrap();
        let body = Body::decode(event.body.name(), data.get()).unwrap();
        assert_eq!(body, event.body, "the wire tells all");

        let ver = self.vers.entry(event.key.clone()).or_default();
        assert_eq!(event.ver, *ver + 1, "{event:?}");
        *ver = event.ver;

        let before = self.alert(&event.key);
        let case_before = self.case(&event.key);
        let order_before = orders::of(&self.floor, &event.key);
        let hop_before = hops::of(&self.floor, &event.key);
        let event = Event {
            body,
            ..event.clone()
        };
        self.floor.apply(&event);
        Self::check_row(before.as_ref(), &event);
        if let (Some(before), Some(after)) = (before, self.alert(&event.key)) {
            assert!(after.tier <= before.tier, "a tier fell: {event:?}");
            assert!(after.reasons.len() >= before.reasons.len(), "{event:?}");
        }
        if let Some(before) = case_before {
            cases::check(&self.floor, &before, &event);
        }
        self.check_owner(&event.key);
        hops::check(&self.floor, hop_before.as_ref(), &event);
        orders::check(&self.floor, order_before.as_ref(), &event, most_stops);
        self.seen.insert(event.body.name().to_owned());
    }

    fn alert(&self, key: &Key) -> Option<Alert> {
        let Key::Alert(id) = key else { return None };
        self.floor.alert(id).map(|held| (*held.is).clone())
    }

    fn case(&self, key: &Key) -> Option<Case> {
        let Key::Case(id) = key else { return None };
        self.floor.case(id).map(|held| (*held.is).clone())
    }

    /// The row of the table an event on an alert stands for.
    fn check_row(before: Option<&Alert>, event: &Event) {
        let held = [S::Claimed, S::Working, S::Escalated];
        let open = [S::New, S::Reopened, S::Claimed, S::Working, S::Escalated];
        let ended = [
            S::AutoHandled,
            S::Closed,
            S::Merged,
            S::Converted,
            S::Expired,
        ];
        let Some(before) = before else { return };
        let from: &[S] = match &event.body {
            Body::AlertClaimed(_) | Body::AlertOverdue(_) => &[S::New, S::Reopened],
            Body::AlertWorking(_) => &[S::Claimed],
            Body::AlertEscalated(_) => &[S::Working, S::Escalated],
            Body::AlertExpired(_) => &[S::New],
            Body::AlertReturned(_) => &[S::Shelved],
            Body::AlertReopened(_) | Body::AlertArchived(_) => &ended,
            Body::AlertShelved(shelf) => {
                assert_ne!(before.tier, Tier::P0);
                assert!(shelf.until.since(event.at) <= Span::hours(4));
                &open
            }
            Body::AlertClosed(closing) => {
                let p0 = before.tier == Tier::P0 && closing.outcome == Outcome::FalseAlarm;
                assert_eq!(p0, closing.second.is_some(), "{event:?}");
                assert_ne!(closing.second.as_ref(), Some(&closing.by));
                &held
            }
            Body::AlertReleased(_)
            | Body::AlertAnswered(_)
            | Body::AlertConverted(_)
            | Body::AlertCloseProposed(_)
            | Body::AlertProgressed(_) => &held,
            Body::InterventionChanged(change) => {
                let one = before.interventions.iter().find(|i| i.id == change.id);
                let was = one.unwrap().state;
                assert!(was.allows(change.state), "{was} → {}", change.state);
                return;
            }
            _ => return,
        };
        assert!(from.contains(&before.state), "{} {event:?}", before.state);
    }

    /// One owner, with a lease, exactly while it is in somebody's hands.
    fn check_owner(&self, key: &Key) {
        let Some(alert) = self.alert(key) else { return };
        let held = alert.state.is_held();
        let ended = matches!(alert.state, S::Closed | S::Converted);
        assert_eq!(alert.owner.is_some(), held || ended, "{alert:?}");
        assert_eq!(alert.lease_until.is_some(), held, "{alert:?}");
        assert!(alert.proposed.is_none() || held, "{alert:?}");
        assert_eq!(alert.state == S::Closed, alert.closing.is_some());
        assert_eq!(alert.state == S::Shelved, alert.shelf.is_some());
        assert!(alert.tier != Tier::P0 || alert.state != S::Shelved);
    }
}
