//! What the panes are painted from, made anew when something changed: the rows of the lists and the figures.
//! Worth is reckoned at most once a second; a new or changed alert gets its own at once. Nothing here moves the
//! cursor off its item.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::dark::{DarkDesks, News};
use super::model::{MARKED, Model};
use super::place::{Pane, Screen};
use super::told;
use super::tree::{Fade, Source};
use super::{answer, inbox};
use crate::domain::alert::{Alert, AlertState, Tier};
use crate::domain::figures::{DeskState, Figures};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{AlertId, CaseId, InstitutionId, Key, OrderId, Sub};
use crate::domain::order::{CliffStep, Order, OrderKind, OrderState};
use crate::domain::org::{Role, SeatStatus, Team};
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};
use crate::domain::worth::{self, Worth};
use crate::text::words::Say;
use crate::tui::actions;
use crate::tui::overlays::target_of;

/// How often worth and figures are reckoned anew.
const RECKON: Duration = Duration::from_secs(1);
/// How long an order that has come to its end stays in sight.
const ENDED_ORDERS: Span = Span::hours(4);
/// The same for cases.
const ENDED_CASES: Span = Span::hours(24);

/// How long an order nobody answered keeps calling.
const UNANSWERED: Span = Span::mins(10);

/// What is painted beside the floor itself.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Worth of the open alerts.
    pub worth: HashMap<AlertId, Worth>,
    /// The figures.
    pub figures: Figures,
    /// Orders that wait for the officer's agreement, where the role is there for that.
    pub for_approval: usize,
    /// What calls loudest, if anything does.
    pub alarm: Option<Say>,
    /// Desks that leave work waiting.
    pub dark: DarkDesks,
    /// Something began to call since the last sound.
    pub rings: bool,
    /// Rows must be made anew.
    pub is_old: bool,
    reckoned: Option<Instant>,
}

impl Shown {
    /// The floor is another: everything is reckoned anew for the next frame.
    pub fn forget_all(&mut self) {
        self.worth.clear();
        self.reckoned = None;
        self.is_old = true;
    }

    /// An alert changed: its worth is reckoned anew.
    pub fn forget(&mut self, key: &Key) {
        if let Key::Alert(id) = key {
            self.worth.remove(id);
        }
    }
}

/// Makes anew what is out of date.
pub fn refresh(model: &mut Model) {
    let at = model.moment.at;
    let due = model
        .shown
        .reckoned
        .is_none_or(|last| at.saturating_duration_since(last) >= RECKON);
    if due {
        reckon(model);
    }
    if due || model.shown.is_old {
        rows(model);
        model.shown.is_old = false;
    }
    tree(model, if due { Fade::Due } else { Fade::No });
    model
        .changed
        .retain(|_, since| at.saturating_duration_since(*since) < MARKED);
}

/// The trace, while it is looked at.
fn tree(model: &mut Model, fade: Fade) {
    if model.place.screen != Screen::Trace {
        return;
    }
    let mut tree = std::mem::take(&mut model.tree);
    let setup = std::sync::Arc::clone(&model.setup);
    let source = Source {
        floor: model.floor(),
        policy: &setup.policy,
        now: model.now(),
        lang: model.lang,
    };
    tree.refresh(&source, fade);
    model.tree = tree;
}

fn reckon(model: &mut Model) {
    let (now, policy) = (model.now(), &model.setup.policy);
    let figures = Figures::of(model.floor(), now, policy);
    if !model.is_liaison() && model.shown.dark.look(&figures.desks, now) == News::Calls {
        model.shown.rings = true;
    }
    model.shown.alarm = if model.is_liaison() {
        answer::alarm(model)
    } else {
        alarm(model, now).or_else(|| Say::dark(&model.shown.dark.calling(now)))
    };
    model.shown.figures = figures;
    model.shown.worth.clear();
    model.shown.reckoned = Some(model.moment.at);
}

/// The loudest of: P0 nobody came for in time, held sums about to go free, sums that went free undecided, orders
/// nobody answered.
fn alarm(model: &Model, now: Millis) -> Option<Say> {
    let floor = model.floor();
    let late = |alert: &&Held<Alert>| {
        alert.tier == Tier::P0 && alert.state.is_waiting() && alert.overdue.is_some()
    };
    let unanswered = |order: &&Held<Order>| {
        let since = order.desk_due_at.unwrap_or(order.drafted_at);
        order.state == OrderState::TimedOut && now.since(since) < UNANSWERED
    };
    let undecided = |order: &&Held<Order>| {
        let since = order.ended_at.unwrap_or(order.drafted_at);
        is_undecided_lapse(order) && now.since(since) < UNANSWERED
    };
    let orders = || floor.orders().values();
    let p0 = floor.alerts().values().filter(late).count();
    let mut near: Vec<_> = orders().filter(|order| calls(order)).collect();
    near.sort_by_key(|order| order.expires_at);
    let silent = orders().filter(unanswered).count();
    let lapsed = orders().filter(undecided).count();
    if p0 > 0 {
        return Some(Say::AlarmP0 { n: p0 });
    }
    if let Some((first, left)) = near
        .first()
        .and_then(|order| Some((*order, order.expires_at?.since(now))))
    {
        return Some(Say::AlarmCliff {
            n: near.len(),
            no: first.no,
            target: target_of(model, first, model.lang),
            left,
        });
    }
    match (lapsed, silent) {
        (1.., _) => Some(Say::AlarmLapsed { n: lapsed }),
        (_, 1..) => Some(Say::AlarmUnanswered { n: silent }),
        _ => None,
    }
}

