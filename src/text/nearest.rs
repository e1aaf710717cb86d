//! The known names nearest to one that is not known, for error messages.

/// At most three of `known`, nearest first, none that is far off.
pub(crate) fn nearest<'k>(wrong: &str, known: impl Iterator<Item = &'k str>) -> Vec<&'k str> {
    let allowed = 2.max(wrong.chars().count() / 3);
    let mut near: Vec<_> = known
        .map(|name| (distance(wrong, name), name))
        .filter(|(edits, name)| *edits <= allowed || name.starts_with(wrong))
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// How many characters have to be added, removed or replaced (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut costs: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.chars().enumerate() {
        let mut diagonal = costs[0];
        costs[0] = row + 1;
        for (column, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = costs[column + 1];
            costs[column + 1] = replaced.min(diagonal + 1).min(costs[column] + 1);
        }
    }
    costs[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_come_first_and_far_ones_not_at_all() {
        let known = ["claim", "release", "clear", "quit"];
        assert_eq!(nearest("clam", known.into_iter()), ["claim", "clear"]);
        assert_eq!(nearest("rel", known.into_iter()), ["release"]);
        assert!(nearest("xyzzy", known.into_iter()).is_empty());
    }
}
