//! The fit. Nobody sees when money leaves an account, only whether it was still there when the institution looked
//! (current-status data). The curve is a mixture: a share that the bank locked, and shares that leave with given
//! means. EM finds the likeliest shares; the likelihood has one peak, so the start does not matter. Intervals come
//! from drawing whole cases again (bootstrap), with a fixed seed: equal logs give equal reports.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::answers::{Found, Look};
use crate::domain::ids::CaseId;
use crate::domain::policy::{SurvivalPart, WorthPolicy};

/// Answers of nearly one age count together; an age moves by 2.5 % at most.
const BIN: f64 = 0.05;
/// Ages below this are one.
const YOUNGEST_MIN: f64 = 0.05;
/// When a step moves no share by more, the fit stands.
const STILL: f64 = 1e-7;
const MOST_STEPS: usize = 5_000;
const SEED: u64 = 1;
/// Places of a share in the suggestion.
const SHARE_UNIT: f64 = 10_000.0;

/// Answers of nearly one age.
#[derive(Clone, Copy, Debug, Default)]
struct Bin {
    there: f64,
    gone: f64,
}

/// Answers by age.
type Bins = BTreeMap<i64, Bin>;

fn bin(look: &Look) -> i64 {
    (look.age.as_mins().max(YOUNGEST_MIN).ln() / BIN).round() as i64
}

fn minutes(bin: i64) -> f64 {
    (bin as f64 * BIN).exp()
}

fn count<'a>(looks: impl IntoIterator<Item = &'a Look>) -> Bins {
    let mut bins = Bins::new();
    for look in looks {
        let bin = bins.entry(bin(look)).or_default();
        match look.found {
            Found::There => bin.there += 1.0,
            Found::Gone => bin.gone += 1.0,
        }
    }
    bins
}

/// The rules with the likeliest shares; the means stay those of `rules`.
pub fn fit(looks: &[Look], rules: &WorthPolicy) -> WorthPolicy {
    with_shares(rules, &likeliest(&count(looks), &means(rules)))
}

/// The same for cases drawn again, so many times.
pub fn drawn_again(looks: &[Look], rules: &WorthPolicy, draws: usize) -> Vec<WorthPolicy> {
    let mut cases: BTreeMap<CaseId, Vec<&Look>> = BTreeMap::new();
    for look in looks {
        cases.entry(look.case).or_default().push(look);
    }
    let cases: Vec<_> = cases.into_values().collect();
    let means = means(rules);
    let mut chance = StdRng::seed_from_u64(SEED);
    let mut draw = || {
        let drawn = (0..cases.len()).map(|_| &cases[chance.random_range(0..cases.len())]);
        let bins = count(drawn.flatten().copied());
        with_shares(rules, &likeliest(&bins, &means))
    };
    (0..draws).map(|_| draw()).collect()
}

fn means(rules: &WorthPolicy) -> Vec<f64> {
    rules.survival.iter().map(|part| part.mean_min).collect()
}

/// The likeliest shares of the whole: what is locked first, then one for each mean.
fn likeliest(bins: &Bins, means: &[f64]) -> Vec<f64> {
    let kinds = means.len() + 1;
    let stays = |minutes: f64| {
        let leaving = means.iter().map(move |mean| (-minutes / mean).exp());
        std::iter::once(1.0).chain(leaving).collect::<Vec<_>>()
    };
    let seen: Vec<(Vec<f64>, Bin)> = bins
        .iter()
        .map(|(at, bin)| (stays(minutes(*at)), *bin))
        .collect();
    let whole: f64 = seen.iter().map(|(_, bin)| bin.there + bin.gone).sum();
    let mut shares = vec![1.0 / kinds as f64; kinds];
    for _ in 0..MOST_STEPS {
        let mut next = vec![0.0; kinds];
        for (stays, bin) in &seen {
            let there: f64 = shares
                .iter()
                .zip(stays)
                .map(|(share, stay)| share * stay)
                .sum();
            // Not one less the other: rounding would grow from step to step.
            let gone: f64 = shares
                .iter()
                .zip(stays)
                .map(|(share, stay)| share * (1.0 - stay))
                .sum();
            // What a bin says of a kind: its part of the money that was there, and of that which was gone.
            let (held, left) = (part(bin.there, there), part(bin.gone, gone));
            for ((sum, share), stay) in next.iter_mut().zip(&shares).zip(stays) {
                *sum += share * (held * stay + left * (1.0 - stay));
            }
        }
        for share in &mut next {
            *share = part(*share, whole);
        }
        let moved = shares
            .iter()
            .zip(&next)
            .map(|(was, is)| (was - is).abs())
            .fold(0.0, f64::max);
        shares = next;
        if moved < STILL {
            break;
        }
    }
    shares
}

