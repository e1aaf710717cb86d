//! Seats and desks change often and only their newest state matters: of several events of one entity a
//! conflated subscription delivers one, as the entity whole.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::event::Off;
use crate::domain::ids::Key;
use crate::feed::digest::Digest;
use crate::hub::record::Record;
use crate::hub::tail::{Gone, Tail};
use crate::hub::view::View;

/// What a view gained since an offset.
pub struct Newest {
    /// Everything up to here is in.
    pub upto: Off,
    /// One delivery an entity, in the order of their last events.
    pub items: Vec<(Arc<Record>, String)>,
}

/// Everything after `after` that the view shows, one delivery an entity; carries the digest along.
pub fn newest(tail: &Tail, view: &View, after: Off, digest: &mut Digest) -> Result<Newest, Gone> {
    // The floor is held, so that entities stand exactly where their last event left them.
    let standing = tail.standing();
    let upto = standing.off;
    let missing = upto.0.saturating_sub(after.0) as usize;
    let records = tail.after(after, missing)?;
    let mut times: HashMap<&Key, u32> = HashMap::new();
    for record in &records {
        *times.entry(&record.key).or_default() += 1;
        record.count_in(view, digest);
    }
    let mut items = Vec::new();
    for record in records.iter().rev() {
        // The newest event of an entity comes first; the others find nothing left.
        let item = match times.remove(&record.key) {
            None => continue,
            Some(1) => record
                .item(record.sight(view), view.rights.class)
                .map(str::to_owned),
            Some(_) => {
                let state = standing.floor.entity(&record.key).map(|(_, e)| e);
                let state = state.filter(|e| view.shows(e));
                let is_visible = state.is_some() || records_show(&records, record, view);
                is_visible.then(|| record.conflated(state.as_ref(), view.rights.class))
            }
        };
        items.extend(item.map(|text| (Arc::clone(record), text)));
    }
    items.reverse();
    Ok(Newest { upto, items })
}

/// Whether any of the entity's events concerned the view.
fn records_show(records: &[Arc<Record>], of: &Record, view: &View) -> bool {
    use crate::hub::record::Sight;
    records
        .iter()
        .any(|r| r.key == of.key && r.sight(view) != Sight::Hidden)
}
