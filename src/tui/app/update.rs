//! The one place where the model changes: a message in, effects out.

use std::sync::Arc;
use std::time::Instant;

use super::act;
use super::alarm::{self, Sound};
use super::bulk;
use super::changed;
use super::effect::Effect;
use super::follow::{self, Follow};
use super::frontier::Leaves;
use super::link::Moment;
use super::message::Msg;
use super::model::Model;
use super::money::leaving;
use super::mouse::on_mouse;
use super::moves;
use super::place::{Place, Screen};
use super::refresh::{self, Old};
use super::reveal;
use super::sending::{Sent, Stage, Then};
use super::told;
use crate::domain::alert::Tier;
use crate::domain::ids::{Idem, Key};
use crate::domain::org::Role;
use crate::domain::policy::Policy;
use crate::domain::refusal::{Code, Current};
use crate::feed::frame::Welcome;
use crate::feed::intent::{Answer, Intent, Kept, NotSent, Outcome};
use crate::feed::link::FromLink;
use crate::feed::mirror::Applied;
use crate::feed::state::LinkState;
use crate::text::safe::SafeText;
use crate::text::words::{Both, Say, Why};
use crate::tui::actions::{Action, TABLE, row};
use crate::tui::keys::fold::fold;
use crate::tui::keys::{Context, Key as TermKey, Pending, Press};
use crate::tui::overlays;
use crate::tui::term::{Ending, TermEvent};
use crate::tui::theme::{Reread, Tone};

/// A command that has no action of its own.
const UNNAMED: Both = Both {
    en: "command",
    zh: "命令",
};

/// Takes a message in.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    match msg {
        Msg::Term(event) => on_terminal(model, event, &mut effects),
        Msg::Link(n, message) => on_link(model, n, message, &mut effects),
        Msg::Theme(reread) => on_theme(model, *reread),
        Msg::Now(at) => {
            on_time(model, at);
            reveal::expire(model, at);
            bulk::go_on(model, &mut effects);
            if std::mem::take(&mut model.shown.rings) {
                alarm::ring(model, Sound::Sparing, &mut effects);
            }
        }
    }
    effects
}

/// A new look counts at once; where a file is broken the old one stays.
fn on_theme(model: &mut Model, reread: Reread) {
    match reread {
        Reread::Fresh(theme, warnings) => {
            if let Some(setup) = Arc::get_mut(&mut model.setup) {
                setup.theme = theme;
            }
            model.say(Say::ThemeReread, Tone::Ok);
            model.say_flaws(&warnings);
        }
        Reread::Broken(warning) => {
            let warning = SafeText::line(&warning.to_string());
            model.say(Say::ThemeKept { warning }, Tone::Error);
        }
    }
}

fn on_time(model: &mut Model, at: Instant) {
    let before = model.moment;
    model.moment = Moment::of(at, &model.links);
    // Clocks on screen have whole seconds.
    let second = |m: Moment| (m.hub.0.div_euclid(1000), m.sync);
    model.is_dirty |= second(before) != second(model.moment);
}

/// Brings rows and figures up to date for a frame. Called before every painting.
pub fn prepare(model: &mut Model) {
    refresh::refresh(model);
    moves::settle(model);
}

fn on_terminal(model: &mut Model, event: TermEvent, effects: &mut Vec<Effect>) {
    match event {
        TermEvent::Key(key) => press(model, key, effects),
        TermEvent::Paste(text) => overlays::paste(model, &text),
        TermEvent::Resize(size) => {
            model.size = size;
            model.place = model.place.fitted(size);
            model.is_dirty = true;
        }
        TermEvent::Suspend => effects.push(Effect::Suspend),
        TermEvent::Continued => effects.push(Effect::Redraw),
        TermEvent::Ended(Ending::Hangup | Ending::Terminated | Ending::Interrupted) => {
            effects.push(Effect::Quit);
        }
        TermEvent::Mouse(mouse) => on_mouse(model, mouse),
        TermEvent::Focus(_) | TermEvent::Answered => {}
    }
}

