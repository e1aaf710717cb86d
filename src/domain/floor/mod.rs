//! The floor: everything that is true now, folded from events. The hub and every console use this same fold,
//! so no screen can believe what the hub does not.
//!
//! Entities live in one table a kind ([`Table`](table)); [`entity`] is what snapshots carry, [`fold`] says what
//! each event does to its entity.

mod entity;
mod fold;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use entity::{Entity, Held};

use super::alert::{Alert, AlertState};
use super::case::Case;
use super::event::{Body, Event, Ver};
use super::hop::Hop;
use super::ids::{AlertId, CaseId, HopId, InstitutionId, Key, OrderId, OrgCode, ShiftId, Sub};
use super::masked::Token;
use super::order::Order;
use super::org::{Desk, Officer, Org, Shift};
use super::time::Millis;
use table::Table;

/// The last short numbers given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Numbers {
    /// Alerts.
    pub alert: u32,
    /// Cases.
    pub case: u32,
    /// Orders.
    pub order: u32,
}

/// What belongs to what, in the order of birth.
type Index<K, I> = BTreeSet<(K, I)>;

/// Everything that is true on the floor.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Floor {
    alerts: Table<AlertId, Alert>,
    cases: Table<CaseId, Case>,
    orders: Table<OrderId, Order>,
    hops: Table<HopId, Hop>,
    officers: Table<Sub, Officer>,
    desks: Table<InstitutionId, Desk>,
    orgs: Table<OrgCode, Org>,
    shifts: Table<ShiftId, Shift>,
    /// Entities of kinds this version does not know: only their versions.
    others: BTreeMap<Key, Ver>,
    by_victim: Index<Token, AlertId>,
    by_case: Index<CaseId, OrderId>,
    by_account: Index<Token, OrderId>,
    by_number: Index<Token, OrderId>,
    hops_by_case: Index<CaseId, HopId>,
    hops_by_parent: Index<HopId, HopId>,
    hops_by_account: Index<Token, HopId>,
    numbers: Numbers,
}

