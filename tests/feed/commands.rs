//! Commands are carried out at most once, and never said to have failed when nobody knows.

use std::time::Duration;

use serde_json::json;
use watchfloor::domain::command::{Command, DraftOrder, NoArgs, SeatNow};
use watchfloor::domain::masked::Private;
use watchfloor::domain::org::SeatStatus;
use watchfloor::domain::refusal::Code;
use watchfloor::feed::intent::{Intent, Kept, NotSent, Outcome, Urgency};
use watchfloor::feed::link::{FromLink, Link, LinkHandle, Order};

use crate::scripted::{Hub, live, told};

/// A command that can not wait.
pub fn claim() -> Intent {
    let key = "al:01JD9ZK4M20000000000000000".parse().unwrap();
    Intent::new(
        Command::AlertClaim(NoArgs {}),
        Some((key, 4)),
        Urgency::TimeCritical,
    )
}

/// A command that can.
fn on_break() -> Intent {
    let status = SeatNow {
        status: SeatStatus::Break,
    };
    Intent::new(Command::SeatStatus(status), None, Urgency::Ordinary)
}

fn send(link: &LinkHandle, intent: &Intent) {
    link.send(Order::Send(Box::new(intent.clone())));
}

async fn outcome(link: &mut LinkHandle, intent: &Intent, is: impl Fn(&Outcome) -> bool) -> Outcome {
    told(link, "an outcome", |message| match message {
        FromLink::Answer(a) if a.idem == intent.idem && is(&a.outcome) => Some(a.outcome),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_command_is_answered() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, _) = hub.serve_one_desk().await;
    live(&mut link).await;
    let intent = claim();
    send(&link, &intent);
    let cmd = side.expect("cmd").await;
    assert_eq!(cmd["idem"], intent.idem.as_str());
    assert_eq!(
        (&cmd["name"], &cmd["expect"]),
        (&json!("alert.claim"), &json!({ "ver": 4 }))
    );
    assert!(cmd["not_after"].is_string(), "every command has a deadline");
    side.say(json!({ "t": "refused", "re": cmd["id"], "idem": cmd["idem"], "code": "version_conflict",
        "retry": "after_resync", "cur": { "ver": 5, "owner": "u:0399" }, "msg": "already claimed" }))
        .await;
    let Outcome::Refused { code, cur, .. } = outcome(&mut link, &intent, Outcome::is_final).await
    else {
        panic!("not refused");
    };
    assert_eq!(code, Code::VersionConflict);
    assert_eq!(cur.unwrap().owner.unwrap().as_str(), "u:0399");
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_and_only_what_the_hub_never_saw_goes_out_again() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, _) = hub.serve_one_desk().await;
    live(&mut link).await;
    let (seen, unseen) = (claim(), claim());
    send(&link, &seen);
    send(&link, &unseen);
    side.expect("cmd").await;
    let first = side.expect("cmd").await;
    side.close(4000, "crash").await;
    outcome(&mut link, &seen, |o| *o == Outcome::Unknown).await;

    let (mut side, sub) = hub.welcome().await;
    side.subbed(&sub, "resume", None, 10, 0).await;
    for _ in 0..2 {
        let ask = side.expect("ask").await;
        let fate = if ask["idem"] == seen.idem.as_str() {
            json!({ "t": "fate", "re": ask["id"], "idem": ask["idem"], "status": "committed", "off": 12, "ver": 5 })
        } else {
            json!({ "t": "fate", "re": ask["id"], "idem": ask["idem"], "status": "unknown" })
        };
        side.say(fate).await;
    }
    let again = side.expect("cmd").await;
    assert_eq!(again["idem"], unseen.idem.as_str());
    for field in [
        "idem",
        "name",
        "key",
        "expect",
        "args",
        "status",
        "not_after",
    ] {
        assert_eq!(again[field], first[field], "{field} is the same");
    }
    side.say(json!({ "t": "done", "re": again["id"], "idem": again["idem"], "dup": false, "off": 13, "ver": 5 })).await;
    assert!(matches!(
        outcome(&mut link, &seen, Outcome::is_final).await,
        Outcome::Done { ver: Some(5), .. }
    ));
    assert!(matches!(
        outcome(&mut link, &unseen, Outcome::is_final).await,
        Outcome::Done { .. }
    ));
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_unknown_and_asked_for() {
    let hub = Hub::start().await;
    let mut config = hub.config();
    config.timing.answer = Duration::from_millis(50);
    let mut link = Link::spawn(config).unwrap();
    let (mut side, _) = hub.serve_one_desk().await;
    live(&mut link).await;
    let intent = claim();
    send(&link, &intent);
    side.expect("cmd").await;
    outcome(&mut link, &intent, |o| *o == Outcome::Unknown).await;
    let ask = side.expect("ask").await;
    side.say(json!({ "t": "fate", "re": ask["id"], "idem": ask["idem"], "status": "refused", "code": "too_late" })).await;
    assert!(matches!(
        outcome(&mut link, &intent, Outcome::is_final).await,
        Outcome::Refused {
            code: Code::TooLate,
            ..
        }
    ));
}

#[tokio::test]
async fn time_critical_commands_go_out_in_a_current_view_or_not_at_all() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, sub) = hub.welcome().await;
    let (urgent, other) = (claim(), on_break());
    send(&link, &urgent);
    send(&link, &other);
    assert_eq!(
        outcome(&mut link, &urgent, Outcome::is_final).await,
        Outcome::NotSent(NotSent::NotCurrent)
    );
    // The other one does not need the view.
    assert_eq!(side.expect("cmd").await["idem"], other.idem.as_str());
    side.snapshot(&sub, "new", 10, &[]).await;
    live(&mut link).await;
    send(&link, &claim());
    side.expect("cmd").await;
}

