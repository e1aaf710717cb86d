//! The minds of the simulated centre: officers who call back, the commander who is the second person and the desk that
//! sends orders, the people who report a loss. Here is what they all know and how they say what they want. Who
//! answers is in [`institutions`](super::institutions), who follows cases up in [`follow_up`](super::follow_up).

mod dissuader;
mod reporters;
mod review;

use std::sync::Arc;

pub use dissuader::Dissuader;
pub use reporters::Reporters;
pub use review::{Commander, Sender};

pub(super) use review::is_own;

use super::centre::Centre;
use super::chance::Chance;
use super::crowd::Wish;
use super::victim::Victim;
use crate::domain::alert::Alert;
use crate::domain::case::Method;
use crate::domain::command::{Command, ToldTransfer};
use crate::domain::floor::Held;
use crate::domain::ids::{InstitutionId, Key};
use crate::domain::masked::Private;
use crate::domain::order::Order;
use crate::domain::time::{Millis, Span};

/// What every mind knows: the figures, the seed, how fast people are.
#[derive(Clone)]
pub struct World {
    /// Figures.
    pub centre: Arc<Centre>,
    /// Seed.
    pub seed: u64,
    /// How many times as fast as a real person.
    pub speed: f64,
}

impl World {
    /// The contact behind an alert.
    fn victim(&self, alert: &Alert) -> Victim {
        let name = alert
            .source
            .as_ref()
            .map_or_else(|| alert.id.to_string(), |s| s.id.to_string());
        Victim::of(&self.centre, self.seed, &name)
    }

    /// A delay of `from` to `to` seconds, the same whenever this step of this entity is asked about.
    pub(super) fn delay(&self, step: &str, name: &str, from: f64, to: f64) -> Span {
        let share = Chance::of(self.seed, step, name).share();
        Span(((from + (to - from) * share) * 1000.0 / self.speed.max(0.01)) as i64)
    }
}

fn alert_wish(alert: &Held<Alert>, command: Command) -> Wish {
    Wish {
        command,
        target: Some((Key::Alert(alert.id), alert.ver)),
    }
}

pub(super) fn order_wish(order: &Held<Order>, command: Command) -> Wish {
    Wish {
        command,
        target: Some((Key::Order(order.id), order.ver)),
    }
}

pub(super) fn told(victim: &Victim, paid_at: Option<Millis>) -> ToldTransfer {
    ToldTransfer {
        account: Private::Raw(victim.account.clone()),
        institution: institution(victim.institution),
        amount: victim.amount,
        at: paid_at,
        method: if victim.institution == "ALIPAY" {
            Method::Alipay
        } else {
            Method::Bank
        },
        delay: victim.delay,
    }
}

pub(super) fn institution(code: &str) -> InstitutionId {
    code.parse().unwrap_or_default()
}
