//! What each event does to its entity. Total and blind: a fold never refuses, it was decided before.

use std::sync::Arc;

use super::entity::Entity;
use crate::domain::alert::{Alert, AlertState, Call};
use crate::domain::case::{Breach, Case, CaseState};
use crate::domain::event::{AskSent, Body, CaseChange, DeskWork, Event, Granted, Hit, Looked};
use crate::domain::hop::{Hop, HopState};
use crate::domain::order::{AskKind, Order, OrderState, PaperState, Step, StepKind};
use crate::domain::org::{Desk, Officer, SeatStatus, Shift, ShiftState};
use crate::domain::reveal::{self, Look};
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// The entity an event brings into the world, whole.
pub fn born(body: &Body) -> Option<Entity> {
    Some(match body {
        Body::AlertRaised(a) => Entity::Alert(Arc::new((**a).clone())),
        Body::CaseOpened(c) => Entity::Case(Arc::new((**c).clone())),
        Body::HopFound(h) => Entity::Hop(Arc::new((**h).clone())),
        Body::OrderDrafted(o) => Entity::Order(Arc::new((**o).clone())),
        Body::OfficerSeated(o) => Entity::Officer(Arc::new(o.clone())),
        Body::DeskListed(d) => Entity::Desk(Arc::new((**d).clone())),
        Body::OrgListed(o) => Entity::Org(Arc::new(o.clone())),
        Body::ShiftStarted(s) => Entity::Shift(Arc::new(s.clone())),
        _ => return None,
    })
}

/// Alerts.
pub fn alert(a: &mut Alert, event: &Event) {
    match &event.body {
        Body::AlertHit(hit) => take_hit(a, hit, event),
        Body::AlertClaimed(c) => {
            a.state = AlertState::Claimed;
            a.owner = Some(c.owner.clone());
            a.lease_until = Some(c.lease_until);
            a.claimed_at.get_or_insert(event.at);
            a.overdue = None;
        }
        Body::AlertReleased(_) => {
            a.state = AlertState::New;
            free(a);
            wait(a, event);
        }
        Body::AlertWorking(_) => a.state = AlertState::Working,
        Body::AlertProgressed(lease) => a.lease_until = Some(lease.until),
        Body::AlertEscalated(e) => {
            a.state = if a.state.is_held() {
                AlertState::Escalated
            } else {
                a.state
            };
            a.tier = a.tier.graver(e.tier);
            add_reason(a, &e.reason);
        }
        Body::AlertRescored(r) => {
            a.score = r.score;
            a.tier = a.tier.graver(r.tier);
        }
        Body::AlertOverdue(o) => a.overdue = Some(o.step),
        Body::AlertAnswered(answer) => {
            let fallen = a.script.put(*answer);
            a.lost = answer
                .amount
                .or(a.lost)
                .filter(|lost| Some(*lost) != fallen);
        }
        Body::AlertContacted(_) => {
            a.contacted_at.get_or_insert(event.at);
        }
        Body::AlertCall(c) => {
            let was_live = a.call.as_ref().is_some_and(|call| call.state.is_live());
            let call = a.call.get_or_insert(Call {
                state: c.state,
                started_at: None,
            });
            call.state = c.state;
            if c.state.is_live() && !was_live {
                call.started_at = Some(event.at);
            }
        }
        Body::AlertCloseProposed(closing) => a.proposed = Some(Box::new(closing.clone())),
        Body::AlertClosed(closing) => {
            end(a, AlertState::Closed, event);
            a.closing = Some(Box::new(closing.clone()));
        }
        Body::AlertShelved(shelf) => {
            a.state = AlertState::Shelved;
            a.shelf = Some(Box::new(shelf.clone()));
            free(a);
        }
        Body::AlertReturned(_) => {
            a.state = AlertState::Reopened;
            a.shelf = None;
            wait(a, event);
        }
        Body::AlertMerged(m) => {
            end(a, AlertState::Merged, event);
            a.merged_into = Some(m.into);
            free(a);
        }
        Body::AlertAbsorbed(from) => {
            a.tier = a.tier.graver(from.tier);
            a.hits = a.hits.saturating_add(from.hits);
            from.reasons.iter().for_each(|r| add_reason(a, r));
        }
        Body::AlertConverted(c) => {
            end(a, AlertState::Converted, event);
            a.case = Some(c.case);
        }
        Body::AlertExpired(_) => end(a, AlertState::Expired, event),
        Body::AlertReopened(r) => {
            a.state = AlertState::Reopened;
            a.closing = None;
            a.ended_at = None;
            free(a);
            wait(a, event);
            add_reason(a, &r.reason);
        }
        Body::InterventionPlanned(i) => add(&mut a.interventions, i.clone()),
        Body::InterventionChanged(change) => {
            if let Some(i) = a.interventions.iter_mut().find(|i| i.id == change.id) {
                i.state = change.state;
                i.changed_at = event.at;
            }
        }
        _ => {}
    }
}

