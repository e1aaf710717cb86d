//! Reports as text for a terminal. Every page says SIM.

use std::fmt::Write as _;

use super::compare::{Against, Arm, Comparison, Days};
use super::interval::Difference;
use super::report::{Report, Took};
use crate::domain::money::Fen;

/// A report of one run.
pub fn report(report: &Report, days: Days) -> String {
    let (money, orders, alerts) = (&report.money, &report.orders, &report.alerts);
    let mut page = format!(
        "SIM  seed {}, {} h, busy {}, {} officers ({:.1} % busy), {} order, payment desks {}\n",
        report.seed,
        days.hours,
        days.busy,
        report.officers,
        f64::from(report.busy_permille) / 10.0,
        word(&report.order),
        word(&report.desks),
    );
    let share = percent(money.stopped, money.loss);
    line(
        &mut page,
        "loss",
        format!(
            "{} yuan, {} victims",
            yuan(money.loss),
            report.cases.victims
        ),
    );
    line(
        &mut page,
        "stopped",
        format!("{} yuan ({share} of the loss)", yuan(money.stopped)),
    );
    let share = percent(money.frozen, money.stopped);
    line(
        &mut page,
        "frozen",
        format!("{} yuan ({share} of the stopped)", yuan(money.frozen)),
    );
    let rest = money.not_frozen;
    line(
        &mut page,
        "  not frozen",
        format!(
            "{} yuan of cases not filed yet, {} under way, {} not granted, {} ended first",
            yuan(rest.not_filed),
            yuan(rest.under_way),
            yuan(rest.not_granted),
            yuan(rest.ended)
        ),
    );
    line(
        &mut page,
        "called back",
        format!("{} yuan", yuan(money.called_back)),
    );
    line(
        &mut page,
        "prevented",
        format!(
            "{} yuan, {} people talked out of it",
            yuan(money.prevented),
            report.cases.talked_out
        ),
    );
    line(
        &mut page,
        "transfer to first stop",
        took(report.transfer_to_first_stop),
    );
    line(
        &mut page,
        "report to first stop",
        took(report.report_to_first_stop),
    );
    line(
        &mut page,
        "orders",
        format!(
            "{} sent: {} held, {} empty, {} mismatch, {} timed out; {} answered late",
            orders.sent, orders.held, orders.empty, orders.mismatch, orders.timed_out, orders.late
        ),
    );
    line(
        &mut page,
        "alerts",
        format!(
            "{} for people: {} reached, {} dissuaded, {} expired, {} untouched; {} by machine",
            alerts.raised,
            alerts.contacted,
            alerts.dissuaded,
            alerts.expired,
            alerts.untouched,
            alerts.auto_handled
        ),
    );
    for (what, count) in &report.refused {
        line(&mut page, "refused", format!("{count} x {what}"));
    }
    page
}

/// A comparison: means a seed for every arm, then the paired differences.
pub fn comparison(of: &Comparison) -> String {
    let days = of.days;
    let mut page = format!(
        "SIM  seeds {} to {}, {} h each, busy {}, {} officers\nMeans of a run, amounts in yuan:\n",
        days.first,
        days.first + days.seeds - 1,
        days.hours,
        days.busy,
        of.officers,
    );
    row(&mut page, "", &of.arms, |arm| arm.name.to_owned());
    for (name, cell) in MEANS {
        row(&mut page, name, &of.arms, cell);
    }
    for against in &of.first_against {
        differences(&mut page, of.arms[0].name, against);
    }
    let _ = writeln!(page, "\n{}.", of.method);
    page
}

