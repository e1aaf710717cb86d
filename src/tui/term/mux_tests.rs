//! The same screen through terminals of other kinds: under tmux, GNU screen and mosh, and by the names of old
//! terminals. The test binary starts itself there as [`console`], which paints a full floor and writes down what it
//! painted; a terminal emulator at the outside has to show just that. What is not installed is skipped, saying so.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::caps::Caps;
use super::guard::{Guard, Mouse};
use super::out::Out;
use super::screen::Screen;
use super::{TermEvent, input, signals, size};
use crate::domain::alert::{FraudType, Tier};
use crate::text::words::Lang;
use crate::tui::keys::Key;
use crate::tui::panes;
use crate::tui::testing::{Bench, lines, raise};

const CHILD: &str = "WATCHFLOOR_MUX_CHILD";

/// The child: paints a floor, writes what it painted to a file, takes new sizes, moves down with `j`, ends with `q`.
#[test]
fn console() {
    let Some(file) = std::env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(paint(&file));
    std::process::exit(0);
}

async fn paint(file: &Path) {
    let guard = Guard::enter(Mouse::Off).unwrap();
    let (sender, mut events) = tokio::sync::mpsc::channel(64);
    input::spawn(sender.clone()).unwrap();
    signals::listen(sender).unwrap();
    let mut at = size();
    let mut bench = Bench::new(Lang::Zh, (at.width, at.height));
    for n in 0..60 {
        let kind = [FraudType::FakePolice, FraudType::TaskRebate][n as usize % 2];
        bench.raise(raise(n, Tier::P1, kind, 9_000 - 100 * i64::from(n)));
    }
    bench.keys("2");
    let mut screen = Screen::new(at, &Caps::detect());
    let out = Out::stdout().unwrap();
    loop {
        bench.model.size = at;
        crate::tui::app::prepare(&mut bench.model);
        let frame = screen.draw(|canvas| panes::paint(&bench.model, canvas));
        if frame.is_some_and(|frame| out.send(frame).is_err()) {
            break;
        }
        out.ready().await;
        let whole = file.with_extension("new");
        std::fs::write(&whole, lines(screen.shown()).join("\n")).unwrap();
        std::fs::rename(&whole, file).unwrap();
        match events.recv().await {
            Some(TermEvent::Key(key)) if key == Key::from('q') => break,
            Some(TermEvent::Key(_)) => bench.keys("j"),
            Some(TermEvent::Resize(size)) => {
                at = size;
                screen.resize(size);
            }
            Some(TermEvent::Ended(_)) | None => break,
            Some(_) => {}
        }
    }
    drop(guard);
}

/// An emulator at the outside of whatever stands between.
struct Outside {
    terminal: Arc<Mutex<vt100::Parser>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
}

const SIZE: PtySize = PtySize {
    rows: 30,
    cols: 100,
    pixel_width: 0,
    pixel_height: 0,
};

