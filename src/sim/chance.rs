//! Chance that can be repeated: every question ("what would this victim do?") has its own stream, made of the
//! seed and the question's name, so the answer does not depend on who asks when.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use rand_distr::{Distribution as _, Exp, LogNormal};

/// A stream of chance.
pub struct Chance(StdRng);

impl Chance {
    /// The stream of a question: equal seed, topic and name give equal draws.
    pub fn of(seed: u64, topic: &str, name: &str) -> Self {
        let text = format!("{seed}\0{topic}\0{name}");
        Self(StdRng::seed_from_u64(xxhash_rust::xxh3::xxh3_64(
            text.as_bytes(),
        )))
    }

    /// 0.0 to 1.0.
    pub fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// True with a probability.
    pub fn hits(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.random_range(0..end.max(1))
    }

    /// Exponential with a mean; 0 for a mean that is none.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        Exp::new(1.0 / mean).map_or(0.0, |d| d.sample(&mut self.0))
    }

    /// Lognormal by its median; the median itself where sigma is none.
    pub fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        LogNormal::new(median.ln(), sigma).map_or(median, |d| d.sample(&mut self.0))
    }

    /// The place of a weight, drawn in proportion.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let whole: f64 = weights.clone().sum();
        let mut left = self.share() * whole;
        let mut last = 0;
        for (at, weight) in weights.enumerate() {
            last = at;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_questions_get_equal_answers_and_others_do_not() {
        let draw = |seed, name| Chance::of(seed, "t", name).below(u64::MAX);
        assert_eq!(draw(1, "a"), draw(1, "a"));
        assert_ne!(draw(1, "a"), draw(1, "b"));
        assert_ne!(draw(1, "a"), draw(2, "a"));
    }

    #[test]
    fn draws_have_the_shape_they_are_asked_for() {
        let mut chance = Chance::of(7, "shape", "");
        let mut values: Vec<f64> = (0..20_000)
            .map(|_| chance.lognormal(5000.0, 1.665))
            .collect();
        values.sort_by(f64::total_cmp);
        let (median, mean) = (values[10_000], values.iter().sum::<f64>() / 20_000.0);
        assert!((4500.0..5500.0).contains(&median), "{median}");
        assert!((15_000.0..26_000.0).contains(&mean), "{mean}");
        let firsts = (0..10_000)
            .filter(|_| chance.weighted([0.3, 0.7].into_iter()) == 0)
            .count();
        assert!((2_700..3_300).contains(&firsts), "{firsts}");
    }
}
