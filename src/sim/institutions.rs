//! Simulated institutions 银行、运营商、支付机构: acknowledge and answer orders, say whose card is behind an order
//! number, freeze and release what they hold. Their answers come over the same wire as a liaison's.

use super::chance::Chance;
use super::crowd::{Mind, Wish};
use super::minds::{World, institution, order_wish};
use super::money::{self, Finding, IsPayment};
use super::victim::impossible_card;
use crate::domain::command::{
    Command, Differs, Held as HeldSum, HopTold, MovedOn, NoArgs, StaffNow, ToldAccount, Why,
};
use crate::domain::floor::{Floor, Held};
use crate::domain::hop::Hop;
use crate::domain::ids::{InstitutionId, Key};
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::order::{AskKind, MismatchField, Order, OrderAsk, OrderKind, OrderState};
use crate::domain::time::{Millis, Span};
use crate::text::safe::SafeText;

/// Where the cards behind order numbers are kept.
const CARD_BANKS: [&str; 5] = ["ICBC", "ABC", "CCB", "PSBC", "CMB"];

pub(super) fn hop_wish(hop: &Held<Hop>, command: Command) -> Wish {
    Wish {
        command,
        target: Some((Key::Hop(hop.id), hop.ver)),
    }
}

/// Institutions with staff in the simulated centre: everything its money and numbers go to. All others are listed,
/// and nobody sits there.
const RESIDENT: [&str; 12] = [
    "ICBC", "ABC", "BOC", "CCB", "BOCOM", "PSBC", "CMB", "CMCC", "CUCC", "CTCC", "ALIPAY", "WECHAT",
];
/// Whether the simulated centre has staff at an institution's desk.
pub(super) fn is_resident(id: &InstitutionId) -> bool {
    RESIDENT.contains(&id.as_str())
}
/// Of these one leaves its desk for a while, and work waits.
const LEAVES: [&str; 3] = ["PSBC", "CMB", "CCB"];
/// When in every round it is away, minutes of real time.
const AWAY: std::ops::Range<i64> = 4..9;
/// A round, minutes.
const ROUND: i64 = 40;

/// The desks of institutions: acknowledge and answer orders.
pub struct Desks {
    world: World,
    /// When work began.
    began: Option<Millis>,
}

impl Desks {
    /// Desks of a world.
    pub fn new(world: World) -> Self {
        Self { world, began: None }
    }

    /// Whether somebody sits at a desk. Who leaves for a while follows from the seed.
    fn is_staffed(&self, id: &InstitutionId, now: Millis) -> bool {
        let began = self.began.unwrap_or(now);
        let minutes = now.since(began).0 / Span::mins(1).0;
        let round = (minutes / ROUND).to_string();
        let leaves = LEAVES[Chance::of(self.world.seed, "leaves", &round).below(3) as usize];
        let is_away = id.as_str() == leaves && AWAY.contains(&(minutes % ROUND));
        is_resident(id) && !is_away
    }

    /// A liaison who is on the line and not at the desk says so.
    fn comings(&self, floor: &Floor, now: Millis) -> impl Iterator<Item = Wish> {
        let desks = floor.desks().values();
        let own = desks.filter(|desk| is_resident(&desk.institution));
        own.filter_map(move |desk| {
            let staffed = self.is_staffed(&desk.institution, now);
            (desk.staffed != staffed).then(|| Wish {
                command: Command::DeskStaff(StaffNow { staffed }),
                target: Some((Key::Desk(desk.institution.clone()), desk.ver)),
            })
        })
    }
}

impl Mind for Desks {
    fn act(&mut self, floor: &Floor, now: Millis) -> Vec<Wish> {
        self.began.get_or_insert(now);
        let orders = floor.orders().values();
        let orders = orders.filter(|o| self.is_staffed(&o.institution, now));
        let orders = orders.filter_map(|o| {
            let command = match &o.ask {
                Some(ask) => self.do_as_asked(o, ask, now),
                None => self.answer(floor, o, now),
            };
            command.map(|command| order_wish(o, command))
        });
        let queries = floor
            .hops()
            .values()
            .filter(|h| h.awaits_answer() && self.is_staffed(&h.institution, now))
            .filter_map(|h| Some(hop_wish(h, self.told(h, now)?)));
        let comings = self.comings(floor, now);
        comings.chain(orders).chain(queries).collect()
    }
}