/// Whether a held sum calls out loud: two hours before a stop ends, a day before a freeze does, unless somebody has
/// decided that it may.
pub fn calls(order: &Order) -> bool {
    let step = match order.state {
        OrderState::Stopped | OrderState::FreezeRequested => CliffStep::Near,
        _ => CliffStep::Last,
    };
    order.holds()
        && order.reality.is_actual()
        && order.let_lapse.is_none()
        && order.cliff.is_some_and(|reached| reached >= step)
}

/// Whether a held sum went free and nobody had decided it.
fn is_undecided_lapse(order: &Order) -> bool {
    order.state == OrderState::Lapsed
        && order.kind != OrderKind::Telecom
        && order.reality.is_actual()
        && order.let_lapse.is_none()
}

fn rows(model: &mut Model) {
    let setup = std::sync::Arc::clone(&model.setup);
    let now = model.now();
    let mut worth = std::mem::take(&mut model.shown.worth);
    let open = open_alerts(model, &mut worth, now, &setup.policy);
    model.shown.worth = worth;

    let calls = open.iter().filter(|row| row.alert.in_call());
    let mut live: Vec<_> = calls.collect();
    live.sort_by_key(|row| (row.alert.tier, !row.alert.state.is_waiting(), row.place));
    let all_live = live.len();
    live.retain(|row| model.filter.takes_alert(&row.alert, now));
    let live: Vec<AlertId> = live.iter().map(|row| row.alert.id).collect();

    let (queue, out): (Vec<_>, Vec<_>) = open
        .iter()
        .partition(|row| model.filter.takes_alert(&row.alert, now));
    let queue: Vec<AlertId> = queue.iter().map(|row| row.alert.id).collect();

    let (orders, orders_out) = orders(model, now);
    model.shown.for_approval = approvals(model);
    let (cliff, cliff_out) = cliff(model, now);
    let (cases, cases_out) = cases(model, now);
    let desks = desks(&model.shown.figures);
    let teams = teams(&model.shown.figures);
    let officers = officers(model.floor());

    let (inbox, holding) = if model.is_liaison() {
        let waiting = inbox::waiting(model.floor(), now).into_iter();
        let waiting = waiting.map(|item| item.key).collect();
        (waiting, inbox::holding(model.floor()))
    } else {
        (Vec::new(), Vec::new())
    };

    let (queue_out, live_out) = (out.len(), all_live - live.len());
    drop(open);
    model.lists.live.replace(live, live_out);
    model.lists.queue.replace(queue, queue_out);
    model.lists.orders.replace(orders, orders_out);
    model.lists.cliff.replace(cliff, cliff_out);
    model.lists.cases.replace(cases, cases_out);
    model.lists.desks.replace(desks, 0);
    model.lists.teams.replace(teams, 0);
    model.lists.officers.replace(officers, 0);
    model.lists.inbox.replace(inbox, 0);
    model.lists.holding.replace(holding, 0);
    // What is being worked on is where the cursor is, should the officer go back to the queue.
    if let (Screen::Triage, Pane::Alert, Some(id)) =
        (model.place.screen, model.place.focus, model.open.alert)
    {
        model.lists.queue.select(&id);
    }
}

/// An open alert on its way into a list.
struct Row {
    alert: std::sync::Arc<Alert>,
    /// Place in the queue by worth.
    place: usize,
}

/// The open alerts by worth: those that wait or are ours, those of others, those put aside.
fn open_alerts(
    model: &Model,
    known: &mut HashMap<AlertId, Worth>,
    now: Millis,
    policy: &Policy,
) -> Vec<Row> {
    let floor = model.floor();
    let mut open: Vec<_> = floor
        .alerts()
        .values()
        .filter(|alert| alert.state.is_open())
        .map(|alert| {
            let worth = known
                .entry(alert.id)
                .or_insert_with(|| worth::of_alert(alert, now, policy));
            let class = if alert.state == AlertState::Shelved {
                2
            } else {
                u8::from(!alert.state.is_waiting() && !model.is_me(alert.owner.as_ref()))
            };
            ((class, worth.rank(), alert.tier, alert.id), alert)
        })
        .collect();
    open.sort_by(|(a, _), (b, _)| a.cmp(b));
    open.into_iter()
        .enumerate()
        .map(|(place, (_, alert))| Row {
            alert: std::sync::Arc::clone(&alert.is),
            place,
        })
        .collect()
}

