//! Chance against the rules: several people give random commands on random versions while time jumps about,
//! and what must always hold is checked after every single event.

use std::collections::{BTreeSet, HashMap};

use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::bench::{Bench, about, actor, commander, names, producer, sealed};
use super::seat;
use crate::domain::alert::{Alert, AlertState as S, Call, CallState, Outcome, Tier};
use crate::domain::case::Method;
use crate::domain::command::{
    CallNow, Close, Command as C, Convert, Differs, DraftOrder, Escalate, Held, MergeInto, MovedOn,
    NoArgs, ReportIntervention, SeatNow, ShelveFor, StaffNow, StartIntervention, ToldAccount,
    ToldTransfer, Why,
};
use crate::domain::event::{Body, Event, Ver};
use crate::domain::floor::Floor;
use crate::domain::ids::{Key, Sub};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::money::Fen;
use crate::domain::order::{MismatchField, Order, OrderState};
use crate::domain::org::{Actor, Desk, DeskKind, PaperPolicy, Role, SeatStatus};
use crate::domain::policy::Policy;
use crate::domain::script::{Answer, Choice, Question};
use crate::domain::time::Span;

/// One step of chance: what, who, on which, with what.
type Step = [u8; 4];

/// Everybody on the floor, and the desk of the one institution.
fn people() -> Vec<Actor> {
    let mut desk = actor("l:ICBC", &[Role::Liaison]);
    desk.institutions = vec!["ICBC".parse().unwrap()];
    vec![
        actor("u:1", &[Role::Dissuader]),
        actor("u:2", &[Role::Dissuader, Role::Disposal]),
        actor("u:3", &[Role::Disposal, Role::CallTaker]),
        actor("u:4", &[Role::Analyst]),
        actor("u:5", &[Role::FieldOfficer]),
        commander(),
        desk,
        producer(),
    ]
}

/// How often each of them acts: officers more than others.
const OFTEN: [usize; 16] = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 5, 6, 7];

fn pick<T: Copy>(from: &[T], n: u8) -> T {
    from[usize::from(n) % from.len()]
}

/// The command of a step, on whatever there is.
fn command(bench: &Bench, [what, _, which, with]: Step) -> Option<(Option<Key>, C)> {
    let floor = &bench.floor;
    let alerts: Vec<&Alert> = floor.alerts().values().map(|a| &*a.is).collect();
    let orders: Vec<&Order> = floor.orders().values().map(|o| &*o.is).collect();
    let open: Vec<&Alert> = alerts
        .iter()
        .copied()
        .filter(|a| a.state.is_open())
        .collect();
    let alert = match which {
        0..200 if !open.is_empty() => Some(pick(&open, which)),
        _ if !alerts.is_empty() => Some(pick(&alerts, which)),
        _ => None,
    };
    let on_alert = |command| {
        let waits = alert?.state.is_waiting() && with % 4 != 0;
        let command = if waits {
            C::AlertClaim(NoArgs {})
        } else {
            command
        };
        Some((Some(Key::Alert(alert?.id)), command))
    };
    let order = (!orders.is_empty()).then(|| {
        *orders
            .iter()
            .rev()
            .nth(usize::from(which % 4))
            .unwrap_or(&orders[0])
    });
    let on_order = |command| Some((Some(Key::Order(order?.id)), command));
    let on_case = |command| {
        let cases: Vec<_> = floor.cases().keys().copied().collect();
        (!cases.is_empty()).then(|| (Some(Key::Case(pick(&cases, which))), command))
    };
    let status = SeatNow {
        status: pick(SeatStatus::ALL, with),
    };
    let reason = || {
        if with == 0 {
            "".into()
        } else {
            "chance".into()
        }
    };
    match what % 34 {
        0 | 1 => Some((None, raise(which, with))),
        2 | 3 => on_alert(C::AlertClaim(NoArgs {})),
        4 | 5 => Some((None, C::AlertNext(NoArgs {}))),
        6 => on_alert(C::AlertRelease(NoArgs {})),
        7 => on_alert(C::AlertEscalate(Escalate {
            tier: (with % 3 == 0).then(|| pick(Tier::ALL, with)),
            reason: reason(),
        })),
        8 => on_alert(C::AlertClose(Close {
            outcome: pick(Outcome::ALL, with),
            reason: reason(),
        })),
        9 => on_alert(C::AlertConfirmClose(NoArgs {})),
        10 => on_alert(C::AlertShelve(ShelveFor {
            minutes: u32::from(with),
            reason: reason(),
        })),
        11 => {
            alert?;
            on_alert(C::AlertMerge(MergeInto {
                into: pick(&alerts, with).id,
            }))
        }
        12 => on_alert(C::AlertConvert(Convert {
            loss: None,
            transfers: vec![transfer(with)],
        })),
        13 => on_alert(C::AlertReopen(Why { reason: reason() })),
        14..=16 => on_alert(C::AlertAnswer(answer(with))),
        17 => on_alert(C::AlertCall(CallNow {
            state: pick(CallState::ALL, with),
        })),
        18 | 19 => on_alert(C::InterventionStart(StartIntervention {
            kind: pick(InterventionKind::ALL, with),
        })),
        20..=22 => {
            let runs = &alert?.interventions;
            let one = runs.get(usize::from(with >> 4) % runs.len().max(1))?;
            let state = pick(InterventionState::ALL, with);
            on_alert(C::InterventionReport(ReportIntervention {
                id: one.id,
                state,
            }))
        }
        23 => Some((None, C::SeatStatus(status))),
        28 => match with % 5 {
            0 => on_order(C::OrderRecall(NoArgs {})),
            1 => on_order(C::OrderCancel(Why { reason: reason() })),
            2 => on_case(C::CaseTake(NoArgs {})),
            3 => on_case(C::CaseNotFraud(Why { reason: reason() })),
            _ => on_order(C::OrderPaper(NoArgs {})),
        },
        29 => on_order(any_answer(with)),
        24..=27 | 30..=32 => on_order(next_of(order?, with)),
        _ => on_case(C::OrderDraft(DraftOrder {
            account: sealed(100 + u128::from(with % 2)),
            institution: "ICBC".parse().ok()?,
            limit: None,
            money_at: None,
        })),
    }
}

