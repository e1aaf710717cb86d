//! Traces for tests of the console: a report whose money went on over several tiers, and a tree as large as any.

use std::sync::Arc;
use std::time::Duration;

use super::{Bench, Hub, colleague, liaison, org};
use crate::domain::alert::{AlertKind, FraudType};
use crate::domain::case::Method;
use crate::domain::command::{Command, DraftOrder, Held, MovedOn, NoArgs, OpenCase, ToldTransfer};
use crate::domain::event::{Body, Change, HopAnswer, HopAsked, HopEnding, Reality};
use crate::domain::hop::{Hop, HopEnd, HopKind, HopState};
use crate::domain::ids::{CaseId, HopId, Key, OrderId, Ulid};
use crate::domain::masked::{Masked, Private, Token};
use crate::domain::money::Fen;
use crate::domain::order::PaperState;
use crate::domain::org::{Actor, PaperPolicy};
use crate::domain::policy::Policy;
use crate::domain::time::Span;

/// Where a place of a test hangs, and what is known of it.
pub struct Place {
    pub parent: Option<HopId>,
    pub tier: u8,
    pub kind: HopKind,
    pub bank: &'static str,
    pub yuan: i64,
    pub mins: i64,
}

/// An account at a bank.
pub fn account(parent: HopId, tier: u8, bank: &'static str, yuan: i64, mins: i64) -> Place {
    Place {
        parent: Some(parent),
        tier,
        kind: HopKind::CardFlow,
        bank,
        yuan,
        mins,
    }
}

/// An order number of a payment firm.
pub fn order_number(parent: HopId, tier: u8, yuan: i64, mins: i64) -> Place {
    Place {
        kind: HopKind::OrderToCard,
        ..account(parent, tier, "TENPAY", yuan, mins)
    }
}

impl Hub {
    /// Writes an event on a hop, as the hub's own.
    fn on_hop(&mut self, id: HopId, body: Body) {
        let change = Change {
            key: Key::Hop(id),
            body,
        };
        self.book(&Actor::hub(org()), vec![change]);
    }

    /// A place is found.
    pub fn find(&mut self, case: CaseId, place: &Place) -> HopId {
        let n = self.floor.hops().len() as u128 + 1;
        let mask = format!("6222 **** **** {:04}", 1000 + n * 7 % 9000);
        let account = Masked {
            mask: Some(mask.as_str().into()),
            token: Token(0xACC0_0000 + n),
        };
        let id = HopId(Ulid::new(self.now, n));
        let hop = Hop {
            id,
            case,
            org: org(),
            parent: place.parent,
            depth: place.tier,
            kind: place.kind,
            state: HopState::Identified,
            account,
            institution: place.bank.parse().unwrap(),
            amount: Some(Fen::yuan(place.yuan)),
            at: Some(self.now - Span::mins(place.mins)),
            found_at: self.now,
            found_by: Actor::hub(org()).sub,
            asked_at: None,
            asked_by: None,
            due_at: None,
            paper: None,
            answered_at: None,
            rows: None,
            reason: None,
            reality: Reality::Actual,
            revealed: Vec::new(),
            policy: Policy::shipped().reference(),
        };
        self.on_hop(id, Body::HopFound(Box::new(hop)));
        id
    }

    /// The institution is asked: with the paper, or without where it wants it first.
    pub fn asked(&mut self, id: HopId, paper: PaperState) {
        let due_at = (paper == PaperState::Attached).then_some(self.now + Span::hours(24));
        let by = colleague().sub;
        self.on_hop(id, Body::HopAsked(HopAsked { by, paper, due_at }));
    }

    /// The institution answers.
    pub fn answered(&mut self, id: HopId, state: HopState) {
        let rows = Some(41);
        self.on_hop(id, Body::HopAnswered(HopAnswer { state, rows }));
    }

    /// The trace ends there.
    pub fn ended(&mut self, id: HopId, how: HopEnd) {
        let reason = Some("taken out at three machines".into());
        self.on_hop(id, Body::HopEnded(HopEnding { how, reason }));
    }

    /// A colleague drafts a stop order on the account of a place.
    pub fn draft_on(&mut self, id: HopId) -> OrderId {
        let hop = self.floor.hop(&id).unwrap().is.clone();
        let draft = Command::OrderDraft(DraftOrder {
            account: Private::Sealed(hop.account.clone()),
            institution: hop.institution.clone(),
            limit: hop.amount,
            money_at: hop.at,
        });
        self.on(&colleague(), &Key::Case(hop.case), draft).unwrap();
        let newest = self.floor.orders().values().max_by_key(|order| order.no);
        newest.unwrap().id
    }
}

