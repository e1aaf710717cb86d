//! Golden frames: the text as an officer sees it, and below it the looks by meaning. And no size panics.

use std::fmt::Write as _;
use std::time::Duration;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::style::Style;

use crate::domain::alert::{FraudType, Tier};
use crate::domain::command::{Command, Held, MovedOn, NoArgs, OpenCase, SeatNow, ToldTransfer};
use crate::domain::ids::Key;
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::org::{Actor, Role, SeatStatus};
use crate::domain::time::Span;
use crate::feed::link::FromLink;
use crate::feed::state::LinkState;
use crate::text::words::Lang;
use crate::tui::app::place::Screen;
use crate::tui::testing::{
    Bench, actor, assert_columns, colleague, frame, liaison, lines, live_call, officer, raise,
};
use crate::tui::theme::{Theme, Tone};

/// A frame as text: the cells, then every run of a look that is not plain text. Its columns stand on another
/// terminal than ours, whatever that one takes ambiguous characters for.
pub(super) fn shown(bench: &mut Bench) -> String {
    assert_columns(bench);
    let buffer = bench.frame();
    let mut out = lines(&buffer).join("\n");
    out.push_str("\n--- looks: row column+cells tone\n");
    for (y, row) in buffer
        .content
        .chunks(buffer.area.width as usize)
        .enumerate()
    {
        let mut runs = String::new();
        let mut x = 0;
        while x < row.len() {
            let style = row[x].style();
            let cells = row[x..]
                .iter()
                .take_while(|cell| cell.style() == style)
                .count();
            if let Some(name) = tone_of(&bench.model.setup.theme, style) {
                let _ = write!(runs, " {x}+{cells} {name}");
            }
            x += cells;
        }
        if !runs.is_empty() {
            let _ = writeln!(out, "{y:>2}{runs}");
        }
    }
    out
}

/// The meaning of a look; nothing for plain text, the look itself where meanings are mixed.
fn tone_of(theme: &Theme, style: Style) -> Option<String> {
    let plain = theme[Tone::Text];
    let cell = (style.fg, style.bg, style.add_modifier);
    let grounds = [Tone::Text, Tone::Overlay, Tone::Selected];
    for ground in grounds {
        let ground_style = plain.patch(theme[ground]);
        for tone in Tone::ALL {
            // The selection is painted over the looks of its row.
            let (below, above) = match ground {
                Tone::Selected => (plain.patch(theme[*tone]), theme[ground]),
                _ => (ground_style, theme[*tone]),
            };
            let look = below.patch(above);
            if (look.fg, look.bg, look.add_modifier) == cell {
                let name = tone.name();
                return match (ground, *tone) {
                    (Tone::Text, Tone::Text) => None,
                    (Tone::Text, _) => Some(name.to_owned()),
                    (ground, Tone::Text) => Some(ground.name().to_owned()),
                    (ground, _) => Some(format!("{name}/{}", ground.name())),
                };
            }
        }
    }
    let (fg, bg) = (style.fg, style.bg);
    Some(format!("{fg:?}/{bg:?}/{:?}", style.add_modifier))
}

/// An ordinary hour: one call, a few alerts, nothing out.
fn calm(bench: &mut Bench) {
    let now = bench.hub.now;
    bench.raise(live_call(1, Tier::P1, now - Span::secs(95)));
    bench.raise(raise(2, Tier::P2, FraudType::TaskRebate, 8_200));
    bench.raise(raise(3, Tier::P2, FraudType::FakeService, 13_400));
    bench.pass_live(Duration::from_secs(30));
}

/// Calls, a queue, orders in every state, a colleague at work.
pub(super) fn busy(bench: &mut Bench) {
    seat(bench);
    calm(bench);
    let now = bench.hub.now;
    bench.raise(live_call(10, Tier::P0, now - Span::mins(12)));
    bench.raise(live_call(11, Tier::P0, now - Span::secs(4)));
    for n in 0..9 {
        let kinds = [
            FraudType::FakeInvestment,
            FraudType::LoanCard,
            FraudType::Romance,
        ];
        let tier = if n % 4 == 0 { Tier::P1 } else { Tier::P2 };
        bench.raise(raise(
            20 + n,
            tier,
            kinds[n as usize % 3],
            3_000 + 7_000 * i64::from(n),
        ));
    }
    let first = *bench.hub.floor.alerts().keys().nth(1).unwrap();
    let claim = Command::AlertClaim(NoArgs {});
    bench
        .hub
        .on(&colleague(), &Key::Alert(first), claim)
        .unwrap();
    for (n, answer) in ["", "sent", "acked", "stopped", "empty"].iter().enumerate() {
        order(bench, n as u32, answer);
    }
    bench.pass_live(Duration::from_secs(41));
}

