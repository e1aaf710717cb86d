//! What calls out loud: the sentences of the banner, the loudest first, and the sounds that come with them. A seat
//! hears no more than a few sounds an hour, so that each is still heard; only a new P0 is never held back by that.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::effect::Effect;
use super::model::{Model, Switch};
use super::told;
use crate::domain::alert::Tier;
use crate::domain::floor::Held;
use crate::domain::ids::{Key, Sub};
use crate::domain::order::{CliffStep, Order, OrderKind, OrderState};
use crate::domain::time::{Millis, Span};
use crate::text::words::say::Trouble;
use crate::text::words::{Say, Word};
use crate::tui::overlays::target_of;

/// How long an order that was refused or not answered keeps calling.
const CALLS: Span = Span::mins(10);
/// What turned longer ago is no news.
const FRESH: Span = Span::mins(2);
/// One sound for everything that comes within this time.
const APART: Duration = Duration::from_secs(20);
/// The most sounds an hour at a seat, but for new P0 alerts (EEMUA 191).
const AN_HOUR: usize = 6;
const HOUR: Duration = Duration::from_secs(3600);

/// The sounds of the last hour.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bell(VecDeque<Instant>);

/// Why it would ring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sound {
    /// A new P0, or work that has reached a liaison's desk.
    Always,
    /// Anything else; it keeps to the hour's share.
    Sparing,
}

impl Bell {
    /// Whether it rings now; then it is counted.
    fn strike(&mut self, sound: Sound, at: Instant) -> bool {
        while self
            .0
            .front()
            .is_some_and(|first| at.saturating_duration_since(*first) >= HOUR)
        {
            self.0.pop_front();
        }
        let is_near = |last: &Instant| at.saturating_duration_since(*last) < APART;
        let is_spent = sound == Sound::Sparing && self.0.len() >= AN_HOUR;
        if is_spent || self.0.back().is_some_and(is_near) {
            return false;
        }
        self.0.push_back(at);
        true
    }
}

/// Rings for those who sit here, once for all that comes close together.
pub fn ring(model: &mut Model, sound: Sound, effects: &mut Vec<Effect>) {
    let actor = model.actor.as_ref();
    let has_seat = actor.is_some_and(|a| a.roles.iter().any(|role| role.has_seat()));
    let hears = has_seat || model.is_liaison();
    if !hears || !model.bell.strike(sound, model.moment.at) {
        return;
    }
    let notify = model.setup.notify;
    if notify.bell == Switch::On {
        effects.push(Effect::Beep);
    }
    if notify.desktop == Switch::On {
        let word = match sound {
            Sound::Always if model.is_liaison() => Word::NotifyDesk,
            Sound::Always => Word::NotifyP0,
            Sound::Sparing => Word::NotifyAlarm,
        };
        effects.push(Effect::Notify(word.text(model.lang)));
    }
}

/// The sound a change brings: a new P0, a held sum about to go free, an own order refused or not answered; for a
/// liaison an order that has reached the desk.
pub fn sound_of(model: &Model, key: &Key) -> Option<Sound> {
    let floor = model.mirror.floor();
    match key {
        Key::Alert(id) => {
            let alert = floor.alert(id)?;
            let is_new = alert.tier == Tier::P0 && alert.state.is_waiting() && alert.ver == 1;
            is_new.then_some(Sound::Always)
        }
        Key::Order(id) => {
            let order = floor.order(id)?;
            if model.is_liaison() {
                return (order.state == OrderState::Sent).then_some(Sound::Always);
            }
            let before = model.told.get(id);
            let is_nearer = before.is_none_or(|told| told.cliff() != order.cliff) && calls(order);
            let is_bad = before.is_none_or(|told| told.state() != order.state)
                && turned_bad(order, model.now())
                || before.is_some_and(|told| !told.is_declined()) && order.declined.is_some();
            (is_nearer || is_bad && is_ours(model, order)).then_some(Sound::Sparing)
        }
        _ => None,
    }
}

/// Whether an order was refused or not answered a moment ago.
fn turned_bad(order: &Order, now: Millis) -> bool {
    bad_since(order).is_some_and(|at| now.since(at) < FRESH)
}

/// Since when an order stands refused or unanswered.
fn bad_since(order: &Order) -> Option<Millis> {
    let is_bad = matches!(order.state, OrderState::TimedOut | OrderState::Mismatch);
    is_bad.then(|| order.since())
}

/// Whether it concerns the officer, or nobody else: drafted by rule on a case without a holder.
fn is_ours(model: &Model, order: &Order) -> bool {
    let case = model.mirror.floor().case(&order.case);
    let is_nobodys = order.requested_by == Sub::hub() && case.is_none_or(|c| c.owner.is_none());
    is_nobodys || told::concerns(model, order)
}

/// Something that calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alarm {
    /// What the banner says.
    pub say: Say,
    /// What it is about, the first of several.
    pub key: Key,
}

