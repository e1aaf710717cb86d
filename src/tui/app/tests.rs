//! Scenarios are files: keys in, commands and sentences out, with the hub's own rules in between. A step is one
//! thing that happens and what must be seen after it.

use std::time::Duration;

use serde::Deserialize;

use crate::domain::alert::{FraudType, Tier};
use crate::domain::command::{Command, Differs, Held, MovedOn, NoArgs};
use crate::domain::ids::{CaseId, Key};
use crate::domain::money::Fen;
use crate::domain::order::{AskKind, FreezeTerm, Measure, MismatchField};
use crate::domain::org::{Actor, Role};
use crate::feed::intent::{Answer, NotSent, Outcome};
use crate::feed::link::FromLink;
use crate::text::words::Lang;
use crate::tui::app::Effect;
use crate::tui::testing::{Bench, actor, approver, colleague, liaison, live_call, raise};

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
    /// `trace`: the case of a report whose money went over five tiers.
    make: String,
    /// From here on no order leaves on one person's word.
    paper_first: bool,
    /// `mine 30000 5` or `other 30000 5`: a loss is reported by me or a colleague, of so many yuan that left so many
    /// minutes ago.
    report: String,
    /// What somebody else does: `claim 1`, `confirm 1`, `approve order`, `stopped 30000`, `ask freeze`,
    /// `approve ask`, `freeze`, `file 1`, `intercept 1 13500001111`.
    other: String,
    /// `1 30000`: a stop order for account number 1 at ICBC has been sent.
    order: String,
    /// `freeze`: it is asked about the newest order, and has left for the bank.
    ask: String,
    /// `card`, `flow`: a query on the newest case has left, for Tenpay or for ICBC.
    query: String,
    /// `shut`: a telecom order on the newest case has left for the carrier.
    telecom: String,
    /// What the institution says to the newest order: `ack`, `stopped 30000`, `empty`, `mismatch`, `in_force`,
    /// `granted`, `declined`.
    desk: String,
    /// Keys, in the notation of the configuration.
    keys: String,
    /// Text typed.
    types: String,
    /// Text pasted.
    pastes: String,
    /// The hub decides what was sent, and all comes home.
    home: bool,
    /// The link can not send: the view is not current.
    not_sent: bool,
    /// Time that passes.
    pass_ms: u64,
    /// Time that passes, minutes.
    pass_min: u64,
    /// Commands on their way after the step.
    sent: Option<Vec<String>>,
    /// The status line says.
    said: String,
    /// How often the bell rang since the step before.
    rings: Option<usize>,
    /// What was put on the clipboard in this step.
    copied: String,
    /// Somewhere on the screen.
    shows: Vec<String>,
    /// Nowhere on the screen.
    hides: Vec<String>,
}

fn alert_no(bench: &Bench, no: &str) -> Key {
    let no: u32 = no.parse().unwrap();
    let found = bench.hub.floor.alerts().values().find(|a| a.no == no);
    Key::Alert(found.unwrap().id)
}

fn case_no(bench: &Bench, no: &str) -> CaseId {
    let no: u32 = no.parse().unwrap();
    let found = bench.hub.floor.cases().values().find(|c| c.no == no);
    found.unwrap().id
}

fn happen(bench: &mut Bench, me: &Actor, step: &Step) {
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
    if let [by, yuan, mins] = step.report.split_whitespace().collect::<Vec<_>>()[..] {
        let n = bench.hub.floor.cases().len() as u32 + 1;
        let by = match by {
            "mine" => me.clone(),
            _ => colleague(),
        };
        bench.loss(&by, n, yuan.parse().unwrap(), mins.parse().unwrap());
    }
    if step.make == "trace" {
        bench.trace();
    }
    if !step.ask.is_empty() {
        bench.ask_sent(bench.newest_order(), AskKind::of(&step.ask));
    }
    if !step.query.is_empty() {
        bench.queried(&step.query);
    }
    if !step.telecom.is_empty() {
        bench.telecom_sent(Measure::of(&step.telecom));
    }
    if step.paper_first {
        bench.paper_first();
    }
    others(bench, &step.other);
    answer(bench, &step.desk);
    if !step.keys.is_empty() {
        bench.keys(&step.keys);
    }
    bench.types(&step.types);
    if !step.pastes.is_empty() {
        bench.pastes(&step.pastes);
    }
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
    let pass = Duration::from_millis(step.pass_ms) + Duration::from_secs(60 * step.pass_min);
    if !pass.is_zero() {
        bench.pass_live(pass);
    }
}

/// What somebody else does.
fn others(bench: &mut Bench, what: &str) {
    let none = NoArgs {};
    match what.split_whitespace().collect::<Vec<_>>()[..] {
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
        ["approve", "order"] => bench.on_order(&colleague(), Command::OrderReview(none)),
        ["act", "first"] => bench.on_order(&colleague(), Command::OrderActFirst(none)),
        ["cancel", "order"] => bench.on_order(&colleague(), Command::OrderCancel(Bench::why())),
        ["approve", "ask"] => bench.on_order(&approver(), Command::OrderApprove(none)),
        ["stopped", yuan] => bench.stopped(yuan.parse().unwrap()),
        ["ask", kind] => bench.asked(&colleague(), AskKind::of(kind), None),
        ["freeze"] => bench.frozen(FreezeTerm::Ordinary),
        ["file", no] => {
            let id = case_no(bench, no);
            bench.filed(id);
        }
        ["intercept", no, number] => {
            let id = case_no(bench, no);
            bench.telecom(&colleague(), id, Measure::Intercept, number);
        }
        [] => {}
        ref other => panic!("{other:?}"),
    }
}

