//! How keys come. A key that is held down sends itself again: after a quarter to two thirds of a second, then every
//! few hundredths. No terminal says so, but the times between two arrivals do; a held key confirms nothing.

use std::time::{Duration, Instant};

use crate::tui::keys::Key;
use crate::tui::keys::fold::fold;

/// Nobody presses one key twice within this time.
const FAST: Duration = Duration::from_millis(150);
/// A held key has sent itself again by then.
const SLOW: Duration = Duration::from_millis(700);

/// The key that came last and how it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hand {
    last: Option<(Key, Instant)>,
    /// Since the same key before it; `None` when another one came between.
    gap: Option<Duration>,
    is_held: bool,
}

impl Hand {
    /// Notes a key that has come.
    pub fn note(&mut self, key: Key, at: Instant) {
        let key = fold(key);
        let before = self.gap;
        self.gap = match self.last {
            Some((last, since)) if last == key => Some(at.saturating_duration_since(since)),
            _ => None,
        };
        self.last = Some((key, at));
        // The first gap of a held key is long, all others are short: two long ones are a person's.
        let by_person = before.is_some_and(|gap| (FAST..SLOW).contains(&gap));
        self.is_held = self
            .gap
            .is_some_and(|gap| gap < FAST || (gap < SLOW && !by_person));
    }

    /// Whether the last key may be one that is held down.
    pub fn is_held(&self) -> bool {
        self.is_held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_key_is_told_from_a_person() {
        for (about, keys, held) in [
            ("the first press", &[('y', 0)][..], false),
            ("another key", &[('v', 0), ('y', 30)], false),
            ("the first repeat, early", &[('y', 0), ('y', 250)], true),
            ("the first repeat, late", &[('y', 0), ('y', 660)], true),
            ("later repeats", &[('y', 0), ('y', 500), ('y', 533)], true),
            (
                "repeats behind a slow line",
                &[('y', 0), ('y', 500), ('y', 500), ('y', 690)],
                true,
            ),
            ("pressed again at leisure", &[('y', 0), ('y', 800)], false),
            (
                "pressed a third time in haste",
                &[('y', 0), ('y', 300), ('y', 600)],
                false,
            ),
            (
                "held after a pause",
                &[('y', 0), ('y', 900), ('y', 1400)],
                true,
            ),
            ("full-width", &[('ｙ', 0), ('y', 30)], true),
        ] {
            let base = Instant::now();
            let mut hand = Hand::default();
            for (key, ms) in keys {
                hand.note(Key::from(*key), base + Duration::from_millis(*ms));
            }
            assert_eq!(hand.is_held(), held, "{about}");
        }
    }
}
