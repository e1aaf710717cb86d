//! A fault of the program itself: what happened goes to a file that can be sent to those who mend it, and a
//! sentence says where the file lies.

use std::any::Any;
use std::backtrace::Backtrace;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

/// Writes the report into a directory and answers the words for the officer. Without a directory, or when it can not
/// be written, the words carry the report.
pub fn report(info: &PanicHookInfo<'_>, dir: Option<&Path>) -> String {
    let thread = std::thread::current();
    let fault = Fault {
        what: message(info.payload()),
        place: info.location().map(ToString::to_string).unwrap_or_default(),
        thread: thread.name().unwrap_or("unnamed").to_owned(),
        at: Utc::now(),
        trace: Backtrace::force_capture().to_string(),
    };
    let none = io::Error::other("no home directory");
    fault.words(dir.map_or(Err(none), |dir| fault.write(dir)))
}

/// What a panic says: a text, or nothing that can be shown.
fn message(payload: &dyn Any) -> String {
    let fixed = payload.downcast_ref::<&str>().copied();
    let made = payload.downcast_ref::<String>().map(String::as_str);
    fixed.or(made).unwrap_or("no message").to_owned()
}

struct Fault {
    what: String,
    place: String,
    thread: String,
    at: DateTime<Utc>,
    trace: String,
}

impl Fault {
    fn text(&self) -> String {
        format!(
            "watchfloor {}\nat {}\nin thread {}\nat {}\n{}\n\n{}\n",
            env!("CARGO_PKG_VERSION"),
            self.at.to_rfc3339(),
            self.thread,
            self.place,
            self.what,
            self.trace,
        )
    }

    fn write(&self, dir: &Path) -> io::Result<PathBuf> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        let file = dir.join(format!("fault-{}.txt", self.at.format("%Y%m%d-%H%M%S%3f")));
        let mut open = OpenOptions::new();
        let mut report = open
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&file)?;
        report.write_all(self.text().as_bytes())?;
        Ok(file)
    }

    fn words(&self, written: io::Result<PathBuf>) -> String {
        let Self { what, place, .. } = self;
        let first = format!("watchfloor: stopped by a fault of its own: {what} ({place}).");
        match written {
            Ok(file) => format!(
                "{first}\nThe report is in {}. What the hub has acknowledged is safe there; start again to go on.",
                file.display()
            ),
            Err(error) => format!(
                "{first}\nNo report could be written: {error}.\n{}",
                self.text()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn fault() -> Fault {
        Fault {
            what: "index out of bounds".to_owned(),
            place: "src/tui/run.rs:7:1".to_owned(),
            thread: "input".to_owned(),
            at: DateTime::UNIX_EPOCH,
            trace: "0: main".to_owned(),
        }
    }

    #[test]
    fn the_words_name_the_file_and_the_file_says_what_happened() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("watchfloor");
        let file = fault().write(&dir).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        for part in [
            "index out of bounds",
            "src/tui/run.rs:7:1",
            "input",
            "0: main",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let words = fault().words(Ok(file.clone()));
        assert!(words.contains(&file.display().to_string()), "{words}");
    }

    #[test]
    fn without_a_place_for_the_report_the_words_carry_it() {
        let home = tempfile::tempdir().unwrap();
        let taken = home.path().join("taken");
        std::fs::write(&taken, "").unwrap();
        let words = fault().words(fault().write(&taken));
        assert!(
            words.contains("No report") && words.contains("0: main"),
            "{words}"
        );
    }
}
