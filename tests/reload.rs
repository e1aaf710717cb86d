//! The configuration changes while the console runs: language and keys count at once, a broken file changes nothing.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use support::process::Hub;
use support::screen::Screen;

#[test]
fn language_and_keys_count_at_once_and_a_broken_file_keeps_the_old() {
    let data = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(data.path());
    let token = hub.token_file("dissuader", "0412");
    let file = data.path().join("config.toml");
    let write = |text: &str| std::fs::write(&file, text).expect("a file");
    write("[screen]\nlang = \"en\"\n");
    let config = file.to_string_lossy();
    let token = token.to_string_lossy();
    let args = [
        "--url",
        &hub.url,
        "--token-file",
        &token,
        "--config",
        &config,
    ];
    let mut screen = Screen::start(120, 40, &args);
    screen.wait("alert queue");

    write("[screen]\nlang = \"zh-CN\"\n[keys]\nhelp = [\"H\"]\n");
    screen.wait("预警队列");
    screen.wait("已重新读取配置");
    screen.press_until("H", "按键与操作");
    screen.press("\x1b");

    write("[screen]\nlang = \"en\"\ntheme = \"drak\"\n");
    screen.wait("沿用原配置。config.toml:3");
    assert!(screen.text().contains("预警队列"), "{}", screen.text());

    write("[hub]\ndetail = \"lite\"\n[screen]\nlang = \"en\"\n");
    screen.wait("From the next start: hub.detail");
    screen.wait("alert queue");
}
