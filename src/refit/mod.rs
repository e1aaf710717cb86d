//! `watchfloor refit`: fits the survival curve of stolen money to a hub's own stops. What the institutions found
//! ([`answers`]) gives the shares of the curve ([`fit`]); the report ([`report`]) sets them beside the rules in
//! force and suggests new ones. Method and limits: docs/REFIT.md.

pub mod answers;
pub mod fit;
pub mod report;