/// Orders that wait for an approver or commander; others approve for each other without being counted.
fn approvals(model: &Model) -> usize {
    let roles = [Role::Approver, Role::Commander];
    if !model
        .actor
        .as_ref()
        .is_some_and(|actor| actor.is_any(&roles))
    {
        return 0;
    }
    let orders = model.floor().orders().values();
    orders
        .filter(|order| told::waits_for_me(model, order))
        .count()
}

/// What is held, by the moment it goes free.
fn cliff(model: &Model, now: Millis) -> (Vec<OrderId>, usize) {
    let held = model.floor().orders().values().filter(|o| o.holds());
    let (mut taken, out): (Vec<_>, Vec<_>) =
        held.partition(|order| model.filter.takes_order(order, now));
    taken.sort_by_key(|order| (order.expires_at.unwrap_or(Millis(i64::MAX)), order.id));
    (taken.iter().map(|order| order.id).collect(), out.len())
}

/// Orders: first what waits for the officer's own agreement, then those an officer must move, those leaving, those at a desk by their answer clock, stops by their
/// cliff, and last what ended a while ago.
fn orders(model: &Model, now: Millis) -> (Vec<OrderId>, usize) {
    let all = model.floor().orders().values();
    let near = all.filter(|o| o.state.is_open() || now.since(ended_at(o)) < ENDED_ORDERS);
    let (mut taken, out): (Vec<_>, Vec<_>) =
        near.partition(|order| model.filter.takes_order(order, now));
    taken.sort_by_cached_key(|order| {
        let is_mine = told::waits_for_me(model, order);
        (!is_mine, place_of(order), order.id)
    });
    (taken.iter().map(|order| order.id).collect(), out.len())
}

/// When an order came to its end, as far as is known.
fn ended_at(order: &Order) -> Millis {
    [
        order.ended_at,
        order.answered_at,
        order.desk_due_at,
        Some(order.drafted_at),
    ]
    .into_iter()
    .flatten()
    .next()
    .unwrap_or_default()
}

fn place_of(order: &Order) -> (u8, i64) {
    let by = |at: Option<Millis>| at.map_or(i64::MAX, |at| at.0);
    match order.state {
        OrderState::Draft => (0, order.drafted_at.0),
        OrderState::Reviewed if order.leaves_at.is_none() => (0, order.drafted_at.0),
        OrderState::Reviewed => (1, by(order.leaves_at)),
        state if state.awaits_answer() => (2, by(order.desk_due_at)),
        OrderState::Stopped => (3, by(order.expires_at)),
        state if state.is_open() => (4, by(order.expires_at)),
        _ => (5, -ended_at(order).0),
    }
}

/// Cases: first those whose transfer can still be called back, then open ones by their money clock, then what ended
/// a while ago.
fn cases(model: &Model, now: Millis) -> (Vec<CaseId>, usize) {
    let all = model.floor().cases().values();
    let near = all.filter(|c| c.state.is_open() || now.since(c.reported_at) < ENDED_CASES);
    let (mut taken, out): (Vec<_>, Vec<_>) =
        near.partition(|case| model.filter.takes_case(case, now));
    taken.sort_by_key(|case| {
        let stood = case.first_stop_at.is_some();
        (
            !case.state.is_open(),
            actions::revocable(model, case).is_none(),
            stood,
            case.money_clock_start().0,
            case.id,
        )
    });
    (taken.iter().map(|case| case.id).collect(), out.len())
}

/// Desks: the dark ones, those that owe answers, the longest wait on top; then those that are staffed, those that
/// answered lately, and last the directory.
fn desks(figures: &Figures) -> Vec<InstitutionId> {
    let mut rows: Vec<_> = figures.desks.iter().collect();
    rows.sort_by_key(|row| {
        let class = match row.state {
            DeskState::Dark => 0,
            _ if row.waiting > 0 => 1,
            DeskState::Staffed => 2,
            DeskState::Away => 3 + u8::from(row.last_answer.is_none()),
        };
        (class, row.oldest_wait.map(|wait| -wait.0))
    });
    rows.iter().map(|row| row.institution.clone()).collect()
}

/// Teams that have work or people.
fn teams(figures: &Figures) -> Vec<Team> {
    let rows = figures.teams.iter();
    rows.filter(|row| row.waiting + row.held + row.on_seat + row.busy > 0)
        .map(|row| row.team)
        .collect()
}

/// Officers on duty, by team.
fn officers(floor: &Floor) -> Vec<Sub> {
    let all = floor.officers().values();
    let mut here: Vec<_> = all.filter(|o| o.status != SeatStatus::Off).collect();
    here.sort_by(|a, b| (a.team, &a.id).cmp(&(b.team, &b.id)));
    here.iter().map(|officer| officer.id.clone()).collect()
}
