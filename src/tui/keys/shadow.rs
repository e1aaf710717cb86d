//! Keys that hide each other. Several contexts hold at once and the innermost is asked first, so a key given in one of
//! them can take the key of another action away. What the shipped keys lay over each other is meant so (the digits of
//! the script over those of the screens); everything else is refused. Boxes have keys of their own, and take one key
//! at a time.

use crossterm::event::{KeyCode, KeyModifiers};

use super::chord::{Chord, Key};
use super::context::Context;
use super::flaws::KeymapError;
use super::keymap::Keymap;

/// What is typed into boxes without a field: it confirms, chooses and scrolls.
const LETTERS: &str = "yasjk0123456789";
/// What edits a line, with Ctrl.
const EDITS: &str = "abdefhkuwy";

/// A chord in a context that takes the chord of another action.
#[derive(PartialEq, Eq)]
pub(super) struct Hidden<A> {
    above: (A, &'static str, Context, Chord),
    below: (A, &'static str, Context, Chord),
}

/// Everything in `map` that hides something, unless the shipped keys `usual` do the same.
pub(super) fn flaws<A: Copy + Eq>(map: &Keymap<A>, usual: &Keymap<A>) -> Vec<KeymapError> {
    let usual = hidden(usual);
    let is_meant = |one: &Hidden<A>| {
        let pair = |h: &Hidden<A>| (h.above.0, h.above.2, h.below.0, h.below.2);
        usual.iter().any(|known| pair(known) == pair(one))
    };
    // A key that meets several others is one fault: with another key for its action all of them are gone.
    let mut told = Vec::new();
    let mut flaws = Vec::new();
    for one in hidden(map).into_iter().filter(|one| !is_meant(one)) {
        let ends = [&one.above, &one.below].map(|(action, _, _, chord)| (*action, chord.clone()));
        if ends.iter().any(|end| told.contains(end)) {
            continue;
        }
        told.extend(ends);
        let ((_, action, context, chord), (_, other, around, below)) = (one.above, one.below);
        flaws.push(KeymapError::Hides {
            chord: chord.to_string(),
            action,
            context: context.0,
            below: below.to_string(),
            other,
            around: around.0,
        });
    }
    flaws
}

fn hidden<A: Copy + Eq>(map: &Keymap<A>) -> Vec<Hidden<A>> {
    let mut hidden = Vec::new();
    for context in Context::ALL {
        let above = map.bound(context);
        for around in context.below() {
            for (first, first_name, chord) in &above {
                let below = map.bound(*around);
                let met = below.into_iter().filter(|(second, _, other)| {
                    second != first && (begins(chord, other) || begins(other, chord))
                });
                hidden.extend(met.map(|(second, name, other)| Hidden {
                    above: (*first, first_name, context, chord.clone()),
                    below: (second, name, *around, other),
                }));
            }
        }
    }
    hidden
}

fn begins(long: &Chord, short: &Chord) -> bool {
    long.keys().starts_with(short.keys())
}

/// Why a chord can not be in a context, whatever else is bound there.
pub(super) fn unfit(chord: &Chord, action: &'static str, context: Context) -> Option<KeymapError> {
    let text = || chord.to_string();
    match chord.keys() {
        [key] if context == Context::OVERLAY && is_of_boxes(*key) => Some(KeymapError::OfBoxes {
            action,
            chord: text(),
        }),
        [_] => None,
        _ if context.takes_one_key() => Some(KeymapError::OneKey {
            action,
            chord: text(),
            context: context.0,
        }),
        _ => None,
    }
}

/// Whether boxes use the key themselves.
fn is_of_boxes(key: Key) -> bool {
    match key.code() {
        KeyCode::Char(c) if key.modifiers().is_empty() => LETTERS.contains(c),
        KeyCode::Char(c) => key.modifiers() == KeyModifiers::CONTROL && EDITS.contains(c),
        KeyCode::F(_) => false,
        _ => !key.modifiers().contains(KeyModifiers::ALT),
    }
}