fn take_hit(a: &mut Alert, hit: &Hit, event: &Event) {
    a.hits = a.hits.saturating_add(1);
    a.last_hit_at = event.at;
    a.tier = a.tier.graver(hit.tier);
    a.score = a.score.max(hit.score);
    a.model_score = a.model_score.max(hit.score);
    a.at_risk = a.at_risk.max(hit.at_risk);
    hit.reasons.iter().for_each(|r| add_reason(a, r));
}

fn free(a: &mut Alert) {
    a.owner = None;
    a.lease_until = None;
    a.proposed = None;
}

fn end(a: &mut Alert, state: AlertState, event: &Event) {
    a.state = state;
    a.ended_at = Some(event.at);
    a.lease_until = None;
    a.proposed = None;
    a.shelf = None;
}

/// It waits for an owner from now on, and calls anew.
fn wait(a: &mut Alert, event: &Event) {
    a.waiting_since = event.at;
    a.overdue = None;
}

fn add_reason(a: &mut Alert, reason: &SafeText) {
    if !reason.is_empty() && !a.reasons.contains(reason) {
        add(&mut a.reasons, reason.clone());
    }
}

/// A list that takes no more room than what is in it grows by one.
fn add<T>(list: &mut Box<[T]>, one: T) {
    let mut all = std::mem::take(list).into_vec();
    all.reserve_exact(1);
    all.push(one);
    *list = all.into_boxed_slice();
}

/// Cases.
pub fn case(c: &mut Case, event: &Event) {
    match &event.body {
        Body::CaseChanged(change) => case_changed(c, change, event.at),
        Body::CaseTaken(taken) => c.owner = Some(taken.owner.clone()),
        Body::CaseLoss(told) => c.loss = told.loss,
        Body::CaseFirstStop(_) => {
            c.first_stop_at.get_or_insert(event.at);
        }
        Body::CaseBreached(breached) => c.breaches.push(Breach {
            clock: breached.clock,
            at: event.at,
        }),
        Body::CaseDelay(told) => {
            if let Some(transfer) = c.transfers.get_mut(usize::from(told.transfer)) {
                transfer.delay = Some(told.delay);
            }
        }
        Body::CaseRevoked(told) => {
            if let Some(transfer) = c.transfers.get_mut(usize::from(told.transfer)) {
                transfer.revoked_at = Some(event.at);
            }
        }
        _ => {}
    }
}

fn case_changed(c: &mut Case, change: &CaseChange, at: Millis) {
    if let Some(since) = c.suspended_at.take() {
        c.rested = Span(c.rested.0.saturating_add(at.since(since).0));
    }
    let rests = change.state == CaseState::Suspended;
    (c.suspended_from, c.suspended_at) = (rests.then_some(c.state), rests.then_some(at));
    c.state = change.state;
    c.reason.clone_from(&change.reason);
    c.passed_to = change.to.clone().or_else(|| c.passed_to.take());
    c.merged_into = change.into.or(c.merged_into);
    match change.state {
        CaseState::Filed => c.filed_at = c.filed_at.or(Some(at)),
        CaseState::Solved => c.solved_at = Some(at),
        CaseState::Reopened => (c.solved_at, c.closed_at) = (None, None),
        state if !state.is_open() => c.closed_at = Some(at),
        _ => {}
    }
}

/// Hops.
pub fn hop(h: &mut Hop, event: &Event) {
    match &event.body {
        Body::HopGrew(more) => {
            h.amount = more.amount.or(h.amount);
            h.at = more.at.or(h.at);
        }
        Body::HopAsked(asked) => {
            h.state = if asked.due_at.is_some() {
                HopState::Requested
            } else {
                HopState::PaperPending
            };
            h.asked_at = Some(event.at);
            h.asked_by = Some(asked.by.clone());
            h.paper = Some(asked.paper);
            h.due_at = asked.due_at;
        }
        Body::HopPaper(due) => {
            h.state = HopState::Requested;
            h.paper = Some(PaperState::Attached);
            h.due_at = Some(due.due_at);
        }
        Body::HopAnswered(answer) => {
            h.state = answer.state;
            h.answered_at = Some(event.at);
            h.rows = answer.rows.or(h.rows);
            h.due_at = None;
        }
        Body::HopRevealed(looked) => reveal::add(&mut h.revealed, look(looked, event)),
        Body::HopTimedOut(_) => h.state = HopState::TimedOut,
        Body::HopEnded(ending) => {
            h.state = ending.how.state();
            h.reason.clone_from(&ending.reason);
            h.due_at = None;
        }
        _ => {}
    }
}

