//! Scenarios are files: keys in, commands and sentences out, with the hub's own rules in between. A step is one
//! thing that happens and what must be seen after it.

use std::time::Duration;

use serde::Deserialize;

use crate::domain::alert::{FraudType, Tier};
use crate::domain::command::{Command, Differs, Held, MovedOn, NoArgs};
use crate::domain::ids::{Key, OrderId};
use crate::domain::money::Fen;
use crate::domain::order::MismatchField;
use crate::feed::intent::{Answer, NotSent, Outcome};
use crate::feed::link::FromLink;
use crate::text::words::Lang;
use crate::tui::testing::{Bench, actor, colleague, liaison, live_call, raise};

/// A scenario as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    about: String,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    role: String,
    step: Vec<Step>,
}

/// One step; whatever is left out is not looked at.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Step {
    /// `live P0 52000` or `model P2 8000`: an alert comes in.
    raise: String,
    /// What somebody else does: `claim 1`, `approve order`, `confirm 1`.
    other: String,
    /// `1 30000`: a stop order for account number 1 at ICBC has been sent.
    order: String,
    /// What the bank says to the newest order: `ack`, `stopped 30000`, `empty`, `mismatch`.
    desk: String,
    /// Keys, in the notation of the configuration.
    keys: String,
    /// Text typed.
    types: String,
    /// The hub decides what was sent, and all comes home.
    home: bool,
    /// The link can not send: the view is not current.
    not_sent: bool,
    /// Time that passes.
    pass_ms: u64,
    /// Commands on their way after the step.
    sent: Option<Vec<String>>,
    /// The status line says.
    said: String,
    /// Somewhere on the screen.
    shows: Vec<String>,
    /// Nowhere on the screen.
    hides: Vec<String>,
}

fn newest_order(bench: &Bench) -> OrderId {
    *bench.hub.floor.orders().keys().next_back().unwrap()
}

fn alert_no(bench: &Bench, no: &str) -> Key {
    let no: u32 = no.parse().unwrap();
    let found = bench.hub.floor.alerts().values().find(|a| a.no == no);
    Key::Alert(found.unwrap().id)
}

fn happen(bench: &mut Bench, step: &Step) {
    let words: Vec<&str> = step.raise.split_whitespace().collect();
    if let [kind, tier, risk] = words[..] {
        let n = bench.hub.floor.alerts().len() as u32 + 1;
        let (tier, now) = (Tier::of(tier), bench.hub.now);
        let mut told = match kind {
            "live" => live_call(n, tier, now),
            _ => raise(n, tier, FraudType::TaskRebate, 0),
        };
        told.at_risk = Some(Fen::yuan(risk.parse().unwrap()));
        bench.raise(told);
    }
    if let [n, yuan] = step.order.split_whitespace().collect::<Vec<_>>()[..] {
        let (n, yuan) = (n.parse().unwrap(), yuan.parse().unwrap());
        bench.order_sent(n, Fen::yuan(yuan));
    }
    let none = NoArgs {};
    match step.other.split_whitespace().collect::<Vec<_>>()[..] {
        ["claim", no] => {
            let key = alert_no(bench, no);
            let claim = Command::AlertClaim(none);
            bench.hub.on(&colleague(), &key, claim).unwrap();
        }
        ["confirm", no] => {
            let key = alert_no(bench, no);
            let agree = Command::AlertConfirmClose(none);
            bench.hub.on(&colleague(), &key, agree).unwrap();
            bench.deliver();
        }
        ["approve", "order"] => {
            let key = Key::Order(newest_order(bench));
            let agree = Command::OrderReview(none);
            bench.hub.on(&colleague(), &key, agree).unwrap();
            bench.deliver();
        }
        _ => {}
    }
    let answer = match step.desk.split_whitespace().collect::<Vec<_>>()[..] {
        ["ack"] => Some(Command::OrderAck(NoArgs {})),
        ["stopped", yuan] => Some(Command::OrderStopped(Held {
            held: Fen::yuan(yuan.parse().unwrap()),
        })),
        ["empty"] => Some(Command::OrderEmpty(MovedOn {
            next_accounts: Vec::new(),
            ended: None,
        })),
        ["mismatch"] => Some(Command::OrderMismatch(Differs {
            field: MismatchField::Name,
        })),
        _ => None,
    };
    if let Some(answer) = answer {
        let key = Key::Order(newest_order(bench));
        bench.hub.on(&liaison("ICBC"), &key, answer).unwrap();
        bench.deliver();
    }
    if !step.keys.is_empty() {
        bench.keys(&step.keys);
    }
    bench.types(&step.types);
    if step.home {
        bench.home();
    }
    if step.not_sent {
        for intent in std::mem::take(&mut bench.sent) {
            let outcome = Outcome::NotSent(NotSent::NotCurrent);
            let idem = intent.idem;
            bench.tell(FromLink::Answer(Answer { idem, outcome }));
        }
    }
    if step.pass_ms > 0 {
        bench.pass_live(Duration::from_millis(step.pass_ms));
    }
}

fn play(name: &str, text: &str) {
    let scenario: Scenario = toml::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let lang = Lang::of(&scenario.lang).unwrap_or(Lang::En);
    let me = match scenario.role.as_str() {
        "" => crate::tui::testing::officer(),
        "liaison" => liaison("ICBC"),
        role => actor("u:0412", &[crate::domain::org::Role::of(role)]),
    };
    let mut bench = Bench::with_roles(lang, (120, 40), &me);
    for (n, step) in scenario.step.iter().enumerate() {
        happen(&mut bench, step);
        let at = || {
            let (about, screen) = (&scenario.about, bench.text());
            format!("{name}, step {}: {about}\n{screen}", n + 1)
        };
        if let Some(sent) = &step.sent {
            assert_eq!(bench.commands(), *sent, "{}", at());
        }
        if !step.said.is_empty() {
            assert_eq!(bench.said(), step.said, "{}", at());
        }
        let screen = bench.text();
        for text in &step.shows {
            assert!(screen.contains(text), "`{text}` is missing. {}", at());
        }
        for text in &step.hides {
            assert!(!screen.contains(text), "`{text}` is there. {}", at());
        }
    }
}

/// A test for each file.
macro_rules! scenarios {
    ($($name:ident: $file:literal;)+) => {$(
        #[test]
        fn $name() {
            play($file, include_str!(concat!("scenarios/", $file)));
        }
    )+};
}

scenarios! {
    an_alert_goes_from_n_to_its_outcome: "outcome.toml";
    money_that_may_be_stopped_comes_before_the_outcome: "money-first.toml";
    a_reported_loss_becomes_a_stopped_account: "act-first.toml";
    an_order_leaves_when_a_second_person_approves: "second-person.toml";
    a_lost_race_says_who_won: "lost-race.toml";
    a_held_key_confirms_nothing: "held-key.toml";
    keys_of_a_chinese_input_method_work: "full-width.toml";
    a_p0_false_alarm_waits_for_a_second_person: "false-alarm.toml";
    filter_command_line_and_help_find_their_way: "lines.toml";
    what_can_not_be_sent_says_so: "not-sent.toml";
    a_wall_has_no_dangerous_keys: "read-only.toml";
    a_bank_answers_its_orders_by_keys: "desk.toml";
    a_late_desk_still_answers: "desk-late.toml";
    shelving_and_escalating_ask_for_a_reason: "reasons.toml";
}
