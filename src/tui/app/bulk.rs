//! One action on all marked rows: which rows it can be done on and why not on the others, by the hub's own rules;
//! then the commands, sent in steps. The hub takes a bounded number of commands a minute from one person, so part of
//! that is left for the officer's own keys. What was refused is counted and keeps its mark; nothing is lost.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::act::{request, send_as};
use super::effect::Effect;
use super::follow::Follow;
use super::marks;
use super::model::Model;
use super::sending::Then;
use crate::domain::command::{Command, NoArgs};
use crate::domain::event::Ver;
use crate::domain::ids::{Idem, Key};
use crate::domain::order::OrderState;
use crate::domain::policy::is_hub;
use crate::domain::refusal::Code;
use crate::text::words::{Both, Out, Say, Why};
use crate::tui::actions::{Action, Danger, blocked_on, rehearse, row};
use crate::tui::overlays::may_be_stopped;
use crate::tui::theme::Tone;

/// Commands that may leave at once; the hub takes 120.
const BURST: f64 = 60.0;
/// Commands a second after that; the hub gives back two.
const PACE: f64 = 1.5;
/// Commands without an answer at a time.
const FLYING: usize = 16;
/// How often an item that has changed meanwhile is sent.
const TRIES: u8 = 3;
/// How long a run waits when the hub says that it was too much.
const REST: Duration = Duration::from_secs(10);

/// A command on one row.
#[derive(Clone, PartialEq, Debug)]
struct Item {
    key: Key,
    ver: Ver,
    command: Command,
    /// How often it was sent and had changed meanwhile.
    tries: u8,
}

/// What would be done.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// The action.
    pub action: Action,
    items: Vec<Item>,
    /// What is left out: why, and the numbers of the items.
    pub out: Vec<(Out, Vec<u32>)>,
}

impl Plan {
    /// The rows it is done on.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.items.iter().map(|item| &item.key)
    }

    /// How many rows it is done on.
    pub fn count(&self) -> usize {
        self.items.len()
    }

    /// How many rows are marked.
    pub fn marked(&self) -> usize {
        self.count() + self.out.iter().map(|(_, nos)| nos.len()).sum::<usize>()
    }

    /// Whether the same would be done: to the same rows, and where it reaches outside, as they stand.
    pub fn is_same(&self, other: &Self) -> bool {
        match row(self.action).danger {
            Danger::Outside => self == other,
            Danger::None => self.keys().eq(other.keys()),
        }
    }

    /// About how long sending takes.
    pub fn takes(&self) -> Duration {
        Duration::from_secs_f64((self.count() as f64 - BURST).max(0.0) / PACE)
    }
}

/// What an action would do to the marked rows; `given` is the command where a form has asked for its words.
/// None where no row is marked, or the action is for one row at a time.
pub fn plan(model: &Model, action: Action, given: Option<&Command>) -> Option<Plan> {
    let keys = marks::here(model);
    if keys.is_empty() {
        return None;
    }
    let mut plan = Plan {
        action,
        items: Vec::new(),
        out: Vec::new(),
    };
    let mut is_for_many = needs_words(action);
    for key in keys {
        let command = given.cloned().filter(goes_for_many);
        let command = command.or_else(|| command_of(model, action, &key));
        is_for_many |= command.is_some();
        match item(model, action, &key, command) {
            Ok(item) => plan.items.push(item),
            Err(why) => {
                let no = number(model, &key);
                match plan.out.iter_mut().find(|(out, _)| *out == why) {
                    Some((_, nos)) => nos.push(no),
                    None => plan.out.push((why, vec![no])),
                }
            }
        }
    }
    is_for_many.then_some(plan)
}

/// The number of an item for people.
fn number(model: &Model, key: &Key) -> u32 {
    let floor = model.floor();
    match key {
        Key::Alert(id) => floor.alert(id).map(|alert| alert.no),
        Key::Case(id) => floor.case(id).map(|case| case.no),
        Key::Order(id) => floor.order(id).map(|order| order.no),
        _ => None,
    }
    .unwrap_or_default()
}

