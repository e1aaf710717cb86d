//! The field office's way in, as docs/FIELD.md tells it: a real sshd on loopback with a forced command, a key login,
//! the console on a real hub. Without OpenSSH's server and client the test is skipped and says so.
#![allow(clippy::expect_used)] // what a test stands on must be there, or it fails here and says so

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::line::{Line, Rate};
use support::process::Hub;
use support::wire::Wire;

const CONSOLE: &str = env!("CARGO_BIN_EXE_watchfloor");

/// An sshd of the test's own; ended when dropped.
struct Sshd {
    child: Child,
    port: u16,
    dir: PathBuf,
    user: String,
}

impl Sshd {
    /// Starts one as docs/FIELD.md says, with this forced command; else says what is missing here.
    fn start(dir: &Path, command: &str) -> Result<Self, String> {
        let missing = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-keygen"]
            .into_iter()
            .find(|path| !Path::new(path).exists());
        if let Some(path) = missing {
            return Err(format!(
                "{path} is not installed (Debian: openssh-server openssh-client)"
            ));
        }
        for name in ["host", "officer"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(dir.join(name))
                .status();
            assert!(made.expect("ssh-keygen runs").success());
        }
        let user = said(Command::new("id").arg("-un"));
        if user == "root" {
            std::fs::create_dir_all("/run/sshd").expect("sshd's own directory");
        }
        let port = free_port();
        let path = |name: &str| dir.join(name).display().to_string();
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nPidFile none\nAuthorizedKeysFile {}\n\
             Subsystem sftp internal-sftp\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\n\
             {}",
            path("host"),
            path("officer.pub"),
            documented(&user, command),
        );
        std::fs::write(dir.join("sshd_config"), config).expect("a configuration");
        let log = std::fs::File::create(dir.join("sshd.log")).expect("a log");
        let child = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f"])
            .arg(dir.join("sshd_config"))
            .stderr(log)
            .spawn()
            .expect("sshd starts");
        let sshd = Self {
            child,
            port,
            dir: dir.to_owned(),
            user,
        };
        support::wait_for("sshd", Duration::from_secs(10), || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });
        Ok(sshd)
    }

    /// The call of the client, with options before and a command after the address.
    fn call(&self, options: &[&str], command: &[&str]) -> Vec<String> {
        let key = self.dir.join("officer").display().to_string();
        let port = self.port.to_string();
        let mut call = vec!["ssh", "-F", "/dev/null", "-q", "-p", &port, "-i", &key];
        for option in [
            "IdentitiesOnly=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "BatchMode=yes",
        ] {
            call.extend(["-o", option]);
        }
        call.extend(options);
        let address = format!("{}@127.0.0.1", self.user);
        call.push(&address);
        call.extend(command);
        call.into_iter().map(str::to_owned).collect()
    }

    /// A terminal at the end of an SSH connection.
    fn dial(&self, options: &[&str], command: &[&str]) -> Line {
        let call = self.call(options, command);
        let call: Vec<&str> = call.iter().map(String::as_str).collect();
        Line::start((80, 24), Rate::Full, &call, &[])
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The part of sshd_config that the documentation gives, for a user and a command of the test's own.
fn documented(user: &str, command: &str) -> String {
    let text = include_str!("../docs/FIELD.md");
    let (_, block) = text.split_once("```sshd_config\n").expect("the block");
    let (block, _) = block.split_once("```").expect("its end");
    let lines = block
        .lines()
        .map(|line| match line.trim().split(' ').next() {
            Some("Match") => format!("Match User {user}\n"),
            Some("ForceCommand") => format!("    ForceCommand {command}\n"),
            // The console and the test need one environment each.
            Some("SetEnv") => {
                format!("{line} XDG_CONFIG_HOME=/nonexistent XDG_STATE_HOME=/nonexistent\n")
            }
            _ => format!("{line}\n"),
        });
    lines.collect()
}

fn said(command: &mut Command) -> String {
    let out = command.output().expect("it runs");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// The processes whose command line has this word.
fn running(word: &str) -> usize {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    entries
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).ok())
        .filter(|line| line.starts_with(CONSOLE) && line.contains(word))
        .count()
}

