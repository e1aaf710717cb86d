//! Chance made into commands on orders, deep as well as wide; and what must always hold of an order.

use super::chance::{pick, told};
use crate::domain::command::{
    AskFor, Command as C, Differs, DraftOrder, Held, MovedOn, NoArgs, TelecomOrder, Why,
};
use crate::domain::decide::bench::sealed;
use crate::domain::event::{Body, Event};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, OrderId};
use crate::domain::money::Fen;
use crate::domain::order::{AskKind, FreezeTerm, Measure, MismatchField, Order, OrderState as S};
use crate::domain::org::Actor;
use crate::domain::policy::{Policy, is_hub};
use crate::domain::time::Span;

/// Drafts on a case: stops on few accounts, measures on few numbers.
pub fn draft(with: u8) -> C {
    let n = u128::from(with % 2);
    if with.is_multiple_of(3) {
        return C::OrderTelecom(TelecomOrder {
            number: (!with.is_multiple_of(4)).then(|| sealed(200 + n)),
            measure: pick(Measure::ALL, with >> 4),
            institution: (with % 8 == 3).then(|| "CMCC".parse().unwrap()),
        });
    }
    C::OrderDraft(DraftOrder {
        account: sealed(100 + n),
        institution: "ICBC".parse().unwrap(),
        limit: (with % 8 == 1).then_some(Fen(7)),
        money_at: None,
    })
}

/// What an order waits for, so that chance goes deep as well as wide.
pub fn next(order: &Order, with: u8) -> C {
    match order.state {
        S::Draft if with.is_multiple_of(8) => C::OrderReview(NoArgs {}),
        S::Draft => C::OrderActFirst(NoArgs {}),
        S::Reviewed if order.leaves_at.is_some() && with % 8 == 1 => C::OrderRecall(NoArgs {}),
        S::Reviewed => C::OrderSend(NoArgs {}),
        S::Sent => C::OrderAck(NoArgs {}),
        S::Acked if order.measure.is_some() => C::OrderInForce(NoArgs {}),
        _ if order.is_in_force() => onward(order, with),
        _ => any_answer(with),
    }
}

/// What becomes of an order in force: something is asked, agreed to, taken back, done or declined.
fn onward(order: &Order, with: u8) -> C {
    let why = || Why {
        reason: "chance".into(),
    };
    match &order.ask {
        None if with.is_multiple_of(32) => C::OrderLetLapse(why()),
        None => ask(order, with),
        Some(ask) if ask.sent_at.is_none() && with % 8 == 1 => C::OrderWithdraw(NoArgs {}),
        Some(ask) if ask.approved_by.is_none() => C::OrderApprove(NoArgs {}),
        Some(_) if with % 8 == 2 => C::OrderDeclined(why()),
        Some(_) => C::OrderGranted(NoArgs {}),
    }
}

fn ask(order: &Order, with: u8) -> C {
    use AskKind::{Freeze, Release, Renew, SecondStop};
    let kinds: &[AskKind] = match order.state {
        S::Stopped => &[
            SecondStop, SecondStop, Freeze, Freeze, Freeze, Renew, Release,
        ],
        S::Frozen => &[Renew, Renew, Freeze, Release],
        _ => &[Release, SecondStop],
    };
    let kind = pick(kinds, with >> 2);
    C::OrderAsk(AskFor {
        kind,
        term: (kind == Freeze && with.is_multiple_of(4)).then_some(FreezeTerm::Major),
        reason: if with == 0 { "" } else { "chance" }.into(),
    })
}

/// Something an institution may say.
pub fn any_answer(with: u8) -> C {
    match with % 8 {
        0 | 4 => C::OrderAck(NoArgs {}),
        1 | 5 => C::OrderStopped(Held {
            held: Fen(i64::from(with) / 8 - 1),
        }),
        2 | 6 => C::OrderEmpty(MovedOn {
            next_accounts: vec![told(with)],
            ended: None,
        }),
        3 => C::OrderInForce(NoArgs {}),
        _ => C::OrderMismatch(Differs {
            field: pick(MismatchField::ALL, with >> 3),
        }),
    }
}

/// Who would give a command on an order in earnest.
pub fn fitting(order: &Order, command: &C, people: &[Actor]) -> Option<Actor> {
    let one = |sub: &str| people.iter().find(|p| p.sub.as_str() == sub).cloned();
    match command {
        C::OrderAck(_)
        | C::OrderStopped(_)
        | C::OrderEmpty(_)
        | C::OrderMismatch(_)
        | C::OrderInForce(_)
        | C::OrderGranted(_)
        | C::OrderDeclined(_) => people
            .iter()
            .find(|p| p.institutions.contains(&order.institution))
            .cloned(),
        C::OrderApprove(_) => one("u:7"),
        C::OrderLetLapse(_) => one("u:9"),
        C::OrderReview(_) if order.measure == Some(Measure::CutLine) => one("u:9"),
        _ if order.is_nobodys() => one("u:2"),
        _ => one(order.requested_by.as_str()),
    }
}

