//! Scenarios: keys in, commands and sentences out, with the hub's own rules in between.

use std::time::Duration;

use crate::domain::alert::{FraudType, Tier};
use crate::text::words::Lang;
use crate::tui::testing::{Bench, live_call, raise};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn n_claims_the_gravest_and_opens_it_in_the_script() {
    let mut bench = Bench::new(Lang::En, (120, 40));
    bench.raise(raise(1, Tier::P2, FraudType::TaskRebate, 8_000));
    let now = bench.hub.now;
    bench.raise(live_call(2, Tier::P0, now));
    bench.keys("n");
    assert_eq!(bench.commands(), ["alert.next"]);
    bench.settle();
    assert_eq!(bench.said(), "Alert 2 is yours. Digits answer the script.");
    bench.keys("2");
    assert_eq!(bench.commands(), ["alert.answer"]);
    bench.settle();
    bench.pass_live(SECOND);
    bench.keys("esc");
}
