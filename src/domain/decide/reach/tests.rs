use crate::domain::alert::Tier;
use crate::domain::command::{Command as C, NoArgs, Why};
use crate::domain::decide::bench::{
    Bench, about, actor, commander, names, producer, report, transfer,
};
use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::domain::org::{Actor, Role};
use crate::domain::refusal::Code;

fn of(org: &str, role: Role) -> Actor {
    Actor {
        org: org.parse().unwrap(),
        ..actor("u:7", &[role])
    }
}

#[test]
fn what_lies_outside_the_own_organisation_is_not_there() {
    let mut bench = Bench::new();
    let alert = bench.raise(about(1, Tier::P1));
    let told = report(vec![transfer(0xC1, Fen::yuan(900), None)]);
    bench.give(&commander(), None, told).unwrap();
    let case = *bench.floor.cases().keys().next().unwrap();
    let order = *bench.floor.orders().keys().next().unwrap();
    let why = || Why {
        reason: "a test".into(),
    };
    for (key, command) in [
        (Key::Alert(alert), C::AlertClaim(NoArgs {})),
        (Key::Case(case), C::CaseTake(NoArgs {})),
        (Key::Case(case), C::CaseNotFraud(why())),
        (Key::Order(order), C::OrderReview(NoArgs {})),
        (Key::Order(order), C::OrderCancel(why())),
    ] {
        for org in ["330100", "330703", "320000"] {
            let who = of(org, Role::Commander);
            // Whether the version fits is not told either.
            for expect in [bench.floor.ver(&key), Some(99)] {
                let target = (Some(key.clone()), expect);
                let refusal = bench.give_on(&who, target, command.clone()).unwrap_err();
                assert_eq!(refusal.code, Code::NotFound, "{org} {key}: {refusal}");
                assert_eq!(refusal.cur, None, "{org} {key}");
            }
        }
    }
    for org in ["330702", "330700", "330000", "000000"] {
        let mut bench = Bench::new();
        let key = Key::Alert(bench.raise(about(1, Tier::P1)));
        let who = of(org, Role::Dissuader);
        let done = bench.give(&who, Some(key), C::AlertClaim(NoArgs {}));
        assert!(done.is_ok(), "{org}: {done:?}");
    }
}

#[test]
fn the_next_alert_is_one_of_the_own_organisation() {
    let mut bench = Bench::new();
    bench.raise(about(1, Tier::P0));
    let next = || C::AlertNext(NoArgs {});
    let refusal = bench
        .give(&of("330100", Role::Dissuader), None, next())
        .unwrap_err();
    assert_eq!(refusal.code, Code::NotFound);
    let events = bench.give(&of("330702", Role::Dissuader), None, next());
    assert_eq!(names(&events.unwrap()), ["alert.claimed"]);
}

#[test]
fn reports_come_from_within_the_own_organisation() {
    let mut bench = Bench::new();
    let raise = || C::AlertRaise(Box::new(about(1, Tier::P1)));
    let told = || report(vec![transfer(0xC1, Fen::yuan(900), None)]);
    for (role, command) in [
        (Role::Producer, raise()),
        (Role::CallTaker, raise()),
        (Role::CallTaker, told()),
    ] {
        let refusal = bench.give(&of("330100", role), None, command).unwrap_err();
        assert_eq!(refusal.code, Code::NotFound, "{refusal}");
    }
    assert!(bench.give(&producer(), None, raise()).is_ok());
}
