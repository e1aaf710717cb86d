//! The one loop: it owns the terminal, the links and the frame clock. It drains what is ready, bounded, then
//! paints at most one frame: input first, never behind the network. Nothing changed, nothing drawn; a visible
//! clock costs one frame a second.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::app::link::LinkView;
use super::app::model::Model;
use super::app::{Effect, Msg, prepare, update};
use super::keys::Pending;
use super::panes::{self, layout};
use super::preferences::{Fresh, Preferences, Reload};
use super::term::caps::Line;
use super::term::flow::Flow;
use super::term::guard::{Guard, Mouse};
use super::term::osc::{self, Between};
use super::term::out::Out;
use super::term::screen::Screen;
use super::term::{TermEvent, input, signals, size};
use super::theme::{Tone, Watch};
use super::wait::Waiter;
use super::wall::{Wall, WallConfig};
use crate::domain::org::{Desk, Role};
use crate::drill;
use crate::feed::frame::Feed;
use crate::feed::link::{LinkHandle, Order};
use crate::feed::links::Links;
use crate::feed::mirror::feed_of;
use crate::feed::token;
use crate::text::safe::SafeText;
use crate::text::words::Say;

/// The least time between two frames.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// When only the feed changed something.
    feed: Duration,
    /// After a key: the officer waits for it.
    key: Duration,
}

impl Pace {
    fn of(line: Line, max_fps: Option<u32>) -> Self {
        let (feed, key) = match line {
            Line::Local => (33, 4),
            Line::Ssh => (100, 50),
        };
        let feed = Duration::from_millis(feed);
        Self {
            feed: max_fps.map_or(feed, |fps| Duration::from_secs(1) / fps.max(1)),
            key: Duration::from_millis(key),
        }
    }
}

/// The least time between two looks at the configuration and the files of the theme: less than the second between
/// two wakings, so that none is missed.
const LOOKS_APART: Duration = Duration::from_millis(900);

/// Messages taken in between two frames, so that a flood does not stop the screen.
const DRAIN: usize = 256;

/// How long an answer of the terminal is awaited on leaving.
const LAST_ANSWER: Duration = Duration::from_millis(400);

/// Events of the terminal that may wait.
const TYPED: usize = 256;

/// What the console needs to run.
#[derive(Debug)]
pub struct ConsoleConfig {
    /// The links, at least one.
    pub links: Vec<LinkHandle>,
    /// What the officer sees and presses.
    pub preferences: Preferences,
    /// What tells when that changes.
    pub reload: Box<dyn Reload>,
    /// The shipped directory of institutions.
    pub directory: Vec<Desk>,
    /// Every figure is simulated, whatever the hub says.
    pub sim: bool,
    /// How it hangs, when it is a wall.
    pub wall: Option<WallConfig>,
}

/// What is shown, and to whom.
#[derive(Debug)]
enum Face {
    /// Panes and keys for somebody who works here.
    Desk,
    /// Pages for a room; takes no keys but those that end it.
    Wall(Wall),
}

/// Why the console could not run.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The terminal can not be used.
    #[error("the terminal can not be used: {0}")]
    Terminal(#[from] io::Error),
    /// The theme is neither built in nor a file.
    #[error("theme `{name}`: {what}")]
    Theme {
        /// As written.
        name: String,
        /// What is wrong and what is allowed.
        what: String,
    },
    /// The token of a wall could bring more than a wall may show.
    #[error(
        "this token has the role `{role}`; a wall takes one that can not receive personal data: \
         watchfloor hub token --data DIR --role wall --user hall --out FILE"
    )]
    NotAWall {
        /// The role it has.
        role: Role,
    },
    /// The keys of the configuration can not be.
    #[error("{}", .0.join("\n"))]
    Keys(Vec<String>),
    /// The views of the configuration can not be.
    #[error("{}", .0.join("\n"))]
    Views(Vec<String>),
}

