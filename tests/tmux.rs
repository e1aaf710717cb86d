//! The console in a real tmux: a click selects a row, and the copied row lands in tmux's own buffer, masked.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::process::Command;
use std::time::Duration;

use serde_json::json;
use support::process::Hub;
use support::screen::Screen;
use support::wire::Wire;

/// Ends of telephones that exist nowhere.
const ENDS: [&str; 2] = ["3456", "7891"];

fn raise(hub: &Hub, end: &str) {
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "p", &[]));
    let args = json!({
        "kind": "model_victim", "tier": "P2", "score": 600, "fraud_type": "task_rebate", "channel": "call",
        "org": "330700", "victim_phone": format!("1200000{end}"), "victim_name": "王小明", "at_risk": 5_200_000,
        "source": {"name": "test", "id": end},
    });
    let said = producer.command(end, "alert.raise", None, args);
    assert_eq!(said["t"], "done", "{said}");
}

/// Presses and lets go the left button on the row that shows `text`; cells are counted from 1.
fn click(screen: &mut Screen, text: &str) {
    screen.wait(text);
    let shown = screen.text();
    let row = shown.lines().position(|line| line.contains(text));
    let row = row.expect("the row") + 1;
    screen.press(&format!("\u{1b}[<0;12;{row}M\u{1b}[<0;12;{row}m"));
}

#[test]
fn a_click_selects_and_a_copy_lands_in_the_buffer_of_tmux() {
    let there = Command::new("tmux").arg("-V").output();
    if !there.is_ok_and(|out| out.status.success()) {
        eprintln!("skipped: tmux is not installed");
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(&dir.path().join("hub"));
    for end in ENDS {
        raise(&hub, end);
    }
    let file = |name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::write(&file, text).expect("a file");
        file.display().to_string()
    };
    let terminal = file(
        "tmux.conf",
        "set -g status off\nset -g set-clipboard on\nset -g mouse on\nset -g default-terminal tmux-256color\n",
    );
    let config = file("config.toml", "[mouse]\nclick = \"on\"\n");
    let socket = dir.path().join("tmux").display().to_string();
    let token = hub.token_file("dissuader", "0412").display().to_string();
    let before = ["tmux", "-S", &socket, "-f", &terminal, "new-session"];
    let args = [
        "--url",
        &hub.url,
        "--token-file",
        &token,
        "--config",
        &config,
        "--lang",
        "en",
    ];
    let mut screen = Screen::start_in(&before, 120, 40, &args);
    screen.wait("alert queue");
    screen.press("2");
    // The rows stood on the floor before, elsewhere.
    screen.wait("First alert about this victim.");
    for end in [ENDS[1], ENDS[0], ENDS[1]] {
        // tmux takes clicks that follow each other within 300 ms for double and triple ones, and keeps them.
        std::thread::sleep(Duration::from_millis(400));
        let shown = format!("****{end}");
        click(&mut screen, &shown);
        screen.press("y");
        let copied = buffer(&socket, &shown);
        assert!(!copied.contains(&format!("1200000{end}")), "{copied}");
    }
    screen.press("q");
    assert!(screen.ended());
}

/// The buffer of tmux once it holds `wanted`.
fn buffer(socket: &str, wanted: &str) -> String {
    support::wait_for(wanted, Duration::from_secs(10), || {
        let shown = Command::new("tmux")
            .args(["-S", socket, "show-buffer"])
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&shown.stdout).into_owned();
        text.contains(wanted).then_some(text)
    })
}