/// A row of the table of means: its name, and what stands in an arm's column.
type Row = (&'static str, fn(&Arm) -> String);

const MEANS: [Row; 23] = [
    ("loss", |arm| amount(arm, |r| r.money.loss)),
    ("stopped", |arm| amount(arm, |r| r.money.stopped)),
    ("frozen", |arm| amount(arm, |r| r.money.frozen)),
    ("  case not filed", |arm| {
        amount(arm, |r| r.money.not_frozen.not_filed)
    }),
    ("  freeze under way", |arm| {
        amount(arm, |r| r.money.not_frozen.under_way)
    }),
    ("  freeze not granted", |arm| {
        amount(arm, |r| r.money.not_frozen.not_granted)
    }),
    ("  stop ended", |arm| {
        amount(arm, |r| r.money.not_frozen.ended)
    }),
    ("called back", |arm| amount(arm, |r| r.money.called_back)),
    ("prevented", |arm| amount(arm, |r| r.money.prevented)),
    ("saved", |arm| amount(arm, |r| r.money.saved)),
    ("lost and not stopped", |arm| {
        amount(arm, |r| r.money.not_stopped)
    }),
    ("stopped of the loss", |arm| {
        let stopped = mean(arm, |r| r.money.stopped.0);
        let loss = mean(arm, |r| r.money.loss.0);
        format!("{:.1} %", 100.0 * stopped / loss.max(1.0))
    }),
    ("transfer to stop, p50", |arm| {
        minutes(arm, |r| r.transfer_to_first_stop.p50_s)
    }),
    ("report to stop, p50", |arm| {
        minutes(arm, |r| r.report_to_first_stop.p50_s)
    }),
    ("report to stop, p90", |arm| {
        minutes(arm, |r| r.report_to_first_stop.p90_s)
    }),
    ("victims", |arm| count(arm, |r| r.cases.victims)),
    ("orders sent", |arm| count(arm, |r| r.orders.sent)),
    ("orders that held", |arm| count(arm, |r| r.orders.held)),
    ("  case filed", |arm| {
        count(arm, |r| r.orders.held_and_filed)
    }),
    ("  frozen", |arm| count(arm, |r| r.orders.frozen)),
    ("alerts expired", |arm| count(arm, |r| r.alerts.expired)),
    ("officers busy", |arm| permille(arm, |r| r.busy_permille)),
    ("  of it with orders", |arm| {
        permille(arm, |r| r.on_orders_permille)
    }),
];

fn amount(arm: &Arm, of: fn(&Report) -> Fen) -> String {
    yuan(Fen(mean(arm, |r| of(r).0) as i64))
}

fn minutes(arm: &Arm, of: fn(&Report) -> Option<i64>) -> String {
    format!("{:.1} min", mean(arm, |r| of(r).unwrap_or(0)) / 60.0)
}

fn count(arm: &Arm, of: fn(&Report) -> u32) -> String {
    format!("{:.1}", mean(arm, |r| i64::from(of(r))))
}

fn permille(arm: &Arm, of: fn(&Report) -> u32) -> String {
    format!("{:.1} %", mean(arm, |r| i64::from(of(r))) / 10.0)
}

fn differences(page: &mut String, first: &str, against: &Against) {
    let _ = writeln!(page, "\n{first} minus {}, yuan a run:", against.other);
    for (name, difference) in [
        ("stopped", &against.stopped),
        ("  of the same losses", &against.stopped_of_same_losses),
        ("prevented", &against.prevented),
        ("frozen", &against.frozen),
        ("called back", &against.called_back),
        ("loss", &against.loss),
        ("lost and not stopped", &against.not_stopped),
        ("saved", &against.saved),
    ] {
        if let Some(difference) = difference {
            line(page, name, told(difference));
        }
    }
}

fn told(of: &Difference) -> String {
    let interval = match (of.low, of.high) {
        (Some(low), Some(high)) => format!("[{}, {}]", signed(low), signed(high)),
        _ => "no interval of one seed".to_owned(),
    };
    format!(
        "{:>12}  95 % {interval}{}; median {}; more in {}, less in {} of {}",
        signed(of.mean),
        if of.is_clear() {
            ""
        } else {
            " (not clear of 0)"
        },
        signed(of.median),
        of.more,
        of.less,
        of.seeds,
    )
}

fn line(page: &mut String, name: &str, text: impl AsRef<str>) {
    let _ = writeln!(page, "  {name:22}  {}", text.as_ref());
}

fn row(page: &mut String, name: &str, arms: &[Arm], cell: impl Fn(&Arm) -> String) {
    let _ = write!(page, "  {name:22}");
    for arm in arms {
        let _ = write!(page, "{:>14}", cell(arm));
    }
    page.push('\n');
}

fn mean(arm: &Arm, of: impl Fn(&Report) -> i64) -> f64 {
    let sum: i128 = arm.reports.iter().map(|r| i128::from(of(r))).sum();
    sum as f64 / arm.reports.len().max(1) as f64
}

fn took(of: Took) -> String {
    let minutes =
        |secs: Option<i64>| secs.map_or("-".to_owned(), |s| format!("{:.1} min", s as f64 / 60.0));
    format!(
        "p50 {}, p90 {} (of {})",
        minutes(of.p50_s),
        minutes(of.p90_s),
        of.of
    )
}

fn percent(part: Fen, whole: Fen) -> String {
    if whole.0 == 0 {
        return "-".to_owned();
    }
    format!("{:.1} %", 100.0 * part.0 as f64 / whole.0 as f64)
}

/// Whole yuan with thousands apart.
fn yuan(fen: Fen) -> String {
    let digits = (fen.0.abs() / 100).to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    if fen.0 < 0 { format!("-{text}") } else { text }
}

fn signed(fen: Fen) -> String {
    if fen.0 > 0 {
        format!("+{}", yuan(fen))
    } else {
        yuan(fen)
    }
}

fn word(value: &impl clap::ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map(|v| v.get_name().to_owned()).unwrap_or_default()
}
