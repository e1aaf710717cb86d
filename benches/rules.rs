//! The rules at work: deciding, folding, the order of the queue, the tree of a trace. `cargo bench --bench rules`;
//! docs/BENCHES.md sets the medians beside their limits.

#![allow(clippy::unwrap_used, clippy::cast_possible_wrap)] // a bench that can not go on stops

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use watchfloor::domain::alert::{AlertKind, Channel, FraudType, Tier};
use watchfloor::domain::command::{Command, Flow, NoArgs, RaiseAlert, Request};
use watchfloor::domain::decide::decide;
use watchfloor::domain::event::{Body, Change, Event, Off, Reality};
use watchfloor::domain::figures::Figures;
use watchfloor::domain::floor::Floor;
use watchfloor::domain::ids::{CaseId, Key};
use watchfloor::domain::masked::{Masked, Private, Token};
use watchfloor::domain::money::Fen;
use watchfloor::domain::org::{Actor, Role};
use watchfloor::domain::policy::{Ctx, Policy};
use watchfloor::domain::time::{Millis, Span};
use watchfloor::domain::worth;
use watchfloor::text::words::Lang;
use watchfloor::tui::app::tree::{Fade, Source, Tree};

const NOW: Millis = Millis(1_795_400_000_000);
/// Alerts of a busy day that are open at once.
const ALERTS: usize = 20_000;
/// Places of a large trace: 10 tiers, 400 leaves and more.
const PLACES: usize = 850;
/// Places of the largest trace that is loaded.
const LARGE: usize = 3000;

fn main() {
    divan::main();
}

/// A floor that grows by commands, as on a hub.
struct Hub {
    floor: Floor,
    policy: Policy,
    salt: u128,
    off: u64,
}

impl Hub {
    fn new() -> Self {
        Self {
            floor: Floor::default(),
            policy: Policy::shipped(),
            salt: 1,
            off: 0,
        }
    }

    fn decide(&mut self, request: &Request, actor: &Actor) -> Vec<Change> {
        self.salt += 1;
        let ctx = Ctx {
            now: NOW,
            policy: &self.policy,
            salt: self.salt << 16,
        };
        decide(&self.floor, request, actor, &ctx).unwrap()
    }

    /// Gives the changes their place in the log.
    fn events(&mut self, changes: Vec<Change>) -> Vec<Event> {
        let mut events = Vec::with_capacity(changes.len());
        for change in changes {
            self.off += 1;
            events.push(Event {
                off: Off(self.off),
                at: NOW,
                ver: self.floor.ver(&change.key).unwrap_or(0) + 1,
                key: change.key,
                by: "u:1".parse().unwrap(),
                status: Reality::Actual,
                body: change.body,
            });
        }
        events
    }

    fn give(&mut self, request: &Request, actor: &Actor) {
        let changes = self.decide(request, actor);
        for event in self.events(changes) {
            self.floor.apply(&event);
        }
    }

    /// A floor with alerts of all tiers but the last.
    fn with_alerts(count: usize) -> Self {
        let mut hub = Self::new();
        let producer = actor(Role::Producer);
        for n in 0..count {
            hub.give(&raise(n), &producer);
        }
        assert_eq!(hub.floor.alerts().len(), count);
        hub
    }

    /// A floor with one trace: each place pays on to three, down to the tenth tier.
    fn with_trace(places: usize) -> (Self, CaseId) {
        let mut hub = Self::new();
        let analyst = actor(Role::Analyst);
        for n in 1..places {
            hub.give(&flow(sender(n), n), &analyst);
        }
        assert_eq!(hub.floor.hops().len(), places);
        let case = *hub.floor.cases().keys().next().unwrap();
        (hub, case)
    }
}

/// Who pays the `n`th place: wide at the top, then in long lines down to the tenth tier.
fn sender(n: usize) -> usize {
    const WIDE: usize = 64;
    if n < WIDE {
        (n - 1) / 8
    } else if n / WIDE < 8 {
        n - WIDE
    } else {
        n % WIDE
    }
}

fn actor(role: Role) -> Actor {
    Actor {
        sub: "u:1".parse().unwrap(),
        roles: vec![role],
        org: "330700".parse().unwrap(),
        institutions: Vec::new(),
    }
}

fn request(command: Command) -> Request {
    Request {
        key: None,
        expect: None,
        status: Reality::Actual,
        command,
    }
}

fn sealed(n: usize) -> Private {
    Private::Sealed(Masked {
        mask: Some("9900 **** **** 1234".into()),
        token: Token(n as u128 + 1),
    })
}

fn raise(n: usize) -> Request {
    request(Command::AlertRaise(Box::new(RaiseAlert {
        kind: AlertKind::ModelVictim,
        tier: [Tier::P0, Tier::P1, Tier::P2, Tier::P2][n % 4],
        score: (n % 1000) as u16,
        model: None,
        reasons: vec!["冒充客服，要求转账".into(), "told to buy gift cards".into()],
        fraud_type: FraudType::TaskRebate,
        channel: Channel::Call,
        org: "330702".parse().unwrap(),
        victim_phone: Some(sealed(n)),
        victim_name: None,
        age_band: Some("50-59".into()),
        occupation: None,
        caller: None,
        call: None,
        at_risk: Some(Fen::yuan(1 + n as i64 % 90_000)),
        transfer_at: (n.is_multiple_of(3)).then(|| NOW - Span::secs(n as i64 % 3600)),
        detected_at: Some(NOW - Span::secs(n as i64 % 7200)),
        flags: Vec::new(),
        transcript: Vec::new(),
        source: None,
    })))
}

