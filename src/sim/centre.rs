//! What the simulated centre is reckoned with: published figures, read from `centre.toml`.

use serde::Deserialize;

use crate::domain::alert::{FraudType, Tier};

/// A fraud type's share and how dear it is.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeShare {
    /// Type.
    #[serde(rename = "type")]
    pub fraud_type: FraudType,
    /// Share of cases, per cent.
    pub share: f64,
    /// Factor on the loss.
    pub loss: f64,
}

/// The figures; see the comments in `centre.toml`.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // each is explained, with its source, in the file
pub struct Centre {
    pub warnings_a_day: f64,
    pub grades: [f64; 4],
    pub hours: [f64; 24],
    pub pays: [f64; 4],
    pub pays_after_min: [f64; 4],
    pub in_call: [f64; 4],
    pub loss_median_yuan: f64,
    pub loss_sigma: f64,
    pub contacted: f64,
    pub dissuaded: f64,
    pub bank_answer_min: f64,
    pub payment_answer_min: f64,
    pub answer_sigma: f64,
    pub held: f64,
    pub moved: f64,
    pub mismatch: f64,
    /// Of what is stopped, this share is frozen.
    pub frozen_of_stopped: f64,
    /// Share of transfers that come in later and can be called back.
    pub delayed: f64,
    pub split_mean: f64,
    pub split_most: u32,
    pub next_tier: f64,
    pub types: Vec<TypeShare>,
}

impl Centre {
    /// The published city centre.
    ///
    /// # Panics
    /// Never: the text is part of the program, and a test reads it.
    pub fn published() -> Self {
        #[allow(clippy::expect_used)] // the text is part of the program and a test reads it
        toml::from_str(include_str!("centre.toml")).expect("centre.toml is legal")
    }

    /// Warnings a minute in an hour of the day.
    pub fn warnings_a_minute(&self, hour: usize) -> f64 {
        let whole: f64 = self.hours.iter().sum();
        self.warnings_a_day * self.hours[hour % 24] / whole / 60.0
    }
}

/// Place of a tier in the lists by grade.
pub fn grade(tier: Tier) -> usize {
    match tier {
        Tier::P0 => 0,
        Tier::P1 => 1,
        Tier::P2 => 2,
        Tier::P3 | Tier::Unknown(_) => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_and_types_are_known() {
        let centre = Centre::published();
        assert!((centre.grades.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((centre.types.iter().map(|t| t.share).sum::<f64>() - 100.0).abs() < 0.2);
        assert!(centre.types.iter().all(|t| t.fraud_type.is_known()));
        assert!(centre.held + centre.moved + centre.mismatch < 1.0);
        let day: f64 = (0..24).map(|h| centre.warnings_a_minute(h) * 60.0).sum();
        assert!((day - centre.warnings_a_day).abs() < 1e-6);
    }
}
