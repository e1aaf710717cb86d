use serde_json::json;

use super::client::{Client, House, officer};

/// Frames no message can be made of, with what the hub says about them.
fn bad_frames() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let mut big = vec![0x81, 0xff];
    big.extend(600_000u64.to_be_bytes());
    big.extend([0; 4]);
    big.extend(vec![b'x'; 600_000]);
    vec![
        (
            "invalid UTF-8",
            vec![0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe],
            "UTF-8",
        ),
        ("unmasked", vec![0x81, 0x02, b'{', b'}'], "RFC 6455"),
        (
            "RSV bit",
            vec![0xc1, 0x82, 0, 0, 0, 0, b'{', b'}'],
            "RFC 6455",
        ),
        ("bad opcode", vec![0x83, 0x80, 0, 0, 0, 0], "RFC 6455"),
        ("too big", big, "65536"),
    ]
}

async fn told(client: &mut Client, name: &str, word: &str) {
    let error = client.until("error").await;
    assert_eq!(error["code"], "bad_request", "{name}: {error}");
    assert!(
        error["msg"].as_str().is_some_and(|msg| msg.contains(word)),
        "{name}: {error}"
    );
    let (bye, code) = client.closing().await;
    assert_eq!(
        (&bye["reason"], code),
        (&json!("bad_frame"), 4503),
        "{name}"
    );
}

async fn nobody_left(house: &House) {
    let waited = std::time::Instant::now();
    loop {
        let figures = house.figures();
        let zero = |name: &str| figures.lines().any(|line| line == format!("{name} 0"));
        if zero("watchfloor_connections") && zero("watchfloor_subscriptions") {
            return;
        }
        assert!(waited.elapsed() < super::client::PATIENCE, "{figures}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_bad_frame_is_named_ends_its_connection_and_leaks_no_place() {
    let house = House::with(|c| c.limits.connections = 2).await;
    for _ in 0..2 {
        for (name, bytes, word) in bad_frames() {
            let mut client = house.client(&officer("u:1")).await;
            client.snapshot("a", "alerts", json!({}), 500).await;
            client.send_bytes(&bytes).await;
            told(&mut client, name, word).await;
            drop(client);
            let mut early = Client::connect(&house.hub.url()).await;
            early.send_bytes(&bytes).await;
            told(&mut early, name, word).await;
            drop(early);
            nobody_left(&house).await;
        }
    }
    house.client(&officer("u:1")).await;
}
