//! What the question before something reaches outside says about its target: which bank, the last four digits, how
//! much; of a number which carrier and what it is to do.

use crate::domain::command::Command;
use crate::domain::decide::order::telecom::carrier_of;
use crate::domain::floor::Held;
use crate::domain::ids::{AlertId, CaseId, InstitutionId, Key as ItemKey, OrderId};
use crate::domain::money::Fen;
use crate::domain::order::{Measure, Order, OrderAsk, OrderKind, OrderState};
use crate::domain::script::{Choice, Question};
use crate::domain::time::Millis;
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::actions::{Action, row};
use crate::tui::app::model::Model;
use crate::tui::theme::Tone;

/// Lines about a target.
pub type About = Vec<(String, Tone)>;

/// Institution, last four digits and amount of an order, in one line; of a telecom order carrier, number, measure.
pub fn target_of(model: &Model, order: &Order, lang: Lang) -> String {
    let name = institution(model, &order.institution, lang);
    let last = last_four(order.target.shown());
    let what = match (order.kind, order.measure) {
        (OrderKind::Telecom, Some(measure)) => measure.term(lang).into_owned(),
        _ => match order.held.or(order.limit) {
            Some(sum) => show::money_exact(sum, lang),
            None => Word::WholeBalance.text(lang).to_owned(),
        },
    };
    format!("{name}  {last}  {what}")
}

fn institution<'m>(model: &'m Model, id: &'m InstitutionId, lang: Lang) -> &'m str {
    let desk = model.floor().desk(id);
    desk.map_or(id.as_str(), |desk| lang.name(&desk.name_en, &desk.name_zh))
}

/// The end of a masked account: `**** 1234`.
pub fn last_four(mask: &str) -> String {
    let tail: Vec<char> = mask
        .chars()
        .rev()
        .filter(|c| !c.is_whitespace())
        .take(4)
        .collect();
    let tail: String = tail.into_iter().rev().collect();
    format!("**** {tail}")
}

/// Whom an order that a form has filled in is for.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// The institution.
    pub institution: InstitutionId,
    /// The account or number, masked.
    pub shown: String,
    /// The most to hold; of a telecom order nothing.
    pub sum: Option<Fen>,
    /// What the carrier is to do; of a stop order nothing.
    pub measure: Option<Measure>,
    /// When the money arrived, where that is known.
    pub money_at: Option<Millis>,
}

/// About an order before it is drafted: on an alert also that it becomes a case by it.
pub fn new_order(model: &Model, key: &ItemKey, target: &Target) -> About {
    let (lang, floor) = (model.lang, model.floor());
    let kind = match target.measure {
        Some(_) => OrderKind::Telecom,
        None => OrderKind::Stop,
    };
    let kind = kind.term(lang);
    let (head, said_no) = match key {
        ItemKey::Alert(id) => {
            let alert = floor.alert(id);
            let no = alert.map_or(0, |alert| alert.no);
            let transferred = alert.and_then(|a| a.script.get(Question::Transferred));
            let head = lang.pick(
                format!("alert {no} becomes a case, {kind} order"),
                format!("预警 {no} 转为案件，{kind}令"),
            );
            (head, transferred.is_some_and(|a| a.choice == Choice::No))
        }
        ItemKey::Case(id) => {
            let no = floor.case(id).map_or(0, |case| case.no);
            let head = lang.pick(
                format!("case {no}, new {kind} order"),
                format!("案件 {no}，新{kind}令"),
            );
            (head, false)
        }
        _ => return Vec::new(),
    };
    let what = match (target.measure, target.sum) {
        (Some(measure), _) => measure.term(lang).into_owned(),
        (None, Some(sum)) => show::money_exact(sum, lang),
        (None, None) => Word::WholeBalance.text(lang).to_owned(),
    };
    let name = institution(model, &target.institution, lang);
    let last = last_four(&target.shown);
    let mut lines = vec![
        (head, Tone::OverlayTitle),
        (format!("{name}  {last}  {what}"), Tone::Danger),
    ];
    if target.measure.is_none() {
        lines.push((money_there(model, target.money_at), Tone::Text));
    }
    if let ItemKey::Alert(id) = key {
        lines.extend(shut_too(model, *id));
    }
    if said_no {
        let said = Word::SaidNoTransfer.text(lang).to_owned();
        lines.push((said, Tone::ClockWarn));
    }
    lines
}

/// How long the money has been there, if that is known.
fn money_there(model: &Model, at: Option<Millis>) -> String {
    let lang = model.lang;
    at.map_or_else(
        || Word::MoneyCameUnknown.text(lang).to_owned(),
        |at| {
            let since = show::age(model.now().since(at), lang);
            format!("{} {since}", Word::MoneyThere.text(lang))
        },
    )
}

