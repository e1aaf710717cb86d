//! A day of the centre, reckoned faster than real time without console, hub or sockets: the real rules and the
//! real floor, a clock that jumps to the next moment, and a truth of money that nobody on the floor knows.
//!
//! [`plan`] says what a seed brings, [`truth`] where the money is, [`run`] lets a crew work under one order;
//! [`report`] says what came of it and [`compare`] sets paired runs side by side. docs/SIMULATION.md tells the
//! model.

pub mod agenda;
mod calls;
mod cases;
pub mod compare;
mod crew;
mod desks;
mod due;
pub mod figures;
mod house;
pub mod interval;
mod later;
mod people;
pub mod plan;
pub mod queue;
pub mod report;
pub mod run;
pub mod show;
#[cfg(test)]
mod tests;
pub mod truth;
