//! What time does to alerts and seats: each rule a moment before it is due, and when it is.

use crate::domain::alert::{AlertState as S, Outcome, Overdue, Tier};
use crate::domain::command::{Close, Command as C, NoArgs, SeatNow, ShelveFor, StartIntervention};
use crate::domain::decide::bench::{
    Bench, about, actor, colleague, commander, names, officer, producer, warning,
};
use crate::domain::decide::seat;
use crate::domain::event::{Body, Event};
use crate::domain::ids::{AlertId, Key};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::org::{Actor, Role, SeatStatus};
use crate::domain::refusal::Code;
use crate::domain::time::Span;

fn claim(bench: &mut Bench, id: AlertId) {
    bench
        .give(&officer(), Some(Key::Alert(id)), C::AlertClaim(NoArgs {}))
        .unwrap();
}

fn sit(bench: &mut Bench, who: &Actor, status: SeatStatus) -> Vec<Event> {
    bench
        .give(who, None, C::SeatStatus(SeatNow { status }))
        .unwrap()
}

#[test]
fn unclaimed_p0_and_p1_call_louder_and_louder() {
    use Overdue::{Bell, Commander, Floor};
    for tier in [Tier::P0, Tier::P1] {
        let mut bench = Bench::new();
        let id = bench.raise(warning(tier));
        for (pass, step, said) in [
            (29, None, 0),
            (1, Some(Bell), 1),
            (29, Some(Bell), 0),
            (1, Some(Commander), 1),
            (59, Some(Commander), 0),
            (1, Some(Floor), 1),
            (9999, Some(Floor), 0),
        ] {
            bench.pass(Span::secs(pass));
            assert_eq!(bench.tick().len(), said, "{tier} {step:?}");
            assert_eq!(bench.alert(id).overdue, step);
        }
        claim(&mut bench, id);
        assert_eq!(bench.alert(id).overdue, None);
        assert_eq!(bench.tick(), []);
        bench
            .give(&officer(), Some(Key::Alert(id)), C::AlertRelease(NoArgs {}))
            .unwrap();
        assert_eq!(bench.tick(), [], "given back, it has just begun to wait");
        bench.pass(Span::secs(30));
        assert_eq!(names(&bench.tick()), ["alert.overdue"]);
    }
    let mut bench = Bench::new();
    bench.raise(warning(Tier::P0));
    bench.pass(Span::mins(5));
    assert_eq!(bench.tick().len(), 1, "a late clock says the loudest only");
}

#[test]
fn a_new_p2_nobody_came_for_expires() {
    for (tier, state) in [
        (Tier::P0, S::New),
        (Tier::P1, S::New),
        (Tier::P2, S::Expired),
    ] {
        let mut bench = Bench::new();
        let id = bench.raise(warning(tier));
        bench.pass(Span::secs(7199));
        bench.tick();
        assert_eq!(bench.alert(id).state, S::New, "{tier}");
        bench.pass(Span::secs(1));
        bench.tick();
        assert_eq!(bench.alert(id).state, state, "{tier}");
    }
    let mut bench = Bench::new();
    let id = bench.raise(warning(Tier::P2));
    claim(&mut bench, id);
    bench.pass(Span::secs(7200));
    assert_eq!(
        names(&bench.tick()),
        ["alert.released"],
        "held ones do not expire"
    );
}

#[test]
fn a_holder_without_progress_loses_the_alert() {
    for (golden, secs) in [(false, 600), (true, 300)] {
        let mut bench = Bench::new();
        let mut told = warning(Tier::P1);
        told.transfer_at = golden.then_some(bench.now);
        let id = bench.raise(told);
        claim(&mut bench, id);
        bench.pass(Span::secs(secs - 1));
        assert_eq!(bench.tick(), []);
        bench.pass(Span::secs(1));
        let events = bench.tick();
        let [
            Event {
                body: Body::AlertReleased(released),
                ..
            },
        ] = &events[..]
        else {
            panic!("{events:?}")
        };
        assert_eq!(&*released.why, "lease");
        let alert = bench.alert(id);
        assert_eq!((alert.state, &alert.owner), (S::New, &None));
    }
}

#[test]
fn a_shelved_alert_returns_by_itself() {
    let mut bench = Bench::new();
    let id = bench.raise(warning(Tier::P2));
    claim(&mut bench, id);
    let shelve = C::AlertShelve(ShelveFor {
        minutes: 5,
        reason: "calls back".into(),
    });
    bench
        .give(&officer(), Some(Key::Alert(id)), shelve)
        .unwrap();
    bench.pass(Span::secs(299));
    assert_eq!(bench.tick(), []);
    bench.pass(Span::secs(1));
    assert_eq!(names(&bench.tick()), ["alert.returned"]);
    assert!(bench.alert(id).state.is_waiting());
}