/// Orders.
pub fn order(o: &mut Order, event: &Event) {
    let step = step(o, event);
    o.steps.extend(step);
    match &event.body {
        Body::OrderLimit(raised) => {
            o.limit = Some(raised.limit);
            if let Some(share) = &raised.share {
                o.shares.retain(|other| other.case != share.case);
                o.shares
                    .extend(Some(share.clone()).filter(|s| s.amount.is_positive()));
            }
        }
        Body::OrderTaken(_) => o.requested_by = event.by.clone(),
        Body::OrderReviewed(r) => {
            o.state = OrderState::Reviewed;
            o.approved_by = Some(r.by.clone());
            o.paper.due_at = r.paper_due_at;
        }
        Body::OrderQueued(q) => o.leaves_at = Some(q.leaves_at),
        Body::OrderRecalled(_) => o.leaves_at = None,
        Body::OrderCancelled(_) => {
            o.state = OrderState::Cancelled;
            o.leaves_at = None;
        }
        Body::OrderSent(s) => {
            o.state = OrderState::Sent;
            o.sent_at = Some(event.at);
            o.desk_due_at = Some(s.desk_due_at);
            o.leaves_at = None;
        }
        Body::OrderAcked(_) => {
            o.state = OrderState::Acked;
            o.acked_at = Some(event.at);
        }
        Body::OrderMismatch(m) => {
            answered(o, OrderState::Mismatch, event);
            o.mismatch = Some(m.field);
        }
        Body::OrderStopped(s) => {
            answered(o, OrderState::Stopped, event);
            o.effective_at = Some(event.at);
            o.held = Some(s.held);
            o.expires_at = Some(s.expires_at);
            o.stop_count = o.stop_count.saturating_add(1);
        }
        Body::OrderEmpty(e) => {
            answered(o, OrderState::Empty, event);
            o.next_accounts.clone_from(&e.next_accounts);
        }
        Body::OrderTimedOut(_) => o.state = OrderState::TimedOut,
        Body::OrderInForce(in_force) => {
            answered(o, OrderState::InForce, event);
            o.effective_at = Some(event.at);
            o.expires_at = in_force.expires_at;
        }
        Body::OrderAsked(ask) => {
            o.ask = Some(ask.clone());
            o.declined = None;
        }
        Body::OrderAskApproved(approved) => {
            if let Some(ask) = &mut o.ask {
                ask.approved_by = Some(approved.by.clone());
                ask.leaves_at = Some(approved.leaves_at);
            }
        }
        Body::OrderAskSent(sent) => ask_sent(o, sent, event.at),
        Body::OrderAskWithdrawn(_) => o.ask = None,
        Body::OrderGranted(granted) => grant(o, granted, event.at),
        Body::OrderDeclined(why) => {
            unfreeze_request(o);
            o.ask = None;
            o.declined = Some(why.reason.clone());
        }
        Body::OrderCliff(near) => o.cliff = Some(near.step),
        Body::OrderLetLapse(named) => o.let_lapse = Some(named.clone()),
        Body::OrderLapsed(_) => {
            o.state = OrderState::Lapsed;
            // What has left may have been done before the end; the institution still says so. What was to end
            // has ended.
            o.ask
                .take_if(|ask| ask.sent_at.is_none() || ask.kind == AskKind::Release);
            o.ended_at = Some(event.at);
        }
        Body::OrderRevealed(looked) => reveal::add(&mut o.revealed, look(looked, event)),
        Body::OrderPaperLate(_) => o.paper.state = PaperState::Late,
        Body::OrderPaper(_) => {
            o.paper.state = PaperState::Attached;
            o.paper.due_at = None;
        }
        _ => {}
    }
}