fn item(model: &Model, action: Action, key: &Key, command: Option<Command>) -> Result<Item, Out> {
    if let Some(why) = blocked_on(model, action, key) {
        return Err(Out::Why(why));
    }
    let (Some(command), Some(ver)) = (command, model.ver(key)) else {
        return Err(Out::Why(Why::NothingSelected));
    };
    if let (Command::AlertClose(close), Key::Alert(id)) = (&command, key)
        && model
            .floor()
            .alert(id)
            .is_some_and(|alert| may_be_stopped(alert, close.outcome))
    {
        return Err(Out::Money);
    }
    if let Some(refusal) = rehearse::refusal(model, key, command.clone()) {
        return Err(Out::Refused(refusal.code));
    }
    Ok(Item {
        key: key.clone(),
        ver,
        command,
        tries: 0,
    })
}

/// Commands whose words fit every row alike.
fn goes_for_many(command: &Command) -> bool {
    matches!(
        command,
        Command::AlertClose(_)
            | Command::AlertShelve(_)
            | Command::AlertEscalate(_)
            | Command::OrderCancel(_)
            | Command::CaseFile(_)
            | Command::CaseInvestigate(_)
            | Command::CaseReturn(_)
            | Command::CaseResume(_)
            | Command::CaseSolve(_)
            | Command::CaseClose(_)
            | Command::CaseSuspend(_)
            | Command::CaseMerge(_)
            | Command::CaseReopen(_)
            | Command::CaseNotFraud(_)
    )
}

/// Actions whose words are asked for in a form first.
fn needs_words(action: Action) -> bool {
    matches!(
        action,
        Action::Outcome | Action::Shelve | Action::Escalate | Action::Cancel
    )
}

/// The command of an action that needs no words.
fn command_of(model: &Model, action: Action, key: &Key) -> Option<Command> {
    let none = NoArgs {};
    let order = match key {
        Key::Order(id) => model.floor().order(id),
        _ => None,
    };
    let is_draft = order.is_some_and(|order| order.state == OrderState::Draft);
    Some(match (action, key) {
        (Action::Claim, Key::Alert(_)) => Command::AlertClaim(none),
        (Action::Claim, Key::Case(_)) => Command::CaseTake(none),
        (Action::Release | Action::Unclaim, Key::Alert(_)) => Command::AlertRelease(none),
        (Action::Approve, Key::Alert(_)) => Command::AlertConfirmClose(none),
        (Action::Approve, Key::Order(_)) if is_draft => Command::OrderReview(none),
        (Action::Approve, Key::Order(_)) => Command::OrderApprove(none),
        (Action::Stop, Key::Order(_)) => Command::OrderSend(none),
        (Action::Recall, Key::Order(_)) if order?.ask.is_some() => Command::OrderWithdraw(none),
        (Action::Recall, Key::Order(_)) => Command::OrderRecall(none),
        (Action::Paper, Key::Order(_)) => Command::OrderPaper(none),
        _ => return None,
    })
}

/// The first marked row a form can be filled in for; the words then go for all.
pub fn first_for_form(model: &Model, action: Action) -> Option<Key> {
    let keys = marks::here(model);
    let mut keys = keys.into_iter().filter(|_| needs_words(action));
    keys.find(|key| blocked_on(model, action, key).is_none())
}

/// A run of commands.
#[derive(Debug)]
pub struct Run {
    what: Both,
    danger: Danger,
    waiting: VecDeque<Item>,
    flying: HashMap<Idem, Item>,
    all: usize,
    done: usize,
    refused: Vec<(Out, usize)>,
    /// Commands that may leave now.
    tokens: f64,
    at: Instant,
    rests_until: Option<Instant>,
}

impl Run {
    /// How many were done, refused, and are still to be sent or answered.
    pub fn state(&self) -> (usize, usize, usize) {
        let refused = self.refused.iter().map(|(_, n)| n).sum();
        (self.done, refused, self.waiting.len() + self.flying.len())
    }

    /// The action.
    pub fn what(&self) -> Both {
        self.what
    }

    fn refuse(&mut self, why: Out) {
        match self.refused.iter_mut().find(|(out, _)| *out == why) {
            Some((_, n)) => *n += 1,
            None => self.refused.push((why, 1)),
        }
    }
}

/// Begins a run.
pub fn begin(model: &mut Model, plan: Plan, effects: &mut Vec<Effect>) {
    let row = row(plan.action);
    model.run = Some(Run {
        what: row.label,
        danger: row.danger,
        all: plan.items.len(),
        waiting: plan.items.into(),
        flying: HashMap::new(),
        done: 0,
        refused: Vec::new(),
        tokens: BURST,
        at: model.moment.at,
        rests_until: None,
    });
    go_on(model, effects);
}

