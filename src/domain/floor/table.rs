//! One kind of entity by identity. Entities are shared: a snapshot that pins a moment costs a pointer, and the
//! next change copies only the entity it touches.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entity::{Entity, Held};
use crate::domain::event::{Event, Ver};

/// A table of entities.
#[derive(Clone, PartialEq, Debug)]
pub struct Table<I, T>(BTreeMap<I, Held<T>>);

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<I: Ord, T: Clone> Table<I, T> {
    /// All of them, by identity.
    pub fn all(&self) -> &BTreeMap<I, Held<T>> {
        &self.0
    }

    /// Puts one as it stands.
    pub fn put(&mut self, id: I, ver: Ver, is: Arc<T>) {
        self.0.insert(id, Held { ver, is });
    }

    /// Takes one away.
    pub fn remove(&mut self, id: &I) -> Option<Arc<T>> {
        self.0.remove(id).map(|held| held.is)
    }

    /// Lets an event change one.
    pub fn change(&mut self, id: &I, event: &Event, fold: impl FnOnce(&mut T, &Event)) {
        if let Some(held) = self.0.get_mut(id) {
            held.ver = event.ver;
            fold(Arc::make_mut(&mut held.is), event);
        }
    }

    /// All of them as entities, shared.
    pub fn shared<'a>(
        &'a self,
        wrap: impl Fn(Arc<T>) -> Entity + 'a,
    ) -> impl Iterator<Item = (Ver, Entity)> + 'a {
        self.0
            .values()
            .map(move |held| (held.ver, wrap(Arc::clone(&held.is))))
    }
}