/// Something an institution may say.
fn any_answer(with: u8) -> C {
    match with % 4 {
        0 => C::OrderAck(NoArgs {}),
        1 => C::OrderStopped(Held {
            held: Fen(i64::from(with) / 8 - 1),
        }),
        2 => C::OrderEmpty(MovedOn {
            next_accounts: vec![told(with)],
        }),
        _ => C::OrderMismatch(Differs {
            field: pick(MismatchField::ALL, with),
        }),
    }
}

/// What an order waits for, so that chance goes deep as well as wide.
fn next_of(order: &Order, with: u8) -> C {
    match order.state {
        OrderState::Draft if with.is_multiple_of(8) => C::OrderReview(NoArgs {}),
        OrderState::Draft => C::OrderActFirst(NoArgs {}),
        OrderState::Reviewed if order.leaves_at.is_some() && with % 8 == 1 => {
            C::OrderRecall(NoArgs {})
        }
        OrderState::Reviewed => C::OrderSend(NoArgs {}),
        OrderState::Sent => C::OrderAck(NoArgs {}),
        _ => any_answer(with),
    }
}

/// Who would give a command in earnest; chance alone seldom meets the right person.
fn fitting(floor: &Floor, key: Option<&Key>, command: &C) -> Option<Actor> {
    let people = people();
    let one = |sub: &Sub| people.iter().find(|p| p.sub == *sub).cloned();
    if let C::AlertRaise(_) = command {
        return Some(producer());
    }
    match (command, key?) {
        (
            C::OrderAck(_) | C::OrderStopped(_) | C::OrderEmpty(_) | C::OrderMismatch(_),
            Key::Order(_),
        ) => people.iter().find(|p| !p.institutions.is_empty()).cloned(),
        (_, Key::Order(id)) => one(&floor.order(id)?.requested_by),
        (_, Key::Alert(id)) => one(floor.alert(id)?.owner.as_ref()?),
        _ => None,
    }
}

fn raise(victim: u8, with: u8) -> C {
    let mut told = about(u128::from(victim % 5), pick(Tier::ALL, with));
    told.score = u16::from(with) * 4;
    told.at_risk = (with % 4 == 1).then(|| Fen::yuan(i64::from(with)));
    told.call = (with % 3 == 1).then_some(Call {
        state: CallState::Active,
        started_at: None,
    });
    C::AlertRaise(Box::new(told))
}

fn answer(with: u8) -> Answer {
    let question = pick(Question::ALL, with);
    let choices = question.choices();
    if choices.is_empty() {
        let amount = Some(Fen(i64::from(with)));
        return Answer {
            question,
            choice: Choice::Sum,
            amount,
        };
    }
    Answer {
        question,
        choice: pick(choices, with >> 3),
        amount: None,
    }
}

