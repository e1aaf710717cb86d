//! What a policy file may say. A file is read whole: every fault is told at once, each with its key, what was found
//! and what is allowed. Rules that nobody may loosen (two stops an account, only the institution says what it did,
//! a wall decides nothing) stand here as what they are: bounds of the data.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::term::{Length, Term};
use super::{Limit, Policy, Turn};
use crate::domain::command::Command;
use crate::domain::money::MOST as MOST_MONEY;
use crate::domain::org::{PaperPolicy, Role};
use crate::domain::script::{Choice, Question, SCORE_MOST};
use crate::domain::time::Span;

/// 止付: an account sees no more than two stops, whatever a centre's rules say.
pub const MOST_STOPS: u8 = 2;

/// Full numbers an officer may see within an hour, whatever a centre's rules say.
pub const MOST_REVEALS: u32 = 10;

/// Seconds of a day and of a year.
const DAY: i64 = 86_400;
const YEAR: i64 = 366 * DAY;
/// Minutes are more than this and less than two years.
const MINUTES: RangeInclusive<f64> = 0.01..=1_000_000.0;
/// How far the shares of the survival curve may miss 1.
const ROUNDING: f64 = 1e-6;

/// What an institution's desk alone may say: what it did.
const OF_INSTITUTIONS: [&str; 8] = [
    "hop.answer",
    "order.ack",
    "order.stopped",
    "order.empty",
    "order.mismatch",
    "order.in_force",
    "order.granted",
    "order.declined",
];

/// Everything that is wrong with a policy, a sentence each.
pub fn faults(policy: &Policy) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    faults.rule("id", &policy.id, !policy.id.trim().is_empty(), "a name");
    faults.range("version", policy.version, 1..=u32::MAX);
    clocks(policy, &mut faults);
    alerts(policy, &mut faults);
    orders(policy, &mut faults);
    let r = &policy.reveal;
    faults.range(
        "reveal.officer_per_hour",
        r.officer_per_hour,
        0..=MOST_REVEALS,
    );
    faults.range("reveal.liaison_per_hour", r.liaison_per_hour, 0..=600);
    faults.range("reveal.shown_s", r.shown_s, 1..=30);
    faults.range("trace.most_depth", policy.trace.most_depth, 1..=64);
    faults.range("trace.most_hops", policy.trace.most_hops, 1..=65_536);
    shifts(policy, &mut faults);
    script(policy, &mut faults);
    worth(policy, &mut faults);
    rights(policy, &mut faults);
    faults.0
}

/// The sentences so far.
struct Faults(Vec<String>);

impl Faults {
    fn rule(&mut self, key: &str, found: impl Display, holds: bool, allowed: impl Display) {
        if !holds {
            self.0
                .push(format!("{key}: found `{found}`, allowed is {allowed}"));
        }
    }

    fn range<T: PartialOrd + Display + Copy>(
        &mut self,
        key: &str,
        found: T,
        allowed: RangeInclusive<T>,
    ) {
        let words = format!("{} to {}", allowed.start(), allowed.end());
        self.rule(key, found, allowed.contains(&found), words);
    }
}

fn secs(span: Span) -> i64 {
    span.0 / 1000
}

fn clocks(policy: &Policy, faults: &mut Faults) {
    let c = &policy.clock;
    for (name, limit) in [
        ("money", c.money),
        ("duty", c.duty),
        ("p0_claim", c.p0_claim),
        ("p0_contact", c.p0_contact),
        ("p1_contact", c.p1_contact),
        ("p2_contact", c.p2_contact),
        ("desk_answer", c.desk_answer),
        ("payment_answer", c.payment_answer),
        ("stop_cliff", c.stop_cliff),
        ("stop_to_freeze", c.stop_to_freeze),
        ("release", c.release),
        ("solve", c.solve),
        ("query_answer", c.query_answer),
        ("paper_debt", c.paper_debt),
    ] {
        clock(name, limit, faults);
    }
    term("freeze_cliff", c.freeze_cliff, faults);
    term("major_cliff", c.major_cliff, faults);
}

