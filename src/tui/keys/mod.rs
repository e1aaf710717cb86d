//! Keys: one key or a sequence of keys as text and back ([`chord`]), what a Chinese input method
//! sends instead of ASCII ([`fold`]), keys as people write them ([`written`]), and the map from keys to actions
//! ([`keymap`]). `default.toml` holds the shipped keys.

pub mod chord;
pub mod context;
pub mod flaws;
pub mod fold;
pub mod keymap;
pub mod written;

#[cfg(test)]
mod everywhere;
mod shadow;
mod trie;

pub use chord::{Chord, Key};
pub use context::Context;
pub use keymap::{Binding, Keymap, Pending, Press};