fn transfer(with: u8) -> ToldTransfer {
    let to = told(with);
    ToldTransfer {
        account: to.account,
        institution: to.institution,
        amount: to.amount,
        at: None,
        method: Method::Bank,
    }
}

fn told(with: u8) -> ToldAccount {
    ToldAccount {
        account: sealed(100 + u128::from(with % 2)),
        institution: "ICBC".parse().unwrap(),
        amount: Fen(i64::from(with)),
        at: None,
    }
}

/// Jumps of time in seconds, from less than a recall to more than the archive, most of them small.
const JUMPS: [i64; 16] = [
    1, 1, 6, 6, 6, 6, 6, 31, 31, 61, 61, 360, 660, 10_800, 176_400, 288_000,
];

/// The floor as an onlooker keeps it: event by event, through the words of the wire.
#[derive(Default)]
struct Onlooker {
    floor: Floor,
    vers: HashMap<Key, Ver>,
    stops: HashMap<u128, u32>,
    seen: BTreeSet<String>,
}

impl Onlooker {
    fn see(&mut self, event: &Event, most_stops: u8) {
        let data = event.body.data().unwrap();
        let body = Body::decode(event.body.name(), data.get()).unwrap();
        assert_eq!(body, event.body, "the wire tells all");

        let ver = self.vers.entry(event.key.clone()).or_default();
        assert_eq!(event.ver, *ver + 1, "{event:?}");
        *ver = event.ver;

        let before = self.alert(&event.key);
        let event = Event {
            body,
            ..event.clone()
        };
        self.floor.apply(&event);
        Self::check_row(before.as_ref(), &event);
        if let (Some(before), Some(after)) = (before, self.alert(&event.key)) {
            assert!(after.tier <= before.tier, "a tier fell: {event:?}");
            assert!(after.reasons.len() >= before.reasons.len(), "{event:?}");
        }
        self.check_owner(&event.key);
        self.check_money(&event, most_stops);
        self.seen.insert(event.body.name().to_owned());
    }

    fn alert(&self, key: &Key) -> Option<Alert> {
        let Key::Alert(id) = key else { return None };
        self.floor.alert(id).map(|held| (*held.is).clone())
    }

    /// The row of the table an event on an alert stands for.
    fn check_row(before: Option<&Alert>, event: &Event) {
        let held = [S::Claimed, S::Working, S::Escalated];
        let open = [S::New, S::Reopened, S::Claimed, S::Working, S::Escalated];
        let ended = [
            S::AutoHandled,
            S::Closed,
            S::Merged,
            S::Converted,
            S::Expired,
        ];
        let Some(before) = before else { return };
        let from: &[S] = match &event.body {
            Body::AlertClaimed(_) | Body::AlertOverdue(_) => &[S::New, S::Reopened],
            Body::AlertWorking(_) => &[S::Claimed],
            Body::AlertEscalated(_) => &[S::Working, S::Escalated],
            Body::AlertExpired(_) => &[S::New],
            Body::AlertReturned(_) => &[S::Shelved],
            Body::AlertReopened(_) | Body::AlertArchived(_) => &ended,
            Body::AlertShelved(shelf) => {
                assert_ne!(before.tier, Tier::P0);
                assert!(shelf.until.since(event.at) <= Span::hours(4));
                &open
            }
            Body::AlertClosed(closing) => {
                let p0 = before.tier == Tier::P0 && closing.outcome == Outcome::FalseAlarm;
                assert_eq!(p0, closing.second.is_some(), "{event:?}");
                assert_ne!(closing.second.as_ref(), Some(&closing.by));
                &held
            }
            Body::AlertReleased(_)
            | Body::AlertAnswered(_)
            | Body::AlertConverted(_)
            | Body::AlertCloseProposed(_)
            | Body::AlertProgressed(_) => &held,
            Body::InterventionChanged(change) => {
                let one = before.interventions.iter().find(|i| i.id == change.id);
                let was = one.unwrap().state;
                assert!(was.allows(change.state), "{was} → {}", change.state);
                return;
            }
            _ => return,
        };
        assert!(from.contains(&before.state), "{} {event:?}", before.state);
    }

