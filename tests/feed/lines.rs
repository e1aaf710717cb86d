//! Lines come and go: closes, silence, and the way back.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::json;
use watchfloor::feed::clock::Sync;
use watchfloor::feed::frame::{Feed, Filter};
use watchfloor::feed::intent::{NotSent, Outcome};
use watchfloor::feed::link::{FromLink, Link, Order};
use watchfloor::feed::links::{Links, by_address};
use watchfloor::feed::state::{LinkState, Lost};

use crate::commands::claim;
use crate::scripted::{Hub, live, soon, state, told};

#[tokio::test]
async fn a_line_lost_is_taken_up_from_the_own_position() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, name) = hub.serve_one_desk().await;
    side.staffed(&name, 10, 17, "ICBC", 2).await;
    side.say(json!({ "t": "bye", "code": 4010, "reason": "drain", "retry_ms": 1 }))
        .await;
    side.close(4010, "drain").await;
    let lost = state(
        &mut link,
        "the loss",
        |s| matches!(s, LinkState::Disconnected { why, .. } if *why != Lost::NotYet),
    )
    .await;
    assert!(
        matches!(
            lost,
            LinkState::Disconnected {
                why: Lost::Closed { code: 4010, .. },
                ..
            }
        ),
        "{lost:?}"
    );
    let (mut side, sub) = hub.welcome().await;
    assert_eq!(sub["from"]["off"], 17);
    side.subbed(&sub, "resume", None, 17, 0).await;
    live(&mut link).await;
}

#[tokio::test]
async fn closes_of_the_4500s_are_for_good() {
    for code in [4500, 4501, 4502, 4503, 4504, 4505, 4507, 4999] {
        let hub = Hub::start().await;
        let mut link = Link::spawn(hub.config()).unwrap();
        let mut side = hub.accept().await;
        side.expect("hello").await;
        side.close(code, "go away").await;
        let refused = state(&mut link, "the refusal", |s| {
            matches!(s, LinkState::Refused { .. })
        })
        .await;
        assert!(
            matches!(&refused, LinkState::Refused { code: said, reason } if *said == code && &**reason == "go away")
        );
        // The link is alive, says so, and calls nobody.
        link.send(Order::Send(Box::new(claim())));
        let outcome = told(&mut link, "an answer", |message| match message {
            FromLink::Answer(answer) => Some(answer.outcome),
            _ => None,
        })
        .await;
        assert_eq!(outcome, Outcome::NotSent(NotSent::LinkRefused));
        assert!(!hub.has_caller(), "{code}");
    }
}

#[tokio::test]
async fn silence_is_shown_and_then_ends_the_line() {
    let hub = Hub::start().await;
    let mut config = hub.config();
    config.timing.stale = Some(Duration::from_millis(100));
    config.timing.give_up = Duration::from_millis(400);
    let mut link = Link::spawn(config).unwrap();
    let (mut side, _) = hub.serve_one_desk().await;
    live(&mut link).await;
    state(&mut link, "stale", |s| matches!(s, LinkState::Stale { .. })).await;
    side.say(json!({ "t": "beat", "now": "2026-11-23T01:05:10.000Z", "heads": {} }))
        .await;
    live(&mut link).await;
    state(&mut link, "the end", |s| {
        matches!(
            s,
            LinkState::Disconnected {
                why: Lost::Silent,
                ..
            }
        )
    })
    .await;
    hub.welcome().await;
}

#[tokio::test]
async fn a_hub_that_does_not_welcome_is_left() {
    let hub = Hub::start().await;
    let mut config = hub.config();
    config.timing.hello = Duration::from_millis(100);
    let mut link = Link::spawn(config).unwrap();
    let mut side = hub.accept().await;
    side.expect("hello").await;
    state(&mut link, "the end", |s| {
        matches!(
            s,
            LinkState::Disconnected {
                why: Lost::Silent,
                ..
            }
        )
    })
    .await;
}

