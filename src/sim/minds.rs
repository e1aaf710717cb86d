//! The minds of the simulated centre: officers who call back, the commander who is the second person, the desk
//! that sends orders, the people who report a loss. Who answers is in [`institutions`](super::institutions), who
//! follows cases up in [`follow_up`](super::follow_up).

use std::collections::HashSet;
use std::sync::Arc;

use super::centre::Centre;
use super::chance::Chance;
use super::crowd::{Mind, Wish};
use super::history::is_earlier;
use super::victim::Victim;
use crate::domain::alert::{
    Alert, AlertKind, AlertState, CallState, FraudType, Outcome, Person, Tier,
};
use crate::domain::case::Method;
use crate::domain::command::{
    CallNow, Close, Command, Convert, NoArgs, OpenCase, ReportIntervention, StartIntervention,
    ToldTransfer,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{AlertId, InstitutionId, Key, OrgCode, Sub};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::masked::Private;
use crate::domain::order::{Order, OrderState};
use crate::domain::script::{Answer, Choice, Question};
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

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

/// The second person: reviews drafts, agrees to proposed closings, notes when calls end.
pub struct Commander {
    /// World.
    pub world: World,
    /// Own subject.
    pub me: Sub,
    /// Colleagues, whose drafts are reviewed at once; others have time to act first.
    pub colleagues: HashSet<Sub>,
}

impl Mind for Commander {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        let drafts = floor.orders().values().filter(|o| {
            o.state == OrderState::Draft
                && !o.is_nobodys()
                && o.requested_by != self.me
                && now >= o.drafted_at + self.looks_after(o)
        });
        let reviews = drafts.map(|o| order_wish(o, Command::OrderReview(NoArgs {})));
        let proposed = floor.alerts().values().filter(|a| {
            let ripe = |at| now >= at + self.world.delay("agree", &a.id.to_string(), 3.0, 6.0);
            a.proposed
                .as_ref()
                .is_some_and(|p| p.by != self.me && ripe(p.at))
        });
        let agreed = proposed.map(|a| alert_wish(a, Command::AlertConfirmClose(NoArgs {})));
        let over = floor.alerts().values().filter(|a| {
            let ripe =
                || now >= a.raised_at + self.world.delay("call", &a.id.to_string(), 120.0, 1500.0);
            a.in_call() && ripe()
        });
        let ended = over.map(|a| {
            alert_wish(
                a,
                Command::AlertCall(CallNow {
                    state: CallState::Ended,
                }),
            )
        });
        reviews.chain(agreed).chain(ended).collect()
    }
}

impl Commander {
    fn looks_after(&self, order: &Order) -> Span {
        if is_own(&self.colleagues, order) {
            self.world.delay("review", &order.id.to_string(), 3.0, 7.0)
        } else {
            Span::secs(10)
        }
    }
}

/// Whether an order comes from the simulated staff or from the hub's own rules. Others come from a person, who
/// is given real time, whatever the speed.
pub(super) fn is_own(colleagues: &HashSet<Sub>, order: &Order) -> bool {
    colleagues.contains(&order.requested_by) || order.requested_by == Sub::hub()
}

/// Takes on what the hub drafted by rule, and sends the reviewed orders of the simulated staff. What a person
/// drafted, that person sends or takes back; nobody overrules it.
pub struct Sender {
    /// World.
    pub world: World,
    /// The simulated staff.
    pub colleagues: HashSet<Sub>,
}

impl Mind for Sender {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        let after = |o: &Order, what, least, most| {
            now >= o.drafted_at + self.world.delay(what, &o.id.to_string(), least, most)
        };
        let orders = || floor.orders().values();
        let drafts = orders().filter(|o| o.state == OrderState::Draft && o.is_nobodys());
        let taken = drafts
            .filter(|o| after(o, "take", 2.0, 5.0))
            .map(|o| order_wish(o, Command::OrderReview(NoArgs {})));
        let waiting = orders().filter(|o| o.state == OrderState::Reviewed && o.leaves_at.is_none());
        let sent = waiting
            .filter(|o| is_own(&self.colleagues, o) && after(o, "send", 5.0, 10.0))
            .map(|o| order_wish(o, Command::OrderSend(NoArgs {})));
        taken.chain(sent).collect()
    }
}

