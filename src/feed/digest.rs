//! The digest of a view: Σ xxh3_64(key ‖ 0 ‖ ver) mod 2^64 over the visible entities. Equal digests mean equal
//! versions of the same entities; it can be kept by adding and taking away single entities.

use std::fmt::Write as _;

use crate::domain::event::Ver;
use crate::domain::ids::Key;

/// Count and digest of a set of entities.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Digest {
    /// How many entities.
    pub count: u64,
    /// The sum.
    pub sum: u64,
}

/// What one entity adds.
fn term(key: &Key, ver: Ver) -> u64 {
    let mut text = compact_str::CompactString::default();
    let _ = write!(text, "{key}\0{ver}");
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

impl Digest {
    /// Adds an entity.
    pub fn add(&mut self, key: &Key, ver: Ver) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(term(key, ver));
    }

    /// Takes an entity away.
    pub fn take(&mut self, key: &Key, ver: Ver) {
        self.count = self.count.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(term(key, ver));
    }

    /// The sum as the wire writes it: 16 hex digits.
    pub fn hex(&self) -> String {
        format!("{:016x}", self.sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_taking_away_undoes_adding() {
        let key = |t: &str| t.parse::<Key>().unwrap();
        let (a, b) = (key("dk:ICBC"), key("dk:ABC"));
        let mut one = Digest::default();
        one.add(&a, 1);
        one.add(&b, 7);
        let mut two = Digest::default();
        two.add(&b, 7);
        two.add(&a, 1);
        assert_eq!(one, two);
        two.take(&a, 1);
        two.add(&a, 2);
        assert_ne!(one, two);
        // A fixed point of the wire: other clients must get the same figure.
        let mut fixed = Digest::default();
        fixed.add(&a, 1);
        assert_eq!(
            fixed.hex(),
            format!("{:016x}", xxhash_rust::xxh3::xxh3_64(b"dk:ICBC\x001"))
        );
    }
}
