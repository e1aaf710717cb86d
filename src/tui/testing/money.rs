//! Cases and their orders for tests of the console, brought as far as a test wants by the hub's own rules.

use std::time::Duration;

use super::{Bench, actor, colleague, liaison, org};
use crate::domain::alert::{AlertKind, FraudType};
use crate::domain::case::{Delay, Method};
use crate::domain::command::{
    AskFor, Command, Held, NoArgs, OpenCase, TelecomOrder, ToldTransfer, Why,
};
use crate::domain::ids::{CaseId, Key, OrderId};
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::order::{AskKind, FreezeTerm, Measure};
use crate::domain::org::{Actor, Role};
use crate::domain::time::Span;

/// The county chief at another console.
pub fn approver() -> Actor {
    actor("u:0021", &[Role::Approver])
}

/// The watch commander at another console.
pub fn commander() -> Actor {
    actor("u:0007", &[Role::Commander])
}

impl Bench {
    /// A reported loss of so many yuan that left so many minutes ago, from ICBC account number `n`; the case is the
    /// reporter's.
    pub fn loss(&mut self, by: &Actor, n: u32, yuan: i64, mins: i64) -> CaseId {
        let transfer = ToldTransfer {
            account: Private::Raw(format!("622202020000{n:04}")),
            institution: "ICBC".parse().unwrap(),
            amount: Fen::yuan(yuan),
            at: Some(self.hub.now - Span::mins(mins)),
            method: Method::Bank,
            delay: None,
        };
        self.report_of(by, n, vec![transfer])
    }

    /// The same with transfers of one's own.
    pub fn report_of(&mut self, by: &Actor, n: u32, transfers: Vec<ToldTransfer>) -> CaseId {
        let told = OpenCase {
            kind: AlertKind::Report,
            fraud_type: FraudType::FakePolice,
            org: org(),
            victim_phone: Some(Private::Raw(format!("1370000{n:04}"))),
            victim_name: None,
            caller: None,
            reported_at: None,
            loss: None,
            transfers,
        };
        let key = self.hub.new_item(by, Command::CaseOpen(Box::new(told)));
        let Key::Case(id) = key else { panic!("{key}") };
        self.deliver();
        id
    }

    /// The newest order.
    pub fn newest_order(&self) -> OrderId {
        let orders = self.hub.floor.orders().values();
        orders.max_by_key(|order| order.no).unwrap().id
    }

    /// Somebody does something to the newest order.
    pub fn on_order(&mut self, by: &Actor, command: Command) {
        let key = Key::Order(self.newest_order());
        self.hub.on(by, &key, command).unwrap();
        self.deliver();
    }

    /// The desk of the newest order answers.
    pub fn desk(&mut self, command: Command) {
        let id = self.newest_order();
        let institution = self.hub.floor.order(&id).unwrap().institution.clone();
        self.on_order(&liaison(institution.as_str()), command);
    }

    /// The newest order is approved by a colleague's colleague, leaves and is acknowledged.
    pub fn acked(&mut self) {
        let second = actor("u:0398", &[Role::Disposal, Role::Commander]);
        let none = NoArgs {};
        self.on_order(&second, Command::OrderReview(none.clone()));
        self.on_order(&second, Command::OrderSend(none.clone()));
        self.pass_live(Duration::from_secs(6));
        self.desk(Command::OrderAck(none));
    }

    /// The newest order holds so many yuan.
    pub fn stopped(&mut self, yuan: i64) {
        self.acked();
        let held = Fen::yuan(yuan);
        self.desk(Command::OrderStopped(Held { held }));
    }

    /// Something is asked about the newest order.
    pub fn asked(&mut self, by: &Actor, kind: AskKind, term: Option<FreezeTerm>) {
        let ask = AskFor {
            kind,
            term,
            reason: "a reason of a test".into(),
        };
        self.on_order(by, Command::OrderAsk(ask));
    }

    /// What is asked about the newest order is approved and leaves.
    pub fn ask_leaves(&mut self) {
        self.on_order(&approver(), Command::OrderApprove(NoArgs {}));
        self.pass_live(Duration::from_secs(6));
    }

    /// The newest order, of a filed case, is frozen.
    pub fn frozen(&mut self, term: FreezeTerm) {
        self.asked(&colleague(), AskKind::Freeze, Some(term));
        self.ask_leaves();
        self.desk(Command::OrderGranted(NoArgs {}));
    }

    /// Somebody takes a step on a case.
    pub fn on_case(&mut self, by: &Actor, id: CaseId, command: Command) {
        self.hub.on(by, &Key::Case(id), command).unwrap();
        self.deliver();
    }

    /// A case is filed.
    pub fn filed(&mut self, id: CaseId) {
        self.on_case(&commander(), id, Command::CaseFile(NoArgs {}));
    }

    /// A telecom order on the number of a suspect is drafted.
    pub fn telecom(&mut self, by: &Actor, id: CaseId, measure: Measure, number: &str) {
        let order = TelecomOrder {
            number: Some(Private::Raw(number.to_owned())),
            measure,
            institution: None,
        };
        self.on_case(by, id, Command::OrderTelecom(order));
    }

    /// A case whose transfer comes in later.
    pub fn delayed(&mut self, by: &Actor, n: u32, delay: Option<Delay>) -> CaseId {
        let transfer = ToldTransfer {
            account: Private::Raw(format!("622202020000{n:04}")),
            institution: "ICBC".parse().unwrap(),
            amount: Fen::yuan(68_000),
            at: Some(self.hub.now - Span::mins(11)),
            method: Method::Bank,
            delay,
        };
        self.report_of(by, n, vec![transfer])
    }

    /// A reason.
    pub fn why() -> Why {
        Why {
            reason: "a reason of a test".into(),
        }
    }
}
