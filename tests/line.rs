//! The console at the end of a line: slow ones, ones that break, terminals that stop reading or change their size
//! without end. Real hub, real console, a pseudo-terminal in between.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use support::line::{Answers, Line, Rate};
use support::process::Hub;
use support::wire::Wire;

const CONSOLE: &str = env!("CARGO_BIN_EXE_watchfloor");
const SSH: (&str, &str) = ("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22");

/// A hub with so many alerts, and its producer.
fn hub(dir: &std::path::Path, alerts: u32) -> (Hub, Wire) {
    let hub = Hub::start(dir);
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "p", &[]));
    for n in 0..alerts {
        producer.raise(&format!("n{n}"), ["P1", "P2"][n as usize % 2]);
    }
    (hub, producer)
}

fn console(hub: &Hub, size: (u16, u16), rate: Rate) -> Line {
    console_answering(hub, Answers::AtOnce, size, rate)
}

fn console_answering(hub: &Hub, answers: Answers, size: (u16, u16), rate: Rate) -> Line {
    start(hub, answers, size, rate, "field", &[SSH])
}

/// One whose terminal stands before the officer: it is asked nothing.
fn local_console(hub: &Hub, size: (u16, u16)) -> Line {
    start(hub, Answers::Never, size, Rate::Full, "desk", &[])
}

fn start(
    hub: &Hub,
    answers: Answers,
    size: (u16, u16),
    rate: Rate,
    profile: &str,
    env: &[(&str, &str)],
) -> Line {
    let token = hub.token_file("dissuader,disposal", "0412");
    let token = token.to_string_lossy();
    let program = [
        CONSOLE,
        "--url",
        &hub.url,
        "--token-file",
        &token,
        "--lang",
        "zh-CN",
        "--profile",
        profile,
    ];
    Line::start_answering(answers, size, rate, &program, env)
}

/// Several hundred keys one by one, more than any queue or turn of the console holds; then it still shows help, closes
/// it and ends. What it takes to open the help.
fn goes_on(lines: &mut [Line]) -> Duration {
    for n in 0..150 {
        for line in &*lines {
            line.press(["j", "k"][n % 2]);
        }
        std::thread::sleep(Duration::from_millis(8));
    }
    let mut longest = Duration::ZERO;
    for line in &*lines {
        line.press("?");
        longest = longest.max(line.wait_until("help", |text| text.contains("按键与操作")));
        line.press("\u{1b}");
        line.wait_until("help closed", |text| !text.contains("按键与操作"));
    }
    for line in lines {
        line.press("q");
        assert_eq!(line.ended().0, 0);
    }
    longest
}

/// Name, list and keys stand: somebody can work with it.
fn is_usable(text: &str) -> bool {
    text.contains("反诈值守台") && text.matches("新预警").count() >= 5 && text.contains("帮助")
}

/// The same where the queue is behind the list of calls.
fn is_usable_small(text: &str) -> bool {
    text.contains("反诈值守台") && text.contains("没有正在进行的诈骗通话") && text.contains("帮助")
}

#[test]
fn a_slow_line_shows_the_screen_soon_and_lets_go_at_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, _) = hub(dir.path(), 60);
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut line = console(&hub, size, Rate::Bytes(2_400));
        let is_usable = if size.0 < 100 {
            is_usable_small
        } else {
            is_usable
        };
        line.wait_until("a usable screen", is_usable);
        let usable = line.begun.elapsed();
        eprintln!("{size:?}: usable after {usable:?}");
        assert!(
            usable <= Duration::from_millis(2_500),
            "{size:?}: {usable:?}"
        );
        line.press("q");
        let (code, after) = line.ended();
        assert!(
            code == 0 && after <= Duration::from_secs(1),
            "{size:?}: {code}, {after:?}"
        );
    }
}

