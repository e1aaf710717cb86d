use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::*;
use crate::hub::ingest::door::parse_lines;
use crate::hub::ingest::{PATH, write_answers};

/// A hub's door as far as the client sees it: knows records, and loses its first answers.
#[derive(Default)]
struct Hub {
    known: HashMap<String, String>,
    lose: u32,
    requests: u32,
    refuse: Option<StatusCode>,
}

type Shared = Arc<Mutex<Hub>>;

async fn take(State(hub): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let mut hub = hub.lock().unwrap();
    hub.requests += 1;
    if let Some(status) = hub.refuse {
        return (status, "no").into_response();
    }
    assert_eq!(headers["authorization"], "Bearer wf1.a.b");
    let content_type = headers["content-type"].to_str().unwrap();
    let mut answers = Vec::new();
    for line in parse_lines(content_type, body.as_bytes()).unwrap() {
        let (status, reason) = match line.record {
            Err(bad) => (Status::Bad, Some(bad.0)),
            Ok(record) => {
                let id = record.source.id.to_string();
                let content = record.command.args().unwrap().get().to_owned();
                match hub.known.get(&id) {
                    None => {
                        hub.known.insert(id, content);
                        (Status::Accepted, None)
                    }
                    Some(known) if *known == content => (Status::Duplicate, None),
                    Some(_) => (Status::Conflict, Some("other content".into())),
                }
            }
        };
        answers.push(LineAnswer {
            line: line.number,
            status,
            key: None,
            reason,
        });
    }
    let body = write_answers(&answers).unwrap();
    if hub.lose > 0 {
        hub.lose -= 1;
        let half = body.len() / 2;
        return body[..half].to_owned().into_response();
    }
    body.into_response()
}

struct Setup {
    home: tempfile::TempDir,
    hub: Shared,
    args: IngestArgs,
}