/// Losses reported when a shift begins on a floor without any, but for those of an earlier time.
const EARLIER: u64 = 4;

/// People who report their loss: some before the shift, then those whom nobody reached in time.
pub struct Reporters {
    world: World,
    /// Alerts whose people have reported, or never will.
    decided: HashSet<AlertId>,
    has_begun: bool,
}

impl Reporters {
    /// Nobody has reported yet.
    pub fn new(world: World) -> Self {
        Self {
            world,
            decided: HashSet::new(),
            has_begun: false,
        }
    }

    /// Losses of the minutes before the shift.
    fn earlier(&self, now: Millis) -> impl Iterator<Item = Wish> {
        (0..EARLIER).map(move |n| {
            let name = format!("r-{n}");
            let victim = Victim::of(&self.world.centre, self.world.seed, &name);
            let ago = 2.0 + 12.0 * Chance::of(self.world.seed, "earlier", &name).share();
            let org = victim.org.parse().unwrap_or_default();
            report(
                &victim,
                victim.fraud_type,
                org,
                Some(now - Span((ago * 60_000.0) as i64)),
            )
        })
    }
}

impl Mind for Reporters {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        if !std::mem::replace(&mut self.has_begun, true)
            && floor.cases().values().all(|case| is_earlier(case))
        {
            return self.earlier(now).collect();
        }
        let mut wishes = Vec::new();
        for alert in floor.alerts().values().filter(|a| is_given_up(a)) {
            if self.decided.contains(&alert.id) {
                continue;
            }
            let victim = self.world.victim(alert);
            let Some(after) = victim.pays_after else {
                self.decided.insert(alert.id);
                continue;
            };
            let notices = self
                .world
                .delay("report", &alert.id.to_string(), 60.0, 900.0);
            if now < alert.raised_at + after + notices {
                continue;
            }
            self.decided.insert(alert.id);
            if !has_case(floor, alert) {
                let paid_at = Some(alert.raised_at + after);
                wishes.push(report(
                    &victim,
                    alert.fraud_type,
                    alert.org.clone(),
                    paid_at,
                ));
            }
        }
        wishes
    }
}

/// A report of a loss to 110.
fn report(victim: &Victim, fraud_type: FraudType, org: OrgCode, paid_at: Option<Millis>) -> Wish {
    let open = OpenCase {
        kind: AlertKind::Report,
        fraud_type,
        org,
        victim_phone: Some(Private::Raw(victim.phone.clone())),
        victim_name: Some(Private::Raw(victim.person.clone())),
        caller: Some(Private::Raw(victim.caller.clone())),
        reported_at: None,
        loss: Some(victim.amount),
        transfers: vec![told(victim, paid_at)],
    };
    Wish {
        command: Command::CaseOpen(Box::new(open)),
        target: None,
    }
}

/// Whether this victim's loss was reported before, in an earlier run on the same floor.
fn has_case(floor: &Floor, alert: &Alert) -> bool {
    let token = |person: &Person| person.phone.as_ref().map(|p| p.token);
    let wanted = token(&alert.victim);
    wanted.is_some() && floor.cases().values().any(|c| token(&c.victim) == wanted)
}

/// Nobody talked this person out of it.
fn is_given_up(alert: &Alert) -> bool {
    let closed = alert.closing.as_ref().map(|c| c.outcome);
    matches!(alert.state, AlertState::Expired | AlertState::AutoHandled)
        || matches!(closed, Some(Outcome::Unreachable | Outcome::Refused))
}