#[test]
fn the_forced_command_is_the_whole_way_in() {
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(dir.path());
    let mut producer = Wire::hello(&hub.url, &hub.token("producer", "p", &[]));
    for n in 0..8 {
        producer.raise(&format!("n{n}"), "P1");
    }
    let token = hub.token_file("dissuader,disposal", "0412");
    let token = token.to_string_lossy();
    let command = format!(
        "{CONSOLE} --profile field --lang zh-CN --url {} --token-file {token}",
        hub.url
    );
    let sshd = match Sshd::start(dir.path(), &command) {
        Ok(sshd) => sshd,
        Err(missing) => {
            eprintln!("skipped: {missing}");
            return;
        }
    };

    // The screen appears, a key works, leaving ends the connection.
    let mut line = sshd.dial(&["-tt"], &[]);
    line.wait_until("the screen", |text| {
        text.contains("反诈值守台") && text.contains("帮助")
    });
    line.press("2");
    line.wait_until("the queue", |text| text.matches("新预警").count() >= 5);
    line.press("q");
    assert_eq!(line.ended().0, 0);
    assert_eq!(running(&token), 0, "the console is still there");

    // A connection that drops takes the console with it.
    let mut line = sshd.dial(&["-tt"], &[]);
    line.wait_until("the screen", |text| text.contains("反诈值守台"));
    assert_eq!(running(&token), 1);
    line.child.kill().expect("the client can be killed");
    let dropped = Instant::now();
    while running(&token) > 0 {
        assert!(
            dropped.elapsed() < Duration::from_secs(2),
            "the console outlives its line"
        );
        std::thread::sleep(Duration::from_millis(10));
    }

    // Another command is not run, with a terminal or without, nor is there any other way.
    let mark = dir.path().join("reached");
    let touch = format!("touch {}", mark.display());
    let line = sshd.dial(&["-tt"], &[&touch]);
    line.wait_until("the console all the same", |text| {
        text.contains("反诈值守台")
    });
    drop(line);
    // sshd drops what a subsystem says on standard error.
    for (options, command, told) in [
        (&["-T"][..], touch.as_str(), "not a terminal"),
        (&["-T", "-s"], "sftp", ""),
    ] {
        let call = sshd.call(options, &[command]);
        let out = Command::new(&call[0])
            .args(&call[1..])
            .stdin(Stdio::null())
            .output()
            .expect("ssh runs");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success(), "{options:?} was let in");
        assert!(said.contains(told), "{options:?}: {said}");
        assert!(out.stdout.is_empty(), "{options:?} was answered");
    }
    let through = format!("127.0.0.1:{}", sshd.port);
    let call = sshd.call(&["-W", &through], &[]);
    let out = Command::new(&call[0])
        .args(&call[1..])
        .stdin(Stdio::null())
        .output()
        .expect("ssh runs");
    assert!(out.stdout.is_empty(), "a port was forwarded");
    assert!(!mark.exists(), "a shell was reached");
}

#[test]
fn mosh_brings_the_console_too() {
    if Command::new("mosh").arg("--version").output().is_err() {
        eprintln!("skipped: mosh is not installed");
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let hub = Hub::start(dir.path());
    let token = hub.token_file("dissuader", "0412");
    let token = token.to_string_lossy();
    let command = format!(
        "mosh-server new -s -c 256 -l LC_ALL=C.UTF-8 -- {CONSOLE} --profile field --lang zh-CN --url {} --token-file {token}",
        hub.url
    );
    let sshd = match Sshd::start(dir.path(), &command) {
        Ok(sshd) => sshd,
        Err(missing) => {
            eprintln!("skipped: {missing}");
            return;
        }
    };
    let ssh = sshd.call(&[], &[]);
    let (address, ssh) = ssh.split_last().expect("a call");
    let ssh = format!("--ssh={}", ssh.join(" "));
    let mut line = Line::start(
        (80, 24),
        Rate::Full,
        &["mosh", &ssh, "--predict=never", address],
        &[],
    );
    line.wait_until("the screen", |text| {
        text.contains("反诈值守台") && text.contains("帮助")
    });
    line.press("?");
    line.wait_until("the help", |text| text.contains("按键与操作"));
    line.press("\u{1b}");
    line.wait_until("the floor", |text| !text.contains("按键与操作"));
    line.press("q");
    assert_eq!(line.ended().0, 0);
}