/// The orders about numbers that were drafted with the stops of a case, and wait for a second person as these do.
fn numbers_too(model: &Model, case: CaseId) -> impl Iterator<Item = (String, Tone)> {
    let lang = model.lang;
    let orders = model.floor().orders_of(case);
    let drafts = orders.filter(|o| o.kind == OrderKind::Telecom && o.state == OrderState::Draft);
    drafts.map(move |order| {
        let (no, target) = (order.no, target_of(model, order, lang));
        let said = lang.pick(
            format!("for approval too: order {no}  {target}"),
            format!("同时待批：{no} 号通信令  {target}"),
        );
        (said, Tone::Telecom)
    })
}

/// The number of a caller whom the case an alert becomes has shut by rule, where its carrier is known.
fn shut_too(model: &Model, alert: AlertId) -> Option<(String, Tone)> {
    let (lang, floor) = (model.lang, model.floor());
    let caller = floor.alert(&alert)?.caller.as_ref()?;
    let carrier = carrier_of(floor, caller)?;
    let is_shut = |o: &Held<Order>| o.measure == Some(Measure::Shut) && o.state.is_open();
    if floor.telecom_on(caller.token).any(is_shut) {
        return None;
    }
    let (name, last) = (
        institution(model, &carrier, lang),
        last_four(caller.shown()),
    );
    let shut = Measure::Shut.term(lang);
    let said = lang.pick(
        format!("drafted with it by rule: {name}  {last}  {shut}"),
        format!("按规则同时起草：{name}  {last}  {shut}"),
    );
    Some((said, Tone::Telecom))
}

/// About an order that is sent or approved.
pub fn order(model: &Model, id: OrderId) -> About {
    let lang = model.lang;
    let Some(order) = model.floor().order(&id) else {
        return Vec::new();
    };
    let mut lines = vec![
        (name(order, lang), Tone::OverlayTitle),
        (target_of(model, order, lang), Tone::Danger),
    ];
    if order.kind == OrderKind::Telecom {
        return lines;
    }
    let level = format!("{} {}", Word::TierNo.text(lang), order.tier_no);
    let there = money_there(model, order.money_at);
    lines.push((format!("{level}  {there}"), Tone::Text));
    if order.state == OrderState::Draft {
        lines.extend(numbers_too(model, order.case));
    }
    lines
}

/// `stop order 4`, `telecom order 7`.
fn name(order: &Order, lang: Lang) -> String {
    let kind = order.kind.term(lang);
    lang.pick(
        format!("{kind} order {}", order.no),
        format!("{kind}令 {}", order.no),
    )
}

/// About an order, or the account a query asks about.
pub fn place(model: &Model, key: &ItemKey) -> About {
    match key {
        ItemKey::Order(id) => {
            let mut lines = order(model, *id);
            lines.extend(asked_of_desk(model, *id));
            lines
        }
        ItemKey::Hop(id) => model.floor().hop(id).map_or_else(Vec::new, |hop| {
            vec![
                (hop.kind.term(model.lang).into_owned(), Tone::OverlayTitle),
                (hop.account.shown().to_owned(), Tone::Danger),
            ]
        }),
        _ => Vec::new(),
    }
}

/// What a desk is asked to do with what it holds, or with a number: `freeze 6 months`, and why.
fn asked_of_desk(model: &Model, id: OrderId) -> About {
    let lang = model.lang;
    let ask = model.floor().order(&id).and_then(|o| o.ask.as_ref());
    let Some(ask) = ask.filter(|ask| ask.sent_at.is_some()) else {
        return Vec::new();
    };
    let term = ask.term.map(|term| term.term(lang));
    let what = ask_words(ask.kind.term(lang).as_ref(), term.as_deref());
    vec![(format!("{} {what}", Word::WorkAsk.text(lang)), Tone::Money)]
}

/// About the item a command acts on.
pub fn item(model: &Model, action: Action, key: &ItemKey, command: &Command) -> About {
    match (key, command) {
        (ItemKey::Alert(id), _) => alert(model, action, *id),
        (ItemKey::Case(id), Command::CaseRevoke(which)) => {
            let what = Word::CallBack.text(model.lang);
            transfer(model, *id, which.transfer, what)
        }
        (ItemKey::Case(id), Command::CaseDelay(told)) => {
            let delay = told.delay.term(model.lang);
            transfer(model, *id, told.transfer, &delay)
        }
        (ItemKey::Order(id), command) => held(model, action, *id, command),
        _ => Vec::new(),
    }
}

