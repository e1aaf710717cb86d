//! Views are whole or announced: holes, wrong digests, snapshots in the shadow.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use watchfloor::feed::frame::{Feed, Why};
use watchfloor::feed::link::{FromLink, Link, LinkHandle, Order};
use watchfloor::feed::mirror::{Applied, Mirror};

use crate::scripted::{Hub, digest, key, live, soon, told};

/// Folds what the link tells until `is` holds; wrong views are reported as a console would.
async fn folded(
    link: &mut LinkHandle,
    mirror: &mut Mirror,
    what: &str,
    is: impl Fn(&Applied, &Mirror) -> bool,
) {
    soon(what, async {
        loop {
            let message = link.events.recv().await.expect("the link ended");
            let applied = mirror.apply(&message);
            if let Applied::Mismatch(feed) = applied {
                link.send(Order::Resync(feed));
            }
            if is(&applied, mirror) {
                return;
            }
        }
    })
    .await;
}

fn holds(mirror: &Mirror, desks: &[(&str, u32)]) -> bool {
    mirror.digest(Feed::Floor) == digest(desks)
        && desks
            .iter()
            .all(|(code, ver)| mirror.floor().ver(&key(code)) == Some(*ver))
}

#[tokio::test]
async fn a_view_is_built_followed_and_acknowledged() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, sub) = hub.welcome().await;
    assert_eq!(sub["from"], Value::Null);
    side.subbed(&sub, "snapshot", Some("new"), 10, 2).await;
    let ask = side.expect("page").await;
    side.page(&ask, &[("ICBC", 1)], Some("p2"), None).await;
    let ask = side.expect("page").await;
    assert_eq!(ask["cur"], "p2");
    let both = [("ICBC", 1), ("ABC", 4)];
    side.page(&ask, &both[1..], None, Some(digest(&both))).await;
    let mut mirror = Mirror::default();
    folded(&mut link, &mut mirror, "the snapshot", |applied, _| {
        *applied == Applied::Swapped(Feed::Floor)
    })
    .await;
    assert!(holds(&mirror, &both));
    assert_eq!(side.expect("ack").await["off"], 10);
    side.staffed(&sub["sub"], 10, 14, "ABC", 5).await;
    side.mark(&sub["sub"], 14, 90, &[("ICBC", 1), ("ABC", 5)])
        .await;
    folded(&mut link, &mut mirror, "agreement", |applied, _| {
        *applied == Applied::Agreed(Feed::Floor)
    })
    .await;
    assert!(
        mirror
            .floor()
            .desk(&"ABC".parse().unwrap())
            .unwrap()
            .staffed
    );
    while side.expect("ack").await["off"] != 90 {}
}

