//! Everything the console knows: the mirror of the floor, who the officer is, where on the screen, what is
//! selected, what was sent and not yet come home. Panes are functions of it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::layout::Size;

use super::again::{self, Again};
use super::alarm::Bell;
use super::bulk::Run;
use super::changed::Changed;
use super::follow::Follow;
use super::hand::Hand;
use super::link::{Health, LinkView, Moment};
use super::lists::{AnyList, List};
use super::marks::Marks;
use super::place::{Pane, Place, Screen};
use super::refresh::{Old, Shown};
use super::sending::Sending;
use super::table::filter::Filter;
use super::table::saved::SavedViews;
use super::table::{Sort, Views};
use super::told::Told;
use super::tree::Tree;
use crate::domain::alert::Alert;
use crate::domain::event::{Off, Ver};
use crate::domain::floor::{Floor, Held};
use crate::domain::ids::{AlertId, CaseId, Epoch, InstitutionId, Key, OrderId, Sub};
use crate::domain::money::Fen;
use crate::domain::org::{Actor, Desk, Role, Team};
use crate::domain::policy::Policy;
use crate::domain::time::{Millis, Span};
use crate::domain::worth::{self, Leaf};
use crate::feed::frame::{Feed, Position};
use crate::feed::link::{FromLink, Snapshot};
use crate::feed::mirror::{Mirror, feed_of};
use crate::text::safe::SafeText;
use crate::text::words::{Bad, Lang, Say};
use crate::tui::actions::{self, Action};
use crate::tui::keys::{Context, Keymap, Pending};
use crate::tui::overlays::Overlay;
use crate::tui::term::caps::Line;
use crate::tui::term::guard::Mouse;
use crate::tui::theme::{Theme, Tone, Warning};

/// How long the status line keeps a sentence.
const SAID: Duration = Duration::from_secs(12);

/// How the console is set up; does not change while it runs.
#[derive(Debug)]
pub struct Setup {
    /// Looks.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap<Action>,
    /// Where the terminal is; over a network nothing changes every second for its looks alone.
    pub line: Line,
    /// Difference of the centre's clock from UTC.
    pub zone: Span,
    /// The shipped directory, for who sees no desk but the own one.
    pub directory: Vec<Desk>,
    /// Views that can be called by name.
    pub views: SavedViews,
    /// What calls the officer beside the screen.
    pub notify: Notify,
}

/// What calls the officer beside the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notify {
    /// The bell of the terminal.
    pub bell: Switch,
    /// A notification of the desktop, by OSC 9.
    pub desktop: Switch,
}

/// Whether something is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl Default for Notify {
    fn default() -> Self {
        Self {
            bell: Switch::On,
            desktop: Switch::Off,
        }
    }
}

/// The lists of the panes.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Fraud calls going on.
    pub live: List<AlertId>,
    /// Open alerts.
    pub queue: List<AlertId>,
    /// Orders.
    pub orders: List<OrderId>,
    /// Orders that hold money, by the minute it is freed.
    pub cliff: List<OrderId>,
    /// Cases.
    pub cases: List<CaseId>,
    /// Desks.
    pub desks: List<InstitutionId>,
    /// Teams.
    pub teams: List<Team>,
    /// Officers.
    pub officers: List<Sub>,
    /// What waits for a liaison's desk.
    pub inbox: List<Key>,
    /// What the desk holds.
    pub holding: List<OrderId>,
}

/// The item that stands open on a screen; without one the selected row is previewed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Open {
    /// On Triage.
    pub alert: Option<AlertId>,
    /// On Cases.
    pub case: Option<CaseId>,
    /// On Orders.
    pub order: Option<OrderId>,
    /// On a liaison's desk.
    pub task: Option<Key>,
}

/// The sentence of the status line.
#[derive(Clone, Debug)]
pub struct Status {
    /// What.
    pub say: Say,
    /// How it looks.
    pub tone: Tone,
    /// Since when.
    pub at: Instant,
}

