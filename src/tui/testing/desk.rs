//! Work that reaches a bank's desk in tests: reported losses whose orders are sent.

use std::time::Duration;

use super::{Bench, colleague, org};
use crate::domain::alert::{AlertKind, FraudType};
use crate::domain::case::Method;
use crate::domain::command::{Command, NoArgs, OpenCase, ToldTransfer};
use crate::domain::ids::{Key, OrderId};
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::time::Span;

impl Bench {
    /// A loss to account number `n` at ICBC is reported; answers its drafted order.
    pub fn order_drafted(&mut self, n: u32, amount: Fen) -> OrderId {
        let transfer = ToldTransfer {
            account: Private::Raw(format!("622202020000{n:04}")),
            institution: "ICBC".parse().unwrap(),
            amount,
            at: Some(self.hub.now - Span::mins(4 + 3 * i64::from(n))),
            method: Method::Bank,
            delay: None,
        };
        let report = OpenCase {
            kind: AlertKind::Report,
            fraud_type: FraudType::FakePolice,
            org: org(),
            victim_phone: Some(Private::Raw(format!("1370000{n:04}"))),
            victim_name: None,
            caller: None,
            reported_at: None,
            loss: None,
            transfers: vec![transfer],
        };
        let report = Command::CaseOpen(Box::new(report));
        self.hub.new_item(&colleague(), report);
        self.deliver();
        let orders = self.hub.floor.orders().values();
        orders.max_by_key(|order| order.no).unwrap().id
    }

    /// The same, and the order has left for the bank.
    pub fn order_sent(&mut self, n: u32, amount: Fen) -> OrderId {
        let id = self.order_drafted(n, amount);
        for step in [
            Command::OrderActFirst(NoArgs {}),
            Command::OrderSend(NoArgs {}),
        ] {
            self.hub.on(&colleague(), &Key::Order(id), step).unwrap();
        }
        self.pass_live(Duration::from_secs(6));
        id
    }
}
