//! Warnings as they come in: the backlog found at the start, then arrivals by the hour's rate.

use super::chance::Chance;
use super::crowd::{Mind, Wish};
use super::minds::World;
use super::victim::Victim;
use crate::domain::alert::{Call, CallState, Channel, Model, Source, Speaker, Tier};
use crate::domain::command::{Command, RaiseAlert, SpokenTurn};
use crate::domain::floor::Floor;
use crate::domain::masked::Private;
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// What the shift finds when it begins: this many of P0, P1 and P2.
const BACKLOG: [usize; 3] = [2, 7, 16];
/// Name of the simulated source.
const SOURCE: &str = "SIM";

/// The source of all warnings: a mind that raises alerts and looks at nothing.
pub struct Warnings {
    world: World,
    /// How far the centre's clock is ahead of UTC.
    utc_offset: Span,
    run: u64,
    /// How many contacts were drawn so far.
    drawn: u64,
    chance: Chance,
    next_at: Option<Millis>,
}

impl Warnings {
    /// Warnings of a world, on the centre's clock.
    pub fn new(world: World, utc_offset: Span, run: u64) -> Self {
        let chance = Chance::of(world.seed, "arrivals", "");
        Self {
            world,
            utc_offset,
            run,
            drawn: 0,
            chance,
            next_at: None,
        }
    }

    fn draw(&mut self) -> Victim {
        let parts = [self.world.seed, self.run, self.drawn].map(letters);
        let name = format!("w-{}", parts.join("-"));
        self.drawn += 1;
        Victim::of(&self.world.centre, self.world.seed, &name)
    }

    /// The contacts that wait when the shift begins.
    fn backlog(&mut self) -> Vec<Victim> {
        let mut wanted = BACKLOG;
        let mut found = Vec::new();
        while wanted.iter().any(|n| *n > 0) {
            let victim = self.draw();
            if let Some(left) = wanted
                .get_mut(super::centre::grade(victim.tier))
                .filter(|n| **n > 0)
            {
                *left -= 1;
                found.push(victim);
            }
        }
        found
    }

    fn gap(&mut self, now: Millis) -> Span {
        let hour = (now + self.utc_offset).0.rem_euclid(86_400_000) / 3_600_000;
        let rate = self.world.centre.warnings_a_minute(hour as usize) * self.world.speed.max(0.01);
        Span((self.chance.exponential(1.0 / rate) * 60_000.0) as i64)
    }
}

impl Mind for Warnings {
    fn act(&mut self, _: &Floor, now: Millis) -> Vec<Wish> {
        let Some(mut next) = self.next_at else {
            self.next_at = Some(now + self.gap(now));
            return self.backlog().iter().map(|v| raise(v, now)).collect();
        };
        let mut wishes = Vec::new();
        while next <= now {
            wishes.push(raise(&self.draw(), now));
            next = next + self.gap(next);
        }
        self.next_at = Some(next);
        wishes
    }
}

/// A number in letters, a for 0: the hub takes no id in which many digits stand, for they read as a person's number.
fn letters(mut n: u64) -> String {
    let mut out = Vec::new();
    loop {
        out.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
        if n == 0 {
            return out.into_iter().rev().collect();
        }
    }
}

/// The alert a contact raises.
fn raise(victim: &Victim, now: Millis) -> Wish {
    let score = match victim.tier {
        Tier::P0 => 900,
        Tier::P1 => 700,
        Tier::P2 => 400,
        _ => 100,
    };
    let raise = RaiseAlert {
        kind: victim.kind,
        tier: victim.tier,
        score,
        model: Some(Model {
            id: SafeText::line("SIM-city"),
            version: SafeText::line("1"),
        }),
        reasons: reasons(victim),
        fraud_type: victim.fraud_type,
        channel: if victim.in_call {
            Channel::Call
        } else {
            Channel::Net
        },
        org: victim.org.parse().unwrap_or_default(),
        victim_phone: Some(Private::Raw(victim.phone.clone())),
        victim_name: Some(Private::Raw(victim.person.clone())),
        age_band: Some(SafeText::line(&victim.age_band())),
        occupation: None,
        caller: Some(Private::Raw(victim.caller.clone())),
        call: victim.in_call.then_some(Call {
            state: CallState::Active,
            started_at: Some(now - Span::mins(2)),
        }),
        at_risk: Some(victim.amount),
        transfer_at: None,
        detected_at: Some(now),
        flags: Vec::new(),
        transcript: vec![SpokenTurn {
            who: Speaker::Victim,
            text: Private::Raw(statement(victim)),
        }],
        source: Some(Source {
            name: SafeText::line(SOURCE),
            id: SafeText::line(&victim.name),
        }),
    };
    Wish {
        command: Command::AlertRaise(Box::new(raise)),
        target: None,
    }
}

fn reasons(victim: &Victim) -> Vec<SafeText> {
    let why = if victim.in_call {
        "SIM 通话中，模型判定高危 in a call with a suspected number"
    } else {
        "SIM 行为与受害人画像相符 behaves like earlier victims"
    };
    vec![SafeText::line(why)]
}

/// What the person at the phone will say, so that whoever works the alert can answer the script.
fn statement(victim: &Victim) -> String {
    let yuan = victim.amount.0 / 100;
    match victim.pays_after {
        Some(after) => {
            let (min, bank) = (after.0 / 60_000, victim.institution);
            format!(
                "SIM 若无人劝阻，收到预警 {min} 分钟后向 {bank} 转账 {yuan} 元。 \
                 If nobody calls, pays CNY {yuan} to {bank} {min} min after the alert."
            )
        }
        None => "SIM 没有转账打算。 Will not pay.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sim::centre::Centre;

    #[test]
    fn the_hub_takes_the_ids_of_a_long_day() {
        let world = World {
            centre: Arc::new(Centre::published()),
            seed: 90_071,
            speed: 1.0,
        };
        let mut warnings = Warnings::new(world, Span::hours(8), 987_654_321);
        warnings.drawn = 1_234_000;
        let mut seen = std::collections::HashSet::new();
        for _ in 0..2_000 {
            let mut wish = raise(&warnings.draw(), Millis(1_700_000_000_000));
            if let Command::AlertRaise(told) = &wish.command {
                assert!(seen.insert(told.source.as_ref().unwrap().id.to_string()));
            }
            wish.command.admit().unwrap();
        }
    }
}