/// Runs the console on this thread until the officer quits or the terminal goes; inside a runtime, whose threads carry
/// the links.
pub fn run(config: ConsoleConfig) -> Result<(), ConsoleError> {
    let wanted = &config.preferences;
    let (setup, warnings) = wanted.setup(&config.directory)?;
    let mut model = Model::new(Arc::new(setup), wanted.lang, size(), Instant::now());
    model.say_flaws(&warnings);
    for warning in warnings {
        tracing::warn!(%warning, "theme");
    }
    model.sim = config.sim;
    model.links = config
        .links
        .iter()
        .map(|link| LinkView::new(link.feeds.clone()))
        .collect();

    let face = match config.wall {
        None => Face::Desk,
        Some(wall) => {
            model.place = Wall::place();
            Face::Wall(Wall::new(wall, wanted.hang))
        }
    };

    let (typed, events) = mpsc::channel(TYPED);
    let mouse = match face {
        Face::Desk => wanted.mouse,
        Face::Wall(_) => Mouse::Off,
    };
    model.mouse = mouse;
    let guard = Guard::enter(mouse)?;
    input::spawn(typed.clone())?;
    signals::listen(typed)?;
    let console = Console {
        waiter: Waiter::here(),
        screen: Screen::new(model.size, &wanted.caps),
        model,
        out: Out::stdout()?,
        flow: Flow::new(wanted.caps.line),
        links: Links::join(config.links),
        pace: Pace::of(wanted.caps.line, wanted.max_fps),
        face,
        painted: None,
        awaits: Awaits::Feed,
        theme: wanted.watch(),
        between: Between::detect(),
        later: Vec::new(),
        guard,
        is_over: false,
        looked: Instant::now(),
        preferences: config.preferences,
        reload: config.reload,
    };
    console.run(events)
}

/// For whose sake the next frame is painted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Awaits {
    Feed,
    Key,
    /// The last frame was not sent to its end.
    Rest,
}

struct Console {
    waiter: Waiter,
    model: Model,
    face: Face,
    screen: Screen,
    out: Out,
    flow: Flow,
    links: Links,
    pace: Pace,
    painted: Option<Instant>,
    awaits: Awaits,
    theme: Watch,
    /// What stands between us and the terminal.
    between: Between,
    /// Bytes beside frames that wait until the terminal takes some.
    later: Vec<u8>,
    guard: Guard,
    is_over: bool,
    preferences: Preferences,
    reload: Box<dyn Reload>,
    /// When configuration and theme were last looked at.
    looked: Instant,
}

impl Console {
    fn run(mut self, mut typed: mpsc::Receiver<TermEvent>) -> Result<(), ConsoleError> {
        while !self.is_over {
            drill::pass("loop");
            self.take(Msg::Now(Instant::now()))?;
            self.look_again()?;
            let now = self.model.moment.at;
            if !self.later.is_empty() && self.is_free(now) {
                let bytes = std::mem::take(&mut self.later);
                self.send(bytes);
            }
            if self.model.is_dirty && self.is_free(now) && self.frame_at(now) <= now {
                self.draw();
            }
            let wake = self.next_wake(now);
            // A frame that is due goes before more of the feed: a flood never stops the screen.
            let is_due = wake <= now;
            let next = async {
                tokio::select! {
                    biased;
                    event = typed.recv() => event.map(Msg::Term),
                    Some((n, message)) = self.links.events.recv(), if !is_due => Some(Msg::Link(n, message)),
                }
            };
            let msg = match self.waiter.wait(next, wake) {
                None => continue,
                Some(None) => break,
                Some(Some(msg)) => msg,
            };
            self.take(Msg::Now(Instant::now()))?;
            self.take(msg)?;
            self.drain(&mut typed)?;
        }
        self.links.close();
        self.settle(&mut typed);
        Ok(())
    }

    /// Looks at the configuration and at the files of the theme. The loop wakes every second anyway.
    fn look_again(&mut self) -> Result<(), ConsoleError> {
        let now = self.model.moment.at;
        if now.saturating_duration_since(self.looked) < LOOKS_APART {
            return Ok(());
        }
        self.looked = now;
        match self.reload.look() {
            None => {}
            Some(Fresh::Preferences { preferences, waits }) => self.prefer(*preferences, waits),
            Some(Fresh::Broken { first, more }) => {
                tracing::warn!(first = %first[0], more, "configuration");
                self.model
                    .say(Say::SettingsBroken { first, more }, Tone::Error);
            }
        }
        match self.theme.look() {
            Some(reread) => self.take(Msg::Theme(Box::new(reread))),
            None => Ok(()),
        }
    }