/// A key: to the box on top, else through the keymap to an action.
fn press(model: &mut Model, key: TermKey, effects: &mut Vec<Effect>) {
    model.is_dirty = true;
    model.pressed = Some(model.moment.at);
    model.status = None;
    model.hand.note(key, model.moment.at);
    if !model.overlays.is_empty() {
        match over_boxes(model, key) {
            Some(action) => perform(model, action, effects),
            None => overlays::press(model, key, effects),
        }
        return;
    }
    let setup = std::sync::Arc::clone(&model.setup);
    let contexts = model.contexts();
    match setup.keymap.press(&mut model.chord, &contexts, key) {
        // Where a question is asked a digit answers it, or nothing.
        Press::Action(Action::Screen(_))
            if is_digit(key) && contexts.contains(&Context::SCRIPT) =>
        {
            let (what, why) = (row(Action::Answer(1)).label, Why::NoSuchAnswer);
            model.say(Say::Blocked { what, why }, Tone::Error);
        }
        Press::Action(action) => perform(model, action, effects),
        Press::Unbound => {
            let key = key.to_string();
            model.say(Say::Unbound { key }, Tone::Dim);
        }
        Press::Pending | Press::Cancelled => {}
    }
}

fn is_digit(key: TermKey) -> bool {
    fold(key).typed().is_some_and(|c| c.is_ascii_digit())
}

/// The action of a key that works over any box. A box that takes text gets what can be typed.
fn over_boxes(model: &mut Model, key: TermKey) -> Option<Action> {
    if key.typed().is_some() && overlays::takes_text(model) {
        return None;
    }
    let boxes = [Context::OVERLAY];
    match model
        .setup
        .keymap
        .press(&mut Pending::default(), &boxes, key)
    {
        Press::Action(Action::Recall) if leaving(model).is_none() => None,
        Press::Action(action) => Some(action),
        _ => None,
    }
}

/// Does an action, whichever way it was asked for.
pub fn perform(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    model.is_dirty = true;
    if row(action).commands.is_empty() {
        moves::go(model, action, effects);
    } else {
        act::act(model, action, effects);
    }
}

fn on_link(model: &mut Model, n: usize, message: FromLink, effects: &mut Vec<Effect>) {
    let before = changed::before(model, &message);
    let applied = model.mirror.apply(&message);
    match applied {
        Applied::Nothing => on_word(model, n, message, effects),
        Applied::Agreed(_) => {}
        Applied::Mismatch(feed) => effects.push(Effect::Resync(feed)),
        Applied::Changed(keys) => {
            changed::mark(model, &before);
            on_changed(model, &keys, effects);
        }
        Applied::Swapped(_) => {
            model.shown.forget_all();
            model.tree.forget_all();
            came_home(model, effects);
        }
    }
}

/// What a link says beside changes of the floor.
fn on_word(model: &mut Model, n: usize, message: FromLink, effects: &mut Vec<Effect>) {
    match message {
        FromLink::State(state) => {
            if let Some(link) = model.links.get_mut(n) {
                let comes_live = state == LinkState::Live && link.state != state;
                link.state = state;
                model.is_dirty = true;
                if comes_live {
                    moves::forget_top(model);
                }
            }
        }
        FromLink::Bytes(at) => {
            if let Some(link) = model.links.get_mut(n) {
                link.heard.note(at);
            }
        }
        FromLink::Time(time) => {
            if let Some(link) = model.links.get_mut(n) {
                link.time = time;
            }
        }
        FromLink::Welcome(welcome) => on_welcome(model, *welcome),
        FromLink::Answer(answer) => on_answer(model, answer, effects),
        FromLink::Revealed(revealed) => reveal::shown(model, revealed),
        // What the role is known not to see needs no words.
        FromLink::Denied { feed, .. } if !model.sees(feed) => {}
        FromLink::Denied { feed, .. } => {
            let feed = SafeText::line(&feed.word());
            model.say(Say::Denied { feed }, Tone::Error);
        }
        FromLink::Restored(intents) => restored(model, &intents),
        FromLink::OutboxInMemory(_) => model.say(Say::OutboxInMemory, Tone::Error),
        FromLink::Reset { .. } => model.is_dirty = true,
        FromLink::Snapshot(_) | FromLink::Events { .. } | FromLink::Mark { .. } => {}
    }
}

