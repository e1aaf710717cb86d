//! From filed to closed and aside: guards, dates, and who decides.

use super::*;
use crate::domain::case::CaseClock;

fn filed(bench: &mut Bench) -> CaseId {
    let id = opened(bench, &disposal(), report(vec![transfer(1, Fen(9), None)]));
    assert_eq!(give(bench, &disposal(), id, C::CaseFile(NoArgs {})), None);
    id
}

fn stands(bench: &mut Bench, id: CaseId, state: OrderState) {
    let mut order = order_of(bench, id);
    order.state = state;
    put_order(bench, order);
}

#[test]
fn a_case_goes_from_filed_to_closed_and_keeps_its_dates() {
    let mut bench = Bench::new();
    let id = filed(&mut bench);
    let filed_at = bench.now;
    stands(&mut bench, id, OrderState::Frozen);
    let rows = [
        (C::CaseInvestigate(NoArgs {}), CaseState::Investigating),
        (C::CaseSolve(why("arrested")), CaseState::Solved),
        (C::CaseReturn(NoArgs {}), CaseState::Returning),
    ];
    for (command, state) in rows {
        bench.pass(Span::days(1));
        assert_eq!(
            give(&mut bench, &disposal_or_return(state), id, command),
            None
        );
        assert_eq!(case(&bench, id).state, state);
    }
    let close = || C::CaseClose(why("returned"));
    assert_eq!(
        give(&mut bench, &disposal(), id, close()),
        Some(Code::IllegalTransition)
    );
    stands(&mut bench, id, OrderState::Released);
    assert_eq!(give(&mut bench, &disposal(), id, close()), None);
    let case = case(&bench, id);
    assert_eq!(case.filed_at, Some(filed_at));
    assert_eq!(case.solved_at, Some(filed_at + Span::days(2)));
    assert_eq!(case.closed_at, Some(bench.now));
    assert_eq!(case.reason.as_deref(), Some("returned"));
}

fn disposal_or_return(state: CaseState) -> Actor {
    if state == CaseState::Returning {
        return actor("u:6", &[Role::ReturnOfficer]);
    }
    disposal()
}

#[test]
fn closing_names_the_order_that_is_open() {
    let open = OrderState::ALL.iter().copied().filter(|s| s.is_open());
    for state in open.filter(|s| *s != OrderState::InForce) {
        let mut bench = Bench::new();
        let id = filed(&mut bench);
        stands(&mut bench, id, state);
        let mut stood = case(&bench, id);
        stood.state = CaseState::Solved;
        put(&mut bench, stood);
        let close = C::CaseClose(why("done"));
        let refusal = bench
            .give(&disposal(), Some(Key::Case(id)), close)
            .unwrap_err();
        assert_eq!(refusal.code, Code::IllegalTransition);
        assert!(
            refusal.msg.contains(&format!("order 1 is {state}")),
            "{refusal}"
        );
    }
}

#[test]
fn nothing_frozen_nothing_to_give_back() {
    let mut bench = Bench::new();
    let id = filed(&mut bench);
    let mut stood = case(&bench, id);
    stood.state = CaseState::Solved;
    put(&mut bench, stood);
    for (state, code) in [
        (OrderState::Draft, Some(Code::IllegalTransition)),
        (OrderState::Stopped, Some(Code::IllegalTransition)),
        (OrderState::FreezeRequested, Some(Code::IllegalTransition)),
        (OrderState::Frozen, None),
    ] {
        stands(&mut bench, id, state);
        let back = C::CaseReturn(NoArgs {});
        assert_eq!(give(&mut bench, &commander(), id, back), code, "{state}");
    }
}

