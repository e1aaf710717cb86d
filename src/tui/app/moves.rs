//! Moving about: panes, screens, rows, the trail back, and what opens where.

use std::collections::HashSet;

use super::effect::Effect;
use super::model::{Model, Open, Still};
use super::place::{Make, Pane, Place, Screen, Zoom};
use super::refresh::Old;
use super::reveal;
use super::table::View;
use super::table::field::table_of;
use super::table::filter::Filter;
use super::{again, alarm};
use super::{bulk, marks};
use crate::domain::floor::Held;
use crate::domain::ids::{AlertId, CaseId, InstitutionId, Key, OrderId};
use crate::domain::order::Order;
use crate::domain::trace;
use crate::text::words::{Bad, Both, Lang, Say, Why};
use crate::tui::actions::{Action, row};
use crate::tui::overlays::{CommandBox, FilterBox, HelpBox, Overlay, PaletteBox};
use crate::tui::panes::{layout, row_text};
use crate::tui::term::guard::Mouse;
use crate::tui::theme::Tone;

/// Places the trail remembers.
const TRAIL: usize = 16;

const COPIED: Both = Both {
    en: "The row is on the clipboard, masked as it stands here; the terminal must allow that (OSC 52).",
    zh: "已复制本行（保持脱敏）；终端须允许 OSC 52。",
};
const NO_CASE_YET: Both = Both {
    en: "This alert has no case yet, so no trace.",
    zh: "该警情尚未立案，没有资金追踪。",
};
const NOTHING_OWED: Both = Both {
    en: "No order waits for an answer of this desk.",
    zh: "该驻点没有待答复的指令。",
};
const MOUSE_ON: Both = Both {
    en: "The mouse works here: click selects, the wheel scrolls. Shift gives text selection.",
    zh: "鼠标已启用：单击选择，滚轮滚动。按住 Shift 可选取文字。",
};
const MOUSE_OFF: Both = Both {
    en: "The mouse is the terminal's again.",
    zh: "鼠标已交还终端。",
};

/// Does an action of moving about.
pub fn go(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Reveal => reveal::ask(model),
        Action::Up => step(model, -1),
        Action::Down => step(model, 1),
        Action::PageUp => step(model, -page(model)),
        Action::PageDown => step(model, page(model)),
        Action::Top => step(model, isize::MIN / 2),
        Action::Bottom => step(model, isize::MAX / 2),
        Action::NextPane => turn(model, 1),
        Action::PrevPane => turn(model, -1),
        Action::Screen(Screen::Trace) => trace(model),
        Action::Screen(screen) => to_screen(model, screen),
        Action::Fold => model.tree.fold(),
        Action::Unfold => model.tree.unfold(),
        Action::FoldTier => model.tree.fold_tier(),
        Action::UnfoldTier => model.tree.unfold_tier(),
        Action::Richest => model.tree.richest(),
        Action::Zoom => {
            model.place.zoom = match model.place.zoom {
                Zoom::Off => Zoom::On,
                Zoom::On => Zoom::Off,
            }
        }
        Action::Open => open(model),
        Action::Back => back(model),
        Action::FreezeView => freeze(model),
        Action::Language => speak(model, model.lang.other()),
        Action::Filter => match table_of(model.place.focus) {
            Some(table) => {
                let line = FilterBox::new(table, model.views.of(table).filter.text());
                model.overlays.push(Overlay::Filter(line));
            }
            None => model.say(Say::Bad(Bad::NoTable), Tone::Error),
        },
        Action::CopyRow => copy(model, effects),
        Action::Mouse => {
            let (mouse, said) = match model.mouse {
                Mouse::Off => (Mouse::On, MOUSE_ON),
                Mouse::On => (Mouse::Off, MOUSE_OFF),
            };
            model.mouse = mouse;
            model.say(Say::Told(said), Tone::Text);
            effects.push(Effect::Mouse(mouse));
        }
        Action::Mark => marks::toggle(model),
        Action::MarkAll => marks::all(model),
        Action::SortNext => sort(model, |view, table| view.turn(table, 1)),
        Action::SortPrevious => sort(model, |view, table| view.turn(table, -1)),
        Action::SortReverse => sort(model, |view, _| view.reverse()),
        Action::Command => model.overlays.push(Overlay::Command(CommandBox::new())),
        Action::Palette => {
            let palette = PaletteBox::new(model);
            model.overlays.push(Overlay::Palette(palette));
        }
        Action::Alarm => to_alarm(model),
        Action::Help => model.overlays.push(Overlay::Help(HelpBox::new())),
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Quit if matches!(model.overlays.last(), Some(Overlay::Quit)) => {}
        Action::Quit if model.sending.unsent() > 0 || model.run.is_some() => {
            model.overlays.push(Overlay::Quit);
        }
        Action::Quit => effects.push(Effect::Quit),
        _ => {}
    }
}

