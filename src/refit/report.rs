//! The report: what was observed beside the curve in force and the fitted one, and a fragment for the policy file. Too
//! few answers suggest nothing, and the report says so.

use std::fmt::Write as _;

use serde::Serialize;

use super::answers::{Answers, Found};
use super::calls::Called;
use super::fit::{drawn_again, fit, round};
use crate::domain::alert::Tier;
use crate::domain::policy::{Policy, WorthPolicy};
use crate::domain::time::Span;
use crate::domain::worth::survival;

/// The fewest answers a curve is suggested from, and the fewest of each kind.
pub const FEWEST: usize = 200;
/// The fewest that found the money there, and that found it gone.
pub const FEWEST_EACH: usize = 30;
/// How often cases are drawn again for the intervals.
const DRAWS: usize = 200;
/// Ages of the table, minutes.
const AGES: [i64; 7] = [1, 2, 5, 10, 30, 60, 120];
/// Answers from this part of an age to this many times it are observed at that age.
const AROUND: f64 = std::f64::consts::SQRT_2;
/// Older answers than this tell what is locked from what leaves within days.
const OLD: Span = Span::hours(6);

/// What a refit found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// Answers that count.
    pub answers: usize,
    /// Of these, found the money there.
    pub there: usize,
    /// Of these, found it gone.
    pub gone: usize,
    /// Not used: nobody knows when the money came in.
    pub without_arrival: u64,
    /// Not used: the money had not come in yet.
    pub too_early: u64,
    /// Not used: exercises and tests.
    pub exercises: u64,
    /// Answers on money older than six hours.
    pub old: usize,
    /// By age.
    pub table: Vec<Row>,
    /// What calls found, by grade.
    pub calls: Vec<CallRow>,
    /// The curve to use; absent where there are too few answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    /// Why no curve is suggested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// The curves at one age. Shares of 1.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// Age of the money, minutes.
    pub minutes: i64,
    /// Answers of about that age.
    pub answers: usize,
    /// Of these, found the money there.
    pub there: usize,
    /// The curve in force.
    pub old: f64,
    /// The fitted curve with its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Fitted>,
}

/// What calls of one grade found beside the rules in force.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CallRow {
    /// Grade.
    pub tier: Tier,
    /// Calls that reached somebody, and how many of them found a fraud.
    #[serde(flatten)]
    pub called: Called,
    /// The share in force.
    pub old: f64,
    /// The fitted share with its 95 % interval; absent where there are too few calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Fitted>,
}

/// A fitted share with its 95 % interval.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Fitted {
    /// Share still there.
    pub share: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// A curve for the policy file, and who would pay.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Suggestion {
    /// Version the policy gets with it.
    pub version: u32,
    /// Share that never leaves.
    pub locked: f64,
    /// Shares with their mean minutes.
    pub survival: Vec<(f64, f64)>,
    /// Who would pay, P0 to P3; as before where there are too few calls.
    pub pays: [f64; 4],
}

/// Fits the curve of `policy` to the answers.
pub fn report(answers: &Answers, policy: &Policy) -> Report {
    let (all, there) = (answers.looks.len(), answers.there());
    let refused = too_few(all, there);
    let fitted = refused.is_none().then(|| {
        let new = fit(&answers.looks, &policy.worth);
        (new, drawn_again(&answers.looks, &policy.worth, DRAWS))
    });
    let row = |minutes| row(answers, policy, fitted.as_ref(), minutes);
    Report {
        answers: all,
        there,
        gone: all - there,
        without_arrival: answers.without_arrival,
        too_early: answers.too_early,
        exercises: answers.exercises,
        old: answers.looks.iter().filter(|look| look.age > OLD).count(),
        table: AGES.into_iter().map(row).collect(),
        calls: (0..4).map(|n| call_row(answers, policy, n)).collect(),
        suggestion: fitted.as_ref().map(|(new, _)| Suggestion {
            version: policy.version + 1,
            locked: new.locked,
            survival: new
                .survival
                .iter()
                .map(|part| (part.share, part.mean_min))
                .collect(),
            pays: pays(answers, policy),
        }),
        refused,
    }
}

fn call_row(answers: &Answers, policy: &Policy, tier: usize) -> CallRow {
    let called = answers.calls.by_tier[tier];
    CallRow {
        tier: Tier::ALL[tier],
        called,
        old: policy.worth.pays[tier],
        new: called.share(),
    }
}

/// Who would pay, as calls say where there are enough.
fn pays(answers: &Answers, policy: &Policy) -> [f64; 4] {
    let mut pays = policy.worth.pays;
    for (share, called) in pays.iter_mut().zip(answers.calls.by_tier) {
        *share = called.share().map_or(*share, |new| round(new.share));
    }
    pays
}

fn too_few(all: usize, there: usize) -> Option<String> {
    let gone = all - there;
    let is_enough = all >= FEWEST && there.min(gone) >= FEWEST_EACH;
    (!is_enough).then(|| {
        format!(
            "No curve is suggested: found {all} answers ({there} there, {gone} gone), needed are {FEWEST}, and \
             {FEWEST_EACH} of each kind. Keep the curve in force and try again later."
        )
    })
}

