//! The file while the console runs: looked at now and then, read again when it changed. A file that is being
//! written is let come to rest first. What is wrong changes nothing.

use std::time::SystemTime;

use super::table::{Counts, ROWS};
use super::{Config, Loaded, Problems, Sources};

/// The file as one look finds it; `None` when it is not there.
type Stamp = Option<(SystemTime, u64)>;

/// Keeps an eye on the sources.
#[derive(Debug)]
pub struct Watch {
    sources: Sources,
    /// With what the program was started: keys that count from the start stay as they are here.
    started: Config,
    /// What was read last, if it could be used.
    last: Option<Config>,
    read: Stamp,
    seen: Stamp,
}

/// The file changed.
#[derive(Debug)]
pub enum Change {
    /// To this.
    To {
        /// Everything as it is now.
        config: Box<Config>,
        /// The keys that differ and count from the next start.
        waits: Vec<&'static str>,
    },
    /// To something that can not be used.
    Wrong(Problems),
}

impl Watch {
    /// Reads the sources for the first time.
    pub fn start(sources: Sources) -> Result<(Self, Loaded), Problems> {
        let stamp = sources.stamp();
        let loaded = sources.load()?;
        let watch = Self {
            sources,
            started: loaded.config.clone(),
            last: Some(loaded.config.clone()),
            read: stamp,
            seen: stamp,
        };
        Ok((watch, loaded))
    }

    /// Looks at the file; cheap. A change is told at the second look that finds the file as it is.
    pub fn look(&mut self) -> Option<Change> {
        let stamp = self.sources.stamp();
        if std::mem::replace(&mut self.seen, stamp) != stamp || stamp == self.read {
            return None;
        }
        self.read = stamp;
        match self.sources.load() {
            Err(problems) => {
                self.last = None;
                Some(Change::Wrong(problems))
            }
            Ok(Loaded { config, .. }) if self.last.as_ref() == Some(&config) => None,
            Ok(Loaded { config, .. }) => {
                self.last = Some(config.clone());
                Some(Change::To {
                    waits: waiting(&self.started, &config),
                    config: Box::new(config),
                })
            }
        }
    }
}

/// The keys that differ and count from the next start.
fn waiting(started: &Config, now: &Config) -> Vec<&'static str> {
    let rows = ROWS.iter().filter(|row| row.counts == Counts::Start);
    rows.filter(|row| (row.show)(started) != (row.show)(now))
        .map(|row| row.key)
        .collect()
}

impl Sources {
    fn stamp(&self) -> Stamp {
        let found = std::fs::metadata(self.file.as_ref()?).ok()?;
        Some((found.modified().ok()?, found.len()))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::config::setting::Wish;
    use crate::text::words::Lang;

    /// Writes the file with a time of its own, however fast the test is.
    fn write(file: &Path, text: &str, second: u64) {
        std::fs::write(file, text).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + second);
        let opened = std::fs::File::options().write(true).open(file).unwrap();
        opened.set_modified(time).unwrap();
    }

    #[test]
    fn a_change_is_told_once_it_has_come_to_rest_and_a_wrong_one_keeps_the_old() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        write(&file, "[screen]\nlang = \"en\"", 1);
        let sources = Sources {
            file: Some(file.clone()),
            ..Sources::default()
        };
        let (mut watch, _) = Watch::start(sources).unwrap();
        assert!(watch.look().is_none());

        let text = "[screen]\nlang = \"zh-CN\"\n[hub]\nurl = \"ws://localhost\"";
        write(&file, text, 2);
        assert!(watch.look().is_none(), "it may still be written to");
        let Some(Change::To { config, waits }) = watch.look() else {
            panic!("the change is not told");
        };
        assert_eq!(config.screen.lang, Wish::Set(Lang::Zh));
        assert_eq!(waits, ["hub.url"]);
        assert!(watch.look().is_none(), "told once");

        write(&file, "[screen]\nlang = 5", 3);
        watch.look();
        let Some(Change::Wrong(problems)) = watch.look() else {
            panic!("the fault is not told");
        };
        assert!(problems.to_string().contains("config.toml:2"), "{problems}");

        write(&file, "[keys]\nclaim = [\"n\"]", 4);
        watch.look();
        let Some(Change::Wrong(problems)) = watch.look() else {
            panic!("keys that hide each other are not told");
        };
        let said = problems.to_string();
        assert!(
            said.contains("config.toml:2") && said.contains("`next`"),
            "{said}"
        );

        write(&file, text, 5);
        watch.look();
        assert!(matches!(watch.look(), Some(Change::To { .. })), "mended");
        write(&file, text, 6);
        watch.look();
        assert!(watch.look().is_none(), "touched, not changed");

        std::fs::remove_file(&file).unwrap();
        watch.look();
        let Some(Change::To { config, .. }) = watch.look() else {
            panic!("without the file the defaults count");
        };
        assert_eq!(*config, Config::default());
    }
}
