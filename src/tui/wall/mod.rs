//! The wall: what a room reads from five metres. Tiles with big digits and tables of few rows, on pages that turn by
//! themselves, but not while a P0 waits for somebody. It takes no keys but those that end it. What the hub sends to a
//! wall holds no personal data, and a token that could bring more is refused here.

mod panel;
#[cfg(test)]
mod tests;
mod tile;
mod tiles;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect, Size};

use super::app::model::Model;
use super::app::place::{Pane, Place};
use super::keys::Key;
use super::panes;
use super::term::screen::Canvas;
use super::theme::Tone;
use super::widgets::Strip;
use crate::domain::org::Role;
use crate::text::words::{Say, Word};

pub use panel::Panel;
use tile::Tile;

/// A page needs so much room; a larger wall shows several at once.
const PAGE: Size = Size {
    width: 74,
    height: 16,
};
/// A table of more rows is not read from afar: ten and their heading.
const TABLE_LINES: u16 = 11;
/// How often a wall that is not let in looks for a new token.
const RENEW: Duration = Duration::from_secs(60);

/// How a wall hangs; it may change while the wall runs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hang {
    /// How long a page stands.
    pub turn: Duration,
    /// The panel it hangs on, where that is known.
    pub panel: Option<Panel>,
}

/// How a wall is set up.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct WallConfig {
    /// Where a new token is found when the old one has run out.
    pub token_file: Option<PathBuf>,
}

/// A page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Page {
    Now,
    Money,
    Calls,
    Held,
    Desks,
    Teams,
}

impl Page {
    const ALL: [Self; 6] = [
        Self::Now,
        Self::Money,
        Self::Calls,
        Self::Held,
        Self::Desks,
        Self::Teams,
    ];

    fn word(self) -> Word {
        match self {
            Self::Now => Word::PageNow,
            Self::Money => Word::PageMoney,
            Self::Calls => Word::LiveCalls,
            Self::Held => Word::PageHeld,
            Self::Desks => Word::Desks,
            Self::Teams => Word::TeamQueues,
        }
    }
}

/// A wall and the page it stands on.
#[derive(Debug)]
pub struct Wall {
    /// How it is set up.
    pub config: WallConfig,
    /// How it hangs.
    pub hang: Hang,
    first: usize,
    turned: Option<Instant>,
    asked: Option<Instant>,
}

impl Wall {
    /// A wall on its first page.
    pub fn new(config: WallConfig, hang: Hang) -> Self {
        Self {
            config,
            hang,
            first: 0,
            turned: None,
            asked: None,
        }
    }

    /// No row of a wall has a cursor.
    pub fn place() -> Place {
        Place {
            focus: Pane::Recovered,
            ..Place::default()
        }
    }

    /// Whether a key ends it.
    pub fn ends(key: Key) -> bool {
        ["q", "ctrl-c"].iter().any(|end| end.parse() == Ok(key))
    }

    /// The role of a token that could bring more than a wall may show.
    pub fn unfit(model: &Model) -> Option<&Role> {
        let roles = &model.actor.as_ref()?.roles;
        roles.iter().find(|role| **role != Role::Wall)
    }

    /// Whether it is time to look for a new token: once a minute while a link is not let in.
    pub fn wants_token(&mut self, model: &Model) -> bool {
        let at = model.moment.at;
        let is_due = self
            .asked
            .is_none_or(|last| at.saturating_duration_since(last) >= RENEW);
        let is_shut = model.links.iter().any(|link| link.state.needs_token());
        if is_shut && is_due {
            self.asked = Some(at);
        }
        is_shut && is_due
    }

    /// Turns the page when its time has come and no P0 waits.
    pub fn turn(&mut self, model: &Model) {
        let at = model.moment.at;
        let since = *self.turned.get_or_insert(at);
        if is_held(model) {
            self.turned = Some(at);
        } else if at.saturating_duration_since(since) >= self.hang.turn {
            let seen = room(model.size).pages();
            self.first = (self.first + seen) % Page::ALL.len();
            self.turned = Some(at);
        }
    }

    /// The pages that are seen, as many as there is room for. While a P0 waits, the page that counts it stands first,
    /// and the calls after it.
    fn seen(&self, model: &Model) -> Vec<Page> {
        let pages = (0..Page::ALL.len()).map(|n| Page::ALL[(self.first + n) % Page::ALL.len()]);
        let mut pages: Vec<_> = pages.collect();
        if is_held(model) {
            let first = [Page::Now, Page::Calls];
            pages.retain(|page| !first.contains(page));
            pages.splice(0..0, first);
        }
        pages.truncate(room(model.size).pages());
        pages
    }

