use std::time::Duration;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{connect_async, tungstenite::Error};
use watchfloor::domain::org::Role;
use watchfloor::domain::time::Span;
use watchfloor::hub::{HubConfig, HubError, start};

use super::client::{Client, House, actor, officer};

#[tokio::test]
async fn a_client_is_welcomed_by_name_and_pinged_in_hub_time() {
    let house = House::new().await;
    let mut client = Client::connect(&house.hub.url()).await;
    let welcome = client.hello(&house.token(&officer("u:0412"))).await;
    assert_eq!(welcome["t"], "welcome");
    assert_eq!(welcome["re"], 1);
    assert_eq!(welcome["actor"]["sub"], "u:0412");
    assert_eq!(welcome["actor"]["roles"], json!(["dissuader"]));
    assert_eq!(
        welcome["limits"],
        json!({"max_in": 65_536, "max_out": 262_144})
    );
    client
        .send(&json!({"t": "ping", "id": 9, "t0": 12.5}))
        .await;
    let pong = client.next().await;
    assert_eq!(
        (&pong["t"], &pong["re"], &pong["t0"]),
        (&json!("pong"), &json!(9), &json!(12.5))
    );
    assert!(pong["t1"].as_str() <= pong["t2"].as_str());
}

#[tokio::test]
async fn plain_text_stays_on_loopback() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = HubConfig::new(dir.path());
    config.listen = "0.0.0.0:0".parse().unwrap();
    match start(config).await {
        Err(error @ HubError::NotLoopback { .. }) => {
            assert!(error.to_string().contains("--listen 0.0.0.0:0"), "{error}");
        }
        other => panic!("{:?}", other.map(|_| ()).err()),
    }
}

#[tokio::test]
async fn two_hubs_do_not_share_a_directory() {
    let house = House::new().await;
    assert!(matches!(
        start(HubConfig::new(house.dir.path())).await,
        Err(HubError::Dir(_))
    ));
}

#[tokio::test]
async fn the_upgrade_is_refused_for_web_pages_and_other_protocols() {
    let house = House::new().await;
    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("sec-websocket-protocol", "chat, graphql-ws", 400),
        ("x-none", "no subprotocol at all", 400),
    ] {
        let mut request = house.hub.url().into_client_request().unwrap();
        let headers = request.headers_mut();
        if name == "origin" {
            headers.insert("sec-websocket-protocol", "watchfloor.v1".parse().unwrap());
        }
        headers.insert(name, value.parse().unwrap());
        match connect_async(request).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), status, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn tokens_that_are_not_good_end_the_connection_with_their_code() {
    let house = House::new().await;
    let stale = house.hub.token(&officer("u:1"), Span::secs(-1)).unwrap();
    let good = house.token(&officer("u:1"));
    for (token, code, reason) in [
        ("", 4501, "invalid_token"),
        ("nonsense", 4501, "invalid_token"),
        (&good[..good.len() - 2], 4501, "invalid_token"),
        (
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1OjEifQ.",
            4501,
            "invalid_token",
        ),
        (stale.as_str(), 4401, "token_expired"),
    ] {
        let mut client = Client::connect(&house.hub.url()).await;
        let bye = client.hello(token).await;
        assert_eq!(
            (&bye["t"], &bye["code"]),
            (&json!("bye"), &json!(code)),
            "{token}"
        );
        assert_eq!(bye["reason"], reason);
        assert_eq!(client.closing().await.1, code);
    }
}

#[tokio::test]
async fn a_token_that_runs_out_ends_the_session() {
    let house = House::new().await;
    let mut client = Client::connect(&house.hub.url()).await;
    let token = house.hub.token(&officer("u:1"), Span::secs(2)).unwrap();
    assert_eq!(client.hello(&token).await["t"], "welcome");
    let (bye, code) = client.closing().await;
    assert_eq!((bye["code"].as_u64(), code), (Some(4401), 4401));
}

#[tokio::test]
async fn silence_is_not_waited_for_for_ever() {
    let house = House::with(|c| {
        c.limits.hello = Duration::from_millis(200);
        c.limits.silent = Duration::from_millis(600);
        c.limits.beat = Duration::from_secs(5);
    })
    .await;
    let mut mute = Client::connect(&house.hub.url()).await;
    assert_eq!(mute.closing().await.1, 4008);
    let mut client = house.client(&officer("u:1")).await;
    assert_eq!(client.closing().await.1, 4409);
}