/// What the institution of the newest order answers.
fn answer(bench: &mut Bench, what: &str) {
    let none = NoArgs {};
    bench.desk(match what.split_whitespace().collect::<Vec<_>>()[..] {
        ["ack"] => Command::OrderAck(none),
        ["stopped", yuan] => Command::OrderStopped(Held {
            held: Fen::yuan(yuan.parse().unwrap()),
        }),
        ["empty"] => Command::OrderEmpty(MovedOn {
            next_accounts: Vec::new(),
            ended: None,
        }),
        ["mismatch"] => Command::OrderMismatch(Differs {
            field: MismatchField::Name,
        }),
        ["in_force"] => Command::OrderInForce(none),
        ["granted"] => Command::OrderGranted(none),
        ["declined"] => Command::OrderDeclined(Bench::why()),
        [] => return,
        ref other => panic!("{other:?}"),
    });
}

fn play(name: &str, text: &str) {
    let scenario: Scenario = toml::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let lang = Lang::of(&scenario.lang).unwrap_or(Lang::En);
    let me = match scenario.role.as_str() {
        "" => crate::tui::testing::officer(),
        "liaison" => liaison("ICBC"),
        "liaison of three" => Actor {
            institutions: ["ICBC", "TENPAY", "CMCC"]
                .map(|i| i.parse().unwrap())
                .into(),
            ..liaison("ICBC")
        },
        roles => {
            let roles: Vec<Role> = roles.split('+').map(Role::of).collect();
            actor("u:0412", &roles)
        }
    };
    let mut bench = Bench::with_roles(lang, (120, 40), &me);
    for (n, step) in scenario.step.iter().enumerate() {
        bench.effects.clear();
        happen(&mut bench, &me, step);
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
        if let Some(rings) = step.rings {
            let beeps = bench.effects.iter().filter(|e| matches!(e, Effect::Beep));
            assert_eq!(beeps.count(), rings, "{}", at());
        }
        if !step.copied.is_empty() {
            let copy = Effect::Copy(step.copied.clone());
            assert!(
                bench.effects.contains(&copy),
                "{:?} {}",
                bench.effects,
                at()
            );
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
    a_trace_is_walked_and_folded: "trace.toml";
    a_desk_leads_to_what_it_owes: "desk-board.toml";
    a_stop_names_what_waits_with_it: "numbers-too.toml";
    a_place_is_asked_ended_and_added: "place.toml";
    the_whole_frontier_is_stopped_with_one_confirm: "frontier.toml";
    a_second_person_sends_the_drafts_of_a_frontier: "frontier-second.toml";
    an_alert_goes_from_n_to_its_outcome: "outcome.toml";
    money_that_may_be_stopped_comes_before_the_outcome: "money-first.toml";
    a_reported_loss_becomes_a_stopped_account: "act-first.toml";
    an_order_leaves_when_a_second_person_approves: "second-person.toml";
    a_question_that_is_overtaken_says_what_changed: "overtaken.toml";
    a_wrong_answer_is_corrected: "correct.toml";
    a_wrong_answer_about_the_delay_is_corrected: "correct-delay.toml";
    nothing_is_stopped_by_accident: "no-transfer.toml";
    a_lost_race_says_who_won: "lost-race.toml";
    a_held_key_confirms_nothing: "held-key.toml";
    a_key_that_confirms_must_be_let_go_first: "held-confirm.toml";
    what_works_over_any_box: "over-boxes.toml";
    help_tells_a_newcomer_the_way_and_runs: "help-runs.toml";
    the_command_line_completes_and_remembers: "command-line.toml";
    the_palette_finds_actions_and_items: "palette.toml";
    keys_of_a_chinese_input_method_work: "full-width.toml";
    a_p0_false_alarm_waits_for_a_second_person: "false-alarm.toml";
    filter_command_line_and_help_find_their_way: "lines.toml";
    what_can_not_be_sent_says_so: "not-sent.toml";
    a_wall_has_no_dangerous_keys: "read-only.toml";
    a_bank_answers_its_orders_by_keys: "desk.toml";
    a_late_desk_still_answers: "desk-late.toml";
    a_desk_grants_declines_and_answers_queries: "desk-asks.toml";
    shelving_and_escalating_ask_for_a_reason: "reasons.toml";
    a_delayed_transfer_is_asked_about_first_and_called_back: "call-back.toml";
    what_has_come_in_is_not_asked_about: "answered-first.toml";
    a_case_goes_its_way_by_the_list_of_steps: "next-steps.toml";
    a_stop_becomes_a_freeze_with_a_second_person: "freeze.toml";
    a_second_stop_is_asked_and_taken_back: "second-stop.toml";
    an_approver_sees_first_what_waits_for_approval: "approve.toml";
    every_alarm_is_in_the_banner: "alarms.toml";
    a_held_sum_calls_before_it_goes_free: "cliff.toml";
    letting_a_sum_lapse_takes_a_name_and_a_reason: "let-lapse.toml";
    a_number_is_shut_and_restored: "telecom.toml";
    an_answer_that_comes_late_still_counts: "timed-out.toml";
    what_is_held_wrongly_is_let_go: "release.toml";
    every_table_filters_and_sorts: "tables.toml";
    a_row_is_copied_as_it_is_shown: "copy.toml";
    one_action_for_all_marked_rows: "bulk.toml";
    a_frozen_view_is_acted_on_as_things_are: "frozen.toml";
    a_pasted_list_of_accounts_is_read_whole: "paste.toml";
    esc_clears_the_filter_in_the_way_first: "filter-first.toml";
    what_was_ever_stopped_stays_told: "ever-stopped.toml";
    cases_are_passed_on_joined_and_opened_again: "pass-on.toml";
}
