//! From the text of the hub to the floor of a client: reading, folding, and the whole way over a socket.
//! `cargo bench --bench feed`; the budget is 400 000 events a second and core from socket to applied.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_possible_truncation
)] // a bench that can not go on stops

use divan::Bencher;
use divan::counter::ItemsCount;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use watchfloor::domain::ids::{Key, Ulid};
use watchfloor::domain::time::Millis;
use watchfloor::feed::digest::Digest;
use watchfloor::feed::frame::{Feed, SUBPROTOCOL, Window};
use watchfloor::feed::incoming::{self, Incoming};
use watchfloor::feed::link::{Counters, Delivery, FromLink, Link, LinkConfig};
use watchfloor::feed::mirror::{Applied, Mirror};

/// Alerts on the floor.
const ALERTS: usize = 1000;
/// Events of one message.
const BATCH: usize = 64;
/// Events of one run over the socket.
const RUN: usize = 128_000;
const EPOCH: &str = "01JD9ZK4M20000000000000000";

fn main() {
    divan::main();
}

fn alert_key(n: usize) -> String {
    format!("al:{}", Ulid::new(Millis(1_795_400_000_000), n as u128))
}

/// A raised alert as the hub writes it, about 900 bytes.
fn raised(n: usize) -> Value {
    let key = alert_key(n);
    let at = "2026-11-23T01:05:00.123Z";
    json!({
        "id": key[3..], "no": n, "kind": "live_call", "state": "new", "tier": "P1", "score": 712, "model_score": 712,
        "model": { "id": "victim-7", "version": "3" }, "reasons": ["冒充客服，要求转账", "told to buy gift cards"],
        "fraud_type": "task_rebate", "channel": "call", "org": "330702",
        "victim": { "phone": { "mask": "120****5678", "token": "00000000000000000000000000000001" } },
        "at_risk": 5_200_000, "raised_at": at, "detected_at": at, "last_hit_at": at, "waiting_since": at,
        "hits": 1, "policy": { "id": "city-default", "version": 1 }, "status": "actual", "interventions": [],
    })
}

/// An event of the hub, as text.
fn event(off: usize, name: &str, n: usize, ver: u32, data: &Value) -> String {
    let key = alert_key(n);
    format!(
        r#"{{"off":{off},"type":"{name}","at":"2026-11-23T01:05:00.123Z","key":"{key}","ver":{ver},"by":"u:0412","status":"actual","data":{data}}}"#
    )
}

/// Messages of `count` events that take turns on all alerts, with the offset after each message.
fn messages(sub: &str, start: usize, count: usize) -> Vec<String> {
    let claimed = json!({ "owner": "u:0412", "lease_until": "2026-11-23T01:15:00.123Z" });
    let released = json!({ "why": "officer" });
    let steps: Vec<usize> = (0..count).collect();
    let message = |steps: &[usize]| {
        let items: Vec<String> = steps
            .iter()
            .map(|step| {
                let round = step / ALERTS;
                let (name, data) = if round.is_multiple_of(2) {
                    ("alert.claimed", &claimed)
                } else {
                    ("alert.released", &released)
                };
                event(
                    start + step + 1,
                    name,
                    step % ALERTS,
                    round as u32 + 2,
                    data,
                )
            })
            .collect();
        let prev = start + steps[0];
        format!(
            r#"{{"t":"events","sub":"{sub}","prev":{prev},"items":[{}]}}"#,
            items.join(",")
        )
    };
    steps.chunks(BATCH).map(message).collect()
}

fn deliveries(text: &str, counters: &Counters) -> Vec<Delivery> {
    let Incoming::Events(events) = incoming::read(text).unwrap() else {
        panic!("no events");
    };
    let items: Vec<Delivery> = events
        .items
        .into_iter()
        .map(|item| item.delivery(counters))
        .collect();
    assert_eq!(
        counters
            .unreadable
            .load(std::sync::atomic::Ordering::Relaxed),
        0
    );
    items
}

/// A floor with every alert raised.
fn floor() -> Mirror {
    let mut mirror = Mirror::default();
    let text: Vec<String> = (0..ALERTS)
        .map(|n| event(n + 1, "alert.raised", n, 1, &raised(n)))
        .collect();
    let text = format!(
        r#"{{"t":"events","sub":"alerts","prev":0,"items":[{}]}}"#,
        text.join(",")
    );
    let items = deliveries(&text, &Counters::default());
    mirror.apply(&FromLink::Events {
        feed: Feed::Alerts,
        items,
    });
    assert_eq!(mirror.floor().alerts().len(), ALERTS);
    mirror
}

/// Changes of alerts, about 200 bytes each.
#[divan::bench]
fn read_changes(bencher: Bencher<'_, '_>) {
    let text = messages("alerts", ALERTS, BATCH).remove(0);
    let counters = Counters::default();
    bencher
        .counter(ItemsCount::new(BATCH))
        .bench(|| deliveries(divan::black_box(&text), &counters));
}

