//! What the officer sees and presses, as configured: at the start, and again whenever the configuration changes
//! while the console runs.

use std::collections::BTreeMap;

use super::actions::keymap;
use super::app::model::{Notify, Setup};
use super::app::table::saved::{self, Written};
use super::keys::keymap::UserKeys;
use super::run::ConsoleError;
use super::term::caps::Caps;
use super::term::guard::Mouse;
use super::theme::{Theme, Warning, Watch};
use super::wall::Hang;
use crate::domain::org::Desk;
use crate::domain::time::Span;
use crate::text::safe::SafeText;
use crate::text::words::Lang;

/// Everything here counts at once when it changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Preferences {
    /// Language of the screen.
    pub lang: Lang,
    /// Built-in theme or the path of a theme file.
    pub theme: String,
    /// What the terminal can do.
    pub caps: Caps,
    /// The most frames in a second for what the feed brings; else by the line.
    pub max_fps: Option<u32>,
    /// How it hangs, where it is a wall.
    pub hang: Hang,
    /// Keys by action name.
    pub keys: UserKeys,
    /// Difference of the centre's clock from UTC.
    pub zone: Span,
    /// Views by name, as written.
    pub views: BTreeMap<String, Written>,
    /// Whether the mouse is taken from the terminal.
    pub mouse: Mouse,
    /// What calls the officer beside the screen.
    pub notify: Notify,
}

impl Preferences {
    /// Builds looks, keys and rules. Warnings of the theme come with it.
    pub fn setup(&self, directory: &[Desk]) -> Result<(Setup, Vec<Warning>), ConsoleError> {
        let keymap = keymap(&self.keys)
            .map_err(|errors| ConsoleError::Keys(self.keys.complaints(&errors)))?;
        Theme::find(&self.theme).map_err(|what| ConsoleError::Theme {
            name: self.theme.clone(),
            what,
        })?;
        let (theme, warnings) = Theme::load(&self.theme, self.caps.depth, self.caps.drawn_with());
        let setup = Setup {
            theme,
            keymap,
            line: self.caps.line,
            zone: self.zone,
            directory: directory.to_vec(),
            views: saved::prove(&self.views).map_err(ConsoleError::Views)?,
            notify: self.notify,
        };
        Ok((setup, warnings))
    }

    /// What tells when a file of the theme is written.
    pub fn watch(&self) -> Watch {
        Watch::new(&self.theme, self.caps.depth, self.caps.drawn_with())
    }
}

/// Where preferences come from while the console runs.
pub trait Reload: std::fmt::Debug + Send {
    /// Looks whether they changed. Called at most once a second, when the console is awake anyway; must be quick.
    fn look(&mut self) -> Option<Fresh>;
}

/// The configuration changed.
#[derive(Debug)]
pub enum Fresh {
    /// To this.
    Preferences {
        /// Everything as it is now.
        preferences: Box<Preferences>,
        /// Keys that count from the next start.
        waits: Vec<&'static str>,
    },
    /// To something that can not be used; what was stays.
    Broken {
        /// The first thing that is wrong, in both languages.
        first: [SafeText; 2],
        /// How many more.
        more: usize,
    },
}
