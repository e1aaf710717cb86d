//! Where the officer is: the screen, the pane with the focus, whether it is zoomed. A trail remembers where Esc
//! leads back to.

use ratatui::layout::Size;

use crate::text::words::Word;

/// The screens, by their digit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Screen {
    /// Everything at a glance.
    #[default]
    Floor,
    /// The queue and one alert.
    Triage,
    /// Cases and one of them.
    Cases,
    /// Stop orders and one of them.
    Orders,
    /// Where the money of a case went, as a tree.
    Trace,
    /// Teams, officers, desks.
    Teams,
    /// A liaison's own desk: what waits, one item, what is held.
    Desk,
}

/// The panes. A list pane that stands on several screens keeps its selection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pane {
    /// Fraud calls going on now.
    Live,
    /// Open alerts by worth.
    Queue,
    /// Orders with their clocks and cliffs.
    Orders,
    /// Every held sum with the minute it is freed.
    Cliff,
    /// Money prevented, stopped, frozen, returned.
    Recovered,
    /// What each team has to do.
    Teams,
    /// Liaison desks.
    Desks,
    /// One alert.
    Alert,
    /// Cases.
    Cases,
    /// One case.
    Case,
    /// One order.
    Order,
    /// Where the money of a case went, as a tree.
    Tree,
    /// One place of the tree.
    Hop,
    /// Who is on duty.
    Officers,
    /// What waits for a liaison's desk.
    Inbox,
    /// One item of it.
    Task,
    /// What the desk holds.
    Holding,
}

/// What a pane is made of, which decides the keys that work in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Make {
    /// Rows with a selection.
    List,
    /// One item, scrolled.
    Item,
    /// Figures without a selection.
    Figures,
}

/// From this size on the floor shows more panes.
pub const WIDE: Size = Size {
    width: 200,
    height: 50,
};

impl Screen {
    /// All of them, in the order of their digits.
    pub const ALL: [Self; 7] = [
        Self::Floor,
        Self::Triage,
        Self::Cases,
        Self::Orders,
        Self::Trace,
        Self::Teams,
        Self::Desk,
    ];

    /// As it is written in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Triage => "triage",
            Self::Cases => "cases",
            Self::Orders => "orders",
            Self::Trace => "trace",
            Self::Teams => "teams",
            Self::Desk => "desk",
        }
    }

    /// Its name.
    pub fn word(self) -> Word {
        match self {
            Self::Floor => Word::Floor,
            Self::Triage => Word::Triage,
            Self::Cases => Word::Cases,
            Self::Orders => Word::Orders,
            Self::Trace => Word::Trace,
            Self::Teams => Word::TeamsDesks,
            Self::Desk => Word::OwnDesk,
        }
    }

    /// Its panes in the order Tab goes, for a terminal of this size.
    pub fn panes(self, size: Size) -> &'static [Pane] {
        use Pane as P;
        let is_wide = size.width >= WIDE.width && size.height >= WIDE.height;
        match self {
            Self::Floor if is_wide => &[
                P::Live,
                P::Queue,
                P::Teams,
                P::Orders,
                P::Recovered,
                P::Desks,
                P::Alert,
                P::Cases,
            ],
            Self::Floor => &[
                P::Live,
                P::Queue,
                P::Teams,
                P::Orders,
                P::Recovered,
                P::Desks,
            ],
            Self::Triage => &[P::Queue, P::Alert],
            Self::Cases => &[P::Cases, P::Case],
            Self::Trace => &[P::Tree, P::Hop],
            Self::Orders => &[P::Orders, P::Cliff, P::Order],
            Self::Teams => &[P::Teams, P::Desks, P::Officers],
            Self::Desk => &[P::Inbox, P::Task, P::Holding],
        }
    }
}

impl Pane {
    /// Everything that can be filtered and sorted.
    pub const TABLES: [Self; 11] = [
        Self::Live,
        Self::Queue,
        Self::Orders,
        Self::Cliff,
        Self::Cases,
        Self::Tree,
        Self::Desks,
        Self::Teams,
        Self::Officers,
        Self::Inbox,
        Self::Holding,
    ];

    /// As it is written in the configuration; only tables are.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Queue => "queue",
            Self::Orders => "orders",
            Self::Cliff => "cliff",
            Self::Cases => "cases",
            Self::Tree => "tree",
            Self::Desks => "desks",
            Self::Teams => "teams",
            Self::Officers => "officers",
            Self::Inbox => "inbox",
            Self::Holding => "holding",
            _ => "",
        }
    }

    /// Its title.
    pub fn word(self) -> Word {
        match self {
            Self::Live => Word::LiveCalls,
            Self::Queue => Word::Queue,
            Self::Orders => Word::Freeze,
            Self::Cliff => Word::CliffBoard,
            Self::Recovered => Word::Recovered,
            Self::Teams => Word::TeamQueues,
            Self::Desks => Word::Desks,
            Self::Alert => Word::Alert,
            Self::Cases => Word::Cases,
            Self::Case => Word::CasePage,
            Self::Order => Word::Order,
            Self::Tree => Word::Trace,
            Self::Hop => Word::Place,
            Self::Officers => Word::Officers,
            Self::Inbox => Word::Inbox,
            Self::Task => Word::Task,
            Self::Holding => Word::Holding,
        }
    }

    /// What it is made of.
    pub fn make(self) -> Make {
        match self {
            Self::Alert | Self::Case | Self::Order | Self::Hop | Self::Task => Make::Item,
            Self::Recovered => Make::Figures,
            _ => Make::List,
        }
    }
}

/// Whether one pane takes the whole screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Zoom {
    /// It shares the screen.
    #[default]
    Off,
    /// It has the screen to itself.
    On,
}

/// A place to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The screen.
    pub screen: Screen,
    /// The pane with the focus.
    pub focus: Pane,
    /// Whether it is zoomed.
    pub zoom: Zoom,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            screen: Screen::Floor,
            focus: Pane::Live,
            zoom: Zoom::Off,
        }
    }
}

impl Place {
    /// A screen with the focus on its first pane.
    pub fn screen(screen: Screen) -> Self {
        let first = screen.panes(WIDE).first().copied();
        Self {
            screen,
            focus: first.unwrap_or(Pane::Live),
            zoom: Zoom::Off,
        }
    }

    /// The same screen with the focus so many panes on; it goes round.
    #[must_use]
    pub fn turned(self, by: isize, size: Size) -> Self {
        let panes = self.screen.panes(size);
        let at = panes.iter().position(|p| *p == self.focus).unwrap_or(0);
        let next = (at as isize + by).rem_euclid(panes.len() as isize) as usize;
        Self {
            focus: panes[next],
            ..self
        }
    }

    /// The same place for a terminal of this size: a focus it does not show moves to the first pane.
    #[must_use]
    pub fn fitted(self, size: Size) -> Self {
        let panes = self.screen.panes(size);
        if panes.contains(&self.focus) {
            return self;
        }
        Self {
            focus: panes[0],
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_goes_round_and_never_off_the_screen() {
        let desk = Size::new(120, 40);
        let start = Place::default();
        assert_eq!(start.turned(-1, desk).focus, Pane::Desks);
        assert_eq!(start.turned(6, desk), start);
        let wide = Place {
            focus: Pane::Alert,
            ..start
        };
        assert_eq!(wide.fitted(WIDE).focus, Pane::Alert);
        assert_eq!(wide.fitted(desk).focus, Pane::Live);
        for screen in Screen::ALL {
            assert!(screen.panes(desk).contains(&Place::screen(screen).focus));
        }
    }
}
