//! Themes are read anew while the console runs, when one of their files was written. Looking costs one `stat` a
//! file and is done when the loop is awake anyway; a built-in theme has no files and costs nothing.

use std::path::PathBuf;
use std::time::SystemTime;

use super::{Theme, Warning, source};
use crate::tui::term::caps::{Depth, GlyphSet};

/// When a file was written and how long it is; nothing while it is not there.
type Stamp = Option<(SystemTime, u64)>;

/// The files of a theme as they were when it was read.
#[derive(Debug)]
pub struct Watch {
    name: String,
    depth: Depth,
    glyphs: GlyphSet,
    files: Vec<(PathBuf, Stamp)>,
}

/// What came of reading a theme anew.
#[derive(Debug, Clone)]
pub enum Reread {
    /// It counts from now on; entries that are wrong were left out.
    Fresh(Theme, Vec<Warning>),
    /// A file can not be read at all: the old look stays.
    Broken(Warning),
}

impl Watch {
    /// Watches the files of a theme, as given to [`Theme::load`].
    pub fn new(name: &str, depth: Depth, glyphs: GlyphSet) -> Self {
        let files = source::Source::read(name).into_files();
        Self {
            name: name.to_owned(),
            depth,
            glyphs,
            files: files.map(stamped).collect(),
        }
    }

    /// The theme anew if one of its files was written since. A file that is gone is waited for: editors put a new
    /// one in its place.
    pub fn look(&mut self) -> Option<Reread> {
        let is_written = |(path, then): &(PathBuf, Stamp)| {
            let now = stamp(path);
            now.is_some() && now != *then
        };
        if !self.files.iter().any(is_written) {
            return None;
        }
        Some(self.turn_to(&self.name.clone()))
    }

    /// The theme of a name, watched from now on.
    pub fn turn_to(&mut self, name: &str) -> Reread {
        *self = Self::new(name, self.depth, self.glyphs);
        let (theme, warnings) = Theme::load(&self.name, self.depth, self.glyphs);
        match warnings.iter().find(|warning| warning.is_of_file()) {
            Some(broken) => Reread::Broken(broken.clone()),
            None => Reread::Fresh(theme, warnings),
        }
    }
}

fn stamped(path: PathBuf) -> (PathBuf, Stamp) {
    let stamp = stamp(&path);
    (path, stamp)
}

fn stamp(path: &PathBuf) -> Stamp {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Tone;
    use ratatui::style::Color;

    const GLYPHS: GlyphSet = GlyphSet::Unicode;

    #[test]
    fn a_theme_is_read_anew_when_one_of_its_files_is_written() {
        let directory = tempfile::tempdir().unwrap();
        let parent = directory.path().join("parent.toml");
        let child = directory.path().join("child.toml");
        std::fs::write(&parent, "styles.ok = 'red'").unwrap();
        std::fs::write(&child, "inherits = 'parent.toml'").unwrap();
        let mut watch = Watch::new(child.to_str().unwrap(), Depth::True, GLYPHS);
        assert!(watch.look().is_none());

        std::fs::write(&parent, "styles.ok = 'green'").unwrap();
        let Some(Reread::Fresh(theme, warnings)) = watch.look() else {
            panic!("the parent was not read anew");
        };
        assert_eq!(
            (theme[Tone::Ok].fg, warnings.len()),
            (Some(Color::Green), 0)
        );
        assert!(watch.look().is_none());

        std::fs::write(&child, "inherits = 'parent.toml'\nstyles.eror = 'red'").unwrap();
        let Some(Reread::Fresh(_, warnings)) = watch.look() else {
            panic!("the child was not read anew");
        };
        assert!(warnings[0].to_string().contains("did you mean `error`?"));
    }

    #[test]
    fn a_broken_file_is_told_once_and_one_that_is_gone_is_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("mine.toml");
        std::fs::write(&file, "styles.ok = 'red'").unwrap();
        let mut watch = Watch::new(file.to_str().unwrap(), Depth::True, GLYPHS);
        std::fs::write(&file, "styles.ok = [[").unwrap();
        let Some(Reread::Broken(warning)) = watch.look() else {
            panic!("the broken file was not noticed");
        };
        assert!(
            warning.to_string().contains("line 1 is no TOML"),
            "{warning}"
        );
        assert!(watch.look().is_none());
        std::fs::remove_file(&file).unwrap();
        assert!(watch.look().is_none());
        std::fs::write(&file, "styles.ok = 'light-green'").unwrap();
        assert!(matches!(watch.look(), Some(Reread::Fresh(..))));
    }

    #[test]
    fn a_built_in_theme_has_no_files() {
        assert!(Watch::new("dark", Depth::True, GLYPHS).files.is_empty());
    }
}
