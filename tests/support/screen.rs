//! A console on a real pseudo-terminal, read through a terminal emulator that is not ours.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A program on a terminal; killed when dropped.
pub struct Screen {
    parser: Arc<Mutex<vt100::Parser>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Screen {
    /// Starts the program under test.
    pub fn start(cols: u16, rows: u16, args: &[&str]) -> Self {
        Self::start_in(&[], cols, rows, args)
    }

    /// Starts it in another program that shows it, whose own words come before.
    pub fn start_in(before: &[&str], cols: u16, rows: u16, args: &[&str]) -> Self {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let program = [env!("CARGO_BIN_EXE_watchfloor")];
        let words = [before, &program, args].concat();
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        for name in [
            "WATCHFLOOR_TOKEN",
            "WATCHFLOOR_URL",
            "WATCHFLOOR_CONFIG",
            "NO_COLOR",
            "SSH_CONNECTION",
            "TMUX",
        ] {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", "/nonexistent");
        command.env("XDG_STATE_HOME", std::env::temp_dir());
        command.env("TERM", "xterm-256color");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the console starts");
        let mut reader = pair.master.try_clone_reader().expect("output");
        let keys = pair.master.take_writer().expect("input");
        let parser = Arc::new(Mutex::new(vt100::Parser::new(rows, cols, 0)));
        let feed = Arc::clone(&parser);
        std::thread::spawn(move || {
            let mut buffer = vec![0u8; 65536];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                feed.lock().expect("the parser").process(&buffer[..n]);
            }
        });
        Self {
            parser,
            keys,
            child,
            _master: pair.master,
        }
    }

    /// The program's process.
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// What stands on the screen.
    pub fn text(&self) -> String {
        self.parser.lock().expect("the parser").screen().contents()
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
    }

    /// Presses a key until `text` stands on the screen: boxes take no key in their first moment, and none that comes
    /// as fast as one that is held down.
    pub fn press_until(&mut self, key: &str, text: &str) {
        super::wait_for(text, Duration::from_secs(20), || {
            if self.text().contains(text) {
                return Some(());
            }
            self.press(key);
            let end = std::time::Instant::now() + Duration::from_millis(800);
            while std::time::Instant::now() < end && !self.text().contains(text) {
                std::thread::sleep(Duration::from_millis(10));
            }
            None
        });
    }

    /// Waits until `text` stands on the screen.
    pub fn wait(&self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is as wanted; shows the screen when it never is.
    pub fn wait_until(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let end = std::time::Instant::now() + Duration::from_secs(20);
        while !wanted(&self.text()) {
            assert!(
                std::time::Instant::now() < end,
                "waited for {what}; the screen shows:\n{}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for the program's end.
    pub fn ended(&mut self) -> bool {
        super::wait_for("the console's end", Duration::from_secs(5), || {
            self.child.try_wait().ok().flatten()
        })
        .success()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
