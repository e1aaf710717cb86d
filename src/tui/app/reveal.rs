//! Full numbers on the screen: asked for with a purpose, shown in a box of their own for as long as the hub allows,
//! and gone from memory with it.

use std::time::Instant;

use super::Model;
use crate::feed::link::{NotShown, Revealed};
use crate::text::words::{Say, Why};
use crate::tui::actions::{Action, blocked, row};
use crate::tui::overlays::{NumberBox, Overlay, PurposeBox};
use crate::tui::theme::Tone;

/// Asks what the number of the selected item is needed for.
pub fn ask(model: &mut Model) {
    let what = row(Action::Reveal).label;
    if let Some(why) = blocked(model, Action::Reveal) {
        return model.say(Say::Blocked { what, why }, Tone::Error);
    }
    if let Some(ask) = model.subject().and_then(|key| PurposeBox::new(model, key)) {
        model.overlays.push(Overlay::Purpose(ask));
    }
}

/// The hub has answered.
pub fn shown(model: &mut Model, revealed: Revealed) {
    let what = row(Action::Reveal).label;
    match revealed.shown {
        Ok((number, time)) => {
            let until = model.moment.at + time;
            let shown = NumberBox::new(revealed.key, number, until);
            model.overlays.push(Overlay::Number(shown));
            model.is_dirty = true;
        }
        Err(NotShown::Refused(code)) => {
            let owner = None;
            model.say(Say::Refused { what, code, owner }, Tone::Error);
        }
        Err(NotShown::NoLine) => {
            let why = Why::NotConnected;
            model.say(Say::Blocked { what, why }, Tone::Error);
        }
    }
}

/// Takes numbers whose time is over off the screen.
pub fn expire(model: &mut Model, now: Instant) {
    let before = model.overlays.len();
    let over =
        |overlay: &Overlay| matches!(overlay, Overlay::Number(shown) if shown.until() <= now);
    model.overlays.retain(|overlay| !over(overlay));
    model.is_dirty |= model.overlays.len() != before;
}

#[cfg(test)]
mod tests;
