//! The trace of one case as it stands on the screen: which case, which places are folded, where the cursor is.
//! Its places are read from the floor when something of them changed, and its visible rows made then; sums that
//! fade with time are reckoned anew once a second. Painting makes nothing.

mod grow;
mod pick;
mod shape;

use std::collections::HashSet;

use super::lists::List;
use super::table::View;
use crate::domain::floor::Floor;
use crate::domain::ids::{CaseId, HopId, Key};
use crate::domain::policy::Policy;
use crate::domain::time::Millis;
use crate::text::words::Lang;
pub use grow::{Life, Node, Sums};
pub use shape::{Fold, Visible};

/// No tier is folded.
const ALL_TIERS: u8 = u8::MAX;

/// The tree and what the officer made of it.
#[derive(Clone, Debug)]
pub struct Tree {
    case: Option<CaseId>,
    /// The cursor and the window, by identity.
    pub list: List<HopId>,
    nodes: Vec<Node>,
    visible: Vec<Visible>,
    extent: Extent,
    /// Places below this tier are folded away.
    tiers: u8,
    /// Places that were folded or opened by hand, against what `tiers` says.
    by_hand: HashSet<HopId>,
    is_old: bool,
    /// What the officer wants to see of it.
    view: View,
    /// The moment it was read for.
    now: Millis,
    /// Where the cursor is to go once the place is there.
    wanted: Option<HopId>,
    /// How often the places were read from the floor.
    #[cfg(test)]
    pub grown: usize,
}

impl Default for Tree {
    fn default() -> Self {
        Self {
            case: None,
            list: List::default(),
            nodes: Vec::new(),
            visible: Vec::new(),
            extent: Extent::default(),
            tiers: ALL_TIERS,
            by_hand: HashSet::new(),
            is_old: true,
            view: View::ALL,
            now: Millis::default(),
            wanted: None,
            #[cfg(test)]
            grown: 0,
        }
    }
}

/// What the tree is read from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The floor as shown.
    pub floor: &'a Floor,
    /// Rules.
    pub policy: &'a Policy,
    /// Now by the hub's clock.
    pub now: Millis,
    /// Language of the screen.
    pub lang: Lang,
}

impl Tree {
    /// The case whose money is traced.
    pub fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// Shows the trace of a case, the cursor on a place of it.
    pub fn show(&mut self, case: CaseId, on: Option<HopId>) {
        if self.case != Some(case) {
            *self = Self {
                case: Some(case),
                view: std::mem::replace(&mut self.view, View::ALL),
                #[cfg(test)]
                grown: self.grown,
                ..Self::default()
            };
        }
        self.wanted = on.or(self.wanted);
        self.is_old = true;
    }

    /// The cursor goes to a place as soon as it is there.
    pub fn point(&mut self, on: HopId) {
        self.wanted = Some(on);
        self.is_old = true;
    }

    /// Something changed: places are read anew if it was of this trace.
    pub fn forget(&mut self, key: &Key, floor: &Floor) {
        let case = match key {
            Key::Hop(id) => floor.hop(id).map(|hop| hop.case),
            Key::Order(id) => floor.order(id).map(|order| order.case),
            Key::Case(id) => Some(*id),
            // Names of institutions stand in the rows.
            Key::Desk(_) => self.case,
            _ => None,
        };
        self.is_old |= case.is_some() && case == self.case;
    }

    /// All is read anew.
    pub fn forget_all(&mut self) {
        self.is_old = true;
    }

    /// Reads the places if something of them changed; else only lets the sums fade.
    pub fn refresh(&mut self, source: &Source<'_>, fade: Fade) {
        self.now = source.now;
        if self.is_old {
            self.nodes = match self.case {
                Some(case) => grow::grow(source, case),
                None => Vec::new(),
            };
            #[cfg(test)]
            {
                self.grown += 1;
            }
            self.is_old = false;
            self.extent = Extent::of(&self.nodes);
            self.reshape();
        } else if fade == Fade::Due {
            grow::fade(&mut self.nodes, source);
            if self.view != View::ALL {
                self.reshape();
            }
        }
    }

    /// Shows it another way.
    pub fn rearrange(&mut self, view: &View) {
        if self.view != *view {
            self.view = view.clone();
            self.reshape();
        }
    }

    /// All places, parents before children, in a stable order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The rows that are not folded away, in the order of the list.
    pub fn visible(&self) -> &[Visible] {
        &self.visible
    }

    /// How much room the whole of it needs, folded or not.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// The place of a row.
    pub fn node(&self, row: usize) -> Option<(&Visible, &Node)> {
        let visible = self.visible.get(row)?;
        Some((visible, self.nodes.get(visible.node)?))
    }

    /// The place the cursor is on.
    pub fn selected(&self) -> Option<HopId> {
        self.list.selected().copied()
    }

    /// The sums of the whole trace.
    pub fn sums(&self) -> Sums {
        let roots = self.nodes.iter().filter(|node| node.parent.is_none());
        roots.fold(Sums::default(), |sum, node| sum.and(&node.inside))
    }

    /// Down to which tier places are seen; nothing when none is folded by tier.
    pub fn tiers(&self) -> Option<u8> {
        (self.tiers < ALL_TIERS).then_some(self.tiers)
    }