    /// One owner, with a lease, exactly while it is in somebody's hands.
    fn check_owner(&self, key: &Key) {
        let Some(alert) = self.alert(key) else { return };
        let held = alert.state.is_held();
        let ended = matches!(alert.state, S::Closed | S::Converted);
        assert_eq!(alert.owner.is_some(), held || ended, "{alert:?}");
        assert_eq!(alert.lease_until.is_some(), held, "{alert:?}");
        assert!(alert.proposed.is_none() || held, "{alert:?}");
        assert_eq!(alert.state == S::Closed, alert.closing.is_some());
        assert_eq!(alert.state == S::Shelved, alert.shelf.is_some());
        assert!(alert.tier != Tier::P0 || alert.state != S::Shelved);
    }

    fn check_money(&mut self, event: &Event, most_stops: u8) {
        let (Key::Order(id), Body::OrderStopped(stopped)) = (&event.key, &event.body) else {
            return;
        };
        assert!(stopped.held > Fen::ZERO, "{event:?}");
        let order = self.floor.order(id).unwrap();
        assert!(order.limit.is_none_or(|limit| stopped.held <= limit));
        let stops = self.stops.entry(order.target.token.0).or_default();
        *stops += 1;
        assert!(*stops <= u32::from(most_stops), "{event:?}");
    }
}

fn with_desk() -> Bench {
    let mut bench = Bench::new();
    let desk = Desk {
        institution: "ICBC".parse().unwrap(),
        kind: DeskKind::Bank,
        name_zh: "工商银行".into(),
        name_en: "ICBC".into(),
        staffed: false,
        paper: PaperPolicy::ActFirst,
        answers: Vec::new(),
        last_answer: None,
    };
    let list = C::DeskList(Box::new(desk));
    bench.give(&commander(), None, list).unwrap();
    let key = Some(Key::Desk("ICBC".parse().unwrap()));
    let staff = C::DeskStaff(StaffNow { staffed: true });
    bench.give(&commander(), key, staff).unwrap();
    bench
}

/// Plays the steps; every event is seen by the onlooker the moment it happens.
fn play(steps: &[Step]) -> BTreeSet<String> {
    let mut bench = with_desk();
    bench.policy.shift = Policy::shipped().shift;
    bench.policy.order.stops_per_account = 1 + steps[0][0] % 2;
    let people = people();
    let mut onlooker = Onlooker::default();
    let mut told = 0;
    for step in steps {
        let [what, who, which, with] = *step;
        let who = &people[pick(&OFTEN, who)];
        match what {
            0..=40 => {
                bench.pass(Span::secs(pick(&JUMPS, with)));
                bench.tick();
                assert_eq!(names(&bench.tick()), [""; 0], "the clock's work is done");
            }
            41..=48 => {
                let changes = if which % 2 == 0 {
                    seat::lost(&bench.floor, &who.sub)
                } else {
                    seat::back(&bench.floor, &who.sub)
                };
                bench.take(changes, &who.sub);
            }
            _ => {
                if let Some((key, command)) = command(&bench, *step) {
                    let fitting = fitting(&bench.floor, key.as_ref(), &command);
                    let who = fitting.as_ref().filter(|_| with % 8 != 0).unwrap_or(who);
                    let now = key.as_ref().and_then(|key| bench.floor.ver(key));
                    let stale = with == 255;
                    let expect = now.map(|ver| if stale { ver + 1 } else { ver });
                    let before = bench.log.len();
                    if bench.give_on(who, (key, expect), command).is_err() {
                        assert_eq!(bench.log.len(), before, "a refusal changes nothing");
                    }
                }
            }
        }
        for event in &bench.log[told..] {
            onlooker.see(event, bench.policy.order.stops_per_account);
        }
        told = bench.log.len();
        assert_eq!(onlooker.floor, bench.floor, "all who saw it agree");
    }
    let mut again = Floor::default();
    bench.log.iter().for_each(|event| again.apply(event));
    assert_eq!(again, bench.floor, "the log tells the floor");
    onlooker.seen
}

#[test]
fn whatever_people_do_the_rules_hold() {
    let config = Config {
        cases: 192,
        failure_persistence: None,
        ..Config::default()
    };
    let chance = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut seen = BTreeSet::new();
    let cell = std::cell::RefCell::new(&mut seen);
    TestRunner::new_with_rng(config, chance)
        .run(&vec(proptest::array::uniform4(0u8..), 200..800), |steps| {
            cell.borrow_mut().extend(play(&steps));
            Ok(())
        })
        .unwrap();
    // Chance that never gets anywhere proves nothing: it must have met every kind of event there is.
    let unmet: Vec<_> = Body::NAMES
        .iter()
        .filter(|name| !seen.contains(**name) && **name != "org.listed")
        .collect();
    assert!(unmet.is_empty(), "never met: {unmet:?}");
}
