//! `watchfloor refit`: fits the survival curve of stolen money to a hub's own stops, and who would pay to its own
//! calls. What the institutions found ([`answers`]) gives the shares of the curve ([`fit`]), what officers found
//! ([`calls`]) the shares of the grades; the report ([`report`]) sets them beside the rules in force and suggests
//! new ones. Method and limits: docs/REFIT.md.

pub mod answers;
pub mod calls;
pub mod fit;
pub mod report;
