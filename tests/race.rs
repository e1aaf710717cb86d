//! The money race as a whole, with a real hub, real lines and real rights: a report of two accounts, one stopped,
//! one moved on to 23, the frontier stopped with one command, frozen, the cliff alarm, renewed. The rules are the
//! shipped ones but for clocks of seconds.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::process::Hub;
use support::seat::Seat;
use watchfloor::domain::case::CaseState;
use watchfloor::domain::floor::Floor;
use watchfloor::domain::hop::HopState;
use watchfloor::domain::ids::Key;
use watchfloor::domain::order::{AskKind, CliffStep, Order, OrderState};
use watchfloor::domain::time::Span;
use watchfloor::domain::trace;

/// The places the money of one account went on to, and how many of them still hold it.
const MOVED_ON: usize = 23;
const STOPPED: usize = 20;
/// A freeze of the test's rules, and when its first alarm rings.
const FREEZE_S: i64 = 60;
const ALARM_S: i64 = 58;

/// The shipped rules with the clocks this test waits for.
fn rules(dir: &Path) -> PathBuf {
    let shipped = include_str!("../src/domain/policy.toml");
    let mut rules: toml::Table = toml::from_str(shipped).expect("the shipped rules");
    let mut set = |table: &str, name: &str, value: toml::Value| {
        let table = rules[table].as_table_mut().expect("a table");
        table.insert(name.to_owned(), value);
    };
    let cliff = toml::toml! { due_s = 60 critical_s = 3 };
    set("clock", "freeze_cliff", cliff.into());
    set("order", "recall_s", 1.into());
    let alarms = toml::Value::from(vec![ALARM_S, 5, 2]);
    set("order", "freeze_alarms_s", alarms);
    let file = dir.join("policy.toml");
    std::fs::write(&file, rules.to_string()).expect("a file");
    file
}

/// How many orders after money stand so.
fn orders(floor: &Floor, state: OrderState) -> usize {
    let all = floor.orders().values();
    all.filter(|order| order.state == state).count()
}

fn hops(floor: &Floor, state: HopState) -> usize {
    let all = floor.hops().values();
    all.filter(|hop| trace::state(floor, hop) == state).count()
}

/// The keys of all orders of a state, by number.
fn keys(floor: &Floor, state: OrderState) -> Vec<Key> {
    let all = floor.orders().values();
    let mut found: Vec<&Order> = all.map(|o| &*o.is).filter(|o| o.state == state).collect();
    found.sort_by_key(|order| order.no);
    found
        .into_iter()
        .map(|order| Key::Order(order.id))
        .collect()
}

fn report() -> Value {
    let paid = |account: &str, amount: i64| json!({"account": account, "institution": "ICBC", "amount": amount, "method": "bank"});
    json!({"kind": "report_110", "fraud_type": "impersonating_police", "org": "330702",
        "transfers": [paid("card-A", 5_200_000), paid("card-B", 3_000_000)]})
}

fn moved_on() -> Value {
    let to = |n: usize| json!({"account": format!("card-{n:03}"), "institution": "ABC", "amount": 100_000});
    json!({"next_accounts": (0..MOVED_ON).map(to).collect::<Vec<_>>()})
}