fn term(name: &str, term: Term, faults: &mut Faults) {
    match term.length {
        Length::Months(months) => {
            faults.range(&format!("clock.{name}.due_months"), months, 1..=24);
        }
        Length::Span(span) => {
            faults.range(&format!("clock.{name}.due_s"), secs(span), 1..=2 * YEAR);
        }
    }
    let most = secs(term.shortest()).max(0);
    let key = format!("clock.{name}, critical before the end, s");
    faults.range(&key, secs(term.critical_before), 0..=most);
}

fn clock(name: &str, limit: Limit, faults: &mut Faults) {
    let due = secs(limit.due);
    faults.range(&format!("clock.{name}.due_s"), due, 1..=2 * YEAR);
    let key = format!("clock.{name}.critical_s");
    faults.range(&key, secs(limit.critical), 0..=due.max(0));
}

fn alerts(policy: &Policy, faults: &mut Faults) {
    let a = &policy.alert;
    faults.range("alert.dedup_h", a.dedup_h, 1..=8760);
    faults.range("alert.lease_s", a.lease_s, 10..=DAY);
    faults.range("alert.lease_golden_s", a.lease_golden_s, 10..=a.lease_s);
    faults.range("alert.seat_lost_s", a.seat_lost_s, 1..=3600);
    let [bell, commander, floor] = a.ladder_s;
    faults.rule(
        "alert.ladder_s",
        format!("{:?}", a.ladder_s),
        0 < bell && bell < commander && commander < floor && floor <= DAY,
        format!("three steps, each later than the one before, 1 to {DAY}"),
    );
    faults.range("alert.shelve_most_s", a.shelve_most_s, 60..=7 * DAY);
    faults.range("alert.misses_to_escalate", a.misses_to_escalate, 1..=100);
    faults.range("alert.keep_ended_h", a.keep_ended_h, 1..=8760);
}

fn orders(policy: &Policy, faults: &mut Faults) {
    let o = &policy.order;
    faults.range("order.recall_s", o.recall_s, 0..=3600);
    faults.range(
        "order.stops_per_account",
        o.stops_per_account,
        1..=MOST_STOPS,
    );
    let words: Vec<_> = PaperPolicy::ALL.iter().map(|paper| paper.word()).collect();
    faults.rule("order.paper", o.paper, o.paper.is_known(), words.join(", "));
    let c = &policy.clock;
    for (key, alarms, cliff) in [
        ("order.stop_alarms_s", o.stop_alarms_s, c.stop_cliff.due),
        (
            "order.freeze_alarms_s",
            o.freeze_alarms_s,
            c.freeze_cliff.shortest(),
        ),
    ] {
        let [far, near, last] = alarms;
        let most = secs(cliff);
        faults.rule(
            key,
            format!("{alarms:?}"),
            0 < last && last < near && near < far && far < most,
            format!("three moments before the end, first to last, less than {most}, more than 0"),
        );
    }
    faults.range("order.cut_line_s", o.cut_line_s, 60..=7 * DAY);
    faults.range("order.intercept_s", o.intercept_s, 60..=YEAR);
    faults.range("order.desk_dark_s", o.desk_dark_s, 1..=DAY);
}

fn shifts(policy: &Policy, faults: &mut Faults) {
    faults.range("shift.zone_h", policy.shift.zone_h, -12..=14);
    let turns = &policy.shift.turns;
    for (n, turn) in turns.iter().enumerate() {
        faults.range(&format!("shift.turns[{n}].from_h"), turn.from_h, 0..=23);
        for (field, name) in [("name_zh", &turn.name_zh), ("name_en", &turn.name_en)] {
            let key = format!("shift.turns[{n}].{field}");
            faults.rule(&key, name, !name.trim().is_empty(), "a name");
        }
    }
    let hours: Vec<i64> = turns.iter().map(|turn: &Turn| turn.from_h).collect();
    faults.rule(
        "shift.turns",
        format!("{hours:?}"),
        hours.is_sorted_by(|before, after| before < after),
        "the hours they begin at, each later than the one before",
    );
}

