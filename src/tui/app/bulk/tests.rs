use super::*;
use crate::domain::alert::{FraudType, Tier};
use crate::feed::intent::{Answer, Outcome};
use crate::feed::link::FromLink;
use crate::text::words::Lang;
use crate::tui::testing::{Bench, raise};

/// So many alerts, all marked, about to be claimed.
fn claiming(alerts: u32) -> Bench {
    let mut bench = Bench::new(Lang::En, (120, 40));
    for n in 1..=alerts {
        bench.raise(raise(n, Tier::P1, FraudType::TaskRebate, 9000));
    }
    bench.keys("2 * c");
    bench.pass(Duration::from_secs(2));
    bench.keys("y");
    bench
}

#[test]
fn a_long_run_keeps_to_the_pace_and_loses_nothing() {
    let mut bench = claiming(200);
    // The hub's bucket: 120 at once, two a second after that.
    let mut bucket = 120.0_f64;
    let mut rate_limited = 0;
    for second in 0..300 {
        while !bench.sent.is_empty() {
            bucket -= bench.sent.len() as f64;
            assert!(bench.sent.len() <= FLYING);
            // The hub turns the last of the first ones away: too many.
            if second == 1 && rate_limited == 0 {
                rate_limited += 1;
                let idem = bench.sent.pop().unwrap().idem;
                let outcome = Outcome::Refused {
                    code: Code::RateLimited,
                    retry: Code::RateLimited.retry(),
                    cur: None,
                    msg: crate::text::safe::SafeText::default(),
                };
                bench.tell(FromLink::Answer(Answer { idem, outcome }));
            }
            bench.home();
            bench.pass(Duration::ZERO);
        }
        assert!(bucket >= 58.0, "the officer has {bucket} commands left");
        if bench.model.run.is_none() {
            break;
        }
        bench.pass(Duration::from_secs(1));
        bucket = (bucket + 2.0).min(120.0);
    }
    assert_eq!(bench.said(), "Claim: 200 of 200 done.");
    assert!(bench.model.marks.is_empty());
    assert_eq!(rate_limited, 1);
}

#[test]
fn a_run_that_is_stopped_leaves_the_rest_marked() {
    let mut bench = claiming(100);
    bench.home();
    bench.keys("esc");
    let said = bench.said();
    assert_eq!(said, "Claim: 16 of 100 done. 84 not sent, still marked.");
    assert_eq!(marks::here(&bench.model).len(), 84);
}
