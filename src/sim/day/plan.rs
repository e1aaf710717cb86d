//! What a day brings, whoever works it and however: who is warned of when, who would pay when and how much, who
//! would report it. Follows from the seed alone; every order under test gets the same plan.

use super::figures::{DayFigures, minutes};
use crate::domain::money::Fen;
use crate::domain::time::{Millis, Span};
use crate::sim::centre::Centre;
use crate::sim::chance::Chance;
use crate::sim::victim::Victim;

/// Midnight at the centre (UTC+8): every reckoned day begins here.
pub const START: Millis = Millis(1_795_363_200_000);

/// A person whom something happens to.
#[derive(Clone, PartialEq, Debug)]
pub struct Contact {
    /// Who.
    pub victim: Victim,
    /// When a model warns of them; never, of those nobody warned of.
    pub warned_at: Option<Millis>,
    /// The sum the warning names.
    pub told_risk: Option<Fen>,
    /// When the call that was going on ends.
    pub call_ends: Option<Millis>,
    /// When they pay, unless somebody talks them out of it.
    pub pays_at: Option<Millis>,
    /// How long after paying they report it.
    pub notices: Span,
}

/// A day.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// Seed.
    pub seed: u64,
    /// Ends then.
    pub end: Millis,
    /// Everybody, in the order they come up.
    pub contacts: Vec<Contact>,
}

impl Plan {
    /// The plan of a seed: `busy` times the warnings and victims of an ordinary day, for `hours`.
    pub fn of(figures: &DayFigures, seed: u64, hours: i64, busy: f64) -> Self {
        let centre = Centre {
            pays: figures.pays,
            ..Centre::published()
        };
        let end = START + Span::hours(hours);
        let shape: f64 = centre.hours.iter().sum();
        let unwarned =
            |hour: usize| figures.unwarned_a_day * busy * centre.hours[hour % 24] / shape / 60.0;
        let warned = |hour: usize| centre.warnings_a_minute(hour) * busy;
        let person = |name: String| Person {
            figures,
            centre: &centre,
            seed,
            name,
        };
        let mut contacts: Vec<Contact> = moments(seed, "warnings", end, warned)
            .enumerate()
            .map(|(n, at)| person(format!("w-{n}")).warned(at))
            .collect();
        let reports = moments(seed, "unwarned", end, unwarned).enumerate();
        contacts.extend(reports.map(|(n, at)| person(format!("r-{n}")).unwarned(at)));
        Self {
            seed,
            end,
            contacts,
        }
    }
}

/// The moments of a Poisson stream with a rate a minute for each hour of the day.
fn moments(
    seed: u64,
    topic: &str,
    end: Millis,
    rate: impl Fn(usize) -> f64,
) -> impl Iterator<Item = Millis> {
    let mut chance = Chance::of(seed, "arrivals", topic);
    let mut at = START;
    std::iter::from_fn(move || {
        let hour = at.since(START).0 / Span::hours(1).0;
        let gap = chance.exponential(1.0 / rate(hour as usize));
        at = at + minutes(gap);
        (at < end).then_some(at)
    })
}

/// A person about to be drawn.
struct Person<'a> {
    figures: &'a DayFigures,
    centre: &'a Centre,
    seed: u64,
    name: String,
}

impl Person<'_> {
    fn chance(&self, topic: &str) -> Chance {
        Chance::of(self.seed, topic, &self.name)
    }

    fn warned(self, at: Millis) -> Contact {
        let victim = Victim::of(self.centre, self.seed, &self.name);
        let pays_at = victim.pays_after.map(|after| at + after);
        let hangs_up = at + minutes(2.0 + 23.0 * self.chance("call").share());
        let call_ends = victim
            .in_call
            .then(|| pays_at.map_or(hangs_up, |pays| pays.min(hangs_up)));
        let mut risk = self.chance("risk");
        let told_risk = risk.hits(self.figures.risk_told).then(|| {
            let off = risk.lognormal(1.0, self.figures.risk_sigma);
            Fen((victim.amount.0 as f64 * off) as i64).max(Fen::yuan(1))
        });
        Contact {
            warned_at: Some(at),
            told_risk,
            call_ends,
            pays_at,
            notices: self.notices(),
            victim,
        }
    }

    fn unwarned(self, at: Millis) -> Contact {
        Contact {
            victim: Victim::of(self.centre, self.seed, &self.name),
            warned_at: None,
            told_risk: None,
            call_ends: None,
            pays_at: Some(at),
            notices: self.notices(),
        }
    }

    fn notices(&self) -> Span {
        let rules = self.figures;
        minutes(
            self.chance("notices")
                .lognormal(rules.notices_min, rules.notices_sigma),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::Tier;

    #[test]
    fn an_ordinary_day_has_the_published_size_and_repeats() {
        let figures = DayFigures::shipped();
        let plan = Plan::of(&figures, 5, 24, 1.0);
        let warned = plan.contacts.iter().filter(|c| c.warned_at.is_some());
        let of = |tier| warned.clone().filter(|c| c.victim.tier == tier).count();
        assert!((12_600..13_400).contains(&warned.clone().count()));
        assert!((20..60).contains(&of(Tier::P0)), "{}", of(Tier::P0));
        assert!((260..370).contains(&of(Tier::P1)), "{}", of(Tier::P1));
        assert_eq!(plan, Plan::of(&figures, 5, 24, 1.0));
        assert_ne!(plan, Plan::of(&figures, 6, 24, 1.0));
        let busy = Plan::of(&figures, 5, 24, 2.0);
        assert!((25_000..27_000).contains(&busy.contacts.len()));
    }

    #[test]
    fn the_day_begins_at_the_centres_midnight() {
        let local = START + Span::hours(8);
        assert_eq!(local.0.rem_euclid(Span::days(1).0), 0);
    }
}
