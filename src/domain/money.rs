//! Money is whole fen (分), checked, never a float.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in fen; 100 fen are one yuan.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Debug,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// The largest amount the wire carries: integers beyond 2^53-1 do not survive every JSON reader.
pub const MOST: Fen = Fen((1 << 53) - 1);

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole yuan.
    pub const fn yuan(yuan: i64) -> Self {
        Self(yuan * 100)
    }

    /// The sum, unless it leaves the range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .filter(|sum| *sum <= MOST)
    }

    /// Sum for display: stops at the largest amount instead of failing.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0)).min(MOST)
    }

    /// What is left of it without `other`; never less than nothing.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0)).max(Self::ZERO)
    }

    /// A share of the amount, rounded down; `share` is 0.0 to 1.0. For estimates, never for bookings.
    #[must_use]
    pub fn estimate(self, share: f64) -> Self {
        Self((self.0 as f64 * share.clamp(0.0, 1.0)) as i64)
    }

    /// Whether the amount may stand in a command: more than nothing, within the wire's range.
    pub fn is_positive(self) -> bool {
        self > Self::ZERO && self <= MOST
    }
}

impl std::iter::Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Self::saturating_add)
    }
}

impl fmt::Display for Fen {
    /// Exact, with two decimals: `52000.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{}.{:02}",
            self.0.unsigned_abs() / 100,
            self.0.unsigned_abs() % 100
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_text_and_checked_sums() {
        assert_eq!(Fen(5_200_001).to_string(), "52000.01");
        assert_eq!(Fen(-5).to_string(), "-0.05");
        assert_eq!(Fen(1).checked_add(MOST), None);
        assert_eq!([Fen(1), Fen(2)].into_iter().sum::<Fen>(), Fen(3));
        assert_eq!(Fen::yuan(100).estimate(0.5), Fen::yuan(50));
    }
}