    /// Goes on with other preferences.
    fn prefer(&mut self, wanted: Preferences, waits: Vec<&'static str>) {
        let model = &mut self.model;
        let (setup, warnings) = match wanted.setup(&model.setup.directory) {
            Ok(built) => built,
            Err(error) => {
                let first = [&error, &error].map(|error| SafeText::line(&error.to_string()));
                model.say(Say::SettingsBroken { first, more: 0 }, Tone::Error);
                return;
            }
        };
        model.setup = Arc::new(setup);
        model.chord = Pending::default();
        // A language chosen with a key stays until the configured one changes.
        if wanted.lang != self.preferences.lang {
            model.lang = wanted.lang;
        }
        model.shown.forget_all();
        model.tree.forget_all();
        model.say(Say::SettingsRead { waits }, Tone::Ok);
        model.say_flaws(&warnings);
        if wanted.mouse != self.preferences.mouse {
            model.mouse = wanted.mouse;
            self.later.extend(self.guard.turn(wanted.mouse));
        }
        if let Face::Wall(wall) = &mut self.face {
            wall.hang = wanted.hang;
        }
        self.theme = wanted.watch();
        self.pace = Pace::of(wanted.caps.line, wanted.max_fps);
        self.screen = Screen::new(model.size, &wanted.caps);
        self.preferences = wanted;
    }

    /// Whether the terminal has the last frame; while it has not, none is drawn.
    fn is_free(&self, now: Instant) -> bool {
        self.out.is_ready() && self.flow.is_free(now)
    }

    /// The earliest moment of the next frame.
    fn frame_at(&self, now: Instant) -> Instant {
        let least = match self.awaits {
            Awaits::Feed => self.pace.feed,
            Awaits::Key => self.pace.key,
            Awaits::Rest => Duration::ZERO,
        };
        self.painted.map_or(now, |last| last + least)
    }

    /// When to look again if nothing happens: at the next frame if something changed, else when the next second
    /// of the hub's clock begins.
    fn next_wake(&self, now: Instant) -> Instant {
        if self.model.is_dirty {
            // While the terminal does not take the last frame there is no use in hurrying.
            let least = if self.is_free(now) {
                now
            } else {
                now + self.pace.key
            };
            return self.frame_at(now).max(least);
        }
        let into = self.model.now().0.rem_euclid(1000) as u64;
        now + Duration::from_millis(1000 - into)
    }

    /// Everything that is ready, up to a bound; keys first.
    fn drain(&mut self, typed: &mut mpsc::Receiver<TermEvent>) -> Result<(), ConsoleError> {
        for _ in 0..DRAIN {
            let msg = match typed.try_recv() {
                Ok(event) => Msg::Term(event),
                Err(_) => match self.links.events.try_recv() {
                    Ok((n, message)) => Msg::Link(n, message),
                    Err(_) => break,
                },
            };
            self.take(msg)?;
        }
        Ok(())
    }

    fn take(&mut self, msg: Msg) -> Result<(), ConsoleError> {
        if let (Face::Wall(_), Msg::Term(typed)) = (&self.face, &msg) {
            match typed {
                TermEvent::Key(key) => {
                    self.is_over |= Wall::ends(*key);
                    return Ok(());
                }
                TermEvent::Paste(_) | TermEvent::Mouse(_) => return Ok(()),
                _ => {}
            }
        }
        match &msg {
            Msg::Term(TermEvent::Resize(size)) => self.screen.resize(*size),
            // A terminal that has gone continues its programs as it ends them.
            Msg::Term(TermEvent::Continued) => self.is_over |= self.guard.resume().is_err(),
            Msg::Term(TermEvent::Key(_) | TermEvent::Paste(_)) => self.awaits = Awaits::Key,
            Msg::Term(TermEvent::Answered) => self.flow.answered(self.model.moment.at),
            _ => {}
        }
        for effect in update(&mut self.model, msg) {
            self.carry_out(effect)?;
        }
        match &mut self.face {
            Face::Desk => Ok(()),
            Face::Wall(_) if Wall::unfit(&self.model).is_some() => self.refuse_token(),
            Face::Wall(wall) => {
                if wall.wants_token(&self.model) {
                    renew(wall.config.token_file.as_deref(), &self.links);
                }
                Ok(())
            }
        }
    }