/// Read access to one kind of entity: the whole table and one by id.
macro_rules! tables {
    ($($(#[$meta:meta])* $many:ident, $one:ident: $id:ty => $is:ty);+ $(;)?) => {
        impl Floor {$(
            $(#[$meta])*
            pub fn $many(&self) -> &BTreeMap<$id, Held<$is>> {
                self.$many.all()
            }

            /// One of them, by identity.
            pub fn $one(&self, id: &$id) -> Option<&Held<$is>> {
                self.$many.all().get(id)
            }
        )+}
    };
}

tables! {
    /// Alerts, oldest first.
    alerts, alert: AlertId => Alert;
    /// Cases, oldest first.
    cases, case: CaseId => Case;
    /// Orders, oldest first.
    orders, order: OrderId => Order;
    /// Hops of traces, oldest first.
    hops, hop: HopId => Hop;
    /// Officers.
    officers, officer: Sub => Officer;
    /// Desks.
    desks, desk: InstitutionId => Desk;
    /// Organisations, whole before part.
    orgs, org: OrgCode => Org;
    /// Shifts, oldest first.
    shifts, shift: ShiftId => Shift;
}

impl Floor {
    /// Folds one event in. An event whose version is not the next of its entity is passed over: it was
    /// folded before, or its entity is not on this floor.
    pub fn apply(&mut self, event: &Event) {
        if event.ver != self.ver(&event.key).unwrap_or(0) + 1 {
            return;
        }
        match fold::born(&event.body) {
            Some(entity) => self.put(&event.key, event.ver, Some(entity)),
            None if matches!(event.body, Body::AlertArchived(_)) => self.remove(&event.key),
            None => self.change(event),
        }
    }

    fn change(&mut self, event: &Event) {
        match &event.key {
            Key::Alert(id) => self.alerts.change(id, event, fold::alert),
            Key::Case(id) => self.cases.change(id, event, fold::case),
            Key::Order(id) => self.orders.change(id, event, fold::order),
            Key::Hop(id) => self.hops.change(id, event, fold::hop),
            Key::Officer(id) => self.officers.change(id, event, fold::officer),
            Key::Desk(id) => self.desks.change(id, event, fold::desk),
            Key::Org(id) => self.orgs.change(id, event, |_, _| {}),
            Key::Shift(id) => self.shifts.change(id, event, fold::shift),
            Key::Other(_) => {
                self.others.insert(event.key.clone(), event.ver);
            }
        }
    }

    /// Puts an entity on the floor as it stands: born of an event, from a snapshot, or come into view. Of an
    /// entity of a kind this version does not know (`None`) only the version is kept.
    pub fn put(&mut self, key: &Key, ver: Ver, entity: Option<Entity>) {
        let Some(entity) = entity else {
            self.others.insert(key.clone(), ver);
            return;
        };
        match entity {
            Entity::Alert(is) => {
                self.numbers.alert = self.numbers.alert.max(is.no);
                if let Some(phone) = &is.victim.phone {
                    self.by_victim.insert((phone.token, is.id));
                }
                self.alerts.put(is.id, ver, is);
            }
            Entity::Case(is) => {
                self.numbers.case = self.numbers.case.max(is.no);
                self.cases.put(is.id, ver, is);
            }
            Entity::Order(is) => {
                self.numbers.order = self.numbers.order.max(is.no);
                self.by_case.insert((is.case, is.id));
                self.by_target(&is).insert((is.target.token, is.id));
                self.orders.put(is.id, ver, is);
            }
            Entity::Hop(is) => {
                self.hops_by_case.insert((is.case, is.id));
                self.hops_by_account.insert((is.account.token, is.id));
                if let Some(parent) = is.parent {
                    self.hops_by_parent.insert((parent, is.id));
                }
                self.hops.put(is.id, ver, is);
            }
            Entity::Officer(is) => self.officers.put(is.id.clone(), ver, is),
            Entity::Desk(is) => self.desks.put(is.institution.clone(), ver, is),
            Entity::Org(is) => self.orgs.put(is.code.clone(), ver, is),
            Entity::Shift(is) => self.shifts.put(is.id, ver, is),
        }
    }

    /// Takes an entity off the floor.
    pub fn remove(&mut self, key: &Key) {
        match key {
            Key::Alert(id) => {
                if let Some(token) = self
                    .alerts
                    .remove(id)
                    .and_then(|a| a.victim.phone.as_ref().map(|p| p.token))
                {
                    self.by_victim.remove(&(token, *id));
                }
            }
            Key::Case(id) => {
                self.cases.remove(id);
            }
            Key::Order(id) => {
                if let Some(order) = self.orders.remove(id) {
                    self.by_case.remove(&(order.case, *id));
                    self.by_target(&order).remove(&(order.target.token, *id));
                }
            }
            Key::Hop(id) => {
                if let Some(hop) = self.hops.remove(id) {
                    self.hops_by_case.remove(&(hop.case, *id));
                    self.hops_by_account.remove(&(hop.account.token, *id));
                    if let Some(parent) = hop.parent {
                        self.hops_by_parent.remove(&(parent, *id));
                    }
                }
            }
            Key::Officer(id) => {
                self.officers.remove(id);
            }
            Key::Desk(id) => {
                self.desks.remove(id);
            }
            Key::Org(id) => {
                self.orgs.remove(id);
            }
            Key::Shift(id) => {
                self.shifts.remove(id);
            }
            Key::Other(_) => {
                self.others.remove(key);
            }
        }
    }

    /// Version of an entity; `None` when it is not on this floor.
    pub fn ver(&self, key: &Key) -> Option<Ver> {
        match key {
            Key::Alert(id) => self.alert(id).map(|e| e.ver),
            Key::Case(id) => self.case(id).map(|e| e.ver),
            Key::Order(id) => self.order(id).map(|e| e.ver),
            Key::Hop(id) => self.hop(id).map(|e| e.ver),
            Key::Officer(id) => self.officer(id).map(|e| e.ver),
            Key::Desk(id) => self.desk(id).map(|e| e.ver),
            Key::Org(id) => self.org(id).map(|e| e.ver),
            Key::Shift(id) => self.shift(id).map(|e| e.ver),
            Key::Other(_) => self.others.get(key).copied(),
        }
    }

    /// An entity with its version, shared, not copied.
    pub fn entity(&self, key: &Key) -> Option<(Ver, Entity)> {
        match key {
            Key::Alert(id) => self
                .alert(id)
                .map(|e| (e.ver, Entity::Alert(Arc::clone(&e.is)))),
            Key::Case(id) => self
                .case(id)
                .map(|e| (e.ver, Entity::Case(Arc::clone(&e.is)))),
            Key::Order(id) => self
                .order(id)
                .map(|e| (e.ver, Entity::Order(Arc::clone(&e.is)))),
            Key::Hop(id) => self
                .hop(id)
                .map(|e| (e.ver, Entity::Hop(Arc::clone(&e.is)))),
            Key::Officer(id) => self
                .officer(id)
                .map(|e| (e.ver, Entity::Officer(Arc::clone(&e.is)))),
            Key::Desk(id) => self
                .desk(id)
                .map(|e| (e.ver, Entity::Desk(Arc::clone(&e.is)))),
            Key::Org(id) => self
                .org(id)
                .map(|e| (e.ver, Entity::Org(Arc::clone(&e.is)))),
            Key::Shift(id) => self
                .shift(id)
                .map(|e| (e.ver, Entity::Shift(Arc::clone(&e.is)))),
            Key::Other(_) => None,
        }
    }

    /// Every entity on the floor, shared, not copied.
    pub fn entities(&self) -> impl Iterator<Item = (Ver, Entity)> + '_ {
        self.alerts
            .shared(Entity::Alert)
            .chain(self.cases.shared(Entity::Case))
            .chain(self.orders.shared(Entity::Order))
            .chain(self.hops.shared(Entity::Hop))
            .chain(self.officers.shared(Entity::Officer))
            .chain(self.desks.shared(Entity::Desk))
            .chain(self.orgs.shared(Entity::Org))
            .chain(self.shifts.shared(Entity::Shift))
    }

    /// Key and version of everything on the floor, also of kinds this version does not know.
    pub fn versions(&self) -> impl Iterator<Item = (Key, Ver)> + '_ {
        let known = self.entities().map(|(ver, entity)| (entity.key(), ver));
        known.chain(self.others.iter().map(|(key, ver)| (key.clone(), *ver)))
    }

    /// Orders of a case, oldest first.
    pub fn orders_of(&self, case: CaseId) -> impl Iterator<Item = &Held<Order>> {
        under(&self.by_case, case).filter_map(|id| self.order(id))
    }

    /// Orders after the money on an account, oldest first. Telecom orders are never among them.
    pub fn orders_on(&self, account: Token) -> impl Iterator<Item = &Held<Order>> {
        under(&self.by_account, account).filter_map(|id| self.order(id))
    }

    /// Telecom orders on a number, oldest first.
    pub fn telecom_on(&self, number: Token) -> impl Iterator<Item = &Held<Order>> {
        under(&self.by_number, number).filter_map(|id| self.order(id))
    }

    /// The index an order is found by: accounts and telephone numbers are kept apart.
    fn by_target(&mut self, order: &Order) -> &mut Index<Token, OrderId> {
        if order.is_after_money() {
            &mut self.by_account
        } else {
            &mut self.by_number
        }
    }

    /// Hops of a case, oldest first.
    pub fn hops_of(&self, case: CaseId) -> impl Iterator<Item = &Held<Hop>> {
        under(&self.hops_by_case, case).filter_map(|id| self.hop(id))
    }

    /// How many hops a case has.
    pub fn count_hops(&self, case: CaseId) -> usize {
        under(&self.hops_by_case, case).count()
    }

    /// Where the money of a hop went on to, oldest first.
    pub fn hops_under(&self, parent: HopId) -> impl Iterator<Item = &Held<Hop>> {
        under(&self.hops_by_parent, parent).filter_map(|id| self.hop(id))
    }

    /// Hops of every case on an account, oldest first.
    pub fn hops_on(&self, account: Token) -> impl Iterator<Item = &Held<Hop>> {
        under(&self.hops_by_account, account).filter_map(|id| self.hop(id))
    }

    /// Alerts about the same victim, oldest first.
    pub fn alerts_about(&self, victim: Token) -> impl Iterator<Item = &Held<Alert>> {
        under(&self.by_victim, victim).filter_map(|id| self.alert(id))
    }

    /// The alert a new hit about the same victim belongs to: the newest one last hit after `since` that has
    /// not gone into a case or another alert.
    pub fn standing_alert(&self, victim: Token, since: Millis) -> Option<&Held<Alert>> {
        self.alerts_about(victim)
            .filter(|a| {
                a.last_hit_at >= since
                    && !matches!(a.state, AlertState::Converted | AlertState::Merged)
            })
            .last()
    }

    /// The last short numbers given.
    pub fn numbers(&self) -> Numbers {
        self.numbers
    }
}

/// What is noted under `by`, oldest first.
fn under<K: Ord + Copy, I: Ord + Default>(index: &Index<K, I>, by: K) -> impl Iterator<Item = &I> {
    index
        .range((by, I::default())..)
        .take_while(move |(key, _)| *key == by)
        .map(|(_, id)| id)
}
