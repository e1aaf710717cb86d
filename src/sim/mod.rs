//! A deterministic city centre: who is called ([`victim`]), where money goes ([`money`]), by published figures
//! ([`centre`]) and repeatable [`chance`]. Its people and institutions act over the hub's own wire.

pub mod centre;
pub mod chance;
pub mod crowd;
pub mod day;
pub mod follow_up;
pub mod history;
pub mod institutions;
pub mod minds;
pub mod money;
pub mod staff;
pub mod victim;
pub mod warnings;

#[cfg(test)]
mod tests;