    fn reshape(&mut self) {
        if let Some(at) = self.wanted.and_then(|id| self.at(id)) {
            self.reveal(at);
        }
        let (visible, out) = self.arranged();
        self.visible = visible;
        let rows = self.visible.iter().map(|row| self.nodes[row.node].id);
        self.list.replace((rows.collect(), out));
        if let Some(id) = self.wanted
            && self.list.select(&id).is_some()
        {
            self.wanted = None;
        }
    }

    /// The rows as the officer wants them, and how many places the filter keeps away.
    fn arranged(&self) -> (Vec<Visible>, usize) {
        let nodes = &self.nodes;
        if self.view.sort.is_some() {
            return pick::plain(nodes, &self.view, self.now);
        }
        if self.view.filter.is_empty() {
            return (shape::shape(nodes, |_| true, |node| self.is_open(node)), 0);
        }
        let (stays, taken) = pick::found(nodes, &self.view.filter, self.now);
        let rows = shape::shape(nodes, |at| stays[at], |_| true);
        (rows, nodes.len() - taken)
    }

    fn at(&self, id: HopId) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }

    /// Whether what is below a place is seen.
    fn is_open(&self, node: &Node) -> bool {
        let by_tier = node.below.is_some_and(|tier| tier <= self.tiers);
        by_tier != self.by_hand.contains(&node.id)
    }

    fn set(&mut self, at: usize, fold: Fold) {
        let node = &self.nodes[at];
        if node.below.is_none() || self.is_open(node) == (fold == Fold::Open) {
            return;
        }
        let id = node.id;
        if !self.by_hand.remove(&id) {
            self.by_hand.insert(id);
        }
    }

    /// Opens everything above a place.
    fn reveal(&mut self, at: usize) {
        let mut above = self.nodes[at].parent;
        while let Some(at) = above {
            self.set(at, Fold::Open);
            above = self.nodes[at].parent;
        }
    }

    /// Folds the place under the cursor; one that is folded, or has nothing below, hands the cursor to where its
    /// money came from.
    pub fn fold(&mut self) {
        let Some(at) = self.selected().and_then(|id| self.at(id)) else {
            return;
        };
        if self.is_open(&self.nodes[at]) {
            self.set(at, Fold::Closed);
            self.reshape();
        } else if let Some(parent) = self.nodes[at].parent {
            self.list.select(&self.nodes[parent].id);
        }
    }

    /// Opens the place under the cursor; in one that is open the cursor goes on to the first place below.
    pub fn unfold(&mut self) {
        let Some(at) = self.selected().and_then(|id| self.at(id)) else {
            return;
        };
        if self.nodes[at].below.is_none() {
            return;
        }
        if self.is_open(&self.nodes[at]) {
            self.list.step(1);
        } else {
            self.set(at, Fold::Open);
            self.reshape();
        }
    }

    /// Folds everything so that one tier fewer is seen.
    pub fn fold_tier(&mut self) {
        let deepest = self.deepest();
        self.by_tier(self.tiers.min(deepest).saturating_sub(1).max(1));
    }

    /// Opens everything so that one tier more is seen.
    pub fn unfold_tier(&mut self) {
        let more = self.tiers.min(self.deepest()).saturating_add(1);
        self.by_tier(if more >= self.deepest() {
            ALL_TIERS
        } else {
            more
        });
    }

    fn deepest(&self) -> u8 {
        self.nodes.iter().map(|node| node.tier).max().unwrap_or(1)
    }

    fn by_tier(&mut self, tiers: u8) {
        self.tiers = tiers;
        self.by_hand.clear();
        // The cursor stays in sight: it goes up to the place that was folded over it.
        if let Some(mut at) = self.selected().and_then(|id| self.at(id)) {
            while let Some(parent) = self.nodes[at].parent {
                if self.nodes[at].tier <= tiers {
                    break;
                }
                at = parent;
            }
            self.wanted = Some(self.nodes[at].id);
        }
        self.reshape();
    }

    /// The cursor goes to the place where the most money can still be reached, again to the next.
    pub fn richest(&mut self) {
        let mut rich: Vec<&Node> = self.nodes.iter().filter(|n| n.own.0 > 0).collect();
        rich.sort_by_key(|node| std::cmp::Reverse(node.own));
        let here = self.selected();
        let next = rich.iter().position(|node| Some(node.id) == here);
        let next = next.map_or(0, |at| (at + 1) % rich.len());
        if let Some(node) = rich.get(next) {
            self.wanted = Some(node.id);
            self.reshape();
        }
    }
}

/// How much room a tree needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// The deepest level.
    pub levels: u8,
    /// The cells of the longest name.
    pub named: u16,
}

impl Extent {
    fn of(nodes: &[Node]) -> Self {
        Self {
            levels: nodes.iter().map(|node| node.level).max().unwrap_or(0),
            named: nodes.iter().map(|node| node.named).max().unwrap_or(0),
        }
    }
}

/// Whether the sums that fade are due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fade {
    /// A second has passed.
    Due,
    /// Not yet.
    No,
}

#[cfg(test)]
mod tests;
