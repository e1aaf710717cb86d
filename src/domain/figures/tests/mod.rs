//! Figures against a floor built by hand: every number here can be counted on it.

use super::*;
use crate::domain::alert::{Call, CallState, Outcome, Tier};
use crate::domain::clock::Start;
use crate::domain::command::{
    Close, Command as C, Held, MovedOn, NoArgs, RaiseAlert, SeatNow, StaffNow, StartIntervention,
};
use crate::domain::decide::bench::{
    Bench, actor, commander, drafted, liaison, officer, report, transfer, warning,
};
use crate::domain::event::{Reality, Ver};
use crate::domain::floor::Entity;
use crate::domain::ids::{AlertId, Key, OrderId};
use crate::domain::intervention::InterventionKind;
use crate::domain::order::OrderState;
use crate::domain::org::{Actor, Desk, DeskKind, PaperPolicy, Role, SeatStatus, Team};
use crate::domain::script::{Answer, Choice, Question};
use crate::domain::time::Millis;

fn of(bench: &Bench) -> Figures {
    Figures::of(&bench.floor, bench.now, &bench.policy)
}

fn disposal() -> Actor {
    actor("u:3", &[Role::Disposal])
}

fn on(bench: &mut Bench, who: &Actor, id: AlertId, command: C) {
    bench.give(who, Some(Key::Alert(id)), command).unwrap();
}

fn to(bench: &mut Bench, who: &Actor, id: OrderId, command: C) {
    bench.give(who, Some(Key::Order(id)), command).unwrap();
}

/// Opens a case of one transfer and returns its order.
fn opened(bench: &mut Bench, account: u128, yuan: i64, at: Option<Millis>) -> OrderId {
    let told = vec![transfer(account, Fen::yuan(yuan), at)];
    let events = bench.give(&disposal(), None, report(told)).unwrap();
    drafted(&events)[0]
}

/// Sends an order off; it leaves five seconds later.
fn sent(bench: &mut Bench, id: OrderId) {
    to(bench, &disposal(), id, C::OrderActFirst(NoArgs {}));
    to(bench, &disposal(), id, C::OrderSend(NoArgs {}));
    bench.pass(Span::secs(5));
    bench.tick();
}

fn stopped(bench: &mut Bench, id: OrderId, yuan: i64) {
    let bank = liaison("ICBC");
    to(bench, &bank, id, C::OrderAck(NoArgs {}));
    let held = Fen::yuan(yuan);
    to(bench, &bank, id, C::OrderStopped(Held { held }));
}

fn listed(bench: &mut Bench) {
    let desk = Desk {
        institution: "ICBC".parse().unwrap(),
        kind: DeskKind::Bank,
        name_zh: "工商银行".into(),
        name_en: "ICBC".into(),
        staffed: false,
        paper: PaperPolicy::ActFirst,
        answers: Vec::new(),
        query_answers: Vec::new(),
        prefixes: Vec::new(),
        last_answer: None,
    };
    let key = Key::Desk(desk.institution.clone());
    let list = C::DeskList(Box::new(desk));
    bench.give(&commander(), None, list).unwrap();
    let staff = C::DeskStaff(StaffNow { staffed: true });
    bench.give(&liaison("ICBC"), Some(key), staff).unwrap();
}

#[test]
fn of_an_empty_floor_nothing_is_known() {
    let figures = of(&Bench::new());
    assert_eq!(figures.catchable, Fen::ZERO);
    assert_eq!(figures.oldest_money_clock, None);
    assert_eq!(figures.report_to_stop.p50, None);
    assert_eq!(figures.golden.ratio(), None);
    assert_eq!(figures.stop_hits.ratio(), None);
    assert_eq!((figures.money.frozen, figures.money.returned), (None, None));
    assert_eq!(figures.contact, [Spread::default(); 4]);
    assert_eq!(figures.teams.len(), Team::ALL.len());
    assert!(figures.teams.iter().all(|row| row.oldest_wait.is_none()));
    assert!(figures.desks.is_empty());
}