#[tokio::test]
async fn nobody_at_the_address_is_a_state() {
    let hub = Hub::start().await;
    let config = hub.config();
    drop(hub);
    let mut link = Link::spawn(config).unwrap();
    state(&mut link, "unreachable", |s| {
        matches!(
            s,
            LinkState::Disconnected {
                why: Lost::Unreachable(_),
                ..
            }
        )
    })
    .await;
}

#[tokio::test]
async fn lag_is_shown_and_passes() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, name) = hub.serve_one_desk().await;
    live(&mut link).await;
    side.say(
        json!({ "t": "notice", "code": "lagging", "sub": name, "behind": 2, "age_ms": 11000 }),
    )
    .await;
    state(&mut link, "lagging", |s| {
        *s == LinkState::Lagging { behind: 2 }
    })
    .await;
    side.staffed(&name, 10, 11, "ICBC", 2).await;
    state(&mut link, "less lag", |s| {
        *s == LinkState::Lagging { behind: 1 }
    })
    .await;
    side.say(json!({ "t": "beat", "now": "2026-11-23T01:05:10.000Z", "heads": { "floor": 11 } }))
        .await;
    live(&mut link).await;
}

#[tokio::test]
async fn the_hubs_time_comes_with_pongs() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let mut side = hub.accept().await;
    side.let_in().await;
    let ping = side.expect("ping").await;
    let at = "2026-11-23T01:05:20.000Z";
    side.say(json!({ "t": "pong", "re": ping["id"], "t0": ping["t0"], "t1": at, "t2": at }))
        .await;
    let at = at.parse().unwrap();
    told(&mut link, "the pong's time", |message| match message {
        FromLink::Time(time) => {
            let now = std::time::Instant::now();
            let off = time.hub_now(now)?.since(at);
            (time.sync(now) == Sync::Good && off.0.abs() < 2000).then_some(())
        }
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn a_message_that_must_be_understood_ends_it_and_others_do_not() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, _) = hub.serve_one_desk().await;
    side.say(json!({ "t": "party" })).await;
    live(&mut link).await;
    side.say(json!({ "t": "rules_changed", "crit": true }))
        .await;
    state(&mut link, "the end", |s| {
        matches!(s, LinkState::Refused { code: 4505, .. })
    })
    .await;
}

#[tokio::test]
async fn closing_is_clean() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, _) = hub.serve_one_desk().await;
    live(&mut link).await;
    link.send(Order::Close);
    side.expect_end().await;
    while link.events.recv().await.is_some() {}
}

#[tokio::test]
async fn feeds_may_come_from_different_hubs() {
    let (one, two) = (Hub::start().await, Hub::start().await);
    let mut config = one.config();
    config.feeds = vec![
        (Feed::Floor, Filter::default()),
        (Feed::Alerts, Filter::default()),
    ];
    let own = BTreeMap::from([(Feed::Alerts, two.config().url)]);
    let handles = by_address(&config, &own)
        .into_iter()
        .map(|config| Link::spawn(config).unwrap())
        .collect();
    let mut links = Links::join(handles);
    assert!(links.feeds().eq([&[Feed::Floor][..], &[Feed::Alerts]]));
    let (mut side, sub) = two.welcome().await;
    assert_eq!(sub["feed"], "alerts");
    side.snapshot(&sub, "new", 3, &[]).await;
    let _kept = one.serve_one_desk().await;
    let mut live = BTreeSet::new();
    soon("both to be live", async {
        while live.len() < 2 {
            if let Some((n, FromLink::State(LinkState::Live))) = links.events.recv().await {
                live.insert(n);
            }
        }
    })
    .await;
    links.send(Feed::Alerts, Order::Send(Box::new(claim())));
    side.expect("cmd").await;
    links.close();
    soon("the end", async {
        while links.events.recv().await.is_some() {}
    })
    .await;
}
