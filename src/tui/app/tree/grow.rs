//! The places of a trace read from the floor: parents before children, siblings in the order they were found, so
//! that growth never shuffles what is on the screen. Texts are made here once, not when they are painted.

use std::collections::HashMap;

use super::Source;
use crate::domain::case::Case;
use crate::domain::floor::Held;
use crate::domain::hop::{Hop, HopState};
use crate::domain::ids::{CaseId, HopId, InstitutionId, OrderId};
use crate::domain::money::Fen;
use crate::domain::time::Millis;
use crate::domain::trace::{self, Next};
use crate::domain::worth::{self, Leaf};
use crate::text::show;
use crate::text::width::width;
use crate::text::words::Lang;
use crate::tui::overlays::last_four;

/// How much life there is in a place and everything below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Life {
    /// Money may still be reached, or somebody has something to do.
    Runs,
    /// Money is held and nothing else is open.
    Held,
    /// Nothing is left to win.
    Spent,
}

/// Sums over a place and everything below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Places.
    pub places: u32,
    /// Of them those nothing is known below.
    pub leaves: u32,
    /// Money that can probably still be reached, fen.
    pub reach: Fen,
    /// Money held, fen.
    pub held: Fen,
    /// Places an officer must act on.
    pub officer: u32,
    /// Places an institution must answer for.
    pub desk: u32,
}

impl Sums {
    /// Both together.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self {
            places: self.places + other.places,
            leaves: self.leaves + other.leaves,
            reach: self.reach.saturating_add(other.reach),
            held: self.held.saturating_add(other.held),
            officer: self.officer + other.officer,
            desk: self.desk + other.desk,
        }
    }

    /// How much life there is.
    pub fn life(&self) -> Life {
        if self.reach.is_positive() || self.officer + self.desk > 0 {
            Life::Runs
        } else if self.held.is_positive() {
            Life::Held
        } else {
            Life::Spent
        }
    }
}

/// One place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Identity.
    pub id: HopId,
    /// Where the money came from, by index; none hangs on the victim.
    pub parent: Option<usize>,
    /// Whether no sibling comes after it.
    pub is_last: bool,
    /// How deep it stands; 0 hangs on nothing.
    pub level: u8,
    /// Tier of the account.
    pub tier: u8,
    /// Tier of the first place below it; none when nothing is.
    pub below: Option<u8>,
    /// The order that follows the money there.
    pub order: Option<OrderId>,
    /// Where it stands.
    pub state: HopState,
    /// Who must act next.
    pub next: Next,
    /// Where it is kept.
    pub institution: InstitutionId,
    /// What came in, fen; unknown is shown as unknown.
    pub sum: Option<Fen>,
    /// Since when it is there.
    pub since: Option<Millis>,
    /// Reachable at this place itself, fen.
    pub own: Fen,
    /// Held at this place itself, fen.
    pub held: Fen,
    /// This place and everything below.
    pub inside: Sums,
    /// Institution and last four digits.
    pub name: String,
    /// The cells of its name.
    pub named: u16,
    /// What came in, as text.
    pub amount: String,
    /// How long it is there, as text.
    pub age: String,
    /// What is reachable in it and below, as text.
    pub reach: String,
    leaf: Option<Leaf>,
}

