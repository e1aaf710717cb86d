//! Untrusted text: one door ([`safe`]), masks ([`mask`]), display widths ([`width`]), figures as
//! text ([`show`]) and the catalogue of words ([`words`]).

pub mod mask;
pub mod safe;
pub mod show;
pub mod width;
pub mod words;