#[test]
fn at_half_that_speed_it_still_lets_go_at_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, _) = hub(dir.path(), 60);
    let mut line = console(&hub, (200, 60), Rate::Bytes(1_200));
    line.wait_until("its name", |text| text.contains("反诈值守台"));
    line.press("q");
    let (code, after) = line.ended();
    assert!(
        code == 0 && after <= Duration::from_secs(1),
        "{code}, {after:?}"
    );
    let waited = line.wait_until("the terminal given back", |_| !line.is_held());
    assert!(
        waited <= Duration::from_secs(1),
        "given back after {waited:?}"
    );
}

#[test]
fn a_key_never_waits_behind_old_frames() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, mut producer) = hub(dir.path(), 60);
    let line = console(&hub, (120, 40), Rate::Bytes(2_400));
    line.wait_until("a usable screen", is_usable);
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stopped = std::sync::Arc::clone(&stop);
    let load = std::thread::spawn(move || {
        let mut n = 1_000;
        while !stopped.load(Ordering::SeqCst) {
            producer.raise(&format!("n{n}"), "P1");
            n += 1;
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    for _ in 0..3 {
        line.press(":");
        let opened = line.wait_until("the command line", |text| text.contains(": "));
        assert!(opened <= Duration::from_secs(2), "{opened:?}");
        line.press("\u{1b}");
        std::thread::sleep(Duration::from_millis(300));
    }
    stop.store(true, Ordering::SeqCst);
    load.join().expect("the load ends");
}

#[test]
fn eight_consoles_of_one_officer_all_go_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, mut producer) = hub(dir.path(), 60);
    for round in 0..2 {
        let start = || console(&hub, (120, 40), Rate::Bytes(2_400));
        let mut lines: Vec<Line> = std::iter::repeat_with(start).take(8).collect();
        for n in 0..50 {
            producer.raise(&format!("round{round}-{n}"), "P1");
        }
        for line in &lines {
            line.wait_until("a usable screen", is_usable);
        }
        goes_on(&mut lines);
    }
}

#[test]
fn a_console_goes_on_however_its_terminal_answers() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, _) = hub(dir.path(), 60);
    let rate = Rate::Bytes(9_600);
    for answers in [
        Answers::AtOnce,
        Answers::InPieces,
        Answers::After(Duration::from_millis(2_500)),
        Answers::Never,
    ] {
        let line = console_answering(&hub, answers, (120, 40), rate);
        line.wait_until("a usable screen", is_usable);
        let opened = goes_on(&mut [line]);
        let longest = match answers {
            Answers::AtOnce | Answers::InPieces => Duration::from_millis(1_200),
            Answers::After(_) | Answers::Never => Duration::from_secs(8),
        };
        assert!(opened < longest, "{answers:?}: {opened:?}");
    }
}

#[test]
fn a_line_that_stood_still_is_not_full_of_old_frames() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, mut producer) = hub(dir.path(), 60);
    let line = console(&hub, (120, 40), Rate::Bytes(2_400));
    line.wait_until("a usable screen", is_usable);
    line.stands_still.store(true, Ordering::SeqCst);
    for n in 0..80 {
        producer.raise(&format!("meanwhile{n}"), "P1");
        line.press(["2", "1"][n % 2]);
        std::thread::sleep(Duration::from_millis(100));
    }
    line.press("?");
    line.stands_still.store(false, Ordering::SeqCst);
    let opened = line.wait_until("help", |text| text.contains("按键与操作"));
    assert!(opened < Duration::from_secs(4), "{opened:?}");
    line.press("\u{1b}");
    line.wait_until("help closed", |text| !text.contains("按键与操作"));
    goes_on(&mut [line]);
}

#[test]
fn a_frame_taken_in_part_is_finished_once_the_terminal_reads_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, _) = hub(dir.path(), 60);
    let line = local_console(&hub, (200, 60));
    line.wait_until("a usable screen", is_usable);
    for _ in 0..3 {
        line.stands_still.store(true, Ordering::SeqCst);
        for _ in 0..30 {
            line.press("\u{c}");
            std::thread::sleep(Duration::from_millis(10));
        }
        line.press("?");
        std::thread::sleep(Duration::from_millis(200));
        line.stands_still.store(false, Ordering::SeqCst);
        line.wait_until("help", |text| text.contains("按键与操作"));
        line.press("\u{1b}");
        line.wait_until("help closed", |text| !text.contains("按键与操作"));
    }
    goes_on(&mut [line]);
}

