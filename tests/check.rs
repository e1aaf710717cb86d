//! `watchfloor check` as the operator runs it: without a terminal, on a real hub, on none, with a broken file.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::path::Path;
use std::process::{Command, Output};

use support::process::{Hub, program};

/// A directory of its own with a configuration file in it.
struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new(config: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::write(dir.path().join("config.toml"), config).expect("a file");
        Self { dir }
    }

    fn file(&self) -> std::path::PathBuf {
        self.dir.path().join("config.toml")
    }

    fn check(&self, more: &[&str]) -> Output {
        let mut command = check(&self.file());
        command.args(more).output().expect("it runs")
    }
}

fn check(config: &Path) -> Command {
    let mut command = program();
    command.env("LANG", "en_US.UTF-8").env_remove("LC_ALL");
    command
        .env("TERM", "xterm-256color")
        .env_remove("COLORTERM");
    command.arg("check").arg("--config").arg(config);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn has(output: &Output, parts: &[&str]) {
    let text = said(output);
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn a_desk_that_works_is_told_so_in_both_languages() {
    let data = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(data.path());
    let desk = Desk::new(&format!(
        "[hub]\nurl = \"{}\"\ntoken_file = \"{}/token\"\n[screen]\ntheme = \"light\"\n[keys]\nclaim = [\"C\"]\n",
        hub.url,
        data.path().display(),
    ));
    let token = data.path().join("token");
    std::fs::write(&token, hub.token("dissuader", "0412", &[])).expect("a file");
    let mode = std::os::unix::fs::PermissionsExt::from_mode;
    std::fs::set_permissions(&token, mode(0o600)).expect("a mode");
    let before = listing(desk.dir.path());
    let english = desk.check(&[]);
    has(
        &english,
        &[
            "\"light\"                config.toml:5",
            "\"auto\"                 default",
            "keys.claim",
            "every contrast is enough",
            "actions with keys of your own: 1",
            "256 colours",
            "| ascii",
            "the token is of u:0412, dissuader, good for",
            "lets u:0412 in as dissuader",
            "epoch ",
            "hub's clock",
            "Everything works",
        ],
    );
    assert!(english.status.success(), "{}", said(&english));
    let chinese = desk.check(&["--lang", "zh-CN"]);
    has(&chinese, &["配置", "终端", "服务端", "0412", "一切正常"]);
    assert!(chinese.status.success());
    assert_eq!(listing(desk.dir.path()), before, "it wrote something");

    std::fs::set_permissions(&token, mode(0o644)).expect("a mode");
    has(
        &desk.check(&[]),
        &["others may read it", "Everything works. Notes: 2"],
    );
}

fn listing(dir: &Path) -> Vec<(std::ffi::OsString, u64)> {
    let entries = std::fs::read_dir(dir).expect("a directory");
    let mut all: Vec<_> = entries
        .map(|entry| {
            let entry = entry.expect("an entry");
            (entry.file_name(), entry.metadata().expect("a file").len())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn everything_wrong_is_told_at_once_and_ends_with_one() {
    let desk = Desk::new("[screen]\nlang = \"fr\"\nthem = \"dark\"\n[keys]\nnext = [\"q\"]\n");
    let output = desk.check(&[]);
    has(
        &output,
        &[
            "config.toml:2: screen.lang: found \"fr\", allowed is \"zh-CN\", \"en\" or \"auto\"",
            "config.toml:3: screen.them: there is no such key; did you mean `theme`?",
            "config.toml:5: keys.next: `q` means both",
            "no hub is named",
            "Faults: 4",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_hub_that_is_down_is_named_with_what_to_do() {
    let desk = Desk::new("");
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("ws://{}", socket.local_addr().expect("an address"));
    drop(socket);
    let mut command = check(&desk.file());
    command.args(["--url", &url]);
    let none = command.output().expect("it runs");
    has(&none, &["no token: give --token-file FILE"]);
    command.env(
        "WATCHFLOOR_TOKEN",
        "wf1.eyJzdWIiOiJ1OjEiLCJyb2xlcyI6WyJ3YWxsIl0sImV4cCI6MX0.AA",
    );
    let output = command.output().expect("it runs");
    has(
        &output,
        &[
            "the token of u:1 ran out",
            &format!("{url} is down: "),
            "watchfloor hub --data DIR",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_first_start_says_how_to_go_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let output = program()
        .env("XDG_CONFIG_HOME", dir.path())
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        text.contains("`watchfloor demo`") && text.contains("--url ws://"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn completions_and_manual_pages_are_whole() {
    for (shell, part) in [
        ("bash", "_watchfloor()"),
        ("zsh", "#compdef watchfloor"),
        ("fish", "complete -c watchfloor"),
    ] {
        let output = program()
            .args(["completions", shell])
            .output()
            .expect("it runs");
        has(&output, &[part, "check", "demo", "theme"]);
    }
    let page = program().arg("man").output().expect("it runs");
    has(&page, &[".TH watchfloor 1", "\\-\\-theme", "check"]);
    let dir = tempfile::tempdir().expect("a directory");
    let output = program()
        .args(["man", "--out"])
        .arg(dir.path())
        .output()
        .expect("it runs");
    assert!(output.status.success());
    assert!(dir.path().join("watchfloor-demo.1").is_file());
}
