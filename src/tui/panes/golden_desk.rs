//! Golden frames of a liaison's desk.

use std::time::Duration;

use super::golden::shown;
use crate::domain::command::{Command, Held, NoArgs};
use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::text::words::Lang;
use crate::tui::testing::{Bench, liaison};

/// Two orders to take, one in hand, one held, one late.
fn desk(lang: Lang, size: (u16, u16)) -> Bench {
    let bank = liaison("ICBC");
    let mut bench = Bench::with_roles(lang, size, &bank);
    let late = bench.order_sent(1, Fen::yuan(41_000));
    let held = bench.order_sent(2, Fen::yuan(30_000));
    for (id, answer) in [
        (held, Command::OrderAck(NoArgs {})),
        (
            held,
            Command::OrderStopped(Held {
                held: Fen::yuan(28_000),
            }),
        ),
        (late, Command::OrderAck(NoArgs {})),
    ] {
        bench.hub.on(&bank, &Key::Order(id), answer).unwrap();
    }
    bench.pass_live(Duration::from_secs(610));
    bench.order_sent(3, Fen::yuan(52_000));
    bench.pass_live(Duration::from_secs(75));
    bench.order_sent(4, Fen::yuan(8_200));
    bench.pass_live(Duration::from_secs(1));
    bench
}

fn golden(name: &str, make: impl Fn(&mut Bench)) {
    for size in [(80, 24), (120, 40)] {
        for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let mut bench = desk(lang, size);
            make(&mut bench);
            let (width, height) = size;
            insta::assert_snapshot!(format!("{name}-{width}x{height}-{tag}"), shown(&mut bench));
        }
    }
}

#[test]
fn a_desk_with_work() {
    golden("desk", |_| {});
    golden("desk-item", |bench| {
        bench.keys("n");
        bench.settle();
        bench.pass_live(Duration::from_secs(1));
    });
}

#[test]
fn forms_of_a_desk() {
    golden("desk-moved", |bench| {
        bench.keys("n");
        bench.settle();
        bench.keys("m");
        bench.types("6228480000001234 ABC 5000 13:58");
        bench.keys("enter");
        bench.types("6228480000005678 RURAL 40000");
        bench.keys("enter");
    });
    golden("desk-held", |bench| {
        bench.keys("n");
        bench.settle();
        bench.keys("h enter");
    });
}

/// On a low screen the keys that answer, and what is wrong with what was typed, stay in sight.
#[test]
fn a_desk_on_a_low_screen() {
    for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let mut bench = desk(lang, (60, 16));
        bench.keys("n");
        bench.settle();
        bench.pass_live(Duration::from_secs(20));
        insta::assert_snapshot!(format!("desk-low-{tag}"), shown(&mut bench));
        bench.keys("m");
        bench.types("6228480000001234 ABC 5000 13:58");
        bench.keys("enter");
        bench.types("12");
        bench.keys("enter");
        insta::assert_snapshot!(format!("desk-low-moved-{tag}"), shown(&mut bench));
    }
}