#[tokio::test]
async fn a_hole_is_repaired_from_the_own_position_and_late_deliveries_do_not_count() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, old) = hub.serve_one_desk().await;
    side.staffed(&old, 10, 11, "ICBC", 2).await;
    // 12 is missing.
    side.staffed(&old, 12, 13, "ICBC", 4).await;
    assert_eq!(side.expect("unsub").await["sub"], old);
    let sub = side.expect("sub").await;
    assert_eq!(sub["from"]["off"], 11);
    assert_ne!(sub["sub"], old);
    // Still on its way under the old name.
    side.staffed(&old, 13, 14, "ICBC", 5).await;
    side.subbed(&sub, "resume", None, 11, 0).await;
    side.staffed(&sub["sub"], 11, 12, "ICBC", 3).await;
    side.staffed(&sub["sub"], 12, 13, "ICBC", 4).await;
    let mut mirror = Mirror::default();
    folded(&mut link, &mut mirror, "the repair", |_, mirror| {
        holds(mirror, &[("ICBC", 4)])
    })
    .await;
    assert_eq!(link.counters.holes.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_delivery_that_comes_twice_is_a_hole_too() {
    let hub = Hub::start().await;
    let _link = Link::spawn(hub.config()).unwrap();
    let (mut side, sub) = hub.serve_one_desk().await;
    side.staffed(&sub, 10, 11, "ICBC", 2).await;
    side.staffed(&sub, 10, 11, "ICBC", 2).await;
    assert_eq!(side.expect("sub").await["from"]["off"], 11);
}

#[tokio::test]
async fn a_wrong_digest_brings_a_snapshot_and_the_old_view_stays_until_it_is_whole() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, name) = hub.serve_one_desk().await;
    side.mark(&name, 10, 20, &[("ICBC", 1), ("ABC", 1)]).await;
    let mut mirror = Mirror::default();
    folded(&mut link, &mut mirror, "the mismatch", |applied, _| {
        *applied == Applied::Mismatch(Feed::Floor)
    })
    .await;
    assert_eq!(side.expect("unsub").await["sub"], name);
    let sub = side.expect("sub").await;
    assert_eq!(sub["from"], Value::Null);
    side.subbed(&sub, "snapshot", Some("new"), 20, 2).await;
    let ask = side.expect("page").await;
    side.page(&ask, &[("ABC", 1)], Some("p2"), None).await;
    let ask = side.expect("page").await;
    folded(&mut link, &mut mirror, "the reset", |_, mirror| {
        mirror.is_resyncing(Feed::Floor)
    })
    .await;
    assert!(holds(&mirror, &[("ICBC", 1)]), "the old view stays");
    // Events may follow before the last page.
    side.staffed(&sub["sub"], 20, 21, "ABC", 2).await;
    side.page(
        &ask,
        &[("BOC", 1)],
        None,
        Some(digest(&[("ABC", 1), ("BOC", 1)])),
    )
    .await;
    folded(&mut link, &mut mirror, "the swap", |applied, _| {
        *applied == Applied::Swapped(Feed::Floor)
    })
    .await;
    assert!(!mirror.is_resyncing(Feed::Floor));
    assert_eq!(
        mirror.floor().ver(&key("ICBC")),
        None,
        "what is not in the snapshot is gone"
    );
    folded(&mut link, &mut mirror, "what followed", |_, mirror| {
        holds(mirror, &[("ABC", 2), ("BOC", 1)])
    })
    .await;
    assert_eq!(link.counters.mismatches.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_snapshot_that_does_not_add_up_is_never_shown() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, sub) = hub.welcome().await;
    side.subbed(&sub, "snapshot", Some("new"), 10, 1).await;
    let ask = side.expect("page").await;
    side.page(&ask, &[("ICBC", 1)], None, Some(digest(&[("ICBC", 2)])))
        .await;
    let again = side.expect("sub").await;
    assert_eq!(again["from"], Value::Null);
    side.snapshot(&again, "new", 11, &[("ICBC", 2)]).await;
    let first = told(&mut link, "a snapshot", |message| match message {
        FromLink::Snapshot(snapshot) => Some(snapshot),
        _ => None,
    })
    .await;
    assert_eq!(first.items[0].1, 2);
}

#[tokio::test]
async fn an_ended_subscription_is_taken_up_again_and_a_denied_one_is_said() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, name) = hub.serve_one_desk().await;
    side.say(json!({ "t": "ended", "sub": name, "code": "reset_required", "why": "epoch_changed", "resub": true }))
        .await;
    let sub = side.expect("sub").await;
    assert_eq!(sub["from"]["off"], 10);
    side.subbed(&sub, "snapshot", Some("epoch_changed"), 3, 0)
        .await;
    let why = told(&mut link, "the second reset", |message| match message {
        FromLink::Reset { why, .. } if why != Why::New => Some(why),
        _ => None,
    })
    .await;
    assert_eq!(why, Why::EpochChanged);
    side.say(json!({ "t": "ended", "sub": sub["sub"], "code": "forbidden", "resub": false }))
        .await;
    told(&mut link, "the denial", |message| {
        matches!(message, FromLink::Denied { .. }).then_some(())
    })
    .await;
    live(&mut link).await;
}

#[tokio::test]
async fn a_refused_subscription_does_not_keep_the_rest_from_going_live() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, sub) = hub.welcome().await;
    side.say(json!({ "t": "error", "re": sub["id"], "code": "forbidden", "retry": "never", "msg": "not for you" }))
        .await;
    told(&mut link, "the denial", |message| {
        matches!(message, FromLink::Denied { .. }).then_some(())
    })
    .await;
    live(&mut link).await;
}

#[tokio::test]
async fn a_caller_that_takes_nothing_makes_the_hub_wait_and_loses_nothing() {
    let hub = Hub::start().await;
    let mut link = Link::spawn(hub.config()).unwrap();
    let (mut side, name) = hub.serve_one_desk().await;
    let events = 500u32;
    for n in 0..events {
        side.staffed(&name, u64::from(10 + n), u64::from(11 + n), "ICBC", 2 + n)
            .await;
    }
    let mut mirror = Mirror::default();
    folded(&mut link, &mut mirror, "everything", |_, mirror| {
        holds(mirror, &[("ICBC", 1 + events)])
    })
    .await;
    while side.expect("ack").await["off"] != 10 + events {}
}
