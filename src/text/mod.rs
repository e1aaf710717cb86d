//! Untrusted text: one door ([`safe`]), masks ([`mask`]), display widths ([`width`]) and the characters
//! terminals agree on ([`agreed`]), figures as text ([`show`]) and the catalogue of words ([`words`]).

pub mod agreed;
pub mod mask;
pub(crate) mod nearest;
pub mod safe;
pub mod show;
pub mod width;
pub mod words;
