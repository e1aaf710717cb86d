//! Untrusted text: one door ([`safe`]), masks ([`mask`]), display widths ([`width`]) and the catalogue of words.

pub mod mask;
pub mod safe;
pub mod width;
