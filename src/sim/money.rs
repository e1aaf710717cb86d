//! Money that runs away: what an institution finds on an account when an order reaches it. Follows from the
//! seed and the order's target, and from how long the money has been there.

use super::centre::Centre;
use super::chance::Chance;
use super::victim::impossible_card;
use crate::domain::money::Fen;
use crate::domain::time::Span;

/// What the institution finds.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// This much is still there, and is held.
    Held(Fen),
    /// It went on to these accounts: account, institution, amount.
    Moved(Vec<(String, &'static str, Fen)>),
    /// The name on the account differs.
    Mismatch,
    /// The desk does not answer in time.
    Silence,
}

const NEXT_BANKS: [&str; 6] = ["ICBC", "ABC", "CCB", "PSBC", "CMB", "WECHAT"];

/// What the institution finds on the account `target` (its token's text) with `amount` that came `age` ago.
pub fn find(centre: &Centre, seed: u64, target: &str, amount: Fen, age: Span) -> Finding {
    let mut c = Chance::of(seed, "money", target);
    let draw = c.share();
    if draw < centre.mismatch {
        return Finding::Mismatch;
    }
    if draw > centre.held + centre.moved + centre.mismatch {
        return Finding::Silence;
    }
    // The published shares are an average over ages: money that is young is held more often.
    let stays = if c.hits(0.05) {
        f64::INFINITY
    } else {
        c.exponential(mean_stay(&mut Chance::of(seed, "stay", target)))
    };
    if age.as_mins() < stays {
        return Finding::Held(amount.estimate(0.6 + 0.4 * c.share()).max(Fen(1)));
    }
    if !c.hits(centre.next_tier) {
        return Finding::Moved(Vec::new());
    }
    let parts = (1 + c.exponential(centre.split_mean - 1.0) as u32).min(centre.split_most);
    Finding::Moved(split(&mut c, amount, parts))
}

/// Mean minutes on an account: the published mixture.
fn mean_stay(c: &mut Chance) -> f64 {
    [5.0, 120.0, 1440.0][c.weighted([0.85, 0.12, 0.03].into_iter())]
}

/// Splits an amount into parts that sum to it exactly.
fn split(c: &mut Chance, amount: Fen, parts: u32) -> Vec<(String, &'static str, Fen)> {
    let mut left = amount.0;
    (0..parts)
        .map(|n| {
            let rest = i64::from(parts - n);
            let part = if rest == 1 {
                left
            } else {
                (left / rest).max(1).min(left)
            };
            left -= part;
            (
                impossible_card(c),
                NEXT_BANKS[c.below(NEXT_BANKS.len() as u64) as usize],
                Fen(part),
            )
        })
        .filter(|(_, _, part)| part.0 > 0)
        .collect()
}

/// How long the desk takes for an order: lognormal around its median, shortened by the demo's speed.
pub fn answer_after(
    centre: &Centre,
    seed: u64,
    order: &str,
    is_payment: IsPayment,
    speed: f64,
) -> Span {
    let median = match is_payment {
        IsPayment::Yes => centre.payment_answer_min,
        IsPayment::No => centre.bank_answer_min,
    };
    let minutes =
        Chance::of(seed, "answer", order).lognormal(median, centre.answer_sigma) / speed.max(0.01);
    Span((minutes * 60_000.0) as i64)
}

/// Kind of desk as far as answer times differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IsPayment {
    /// Payment firm.
    Yes,
    /// Bank or carrier.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole() {
        let mut c = Chance::of(1, "t", "");
        for (amount, parts) in [(100, 3), (1, 5), (99_999_999, 23)] {
            let split = split(&mut c, Fen(amount), parts);
            assert_eq!(split.iter().map(|(_, _, f)| *f).sum::<Fen>(), Fen(amount));
        }
    }

    #[test]
    fn young_money_is_held_more_often_and_answers_repeat() {
        let centre = Centre::published();
        let held = |mins| {
            (0..2000)
                .filter(|n| {
                    matches!(
                        find(&centre, 1, &n.to_string(), Fen::yuan(100), Span::mins(mins)),
                        Finding::Held(_)
                    )
                })
                .count()
        };
        let (young, old) = (held(1), held(60));
        assert!(young > 1400 && old < 500, "{young} {old}");
        assert_eq!(
            find(&centre, 1, "x", Fen(9), Span(0)),
            find(&centre, 1, "x", Fen(9), Span(0))
        );
    }
}
