//! Columns on other terminals than ours: text that is ambiguous through and through, and
//! GNU screen told to give ambiguous characters two cells. Golden frames are held to the same.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::domain::alert::{FraudType, Tier};
use crate::domain::masked::Private;
use crate::text::words::Lang;
use crate::tui::term::caps::{Ambiguous, Depth, GlyphSet};
use crate::tui::testing::{Bench, Sent, assert_columns, raise, rows};
use crate::tui::theme::Theme;

#[test]
fn text_that_is_ambiguous_through_and_through() {
    let mut bench = Bench::new(Lang::Zh, (120, 40));
    let mut alert = raise(1, Tier::P0, FraudType::TaskRebate, 8_200);
    alert.victim_name = Some(Private::Raw("阿卜杜拉·买买提江".to_owned()));
    alert.reasons = vec![
        "“止付”……①②③ ±5℃ → ■□●○ ×2 — Ⅲ §4 αβγ ЖЗИ".into(),
        "😀❤👩‍👩‍👧 1️⃣ é e\u{301} ┌─┐│└┘".into(),
    ];
    bench.raise(alert);
    bench.keys("n");
    bench.settle();
    assert_columns(&mut bench);
}

/// A real terminal that counts ambiguous characters as two cells, on a real pseudo-terminal.
#[test]
fn gnu_screen_that_counts_two() {
    if std::process::Command::new("screen")
        .arg("-v")
        .output()
        .is_err()
    {
        eprintln!("skipped: GNU screen is not installed");
        return;
    }
    let mut bench = Bench::new(Lang::Zh, (80, 24));
    bench.busy();
    Arc::get_mut(&mut bench.model.setup).unwrap().theme =
        Theme::load("dark", Depth::Ansi256, GlyphSet::Narrow).0;
    let (set, wide) = (GlyphSet::Narrow, Ambiguous::Wide);
    let sent = Sent::of(&bench.model, &super::paint, set, wide);
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("frame"), &sent.bytes).unwrap();
    let settings = "cjkwidth on\ndefutf8 on\nstartup_message off\nautodetach off\n";
    std::fs::write(directory.path().join("screenrc"), settings).unwrap();
    let mut shown = Err("GNU screen showed nothing within 20 s".to_owned());
    watch_screen(directory.path(), |bytes| {
        // What GNU screen prints is for a terminal that counts one; none of it is ambiguous.
        shown = sent.stands_on(&rows(bytes, (80, 24), Ambiguous::Narrow));
        shown.is_ok()
    });
    assert_eq!(shown, Ok(()));
}

/// Runs GNU screen on the file `frame` and hands over what it has printed so far until that is enough, 20 s at most.
fn watch_screen(directory: &Path, mut is_enough: impl FnMut(&[u8]) -> bool) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o700)).unwrap();
    let size = PtySize {
        rows: 24,
        cols: 80,
        ..PtySize::default()
    };
    let pty = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new("screen");
    command.args(["-U", "-c", "screenrc", "sh", "-c", "cat frame; sleep 30"]);
    command.cwd(directory);
    for (name, value) in [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")] {
        command.env(name, value);
    }
    command.env("SCREENDIR", directory);
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let printed = Arc::new(Mutex::new(Vec::new()));
    let mut from = pty.master.try_clone_reader().unwrap();
    let into = Arc::clone(&printed);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(n @ 1..) = from.read(&mut bytes) {
            into.lock().unwrap().extend_from_slice(&bytes[..n]);
        }
    });
    let end = Instant::now() + Duration::from_secs(20);
    while Instant::now() < end && !is_enough(&printed.lock().unwrap()) {
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(pty.master);
    let _ = child.kill();
    let _ = child.wait();
}
