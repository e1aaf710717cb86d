//! The mouse, where it is switched on: a click chooses a pane, a row or a tab, the wheel scrolls what is under it.
//! A click never does anything to an item.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::model::Model;
use super::moves;
use super::place::{Make, Pane};
use crate::tui::panes::{layout, tab_at};

/// Rows a turn of the wheel goes.
const TURN: isize = 3;

/// Takes what the mouse did. Boxes are for keys alone.
pub fn on_mouse(model: &mut Model, mouse: MouseEvent) {
    if !model.overlays.is_empty() {
        return;
    }
    let at = Position::new(mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => click(model, at),
        MouseEventKind::ScrollDown => wheel(model, at, TURN),
        MouseEventKind::ScrollUp => wheel(model, at, -TURN),
        _ => return,
    }
    model.is_dirty = true;
    model.pressed = Some(model.moment.at);
}

/// The pane under a cell.
fn under(model: &Model, at: Position) -> Option<Pane> {
    let layout = layout::layout(model);
    let tab = || {
        layout
            .tabs
            .contains(at)
            .then(|| tab_at(model, layout.tabs, at.x))
            .flatten()
    };
    let mut panes = layout.panes.iter();
    let pane = panes.find(|(_, area)| area.contains(at));
    pane.map(|(pane, _)| *pane).or_else(tab)
}

fn click(model: &mut Model, at: Position) {
    let Some(pane) = under(model, at) else {
        return;
    };
    moves::focus(model, pane);
    let inside = rows_of(model, pane);
    if inside.contains(at) {
        let row = usize::from(at.y - inside.y);
        moves::select_seen(model, pane, row);
    }
}

/// Where the rows of a table are: below the titles of its columns, of the trace also below its sums.
fn rows_of(model: &Model, pane: Pane) -> Rect {
    let inside = layout::inside(model, pane);
    if pane.make() != Make::List {
        return Rect::ZERO;
    }
    let above = moves::above(pane).min(inside.height);
    Rect {
        y: inside.y + above,
        height: inside.height - above,
        ..inside
    }
}

fn wheel(model: &mut Model, at: Position, by: isize) {
    if let Some(pane) = under(model, at) {
        moves::focus(model, pane);
        moves::step(model, by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::{FraudType, Tier};
    use crate::text::words::Lang;
    use crate::tui::app::prepare;
    use crate::tui::testing::{Bench, raise};
    use crossterm::event::KeyModifiers;

    fn mouse(bench: &mut Bench, kind: MouseEventKind, (column, row): (u16, u16)) {
        let event = MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        };
        on_mouse(&mut bench.model, event);
        prepare(&mut bench.model);
    }

    #[test]
    fn a_click_selects_the_wheel_scrolls_and_a_tab_turns() {
        let click = MouseEventKind::Down(MouseButton::Left);
        let mut bench = Bench::new(Lang::En, (120, 40));
        for n in 1..=9 {
            bench.raise(raise(n, Tier::P1, FraudType::TaskRebate, 9000));
        }
        bench.keys("2");
        let inside = layout::inside(&bench.model, Pane::Queue);
        let ids = bench.model.lists.queue.rows().to_vec();
        mouse(&mut bench, click, (inside.x + 3, inside.y + 3));
        assert_eq!(bench.model.lists.queue.selected(), Some(&ids[2]));
        mouse(&mut bench, MouseEventKind::ScrollDown, (inside.x, inside.y));
        assert_eq!(bench.model.lists.queue.selected(), Some(&ids[5]));
        // Below the last row, on the titles and on the border nothing is selected.
        for y in [inside.y, inside.y + 20, inside.y - 1] {
            mouse(&mut bench, click, (inside.x + 3, y));
            assert_eq!(bench.model.lists.queue.selected(), Some(&ids[5]));
        }
        let aside = layout::inside(&bench.model, Pane::Alert);
        mouse(&mut bench, click, (aside.x, aside.y));
        assert_eq!(bench.model.place.focus, Pane::Alert);

        bench.model.size = ratatui::layout::Size::new(80, 24);
        let tabs = layout::layout(&bench.model).tabs;
        mouse(&mut bench, click, (tabs.x + 2, tabs.y));
        assert_eq!(bench.model.place.focus, Pane::Queue);
        mouse(&mut bench, click, (79, 0));
        assert_eq!(bench.model.place.focus, Pane::Queue);
    }
}