/// Sends what may leave now; says how it went when nothing is left.
pub fn go_on(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(mut run) = model.run.take() else {
        return;
    };
    let at = model.moment.at;
    let passed = at.saturating_duration_since(run.at).as_secs_f64();
    run.tokens = (run.tokens + passed * PACE).min(BURST);
    run.at = at;
    let rests = run.rests_until.is_some_and(|until| at < until);
    while !rests && run.tokens >= 1.0 && run.flying.len() < FLYING {
        let Some(item) = run.waiting.pop_front() else {
            break;
        };
        match stands(model, run.danger, item) {
            Ok(item) => {
                run.tokens -= 1.0;
                let target = Some((item.key.clone(), item.ver));
                let command = request(run.what, item.command.clone(), target, Then::Bulk);
                let idem = send_as(model, effects, command);
                run.flying.insert(idem, item);
            }
            Err(why) => run.refuse(why),
        }
    }
    model.is_dirty = true;
    if run.waiting.is_empty() && run.flying.is_empty() {
        return tell(model, &run);
    }
    model.run = Some(run);
}

/// The item as it is to be sent: what reaches outside goes as it was confirmed, and the hub refuses it when it has
/// changed; the rest goes by how it stands now, if it still can.
fn stands(model: &Model, danger: Danger, item: Item) -> Result<Item, Out> {
    if danger == Danger::Outside {
        return Ok(item);
    }
    if let Some(refusal) = rehearse::refusal(model, &item.key, item.command.clone()) {
        return Err(Out::Refused(refusal.code));
    }
    let ver = model.ver(&item.key).unwrap_or(item.ver);
    Ok(Item { ver, ..item })
}

/// A command of the run was carried out.
pub fn done(model: &mut Model, idem: &Idem, key: Option<&Key>) {
    let item = model.run.as_mut().and_then(|run| {
        let item = run.flying.remove(idem)?;
        run.done += 1;
        Some(item)
    });
    let Some(item) = item else {
        // It was sent by a run that was ended since.
        if let Some(key) = key {
            model.marks.drop(key);
        }
        return;
    };
    // What can still be taken back keeps its mark, so that one key does.
    if !matches!(
        item.command,
        Command::OrderReview(_) | Command::OrderSend(_)
    ) {
        model.marks.drop(&item.key);
    }
    // The hub's own drafts have no author who would send them.
    if let (Command::OrderReview(_), Key::Order(id)) = (&item.command, &item.key)
        && model
            .floor()
            .order(id)
            .is_some_and(|order| is_hub(&order.requested_by))
    {
        model.follows.push(Follow::Approval(*id));
        if let Some(run) = &mut model.run {
            run.tokens -= 1.0;
        }
    }
}

/// A command of the run was refused. One that came too fast waits for its turn; the others keep their mark.
pub fn refused(model: &mut Model, idem: &Idem, code: Code) {
    let at = model.moment.at;
    let Some(run) = &mut model.run else {
        return;
    };
    let Some(mut item) = run.flying.remove(idem) else {
        return;
    };
    item.tries += 1;
    if matches!(code, Code::RateLimited | Code::Overloaded) {
        run.waiting.push_front(item);
        run.tokens = 0.0;
        run.rests_until = Some(at + REST);
    } else if code == Code::VersionConflict && run.danger == Danger::None && item.tries < TRIES {
        // Something else of it changed: it is looked at again before it is sent again.
        run.waiting.push_back(item);
    } else {
        run.refuse(Out::Refused(code));
    }
}

/// The line does not carry the run any more: it ends, and what was not sent keeps its mark.
pub fn not_sent(model: &mut Model, idem: &Idem) {
    if let Some(run) = &mut model.run
        && let Some(item) = run.flying.remove(idem)
    {
        run.waiting.push_front(item);
        stop(model);
    }
}

/// Ends a run; what is on its way goes on, what was not sent keeps its mark. Whether there was one.
pub fn stop(model: &mut Model) -> bool {
    let Some(run) = model.run.take() else {
        return false;
    };
    tell(model, &run);
    true
}

fn tell(model: &mut Model, run: &Run) {
    let (what, done, all) = (run.what, run.done, run.all);
    let left = run.waiting.len();
    let out = run.refused.clone();
    let tone = if done == all {
        Tone::Ok
    } else {
        Tone::ClockWarn
    };
    let flying = run.flying.len();
    let say = Say::BulkDone {
        what,
        done,
        all,
        left,
        flying,
        out,
    };
    model.say(say, tone);
}

#[cfg(test)]
mod tests;
