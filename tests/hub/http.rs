use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use watchfloor::domain::org::Actor;

use super::client::{House, alert, officer, producer};

/// One HTTP request; status and body.
fn ask(house: &House, text: &str) -> (u16, String) {
    let mut answer = String::new();
    tokio::task::block_in_place(|| {
        let mut socket = TcpStream::connect(house.hub.addr).unwrap();
        socket.write_all(text.as_bytes()).unwrap();
        socket.read_to_string(&mut answer).unwrap();
    });
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    (status, body)
}

fn get(house: &House, path: &str) -> (u16, String) {
    let text = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    ask(house, &text)
}

fn post(house: &House, actor: &Actor, kind: &str, body: &str) -> (u16, String) {
    let token = house.token(actor);
    let length = body.len();
    let head = format!(
        "POST /v1/ingest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    );
    ask(house, &(head + body))
}

fn record(id: &str, phone: &str) -> Value {
    let mut record = alert(phone, "P2");
    record["source"] = json!({"name": "bank-a", "id": id});
    record
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_figures_are_there() {
    let house = House::new().await;
    let (status, body) = get(&house, "/healthz");
    let health: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &health["status"]), (200, &json!("ok")));
    assert_eq!(health["head"], house.hub.head().0);
    let (status, body) = get(&house, "/metrics");
    assert_eq!(status, 200);
    for name in [
        "watchfloor_connections 0",
        "watchfloor_storage_writable 1",
        "watchfloor_commits_total",
    ] {
        assert!(body.contains(name), "{name} in {body}");
    }
    assert_eq!(get(&house, "/other").0, 404);
    assert_eq!(get(&house, "/v1/feed").0, 426);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_taken_in_once_and_bad_lines_do_not_stop_the_rest() {
    let house = House::new().await;
    let lines = [
        record("1", "13800000001").to_string(),
        "{broken".to_owned(),
        record("2", "13800000002").to_string(),
        record("1", "13800000001").to_string(),
        record("1", "13899999999").to_string(),
    ]
    .join("\n");
    let (status, body) = post(&house, &producer(), "application/x-ndjson", &lines);
    assert_eq!(status, 200, "{body}");
    let answers: Vec<Value> = body
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let statuses: Vec<_> = answers[..5]
        .iter()
        .map(|a| a["status"].as_str().unwrap())
        .collect();
    assert_eq!(
        statuses,
        ["accepted", "bad", "accepted", "duplicate", "conflict"],
        "{body}"
    );
    assert_eq!(answers[3]["key"], answers[0]["key"]);
    assert_eq!(
        (&answers[1]["line"], answers[1]["reason"].is_string()),
        (&json!(2), true)
    );
    assert_eq!(answers[5]["summary"]["accepted"], 2);

    let house = house.again().await;
    let (_, body) = post(&house, &producer(), "application/x-ndjson", &lines);
    let first: Value = serde_json::from_str(body.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["status"], &first["key"]),
        (&json!("duplicate"), &answers[0]["key"])
    );
    let mut client = house.client(&officer("u:1")).await;
    assert_eq!(
        client
            .snapshot("a", "alerts", json!({}), 500)
            .await
            .items
            .len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_producers_with_a_token_and_no_web_page_feed_records_in() {
    let house = House::new().await;
    let line = record("1", "13800000001").to_string();
    assert_eq!(
        post(&house, &officer("u:1"), "application/x-ndjson", &line).0,
        403
    );
    assert_eq!(post(&house, &producer(), "image/png", &line).0, 415);
    let bare = format!(
        "POST /v1/ingest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{line}",
        line.len()
    );
    assert_eq!(ask(&house, &bare).0, 401);
    let forged = bare.replace("Host: x", "Host: x\r\nAuthorization: Bearer nonsense");
    assert_eq!(ask(&house, &forged).0, 401);
    let page = bare.replace("Host: x", "Host: x\r\nOrigin: https://evil.example");
    assert_eq!(ask(&house, &page).0, 403);
}