#[test]
fn quantiles_are_the_value_that_the_share_stays_under() {
    let of = |values: &[i64], share| quantile(&mut values.to_vec(), share);
    assert_eq!(of(&[], 0.5), None);
    assert_eq!(of(&[7], 0.9), Some(7));
    assert_eq!(of(&[3, 1, 2], 0.5), Some(2));
    assert_eq!(of(&[4, 3, 2, 1], 0.5), Some(2));
    assert_eq!(of(&(1..=10).collect::<Vec<_>>(), 0.9), Some(9));
}

#[test]
fn alerts_are_counted_by_how_far_they_came() {
    let mut bench = Bench::new();
    let in_call = |tier| RaiseAlert {
        call: Some(Call {
            state: CallState::Active,
            started_at: None,
        }),
        at_risk: Some(Fen::yuan(800)),
        ..warning(tier)
    };
    let p0 = bench.raise(in_call(Tier::P0));
    bench.raise(in_call(Tier::P1));
    bench.raise(warning(Tier::P2));
    let noticed = bench.now - Span::secs(20);
    let p1 = bench.raise(RaiseAlert {
        detected_at: Some(noticed),
        ..in_call(Tier::P1)
    });
    let unknown = bench.raise(warning(Tier::P2));
    bench.raise(warning(Tier::P3));
    assert_eq!(of(&bench).live, [1, 2, 0, 0]);
    assert_eq!(of(&bench).p0_unattended, 1);

    bench.pass(Span::secs(40));
    let answer = C::AlertAnswer(Answer {
        question: Question::BankDetails,
        choice: Choice::No,
        amount: None,
    });
    let close = || {
        C::AlertClose(Close {
            outcome: Outcome::Dissuaded,
            reason: "hung up".into(),
        })
    };
    for id in [p0, p1, unknown] {
        on(&mut bench, &officer(), id, C::AlertClaim(NoArgs {}));
    }
    for id in [p1, unknown] {
        on(&mut bench, &officer(), id, answer.clone());
        on(&mut bench, &officer(), id, close());
    }
    let figures = of(&bench);
    assert_eq!(figures.p0_unattended, 0, "claimed is attended");
    assert_eq!(figures.live, [1, 1, 0, 0], "what ended is not live");
    let expected = Funnel {
        raised: 5,
        claimed: 3,
        contacted: 2,
        dissuaded: 2,
        auto_handled: 1,
    };
    assert_eq!(figures.funnel, expected);
    let expected = Prevented {
        sum: Fen::yuan(800),
        alerts: 2,
        unknown: 1,
    };
    assert_eq!(figures.prevented, expected);
    assert_eq!(figures.untouched, 2);
    let [_, by_p1, by_p2, _] = figures.contact;
    assert_eq!((by_p1.of, by_p1.assumed), (1, 0));
    assert_eq!(by_p1.p50, Some(Span::secs(60)));
    assert_eq!((by_p2.of, by_p2.assumed), (1, 1));
    assert_eq!(by_p2.p90, Some(Span::secs(40)));

    bench.pass(Span::hours(2));
    bench.tick();
    assert_eq!(of(&bench).expired, 1, "the P2 nobody came for");
    assert_eq!(of(&bench).untouched, 1, "expired is a failure of its own");
}

#[test]
fn a_dissuaded_victim_who_had_paid_prevents_nothing() {
    let mut bench = Bench::new();
    let id = bench.raise(RaiseAlert {
        at_risk: Some(Fen::yuan(800)),
        transfer_at: Some(bench.now),
        ..warning(Tier::P1)
    });
    on(&mut bench, &officer(), id, C::AlertClaim(NoArgs {}));
    let mut alert = (*bench.alert(id).is).clone();
    alert.state = crate::domain::alert::AlertState::Closed;
    alert.closing = Some(Box::new(crate::domain::alert::Closing {
        outcome: Outcome::Dissuaded,
        reason: "paid once, not twice".into(),
        by: officer().sub,
        at: bench.now,
        second: None,
    }));
    let entity = Entity::Alert(alert.into());
    bench.floor.put(&Key::Alert(id), 3, Some(entity));
    let figures = of(&bench);
    assert_eq!(figures.funnel.dissuaded, 1);
    assert_eq!(figures.prevented, Prevented::default());
}

