//! An entity with its version, and any entity as snapshots carry it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::domain::alert::Alert;
use crate::domain::case::Case;
use crate::domain::event::Ver;
use crate::domain::hop::Hop;
use crate::domain::ids::Key;
use crate::domain::order::Order;
use crate::domain::org::{Desk, Officer, Org, Shift};

/// An entity with its version. Shared, so that a snapshot pins the state of one moment without copying it.
#[derive(Clone, PartialEq, Debug)]
pub struct Held<T> {
    /// Version.
    pub ver: Ver,
    /// State.
    pub is: Arc<T>,
}

impl<T> std::ops::Deref for Held<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.is
    }
}

/// Any entity, as snapshots carry it.
#[derive(Clone, PartialEq, Debug)]
pub enum Entity {
    /// An alert.
    Alert(Arc<Alert>),
    /// A case.
    Case(Arc<Case>),
    /// An order.
    Order(Arc<Order>),
    /// A hop.
    Hop(Arc<Hop>),
    /// An officer.
    Officer(Arc<Officer>),
    /// A desk.
    Desk(Arc<Desk>),
    /// An organisation.
    Org(Arc<Org>),
    /// A shift.
    Shift(Arc<Shift>),
}

impl Entity {
    /// Its name on the wire.
    pub fn key(&self) -> Key {
        match self {
            Self::Alert(a) => Key::Alert(a.id),
            Self::Case(c) => Key::Case(c.id),
            Self::Order(o) => Key::Order(o.id),
            Self::Hop(h) => Key::Hop(h.id),
            Self::Officer(o) => Key::Officer(o.id.clone()),
            Self::Desk(d) => Key::Desk(d.institution.clone()),
            Self::Org(o) => Key::Org(o.code.clone()),
            Self::Shift(s) => Key::Shift(s.id),
        }
    }

    /// Writes the state.
    pub fn data(&self) -> serde_json::Result<Box<RawValue>> {
        fn raw<T: Serialize>(value: &T) -> serde_json::Result<Box<RawValue>> {
            serde_json::value::to_raw_value(value)
        }
        match self {
            Self::Alert(a) => raw(a),
            Self::Case(c) => raw(c),
            Self::Order(o) => raw(o),
            Self::Hop(h) => raw(h),
            Self::Officer(o) => raw(o),
            Self::Desk(d) => raw(d),
            Self::Org(o) => raw(o),
            Self::Shift(s) => raw(s),
        }
    }

    /// Reads a state; `None` for a kind of entity this version does not know.
    pub fn decode(key: &Key, data: &str) -> serde_json::Result<Option<Self>> {
        Ok(Some(match key {
            Key::Alert(_) => Self::Alert(serde_json::from_str(data)?),
            Key::Case(_) => Self::Case(serde_json::from_str(data)?),
            Key::Order(_) => Self::Order(serde_json::from_str(data)?),
            Key::Hop(_) => Self::Hop(serde_json::from_str(data)?),
            Key::Officer(_) => Self::Officer(serde_json::from_str(data)?),
            Key::Desk(_) => Self::Desk(serde_json::from_str(data)?),
            Key::Org(_) => Self::Org(serde_json::from_str(data)?),
            Key::Shift(_) => Self::Shift(serde_json::from_str(data)?),
            Key::Other(_) => return Ok(None),
        }))
    }
}