/// Commands of an earlier run that the outbox kept: their rows show that they are on their way.
fn restored(model: &mut Model, intents: &[Intent]) {
    for intent in intents {
        let name = intent.command.name();
        let row = TABLE.iter().find(|row| row.commands.contains(&name));
        model.sending.note(
            intent.idem.clone(),
            Sent {
                what: row.map_or(UNNAMED, |row| row.label),
                key: intent.key.clone(),
                stage: Stage::Waiting(Kept::OnDisk),
                then: Then::Say,
            },
        );
    }
    model.is_dirty = true;
}

fn on_welcome(model: &mut Model, welcome: Welcome) {
    let is_first = model.actor.is_none();
    model.actor = Some(welcome.actor);
    model.hub = welcome.hub;
    model.sim |= welcome.sim;
    follow_rules(model, welcome.policy.as_deref());
    if model.is_liaison() && !model.has_screen(model.place.screen) {
        model.place = Place::screen(Screen::Desk);
        model.trail.clear();
    } else if is_first && is_only(model, Role::Approver) {
        model.place = Place::screen(Screen::Orders);
    }
    model.shown.old = Old::ALL;
    model.is_dirty = true;
}

/// Takes the hub's rules over; those it sends none of are the shipped ones.
fn follow_rules(model: &mut Model, text: Option<&str>) {
    let policy = text.map_or_else(|| Ok(Policy::shipped()), Policy::parse);
    match policy {
        Ok(policy) => model.policy = Arc::new(policy),
        Err(error) => {
            tracing::error!(%error, "the hub's policy can not be read; the rules stay as they were");
            model.say(Say::RulesUnread, Tone::Error);
        }
    }
    model.shown.forget_all();
}

/// Whether who sits here has this role and no other.
fn is_only(model: &Model, role: Role) -> bool {
    (model.actor.as_ref()).is_some_and(|actor| actor.roles == [role])
}

fn on_changed(model: &mut Model, keys: &[Key], effects: &mut Vec<Effect>) {
    for key in keys {
        model.shown.forget(key);
        model.tree.forget(key, model.mirror.floor());
        if let Some(sound) = alarm::sound_of(model, key) {
            alarm::ring(model, sound, effects);
        }
        if let Some(still) = &mut model.still {
            still.waiting.insert(key.clone());
        }
        if let Key::Order(id) = key {
            told::tell(model, *id);
        }
    }
    came_home(model, effects);
}

fn came_home(model: &mut Model, effects: &mut Vec<Effect>) {
    model.sending.settle(model.mirror.floor());
    follow::look(model, effects);
    overlays::look(model);
    // What waits for the officer stands on top, unless an answer to it is on its way.
    model.shown.old.cases = true;
    model.is_dirty = true;
}

fn on_answer(model: &mut Model, answer: Answer, effects: &mut Vec<Effect>) {
    let Answer { idem, outcome } = answer;
    let Some(sent) = model.sending.get_mut(&idem) else {
        return;
    };
    let what = sent.what;
    match outcome {
        Outcome::Sent => sent.stage = Stage::Sent,
        Outcome::Waiting(kept) => {
            sent.stage = Stage::Waiting(kept);
            model.say(Say::Kept { what }, Tone::Pending);
        }
        Outcome::Unknown => {
            sent.stage = Stage::Unknown;
            model.say(Say::Unknown { what }, Tone::Pending);
        }
        Outcome::Done { ver, key, .. } => on_done(model, &idem, ver.unwrap_or(0), key, effects),
        Outcome::Refused { code, cur, .. } => on_refused(model, &idem, code, cur),
        Outcome::NotSent(why) => {
            let sent = model.sending.take(&idem);
            if sent.is_some_and(|sent| sent.then == Then::Bulk) {
                return bulk::not_sent(model, &idem);
            }
            let say = match why {
                NotSent::TooLate => Say::TooLate { what },
                _ => Say::NotSent { what },
            };
            model.say(say, Tone::Error);
        }
    }
    model.is_dirty = true;
}