#[test]
fn money_is_stopped_lapsed_and_on_the_cliff_and_never_added_up() {
    let mut bench = Bench::new();
    listed(&mut bench);
    let start = bench.now;
    let early = opened(&mut bench, 1, 100, Some(start - Span::mins(10)));
    let late = opened(&mut bench, 2, 200, Some(start - Span::mins(29)));
    let gone = opened(&mut bench, 3, 300, None);
    let silent = opened(&mut bench, 4, 400, None);
    sent(&mut bench, early);
    stopped(&mut bench, early, 60);
    bench.pass(Span::mins(2));
    for id in [late, gone, silent] {
        sent(&mut bench, id);
    }
    stopped(&mut bench, late, 150);
    let bank = liaison("ICBC");
    to(&mut bench, &bank, gone, C::OrderAck(NoArgs {}));
    let moved = C::OrderEmpty(MovedOn {
        next_accounts: Vec::new(),
        ended: None,
    });
    to(&mut bench, &bank, gone, moved);
    bench.pass(Span::mins(10));
    bench.tick();

    let figures = of(&bench);
    assert_eq!(figures.money.stopped, Fen::yuan(210));
    assert_eq!(figures.money.ever_stopped, Fen::yuan(210));
    assert_eq!(figures.money.frozen, None);
    assert_eq!(figures.golden, Share { hits: 1, of: 2 });
    assert_eq!(figures.stop_hits, Share { hits: 2, of: 4 });
    assert_eq!(figures.stop_hits.ratio(), Some(0.5));
    // Orders left 5 s, 2 min 10 s, 2 min 15 s and 2 min 20 s after the report.
    let stop = figures.report_to_stop;
    assert_eq!((stop.of, stop.assumed), (4, 0));
    assert_eq!(stop.p50, Some(Span::secs(130)));
    assert_eq!(stop.p90, Some(Span::secs(140)));
    assert_eq!(figures.transfer_to_stop.of, 2);

    let pile = |orders, yuan| Pile {
        orders,
        held: Fen::yuan(yuan),
    };
    let held_by_both = Cliff {
        under_30d: pile(2, 210),
        ..Cliff::default()
    };
    assert_eq!(figures.cliff, held_by_both);
    let (none, one, both) = (Pile::default(), pile(1, 60), pile(2, 210));
    let ends = |id| bench.floor.order(&id).unwrap().expires_at.unwrap();
    let (first_ends, second_ends) = (ends(early), ends(late));
    for (now, under_2h, under_24h) in [
        (first_ends - Span::hours(24), none, none),
        (first_ends - Span(Span::hours(24).0 - 1), none, one),
        (first_ends - Span::hours(2), none, both),
        (first_ends - Span(Span::hours(2).0 - 1), one, both),
        (second_ends - Span(Span::hours(2).0 - 1), both, both),
    ] {
        bench.now = now;
        let expected = Cliff {
            under_2h,
            under_24h,
            under_30d: both,
        };
        assert_eq!(of(&bench).cliff, expected, "{now}");
    }
    bench.now = start + Span::hours(48) + Span::mins(1);
    bench.tick();
    let money = of(&bench).money;
    assert_eq!(money.ever_stopped, Fen::yuan(210), "it was stopped");
    assert_eq!(money.stopped, Fen::yuan(150));
    assert_eq!(money.lapsed, Fen::yuan(60));
}

#[test]
fn catchable_is_what_still_runs() {
    let mut bench = Bench::new();
    let at = bench.now - Span::mins(5);
    let order = opened(&mut bench, 1, 10_000, Some(at));
    // 5 minutes old: 48.48 %
    assert_eq!(of(&bench).catchable.0 / 10_000, 48);
    bench.raise(RaiseAlert {
        at_risk: Some(Fen::yuan(10_000)),
        transfer_at: Some(at),
        ..warning(Tier::P1)
    });
    assert_eq!(of(&bench).catchable.0 / 10_000, 96, "a loss without a case");
    put_state(&mut bench, order, OrderState::Stopped);
    assert_eq!(
        of(&bench).catchable.0 / 10_000,
        48,
        "held money runs no more"
    );
}

fn put_state(bench: &mut Bench, id: OrderId, state: OrderState) {
    let held = bench.floor.order(&id).unwrap();
    let mut order = (*held.is).clone();
    order.state = state;
    let ver: Ver = held.ver + 1;
    let entity = Entity::Order(order.into());
    bench.floor.put(&Key::Order(id), ver, Some(entity));
}