/// Everything that calls, the loudest first: P0 nobody came for in time, held sums about to go free, sums that went
/// free undecided, orders that were refused or not answered, dark desks.
pub fn calling(model: &Model, now: Millis) -> Vec<Alarm> {
    let recent = |at: Option<Millis>| at.is_some_and(|at| now.since(at) < CALLS);
    let bad = |state| move |order: &&Held<Order>| order.state == state && recent(bad_since(order));
    let undecided = |order: &&Held<Order>| is_undecided_lapse(order) && recent(lapsed_at(order));
    [
        late(model),
        cliff(model, now),
        latest(model, undecided, lapsed_at, Trouble::Lapsed),
        latest(
            model,
            bad(OrderState::Mismatch),
            bad_since,
            Trouble::Refused,
        ),
        latest(
            model,
            bad(OrderState::TimedOut),
            bad_since,
            Trouble::Unanswered,
        ),
        dark(model, now),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// P0 alerts nobody came for in time, the oldest of them first.
fn late(model: &Model) -> Option<Alarm> {
    let alerts = model.floor().alerts().values();
    let late: Vec<_> = alerts
        .filter(|a| a.tier == Tier::P0 && a.state.is_waiting() && a.overdue.is_some())
        .collect();
    let first = late.iter().min_by_key(|alert| alert.raised_at)?;
    let n = late.len();
    Some(Alarm {
        say: Say::AlarmP0 { n },
        key: Key::Alert(first.id),
    })
}

/// The orders in a trouble, the latest of them by name.
fn latest(
    model: &Model,
    is_so: impl FnMut(&&Held<Order>) -> bool,
    since: fn(&Order) -> Option<Millis>,
    what: Trouble,
) -> Option<Alarm> {
    let orders: Vec<_> = model.floor().orders().values().filter(is_so).collect();
    let last = orders.iter().max_by_key(|order| since(order))?;
    let say = Say::AlarmOrder {
        what,
        n: orders.len(),
        no: last.no,
    };
    let key = Key::Order(last.id);
    Some(Alarm { say, key })
}

/// Desks that leave work waiting.
fn dark(model: &Model, now: Millis) -> Option<Alarm> {
    let desks = model.shown.dark.calling(now);
    let key = Key::Desk(desks.first()?.clone());
    Say::dark(&desks).map(|say| Alarm { say, key })
}

/// The held sums about to go free, the first of them by name.
fn cliff(model: &Model, now: Millis) -> Option<Alarm> {
    let orders = model.floor().orders().values();
    let mut near: Vec<_> = orders.filter(|order| calls(order)).collect();
    near.sort_by_key(|order| order.expires_at);
    let first = near.first()?;
    let say = Say::AlarmCliff {
        n: near.len(),
        no: first.no,
        target: target_of(model, first, model.lang),
        left: first.expires_at?.since(now),
    };
    let key = Key::Order(first.id);
    Some(Alarm { say, key })
}

/// The item of the loudest alarm; from one that is open already, of the next.
pub fn next(model: &Model) -> Option<Key> {
    let alarms = &model.shown.alarms;
    let subject = model.subject();
    let at = alarms.iter().position(|a| Some(&a.key) == subject.as_ref());
    let next = at.map_or(0, |at| (at + 1) % alarms.len());
    alarms.get(next).map(|alarm| alarm.key.clone())
}

/// Whether a held sum calls out loud: two hours before a stop ends, a day before a freeze does, unless somebody has
/// decided that it may.
fn calls(order: &Order) -> bool {
    let step = match order.state {
        OrderState::Stopped | OrderState::FreezeRequested => CliffStep::Near,
        _ => CliffStep::Last,
    };
    order.holds()
        && order.reality.is_actual()
        && order.let_lapse.is_none()
        && order.cliff.is_some_and(|reached| reached >= step)
}

/// When a held sum went free.
fn lapsed_at(order: &Order) -> Option<Millis> {
    order.ended_at.or(Some(order.drafted_at))
}

/// Whether a held sum went free and nobody had decided it.
fn is_undecided_lapse(order: &Order) -> bool {
    order.state == OrderState::Lapsed
        && order.kind != OrderKind::Telecom
        && order.reality.is_actual()
        && order.let_lapse.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_keep_apart_and_to_their_share_of_the_hour() {
        let start = Instant::now();
        let mut bell = Bell::default();
        let mut strike =
            |mins: u64, sound| bell.strike(sound, start + Duration::from_secs(60 * mins));
        for mins in 0..6 {
            assert!(strike(mins, Sound::Sparing), "{mins}");
            assert!(
                !strike(mins, Sound::Always),
                "{mins}: one sound for what comes together"
            );
        }
        assert!(!strike(6, Sound::Sparing), "the hour's share is used up");
        assert!(strike(7, Sound::Always), "a P0 is always heard");
        assert!(!strike(60, Sound::Sparing));
        assert!(strike(61, Sound::Sparing));
    }
}