fn seat(bench: &mut Bench) {
    for who in [officer(), colleague(), actor("u:0007", &[Role::Commander])] {
        let sit = Command::SeatStatus(SeatNow {
            status: SeatStatus::OnSeat,
        });
        bench.hub.new_item(&who, sit);
    }
}

/// A case with one order that has come so far.
fn order(bench: &mut Bench, n: u32, until: &str) {
    let me = colleague();
    let transfer = ToldTransfer {
        account: Private::Raw(format!("622202020000{n:04}")),
        institution: "ICBC".parse().unwrap(),
        amount: Fen::yuan(30_000 + 1_111 * i64::from(n)),
        at: Some(bench.hub.now - Span::mins(4 + 3 * i64::from(n))),
        method: crate::domain::case::Method::Bank,
        delay: None,
    };
    let report = OpenCase {
        kind: crate::domain::alert::AlertKind::Report,
        fraud_type: FraudType::FakePolice,
        org: crate::tui::testing::org(),
        victim_phone: Some(Private::Raw(format!("1370000{n:04}"))),
        victim_name: None,
        caller: None,
        reported_at: None,
        loss: None,
        transfers: vec![transfer],
    };
    bench.hub.new_item(&me, Command::CaseOpen(Box::new(report)));
    let id = *bench.hub.floor.orders().keys().next_back().unwrap();
    let key = Key::Order(id);
    if until.is_empty() {
        return bench.deliver();
    }
    let none = NoArgs {};
    for step in [
        Command::OrderActFirst(none.clone()),
        Command::OrderSend(none.clone()),
    ] {
        bench.hub.on(&me, &key, step).unwrap();
    }
    bench.pass_live(Duration::from_secs(6));
    let bank = liaison("ICBC");
    let answers = [
        ("acked", Command::OrderAck(none)),
        (
            "stopped",
            Command::OrderStopped(Held {
                held: Fen::yuan(30_000),
            }),
        ),
        (
            "empty",
            Command::OrderEmpty(MovedOn {
                next_accounts: Vec::new(),
                ended: None,
            }),
        ),
    ];
    for (name, answer) in answers {
        let is_on_the_way = name == "acked" && until != "sent";
        if name == until || is_on_the_way {
            bench.hub.on(&bank, &key, answer).unwrap();
        }
    }
    bench.deliver();
}

