//! Delayed transfers: the first question, and money called back.

use super::*;
use crate::domain::case::Delay;
use crate::domain::command::{DraftOrder, ToldDelay, WhichTransfer};

fn revoke(transfer: u16) -> C {
    C::CaseRevoke(WhichTransfer { transfer })
}

fn told(transfer: u16, delay: Delay) -> C {
    C::CaseDelay(ToldDelay { transfer, delay })
}

/// A case of one transfer `ago` old (unknown where none), delayed as said.
fn delayed(bench: &mut Bench, ago: Option<Span>, delay: Option<Delay>) -> CaseId {
    let mut paid = transfer(1, Fen::yuan(10), ago.map(|ago| bench.now - ago));
    paid.delay = delay;
    opened(bench, &taker(), report(vec![paid]))
}

#[test]
fn until_when_a_transfer_is_called_back() {
    let just = |hours| Some(Span(Span::hours(hours).0 - 1));
    let rows = [
        (just(2), Some(Delay::TwoHours), None),
        (
            Some(Span::hours(2)),
            Some(Delay::TwoHours),
            Some(Code::TooLate),
        ),
        (just(24), Some(Delay::NextDay), None),
        (
            Some(Span::hours(25)),
            Some(Delay::NextDay),
            Some(Code::TooLate),
        ),
        (None, Some(Delay::TwoHours), None),
        (None, Some(Delay::NextDay), None),
        (
            Some(Span(0)),
            Some(Delay::None),
            Some(Code::IllegalTransition),
        ),
        (Some(Span(0)), None, Some(Code::IllegalTransition)),
    ];
    for (ago, delay, code) in rows {
        let mut bench = Bench::new();
        let id = delayed(&mut bench, ago, delay);
        let found = give(&mut bench, &taker(), id, revoke(0));
        assert_eq!(found, code, "{ago:?} {delay:?}");
        let expected = match code {
            None => CaseState::Revoked,
            Some(_) => CaseState::EmergencyStop,
        };
        assert_eq!(case(&bench, id).state, expected, "{ago:?} {delay:?}");
    }
}

#[test]
fn money_called_back_takes_its_draft_along_and_the_last_ends_the_case() {
    let mut bench = Bench::new();
    let told = [1, 2].map(|n| {
        let mut paid = transfer(n, Fen::yuan(10), Some(bench.now));
        paid.delay = Some(Delay::TwoHours);
        paid
    });
    let id = opened(&mut bench, &disposal(), report(told.into()));
    let of = |bench: &mut Bench, n| {
        let events = bench.give(&disposal(), Some(Key::Case(id)), revoke(n));
        let events = events.unwrap();
        let names = names(&events).into_iter().map(str::to_owned);
        names.filter(|n| !n.starts_with("hop.")).collect::<Vec<_>>()
    };
    assert_eq!(of(&mut bench, 0), ["case.revoked", "order.cancelled"]);
    assert_eq!(case(&bench, id).state, CaseState::EmergencyStop);
    assert_eq!(
        give(&mut bench, &disposal(), id, revoke(0)),
        Some(Code::IllegalTransition),
        "called back already"
    );
    assert_eq!(
        of(&mut bench, 1),
        ["case.revoked", "order.cancelled", "case.changed"]
    );
    let case = case(&bench, id);
    assert_eq!(case.state, CaseState::Revoked);
    assert!(
        case.transfers
            .iter()
            .all(|t| t.revoked_at == Some(bench.now))
    );
}

#[test]
fn money_called_back_takes_every_draft_after_it_along() {
    let mut bench = Bench::new();
    let id = delayed(&mut bench, Some(Span(0)), Some(Delay::NextDay));
    let elsewhere = C::OrderDraft(DraftOrder {
        account: sealed(9),
        institution: "BOC".parse().unwrap(),
        limit: Some(Fen::yuan(1)),
        money_at: None,
    });
    bench
        .give(&disposal(), Some(Key::Case(id)), elsewhere)
        .unwrap();
    assert_eq!(give(&mut bench, &disposal(), id, revoke(0)), None);
    assert_eq!(case(&bench, id).state, CaseState::Revoked);
    let states: Vec<_> = bench.floor.orders_of(id).map(|o| o.state).collect();
    assert_eq!(states, [OrderState::Cancelled; 2]);
}

#[test]
fn an_account_that_still_expects_money_keeps_its_draft() {
    let mut bench = Bench::new();
    let told = [Some(Delay::TwoHours), None].map(|delay| {
        let mut paid = transfer(1, Fen::yuan(10), Some(bench.now));
        paid.delay = delay;
        paid
    });
    let id = opened(&mut bench, &disposal(), report(told.into()));
    assert_eq!(give(&mut bench, &disposal(), id, revoke(0)), None);
    assert_eq!(order_of(&bench, id).state, OrderState::Draft);
    assert_eq!(case(&bench, id).state, CaseState::EmergencyStop);
}

#[test]
fn a_loss_beyond_the_named_transfers_is_not_recovered_with_them() {
    let mut bench = Bench::new();
    let mut paid = transfer(1, Fen::yuan(10), None);
    paid.delay = Some(Delay::NextDay);
    let C::CaseOpen(mut told) = report(vec![paid]) else {
        unreachable!()
    };
    told.loss = Some(Fen::yuan(11));
    let id = opened(&mut bench, &disposal(), C::CaseOpen(told));
    assert_eq!(give(&mut bench, &disposal(), id, revoke(0)), None);
    assert_eq!(case(&bench, id).state, CaseState::EmergencyStop);
}

#[test]
fn an_order_that_has_left_stays_and_is_released_by_its_own_rules() {
    let mut bench = Bench::new();
    let id = delayed(&mut bench, Some(Span(0)), Some(Delay::NextDay));
    let mut order = order_of(&bench, id);
    order.state = OrderState::Stopped;
    put_order(&mut bench, order);
    assert_eq!(give(&mut bench, &disposal(), id, revoke(0)), None);
    assert_eq!(order_of(&bench, id).state, OrderState::Stopped);
}

#[test]
fn the_first_question_may_be_answered_anew_until_the_money_is_back() {
    let mut bench = Bench::new();
    let id = delayed(&mut bench, Some(Span::hours(1)), None);
    assert_eq!(
        give(&mut bench, &taker(), id, told(1, Delay::TwoHours)),
        Some(Code::BadRequest)
    );
    assert_eq!(
        give(&mut bench, &taker(), id, revoke(7)),
        Some(Code::BadRequest)
    );
    for delay in [Delay::None, Delay::NextDay, Delay::TwoHours] {
        assert_eq!(give(&mut bench, &taker(), id, told(0, delay)), None);
        assert_eq!(case(&bench, id).transfers[0].delay, Some(delay));
    }
    let until = case(&bench, id).transfers[0].revocable_until();
    assert_eq!(until, Some(bench.now + Span::hours(1)));
    assert_eq!(give(&mut bench, &taker(), id, revoke(0)), None);
    assert_eq!(case(&bench, id).transfers[0].revocable_until(), None);
}

#[test]
fn a_delayed_transfer_has_its_order_know_when_the_money_comes() {
    let mut bench = Bench::new();
    let id = delayed(&mut bench, Some(Span(0)), Some(Delay::TwoHours));
    let order = order_of(&bench, id);
    assert_eq!(order.money_at, Some(bench.now + Span::hours(2)));
    assert_eq!(case(&bench, id).first_transfer_at, Some(bench.now));
}
