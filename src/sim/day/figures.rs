//! What a reckoned day needs beside the centre's figures: crew, minutes, how money runs, how desks answer. Read
//! from `day.toml`, where every figure has its source or is marked as a guess.

use serde::Deserialize;

use crate::domain::ids::InstitutionId;
use crate::domain::time::Span;

/// The figures; each is explained, with its source, in the file.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DayFigures {
    pub officers: usize,
    pub unwarned_a_day: f64,
    pub pays: [f64; 4],
    pub notices_min: f64,
    pub notices_sigma: f64,
    pub risk_told: f64,
    pub risk_sigma: f64,
    pub minutes: Minutes,
    pub visit: Visits,
    pub later: Later,
    pub money: MoneyFigures,
    pub desks: DeskFigures,
}

/// Officer-minutes of each piece of work.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Minutes {
    pub ring: f64,
    pub no_answer: f64,
    pub talk: f64,
    pub talk_sigma: f64,
    pub talk_most: f64,
    pub tell: f64,
    pub key_in: f64,
    pub stop: f64,
    pub stop_next: f64,
}

/// Visits of field units.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Visits {
    pub minutes: [f64; 4],
    pub sigma: f64,
    pub finds: f64,
    pub succeeds: f64,
}

/// Filing and freezing.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Later {
    pub files_min: f64,
    pub sigma: f64,
    pub frozen: f64,
}

/// One part of the mixture of stays on an account.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Stay {
    pub share: f64,
    pub mean_min: f64,
}

/// How stolen money runs.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct MoneyFigures {
    pub stays: Vec<Stay>,
    pub locked: f64,
    pub tiers: [u8; 2],
    pub next_tier: f64,
    pub split_mean: f64,
    pub split_most: u32,
    pub split_later_mean: f64,
    pub split_least_yuan: i64,
    pub third_party: f64,
    pub delayed: f64,
    pub delayed_two_hours: f64,
}

/// Institutions and how they answer.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DeskFigures {
    pub resident: Vec<InstitutionId>,
    pub others: Vec<InstitutionId>,
    pub platforms: Vec<InstitutionId>,
    pub at_resident: f64,
    pub resident_min: f64,
    pub other_min: f64,
    pub platform_with_min: f64,
    pub platform_without_min: f64,
    pub sigma: f64,
    pub mismatch: f64,
    pub silent: f64,
}

/// Why figures cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadFigures {
    /// No such text.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A figure that no day can be reckoned with.
    #[error("{key}: {allowed}")]
    Figure {
        /// Which.
        key: &'static str,
        /// What is allowed.
        allowed: &'static str,
    },
}

impl DayFigures {
    /// Reads figures and sees to it that a day can be reckoned with them.
    pub fn parse(text: &str) -> Result<Self, BadFigures> {
        let figures: Self = toml::from_str(text)?;
        figures.check()?;
        Ok(figures)
    }

    fn check(&self) -> Result<(), BadFigures> {
        let (money, desks) = (&self.money, &self.desks);
        let share = |x: f64| (0.0..=1.0).contains(&x);
        let stays: f64 = money.stays.iter().map(|s| s.share).sum();
        let long = |mins: f64| mins.is_finite() && mins > 0.0;
        for (holds, key, allowed) in [
            (self.officers > 0, "officers", "at least 1"),
            (long(self.unwarned_a_day), "unwarned_a_day", "more than 0"),
            (self.pays.into_iter().all(share), "pays", "0 to 1 each"),
            (long(self.notices_min), "notices_min", "more than 0"),
            (
                (stays - 1.0).abs() < 1e-6,
                "money.stays",
                "the shares must sum to 1",
            ),
            (
                money.stays.iter().all(|s| long(s.mean_min)),
                "money.stays",
                "mean_min must be more than 0",
            ),
            (
                money.tiers[0] >= 1 && money.tiers[0] <= money.tiers[1] && money.tiers[1] < 255,
                "money.tiers",
                "fewest and most, 1 to 254",
            ),
            (
                money.split_mean > 0.5 && money.split_later_mean > 0.5,
                "money.split_mean, money.split_later_mean",
                "more than 0.5",
            ),
            (
                money.split_least_yuan > 0,
                "money.split_least_yuan",
                "more than 0",
            ),
            (
                !desks.resident.is_empty()
                    && !desks.others.is_empty()
                    && !desks.platforms.is_empty(),
                "desks.resident, desks.others, desks.platforms",
                "at least one institution each",
            ),
            (
                share(desks.mismatch) && share(desks.silent) && share(desks.at_resident),
                "desks.mismatch, desks.silent, desks.at_resident",
                "0 to 1 each",
            ),
        ] {
            if !holds {
                return Err(BadFigures::Figure { key, allowed });
            }
        }
        Ok(())
    }

    /// The figures this version ships.
    ///
    /// # Panics
    /// Never: the text is part of the program, and a test reads it.
    pub fn shipped() -> Self {
        #[allow(clippy::expect_used)] // the text is part of the program and a test reads it
        Self::parse(SHIPPED).expect("day.toml is legal")
    }
}

const SHIPPED: &str = include_str!("day.toml");

/// A span of so many minutes.
pub fn minutes(n: f64) -> Span {
    Span((n * 60_000.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_figures_can_be_used_and_others_are_told_why_not() {
        assert!(DayFigures::shipped().officers > 0);
        for (from, to, wanted) in [
            ("officers = 6", "officers = 0", "officers: at least 1"),
            (
                "share = 0.85",
                "share = 0.5",
                "money.stays: the shares must sum to 1",
            ),
            ("silent = 0.05", "silent = 5", "desks.mismatch"),
            ("officers = 6", "officer = 6", "unknown field `officer`"),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            let said = DayFigures::parse(&SHIPPED.replacen(from, to, 1)).unwrap_err();
            assert!(said.to_string().contains(wanted), "{said}");
        }
    }
}
