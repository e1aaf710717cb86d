use super::*;
use crate::domain::alert::{FraudType, Tier};
use crate::domain::money::Fen;
use crate::text::words::Lang;
use crate::tui::app::{Msg, prepare, update};
use crate::tui::term::TermEvent;
use crate::tui::testing::{Bench, frame, raise};

struct Line(&'static str, i64);

impl Row for Line {
    fn value(&self, field: Field) -> Value<'_> {
        match field {
            Field::Who => Value::Text(self.0),
            _ if self.1 < 0 => Value::None,
            _ => Value::Number(self.1),
        }
    }

    fn says(&self, part: &str) -> bool {
        self.0.contains(part)
    }
}

#[test]
fn rows_are_filtered_and_sorted_and_those_that_say_nothing_stand_last() {
    let rows = || vec![Line("b", 3), Line("a", -1), Line("d", 9), Line("c", 3)];
    for (filter, sort, expected, out) in [
        ("", None, "badc", 0),
        ("", Some("amount"), "bcda", 0),
        ("", Some("-amount"), "dbca", 0),
        ("", Some("-who"), "dcba", 0),
        ("no:3", Some("-who"), "cb", 2),
    ] {
        let view = View {
            filter: Filter::parse(Pane::Queue, filter, None).unwrap(),
            sort: sort.map(|sort| Sort::parse(Pane::Queue, sort).unwrap()),
        };
        let (rows, left_out) = arrange(rows(), &view);
        let names: String = rows.iter().map(|row| row.0).collect();
        assert_eq!(
            (names.as_str(), left_out),
            (expected, out),
            "{filter} {sort:?}"
        );
    }
}

#[test]
fn every_painted_column_can_be_sorted_by_and_names_are_never_twice() {
    for table in Pane::TABLES {
        let all: Vec<_> = field::fields(table).collect();
        for (n, field) in all.iter().enumerate() {
            assert!(!all[n + 1..].contains(field), "{table:?} {}", field.name());
            if field.holds() == field::Holds::Term {
                assert!(
                    !field::terms(table, *field).is_empty(),
                    "{table:?} {}",
                    field.name()
                );
            }
        }
        let mut view = View::ALL;
        for _ in columns(table) {
            view.turn(table, 1);
            assert!(view.sort.is_some());
        }
        view.turn(table, 1);
        assert_eq!(
            view.sort, None,
            "after the last column the own order comes back"
        );
        view.turn(table, -1);
        assert_eq!(
            view.sort.map(|sort| sort.field),
            columns(table).last().copied()
        );
    }
    let bad = Sort::parse(Pane::Teams, "colour").unwrap_err();
    let said = bad.text(Lang::En);
    assert_eq!(
        said,
        "No column `colour` here. There are: team waiting inhand oldest staff."
    );
}

/// A console with so many open alerts.
fn crowded(alerts: u32) -> Bench {
    let mut bench = Bench::new(Lang::Zh, (200, 60));
    let tiers = [Tier::P1, Tier::P2];
    for n in 0..alerts {
        let mut told = raise(
            n + 1,
            tiers[n as usize % 2],
            FraudType::ALL[n as usize % 12],
            0,
        );
        told.at_risk = Some(Fen::yuan(i64::from(n * 7919 % 100_000 + 1)));
        let producer =
            crate::tui::testing::actor("p:model-7", &[crate::domain::org::Role::Producer]);
        let raise = crate::domain::command::Command::AlertRaise(Box::new(told));
        bench.hub.new_item(&producer, raise);
    }
    bench.deliver();
    bench
}

/// How long a key takes until its frame is painted.
fn key_to_paint(bench: &mut Bench, key: char) -> std::time::Duration {
    let start = std::time::Instant::now();
    let _ = update(&mut bench.model, Msg::Term(TermEvent::Key(key.into())));
    prepare(&mut bench.model);
    let _ = frame(&bench.model);
    start.elapsed()
}

#[test]
fn a_key_costs_the_same_however_many_rows_there_are() {
    let (mut few, mut many) = (crowded(200), crowded(10_000));
    for bench in [&mut few, &mut many] {
        bench.keys("2 z");
    }
    // The best of many tries taken in turn: other work on the machine only makes single ones slower.
    let tries = (0..40).map(|_| (key_to_paint(&mut few, 'j'), key_to_paint(&mut many, 'j')));
    let (few, most): (Vec<_>, Vec<_>) = tries.unzip();
    let (few, most) = (few.iter().min().unwrap(), most.iter().min().unwrap());
    println!("a key: 200 rows {few:?}, 10 000 rows {most:?}");
    assert!(*most < *few * 2, "200 rows {few:?}, 10 000 rows {most:?}");
    for (what, text) in [("sort", "-amount"), ("filter", "tier:P1 amount>50k")] {
        let start = std::time::Instant::now();
        match what {
            "sort" => many.model.sort(Pane::Queue, text).unwrap(),
            _ => many.model.filter(Pane::Queue, text).unwrap(),
        }
        prepare(&mut many.model);
        println!("{what} of 10 000: {:?}", start.elapsed());
    }
    let list = &many.model.lists.queue;
    let alerts = many.hub.floor.alerts().values();
    let all = alerts.filter(|alert| alert.state.is_open()).count();
    assert_eq!(all, 10_000);
    assert_eq!(list.rows().len() + list.filtered_out(), all);
    let sums = list
        .rows()
        .iter()
        .map(|id| many.model.floor().alert(id).unwrap().at_risk);
    assert!(sums.is_sorted_by(|a, b| a >= b));
}