/// New alerts, about 900 bytes each.
#[divan::bench]
fn read_raised(bencher: Bencher<'_, '_>) {
    let items: Vec<String> = (0..BATCH)
        .map(|n| event(n + 1, "alert.raised", n, 1, &raised(n)))
        .collect();
    let text = format!(
        r#"{{"t":"events","sub":"alerts","prev":0,"items":[{}]}}"#,
        items.join(",")
    );
    let counters = Counters::default();
    bencher
        .counter(ItemsCount::new(BATCH))
        .bench(|| deliveries(divan::black_box(&text), &counters));
}

/// Read and folded, with the digest kept.
#[divan::bench(sample_count = 20)]
fn read_and_apply_changes(bencher: Bencher<'_, '_>) {
    let texts = messages("alerts", ALERTS, 10 * ALERTS);
    let counters = Counters::default();
    bencher
        .counter(ItemsCount::new(10 * ALERTS))
        .with_inputs(floor)
        .bench_values(|mut mirror| {
            for text in &texts {
                let items = deliveries(text, &counters);
                mirror.apply(&FromLink::Events {
                    feed: Feed::Alerts,
                    items,
                });
            }
            mirror
        });
}

/// The whole way: a hub's socket, the link, the floor. Both ends share this machine.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn socket_to_applied(bencher: Bencher<'_, '_>) {
    let runtime = Runtime::new().unwrap();
    let texts = messages("alerts", 0, RUN);
    bencher
        .counter(ItemsCount::new(RUN))
        .with_inputs(|| texts.clone())
        .bench_values(|texts| runtime.block_on(run(texts)));
}

async fn run(texts: Vec<String>) -> Mirror {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let mut config = LinkConfig::new(url, "token".into(), &[Feed::Alerts]);
    config.window = Window {
        events: RUN as u32,
        bytes: u32::MAX,
    };
    let mut link = Link::spawn(config).unwrap();
    let hub = tokio::spawn(hub(listener, texts));
    let mut mirror = Mirror::default();
    let last = (1 + RUN / ALERTS) as u32;
    let last_key: Key = alert_key(ALERTS - 1).parse().unwrap();
    loop {
        let message = link.events.recv().await.unwrap();
        assert!(!matches!(mirror.apply(&message), Applied::Mismatch(_)));
        if mirror.floor().ver(&last_key) == Some(last) {
            hub.abort();
            return mirror;
        }
    }
}

/// A hub that sends a snapshot and then everything at once.
async fn hub(listener: TcpListener, texts: Vec<String>) {
    #[allow(clippy::result_large_err, clippy::unnecessary_wraps)] // the signature is tungstenite's
    let agree = |_: &Request, mut response: Response| {
        let headers = response.headers_mut();
        headers.insert("Sec-WebSocket-Protocol", SUBPROTOCOL.parse().unwrap());
        Ok::<_, ErrorResponse>(response)
    };
    let (stream, _) = listener.accept().await.unwrap();
    let mut line = tokio_tungstenite::accept_hdr_async(stream, agree)
        .await
        .unwrap();
    let mut texts = texts.into_iter();
    while let Some(Ok(message)) = line.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        let said: Value = serde_json::from_str(&text).unwrap();
        let answer = match said["t"].as_str().unwrap() {
            "hello" => json!({
                "t": "welcome", "re": said["id"], "conn": "c-1", "hub": "bench",
                "actor": { "sub": "u:0412", "roles": ["dissuader"], "org": "330700" },
                "limits": { "max_in": 65536, "max_out": 262_144 },
                "beat_ms": 10000, "stale_ms": 15000, "now": "2026-11-23T01:05:00.123Z",
            }),
            "sub" => json!({
                "t": "subbed", "re": said["id"], "sub": said["sub"], "mode": "snapshot", "why": "new",
                "epoch": EPOCH, "off": 0, "head": 0, "view": "0000000000000000", "total": ALERTS,
            }),
            "page" => {
                let mut digest = Digest::default();
                let items: Vec<Value> = (0..ALERTS)
                    .map(|n| {
                        digest.add(&alert_key(n).parse().unwrap(), 1);
                        json!({ "key": alert_key(n), "ver": 1, "data": raised(n) })
                    })
                    .collect();
                let end = json!({ "count": digest.count, "digest": digest.hex() });
                json!({ "t": "page", "re": said["id"], "sub": said["sub"], "items": items, "cur": null, "end": end })
            }
            _ => continue,
        };
        let is_page = answer["t"] == "page";
        line.send(Message::text(answer.to_string())).await.unwrap();
        if is_page {
            for text in texts.by_ref() {
                line.feed(Message::text(text)).await.unwrap();
            }
            line.flush().await.unwrap();
        }
    }
}