impl Outside {
    fn start(call: &[String], env: &[(&str, &str)]) -> Self {
        let pty = native_pty_system().openpty(SIZE).unwrap();
        let mut command = CommandBuilder::new(&call[0]);
        command.args(&call[1..]);
        for name in ["COLORTERM", "NO_COLOR", "TMUX", "STY", "SSH_CONNECTION"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        let terminal = Arc::new(Mutex::new(vt100::Parser::new(SIZE.rows, SIZE.cols, 0)));
        let mut output = pty.master.try_clone_reader().unwrap();
        let feed = Arc::clone(&terminal);
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                feed.lock().unwrap().process(&bytes[..count]);
            }
        });
        Self {
            terminal,
            keys: pty.master.take_writer().unwrap(),
            child,
            master: pty.master,
        }
    }

    fn press(&mut self, key: &str) {
        self.keys.write_all(key.as_bytes()).unwrap();
    }

    fn resize(&self, cols: u16, rows: u16) {
        *self.terminal.lock().unwrap() = vt100::Parser::new(rows, cols, 0);
        let size = PtySize { rows, cols, ..SIZE };
        self.master.resize(size).unwrap();
    }

    /// Waits until the emulator shows what the console painted, and that has so many lines.
    fn wait_same(&self, file: &Path, rows: usize, who: &str) {
        let start = Instant::now();
        loop {
            let painted = std::fs::read_to_string(file).unwrap_or_default();
            let painted: Vec<&str> = painted.lines().map(str::trim_end).collect();
            let seen = self.terminal.lock().unwrap().screen().contents();
            let mut seen: Vec<&str> = seen.lines().map(str::trim_end).collect();
            seen.resize(painted.len().max(1), "");
            if painted.len() == rows && seen == painted {
                return;
            }
            if start.elapsed() > Duration::from_secs(15) {
                let rows = painted.len();
                let mut told = format!(
                    "{who}: {rows} rows painted; the first line seen: {:?}",
                    seen.first()
                );
                for (seen, painted) in seen.iter().zip(&painted).filter(|(a, b)| a != b) {
                    let _ = write!(told, "\nseen    {seen}\npainted {painted}");
                }
                panic!("{told}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn wait_end(&mut self, who: &str) {
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < Duration::from_secs(5), "{who} goes on");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The call of the child, after the words of what stands between.
fn call(before: &[&str]) -> Vec<String> {
    let this = std::env::current_exe().unwrap().display().to_string();
    let child = [
        &this,
        "--exact",
        "tui::term::mux_tests::console",
        "--nocapture",
    ];
    before
        .iter()
        .chain(&child)
        .map(|word| (*word).to_owned())
        .collect()
}

fn is_there(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program} >/dev/null")])
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

fn painted(directory: &tempfile::TempDir) -> (PathBuf, String) {
    let file = directory.path().join("painted");
    let text = file.display().to_string();
    (file, text)
}

#[test]
fn old_terminals_show_what_was_painted() {
    for term in ["linux", "vt100", "dumb", "screen", "xterm"] {
        let directory = tempfile::tempdir().unwrap();
        let (file, text) = painted(&directory);
        let mut outside = Outside::start(&call(&[]), &[(CHILD, &text), ("TERM", term)]);
        outside.wait_same(&file, 30, term);
        outside.press("j");
        outside.wait_same(&file, 30, term);
        outside.press("q");
        outside.wait_end(term);
    }
}

#[test]
fn tmux_shows_what_was_painted_through_sizes_and_absences() {
    if !is_there("tmux") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let (file, text) = painted(&directory);
    let socket = directory.path().join("tmux").display().to_string();
    let config = directory.path().join("tmux.conf");
    std::fs::write(
        &config,
        "set -g status off\nset -g default-terminal tmux-256color\n",
    )
    .unwrap();
    let config = config.display().to_string();
    let before = ["tmux", "-S", &socket, "-f", &config, "new-session"];
    let mut outside = Outside::start(&call(&before), &[(CHILD, &text)]);
    outside.wait_same(&file, 30, "tmux");
    let tmux = |words: &[&str]| {
        let out = Command::new("tmux")
            .args(["-S", &socket])
            .args(words)
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let pane = tmux(&["capture-pane", "-p"]);
    let pane: Vec<&str> = pane.lines().map(str::trim_end).collect();
    assert_eq!(
        pane.join("\n").trim_end(),
        std::fs::read_to_string(&file).unwrap().trim_end()
    );
    outside.resize(132, 43);
    outside.wait_same(&file, 43, "tmux, larger");
    outside.press("jj");
    outside.wait_same(&file, 43, "tmux, moved");
    tmux(&["detach-client"]);
    outside.wait_end("the client");
    let attach = ["tmux", "-S", &socket, "attach"].map(str::to_owned);
    let mut again = Outside::start(&attach, &[]);
    again.wait_same(&file, 30, "tmux, attached again");
    again.press("q");
    again.wait_end("tmux");
}

#[test]
fn gnu_screen_shows_what_was_painted() {
    if !is_there("screen") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let (file, text) = painted(&directory);
    let private = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(directory.path(), private).unwrap();
    let sockets = directory.path().display().to_string();
    let config = directory.path().join("screenrc");
    std::fs::write(&config, "startup_message off\n").unwrap();
    let config = config.display().to_string();
    let before = ["screen", "-U", "-c", &config];
    let mut outside = Outside::start(&call(&before), &[(CHILD, &text), ("SCREENDIR", &sockets)]);
    outside.wait_same(&file, 30, "screen");
    outside.press("jj");
    outside.wait_same(&file, 30, "screen, moved");
    outside.resize(90, 25);
    outside.wait_same(&file, 25, "screen, smaller");
    outside.press("q");
    outside.wait_end("screen");
}

#[test]
fn mosh_shows_what_was_painted() {
    if !is_there("mosh-server") || !is_there("mosh-client") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let (file, text) = painted(&directory);
    let server = call(&["mosh-server", "new", "-i", "127.0.0.1", "-c", "256", "--"]);
    let told = Command::new(&server[0])
        .args(&server[1..])
        .env(CHILD, &text)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let line = told
        .lines()
        .find_map(|line| line.strip_prefix("MOSH CONNECT "));
    let (port, key) = line.and_then(|line| line.split_once(' ')).unwrap();
    let client = ["mosh-client", "127.0.0.1", port].map(str::to_owned);
    let mut outside = Outside::start(&client, &[("MOSH_KEY", key)]);
    outside.wait_same(&file, 30, "mosh");
    outside.press("jj");
    outside.wait_same(&file, 30, "mosh, moved");
    outside.press("q");
    outside.wait_end("mosh");
}
