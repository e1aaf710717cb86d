//! A fault of the program in any of its threads: the terminal is as it was, and what is said can be read. The whole
//! demo, with hub and simulation in the process, on a real pseudo-terminal.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::sync::atomic::Ordering;
use std::time::Duration;

use support::line::{Line, Rate};

const CONSOLE: &str = env!("CARGO_BIN_EXE_watchfloor");

/// Every thread and task that can have a fault while the screen is ours.
const PLACES: [&str; 7] = [
    "loop",
    "input",
    "screen",
    "link",
    "writer",
    "session",
    "simulation",
];

#[test]
fn a_fault_in_any_thread_gives_the_terminal_back_and_says_so() {
    let home = tempfile::tempdir().expect("a directory");
    let home = home.path().to_string_lossy();
    let cooked = Line::start((80, 24), Rate::Full, &["sleep", "60"], &[]);
    let cooked = cooked.modes();
    for place in PLACES {
        let called = format!("{home}/{place}");
        let drill = format!("{place}:{called}");
        let env = [("WATCHFLOOR_DRILL", &*drill), ("XDG_STATE_HOME", &*home)];
        let program = [CONSOLE, "demo", "--lang", "en", "--seed", "7"];
        let mut line = Line::start((120, 40), Rate::Full, &program, &env);
        line.wait_until("the demo", |text| text.contains("SIM"));
        assert!(line.is_held() && line.modes() != cooked, "{place}");
        if place == "screen" {
            // It works only when the terminal does not take a whole frame.
            line.stands_still.store(true, Ordering::SeqCst);
        }
        std::fs::write(&called, "").expect("a file");
        for _ in 0..40 {
            // One that has ended may not take keys any more.
            let _ = line.try_press("\u{c}");
            std::thread::sleep(Duration::from_millis(5));
        }
        let (code, _) = line.ended();
        line.stands_still.store(false, Ordering::SeqCst);
        assert_eq!(code, 101, "{place}");
        line.wait_until("the terminal given back", |_| !line.is_held());
        assert_eq!(line.modes(), cooked, "{place}");
        line.wait_until("what happened and where the report is", |text| {
            let text = text.replace('\n', "");
            text.contains(&format!("a drill of `{place}`")) && text.contains("fault-")
        });
    }
    // Tasks of one kind may fall together, each with a report of its own; every place has left one.
    let reports: Vec<String> = std::fs::read_dir(format!("{home}/watchfloor"))
        .expect("reports")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("fault-"))
        .map(|entry| std::fs::read_to_string(entry.path()).expect("a report can be read"))
        .collect();
    for place in PLACES {
        let drill = format!("a drill of `{place}`");
        assert!(
            reports.iter().any(|report| report.contains(&drill)),
            "{place}"
        );
    }
}
