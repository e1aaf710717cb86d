//! What was asked for: config.toml, the environment and the flags, laid over the defaults. Every value remembers
//! where it came from; everything that is wrong is told at once. The file is read, never written.
//!
//! A key is added in four places, all of them short:
//! 1. a field in one of the parts below, with its default; its type says what is allowed ([`Setting`](setting::Setting));
//! 2. a row in [`table::ROWS`]: `row!(screen.depth, Start)`, or `free!(…)` for names that anybody may choose.
//!    With the row the key is read, refused, suggested, shown by `watchfloor check` and taken from the environment
//!    (`WATCHFLOOR_DEPTH`; outside `[hub]` and `[screen]` with the section: `WATCHFLOOR_MOUSE_CLICK`);
//! 3. a line in config.toml.example, which a test compares with the default;
//! 4. its use in `programs/console.rs`: [`Preferences`](crate::tui::preferences::Preferences) for what is `Live`.
//!
//! A flag is one line more, in `cli::LookArgs::settings`.

mod file;
pub mod layers;
pub mod problem;
pub mod profile;
pub mod setting;
pub mod table;
#[cfg(test)]
mod tests;
pub mod watch;

use std::collections::BTreeMap;
use std::path::PathBuf;

use self::profile::Profile;
use self::setting::{Between, HubUrl, Wish, Within};
use crate::feed::link;
use crate::text::words::Lang;
use crate::tui::app::model::Notify;
use crate::tui::app::table::saved::Written;
use crate::tui::keys::keymap::UserKeys;
use crate::tui::term::caps::{Ambiguous, Depth, GlyphSet, SyncUpdates};
use crate::tui::term::guard::Mouse;

pub use self::layers::{Loaded, Origin, Sources};
pub use self::problem::{Problem, Problems};

/// Everything that can be set. Every key may be left out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Config {
    /// Where the hub is.
    pub hub: HubPart,
    /// How the screen looks.
    pub screen: ScreenPart,
    /// Keys by action name; each replaces the default keys of its action.
    pub keys: UserKeys,
    /// Saved views by name.
    pub views: BTreeMap<String, Written>,
    /// How a wall hangs.
    pub wall: WallPart,
    /// The mouse.
    pub mouse: MousePart,
    /// What calls the officer beside the screen.
    pub notify: Notify,
}

/// `[wall]`
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct WallPart {
    /// How long a page stands, seconds.
    pub turn: Within<3, 600>,
    /// Diagonal of the panel, inches.
    pub panel: Option<Between<100, 3000>>,
    /// How far away it is read, metres.
    pub distance: Option<Between<5, 500>>,
}

impl Default for WallPart {
    fn default() -> Self {
        Self {
            turn: Within(12),
            panel: None,
            distance: None,
        }
    }
}

/// `[mouse]`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MousePart {
    /// Whether clicks and the wheel are taken from the terminal.
    pub click: Mouse,
}

/// `[hub]`
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HubPart {
    /// Address for all feeds.
    pub url: Option<HubUrl>,
    /// Address for the alerts feed.
    pub alerts_url: Option<HubUrl>,
    /// Address for the cases feed.
    pub cases_url: Option<HubUrl>,
    /// Address for the floor feed.
    pub floor_url: Option<HubUrl>,
    /// File that holds the token.
    pub token_file: Option<PathBuf>,
    /// How much of each event the hub sends.
    pub detail: link::Profile,
}

/// `[screen]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScreenPart {
    /// The set of defaults this desk starts from.
    pub profile: Profile,
    /// Language; else from LANG.
    pub lang: Wish<Lang>,
    /// Built-in name or path.
    pub theme: String,
    /// Colours; else as the terminal says.
    pub depth: Wish<Depth>,
    /// Characters to draw with; else as the terminal says.
    pub glyphs: Wish<GlyphSet>,
    /// Cells of the characters Unicode calls ambiguous; else as terminal and locale say.
    pub ambiguous: Wish<Ambiguous>,
    /// Synchronized updates; else as the terminal says.
    pub sync: Wish<SyncUpdates>,
    /// The most frames in a second; else 30, or 10 over SSH.
    pub max_fps: Wish<Within<1, 60>>,
    /// Difference of the centre's clock from UTC, minutes.
    pub utc_offset_min: Within<-840, 840>,
}

impl Default for ScreenPart {
    fn default() -> Self {
        Self {
            profile: Profile::Desk,
            lang: Wish::Auto,
            theme: "dark".to_owned(),
            depth: Wish::Auto,
            glyphs: Wish::Auto,
            ambiguous: Wish::Auto,
            sync: Wish::Auto,
            max_fps: Wish::Auto,
            utc_offset_min: Within(480),
        }
    }
}