/// Goes to a place and remembers the way back.
pub fn enter(model: &mut Model, place: Place) {
    if place == model.place {
        return;
    }
    if model.trail.len() == TRAIL {
        model.trail.remove(0);
    }
    model.trail.push(model.place);
    model.place = place.fitted(model.size);
    model.scroll = 0;
}

/// To a screen of one's role; a liaison's overview is the own desk.
fn to_screen(model: &mut Model, screen: Screen) {
    let screen = match screen {
        Screen::Floor if model.is_liaison() => Screen::Desk,
        screen => screen,
    };
    if model.has_screen(screen) {
        enter(model, Place::screen(screen));
        return to_top(model);
    }
    let what = row(Action::Screen(screen)).label;
    let why = Why::Role;
    model.say(Say::Blocked { what, why }, Tone::Error);
}

/// A link has brought all there is: what came first need not be what stands first now.
pub fn forget_top(model: &mut Model) {
    for pane in layout::panes(model) {
        if let Some(list) = model.list_mut(pane) {
            list.forget();
        }
    }
    model.shown.old = Old::ALL;
}

/// The lists of the screen are seen from their top, where the officer chose no row of them.
fn to_top(model: &mut Model) {
    for pane in layout::panes(model) {
        if let Some(list) = model.list_mut(pane) {
            list.to_top();
        }
    }
}

fn turn(model: &mut Model, by: isize) {
    model.place = model.place.turned(by, model.size);
    model.scroll = 0;
}

/// Esc: a run ends, marks go, out of the zoom, then the filter goes that is in the way, then back where we came from,
/// and at last the other filters of the screen.
fn back(model: &mut Model) {
    if model.subject().is_some_and(|key| again::is_of(model, &key)) {
        // What was answered stays.
        model.again = None;
    } else if bulk::stop(model) {
        // What was not sent keeps its mark.
    } else if !marks::here(model).is_empty() {
        model.marks.clear();
    } else if model.place.zoom == Zoom::On {
        model.place.zoom = Zoom::Off;
    } else if let Some(tables) = in_the_way(model) {
        clear_filters(model, &tables);
    } else if let Some(place) = model.trail.pop() {
        if place.screen != model.place.screen {
            model.open = Open::default();
        }
        model.place = place.fitted(model.size);
        model.scroll = 0;
    } else {
        clear_filters(model, &layout::panes(model));
    }
}

/// The filtered table with the focus; else those tables of the screen whose filter leaves nothing of them, since their
/// panes say that Esc clears it.
fn in_the_way(model: &Model) -> Option<Vec<Pane>> {
    let is_filtered = |table: &Pane| !model.views.of(*table).filter.is_empty();
    if let Some(table) = table_of(model.place.focus).filter(is_filtered) {
        return Some(vec![table]);
    }
    let hides_all =
        |table: &Pane| (model.list(*table)).is_some_and(|list| list.shown() == 0 && list.out() > 0);
    let mut tables = layout::panes(model);
    tables.retain(|table| is_filtered(table) && hides_all(table));
    (!tables.is_empty()).then_some(tables)
}