#[tokio::test]
async fn a_command_past_its_deadline_is_not_sent() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (_side, _) = hub.serve_one_desk().await;
    live(&mut link).await;
    let mut intent = claim();
    // Before the welcome's time.
    intent.not_after = Some("2026-11-23T01:00:00.000Z".parse().unwrap());
    send(&link, &intent);
    assert_eq!(
        outcome(&mut link, &intent, Outcome::is_final).await,
        Outcome::NotSent(NotSent::TooLate)
    );
}

#[tokio::test]
async fn the_outbox_survives_a_restart_without_personal_data() {
    let hub = Hub::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = hub.config();
    config.outbox = Some(dir.path().to_owned());
    let mut link = Link::spawn(config.clone()).unwrap();
    let (mut side, _) = hub.serve_one_desk().await;
    live(&mut link).await;
    let lost = on_break();
    let private = Intent::new(
        Command::OrderDraft(DraftOrder {
            account: Private::Raw("6222000011112222".to_owned()),
            institution: "ICBC".parse().unwrap(),
            limit: None,
            money_at: None,
        }),
        None,
        Urgency::Ordinary,
    );
    send(&link, &private);
    send(&link, &lost);
    side.expect("cmd").await;
    side.expect("cmd").await;
    let files: Vec<String> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let text = files.concat();
    assert!(
        text.contains(lost.idem.as_str()),
        "on disk before it is on the wire: {text}"
    );
    assert!(
        !text.contains("6222") && !text.contains(private.idem.as_str()),
        "{text}"
    );
    link.send(Order::Close);
    side.expect_end().await;
    while link.events.recv().await.is_some() {}

    let mut link = Link::spawn(config).unwrap();
    let (mut side, _) = hub.welcome().await;
    let restored = told(&mut link, "the restored", |message| match message {
        FromLink::Restored(intents) => Some(intents),
        _ => None,
    })
    .await;
    assert_eq!(restored.len(), 1);
    assert_eq!(
        (&restored[0].idem, &restored[0].command),
        (&lost.idem, &lost.command)
    );
    let ask = side.expect("ask").await;
    assert_eq!(ask["idem"], lost.idem.as_str());
    side.say(json!({ "t": "fate", "re": ask["id"], "idem": ask["idem"], "status": "committed", "off": 11, "ver": 2 })).await;
    outcome(&mut link, &lost, |o| matches!(o, Outcome::Done { .. })).await;
}

#[tokio::test]
async fn without_a_line_a_command_waits_and_says_where() {
    let hub = Hub::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = hub.config();
    let mut bare = Link::spawn(config.clone()).unwrap();
    config.outbox = Some(dir.path().to_owned());
    let mut kept = Link::spawn(config).unwrap();
    for (link, place) in [(&mut bare, Kept::InMemory), (&mut kept, Kept::OnDisk)] {
        let intent = on_break();
        send(link, &intent);
        let waiting = outcome(link, &intent, |o| matches!(o, Outcome::Waiting(_))).await;
        assert_eq!(waiting, Outcome::Waiting(place));
    }
}
