//! Which places are seen, and the guides that lead to them: for each row its level, whether it is the last of its
//! siblings, and at which levels a line runs on past it.

use super::grow::Node;

/// Whether what is below a place is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// Nothing is below.
    Leaf,
    /// It is seen.
    Open,
    /// It is folded away.
    Closed,
}

/// A row that is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visible {
    /// Its place, by index.
    pub node: usize,
    /// How deep it stands; 0 hangs on nothing.
    pub level: u8,
    /// Whether no sibling comes after it.
    pub is_last: bool,
    /// Bit n: the line of level n runs on past this row.
    pub through: u64,
    /// Whether what is below is seen.
    pub fold: Fold,
}

impl Visible {
    /// Whether the line of a level runs past this row.
    pub fn runs_at(&self, level: u8) -> bool {
        1u64.checked_shl(u32::from(level))
            .is_some_and(|bit| self.through & bit != 0)
    }
}

/// The rows that are seen. `nodes` stand parents before children, every subtree in one run; a place that does not
/// stay takes all below it with it.
pub fn shape(
    nodes: &[Node],
    stays: impl Fn(usize) -> bool,
    is_open: impl Fn(&Node) -> bool,
) -> Vec<Visible> {
    let mut rows: Vec<Visible> = Vec::with_capacity(nodes.len());
    let mut row_of: Vec<Option<usize>> = vec![None; nodes.len()];
    for (at, node) in nodes.iter().enumerate().filter(|(at, _)| stays(*at)) {
        let above = match node.parent {
            None => None,
            Some(parent) => match row_of[parent] {
                Some(row) if rows[row].fold == Fold::Open => Some(rows[row]),
                _ => continue,
            },
        };
        let fold = match node.below {
            None => Fold::Leaf,
            Some(_) if is_open(node) => Fold::Open,
            Some(_) => Fold::Closed,
        };
        row_of[at] = Some(rows.len());
        rows.push(Visible {
            node: at,
            level: node.level,
            is_last: node.is_last,
            through: above.map_or(0, |row| row.through | line(&row)),
            fold,
        });
    }
    rows
}

/// The line that runs on from a row to its next sibling, past everything below it.
fn line(row: &Visible) -> u64 {
    if row.is_last || row.level == 0 {
        return 0;
    }
    1u64.checked_shl(u32::from(row.level)).unwrap_or(0)
}
