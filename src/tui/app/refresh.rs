//! What the panes are painted from, made anew when something changed: the rows of the lists ([`rows`]), the figures
//! and the alarm. Worth is reckoned at most once a second; a new or changed alert gets its own at once. A frame for a
//! key does not wait for that: the next one brings it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::alarm::Alarm;
use super::dark::{DarkDesks, News};
use super::model::Model;
use super::place::Screen;
use super::tree::{Fade, Source};
use super::{alarm, answer, rows};
use crate::domain::figures::Figures;
use crate::domain::ids::{AlertId, Key};
use crate::domain::worth::Worth;

/// How often worth and figures are reckoned anew.
const RECKON: Duration = Duration::from_secs(1);
/// How much longer keys may put that off.
const PATIENCE: Duration = Duration::from_millis(250);

/// Which lists must be made anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Old {
    /// Lists of alerts.
    pub alerts: bool,
    /// Lists of cases, orders, places and of a liaison's work.
    pub cases: bool,
    /// Desks, teams, officers.
    pub floor: bool,
}

impl Old {
    /// All of them.
    pub const ALL: Self = Self {
        alerts: true,
        cases: true,
        floor: true,
    };
}

/// What the columns of the lists of alerts are cut by: known when the rows are made, not when they are painted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AlertLooks {
    /// Cells of the longest type among the calls.
    pub live_type: u16,
    /// Cells of the longest type in the queue.
    pub queue_type: u16,
    /// Whether a victim in the queue is known by a phone or a name; in an empty one that is not the question.
    pub names_anybody: bool,
}

/// What is painted beside the floor itself.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Worth of the open alerts.
    pub worth: HashMap<AlertId, Worth>,
    /// The figures.
    pub figures: Figures,
    /// Orders that wait for the officer's agreement, where the role is there for that.
    pub for_approval: usize,
    /// What calls, the loudest first.
    pub alarms: Vec<Alarm>,
    /// Desks that leave work waiting.
    pub dark: DarkDesks,
    /// Something began to call since the last sound.
    pub rings: bool,
    /// What the columns of the lists of alerts are cut by.
    pub alerts: AlertLooks,
    /// Lists whose rows must be made anew.
    pub old: Old,
    reckoned: Option<Instant>,
}

impl Shown {
    /// The floor is another: everything is reckoned anew for the next frame.
    pub fn forget_all(&mut self) {
        self.worth.clear();
        self.reckoned = None;
        self.old = Old::ALL;
    }

    /// Something changed: the rows of its lists are made anew, an alert's worth is reckoned anew.
    pub fn forget(&mut self, key: &Key) {
        match key {
            Key::Alert(id) => {
                self.worth.remove(id);
                self.old.alerts = true;
            }
            Key::Case(_) | Key::Order(_) | Key::Hop(_) => self.old.cases = true,
            _ => self.old = Old::ALL,
        }
    }
}

/// Makes anew what is out of date.
pub fn refresh(model: &mut Model) {
    let at = model.moment.at;
    let patience = match model.pressed {
        Some(pressed) if pressed == at => RECKON + PATIENCE,
        _ => RECKON,
    };
    let due =
        (model.shown.reckoned).is_none_or(|last| at.saturating_duration_since(last) >= patience);
    if due {
        reckon(model);
        model.changed.fade(at);
    }
    let old = std::mem::take(&mut model.shown.old);
    rows::make(model, if due { Old::ALL } else { old });
    tree(model, if due { Fade::Due } else { Fade::No });
}

/// The trace, while it is looked at.
fn tree(model: &mut Model, fade: Fade) {
    if model.place.screen != Screen::Trace {
        return;
    }
    let mut tree = std::mem::take(&mut model.tree);
    let policy = std::sync::Arc::clone(&model.policy);
    let source = Source {
        floor: model.seen(),
        policy: &policy,
        now: model.shown_at(),
        lang: model.lang,
    };
    tree.refresh(&source, fade);
    model.tree = tree;
}

fn reckon(model: &mut Model) {
    let (now, policy) = (model.now(), &model.policy);
    let figures = Figures::of(model.seen(), model.shown_at(), policy);
    if !model.is_liaison() && model.shown.dark.look(&figures.desks, now) == News::Calls {
        model.shown.rings = true;
    }
    model.shown.alarms = if model.is_liaison() {
        answer::alarm(model).into_iter().collect()
    } else {
        alarm::calling(model, now)
    };
    model.shown.figures = figures;
    model.shown.worth.clear();
    model.shown.reckoned = Some(model.moment.at);
}