/// A view held still.
#[derive(Debug)]
pub struct Still {
    /// The floor as it was.
    pub floor: Floor,
    /// When.
    pub at: Millis,
    /// What has changed since.
    pub waiting: HashSet<Key>,
}

/// Everything the console knows.
#[derive(Debug)]
pub struct Model {
    /// Looks and keys.
    pub setup: Arc<Setup>,
    /// The hub's rules: rights, clocks and worth as it reckons them; the shipped ones until it names its own.
    pub policy: Arc<Policy>,
    /// The floor as the feeds tell it.
    pub mirror: Mirror,
    /// The links.
    pub links: Vec<LinkView>,
    /// Who we are at the hub; nobody before its welcome.
    pub actor: Option<Actor>,
    /// Name of the hub.
    pub hub: SafeText,
    /// Every figure is simulated.
    pub sim: bool,
    /// The moment everything is shown for.
    pub moment: Moment,
    /// Language of the screen.
    pub lang: Lang,
    /// Size of the terminal.
    pub size: Size,
    /// Where the officer is.
    pub place: Place,
    /// Where Esc leads back to.
    pub trail: Vec<Place>,
    /// Lists with their selections.
    pub lists: Lists,
    /// The trace of a case.
    pub tree: Tree,
    /// What the lists and figures are painted from; made anew when something changed.
    pub shown: Shown,
    /// Marked rows.
    pub marks: Marks,
    /// What is being done to marked rows.
    pub run: Option<Run>,
    /// Items standing open.
    pub open: Open,
    /// The answer that is being corrected.
    pub again: Option<Again>,
    /// Lines scrolled in the item with the focus.
    pub scroll: u16,
    /// What tables show, and in which order.
    pub views: Views,
    /// Boxes over the panes; the last one has the keys.
    pub overlays: Vec<Overlay>,
    /// Commands typed before, oldest first.
    pub history: Vec<String>,
    /// Keys of a chord that has begun.
    pub chord: Pending,
    /// How the last key came.
    pub hand: Hand,
    /// What was sent and is not home yet.
    pub sending: Sending,
    /// What is to be done when something comes home.
    pub follows: Vec<Follow>,
    /// Our orders as last said in the status line.
    pub told: HashMap<OrderId, Told>,
    /// Cells that changed a moment ago.
    pub changed: Changed,
    /// The status line.
    pub status: Option<Status>,
    /// The view held still, if it is.
    pub still: Option<Box<Still>>,
    /// Whether the terminal tells what the mouse does.
    pub mouse: Mouse,
    /// When a key was last pressed.
    pub pressed: Option<Instant>,
    /// When the bell rang.
    pub bell: Bell,
    /// Whether the next frame may differ from the last.
    pub is_dirty: bool,
}

impl Model {
    /// A console that knows nothing yet.
    pub fn new(setup: Arc<Setup>, lang: Lang, size: Size, now: Instant) -> Self {
        Self {
            setup,
            policy: Arc::new(Policy::shipped()),
            mirror: Mirror::default(),
            links: Vec::new(),
            actor: None,
            hub: SafeText::default(),
            sim: false,
            moment: Moment::of(now, &[]),
            lang,
            size,
            place: Place::default(),
            trail: Vec::new(),
            lists: Lists::default(),
            tree: Tree::default(),
            shown: Shown::default(),
            marks: Marks::default(),
            run: None,
            open: Open::default(),
            again: None,
            scroll: 0,
            views: Views::default(),
            overlays: Vec::new(),
            history: Vec::new(),
            chord: Pending::default(),
            hand: Hand::default(),
            sending: Sending::default(),
            follows: Vec::new(),
            told: HashMap::new(),
            changed: Changed::default(),
            status: None,
            still: None,
            mouse: Mouse::default(),
            pressed: None,
            bell: Bell::default(),
            is_dirty: true,
        }
    }

