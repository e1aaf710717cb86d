//! What each event does to its entity. Total and blind: a fold never refuses, it was decided before.

use std::sync::Arc;

use super::entity::Entity;
use crate::domain::alert::{Alert, AlertState, Call};
use crate::domain::case::Case;
use crate::domain::event::{Body, Event, Hit};
use crate::domain::order::{Order, OrderState, PaperState};
use crate::domain::org::{Desk, Officer, SeatStatus, Shift, ShiftState};
use crate::text::safe::SafeText;

/// The entity an event brings into the world, whole.
pub fn born(body: &Body) -> Option<Entity> {
    Some(match body {
        Body::AlertRaised(a) => Entity::Alert(Arc::new((**a).clone())),
        Body::CaseOpened(c) => Entity::Case(Arc::new((**c).clone())),
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
            a.script.put(*answer);
            a.lost = answer.amount.or(a.lost);
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
        Body::AlertCloseProposed(closing) => a.proposed = Some(closing.clone()),
        Body::AlertClosed(closing) => {
            end(a, AlertState::Closed, event);
            a.closing = Some(closing.clone());
        }
        Body::AlertShelved(shelf) => {
            a.state = AlertState::Shelved;
            a.shelf = Some(shelf.clone());
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
        Body::InterventionPlanned(i) => a.interventions.push(i.clone()),
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
        a.reasons.push(reason.clone());
    }
}

/// Cases.
pub fn case(c: &mut Case, event: &Event) {
    match &event.body {
        Body::CaseChanged(change) => c.state = change.state,
        Body::CaseTaken(taken) => c.owner = Some(taken.owner.clone()),
        Body::CaseFirstStop(_) => {
            c.first_stop_at.get_or_insert(event.at);
        }
        _ => {}
    }
}

/// Orders.
pub fn order(o: &mut Order, event: &Event) {
    match &event.body {
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
        Body::OrderLapsed(_) => o.state = OrderState::Lapsed,
        Body::OrderPaperLate(_) => o.paper.state = PaperState::Late,
        Body::OrderPaper(_) => {
            o.paper.state = PaperState::Attached;
            o.paper.due_at = None;
        }
        _ => {}
    }
}

fn answered(o: &mut Order, state: OrderState, event: &Event) {
    o.state = state;
    o.answered_at = Some(event.at);
    o.desk_due_at = None;
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
            if d.answers.len() >= Desk::REMEMBERED {
                d.answers.remove(0);
            }
            d.answers.push(answer.took);
            d.last_answer = Some(event.at);
        }
        _ => {}
    }
}