fn row(
    answers: &Answers,
    policy: &Policy,
    fitted: Option<&(WorthPolicy, Vec<WorthPolicy>)>,
    minutes: i64,
) -> Row {
    let age = Span::mins(minutes);
    let around = age.as_mins() / AROUND..age.as_mins() * AROUND;
    let near: Vec<_> = answers
        .looks
        .iter()
        .filter(|look| around.contains(&look.age.as_mins()))
        .collect();
    Row {
        minutes,
        answers: near.len(),
        there: near
            .iter()
            .filter(|look| look.found == Found::There)
            .count(),
        old: survival(age, &policy.worth),
        new: fitted.map(|(new, drawn)| {
            let mut at: Vec<f64> = drawn.iter().map(|rules| survival(age, rules)).collect();
            at.sort_by(f64::total_cmp);
            let edge = |share: f64| {
                at.get((share * (at.len() as f64 - 1.0)).round() as usize)
                    .copied()
            };
            let share = survival(age, new);
            Fitted {
                share,
                low: edge(0.025).unwrap_or(share),
                high: edge(0.975).unwrap_or(share),
            }
        }),
    }
}

/// The report for people.
pub fn page(report: &Report, policy: &Policy) -> String {
    let mut page = String::new();
    // Writing to a text does not fail.
    let _ = write_page(&mut page, report, policy);
    page
}

fn write_page(page: &mut String, report: &Report, policy: &Policy) -> std::fmt::Result {
    let Report {
        answers,
        there,
        gone,
        ..
    } = report;
    writeln!(
        page,
        "answers     {answers}: money there {there}, gone {gone}"
    )?;
    writeln!(
        page,
        "not used    {} without the time the money came in, {} before it came in, {} exercises",
        report.without_arrival, report.too_early, report.exercises
    )?;
    writeln!(page, "\nshare of the money still on the account")?;
    writeln!(
        page,
        " min   observed         in force   fitted   95 % interval"
    )?;
    for row in &report.table {
        let observed = if row.answers == 0 {
            "  -".to_owned()
        } else {
            format!("{:.3}", row.there as f64 / row.answers as f64)
        };
        let new = row.new.map_or_else(
            || "    -".to_owned(),
            |new| format!("{:.3}    {:.3} to {:.3}", new.share, new.low, new.high),
        );
        writeln!(
            page,
            "{:>4}   {observed:<5} of {:<6}  {:.3}      {new}",
            row.minutes, row.answers, row.old
        )?;
    }
    write_calls(page, report)?;
    if let Some(refused) = &report.refused {
        return writeln!(page, "\n{refused}");
    }
    if report.old < FEWEST_EACH {
        let old = report.old;
        writeln!(
            page,
            "\nOnly {old} answers are on money older than 6 h: how much is locked, and how much leaves within days, is \
             hardly told apart. Trust the curve up to the ages above."
        )?;
    }
    let Some(new) = &report.suggestion else {
        return Ok(());
    };
    fragment(page, new, policy)
}

/// What calls found.
fn write_calls(page: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(
        page,
        "\nshare of the people reached whom somebody was defrauding"
    )?;
    writeln!(
        page,
        "grade   observed         in force   fitted   95 % interval"
    )?;
    for row in &report.calls {
        let Called { calls, frauds } = row.called;
        let observed = if calls == 0 {
            "  -".to_owned()
        } else {
            format!("{:.4}", f64::from(frauds) / f64::from(calls))
        };
        let new = row.new.map_or_else(
            || "    -".to_owned(),
            |new| format!("{:.4}   {:.4} to {:.4}", new.share, new.low, new.high),
        );
        let tier = row.tier.word();
        writeln!(
            page,
            "{tier:>5}   {observed:<6} of {calls:<6} {:.4}     {new}",
            row.old
        )?;
    }
    Ok(())
}

/// Lines for the policy file.
fn fragment(page: &mut String, new: &Suggestion, policy: &Policy) -> std::fmt::Result {
    let rules = &policy.worth;
    writeln!(
        page,
        "\nFor the policy file of `watchfloor hub --policy` (`{}`, now version {}):\n",
        policy.id, policy.version
    )?;
    writeln!(page, "version = {}\n", new.version)?;
    writeln!(page, "[worth]")?;
    writeln!(page, "locked = {}", new.locked)?;
    writeln!(page, "dissuaded = {}", rules.dissuaded)?;
    writeln!(page, "pays = {:?}", new.pays)?;
    writeln!(page, "pays_within_min = {:?}", rules.pays_within_min)?;
    writeln!(page, "assumed_loss_yuan = {}", rules.assumed_loss_yuan)?;
    writeln!(page, "minutes_per_alert = {}", rules.minutes_per_alert)?;
    writeln!(page, "minutes_per_trace = {}", rules.minutes_per_trace)?;
    writeln!(page, "desk_minutes = {}", rules.desk_minutes)?;
    writeln!(page, "query_minutes = {}", rules.query_minutes)?;
    writeln!(page, "survival = [")?;
    for (share, mean) in &new.survival {
        writeln!(page, "  {{ share = {share}, mean_min = {mean} }},")?;
    }
    writeln!(page, "]")
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
