//! Paired differences and what they tell: mean, 95 % interval by Student's t over the seeds, and how many seeds
//! were won. Losses have a heavy tail, so the median stands beside the mean.

use serde::Serialize;

use crate::domain::money::Fen;

/// Student's t for 95 %, two-sided, for 1 to 30 degrees of freedom.
const T95: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
];

/// Paired differences of an amount over the seeds, fen.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Difference {
    /// Seeds.
    pub seeds: u32,
    /// Mean of the differences.
    pub mean: Fen,
    /// Lower end of the 95 % interval of the mean; absent for a single seed.
    pub low: Option<Fen>,
    /// Upper end.
    pub high: Option<Fen>,
    /// Median of the differences.
    pub median: Fen,
    /// Seeds where the first did better.
    pub more: u32,
    /// Seeds where the second did better.
    pub less: u32,
}

impl Difference {
    /// Of what the first and the second reached, seed by seed; `None` of nothing.
    pub fn of(pairs: &[(Fen, Fen)]) -> Option<Self> {
        let mut each: Vec<i64> = pairs.iter().map(|(a, b)| a.0 - b.0).collect();
        each.sort_unstable();
        let n = each.len();
        if n == 0 {
            return None;
        }
        let sum: i128 = each.iter().map(|d| i128::from(*d)).sum();
        let mean = sum as f64 / n as f64;
        let squares: f64 = each.iter().map(|d| (*d as f64 - mean).powi(2)).sum();
        let half = (n > 1).then(|| {
            let error = (squares / (n - 1) as f64 / n as f64).sqrt();
            t95(n - 1) * error
        });
        Some(Self {
            seeds: n as u32,
            mean: Fen(mean.round() as i64),
            low: half.map(|half| Fen((mean - half).round() as i64)),
            high: half.map(|half| Fen((mean + half).round() as i64)),
            median: Fen(i64::midpoint(each[(n - 1) / 2], each[n / 2])),
            more: each.iter().filter(|d| **d > 0).count() as u32,
            less: each.iter().filter(|d| **d < 0).count() as u32,
        })
    }

    /// Whether the interval leaves out zero.
    pub fn is_clear(&self) -> bool {
        let above = self.low.is_some_and(|low| low > Fen::ZERO);
        above || self.high.is_some_and(|high| high < Fen::ZERO)
    }
}

/// Student's t for 95 %; past the table by its expansion, good to three figures.
fn t95(freedom: usize) -> f64 {
    T95.get(freedom - 1)
        .copied()
        .unwrap_or_else(|| 1.96 + 2.372 / freedom as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_textbook_interval() {
        // Differences 2, 4, 6, 8: mean 5, s = 2.582, t(3) = 3.182, half = 4.108.
        let pairs =
            [(12, 10), (14, 10), (16, 10), (18, 10)].map(|(a, b)| (Fen(a * 1000), Fen(b * 1000)));
        let found = Difference::of(&pairs).unwrap();
        assert_eq!((found.mean, found.median), (Fen(5000), Fen(5000)));
        assert_eq!((found.low, found.high), (Some(Fen(892)), Some(Fen(9108))));
        assert_eq!((found.more, found.less), (4, 0));
        assert!(found.is_clear());
    }

    #[test]
    fn ties_are_nobodys_and_one_seed_has_no_interval() {
        let found = Difference::of(&[(Fen(1), Fen(1)), (Fen(0), Fen(2))]).unwrap();
        assert_eq!((found.more, found.less, found.mean), (0, 1, Fen(-1)));
        assert!(!found.is_clear());
        let one = Difference::of(&[(Fen(9), Fen(2))]).unwrap();
        assert_eq!((one.mean, one.low, one.high), (Fen(7), None, None));
        assert_eq!(Difference::of(&[]), None);
    }

    #[test]
    fn the_table_and_its_continuation_agree() {
        for (freedom, known) in [
            (1, 12.706),
            (29, 2.045),
            (40, 2.021),
            (60, 2.000),
            (120, 1.980),
        ] {
            assert!((t95(freedom) - known).abs() < 0.002, "{freedom}");
        }
    }
}
