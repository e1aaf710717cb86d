//! The console. This module holds its foundations, which know nothing of fraud or of the feed:
//! the terminal ([`term`]), keys and chords ([`keys`]), colours and glyphs ([`theme`]) and the
//! widgets that panes are made of ([`widgets`]). The panes themselves stand on top of these.

pub mod actions;
pub mod app;
pub mod keys;
pub mod overlays;
pub mod panes;
pub mod preferences;
pub mod run;
pub mod term;
pub mod theme;
mod wait;
pub mod wall;
pub mod widgets;

mod cells;
pub(crate) use crate::text::nearest;
#[cfg(test)]
mod testing;