#[test]
fn a_line_that_breaks_ends_the_console_soon_and_quietly() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, _) = hub(dir.path(), 5);
    for way in ["closed", "-HUP", "stuck"] {
        let mut line = console(&hub, (120, 40), Rate::Full);
        line.wait_until("a usable screen", is_usable);
        let before = line.ticks().expect("it runs");
        match way {
            "closed" => line.hang_up(),
            "stuck" => {
                line.stop_reading();
                line.press("12341234");
                line.hang_up();
            }
            signal => line.signal(signal),
        }
        let start = Instant::now();
        let mut after = before;
        while let Some(ticks) = line.ticks() {
            after = ticks;
            assert!(
                start.elapsed() < Duration::from_secs(2),
                "{way}: it still runs"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        // Five in a hundred of two seconds.
        assert!(
            after - before <= 10,
            "{way}: {} ms of processor time",
            10 * (after - before)
        );
        assert_eq!(line.ended().0, 0, "{way}");
    }
}

#[test]
fn a_terminal_that_stops_reading_can_still_be_left() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, mut producer) = hub(dir.path(), 5);
    let mut line = console(&hub, (200, 60), Rate::Full);
    line.wait_until("a usable screen", is_usable);
    line.stop_reading();
    for n in 0..40 {
        producer.raise(&format!("more{n}"), "P1");
        line.press(["2", "1"][n % 2]);
        std::thread::sleep(Duration::from_millis(10));
    }
    line.press("q");
    let (code, after) = line.ended();
    assert!(
        code == 0 && after <= Duration::from_secs(2),
        "{code}, {after:?}"
    );
}

#[test]
fn stopping_and_going_on_bring_the_screen_back() {
    let dir = tempfile::tempdir().expect("a directory");
    let (hub, _) = hub(dir.path(), 5);
    let mut line = console(&hub, (120, 40), Rate::Full);
    let cooked = {
        let idle = Line::start((80, 24), Rate::Full, &["sleep", "20"], &[]);
        idle.modes()
    };
    line.wait_until("a usable screen", is_usable);
    line.signal("-TSTP");
    line.wait_until("the shell's screen", |_| !line.is_held());
    support::wait_for("the shell's modes", Duration::from_secs(5), || {
        (line.modes() == cooked).then_some(())
    });
    line.signal("-CONT");
    line.wait_until("the screen again", is_usable);
    line.press("q");
    assert_eq!(line.ended().0, 0);
    assert_eq!(line.modes(), cooked);
}

#[test]
fn sizes_that_change_without_end_are_followed() {
    let mut line = Line::start(
        (120, 40),
        Rate::Full,
        &[CONSOLE, "demo", "--lang", "zh-CN", "--seed", "7"],
        &[],
    );
    line.wait_until("the demo", |text| text.contains("SIM"));
    let sizes = [
        (1, 1),
        (640, 180),
        (2, 50),
        (59, 15),
        (60, 16),
        (99, 30),
        (300, 3),
        (200, 60),
        (12, 6),
    ];
    line.watches.store(false, Ordering::SeqCst);
    for round in 0..12 {
        for (n, size) in sizes.iter().enumerate() {
            line.resize(*size);
            if (round + n) % 5 == 0 {
                line.press(["1", "2", "3", "4", "8"][n % 5]);
            }
            std::thread::sleep(Duration::from_millis(3));
        }
    }
    line.resize((120, 40));
    line.watches.store(true, Ordering::SeqCst);
    line.press("1\u{c}");
    line.wait_until("the floor", |text| {
        text.contains("SIM") && text.contains("预警队列")
    });
    line.press("q");
    assert_eq!(line.ended().0, 0);
}