/// What must hold whenever something happens to an order.
pub fn check(floor: &Floor, before: Option<&Order>, event: &Event, most_stops: u8) {
    let Key::Order(id) = event.key else { return };
    let after = floor.order(&id).unwrap();
    check_target(floor, after, most_stops);
    check_sums(after);
    if let Some(before) = before {
        check_row(floor, before, after, event);
    }
}

/// One draft an account, one open order a number and measure; never a stop too many.
fn check_target(floor: &Floor, order: &Order, most_stops: u8) {
    let token = order.target.token;
    let open = |o: &&Order| o.state.is_open() && o.reality == order.reality;
    let on = || floor.orders_on(token).map(|held| &*held.is);
    let draft = |o: &&Order| o.state == S::Draft && open(o);
    assert!(on().filter(draft).count() <= 1, "{order:?}");
    let stops: u32 = on().map(|o| u32::from(o.stop_count)).sum();
    assert!(stops <= u32::from(most_stops), "{stops} stops: {order:?}");
    for measure in Measure::ALL {
        let same = floor.telecom_on(token).map(|held| &*held.is);
        let same = same.filter(|o| o.measure == Some(*measure));
        assert!(same.filter(open).count() <= 1, "{order:?}");
    }
}

fn check_sums(order: &Order) {
    assert!(order.held.is_none_or(Fen::is_positive), "{order:?}");
    assert_eq!(order.stop_count > 0, order.held.is_some(), "{order:?}");
    let within = |limit| order.held.is_none_or(|held| held <= limit);
    assert!(order.limit.is_none_or(within), "{order:?}");
    let shared: Fen = order.shares.iter().map(|share| share.amount).sum();
    assert!(order.limit.unwrap_or_default() >= shared, "{order:?}");
    let cases = order.shares.iter().map(|share| share.case);
    let parts = cases.chain([order.case]).map(|case| order.held_for(case));
    let parts: Option<Fen> = parts.sum::<Option<Fen>>();
    assert_eq!(parts, order.held, "{order:?}");
    if order.measure.is_some() {
        assert_eq!((order.held, order.stop_count), (None, 0), "{order:?}");
    }
    let cap = Policy::shipped().clock.stop_cliff.due.0 * i64::from(order.stop_count);
    if matches!(order.state, S::Stopped | S::FreezeRequested) {
        let held_for = order.expires_at.unwrap().since(order.effective_at.unwrap());
        assert!(held_for <= Span(cap), "{order:?}");
    }
}

/// The row of the table an event on an order stands for.
fn check_row(floor: &Floor, before: &Order, after: &Order, event: &Event) {
    let open = before.state.is_open()
        || before.state == S::TimedOut
        || before.state == S::Lapsed && before.awaits_ask();
    let of_paper = matches!(event.body, Body::OrderPaper(_) | Body::OrderPaperLate(_));
    assert!(open || of_paper, "{} {event:?}", before.state);
    match &event.body {
        Body::OrderSent(_) => {
            assert!(before.reality.is_actual(), "an exercise left: {event:?}");
            let commander = before
                .approved_by
                .as_ref()
                .is_some_and(|by| by.as_str() == "u:9");
            assert!(commander || before.measure != Some(Measure::CutLine));
        }
        Body::OrderReviewed(_) => {
            let (by, first) = (after.approved_by.as_ref().unwrap(), &after.requested_by);
            assert!(!is_hub(first), "nobody stands for it: {event:?}");
            let alone = first.is_same_person(by);
            assert_eq!(alone, after.paper.due_at.is_some(), "{event:?}");
        }
        Body::OrderAskSent(_) => {
            assert!(before.reality.is_actual(), "an exercise left: {event:?}");
            let ask = before.ask.as_ref().unwrap();
            assert!(ask.approved_by.as_ref().is_some_and(|by| *by != ask.by));
        }
        Body::OrderGranted(_) => {
            assert!(before.ask.as_ref().unwrap().sent_at.is_some(), "{event:?}");
            let frozen = after.state == S::Frozen && before.state != S::Frozen;
            assert!(!frozen || is_filed(floor, after), "{event:?}");
        }
        Body::OrderCliff(near) => {
            assert!(before.holds() && before.let_lapse.is_none(), "{event:?}");
            assert!(Some(near.step) > before.cliff, "{event:?}");
        }
        Body::OrderLapsed(_) => {
            assert!(before.is_in_force(), "{event:?}");
            assert!(
                before.expires_at.is_some_and(|at| at <= event.at),
                "{event:?}"
            );
        }
        _ => {}
    }
}

fn is_filed(floor: &Floor, order: &Order) -> bool {
    let mut case = floor.case(&order.case);
    while let Some(one) = case {
        if one.filed_at.is_some() {
            return true;
        }
        case = one.merged_into.and_then(|into| floor.case(&into));
    }
    false
}

/// The order a key names.
pub fn of(floor: &Floor, key: &Key) -> Option<Order> {
    let Key::Order(id) = key else { return None };
    let id: &OrderId = id;
    floor.order(id).map(|held| (*held.is).clone())
}
