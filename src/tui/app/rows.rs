//! The rows of every list, made anew when something of them changed: what belongs there in the table's own order,
//! then what the officer's view takes of it and how it is sorted. Nothing here moves the focused cursor off its item.

use std::collections::HashMap;

use super::model::Model;
use super::place::{Pane, Screen};
use super::refresh::{AlertLooks, Old};
use super::table::arrange;
use super::table::values::{
    Against, AlertLine, CaseLine, DeskLine, OfficerLine, OrderLine, TeamLine, WorkLine,
};
use super::{inbox, told};
use crate::domain::alert::{AlertState, FraudType};
use crate::domain::figures::DeskState;
use crate::domain::ids::{AlertId, CaseId, InstitutionId, Key, OrderId, Sub};
use crate::domain::order::{Order, OrderState};
use crate::domain::org::{Role, SeatStatus, Team};
use crate::domain::time::{Millis, Span};
use crate::domain::trace;
use crate::domain::worth::{self, Worth};
use crate::text::width::width;
use crate::text::words::Term;
use crate::tui::actions;

/// How long an order that has come to its end stays in sight.
const ENDED_ORDERS: Span = Span::hours(4);
/// The same for cases.
const ENDED_CASES: Span = Span::hours(24);

/// Rows as a view takes them, and how many it leaves out.
type Rows<I> = (Vec<I>, usize);

/// Makes the rows of these lists anew.
pub fn make(model: &mut Model, old: Old) {
    if old.alerts {
        alerts(model);
    }
    if old.cases {
        money(model);
    }
    if old.floor {
        floor(model);
    }
    // What is being worked on is where the cursor is, should the officer go back to the queue.
    if let (Screen::Triage, Pane::Alert, Some(id)) =
        (model.place.screen, model.place.focus, model.open.alert)
    {
        model.lists.queue.select(&id);
    }
    tops(model);
}

/// The other tables show their top where nobody has chosen a row: what matters most may have come above it.
fn tops(model: &mut Model) {
    let focus = model.place.focus;
    if !Pane::TABLES.contains(&focus) {
        return;
    }
    for table in Pane::TABLES.into_iter().filter(|table| *table != focus) {
        if let Some(list) = model.list_mut(table) {
            list.to_top();
        }
    }
}

fn against(model: &Model) -> Against<'_> {
    Against {
        floor: model.seen(),
        policy: &model.policy,
        now: model.shown_at(),
    }
}

fn alerts(model: &mut Model) {
    let mut worth = std::mem::take(&mut model.shown.worth);
    let open = open_alerts(model, &mut worth);
    let mut live: Vec<_> = open.iter().copied().enumerate().collect();
    live.retain(|(_, row)| row.alert.in_call());
    live.sort_by_key(|(place, row)| (row.alert.tier, !row.alert.state.is_waiting(), *place));
    let live = live.into_iter().map(|(_, row)| row).collect();
    let live = arrange(live, model.views.of(Pane::Live));
    let queue = arrange(open, model.views.of(Pane::Queue));
    let looks = AlertLooks {
        live_type: longest_type(model, &live.0),
        queue_type: longest_type(model, &queue.0),
        names_anybody: queue.0.is_empty() || queue.0.iter().any(is_named),
    };
    let id = |row: &AlertLine<'_>| row.alert.id;
    let (live, queue): (Rows<AlertId>, Rows<AlertId>) = (ids(live, id), ids(queue, id));
    model.shown.worth = worth;
    model.shown.alerts = looks;
    model.lists.live.replace(live);
    model.lists.queue.replace(queue);
}

fn ids<R, I>((rows, out): (Vec<R>, usize), id: impl Fn(&R) -> I) -> Rows<I> {
    (rows.iter().map(id).collect(), out)
}

