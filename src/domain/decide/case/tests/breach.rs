//! Overrun clocks are recorded once, by the moment the clock stood still.

use super::*;
use crate::domain::case::CaseClock;

/// The clocks recorded as overrun, in order.
fn breached(events: &[Event]) -> Vec<CaseClock> {
    let clocks = events.iter().filter_map(|event| match &event.body {
        Body::CaseBreached(breached) => Some(breached.clock),
        _ => None,
    });
    clocks.collect()
}

fn paid(bench: &mut Bench, ago: Span) -> CaseId {
    let at = bench.now - ago;
    let told = report(vec![transfer(1, Fen(9), Some(at))]);
    opened(bench, &disposal(), told)
}

#[test]
fn each_clock_is_recorded_once_and_at_its_time() {
    let mut bench = Bench::new();
    let id = paid(&mut bench, Span::mins(10));
    give(&mut bench, &disposal(), id, C::CaseFile(NoArgs {}));
    let start = bench.now;
    let rows = [
        (Span(Span::mins(20).0 - 1), vec![]),
        (Span::mins(20), vec![CaseClock::Money]),
        (Span(Span::mins(30).0 - 1), vec![]),
        (Span::mins(30), vec![CaseClock::Duty]),
        (Span::mins(31), vec![]),
        (Span(Span::days(15).0 - 1), vec![]),
        (Span::days(15), vec![CaseClock::Solve]),
        (Span::days(20), vec![]),
    ];
    for (after, expected) in rows {
        bench.now = start + after;
        assert_eq!(breached(&bench.tick()), expected, "{after:?}");
        assert_eq!(breached(&bench.tick()), [], "once");
    }
    let kept: Vec<_> = case(&bench, id).breaches.iter().map(|b| b.at).collect();
    assert_eq!(
        kept,
        [Span::mins(20), Span::mins(30), Span::days(15)].map(|after| start + after)
    );
}

#[test]
fn a_stop_that_left_in_time_is_no_breach_even_when_the_hub_slept() {
    // The stop left after `left`; the hub looks again much later.
    for (left, expected) in [
        (Some(Span(Span::mins(30).0 - 1)), vec![]),
        (
            Some(Span::mins(30)),
            vec![CaseClock::Money, CaseClock::Duty],
        ),
        (None, vec![CaseClock::Money, CaseClock::Duty]),
    ] {
        let mut bench = Bench::new();
        let id = paid(&mut bench, Span(0));
        let mut stood = case(&bench, id);
        stood.first_stop_at = left.map(|after| bench.now + after);
        let mut order = order_of(&bench, id);
        if let Some(at) = stood.first_stop_at {
            (order.state, order.stop_count) = (OrderState::Frozen, 1);
            order.sent_at = Some(at);
        }
        put_order(&mut bench, order);
        put(&mut bench, stood);
        bench.pass(Span::days(1));
        assert_eq!(breached(&bench.tick()), expected, "{left:?}");
    }
}

#[test]
fn a_stop_that_leaves_late_with_the_same_tick_is_still_late() {
    let mut bench = Bench::new();
    let id = paid(&mut bench, Span(0));
    let order = order_of(&bench, id).id;
    for command in [C::OrderActFirst(NoArgs {}), C::OrderSend(NoArgs {})] {
        bench
            .give(&disposal(), Some(Key::Order(order)), command)
            .unwrap();
    }
    bench.pass(Span::hours(9));
    let events = bench.tick();
    assert!(names(&events).contains(&"case.first_stop"));
    assert_eq!(breached(&events), [CaseClock::Money, CaseClock::Duty]);
}

#[test]
fn a_case_solved_in_time_stays_so() {
    for (days, expected) in [(14, vec![]), (15, vec![CaseClock::Solve])] {
        let mut bench = Bench::new();
        let id = paid(&mut bench, Span(0));
        let mut stood = case(&bench, id);
        let mut order = order_of(&bench, id);
        (order.state, order.stop_count) = (OrderState::Frozen, 1);
        order.sent_at = Some(bench.now);
        put_order(&mut bench, order);
        stood.state = CaseState::Solved;
        stood.first_stop_at = Some(bench.now);
        stood.filed_at = Some(bench.now);
        stood.solved_at = Some(bench.now + Span::days(days));
        put(&mut bench, stood);
        bench.pass(Span::days(40));
        assert_eq!(breached(&bench.tick()), expected, "{days}");
    }
}

#[test]
fn ended_cases_and_loaded_traces_are_not_recorded() {
    for state in CaseState::ALL.iter().copied().filter(|s| !s.is_open()) {
        let mut bench = Bench::new();
        let id = paid(&mut bench, Span(0));
        let mut stood = case(&bench, id);
        stood.state = state;
        put(&mut bench, stood);
        bench.pass(Span::days(40));
        assert_eq!(breached(&bench.tick()), [], "{state}");
    }
    let mut bench = Bench::new();
    let id = paid(&mut bench, Span(0));
    let mut stood = case(&bench, id);
    stood.name = Some("graph".into());
    put(&mut bench, stood);
    bench.pass(Span::days(40));
    assert_eq!(breached(&bench.tick()), []);
}
