//! How long to wait before the next attempt: exponential with full jitter, so that two hundred consoles do not
//! come back in step after their hub restarts.

use std::time::Duration;

/// Bounds of the waiting time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backoff {
    /// Most before the first attempt.
    pub first: Duration,
    /// Most before any.
    pub most: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(250),
            most: Duration::from_secs(15),
        }
    }
}

impl Backoff {
    /// The most to wait after `failures` attempts in a row have failed.
    pub fn ceiling(self, failures: u32) -> Duration {
        self.first
            .saturating_mul(2u32.saturating_pow(failures))
            .min(self.most)
    }

    /// How long to wait; `chance` is from 0.0 to 1.0.
    pub fn wait(self, failures: u32, chance: f64) -> Duration {
        self.ceiling(failures).mul_f64(chance.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ceiling_doubles_up_to_the_most() {
        let ceilings: Vec<u128> = (0..9)
            .map(|n| Backoff::default().ceiling(n).as_millis())
            .collect();
        assert_eq!(
            ceilings,
            [250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]
        );
        assert_eq!(Backoff::default().ceiling(u32::MAX).as_secs(), 15);
    }

    proptest! {
        #[test]
        fn the_wait_stays_between_nothing_and_the_ceiling(failures in any::<u32>(), chance in 0.0f64..=1.0) {
            let backoff = Backoff::default();
            let wait = backoff.wait(failures, chance);
            prop_assert!(wait <= backoff.ceiling(failures));
            prop_assert!(backoff.wait(failures, 1.0) == backoff.ceiling(failures));
            prop_assert!(backoff.wait(failures, 0.0) == Duration::ZERO);
        }
    }
}