    /// Shows a floor that came without a link: for replays and tests.
    pub fn show(&mut self, floor: &Floor) {
        for feed in [Feed::Alerts, Feed::Cases, Feed::Floor] {
            let items = floor.entities().map(|(ver, is)| (is.key(), ver, Some(is)));
            let items = items.filter(|(key, ..)| feed_of(key) == Some(feed));
            self.mirror.apply(&FromLink::Snapshot(Snapshot {
                feed,
                position: Position {
                    epoch: Epoch::default(),
                    off: Off(0),
                    view: None,
                },
                items: items.collect(),
            }));
        }
        self.shown.forget_all();
        self.tree.forget_all();
        self.is_dirty = true;
    }

    /// The floor as it is now: what is done, asked and opened goes by this.
    pub fn floor(&self) -> &Floor {
        self.mirror.floor()
    }

    /// The floor as the tables show it: live, or held still.
    pub fn seen(&self) -> &Floor {
        self.still
            .as_ref()
            .map_or_else(|| self.mirror.floor(), |still| &still.floor)
    }

    /// The moment the tables are shown for: now, or when the view was held still.
    pub fn shown_at(&self) -> Millis {
        self.still
            .as_ref()
            .map_or_else(|| self.now(), |still| still.at)
    }

    /// Now by the hub's clock.
    pub fn now(&self) -> Millis {
        self.moment.hub
    }

    /// The officer's subject.
    pub fn me(&self) -> Option<&Sub> {
        self.actor.as_ref().map(|actor| &actor.sub)
    }

    /// Whether a subject is the officer.
    pub fn is_me(&self, sub: Option<&Sub>) -> bool {
        sub.is_some() && sub == self.me()
    }

    /// Whether what is shown of a feed is true now.
    pub fn health(&self, feed: Feed) -> Health {
        if self.mirror.is_resyncing(feed) {
            return Health::Resync;
        }
        let carrier = self.links.iter().find(|link| link.feeds.contains(&feed));
        match carrier {
            Some(link) if link.state.is_current() => Health::Current,
            _ => Health::Stale,
        }
    }

    /// Whether a feed ever brought anything: before that its figures are unknown, not nought.
    pub fn has_seen(&self, feed: Feed) -> bool {
        self.mirror.has_seen(feed)
    }

    /// Whether the officer's roles see a feed at all; before the welcome nobody knows, so yes.
    pub fn sees(&self, feed: Feed) -> bool {
        let Some(actor) = &self.actor else {
            return true;
        };
        actor.roles.iter().any(|role| match role {
            Role::Producer => false,
            Role::Liaison => feed != Feed::Alerts,
            _ => true,
        })
    }

    /// The alert the Triage screen shows: the open one, else the selected one of the list with the focus.
    pub fn alert_shown(&self) -> Option<&Held<Alert>> {
        let selected = match self.place.focus {
            Pane::Live => self.lists.live.selected(),
            _ => self.lists.queue.selected(),
        };
        let id = match self.place.screen {
            Screen::Triage => self.open.alert.as_ref().or(selected),
            _ => selected,
        };
        self.floor().alert(id?)
    }

    /// The item that keys act on: the selected row, or the item that has the focus.
    pub fn subject(&self) -> Option<Key> {
        match self.place.focus {
            Pane::Live => self.lists.live.selected().copied().map(Key::Alert),
            Pane::Queue => self.lists.queue.selected().copied().map(Key::Alert),
            Pane::Alert => self.alert_shown().map(|alert| Key::Alert(alert.id)),
            Pane::Orders => self.lists.orders.selected().copied().map(Key::Order),
            Pane::Cliff => self.lists.cliff.selected().copied().map(Key::Order),
            Pane::Order => self.order_shown().map(Key::Order),
            Pane::Cases => self.lists.cases.selected().copied().map(Key::Case),
            Pane::Case => self.case_shown().map(Key::Case),
            // A trace without places yet: what is done is done to its case.
            Pane::Tree | Pane::Hop => match self.tree.selected() {
                Some(id) => Some(Key::Hop(id)),
                None => self.tree.case().map(Key::Case),
            },
            Pane::Desks => self.lists.desks.selected().cloned().map(Key::Desk),
            Pane::Officers => self.lists.officers.selected().cloned().map(Key::Officer),
            Pane::Inbox => self.lists.inbox.selected().cloned(),
            Pane::Task => self.task_shown(),
            Pane::Holding => self.lists.holding.selected().copied().map(Key::Order),
            Pane::Teams | Pane::Recovered => None,
        }
    }