fn part(of: f64, whole: f64) -> f64 {
    if whole > 0.0 { of / whole } else { 0.0 }
}

/// The rules with other shares, rounded so that the parts sum to one exactly as written.
fn with_shares(rules: &WorthPolicy, shares: &[f64]) -> WorthPolicy {
    let (locked, leaving) = shares
        .split_first()
        .map_or((0.0, &[][..]), |(locked, rest)| (*locked, rest));
    let whole: f64 = leaving.iter().sum();
    let mut survival = rules.survival.clone();
    if whole > 1.0 / SHARE_UNIT {
        for (part, share) in survival.iter_mut().zip(leaving) {
            part.share = round(share / whole);
        }
        let sum: f64 = survival.iter().map(|part| part.share).sum();
        if let Some(most) = most(&mut survival) {
            most.share = round(most.share + 1.0 - sum);
        }
    }
    WorthPolicy {
        locked: round(locked),
        survival,
        ..rules.clone()
    }
}

/// A share as the policy file has it.
pub fn round(share: f64) -> f64 {
    (share * SHARE_UNIT).round() / SHARE_UNIT
}

fn most(parts: &mut [SurvivalPart]) -> Option<&mut SurvivalPart> {
    parts.iter_mut().max_by(|a, b| a.share.total_cmp(&b.share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Ulid;
    use crate::domain::policy::Policy;
    use crate::domain::time::{Millis, Span};
    use crate::domain::worth::survival;

    fn curve(locked: f64, shares: [f64; 3]) -> WorthPolicy {
        with_shares(
            &Policy::shipped().worth,
            &[
                locked,
                shares[0] * (1.0 - locked),
                shares[1] * (1.0 - locked),
                shares[2] * (1.0 - locked),
            ],
        )
    }

    /// Answers at ages from 12 seconds to a day, each as the curve would have it.
    fn looks(of: &WorthPolicy, count: usize) -> Vec<Look> {
        let mut chance = StdRng::seed_from_u64(7);
        let mut look = |n: usize| {
            let minutes = (chance.random_range(0.2_f64.ln()..1440.0_f64.ln())).exp();
            let age = Span((minutes * 60_000.0) as i64);
            let found = if chance.random::<f64>() < survival(age, of) {
                Found::There
            } else {
                Found::Gone
            };
            let case = CaseId(Ulid::new(Millis(0), n as u128 / 3));
            Look { case, age, found }
        };
        (0..count).map(&mut look).collect()
    }

    const TABLE: [i64; 7] = [1, 2, 5, 10, 30, 60, 120];

    #[test]
    fn known_curves_are_found_again() {
        let shipped = Policy::shipped().worth;
        for (name, truth) in [
            ("published", curve(0.05, [0.85, 0.12, 0.03])),
            ("slow", curve(0.10, [0.30, 0.50, 0.20])),
            ("all at once", curve(0.0, [1.0, 0.0, 0.0])),
            ("much is locked", curve(0.40, [0.60, 0.30, 0.10])),
        ] {
            let found = fit(&looks(&truth, 20_000), &shipped);
            for minutes in TABLE {
                let at = |rules| survival(Span::mins(minutes), rules);
                let off = (at(&found) - at(&truth)).abs();
                assert!(
                    off < 0.02,
                    "{name} at {minutes} min: {} for {}",
                    at(&found),
                    at(&truth)
                );
            }
            assert!(
                (found.locked - truth.locked).abs() < 0.04,
                "{name}: {found:?}"
            );
            for (got, part) in found.survival.iter().zip(&truth.survival) {
                assert!((got.share - part.share).abs() < 0.06, "{name}: {found:?}");
            }
            let sum: f64 = found.survival.iter().map(|part| part.share).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{name}: {sum}");
        }
    }

    #[test]
    fn the_intervals_hold_the_truth_and_repeat() {
        let shipped = Policy::shipped().worth;
        let truth = curve(0.10, [0.60, 0.30, 0.10]);
        let looks = looks(&truth, 1500);
        let drawn = drawn_again(&looks, &shipped, 40);
        assert_eq!(drawn[..3], drawn_again(&looks, &shipped, 3));
        let mut hit = 0;
        for minutes in TABLE {
            let mut at: Vec<f64> = drawn
                .iter()
                .map(|rules| survival(Span::mins(minutes), rules))
                .collect();
            at.sort_by(f64::total_cmp);
            let (low, high) = (at[1], at[38]);
            assert!(high - low < 0.15, "{minutes} min: {low} to {high}");
            hit += usize::from((low..=high).contains(&survival(Span::mins(minutes), &truth)));
        }
        assert!(hit >= 6, "{hit} of 7 hold the truth");
    }
}
