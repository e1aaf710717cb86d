//! The officer who calls back: takes an alert that nobody else wants, goes through the script, ends it.

use super::super::chance::Chance;
use super::super::crowd::{Mind, Wish};
use super::super::victim::Victim;
use super::{World, alert_wish, told};
use crate::domain::alert::{Alert, Outcome, Tier};
use crate::domain::command::{
    Close, Command, Convert, NoArgs, ReportIntervention, StartIntervention,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{Key, Sub};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::script::{Answer, Choice, Question};
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// An officer who takes what is left, one alert at a time.
pub struct Dissuader {
    world: World,
    me: Sub,
    /// Place among the colleagues and how many they are, so that they do not all run for the same alert.
    place: (usize, usize),
    /// The state of the alert in hand that is being thought about, and since when.
    thinks_on: Option<((Key, u32), Millis)>,
}

impl Mind for Dissuader {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        let mine = floor
            .alerts()
            .values()
            .find(|a| a.state.is_held() && a.owner.as_ref() == Some(&self.me));
        let Some(alert) = mine else {
            self.thinks_on = None;
            return self.take(floor, now).into_iter().collect();
        };
        let here = (Key::Alert(alert.id), alert.ver);
        let since = match &self.thinks_on {
            Some((on, since)) if *on == here => *since,
            _ => now,
        };
        self.thinks_on = Some((here, since));
        let due = since
            + self
                .world
                .delay("step", &format!("{}/{}", alert.id, alert.ver), 4.0, 12.0);
        if now < due {
            return Vec::new();
        }
        vec![alert_wish(alert, self.step(alert, now))]
    }
}

impl Dissuader {
    /// An officer at a place among `place.1` colleagues.
    pub fn new(world: World, me: Sub, place: (usize, usize)) -> Self {
        Self {
            world,
            me,
            place,
            thinks_on: None,
        }
    }

    /// What waits long enough that nobody else seems to want it.
    fn take(&self, floor: &Floor, now: Millis) -> Option<Wish> {
        // The waiting state is asked first: it is cheap and leaves out almost all.
        let waiting = floor.alerts().values().filter(|a| a.state.is_waiting());
        let mut waits: Vec<_> = waiting
            .filter(|a| now >= a.raised_at + self.patience(a))
            .collect();
        waits.sort_by_key(|a| (a.tier, a.raised_at));
        let (place, of) = self.place;
        let alert = waits.get(place % of.min(waits.len()).max(1))?;
        Some(alert_wish(alert, Command::AlertClaim(NoArgs {})))
    }

    /// How long an alert must have waited before a colleague takes it: the user chooses first, in real time.
    fn patience(&self, alert: &Held<Alert>) -> Span {
        let (from, to) = match alert.tier {
            Tier::P0 => (12.0, 20.0),
            Tier::P1 => (25.0, 60.0),
            _ => (40.0, 120.0),
        };
        let name = format!("{}/{}", alert.id, alert.ver);
        let share = Chance::of(self.world.seed, "leave", &name).share();
        Span(((from + (to - from) * share) * 1000.0) as i64)
    }

    fn step(&self, alert: &Alert, now: Millis) -> Command {
        let victim = self.world.victim(alert);
        let running = alert
            .interventions
            .iter()
            .rev()
            .find(|i| i.by == self.me && i.state.is_running());
        let Some(running) = running else {
            return after_the_call(alert, &victim);
        };
        if running.state != InterventionState::Contacted {
            let state = match (
                running.state,
                victim.reachable || running.kind == InterventionKind::Visit,
            ) {
                (InterventionState::Attempting, true) => InterventionState::Contacted,
                (InterventionState::Attempting, false) => InterventionState::NoAnswer,
                _ => InterventionState::Attempting,
            };
            return Command::InterventionReport(ReportIntervention {
                id: running.id,
                state,
            });
        }
        if let Some(answer) = next_answer(alert, &victim, now) {
            return Command::AlertAnswer(answer);
        }
        close(if victim.listens {
            Outcome::Dissuaded
        } else {
            Outcome::Refused
        })
    }
}

/// The first call, another way after a miss, or the end.
fn after_the_call(alert: &Alert, victim: &Victim) -> Command {
    if alert.script.has_transferred() {
        return Command::AlertConvert(Convert {
            loss: Some(victim.amount),
            transfers: vec![told(
                victim,
                victim.pays_after.map(|after| alert.raised_at + after),
            )],
        });
    }
    let misses = alert
        .interventions
        .iter()
        .filter(|i| i.state.is_miss())
        .count();
    let visited = alert
        .interventions
        .iter()
        .any(|i| i.kind == InterventionKind::Visit);
    match (misses, visited) {
        (0, _) => Command::InterventionStart(StartIntervention {
            kind: InterventionKind::Call,
        }),
        (_, false) if alert.tier <= Tier::P1 => Command::InterventionStart(StartIntervention {
            kind: InterventionKind::Visit,
        }),
        (1, _) => Command::InterventionStart(StartIntervention {
            kind: InterventionKind::Call,
        }),
        _ => close(Outcome::Unreachable),
    }
}

fn close(outcome: Outcome) -> Command {
    let reason = match outcome {
        Outcome::Unreachable => "SIM 多次联系未果 no answer",
        Outcome::Refused => "SIM 不听劝阻 did not listen",
        _ => "SIM",
    };
    Command::AlertClose(Close {
        outcome,
        reason: SafeText::line(reason),
    })
}

/// What the victim says to the next question.
fn next_answer(alert: &Alert, victim: &Victim, now: Millis) -> Option<Answer> {
    let paid = victim
        .pays_after
        .filter(|after| now >= alert.raised_at + *after);
    let question = alert.script.next()?;
    let choice = match question {
        Question::BankDetails => {
            if victim.pays_after.is_some() {
                Choice::Yes
            } else {
                Choice::No
            }
        }
        Question::Transferred => match paid {
            None => Choice::No,
            Some(_) if victim.institution == "ALIPAY" => Choice::Alipay,
            Some(_) => Choice::Bank,
        },
        Question::Amount => Choice::Sum,
        Question::When => match paid.map(|after| now.since(alert.raised_at + after)) {
            Some(ago) if ago < Span::mins(5) => Choice::Under5Min,
            Some(ago) if ago < Span::mins(30) => Choice::Under30Min,
            Some(ago) if ago < Span::hours(2) => Choice::Under2Hours,
            _ => Choice::Longer,
        },
        Question::StillOnLine => {
            if alert.in_call() {
                Choice::Yes
            } else {
                Choice::No
            }
        }
        Question::AppInstalled | Question::ScreenShared | Question::Unknown(_) => Choice::No,
    };
    Some(Answer {
        question,
        choice,
        amount: (choice == Choice::Sum).then_some(victim.amount),
    })
}