/// Reads the places of a case.
pub fn grow(source: &Source<'_>, case: CaseId) -> Vec<Node> {
    let hops: Vec<&Held<Hop>> = source.floor.hops_of(case).collect();
    let mut nodes: Vec<Node> = Vec::with_capacity(hops.len());
    for (hop, parent, is_last) in in_order(&hops) {
        let order = trace::order_of(source.floor, hop);
        if let Some(parent) = parent {
            let below: &mut Option<u8> = &mut nodes[parent].below;
            *below = Some(below.map_or(hop.depth, |tier| tier.min(hop.depth)));
        }
        let name = name(source, hop);
        nodes.push(Node {
            id: hop.id,
            parent,
            is_last,
            level: parent.map_or(0, |at| nodes[at].level.saturating_add(1)),
            tier: hop.depth,
            below: None,
            order: order.map(|order| order.id),
            state: trace::state(source.floor, hop),
            next: trace::next(source.floor, hop),
            institution: hop.institution.clone(),
            sum: hop.amount,
            since: hop.at,
            own: Fen::ZERO,
            held: order
                .filter(|o| o.holds())
                .and_then(|o| o.held)
                .unwrap_or_default(),
            inside: Sums::default(),
            named: width(&name) as u16,
            name,
            amount: hop
                .amount
                .map_or_else(|| "?".to_owned(), |sum| show::money(sum, source.lang)),
            age: String::new(),
            reach: String::new(),
            leaf: case_of(source, hop).and_then(|case| worth::leaf(source.floor, case, hop)),
        });
    }
    fade(&mut nodes, source);
    nodes
}

fn case_of<'a>(source: &Source<'a>, hop: &Hop) -> Option<&'a Held<Case>> {
    source.floor.case(&hop.case)
}

/// Hops with the index of their parent and whether they are the last below it: every subtree in one run. A hop
/// whose parent is not to be seen hangs on nothing.
fn in_order<'h>(hops: &[&'h Held<Hop>]) -> Vec<(&'h Held<Hop>, Option<usize>, bool)> {
    let at: HashMap<HopId, usize> = hops
        .iter()
        .enumerate()
        .map(|(n, hop)| (hop.id, n))
        .collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); hops.len()];
    let mut roots = Vec::new();
    for (n, hop) in hops.iter().enumerate() {
        match hop.parent.and_then(|parent| at.get(&parent)) {
            Some(parent) => below[*parent].push(n),
            None => roots.push(n),
        }
    }
    let mut out = Vec::with_capacity(hops.len());
    let mut stack: Vec<(usize, Option<usize>, bool)> = Vec::new();
    push(&mut stack, &roots, None);
    while let Some((n, parent, is_last)) = stack.pop() {
        let here = out.len();
        out.push((hops[n], parent, is_last));
        push(&mut stack, &below[n], Some(here));
    }
    out
}

fn push(stack: &mut Vec<(usize, Option<usize>, bool)>, siblings: &[usize], parent: Option<usize>) {
    for (n, hop) in siblings.iter().enumerate().rev() {
        stack.push((*hop, parent, n + 1 == siblings.len()));
    }
}

/// Reckons what fades: what is still reachable, how old everything is, and the sums from the leaves up.
pub fn fade(nodes: &mut [Node], source: &Source<'_>) {
    let (now, lang) = (source.now, source.lang);
    for node in nodes.iter_mut() {
        node.own = worth::reachable(&node.leaf, now, source.policy);
        node.inside = Sums {
            places: 1,
            leaves: u32::from(node.below.is_none()),
            reach: node.own,
            held: node.held,
            officer: u32::from(node.next.is_officer()),
            desk: u32::from(node.next == Next::Answer),
        };
        node.age = node
            .since
            .map_or_else(|| "?".to_owned(), |at| show::age(now.since(at), lang));
    }
    for at in (0..nodes.len()).rev() {
        let inside = nodes[at].inside;
        nodes[at].reach = show::money(inside.reach, lang);
        if let Some(parent) = nodes[at].parent {
            nodes[parent].inside = nodes[parent].inside.and(&inside);
        }
    }
}

/// `ICBC *1234`: the institution as lists show it and the last digits.
fn name(source: &Source<'_>, hop: &Hop) -> String {
    let desk = source.floor.desk(&hop.institution);
    let institution = match (source.lang, desk) {
        (Lang::Zh, Some(desk)) if !desk.name_zh.is_empty() => desk.name_zh.as_ref(),
        _ => hop.institution.as_str(),
    };
    let last = last_four(hop.account.shown());
    format!("{institution} *{}", last.trim_start_matches(['*', ' ']))
}
