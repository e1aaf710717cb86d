//! Untrusted text: one door ([`safe`]), masks ([`mask`]), display widths ([`width`]) and the catalogue of words.