impl Bench {
    /// A colleague's report of money that went to one account of ICBC 14 minutes ago.
    pub fn report(&mut self, yuan: i64) -> CaseId {
        let transfer = ToldTransfer {
            account: Private::Raw("6222020200007001".to_owned()),
            institution: "ICBC".parse().unwrap(),
            amount: Fen::yuan(yuan),
            at: Some(self.hub.now - Span::mins(14)),
            method: Method::Bank,
            delay: None,
        };
        let report = OpenCase {
            kind: AlertKind::Report,
            fraud_type: FraudType::FakePolice,
            org: org(),
            victim_phone: Some(Private::Raw("13700001111".to_owned())),
            victim_name: None,
            caller: None,
            reported_at: None,
            loss: None,
            transfers: vec![transfer],
        };
        let open = Command::CaseOpen(Box::new(report));
        self.hub.new_item(&colleague(), open);
        let case = *self.hub.floor.cases().keys().next_back().unwrap();
        self.deliver();
        case
    }

    /// From here on no order leaves on one person's word.
    pub fn paper_first(&mut self) {
        self.hub.paper_first();
        Arc::make_mut(&mut self.model.policy).order.paper = PaperPolicy::PaperFirst;
    }

    /// The first place of a case.
    pub fn root(&self, case: CaseId) -> Option<HopId> {
        self.hub.floor.hops_of(case).next().map(|hop| hop.id)
    }

    /// An order goes out and is answered: `acked`, `stopped 20000`, `empty`; without an answer it stays sent.
    pub fn goes_out(&mut self, id: OrderId, answer: &str) {
        let key = Key::Order(id);
        let none = NoArgs {};
        for step in [
            Command::OrderActFirst(none.clone()),
            Command::OrderSend(none.clone()),
        ] {
            self.hub.on(&colleague(), &key, step).unwrap();
        }
        self.pass_live(Duration::from_secs(6));
        let bank = liaison(self.hub.floor.order(&id).unwrap().institution.as_str());
        let answers = match answer.split_whitespace().collect::<Vec<_>>()[..] {
            ["acked"] => vec![Command::OrderAck(none)],
            ["stopped", yuan] => {
                let held = Fen::yuan(yuan.parse().unwrap());
                vec![
                    Command::OrderAck(none),
                    Command::OrderStopped(Held { held }),
                ]
            }
            ["empty"] => vec![
                Command::OrderAck(none),
                Command::OrderEmpty(MovedOn {
                    next_accounts: Vec::new(),
                    ended: None,
                }),
            ],
            _ => Vec::new(),
        };
        for answer in answers {
            self.hub.on(&bank, &key, answer).unwrap();
        }
        self.deliver();
    }

    /// ¥52 000 on its way over five tiers, with something in every state.
    pub fn trace(&mut self) -> CaseId {
        let case = self.report(52_000);
        let root = self.root(case).unwrap();
        let hub = &mut self.hub;
        let abc = hub.find(case, &account(root, 2, "ABC", 20_000, 11));
        let number = hub.find(case, &order_number(root, 2, 18_000, 10));
        let boc = hub.find(case, &account(root, 2, "BOC", 14_000, 9));
        let card = hub.find(case, &account(number, 2, "ICBC", 18_000, 8));
        hub.asked(number, PaperState::Attached);
        hub.answered(number, HopState::Resolved);
        let waits = hub.find(case, &order_number(abc, 3, 9_000, 6));
        hub.asked(waits, PaperState::Attached);
        let paper = hub.find(case, &order_number(abc, 3, 6_000, 5));
        hub.asked(paper, PaperState::Missing);
        let cash = hub.find(case, &account(abc, 3, "ABC", 5_000, 6));
        hub.ended(cash, HopEnd::CashedOut);
        let left = hub.find(case, &account(boc, 3, "BOC", 14_000, 7));
        let abroad = hub.find(case, &account(left, 4, "BOC", 14_000, 5));
        hub.ended(abroad, HopEnd::Left);
        let mut above = card;
        for tier in 3..=5 {
            above = hub.find(
                case,
                &account(above, tier, "ABC", 12_000, 7 - i64::from(tier)),
            );
        }
        let leaf = above;
        for (hop, answer) in [(boc, "empty"), (abc, "empty"), (leaf, "acked")] {
            let order = self.hub.draft_on(hop);
            self.goes_out(order, answer);
        }
        let held = self.hub.find(case, &account(card, 3, "ICBC", 6_000, 5));
        let order = self.hub.draft_on(held);
        self.goes_out(order, "stopped 5500");
        let fresh = self.hub.find(case, &account(card, 3, "BOC", 4_000, 1));
        self.hub.draft_on(fresh);
        self.deliver();
        case
    }

    /// A trace of 10 tiers and 400 leaves.
    pub fn wide_trace(&mut self) -> CaseId {
        let case = self.report(4_000_000);
        let mut spine = self.root(case).unwrap();
        for tier in 2..=10 {
            let mut next = spine;
            for n in 0..45 {
                let place = if n % 3 == 0 {
                    order_number(spine, tier, 1_000 + n * 37, 12 - i64::from(tier))
                } else {
                    account(spine, tier, "ABC", 9_000 - n * 51, 12 - i64::from(tier))
                };
                let id = self.hub.find(case, &place);
                next = if n == 20 { id } else { next };
            }
            spine = next;
        }
        self.deliver();
        case
    }
}