#[test]
fn a_case_rests_only_while_no_order_waits_and_its_solve_clock_rests_with_it() {
    let mut bench = Bench::new();
    let id = filed(&mut bench);
    let suspend = || C::CaseSuspend(why("the suspect is abroad"));
    for state in [
        OrderState::Draft,
        OrderState::Reviewed,
        OrderState::Sent,
        OrderState::Acked,
    ] {
        stands(&mut bench, id, state);
        let code = give(&mut bench, &disposal(), id, suspend());
        assert_eq!(code, Some(Code::IllegalTransition), "{state}");
    }
    stands(&mut bench, id, OrderState::Frozen);
    let due = case(&bench, id).solve_clock(&bench.policy).unwrap().due;
    bench.pass(Span::days(2));
    assert_eq!(give(&mut bench, &disposal(), id, suspend()), None);
    let since = bench.now;
    bench.pass(Span::days(30));
    bench.tick();
    let rests = case(&bench, id);
    assert_eq!(rests.solve_clock_at(bench.now), since);
    assert!(!rests.breaches.iter().any(|b| b.clock == CaseClock::Solve));
    let resume = C::CaseResume(NoArgs {});
    assert_eq!(give(&mut bench, &disposal(), id, resume), None);
    let goes_on = case(&bench, id);
    assert_eq!(goes_on.state, CaseState::Filed);
    assert_eq!(
        goes_on.solve_clock(&bench.policy).unwrap().due,
        due + Span::days(30)
    );
}

#[test]
fn a_reopened_case_is_filed_or_investigated_as_far_as_it_had_come() {
    let rows = [(None, "filed"), (Some(Millis(1)), "investigating")];
    for (filed_at, goes_to) in rows {
        let mut bench = Bench::new();
        let id = opened(&mut bench, &disposal(), loss_only(3));
        let mut stood = case(&bench, id);
        (stood.state, stood.filed_at) = (CaseState::Reopened, filed_at);
        put(&mut bench, stood);
        for (command, to) in [
            (C::CaseFile(NoArgs {}), "filed"),
            (C::CaseInvestigate(NoArgs {}), "investigating"),
        ] {
            let code = give(&mut bench, &disposal(), id, command);
            let expected = (to != goes_to).then_some(Code::IllegalTransition);
            assert_eq!(code, expected, "{to}");
            if expected.is_none() {
                break;
            }
        }
        assert_eq!(case(&bench, id).state.word(), goes_to);
    }
    let mut bench = Bench::new();
    let id = opened(&mut bench, &disposal(), loss_only(3));
    let mut stood = case(&bench, id);
    (stood.state, stood.filed_at) = (CaseState::Reopened, Some(bench.now));
    put(&mut bench, stood);
    assert_eq!(
        give(&mut bench, &disposal(), id, not_fraud("a purchase")),
        Some(Code::IllegalTransition),
        "filed once, fraud for ever"
    );
}

#[test]
fn the_holder_decides_unless_the_holder_may_not() {
    let file = || C::CaseFile(NoArgs {});
    let mut bench = Bench::new();
    let id = opened(
        &mut bench,
        &disposal(),
        report(vec![transfer(1, Fen(9), None)]),
    );
    assert_eq!(
        give(&mut bench, &other(), id, file()),
        Some(Code::Forbidden)
    );
    assert_eq!(give(&mut bench, &commander(), id, file()), None);
    let analyst = actor("u:7", &[Role::Analyst]);
    let investigate = C::CaseInvestigate(NoArgs {});
    assert_eq!(give(&mut bench, &analyst, id, investigate), None);

    // A dissuader holds the case of an alert, but files none.
    let mut bench = Bench::new();
    let seat = C::SeatStatus(SeatNow {
        status: SeatStatus::OnSeat,
    });
    bench.give(&officer(), None, seat).unwrap();
    let alert = claimed_alert(&mut bench);
    let told = convert(None, vec![transfer(1, Fen(9), None)]);
    bench
        .give(&officer(), Some(Key::Alert(alert)), told)
        .unwrap();
    let id = *bench.floor.cases().keys().next().unwrap();
    assert_eq!(
        give(&mut bench, &officer(), id, file()),
        Some(Code::Forbidden)
    );
    assert_eq!(give(&mut bench, &other(), id, file()), None);
}
