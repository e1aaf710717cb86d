//! What a console costs while nothing happens: how often the system has to wake it. Real hub, real console on a
//! pseudo-terminal, counted by the kernel.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::path::Path;
use std::time::{Duration, Instant};

use support::process::Hub;
use support::screen::Screen;

/// Two a second for the clock and its frame, and the beat of the hub; the rest is room for a loaded machine.
const WAKINGS_A_SECOND: f64 = 3.5;

/// How often the threads of a process went to sleep so far; `None` where the kernel does not tell.
fn sleeps(process: u32) -> Option<u64> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).ok()?;
    let sleeps = tasks.filter_map(|task| {
        let status = std::fs::read_to_string(task.ok()?.path().join("status")).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        line.trim().parse::<u64>().ok()
    });
    Some(sleeps.sum())
}

#[test]
fn an_idle_console_lets_the_machine_sleep() {
    if !Path::new("/proc/self/task").exists() {
        eprintln!("skipped: this system does not count what threads do");
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(dir.path());
    let token = hub.token_file("dissuader", "0412");
    let token = token.to_string_lossy();
    let args = ["--url", &hub.url, "--token-file", &token, "--lang", "en"];
    let screen = Screen::start(120, 40, &args);
    screen.wait("alert queue");
    screen.wait("0412");
    // What the start has left to do.
    std::thread::sleep(Duration::from_secs(2));
    let counted = |screen: &Screen| sleeps(screen.process()).expect("the console runs");
    let (start, before) = (Instant::now(), counted(&screen));
    std::thread::sleep(Duration::from_secs(6));
    let wakings = (counted(&screen) - before) as f64 / start.elapsed().as_secs_f64();
    assert!(wakings <= WAKINGS_A_SECOND, "{wakings:.1} wakings a second");
    assert!(wakings >= 0.9, "the clock stands still");
}