fn flow(from: usize, to: usize) -> Request {
    request(Command::HopFlow(Box::new(Flow {
        name: "bench".into(),
        org: "330700".parse().unwrap(),
        from: sealed(from),
        from_institution: "ICBC".parse().unwrap(),
        to: sealed(to),
        to_institution: "ABC".parse().unwrap(),
        amount: Fen::yuan(1 + to as i64),
        at: Some(NOW - Span::secs((LARGE - to.min(LARGE)) as i64)),
        source: None,
    })))
}

/// Commands: a new alert on a floor of 20 000, looking for a standing one of the same victim.
#[divan::bench]
fn decide_raise(bencher: Bencher<'_, '_>) {
    let mut hub = Hub::with_alerts(ALERTS);
    let (request, producer) = (raise(ALERTS + 1), actor(Role::Producer));
    bencher
        .counter(ItemsCount::new(1usize))
        .bench_local(|| hub.decide(black_box(&request), &producer));
}

/// Commands: the alert worth most of 20 000, for an officer who asks for the next.
#[divan::bench]
fn decide_next(bencher: Bencher<'_, '_>) {
    let mut hub = Hub::with_alerts(ALERTS);
    let (request, officer) = (
        request(Command::AlertNext(NoArgs {})),
        actor(Role::Dissuader),
    );
    bencher
        .counter(ItemsCount::new(1usize))
        .bench_local(|| hub.decide(black_box(&request), &officer));
}

/// Commands: a transfer into a trace of 3 000 places.
#[divan::bench]
fn decide_flow(bencher: Bencher<'_, '_>) {
    let (mut hub, _) = Hub::with_trace(LARGE);
    let (request, analyst) = (flow(LARGE - 1, LARGE), actor(Role::Analyst));
    bencher
        .counter(ItemsCount::new(1usize))
        .bench_local(|| hub.decide(black_box(&request), &analyst));
}

/// Events: every alert of a floor is claimed.
#[divan::bench(sample_count = 20)]
fn fold_changes(bencher: Bencher<'_, '_>) {
    let mut hub = Hub::with_alerts(ALERTS);
    let claims = hub.floor.alerts().keys().map(|id| Change {
        key: Key::Alert(*id),
        body: Body::decode(
            "alert.claimed",
            r#"{"owner":"u:1","lease_until":"2026-11-23T01:15:00.123Z"}"#,
        )
        .unwrap(),
    });
    let claims = claims.collect();
    let claims = hub.events(claims);
    bencher
        .counter(ItemsCount::new(claims.len()))
        .with_inputs(|| hub.floor.clone())
        .bench_local_values(|mut floor| {
            for event in &claims {
                floor.apply(event);
            }
            floor
        });
}

/// Events: an empty floor takes new alerts in.
#[divan::bench(sample_count = 20)]
fn fold_raised(bencher: Bencher<'_, '_>) {
    let mut hub = Hub::new();
    let producer = actor(Role::Producer);
    let raised: Vec<Event> = (0..ALERTS)
        .flat_map(|n| {
            let changes = hub.decide(&raise(n), &producer);
            hub.events(changes)
        })
        .collect();
    bencher
        .counter(ItemsCount::new(raised.len()))
        .with_inputs(Floor::default)
        .bench_local_values(|mut floor| {
            for event in &raised {
                floor.apply(event);
            }
            floor
        });
}

/// The whole queue in the order of worth.
#[divan::bench(args = [1000, ALERTS])]
fn worth_queue(bencher: Bencher<'_, '_>, count: usize) {
    let hub = Hub::with_alerts(count);
    bencher.bench_local(|| worth::queue(&hub.floor, black_box(NOW), &hub.policy));
}

/// Every figure of the head line and the wall.
#[divan::bench(args = [1000, ALERTS])]
fn figures(bencher: Bencher<'_, '_>, count: usize) {
    let hub = Hub::with_alerts(count);
    bencher.bench_local(|| Figures::of(&hub.floor, black_box(NOW), &hub.policy));
}

/// The places of a trace that may still hold money.
#[divan::bench(args = [PLACES, LARGE])]
fn frontier(bencher: Bencher<'_, '_>, places: usize) {
    let (hub, case) = Hub::with_trace(places);
    let case = hub.floor.case(&case).unwrap();
    bencher.bench_local(|| worth::frontier(&hub.floor, black_box(case)));
}

/// The tree on the screen, read whole after a change.
#[divan::bench(args = [PLACES, LARGE])]
fn tree_grown(bencher: Bencher<'_, '_>, places: usize) {
    let (hub, case) = Hub::with_trace(places);
    bencher.bench_local(|| shown(&hub, case));
}

/// The same each second, where only sums fade.
#[divan::bench(args = [PLACES, LARGE])]
fn tree_faded(bencher: Bencher<'_, '_>, places: usize) {
    let (hub, case) = Hub::with_trace(places);
    let mut tree = shown(&hub, case);
    bencher.bench_local(|| tree.refresh(&source(&hub), Fade::Due));
}

fn source(hub: &Hub) -> Source<'_> {
    Source {
        floor: &hub.floor,
        policy: &hub.policy,
        now: NOW,
        lang: Lang::Zh,
    }
}

fn shown(hub: &Hub, case: CaseId) -> Tree {
    let mut tree = Tree::default();
    tree.show(case, None);
    tree.refresh(&source(hub), Fade::Due);
    tree
}