/// A busy floor whose line fell silent.
fn stale(bench: &mut Bench) {
    busy(bench);
    bench.pass(Duration::from_secs(17));
    let since = bench.model.moment.at;
    bench.tell(FromLink::State(LinkState::Stale { since }));
    crate::tui::app::prepare(&mut bench.model);
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
const LANGS: [(Lang, &str); 2] = [(Lang::Zh, "zh"), (Lang::En, "en")];

/// Frames of an officer at every size and in both languages.
pub fn golden(name: &str, sizes: &[(u16, u16)], make: impl Fn(&mut Bench)) {
    golden_as(&officer(), name, sizes, make);
}

/// The same for somebody else.
pub fn golden_as(me: &Actor, name: &str, sizes: &[(u16, u16)], make: impl Fn(&mut Bench)) {
    for (width, height) in sizes {
        for (lang, tag) in LANGS {
            let mut bench = Bench::with_roles(lang, (*width, *height), me);
            make(&mut bench);
            insta::assert_snapshot!(format!("{name}-{width}x{height}-{tag}"), shown(&mut bench));
        }
    }
}

#[test]
fn the_floor_at_every_size() {
    golden("floor-empty", &SIZES, |_| {});
    golden("floor-calm", &SIZES, calm);
    golden("floor-busy", &SIZES, busy);
    golden("floor-stale", &SIZES, stale);
}

#[test]
fn one_alert_in_triage() {
    golden("triage", &SIZES, |bench| {
        busy(bench);
        bench.keys("n");
        bench.settle();
        bench.keys("2");
        bench.settle();
        bench.pass_live(Duration::from_secs(1));
    });
}

#[test]
fn cases_orders_teams() {
    for (screen, name) in [("3", "cases"), ("4", "orders"), ("8", "teams")] {
        golden(name, &[(120, 40)], |bench| {
            busy(bench);
            bench.keys(screen);
        });
    }
}

const TRACE_SIZES: [(u16, u16); 3] = [(60, 16), (80, 24), (120, 40)];

#[test]
fn the_trace_of_a_case() {
    golden("trace", &TRACE_SIZES, |bench| {
        bench.trace();
        bench.keys("3 t j j");
    });
    golden("trace-folded", &[(80, 24)], |bench| {
        bench.trace();
        bench.keys("3 t j j h");
    });
    golden("trace-wide", &[(60, 16), (120, 40)], |bench| {
        bench.wide_trace();
        bench.keys("3 t G");
    });
    golden("place", &[(80, 24), (120, 40)], |bench| {
        bench.trace();
        bench.keys("3 t j enter");
    });
    golden("frontier", &TRACE_SIZES, |bench| {
        bench.trace();
        bench.keys("3 t S");
    });
    golden("frontier-wide", &[(60, 16), (120, 40)], |bench| {
        bench.wide_trace();
        bench.keys("3 t S");
    });
    golden("frontier-second", &[(80, 24)], |bench| {
        bench.trace();
        bench.paper_first();
        bench.keys("3 t S");
    });
    golden("trace-empty", &[(80, 24)], |bench| bench.keys("5"));
}

#[test]
fn boxes_over_the_floor() {
    let small = [(80, 24), (120, 40)];
    golden("help", &small, |bench| {
        calm(bench);
        bench.keys("?");
    });
    golden("outcome", &small, |bench| {
        busy(bench);
        bench.keys("n");
        bench.settle();
        bench.keys("o 2");
    });
    golden("confirm", &small, |bench| {
        busy(bench);
        bench.keys("n");
        bench.settle();
        bench.keys("s");
        bench.types("icbc");
        bench.keys("enter");
        bench.types("6222020200001234");
        bench.keys("enter");
        bench.settle();
    });
}

#[test]
fn what_a_tiny_terminal_shows() {
    golden("tiny", &[(40, 10), (59, 15)], busy);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_size_panics(
        sizes in prop::collection::vec((0u16..260, 0u16..80), 4),
        small in prop::collection::vec((0u16..=12, 0u16..=6), 8),
        keys in prop::collection::vec(
            prop::sample::select(vec![
                "1", "2", "3", "4", "5", "8", "t", "h", "l", "-", "+", "tab", "shift-tab", "z", "?", ":", "/", "n", "s", "o", "v", "enter",
                "esc", "j", "G", "pagedown", "F", "L", "g g", "a", "y", "ctrl-p", "m", "e", "u", "A", "R",
            ]),
            0..24,
        ),
    ) {
        let mut bench = Bench::new(Lang::Zh, (120, 40));
        busy(&mut bench);
        for key in keys {
            bench.keys(key);
            bench.settle();
        }
        for (width, height) in sizes.into_iter().chain(small) {
            bench.model.size = Size::new(width, height);
            bench.model.place = bench.model.place.fitted(bench.model.size);
            crate::tui::app::prepare(&mut bench.model);
            whole(&frame(&bench.model));
        }
    }
}

/// Every row is as wide as the screen: no wide glyph is cut.
fn whole(buffer: &Buffer) {
    let width = buffer.area.width as usize;
    if width == 0 {
        return;
    }
    for row in buffer.content.chunks(width) {
        let cells: usize = row
            .iter()
            .map(|cell| crate::text::width::width(cell.symbol()))
            .sum();
        assert_eq!(cells, width);
    }
}

#[test]
fn every_screen_at_every_tiny_size() {
    let mut bench = Bench::new(Lang::Zh, (120, 40));
    busy(&mut bench);
    for screen in Screen::ALL {
        bench.model.place = crate::tui::app::place::Place::screen(screen);
        for width in 0..=12 {
            for height in 0..=6 {
                bench.model.size = Size::new(width, height);
                crate::tui::app::prepare(&mut bench.model);
                whole(&frame(&bench.model));
            }
        }
    }
}