fn clear_filters(model: &mut Model, tables: &[Pane]) {
    for table in tables {
        if !model.views.of(*table).filter.is_empty() {
            model.views.of_mut(*table).filter = Filter::NONE;
            model.rearrange();
        }
    }
}

/// Sorts the table with the focus another way.
fn sort(model: &mut Model, how: impl Fn(&mut View, Pane)) {
    let Some(table) = table_of(model.place.focus) else {
        return model.say(Say::Bad(Bad::NoTable), Tone::Error);
    };
    how(model.views.of_mut(table), table);
    model.rearrange();
}

/// Opens the selected item on its own screen.
fn open(model: &mut Model) {
    match model.subject() {
        Some(key) if model.place.screen == Screen::Desk => open_task(model, &key),
        Some(Key::Hop(_)) => enter(model, at(Screen::Trace, Pane::Hop)),
        Some(Key::Desk(id)) => open_owed(model, &id),
        Some(key) => open_item(model, &key),
        None => {}
    }
}

/// Opens what a desk has owed an answer for longest: there stands what can be done about it.
fn open_owed(model: &mut Model, id: &InstitutionId) {
    let orders = model.floor().orders().values();
    let owed =
        orders.filter(|o| o.institution == *id && (o.state.awaits_answer() || o.awaits_ask()));
    let since = |o: &Held<Order>| o.ask.as_ref().and_then(|ask| ask.sent_at).or(o.sent_at);
    match owed.min_by_key(|o| since(o)).map(|o| Key::Order(o.id)) {
        Some(key) => open_item(model, &key),
        None => model.say(Say::Told(NOTHING_OWED), Tone::Text),
    }
}

/// Speaks another language from now on.
pub fn speak(model: &mut Model, lang: Lang) {
    model.lang = lang;
    model.shown.old = Old::ALL;
    model.tree.forget_all();
}

/// To what the banner calls about; pressed again, to the next.
fn to_alarm(model: &mut Model) {
    match alarm::next(model) {
        Some(key) if model.is_liaison() => open_task(model, &key),
        Some(Key::Desk(id)) => {
            enter(model, at(Screen::Teams, Pane::Desks));
            model.lists.desks.select(&id);
        }
        Some(key) => open_item(model, &key),
        None => model.say(Say::NothingCalls, Tone::Text),
    }
}

/// Opens an alert, a case or an order on its screen, if one's role has it.
pub fn open_item(model: &mut Model, key: &Key) {
    let screen = match key {
        Key::Alert(_) => Screen::Triage,
        Key::Case(_) => Screen::Cases,
        _ => Screen::Orders,
    };
    if !model.has_screen(screen) {
        let (what, why) = (row(Action::Open).label, Why::Role);
        return model.say(Say::Blocked { what, why }, Tone::Error);
    }
    match key {
        Key::Alert(id) => open_alert(model, *id),
        Key::Case(id) => open_case(model, *id),
        Key::Order(id) => open_order(model, *id),
        _ => {}
    }
}

/// Opens an alert for triage.
pub fn open_alert(model: &mut Model, id: AlertId) {
    model.open.alert = Some(id);
    enter(model, at(Screen::Triage, Pane::Alert));
    model.lists.queue.select(&id);
}

/// Opens a case.
pub fn open_case(model: &mut Model, id: CaseId) {
    model.open.case = Some(id);
    enter(model, at(Screen::Cases, Pane::Case));
    model.lists.cases.select(&id);
}

/// Opens an order.
pub fn open_order(model: &mut Model, id: OrderId) {
    model.open.order = Some(id);
    enter(model, at(Screen::Orders, Pane::Order));
    model.lists.orders.select(&id);
    model.lists.cliff.select(&id);
}

