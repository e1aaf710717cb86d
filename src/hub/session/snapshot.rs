//! A snapshot pinned at one offset. The client pulls its pages; entities are shared with the floor, not
//! copied, and encoded when their page is asked for.

use std::time::Instant;

use crate::domain::event::{Off, Ver};
use crate::domain::floor::Entity;
use crate::feed::digest::Digest;
use crate::feed::frame::{Item, Page, PageEnd};
use crate::hub::limits::PAGE_ITEMS;
use crate::hub::project::project_entity;
use crate::hub::tail::Tail;
use crate::hub::view::{Class, View};
use crate::text::safe::SafeText;

/// Everything in view at one moment.
#[derive(Debug)]
pub struct Snapshot {
    items: Vec<(Ver, Entity)>,
    digest: Digest,
    /// A page was last asked for then.
    pub asked: Instant,
}

/// A page that was not there to ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoSuchPage;

impl Snapshot {
    /// Pins what a view shows now, and says where that is.
    pub fn pin(tail: &Tail, view: &View) -> (Self, Off) {
        let standing = tail.standing();
        let items: Vec<_> = standing
            .floor
            .entities()
            .filter(|(_, e)| view.shows(e))
            .collect();
        let off = standing.off;
        drop(standing);
        let mut digest = Digest::default();
        for (ver, entity) in &items {
            digest.add(&entity.key(), *ver);
        }
        let snapshot = Self {
            items,
            digest,
            asked: Instant::now(),
        };
        (snapshot, off)
    }

    /// Count and digest of the whole.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The page at `cur` of at most `limit` entities and about `bytes`; the last one carries the proof.
    pub fn page(
        &mut self,
        (re, sub): (u64, SafeText),
        cur: Option<&str>,
        limit: Option<u32>,
        bytes: usize,
        class: Class,
    ) -> Result<Page, NoSuchPage> {
        self.asked = Instant::now();
        let from = match cur {
            None => 0,
            Some(cur) => cur
                .strip_prefix('p')
                .and_then(|n| n.parse().ok())
                .filter(|n| *n <= self.items.len())
                .ok_or(NoSuchPage)?,
        };
        let limit = limit.map_or(PAGE_ITEMS, |n| (n as usize).clamp(1, PAGE_ITEMS));
        let mut items = Vec::new();
        let mut size = 0;
        for (ver, entity) in self.items[from..].iter().take(limit) {
            let Some(item) = written(*ver, entity, class) else {
                continue;
            };
            size += item.data.get().len() + 80;
            if size > bytes && !items.is_empty() {
                break;
            }
            items.push(item);
        }
        let next = from + items.len();
        let end = (next >= self.items.len()).then(|| PageEnd {
            count: self.digest.count,
            digest: SafeText::line(&self.digest.hex()),
        });
        let cur = end.is_none().then(|| SafeText::line(&format!("p{next}")));
        Ok(Page {
            re,
            sub,
            items,
            cur,
            end,
        })
    }
}

fn written(ver: Ver, entity: &Entity, class: Class) -> Option<Item> {
    let key = entity.key();
    match project_entity(entity, class) {
        Ok(data) => data.map(|data| Item { key, ver, data }),
        Err(error) => {
            tracing::error!(%error, %key, "an entity can not be written");
            None
        }
    }
}