    /// The item a liaison's desk shows: the open one, else the selected one.
    pub fn task_shown(&self) -> Option<Key> {
        let selected = match self.place.focus {
            Pane::Holding => return self.lists.holding.selected().copied().map(Key::Order),
            _ => self.lists.inbox.selected(),
        };
        let open = self.open.task.as_ref();
        match self.place.focus {
            Pane::Inbox => selected.or(open).cloned(),
            _ => open.or(selected).cloned(),
        }
    }

    /// Whether who sits here is a liaison and nothing else.
    pub fn is_liaison(&self) -> bool {
        self.actor
            .as_ref()
            .is_some_and(|actor| actor.roles.iter().all(|role| *role == Role::Liaison))
    }

    /// The liaison's desk, the first of several.
    pub fn own_desk(&self) -> Option<&Held<Desk>> {
        let mut own = self.actor.as_ref()?.institutions.iter();
        own.find_map(|id| self.floor().desk(id))
    }

    /// Whether who sits here has a use for a screen: liaisons for their desk and its orders, nobody else for
    /// a desk.
    pub fn has_screen(&self, screen: Screen) -> bool {
        match screen {
            Screen::Desk => self.is_liaison(),
            Screen::Orders => true,
            _ => !self.is_liaison(),
        }
    }

    /// The case the Cases screen shows.
    pub fn case_shown(&self) -> Option<CaseId> {
        self.open.case.or(self.lists.cases.selected().copied())
    }

    /// The order the Orders screen shows.
    pub fn order_shown(&self) -> Option<OrderId> {
        let list = match self.place.focus {
            Pane::Cliff => &self.lists.cliff,
            _ => &self.lists.orders,
        };
        self.open.order.or(list.selected().copied())
    }

    /// The case an item belongs to; a case belongs to itself.
    pub fn case_of(&self, key: &Key) -> Option<CaseId> {
        let floor = self.floor();
        match key {
            Key::Case(id) => Some(*id),
            Key::Order(id) => floor.order(id).map(|order| order.case),
            Key::Hop(id) => floor.hop(id).map(|hop| hop.case),
            Key::Alert(id) => floor.alert(id)?.case,
            _ => None,
        }
    }

    /// What can probably still be reached at a leaf, fen.
    pub fn reach_of(&self, leaf: &Leaf) -> Fen {
        worth::reachable([leaf], self.now(), &self.policy)
    }

    /// The version of an entity as it is shown.
    pub fn ver(&self, key: &Key) -> Option<Ver> {
        self.floor().ver(key)
    }

    /// Whether the call script can be answered in the pane with the focus.
    pub fn is_in_script(&self) -> bool {
        self.place.focus == Pane::Alert
            && self.alert_shown().is_some_and(|alert| {
                alert.state.is_held()
                    && self.is_me(alert.owner.as_ref())
                    && again::script_question(self, alert).is_some()
            })
    }

    /// Whether the first question of a case can be answered in the pane with the focus.
    pub fn is_in_question(&self) -> bool {
        self.place.focus == Pane::Case && actions::question(self).is_some()
    }