fn alert(model: &Model, action: Action, id: AlertId) -> About {
    let lang = model.lang;
    let mut lines = vec![(row(action).label.text(lang).to_owned(), Tone::Danger)];
    if let Some(alert) = model.floor().alert(&id) {
        let phone = alert.victim.phone.as_ref();
        let who = phone.map_or(Word::Unknown.text(lang), |phone| phone.shown());
        let kind = alert.fraud_type.term(lang);
        let said = format!("{} {}  {who}  {kind}", Word::Alert.text(lang), alert.no);
        lines.push((said, Tone::Text));
    }
    lines
}

/// The transfer that is called back or comes in later, and how long it can still be called back.
fn transfer(model: &Model, id: CaseId, transfer: u16, what: &str) -> About {
    let lang = model.lang;
    let Some(case) = model.floor().case(&id) else {
        return Vec::new();
    };
    let Some(told) = case.transfers.get(usize::from(transfer)) else {
        return Vec::new();
    };
    let head = format!("{} {}", Word::Case.text(lang), case.no);
    let name = institution(model, &told.institution, lang);
    let (last, sum) = (
        last_four(told.account.shown()),
        show::money_exact(told.amount, lang),
    );
    let mut lines = vec![
        (format!("{head}  {what}"), Tone::OverlayTitle),
        (format!("{name}  {last}  {sum}"), Tone::Danger),
    ];
    if let Some(until) = told.revocable_until() {
        let left = show::digits(until.since(model.now()), model.lang);
        let word = Word::CallBackFor.text(lang);
        lines.push((format!("{word} {left}"), Tone::ClockCritical));
    }
    lines
}

/// Something about an order that holds.
fn held(model: &Model, action: Action, id: OrderId, command: &Command) -> About {
    let lang = model.lang;
    let Some(order) = model.floor().order(&id) else {
        return Vec::new();
    };
    let (what, reason) = match command {
        Command::OrderAsk(ask) => {
            let term = ask.term.map(|term| term.term(lang));
            let what = ask_words(ask.kind.term(lang).as_ref(), term.as_deref());
            (what, ask.reason.to_string())
        }
        Command::OrderApprove(_) => match &order.ask {
            Some(ask) => (asked(ask, lang), ask.reason.to_string()),
            None => return Vec::new(),
        },
        Command::OrderLetLapse(why) => {
            let label = row(action).label.text(lang);
            (label.to_owned(), why.reason.to_string())
        }
        _ => (row(action).label.text(lang).to_owned(), String::new()),
    };
    let mut lines = vec![
        (format!("{}  {what}", name(order, lang)), Tone::OverlayTitle),
        (target_of(model, order, lang), Tone::Danger),
    ];
    if let Some(ends) = order.expires_at {
        let left = show::age(ends.since(model.now()), lang);
        let at = show::moment(ends, model.now(), model.setup.zone);
        lines.push((
            format!("{} {at}  {left}", Word::FreeAt.text(lang)),
            Tone::Text,
        ));
    }
    if !reason.is_empty() {
        lines.push((
            format!("{} {reason}", Word::ReasonLine.text(lang)),
            Tone::Text,
        ));
    }
    lines
}

/// `freeze 6 months, asked by 0399`.
fn asked(ask: &OrderAsk, lang: Lang) -> String {
    let term = ask.term.map(|term| term.term(lang));
    let what = ask_words(ask.kind.term(lang).as_ref(), term.as_deref());
    let by = show::sub(&ask.by);
    lang.pick(
        format!("{what}, asked by {by}"),
        format!("{what}，{by} 申请"),
    )
}

fn ask_words(kind: &str, term: Option<&str>) -> String {
    match term {
        Some(term) => format!("{kind} {term}"),
        None => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::{FraudType, Tier};
    use crate::domain::command::RaiseAlert;
    use crate::domain::masked::Private;
    use crate::tui::testing::{Bench, raise};

    #[test]
    fn a_stop_on_an_alert_names_the_number_that_is_shut_with_it() {
        let known = "drafted with it by rule: China Mobile  **** 1111  shut";
        for (caller, expected) in [("13500001111", Some(known)), ("13900001111", None)] {
            let mut bench = Bench::new(Lang::En, (120, 40));
            let key = bench.raise(RaiseAlert {
                caller: Some(Private::Raw(caller.to_owned())),
                ..raise(1, Tier::P0, FraudType::TaskRebate, 100)
            });
            let ItemKey::Alert(id) = key else {
                panic!("{key:?}");
            };
            let said = shut_too(&bench.model, id).map(|(said, _)| said);
            assert_eq!(said.as_deref(), expected, "{caller}");
        }
    }
}