async fn setup(hub: Hub, input: &str) -> Setup {
    let home = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/v1/feed", listener.local_addr().unwrap());
    let hub = Arc::new(Mutex::new(hub));
    let router = Router::new()
        .route(PATH, post(take))
        .with_state(hub.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let token = home.path().join("t");
    fs::write(&token, "wf1.a.b").unwrap();
    let file = home.path().join("in.jsonl");
    fs::write(&file, input).unwrap();
    let args = IngestArgs {
        url,
        token_file: Some(token),
        map: None,
        file,
    };
    Setup { home, hub, args }
}

/// Runs the command; returns exit code, standard output and standard error.
async fn run(args: &IngestArgs) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = ingest_command(args, &mut out, &mut err).await;
    (
        code,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

fn record(id: usize, tier: &str) -> String {
    format!(
        r#"{{"source":{{"name":"m","id":"{id}"}},"kind":"live_call","tier":"{tier}","fraud_type":"lottery","channel":"call","org":"330700"}}"#
    )
}

fn records(count: usize) -> String {
    (1..=count).map(|id| record(id, "P1") + "\n").collect()
}

#[tokio::test]
async fn every_line_is_taken_once_and_known_the_second_time() {
    let Setup {
        home: _home,
        hub,
        args,
    } = setup(Hub::default(), &records(1000)).await;
    let (code, out, _) = run(&args).await;
    assert_eq!(
        (code, &*out),
        (0, "accepted 1000, duplicates 0, conflicts 0, bad 0\n")
    );
    let (code, out, _) = run(&args).await;
    assert_eq!(
        (code, &*out),
        (0, "accepted 0, duplicates 1000, conflicts 0, bad 0\n")
    );
    assert_eq!(hub.lock().unwrap().known.len(), 1000);
}

#[tokio::test]
async fn bad_and_conflicting_lines_are_told_by_their_number_in_the_file() {
    let input = format!(
        "{}\n\nnonsense\n{}\n{}",
        record(1, "P1"),
        record(1, "P2"),
        record(2, "P1")
    );
    let Setup {
        home: _home, args, ..
    } = setup(Hub::default(), &input).await;
    let (code, out, err) = run(&args).await;
    assert_eq!(
        (code, &*out),
        (1, "accepted 2, duplicates 0, conflicts 1, bad 1\n")
    );
    assert!(
        err.contains("line 3: bad: ") && err.contains("line 4: conflict: other content"),
        "{err}"
    );
}

#[tokio::test]
async fn a_mapping_makes_the_lines_and_its_bad_lines_are_counted_with_the_hubs() {
    let call = |id: &str| {
        format!(
            r#"{{"tts_id":{id},"left":["喂"],"right":[],"fraud_type":"彩票诈骗","user_awareness":"低"}}"#
        )
    };
    let input = format!("{}\n{}\n{}\n", call("\"1\""), call("null"), call("\"2\""));
    let Setup {
        home: _home,
        mut args,
        ..
    } = setup(Hub::default(), &input).await;
    args.map = Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/maps/dialogues.toml"));
    let (code, out, err) = run(&args).await;
    assert_eq!(
        (code, &*out),
        (1, "accepted 2, duplicates 0, conflicts 0, bad 1\n")
    );
    assert!(err.contains("line 2: bad: /tts_id: missing"), "{err}");
}

#[tokio::test]
async fn a_batch_whose_answer_was_lost_is_sent_again() {
    let lossy = Hub {
        lose: 1,
        ..Hub::default()
    };
    let Setup {
        home: _home,
        hub,
        args,
    } = setup(lossy, &records(3)).await;
    let (code, out, err) = run(&args).await;
    assert_eq!(code, 0, "{err}");
    let taken: u64 = out
        .split([' ', ','])
        .filter_map(|word| word.parse::<u64>().ok())
        .sum();
    assert_eq!(taken, 3, "{out}");
    assert!(err.contains("sent again"), "{err}");
    assert_eq!(hub.lock().unwrap().known.len(), 3);
}

type Change<'a> = Box<dyn Fn(&mut IngestArgs) + 'a>;

#[tokio::test]
async fn what_can_not_be_done_says_why_and_exits_with_2() {
    let Setup { home, hub, args } = setup(Hub::default(), &records(1)).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let cases: [(Change, &str); 6] = [
        (
            Box::new(|a| a.url = "wss://127.0.0.1:1".to_owned()),
            "--url",
        ),
        (Box::new(|a| a.url.clone_from(&nobody)), "no connection"),
        (
            Box::new(|a| a.token_file = Some(home.path().join("none"))),
            "token file",
        ),
        (
            Box::new(|a| a.map = Some(home.path().join("none"))),
            "mapping file",
        ),
        (Box::new(|a| a.file = home.path().join("none")), "none"),
        (Box::new(|a| a.file = home.path().to_owned()), "a directory"),
    ];
    for (change, expected) in cases {
        let mut args = args.clone();
        change(&mut args);
        let (code, out, err) = run(&args).await;
        assert_eq!((code, &*out), (2, ""), "{err}");
        assert!(err.contains(expected), "{err}");
    }
    for (status, hint) in [
        (StatusCode::UNAUTHORIZED, "token"),
        (StatusCode::FORBIDDEN, "producer"),
    ] {
        hub.lock().unwrap().refuse = Some(status);
        let (code, _, err) = run(&args).await;
        assert_eq!(code, 2);
        assert!(err.contains(hint), "{err}");
    }
    assert_eq!(
        hub.lock().unwrap().requests,
        2,
        "a refused batch is not sent again"
    );
}

const MAP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/maps/transfers.toml");

#[tokio::test]
async fn a_graph_is_sent_by_time_and_known_the_second_time() {
    let table = "from,to,amount,time\r\n2,3,5.5,1795396900\r\n1,2,7,1795396800\r\n2,3,5.5,1795396900\r\n2,4,much,1795396900\r\n";
    let Setup {
        home: _home,
        hub,
        args,
    } = setup(Hub::default(), table).await;
    let args = IngestArgs {
        map: Some(MAP.into()),
        ..args
    };
    let (code, out, err) = run(&args).await;
    assert_eq!(
        (code, out.trim()),
        (1, "accepted 3, duplicates 0, conflicts 0, bad 1"),
        "{err}"
    );
    assert!(
        err.contains("in.jsonl line 5: bad: /amount (amount): `much`, allowed is"),
        "{err}"
    );
    assert!(
        err.contains("3 transfers were sent in order of time; 2 stood elsewhere"),
        "{err}"
    );
    assert_eq!(
        hub.lock().unwrap().known.len(),
        3,
        "the equal row is another transfer"
    );
    let (_, out, _) = run(&args).await;
    assert_eq!(out.trim(), "accepted 0, duplicates 3, conflicts 0, bad 1");
}

#[tokio::test]
async fn a_table_without_a_mapped_column_is_not_sent_at_all() {
    let Setup {
        home: _home,
        hub,
        args,
    } = setup(Hub::default(), "from,to,sum,time\n1,2,3,4\n").await;
    let args = IngestArgs {
        map: Some(MAP.into()),
        ..args
    };
    let (code, out, err) = run(&args).await;
    assert_eq!((code, &*out), (2, ""), "{err}");
    assert!(
        err.contains("in.jsonl: line 1: no column `amount`"),
        "{err}"
    );
    assert_eq!(hub.lock().unwrap().requests, 0);
}
