//! Where everything stands, as a function of the model: update asks it for page heights, paint for rectangles.
//! Breakpoints: below 60x16 one list and one line; below 100 columns one pane with tabs; then the desk with all
//! panes of its screen; from 200x50 on more panes instead of bigger gaps. Positions depend on the size alone.

use ratatui::layout::{Constraint, Layout as Split, Margin, Rect};

use crate::tui::app::model::Model;
use crate::tui::app::place::{Pane, Screen, WIDE, Zoom};

/// Below this there is one list and one line.
const TINY: (u16, u16) = (60, 16);
/// From this many lines on even the smallest screen has a header.
const HEADED: u16 = 4;
/// Below this many columns there is one pane with tabs.
const DESK: u16 = 100;
/// From this many lines on the status line has a line of its own.
const STATUS: u16 = 20;
/// From this many lines on the alarm has a line of its own; else it takes that of the figures.
const ALARM: u16 = 30;

/// Where everything stands. Parts without room have no area.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// Name, centre, officer, links, clock.
    pub header: Rect,
    /// The alarm, when there is one.
    pub alarm: Rect,
    /// The figures.
    pub figures: Rect,
    /// Names of the panes, where only one is seen.
    pub tabs: Rect,
    /// The panes.
    pub panes: Vec<(Pane, Rect)>,
    /// What was said.
    pub status: Rect,
    /// The keys that work here.
    pub footer: Rect,
    /// Whether panes have frames.
    pub frames: Frames,
}

/// Whether panes have frames.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Frames {
    /// They have.
    #[default]
    Drawn,
    /// There is no room for them.
    Bare,
}

/// Where everything stands for this model.
pub fn layout(model: &Model) -> Layout {
    let area = Rect::new(0, 0, model.size.width, model.size.height);
    if area.width < TINY.0 || area.height < TINY.1 {
        return tiny(model, area);
    }
    let status = u16::from(area.height >= STATUS);
    let alarm = u16::from(area.height >= ALARM);
    let is_single = area.width < DESK || model.place.zoom == Zoom::On;
    let tabs = u16::from(is_single);
    let parts = [1, 1, alarm, tabs];
    let [header, figures, alarm_row, tabs, middle, status, footer] = Split::vertical([
        Constraint::Length(parts[0]),
        Constraint::Length(parts[1]),
        Constraint::Length(parts[2]),
        Constraint::Length(parts[3]),
        Constraint::Fill(1),
        Constraint::Length(status),
        Constraint::Length(1),
    ])
    .areas(area);
    let panes = if is_single {
        vec![(model.place.focus, middle)]
    } else {
        grid(model, middle)
    };
    Layout {
        header,
        figures,
        alarm: if alarm > 0 { alarm_row } else { figures },
        tabs,
        panes,
        status: if status.height > 0 { status } else { footer },
        footer,
        frames: Frames::Drawn,
    }
}

fn tiny(model: &Model, area: Rect) -> Layout {
    let line = area.height.min(1);
    let foot = Rect {
        y: area.bottom() - line,
        height: line,
        ..area
    };
    // Whether it is simulated, the time and the line are seen at any size that has the lines.
    let head = u16::from(area.height >= HEADED);
    let header = Rect {
        height: head,
        ..area
    };
    let list = Rect {
        y: area.y + head,
        height: area.height - line - head,
        ..area
    };
    Layout {
        header,
        panes: vec![(model.place.focus, list)],
        status: foot,
        footer: foot,
        frames: Frames::Bare,
        ..Layout::default()
    }
}

fn grid(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    use Pane as P;
    let is_wide = model.size.width >= WIDE.width && model.size.height >= WIDE.height;
    match model.place.screen {
        Screen::Floor if is_wide => {
            let [left, middle, right] = columns(area, [38, 31, 31]);
            let mut panes = stack(left, &[P::Live, P::Queue, P::Teams], &[28, 52, 20]);
            panes.extend(stack(
                middle,
                &[P::Orders, P::Recovered, P::Desks],
                &[45, 20, 35],
            ));
            panes.extend(stack(right, &[P::Alert, P::Cases], &[65, 35]));
            panes
        }
        Screen::Floor => {
            let [left, right] = columns(area, [58, 42]);
            let mut panes = stack(left, &[P::Live, P::Queue, P::Teams], &[30, 45, 25]);
            panes.extend(stack(
                right,
                &[P::Orders, P::Recovered, P::Desks],
                &[38, 28, 34],
            ));
            panes
        }
        Screen::Triage => beside(area, [P::Queue, P::Alert], [51, 49]),
        Screen::Cases => beside(area, [P::Cases, P::Case], [60, 40]),
        Screen::Trace => beside(area, [P::Tree, P::Hop], [66, 34]),
        Screen::Desk => {
            let [left, right] = columns(area, [56, 44]);
            let mut panes = stack(left, &[P::Inbox, P::Holding], &[60, 40]);
            panes.extend(stack(right, &[P::Task], &[100]));
            panes
        }
        Screen::Orders => {
            let [left, right] = columns(area, [61, 39]);
            let mut panes = stack(left, &[P::Orders, P::Cliff], &[56, 44]);
            panes.extend(stack(right, &[P::Order], &[100]));
            panes
        }
        Screen::Teams => {
            let [left, right] = columns(area, [40, 60]);
            let mut panes = stack(left, &[P::Teams, P::Officers], &[45, 55]);
            panes.extend(stack(right, &[P::Desks], &[100]));
            panes
        }
    }
}

fn columns<const N: usize>(area: Rect, percent: [u16; N]) -> [Rect; N] {
    Split::horizontal(percent.map(Constraint::Percentage)).areas(area)
}

fn beside(area: Rect, panes: [Pane; 2], percent: [u16; 2]) -> Vec<(Pane, Rect)> {
    panes.into_iter().zip(columns(area, percent)).collect()
}

fn stack(area: Rect, panes: &[Pane], percent: &[u16]) -> Vec<(Pane, Rect)> {
    let heights = percent.iter().map(|p| Constraint::Percentage(*p));
    let rects = Split::vertical(heights).split(area);
    panes.iter().copied().zip(rects.iter().copied()).collect()
}

/// The order in which a line that brings a frame in pieces is to bring it: the header, the keys, the pane with the
/// focus, the other panes as they stand.
pub fn order(model: &Model) -> Vec<Rect> {
    let layout = layout(model);
    let mut panes = layout.panes;
    panes.sort_by_key(|(pane, _)| *pane != model.place.focus);
    let panes = panes.into_iter().map(|(_, area)| area);
    let panes = panes.filter(|_| model.overlays.is_empty());
    [layout.header, layout.footer]
        .into_iter()
        .chain(panes)
        .collect()
}

/// The panes that are seen.
pub fn panes(model: &Model) -> Vec<Pane> {
    let panes = layout(model).panes;
    panes.into_iter().map(|(pane, _)| pane).collect()
}

/// The inside of a pane, without its frame; no area when it is not seen.
pub fn inside(model: &Model, pane: Pane) -> Rect {
    let layout = layout(model);
    let found = layout.panes.iter().find(|(seen, _)| *seen == pane);
    match (found, layout.frames) {
        (Some((_, area)), Frames::Drawn) => area.inner(Margin::new(2, 1)),
        (Some((_, area)), Frames::Bare) => *area,
        (None, _) => Rect::ZERO,
    }
}