    /// A wall shows nothing at all with a token that could bring more than it may show.
    fn refuse_token(&mut self) -> Result<(), ConsoleError> {
        self.is_over = true;
        self.links.close();
        match Wall::unfit(&self.model) {
            Some(role) => Err(ConsoleError::NotAWall { role: *role }),
            None => Ok(()),
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Result<(), ConsoleError> {
        match effect {
            Effect::Send(intent) => {
                let feed = intent.key.as_ref().and_then(feed_of);
                self.links
                    .send(feed.unwrap_or(Feed::Alerts), Order::Send(intent));
            }
            Effect::Resync(feed) => self.links.send(feed, Order::Resync(feed)),
            Effect::Reveal(key, purpose) => {
                self.links.send(Feed::Cases, Order::Reveal(key, purpose));
            }
            Effect::Beep => {
                if self.out.is_ready() {
                    self.send(vec![0x07]);
                }
            }
            Effect::Copy(text) => self.later.extend(osc::copy(&text, self.between)),
            Effect::Notify(text) => self.later.extend(osc::notify(text, self.between)),
            Effect::Mouse(mouse) => self.later.extend(self.guard.turn(mouse)),
            Effect::Theme(name) => {
                let reread = self.theme.turn_to(&name);
                self.take(Msg::Theme(Box::new(reread)))?;
            }
            Effect::Redraw => {
                self.screen.redraw();
                self.model.is_dirty = true;
            }
            Effect::Suspend => {
                self.is_over |= self.guard.suspend().is_err();
                self.screen.redraw();
            }
            Effect::Quit => self.is_over = true,
        }
        Ok(())
    }

    /// Sends bytes to the terminal; one that has gone ends the console without a word, as a hang-up does.
    fn send(&mut self, bytes: Vec<u8>) {
        self.is_over |= self.out.send(bytes).is_err();
    }

    fn draw(&mut self) {
        prepare(&mut self.model);
        self.model.is_dirty = false;
        self.awaits = Awaits::Feed;
        self.painted = Some(self.model.moment.at);
        let model = &self.model;
        if let Face::Wall(wall) = &mut self.face {
            wall.turn(model);
        }
        let face = &self.face;
        let room = self.flow.room();
        let first = if room < usize::MAX {
            layout::order(model)
        } else {
            Vec::new()
        };
        self.screen.limit(room, first);
        let painted = self.screen.draw(|canvas| match face {
            Face::Desk => panes::paint(model, canvas),
            Face::Wall(wall) => wall.paint(model, canvas),
        });
        if !self.screen.is_whole() {
            self.model.is_dirty = true;
            self.awaits = Awaits::Rest;
        }
        if let Some(mut bytes) = painted {
            self.flow.ask(&mut bytes, self.model.moment.at);
            self.send(bytes);
        }
    }

    /// On leaving, a last answer of the terminal is awaited for a moment: the shell would take it for keys.
    fn settle(&mut self, typed: &mut mpsc::Receiver<TermEvent>) {
        let answer = async {
            while self.flow.is_asked()
                && !matches!(typed.recv().await, None | Some(TermEvent::Answered))
            {}
        };
        self.waiter.wait(answer, Instant::now() + LAST_ANSWER);
    }
}

/// Looks whether somebody has put a new token where the old one was; a wall has nobody who would type it.
fn renew(file: Option<&Path>, links: &Links) {
    match token::read(file) {
        Ok(read) => links.send_all(&Order::Token(read.token)),
        Err(error) => tracing::warn!(%error, "no new token"),
    }
}
