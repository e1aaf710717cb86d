//! The terminal modules on a real pseudo-terminal. The test binary starts itself there: in the child
//! [`console`] is a console of a few lines, in the parent it does nothing.

use std::io::{Read, Write};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use ratatui::style::Style;

use super::caps::Caps;
use super::guard::{Guard, Mouse, install_panic_hook};
use super::out::Out;
use super::screen::Screen;
use super::{TermEvent, input, signals, size};
use crate::tui::keys::Key;

const CHILD: &str = "WATCHFLOOR_PTY_CHILD";

/// The child: shows the size and how much was typed and pasted; `Q` quits, `P` panics, `T` panics in another thread, `F` paints
/// without end and tells by a file when that gets stuck, `B` idles after a hang-up and then exits with 7 if that took processor time.
#[test]
fn console() {
    let Some(marker) = std::env::var_os(CHILD) else {
        return;
    };
    install_panic_hook(|info| info.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let main = AssertUnwindSafe(|| runtime.block_on(run(marker.as_ref())));
    std::process::exit(std::panic::catch_unwind(main).unwrap_or(101));
}

async fn run(stuck: &Path) -> i32 {
    let guard = Guard::enter(Mouse::Off).unwrap();
    let (sender, mut events) = tokio::sync::mpsc::channel(64);
    input::spawn(sender.clone()).unwrap();
    signals::listen(sender).unwrap();
    let mut screen = Screen::new(size(), &Caps::detect());
    let out = Out::stdout().unwrap();
    let (mut typed, mut pasted, mut frames, mut flood, mut busy_after) = (0, 0, 0, false, false);
    loop {
        if out.is_ready() {
            frames += 1;
            let at = screen.size();
            let line = format!("{}x{} typed {typed} pasted {pasted}", at.width, at.height);
            let frame = screen.draw(|canvas| {
                let area = canvas.area();
                for y in 1..area.height {
                    let fill = if flood {
                        format!("{frames:07}").repeat(40)
                    } else {
                        String::new()
                    };
                    canvas.buffer.set_string(0, y, fill, Style::new());
                }
                canvas
                    .buffer
                    .set_stringn(0, 0, &line, area.width as usize, Style::new());
            });
            if frame.is_some_and(|frame| out.send(frame).is_err()) {
                break; // the terminal has gone, before its signal came
            }
        }
        let event = tokio::select! {
            biased;
            event = events.recv() => match event {
                Some(event) => event,
                None => break,
            },
            () = out.ready(), if flood || !out.is_ready() => continue,
            () = tokio::time::sleep(Duration::from_millis(200)), if flood => {
                std::fs::write(stuck, "").unwrap();
                continue;
            }
        };
        match event {
            TermEvent::Key(key) if key == Key::from('Q') => break,
            TermEvent::Key(key) if key == Key::from('P') => panic!("on purpose"),
            TermEvent::Key(key) if key == Key::from('T') => {
                std::thread::Builder::new()
                    .name("aside".into())
                    .spawn(|| panic!("on purpose, aside"))
                    .unwrap();
            }
            TermEvent::Key(key) if key == Key::from('F') => flood = true,
            TermEvent::Key(key) if key == Key::from('B') => busy_after = true,
            TermEvent::Key(_) => typed += 1,
            TermEvent::Paste(text) => pasted += text.len(),
            TermEvent::Resize(size) => screen.resize(size),
            TermEvent::Suspend => guard.suspend().unwrap(),
            TermEvent::Continued => {
                // A terminal that has gone continues its programs as it ends them.
                if guard.resume().is_err() {
                    break;
                }
                screen.redraw();
            }
            TermEvent::Ended(_) => break,
            TermEvent::Mouse(_) | TermEvent::Focus(_) | TermEvent::Answered => {}
        }
    }
    drop(guard);
    if busy_after {
        idle_share_of_processor().await
    } else {
        0
    }
}

/// 7 when the process uses more than a twentieth of half a second of doing nothing.
async fn idle_share_of_processor() -> i32 {
    let before = processor_ticks();
    tokio::time::sleep(Duration::from_millis(500)).await;
    // A tick is 10 ms.
    if processor_ticks() - before > 2 { 7 } else { 0 }
}

fn processor_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks.map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

struct Rig {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    terminal: Arc<Mutex<vt100::Parser>>,
    reader: Option<JoinHandle<()>>,
    reads: Arc<AtomicBool>,
    modes: String,
    directory: tempfile::TempDir,
}

impl Rig {
    /// A console that has painted its first frame.
    fn start() -> Self {
        let size = PtySize {
            rows: 10,
            cols: 60,
            ..PtySize::default()
        };
        let pty = native_pty_system().openpty(size).unwrap();
        let modes = modes(&*pty.master);
        let directory = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "tui::term::pty_tests::console", "--nocapture"]);
        command.env(CHILD, directory.path().join("stuck"));
        command.env("RUST_BACKTRACE", "0");
        let child = pty.slave.spawn_command(command).unwrap();
        let terminal = Arc::new(Mutex::new(vt100::Parser::new(10, 60, 0)));
        let reads = Arc::new(AtomicBool::new(true));
        let output = pty.master.try_clone_reader().unwrap();
        let reader = read_into(output, Arc::clone(&terminal), Arc::clone(&reads));
        let keys = Some(pty.master.take_writer().unwrap());
        let rig = Self {
            master: Some(pty.master),
            keys,
            child,
            terminal,
            reader: Some(reader),
            reads,
            modes,
            directory,
        };
        rig.wait_text("60x10 typed 0");
        rig
    }

    /// The terminal shows one frame more and then reads nothing any more.
    fn stop_reading(&mut self) {
        self.reads.store(false, Ordering::SeqCst);
        self.send(b"x");
        self.reader.take().unwrap().join().unwrap();
    }

    fn send(&mut self, bytes: &[u8]) {
        self.keys.as_mut().unwrap().write_all(bytes).unwrap();
    }

    fn wait(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let start = Instant::now();
        loop {
            let terminal = self.terminal.lock().unwrap();
            if is_so(terminal.screen()) {
                return;
            }
            let seen = terminal.screen().contents();
            assert!(start.elapsed() < PATIENCE, "never: {what}; seen:\n{seen}");
            drop(terminal);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn wait_text(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    fn wait_exit(&mut self, limit: Duration) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(start.elapsed() < limit, "still running after {limit:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill")
            .args([name, &pid])
            .status();
        assert!(sent.unwrap().success());
    }

    fn assert_restored(&self) {
        self.wait("the terminal is given back", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
        assert_eq!(modes(self.master.as_deref().unwrap()), self.modes);
    }

    fn is_stopped(&self) -> bool {
        let pid = self.child.process_id().unwrap();
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        stat.rsplit_once(')')
            .is_some_and(|(_, rest)| rest.starts_with(" T"))
    }
}

fn read_into(
    mut output: Box<dyn Read + Send>,
    terminal: Arc<Mutex<vt100::Parser>>,
    reads: Arc<AtomicBool>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while reads.load(Ordering::SeqCst)
            && let Ok(count @ 1..) = output.read(&mut bytes)
        {
            terminal.lock().unwrap().process(&bytes[..count]);
        }
    })
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    let termios = master.get_termios().unwrap();
    format!(
        "{:?} {:?} {:?}",
        termios.local_flags, termios.input_flags, termios.output_flags
    )
}

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(10);

