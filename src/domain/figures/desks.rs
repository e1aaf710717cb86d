//! The desk board 驻点席: who is there to answer, what waits, how long answers take. A desk that leaves work
//! waiting is dark: nobody sits there, or nothing has been heard for too long.

use crate::domain::floor::Floor;
use crate::domain::ids::InstitutionId;
use crate::domain::order::Order;
use crate::domain::org::{Desk, DeskKind, PaperPolicy};
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};

/// How a desk stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeskState {
    /// Somebody sits there, and it says something when work waits.
    Staffed,
    /// Work waits and nobody sits there, or nothing was heard for the policy's `desk_dark_s`. It rings.
    Dark,
    /// Nobody sits there; nothing waits.
    Away,
}

/// A desk and its answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeskRow {
    /// The institution; its names are in the directory.
    pub institution: InstitutionId,
    /// Bank, carrier or payment firm.
    pub kind: DeskKind,
    /// How it stands.
    pub state: DeskState,
    /// Somebody sits there; a dark desk may be staffed and silent.
    pub staffed: bool,
    /// Orders, queries and asks that wait for its answer.
    pub waiting: u32,
    /// How long the longest of them has waited since it was sent.
    pub oldest_wait: Option<Span>,
    /// Median answer time to the last orders.
    pub p50: Option<Span>,
    /// Nine in ten orders take no longer.
    pub p90: Option<Span>,
    /// Median answer time to the last queries.
    pub query_p50: Option<Span>,
    /// Nine in ten queries take no longer.
    pub query_p90: Option<Span>,
    /// When it last answered.
    pub last_answer: Option<Millis>,
    /// Whether it acts on the police's word or wants the paper first.
    pub paper: PaperPolicy,
}

/// Something a desk owes an answer to.
struct Work<'a> {
    institution: &'a InstitutionId,
    sent: Millis,
    acked: Option<Millis>,
}

/// What waits at the desks. Exercises never reach one.
fn work(floor: &Floor) -> impl Iterator<Item = Work<'_>> {
    let orders = floor.orders().values().filter(|o| o.reality.is_actual());
    let asks = orders.clone().filter_map(|o| asked(o));
    let hops = floor.hops().values();
    let queries = hops.filter(|h| h.reality.is_actual() && h.awaits_answer());
    orders
        .filter_map(|o| ordered(o))
        .chain(asks)
        .chain(queries.filter_map(|h| {
            Some(Work {
                institution: &h.institution,
                sent: h.asked_at?,
                acked: None,
            })
        }))
}

fn ordered(order: &Order) -> Option<Work<'_>> {
    let sent = order.sent_at.filter(|_| order.state.awaits_answer())?;
    Some(Work {
        institution: &order.institution,
        sent,
        acked: order.acked_at,
    })
}

fn asked(order: &Order) -> Option<Work<'_>> {
    Some(Work {
        institution: &order.institution,
        sent: order.ask.as_ref()?.sent_at?,
        acked: None,
    })
}

/// The desk board, by institution.
pub fn desks(floor: &Floor, now: Millis, policy: &Policy) -> Vec<DeskRow> {
    let mut rows: Vec<DeskRow> = floor.desks().values().map(|desk| row(desk)).collect();
    // When each desk was last heard, and since when its oldest work waits.
    let mut heard: Vec<Option<Millis>> = rows.iter().map(|row| row.last_answer).collect();
    let mut since: Vec<Option<Millis>> = vec![None; rows.len()];
    for work in work(floor) {
        let Ok(at) = rows.binary_search_by(|row| row.institution.cmp(work.institution)) else {
            continue;
        };
        rows[at].waiting += 1;
        heard[at] = heard[at].max(work.acked);
        since[at] = since[at].into_iter().chain([work.sent]).min();
    }
    for ((row, heard), since) in rows.iter_mut().zip(heard).zip(since) {
        row.oldest_wait = since.map(|at| now.since(at).max(Span(0)));
        row.state = state(row.staffed, since, heard, now, policy);
    }
    rows
}

fn row(desk: &Desk) -> DeskRow {
    DeskRow {
        institution: desk.institution.clone(),
        kind: desk.kind,
        state: DeskState::Away,
        staffed: desk.staffed,
        waiting: 0,
        oldest_wait: None,
        p50: desk.quantile(0.5),
        p90: desk.quantile(0.9),
        query_p50: desk.query_quantile(0.5),
        query_p90: desk.query_quantile(0.9),
        last_answer: desk.last_answer,
        paper: desk.paper,
    }
}

/// Work that waits `since` then, at a desk last `heard` then. An answer or an acknowledgement is a sign of life.
fn state(
    staffed: bool,
    since: Option<Millis>,
    heard: Option<Millis>,
    now: Millis,
    policy: &Policy,
) -> DeskState {
    let Some(since) = since else {
        return if staffed {
            DeskState::Staffed
        } else {
            DeskState::Away
        };
    };
    let silent_since = heard.map_or(since, |at| at.max(since));
    let is_silent = now.since(silent_since) >= Span::secs(policy.order.desk_dark_s);
    if staffed && !is_silent {
        DeskState::Staffed
    } else {
        DeskState::Dark
    }
}