#[tokio::test]
async fn a_client_that_only_listens_lives_by_the_websocket_s_own_pings() {
    let house = House::with(|c| {
        c.limits.silent = Duration::from_millis(900);
        c.limits.beat = Duration::from_millis(200);
    })
    .await;
    let mut client = house.client(&officer("u:1")).await;
    let listening = tokio::time::timeout(Duration::from_secs(3), client.next()).await;
    assert!(listening.is_err(), "{listening:?}");
}

#[tokio::test]
async fn what_can_not_be_taken_is_answered_and_repeated_it_ends_the_connection() {
    let house = House::new().await;
    let mut client = house.client(&officer("u:1")).await;
    let deep = format!(
        r#"{{"t":"ping","id":3,"t0":1,"x":{}{}}}"#,
        "[".repeat(50),
        "]".repeat(50)
    );
    let big = format!(
        r#"{{"t":"ping","id":4,"t0":1,"x":"{}"}}"#,
        "x".repeat(70_000)
    );
    for (message, re, code) in [
        (Message::text("{oops"), json!(null), "bad_request"),
        (
            Message::text(r#"{"t":"dance","id":2}"#),
            json!(2),
            "bad_request",
        ),
        (Message::binary(vec![1, 2, 3]), json!(null), "bad_request"),
        (Message::text(deep), json!(3), "bad_request"),
        (Message::text(big), json!(null), "too_large"),
    ] {
        client.send_raw(message).await;
        let error = client.next().await;
        assert_eq!(error["t"], "error", "{error}");
        assert_eq!(error.get("re").unwrap_or(&json!(null)), &re, "{error}");
        assert_eq!(error["code"], code, "{error}");
        assert_eq!(error["retry"], "never");
    }
    client.send(&json!({"t": "ping", "id": 5, "t0": 1})).await;
    assert_eq!(
        client.next().await["t"],
        "pong",
        "the connection still lives"
    );
    client.send_text("once more").await;
    let (bye, code) = client.closing().await;
    assert_eq!((bye["code"].as_u64(), code), (Some(4500), 4500));
}

#[tokio::test]
async fn a_message_beyond_all_measure_ends_the_connection_at_once() {
    let house = House::new().await;
    let mut client = house.client(&officer("u:1")).await;
    client.send_raw(Message::text("x".repeat(1 << 20))).await;
    let error = client.next().await;
    assert_eq!(error["t"], "error", "{error}");
    assert_eq!(client.closing().await.1, 4503);
}

#[tokio::test]
async fn nothing_is_served_before_the_hello() {
    let house = House::new().await;
    let mut client = Client::connect(&house.hub.url()).await;
    client
        .send(&json!({"t": "sub", "id": 1, "sub": "a", "feed": "alerts"}))
        .await;
    let error = client.next().await;
    assert_eq!(
        (&error["t"], &error["code"]),
        (&json!("error"), &json!("bad_request"))
    );
    assert_eq!(
        client.hello(&house.token(&officer("u:1"))).await["t"],
        "welcome"
    );
}

#[tokio::test]
async fn a_hub_that_goes_down_says_when_to_come_back() {
    let house = House::new().await;
    let mut client = house.client(&officer("u:1")).await;
    let stopped = tokio::spawn(house.hub.stop());
    let (bye, code) = client.closing().await;
    assert_eq!((bye["code"].as_u64(), code), (Some(4010), 4010));
    assert!(
        bye["retry_ms"]
            .as_u64()
            .is_some_and(|ms| (500..5000).contains(&ms)),
        "{bye}"
    );
    stopped.await.unwrap();
}

#[tokio::test]
async fn one_user_has_so_many_connections_and_no_more() {
    let house = House::with(|c| c.limits.per_user = 2).await;
    let who = actor("w:1", Role::Wall, &[]);
    let _one = house.client(&who).await;
    let _two = house.client(&who).await;
    let mut three = Client::connect(&house.hub.url()).await;
    assert_eq!(three.hello(&house.token(&who)).await["code"], 4504);
    house.client(&actor("w:2", Role::Wall, &[])).await;
}
