//! Figures for panes and wall, computed from the floor and a moment; nothing is stored.

/// The value that `share` (0.0 to 1.0) of the values stay under or at; `None` of nothing. Reorders `values`.
pub fn quantile<T: Copy + Ord>(values: &mut [T], share: f64) -> Option<T> {
    if values.is_empty() {
        return None;
    }
    let at = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len()) - 1;
    Some(*values.select_nth_unstable(at).1)
}
