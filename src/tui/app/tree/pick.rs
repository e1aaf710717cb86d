//! The places of a trace as rows of a table: filtered, what was found stands with what leads to it; sorted, the tree
//! gives way to a plain list.

use super::grow::Node;
use super::shape::{Fold, Visible};
use crate::domain::hop::HopState;
use crate::domain::time::Millis;
use crate::domain::trace::Next;
use crate::tui::app::table::field::Field;
use crate::tui::app::table::filter::{Filter, Row, Value, begins, holds};
use crate::tui::app::table::values::{fen, is_term, rank, span};
use crate::tui::app::table::{View, arrange};

/// The steps at a place, in the order their words stand.
const NEXTS: [Next; 6] = [
    Next::Ask,
    Next::Paper,
    Next::Draft,
    Next::Review,
    Next::Send,
    Next::Answer,
];

struct PlaceLine<'n> {
    at: usize,
    node: &'n Node,
    now: Millis,
}

impl Row for PlaceLine<'_> {
    fn value(&self, field: Field) -> Value<'_> {
        let node = self.node;
        match field {
            Field::Bank => Value::Text(&node.name),
            Field::Level => Value::Number(i64::from(node.tier)),
            Field::Amount => fen(node.sum),
            Field::Age => span(node.since.map(|at| self.now.since(at))),
            Field::State => rank(HopState::ALL, &node.state),
            Field::Reach => fen(Some(node.inside.reach)),
            Field::Next if node.next == Next::Nothing => Value::None,
            Field::Next => rank(&NEXTS, &node.next),
            _ => Value::None,
        }
    }

    fn bank(&self, part: &str) -> bool {
        let code = self.node.institution.as_str();
        begins(code.chars(), part) || holds(&self.node.name, part)
    }

    fn says(&self, part: &str) -> bool {
        holds(&self.node.name, part) || is_term(self.node.state, part)
    }
}

fn lines(nodes: &[Node], now: Millis) -> Vec<PlaceLine<'_>> {
    let lines = nodes.iter().enumerate();
    let line = |(at, node)| PlaceLine { at, node, now };
    lines.map(line).collect()
}

/// Which places a filter leaves on the screen: those it takes and all that lead to them; and how many it takes.
pub fn found(nodes: &[Node], filter: &Filter, now: Millis) -> (Vec<bool>, usize) {
    let mut stays = vec![false; nodes.len()];
    let mut taken = 0;
    for line in lines(nodes, now) {
        if !filter.takes(&line) {
            continue;
        }
        taken += 1;
        let mut at = Some(line.at);
        while let Some(here) = at.filter(|at| !stays[*at]) {
            stays[here] = true;
            at = nodes[here].parent;
        }
    }
    (stays, taken)
}

/// The places a view takes, as a plain list in the order it wants, and how many it leaves out.
pub fn plain(nodes: &[Node], view: &View, now: Millis) -> (Vec<Visible>, usize) {
    let (lines, out) = arrange(lines(nodes, now), view);
    let row = |line: &PlaceLine<'_>| Visible {
        node: line.at,
        level: 0,
        is_last: true,
        through: 0,
        fold: Fold::Leaf,
    };
    (lines.iter().map(row).collect(), out)
}