/// The step an event is on the way of an order; not every event is one.
fn step(o: &Order, event: &Event) -> Option<Step> {
    use StepKind as S;
    let asked = match &event.body {
        Body::OrderAsked(ask) => Some(ask),
        Body::OrderAskSent(sent) => sent.ask.as_deref().or(o.ask.as_ref()),
        _ => o.ask.as_ref(),
    };
    let (what, asked) = match &event.body {
        Body::OrderTaken(_) => (S::Taken, None),
        Body::OrderReviewed(_) => (S::Reviewed, None),
        Body::OrderQueued(_) => (S::Queued, None),
        Body::OrderRecalled(_) => (S::Recalled, None),
        Body::OrderSent(_) => (S::Sent, None),
        Body::OrderAcked(_) => (S::Acked, None),
        Body::OrderMismatch(_) => (S::Mismatch, None),
        Body::OrderStopped(_) => (S::Stopped, None),
        Body::OrderInForce(_) => (S::InForce, None),
        Body::OrderEmpty(_) => (S::Empty, None),
        Body::OrderTimedOut(_) => (S::TimedOut, None),
        Body::OrderAsked(_) => (S::Asked, asked),
        Body::OrderAskApproved(_) => (S::AskApproved, asked),
        Body::OrderAskWithdrawn(_) => (S::AskWithdrawn, asked),
        Body::OrderAskSent(_) => (S::AskSent, asked),
        Body::OrderGranted(_) => (S::Granted, asked),
        Body::OrderDeclined(_) => (S::Declined, asked),
        Body::OrderLetLapse(_) => (S::LetLapse, None),
        Body::OrderLapsed(_) => (S::Lapsed, None),
        Body::OrderPaper(_) => (S::Paper, None),
        Body::OrderCancelled(_) => (S::Cancelled, None),
        _ => return None,
    };
    Some(Step {
        what,
        ask: asked.map(|ask| ask.kind),
        term: asked.and_then(|ask| ask.term),
        at: event.at,
        by: event.by.clone(),
    })
}

fn answered(o: &mut Order, state: OrderState, event: &Event) {
    o.state = state;
    o.answered_at = Some(event.at);
    o.desk_due_at = None;
}

fn look(looked: &Looked, event: &Event) -> Look {
    Look {
        by: event.by.clone(),
        at: event.at,
        purpose: looked.purpose,
    }
}

/// It left; a freeze that was asked for changes the word.
fn ask_sent(o: &mut Order, sent: &AskSent, at: Millis) {
    if let Some(ask) = &sent.ask {
        o.ask = Some((**ask).clone());
        o.declined = None;
    }
    let Some(ask) = &mut o.ask else { return };
    ask.sent_at = Some(at);
    ask.due_at = Some(sent.due_at);
    ask.leaves_at = None;
    if ask.kind == AskKind::Freeze {
        o.state = OrderState::FreezeRequested;
    }
}

/// A freeze that is not granted leaves the stop as it was.
fn unfreeze_request(o: &mut Order) {
    if o.state == OrderState::FreezeRequested {
        o.state = OrderState::Stopped;
    }
}

/// The institution did what was asked. New time on the clock: alarms ring anew, and nobody's leave stands.
fn grant(o: &mut Order, granted: &Granted, at: Millis) {
    let term = o.ask.take().and_then(|ask| ask.term);
    o.expires_at = granted.expires_at;
    (o.cliff, o.let_lapse, o.ended_at) = (None, None, None);
    match granted.kind {
        AskKind::SecondStop => {
            o.state = OrderState::Stopped;
            o.stop_count = o.stop_count.saturating_add(1);
        }
        AskKind::Freeze => {
            o.state = OrderState::Frozen;
            o.frozen_at = Some(at);
            o.term = term;
        }
        AskKind::Renew => {
            o.state = OrderState::Frozen;
            o.term = term;
        }
        AskKind::Release => {
            o.state = OrderState::Released;
            o.ended_at = Some(at);
        }
        AskKind::Unknown(_) => {}
    }
}

/// Officers.
pub fn officer(o: &mut Officer, event: &Event) {
    match &event.body {
        Body::OfficerStatus(change) => {
            o.status = change.status;
            o.since = event.at;
            o.lost_at = None;
        }
        Body::OfficerLost(_) => o.lost_at = Some(event.at),
        _ => {}
    }
    if o.status == SeatStatus::Off {
        o.lost_at = None;
    }
}

/// Shifts.
pub fn shift(s: &mut Shift, event: &Event) {
    if let Body::ShiftClosed(_) = &event.body {
        s.state = ShiftState::Closed;
    }
}

/// Desks.
pub fn desk(d: &mut Desk, event: &Event) {
    match &event.body {
        Body::DeskStaffed(s) => d.staffed = s.staffed,
        Body::DeskAnswered(answer) => {
            d.last_answer = Some(event.at);
            let kept = match answer.of {
                DeskWork::Order => &mut d.answers,
                DeskWork::Query => &mut d.query_answers,
                DeskWork::Ask | DeskWork::Unknown(_) => return,
            };
            if kept.len() >= Desk::REMEMBERED {
                kept.remove(0);
            }
            kept.push(answer.took);
        }
        _ => {}
    }
}