fn wait(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

const SOON: Duration = Duration::from_secs(2);

#[test]
fn quitting_gives_the_terminal_back() {
    let mut rig = Rig::start();
    assert!(rig.terminal.lock().unwrap().screen().alternate_screen());
    assert_ne!(modes(rig.master.as_deref().unwrap()), rig.modes);
    rig.send(b"Q");
    assert_eq!(rig.wait_exit(SOON), 0);
    rig.assert_restored();
}

#[test]
fn a_panic_of_any_thread_gives_the_terminal_back_before_it_prints() {
    for (key, said) in [(b"P", "on purpose"), (b"T", "on purpose, aside")] {
        let mut rig = Rig::start();
        rig.send(key);
        assert_eq!(rig.wait_exit(SOON), 101);
        rig.assert_restored();
        rig.wait_text(said);
    }
}

#[test]
fn keys_pastes_and_sizes_arrive() {
    let mut rig = Rig::start();
    rig.send("x骗\x1b[A".as_bytes());
    rig.wait_text("typed 3 pasted 0");
    let paste = ["\x1b[200~", &"y".repeat(9000), "\x1b[201~z"].concat();
    rig.send(paste.as_bytes());
    rig.wait_text("typed 4 pasted 4096");
    rig.send(&[b'a'; 3000]);
    rig.wait_text("typed 3004");
    let size = PtySize {
        rows: 5,
        cols: 40,
        ..PtySize::default()
    };
    rig.terminal.lock().unwrap().screen_mut().set_size(5, 40);
    rig.master.as_ref().unwrap().resize(size).unwrap();
    rig.wait_text("40x5 typed 3004");
}

#[test]
fn stopping_gives_the_terminal_back_and_going_on_takes_it_again() {
    let mut rig = Rig::start();
    rig.signal("-TSTP");
    wait("stopped", || rig.is_stopped());
    rig.assert_restored();
    rig.signal("-CONT");
    rig.wait("the console is back", vt100::Screen::alternate_screen);
    rig.wait_text("60x10 typed 0");
    rig.send(b"x");
    rig.wait_text("typed 1");
    rig.send(b"Q");
    assert_eq!(rig.wait_exit(SOON), 0);
    rig.assert_restored();
}

#[test]
fn a_vanished_terminal_ends_the_console_without_a_spin() {
    for unfinished in [&b"B"[..], b"B\x1b[1;"] {
        let mut rig = Rig::start();
        rig.stop_reading();
        rig.send(unfinished);
        drop(rig.keys.take());
        drop(rig.master.take());
        assert_eq!(rig.wait_exit(SOON), 0, "after {unfinished:?}");
    }
}

#[test]
fn a_terminal_that_stops_reading_does_not_keep_the_console() {
    for ending in ["-TERM", "-HUP"] {
        let mut rig = Rig::start();
        rig.stop_reading();
        rig.send(b"F");
        let stuck = rig.directory.path().join("stuck");
        wait("a frame is stuck", || stuck.exists());
        rig.signal(ending);
        assert_eq!(rig.wait_exit(SOON), 0);
    }
}