#[test]
fn a_lost_seat_frees_its_work_after_a_minute_unless_it_is_back() {
    for back in [false, true] {
        let mut bench = Bench::new();
        sit(&mut bench, &officer(), SeatStatus::OnSeat);
        let id = bench.raise(warning(Tier::P1));
        claim(&mut bench, id);
        let lost = seat::lost(&bench.floor, &officer().sub);
        bench.take(lost, &officer().sub);
        assert_eq!(seat::lost(&bench.floor, &officer().sub), [], "said once");
        bench.pass(Span::secs(59));
        assert_eq!(bench.tick(), []);
        if back {
            let found = seat::back(&bench.floor, &officer().sub);
            bench.take(found, &officer().sub);
        }
        bench.pass(Span::secs(1));
        let events = bench.tick();
        if back {
            assert_eq!(events, []);
            assert_eq!(seat::back(&bench.floor, &officer().sub), []);
            continue;
        }
        assert_eq!(names(&events), ["alert.released", "officer.status"]);
        assert_eq!(bench.alert(id).state, S::New);
        let seat = bench.floor.officer(&officer().sub).unwrap();
        assert_eq!((seat.status, seat.lost_at), (SeatStatus::Off, None));
        assert_eq!(bench.tick(), []);
    }
}

#[test]
fn lost_seat_and_lease_at_once_free_the_alert_once() {
    let mut bench = Bench::new();
    sit(&mut bench, &officer(), SeatStatus::OnSeat);
    let id = bench.raise(warning(Tier::P1));
    claim(&mut bench, id);
    let lost = seat::lost(&bench.floor, &officer().sub);
    bench.take(lost, &officer().sub);
    bench.pass(Span::hours(1));
    assert_eq!(names(&bench.tick()), ["alert.released", "officer.status"]);
}

#[test]
fn victim_side_measures_end_by_themselves() {
    let mut bench = Bench::new();
    let id = bench.raise(warning(Tier::P2));
    let cut = C::InterventionStart(StartIntervention {
        kind: InterventionKind::CutLine,
    });
    bench.give(&commander(), Some(Key::Alert(id)), cut).unwrap();
    bench.pass(Span::secs(7199));
    assert_eq!(bench.tick(), []);
    bench.pass(Span::secs(1));
    bench.tick();
    let cut = &bench.alert(id).interventions[0];
    assert_eq!(cut.state, InterventionState::Cancelled);
}

#[test]
fn ended_alerts_leave_the_floor_after_their_time() {
    for closed in [false, true] {
        let mut bench = Bench::new();
        let id = bench.raise(about(1, if closed { Tier::P1 } else { Tier::P3 }));
        if closed {
            claim(&mut bench, id);
            let close = C::AlertClose(Close {
                outcome: Outcome::Dissuaded,
                reason: "".into(),
            });
            bench.give(&officer(), Some(Key::Alert(id)), close).unwrap();
        }
        bench.pass(Span(Span::hours(72).0 - 1000));
        assert_eq!(bench.tick(), []);
        bench.pass(Span::secs(1));
        assert_eq!(names(&bench.tick()), ["alert.archived"]);
        assert!(bench.floor.alert(&id).is_none());
    }
}

#[test]
fn seats_are_taken_changed_and_left() {
    let mut bench = Bench::new();
    let status = |status| C::SeatStatus(SeatNow { status });
    let early = bench.give(&officer(), None, status(SeatStatus::Off));
    assert_eq!(early.unwrap_err().code, Code::IllegalTransition);
    assert_eq!(
        names(&sit(&mut bench, &officer(), SeatStatus::OnSeat)),
        ["officer.seated"]
    );
    assert_eq!(
        names(&sit(&mut bench, &officer(), SeatStatus::Break)),
        ["officer.status"]
    );
    let promoted = actor("u:1", &[Role::Dissuader, Role::Commander]);
    assert_eq!(
        names(&sit(&mut bench, &promoted, SeatStatus::OnSeat)),
        ["officer.seated"]
    );

    let key = Some(Key::Officer(officer().sub));
    let other = bench.give(&colleague(), key.clone(), status(SeatStatus::Busy));
    assert_eq!(other.unwrap_err().code, Code::Forbidden);
    let unknown = Some(Key::Officer(colleague().sub));
    let unknown = bench.give(&commander(), unknown, status(SeatStatus::Busy));
    assert_eq!(unknown.unwrap_err().code, Code::NotFound);
    let no_seat = bench.give(&producer(), None, status(SeatStatus::OnSeat));
    assert_eq!(no_seat.unwrap_err().code, Code::Forbidden);

    let id = bench.raise(warning(Tier::P1));
    claim(&mut bench, id);
    let events = bench
        .give(&commander(), key, status(SeatStatus::Off))
        .unwrap();
    assert_eq!(names(&events), ["alert.released", "officer.status"]);
    let Body::AlertReleased(released) = &events[0].body else {
        panic!("{events:?}")
    };
    assert_eq!(&*released.why, "sign_off");
    assert_eq!(bench.alert(id).state, S::New);
}