/// The trace of the case at hand, the cursor on the account at hand; else the trace that was shown last, or that of
/// the selected case. An alert without a case shows no other's: what is stopped there would be another's money.
fn trace(model: &mut Model) {
    let subject = model.subject();
    let at_hand = subject.as_ref().and_then(|key| model.case_of(key));
    if at_hand.is_none() && matches!(subject, Some(Key::Alert(_))) {
        return model.say(Say::Told(NO_CASE_YET), Tone::Text);
    }
    let case = at_hand.or(model.tree.case()).or(model.case_shown());
    if let Some(case) = case {
        let hop = match &subject {
            Some(Key::Order(id)) => {
                let floor = model.floor();
                let hop = floor.order(id).and_then(|o| trace::hop_of(floor, o));
                hop.map(|hop| hop.id)
            }
            _ => None,
        };
        model.tree.show(case, hop);
    }
    enter(model, Place::screen(Screen::Trace));
}

/// Opens an item of the liaison's desk.
pub fn open_task(model: &mut Model, key: &Key) {
    model.open.task = Some(key.clone());
    enter(model, at(Screen::Desk, Pane::Task));
    model.lists.inbox.select(key);
}

fn at(screen: Screen, focus: Pane) -> Place {
    Place {
        screen,
        focus,
        zoom: Zoom::Off,
    }
}

/// Holds the view still, or lets it run.
fn freeze(model: &mut Model) {
    model.shown.forget_all();
    model.tree.forget_all();
    if let Some(still) = model.still.take() {
        let n = still.waiting.len();
        return model.say(Say::ViewRuns { n }, Tone::Text);
    }
    model.still = Some(Box::new(Still {
        floor: model.mirror.floor().clone(),
        at: model.now(),
        waiting: HashSet::new(),
    }));
    model.say(Say::ViewFrozen, Tone::Text);
}

pub fn step(model: &mut Model, by: isize) {
    let pane = model.place.focus;
    if let Some(list) = model.list_mut(pane) {
        list.go(by);
    }
    match pane {
        // What stands beside the list follows the cursor again.
        Pane::Orders | Pane::Cliff => model.open.order = None,
        Pane::Cases => model.open.case = None,
        pane if pane.make() == Make::Item => {
            let by = by.clamp(-i16::MAX as isize, i16::MAX as isize) as i16;
            model.scroll = model.scroll.saturating_add_signed(by);
        }
        _ => {}
    }
}

/// Lines a page key moves: what is seen but one.
fn page(model: &Model) -> isize {
    let lines = layout::inside(model, model.place.focus).height;
    (lines as isize - 1).max(1)
}

/// Lines above the rows of a table: one for the titles of the columns, of the trace one more for its sums.
pub fn above(pane: Pane) -> u16 {
    if pane == Pane::Tree { 2 } else { 1 }
}

/// Gives a pane the focus.
pub fn focus(model: &mut Model, pane: Pane) {
    if model.place.focus != pane {
        model.place.focus = pane;
        model.scroll = 0;
    }
}

/// Selects the row that is seen on a line of a table.
pub fn select_seen(model: &mut Model, pane: Pane, line: usize) {
    if let Some(list) = model.list_mut(pane) {
        let at = list.first() + line;
        if at < list.shown() {
            list.go_to(at);
            step(model, 0);
        }
    }
}

/// Puts the selected row on the clipboard, as it is painted: masks alone.
fn copy(model: &mut Model, effects: &mut Vec<Effect>) {
    match row_text(model) {
        Some(text) => {
            model.say(Say::Told(COPIED), Tone::Ok);
            effects.push(Effect::Copy(text));
        }
        None => model.say(Say::Bad(Bad::NoTable), Tone::Error),
    }
}

/// Keeps every selection in sight and the scrolled item within its text. Called before every frame.
pub fn settle(model: &mut Model) {
    for pane in layout::panes(model) {
        let lines = layout::inside(model, pane)
            .height
            .saturating_sub(above(pane));
        if let Some(list) = model.list_mut(pane) {
            list.fit(lines as usize);
        }
    }
    if model.scroll > 0 && model.place.focus.make() == Make::Item {
        let most = crate::tui::panes::most_scroll(model, model.place.focus);
        model.scroll = model.scroll.min(most);
    }
}
