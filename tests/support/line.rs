//! A console at the far end of a line: a pseudo-terminal whose reader takes so many bytes a second, answers the
//! terminal's questions, can stop reading, change its size and hang up.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How fast the far end reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rate {
    /// As fast as it can.
    Full,
    /// So many bytes a second.
    Bytes(u64),
}

/// What the terminal at the far end says when it is asked whether it is well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answers {
    /// That it is, once it has read so far.
    AtOnce,
    /// The same, so much later.
    After(Duration),
    /// The same in two pieces.
    InPieces,
    /// Nothing.
    Never,
}

/// A program on a terminal at the end of a line; killed when dropped.
pub struct Line {
    parser: Arc<Mutex<vt100::Parser>>,
    keys: Option<Arc<Mutex<Box<dyn Write + Send>>>>,
    /// The program.
    pub child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    reads: Arc<AtomicBool>,
    /// While it is set nothing gets through to the far end; what waits comes afterwards.
    pub stands_still: Arc<AtomicBool>,
    /// Whether what comes is shown; the emulator does not bear sizes that change under it.
    pub watches: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
    /// When the program was started.
    pub begun: Instant,
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Line {
    /// Starts a program with an environment over a line.
    pub fn start(size: (u16, u16), rate: Rate, program: &[&str], env: &[(&str, &str)]) -> Self {
        Self::start_answering(Answers::AtOnce, size, rate, program, env)
    }

    /// The same on a terminal that answers in its own way.
    pub fn start_answering(
        answers: Answers,
        size: (u16, u16),
        rate: Rate,
        program: &[&str],
        env: &[(&str, &str)],
    ) -> Self {
        let pair = native_pty_system()
            .openpty(pty_size(size))
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program[0]);
        command.args(&program[1..]);
        for name in [
            "WATCHFLOOR_TOKEN",
            "WATCHFLOOR_URL",
            "WATCHFLOOR_CONFIG",
            "NO_COLOR",
            "COLORTERM",
            "TMUX",
        ] {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", "/nonexistent");
        command.env("XDG_STATE_HOME", std::env::temp_dir());
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        for (name, value) in env {
            command.env(name, value);
        }
        let begun = Instant::now();
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        let output = pair.master.try_clone_reader().expect("output");
        let keys = Arc::new(Mutex::new(pair.master.take_writer().expect("input")));
        let parser = Arc::new(Mutex::new(vt100::Parser::new(size.1, size.0, 0)));
        let reads = Arc::new(AtomicBool::new(true));
        let watches = Arc::new(AtomicBool::new(true));
        let stands_still = Arc::new(AtomicBool::new(false));
        let far = Far {
            answers,
            stands_still: Arc::clone(&stands_still),
            watches: Arc::clone(&watches),
            parser: Arc::clone(&parser),
            keys: Arc::downgrade(&keys),
            reads: Arc::clone(&reads),
        };
        let reader = Some(std::thread::spawn(move || far.read(output, rate)));
        Self {
            parser,
            keys: Some(keys),
            child,
            master: Some(pair.master),
            reads,
            stands_still,
            watches,
            reader,
            begun,
        }
    }

    /// What stands on the screen.
    pub fn text(&self) -> String {
        self.parser.lock().expect("the parser").screen().contents()
    }

    /// Whether the program has the alternate screen.
    pub fn is_held(&self) -> bool {
        self.parser
            .lock()
            .expect("the parser")
            .screen()
            .alternate_screen()
    }

    /// Presses keys.
    pub fn press(&self, keys: &str) {
        self.try_press(keys).expect("the terminal takes keys");
    }

    /// The same where nobody may be left to take them.
    pub fn try_press(&self, keys: &str) -> std::io::Result<()> {
        let writer = self.keys.as_ref().expect("a line");
        let mut writer = writer.lock().expect("the line");
        writer.write_all(keys.as_bytes())
    }

    /// Waits until the screen is as wanted and says how long that took.
    pub fn wait_until(&self, what: &str, wanted: impl Fn(&str) -> bool) -> Duration {
        let start = Instant::now();
        while !wanted(&self.text()) {
            let late = start.elapsed() > Duration::from_secs(20);
            assert!(
                !late,
                "waited for {what}; the screen shows:\n{}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        start.elapsed()
    }

    /// Waits for the program's end; its exit code and how long that took.
    pub fn ended(&mut self) -> (u32, Duration) {
        let start = Instant::now();
        let status = super::wait_for("the program's end", Duration::from_secs(10), || {
            self.child.try_wait().ok().flatten()
        });
        (status.exit_code(), start.elapsed())
    }

    /// The terminal takes one frame more (asked for by Ctrl-L) and then reads nothing, but stays open.
    pub fn stop_reading(&mut self) {
        self.reads.store(false, Ordering::SeqCst);
        if let Some(reader) = self.reader.take() {
            self.press("\u{c}");
            reader.join().expect("the far end");
        }
    }

    /// Gives the terminal another size. The emulator starts anew: what was on its way for the old size may be more
    /// than it can take.
    pub fn resize(&self, size: (u16, u16)) {
        let (cols, rows) = (size.0.max(2), size.1.max(2));
        *self.parser.lock().expect("the parser") = vt100::Parser::new(rows, cols, 0);
        let master = self.master.as_ref().expect("a line");
        master.resize(pty_size(size)).expect("a new size");
    }

    /// Closes the terminal.
    pub fn hang_up(&mut self) {
        self.stop_reading();
        self.keys = None;
        self.master = None;
    }

    /// Modes of the terminal, as stty would say them.
    pub fn modes(&self) -> String {
        let modes = self
            .master
            .as_ref()
            .and_then(|master| master.get_termios())
            .expect("modes");
        format!(
            "{:?} {:?} {:?}",
            modes.local_flags, modes.input_flags, modes.output_flags
        )
    }

    /// Processor time the program has used, in hundredths of a second; nothing when it is gone.
    pub fn ticks(&self) -> Option<u64> {
        let pid = self.child.process_id()?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        if fields.first() == Some(&"Z") {
            return None;
        }
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("it runs").to_string();
        let sent = std::process::Command::new("kill")
            .args([name, &pid])
            .status();
        assert!(sent.expect("kill runs").success());
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The far end.
struct Far {
    answers: Answers,
    stands_still: Arc<AtomicBool>,
    watches: Arc<AtomicBool>,
    parser: Arc<Mutex<vt100::Parser>>,
    keys: std::sync::Weak<Mutex<Box<dyn Write + Send>>>,
    reads: Arc<AtomicBool>,
}

impl Far {
    fn read(self, mut output: Box<dyn Read + Send>, rate: Rate) {
        let piece = match rate {
            Rate::Full => 65_536,
            Rate::Bytes(a_second) => (a_second / 50).max(1) as usize,
        };
        let mut buffer = vec![0; piece];
        let mut end = Vec::new();
        let mut next = Instant::now();
        while self.reads.load(Ordering::SeqCst)
            && let Ok(count @ 1..) = output.read(&mut buffer)
        {
            while self.stands_still.load(Ordering::SeqCst) && self.reads.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            if let Rate::Bytes(a_second) = rate {
                next = next.max(Instant::now())
                    + Duration::from_micros(count as u64 * 1_000_000 / a_second);
                std::thread::sleep(next.saturating_duration_since(Instant::now()));
            }
            if self.watches.load(Ordering::SeqCst) {
                self.parser
                    .lock()
                    .expect("the parser")
                    .process(&buffer[..count]);
            }
            end.extend_from_slice(&buffer[..count]);
            self.answer(&end);
            end.drain(..end.len().saturating_sub(3));
        }
    }

    /// Says that the terminal is well, as often as it is asked.
    fn answer(&self, seen: &[u8]) {
        let asked = seen.windows(4).filter(|bytes| bytes == b"\x1b[5n").count();
        for _ in 0..asked {
            let (wait, pieces): (_, &[&[u8]]) = match self.answers {
                Answers::Never => return,
                Answers::AtOnce => (Duration::ZERO, &[b"\x1b[0n"]),
                Answers::After(wait) => (wait, &[b"\x1b[0n"]),
                Answers::InPieces => (Duration::from_millis(20), &[b"\x1b[", b"0n"]),
            };
            let keys = self.keys.clone();
            let say = move || {
                std::thread::sleep(wait);
                let Some(keys) = keys.upgrade() else { return };
                let mut keys = keys.lock().expect("the line");
                for (n, piece) in pieces.iter().enumerate() {
                    if n > 0 {
                        std::thread::sleep(wait);
                    }
                    let _ = keys.write_all(piece);
                }
            };
            if wait.is_zero() {
                say();
            } else {
                std::thread::spawn(say);
            }
        }
    }
}