fn on_done(model: &mut Model, idem: &Idem, ver: u32, key: Option<Key>, effects: &mut Vec<Effect>) {
    let Some(sent) = model.sending.get_mut(idem) else {
        return;
    };
    sent.stage = Stage::Done(ver);
    let (what, then, target) = (sent.what, sent.then, sent.key.clone());
    let key = key.or(target.clone());
    // The version is that of the entity the hub names; an order of a case comes home with the order.
    sent.key.clone_from(&key);
    match (then, &key) {
        (Then::Nothing, _) => {}
        (Then::Bulk, key) => bulk::done(model, idem, key.as_ref()),
        (Then::Tell(sentence), _) => model.say(Say::Told(sentence), Tone::Ok),
        (Then::OpenAlert, Some(Key::Alert(id))) => {
            moves::open_alert(model, *id);
            let no = model.mirror.floor().alert(id).map_or(0, |alert| alert.no);
            model.say(Say::Yours { no }, Tone::Ok);
        }
        (Then::CaseYours, Some(Key::Case(id))) => {
            let no = model.mirror.floor().case(id).map_or(0, |case| case.no);
            model.say(Say::CaseYours { no }, Tone::Ok);
        }
        (Then::Closed(outcome), Some(Key::Alert(id))) => {
            let alert = model.mirror.floor().alert(id);
            let no = alert.map_or(0, |alert| alert.no);
            let is_p0 = alert.is_some_and(|alert| alert.tier == Tier::P0);
            let proposed = is_p0 && outcome == crate::domain::alert::Outcome::FalseAlarm;
            let say = if proposed {
                Say::Proposed { no }
            } else {
                Say::Closed { no, outcome }
            };
            model.say(say, Tone::Ok);
        }
        (Then::OrderOfAlert { alert, goes }, _) => {
            model.follows.push(Follow::OrderOfAlert { alert, goes });
        }
        (
            Then::Frontier {
                orders,
                asked,
                leaves,
            },
            _,
        ) => {
            let say = match leaves {
                Leaves::AtOnce => Say::FrontierOrdered { orders, asked },
                Leaves::Later => Say::FrontierDrafted { orders, asked },
            };
            model.say(say, Tone::Ok);
        }
        (Then::OrderOfCase { after, goes }, _) => {
            // The answer names the draft; what is waited for is named by the case.
            if let Some(Key::Case(case)) = target {
                model
                    .follows
                    .push(Follow::OrderOfCase { case, after, goes });
            }
        }
        (Then::ShowPlace, Some(Key::Hop(id))) => {
            model.tree.point(*id);
            model.say(Say::Done(what), Tone::Ok);
        }
        (Then::SendOrder(order), _) => model.follows.push(Follow::Approval(order)),
        _ => model.say(Say::Done(what), Tone::Ok),
    }
    came_home(model, effects);
}

/// Says why in the officer's language, and who won a lost race.
fn on_refused(model: &mut Model, idem: &Idem, code: Code, cur: Option<Current>) {
    let Some(sent) = model.sending.take(idem) else {
        return;
    };
    if sent.then == Then::Bulk {
        return bulk::refused(model, idem, code);
    }
    if sent.then == Then::OpenAlert && sent.key.is_none() && code == Code::NotFound {
        model.say(Say::NothingWaits, Tone::Text);
        return;
    }
    let owner = cur
        .and_then(|cur| cur.owner)
        .filter(|owner| !model.is_me(Some(owner)));
    let what = sent.what;
    model.say(Say::Refused { what, code, owner }, Tone::Error);
}

#[cfg(test)]
mod tests {
    use crate::domain::alert::{FraudType, Tier};
    use crate::text::words::Lang;
    use crate::tui::testing::{Bench, officer, raise};

    #[test]
    fn clocks_are_those_of_the_hubs_own_rules() {
        let shipped = include_str!("../../domain/policy.toml");
        let quick = shipped.replace("p1_contact = { due_s = 300,", "p1_contact = { due_s = 420,");
        assert_ne!(quick, shipped);
        let mut bench = Bench::new(Lang::En, (120, 40));
        bench.raise(raise(1, Tier::P1, FraudType::TaskRebate, 9_000));
        assert!(bench.text().contains("05:00"));
        bench.welcome(&officer(), Some(&quick));
        bench.settle();
        assert!(bench.text().contains("07:00"), "{}", bench.text());

        // Rules nobody can read change nothing, and are told of.
        bench.welcome(&officer(), Some("clock = 3"));
        bench.settle();
        assert!(bench.text().contains("07:00"));
        assert!(bench.said().contains("rules"), "{}", bench.said());

        // A hub without a file of its own has the shipped ones.
        bench.welcome(&officer(), None);
        bench.settle();
        assert!(bench.text().contains("05:00"));
    }
}
