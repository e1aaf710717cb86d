//! Recorded calls into a real hub: taken once, known when they come again, kept over a restart, sealed on disk.

#![allow(clippy::unwrap_used)] // a test that can not go on says so

use std::fs;
use std::path::{Path, PathBuf};

use watchfloor::cli::{IngestArgs, TokenArgs};
use watchfloor::hub::ingest::client::ingest_command;
use watchfloor::hub::issue::token_command;
use watchfloor::hub::{Hub, HubConfig, start};

/// A telephone and a card number that exist nowhere.
const PHONE: &str = "10012341234";
const CARD: &str = "9999000011112222";

struct Centre {
    home: tempfile::TempDir,
    hub: Hub,
}

impl Centre {
    async fn open() -> Self {
        let home = tempfile::tempdir().unwrap();
        let hub = start(HubConfig::new(home.path().join("data")))
            .await
            .unwrap();
        Self { home, hub }
    }

    /// Stops the hub and starts it on the same directory.
    async fn restarted(self) -> Self {
        self.hub.stop().await;
        let hub = start(HubConfig::new(self.home.path().join("data")))
            .await
            .unwrap();
        Self { hub, ..self }
    }

    fn token(&self, role: &str) -> PathBuf {
        let file = self.home.path().join(format!("{role}.token"));
        let args = TokenArgs {
            data: self.home.path().join("data"),
            role: role.to_owned(),
            user: "recorder".to_owned(),
            org: "330700".to_owned(),
            institution: None,
            ttl: "1h".to_owned(),
            out: Some(file.clone()),
        };
        token_command(&args, self.hub.now()).unwrap();
        file
    }

    /// Runs `watchfloor ingest`; returns exit code, closing line and messages.
    async fn ingest(&self, role: &str, file: &Path) -> (u8, String, String) {
        let args = IngestArgs {
            url: self.hub.url(),
            token_file: Some(self.token(role)),
            map: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/maps/dialogues.toml")),
            file: file.to_owned(),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = ingest_command(&args, &mut out, &mut err).await;
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
        (code, text(out), text(err))
    }

    fn write(&self, lines: &[String]) -> PathBuf {
        let file = self.home.path().join("calls.jsonl");
        fs::write(&file, lines.join("\n")).unwrap();
        file
    }
}

fn call(id: u32, says: &str) -> String {
    serde_json::json!({
        "tts_id": format!("call_{id}"), "left": ["您好，您的账户有异常。", "请配合核实。"], "right": [says],
        "user_age": 61, "user_awareness": "低", "fraud_type": "银行诈骗", "occupation": "退休人员",
        "termination_reason": format!("用户说出了电话{PHONE}"), "terminator": "right",
    })
    .to_string()
}

#[tokio::test]
async fn calls_are_taken_once_and_known_again_after_a_restart() {
    let centre = Centre::open().await;
    let mut lines: Vec<_> = (0..500).map(|id| call(id, "好的。")).collect();
    lines[7] = "{\"tts_id\": \"cut off\", \"left\": [".to_owned();
    lines[8] = call(9, "好的。"); // the same call twice in one file
    let file = centre.write(&lines);

    let (code, out, err) = centre.ingest("producer", &file).await;
    assert_eq!(
        (code, &*out),
        (1, "accepted 498, duplicates 1, conflicts 0, bad 1"),
        "{err}"
    );
    assert!(err.contains("calls.jsonl line 8: bad: "), "{err}");

    let epoch = centre.hub.epoch();
    let centre = centre.restarted().await;
    assert_eq!(centre.hub.epoch(), epoch);
    let (_, out, _) = centre.ingest("producer", &file).await;
    assert_eq!(out, "accepted 0, duplicates 499, conflicts 0, bad 1");

    // The set gives one id to different dialogues: both are taken.
    let file = centre.write(&[call(3, "我不信。")]);
    let (code, out, _) = centre.ingest("producer", &file).await;
    assert_eq!(
        (code, &*out),
        (0, "accepted 1, duplicates 0, conflicts 0, bad 0")
    );
    centre.hub.stop().await;
}

#[tokio::test]
async fn who_may_not_raise_alerts_is_told_so() {
    let centre = Centre::open().await;
    let file = centre.write(&[call(1, "好的。")]);
    let (code, out, err) = centre.ingest("wall", &file).await;
    assert_eq!((code, &*out), (2, ""));
    assert!(err.contains("producer"), "{err}");
    centre.hub.stop().await;
}

#[tokio::test]
async fn no_number_said_in_a_call_lies_open_on_disk() {
    let centre = Centre::open().await;
    let says = format!("我的卡号是{CARD}，电话是{PHONE}。");
    let file = centre.write(&[call(1, &says)]);
    let (code, out, err) = centre.ingest("producer", &file).await;
    assert_eq!(
        (code, &*out),
        (0, "accepted 1, duplicates 0, conflicts 0, bad 0"),
        "{err}"
    );
    centre.hub.stop().await;
    let data = centre.home.path().join("data");
    let mut has_text = false;
    for file in fs::read_dir(data).unwrap().map(|f| f.unwrap().path()) {
        let bytes = fs::read(&file).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        assert!(!holds(CARD) && !holds(PHONE), "{}", file.display());
        has_text |= holds("我的卡号是");
    }
    assert!(has_text, "the words themselves stay legible");
}

#[tokio::test]
async fn the_recorded_calls_go_in_whole() {
    let given = std::env::var_os("WATCHFLOOR_DATA").map(PathBuf::from);
    let dir =
        given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/calls"));
    if !dir.is_dir() {
        eprintln!("skipped: no recorded calls here; set WATCHFLOOR_DATA to their directory");
        return;
    }
    let centre = Centre::open().await;
    for file in fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()) {
        if file.extension().is_none_or(|e| e != "jsonl") {
            continue;
        }
        let count = fs::read_to_string(&file).unwrap().lines().count();
        for (accepted, duplicates) in [(count, 0), (0, count)] {
            let (code, out, err) = centre.ingest("producer", &file).await;
            let expected =
                format!("accepted {accepted}, duplicates {duplicates}, conflicts 0, bad 0");
            assert_eq!((code, out), (0, expected), "{}: {err}", file.display());
        }
    }
    centre.hub.stop().await;
}