/// Cells of the longest type.
fn longest_type(model: &Model, lines: &[AlertLine<'_>]) -> u16 {
    let mut there: Vec<FraudType> = Vec::new();
    for line in lines {
        if !there.contains(&line.alert.fraud_type) {
            there.push(line.alert.fraud_type);
        }
    }
    let cells = there.iter().map(|of| width(&of.term(model.lang)) as u16);
    cells.max().unwrap_or_default()
}

fn is_named(line: &AlertLine<'_>) -> bool {
    let victim = &line.alert.victim;
    let masks = [&victim.phone, &victim.name];
    masks.into_iter().flatten().any(|m| m.mask.is_some())
}

/// The open alerts by worth: those that wait or are ours, those of others, those put aside.
fn open_alerts<'m>(model: &'m Model, known: &mut HashMap<AlertId, Worth>) -> Vec<AlertLine<'m>> {
    let against = against(model);
    let open = against.floor.alerts().values();
    let mut open: Vec<_> = open
        .filter(|alert| alert.state.is_open())
        .map(|alert| {
            let worth = known
                .entry(alert.id)
                .or_insert_with(|| worth::of_alert(alert, against.now, against.policy));
            let class = if alert.state == AlertState::Shelved {
                2
            } else {
                u8::from(!alert.state.is_waiting() && !model.is_me(alert.owner.as_ref()))
            };
            let line = AlertLine {
                alert,
                worth: Some(*worth),
                against,
            };
            ((class, worth.rank(), alert.tier, alert.id), line)
        })
        .collect();
    open.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    open.into_iter().map(|(_, line)| line).collect()
}

fn money(model: &mut Model) {
    let order_id = |row: &OrderLine<'_>| row.order.id;
    let orders: Rows<OrderId> = ids(orders(model), order_id);
    let cliff: Rows<OrderId> = ids(cliff(model), order_id);
    let cases: Rows<CaseId> = ids(cases(model), |row| row.case.id);
    let (inbox, holding) = if model.is_liaison() {
        (waiting(model), ids(holding(model), order_id))
    } else {
        (Rows::default(), Rows::default())
    };
    model.shown.for_approval = approvals(model);
    model.lists.orders.replace(orders);
    model.lists.cliff.replace(cliff);
    model.lists.cases.replace(cases);
    model.lists.inbox.replace(inbox);
    model.lists.holding.replace(holding);
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

/// Orders as lines of a table.
fn lines(model: &Model, table: Pane) -> impl Iterator<Item = OrderLine<'_>> {
    let against = against(model);
    let orders = against.floor.orders().values();
    orders.map(move |order| OrderLine {
        order,
        table,
        against,
    })
}

/// What is held, by the moment it goes free.
fn cliff(model: &Model) -> (Vec<OrderLine<'_>>, usize) {
    let mut held: Vec<_> = lines(model, Pane::Cliff).collect();
    held.retain(|line| line.order.holds());
    held.sort_by_key(|line| {
        let free = line.order.expires_at.unwrap_or(Millis(i64::MAX));
        (free, line.order.id)
    });
    arrange(held, model.views.of(Pane::Cliff))
}

/// Orders: first what waits for the officer's own agreement, then those an officer must move, an unanswered one among
/// them until a newer one has taken its place; those leaving, those at a desk by their answer clock, stops by their
/// cliff, and last what ended a while ago.
fn orders(model: &Model) -> (Vec<OrderLine<'_>>, usize) {
    let now = model.shown_at();
    let mut near: Vec<_> = lines(model, Pane::Orders).collect();
    near.retain(|OrderLine { order, .. }| {
        order.state.is_open() || now.since(order.since()) < ENDED_ORDERS
    });
    near.sort_by_cached_key(|OrderLine { order, .. }| {
        let is_mine = told::waits_for_me(model, order);
        (!is_mine, place_of(model, order), order.id)
    });
    arrange(near, model.views.of(Pane::Orders))
}

fn place_of(model: &Model, order: &Order) -> (u8, i64) {
    let by = |at: Option<Millis>| at.map_or(i64::MAX, |at| at.0);
    match order.state {
        OrderState::Draft => (0, order.drafted_at.0),
        OrderState::Reviewed if order.leaves_at.is_none() => (0, order.drafted_at.0),
        OrderState::TimedOut if inbox::newer(model.floor(), order).is_none() => {
            (0, order.drafted_at.0)
        }
        OrderState::Reviewed => (1, by(order.leaves_at)),
        state if state.awaits_answer() => (2, by(order.desk_due_at)),
        OrderState::Stopped => (3, by(order.expires_at)),
        state if state.is_open() => (4, by(order.expires_at)),
        _ => (5, -order.since().0),
    }
}

/// Cases: first those whose transfer can still be called back, then open ones by their money clock, then what ended
/// a while ago.
fn cases(model: &Model) -> (Vec<CaseLine<'_>>, usize) {
    let against = against(model);
    let all = against.floor.cases().values();
    let near = all.filter(|c| c.state.is_open() || against.now.since(c.reported_at) < ENDED_CASES);
    let mut near: Vec<_> = near.map(|case| CaseLine { case, against }).collect();
    near.sort_by_cached_key(|CaseLine { case, .. }| {
        let stood = trace::stop_of(against.floor, case, against.now).is_some();
        (
            !case.state.is_open(),
            actions::revocable(model, case).is_none(),
            stood,
            case.money_clock_start().0,
            case.id,
        )
    });
    arrange(near, model.views.of(Pane::Cases))
}

