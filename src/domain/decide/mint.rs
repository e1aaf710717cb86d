//! New identities of one decision: the moment, and the command's salt spread by a counter, so that a replay
//! of the command makes the same identities and no two of them are equal.

use crate::domain::ids::Ulid;
use crate::domain::policy::Ctx;

/// An odd constant near 2^80 divided by the golden ratio: successive multiples stay apart in 80 bits.
const STEP: u128 = 0x9E37_79B9_7F4A_7C15_F39D;

/// Makes the identities of one decision.
#[derive(Clone, Debug)]
pub struct Mint<'a> {
    ctx: &'a Ctx<'a>,
    made: u128,
}

impl<'a> Mint<'a> {
    /// A mint for one decision.
    pub fn new(ctx: &'a Ctx<'a>) -> Self {
        Self::after(ctx, 0)
    }

    /// A mint that goes on where another of the same decision ended.
    pub fn after(ctx: &'a Ctx<'a>, made: u128) -> Self {
        Self { ctx, made }
    }

    /// How many identities the decision has by now.
    pub fn made(&self) -> u128 {
        self.made
    }

    /// A new identity, different from every other of this decision.
    pub fn ulid(&mut self) -> Ulid {
        let salt = self.ctx.salt.wrapping_add(self.made.wrapping_mul(STEP));
        self.made += 1;
        Ulid::new(self.ctx.now, salt)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::policy::Policy;
    use crate::domain::time::Millis;

    #[test]
    fn identities_of_one_decision_differ_and_repeat_with_it() {
        let policy = Policy::shipped();
        let ctx = Ctx {
            now: Millis(1_795_400_000_000),
            policy: &policy,
            salt: u128::MAX,
        };
        let all = |mut mint: Mint<'_>| (0..1000).map(|_| mint.ulid()).collect::<BTreeSet<_>>();
        let first = all(Mint::new(&ctx));
        assert_eq!(first.len(), 1000);
        assert_eq!(first, all(Mint::new(&ctx)));
    }
}