    /// Paints header, alarm, pages and footer.
    pub fn paint(&self, model: &Model, canvas: &mut Canvas<'_>) {
        let (area, theme) = (canvas.area(), &model.setup.theme);
        canvas.buffer.set_style(area, theme[Tone::Text]);
        let heights = [1, 1, 0, 1].map(|n| {
            if n > 0 {
                Constraint::Length(n)
            } else {
                Constraint::Fill(1)
            }
        });
        let [header, alarm, middle, foot] = Layout::vertical(heights).areas(area);
        panes::header(model, canvas.buffer, header);
        panes::alarm(model, canvas.buffer, alarm);
        let pages = self.seen(model);
        for (page, area) in pages.iter().zip(room(model.size).split(middle)) {
            paint_page(model, canvas.buffer, *page, area);
        }
        self.foot(model, canvas.buffer, foot, &pages);
    }

    /// Which pages there are and which are seen; why they stand still; whether the panel is legible.
    fn foot(&self, model: &Model, buffer: &mut Buffer, area: Rect, seen: &[Page]) {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let mut strip = Strip::new(buffer, area);
        if let Some(panel) = self.hang.panel.filter(|panel| !panel.suits(model.size)) {
            let say = Say::WallSmallPrint {
                legible: panel.legible().into(),
                size: model.size.into(),
            };
            strip.put(" ", theme[Tone::Dim]);
            strip.put_cut(
                &say.text(lang),
                theme[Tone::ClockWarn],
                theme.glyphs().ellipsis,
            );
            return;
        }
        if is_held(model) {
            let word = Word::PagesHeld.text(lang);
            strip
                .put("  ", theme[Tone::Dim])
                .put_cut(word, theme[Tone::ClockCritical], "");
            return;
        }
        for page in Page::ALL {
            let tone = if seen.contains(&page) {
                Tone::TitleFocus
            } else {
                Tone::Dim
            };
            strip
                .put("  ", theme[Tone::Dim])
                .put_cut(page.word().text(lang), theme[tone], "");
        }
    }
}

/// A P0 that nobody holds keeps the pages where they are.
fn is_held(model: &Model) -> bool {
    model.shown.figures.p0_unattended > 0
}

/// How many pages stand beside and below each other.
#[derive(Clone, Copy, Debug)]
struct Room {
    across: u16,
    down: u16,
}

fn room(size: Size) -> Room {
    let across = (size.width / PAGE.width).clamp(1, 3);
    let down = (size.height.saturating_sub(3) / PAGE.height).max(1);
    let all = Page::ALL.len() as u16;
    Room {
        across,
        down: down.min(all.div_ceil(across)),
    }
}

impl Room {
    fn pages(self) -> usize {
        usize::from(self.across * self.down).min(Page::ALL.len())
    }

    fn split(self, area: Rect) -> impl Iterator<Item = Rect> {
        let share = |n: u16| vec![Constraint::Fill(1); usize::from(n)];
        let rows = Layout::vertical(share(self.down)).split(area);
        let across = share(self.across);
        (0..rows.len()).flat_map(move |n| Layout::horizontal(&across).split(rows[n]).to_vec())
    }
}

fn paint_page(model: &Model, buffer: &mut Buffer, page: Page, area: Rect) {
    let pane = match page {
        Page::Now => return paint_tiles(model, buffer, &tiles::now(model), area),
        Page::Money => return paint_tiles(model, buffer, &tiles::money(model), area),
        Page::Calls => Pane::Live,
        Page::Held => Pane::Cliff,
        Page::Desks => Pane::Desks,
        Page::Teams => Pane::Teams,
    };
    panes::framed(model, buffer, pane, area, TABLE_LINES);
}

/// Three tiles beside each other, two rows of them; their digits are of one size.
fn paint_tiles(model: &Model, buffer: &mut Buffer, tiles: &[Tile], area: Rect) {
    let rows = Layout::vertical([Constraint::Fill(1); 2]).split(area);
    let places: Vec<Rect> = rows
        .iter()
        .flat_map(|row| {
            Layout::horizontal([Constraint::Fill(1); 3])
                .split(*row)
                .to_vec()
        })
        .collect();
    // The frame and its padding, and the line below the digits.
    let dots = tiles.iter().zip(&places).map(|(tile, place)| {
        let (wide, high) = (
            place.width.saturating_sub(4),
            place.height.saturating_sub(3),
        );
        tile.figure.dot(wide, high)
    });
    let dot = dots.flatten().min();
    for (tile, place) in tiles.iter().zip(places) {
        tile.paint(model, buffer, place, dot);
    }
}
