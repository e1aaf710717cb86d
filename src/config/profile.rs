//! Profiles: named sets of defaults for a kind of place. They lie between the defaults and the file, and are
//! written in the file's own words.

use super::file;
use super::layers::{Entry, Origin};
use crate::tui::term::caps::Depth;

/// A kind of place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    /// An officer's desk: the defaults.
    #[default]
    Desk,
    /// A thin line, on the road.
    Field,
    /// A panel on the wall.
    Wall,
}

impl Profile {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Field => "field",
            Self::Wall => "wall",
        }
    }

    /// The most colours that are used unless `depth` is set: every change of colour costs bytes.
    pub fn most_colours(self) -> Depth {
        match self {
            Self::Field => Depth::Ansi256,
            Self::Desk | Self::Wall => Depth::True,
        }
    }

    /// What it sets, as config.toml would.
    pub fn text(self) -> &'static str {
        match self {
            Self::Desk => "",
            Self::Field => include_str!("profiles/field.toml"),
            Self::Wall => include_str!("profiles/wall.toml"),
        }
    }

    pub(super) fn entries(self) -> Vec<Entry> {
        file::read(self.text(), |_| Origin::Profile(self)).0
    }
}
