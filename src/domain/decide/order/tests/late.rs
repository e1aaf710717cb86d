//! Answers that come after the time was out: they still count, unless a newer order has left.

use super::*;

/// The timed-out order, and a newer one on its account brought to a stage.
fn followed(stage: &str) -> (Bench, OrderId, OrderId) {
    let (mut bench, case, old) = drafted();
    bring(&mut bench, old, "timed_out");
    let events = bench
        .give(&author(), Some(Key::Case(case)), draft_on(CARD))
        .unwrap();
    let new = order_of(&events);
    bring(&mut bench, new, stage);
    (bench, old, new)
}

fn answers() -> [C; 3] {
    [held(30_000), moved_to(&[NEXT]), differs()]
}

#[test]
fn a_late_answer_is_accepted_and_measured() {
    for answer in answers() {
        let (mut bench, _, id) = drafted();
        bring(&mut bench, id, "timed_out");
        bench.pass(Span::hours(5));
        ok(&mut bench, &liaison("ICBC"), id, answer);
        let sent = order(&bench, id).sent_at.unwrap();
        let desk = bench.floor.desk(&"ICBC".parse().unwrap()).unwrap();
        assert_eq!(desk.answers, [bench.now.since(sent)]);
    }
}

#[test]
fn a_newer_order_that_has_not_left_goes_with_the_late_answer() {
    for stage in ["draft", "reviewed", "queued"] {
        for answer in answers() {
            let (mut bench, old, new) = followed(stage);
            let bank = liaison("ICBC");
            let events = bench.give(&bank, Some(Key::Order(old)), answer).unwrap();
            assert_eq!(events[0].body.name(), "order.cancelled", "{stage}");
            assert_eq!(events[0].key, Key::Order(new));
            assert_eq!(order(&bench, new).state, OrderState::Cancelled);
            let on = bench.floor.orders_on(order(&bench, old).target.token);
            let open = on.filter(|o| o.state.is_open()).count();
            assert!(open <= 1, "{stage}: {open} open orders");
        }
    }
}

#[test]
fn once_a_newer_order_has_left_the_answer_is_about_that_one() {
    for stage in [
        "leaving",
        "sent",
        "acked",
        "stopped",
        "empty",
        "timed_out",
        "lapsed",
    ] {
        for answer in answers() {
            let (mut bench, old, _) = followed(stage);
            let bank = liaison("ICBC");
            let refusal = bench
                .give(&bank, Some(Key::Order(old)), answer)
                .unwrap_err();
            assert_eq!(refusal.code, Code::TooLate, "{stage}");
            assert!(
                refusal.msg.contains("order 2 followed it"),
                "{}",
                refusal.msg
            );
        }
    }
    // One that was given up stands in nobody's way.
    let (mut bench, old, _) = followed("cancelled");
    ok(&mut bench, &liaison("ICBC"), old, held(1));
}
