//! Worth 价值: expected money saved by acting on an item now instead of one slot later, per officer-minute.

use super::alert::Alert;
use super::money::Fen;
use super::script::Question;

/// The loss as far as it is known: by the source, or as the victim told it in the call script.
pub fn known_loss(alert: &Alert) -> Option<Fen> {
    let told = || alert.script.get(Question::Amount).and_then(|a| a.amount);
    alert.lost.or_else(told).filter(|sum| sum.is_positive())
}
