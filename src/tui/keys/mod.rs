//! Keys: one key or a sequence of keys as text and back ([`chord`]), what a Chinese input method
//! sends instead of ASCII ([`fold`]), and the map from keys to actions ([`keymap`]).

pub mod chord;
pub mod fold;
pub mod keymap;

pub use chord::{Chord, Key};
pub use keymap::{Binding, Context, Keymap, Pending, Press};