fn script(policy: &Policy, faults: &mut Faults) {
    let s = &policy.script;
    let [p0, p1, p2] = s.tier_from;
    faults.rule(
        "script.tier_from",
        format!("{:?}", s.tier_from),
        p2 < p1 && p1 < p0 && p0 <= SCORE_MOST,
        format!("the scores of P0, P1, P2, each lower than the one before, at most {SCORE_MOST}"),
    );
    for (asked, points) in &s.points {
        let question = Question::of(asked);
        if !question.is_known() {
            let words: Vec<_> = Question::ALL.iter().map(|q| q.word()).collect();
            faults.rule("script.points", asked, false, words.join(", "));
            continue;
        }
        let choices = question.choices();
        for (said, points) in points {
            let key = format!("script.points.{asked}");
            let words: Vec<_> = choices.iter().map(|c| c.word()).collect();
            let known = choices.contains(&Choice::of(said));
            faults.rule(&key, said, known, words.join(", "));
            faults.range(&format!("{key}.{said}"), *points, 0..=SCORE_MOST);
        }
    }
}

fn worth(policy: &Policy, faults: &mut Faults) {
    let w = &policy.worth;
    faults.range("worth.locked", w.locked, 0.0..=1.0);
    faults.range("worth.dissuaded", w.dissuaded, 0.0..=1.0);
    for (n, (pays, within)) in w.pays.iter().zip(w.pays_within_min).enumerate() {
        faults.range(&format!("worth.pays[{n}]"), *pays, 0.0..=1.0);
        faults.range(&format!("worth.pays_within_min[{n}]"), within, MINUTES);
    }
    let most = MOST_MONEY.0 / 100;
    faults.range("worth.assumed_loss_yuan", w.assumed_loss_yuan, 1..=most);
    for (key, minutes) in [
        ("worth.minutes_per_alert", w.minutes_per_alert),
        ("worth.minutes_per_trace", w.minutes_per_trace),
        ("worth.desk_minutes", w.desk_minutes),
        ("worth.query_minutes", w.query_minutes),
    ] {
        faults.range(key, minutes, MINUTES);
    }
    for (n, part) in w.survival.iter().enumerate() {
        faults.range(&format!("worth.survival[{n}].share"), part.share, 0.0..=1.0);
        let key = format!("worth.survival[{n}].mean_min");
        faults.range(&key, part.mean_min, MINUTES);
    }
    let sum = w.survival.iter().map(|part| part.share).sum::<f64>();
    // The shipped curve has shares of what leaves; `locked` is of all.
    faults.rule(
        "worth.survival",
        format!("shares of {sum} together"),
        (sum - 1.0).abs() <= ROUNDING,
        "shares of 1 together",
    );
}

fn rights(policy: &Policy, faults: &mut Faults) {
    for (command, roles) in &policy.rights {
        if !Command::NAMES.contains(&command.as_str()) {
            let key = "rights";
            faults.rule(key, command, false, "the name of a command");
            continue;
        }
        let key = format!("rights.\"{command}\"");
        for role in roles {
            let allowed: Vec<_> = Role::ALL
                .iter()
                .filter(|role| may_ever(**role, command))
                .map(|role| role.word())
                .collect();
            faults.rule(&key, role, may_ever(*role, command), allowed.join(", "));
        }
    }
}

/// Whether a role may be given a command at all.
fn may_ever(role: Role, command: &str) -> bool {
    let of_institutions = OF_INSTITUTIONS.contains(&command);
    match role {
        Role::Wall | Role::Auditor | Role::Unknown(_) => false,
        Role::Liaison => of_institutions || command == "desk.staff",
        Role::Producer => ["alert.raise", "alert.call", "hop.flow"].contains(&command),
        Role::Admin => ["desk.list", "org.list"].contains(&command),
        _ => !of_institutions,
    }
}

#[cfg(test)]
mod tests;
