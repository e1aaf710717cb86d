//! What happened before the shift: a few sums that were stopped or frozen hours, days and months ago, each near the
//! end of its time in another way, so that the cliff board has something to say. Held by an officer of an earlier
//! shift, whose cases the simulated staff leave alone: they are for whoever sits at the console.

use super::centre::Centre;
use super::minds::{institution, told};
use super::victim::Victim;
use crate::domain::alert::AlertKind;
use crate::domain::case::Case;
use crate::domain::command::{
    AskFor, Command, Held as HeldSum, NoArgs, OpenCase, ToldTransfer, Why,
};
use crate::domain::deed::{Deed, On};
use crate::domain::ids::OrgCode;
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::order::AskKind;
use crate::domain::org::{Actor, Role};
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// The officer of the earlier shift.
const OFFICER: &str = "u:9205";
/// The least of the first sum; of the second twice as much, and so on.
const LEAST: Fen = Fen::yuan(12_000);

/// How far a sum has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Stopped,
    /// The commander decided that it may go free.
    LetLapse,
    Frozen,
}

/// A sum: the bank, how far it has come, how long before it goes free.
struct Story(&'static str, Stands, Span);

/// The oldest first.
const STORIES: [Story; 5] = [
    Story("ICBC", Stands::Frozen, Span::hours(171)),
    Story("CCB", Stands::Frozen, Span::hours(718)),
    Story("BOC", Stands::LetLapse, Span::mins(34)),
    Story("ABC", Stands::Stopped, Span::mins(124)),
    Story("PSBC", Stands::Stopped, Span::mins(340)),
];

/// Whether a case is of that time.
pub fn is_earlier(case: &Case) -> bool {
    case.owner
        .as_ref()
        .is_some_and(|owner| owner.as_str() == OFFICER)
}

/// What was done until now, oldest first.
pub fn deeds(seed: u64, org: &OrgCode, now: Millis) -> Vec<Deed> {
    let centre = Centre::published();
    let mut deeds: Vec<Deed> = Vec::new();
    for (no, story) in (1..).zip(&STORIES) {
        let victim = Victim::of(&centre, seed, &format!("h-{no}"));
        let mut teller = Teller {
            org,
            no,
            deeds: &mut deeds,
        };
        teller.tell(story, &victim, now);
    }
    deeds.sort_by_key(|deed| deed.at);
    deeds
}

/// Tells one story.
struct Teller<'a> {
    org: &'a OrgCode,
    /// Number of its case and of its order.
    no: u32,
    deeds: &'a mut Vec<Deed>,
}

impl Teller<'_> {
    fn tell(&mut self, story: &Story, victim: &Victim, now: Millis) {
        let Story(bank, stands, left) = story;
        let (policy, ends) = (Policy::shipped(), now + *left);
        let frozen_at = frozen_at(&policy, ends);
        let stopped_at = match stands {
            Stands::Frozen => frozen_at - Span::hours(20),
            Stands::Stopped | Stands::LetLapse => ends - policy.clock.stop_cliff.due,
        };
        self.stop(bank, victim, stopped_at);
        let case = On::Case(self.no);
        let file = Command::CaseFile(NoArgs {});
        self.officer(stopped_at + Span::hours(3), case, file);
        let order = On::Order(self.no);
        match stands {
            Stands::Stopped => {}
            Stands::LetLapse => {
                let why = Command::OrderLetLapse(Why {
                    reason: SafeText::line("SIM 受害人已与对方和解 the victim has settled"),
                });
                self.by("u:9001", Role::Commander, now - Span::mins(40), order, why);
            }
            Stands::Frozen => {
                let ask = Command::OrderAsk(AskFor {
                    kind: AskKind::Freeze,
                    term: None,
                    reason: SafeText::line("SIM 已立案 the case is filed"),
                });
                self.officer(frozen_at - Span::mins(10), order, ask);
                let agreed = Command::OrderApprove(NoArgs {});
                let at = frozen_at - Span::mins(8);
                self.by("u:9401", Role::Approver, at, order, agreed);
                self.bank(bank, frozen_at, Command::OrderGranted(NoArgs {}));
                let begun = Command::CaseInvestigate(NoArgs {});
                self.officer(frozen_at + Span::hours(4), case, begun);
            }
        }
    }

    /// From the report to the moment the bank holds the money.
    fn stop(&mut self, bank: &str, victim: &Victim, stopped_at: Millis) {
        let amount = Fen(victim.amount.0.max(LEAST.0 * i64::from(self.no)));
        let paid = ToldTransfer {
            institution: institution(bank),
            amount,
            delay: None,
            ..told(victim, Some(stopped_at - Span::mins(24)))
        };
        let report = Command::CaseOpen(Box::new(OpenCase {
            kind: AlertKind::Report,
            fraud_type: victim.fraud_type,
            org: victim.org.parse().unwrap_or_default(),
            victim_phone: Some(Private::Raw(victim.phone.clone())),
            victim_name: Some(Private::Raw(victim.person.clone())),
            // Without a number there is nothing to shut, and the order about the money is the case's only one.
            caller: None,
            reported_at: None,
            loss: Some(amount),
            transfers: vec![paid],
        }));
        let order = On::Order(self.no);
        let before = |mins| stopped_at - Span::mins(mins);
        self.officer(before(9), On::Nothing, report);
        let agreed = Command::OrderReview(NoArgs {});
        self.by("u:9001", Role::Commander, before(8), order, agreed);
        self.officer(before(7), order, Command::OrderSend(NoArgs {}));
        self.bank(bank, before(6), Command::OrderAck(NoArgs {}));
        let held = amount.estimate(0.83);
        self.bank(bank, stopped_at, Command::OrderStopped(HeldSum { held }));
        self.officer(
            stopped_at + Span::mins(30),
            order,
            Command::OrderPaper(NoArgs {}),
        );
    }

    fn officer(&mut self, at: Millis, on: On, command: Command) {
        self.by(OFFICER, Role::Disposal, at, on, command);
    }

    fn bank(&mut self, bank: &str, at: Millis, command: Command) {
        self.by("l:SIM", Role::Liaison, at, On::Order(self.no), command);
        if let Some(deed) = self.deeds.last_mut() {
            deed.by.institutions = vec![institution(bank)];
        }
    }

    fn by(&mut self, sub: &str, role: Role, at: Millis, on: On, command: Command) {
        let by = Actor {
            sub: sub.parse().unwrap_or_default(),
            roles: vec![role],
            org: self.org.clone(),
            institutions: Vec::new(),
        };
        self.deeds.push(Deed {
            at,
            by,
            on,
            command,
        });
    }
}

/// When a freeze began that ends then; months end days earlier where a day is missing.
fn frozen_at(policy: &Policy, ends: Millis) -> Millis {
    let near = ends - policy.freeze_term(None).shortest();
    near - policy.freeze_ends(None, near).since(ends)
}

#[cfg(test)]
mod tests;