#[test]
fn the_oldest_money_clock_is_the_one_without_a_stop() {
    let mut bench = Bench::new();
    let start = bench.now;
    let first = opened(&mut bench, 1, 10, Some(start - Span::mins(25)));
    opened(&mut bench, 2, 10, None);
    let oldest = of(&bench).oldest_money_clock.unwrap();
    assert_eq!(oldest.clock.started, start - Span::mins(25));
    assert_eq!(oldest.clock.start, Start::Known);
    assert_eq!(of(&bench).money_clocks_breached, 0);
    bench.pass(Span::mins(5));
    assert_eq!(of(&bench).money_clocks_breached, 1);

    sent(&mut bench, first);
    let oldest = of(&bench).oldest_money_clock.unwrap();
    assert_eq!(
        (oldest.clock.started, oldest.clock.start),
        (start, Start::Assumed)
    );
    assert_eq!(of(&bench).money_clocks_breached, 0);
}

#[test]
fn teams_and_desks_show_who_waits_for_whom() {
    let mut bench = Bench::new();
    listed(&mut bench);
    for (who, status) in [
        (officer(), SeatStatus::OnSeat),
        (actor("u:2", &[Role::Dissuader]), SeatStatus::Busy),
        (disposal(), SeatStatus::Break),
    ] {
        let seat = C::SeatStatus(SeatNow { status });
        bench.give(&who, None, seat).unwrap();
    }
    let visited = bench.raise(warning(Tier::P1));
    bench.raise(warning(Tier::P2));
    on(&mut bench, &officer(), visited, C::AlertClaim(NoArgs {}));
    let kind = InterventionKind::Visit;
    let visit = C::InterventionStart(StartIntervention { kind });
    on(&mut bench, &officer(), visited, visit);
    let order = opened(&mut bench, 1, 10, None);
    opened(&mut bench, 2, 10, None);
    sent(&mut bench, order);
    bench.pass(Span::secs(30));

    let figures = of(&bench);
    let row = |team| figures.teams.iter().find(|row| row.team == team).unwrap();
    let short = |team| {
        let row = row(team);
        (row.waiting, row.held, row.oldest_wait.map(|s| s.0 / 1000))
    };
    assert_eq!(short(Team::Dissuasion), (1, 1, Some(35)));
    assert_eq!(short(Team::Strike), (1, 0, Some(35)));
    assert_eq!(short(Team::Disposal), (0, 2, None));
    assert_eq!(short(Team::Finance), (1, 1, Some(35)));
    assert_eq!(short(Team::Intake), (0, 0, None));
    let seats = row(Team::Dissuasion);
    assert_eq!((seats.on_seat, seats.busy), (1, 1));
    assert_eq!(row(Team::Disposal).on_seat, 0);

    let desk = &figures.desks[0];
    assert!(desk.staffed);
    assert_eq!((desk.waiting, desk.oldest_wait), (1, Some(Span::secs(30))));
    assert_eq!((desk.p50, desk.last_answer), (None, None));

    stopped(&mut bench, order, 10);
    let desk = &of(&bench).desks[0];
    assert_eq!((desk.waiting, desk.oldest_wait), (0, None));
    assert_eq!(desk.p50, Some(Span::secs(30)));
    assert_eq!(desk.last_answer, Some(bench.now));
}

#[test]
fn exercises_count_nothing() {
    let mut bench = Bench::new();
    let id = bench.raise(RaiseAlert {
        at_risk: Some(Fen::yuan(1)),
        transfer_at: Some(bench.now),
        ..warning(Tier::P0)
    });
    let mut alert = (*bench.alert(id).is).clone();
    alert.reality = Reality::Exercise;
    let entity = Entity::Alert(alert.into());
    bench.floor.put(&Key::Alert(id), 2, Some(entity));
    let figures = of(&bench);
    assert_eq!(figures.catchable, Fen::ZERO);
    assert_eq!((figures.p0_unattended, figures.funnel.raised), (0, 0));
    assert_eq!(figures.oldest_money_clock, None);
}

mod held;