    /// The list of a table.
    pub fn list(&self, table: Pane) -> Option<&dyn AnyList> {
        let lists = &self.lists;
        Some(match table {
            Pane::Live => &lists.live,
            Pane::Queue => &lists.queue,
            Pane::Orders => &lists.orders,
            Pane::Cliff => &lists.cliff,
            Pane::Cases => &lists.cases,
            Pane::Tree => &self.tree.list,
            Pane::Desks => &lists.desks,
            Pane::Teams => &lists.teams,
            Pane::Officers => &lists.officers,
            Pane::Inbox => &lists.inbox,
            Pane::Holding => &lists.holding,
            _ => return None,
        })
    }

    /// The list of a table, to move about in.
    pub fn list_mut(&mut self, table: Pane) -> Option<&mut dyn AnyList> {
        let lists = &mut self.lists;
        Some(match table {
            Pane::Live => &mut lists.live,
            Pane::Queue => &mut lists.queue,
            Pane::Orders => &mut lists.orders,
            Pane::Cliff => &mut lists.cliff,
            Pane::Cases => &mut lists.cases,
            Pane::Tree => &mut self.tree.list,
            Pane::Desks => &mut lists.desks,
            Pane::Teams => &mut lists.teams,
            Pane::Officers => &mut lists.officers,
            Pane::Inbox => &mut lists.inbox,
            Pane::Holding => &mut lists.holding,
            _ => return None,
        })
    }

    /// Shows of a table what a filter takes.
    ///
    /// # Errors
    /// What of the text can not be.
    pub fn filter(&mut self, table: Pane, text: &str) -> Result<(), Bad> {
        let filter = Filter::parse(table, text, self.me())?;
        self.views.of_mut(table).filter = filter;
        self.rearrange();
        Ok(())
    }

    /// Sorts a table by a column: `amount`, or `-amount` the largest first.
    ///
    /// # Errors
    /// The table has no such column.
    pub fn sort(&mut self, table: Pane, text: &str) -> Result<(), Bad> {
        self.views.of_mut(table).sort = Some(Sort::parse(table, text)?);
        self.rearrange();
        Ok(())
    }

    /// The wish of the officer changed: all rows are filtered and sorted anew.
    pub fn rearrange(&mut self) {
        self.shown.old = Old::ALL;
        self.tree.rearrange(self.views.of(Pane::Tree));
        self.is_dirty = true;
    }

    /// Where keys are pressed, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        use super::place::Make;
        let mut contexts = Vec::with_capacity(4);
        if self.place.screen == Screen::Desk {
            contexts.push(Context::DESK);
        }
        if self.is_in_script() || self.is_in_question() {
            contexts.push(Context::SCRIPT);
        }
        match self.place.focus {
            Pane::Orders | Pane::Cliff | Pane::Order => contexts.push(Context::ORDER),
            Pane::Cases | Pane::Case => contexts.push(Context::CASE),
            Pane::Tree => contexts.extend([Context::TREE, Context::PLACE]),
            Pane::Hop => contexts.push(Context::PLACE),
            _ => {}
        }
        match self.place.focus.make() {
            Make::List => contexts.push(Context::LIST),
            Make::Item => contexts.push(Context::ITEM),
            Make::Figures => {}
        }
        contexts.push(Context::GLOBAL);
        contexts
    }

    /// Puts a sentence into the status line.
    pub fn say(&mut self, say: Say, tone: Tone) {
        self.status = Some(Status {
            say,
            tone,
            at: self.moment.at,
        });
        self.is_dirty = true;
    }

    /// Says in the status line what was left out of the theme, if anything was.
    pub fn say_flaws(&mut self, warnings: &[Warning]) {
        if let Some(first) = warnings.first() {
            let warning = SafeText::line(&first.to_string());
            let more = warnings.len() - 1;
            self.say(Say::ThemeFlawed { warning, more }, Tone::Error);
        }
    }

    /// The sentence that still stands in the status line.
    pub fn status(&self) -> Option<&Status> {
        let status = self.status.as_ref()?;
        let age = self.moment.at.saturating_duration_since(status.at);
        (age < SAID).then_some(status)
    }
}
