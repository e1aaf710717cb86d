//! Untrusted text: one door ([`safe`]), masks ([`mask`]), display widths and the catalogue of words.

pub mod mask;
pub mod safe;
