//! Real hub processes on a directory of the test's own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The program under test.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchfloor"));
    command
        .env_remove("WATCHFLOOR_TOKEN")
        .env_remove("WATCHFLOOR_URL")
        .env_remove("WATCHFLOOR_CONFIG");
    command.env("XDG_CONFIG_HOME", "/nonexistent");
    command
}

/// A running hub; killed when dropped.
pub struct Hub {
    child: Child,
    /// `ws://ADDR/v1/feed`
    pub url: String,
    /// Its directory.
    pub data: PathBuf,
}

impl Hub {
    /// Starts a hub on any free port and waits until it says where it listens.
    pub fn start(data: &Path) -> Self {
        Self::start_at(data, "127.0.0.1:0")
    }

    /// The same on an address.
    pub fn start_at(data: &Path, listen: &str) -> Self {
        Self::start_telling(data, listen, Stdio::null())
    }

    /// Starts one under the rules of a policy file.
    pub fn start_under(data: &Path, policy: &Path) -> Self {
        let policy = policy.to_string_lossy();
        Self::spawn(data, "127.0.0.1:0", Stdio::null(), &["--policy", &policy])
    }

    /// The same with a standard error of the test's own.
    pub fn start_telling(data: &Path, listen: &str, stderr: Stdio) -> Self {
        Self::spawn(data, listen, stderr, &[])
    }

    fn spawn(data: &Path, listen: &str, stderr: Stdio, more: &[&str]) -> Self {
        let mut child = program()
            .args(["hub", "--rate", "1000000", "--listen", listen, "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .expect("the hub starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut line).expect("the hub speaks");
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("the hub said `{line}`"));
        Self {
            url: url.to_owned(),
            data: data.to_owned(),
            child,
        }
    }

    /// Host and port.
    pub fn addr(&self) -> &str {
        self.url
            .trim_start_matches("ws://")
            .split('/')
            .next()
            .expect("an address")
    }

    /// Kills it at once, as a power cut would kill the process.
    pub fn kill(mut self) -> PathBuf {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        self.data.clone()
    }

    /// A token of this hub.
    pub fn token(&self, role: &str, user: &str, more: &[&str]) -> String {
        let out = program()
            .args(["hub", "token", "--role", role, "--user", user, "--data"])
            .arg(&self.data)
            .args(more)
            .output()
            .expect("token runs");
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout)
            .expect("text")
            .trim()
            .to_owned()
    }

    /// A token in a file readable by the owner alone.
    pub fn token_file(&self, role: &str, user: &str) -> PathBuf {
        let file = self.data.join(format!("{role}-{user}.token"));
        if !file.exists() {
            let path = file.to_string_lossy().into_owned();
            self.token(role, user, &["--out", &path]);
        }
        file
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program to its end.
pub fn run(args: &[&str]) -> Output {
    program().args(args).output().expect("the program runs")
}
