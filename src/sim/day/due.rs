//! The moments a run comes to.

use crate::domain::ids::{CaseId, HopId, OrderId};

/// What becomes due.
#[derive(Clone, Copy, Debug)]
pub(super) enum Due {
    /// The model warns of somebody.
    Warning(usize),
    /// A call that was going on ends.
    CallEnds(usize),
    /// Somebody pays, unless they were talked out of it.
    Pays(usize),
    /// Somebody who has paid notices, and calls 110.
    Notices(usize),
    /// The report is keyed in.
    KeyedIn(usize),
    /// A field unit is there.
    Visit(usize),
    /// An officer comes to the next step.
    Step(usize, Step),
    /// A case is filed.
    Files(CaseId),
    /// The bank of a victim calls a delayed transfer back.
    CallsBack(usize, CaseId),
    /// An institution grants a freeze.
    Grants(OrderId),
    /// An institution answers an order that was sent for the n-th time.
    Answer(OrderId, u32),
    /// A platform names the card behind an order number.
    Resolves(HopId),
    /// The clock's work.
    Tick,
    /// The clock's work, and again a pulse later.
    Pulse,
}

/// What an officer comes to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// The phone has rung.
    Rang(usize),
    /// Nobody answered.
    NoAnswer(usize),
    /// They have talked.
    Talked(usize),
    /// The victim has told where the money went.
    Told(usize),
    /// The orders of a case are ready to go.
    Send(CaseId),
}