impl Desks {
    fn answer(&self, floor: &Floor, order: &Order, now: Millis) -> Option<Command> {
        let sent = order.sent_at?;
        let name = order.id.to_string();
        match order.state {
            OrderState::Sent if now >= sent + self.world.delay("ack", &name, 5.0, 20.0) => {
                Some(Command::OrderAck(NoArgs {}))
            }
            OrderState::Acked if order.kind == OrderKind::Telecom => (now
                >= sent + self.world.delay("line", &name, 30.0, 120.0))
            .then_some(Command::OrderInForce(NoArgs {})),
            OrderState::Acked => {
                let kind = match order.institution.as_str() {
                    "ALIPAY" | "WECHAT" => IsPayment::Yes,
                    _ => IsPayment::No,
                };
                let w = &self.world;
                let takes = money::answer_after(&w.centre, w.seed, &name, kind, w.speed);
                (now >= sent + takes)
                    .then(|| self.finding(floor, order, now))
                    .flatten()
            }
            _ => None,
        }
    }

    /// What was asked about held money or a shut line. Published: of what is stopped 91 % is frozen.
    fn do_as_asked(&self, order: &Order, ask: &OrderAsk, now: Millis) -> Option<Command> {
        let name = format!("{}/{}", order.id, ask.kind);
        if now < ask.sent_at? + self.world.delay("ask", &name, 40.0, 180.0) {
            return None;
        }
        let frozen = self.world.centre.frozen_of_stopped;
        let is_freeze = ask.kind == AskKind::Freeze;
        if is_freeze && !Chance::of(self.world.seed, "frozen", &name).hits(frozen) {
            return Some(Command::OrderDeclined(Why {
                reason: SafeText::line("SIM 材料不全，请补充后再报 papers incomplete, ask again"),
            }));
        }
        Some(Command::OrderGranted(NoArgs {}))
    }

    /// The card behind an order number; of an account, its statement.
    fn told(&self, hop: &Hop, now: Millis) -> Option<Command> {
        let kind = if hop.kind.hides_card() {
            IsPayment::Yes
        } else {
            IsPayment::No
        };
        let w = &self.world;
        let name = hop.id.to_string();
        let since = hop.answered_at.max(hop.asked_at)?;
        if now < since + money::answer_after(&w.centre, w.seed, &name, kind, w.speed) {
            return None;
        }
        let mut c = Chance::of(w.seed, "card", &hop.account.token.to_string());
        let card = |c: &mut Chance| ToldAccount {
            account: Private::Raw(impossible_card(c)),
            institution: institution(CARD_BANKS[c.below(CARD_BANKS.len() as u64) as usize]),
            amount: hop.amount.unwrap_or(Fen::yuan(5000)),
            at: hop.at,
        };
        let outputs = match kind {
            IsPayment::Yes => vec![card(&mut c)],
            IsPayment::No => Vec::new(),
        };
        Some(Command::HopAnswer(HopTold {
            rows: Some(1 + c.below(40) as u32),
            outputs,
            ended: None,
        }))
    }

    fn finding(&self, floor: &Floor, order: &Order, now: Millis) -> Option<Command> {
        let amount = order.limit.unwrap_or(Fen::yuan(5000));
        let age = now.since(order.money_at.unwrap_or(order.drafted_at));
        // A corrected order is a new question; the account is the same.
        let corrected = floor
            .orders_on(order.target.token)
            .any(|other| other.no < order.no && other.mismatch.is_some());
        let target = format!("{}{}", order.target.token, if corrected { "+" } else { "" });
        match money::find(&self.world.centre, self.world.seed, &target, amount, age) {
            Finding::Held(held) => Some(Command::OrderStopped(HeldSum { held })),
            Finding::Moved(parts) => {
                let next_accounts = parts
                    .into_iter()
                    .map(|(account, code, amount)| ToldAccount {
                        account: Private::Raw(account),
                        institution: institution(code),
                        amount,
                        at: None,
                    })
                    .collect();
                Some(Command::OrderEmpty(MovedOn {
                    next_accounts,
                    ended: None,
                }))
            }
            Finding::Mismatch => Some(Command::OrderMismatch(Differs {
                field: MismatchField::Name,
            })),
            Finding::Silence => None,
        }
    }
}