/// What waits for a liaison's desk.
fn waiting(model: &Model) -> Rows<Key> {
    let against = against(model);
    let items = inbox::waiting(against.floor, against.now);
    let lines = items.iter().map(|item| WorkLine { item, against });
    let lines = arrange(lines.collect(), model.views.of(Pane::Inbox));
    ids(lines, |line| line.item.key.clone())
}

/// What the desk holds or has shut, the first to end on top.
fn holding(model: &Model) -> (Vec<OrderLine<'_>>, usize) {
    let mut held: Vec<_> = lines(model, Pane::Holding).collect();
    held.retain(|line| inbox::is_holding(line.order));
    held.sort_by_key(|line| {
        let ends = line.order.expires_at.unwrap_or(Millis(i64::MAX));
        (ends, line.order.id)
    });
    arrange(held, model.views.of(Pane::Holding))
}

fn floor(model: &mut Model) {
    let desks = ids(desks(model), |line| line.desk.institution.clone());
    let teams = ids(teams(model), |line| line.0.team);
    let officers = ids(officers(model), |line| line.officer.id.clone());
    let (desks, teams): (Rows<InstitutionId>, Rows<Team>) = (desks, teams);
    let officers: Rows<Sub> = officers;
    model.lists.desks.replace(desks);
    model.lists.teams.replace(teams);
    model.lists.officers.replace(officers);
}

/// Desks: the dark ones, those that owe answers, the longest wait on top; then those that are staffed, those that
/// answered lately, and last the directory.
fn desks(model: &Model) -> (Vec<DeskLine<'_>>, usize) {
    let against = against(model);
    let rows = model.shown.figures.desks.iter();
    let mut rows: Vec<_> = rows.map(|desk| DeskLine { desk, against }).collect();
    rows.sort_by_key(|DeskLine { desk, .. }| {
        let class = match desk.state {
            DeskState::Dark => 0,
            _ if desk.waiting > 0 => 1,
            DeskState::Staffed => 2,
            DeskState::Away => 3 + u8::from(desk.last_answer.is_none()),
        };
        (class, desk.oldest_wait.map(|wait| -wait.0))
    });
    arrange(rows, model.views.of(Pane::Desks))
}

/// Teams that have work or people.
fn teams(model: &Model) -> (Vec<TeamLine<'_>>, usize) {
    let rows = model.shown.figures.teams.iter();
    let rows = rows.filter(|row| row.waiting + row.held + row.on_seat + row.busy > 0);
    arrange(rows.map(TeamLine).collect(), model.views.of(Pane::Teams))
}

/// Officers on duty, by team.
fn officers(model: &Model) -> (Vec<OfficerLine<'_>>, usize) {
    let against = against(model);
    let all = against.floor.officers().values();
    let here = all.filter(|o| o.status != SeatStatus::Off);
    let mut here: Vec<_> = here
        .map(|officer| OfficerLine { officer, against })
        .collect();
    here.sort_by(|a, b| (a.officer.team, &a.officer.id).cmp(&(b.officer.team, &b.officer.id)));
    arrange(here, model.views.of(Pane::Officers))
}

#[cfg(test)]
mod tests {
    use crate::domain::alert::{FraudType, Tier};
    use crate::text::words::Lang;
    use crate::tui::testing::{Bench, raise};

    #[test]
    fn a_table_without_the_focus_shows_its_top() {
        let mut bench = Bench::new(Lang::En, (120, 40));
        for n in 1..=30 {
            bench.raise(raise(
                n,
                Tier::P2,
                FraudType::TaskRebate,
                100 + i64::from(n),
            ));
        }
        bench.raise(raise(31, Tier::P1, FraudType::TaskRebate, 90_000));
        let queue = &bench.model.lists.queue;
        assert_eq!((queue.at(), queue.offset()), (Some(0), 0));
        assert_eq!(queue.selected(), queue.rows().first());

        // Where the officer stands, nothing moves the cursor off its item.
        bench.keys("tab");
        let stands = bench.model.lists.queue.selected().copied();
        bench.raise(raise(32, Tier::P1, FraudType::TaskRebate, 900_000));
        assert_eq!(bench.model.lists.queue.selected().copied(), stands);
        assert_ne!(bench.model.lists.queue.at(), Some(0));
    }
}
