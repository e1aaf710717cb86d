//! Work that reaches a bank's desk in tests: reported losses whose orders are sent.

use std::time::Duration;

use super::{Bench, actor, colleague};
use crate::domain::command::{AddHop, AskFor, Command, NoArgs, TelecomOrder};
use crate::domain::hop::HopKind;
use crate::domain::ids::{Key, OrderId};
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::order::{AskKind, Measure};
use crate::domain::org::{Desk, DeskKind, PaperPolicy, Role};
use crate::domain::time::Span;

impl Bench {
    /// A loss to account number `n` at ICBC is reported, and its order has left for the bank.
    pub fn order_sent(&mut self, n: u32, amount: Fen) -> OrderId {
        let mins = 4 + 3 * i64::from(n);
        self.loss(&colleague(), n, amount.0 / 100, mins);
        let id = self.newest_order();
        for step in [
            Command::OrderActFirst(NoArgs {}),
            Command::OrderSend(NoArgs {}),
        ] {
            self.hub.on(&colleague(), &Key::Order(id), step).unwrap();
        }
        self.pass_live(Duration::from_secs(6));
        id
    }

    /// Something is asked about an order that holds money, agreed to, and has left for the bank.
    pub fn ask_sent(&mut self, id: OrderId, kind: AskKind) {
        let chief = actor("u:0007", &[Role::Commander, Role::Approver]);
        let case = Key::Case(self.hub.floor.order(&id).unwrap().case);
        // Filed once; the second time it is refused.
        let _ = self.hub.on(&chief, &case, Command::CaseFile(NoArgs {}));
        let ask = Command::OrderAsk(AskFor {
            kind,
            term: None,
            reason: "for the victim".into(),
        });
        self.hub.on(&colleague(), &Key::Order(id), ask).unwrap();
        let agree = Command::OrderApprove(NoArgs {});
        self.hub.on(&chief, &Key::Order(id), agree).unwrap();
        self.pass_live(Duration::from_secs(6));
    }

    /// The newest case asks `card` of Tenpay, or `flow` of ICBC.
    pub fn queried(&mut self, what: &str) {
        let (kind, institution) = match what {
            "card" => (HopKind::OrderToCard, "TENPAY"),
            _ => (HopKind::CardFlow, "ICBC"),
        };
        let add = Command::HopAdd(AddHop {
            parent: None,
            kind,
            account: Private::Raw(format!("99887766{}", 4000 + self.hub.floor.hops().len())),
            institution: institution.parse().unwrap(),
            amount: Some(Fen::yuan(6_500)),
            at: Some(self.hub.now - Span::mins(9)),
        });
        let analyst = actor("u:0551", &[Role::Analyst]);
        let case = self.newest_case();
        self.hub.on(&analyst, &case, add).unwrap();
        let hops = self.hub.floor.hops().values();
        let hop = hops.filter(|h| h.asked_at.is_none() && h.institution.as_str() == institution);
        let hop = Key::Hop(hop.max_by_key(|h| (h.found_at, h.kind == kind)).unwrap().id);
        let ask = Command::HopAsk(NoArgs {});
        self.hub.on(&analyst, &hop, ask).unwrap();
        self.pass_live(Duration::from_secs(1));
    }

    /// A carrier is listed and told to do something with a number.
    pub fn telecom_sent(&mut self, measure: Measure) {
        let admin = actor("u:admin", &[Role::Admin]);
        let carrier = Desk {
            institution: "CMCC".parse().unwrap(),
            kind: DeskKind::Carrier,
            name_zh: "中国移动".into(),
            name_en: "China Mobile".into(),
            staffed: false,
            paper: PaperPolicy::ActFirst,
            answers: Vec::new(),
            query_answers: Vec::new(),
            prefixes: Vec::new(),
            last_answer: None,
        };
        self.hub
            .new_item(&admin, Command::DeskList(Box::new(carrier)));
        let order = Command::OrderTelecom(TelecomOrder {
            number: Some(Private::Raw("13900001234".to_owned())),
            measure,
            institution: "CMCC".parse().ok(),
        });
        let case = self.newest_case();
        let officer = actor("u:0399", &[Role::Dissuader, Role::Disposal]);
        self.hub.on(&officer, &case, order).unwrap();
        let id = Key::Order(self.newest_order());
        for step in [
            Command::OrderActFirst(NoArgs {}),
            Command::OrderSend(NoArgs {}),
        ] {
            self.hub.on(&officer, &id, step).unwrap();
        }
        self.pass_live(Duration::from_secs(6));
    }

    fn newest_case(&self) -> Key {
        let cases = self.hub.floor.cases().values();
        Key::Case(cases.max_by_key(|case| case.no).unwrap().id)
    }
}