/// Everybody acknowledges and answers what has been sent to them.
fn answer_all(desk: &mut Seat, answer: impl Fn(usize) -> (&'static str, Value)) {
    for (n, key) in keys(&desk.floor, OrderState::Sent).iter().enumerate() {
        desk.give("order.ack", Some(key), json!({}));
        desk.until("the acknowledgement", |floor| {
            let Key::Order(id) = key else { return false };
            floor
                .order(id)
                .is_some_and(|o| o.state == OrderState::Acked)
        });
        let (name, args) = answer(n);
        desk.give(name, Some(key), args);
    }
}

/// The keys of all orders that `is` holds for.
fn all(floor: &Floor, is: &dyn Fn(&Order) -> bool) -> Vec<Key> {
    let all = floor.orders().values().filter(|order| is(order));
    all.map(|order| Key::Order(order.id)).collect()
}

/// Asked by one, approved by a second, granted by the banks, for everything that is held.
fn ask_all(kind: AskKind, from: OrderState, people: [&mut Seat; 4], done: impl Fn(&Floor) -> bool) {
    let [officer, approver, icbc, abc] = people;
    for key in keys(&officer.floor, from) {
        officer.give("order.ask", Some(&key), json!({"kind": kind}));
    }
    let of_kind = |o: &Order| o.ask.clone().filter(|ask| ask.kind == kind);
    let asked = |o: &Order| of_kind(o).is_some_and(|ask| ask.approved_by.is_none());
    let left = |o: &Order| of_kind(o).is_some_and(|ask| ask.sent_at.is_some());
    approver.until("what was asked", |f| all(f, &asked).len() == STOPPED + 1);
    for key in all(&approver.floor, &asked) {
        approver.give("order.approve", Some(&key), json!({}));
    }
    for (desk, held) in [(icbc, 1), (abc, STOPPED)] {
        desk.until("what was asked", |floor| all(floor, &left).len() == held);
        for key in all(&desk.floor, &left) {
            desk.give("order.granted", Some(&key), json!({}));
        }
    }
    officer.until("every grant", done);
}

#[test]
fn the_money_race_from_the_report_to_the_renewed_freeze() {
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start_under(dir.path(), &rules(dir.path()));
    let mut officer = Seat::take(&hub, "disposal", "0412", &[]);
    let mut approver = Seat::take(&hub, "approver", "0800", &[]);
    let mut icbc = Seat::take(&hub, "liaison", "ICBC", &["--institution", "ICBC"]);
    let mut abc = Seat::take(&hub, "liaison", "ABC", &["--institution", "ABC"]);

    // Two accounts, two drafts, sent by one person, the paper later.
    officer.give("case.open", None, report());
    officer.until("two drafts", |floor| orders(floor, OrderState::Draft) == 2);
    for key in keys(&officer.floor, OrderState::Draft) {
        officer.give("order.act_first", Some(&key), json!({}));
    }
    officer.until("both reviewed", |f| orders(f, OrderState::Reviewed) == 2);
    for key in keys(&officer.floor, OrderState::Reviewed) {
        officer.give("order.send", Some(&key), json!({}));
    }

    // One has moved on to 23 accounts, one is stopped.
    icbc.until("both orders", |floor| orders(floor, OrderState::Sent) == 2);
    answer_all(&mut icbc, |n| match n {
        0 => ("order.empty", moved_on()),
        _ => ("order.stopped", json!({"held": 2_800_000})),
    });
    officer.until("the tree", |floor| {
        hops(floor, HopState::Identified) == MOVED_ON && hops(floor, HopState::Hit) == 1
    });
    assert_eq!(orders(&officer.floor, OrderState::Draft), MOVED_ON);
    assert_eq!(
        orders(&abc.floor, OrderState::Draft),
        0,
        "no desk sees drafts"
    );

    // One command for the whole frontier.
    let case = *officer.floor.cases().keys().next().expect("the case");
    let leaves: Vec<String> = (officer.floor.hops().values())
        .filter(|hop| hop.depth == 2)
        .map(|hop| hop.id.to_string())
        .collect();
    let case_key = Key::Case(case);
    officer.give(
        "case.stop_frontier",
        Some(&case_key),
        json!({"hops": leaves}),
    );
    abc.until("the frontier", |floor| {
        orders(floor, OrderState::Sent) == MOVED_ON
    });
    answer_all(&mut abc, |n| match n {
        0..STOPPED => ("order.stopped", json!({"held": 100_000})),
        _ => ("order.empty", json!({"ended": "cashed_out"})),
    });
    officer.until("20 stopped, 3 ended in cash", |floor| {
        orders(floor, OrderState::Stopped) == STOPPED + 1
            && hops(floor, HopState::CashedOut) == MOVED_ON - STOPPED
    });

    // Not before the case is filed.
    let held = keys(&officer.floor, OrderState::Stopped);
    let early = officer.try_to("order.ask", Some(&held[0]), json!({"kind": "freeze"}));
    assert_eq!(early["code"], "illegal_transition", "{early}");
    officer.give("case.file", Some(&case_key), json!({}));
    let people = [&mut officer, &mut approver, &mut icbc, &mut abc];
    ask_all(AskKind::Freeze, OrderState::Stopped, people, |floor| {
        orders(floor, OrderState::Frozen) == STOPPED + 1
    });

    // The cliff comes near; renewed, the money stays for as long again.
    let far = |o: &Order| o.cliff == Some(CliffStep::Far);
    officer.until("every alarm", |floor| {
        floor.orders().values().filter(|o| far(o)).count() == STOPPED + 1
    });
    let ends: Vec<_> = keys(&officer.floor, OrderState::Frozen);
    let before: Vec<_> = ends
        .iter()
        .map(|key| expires(&officer.floor, key))
        .collect();
    let people = [&mut officer, &mut approver, &mut icbc, &mut abc];
    ask_all(AskKind::Renew, OrderState::Frozen, people, |floor| {
        ends.iter()
            .zip(&before)
            .all(|(key, before)| expires(floor, key) > *before)
    });
    let floor = &officer.floor;
    assert_eq!(orders(floor, OrderState::Frozen), STOPPED + 1);
    assert_eq!(orders(floor, OrderState::Lapsed), 0, "nothing lapsed");
    let case = floor.case(&case).expect("the case");
    assert_eq!(case.state, CaseState::Filed);
    assert!(case.first_stop_at.is_some() && case.breaches.is_empty());
    for order in floor.orders().values().filter(|o| o.holds()) {
        let (frozen, ends) = (
            order.frozen_at.expect("a date"),
            order.expires_at.expect("an end"),
        );
        assert!(ends.since(frozen) > Span::secs(FREEZE_S), "{order:?}");
    }
}

fn expires(floor: &Floor, key: &Key) -> Option<watchfloor::domain::time::Millis> {
    let Key::Order(id) = key else { return None };
    floor.order(id).and_then(|order| order.expires_at)
}
